#ifndef EML_PARSERS_AUTH_SIGNATURE_INT_H
#define EML_PARSERS_AUTH_SIGNATURE_INT_H
/* signature_int.h -- the kinds of signatures and the readers of their tags.
 * Internal. Layer: parsers/auth. */
#include "eml/signature.h"

/* What is being read. */
typedef struct eml__sig {
    eml_cx *cx;
    eml_signature *out;
    bool unsigned_;       /* b= may be empty: it is to be signed */
    eml_span bh_at, x_at; /* those values as they stand */
} eml__sig;

/* A reader of one tag's value. It makes the findings, sets what it can in
 * s->out, and says whether that can be used. */
typedef bool eml__sig_reader(eml__sig *s, eml_span value);

typedef struct eml__sig_tag {
    const char *name;
    uint32_t bit;
    eml__sig_reader *read;
} eml__sig_tag;

/* A kind: its tags, which it must have, which of these are needed to compute
 * anything, which it must not have, and what is looked at when all are read. */
typedef struct eml__sig_kind {
    const char *field;
    const eml__sig_tag *tags;
    uint32_t num_tags;
    uint32_t required, needed, forbidden;
    uint32_t spoils; /* what, when it cannot be read, is needed, too */
    int missing;     /* code */
    int forbids;     /* code */
    void (*check)(eml__sig *s, eml_span body);
} eml__sig_kind;

/* One file each. */
extern const eml__sig_kind eml__sig_dkim, eml__sig_ams, eml__sig_seal;

/* signature.c */
int eml__signature_read(eml__sig *s, eml_signature_kind kind, eml_span body);
const eml__sig_kind *eml__sig_kind_of(eml_signature_kind kind);

/* signature_tags.c: the readers */
eml__sig_reader eml__sig_v, eml__sig_a, eml__sig_b, eml__sig_bh, eml__sig_c,
    eml__sig_d, eml__sig_h, eml__sig_auid, eml__sig_l, eml__sig_q, eml__sig_s,
    eml__sig_t, eml__sig_x, eml__sig_z;

/* signature_arc.c, beside the others: i= and cv= of ARC */
/* signature_copied.c: dkim-quoted-printable as a whole */
bool eml__quoted_printable(eml_span in);

/* 6376's "hyphenated-word" as a whole. */
bool eml__hyphenated_word(eml_span in);
/* Whether each run of white space in a value is one FWS. */
bool eml__single_fws(const eml_cx *cx, eml_span value);
/* Digits as a number; UINT64_MAX when larger. False when there are others, none
 * or more than `max`. */
bool eml__digits(eml_span in, size_t max, uint64_t *out);
/* Whether one of the items of h= is `name`, in any case. */
bool eml__sig_lists(eml_span fields, eml_span name);
/* Whether a domain, in A-labels or U-labels, is another, *same, or below it. */
bool eml__domain_under(eml_span domain, eml_span parent, bool *same);

#endif
