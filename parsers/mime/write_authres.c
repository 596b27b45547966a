/* Writing Authentication-Results (RFC 8601 section 2.2, RFC 8617 section
 * 4.1.1). */
#include "parsers/auth/authres_int.h"
#include "parsers/mime/write_int.h"

static bool
is_token(eml_span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!eml__is(s.p[i], EML__TOKEN))
            return false;
    return s.n != 0;
}

/* value := token / quoted-string; `identity`: or what pvalue has besides;
 * `quote`: never as a token */
static void
value(eml__writer *w, const eml_text *t, bool identity, bool quote)
{
    eml_span s;

    if (!eml__w_get(w, t, &s) || !eml__w_no_word(w, s))
        return;
    if ((is_token(s) && !quote) ||
        (identity && eml__w_all(w, s, EML__VCHAR | EML__WSP) &&
         eml__is_identity(s)))
        eml__w_raw(w, s);
    else if (eml__w_can_quote(w, s))
        eml__w_quote(w, s);
    else
        eml__w_fail(w, EML_E_WRITE_VALUE);
}

static void
keyword(eml__writer *w, eml_span s)
{
    if (!eml__is_keyword(s))
        eml__w_fail(w, EML_E_WRITE_VALUE);
    else
        eml__w_raw(w, s);
}

static void
version(eml__writer *w, uint8_t before, eml_span digits)
{
    if (digits.n == 0)
        return;
    eml__w_byte(w, before);
    for (size_t i = 0; i < digits.n; i++)
        if (!eml__is(digits.p[i], EML__DIGIT))
            eml__w_fail(w, EML_E_WRITE_VALUE);
    eml__w_raw(w, digits);
}

/* Whether a "." ends the value: what stands behind would be more of it. */
static bool
ends_in_dot(eml__writer *w, const eml_text *t)
{
    eml_span s;

    return eml__w_get(w, t, &s) && s.n && s.p[s.n - 1] == '.';
}

static void
result(eml__writer *w, const eml_authres_result *r)
{
    eml__w_lit(w, "; ");
    keyword(w, r->method);
    version(w, '/', r->method_version);
    eml__w_byte(w, '=');
    keyword(w, r->result);
    eml__w_comments(w, r->comments);
    if (r->reason.present) {
        eml__w_lit(w, " reason=");
        value(w, &r->reason, false, false);
    }
    for (const eml_authres_prop *p = r->props; p; p = p->next) {
        eml__w_byte(w, ' ');
        keyword(w, p->ptype);
        eml__w_byte(w, '.');
        keyword(w, p->property);
        eml__w_byte(w, '=');
        value(w, &p->value, true, p->next && ends_in_dot(w, &p->value));
    }
}

void
eml__w_authres(eml__writer *w, const eml_authres *a, eml_field_id id)
{
    bool arc = id == EML_FIELD_ARC_AUTH_RESULTS;

    if (arc ? a->instance < 1 || a->instance > 50 : a->instance != 0)
        eml__w_fail(w, EML_E_WRITE_VALUE);
    if (arc) {
        eml__w_lit(w, "i=");
        eml_out_u64(w->out, a->instance, 1);
        eml__w_lit(w, "; ");
    }
    value(w, &a->authserv_id, false, false);
    version(w, ' ', a->version);
    eml__w_comments(w, a->comments);
    if (a->none != (a->first == NULL))
        eml__w_fail(w, EML_E_WRITE_VALUE);
    if (a->none)
        eml__w_lit(w, "; none");
    for (const eml_authres_result *r = a->first; r && w->rc == EML_OK;
         r = r->next)
        result(w, r);
}
