/* Writing the fields of lists and automatic mail: RFC 2369, 2919, 3834, 5064,
 * 8058. */
#include "parsers/mime/mime_values.h"
#include "parsers/mime/write_int.h"

#include <string.h>

/*
 * URI    = scheme ":" hier-part [ "?" query ] [ "#" fragment ]
 * scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )    (RFC 3986)
 */
static bool
is_url(eml_span s)
{
    size_t i = 0;

    if (s.n == 0 || !eml__is(s.p[0], EML__ALPHA))
        return false;
    while (i < s.n && (eml__is(s.p[i], EML__ALPHA | EML__DIGIT) ||
                       s.p[i] == '+' || s.p[i] == '-' || s.p[i] == '.'))
        i++;
    return i < s.n && s.p[i] == ':' && eml__w_is_uri(s);
}

/* "There MUST be no whitespace within the angle brackets" (RFC 2369 section
 * 2): a long one stays long. */
static void
url(eml__writer *w, eml_span s)
{
    if (!is_url(s) || !eml__w_no_word(w, s))
        eml__w_fail(w, EML_E_WRITE_VALUE);
    eml__w_byte(w, '<');
    eml__w_raw(w, s);
    eml__w_byte(w, '>');
}

void
eml__w_list_urls(eml__writer *w, const eml_list_urls *l, eml_field_id id)
{
    eml_span s;

    bool archived = id == EML_FIELD_ARCHIVED_AT; /* RFC 5064: one, no CFWS */

    if (l->no ? l->first || id != EML_FIELD_LIST_POST
              : !l->first || (archived && (l->first->next || l->comments)))
        eml__w_fail(w, EML_E_WRITE_VALUE);
    if (l->no)
        eml__w_lit(w, "NO");
    for (const eml_list_url *u = l->first; u && w->rc == EML_OK; u = u->next) {
        if (u != l->first)
            eml__w_lit(w, ", ");
        if (eml__w_get(w, &u->text, &s))
            url(w, s);
    }
    eml__w_comments(w, l->comments);
}

/*
 * list-id-header = "List-ID:" [phrase] "<" list-id ">"
 *
 * It "does not allow free insertion of white space and comments" (RFC 2919
 * section 3): a comment can only be the end of the phrase.
 */
void
eml__w_list_id(eml__writer *w, const eml_list_id *l)
{
    eml_span s;

    if (l->name.present && eml__w_get(w, &l->name, &s))
        eml__w_phrase(w, s, false);
    else if (l->comments)
        eml__w_fail(w, EML_E_WRITE_VALUE);
    eml__w_comments(w, l->comments);
    if (l->name.present)
        eml__w_byte(w, ' ');
    eml__w_byte(w, '<');
    if (!l->id.present || w->rc < 0 || !eml__w_get(w, &l->id, &s)) {
        eml__w_fail(w, EML_E_WRITE_VALUE);
        return;
    }
    if (s.n > 255 || !memchr(s.p, '.', s.n) || !eml__w_is_dot_atom(w, s) ||
        !eml__w_no_word(w, s))
        eml__w_fail(w, EML_E_WRITE_VALUE);
    eml__w_raw(w, s);
    eml__w_byte(w, '>');
}

/* What RFC 3834 and RFC 5436 name, and private ones. */
static bool
is_submitted(eml_span v)
{
    if (v.n > 2 && eml__lower(v.p[0]) == 'x' && v.p[1] == '-')
        return true;
    return eml_span_eq_fold(v, EML_LIT("no")) ||
           eml_span_eq_fold(v, EML_LIT("auto-generated")) ||
           eml_span_eq_fold(v, EML_LIT("auto-replied")) ||
           eml_span_eq_fold(v, EML_LIT("auto-notified"));
}

int
eml__auto_params(eml_cx *cx, eml_span raw, eml_param **out)
{
    uint8_t *p = eml_arena_raw(cx->arena, raw.n + 1);
    eml_cx aside = {.origin = p,
                    .allow = EML_ALLOW_WILD,
                    .newline = cx->newline,
                    .arena = cx->arena,
                    .limits = cx->limits,
                    .charsets = cx->charsets};
    int rc;

    if (!p)
        return EML_E_NOMEM;
    p[0] = ';';
    memcpy(p + 1, raw.p, raw.n);
    rc = eml__params(&aside, (eml_span){p, raw.n + 1}, NULL, out);
    if (rc == EML_E_NOMEM)
        return rc;
    return rc < 0 || aside.err.code ? EML_E_WRITE_VALUE : EML_OK;
}

/*
 * auto-submitted     = ( "no" / "auto-generated" / "auto-replied" / extension )
 *                      opt-parameter-list
 * opt-parameter-list = *( [CFWS] ";" [CFWS] parameter )
 *
 * The parameters are kept as they came; they are read to be written. Comments
 * among them are in a->comments.
 */
void
eml__w_auto_submitted(eml__writer *w, const eml_auto_submitted *a)
{
    eml_param *params = NULL;
    int rc;

    if (!is_submitted(a->value))
        eml__w_fail(w, EML_E_WRITE_VALUE);
    for (size_t i = 0; i < a->value.n; i++)
        if (!eml__is(a->value.p[i], EML__TOKEN))
            eml__w_fail(w, EML_E_WRITE_VALUE);
    eml__w_raw(w, a->value);
    if (a->params.n && w->rc == EML_OK) {
        rc = eml__auto_params(w->cx, a->params, &params);
        if (rc < 0)
            eml__w_fail(w, rc);
        eml__w_params(w, params, false);
    }
    eml__w_comments(w, a->comments);
}
