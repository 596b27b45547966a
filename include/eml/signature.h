#ifndef EML_SIGNATURE_H
#define EML_SIGNATURE_H
/* signature.h -- what a signature in a header field says: DKIM-Signature (RFC
 * 6376 section 3.5 with RFC 8463 and 8616), ARC-Message-Signature and ARC-Seal
 * (RFC 8617 section 4.1). Layer: parsers/auth. */

#include "eml/taglist.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The kinds of signatures; each is a table in a file of its own. */
typedef enum eml_signature_kind {
    EML_SIGNATURE_DKIM, /* DKIM-Signature */
    EML_SIGNATURE_AMS,  /* ARC-Message-Signature */
    EML_SIGNATURE_SEAL, /* ARC-Seal */
    EML_SIGNATURE_KINDS_
} eml_signature_kind;

/* eml_signature_field is the name of the kind's header field. */
eml_span eml_signature_field(eml_signature_kind kind);

/* The tags; a bit each in eml_signature.tags. */
enum eml_signature_tag {
    EML_TAG_V = 1 << 0,
    EML_TAG_A = 1 << 1,
    EML_TAG_B = 1 << 2,
    EML_TAG_BH = 1 << 3,
    EML_TAG_C = 1 << 4,
    EML_TAG_D = 1 << 5,
    EML_TAG_H = 1 << 6,
    EML_TAG_I = 1 << 7,
    EML_TAG_L = 1 << 8,
    EML_TAG_Q = 1 << 9,
    EML_TAG_S = 1 << 10,
    EML_TAG_T = 1 << 11,
    EML_TAG_X = 1 << 12,
    EML_TAG_Z = 1 << 13,
    EML_TAG_CV = 1 << 14
};

/* a= by its two parts. */
typedef enum eml_key_type {
    EML_KEY_OTHER, /* not known here */
    EML_KEY_RSA,
    EML_KEY_ED25519
} eml_key_type;
typedef enum eml_hash_type {
    EML_HASH_OTHER,
    EML_HASH_SHA1,
    EML_HASH_SHA256
} eml_hash_type;

typedef enum eml_canon_type {
    EML_CANON_SIMPLE,
    EML_CANON_RELAXED,
    EML_CANON_OTHER
} eml_canon_type;

/* RFC 8617 section 4.4. */
typedef enum eml_arc_cv {
    EML_ARC_CV_OTHER,
    EML_ARC_CV_NONE,
    EML_ARC_CV_FAIL,
    EML_ARC_CV_PASS
} eml_arc_cv;

enum { EML_HASH_MAX = 32, EML_SIGNATURE_MAX = 2048 }; /* bytes */

/* eml_signature is the value of one field. Spans lie in the field's body, but
 * for `signature`, which is in cx->arena. */
typedef struct eml_signature {
    eml_signature_kind kind;
    uint32_t tags;    /* which there are and could be read */
    bool readable;    /* it can be computed whether it is good, even if the
                         field breaks some rule */
    uint8_t key_type; /* enum eml_key_type, ... */
    uint8_t hash;
    uint8_t header_canon, body_canon;
    uint8_t cv;
    bool sorted;       /* to be written in one line, tags by name, b= among
                          them; of what is read: false */
    bool query_known;  /* q= has dns/txt; true without q= */
    uint32_t instance; /* ARC's i=; 0: none */
    eml_span algorithm, canonicalization;
    eml_span domain, selector; /* d=, s= */
    eml_span auid;             /* i= of DKIM as it stands, 3.5 */
    eml_span auid_domain;      /* behind its "@"; d= when there is no i= */
    eml_span fields;           /* h=: for eml_tag_item(.., ':', ..) */
    eml_span query, copied;    /* q=, z= as they stand */
    uint64_t body_len;         /* l=; UINT64_MAX without, or when larger */
    uint64_t time, expires;    /* t=, x= */
    uint8_t body_hash[EML_HASH_MAX];
    uint32_t body_hash_len;
    eml_span signature; /* b= decoded */
    eml_span b_value;   /* what stands between "b=" and ";" or the end, white
                           space too: treated as empty when hashing, 3.7 */
} eml_signature;

/* eml_signature_parse reads a field body as it came, folded, without its last
 * line end. It does not repeat the findings of eml_field_split. All findings
 * are made; *out is set whatever they are, and out->readable says whether what
 * is needed to compute is there. Returns EML_OK, EML_E_NOMEM, or the first
 * error: section 6.1.1 wants "any inconsistency or unexpected values" to be
 * PERMFAIL.
 *
 * a=, c=, q= and cv= are compared without regard to case, as ABNF's strings
 * are (RFC 5234 section 2.3). Unknown tags are nothing to speak of. */
EML_MUST_CHECK int eml_signature_parse(eml_cx *cx, eml_signature_kind kind,
                                       eml_span body, eml_signature *out);

/* eml_signature_write appends a field, name to last line end, folded at 78
 * columns. Its b= comes last; `sig->signature` there, in base64, may be empty:
 * then nothing stands behind "b=". It is what was hashed, so that writing it
 * again with the signature made gives a field that verifies. Unset members
 * (n == 0, tags without the bit) are left out; `fields` is as h= is written,
 * with ":" between and no white space. Returns EML_OK, or the code that
 * eml_signature_parse would find. */
EML_MUST_CHECK int eml_signature_write(eml_cx *cx, const eml_signature *sig,
                                       eml_out *out);

/* eml_signature_copy pulls one header field from z= (3.5): *name, and *value
 * with dkim-quoted-printable undone, in cx->arena. *rest begins as sig->copied.
 * Returns EML_OK, EML_END, EML_E_NOMEM. */
EML_MUST_CHECK int eml_signature_copy(eml_cx *cx, eml_span *rest,
                                      eml_span *name, eml_span *value);

/* eml_arc_instance reads the front of an ARC-Authentication-Results body:
 *
 *     arc-info = instance [CFWS] ";" authres-payload     ; RFC 8617 4.1.1
 *     instance = [CFWS] %s"i" [CFWS] "=" [CFWS] position ; 3.9
 *     position = 1*2DIGIT                                ; 1 - 50
 *
 * *payload is what follows the ";". Returns EML_OK or EML_E_ARC_INSTANCE. */
EML_MUST_CHECK int eml_arc_instance(eml_cx *cx, eml_span body,
                                    uint32_t *instance, eml_span *payload);

/* eml_domain_name says whether `in` is domain-name of section 3.5: two labels
 * or more, each of letters, digits and inner hyphens, or with UTF-8 (RFC 8616
 * section 5), that fit into the DNS. `one` allows a single label: selectors. */
bool eml_domain_name(eml_span in, bool one);

/* ---- base64string (section 2.10) ---------------------------------------- */

/* eml_base64string decodes into out[0..cap):
 *
 *     base64string = ALPHADIGITPS *([FWS] ALPHADIGITPS)
 *                    [ [FWS] "=" [ [FWS] "=" ] ]
 *
 * with padding to groups of four (RFC 4648 section 3.2). *len is the number of
 * bytes. Returns EML_OK, EML_E_DKIM_BASE64, or EML_E_LIMIT when they do not
 * fit. */
EML_MUST_CHECK int eml_base64string(eml_cx *cx, eml_span in, uint8_t *out,
                                    size_t cap, size_t *len);

#ifdef __cplusplus
}
#endif
#endif
