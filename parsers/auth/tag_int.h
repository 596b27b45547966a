#ifndef EML_PARSERS_AUTH_TAG_INT_H
#define EML_PARSERS_AUTH_TAG_INT_H
/* tag_int.h -- white space in tag lists. Internal. Layer: parsers/auth. */
#include "core/cclass.h"
#include "eml/taglist.h"

/* Behind one [FWS] at p:
 *
 *     FWS = [*WSP CRLF] 1*WSP
 *
 * A CRLF (or, with `lf`, an LF) that no white space follows is left. */
static inline const uint8_t *
eml__tag_fws(const uint8_t *p, const uint8_t *end, bool lf)
{
    const uint8_t *q;
    size_t n = lf ? 1 : 2;

    while (p != end && eml__is(*p, EML__WSP))
        p++;
    if ((size_t)(end - p) <= n || !eml__is(p[n], EML__WSP) ||
        p[n - 1] != '\n' || (!lf && *p != '\r'))
        return p;
    for (q = p + n; q != end && eml__is(*q, EML__WSP); q++)
        ;
    return q;
}

static inline eml_span
eml__tag_span(const uint8_t *from, const uint8_t *to)
{
    eml_span s;

    s.p = from;
    s.n = (size_t)(to - from);
    return s;
}

/* A constant of the program as bytes. */
static inline eml_span
eml__tag_text(const char *s)
{
    eml_span out;

    out.p = (const uint8_t *)s;
    for (out.n = 0; s[out.n]; out.n++)
        ;
    return out;
}

/* Whether the byte is of white space or of a fold: inside of a value that was
 * read, that is FWS. */
static inline bool
eml__tag_blank(uint8_t c)
{
    return eml__is(c, EML__WSP | EML__NL);
}
#endif
