/* What media types and dispositions ask of their parameters: RFC 2046 (4.1.2,
 * 5.1.1, 5.2.2, 5.2.3), 1847, 2183, 2387, 3676, 6522. */
#include <string.h>

#include "parsers/imf/lex.h"
#include "parsers/mime/mime_values.h"

/* ---- finding fault with a parameter -------------------------------------- */

/* Whether the value of p lies in the input as it came. */
static bool
in_place(const eml_param *p)
{
    uintptr_t v = (uintptr_t)p->value.p, raw = (uintptr_t)p->raw.p;

    return v >= raw && v - raw <= p->raw.n;
}

/* A finding at [off, off+len) of the value of p, or at the whole parameter. */
static void
find_in(eml_cx *cx, int code, const eml_param *p, size_t off, size_t len)
{
    if (in_place(p))
        (void)eml_find(cx, code, p->value.p + off, len);
    else
        (void)eml_find(cx, code, p->raw.p, p->raw.n);
}

static void
find_all(eml_cx *cx, int code, const eml_param *p)
{
    (void)eml_find(cx, code, p->raw.p, p->raw.n);
}

/* The parameter `name`, or a finding `code` at the type that requires it. */
static const eml_param *
required(eml_cx *cx, const eml_content_type *c, eml_span name, int code,
         eml_span at)
{
    const eml_param *p = eml_param_get(c->params, name);

    if (!p)
        (void)eml_find(cx, code, at.p, at.n);
    return p;
}

static bool
is_number(eml_span in, uint64_t *out)
{
    uint64_t n = 0;

    for (size_t i = 0; i < in.n; i++) {
        if (!eml__is(in.p[i], EML__DIGIT))
            return false;
        n = n > UINT64_MAX / 10 - 1 ? n : n * 10 + (uint64_t)(in.p[i] - '0');
    }
    *out = n;
    return in.n != 0;
}

/* type "/" subtype */
static bool
is_media_type(eml_span in)
{
    size_t slash = 0;

    for (size_t i = 0; i < in.n; i++)
        if (in.p[i] == '/' && !slash)
            slash = i;
        else if (!eml__is(in.p[i], EML__TOKEN))
            return false;
    return slash != 0 && slash != in.n - 1;
}

/* A context in which a value may be read on its own: its findings go nowhere
 * but into err. */
static eml_cx
aside(const eml_cx *cx, eml_span in)
{
    eml_cx c = *cx;

    c.origin = in.p;
    c.base = 0;
    c.err = (eml_diag){0, 0, 0};
    c.allow = EML_ALLOW_NONE;
    c.diags = NULL;
    c.diags_cap = c.num_diags = 0;
    return c;
}

/* A date-time as the contents of a quoted-string. */
static int
check_date(eml_cx *cx, const eml_param *p, int code)
{
    eml_cx c = aside(cx, p->value);
    eml_date d;
    int rc = eml__date(&c, p->value, &d);

    if (rc == EML_E_NOMEM)
        return rc;
    if (rc < 0 || c.err.code || !p->quoted)
        find_all(cx, code, p);
    return EML_OK;
}

static void
check_size(eml_cx *cx, const eml_param *p, int code)
{
    uint64_t n;

    if (!is_number(p->value, &n))
        find_all(cx, code, p);
}

/* ---- text ---------------------------------------------------------------- */

/*
 * mime-charset       = 1*mime-charset-chars
 * mime-charset-chars = ALPHA / DIGIT / "!" / "#" / "$" / "%" / "&" / "'" /
 *                      "+" / "-" / "^" / "_" / "`" / "{" / "}" / "~"
 *
 * (RFC 2978 section 2.3). Names that are registered also have "." ":" "(" and
 * ")" ("ISO_646.irv:1983"), so these stand, too.
 */
static bool
is_charset_char(uint8_t c)
{
    if (eml__is(c, EML__ALPHA | EML__DIGIT))
        return true; /* most of them */
    if (eml__is(c, EML__TOKEN))
        return c != '*' && c != '|';
    return c == ':' || c == '(' || c == ')';
}

static void
check_charset(eml_cx *cx, const eml_param *p)
{
    eml_span v = p->value;

    if (v.n == 0)
        find_all(cx, EML_E_CHARSET_SYNTAX, p);
    for (size_t i = 0; i < v.n; i++)
        if (!is_charset_char(v.p[i])) {
            find_in(cx, EML_E_CHARSET_SYNTAX, p, i, 1);
            return;
        }
}

/* RFC 3676 section 4. */
static void
check_flowed(eml_cx *cx, const eml_content_type *c)
{
    const eml_param *p = eml_param_get(c->params, EML_LIT("format"));

    if (p && !EML__IS(p->value, "flowed") && !EML__IS(p->value, "fixed"))
        find_all(cx, EML_E_FLOWED_PARAM, p);
    p = eml_param_get(c->params, EML_LIT("delsp"));
    if (p && !EML__IS(p->value, "yes") && !EML__IS(p->value, "no"))
        find_all(cx, EML_E_FLOWED_PARAM, p);
}

