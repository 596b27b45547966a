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
#include "core/arena_int.h"
#include "core/cclass.h"
#include "eml/text.h"

typedef struct eml__lex {
    eml_cx *cx;
    const uint8_t *p, *end;
    const uint8_t *begin;
    eml_comment **comments; /* where the next comment is linked */
    bool no_words;          /* somebody else judges encoded-words in comments */
} eml__lex;

/* Sets up a cursor over `in`. */
static inline eml__lex
eml__lex_of(eml_cx *cx, eml_span in, eml_comment **comments)
{
    eml__lex x;

    x.cx = cx;
    x.begin = x.p = in.p;
    x.end = in.p + in.n;
    x.comments = comments;
    x.no_words = false;
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

/* Fills *out, a value that is there. Member by member: a copy of a struct whose
 * halves were just written waits for them. */
static inline void
eml__text_set(eml_text *out, const uint8_t *from, const uint8_t *to,
              eml_text_form form, bool simple)
{
    out->raw.p = from;
    out->raw.n = (size_t)(to - from);
    out->form = (uint8_t)form;
    out->present = true;
    out->simple = simple;
}

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

/* Whether [CFWS] at p would take anything that is more than one space. */
static inline bool
eml__cfws_begins(const eml__lex *x)
{
    return x->p != x->end &&
           (eml__is(*x->p, EML__WSP | EML__NL) || *x->p == '(');
}

/* The length of the line end at p when white space follows it (a fold), with
 * that white space's first byte left out; else 0. */
static inline size_t
eml__fold(const uint8_t *p, const uint8_t *end)
{
    size_t n = 1 + (size_t)(*p == '\r');

    if ((size_t)(end - p) <= n || p[n - 1] != '\n')
        return 0;
    return eml__is(p[n], EML__WSP) ? n : 0;
}

int eml__cfws_slow(eml__lex *x, bool *was);

/* [CFWS]: skips white space, folds and comments; comments are linked to
 * x->comments (skipped when that is NULL). A bare CR is skipped as white space;
 * a line end that no white space follows is none. Findings: OBS_FWS,
 * COMMENT_OPEN and QUOTED_PAIR (errors: no reading), LIMIT_COMMENTS, those of
 * encoded-words in comments. *was, when not NULL, says whether there was any.
 * Nesting is counted, not recursed. */
static inline int
eml__cfws(eml__lex *x, bool *was)
{
    bool any = eml__cfws_begins(x);

    if (was)
        *was = any;
    if (!any)
        return EML_OK;
    if (*x->p == ' ' && x->p + 1 != x->end &&
        !eml__is(x->p[1], EML__WSP | EML__NL) && x->p[1] != '(') {
        x->p++;
        return EML_OK;
    }
    return eml__cfws_slow(x, was);
}

/* Links the comment whose inside is `in` to x->comments. `simple`: but for
 * white space around it there is nothing to undo. EML_OK or EML_E_NOMEM. */
static inline int
eml__comment_keep(eml__lex *x, eml_span in, bool simple)
{
    eml_comment *c = eml__arena_node(x->cx->arena, sizeof *c);

    if (!c)
        return EML_E_NOMEM;
    if (in.n &&
        (eml__is(in.p[0], EML__WSP) || eml__is(in.p[in.n - 1], EML__WSP)))
        simple = false;
    c->text.raw = in;
    c->text.form = EML_TEXT_COMMENT;
    c->text.present = true;
    c->text.simple = simple;
    *x->comments = c;
    x->comments = &c->next;
    return EML_OK;
}

/* [FWS] alone: no comments. */
void eml__fws(eml__lex *x, bool *was);

/* 1*atext; false when there is none. */
bool eml__atom(eml__lex *x, eml_span *out);
/* 1*atext *("." 1*atext): stops before a dot that no atext follows. */
bool eml__dot_atom(eml__lex *x, eml_span *out);
/* quoted-string without CFWS around it, x->p at the DQUOTE; *out is the inside.
 * *simple: nothing to undo. Findings: OBS_FWS, QUOTED_PAIR_CTL,
 * QUOTED_PAIR_FOLD; QUOTED_OPEN and QUOTED_PAIR have no reading. */
int eml__quoted(eml__lex *x, eml_span *out, bool *simple);
/* domain-literal without CFWS around it, x->p at "["; *out with brackets.
 * Findings: OBS_FWS, ADDR_LITERAL_OBS, ADDR_LITERAL_CHAR; ADDR_LITERAL_OPEN
 * and QUOTED_PAIR have no reading. */
int eml__literal(eml__lex *x, eml_span *out, bool *simple);
/* token of RFC 2045 section 5.1; false when there is none. */
bool eml__token(eml__lex *x, eml_span *out);

/* The first byte after the CFWS at p, without findings: for what eml__cfws has
 * been over. */
const uint8_t *eml__past_cfws(const uint8_t *p, const uint8_t *end);

/* The next "=?" in [p, end), or end. */
const uint8_t *eml__find_word(const uint8_t *p, const uint8_t *end);
/* The findings for encoded-words in the text of a comment: each word's own
 * (eml_word_check), and that white space sets it apart (2047 section 5 (2)). */
void eml__words_in_comment(const eml__lex *x, eml_span in);
/* The finding `code` for each encoded-word in `in`. */
void eml__words_misplaced(const eml__lex *x, eml_span in, int code);
/* The encoded-words in `run`, which stands without CFWS or quotes in a phrase
 * of the value `in`: it is one when it is as a whole (RFC 2047 section 6.1
 * (2)), which the result says; then white space must be beside it (5 (3)).
 * What only looks like one is WORD_SPACE. In phrase.c. */
bool eml__words_in_run(eml_cx *cx, eml_span in, eml_span run);

#endif
