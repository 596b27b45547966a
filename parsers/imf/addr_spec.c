/* RFC 5322 sections 3.4.1 and 4.4: addr-spec and angle-addr. */
#include "core/arena_int.h"
#include "parsers/imf/addr_int.h"

#define ATOM (EML__ATEXT | EML__HIGH)

/* The inside of a quoted-string is a dot-atom-text once quoting is undone. */
static bool
is_dot_atom(eml_span q)
{
    bool dot = true;

    for (size_t i = 0; i < q.n; i++) {
        if (q.p[i] == '\\' && i + 1 < q.n)
            i++;
        if (q.p[i] == '.') {
            if (dot)
                return false;
            dot = true;
        } else if (eml__is(q.p[i], ATOM)) {
            dot = false;
        } else {
            return false;
        }
    }
    return !dot;
}

/* What RFC 5321 section 4.1.2 and RFC 5322 section 3.4.1 say of a local-part
 * that is a quoted-string. */
static void
quoted_local(eml__lex *x, eml_span q)
{
    if (is_dot_atom(q))
        (void)eml_find(x->cx, EML_E_ADDR_LOCAL_QUOTED, q.p - 1, q.n + 2);
    for (size_t i = 0; i < q.n; i++) {
        if (!eml__is(q.p[i], EML__CTL | EML__NL) && q.p[i] != '\t')
            continue;
        (void)eml_find(x->cx, EML_E_ADDR_LOCAL_FORM, q.p - 1, q.n + 2);
        break;
    }
}

/*
 * local-part     = dot-atom / quoted-string / obs-local-part
 * obs-local-part = word *("." word)
 */
int
eml__local(eml__lex *x, const eml__run *r, eml_text *out)
{
    size_t n = (size_t)(r->to - r->from);
    const uint8_t *bad = r->special, *dot = r->bad_dot;
    bool quoted = r->num_quoted && r->num_words == 1 && !r->dot;

    if (!bad || (r->bad_word && r->bad_word < bad))
        bad = r->bad_word;
    if (bad)
        return eml_fail(x->cx, EML_E_ADDR_LOCAL, bad, 1);
    if (!dot && r->last == EML__RUN_DOT)
        dot = r->to - 1;
    if (dot)
        (void)eml_find(x->cx, EML_E_ATOM_DOT, dot, 1);
    if (r->gap || (r->num_quoted && !quoted))
        (void)eml_find(x->cx, EML_E_ADDR_LOCAL_OBS, r->from, n);
    if (r->octets > 64)
        (void)eml_find(x->cx, EML_E_ADDR_LOCAL_64, r->from, n);
    if (r->word)
        eml__words_misplaced(x, eml__between(r->word, r->to), EML_E_WORD_PLACE);
    if (quoted) {
        quoted_local(x, r->quoted);
        eml__text_set(out, r->quoted.p, r->quoted.p + r->quoted.n,
                      EML_TEXT_QUOTED, r->simple);
    } else {
        eml__text_set(out, r->from, r->to, EML_TEXT_WORDS,
                      !r->gap && !r->num_quoted && !r->high);
    }
    return EML_OK;
}

/*
 * domain     = dot-atom / domain-literal / obs-domain
 * obs-domain = atom *("." atom)
 */
int
eml__dom_read(eml__lex *x, eml__dom *d)
{
    const uint8_t *gap = NULL;
    unsigned seen = 0;
    int rc = eml__cfws(x, NULL);

    if (rc < 0)
        return rc;
    *d = (eml__dom){.from = x->p, .to = x->p, .simple = true};
    if (eml__at(x, '[')) {
        eml_span in;

        rc = eml__literal(x, &in, &d->simple);
        if (rc < 0)
            return rc;
        d->literal = true;
        d->num_words = 1;
        d->octets = in.n;
        d->to = x->p;
        return eml__cfws(x, NULL);
    }
    while (x->p != x->end) {
        const uint8_t *at = x->p, *p = at;

        if (eml__is(*p, ATOM)) {
            if (d->last == EML__RUN_WORD)
                break;
            do {
                seen |= eml__cclass[*p++];
            } while (p != x->end && eml__is(*p, ATOM));
            x->p = p;
            d->last = EML__RUN_WORD;
            d->num_words++;
        } else if (*p == '.') {
            if (d->last != EML__RUN_WORD && !d->bad_dot)
                d->bad_dot = p;
            d->last = EML__RUN_DOT;
            x->p++;
        } else if (eml__cfws_begins(x)) {
            rc = eml__cfws(x, NULL);
            if (rc < 0)
                return rc;
            if (x->p == at)
                break;
            gap = at;
            continue;
        } else {
            break;
        }
        d->octets += (size_t)(x->p - at);
        d->to = x->p;
        if (gap && !d->gap)
            d->gap = gap;
        gap = NULL;
    }
    if (d->last == EML__RUN_DOT && !d->bad_dot)
        d->bad_dot = d->to - 1;
    d->simple = !d->gap && !(seen & EML__HIGH);
    return EML_OK;
}

int
eml__domain(eml__lex *x, const eml__dom *d, bool smtp, eml_text *out)
{
    eml_span all = eml__between(d->from, d->to);

    if (!d->num_words)
        return eml_fail(x->cx, EML_E_ADDR_DOMAIN_EMPTY, d->from, all.n);
    if (d->bad_dot)
        (void)eml_find(x->cx, EML_E_ATOM_DOT, d->bad_dot, 1);
    if (d->gap)
        (void)eml_find(x->cx, EML_E_ADDR_DOMAIN_OBS, all.p, all.n);
    eml__text_set(out, d->from, d->to,
                  d->literal ? EML_TEXT_LITERAL : EML_TEXT_WORDS, d->simple);
    if (!d->gap) /* with gaps there may be comments */
        eml__words_misplaced(x, all, EML_E_WORD_PLACE);
    if (!smtp)
        return EML_OK;
    if (d->octets > 255)
        (void)eml_find(x->cx, EML_E_ADDR_DOMAIN_255, all.p, all.n);
    if (d->literal)
        eml__address_literal(x->cx, all);
    else
        eml__labels(x->cx, all);
    return EML_OK;
}

