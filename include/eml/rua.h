#ifndef EML_RUA_H
#define EML_RUA_H
/* rua.h -- aggregate reports of DMARC (RFC 7489 section 7.2 and appendix C; the
 * elements that RFC 9990 adds). Layer: parsers/auth.
 *
 * XML itself is somebody else's: whoever reads it tells eml_rua_reader what
 * elements and text there are; writing needs no more than is here. */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One result of DKIM or SPF. Texts that are not there are zero; one that is
 * there and empty has n 0 and some p. */
typedef struct eml_rua_auth {
    struct eml_rua_auth *next;
    eml_span domain, selector, scope, result, human_result;
} eml_rua_auth;

/* Why the policy was not applied. */
typedef struct eml_rua_reason {
    struct eml_rua_reason *next;
    eml_span type, comment;
} eml_rua_reason;

/* Messages that are alike in all of this. */
typedef struct eml_rua_record {
    struct eml_rua_record *next;
    eml_span source_ip;
    uint64_t count;
    eml_span disposition, dkim, spf; /* policy_evaluated */
    eml_rua_reason *reasons;
    eml_span envelope_to, envelope_from, header_from;
    eml_rua_auth *dkim_auth, *spf_auth;
} eml_rua_record;

typedef struct eml_rua_error {
    struct eml_rua_error *next;
    eml_span text;
} eml_rua_error;

typedef struct eml_rua {
    eml_span version;
    eml_span org_name, email, extra_contact_info, report_id, generator;
    uint64_t begin, end; /* seconds since 1970 */
    eml_rua_error *errors;
    /* policy_published */
    eml_span domain, adkim, aspf, p, sp, np, fo, testing, discovery_method;
    bool has_pct;
    uint64_t pct;
    eml_rua_record *records;
    uint32_t num_records;
} eml_rua;

/* ---- reading ---------------------------------------------------------------
 */

enum { EML_RUA_DEPTH = 8, EML_RUA_TEXT_MAX = 65536 };

/* eml_rua_reader takes a report apart as its elements come. `cx` is for memory
 * and findings, by offset in the XML. */
typedef struct eml_rua_reader {
    eml_cx *cx;
    eml_rua *report;
    uint8_t path[EML_RUA_DEPTH]; /* the elements that are open */
    uint32_t depth, unknown;     /* unknown: open below one that is not known */
    uint64_t seen[EML_RUA_DEPTH];
    uint64_t off[EML_RUA_DEPTH]; /* where they begin */
    uint64_t seen_ever;
    eml_out text;
    eml_rua_record *record, **next_record;
    eml_rua_reason *reason, **next_reason;
    eml_rua_auth *auth, **next_dkim, **next_spf;
    eml_rua_error *error, **next_error;
    int sticky;
} eml_rua_reader;

/* eml_rua_begin begins. EML_OK or EML_E_NOMEM. */
EML_MUST_CHECK int eml_rua_begin(eml_rua_reader *r, eml_cx *cx);
/* An element begins at `off`; its name may have a prefix, which is left out;
 * text in it comes; it ends at `off`. EML_OK, EML_E_NOMEM, or EML_E_LIMIT for
 * a text longer than EML_RUA_TEXT_MAX; errors stay. */
EML_MUST_CHECK int eml_rua_open(eml_rua_reader *r, eml_span name, uint64_t off);
EML_MUST_CHECK int eml_rua_text(eml_rua_reader *r, eml_span text);
EML_MUST_CHECK int eml_rua_close(eml_rua_reader *r, uint64_t off);
/* eml_rua_end hands over what was read, with findings for what is missing:
 * EML_OK; EML_E_RUA_FEEDBACK: it was no such report, *out is not touched; or
 * the error that stays. */
EML_MUST_CHECK int eml_rua_end(eml_rua_reader *r, uint64_t off,
                               const eml_rua **out);

/* ---- writing ---------------------------------------------------------------
 */

/* eml_rua_write appends the report as XML, in UTF-8, elements in the order of
 * the schema, one a line, indented. What the schema requires must be there.
 * Returns EML_OK; EML_E_RUA_MISSING, EML_E_RUA_VALUE (a value that the schema
 * does not have, or a character that XML does not have), EML_E_WRITE_UTF8; or
 * EML_E_NOMEM. On error nothing is appended. */
EML_MUST_CHECK int eml_rua_write(eml_cx *cx, const eml_rua *report,
                                 eml_out *out);

#ifdef __cplusplus
}
#endif
#endif
