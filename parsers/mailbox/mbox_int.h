#ifndef EML_PARSERS_MAILBOX_MBOX_INT_H
#define EML_PARSERS_MAILBOX_MBOX_INT_H
/* mbox_int.h -- the machine's state. Internal. Layer: parsers/mailbox. */
#include "eml/mbox.h"

struct eml_mbox {
    const uint8_t *p, *end; /* of the chunk: not yet looked at */
    bool last;              /* no chunk comes after it */
    uint8_t state;
    uint8_t variant;
    bool start;      /* nothing was taken yet */
    bool in_message; /* after a from-line */
    bool in_header;  /* CL, CL2: of the message */
    bool has_length;
    bool counting;   /* `left` bytes of a body are counted off */
    bool after;      /* a counted body is over */
    bool line_ended; /* ... with a line end */
    uint8_t field;   /* how much of a Content-Length field was seen */
    uint8_t num_queued, next_queued;
    uint8_t num_carried; /* of carry: bytes of earlier chunks */
    uint8_t carried_at;  /* where they begin */
    uint64_t off;        /* stream offset of what was not given out yet */
    uint64_t number, length, left, after_off;
    eml_mbox_event queue[4];
    size_t num_line;
    uint8_t carry[16];
    uint8_t line[1000];
};

void eml__mbox_init(eml_mbox *m, eml_mbox_variant variant, uint64_t off);

/* The next "From " in [p, end), wherever in a line; NULL when there is none. */
const uint8_t *eml__mbox_from(const uint8_t *p, const uint8_t *end);

#endif
