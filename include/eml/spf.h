#ifndef EML_SPF_H
#define EML_SPF_H
/* spf.h -- SPF records: reading and writing (RFC 7208 sections 3 to 7 and 12).
 * What a record makes of a client is spf_check.h. Layer: parsers/auth. */

#include "eml/ip.h"

#ifdef __cplusplus
extern "C" {
#endif

/* RFC 7208 section 2.6. */
typedef enum eml_spf_result {
    EML_SPF_NONE,
    EML_SPF_NEUTRAL,
    EML_SPF_PASS,
    EML_SPF_FAIL,
    EML_SPF_SOFTFAIL,
    EML_SPF_TEMPERROR,
    EML_SPF_PERMERROR
} eml_spf_result;

/* eml_spf_result_name returns "pass" and so on, as 9.1 writes it. */
const char *eml_spf_result_name(eml_spf_result r);
/* eml_spf_result_by_name finds a result, in any case; false: there is none. */
bool eml_spf_result_by_name(eml_span name, eml_spf_result *out);

typedef enum eml_spf_kind {
    EML_SPF_ALL,
    EML_SPF_INCLUDE,
    EML_SPF_A,
    EML_SPF_MX,
    EML_SPF_PTR,
    EML_SPF_IP4,
    EML_SPF_IP6,
    EML_SPF_EXISTS,
    EML_SPF_REDIRECT, /* from here on modifiers */
    EML_SPF_EXP,
    EML_SPF_UNKNOWN
} eml_spf_kind;

/* eml_spf_term is one directive or modifier. Spans point into the record. */
typedef struct eml_spf_term {
    struct eml_spf_term *next;
    eml_spf_kind kind;
    eml_spf_result qualifier; /* PASS, FAIL, SOFTFAIL or NEUTRAL */
    eml_span raw;             /* the whole term */
    eml_span name;            /* without qualifier, as it came */
    eml_span value;           /* domain-spec; of UNKNOWN the macro-string */
    eml_ip ip;                /* of IP4, IP6 */
    uint8_t cidr4, cidr6;     /* 32 and 128 when there is none */
    bool has_value;
} eml_spf_term;

/* eml_spf_record is a whole record. */
typedef struct eml_spf_record {
    eml_spf_term *first;
    size_t num_terms;
    const eml_spf_term *redirect, *exp, *all; /* the first of each, or NULL */
} eml_spf_record;

/* eml_spf_is_record says whether a TXT record is one of SPF (4.5): it begins
 * with "v=spf1", in any case, and SP or its end. */
bool eml_spf_is_record(eml_span txt);

/* eml_spf_parse reads the whole of a record.
 *
 *     record = version terms *SP
 *     terms  = *( 1*SP ( directive / modifier ) )
 *
 * Every term is looked at: each that is none is a finding, at its bytes; what
 * breaks 7.2 and 7.3 (letters of macros, zero), ranges of prefix lengths, a
 * second "redirect" or "exp", and what SHOULD NOT be published are findings,
 * too. On success *out and its terms are in cx->arena, in the order in which
 * they stand; on error *out is not touched.
 *
 * Returns EML_OK, EML_E_NOMEM or the first error's code (SPF_VERSION,
 * SPF_BYTE, SPF_TERM, SPF_ARGUMENT, SPF_DOMAIN, SPF_MACRO, SPF_MACRO_EXP,
 * SPF_MACRO_ZERO, SPF_IP4, SPF_IP6, SPF_CIDR, SPF_CIDR_RANGE,
 * SPF_REDIRECT_TWICE, SPF_EXP_TWICE).
 *
 *     eml_cx cx = {.origin = txt.p, .arena = &arena};
 *     eml_spf_record *r;
 *
 *     if (eml_spf_is_record(txt) && eml_spf_parse(&cx, txt, &r) == EML_OK)
 *         for (const eml_spf_term *t = r->first; t; t = t->next)
 *             show(t->raw);
 */
EML_MUST_CHECK int eml_spf_parse(eml_cx *cx, eml_span in, eml_spf_record **out);

/* eml_spf_outline is what a record has to say of itself. */
typedef struct eml_spf_outline {
    size_t num_terms;
    eml_span redirect, exp; /* their values; empty: there is none */
    bool has_all;
} eml_spf_outline;

/* eml_spf_check_record makes the same findings and no record: it does not
 * allocate. *out, when not NULL, is set where there is no error. Returns EML_OK
 * or the first error's code. */
EML_MUST_CHECK int eml_spf_check_record(eml_cx *cx, eml_span in,
                                        eml_spf_outline *out);

/* eml_spf_terms sets *in to what follows the version of the record `*in`, for
 * eml_spf_next; false: it is no record. */
bool eml_spf_terms(eml_span *in);
/* eml_spf_next reads the next term off the front of *in; it does not allocate
 * and says nothing of terms that stand elsewhere. On error *in and *out are as
 * they were. Returns EML_OK, EML_END or a code. */
EML_MUST_CHECK int eml_spf_next(eml_cx *cx, eml_span *in, eml_spf_term *out);

/* eml_spf_write appends the record with these terms: kind, qualifier, name (of
 * UNKNOWN), value, ip and prefix lengths count, `raw` does not. "+", and the
 * lengths 32 and 128, are left out. Returns EML_OK; or, with `out` as
 * it was, EML_E_NOMEM (out full), EML_E_MISUSE or the code that a term would
 * have if it were read. */
EML_MUST_CHECK int eml_spf_write(const eml_spf_term *first, eml_out *out);

/* ---- macros (section 7) -------------------------------------------------- */

/* eml_spf_piece is a piece of a macro-string: literal text when `letter` is 0,
 * else a macro. */
typedef struct eml_spf_piece {
    eml_span raw;        /* as it came; of literal text the text */
    uint8_t letter;      /* in lower case: s l o d i p h c r t v */
    bool upper;          /* it was in upper case: URL-escaped (7.3) */
    bool reverse;        /* "r" */
    uint32_t num_right;  /* right-hand parts; 0: all */
    eml_span delimiters; /* empty: "." */
} eml_spf_piece;

/* eml_spf_piece_next takes the next piece off the front of *in, which must not
 * be empty: a macro, or all text before the next "%"; "%%", "%_" and "%-" are
 * text ("%", " ", "%20"). Numbers over 999 are 999. Returns EML_OK or, with *in
 * as it was, EML_E_SPF_MACRO or EML_E_SPF_MACRO_ZERO. It makes no findings. */
EML_MUST_CHECK int eml_spf_piece_next(eml_span *in, eml_spf_piece *out);

/* eml_spf_explain_check says whether `in` is an explain-string (6.2):
 *
 *     explain-string = *( macro-string / SP )
 *
 * Returns EML_OK, or a code with its finding. */
EML_MUST_CHECK int eml_spf_explain_check(eml_cx *cx, eml_span in);

#ifdef __cplusplus
}
#endif
#endif
