/* RFC 5322 sections 3.2 and 4.1, 4.2: the tokens of structured fields. */
#include "parsers/imf/lex.h"

#include <string.h>

#include "eml/word.h"
#include "parsers/imf/scan.h"

#define LINEAR (EML__WSP | EML__NL)

/* A run of FWS from p on; *folds counts the folds in it. */
static const uint8_t *
skip_fws(const uint8_t *p, const uint8_t *end, unsigned *folds)
{
    for (; p != end; p++) {
        size_t n;

        if (eml__is(*p, EML__WSP))
            continue;
        if (!eml__is(*p, EML__NL))
            break;
        n = eml__fold(p, end);
        if (n) {
            p += n; /* at the white space */
            *folds += *folds < 2;
        } else if (*p == '\n' || (p + 1 != end && p[1] == '\n')) {
            break; /* the end of the field */
        }
    }
    return p;
}

/*
 * FWS     = ([*WSP CRLF] 1*WSP) / obs-FWS
 * obs-FWS = 1*WSP *(CRLF 1*WSP)
 */
void
eml__fws(eml__lex *x, bool *was)
{
    const uint8_t *from = x->p;
    unsigned folds = 0;

    x->p = skip_fws(from, x->end, &folds);
    if (folds > 1)
        (void)eml_find(x->cx, EML_E_OBS_FWS, from, (size_t)(x->p - from));
    if (was)
        *was = x->p != from;
}

/*
 * quoted-pair = ("\" (VCHAR / WSP)) / obs-qp
 * obs-qp      = "\" (%d0 / obs-NO-WS-CTL / LF / CR)
 *
 * x->p at the backslash. Unfolding comes before everything else (3.2.2), so a
 * backslash before a fold quotes the white space behind it.
 */
static int
quoted_pair(eml__lex *x)
{
    const uint8_t *from = x->p++;
    size_t n;

    if (x->p == x->end)
        return eml_fail(x->cx, EML_E_QUOTED_PAIR, from, 1);
    if (eml__is(*x->p, EML__NL)) {
        n = eml__fold(x->p, x->end);
        if (n) {
            (void)eml_find(x->cx, EML_E_QUOTED_PAIR_FOLD, from, n + 1);
            x->p += n + 1;
            return EML_OK;
        }
        (void)eml_find(x->cx, EML_E_QUOTED_PAIR_CTL, from, 2);
    } else if (eml__is(*x->p, EML__CTL)) {
        (void)eml_find(x->cx, EML_E_QUOTED_PAIR_CTL, from, 2);
    }
    x->p++;
    return EML_OK;
}

/* CR or LF at x->p inside of a quoted-string, comment or literal: skips the
 * folds there, or a bare CR. False at the end of the field. */
static bool
inner_line(eml__lex *x, const uint8_t *from)
{
    /* White space before the fold belongs to its run. */
    const uint8_t *at = x->p;
    unsigned folds = 0;

    x->p = skip_fws(at, x->end, &folds);
    if (x->p == at)
        return false;
    if (folds > 1) {
        while (at != from && eml__is(at[-1], EML__WSP))
            at--;
        (void)eml_find(x->cx, EML_E_OBS_FWS, at, (size_t)(x->p - at));
    }
    return true;
}

/*
 * quoted-string = [CFWS] DQUOTE *([FWS] qcontent) [FWS] DQUOTE [CFWS]
 */
int
eml__quoted(eml__lex *x, eml_span *out, bool *simple)
{
    const uint8_t *from = x->p++, *p = x->p;
    unsigned seen = 0;
    bool plain = true;
    int rc;

    for (;;) {
        while (p != x->end &&
               eml__is(*p, EML__QTEXT | EML__WSP | EML__HIGH | EML__CTL))
            seen |= eml__cclass[*p++];
        x->p = p;
        if (p == x->end)
            return eml_fail(x->cx, EML_E_QUOTED_OPEN, from, 1);
        if (*p == '"')
            break;
        plain = false;
        if (*p == '\\') {
            rc = quoted_pair(x);
            if (rc < 0)
                return rc;
        } else if (!inner_line(x, from + 1)) {
            return eml_fail(x->cx, EML_E_QUOTED_OPEN, from, 1);
        }
        p = x->p;
    }
    *out = eml__between(from + 1, p);
    *simple = plain && !(seen & EML__HIGH);
    x->p++;
    return EML_OK;
}

