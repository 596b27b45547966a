/* RFC 2045 sections 4, 5 and 6, RFC 2183: MIME-Version, Content-Type,
 * Content-Transfer-Encoding, Content-Disposition. What a type asks of its
 * parameters is in content_check.c. */
#include "eml/content.h"

#include "eml/field.h"
#include "core/arena_int.h"
#include "parsers/imf/lex.h"
#include "parsers/imf/strict.h"
#include "parsers/mime/mime_values.h"

/* Skips what cannot belong to a value's first token, up to where a parameter
 * or a comment may begin, and finds it. */
static void
junk(eml__lex *x, int code)
{
    const uint8_t *from = x->p;

    while (x->p != x->end && *x->p != ';' && *x->p != '(' &&
           !eml__is(*x->p, EML__WSP | EML__NL))
        x->p++;
    if (x->p != from)
        (void)eml_find(x->cx, code, from, (size_t)(x->p - from));
}

/* What has no reading at all. */
static int
nothing(eml__lex *x, int code)
{
    return eml_fail(x->cx, code, x->p, 0);
}

/* An error in the middle of a value whose beginning was read: it was found, and
 * what was read stands. */
static int
so_far(int rc)
{
    return rc == EML_E_NOMEM ? rc : EML_OK;
}

/*
 * type "/" subtype
 *
 * The free insertion of white space and comments between tokens is RFC 822's
 * (3.1.4), which 2045 section 5.1 refers to.
 */
static int
media_type(eml__lex *x, eml_content_type *c)
{
    const uint8_t *from = x->p, *gap;
    int rc;

    (void)eml__token(x, &c->type);
    gap = x->p;
    if (c->type.n && eml__cfws_begins(x)) {
        rc = eml__cfws(x, NULL);
        if (rc < 0 || !eml__at(x, '/')) {
            (void)eml_find(x->cx, EML_E_CONTENT_TYPE_SYNTAX, from, c->type.n);
            return rc;
        }
        (void)eml_find(x->cx, EML_E_CONTENT_CFWS, gap, (size_t)(x->p - gap));
    }
    if (!eml__take(x, '/')) {
        if (c->type.n == 0 && x->p == x->end)
            return nothing(x, EML_E_CONTENT_TYPE_SYNTAX);
        x->p = from;
        junk(x, EML_E_CONTENT_TYPE_SYNTAX);
        if (x->p == from)
            (void)eml_find(x->cx, EML_E_CONTENT_TYPE_SYNTAX, from, 0);
        return EML_OK;
    }
    if (c->type.n == 0)
        (void)eml_find(x->cx, EML_E_CONTENT_TYPE_SYNTAX, from, 1);
    if (eml__token(x, &c->subtype)) {
        junk(x, EML_E_CONTENT_TYPE_SYNTAX);
        return EML_OK;
    }
    gap = x->p;
    rc = eml__cfws(x, NULL);
    if (rc == EML_OK && eml__token(x, &c->subtype) && !eml__at(x, '=')) {
        (void)eml_find(x->cx, EML_E_CONTENT_CFWS, gap,
                       (size_t)(c->subtype.p - gap));
        junk(x, EML_E_CONTENT_TYPE_SYNTAX);
        return EML_OK;
    }
    if (c->subtype.n) { /* it is a parameter's name */
        x->p = c->subtype.p;
        c->subtype = EML_NONE;
    }
    (void)eml_find(x->cx, EML_E_CONTENT_TYPE_SYNTAX, from,
                   (size_t)(gap - from));
    if (x->p == gap)
        junk(x, EML_E_CONTENT_TYPE_SYNTAX);
    return rc;
}

/*
 * content := "Content-Type" ":" type "/" subtype *(";" parameter)
 */
