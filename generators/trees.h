#ifndef EML_GENERATORS_TREES_H
#define EML_GENERATORS_TREES_H
/* trees.h -- trees to be written, from choices: values of every kind and whole
 * messages, each of which has a form in the generate grammar. What is written
 * must be read back as the same tree, without an error. Layer: generators. */
#include "eml/write.h"

/* eml_trees is a stream of choices: bytes, then 0 for ever. Everything is a
 * function of it, and ends. Nodes live in `arena`; when that has no more
 * memory, `oom` is set and what is returned must not be used. */
typedef struct eml_trees {
    eml_arena *arena;
    const uint8_t *p, *end;
    bool utf8; /* addresses and the like may have UTF-8 (RFC 6532) */
    bool oom;
    uint32_t budget; /* parts that may still be made */
    /* When not 0, the so-manieth leaf of a field gets a byte that none may
     * have, CR, LF or NUL; then `poisoned` is set: it must not be written. */
    uint32_t poison;
    bool poisoned;
    bool plain_comments; /* no encoded-words may come of them */
} eml_trees;

/* eml_trees_below takes a choice: 0 .. n-1; 0 when there are no more. */
uint32_t eml_trees_below(eml_trees *t, uint32_t n);
/* eml_trees_value makes the value of a field of that kind. */
eml_value eml_trees_value(eml_trees *t, eml_field_id id);
/* eml_trees_message makes a message. */
eml_write_part *eml_trees_message(eml_trees *t);

#endif
