/* Looks a media type up in IANA's list (media_types.c): RFC 6838. */
#include "parsers/mime/media.h"

#include "parsers/mime/mime_values.h"

/* Compares the word at p (up to a space or `end`) with `in` in lower case. */
static int
compare(const uint8_t *p, const uint8_t *end, eml_span in)
{
    for (size_t i = 0; i < in.n; i++, p++) {
        uint8_t c = eml__lower(in.p[i]);

        if (p == end || *p == ' ')
            return -1; /* the word is shorter */
        if (*p != c)
            return *p < c ? -1 : 1;
    }
    return p == end || *p == ' ' ? 0 : 1;
}

/* Binary search by bytes: the middle is moved back to the start of its word. */
static bool
has(eml_span words, eml_span in)
{
    const uint8_t *lo = words.p, *end = words.p + words.n, *hi = end;

    while (lo != hi) {
        const uint8_t *mid = lo + (hi - lo) / 2;
        int order;

        while (mid != lo && mid[-1] != ' ')
            mid--;
        order = compare(mid, end, in);
        if (order == 0)
            return true;
        if (order > 0) {
            hi = mid;
            continue;
        }
        while (mid != hi && *mid != ' ')
            mid++;
        lo = mid == hi ? hi : mid + 1;
    }
    return false;
}

/* Whether type "/" subtype begins with the prefix; *rest is what follows. */
static bool
begins(eml_span type, eml_span subtype, eml_span prefix, eml_span *rest)
{
    const char *lower = (const char *)prefix.p;
    eml_span start = subtype;

    if (prefix.n <= type.n || lower[type.n] != '/' ||
        !eml__same(type, lower, type.n))
        return false;
    start.n = prefix.n - type.n - 1;
    if (start.n > subtype.n || !eml__same(start, lower + type.n + 1, start.n))
        return false;
    *rest = (eml_span){subtype.p + start.n, subtype.n - start.n};
    return true;
}

/* Most parts of most mail. */
static bool
is_common(eml_span type, eml_span subtype)
{
    if (EML__IS(type, "text"))
        return EML__IS(subtype, "plain") || EML__IS(subtype, "html");
    if (EML__IS(type, "multipart"))
        return EML__IS(subtype, "mixed") || EML__IS(subtype, "alternative") ||
               EML__IS(subtype, "related");
    return false;
}

bool
eml_media_known(eml_span type, eml_span subtype)
{
    const struct eml__media_block *block = NULL;
    eml_span word = EML_NONE;

    if (is_common(type, subtype))
        return true;
    for (size_t i = 0; i < eml__media_num; i++) {
        const struct eml__media_block *b = &eml__media[i];
        eml_span rest;

        /* the longest prefix that fits, and of its blocks the last that does
         * not begin behind the word */
        if (b->prefix.p[0] == (type.n ? eml__lower(type.p[0]) : 0) &&
            begins(type, subtype, b->prefix, &rest) && rest.n &&
            compare(b->words.p, b->words.p + b->words.n, rest) <= 0) {
            block = b;
            word = rest;
        }
    }
    return block && has(block->words, word);
}
