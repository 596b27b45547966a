/* The values in Authentication-Results (RFC 8601 section 2.2): tokens,
 * quoted-strings, mail identities, domain names. */
#include "core/arena_int.h"
#include "parsers/auth/authres_int.h"

static bool
is_word(uint8_t c)
{
    return eml__is(c, EML__ALPHA | EML__DIGIT) || c == '-';
}

bool
eml__is_keyword(eml_span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_word(s.p[i]))
            return false;
    return s.n && s.p[s.n - 1] != '-';
}

/*
 * sub-domain = Let-dig [Ldh-str] / U-label    (RFC 5321 4.1.2, RFC 6531 3.3)
 */
static const uint8_t *
sub_domain(const uint8_t *p, const uint8_t *end)
{
    const uint8_t *from = p, *last = NULL;
    bool high = false;

    for (; p != end && (is_word(*p) || eml__is(*p, EML__HIGH)); p++) {
        high |= eml__is(*p, EML__HIGH);
        if (*p != '-' || high)
            last = p + 1;
    }
    if (high)
        return p;
    return last && *from != '-' ? last : NULL;
}

size_t
eml__domain_name(const uint8_t *p, const uint8_t *end)
{
    const uint8_t *from = p;
    unsigned labels = 0;

    for (;;) {
        const uint8_t *to = p == end ? NULL : sub_domain(p, end);

        if (!to)
            return labels > 1 ? (size_t)(p - 1 - from) : 0;
        labels++;
        p = to;
        if (p == end || *p != '.')
            return labels > 1 ? (size_t)(p - from) : 0;
        p++;
    }
}

/* "a"@example.org, @example.org */
bool
eml__is_identity(eml_span s)
{
    eml_cx aside = {.origin = s.p, .allow = EML_ALLOW_NONE};
    eml__lex x = eml__lex_of(&aside, s, NULL);
    eml_span part;
    bool simple;
    size_t n;

    if (eml__at(&x, '"')) {
        if (eml__quoted(&x, &part, &simple) < 0 || !eml__at(&x, '@'))
            return false;
    } else if (!eml__at(&x, '@')) {
        if (!eml__dot_atom(&x, &part) || !eml__at(&x, '@'))
            x.p = x.begin; /* a domain alone */
    }
    (void)eml__take(&x, '@');
    n = eml__domain_name(x.p, x.end);
    return n && x.p + n == x.end && !aside.num_diags;
}

/* The finding `code` for the rest of what stands from `from` on. */
int
eml__authres_found(eml__lex *x, int code, const uint8_t *from)
{
    const uint8_t *to = x->p > from ? x->p : from;

    if (to == from && to != x->end)
        to++;
    (void)eml_find(x->cx, code, from, (size_t)(to - from));
    return EML__AUTHRES_SKIP;
}

/* Up to the next ";" that is not quoted nor in a comment. */
int
eml__authres_skip(eml__lex *x)
{
    while (x->p != x->end && *x->p != ';') {
        const uint8_t *at = x->p;
        eml_span in;
        bool simple;
        int rc = *at == '"' ? eml__quoted(x, &in, &simple) : eml__cfws(x, NULL);

        if (rc < 0)
            return rc;
        if (x->p == at)
            x->p++;
    }
    return EML_OK;
}

static void
plain(eml_text *out, const uint8_t *from, const uint8_t *to)
{
    unsigned seen = 0;

    for (const uint8_t *p = from; p != to; p++)
        seen |= eml__cclass[*p];
    *out = (eml_text){.raw = eml__between(from, to),
                      .form = EML_TEXT_PLAIN,
                      .present = true,
                      .simple = !(seen & EML__HIGH)};
}

static int
quoted(eml__lex *x, eml_text *out)
{
    *out =
        (eml_text){.raw = EML_NONE, .form = EML_TEXT_QUOTED, .present = true};
    return eml__quoted(x, &out->raw, &out->simple);
}

/*
 * value := token / quoted-string    (RFC 2045 section 5.1, RFC 6532)
 *
 * and, with the finding `code`, anything else up to CFWS, ";" or the end.
 */
int
eml__authres_value(eml__lex *x, eml_text *out, int code)
{
    const uint8_t *from = x->p, *p = from;

    if (eml__at(x, '"'))
        return quoted(x, out);
    while (p != x->end && eml__is(*p, EML__TOKEN))
        p++;
    x->p = p;
    if (p != from && eml__authres_ends(x)) {
        plain(out, from, p);
        return EML_OK;
    }
    while (!eml__authres_ends(x))
        x->p++;
    plain(out, from, x->p);
    return eml__authres_found(x, code, from);
}

/* digits, or n 0 */
eml_span
eml__authres_digits(eml__lex *x)
{
    const uint8_t *from = x->p;

    while (x->p != x->end && eml__is(*x->p, EML__DIGIT))
        x->p++;
    return eml__between(from, x->p);
}

eml_span
eml__authres_keyword(eml__lex *x)
{
    const uint8_t *from = x->p;

    while (x->p != x->end && is_word(*x->p))
        x->p++;
    return eml__between(from, x->p);
}

/* ---- property values ------------------------------------------------------
 */

/* What a pvalue is shows at the "@" behind its local-part: looks for one
 * without findings.
 *
 * local-part     = dot-atom / quoted-string / obs-local-part
 * obs-local-part = word *("." word)
 */
