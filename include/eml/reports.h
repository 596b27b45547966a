#ifndef EML_REPORTS_H
#define EML_REPORTS_H
/* reports.h -- multipart/report (RFC 6522) with delivery status notifications
 * (RFC 3464) and message disposition notifications (RFC 8098), their
 * internationalized forms (RFC 6533), and feedback reports (RFC 5965).
 * Layer: parsers/mime. */

#include "eml/message.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_typed is "type; text": address-type ";" generic-address, mta-name-type
 * ";" mta-name, diagnostic-type ";" *text. Absent: type.n is 0. `text` is
 * UNSTRUCTURED, as it came. */
typedef struct eml_typed {
    eml_span type; /* case does not matter */
    eml_text text;
} eml_typed;

typedef struct eml_report_date {
    bool present;
    eml_date date;
} eml_report_date;

typedef enum eml_dsn_action {
    EML_DSN_NO_ACTION, /* missing, or not one of these */
    EML_DSN_FAILED,
    EML_DSN_DELAYED,
    EML_DSN_DELIVERED,
    EML_DSN_RELAYED,
    EML_DSN_EXPANDED
} eml_dsn_action;

/* RFC 3464 section 2.3: a group of fields about one recipient. */
typedef struct eml_dsn_recipient {
    struct eml_dsn_recipient *next;
    eml_field *fields; /* all of them, extensions too; values are not parsed */
    eml_typed original_recipient, final_recipient;
    eml_dsn_action action;
    bool has_status;
    uint16_t status[3]; /* 5.1.1 */
    eml_typed remote_mta, diagnostic_code;
    eml_report_date last_attempt_date, will_retry_until;
    eml_text final_log_id;
} eml_dsn_recipient;

/* The content of message/delivery-status. */
typedef struct eml_dsn {
    eml_field *fields; /* RFC 3464 section 2.2: per message */
    eml_text original_envelope_id;
    eml_typed reporting_mta, dsn_gateway, received_from_mta;
    eml_report_date arrival_date;
    eml_dsn_recipient *recipients;
    uint32_t num_recipients;
} eml_dsn;

typedef enum eml_mdn_type {
    EML_MDN_NO_TYPE,
    EML_MDN_DISPLAYED,
    EML_MDN_DELETED,
    EML_MDN_DISPATCHED,
    EML_MDN_PROCESSED
} eml_mdn_type;

typedef struct eml_mdn_modifier {
    struct eml_mdn_modifier *next;
    eml_span name;
} eml_mdn_modifier;

/* RFC 8098 section 3.2.6 */
typedef struct eml_mdn_disposition {
    bool manual_action; /* or "automatic-action" */
    bool sent_manually; /* or "MDN-sent-automatically" */
    eml_mdn_type type;  /* NO_TYPE: the field is missing or not readable */
    eml_mdn_modifier *modifiers;
} eml_mdn_disposition;

/* The content of message/disposition-notification. */
typedef struct eml_mdn {
    eml_field *fields;
    eml_text reporting_ua; /* ua-name and ua-product as they stand */
    eml_typed mdn_gateway, original_recipient, final_recipient;
    eml_msgid_list *original_message_id; /* NULL: absent */
    eml_mdn_disposition disposition;
} eml_mdn;

/* eml_dsn_parse and eml_mdn_parse read the content of such a part, decoded.
 * Spans borrow from `in`, nodes live in cx->arena. They find fault with fields
 * that are missing, doubled or cannot be read (DSN_*, MDN_*) and always make a
 * tree; bytes and line lengths as such are left to eml_decoder. Return EML_OK
 * or EML_E_NOMEM. */
EML_MUST_CHECK int eml_dsn_parse(eml_cx *cx, eml_span in, eml_dsn **out);
EML_MUST_CHECK int eml_mdn_parse(eml_cx *cx, eml_span in, eml_mdn **out);

/* eml_report is a multipart/report taken apart. */
typedef struct eml_report {
    eml_span type;            /* the report-type parameter */
    const eml_part *human;    /* the first part, NULL: none */
    const eml_part *machine;  /* the second */
    const eml_part *returned; /* the third */
    eml_dsn *dsn;             /* by the type of `machine`, or NULL */
    eml_mdn *mdn;
    struct eml_arf *arf; /* arf.h */
} eml_report;

/* eml_report_parse reads a part of a tree that is multipart/report; for any
 * other *out is NULL. Findings: REPORT_TYPE, REPORT_PARTS, those above and
 * of eml_arf_parse, which eml_message_parse makes as well. Returns EML_OK or
 * EML_E_NOMEM. */
EML_MUST_CHECK int eml_report_parse(eml_cx *cx, const eml_part *part,
                                    eml_report **out);

#ifdef __cplusplus
}
#endif
#endif