/*
 * addr-spec = local-part "@" domain
 */
int
eml__addr_spec(eml__lex *x, const eml__run *r, const uint8_t *at,
               const eml__dom *d, eml_mailbox *m)
{
    int rc;

    if (r->from == at)
        return eml_fail(x->cx, EML_E_ADDR_LOCAL_EMPTY, at, 1);
    rc = eml__local(x, r, &m->local);
    if (rc < 0)
        return rc;
    rc = eml__domain(x, d, true, &m->domain);
    if (rc < 0)
        return rc;
    if (r->to != at || d->from != at + 1) {
        m->cfws = true;
        (void)eml_find(x->cx, EML_E_ADDR_CFWS_AT, at, 1);
    }
    if (r->gap || d->gap)
        m->cfws = true;
    if (r->octets + 1 + d->octets > 254)
        (void)eml_find(x->cx, EML_E_ADDR_PATH_254, r->from,
                       (size_t)(d->to - r->from));
    return EML_OK;
}

/*
 * obs-route       = obs-domain-list ":"
 * obs-domain-list = *(CFWS / ",") "@" domain *("," [CFWS] ["@" domain])
 *
 * x->p at the first "@" or ",".
 */
static int
route(eml__lex *x, const eml_span **out)
{
    const uint8_t *from = x->p;
    bool any = false;
    eml_text ignored;
    eml_span *all;
    int rc;

    for (;;) {
        eml__dom d;

        rc = eml__cfws(x, NULL);
        if (rc < 0)
            return rc;
        if (eml__take(x, ','))
            continue;
        if (!eml__take(x, '@'))
            break;
        any = true;
        rc = eml__dom_read(x, &d);
        if (rc == EML_OK)
            rc = eml__domain(x, &d, false, &ignored);
        if (rc < 0)
            return rc;
        if (!eml__at(x, ','))
            break;
    }
    if (!any || !eml__take(x, ':'))
        return eml_fail(x->cx, EML_E_ADDR_LOCAL_EMPTY, from, 1);
    all = eml__arena_node(x->cx->arena, sizeof *all);
    if (!all)
        return EML_E_NOMEM;
    *out = all;
    *all = eml__between(from, x->p);
    (void)eml_find(x->cx, EML_E_ADDR_ROUTE, all->p, all->n);
    return eml__cfws(x, NULL);
}

/* Without ">" the reading is clear where the next address or nothing follows.
 */
static bool
angle_may_end(const eml__lex *x)
{
    return x->p == x->end || *x->p == '>' || *x->p == ',' || *x->p == ';';
}

static int
angle_end(eml__lex *x, const uint8_t *open)
{
    if (eml__take(x, '>'))
        return EML_OK;
    if (!angle_may_end(x))
        return eml_fail(x->cx, EML_E_ADDR_TRAILING, x->p, 1);
    (void)eml_find(x->cx, EML_E_ADDR_ANGLE_OPEN, open, 1);
    return EML_OK;
}

/* An angle-addr with anything that eml__plain_addr_spec does not take. */
static int
other_angle(eml__lex *x, const uint8_t *open, int no_at, eml_mailbox *m)
{
    const uint8_t *at;
    eml__run r = {0};
    eml__dom d;
    int rc = eml__cfws(x, &m->cfws);

    if (rc < 0)
        return rc;
    if (eml__take(x, '>')) {
        (void)eml_find(x->cx, EML_E_ADDR_ANGLE_EMPTY, open,
                       (size_t)(x->p - open));
        return EML_OK;
    }
    if (eml__at(x, '@') || eml__at(x, ',')) {
        rc = route(x, &m->route);
        if (rc < 0)
            return rc;
    }
    rc = eml__run_read(x, &r);
    if (rc < 0)
        return rc;
    if (r.from == r.to && !eml__at(x, '@')) {
        if (x->p == x->end)
            return eml_fail(x->cx, EML_E_ADDR_ANGLE_OPEN, open, 1);
        return eml_fail(x->cx, EML_E_ATOM_EMPTY, x->p, 1);
    }
    if (eml__at(x, '@')) {
        at = x->p++;
        rc = eml__dom_read(x, &d);
        if (rc == EML_OK)
            rc = eml__addr_spec(x, &r, at, &d, m);
        if (rc == EML_OK && x->p != d.to)
            m->cfws = true;
    } else if (angle_may_end(x)) {
        rc = eml__local(x, &r, &m->local);
        if (rc == EML_OK)
            (void)eml_find(x->cx, no_at, r.from, (size_t)(r.to - r.from));
    } else {
        rc = eml_fail(x->cx, EML_E_ADDR_LOCAL, x->p, 1);
    }
    if (rc < 0)
        return rc;
    return angle_end(x, open);
}

/*
 * angle-addr     = [CFWS] "<" addr-spec ">" [CFWS] / obs-angle-addr
 * obs-angle-addr = [CFWS] "<" obs-route addr-spec ">" [CFWS]
 */
int
eml__angle(eml__lex *x, int no_at, eml_mailbox *m)
{
    const uint8_t *open = x->p++;

    if (!eml__plain_addr_spec(x, '>', m))
        return other_angle(x, open, no_at, m);
    x->p++;
    return EML_OK;
}
