#ifndef EML_STACK_AUTH_VERIFIER_H
#define EML_STACK_AUTH_VERIFIER_H
/* verifier.h -- what the machines of DKIM and ARC have in common: checks of one
 * message, and the questions of the DNS that they wait for. Internal. Layer:
 * stack/auth. */
#include "stack/auth/signature_check.h"

typedef struct eml__verifier {
    eml_dkim_options o;
    eml__message message;
    eml__check **checks; /* the owner makes room */
    uint32_t num_checks, next_query;
    bool over; /* results are final */
} eml__verifier;

void eml__verifier_init(eml__verifier *v, const eml_dkim_options *o);
/* The next check, parsed: makes its key's name, which is asked for once however
 * many checks want it. EML_OK, EML_E_NOMEM. */
int eml__verifier_add(eml__verifier *v, eml_cx *cx, eml__check *k);
/* Once, true: the last byte and the last answer are in, each check is summed
 * up. Call after each feed and answer. */
bool eml__verifier_end(eml__verifier *v);

/* eml_dkim_poll, eml_dkim_dns. */
int eml__verifier_poll(eml__verifier *v, eml_dns_query *q);
int eml__verifier_dns(eml__verifier *v, eml_cx *cx, uint32_t id,
                      const eml_dns_answer *a);
#endif
