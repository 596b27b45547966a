#ifndef EML_PARSERS_IMF_LEX_H
#define EML_PARSERS_IMF_LEX_H
/* lex.h -- the lexical tokens of RFC 5322 section 3.2 for the parsers of
 * structured fields. Internal. Layer: parsers/imf.
 *
 * A cursor reads a field body as it came (folded). Bytes as such (NUL, bare CR,
 * not UTF-8, control characters) were judged by eml_field_bytes before; here
 * a byte over 127 counts as atext, qtext, ctext and dtext (RFC 6532 3.2).
 *
 * Readers return EML_OK, or a negative code after making the finding; on error
 * the cursor stands where the trouble is. Readers that only try return bool
 * and do not move when false. */
#include "core/cclass.h"
#include "eml/text.h"

typedef struct eml__lex {
    eml_cx *cx;
    const uint8_t *p, *end;
    eml_comment **comments; /* where the next comment is linked */
} eml__lex;

static inline bool
eml__at(const eml__lex *x, uint8_t c)
{
    return x->p != x->end && *x->p == c;
}

/* Takes the byte c when it is next. */
static inline bool
eml__take(eml__lex *x, uint8_t c)
{
    if (!eml__at(x, c))
        return false;
    x->p++;
    return true;
}

/* [CFWS]: skips white space, folds and comments; comments are linked to
 * x->comments (skipped when that is NULL). Findings: OBS_FWS, COMMENT_OPEN
 * (error: no reading), LIMIT_COMMENTS. *was, when not NULL, says whether there
 * was any. Nesting is counted, not recursed. */
int eml__cfws(eml__lex *x, bool *was);

/* [FWS] alone: no comments. */
void eml__fws(eml__lex *x, bool *was);

/* 1*atext; false when there is none. */
bool eml__atom(eml__lex *x, eml_span *out);
/* 1*atext *("." 1*atext): stops before a dot that no atext follows. */
bool eml__dot_atom(eml__lex *x, eml_span *out);
/* quoted-string without CFWS around it, x->p at the DQUOTE; *out is the inside.
 * *simple: nothing to undo. */
int eml__quoted(eml__lex *x, eml_span *out, bool *simple);
/* domain-literal without CFWS around it, x->p at "["; *out with brackets. */
int eml__literal(eml__lex *x, eml_span *out, bool *simple);
/* token of RFC 2045 section 5.1; false when there is none. */
bool eml__token(eml__lex *x, eml_span *out);

/* Sets up a cursor over `in`. */
static inline eml__lex
eml__lex_of(eml_cx *cx, eml_span in, eml_comment **comments)
{
    eml__lex x;

    x.cx = cx;
    x.p = in.p;
    x.end = in.p + in.n;
    x.comments = comments;
    return x;
}
static inline eml_span
eml__between(const uint8_t *from, const uint8_t *to)
{
    eml_span s;

    s.p = from;
    s.n = (size_t)(to - from);
    return s;
}

#endif
