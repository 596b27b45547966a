/* RFC 2045 section 5.1: reading parameters. What the stars in their names mean
 * (RFC 2231) is in param2231.c. */
#include "eml/param.h"

#include <string.h>

#include "eml/utf8.h"
#include "core/arena_int.h"
#include "parsers/imf/strict.h"
#include "parsers/mime/param_int.h"

struct reader {
    eml__lex x;
    eml_param *first, **last;
    uint32_t num, max;
    bool stars; /* some name has a "*" */
};

/* Ends a value, or what should have been a parameter. */
static bool
ends_value(uint8_t c)
{
    return c == ';' || c == '(' || eml__is(c, EML__WSP | EML__NL);
}

static const uint8_t *
skip_to_end(const uint8_t *p, const uint8_t *end)
{
    while (p != end && !ends_value(*p))
        p++;
    return p;
}

/* Makes bytes that are not UTF-8 into U+FFFD; borrows when there are none. */
static int
clean(eml_cx *cx, eml_span in, eml_span *out)
{
    eml_out o = {.arena = cx->arena};

    *out = in;
    if (eml_utf8_valid(in) == in.n)
        return EML_OK;
    (void)eml_utf8_clean(in, &o);
    if (o.full)
        return EML_E_NOMEM;
    *out = eml_out_view(&o);
    return EML_OK;
}

static int
append(eml_cx *cx, eml_span *to, eml_span more)
{
    uint8_t *p = eml_arena_raw(cx->arena, to->n + more.n);

    if (!p)
        return EML_E_NOMEM;
    if (to->n)
        memcpy(p, to->p, to->n);
    memcpy(p + to->n, more.p, more.n);
    *to = eml__between(p, p + to->n + more.n);
    return EML_OK;
}

/* The characters from x->p to the next place where a value can end do not
 * belong to the quoted-string before them: found, and kept in the value. */
static int
after_quoted(eml__lex *x, struct eml__piece *q)
{
    const uint8_t *from = x->p;
    eml_span rest;
    int rc;

    x->p = skip_to_end(from, x->end);
    if (x->p == from)
        return EML_OK;
    (void)eml_find(x->cx, EML_E_PARAM_VALUE, from, (size_t)(x->p - from));
    rc = clean(x->cx, eml__between(from, x->p), &rest);
    if (rc < 0)
        return rc;
    q->borrowed = false;
    return append(x->cx, &q->p.value, rest);
}

static int
quoted_value(eml__lex *x, struct eml__piece *q)
{
    const uint8_t *from = x->p;
    eml_text t = {.form = EML_TEXT_QUOTED, .present = true};
    int rc;

    q->p.quoted = true;
    rc = eml__quoted(x, &t.raw, &t.simple);
    if (rc < 0) { /* found; what is there of it is its value */
        t.raw = eml__between(from + 1, x->end);
        t.simple = false;
        x->p = x->end;
    }
    if (memchr(t.raw.p, '=', t.raw.n))
        eml__words_misplaced(x, t.raw, EML_E_WORD_PARAM);
    q->borrowed = t.simple;
    if (t.simple) {
        q->p.value = t.raw;
    } else {
        rc = eml_text_get(x->cx, &t, &q->p.value);
        if (rc < 0)
            return rc;
    }
    if (x->p == x->end || *x->p == ';')
        return EML_OK;
    return after_quoted(x, q);
}

/*
 * value := token / quoted-string
 *
 * and, with a finding, any run of characters up to white space, a comment or
 * the next semicolon; an empty one, too.
 */
static int
value(eml__lex *x, struct eml__piece *q)
{
    const uint8_t *p = x->p, *from = p;

    if (p != x->end && *p == '"')
        return quoted_value(x, q);
    while (p != x->end && eml__is(*p, EML__TOKEN))
        p++;
    q->borrowed = true;
    if (p != from && (p == x->end || ends_value(*p))) {
        q->p.value = eml__between(from, p);
        x->p = p;
        return EML_OK;
    }
    x->p = skip_to_end(p, x->end);
    q->p.value = eml__between(from, x->p);
    if (q->p.value.n == 0 && q->starred && q->section > 0)
        return EML_OK; /* extended-other-values may be empty (2231 7) */
    (void)eml_find(x->cx, EML_E_PARAM_VALUE, p, (size_t)(x->p - p));
    if (q->p.value.n == 0)
        return EML_OK;
    if (memchr(from, '=', q->p.value.n))
        eml__words_misplaced(x, q->p.value, EML_E_WORD_PARAM);
    if (q->starred) /* its charset says what bytes are in it */
        return EML_OK;
    from = q->p.value.p;
    if (clean(x->cx, q->p.value, &q->p.value) < 0)
        return EML_E_NOMEM;
    q->borrowed = q->p.value.p == from;
    return EML_OK;
}

/* What stands from `from` on is no parameter; it is taken up to where the next
 * may begin, and found. */
static int
no_param(eml__lex *x, const uint8_t *from)
{
    if (x->p == from) {
        eml_span inside;
        bool simple;

        if (*from != '"')
            x->p++;
        else if (eml__quoted(x, &inside, &simple) < 0)
            x->p = x->end;
        if (eml__is(*from, EML__NL)) /* a line end that is no fold */
            while (x->p != x->end && eml__is(*x->p, EML__NL))
                x->p++;
        else
            x->p = skip_to_end(x->p, x->end);
    }
    (void)eml_find(x->cx, EML_E_PARAM_SYNTAX, from, (size_t)(x->p - from));
    return EML_OK;
}

