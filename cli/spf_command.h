#ifndef EML_CLI_SPF_COMMAND_H
#define EML_CLI_SPF_COMMAND_H
/* spf_command.h -- SPF's steps, for commands that check it among others. */
#include <jansson.h>

#include "eml/spf_check.h"

/* For people, a line a step; for programs, an array. */
void spf_show_steps(const eml_spf_verdict *v, const eml_spf_trace *t);
json_t *spf_steps_json(const eml_spf_trace *t);
#endif
