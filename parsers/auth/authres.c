/* RFC 8601 section 2.2 and RFC 8617 section 4.1.1: Authentication-Results. */
#include "core/arena_int.h"
#include "eml/field.h"
#include "parsers/auth/authres_int.h"
#include "parsers/imf/strict.h"

typedef struct reader {
    eml__lex x;
    eml_authres *a;
    eml_authres_result **next;
    uint32_t num; /* results and properties */
    bool odd;     /* something could not be read */
} reader;

static int
count(reader *r, const uint8_t *at)
{
    if (r->num++ < EML_LIMIT(r->x.cx, params))
        return EML_OK;
    (void)eml_find(r->x.cx, EML_E_LIMIT_PARAMS, at, (size_t)(r->x.end - at));
    return EML_E_LIMIT;
}

/*
 * propspec = ptype [CFWS] "." [CFWS] property [CFWS] "=" pvalue
 * property = special-smtp-verb / Keyword
 *
 * x->p behind `ptype` and CFWS.
 */
static int
propspec(reader *r, eml_authres_result *res, eml_authres_prop ***next,
         eml_span ptype)
{
    eml__lex *x = &r->x;
    eml_authres_prop p, *made;
    int rc = count(r, ptype.p), bad;

    if (rc < 0)
        return rc;
    if (!eml__is_keyword(ptype) || !eml__take(x, '.'))
        return eml__authres_found(x, EML_E_AUTHRES_PROPERTY, ptype.p);
    eml__zero(&p, sizeof p);
    p.ptype = ptype;
    rc = eml__cfws(x, NULL);
    if (rc < 0)
        return rc;
    p.property = eml__authres_keyword(x);
    rc = eml__cfws(x, NULL);
    if (rc < 0)
        return rc;
    if (!eml__is_keyword(p.property) || !eml__take(x, '='))
        return eml__authres_found(x, EML_E_AUTHRES_PROPERTY, ptype.p);
    p.value.raw = EML_NONE;
    bad = eml__authres_pvalue(x, &p.value);
    if (bad < 0)
        return bad;
    made = eml__arena_node(x->cx->arena, sizeof *made);
    if (!made)
        return EML_E_NOMEM;
    *made = p;
    **next = made;
    *next = &made->next;
    res->num_props++;
    return bad;
}

/*
 * reasonspec = "reason" [CFWS] "=" [CFWS] value
 *
 * x->p behind the "=".
 */
static int
reasonspec(eml__lex *x, eml_authres_result *res)
{
    int rc = eml__cfws(x, NULL), bad;

    if (rc < 0)
        return rc;
    bad = eml__authres_value(x, &res->reason, EML_E_AUTHRES_REASON);
    if (bad != EML_OK)
        return bad;
    if (!eml__authres_ends(x))
        return eml__authres_found(x, EML_E_AUTHRES_REASON, x->p);
    return eml__cfws(x, NULL);
}

/*
 * [ CFWS reasonspec ] [ CFWS 1*propspec ]
 */
static int
reason_and_props(reader *r, eml_authres_result *res)
{
    eml_authres_prop **next = &res->props;
    eml__lex *x = &r->x;
    int rc = eml__cfws(x, NULL);

    for (bool first = true; rc == EML_OK && x->p != x->end && *x->p != ';';
         first = false) {
        eml_span word = eml__authres_keyword(x);

        if (word.n == 0)
            return eml__authres_found(x, EML_E_AUTHRES_PROPERTY, x->p);
        rc = eml__cfws(x, NULL);
        if (rc < 0)
            return rc;
        if (first && eml_span_eq_fold(word, EML_LIT("reason")) &&
            eml__take(x, '='))
            rc = reasonspec(x, res);
        else
            rc = propspec(r, res, &next, word);
    }
    return rc;
}

/* ---- results ---------------------------------------------------------------
 */

/*
 * methodspec     = [CFWS] method [CFWS] "=" [CFWS] result
 * method         = Keyword [ [CFWS] "/" [CFWS] method-version ]
 * method-version = 1*DIGIT [CFWS]
 *
 * x->p behind the method and CFWS.
 */
