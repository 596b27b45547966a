/* RFC 5322 section 3.4: the display-names of most mailboxes. */
#include "parsers/imf/addr_int.h"
#include "parsers/imf/field_index.h"

static void
name_of(eml_text *out, const uint8_t *from, const uint8_t *to,
        eml_text_form form)
{
    out->raw = eml__between(from, to);
    out->form = (uint8_t)form;
    out->present = true;
    out->simple = true;
}

/* 1*(atom SP) "<": returns where "<" is, NULL when it is another. */
static const uint8_t *
atoms(const uint8_t *p, const uint8_t *end, eml_text *out)
{
    size_t n = (size_t)(end - p) < 64 ? (size_t)(end - p) : 63, word = 0, to;
    uint64_t map[EML__INDEX_MAPS], stops;
    enum eml__isa isa = eml__best_isa();

    if (isa == EML__SCALAR || n < 8 ||
        (eml__index_short(p, n, map, isa) & EML__INDEX_HAS_EQUALS))
        return NULL;
    stops = map[EML__INDEX_END] | (uint64_t)1 << n;
    for (;; word = to + 1) {
        to = eml__lowest_bit(stops);
        stops &= stops - 1;
        if (to == word || to + 1 >= n || p[to] != ' ')
            return NULL;
        if (p[to + 1] == '<')
            break;
    }
    if (eml__index_part(map[EML__INDEX_DOT], 0, to))
        return NULL; /* PHRASE_DOT */
    name_of(out, p, p + to, EML_TEXT_PHRASE);
    return p + to + 1;
}

/* quoted-string [SP] "<", p at the DQUOTE and nothing to be undone between
 * that and the next: likewise. */
static const uint8_t *
quoted(const uint8_t *p, const uint8_t *end, eml_text *out)
{
    const uint8_t *from = ++p, *to;

    for (; p != end && *p != '"'; p++)
        if (!eml__is(*p, EML__QTEXT | EML__WSP) || *p == '=')
            return NULL;
    to = p;
    if (end - p < 3)
        return NULL;
    p += p[1] == ' ' ? 2 : 1;
    if (*p != '<')
        return NULL;
    name_of(out, from, to, EML_TEXT_QUOTED);
    return p;
}

bool
eml__plain_name(eml__lex *x, eml_text *out)
{
    const uint8_t *p = x->p;

    if (*p == '"')
        p = quoted(p, x->end, out);
    else if (*p != '<')
        p = atoms(p, x->end, out);
    if (p)
        x->p = p;
    return p != NULL;
}
