#ifndef EML_ARC_H
#define EML_ARC_H
/* arc.h -- Authenticated Received Chain (RFC 8617): chains validated and
 * sealed. Layer: stack/auth. */

#include "eml/dkim.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { EML_ARC_MAX = 50 }; /* ARC Sets, section 4.2.1 */

/* One ARC Set. `ams` and `seal` are results as of DKIM; `seal.body_len` and the
 * like mean nothing. */
typedef struct eml_arc_set {
    uint32_t instance;
    eml_span results; /* ARC-Authentication-Results behind its instance */
    eml_dkim_result ams, seal;
} eml_arc_set;

/* What section 5.2 gives. */
typedef struct eml_arc_result {
    eml_arc_cv cv;        /* NONE, FAIL, PASS; OTHER: not yet known */
    int reason;           /* EML_OK, or the code that says why it is FAIL */
    uint32_t instance;    /* of the set that is about; 0: of none */
    uint64_t off, len;    /* the field that is about; len 0: of none */
    uint32_t num_sets;    /* N, the largest instance */
    uint32_t oldest_pass; /* 5.2 step 5; 0 when all pass */
} eml_arc_result;

const char *eml_arc_cv_name(eml_arc_cv cv); /* "none", "fail", "pass" */

/* eml_arc validates the chain of one message: used as eml_dkim is (dkim.h). No
 * question is asked when the structure alone makes it fail. `max_signatures` of
 * the options is not looked at. */
typedef struct eml_arc eml_arc;

eml_arc *eml_arc_new(eml_cx *cx, const eml_dkim_options *o);
EML_MUST_CHECK int eml_arc_feed(eml_arc *m, eml_cx *cx, eml_span bytes,
                                bool last);
EML_MUST_CHECK int eml_arc_poll(eml_arc *m, eml_dns_query *q);
EML_MUST_CHECK int eml_arc_dns(eml_arc *m, eml_cx *cx, uint32_t id,
                               const eml_dns_answer *a);
/* Final when eml_arc_poll says EML_END. */
const eml_arc_result *eml_arc_result_get(const eml_arc *m);
/* The set of an instance, 1 to num_sets; NULL when the structure is at fault.
 */
const eml_arc_set *eml_arc_set_at(const eml_arc *m, uint32_t instance);
void eml_arc_fini(eml_arc *m);

/* ---- sealing --------------------------------------------------------------
 */

/* What a sealing machine is given. */
typedef struct eml_arc_seal_options {
    const eml_crypto *crypto;
    enum eml_newline newline;
    eml_dkim_signer signer; /* auid is not looked at */
    /* The Authentication-Results fields of this authserv-id are combined into
     * ARC-Authentication-Results (4.1.1), in their order. */
    eml_span authserv_id;
    /* The result of eml_arc; EML_ARC_CV_OTHER: what arc= of those fields says,
     * without which, or with "none", a chain is not sealed. A message without
     * one gets "none", and a chain whose structure is at fault "fail", whatever
     * is said here. */
    eml_arc_cv cv;
    eml_canon_type header_canon, body_canon; /* of ARC-Message-Signature */
    eml_span
        fields; /* its h=; empty: as for DKIM, and DKIM-Signature (4.1.2) */
    bool has_time;
    uint64_t time;
    bool sorted; /* tags by name, on one line: for comparing */
} eml_arc_seal_options;

/* eml_arc_seal makes one ARC Set, in one pass over the message. */
typedef struct eml_arc_seal eml_arc_seal;

eml_arc_seal *eml_arc_seal_new(eml_cx *cx, const eml_arc_seal_options *o);
EML_MUST_CHECK int eml_arc_seal_feed(eml_arc_seal *m, eml_cx *cx,
                                     eml_span bytes, bool last);
/* After the last byte: appends ARC-Seal, ARC-Message-Signature and
 * ARC-Authentication-Results, which go before the message. Nothing is appended
 * when the newest seal has cv=fail (5.1 step 2). Returns EML_OK, EML_E_NOMEM,
 * EML_E_MISUSE (the last byte was not fed, or nobody says what the chain is
 * worth), EML_E_ARC_FULL (there are 50 sets), EML_E_DKIM_NO_SIGN,
 * EML_E_WRITE_VALUE (a control character in authserv_id), or what
 * eml_signature_write says of domain, selector or fields: From must be among
 * these (ARC_FROM), fields of ARC and Authentication-Results must not. */
EML_MUST_CHECK int eml_arc_seal_write(eml_arc_seal *m, eml_cx *cx,
                                      eml_out *out);
void eml_arc_seal_fini(eml_arc_seal *m);

#ifdef __cplusplus
}
#endif
#endif