static int
methodspec(eml__lex *x, eml_authres_result *res)
{
    const uint8_t *from = res->method.p;
    int rc = EML_OK;

    if (eml__take(x, '/')) {
        rc = eml__cfws(x, NULL);
        if (rc < 0)
            return rc;
        res->method_version = eml__authres_digits(x);
        if (res->method_version.n == 0)
            return eml__authres_found(x, EML_E_AUTHRES_METHOD, from);
        rc = eml__cfws(x, NULL);
        if (rc < 0)
            return rc;
    }
    if (!eml__is_keyword(res->method) || !eml__take(x, '='))
        return eml__authres_found(x, EML_E_AUTHRES_METHOD, from);
    rc = eml__cfws(x, NULL);
    if (rc < 0)
        return rc;
    from = x->p;
    res->result = eml__authres_keyword(x);
    if (!eml__is_keyword(res->result) || !eml__authres_ends(x))
        return eml__authres_found(x, EML_E_AUTHRES_RESULT, from);
    return EML_OK;
}

/* "none", which must stand alone. */
static int
no_result(reader *r, eml_authres_result *res)
{
    eml__lex *x = &r->x;
    eml_comment **last = &r->a->comments;

    if (r->a->none || r->a->num_results || x->p != x->end) {
        (void)eml_find(x->cx, EML_E_AUTHRES_NONE, res->method.p, res->method.n);
        return EML__AUTHRES_SKIP;
    }
    while (*last)
        last = &(*last)->next;
    *last = res->comments;
    r->a->none = true;
    return EML_OK;
}

static void
link_result(reader *r, eml_authres_result *res)
{
    *r->next = res;
    r->next = &res->next;
    r->a->num_results++;
}

/*
 * no-result = [CFWS] ";" [CFWS] "none"
 * resinfo   = [CFWS] ";" methodspec [ CFWS reasonspec ] [ CFWS 1*propspec ]
 *
 * x->p behind the ";".
 */
static int
resinfo(reader *r)
{
    eml__lex *x = &r->x;
    eml_authres_result *res = eml__arena_node(x->cx->arena, sizeof *res);
    const uint8_t *from = x->p;
    int rc;

    if (!res)
        return EML_E_NOMEM;
    res->method = res->method_version = res->result = EML_NONE;
    res->reason.raw = EML_NONE;
    x->comments = &res->comments;
    rc = count(r, from);
    if (rc == EML_OK)
        rc = eml__cfws(x, NULL);
    if (rc < 0)
        return rc;
    res->method = eml__authres_keyword(x);
    if (res->method.n == 0)
        return eml__authres_found(x, EML_E_AUTHRES_METHOD, x->p);
    rc = eml__cfws(x, NULL);
    if (rc < 0)
        return rc;
    if (eml_span_eq_fold(res->method, EML_LIT("none")) && !eml__at(x, '=') &&
        !eml__at(x, '/'))
        return no_result(r, res);
    rc = methodspec(x, res);
    if (rc == EML_OK) {
        link_result(r, res);
        rc = reason_and_props(r, res);
    }
    return rc;
}

/*
 * authserv-id [ CFWS authres-version ]
 */
static int
service(reader *r)
{
    eml__lex *x = &r->x;
    eml_authres *a = r->a;
    bool was = false;
    int rc = eml__cfws(x, NULL);

    if (rc < 0)
        return rc;
    if (x->p == x->end || *x->p == ';') {
        (void)eml_find(x->cx, EML_E_AUTHRES_ID, x->p, 0);
        return EML_OK;
    }
    rc = eml__authres_value(x, &a->authserv_id, EML_E_AUTHRES_ID);
    if (rc >= 0)
        rc = eml__cfws(x, &was);
    if (rc < 0)
        return rc;
    if (was)
        a->version = eml__authres_digits(x);
    if (a->version.n) {
        if (!eml__authres_ends(x))
            return eml__authres_found(x, EML_E_AUTHRES_VERSION, a->version.p);
        if (!eml_span_eq(a->version, EML_LIT("1")))
            (void)eml_find(x->cx, EML_E_AUTHRES_VERSION_UNKNOWN, a->version.p,
                           a->version.n);
        rc = eml__cfws(x, NULL);
    }
    return rc;
}

