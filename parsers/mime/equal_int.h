#ifndef EML_PARSERS_MIME_EQUAL_INT_H
#define EML_PARSERS_MIME_EQUAL_INT_H
/* equal_int.h -- what the comparisons share. Internal. Layer: parsers/mime. */
#include "eml/equal.h"

/* A comparison: `same` so far; rc is EML_OK or EML_E_NOMEM. */
typedef struct eml__eq {
    eml_cx *cx;
    int rc;
    bool same;
    bool no_boundary; /* leave the boundary parameter out */
} eml__eq;

void eml__eq_value(eml__eq *e, const eml_value *a, const eml_value *b);
void eml__eq_params(eml__eq *e, const eml_param *a, const eml_param *b);
void eml__eq_comments(eml__eq *e, const eml_comment *a, const eml_comment *b);
void eml__eq_text(eml__eq *e, const eml_text *a, const eml_text *b);
void eml__eq_date(eml__eq *e, const eml_date *a, const eml_date *b);
void eml__eq_content(eml__eq *e, const eml_value *a, const eml_value *b);

/* Both end at once, or they are not the same. */
static inline bool
eml__eq_both(eml__eq *e, const void *a, const void *b)
{
    if (!a != !b)
        e->same = false;
    return e->same && a && b;
}
/* Programs leave spans of theirs zero. */
static inline bool
eml__eq_bytes(eml_span a, eml_span b)
{
    return a.n == b.n && (a.n == 0 || eml_span_eq(a, b));
}
static inline void
eml__eq_is(eml__eq *e, bool same)
{
    e->same &= same;
}

#endif
