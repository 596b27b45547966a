/* equal_content.c -- whether two values mean the same: MIME's fields, Received,
 * Auto-Submitted. */
#include "eml/authres.h"
#include "eml/received_spf.h"
#include "parsers/mime/equal_int.h"
#include "parsers/mime/write_int.h"

static bool
is_boundary(const eml__eq *e, const eml_param *p)
{
    return e->no_boundary && p &&
           eml_span_eq_fold(p->name, EML_LIT("boundary"));
}

void
eml__eq_params(eml__eq *e, const eml_param *a, const eml_param *b)
{
    for (;;) {
        while (is_boundary(e, a))
            a = a->next;
        while (is_boundary(e, b))
            b = b->next;
        if (!eml__eq_both(e, a, b))
            return;
        eml__eq_is(e, eml_span_eq_fold(a->name, b->name) &&
                          eml__eq_bytes(a->value, b->value) &&
                          eml_span_eq_fold(a->language, b->language));
        a = a->next;
        b = b->next;
    }
}

static void
content_type(eml__eq *e, const eml_content_type *a, const eml_content_type *b)
{
    eml__eq_is(e, eml_span_eq_fold(a->type, b->type) &&
                      eml_span_eq_fold(a->subtype, b->subtype));
    e->no_boundary &= eml_span_eq_fold(a->type, EML_LIT("multipart"));
    eml__eq_params(e, a->params, b->params);
    eml__eq_comments(e, a->comments, b->comments);
}

static void
disposition(eml__eq *e, const eml_disposition *a, const eml_disposition *b)
{
    e->no_boundary = false;
    eml__eq_is(e, eml_span_eq_fold(a->type, b->type));
    eml__eq_params(e, a->params, b->params);
    eml__eq_comments(e, a->comments, b->comments);
}

static void
encoding(eml__eq *e, const eml_encoding *a, const eml_encoding *b)
{
    eml__eq_is(e, a->cte == b->cte);
    if (a->cte == EML_CTE_UNKNOWN)
        eml__eq_is(e, eml_span_eq_fold(a->token, b->token));
    eml__eq_comments(e, a->comments, b->comments);
}

static void
tokens(eml__eq *e, const eml_token_list *l, const eml_token_list *m)
{
    const eml_token *a = l->first, *b = m->first;

    for (; eml__eq_both(e, a, b); a = a->next, b = b->next)
        eml__eq_text(e, &a->text, &b->text);
    e->no_boundary = false;
    eml__eq_params(e, l->params, m->params);
    eml__eq_comments(e, l->comments, m->comments);
}

static void
auto_submitted(eml__eq *e, const eml_auto_submitted *a,
               const eml_auto_submitted *b)
{
    eml_param *x = NULL, *y = NULL;
    int rc = EML_OK;

    eml__eq_is(e, eml_span_eq_fold(a->value, b->value));
    if (a->params.n)
        rc = eml__auto_params(e->cx, a->params, &x);
    if (rc == EML_OK && b->params.n)
        rc = eml__auto_params(e->cx, b->params, &y);
    if (rc == EML_E_NOMEM) {
        e->rc = rc;
        return;
    }
    if (rc < 0) /* they cannot be read: the bytes count */
        eml__eq_is(e, eml_span_eq(a->params, b->params));
    e->no_boundary = false;
    eml__eq_params(e, x, y);
    eml__eq_comments(e, a->comments, b->comments);
}

/* ---- Authentication-Results -------------------------------------------- */

/* A version that is not given is 1. */
static bool
same_version(eml_span a, eml_span b)
{
    eml_span one = EML_LIT("1");

    return eml_span_eq(a.n ? a : one, b.n ? b : one);
}

static void
authres_result(eml__eq *e, const eml_authres_result *a,
               const eml_authres_result *b)
{
    const eml_authres_prop *p = a->props, *q = b->props;

    eml__eq_is(e, eml_span_eq_fold(a->method, b->method) &&
                      same_version(a->method_version, b->method_version) &&
                      eml_span_eq_fold(a->result, b->result));
    eml__eq_text(e, &a->reason, &b->reason);
    for (; eml__eq_both(e, p, q); p = p->next, q = q->next) {
        eml__eq_is(e, eml_span_eq_fold(p->ptype, q->ptype) &&
                          eml_span_eq_fold(p->property, q->property));
        eml__eq_text(e, &p->value, &q->value);
    }
    eml__eq_comments(e, a->comments, b->comments);
}

static void
authres(eml__eq *e, const eml_authres *a, const eml_authres *b)
{
    const eml_authres_result *r = a->first, *s = b->first;

    eml__eq_is(e, a->instance == b->instance && a->none == b->none &&
                      same_version(a->version, b->version));
    eml__eq_text(e, &a->authserv_id, &b->authserv_id);
    for (; eml__eq_both(e, r, s); r = r->next, s = s->next)
        authres_result(e, r, s);
    eml__eq_comments(e, a->comments, b->comments);
}

