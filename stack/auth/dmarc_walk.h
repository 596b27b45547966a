#ifndef EML_STACK_AUTH_DMARC_WALK_H
#define EML_STACK_AUTH_DMARC_WALK_H
/* dmarc_walk.h -- names, records and the DNS Tree Walk (RFC 9989 section 4.10),
 * for the machines of DMARC. Internal. Layer: stack/auth. */
#include "eml/dmarc.h"

/* Writes `domain` as the DNS has it to `room`: A-labels, lower case, no final
 * dot. 0: it is no domain name. */
size_t eml__dmarc_name(eml_span domain, uint8_t room[256]);

/* Whether `end` is `name` or what is behind one of its dots. Both in lower
 * case. */
bool eml__dmarc_ends_in(eml_span name, eml_span end);
unsigned eml__dmarc_labels(eml_span name);
/* The last `labels` labels. */
eml_span eml__dmarc_last(eml_span name, unsigned labels);

/* What is a DMARC record among `records`: 0, 1, or 2 for several; *out is the
 * one, in cx->arena. EML_OK or EML_E_NOMEM. */
int eml__dmarc_pick(eml_cx *cx, const eml_dns_answer *answer,
                    eml_dmarc_rules rules, unsigned *num,
                    eml_dmarc_record *out);

/* Begins at `start`, which eml__dmarc_name made and which must stay. */
void eml__dmarc_walk_begin(eml__dmarc_walk *w, eml_span start);
/* Sets *target to the domain whose record is wanted next; false: it is over. */
bool eml__dmarc_walk_next(eml__dmarc_walk *w, eml_span *target);
/* The answer to that. EML_OK or EML_E_NOMEM. */
int eml__dmarc_walk_answer(eml__dmarc_walk *w, eml_cx *cx,
                           const eml_dns_answer *answer);

/* Writes "_dmarc." and the domain; 0 when that is longer than a name may be. */
size_t eml__dmarc_query_name(eml_span domain, uint8_t room[8 + 256]);

#endif
