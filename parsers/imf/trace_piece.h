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

enum { EML__PIECE_COMMENTS = 4, EML__PIECE_DEPTH = 3 };

typedef struct eml__piece {
    eml__ident_kind kind; /* ATOM: with dots it may be DOTTED */
    size_t from, to;
    size_t next; /* behind the CFWS */
    unsigned num_comments;
    struct eml__piece_comment {
        size_t open, close;
        bool folded;
    } comments[EML__PIECE_COMMENTS];
} eml__piece;

/* [FWS] with one fold at most: moves *at behind it; false when there is more to
 * it. */
static inline bool
eml__piece_space(const eml__index *x, size_t *at)
{
    size_t i = *at, fold, n;
    uint64_t other = ~eml__index_from(x, EML__INDEX_WHITE, i), breaks;

    if (!other)
        return false;
    n = eml__lowest_bit(other);
    *at = i + n;
    breaks = eml__index_from(x, EML__INDEX_BREAK, i) & ~(~(uint64_t)0 << n);
    if (!breaks)
        return true;
    i += eml__lowest_bit(breaks);
    fold = eml__fold(x->p + i, x->p + x->n);
    /* the other bit of CR LF */
    breaks &= breaks - 1;
    return fold && !(fold == 2 ? breaks & (breaks - 1) : breaks);
}

/* The comment at i, and what is behind it; false when it is nested deeply or
 * not closed, or a fold may be of another kind. */
static inline bool
eml__piece_comment(const eml__index *x, size_t *at,
                   struct eml__piece_comment *c)
{
    size_t i = *at + 1;
    unsigned depth = 1;

    c->open = *at;
    c->folded = false;
    for (;;) {
        i = eml__index_next(x, EML__INDEX_BREAK, i);
        if (i == x->n)
            return false;
        if (x->p[i] == ')') {
            if (--depth == 0)
                break;
            i++;
        } else if (x->p[i] == '(') {
            if (++depth > EML__PIECE_DEPTH)
                return false;
            i++;
        } else {
            c->folded = true;
            if (!eml__piece_space(x, &i))
                return false;
        }
    }
    c->close = i;
    *at = i + 1;
    return true;
}

/* [CFWS] from i on: where it ends is t->next. Neither a dot nor an "@" may
 * follow: they would go on with the token. */
static inline bool
eml__piece_cfws(const eml__index *x, size_t i, eml__piece *t)
{
    unsigned num = 0;

    for (;;) {
        if (!eml__piece_space(x, &i))
            return false;
        if (i == x->n)
            break;
        if (x->p[i] != '(') {
            if (x->p[i] == '.' || x->p[i] == '@')
                return false;
            break;
        }
        if (num == EML__PIECE_COMMENTS ||
            !eml__piece_comment(x, &i, &t->comments[num]))
            return false;
        num++;
    }
    t->num_comments = num;
    t->next = i;
    return true;
}

/* What is not a word alone: local-part "@" domain, that in "<" and ">", or a
 * word in "[" and "]"; `to` is where the first word ends. False: it may be
 * another thing. */
static inline bool
eml__piece_other(const eml__index *x, size_t from, size_t to, eml__piece *t)
{
    const uint8_t *p = x->p;
    size_t at = to;

    if (to == x->n)
        return false;
    t->kind = EML__IDENT_ADDRESS;
    if (to == from) {
        if (p[from] != '<' && p[from] != '[')
            return false;
        at = eml__index_next(x, EML__INDEX_END, ++from);
        if (at == x->n)
            return false;
        if (p[to] == '[') {
            t->kind = EML__IDENT_LITERAL;
            t->to = at + 1;
            return p[at] == ']';
        }
        t->kind = EML__IDENT_ANGLE;
        if (at == from)
            return false;
    }
    if (p[at] != '@')
        return false;
    from = at + 1;
    at = eml__index_next(x, EML__INDEX_END, from);
    t->to = at;
    if (at == from)
        return false;
    if (t->kind == EML__IDENT_ADDRESS)
        return true;
    t->to++;
    return at != x->n && p[at] == '>';
}

/* Reads one of those, or an atom or a domain, at i. False: it may be another
 * thing. */
static inline bool
eml__piece_read(const eml__index *x, size_t i, eml__piece *t)
{
    size_t to = eml__index_next(x, EML__INDEX_END, i);

    t->from = i;
    t->to = to;
    t->kind = EML__IDENT_ATOM;
    if ((to == i || x->p[to] == '@') && !eml__piece_other(x, i, to, t))
        return false;
    to = t->to;
    if (to + 1 < x->n && x->p[to] == ' ' && eml__is(x->p[to + 1], EML__ATEXT)) {
        t->num_comments = 0;
        t->next = to + 1;
        return true;
    }
    return eml__piece_cfws(x, to, t);
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
