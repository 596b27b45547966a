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
    eml__ident_kind kind;
    size_t from, to;
    size_t next; /* behind the CFWS */
    unsigned num_comments;
    size_t open[EML__PIECE_COMMENTS], close[EML__PIECE_COMMENTS];
} eml__piece;

/* [FWS] with one fold at most: moves *at behind it; false when there is more to
 * it. */
static inline bool
eml__piece_space(const eml__index *x, size_t *at)
{
    const uint8_t *p = x->p, *end = p + x->n;
    bool folded = false;
    size_t i = *at;

    if (i + 1 < x->n && p[i] == ' ' && p[i + 1] > ' ') {
        *at = i + 1;
        return true;
    }
    for (; i < x->n && p[i] <= ' '; i++) {
        size_t fold;

        if (eml__is(p[i], EML__WSP))
            continue;
        fold = eml__fold(p + i, end);
        if (!fold || folded)
            return false;
        folded = true;
        i += fold; /* at the white space */
    }
    *at = i;
    return true;
}

/* The ")" of the comment that begins at i; 0 when it has a fold or is nested
 * deeply or not closed. */
static inline size_t
eml__piece_comment(const eml__index *x, size_t i)
{
    unsigned depth = 1;

    for (;;) {
        i = eml__index_next(x, EML__INDEX_BREAK, i + 1);
        if (i == x->n)
            return 0;
        if (x->p[i] == ')') {
            if (--depth == 0)
                return i;
        } else if (x->p[i] != '(' || ++depth > EML__PIECE_DEPTH) {
            return 0;
        }
    }
}

/* [CFWS] from t->to on. Neither a dot nor an "@" may follow: they would go on
 * with the token. */
static inline bool
eml__piece_cfws(const eml__index *x, eml__piece *t)
{
    size_t i = t->to;

    t->num_comments = 0;
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
        if (t->num_comments == EML__PIECE_COMMENTS)
            return false;
        t->open[t->num_comments] = i;
        i = eml__piece_comment(x, i);
        if (!i)
            return false;
        t->close[t->num_comments++] = i++;
    }
    t->next = i;
    return true;
}

/* Reads an atom, a domain, local-part "@" domain, or that in "<" and ">", at i.
 * False: it may be another thing. */
static inline bool
eml__piece_read(const eml__index *x, size_t i, eml__piece *t)
{
    bool angle = x->p[i] == '<';
    size_t from = i + angle, to = eml__index_next(x, EML__INDEX_END, from);

    t->from = i;
    t->kind = EML__IDENT_ATOM;
    if (to == from || to == x->n || to - from > 64)
        return false;
    if (x->p[to] == '@') {
        size_t domain = to + 1;

        to = eml__index_next(x, EML__INDEX_END, domain);
        t->kind = EML__IDENT_ADDRESS;
        if (to == domain || to == x->n)
            return false;
        if (angle && x->p[to++] != '>')
            return false;
    } else if (angle) {
        return false;
    }
    if (angle)
        t->kind = EML__IDENT_ANGLE;
    else if (t->kind == EML__IDENT_ATOM &&
             eml__index_bits(x, EML__INDEX_DOT, from, to - from))
        t->kind = EML__IDENT_DOTTED;
    t->to = to;
    return to < x->n && eml__piece_cfws(x, t);
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

#endif
