#ifndef EML_MESSAGE_H
#define EML_MESSAGE_H
/* message.h -- a whole message as a tree, and its verdict.
 * Layer: parsers/mime. */

#include "eml/mime.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_part is a message or a body part. Spans borrow from the input. The bytes
 * of a part are, in order: its fields, `blank`, then
 *
 *     LEAF       body
 *     MESSAGE    child
 *     MULTIPART  preamble, (child.delimiter child)*, close, epilogue
 *
 * so the spans of a tree tile the input exactly; eml_part_tiles checks it. */
typedef struct eml_part {
    struct eml_part *next; /* sibling */
    struct eml_part *parent;
    struct eml_part *child; /* first; MESSAGE has one */
    eml_part_info info;
    eml_field *fields;
    const eml_field *by_id[8]; /* some first ones: use eml_part_field */
    eml_span delimiter; /* the delimiter line before this part; n 0 if none */
    eml_span raw;       /* fields, blank and body */
    eml_span blank;
    eml_span body;                      /* everything after blank */
    eml_span preamble, close, epilogue; /* MULTIPART; n 0 when absent; close
                       with its line end, unless an outer delimiter has it */
    uint32_t index;                     /* from 1 among its siblings */
    uint32_t num_fields;
} eml_part;

/* eml_message_parse reads `in` whole. It finds fault with what it must and
 * always makes a tree, unless there is no memory or a hard limit is met. Bodies
 * are judged too (eml_decoder), decoded into nothing. Trees live in cx->arena.
 * Returns EML_OK (findings may include errors: see cx->err and
 * eml_verdict_of), EML_E_NOMEM or EML_E_LIMIT. */
EML_MUST_CHECK int eml_message_parse(eml_cx *cx, eml_span in, eml_part **out);

/* The same, but bodies are not looked into and make no findings: that is left
 * to the caller's own eml_decoder. */
EML_MUST_CHECK int eml_message_parse_lazy(eml_cx *cx, eml_span in,
                                          eml_part **out);

/* eml_part_field finds the first field of a part by id, NULL if none. */
const eml_field *eml_part_field(const eml_part *p, eml_field_id id);
/* Walks a tree in order without recursion: the part after p, NULL at the
 * end. */
eml_part *eml_part_next(const eml_part *p);
/* Sees that the spans tile the input; returns the number of bytes that are
 * not covered exactly once in order (0 when all is well). */
size_t eml_part_tiles(const eml_part *root);

typedef enum eml_verdict {
    EML_VERDICT_VALID,
    EML_VERDICT_INVALID,
    EML_VERDICT_AMBIGUOUS
} eml_verdict;
/* From findings: AMBIGUOUS when one has two readings, else INVALID when one is
 * an error under `allow`, else VALID. */
eml_verdict eml_verdict_of(const eml_diag *d, size_t n, uint32_t allow);
const char *eml_verdict_name(eml_verdict v);

#ifdef __cplusplus
}
#endif
#endif
