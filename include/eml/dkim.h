#ifndef EML_DKIM_H
#define EML_DKIM_H
/* dkim.h -- DKIM (RFC 6376 with 8301, 8463, 8616): messages verified and signed
 * as they stream by. Layer: stack/auth. */

#include "eml/canon.h"
#include "eml/crypto.h"
#include "eml/dkim_key.h"
#include "eml/dns.h"

#ifdef __cplusplus
extern "C" {
#endif

/* RFC 6376 section 3.9. */
typedef enum eml_dkim_state {
    EML_DKIM_PERMFAIL,
    EML_DKIM_TEMPFAIL,
    EML_DKIM_SUCCESS
} eml_dkim_state;

/* Whether the mathematics agree, whatever is thought of the signature. */
typedef enum eml_dkim_crypto {
    EML_DKIM_CRYPTO_NONE,      /* could not be computed: no key, no tags */
    EML_DKIM_CRYPTO_GOOD,      /* signature and body hash */
    EML_DKIM_CRYPTO_BODY,      /* the signature is good, of another body */
    EML_DKIM_CRYPTO_SIGNATURE, /* of other header fields, or another key */
    EML_DKIM_CRYPTO_BOTH       /* neither is good */
} eml_dkim_crypto;

/* RFC 8601 section 2.7.1:
 *
 *   pass       SUCCESS
 *   fail       the signature or the body hash is not good
 *   policy     they are, and the signature is not acceptable: rsa-sha1 (RFC
 *              8301 section 3.1), a short key (3.2), expired
 *   neutral    the signature breaks a rule of its field (6376 section 6.1.1),
 *              or is of an algorithm that is not known
 *   temperror  no answer from the DNS
 *   permerror  no key, or one that is not for this (6.1.2)
 */
typedef enum eml_dkim_verdict {
    EML_DKIM_NONE, /* not yet known */
    EML_DKIM_PASS,
    EML_DKIM_FAIL,
    EML_DKIM_POLICY,
    EML_DKIM_NEUTRAL,
    EML_DKIM_TEMPERROR,
    EML_DKIM_PERMERROR
} eml_dkim_verdict;
/* "pass", "fail", ... and "SUCCESS", ...; static. */
const char *eml_dkim_verdict_name(eml_dkim_verdict v);
const char *eml_dkim_state_name(eml_dkim_state s);
const char *eml_dkim_crypto_name(eml_dkim_crypto c);

/* eml_dkim_result is what was found of one signature. */
typedef struct eml_dkim_result {
    eml_signature sig;
    eml_span field;    /* the header field, without its last line end */
    uint64_t off;      /* in the message */
    eml_span key_name; /* whose TXT record is asked for */
    eml_dkim_state state;
    eml_dkim_verdict verdict;
    eml_dkim_crypto crypto;
    int reason;        /* EML_OK, or the code (and so the clause) */
    eml_diag where;    /* when that is of the field: code and place */
    unsigned key_bits; /* of RSA */
    bool body_good;    /* bh= is right, whatever else is */
    bool testing;      /* t=y: to be treated as if not signed (3.6.1) */
    bool partial;      /* l= leaves out a part of the body */
    bool future;       /* t= is later than now */
    uint64_t body_len; /* of the canonical body */
} eml_dkim_result;

/* What a verifier is given. */
typedef struct eml_dkim_options {
    const eml_crypto *crypto;
    enum eml_newline newline;
    bool has_now; /* x= is looked at */
    uint64_t now; /* seconds since 1970 */
    /* How many signatures are verified, those on top first; 0: 20, at most 32.
     * Others have the reason LIMIT_SIGNATURES. */
    uint32_t max_signatures;
} eml_dkim_options;

/* eml_dkim verifies all signatures of one message in one pass: header fields
 * are kept (limits field_bytes, fields), the body is not. Memory is
 * cx->arena's, but for the table's hashes, which eml_dkim_fini gives back.
 *
 *     eml_dkim *m = eml_dkim_new(&cx, &options);
 *     while (more) {
 *         rc = eml_dkim_feed(m, &cx, bytes, last);
 *         while (eml_dkim_poll(m, &query) == EML_OK)
 *             ask(query), later eml_dkim_dns(m, &cx, query.id, &answer);
 *     }
 *     for (i = 0; (r = eml_dkim_result_at(m, i)); i++)
 *         say(r->verdict, r->sig.domain);
 *     eml_dkim_fini(m);
 *
 * Questions come when the header is complete, while the body still streams.
 * How the message is split changes nothing. */
typedef struct eml_dkim eml_dkim;

/* NULL: no memory. */
eml_dkim *eml_dkim_new(eml_cx *cx, const eml_dkim_options *o);
/* Takes all of `bytes`. Returns EML_OK, EML_E_NOMEM, EML_E_LIMIT, EML_E_MISUSE
 * (bytes after `last`); errors are sticky. */
EML_MUST_CHECK int eml_dkim_feed(eml_dkim *m, eml_cx *cx, eml_span bytes,
                                 bool last);
/* Sets *q to the next question. Returns EML_OK, EML_WANT_INPUT (none now; feed,
 * or answer those that are open), EML_END (all that there is to know is known).
 */
EML_MUST_CHECK int eml_dkim_poll(eml_dkim *m, eml_dns_query *q);
/* Hands over an answer; one to a question that is not open is ignored. Returns
 * EML_OK or EML_E_NOMEM. */
EML_MUST_CHECK int eml_dkim_dns(eml_dkim *m, eml_cx *cx, uint32_t id,
                                const eml_dns_answer *a);
/* The i-th signature from the top; NULL: there is none. It is final when
 * eml_dkim_poll says EML_END. */
const eml_dkim_result *eml_dkim_result_at(const eml_dkim *m, size_t i);
void eml_dkim_fini(eml_dkim *m);

/* ---- signing --------------------------------------------------------------
 */

/* One signature to make. */
typedef struct eml_dkim_signer {
    void *private_key; /* of the crypto table */
    eml_key_type key_type;
    eml_span domain, selector; /* d=, s= */
    eml_span auid;             /* i=, or empty */
} eml_dkim_signer;

/* What a signing machine is given. `fields` is h= with ":" between; empty: each
 * field of section 5.4.1 that there is, as often as it is there. With
 * `oversign`, every name of it once more than the message has it (5.4); of the
 * latter not Resent- and List- fields, which others add on the way. */
typedef struct eml_dkim_sign_options {
    const eml_crypto *crypto;
    enum eml_newline newline;
    const eml_dkim_signer *signers;
    size_t num_signers; /* at most 8; the first one's field is on top */
    eml_canon_type header_canon, body_canon;
    eml_span fields;
    bool oversign;
    bool has_time, has_expires, has_length;
    uint64_t time, expires; /* t=, x= */
    uint64_t length; /* l=: at most that many; UINT64_MAX: all there is */
} eml_dkim_sign_options;

/* eml_dkim_sign makes signatures of one message in one pass. Same message,
 * options and keys: same bytes, RSA and Ed25519 both. Memory as above. */
typedef struct eml_dkim_sign eml_dkim_sign;

eml_dkim_sign *eml_dkim_sign_new(eml_cx *cx, const eml_dkim_sign_options *o);
EML_MUST_CHECK int eml_dkim_sign_feed(eml_dkim_sign *m, eml_cx *cx,
                                      eml_span bytes, bool last);
/* After the last byte: appends the fields that go before the message, each with
 * its CRLF. Returns EML_OK, EML_E_NOMEM, EML_E_MISUSE, EML_E_DKIM_NO_SIGN (the
 * table could not), or what eml_signature_write says of domain, selector or
 * fields; From must be among these. */
EML_MUST_CHECK int eml_dkim_sign_write(eml_dkim_sign *m, eml_cx *cx,
                                       eml_out *out);
void eml_dkim_sign_fini(eml_dkim_sign *m);

#ifdef __cplusplus
}
#endif
#endif
