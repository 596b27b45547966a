#ifndef EML_RECEIVED_SPF_H
#define EML_RECEIVED_SPF_H
/* received_spf.h -- the header field in which an SPF result is recorded (RFC
 * 7208 section 9.1). Layer: parsers/auth. */

#include "eml/spf.h"
#include "eml/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_received_spf_pair is one key and its value: client-ip, envelope-from,
 * helo, problem, receiver, identity, mechanism, or a name of somebody's own. */
typedef struct eml_received_spf_pair {
    struct eml_received_spf_pair *next;
    eml_span key;
    eml_text value; /* QUOTED or WORDS */
} eml_received_spf_pair;

typedef struct eml_received_spf {
    eml_spf_result result;
    eml_comment *comments; /* all of them; the first is the explanation */
    eml_received_spf_pair *first;
    size_t num_pairs;
} eml_received_spf;

/* eml_received_spf_parse reads the whole of a field body.
 *
 *     header-field   = "Received-SPF:" [CFWS] result FWS [comment FWS]
 *                      [ key-value-list ] CRLF
 *     key-value-list = key-value-pair *( ";" [CFWS] key-value-pair ) [";"]
 *     key-value-pair = key [CFWS] "=" ( dot-atom / quoted-string )
 *
 * Findings: RECEIVED_SPF_RESULT and RECEIVED_SPF_PAIR have no reading;
 * RECEIVED_SPF_SPACE, RECEIVED_SPF_VALUE (what needs quoting, as "ip4:1.2.3.4"
 * in the RFC's own example) are notes under EML_ALLOW_TRACE, which most of
 * what is sent needs. On success *out is in cx->arena and borrows `in`.
 *
 * Returns EML_OK, EML_E_NOMEM, EML_E_LIMIT (params) or a syntax code. */
EML_MUST_CHECK int eml_received_spf_parse(eml_cx *cx, eml_span in,
                                          eml_received_spf **out);

/* eml_received_spf_get returns the value of `key`, in any case, of the first
 * pair that has it; NULL when none has. */
const eml_text *eml_received_spf_get(const eml_received_spf *r, eml_span key);

/* eml_received_spf_write appends the whole field, from its name to its last
 * CRLF, a pair a line; `result`, the first comment and the pairs count. Values
 * and comment are text in UTF-8 (EML_TEXT_PLAIN); what needs quoting is quoted.
 *
 * Returns EML_OK; or, with `out` as it was, EML_E_NOMEM (out full),
 * EML_E_WRITE_UTF8, EML_E_WRITE_VALUE (a control character, or a key that is no
 * name) or EML_E_WRITE_LONG (a line of more than 998 bytes).
 *
 *     eml_received_spf_pair ip = {.key = EML_LIT("client-ip"),
 *                                 .value = EML_TEXT_OF(address)};
 *     eml_received_spf r = {.result = EML_SPF_PASS, .first = &ip};
 *
 *     if (eml_received_spf_write(&r, &out) == EML_OK)
 *         prepend(eml_out_view(&out));
 */
EML_MUST_CHECK int eml_received_spf_write(const eml_received_spf *r,
                                          eml_out *out);

#ifdef __cplusplus
}
#endif
#endif