/* ---- Received-SPF ------------------------------------------------------ */

static void
received_spf(eml__eq *e, const eml_received_spf *a, const eml_received_spf *b)
{
    const eml_received_spf_pair *p = a->first, *q = b->first;

    eml__eq_is(e, a->result == b->result);
    for (; eml__eq_both(e, p, q); p = p->next, q = q->next) {
        eml__eq_is(e, eml_span_eq_fold(p->key, q->key));
        eml__eq_text(e, &p->value, &q->value);
    }
    eml__eq_comments(e, a->comments, b->comments);
}

/* ---- Received ---------------------------------------------------------- */

/* Tokens and comments of all clauses, one after the other: where a clause ends
 * that no standard names is for a reader to guess. */
struct walk {
    const eml_received_clause *clause;
    const eml_comment *comment;
    eml_span rest;
    bool named;
};

static void
enter(struct walk *w, const eml_received_clause *c)
{
    w->clause = c;
    w->named = false;
    w->rest = c && c->value.n ? c->value : EML_NONE;
    w->comment = c ? c->comments : NULL;
}

static int
next_token(eml_cx *cx, struct walk *w, eml_span *out)
{
    while (w->clause) {
        int rc = EML_END;

        if (!w->named) {
            w->named = true;
            *out = eml__received_name(w->clause);
            if (out->n)
                return EML_OK;
        }
        rc = eml__received_token(cx, &w->rest, out);
        if (rc != EML_END)
            return rc;
        enter(w, w->clause->next);
    }
    return EML_END;
}

static const eml_comment *
next_comment(struct walk *w)
{
    const eml_comment *c;

    while (!w->comment && w->clause)
        enter(w, w->clause->next);
    c = w->comment;
    if (c)
        w->comment = c->next;
    return c;
}

static void
received_tokens(eml__eq *e, struct walk a, struct walk b)
{
    eml_span x = EML_NONE, y = EML_NONE;
    int rc, other;

    do {
        rc = next_token(e->cx, &a, &x);
        other = next_token(e->cx, &b, &y);
        if (rc == EML_E_NOMEM || other == EML_E_NOMEM) {
            e->rc = EML_E_NOMEM;
            return;
        }
        eml__eq_is(e, rc == other);
        if (rc == EML_OK)
            eml__eq_is(e, eml_span_eq_fold(x, y));
    } while (e->same && rc == EML_OK);
}

static void
received(eml__eq *e, const eml_received *l, const eml_received *m)
{
    struct walk a, b;
    const eml_comment *x, *y;

    enter(&a, l->first);
    enter(&b, m->first);
    received_tokens(e, a, b);
    eml__eq_comments(e, l->comments, m->comments);
    do {
        x = next_comment(&a);
        y = next_comment(&b);
        if (eml__eq_both(e, x, y))
            eml__eq_text(e, &x->text, &y->text);
    } while (e->same && x && y);
    eml__eq_is(e, l->has_date == m->has_date);
    if (e->same && l->has_date)
        eml__eq_date(e, &l->date, &m->date);
}

void
eml__eq_content(eml__eq *e, const eml_value *a, const eml_value *b)
{
    switch ((int)a->kind) {
    case EML_VALUE_RECEIVED:
        received(e, a->u.received, b->u.received);
        return;
    case EML_VALUE_CONTENT_TYPE:
        content_type(e, a->u.content_type, b->u.content_type);
        return;
    case EML_VALUE_DISPOSITION:
        disposition(e, a->u.disposition, b->u.disposition);
        return;
    case EML_VALUE_ENCODING:
        encoding(e, a->u.encoding, b->u.encoding);
        return;
    case EML_VALUE_MIME_VERSION:
        eml__eq_is(e, a->u.mime_version->major == b->u.mime_version->major &&
                          a->u.mime_version->minor == b->u.mime_version->minor);
        eml__eq_comments(e, a->u.mime_version->comments,
                         b->u.mime_version->comments);
        return;
    case EML_VALUE_TOKENS:
        tokens(e, a->u.tokens, b->u.tokens);
        return;
    case EML_VALUE_AUTHRES:
        authres(e, a->u.authres, b->u.authres);
        break;
    case EML_VALUE_RECEIVED_SPF:
        received_spf(e, a->u.received_spf, b->u.received_spf);
        return;
    case EML_VALUE_AUTO_SUBMITTED:
    default:
        auto_submitted(e, a->u.auto_submitted, b->u.auto_submitted);
        return;
    }
}
