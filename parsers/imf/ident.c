/* RFC 5322 section 3.6.7: received-token, also as used for identifiers without
 * brackets. */
#include "core/general.h"
#include "parsers/imf/ident.h"

#define ATOM (EML__ATEXT | EML__HIGH)

static bool
at_word(const eml__lex *x)
{
    return x->p != x->end && (eml__is(*x->p, ATOM) || *x->p == '"');
}

/* Atoms of ASCII with single dots between them, which are most of all tokens,
 * at once. False, nothing read, when the token begins with another thing. */
static inline bool
ascii_words(eml__lex *x, eml__ident *t)
{
    const uint8_t *p = x->p, *end = x->end;
    eml__ident_kind kind = EML__IDENT_ATOM;

    if (!EML__PLAIN)
        return false;
    if (p == end || !eml__is(*p, EML__ATEXT))
        return false;
    for (;;) {
        do
            p++;
        while (p != end && eml__is(*p, EML__ATEXT));
        if (end - p < 2 || *p != '.' || !eml__is(p[1], EML__ATEXT))
            break;
        kind = EML__IDENT_DOTTED;
        p++;
    }
    if (p != end && *p > 127)
        return false;
    t->kind = kind;
    x->p = p;
    return true;
}

/* An atom or a quoted-string. */
static int
word(eml__lex *x, eml__ident *t)
{
    unsigned seen = 0;

    if (*x->p == '"') {
        eml_span in;
        bool simple;

        t->quoted = true;
        return eml__quoted(x, &in, &simple);
    }
    while (x->p != x->end && eml__is(*x->p, ATOM))
        seen |= eml__cclass[*x->p++];
    t->high |= (seen & EML__HIGH) != 0;
    return EML_OK;
}

/* CFWS before the dot at x->p has been read: is there some behind it, too? */
static bool
dot_stands_alone(const eml__lex *x)
{
    eml__lex behind = *x;

    if (!eml__take(&behind, '.'))
        return false;
    return eml__cfws_begins(&behind);
}

/* The dot behind a word, if any, and CFWS around it; false when the token ends
 * here. */
static int
dot(eml__lex *x, eml__ident *t, const uint8_t **behind, bool *goes_on)
{
    bool gap = eml__cfws_begins(x);
    int rc;

    *behind = x->p;
    *goes_on = false;
    if (gap) {
        rc = eml__cfws(x, NULL);
        if (rc < 0 || !eml__at(x, '.') || !(t->in_angle || dot_stands_alone(x)))
            return rc;
        t->obs = true;
    }
    if (!eml__take(x, '.'))
        return EML_OK;
    t->kind = EML__IDENT_DOTTED;
    *behind = x->p;
    rc = eml__cfws(x, NULL);
    t->obs |= t->in_angle && x->p != *behind;
    *goes_on = (t->in_angle || gap || x->p == *behind) &&
               (at_word(x) || eml__at(x, '.'));
    t->trail_dot = !*goes_on;
    return rc;
}

/* word *([CFWS] "." [CFWS] word), with misplaced dots read, too. *behind is
 * where the CFWS after it begins. `begun`: ascii_words has read some. */
static int
dotted(eml__lex *x, eml__ident *t, bool begun, const uint8_t **behind)
{
    bool first = true, goes_on = true;

    for (; goes_on; first = begun = false) {
        int rc = EML_OK;

        if (begun)
            ;
        else if (at_word(x))
            rc = word(x, t);
        else if (first)
            t->lead_dot = true;
        else
            t->bad = true;
        if (rc == EML_OK)
            rc = dot(x, t, behind, &goes_on);
        if (rc < 0)
            return rc;
    }
    if (t->kind != EML__IDENT_DOTTED)
        t->kind = t->quoted ? EML__IDENT_QUOTED : EML__IDENT_ATOM;
    return EML_OK;
}

