/* Writing dates and Received (RFC 5322 sections 3.3 and 3.6.7). */
#include "parsers/imf/ident.h"
#include "parsers/imf/lex.h"
#include "parsers/mime/write_int.h"

static bool
is_date(const eml_date *d)
{
    static const uint8_t days[12] = {31, 28, 31, 30, 31, 30,
                                     31, 31, 30, 31, 30, 31};
    bool leap = (d->year % 4 == 0 && d->year % 100 != 0) || d->year % 400 == 0;

    return d->year >= 1900 && d->month >= 1 && d->month <= 12 && d->day >= 1 &&
           d->day <= days[d->month - 1] + (leap && d->month == 2) &&
           d->hour <= 23 && d->minute <= 59 && d->second <= 60 &&
           d->offset_min <= 99 * 60 + 59 && d->offset_min >= -(99 * 60 + 59) &&
           (d->zone_known || d->offset_min == 0);
}

static void
two_digits(eml__writer *w, unsigned n)
{
    eml_out_u64(w->out, n, 2);
}

/*
 * date-time = [ day-of-week "," ] date time [CFWS]
 *
 * Always with the day of week, which is reckoned, and with seconds.
 */
void
eml__w_date(eml__writer *w, const eml_date *d)
{
    static const char name[] = "SunMonTueWedThuFriSat";
    static const char month[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    unsigned offset;

    if (!is_date(d)) {
        eml__w_fail(w, EML_E_WRITE_VALUE);
        return;
    }
    offset = (unsigned)(d->offset_min < 0 ? -d->offset_min : d->offset_min);
    eml__w_raw(w,
               (eml_span){(const uint8_t *)name +
                              3 * eml_date_day_name(d->year, d->month, d->day),
                          3});
    eml__w_lit(w, ", ");
    eml_out_u64(w->out, d->day, 1);
    eml__w_byte(w, ' ');
    eml__w_raw(w, (eml_span){(const uint8_t *)month + 3 * (d->month - 1u), 3});
    eml__w_byte(w, ' ');
    eml_out_u64(w->out, (uint64_t)d->year, 4);
    eml__w_byte(w, ' ');
    two_digits(w, d->hour);
    eml__w_byte(w, ':');
    two_digits(w, d->minute);
    eml__w_byte(w, ':');
    two_digits(w, d->second);
    eml__w_lit(w, " ");
    eml__w_byte(w, d->offset_min < 0 || !d->zone_known ? '-' : '+');
    two_digits(w, offset / 60);
    two_digits(w, offset % 60);
    eml__w_comments(w, d->comments);
}

/* ---- Received ------------------------------------------------------------ */

/* Appends the token [p, end) without the CFWS and folds in it. */
static void
put_token(eml_out *out, const uint8_t *p, const uint8_t *end)
{
    uint8_t inside = 0;

    while (p != end) {
        if (eml__is(*p, EML__NL) || (inside != '"' && eml__is(*p, EML__WSP))) {
            p++;
        } else if (!inside && *p == '(') {
            p = eml__past_cfws(p, end);
        } else {
            if (*p == '\\' && inside && end - p > 1)
                eml_out_byte(out, *p++);
            else if (!inside && (*p == '"' || *p == '['))
                inside = *p;
            else if (inside && *p == (inside == '[' ? ']' : '"'))
                inside = 0;
            eml_out_byte(out, *p++);
        }
    }
}

/* Reads one token; *rest is what follows it. EML_END when there is none. */
static int
read_token(eml_cx *cx, eml_span *rest, eml__ident *t)
{
    eml_cx aside = {.origin = rest->p,
                    .allow = EML_ALLOW_WILD,
                    .newline = cx->newline,
                    .arena = cx->arena,
                    .limits = cx->limits};
    eml_comment *comments = NULL;
    eml__lex x = eml__lex_of(&aside, *rest, &comments);
    int rc = eml__cfws(&x, NULL);

    if (rc == EML_OK && x.p == x.end)
        return EML_END;
    if (rc == EML_OK)
        rc = eml__ident_read(&x, t);
    if (rc < 0)
        return rc == EML_E_NOMEM ? rc : EML_E_WRITE_VALUE;
    *rest = eml__between(x.p, x.end);
    return t->bad ? EML_E_WRITE_VALUE : EML_OK;
}

/* What only the obsolete grammar has. */
static bool
has_fault(const eml__ident *t)
{
    return t->obs || t->route || t->lead_dot || t->trail_dot || t->cfws_at;
}

int
eml__received_token(eml_cx *cx, eml_span *rest, eml_span *out)
{
    eml_out token = {.arena = cx->arena};
    eml_span again;
    eml__ident t;
    int rc = read_token(cx, rest, &t);

    if (rc != EML_OK)
        return rc;
    put_token(&token, t.from, t.to);
    if (token.full)
        return EML_E_NOMEM;
    *out = again = eml_out_view(&token);
    if (!has_fault(&t))
        return EML_OK;
    rc = read_token(cx, &again, &t); /* without the CFWS, too? */
    return rc == EML_OK && (has_fault(&t) || again.n) ? EML_E_WRITE_VALUE : rc;
}

static const eml_span keyword[] = {
    [EML_RECEIVED_FROM] = {(const uint8_t *)"from", 4},
    [EML_RECEIVED_BY] = {(const uint8_t *)"by", 2},
    [EML_RECEIVED_VIA] = {(const uint8_t *)"via", 3},
    [EML_RECEIVED_WITH] = {(const uint8_t *)"with", 4},
    [EML_RECEIVED_ID] = {(const uint8_t *)"id", 2},
    [EML_RECEIVED_FOR] = {(const uint8_t *)"for", 3},
};

eml_span
eml__received_name(const eml_received_clause *c)
{
    if (c->name.n)
        return c->name;
    return c->kind < EML_RECEIVED_OTHER ? keyword[c->kind] : EML_NONE;
}

/* False when the name of a clause is not what it should be. */
static bool
clause_name(const eml__writer *w, const eml_received_clause *c, eml_span *name)
{
    *name = eml__received_name(c);
    if (c->kind < EML_RECEIVED_OTHER)
        return eml_span_eq_fold(*name, keyword[c->kind]);
    return eml__w_all(w, *name, EML__ATEXT);
}

static void
sep(eml__writer *w)
{
    if (w->out->n > w->start)
        eml__w_byte(w, ' ');
}

/* A value is kept as it came: line ends in it are folds, or it is not
 * written. */
static bool
check_folds(eml__writer *w, eml_span s)
{
    const uint8_t *p = s.p, *end = s.p + s.n;

    for (; p != end; p++) {
        size_t n = eml__is(*p, EML__NL) ? eml__fold(p, end) : 0;

        if (eml__is(*p, EML__NL) && n == 0)
            eml__w_fail(w, EML_E_WRITE_LINE);
        else if (*p == 0)
            eml__w_fail(w, EML_E_WRITE_NUL);
        p += n;
    }
    return w->rc == EML_OK;
}

static void
clause(eml__writer *w, const eml_received_clause *c)
{
    eml_span s, rest = c->value.n ? c->value : EML_NONE;
    int rc;

    if (!clause_name(w, c, &s) || (s.n == 0 && rest.n == 0)) {
        eml__w_fail(w, EML_E_WRITE_VALUE);
        return;
    }
    if (!check_folds(w, rest) || !eml__w_check(w, s) || !eml__w_no_word(w, s))
        return;
    if (s.n) {
        sep(w);
        eml__w_raw(w, s);
    }
    while ((rc = eml__received_token(w->cx, &rest, &s)) == EML_OK) {
        if (!eml__w_check(w, s))
            return;
        if (!eml__w_all(w, s, EML__VCHAR | EML__WSP) || !eml__w_no_word(w, s))
            eml__w_fail(w, EML_E_WRITE_VALUE);
        sep(w);
        eml__w_raw(w, s);
    }
    if (rc < 0)
        eml__w_fail(w, rc);
    eml__w_comments(w, c->comments);
}

/*
 * received = "Received:" *received-token ";" date-time
 *
 * "An 'encoded-word' MUST NOT be used in a Received header field" (RFC 2047
 * section 5).
 */
void
eml__w_received(eml__writer *w, const eml_received *r)
{
    w->no_words = true;
    eml__w_comments(w, r->comments);
    for (const eml_received_clause *c = r->first; c && w->rc == EML_OK;
         c = c->next)
        clause(w, c);
    if (!r->has_date) {
        eml__w_fail(w, EML_E_WRITE_VALUE);
        return;
    }
    eml__w_lit(w, "; ");
    eml__w_date(w, &r->date);
}
