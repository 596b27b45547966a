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

#define EML__KEY(a, b, c, d)                                                   \
    ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 |                \
     (uint32_t)(d) << 24)

/* The keywords of section 4.4, by the n bytes at p of which four may be read;
 * -1 for others. No two share a slot. TLS is registered by RFC 8314
 * section 4.4. Of tokens many are as long as keywords, so that no branch asks
 * for that. */
static inline int
eml__received_keyword(const uint8_t *p, size_t n)
{
    static const uint32_t masks[6] = {0, 0, 0xffff, 0xffffff, 0xffffffff, 0};
    static const struct slot {
        uint32_t key;
        int kind;
    } slots[16] = {
        [0] = {0, -1},
        [5] = {EML__KEY('f', 'r', 'o', 'm'), EML_RECEIVED_FROM},
        [2] = {EML__KEY('b', 'y', 0, 0), EML_RECEIVED_BY},
        [4] = {EML__KEY('w', 'i', 't', 'h'), EML_RECEIVED_WITH},
        [14] = {EML__KEY('i', 'd', 0, 0), EML_RECEIVED_ID},
        [11] = {EML__KEY('f', 'o', 'r', 0), EML_RECEIVED_FOR},
        [6] = {EML__KEY('v', 'i', 'a', 0), EML_RECEIVED_VIA},
        [15] = {EML__KEY('t', 'l', 's', 0), EML_RECEIVED_OTHER},
    };
    /* in lower case, if letters */
    uint32_t key =
        (EML__KEY(p[0], p[1], p[2], p[3]) | 0x20202020) & masks[n < 5 ? n : 5];
    const struct slot *s = &slots[key * 0x35bf992du >> 28];

    return s->key == key ? s->kind : -1;
}

typedef struct eml__piece {
    size_t from, to;
    size_t value; /* of a keyword at once: where it ends; else 0 */
    size_t next;
    int word;             /* the keyword that it is, or -1 */
    eml__ident_kind kind; /* of the value, if there is one; a DOTTED one may be
                             called ATOM */
} eml__piece;

/* What is behind the FWS, if any, at i; 0 when it is long. */
static inline size_t
eml__piece_space(const eml__index *x, size_t i)
{
    uint64_t other = ~eml__index_from(x, EML__INDEX_WHITE, i);

    return other ? i + eml__lowest_bit(other) : 0;
}

/* The ")" of the comment that begins at i; 0 when it is nested deeply or not
 * closed. */
static inline size_t
eml__piece_comment(const eml__index *x, size_t i, bool *folded)
{
    unsigned depth = 1;

    for (;;) {
        i = eml__index_next(x, EML__INDEX_BREAK, i + 1);
        if (i == x->n)
            return 0;
        if (x->p[i] == ')') {
            if (--depth == 0)
                return i;
        } else if (x->p[i] != '(') {
            *folded = true;
        } else if (++depth > EML__PIECE_DEPTH) {
            return 0;
        }
    }
}

/* The rest of CFWS from "(" at *at on: moves that behind it; comments are
 * linked to lex->comments. 0: there may be more to it. Else EML_E_NOMEM, or 1.
 */
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
        i = eml__piece_space(x, to + 1);
        if (!i)
            return 0;
    } while (i != x->n && p[i] == '(');
    *at = i;
    return 1;
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

/* A keyword stands before the space that is before `from`: where its value
 * ends, if that is one token and no keyword; else 0. Its first word ends at
 * `to`. */
static inline size_t
eml__piece_value(const eml__index *x, size_t from, size_t to,
                 eml__ident_kind *kind)
{
    if (to + 4 > x->n)
        return 0;
    if (to == from || x->p[to] == '@')
        return eml__piece_other(x, from, to, kind);
    return eml__received_keyword(x->p + from, to - from) < 0 ? to : 0;
}

/* Reads the token at i, of most clauses the value, too, and the white space
 * behind it. False: it may be another thing, the white space is long, or less
 * than four bytes are behind it, of which there is then no date. */
static inline bool
eml__piece_read(const eml__index *x, size_t i, eml__piece *t)
{
    uint64_t ends = eml__index_from(x, EML__INDEX_END, i);
    size_t to = ends ? i + eml__lowest_bit(ends) : x->n, value = 0;

    if (to + 4 > x->n)
        return false;
    t->from = i;
    t->kind = EML__IDENT_ATOM;
    t->word = eml__received_keyword(x->p + i, to - i);
    ends &= ends - 1;
    if (to == i || x->p[to] == '@') {
        t->word = -1;
        to = eml__piece_other(x, i, to, &t->kind);
        if (!to)
            return false;
    } else if (t->word >= 0 && x->p[to] == ' ') {
        value =
            eml__piece_value(x, to + 1,
                             ends ? i + eml__lowest_bit(ends)
                                  : eml__index_next(x, EML__INDEX_END, to + 1),
                             &t->kind);
    }
    t->to = to;
    t->value = value;
    t->next = eml__piece_space(x, value ? value : to);
    return t->next && t->next + 1 < x->n;
}

/* Whether a token ends before the CFWS that ends at `next`: it may go on with
 * "@", not with a dot, which is never after a gap. */
static inline bool
eml__piece_ends(const eml__index *x, size_t next)
{
    return next && next != x->n && x->p[next] != '@';
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
