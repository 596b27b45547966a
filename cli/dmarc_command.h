#ifndef EML_CLI_DMARC_COMMAND_H
#define EML_CLI_DMARC_COMMAND_H
/* dmarc_command.h -- DMARC for commands: the machine driven, its verdict shown.
 */
#include <jansson.h>

#include "cli/auth_input.h"
#include "cli/cli.h"
#include "eml/dmarc.h"

enum { DMARC_MAX_IDS = 64, AUTH_MAX_STEPS = 8 * (DMARC_MAX_IDS + 2) + 1 };

/* One question and what came of it. */
typedef struct auth_step {
    uint16_t type;
    eml_span name;
    eml_dns_outcome outcome;
    uint32_t num_records;
    eml_span text; /* of TXT: the first DMARC record, or the first record */
} auth_step;

typedef struct auth_steps {
    auth_step steps[AUTH_MAX_STEPS];
    size_t num;
} auth_steps;

/* Adds one; names and texts are copied to cx->arena. */
void auth_note(auth_steps *list, eml_cx *cx, const eml_dns_query *q,
               const eml_dns_answer *a);
json_t *auth_steps_json(const auth_steps *steps);
void auth_show_steps(const auth_steps *steps);

/* A check, from the question to the verdict. */
typedef struct dmarc_check {
    eml_dmarc_conf conf;
    eml_dmarc_id dkim[DMARC_MAX_IDS], spf;
    eml_dmarc machine; /* its verdict points into it: do not move */
    auth_steps steps;
} dmarc_check;

/* Asks until there is a verdict. EML_OK or EML_E_NOMEM. */
int dmarc_drive(dmarc_check *k, eml_cx *cx, eml_resolver *dns);

/* {"result","policy","record_at","org_domain", ...} */
json_t *dmarc_json(const dmarc_check *k, bool explain);
/* The same for people; `explain`: all steps. */
void dmarc_show(const dmarc_check *k, bool explain);

/* eml dmarc report: an exit code. */
int dmarc_report(bool json, int argc, char **argv);
#endif