int
eml__content_type(eml_cx *cx, eml_span in, eml_content_type **out)
{
    eml_content_type *c = eml__arena_node(cx->arena, sizeof *c);
    const uint8_t *from;
    eml__lex x;
    int rc;

    if (!c)
        return EML_E_NOMEM;
    c->type = c->subtype = EML_NONE;
    x = eml__lex_of(cx, in, &c->comments);
    rc = eml__cfws(&x, NULL);
    if (rc < 0)
        return rc;
    from = x.p;
    rc = media_type(&x, c);
    if (rc < 0 && (rc == EML_E_NOMEM || c->type.n == 0))
        return rc;
    *out = c;
    if (rc == EML_OK && x.p != x.end) {
        eml_span rest = eml__between(x.p, x.end);

        rc = eml__params(cx, rest, &x.comments, &c->params);
        if (rc < 0)
            return rc;
    }
    if (c->type.n == 0 || c->subtype.n == 0)
        return EML_OK;
    return eml__content_type_check(
        cx, c, eml__between(from, c->subtype.p + c->subtype.n));
}

int
eml_content_type_parse(eml_cx *cx, eml_span in, eml_content_type **out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_content_type *c = NULL;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, eml__content_type(cx, in, &c));
    if (rc == EML_OK)
        *out = c;
    return rc;
}

/* The token that a value begins with; a quoted one, too, with a finding.
 * False when there is none. */
static bool
first_token(eml__lex *x, int code, eml_span *out)
{
    const uint8_t *from = x->p;
    bool simple;

    if (eml__token(x, out))
        return true;
    if (!eml__at(x, '"'))
        return false;
    if (eml__quoted(x, out, &simple) < 0) {
        *out = eml__between(from + 1, x->end);
        x->p = x->end;
    }
    (void)eml_find(x->cx, code, from, (size_t)(x->p - from));
    return true;
}

/*
 * disposition := "Content-Disposition" ":" disposition-type
 *                *(";" disposition-parm)
 */
int
eml__disposition(eml_cx *cx, eml_span in, eml_disposition **out)
{
    eml_disposition *d = eml__arena_node(cx->arena, sizeof *d);
    const uint8_t *from;
    eml__lex x;
    int rc;

    if (!d)
        return EML_E_NOMEM;
    d->type = EML_NONE;
    x = eml__lex_of(cx, in, &d->comments);
    rc = eml__cfws(&x, NULL);
    if (rc < 0)
        return rc;
    from = x.p;
    if (x.p == x.end)
        return nothing(&x, EML_E_DISPOSITION_SYNTAX);
    *out = d;
    if (!first_token(&x, EML_E_DISPOSITION_SYNTAX, &d->type)) {
        junk(&x, EML_E_DISPOSITION_SYNTAX);
        if (x.p == from)
            (void)eml_find(cx, EML_E_DISPOSITION_SYNTAX, from, 0);
    } else if (eml__at(&x, '=')) { /* it begins with a parameter */
        (void)eml_find(cx, EML_E_DISPOSITION_SYNTAX, from, 0);
        d->type = EML_NONE;
        x.p = from;
    } else {
        junk(&x, EML_E_DISPOSITION_SYNTAX);
    }
    if (x.p == x.end)
        return EML_OK;
    rc = eml__params(cx, eml__between(x.p, x.end), &x.comments, &d->params);
    if (rc < 0 || !d->params)
        return rc;
    return eml__disposition_check(cx, d);
}

int
eml_disposition_parse(eml_cx *cx, eml_span in, eml_disposition **out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_disposition *d = NULL;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, eml__disposition(cx, in, &d));
    if (rc == EML_OK)
        *out = d;
    return rc;
}

static eml_cte
cte_of(eml_span t)
{
    switch (t.n) {
    case 4:
        if (EML__IS(t, "7bit"))
            return EML_CTE_7BIT;
        if (EML__IS(t, "8bit"))
            return EML_CTE_8BIT;
        break;
    case 6:
        if (EML__IS(t, "base64"))
            return EML_CTE_BASE64;
        if (EML__IS(t, "binary"))
            return EML_CTE_BINARY;
        break;
    case 16:
        if (EML__IS(t, "quoted-printable"))
            return EML_CTE_QP;
        break;
    default:
        break;
    }
    return EML_CTE_UNKNOWN;
}

