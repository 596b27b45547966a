/* RFC 5322 section 3.6.7: received-token, also as used for identifiers without
 * brackets. */
#include "parsers/imf/ident.h"

#define ATOM (EML__ATEXT | EML__HIGH)

/* word *([CFWS] "." [CFWS] word), with misplaced dots read, too. *behind is
 * where the CFWS after it begins. */
static int
dotted(eml__lex *x, eml__ident *t, const uint8_t **behind)
{
    bool word = false; /* the last token was one */
    unsigned num = 0, seen = 0;

    for (;;) {
        const uint8_t *at;
        int rc;

        if (x->p != x->end && !word && eml__is(*x->p, ATOM)) {
            do {
                seen |= eml__cclass[*x->p++];
            } while (x->p != x->end && eml__is(*x->p, ATOM));
            word = true;
        } else if (!word && eml__at(x, '"')) {
            eml_span in;
            bool simple;

            rc = eml__quoted(x, &in, &simple);
            if (rc < 0)
                return rc;
            t->quoted = word = true;
        } else if (eml__take(x, '.')) {
            t->bad |= !word;
            word = false;
            t->kind = EML__IDENT_DOTTED;
        } else {
            break;
        }
        num++;
        *behind = at = x->p;
        rc = eml__cfws(x, NULL);
        if (rc < 0)
            return rc;
        if (x->p == at)
            continue;
        if (!eml__at(x, '.') &&
            (word || x->p == x->end || !(eml__is(*x->p, ATOM) || *x->p == '"')))
            break;
        t->obs = true;
    }
    t->bad |= !word;
    t->high |= (seen & EML__HIGH) != 0;
    if (num == 1 && word)
        t->kind = t->quoted ? EML__IDENT_QUOTED : EML__IDENT_ATOM;
    return EML_OK;
}

/* "@" domain */
static int
at_domain(eml__lex *x, eml__ident *t, const uint8_t **behind)
{
    eml__dom d;
    int rc;

    t->obs |= *behind != x->p;
    t->at = x->p++;
    rc = eml__dom_read(x, &d);
    if (rc < 0)
        return rc;
    t->obs |= d.from != t->at + 1 || d.gap;
    t->bad |= d.bad_dot || !d.num_words;
    t->high |= !d.literal && !d.simple;
    *behind = d.num_words ? d.to : t->at + 1;
    return EML_OK;
}

/* local-part "@" domain, or one of them, up to CFWS that neither "." nor "@"
 * follows. */
static int
words(eml__lex *x, eml__ident *t, const uint8_t **behind)
{
    int rc = dotted(x, t, behind);

    if (rc < 0 || !eml__at(x, '@'))
        return rc;
    t->kind = EML__IDENT_ADDRESS;
    t->bad_local = t->bad;
    return at_domain(x, t, behind);
}

/* angle-addr or msg-id: "<" ... ">". What does not fit is passed over up to
 * ">"; a ";" or "<" before it ends the token. */
static int
angle(eml__lex *x, eml__ident *t)
{
    const uint8_t *behind = ++x->p;
    int rc = eml__cfws(x, NULL);

    t->kind = EML__IDENT_ANGLE;
    while (rc == EML_OK && (eml__at(x, '@') || eml__at(x, ','))) {
        /* obs-route */
        if (*x->p == '@')
            rc = at_domain(x, t, &behind);
        else
            x->p++;
        if (rc == EML_OK)
            rc = eml__cfws(x, NULL);
        if (rc == EML_OK && eml__take(x, ':')) {
            t->obs = true;
            rc = eml__cfws(x, NULL);
            break;
        }
    }
    t->at = NULL;
    if (rc == EML_OK)
        rc = words(x, t, &behind);
    if (rc < 0)
        return rc;
    t->kind = EML__IDENT_ANGLE;
    t->bad |= !t->at;
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
        return words(x, t, &t->to);
    t->kind = EML__IDENT_JUNK;
    t->bad = true;
    t->to = ++x->p;
    return eml__cfws(x, NULL);
}
