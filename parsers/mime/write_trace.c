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

int
eml__received_token(eml_cx *cx, eml_span *rest, eml_span *out)
{
    eml_cx aside = {.origin = rest->p,
                    .allow = EML_ALLOW_WILD,
                    .newline = cx->newline,
                    .arena = cx->arena,
                    .limits = cx->limits};
    eml_out token = {.arena = cx->arena};
    eml_comment *comments = NULL;
    eml__lex x = eml__lex_of(&aside, *rest, &comments);
    eml__ident t;
    int rc = eml__cfws(&x, NULL);

    if (rc == EML_OK && x.p == x.end)
        return EML_END;
    if (rc == EML_OK)
        rc = eml__ident_read(&x, &t);
    if (rc < 0)
        return rc == EML_E_NOMEM ? rc : EML_E_WRITE_VALUE;
    if (t.bad)
        return EML_E_WRITE_VALUE;
    *rest = eml__between(x.p, x.end);
    put_token(&token, t.from, t.to);
    *out = eml_out_view(&token);
    return token.full ? EML_E_NOMEM : EML_OK;
}

static const eml_span keyword[] = {
    [EML_RECEIVED_FROM] = {(const uint8_t *)"from", 4},
    [EML_RECEIVED_BY] = {(const uint8_t *)"by", 2},
    [EML_RECEIVED_VIA] = {(const uint8_t *)"via", 3},
    [EML_RECEIVED_WITH] = {(const uint8_t *)"with", 4},
    [EML_RECEIVED_ID] = {(const uint8_t *)"id", 2},
    [EML_RECEIVED_FOR] = {(const uint8_t *)"for", 3},
};

/* The name of a clause: its keyword when none is given. False when it is not
 * what it should be. */
static bool
clause_name(const eml__writer *w, const eml_received_clause *c, eml_span *name)
{
    *name = c->name.n ? c->name : EML_NONE;
    if (c->kind < EML_RECEIVED_OTHER) {
        if (name->n == 0)
            *name = keyword[c->kind];
        return eml_span_eq_fold(*name, keyword[c->kind]);
    }
    return eml__w_all(w, *name, EML__ATEXT);
}

static void
sep(eml__writer *w)
{
    if (w->out->n > w->start)
        eml__w_byte(w, ' ');
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
    if (s.n) {
        sep(w);
        eml__w_raw(w, s);
    }
    while ((rc = eml__received_token(w->cx, &rest, &s)) == EML_OK) {
        if (!eml__w_check(w, s))
            return;
        if (!eml__w_all(w, s, EML__VCHAR | EML__WSP))
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
 */
void
eml__w_received(eml__writer *w, const eml_received *r)
{
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
