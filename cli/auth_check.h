#ifndef EML_CLI_AUTH_CHECK_H
#define EML_CLI_AUTH_CHECK_H
/* auth_check.h -- eml auth: everything that is checked of one message. */
#include "cli/arc_command.h"
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
    eml_resolver *dns;
    eml_os_crypto *crypto;
    uint64_t now;
    eml_ip ip;
    eml_span authserv_id;
} auth_run;

/* One message. Everything is in the arena or the machines. */
typedef struct auth_check {
    const auth_run *run;
    eml_arena arena;
    eml_cx cx;
    const source_item *item;
    eml_part *root;
    bool has_spf;
    eml_spf spf;
    eml_spf_event events[AUTH_EVENTS];
    eml_spf_trace trace;
    eml_dkim *dkim;
    size_t num_dkim;
    auth_steps dkim_steps, arc_steps;
    eml_arc *arc;
    dmarc_check dmarc; /* of the strictest Author Domain */
    eml_span froms[EML_DMARC_FROM_MAX];
    size_t num_froms; /* Author Domains; more than there is room for count */
    bool unread_from; /* a From field says nothing that can be read */
    eml_span sender;  /* domain of MAIL FROM, or of HELO */
    eml_diag forged[AUTH_FORGED]; /* fields that bear our authserv-id */
    size_t num_forged;
} auth_check;

/* Checks item. EML_OK, EML_E_NOMEM or EML_E_LIMIT. */
int auth_check_message(auth_check *k, const auth_run *run,
                       const source_item *item);
void auth_check_end(auth_check *k);

/* The Authentication-Results field with its line end, in the arena; empty when
 * it cannot be written. */
eml_span auth_check_field(auth_check *k);

json_t *auth_check_json(auth_check *k);
void auth_check_show(auth_check *k);
#endif
