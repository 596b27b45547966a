#ifndef EML_PARSERS_AUTH_AUTHRES_INT_H
#define EML_PARSERS_AUTH_AUTHRES_INT_H
/* authres_int.h -- the readers without the findings about bytes as such, for
 * eml_value_parse; and what reader and writer must agree on. Internal.
 * Layer: parsers/auth. */
#include "eml/authres.h"
#include "parsers/imf/lex.h"

int eml__authres(eml_cx *cx, eml_span in, eml_authres **out);
int eml__aar(eml_cx *cx, eml_span in, eml_authres **out);
/* The authserv-id and the version alone: no results are read. */
int eml__authres_head(eml_cx *cx, eml_span in, eml_authres **out);

/* 1*(ALPHA / DIGIT / "-") that does not end in "-": Keyword (RFC 5321 4.1.2) */
bool eml__is_keyword(eml_span s);
/* domain-name (RFC 6376 section 3.5) with RFC 6531's sub-domain: its length at
 * the front of [p, end), 0 when there is none. */
size_t eml__domain_name(const uint8_t *p, const uint8_t *end);
/* [ [ local-part ] "@" ] domain-name, nothing in it but a dot-atom or a
 * quoted-string, the "@" and the domain. */
bool eml__is_identity(eml_span s);

/* ---- what authres.c reads with ---------------------------------------------
 */

/* A finding was made; what follows up to the next ";" is not read. */
enum { EML__AUTHRES_SKIP = 1 };

/* Behind a value: what can end one. */
static inline bool
eml__authres_ends(const eml__lex *x)
{
    return x->p == x->end || *x->p == ';' || eml__cfws_begins(x);
}

/* The finding `code` for the bytes from `from` to x->p, one at least when there
 * is one. Returns EML__AUTHRES_SKIP. */
int eml__authres_found(eml__lex *x, int code, const uint8_t *from);
/* Up to the next ";" that is not quoted nor in a comment. */
int eml__authres_skip(eml__lex *x);
/* value, without CFWS around it; what is none is taken up to where one can end,
 * with the finding `code` and EML__AUTHRES_SKIP. */
int eml__authres_value(eml__lex *x, eml_text *out, int code);
/* pvalue, with the CFWS around it */
int eml__authres_pvalue(eml__lex *x, eml_text *out);
/* *DIGIT; *(ALPHA / DIGIT / "-") */
eml_span eml__authres_digits(eml__lex *x);
eml_span eml__authres_keyword(eml__lex *x);

#endif
