#ifndef EML_GENERATORS_TREES_INT_H
#define EML_GENERATORS_TREES_INT_H
/* trees_int.h -- what trees*.c share. Internal. Layer: generators. */
#include "generators/trees.h"

/* n zeroed bytes; when there are none, t->oom and bytes that are good enough to
 * go on with (n is at most 256). */
void *eml__trees_new(eml_trees *t, size_t n);
#define EML__TREES_NEW(t, type) ((type *)eml__trees_new((t), sizeof(type)))

/* Text of words, white space and what the kinds of characters allow. */
enum {
    EML__TREES_SPACE = 1,   /* white space, at the ends too */
    EML__TREES_SPECIAL = 2, /* specials, quotes, backslashes */
    EML__TREES_HIGH = 4,    /* UTF-8 */
    EML__TREES_WORD = 8,    /* what looks like an encoded-word */
    EML__TREES_CONTROL = 16 /* control characters but CR, LF, NUL */
};
eml_span eml__trees_text(eml_trees *t, unsigned allow);
/* Every leaf goes through this: see eml_trees.poison. */
eml_span eml__trees_leaf(eml_trees *t, eml_span s);
/* 1*(ALPHA / DIGIT / "-") of some length */
eml_span eml__trees_atom(eml_trees *t);
eml_text eml__trees_plain(eml_trees *t, eml_span s);
eml_comment *eml__trees_comments(eml_trees *t);

eml_value_kind eml__trees_kind(eml_field_id id);
void eml__trees_mime(eml_trees *t, eml_field_id id, eml_value *v);

#endif
