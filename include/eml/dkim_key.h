#ifndef EML_DKIM_KEY_H
#define EML_DKIM_KEY_H
/* dkim_key.h -- key records (RFC 6376 section 3.6.1 with RFC 8463 section 4.2).
 * Layer: parsers/auth. */

#include "eml/signature.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { EML_DKIM_KEY_MAX = 4096 }; /* bytes of p=, decoded */

/* Bits of eml_dkim_key.hashes, h=. */
enum { EML_DKIM_HASH_SHA1 = 1, EML_DKIM_HASH_SHA256 = 2 };

/* eml_dkim_key is one record. Spans lie in it, but for `data`, in cx->arena. */
typedef struct eml_dkim_key {
    bool readable; /* what it is for, and p=, could be read */
    bool revoked;  /* p= is empty */
    bool email;    /* s= has "*" or "email", or is not there */
    bool testing;  /* t=y */
    bool strict;   /* t=s: no subdomain in i= */
    bool any_hash; /* no h= */
    uint8_t hashes;
    uint8_t type; /* enum eml_key_type */
    eml_span type_name;
    eml_span notes; /* n= as it stands */
    eml_span data;  /* p= decoded */
} eml_dkim_key;

/* eml_dkim_key_parse reads a record, its strings joined. All findings are made,
 * placed in the record (set cx->origin to it); *out is set whatever they are.
 * Returns EML_OK, EML_E_NOMEM, or the first error; 6.1.2 wants "the Verifier
 * MUST ignore the key record" for any. A key that is revoked is no error. */
EML_MUST_CHECK int eml_dkim_key_parse(eml_cx *cx, eml_span record,
                                      eml_dkim_key *out);

/* eml_dkim_key_write appends a record: v=DKIM1, then what differs from the
 * defaults. Returns EML_OK or the code that eml_dkim_key_parse would find. */
EML_MUST_CHECK int eml_dkim_key_write(eml_cx *cx, const eml_dkim_key *key,
                                      eml_out *out);

#ifdef __cplusplus
}
#endif
#endif
