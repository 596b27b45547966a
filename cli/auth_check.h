#ifndef EML_CLI_AUTH_CHECK_H
#define EML_CLI_AUTH_CHECK_H
/* auth_check.h -- eml auth: everything that is checked of one message. */
#include "cli/arc_command.h"
#include "cli/auth_verify.h"
#include "cli/dkim_command.h"
#include "cli/dmarc_command.h"
#include "cli/spf_command.h"
#include "eml/authres.h"
#include "eml/message.h"

enum { AUTH_EVENTS = 4096, AUTH_FORGED = 64 };

typedef struct auth_conf {
    const char *ip, *helo, *mail_from, *zone, *dns, *now_text, *authserv_id;
    bool json, explain;
    source_newline newline;
    source_format format;
} auth_conf;

/* What stays the same from message to message. */
typedef struct auth_run {
    const auth_conf *conf;
    eml_ip ip;
    eml_span authserv_id;
} auth_run;

/* One message. Everything is in its arena or the machines. */
typedef struct auth_check {
    const auth_run *run;
    auth_message *m;
    eml_part *root; /* of the header alone */
    bool has_spf;
    eml_spf spf;
    eml_spf_event events[AUTH_EVENTS];
    eml_spf_trace trace;
    size_t num_dkim;
    dmarc_check dmarc; /* of the strictest Author Domain */
    bool from_unread;  /* a From field that no domain comes from */
    eml_span froms[EML_DMARC_FROM_MAX];
    size_t num_froms; /* Author Domains; more than there is room for count */
    eml_span sender;  /* domain of MAIL FROM, or of HELO */
    eml_diag forged[AUTH_FORGED]; /* fields that bear our authserv-id */
    size_t num_forged;
} auth_check;

/* Checks what DKIM's and ARC's machines have read. EML_OK, EML_E_NOMEM or
 * EML_E_LIMIT. */
int auth_check_message(auth_check *k, const auth_run *run, auth_message *m);

/* Whether a quoted-string of Authentication-Results, on a line of its own, can
 * be `value`. */
bool auth_can_be_value(eml_span value);

/* The Authentication-Results field with its line end, in the arena; empty when
 * it cannot be written. */
eml_span auth_check_field(auth_check *k);

json_t *auth_check_json(auth_check *k);
void auth_check_show(auth_check *k);
#endif