/* CFWS beside "=": RFC 2045 takes it from RFC 822 section 3.1.4. */
static int
beside_equals(eml__lex *x)
{
    const uint8_t *from = x->p;
    int rc;

    if (!eml__cfws_begins(x))
        return EML_OK;
    rc = eml__cfws(x, NULL);
    if (x->p != from)
        (void)eml_find(x->cx, EML_E_CONTENT_CFWS, from, (size_t)(x->p - from));
    return rc;
}

/*
 * attribute := token, and any character more that cannot end it.
 * *classes: what all of its characters have in common.
 */
static eml_span
name(eml__lex *x, unsigned *classes)
{
    const uint8_t *p = x->p, *from = p;
    unsigned all = ~0u;

    while (p != x->end && eml__is(*p, EML__TOKEN))
        all &= eml__cclass[*p++];
    if (p != x->end && *p != '=')
        for (; p != x->end && !ends_value(*p) && *p != '=' && *p != '"'; p++)
            all &= eml__cclass[*p];
    x->p = p;
    *classes = all;
    return eml__between(from, p);
}

static struct eml__piece *
new_piece(struct reader *r)
{
    struct eml__piece *q = eml__arena_node(r->x.cx->arena, sizeof *q);

    if (q)
        q->p.value = q->p.charset = q->p.language = EML_NONE;
    return q;
}

/*
 * parameter := attribute "=" value
 */
static int
parameter(struct reader *r, bool separated)
{
    eml__lex *x = &r->x;
    const uint8_t *from = x->p;
    struct eml__piece *q;
    unsigned classes;
    eml_span n = name(x, &classes);
    int rc = EML_OK;

    if (n.n && !eml__at(x, '=') && eml__cfws_begins(x)) {
        const uint8_t *p = x->p;

        rc = eml__cfws(x, NULL);
        if (rc == EML_OK && eml__at(x, '=')) {
            (void)eml_find(x->cx, EML_E_CONTENT_CFWS, p, (size_t)(x->p - p));
        } else {
            (void)eml_find(x->cx, EML_E_PARAM_SYNTAX, from, n.n);
            return rc;
        }
    }
    if (n.n == 0 || !eml__take(x, '='))
        return no_param(x, from);
    if (!separated)
        (void)eml_find(x->cx, EML_E_PARAM_SEPARATOR, from, 1);
    q = new_piece(r);
    if (!q)
        return EML_E_NOMEM;
    q->p.name = n;
    q->order = r->num++;
    if (!(classes & EML__ATTR))
        r->stars |= eml__param_name(x->cx, q);
    rc = beside_equals(x);
    if (rc == EML_E_NOMEM)
        return rc;
    if (rc == EML_OK)
        rc = value(x, q);
    else /* an open comment, found, where the value should be */
        (void)eml_find(x->cx, EML_E_PARAM_VALUE, x->end, 0);
    q->p.raw = eml__between(from, x->p);
    *r->last = &q->p;
    r->last = &q->p.next;
    return rc;
}

/*
 * *(";" parameter)
 */
static int
all(struct reader *r)
{
    eml__lex *x = &r->x;
    int rc;

    for (;;) {
        const uint8_t *semicolon;
        bool separated;

        rc = eml__cfws(x, NULL);
        if (rc < 0 || x->p == x->end)
            return rc;
        semicolon = x->p;
        separated = eml__take(x, ';');
        if (separated) {
            rc = eml__cfws(x, NULL);
            if (rc < 0)
                return rc;
            if (x->p == x->end || *x->p == ';') {
                (void)eml_find(x->cx, EML_E_PARAM_EMPTY, semicolon, 1);
                continue;
            }
        }
        if (r->num == r->max) {
            (void)eml_find(x->cx, EML_E_LIMIT_PARAMS, x->p,
                           (size_t)(x->end - x->p));
            return EML_OK;
        }
        rc = parameter(r, separated);
        if (rc < 0)
            return rc;
    }
}

int
eml__params(eml_cx *cx, eml_span in, eml_comment ***comments, eml_param **out)
{
    struct reader r = {.max = EML_LIMIT(cx, params)};
    int rc;

    r.x = eml__lex_of(cx, in, comments ? *comments : NULL);
    r.last = &r.first;
    rc = all(&r);
    if (comments)
        *comments = r.x.comments;
    if (rc == EML_E_NOMEM)
        return rc;
    *out = r.first;
    if (r.num < 2 && !r.stars)
        return EML_OK;
    return eml__params_join(cx, out, r.num, r.stars);
}

int
eml_params_parse(eml_cx *cx, eml_span in, eml_param **out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_param *read = NULL;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__params(cx, in, NULL, &read);
    rc = eml__strict_end(cx, earlier, rc);
    if (rc == EML_OK)
        *out = read;
    return rc;
}

const eml_param *
eml_param_get(const eml_param *first, eml_span name_of)
{
    const eml_param *found = NULL;

    for (; first; first = first->next)
        if (first->name.n == name_of.n && name_of.n &&
            eml__lower(first->name.p[0]) == eml__lower(name_of.p[0]) &&
            eml_span_eq_fold(first->name, name_of)) {
            if (first->extended)
                return first;
            if (!found)
                found = first;
        }
    return found;
}