/* [CFWS] and then the end; what else there is, is found. */
static int
ends(eml__lex *x, int code)
{
    int rc = eml__cfws(x, NULL);

    if (rc == EML_OK && x->p != x->end)
        (void)eml_find(x->cx, code, x->p, (size_t)(x->end - x->p));
    return so_far(rc);
}

/*
 * encoding  := "Content-Transfer-Encoding" ":" mechanism
 * mechanism := "7bit" / "8bit" / "binary" / "quoted-printable" / "base64" /
 *              ietf-token / x-token
 */
int
eml__encoding(eml_cx *cx, eml_span in, eml_encoding **out)
{
    eml_encoding *e = eml__arena_node(cx->arena, sizeof *e);
    eml__lex x;
    int rc;

    if (!e)
        return EML_E_NOMEM;
    x = eml__lex_of(cx, in, &e->comments);
    rc = eml__cfws(&x, NULL);
    if (rc < 0)
        return rc;
    if (!first_token(&x, EML_E_CTE_SYNTAX, &e->token))
        return nothing(&x, EML_E_CTE_SYNTAX);
    *out = e;
    e->cte = cte_of(e->token);
    if (e->cte == EML_CTE_UNKNOWN) {
        bool private = e->token.n > 2 && e->token.p[1] == '-' &&
                       eml__lower(e->token.p[0]) == 'x';

        (void)eml_find(cx, private ? EML_E_CTE_PRIVATE : EML_E_CTE_UNKNOWN,
                       e->token.p, e->token.n);
    }
    return ends(&x, EML_E_CTE_SYNTAX);
}

int
eml_encoding_parse(eml_cx *cx, eml_span in, eml_encoding **out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_encoding *e = NULL;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, eml__encoding(cx, in, &e));
    if (rc == EML_OK)
        *out = e;
    return rc;
}

/* 1*DIGIT; as large as fits. */
static bool
number(eml__lex *x, uint32_t *out)
{
    const uint8_t *from = x->p;
    uint64_t n = 0;

    for (; x->p != x->end && eml__is(*x->p, EML__DIGIT); x->p++)
        n = n > UINT32_MAX ? n : n * 10 + (uint64_t)(*x->p - '0');
    *out = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
    return x->p != from;
}

/*
 * version := "MIME-Version" ":" 1*DIGIT "." 1*DIGIT
 *
 * "MIME-Version: 1.(produced by MetaSend Vx.x)0" is an example of section 4.
 */
int
eml__mime_version(eml_cx *cx, eml_span in, eml_mime_version **out)
{
    eml_mime_version *v = eml__arena_node(cx->arena, sizeof *v);
    const uint8_t *from, *digits;
    eml__lex x;
    int rc;

    if (!v)
        return EML_E_NOMEM;
    x = eml__lex_of(cx, in, &v->comments);
    rc = eml__cfws(&x, NULL);
    if (rc < 0)
        return rc;
    from = x.p;
    if (!number(&x, &v->major))
        return nothing(&x, EML_E_MIME_VERSION);
    digits = x.p;
    *out = v;
    rc = eml__cfws(&x, NULL);
    if (rc == EML_OK && eml__take(&x, '.')) {
        rc = eml__cfws(&x, NULL);
        if (rc == EML_OK) {
            const uint8_t *minor = x.p;

            if (number(&x, &v->minor)) {
                bool is_1_0 = v->major == 1 && v->minor == 0 &&
                              digits - from == 1 && x.p - minor == 1;

                if (!is_1_0)
                    (void)eml_find(cx, EML_E_MIME_VERSION, from,
                                   (size_t)(x.p - from));
                return ends(&x, EML_E_MIME_VERSION);
            }
        }
    }
    (void)eml_find(cx, EML_E_MIME_VERSION, from, (size_t)(x.end - from));
    return so_far(rc);
}

int
eml_mime_version_parse(eml_cx *cx, eml_span in, eml_mime_version **out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_mime_version *v = NULL;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, eml__mime_version(cx, in, &v));
    if (rc == EML_OK)
        *out = v;
    return rc;
}