/* "@" domain */
static int
at_domain(eml__lex *x, eml__ident *t, const uint8_t **behind)
{
    eml__dom d;
    int rc;

    t->cfws_at |= *behind != x->p;
    t->at = x->p++;
    rc = eml__dom_read(x, &d);
    if (rc < 0)
        return rc;
    t->cfws_at |= d.from != t->at + 1;
    t->obs |= d.gap != NULL;
    t->bad |= d.bad_dot || !d.num_words;
    t->high |= !d.literal && !d.simple;
    *behind = d.num_words ? d.to : t->at + 1;
    return EML_OK;
}

/* local-part "@" domain, or one of them, up to CFWS that neither "." nor "@"
 * follows. */
static int
words(eml__lex *x, eml__ident *t, bool begun, const uint8_t **behind)
{
    int rc = dotted(x, t, begun, behind);

    if (rc < 0)
        return rc;
    if (!eml__at(x, '@')) {
        t->no_domain = t->quoted && t->kind == EML__IDENT_DOTTED;
        return EML_OK;
    }
    t->obs |= t->quoted && t->kind == EML__IDENT_DOTTED;
    t->kind = EML__IDENT_ADDRESS;
    t->bad |= t->trail_dot;
    t->trail_dot = false;
    t->bad_local = t->bad || t->lead_dot;
    return at_domain(x, t, behind);
}

/* obs-domain-list ":"    (RFC 5322 section 4.4)
 *
 * x->p at "@" or ",". What is none is bad. */
static int
obs_route(eml__lex *x, eml__ident *t)
{
    bool any = false, comma = true;

    for (;;) {
        const uint8_t *behind = x->p;
        int rc = EML_OK;

        if (eml__take(x, ',')) {
            comma = true;
        } else if (eml__at(x, '@')) {
            t->bad |= !comma;
            comma = false;
            any = true;
            rc = at_domain(x, t, &behind);
        } else {
            break;
        }
        if (rc == EML_OK)
            rc = eml__cfws(x, NULL);
        if (rc < 0)
            return rc;
    }
    t->route = any && eml__take(x, ':');
    t->bad |= !t->route;
    t->obs = t->cfws_at = false;
    t->at = NULL;
    return eml__cfws(x, NULL);
}

/* angle-addr or msg-id: "<" ... ">". What does not fit is passed over up to
 * ">"; a ";" or "<" before it ends the token. */
static int
angle(eml__lex *x, eml__ident *t)
{
    const uint8_t *behind = ++x->p;
    int rc = eml__cfws(x, NULL);

    t->in_angle = true;
    if (rc == EML_OK && (eml__at(x, '@') || eml__at(x, ',')))
        rc = obs_route(x, t);
    if (rc == EML_OK)
        rc = words(x, t, ascii_words(x, t), &behind);
    if (rc < 0)
        return rc;
    t->kind = EML__IDENT_ANGLE;
    t->bad |= !t->at || t->lead_dot;
    t->lead_dot = t->trail_dot = false;
    while (x->p != x->end && *x->p != '>' && *x->p != ';' && *x->p != '<') {
        t->bad = true;
        x->p++;
    }
    t->bad |= !eml__take(x, '>');
    t->to = x->p;
    return eml__cfws(x, NULL);
}

int
eml__ident_read(eml__lex *x, eml__ident *t)
{
    *t = (eml__ident){.from = x->p};
    if (ascii_words(x, t)) {
        t->to = x->p;
        if (x->end - x->p < 2 || *x->p != ' ' || !eml__is(x->p[1], EML__ATEXT))
            return words(x, t, true, &t->to);
        x->p++;
        return EML_OK;
    }
    if (*x->p == '<')
        return angle(x, t);
    if (*x->p == '[') {
        eml_span in;
        bool simple;
        int rc = eml__literal(x, &in, &simple);

        if (rc < 0)
            return rc;
        t->kind = EML__IDENT_LITERAL;
        t->to = x->p;
        return eml__cfws(x, NULL);
    }
    if (eml__is(*x->p, ATOM) || *x->p == '"' || *x->p == '.')
        return words(x, t, false, &t->to);
    t->kind = EML__IDENT_JUNK;
    t->bad = true;
    t->to = ++x->p;
    return eml__cfws(x, NULL);
}
