/* Any bytes as the name of a finding or of a relaxation, in any case, "-" for
 * "_": what is found by a name has that name, and no other place of the
 * registry does. */
#include "eml/base.h"
#include "fuzz/fuzz.h"

static uint8_t
plain(uint8_t c)
{
    return c >= 'a' && c <= 'z' ? (uint8_t)(c - 'a' + 'A') : c == '-' ? '_' : c;
}

static bool
is_named(const char *name, eml_span s)
{
    size_t n = 0;

    for (; name[n]; n++)
        if (n == s.n || plain((uint8_t)name[n]) != plain(s.p[n]))
            return false;
    return n == s.n;
}

static void
check_codes(eml_span name)
{
    int found = eml_code_by_name(name), code;

    for (size_t i = 0; (code = eml_code_at(i)) != 0; i++) {
        const eml_code_info *info = eml_code_info_get(code);

        FUZZ_CHECK(info && eml_level_name(info->level));
        FUZZ_CHECK((code == found) == is_named(info->name, name));
    }
    FUZZ_CHECK(!found || eml_code_info_get(found));
}

static void
check_relaxations(eml_span name)
{
    uint32_t found = eml_allow_by_name(name), bit;
    const char *of, *text;

    FUZZ_CHECK((found & (found - 1)) == 0);
    for (size_t i = 0; (bit = eml_allow_at(i, &of, &text)) != 0; i++) {
        FUZZ_CHECK(eml_allow_at(i, NULL, NULL) == bit && text[0]);
        FUZZ_CHECK((bit == found) == is_named(of, name));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_span name = {size ? data : EML_NONE.p, size};

    check_codes(name);
    check_relaxations(name);
    return 0;
}