/*
 * domain-literal = [CFWS] "[" *([FWS] dtext) [FWS] "]" [CFWS]
 * dtext          = %d33-90 / %d94-126 / obs-dtext
 * obs-dtext      = obs-NO-WS-CTL / quoted-pair
 */
int
eml__literal(eml__lex *x, eml_span *out, bool *simple)
{
    const uint8_t *from = x->p++;
    bool plain = true;
    int rc;

    for (;; plain = false) {
        while (x->p != x->end && eml__is(*x->p, EML__DTEXT))
            x->p++;
        if (x->p == x->end)
            return eml_fail(x->cx, EML_E_ADDR_LITERAL_OPEN, from, 1);
        if (*x->p == ']')
            break;
        if (*x->p == '\\') {
            const uint8_t *at = x->p;

            rc = quoted_pair(x);
            if (rc < 0)
                return rc;
            (void)eml_find(x->cx, EML_E_ADDR_LITERAL_OBS, at,
                           (size_t)(x->p - at));
        } else if (eml__is(*x->p, EML__NL)) {
            if (!inner_line(x, from + 1))
                return eml_fail(x->cx, EML_E_ADDR_LITERAL_OPEN, from, 1);
        } else {
            if (*x->p == '[')
                (void)eml_find(x->cx, EML_E_ADDR_LITERAL_CHAR, x->p, 1);
            else if (eml__is(*x->p, EML__CTL))
                (void)eml_find(x->cx, EML_E_ADDR_LITERAL_OBS, x->p, 1);
            x->p++;
        }
    }
    x->p++;
    *out = eml__between(from, x->p);
    *simple = plain;
    return EML_OK;
}

/*
 * ccontent = ctext / quoted-pair / comment
 * comment  = "(" *([FWS] ccontent) [FWS] ")"
 *
 * x->p at "(".
 */
static int
comment(eml__lex *x)
{
    const uint8_t *from = x->p++, *p = x->p;
    uint32_t depth = 1, max = EML_LIMIT(x->cx, comments);
    unsigned seen = 0;
    bool plain = true;
    eml_span in;
    int rc;

    for (;;) {
        p = eml__comment_stop(p, x->end);
        while (p != x->end &&
               eml__is(*p, EML__CTEXT | EML__WSP | EML__HIGH | EML__CTL))
            seen |= eml__cclass[*p++];
        x->p = p;
        if (p == x->end)
            return eml_fail(x->cx, EML_E_COMMENT_OPEN, from, 1);
        if (*p == ')') {
            if (--depth == 0)
                break;
            x->p++;
        } else if (*p == '(') {
            if (depth++ == max)
                (void)eml_find(x->cx, EML_E_LIMIT_COMMENTS, p, 1);
            x->p++;
        } else if (*p == '\\') {
            plain = false;
            rc = quoted_pair(x);
            if (rc < 0)
                return rc;
        } else {
            plain = false;
            if (!inner_line(x, from + 1))
                return eml_fail(x->cx, EML_E_COMMENT_OPEN, from, 1);
        }
        p = x->p;
    }
    in = eml__between(from + 1, p);
    x->p++;
    if (eml__find_word(in.p, p) != p) {
        plain = false;
        if (!x->no_words)
            eml__words_in_comment(x, in);
    }
    if (!x->comments)
        return EML_OK;
    return eml__comment_keep(x, in, plain && !(seen & EML__HIGH));
}

/*
 * CFWS = (1*([FWS] comment) [FWS]) / FWS
 */
int
eml__cfws_slow(eml__lex *x, bool *was)
{
    const uint8_t *from = x->p;

    for (;;) {
        int rc;

        if (x->p != x->end && eml__is(*x->p, LINEAR))
            eml__fws(x, NULL);
        if (!eml__at(x, '('))
            break;
        rc = comment(x);
        if (rc < 0)
            return rc;
    }
    if (was)
        *was = x->p != from;
    return EML_OK;
}

