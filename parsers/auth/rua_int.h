#ifndef EML_PARSERS_AUTH_RUA_INT_H
#define EML_PARSERS_AUTH_RUA_INT_H
/* rua_int.h -- the schema of aggregate reports as a table. Internal.
 * Layer: parsers/auth. */
#include "eml/rua.h"

/* What an element's text may be. */
typedef enum eml__rua_type {
    EML__RUA_GROUP, /* elements */
    EML__RUA_STRING,
    EML__RUA_NUMBER,
    EML__RUA_ALIGNMENT,   /* r s */
    EML__RUA_POLICY,      /* none quarantine reject */
    EML__RUA_DISPOSITION, /* and pass (RFC 9990) */
    EML__RUA_PASS_FAIL,
    EML__RUA_DKIM,
    EML__RUA_SPF,
    EML__RUA_SCOPE,
    EML__RUA_YES_NO,
    EML__RUA_METHOD,
    EML__RUA_REASON
} eml__rua_type;

/* Whose member it is. */
typedef enum eml__rua_of {
    EML__RUA_NOTHING,
    EML__RUA_REPORT,
    EML__RUA_RECORD,
    EML__RUA_WHY,
    EML__RUA_AUTH,
    EML__RUA_ERROR
} eml__rua_of;

enum { EML__RUA_ONCE = 1, EML__RUA_REQUIRED = 2 };

/* Elements by their place in the tree; parents come before children, and those
 * of one parent in the order of the schema. */
