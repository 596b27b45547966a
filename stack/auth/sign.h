#ifndef EML_STACK_AUTH_SIGN_H
#define EML_STACK_AUTH_SIGN_H
/* sign.h -- what makers of signatures share: DKIM and ARC. Internal. Layer:
 * stack/auth. */
#include "stack/auth/hasher.h"

/* h= for a message: what is `given`, or the fields of 6376 section 5.4.1 that
 * there are; with `over` once more than they are there. EML_OK, EML_E_NOMEM. */
int eml__sign_fields(const eml__header *h, eml_cx *cx, eml_span given,
                     bool over, eml_span *out);
/* The value of c=: "simple/relaxed". */
eml_span eml__canon_names(eml_canon_type header, eml_canon_type body);
/* Signs a digest; sets sig->signature. EML_OK, EML_E_NOMEM, EML_E_DKIM_NO_SIGN.
 */
int eml__sign_one(const eml_crypto *c, eml_cx *cx, void *private_key,
                  eml_span digest, eml_signature *sig);
#endif
