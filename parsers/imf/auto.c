/* RFC 3834 section 5 and RFC 8058 section 5: Auto-Submitted and
 * List-Unsubscribe-Post. */
#include "eml/list.h"

#include "parsers/imf/imf_values.h"
#include "parsers/imf/lex.h"
#include "parsers/imf/strict.h"

/* "no", "auto-generated", "auto-replied" (RFC 3834), "auto-notified" (RFC
 * 5436), and what begins with "x-" */
static bool
is_known(eml_span v)
{
    if (v.n > 2 && eml__lower(v.p[0]) == 'x' && v.p[1] == '-')
        return true;
    return eml_span_eq_fold(v, EML_LIT("no")) ||
           eml_span_eq_fold(v, EML_LIT("auto-generated")) ||
           eml_span_eq_fold(v, EML_LIT("auto-replied")) ||
           eml_span_eq_fold(v, EML_LIT("auto-notified"));
}

/* What an attribute may be the name of, by its stars (RFC 2231 section 7). */
enum { NO_NAME, REGULAR, INITIAL, OTHER };

/*
 * regular-parameter-name = attribute [section]
 * extended-initial-name  = attribute [initial-section] "*"
 * extended-other-names   = attribute other-sections "*"
 */
static int
kind_of_name(eml_span name)
{
    const uint8_t *p = name.p, *end = p + name.n, *digits;

    while (p != end && eml__is(*p, EML__ATTR))
        p++;
    if (p == end)
        return REGULAR;
    if (p == name.p || *p != '*')
        return NO_NAME;
    for (digits = ++p; p != end && eml__is(*p, EML__DIGIT); p++)
        ;
    if (p - digits > 1 && *digits == '0')
        return NO_NAME;
    if (p == end)
        return p == digits ? INITIAL : REGULAR;
    if (p == digits || *p != '*' || p + 1 != end)
        return NO_NAME;
    return *digits == '0' ? INITIAL : OTHER;
}

/*
 * extended-initial-value = [charset] "'" [language] "'" extended-other-values
 * extended-other-values  = *(ext-octet / attribute-char)
 */
static bool
is_extended(eml_span v, bool initial)
{
    const uint8_t *p = v.p, *end = p + v.n, *from;

    if (initial) {
        while (p != end && eml__is(*p, EML__ATTR))
            p++;
        if (p == end || *p++ != '\'')
            return false;
        for (from = p; p != end && eml__is(*p, EML__ATTR); p++)
            ;
        if (p == end || *p != '\'')
            return false;
        if (p != from && !eml__is_language(eml__between(from, p)))
            return false;
        p++;
    }
    for (; p != end; p++)
        if (*p == '%') {
            if (end - p < 3 || !eml__is(p[1], EML__HEX) ||
                !eml__is(p[2], EML__HEX))
                return false;
            p += 2;
        } else if (!eml__is(*p, EML__ATTR)) {
            return false;
        }
    return true;
}

/*
 * parameter = attribute "=" value    (RFC 2045 section 5.1, RFC 2231 section 7)
 *
 * and CFWS behind it; false when it is none.
 */
static int
parameter(eml__lex *x, bool *good)
{
    eml_span s;
    bool simple;
    int rc, kind;

    *good = false;
    if (!eml__token(x, &s))
        return EML_OK;
    kind = kind_of_name(s);
    if (kind == NO_NAME)
        return EML_OK;
    rc = eml__cfws(x, NULL);
    if (rc < 0 || !eml__take(x, '='))
        return rc;
    rc = eml__cfws(x, NULL);
    if (rc < 0)
        return rc;
    if (eml__at(x, '"') && kind == REGULAR) {
        rc = eml__quoted(x, &s, &simple);
    } else {
        s = EML_NONE;
        if (!eml__token(x, &s) && kind != OTHER)
            return EML_OK;
        if (kind != REGULAR && !is_extended(s, kind == INITIAL))
            return EML_OK;
    }
    *good = true;
    return rc < 0 ? rc : eml__cfws(x, NULL);
}

/*
 * auto-submitted-field = "Auto-Submitted:" [CFWS] auto-submitted [CFWS] CRLF
 * auto-submitted       = ( "no" / "auto-generated" / "auto-replied" /
 *                        extension ) opt-parameter-list
 * opt-parameter-list   = *( [CFWS] ";" [CFWS] parameter )
 */
static int
read_auto(eml__lex *x, eml_auto_submitted *a)
{
    const uint8_t *from;
    int rc = eml__cfws(x, NULL);

    if (rc < 0)
        return rc;
    a->value = a->params = EML_NONE;
    if (!eml__token(x, &a->value))
        return eml_fail(x->cx, EML_E_AUTO_SUBMITTED, x->p, x->p != x->end);
    if (!is_known(a->value))
        (void)eml_find(x->cx, EML_E_AUTO_SUBMITTED_UNKNOWN, a->value.p,
                       a->value.n);
    rc = eml__cfws(x, NULL);
    if (rc < 0 || x->p == x->end)
        return rc;
    if (!eml__take(x, ';')) {
        (void)eml_find(x->cx, EML_E_TRAILING, x->p, (size_t)(x->end - x->p));
        return EML_OK;
    }
    from = x->p;
    a->params = eml__between(from, x->end);
    do {
        const uint8_t *at = x->p;
        bool good = false;

        rc = eml__cfws(x, NULL);
        if (rc == EML_OK)
            rc = parameter(x, &good);
        if (rc < 0)
            return rc;
        if (!good || (x->p != x->end && *x->p != ';')) {
            (void)eml_find(x->cx, EML_E_PARAM_SYNTAX, at,
                           (size_t)(x->end - at));
            break;
        }
    } while (eml__take(x, ';'));
    return EML_OK;
}

int
eml__auto_submitted(eml_cx *cx, eml_span in, eml_auto_submitted **out)
{
    eml_auto_submitted *a = eml_arena_get(cx->arena, sizeof *a);
    eml__lex x;
    int rc;

    if (!a)
        return EML_E_NOMEM;
    x = eml__lex_of(cx, in, &a->comments);
    rc = read_auto(&x, a);
    if (rc == EML_OK)
        *out = a;
    return rc;
}

int
eml_auto_submitted_parse(eml_cx *cx, eml_span in, eml_auto_submitted **out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_auto_submitted *a = NULL;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, eml__auto_submitted(cx, in, &a));
    if (rc == EML_OK)
        *out = a;
    return rc;
}

/*
 * list-unsubscribe-post = "List-Unsubscribe-Post:" 0*1WSP postarg CRLF
 * postarg               = "List-Unsubscribe=One-Click"
 */
int
eml__one_click(eml_cx *cx, eml_span in)
{
    eml_span arg = in;

    if (arg.n && eml__is(*arg.p, EML__WSP)) {
        arg.p++;
        arg.n--;
    }
    if (!eml_span_eq_fold(arg, EML_LIT("List-Unsubscribe=One-Click")))
        (void)eml_find(cx, EML_E_ONE_CLICK, in.p, in.n);
    return EML_OK;
}

int
eml_one_click_parse(eml_cx *cx, eml_span in)
{
    eml_diag earlier = eml__strict_begin(cx);

    eml_field_bytes(cx, in);
    return eml__strict_end(cx, earlier, eml__one_click(cx, in));
}