static void
text(eml_cx *cx, const eml_content_type *c)
{
    const eml_param *p;

    if (!c->params)
        return;
    p = eml_param_get(c->params, EML_LIT("charset"));
    if (p)
        check_charset(cx, p);
    if ((!p || c->params->next) && EML__IS(c->subtype, "plain"))
        check_flowed(cx, c);
}

/* ---- multipart ----------------------------------------------------------- */

/*
 * boundary      := 0*69<bchars> bcharsnospace
 * bchars        := bcharsnospace / " "
 * bcharsnospace := DIGIT / ALPHA / "'" / "(" / ")" / "+" / "_" / "," / "-" /
 *                  "." / "/" / ":" / "=" / "?"
 */
static void
check_boundary(eml_cx *cx, const eml_param *p)
{
    eml_span v = p->value;
    eml_word w;

    if (v.n == 0) {
        find_all(cx, EML_E_BOUNDARY_SYNTAX, p);
        return;
    }
    for (size_t i = 0; i < v.n; i++) {
        if (!eml__is(v.p[i], EML__BCHARS)) {
            find_in(cx, EML_E_BOUNDARY_SYNTAX, p, i, 1);
            break;
        }
        if (v.p[i] == '=' && i + 1 < v.n && v.p[i + 1] == '?' &&
            eml_word_match(eml__between(v.p + i, v.p + v.n), &w)) {
            find_in(cx, EML_E_BOUNDARY_WORD, p, i, w.raw.n);
            break;
        }
    }
    if (v.n > 70)
        find_in(cx, EML_E_BOUNDARY_SYNTAX, p, 70, v.n - 70);
    if (v.p[v.n - 1] == ' ')
        find_in(cx, EML_E_BOUNDARY_SYNTAX, p, v.n - 1, 1);
}

/* RFC 2387 sections 3.1, 3.2 and 3.4. */
static int
related(eml_cx *cx, const eml_content_type *c, eml_span at)
{
    const eml_param *p =
        required(cx, c, EML_LIT("type"), EML_E_RELATED_TYPE, at);

    if (p && !is_media_type(p->value))
        find_all(cx, EML_E_RELATED_VALUE, p);
    p = eml_param_get(c->params, EML_LIT("start"));
    if (p) {
        eml_cx other = aside(cx, p->value);
        eml_msgid_list *ids;
        int rc = eml__msgids(&other, p->value, EML_MSGID_ONE, &ids);

        if (rc == EML_E_NOMEM)
            return rc;
        if (rc < 0 || other.err.code)
            find_all(cx, EML_E_RELATED_VALUE, p);
    }
    return EML_OK;
}

/* RFC 1847 sections 2.1 and 2.2. */
static void
secured(eml_cx *cx, const eml_content_type *c, eml_span at, bool is_signed)
{
    const eml_param *p =
        required(cx, c, EML_LIT("protocol"), EML_E_SIGNED_PARAM, at);

    if (p && !is_media_type(p->value))
        find_all(cx, EML_E_SIGNED_PARAM, p);
    if (!is_signed)
        return;
    p = required(cx, c, EML_LIT("micalg"), EML_E_SIGNED_PARAM, at);
    if (p && p->value.n == 0)
        find_all(cx, EML_E_SIGNED_PARAM, p);
}

static int
multipart(eml_cx *cx, const eml_content_type *c, eml_span at)
{
    const eml_param *p =
        required(cx, c, EML_LIT("boundary"), EML_E_BOUNDARY_MISSING, at);
    bool again = false;

    if (p)
        check_boundary(cx, p);
    for (const eml_param *q = c->params; q; q = q->next)
        if (q->name.n == 8 && EML__IS(q->name, "boundary")) {
            if (again)
                find_all(cx, EML_E_BOUNDARY_TWICE, q);
            again = true;
        }
    switch (c->subtype.n) {
    case 6:
        if (EML__IS(c->subtype, "report"))
            (void)required(cx, c, EML_LIT("report-type"), EML_E_REPORT_TYPE,
                           at);
        else if (EML__IS(c->subtype, "signed"))
            secured(cx, c, at, true);
        break;
    case 7:
        if (EML__IS(c->subtype, "related"))
            return related(cx, c, at);
        break;
    case 9:
        if (EML__IS(c->subtype, "encrypted"))
            secured(cx, c, at, false);
        break;
    default:
        break;
    }
    return EML_OK;
}

/* ---- message ------------------------------------------------------------- */

/* RFC 2046 section 5.2.2. */
static void
partial(eml_cx *cx, const eml_content_type *c, eml_span at)
{
    const eml_param *id =
        required(cx, c, EML_LIT("id"), EML_E_PARTIAL_PARAM, at);
    const eml_param *number =
        required(cx, c, EML_LIT("number"), EML_E_PARTIAL_PARAM, at);
    const eml_param *total = eml_param_get(c->params, EML_LIT("total"));
    uint64_t n = 1, of;

    if (id && id->value.n == 0)
        find_all(cx, EML_E_PARTIAL_PARAM, id);
    if (number && (!is_number(number->value, &n) || n == 0))
        find_all(cx, EML_E_PARTIAL_PARAM, number);
    if (total && (!is_number(total->value, &of) || of == 0 || of < n))
        find_all(cx, EML_E_PARTIAL_PARAM, total);
}

