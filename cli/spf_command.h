#ifndef EML_CLI_SPF_COMMAND_H
#define EML_CLI_SPF_COMMAND_H
/* spf_command.h -- SPF's steps, for commands that check it among others. */
#include <jansson.h>

#include "eml/spf_check.h"

/* For people, a line a step. */
void spf_show_steps(const eml_spf_verdict *v, const eml_spf_trace *t);
/* What came of it, an object:
 *
 *     {"result": "pass", "explanation": ..., "sender": ..., "domain": ...,
 *      "mechanism": ..., "lookups": N, "void_lookups": N, "queries": N,
 *      "reason": {"code", "rfc", "section", "level", "text"} or null
 *      [, "steps": [...]]}
 *
 * "domain" is the one whose record decided; `t` may be NULL: no steps. */
json_t *spf_json(const eml_spf *m, const eml_spf_trace *t);
#endif
