#ifndef EML_FUZZ_DIFF_TAG_H
#define EML_FUZZ_DIFF_TAG_H
/* diff_tag.h -- one tag of a list against its rule, which has no white space
 * around it and no other tags beside it. */
#include "eml/taglist.h"
#include "fuzz/diff.h"

static inline bool
diff_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Bytes over 127 are of other standards (RFC 8616, RFC 5890), labels longer
 * than 63 of the DNS. */
static inline bool
diff_tag_skip(eml_span in)
{
    for (size_t i = 0; i < in.n; i++)
        if (in.p[i] > 127 || in.p[i] == ';')
            return true;
    return !in.n || in.n > 60 || diff_blank(in.p[0]) ||
           diff_blank(in.p[in.n - 1]);
}

/* Whether the list is the tag `name` alone. */
static inline bool
diff_tag_is(eml_span in, const char *name)
{
    eml_cx cx = {.origin = in.p};
    eml_taglist list;
    eml_tag tag;

    eml_taglist_init(&list, in, EML_TAGLIST_UTF8);
    return eml_taglist_next(&list, &cx, &tag) == EML_OK &&
           eml_span_eq(tag.name,
                       (eml_span){(const uint8_t *)name, strlen(name)});
}
#endif
