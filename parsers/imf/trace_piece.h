#ifndef EML_PARSERS_IMF_TRACE_PIECE_H
#define EML_PARSERS_IMF_TRACE_PIECE_H
/* trace_piece.h -- a received-token, and the comments behind it, by the index
 * of the field. Internal. Layer: parsers/imf.
 *
 * What it takes it takes as eml__ident_read does, and nothing can be found
 * about it; all else is left to that. */
#include "core/cclass.h"
#include "parsers/imf/field_index.h"
#include "parsers/imf/ident.h"
#include "eml/trace.h"

/* eml__received with the index that eml__index_make has made of `in`, or NULL:
 * that changes nothing. */
int eml__received_by(eml_cx *cx, eml_span in, const eml__index *index,
                     eml_received **out);

enum { EML__PIECE_DEPTH = 3 };

/* [FWS] at i, with one fold at most: what is behind it. 0: there may be more to
 * it. */
static inline size_t
eml__piece_space(const eml__index *x, size_t i)
{
    const uint8_t *p = x->p;
    uint64_t other, breaks;
    size_t n, fold;

    if (i + 2 < x->n) {
        if (p[i] == ' ' && p[i + 1] > ' ')
            return i + 1;
        if (p[i] == '\n' && p[i + 1] == '\t' && p[i + 2] > ' ')
            return i + 2;
    }
    other = ~eml__index_from(x, EML__INDEX_WHITE, i);
    if (!other)
        return 0;
    n = eml__lowest_bit(other);
    breaks = eml__index_from(x, EML__INDEX_BREAK, i) & ~(~(uint64_t)0 << n);
    if (!breaks)
        return i + n;
    fold = eml__fold(p + i + eml__lowest_bit(breaks), p + x->n);
    breaks &= breaks - 1;
    if (fold == 2) /* the bit of LF */
        breaks &= breaks - 1;
    return fold && !breaks ? i + n : 0;
}

/* The ")" of the comment that begins at i; 0 when it is nested deeply or not
 * closed, or a fold may be of another kind. */
static inline size_t
eml__piece_comment(const eml__index *x, size_t i, bool *folded)
{
    unsigned depth = 1;

    for (i++;; i++) {
        i = eml__index_next(x, EML__INDEX_BREAK, i);
        if (i == x->n)
            return 0;
        if (x->p[i] == ')') {
            if (--depth == 0)
                return i;
        } else if (x->p[i] == '(') {
            if (++depth > EML__PIECE_DEPTH)
                return 0;
        } else {
            *folded = true;
            i = eml__piece_space(x, i);
            if (!i)
                return 0;
            i--;
        }
    }
}

/* Whether what stands at i ends the token, and the CFWS, before it: neither a
 * dot nor an "@", which would go on with the token. */
static inline bool
eml__piece_ends(const eml__index *x, size_t i)
{
    return i == x->n || (x->p[i] != '.' && x->p[i] != '@');
}

/* The rest of CFWS from "(" at *at on: moves that behind it; comments are
 * linked to lex->comments. 0: there may be more to it, or it is no end. Else
 * EML_E_NOMEM, or 1. */
static inline int
eml__piece_comments(const eml__index *x, size_t *at, eml__lex *lex)
{
    const uint8_t *p = x->p;
    size_t i = *at;

    do {
        bool folded = false, plain;
        size_t to = eml__piece_comment(x, i++, &folded);

        if (!to)
            return 0;
        plain =
            !folded && (!x->equals || eml__find_word(p + i, p + to) == p + to);
        if (eml__comment_keep(lex, eml__between(p + i, p + to), plain) < 0)
            return EML_E_NOMEM;
        i = to + 1;
        if (i != x->n && p[i] <= ' ') {
            i = eml__piece_space(x, i);
            if (!i)
                return 0;
        }
    } while (i != x->n && p[i] == '(');
    *at = i;
    return eml__piece_ends(x, i);
}

/* What is behind the token at i that is not a word alone: local-part "@"
 * domain, that in "<" and ">", or a word in "[" and "]"; `to` is where the
 * first word ends. 0: it may be another thing. */
static inline size_t
eml__piece_other(const eml__index *x, size_t i, size_t to,
                 eml__ident_kind *kind)
{
    const uint8_t *p = x->p;
    size_t from = i, at = to;

    if (to == x->n)
        return 0;
    *kind = EML__IDENT_ADDRESS;
    if (to == i) {
        if (p[i] != '<' && p[i] != '[')
            return 0;
        from = i + 1;
        at = eml__index_next(x, EML__INDEX_END, from);
        if (at == x->n)
            return 0;
        *kind = EML__IDENT_LITERAL;
        if (p[i] == '[')
            return p[at] == ']' ? at + 1 : 0;
        *kind = EML__IDENT_ANGLE;
    }
    if (at == from || p[at] != '@')
        return 0;
    from = at + 1;
    at = eml__index_next(x, EML__INDEX_END, from);
    if (at == from)
        return 0;
    if (to != i)
        return at;
    return at != x->n && p[at] == '>' ? at + 1 : 0;
}

/* Whether the n bytes at i are a Domain of RFC 5321 section 4.1.2 beyond doubt:
 * no label is longer than 63 or may be an A-label, no hyphen is beside a dot or
 * an end. */
static inline bool
eml__piece_is_domain(const eml__index *x, size_t i, size_t n)
{
    uint64_t marks;

    if (n == 0 || n > 63 || eml__index_bits(x, EML__INDEX_NO_LDH, i, n))
        return false;
    marks = eml__index_bits(x, EML__INDEX_DOT_HYPHEN, i, n);
    return !(marks & (marks << 1 | 1)) && !(marks >> (n - 1));
}

/* Whether they have a dot. */
static inline bool
eml__piece_has_dot(const eml__index *x, size_t i, size_t n)
{
    for (; n > 64; i += 64, n -= 64)
        if (eml__index_from(x, EML__INDEX_DOT, i))
            return true;
    return eml__index_bits(x, EML__INDEX_DOT, i, n) != 0;
}

#endif
