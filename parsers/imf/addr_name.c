/* RFC 5322 section 3.4: the display-names of most mailboxes. */
#include "parsers/imf/addr_int.h"

/* 1*(atom SP) "<": returns where "<" is, NULL when it is another. */
static const uint8_t *
atoms(const eml__front *f, eml_text *out)
{
    uint64_t stops = f->stops;
    const uint8_t *p = f->p;

    for (size_t word = 0, to;; word = to + 1) {
        to = eml__lowest_bit(stops);
        stops &= stops - 1;
        if (to == word || to + 1 >= f->n || p[to] != ' ')
            return NULL;
        if (p[to + 1] != '<')
            continue;
        if (eml__front_part(f->map[EML__INDEX_DOT], 0, to))
            return NULL; /* PHRASE_DOT */
        eml__text_set(out, p, p + to, EML_TEXT_PHRASE, true);
        return p + to + 1;
    }
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
    eml__text_set(out, from, to, EML_TEXT_QUOTED, true);
    return p;
}

bool
eml__plain_name(eml__lex *x, const eml__front *f, eml_text *out)
{
    const uint8_t *p = x->p;

    if (*p == '"')
        p = quoted(p, x->end, out);
    else if (*p != '<')
        p = f ? atoms(f, out) : NULL;
    if (p)
        x->p = p;
    return p != NULL;
}