/*
 * atom = [CFWS] 1*atext [CFWS]
 */
bool
eml__atom(eml__lex *x, eml_span *out)
{
    const uint8_t *p = x->p;

    while (p != x->end && eml__is(*p, EML__ATEXT | EML__HIGH))
        p++;
    if (p == x->p)
        return false;
    *out = eml__between(x->p, p);
    x->p = p;
    return true;
}

/*
 * dot-atom-text = 1*atext *("." 1*atext)
 */
bool
eml__dot_atom(eml__lex *x, eml_span *out)
{
    const uint8_t *p = x->p;

    for (;;) {
        while (p != x->end && eml__is(*p, EML__ATEXT | EML__HIGH))
            p++;
        if (p == x->p)
            return false;
        if (p == x->end || *p != '.' || p + 1 == x->end ||
            !eml__is(p[1], EML__ATEXT | EML__HIGH))
            break;
        p++;
    }
    *out = eml__between(x->p, p);
    x->p = p;
    return true;
}

/*
 * token = 1*<any (US-ASCII) CHAR except SPACE, CTLs, or tspecials>
 */
bool
eml__token(eml__lex *x, eml_span *out)
{
    const uint8_t *p = x->p;

    while (p != x->end && eml__is(*p, EML__TOKEN))
        p++;
    if (p == x->p)
        return false;
    *out = eml__between(x->p, p);
    x->p = p;
    return true;
}

/* Whether c, beside an encoded-word in a comment, sets it apart (2047 5 (2)):
 * white space, or a parenthesis that begins or ends a comment. */
static bool
sets_apart(uint8_t c)
{
    return eml__is(c, EML__WSP | EML__NL) || c == '(' || c == ')';
}

/* Whether what stands before p sets it apart: not so a quoted character. */
static bool
is_apart(const uint8_t *from, const uint8_t *p)
{
    const uint8_t *q = p - (p != from);

    if (p == from)
        return true;
    if (!sets_apart(*q))
        return false;
    while (q != from && q[-1] == '\\')
        q--;
    return (p - q) % 2 == 1;
}

const uint8_t *
eml__find_word(const uint8_t *p, const uint8_t *end)
{
    while (end - p >= 2) {
        p = memchr(p, '=', (size_t)(end - p) - 1);
        if (!p)
            break;
        if (p[1] == '?')
            return p;
        p++;
    }
    return end;
}

void
eml__words_in_comment(const eml__lex *x, eml_span in)
{
    const uint8_t *end = in.p + in.n, *p = in.p;

    while ((p = eml__find_word(p, end)) != end) {
        bool apart = is_apart(in.p, p);
        eml_word w;

        if (!eml_word_match(eml__between(p, end), &w)) {
            if (apart)
                (void)eml_find(x->cx, EML_E_WORD_SYNTAX, p, 2);
            p += 2;
            continue;
        }
        p += w.raw.n;
        if (apart && (p == end || sets_apart(*p)))
            eml_word_check(x->cx, &w, EML_WORD_COMMENT);
        else
            (void)eml_find(x->cx, EML_E_WORD_SPACE, w.raw.p, w.raw.n);
    }
}

void
eml__words_misplaced(const eml__lex *x, eml_span in, int code)
{
    const uint8_t *end = in.p + in.n, *p = in.p;

    while ((p = eml__find_word(p, end)) != end) {
        eml_word w;

        if (eml_word_match(eml__between(p, end), &w)) {
            (void)eml_find(x->cx, code, w.raw.p, w.raw.n);
            p += w.raw.n;
        } else {
            p += 2;
        }
    }
}

const uint8_t *
eml__past_cfws(const uint8_t *p, const uint8_t *end)
{
    size_t depth = 0;

    for (; p != end; p++) {
        if (*p == '(') {
            depth++;
        } else if (depth == 0) {
            unsigned folds = 0;
            const uint8_t *at = p;

            p = skip_fws(at, end, &folds);
            if (p == at)
                break;
            p--;
        } else if (*p == ')') {
            depth--;
        } else if (*p == '\\' && p + 1 != end) {
            p++;
        }
    }
    return p;
}