static int
payload(reader *r)
{
    eml__lex *x = &r->x;
    int rc = service(r);

    while (rc >= 0) {
        r->odd |= rc == EML__AUTHRES_SKIP;
        if (rc == EML_OK && x->p != x->end && *x->p != ';') {
            (void)eml__authres_found(x, EML_E_AUTHRES_VERSION, x->p);
            r->odd = true;
        }
        rc = eml__authres_skip(x);
        if (rc < 0 || x->p == x->end)
            break;
        x->p++;
        rc = resinfo(r);
        r->odd |= rc == EML__AUTHRES_SKIP;
    }
    if (rc >= 0 && !r->a->none && !r->a->num_results && !r->odd)
        (void)eml_find(x->cx, EML_E_AUTHRES_EMPTY, x->end, 0);
    return rc < 0 ? rc : EML_OK;
}

/* ---- the whole -------------------------------------------------------------
 */

/*
 * instance = [CFWS] %s"i" [CFWS] "=" [CFWS] position
 * position = 1*2DIGIT                         ; 1 - 50
 * arc-info = instance [CFWS] ";" authres-payload
 */
static int
instance(reader *r)
{
    eml__lex *x = &r->x;
    const uint8_t *from;
    eml_span n;
    int rc = eml__cfws(x, NULL);

    if (rc < 0)
        return rc;
    from = x->p;
    if (!eml__take(x, 'i'))
        return eml__authres_found(x, EML_E_AAR_INSTANCE, from);
    rc = eml__cfws(x, NULL);
    if (rc < 0)
        return rc;
    if (!eml__take(x, '='))
        return eml__authres_found(x, EML_E_AAR_INSTANCE, from);
    rc = eml__cfws(x, NULL);
    if (rc < 0)
        return rc;
    n = eml__authres_digits(x);
    for (size_t i = 0; i < n.n && i < 3; i++)
        r->a->instance = r->a->instance * 10 + (uint32_t)(n.p[i] - '0');
    rc = eml__cfws(x, NULL);
    if (rc < 0)
        return rc;
    if (n.n < 1 || n.n > 2 || !eml__take(x, ';'))
        return eml__authres_found(x, EML_E_AAR_INSTANCE, from);
    if (r->a->instance < 1 || r->a->instance > 50)
        (void)eml_find(x->cx, EML_E_AAR_INSTANCE_RANGE, n.p, n.n);
    return EML_OK;
}

static int
begin(reader *r, eml_cx *cx, eml_span in)
{
    eml_authres *a = eml__arena_node(cx->arena, sizeof *a);

    if (!a)
        return EML_E_NOMEM;
    eml__zero(r, sizeof *r);
    a->authserv_id.raw = a->version = EML_NONE;
    r->a = a;
    r->x = eml__lex_of(cx, in, &a->comments);
    r->next = &a->first;
    return EML_OK;
}

int
eml__authres_head(eml_cx *cx, eml_span in, eml_authres **out)
{
    reader r;
    int rc = begin(&r, cx, in);

    if (rc == EML_OK)
        rc = service(&r);
    if (rc < 0)
        return rc;
    *out = r.a;
    return EML_OK;
}

static int
read_all(eml_cx *cx, eml_span in, bool arc, eml_authres **out)
{
    reader r;
    int rc = begin(&r, cx, in);

    if (rc < 0)
        return rc;
    if (arc) {
        rc = instance(&r);
        if (rc == EML__AUTHRES_SKIP) {
            rc = eml__authres_skip(&r.x);
            (void)eml__take(&r.x, ';');
        }
    }
    if (rc >= 0)
        rc = payload(&r);
    if (rc == EML_OK)
        *out = r.a;
    return rc;
}

int
eml__authres(eml_cx *cx, eml_span in, eml_authres **out)
{
    return read_all(cx, in, false, out);
}

int
eml__aar(eml_cx *cx, eml_span in, eml_authres **out)
{
    return read_all(cx, in, true, out);
}

static int
strict(eml_cx *cx, eml_span in, bool arc, eml_authres **out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_authres *a = NULL;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, read_all(cx, in, arc, &a));
    if (rc == EML_OK)
        *out = a;
    return rc;
}

int
eml_authres_parse(eml_cx *cx, eml_span in, eml_authres **out)
{
    return strict(cx, in, false, out);
}

int
eml_aar_parse(eml_cx *cx, eml_span in, eml_authres **out)
{
    return strict(cx, in, true, out);
}
