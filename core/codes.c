#include "eml/base.h"

static const eml_code_info table[] = {
#define EML_CODE(name, rfc, section, level, allow, text)                       \
    {#name, rfc, section, EML_LEVEL_##level, EML_ALLOW_##allow, text},
#include "eml/codes.def"
#undef EML_CODE
};
enum { NUM_CODES = sizeof table / sizeof table[0] };

static const struct relax {
    uint32_t bit;
    const char *name, *text;
} relaxations[] = {
#define EML_RELAX(name, bit, text) {EML_ALLOW_##name, #name, text},
#include "eml/relax.def"
#undef EML_RELAX
};
enum { NUM_RELAX = sizeof relaxations / sizeof relaxations[0] };

const eml_code_info *
eml_code_info_get(int rc)
{
    if (rc <= EML_E_SYNTAX_FIRST_ || rc >= EML_E_SYNTAX_LAST_)
        return NULL;
    return &table[rc - EML_E_SYNTAX_FIRST_ - 1];
}

/* What is ambiguous has both its readings in readings.def. */
bool
eml_code_readings(int code, const char *readings[2])
{
    switch (code) {
#define EML_READINGS(name, a, b)                                               \
    case EML_E_##name:                                                         \
        readings[0] = a;                                                       \
        readings[1] = b;                                                       \
        return true;
#include "eml/readings.def"
#undef EML_READINGS
    default:
        return false;
    }
}

int
eml_code_at(size_t i)
{
    return i < NUM_CODES ? EML_E_SYNTAX_FIRST_ + 1 + (int)i : 0;
}

static uint8_t
fold(uint8_t c)
{
    if (c >= 'a' && c <= 'z')
        return (uint8_t)(c - 32);
    return c == '-' ? (uint8_t)'_' : c;
}

static bool
named(const char *name, eml_span s)
{
    size_t i = 0;

    while (i < s.n && name[i] && fold((uint8_t)name[i]) == fold(s.p[i]))
        i++;
    return i == s.n && !name[i];
}

int
eml_code_by_name(eml_span name)
{
    for (size_t i = 0; i < NUM_CODES; i++)
        if (named(table[i].name, name))
            return eml_code_at(i);
    return 0;
}

const char *
eml_level_name(eml_level level)
{
    static const char *const names[] = {"MUST", "SHOULD", "NOTE", "LIMIT"};

    return names[level];
}

uint32_t
eml_allow_by_name(eml_span name)
{
    for (size_t i = 0; i < NUM_RELAX; i++)
        if (named(relaxations[i].name, name))
            return relaxations[i].bit;
    return 0;
}

uint32_t
eml_allow_at(size_t i, const char **name, const char **text)
{
    if (i >= NUM_RELAX)
        return 0;
    if (name)
        *name = relaxations[i].name;
    if (text)
        *text = relaxations[i].text;
    return relaxations[i].bit;
}
