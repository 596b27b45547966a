#ifndef EML_SPF_RUN_H
#define EML_SPF_RUN_H
/* spf_run.h -- the SPF machine with a resolver. Layer: os/posix. */

#include "eml/resolver.h"
#include "eml/spf_check.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_spf_run answers what the machine asks, all open questions at once, until
 * m->verdict is set. What is asked more than 20 s after the first question has
 * no answer (RFC 7208 section 4.6.4). Returns EML_OK or EML_E_NOMEM.
 *
 *     int rc = eml_spf_init(&m, &conf, &arena, NULL);
 *
 *     if (rc == EML_OK && (rc = eml_spf_run(&m, resolver)) == EML_OK)
 *         show(eml_spf_result_name(m.verdict.result));
 */
EML_MUST_CHECK int eml_spf_run(eml_spf *m, eml_resolver *r);

#ifdef __cplusplus
}
#endif
#endif
