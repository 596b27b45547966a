#ifndef EML_CONFORMANCE_SUITE_AUTH_H
#define EML_CONFORMANCE_SUITE_AUTH_H
/* suite_auth.h -- messages verified and signed for the suites of DKIM and ARC.
 */
#include "conformance/suite.h"
#include "eml/dkim.h"
#include "eml/os_crypto.h"
#include "eml/resolver.h"

/* How lines of a message end: CRLF if there is one. */
enum eml_newline suite_auth_newline(eml_span message);

/* A verifier; keep it for all cases of a suite. */
typedef struct suite_auth {
    eml_arena arena; /* emptied with each message */
    eml_cx cx;
    eml_os_crypto *os;
    const eml_crypto *crypto;
} suite_auth;

void suite_auth_init(suite_auth *a);
void suite_auth_fini(suite_auth *a);

/* Verifies; `zone` as eml_resolver_zone has it. NULL: it could not be. The
 * machine is good until the next call. */
const eml_dkim *suite_auth_verify(suite_auth *a, eml_span message,
                                  eml_span zone, uint32_t max_signatures);
/* The results in words: "pass", "fail:DKIM_BODY_HASH", one space between two.
 */
const char *suite_auth_told(const eml_dkim *m);

void suite_chasquid(suite_run *r);
void suite_dkimpy(suite_run *r);
void suite_flanker(suite_run *r);
void suite_mailauth(suite_run *r);
void suite_arc_validate(suite_run *r);
void suite_arc_seal(suite_run *r);
#endif
