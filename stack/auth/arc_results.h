#ifndef EML_STACK_AUTH_ARC_RESULTS_H
#define EML_STACK_AUTH_ARC_RESULTS_H
/* arc_results.h -- the Authentication-Results of one authserv-id combined.
 * Internal. Layer: stack/auth. */
#include "eml/arc.h"
#include "stack/auth/auth_header.h"

/* Appends "authserv-id; resinfo; resinfo ..." of all fields that are its own,
 * each on a line of its own; "authserv-id; none" when there are none. *cv is
 * what the first arc= says, OTHER without one. */
void eml__arc_results(const eml__header *h, eml_cx *cx, eml_span id,
                      eml_out *out, eml_arc_cv *cv);
#endif