static bool
is_address(const eml__lex *from)
{
    eml_cx aside = *from->cx;
    eml__lex x = *from;

    aside.diags = NULL;
    aside.diags_cap = 0;
    x.cx = &aside;
    x.comments = NULL;
    x.no_words = true;
    do {
        eml_span word;
        bool simple;

        if (eml__cfws(&x, NULL) < 0)
            return false;
        if (eml__at(&x, '"')) {
            if (eml__quoted(&x, &word, &simple) < 0)
                return false;
        } else if (!eml__atom(&x, &word)) {
            return false;
        }
        if (eml__cfws(&x, NULL) < 0)
            return false;
    } while (eml__take(&x, '.'));
    return eml__at(&x, '@');
}

/* The local-part before the "@"; *obs: as only obs-local-part has it. */
static int
local_part(eml__lex *x, eml_text *out, bool *obs)
{
    const uint8_t *from = x->p, *to;
    unsigned words = 0, quotes = 0;
    bool gap = false, was, simple;
    eml_span inside = EML_NONE, atom;
    int rc;

    do {
        rc = eml__cfws(x, &was);
        gap |= was && words;
        if (rc == EML_OK && eml__at(x, '"')) {
            rc = eml__quoted(x, &inside, &simple);
            quotes++;
        } else {
            (void)eml__atom(x, &atom);
        }
        words++;
        to = x->p;
        if (rc == EML_OK)
            rc = eml__cfws(x, &was);
        if (rc < 0)
            return rc;
        gap |= was && eml__at(x, '.');
    } while (eml__take(x, '.'));
    *obs = gap || (quotes && words > 1);
    *out = (eml_text){.present = true};
    if (quotes == 1 && words == 1) {
        out->form = EML_TEXT_QUOTED;
        out->raw = inside;
    } else {
        out->form = EML_TEXT_WORDS;
        out->raw = eml__between(from, to);
    }
    return EML_OK;
}

/* Whether `s` is dot-atom-text. */
static bool
is_dot_atom(eml_cx *cx, eml_span s)
{
    eml__lex x = eml__lex_of(cx, s, NULL);
    eml_span all;

    return eml__dot_atom(&x, &all) && x.p == x.end;
}

/* local "@" domain as one text, in the arena. */
static int
join(eml_cx *cx, const eml_text *local, eml_span domain, eml_text *out)
{
    eml_out o = {.arena = cx->arena};
    eml_span s;
    int rc = eml_text_get(cx, local, &s);

    if (rc < 0)
        return rc;
    if (is_dot_atom(cx, s)) {
        eml_out_span(&o, s);
    } else {
        eml_out_byte(&o, '"');
        for (size_t i = 0; i < s.n; i++) {
            if (s.p[i] == '"' || s.p[i] == '\\')
                eml_out_byte(&o, '\\');
            eml_out_byte(&o, s.p[i]);
        }
        eml_out_byte(&o, '"');
    }
    eml_out_byte(&o, '@');
    eml_out_span(&o, domain);
    if (o.full)
        return EML_E_NOMEM;
    plain(out, o.p, o.p + o.n);
    return EML_OK;
}

/* [ local-part ] "@" domain-name */
static int
address(eml__lex *x, eml_text *out)
{
    const uint8_t *from = x->p, *domain;
    eml_text local = {.raw = EML_NONE};
    bool obs = false;
    size_t n;
    int rc = EML_OK;

    if (!eml__at(x, '@'))
        rc = local_part(x, &local, &obs);
    if (rc < 0)
        return rc;
    if (obs)
        (void)eml_find(x->cx, EML_E_ADDR_LOCAL_OBS, from,
                       (size_t)(x->p - from));
    domain = ++x->p;
    n = eml__domain_name(domain, x->end);
    x->p += n;
    if (n == 0) {
        while (!eml__authres_ends(x))
            x->p++;
        (void)eml__authres_found(x, EML_E_AUTHRES_VALUE, domain);
    }
    if (!local.present) {
        plain(out, from, x->p);
        return EML_OK;
    }
    return join(x->cx, &local, eml__between(domain, x->p), out);
}

/*
 * pvalue = [CFWS] ( value / [ [ local-part ] "@" ] domain-name ) [CFWS]
 *
 * What begins another property directly behind it is AUTHRES_JOINED.
 */
int
eml__authres_pvalue(eml__lex *x, eml_text *out)
{
    const uint8_t *from, *to;
    size_t n;
    int rc = eml__cfws(x, NULL);

    if (rc < 0)
        return rc;
    from = x->p;
    n = x->p == x->end ? 0 : eml__domain_name(from, x->end);
    if (eml__at(x, '@') || is_address(x)) {
        rc = address(x, out);
        if (rc < 0)
            return rc;
    } else if (eml__at(x, '"')) {
        rc = quoted(x, out);
        return rc < 0 ? rc : eml__cfws(x, NULL);
    } else {
        while (x->p != x->end && eml__is(*x->p, EML__TOKEN))
            x->p++;
        if (x->p < from + n)
            x->p = from + n;
        plain(out, from, x->p);
    }
    if (!eml__authres_ends(x) || x->p == from) {
        /* "=" or "." of a property that no white space sets apart */
        bool joined = x->p != from && (eml__at(x, '=') || eml__at(x, '.'));
        int code = joined ? EML_E_AUTHRES_JOINED : EML_E_AUTHRES_VALUE;

        if (out->raw.p == from) {
            while (!eml__authres_ends(x))
                x->p++;
            plain(out, from, x->p);
        }
        rc = eml__authres_found(x, code, from);
        return rc;
    }
    to = x->p;
    rc = eml__cfws(x, NULL);
    if (rc == EML_OK && (eml__at(x, '.') || eml__at(x, '=') ||
                         (to[-1] == '.' && x->p != x->end && *x->p != ';')))
        return eml__authres_found(x, EML_E_AUTHRES_JOINED, from);
    return rc;
}
