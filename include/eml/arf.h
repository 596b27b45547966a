#ifndef EML_ARF_H
#define EML_ARF_H
/* arf.h -- message/feedback-report: abuse and failure reports (RFC 5965
 * section 3, RFC 6591 section 3, RFC 7489 section 7.3.1). Layer: parsers/auth.
 */

#include "eml/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* EML_ARF(id, name): the fields that are known. */
#define EML_ARF_FIELDS(X)                                                      \
    X(FEEDBACK_TYPE, "Feedback-Type")                                          \
    X(USER_AGENT, "User-Agent")                                                \
    X(VERSION, "Version")                                                      \
    X(ARRIVAL_DATE, "Arrival-Date")                                            \
    X(RECEIVED_DATE, "Received-Date")                                          \
    X(INCIDENTS, "Incidents")                                                  \
    X(ORIGINAL_ENVELOPE_ID, "Original-Envelope-Id")                            \
    X(ORIGINAL_MAIL_FROM, "Original-Mail-From")                                \
    X(REPORTING_MTA, "Reporting-MTA")                                          \
    X(SOURCE_IP, "Source-IP")                                                  \
    X(AUTH_FAILURE, "Auth-Failure")                                            \
    X(DELIVERY_RESULT, "Delivery-Result")                                      \
    X(DKIM_DOMAIN, "DKIM-Domain")                                              \
    X(DKIM_IDENTITY, "DKIM-Identity")                                          \
    X(DKIM_SELECTOR, "DKIM-Selector")                                          \
    X(DKIM_SELECTOR_DNS, "DKIM-Selector-DNS")                                  \
    X(DKIM_HEADER, "DKIM-Canonicalized-Header")                                \
    X(DKIM_BODY, "DKIM-Canonicalized-Body")                                    \
    X(DKIM_ADSP_DNS, "DKIM-ADSP-DNS")                                          \
    X(IDENTITY_ALIGNMENT, "Identity-Alignment")                                \
    X(SPF_DNS, "SPF-DNS")                                                      \
    X(AUTH_RESULTS, "Authentication-Results")                                  \
    X(ORIGINAL_RCPT_TO, "Original-Rcpt-To")                                    \
    X(REPORTED_DOMAIN, "Reported-Domain")                                      \
    X(REPORTED_URI, "Reported-URI")

typedef enum eml_arf_id {
    EML_ARF_OTHER,
#define EML_ARF(id, name) EML_ARF_##id,
    EML_ARF_FIELDS(EML_ARF)
#undef EML_ARF
        EML_ARF_END_
} eml_arf_id;
/* "Feedback-Type" ...; "" for OTHER. */
const char *eml_arf_name(eml_arf_id id);

/* eml_arf_field is one field. `value`: unfolded, without white space around
 * it. */

typedef struct eml_arf_field {
    struct eml_arf_field *next;
    eml_arf_id id;
    eml_span name, value;
} eml_arf_field;

typedef struct eml_arf {
    eml_arf_field *first;
    uint32_t num_fields;
    bool auth_failure; /* Feedback-Type: auth-failure */
} eml_arf;

/* eml_arf_parse reads the body of a message/feedback-report part. Fields that
 * RFC 5965 section 3.1 requires, or RFC 6591 section 3.2 or RFC 7489 section
 * 7.3.1 of a report about a failure, and that are not there, are findings at
 * its end; so are fields that are there again (3.2), and values that are none
 * (3.5; of fields with a grammar of a few words or a number). Everything is
 * read all the same: the result is EML_OK, EML_E_NOMEM or EML_E_LIMIT (fields
 * of eml_limits, lines that are none among them); cx->err is the first fault.
 */
EML_MUST_CHECK int eml_arf_parse(eml_cx *cx, eml_span body, eml_arf **out);

/* eml_arf_find returns the first field of that id, NULL when there is none. */
const eml_arf_field *eml_arf_find(const eml_arf *a, eml_arf_id id);

/* eml_arf_write appends the fields, folded, each with CRLF; `name` counts for
 * OTHER alone. What eml_arf_parse would find fault with is that error, and
 * nothing is appended. EML_OK, EML_E_NOMEM, the code. */
EML_MUST_CHECK int eml_arf_write(eml_cx *cx, const eml_arf *a, eml_out *out);

#ifdef __cplusplus
}
#endif
#endif
