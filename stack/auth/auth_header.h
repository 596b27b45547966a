#ifndef EML_STACK_AUTH_AUTH_HEADER_H
#define EML_STACK_AUTH_AUTH_HEADER_H
/* auth_header.h -- a header section collected from a stream, its fields found
 * by name from the bottom up (RFC 6376 section 5.4.2). Internal. Layer:
 * stack/auth.
 */
#include "eml/canon.h"

#define EML__NO_FIELD UINT32_MAX

/* One field: its bytes without the last line end. Junk lines have no name. */
typedef struct eml__hfield {
    eml_span raw, name, body;
    uint64_t off;   /* of raw in the stream */
    uint32_t group; /* fields of one name */
    uint32_t above; /* the next of that name towards the top */
} eml__hfield;

/* All fields of one name. */
typedef struct eml__hgroup {
    eml_span name;
    uint32_t last;
} eml__hgroup;

typedef struct eml__header {
    enum eml_newline newline;
    uint8_t *p;          /* in the arena */
    size_t n, cap, line; /* bytes, and where the last line begins */
    bool done;
    eml__hfield *fields;
    uint32_t num_fields;
    eml__hgroup *groups;
    uint32_t num_groups;
    uint32_t *table; /* of groups, by hash of the name */
    uint32_t table_mask;
} eml__header;

/* eml__header_feed takes the header, and the empty line that ends it, from the
 * front of *in. Returns EML_OK when the header is complete and indexed (at
 * `last` even without an empty line), EML_WANT_INPUT, EML_E_NOMEM, EML_E_LIMIT
 * (limits field_bytes: of the whole header four times that; fields). */
int eml__header_feed(eml__header *h, eml_cx *cx, eml_span *in, bool last);

/* How many fields of this name there are. */
uint32_t eml__header_count(const eml__header *h, eml_span name);

/* A choice of fields from the bottom up. */
typedef struct eml__picker {
    const eml__header *h;
    uint32_t *next; /* by group */
} eml__picker;
/* False: no memory. */
bool eml__picker_init(eml__picker *k, const eml__header *h, eml_arena *a);
void eml__picker_reset(eml__picker *k);
/* The next field of this name that was not taken; EML__NO_FIELD: none. */
uint32_t eml__pick(eml__picker *k, eml_span name);
#endif
