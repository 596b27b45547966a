#ifndef EML_STACK_AUTH_SIGNATURE_CHECK_H
#define EML_STACK_AUTH_SIGNATURE_CHECK_H
/* signature_check.h -- one signature verified: shared by DKIM and ARC.
 * Internal. Layer: stack/auth. */
#include "eml/dkim.h"
#include "stack/auth/hasher.h"

#define EML__NO_BODY UINT32_MAX

typedef struct eml__check {
    eml_dkim_result r;
    bool active;                  /* a key is of use, and hashes were made */
    bool answered;                /* the key is in, or there is none */
    uint32_t asks;                /* the check that asks for the same key */
    uint32_t body;                /* in eml__bodies; EML__NO_BODY: of no body */
    uint8_t digest[EML_HASH_MAX]; /* of the header */
    bool signature_good;
    struct eml__check *other; /* the same by another reading, or NULL */
    int key_reason;           /* why there is no use in the key; EML_OK */
} eml__check;

/* Parses the field `f` of `h`; sets r.sig, r.where, active. EML_OK or
 * EML_E_NOMEM. */
int eml__check_parse(eml__check *k, eml_cx *cx, const eml__header *h,
                     const eml__hfield *f, eml_signature_kind kind);
/* Makes key_name (section 3.6.2.1, RFC 8616: in A-labels). EML_OK, EML_E_NOMEM.
 */
int eml__check_name(eml__check *k, eml_cx *cx);
/* Judges the answer, and the signature by the keys in it; of `other` too. */
int eml__check_key(eml__check *k, eml_cx *cx, const eml_crypto *c,
                   const eml_dns_answer *a);
/* Sums up; of the two readings the one that passes counts. */
void eml__check_end(eml__check *k, const eml__bodies *b, bool has_now,
                    uint64_t now);
#endif