/* RFC 2046 sections 5.2.3.2 to 5.2.3.5: what an access-type needs. */
static void
access_type(eml_cx *cx, const eml_content_type *c, eml_span at, eml_span type)
{
    bool name = false, site = false, server = false;

    if (EML__IS(type, "ftp") || EML__IS(type, "anon-ftp") ||
        EML__IS(type, "tftp"))
        name = site = true;
    else if (EML__IS(type, "local-file"))
        name = true;
    else if (EML__IS(type, "mail-server"))
        server = true;
    if (name)
        (void)required(cx, c, EML_LIT("name"), EML_E_EXTERNAL_VALUE, at);
    if (site)
        (void)required(cx, c, EML_LIT("site"), EML_E_EXTERNAL_VALUE, at);
    if (server)
        (void)required(cx, c, EML_LIT("server"), EML_E_EXTERNAL_VALUE, at);
}

/* RFC 2046 section 5.2.3.1. */
static int
external(eml_cx *cx, const eml_content_type *c, eml_span at)
{
    const eml_param *p =
        required(cx, c, EML_LIT("access-type"), EML_E_EXTERNAL_PARAM, at);

    if (p && p->value.n == 0)
        find_all(cx, EML_E_EXTERNAL_PARAM, p);
    else if (p)
        access_type(cx, c, at, p->value);
    p = eml_param_get(c->params, EML_LIT("size"));
    if (p)
        check_size(cx, p, EML_E_EXTERNAL_VALUE);
    p = eml_param_get(c->params, EML_LIT("permission"));
    if (p && !EML__IS(p->value, "read") && !EML__IS(p->value, "read-write"))
        find_all(cx, EML_E_EXTERNAL_VALUE, p);
    p = eml_param_get(c->params, EML_LIT("expiration"));
    return p ? check_date(cx, p, EML_E_EXTERNAL_VALUE) : EML_OK;
}

static int
message(eml_cx *cx, const eml_content_type *c, eml_span at)
{
    if (EML__IS(c->subtype, "partial"))
        partial(cx, c, at);
    else if (EML__IS(c->subtype, "external-body"))
        return external(cx, c, at);
    return EML_OK;
}

/* ---- the two that content.c calls ---------------------------------------- */

/* Names that say themselves that they are not registered: RFC 2045 section 5.1
 * (x-token), RFC 6838 section 3.4 ("x."). */
static bool
is_private(eml_span name)
{
    return name.n > 2 && eml__lower(name.p[0]) == 'x' &&
           (name.p[1] == '-' || name.p[1] == '.');
}

int
eml__content_type_check(eml_cx *cx, const eml_content_type *c, eml_span at)
{
    if (!eml_media_known(c->type, c->subtype) && !is_private(c->type) &&
        !is_private(c->subtype))
        (void)eml_find(cx, EML_E_CONTENT_TYPE_UNKNOWN, at.p, at.n);
    switch (c->type.n) {
    case 4:
        if (EML__IS(c->type, "text"))
            text(cx, c);
        break;
    case 7:
        if (EML__IS(c->type, "message"))
            return message(cx, c, at);
        break;
    case 9:
        if (EML__IS(c->type, "multipart"))
            return multipart(cx, c, at);
        break;
    default:
        break;
    }
    return EML_OK;
}

/* "Parameter values longer than 78 characters [...] MUST be encoded as
 * specified in [RFC 2184]" (RFC 2183 section 2). */
static bool
is_long(const eml_param *p)
{
    size_t n = 0;

    if (p->value.n <= 78)
        return false;
    if (p->raw.n > p->name.n && p->raw.p[p->name.n] == '*')
        return false;
    for (size_t i = 0; i < p->value.n; i++)
        n += (p->value.p[i] & 0xc0) != 0x80;
    return n > 78;
}

int
eml__disposition_check(eml_cx *cx, const eml_disposition *d)
{
    int rc = EML_OK;

    for (const eml_param *p = d->params; p && rc == EML_OK; p = p->next) {
        if (is_long(p))
            find_in(cx, EML_E_DISPOSITION_LONG, p, 0, p->value.n);
        switch (p->name.n) {
        case 4:
            if (EML__IS(p->name, "size"))
                check_size(cx, p, EML_E_DISPOSITION_PARAM);
            break;
        case 9:
            if (EML__IS(p->name, "read-date"))
                rc = check_date(cx, p, EML_E_DISPOSITION_PARAM);
            break;
        case 13:
            if (EML__IS(p->name, "creation-date"))
                rc = check_date(cx, p, EML_E_DISPOSITION_PARAM);
            break;
        case 17:
            if (EML__IS(p->name, "modification-date"))
                rc = check_date(cx, p, EML_E_DISPOSITION_PARAM);
            break;
        default:
            break;
        }
    }
    return rc;
}