#define EML__RUA_ELEMENTS(X)                                                   \
    X(FEEDBACK, FEEDBACK, "feedback", GROUP, NOTHING, 0, ONCE)                 \
    X(VERSION, FEEDBACK, "version", STRING, REPORT,                            \
      offsetof(eml_rua, version), ONCE)                                        \
    X(METADATA, FEEDBACK, "report_metadata", GROUP, NOTHING, 0, NEEDED)        \
    X(ORG_NAME, METADATA, "org_name", STRING, REPORT,                          \
      offsetof(eml_rua, org_name), NEEDED)                                     \
    X(EMAIL, METADATA, "email", STRING, REPORT, offsetof(eml_rua, email),      \
      NEEDED)                                                                  \
    X(CONTACT, METADATA, "extra_contact_info", STRING, REPORT,                 \
      offsetof(eml_rua, extra_contact_info), ONCE)                             \
    X(REPORT_ID, METADATA, "report_id", STRING, REPORT,                        \
      offsetof(eml_rua, report_id), NEEDED)                                    \
    X(RANGE, METADATA, "date_range", GROUP, NOTHING, 0, NEEDED)                \
    X(BEGIN, RANGE, "begin", NUMBER, REPORT, offsetof(eml_rua, begin), NEEDED) \
    X(END, RANGE, "end", NUMBER, REPORT, offsetof(eml_rua, end), NEEDED)       \
    X(ERROR, METADATA, "error", STRING, ERROR, offsetof(eml_rua_error, text),  \
      MANY)                                                                    \
    X(GENERATOR, METADATA, "generator", STRING, REPORT,                        \
      offsetof(eml_rua, generator), ONCE)                                      \
    X(PUBLISHED, FEEDBACK, "policy_published", GROUP, NOTHING, 0, NEEDED)      \
    X(DOMAIN, PUBLISHED, "domain", STRING, REPORT, offsetof(eml_rua, domain),  \
      NEEDED)                                                                  \
    X(METHOD, PUBLISHED, "discovery_method", METHOD, REPORT,                   \
      offsetof(eml_rua, discovery_method), ONCE)                               \
    X(ADKIM, PUBLISHED, "adkim", ALIGNMENT, REPORT, offsetof(eml_rua, adkim),  \
      ONCE)                                                                    \
    X(ASPF, PUBLISHED, "aspf", ALIGNMENT, REPORT, offsetof(eml_rua, aspf),     \
      ONCE)                                                                    \
    X(P, PUBLISHED, "p", POLICY, REPORT, offsetof(eml_rua, p), NEEDED)         \
    X(SP, PUBLISHED, "sp", POLICY, REPORT, offsetof(eml_rua, sp), ONCE)        \
    X(NP, PUBLISHED, "np", POLICY, REPORT, offsetof(eml_rua, np), ONCE)        \
    X(PCT, PUBLISHED, "pct", NUMBER, REPORT, offsetof(eml_rua, pct), ONCE)     \
    X(FO, PUBLISHED, "fo", STRING, REPORT, offsetof(eml_rua, fo), ONCE)        \
    X(TESTING, PUBLISHED, "testing", YES_NO, REPORT,                           \
      offsetof(eml_rua, testing), ONCE)                                        \
    X(RECORD, FEEDBACK, "record", GROUP, NOTHING, 0, SOME)                     \
    X(ROW, RECORD, "row", GROUP, NOTHING, 0, NEEDED)                           \
    X(SOURCE_IP, ROW, "source_ip", STRING, RECORD,                             \
      offsetof(eml_rua_record, source_ip), NEEDED)                             \
    X(COUNT, ROW, "count", NUMBER, RECORD, offsetof(eml_rua_record, count),    \
      NEEDED)                                                                  \
    X(EVALUATED, ROW, "policy_evaluated", GROUP, NOTHING, 0, NEEDED)           \
    X(DISPOSITION, EVALUATED, "disposition", DISPOSITION, RECORD,              \
      offsetof(eml_rua_record, disposition), NEEDED)                           \
    X(DKIM, EVALUATED, "dkim", PASS_FAIL, RECORD,                              \
      offsetof(eml_rua_record, dkim), NEEDED)                                  \
    X(SPF, EVALUATED, "spf", PASS_FAIL, RECORD, offsetof(eml_rua_record, spf), \
      NEEDED)                                                                  \
    X(REASON, EVALUATED, "reason", GROUP, NOTHING, 0, MANY)                    \
    X(TYPE, REASON, "type", REASON, WHY, offsetof(eml_rua_reason, type),       \
      NEEDED)                                                                  \
    X(COMMENT, REASON, "comment", STRING, WHY,                                 \
      offsetof(eml_rua_reason, comment), ONCE)                                 \
    X(IDENTIFIERS, RECORD, "identifiers", GROUP, NOTHING, 0, NEEDED)           \
    X(ENVELOPE_TO, IDENTIFIERS, "envelope_to", STRING, RECORD,                 \
      offsetof(eml_rua_record, envelope_to), ONCE)                             \
    X(ENVELOPE_FROM, IDENTIFIERS, "envelope_from", STRING, RECORD,             \
      offsetof(eml_rua_record, envelope_from), ONCE)                           \
    X(HEADER_FROM, IDENTIFIERS, "header_from", STRING, RECORD,                 \
      offsetof(eml_rua_record, header_from), NEEDED)                           \
    X(RESULTS, RECORD, "auth_results", GROUP, NOTHING, 0, NEEDED)              \
    X(R_DKIM, RESULTS, "dkim", GROUP, NOTHING, 0, MANY)                        \
    X(D_DOMAIN, R_DKIM, "domain", STRING, AUTH,                                \
      offsetof(eml_rua_auth, domain), NEEDED)                                  \
    X(D_SELECTOR, R_DKIM, "selector", STRING, AUTH,                            \
      offsetof(eml_rua_auth, selector), ONCE)                                  \
    X(D_RESULT, R_DKIM, "result", DKIM, AUTH, offsetof(eml_rua_auth, result),  \
      NEEDED)                                                                  \
    X(D_HUMAN, R_DKIM, "human_result", STRING, AUTH,                           \
      offsetof(eml_rua_auth, human_result), ONCE)                              \
    X(R_SPF, RESULTS, "spf", GROUP, NOTHING, 0, MANY)                          \
    X(S_DOMAIN, R_SPF, "domain", STRING, AUTH, offsetof(eml_rua_auth, domain), \
      NEEDED)                                                                  \
    X(S_SCOPE, R_SPF, "scope", SCOPE, AUTH, offsetof(eml_rua_auth, scope),     \
      ONCE)                                                                    \
    X(S_RESULT, R_SPF, "result", SPF, AUTH, offsetof(eml_rua_auth, result),    \
      NEEDED)                                                                  \
    X(S_HUMAN, R_SPF, "human_result", STRING, AUTH,                            \
      offsetof(eml_rua_auth, human_result), ONCE)

enum eml__rua_id {
#define X(id, parent, name, type, of, offset, times) EML__RUA_E_##id,
    EML__RUA_ELEMENTS(X)
#undef X
        EML__RUA_NUM
};

typedef struct eml__rua_element {
    const char *name;
    uint8_t parent, type, of;
    bool needed, many;
    size_t offset;
} eml__rua_element;
extern const eml__rua_element eml__rua_elements[EML__RUA_NUM];

/* Whether a text is of the type; *number is set for EML__RUA_NUMBER. */
bool eml__rua_is(eml__rua_type type, eml_span text, uint64_t *number);

#endif
