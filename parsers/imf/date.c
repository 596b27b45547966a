/* RFC 5322 sections 3.3 and 4.3: date-time. */
#include "eml/date.h"

#include "parsers/imf/date_int.h"
#include "parsers/imf/imf_values.h"
#include "parsers/imf/strict.h"

typedef struct reader {
    eml__lex *x;
    eml_date *d;
    const uint8_t *obs; /* where obsolete syntax was used first */
    eml__date_at at;
} reader;

/* What section 3.3 has between two tokens. */
enum gap { GAP_NONE, GAP_MAY, GAP_MUST };

static void
is_obs(reader *r, const uint8_t *at)
{
    if (!r->obs)
        r->obs = at;
}

/* [CFWS]: obsolete when it is not the FWS, or nothing, of section 3.3. */
static int
gap(reader *r, enum gap want)
{
    eml__lex *x = r->x;
    const uint8_t *at = x->p;
    eml_comment *const *tail = x->comments;
    int rc = eml__cfws(x, NULL);

    if (rc < 0)
        return rc;
    if (x->comments != tail || (x->p != at && want == GAP_NONE) ||
        (x->p == at && want == GAP_MUST))
        is_obs(r, at);
    return EML_OK;
}

static int
no_date(reader *r)
{
    return eml_fail(r->x->cx, EML_E_DATE_SYNTAX, r->x->p, r->x->p != r->x->end);
}

static size_t
digits_ahead(const eml__lex *x)
{
    const uint8_t *p = x->p;

    while (p != x->end && eml__is(*p, EML__DIGIT))
        p++;
    return (size_t)(p - x->p);
}

static size_t
letters_ahead(const eml__lex *x)
{
    const uint8_t *p = x->p;

    while (p != x->end && eml__is(*p, EML__ALPHA))
        p++;
    return (size_t)(p - x->p);
}

/* The value of n digits; INT32_MAX + 1 stands for all that is more. */
static uint32_t
number(const uint8_t *p, size_t n)
{
    uint64_t v = 0;

    for (; n > 0 && v <= INT32_MAX; n--)
        v = v * 10 + (uint64_t)(*p++ - '0');
    return v <= INT32_MAX ? (uint32_t)v : (uint32_t)INT32_MAX + 1;
}

/* The name at x->p: its index in `names`, each ended by a space; -1 when it is
 * none. Three letters, or more of the full name (DATE_NAME). */
static int
take_name(reader *r, const char *names)
{
    eml__lex *x = r->x;
    size_t n = letters_ahead(x);
    int index = 0;

    if (n < 3)
        return -1;
    for (const char *s = names; *s; index++) {
        size_t i = 0;

        while (i < n && s[i] != ' ' && eml__lower(x->p[i]) == (uint8_t)s[i])
            i++;
        if (i == n) {
            if (n > 3)
                (void)eml_find(x->cx, EML_E_DATE_NAME, x->p, n);
            x->p += n;
            return index;
        }
        while (*s++ != ' ')
            ;
    }
    return -1;
}

/*
 * [ day-of-week "," ]
 * day-of-week = ([FWS] day-name) / obs-day-of-week
 */
static int
day_of_week(reader *r)
{
    eml__lex *x = r->x;
    const uint8_t *behind;
    int rc = gap(r, GAP_MAY), name;

    if (rc < 0 || x->p == x->end || !eml__is(*x->p, EML__ALPHA))
        return rc;
    r->at.name = x->p;
    name = take_name(r, "sunday monday tuesday wednesday thursday friday "
                        "saturday ");
    if (name < 0)
        return no_date(r);
    r->d->has_day_name = true;
    r->d->day_name = (uint8_t)name;
    behind = x->p;
    rc = eml__cfws(x, NULL);
    if (rc < 0)
        return rc;
    if (!eml__at(x, ',')) {
        (void)eml_find(x->cx, EML_E_DATE_COMMA, behind, 0);
        return EML_OK;
    }
    if (x->p != behind)
        is_obs(r, behind);
    x->p++;
    return gap(r, GAP_MAY);
}

/*
 * year     = (FWS 4*DIGIT FWS) / obs-year
 * obs-year = [CFWS] 2*DIGIT [CFWS]
 *
 * With nothing between, the last two digits before ":" are the hour.
 */
static int
year(reader *r)
{
    eml__lex *x = r->x;
    const uint8_t *at = x->p;
    size_t n = digits_ahead(x);
    const uint8_t *behind = eml__past_cfws(at + n, x->end);
    uint32_t v;

    if (n >= 4 && behind != x->end && *behind == ':')
        n -= 2;
    if (n < 2)
        return no_date(r);
    v = number(at, n);
    if (v > INT32_MAX)
        return eml_fail(x->cx, EML_E_LIMIT_YEAR, at, n);
    if (n < 4) {
        (void)eml_find(x->cx, EML_E_DATE_YEAR_OBS, at, n);
        v += n == 2 && v < 50 ? 2000 : 1900;
    }
    r->d->year = (int32_t)v;
    if (v < 1900)
        (void)eml_find(x->cx, EML_E_DATE_YEAR, at, n);
    x->p += n;
    return gap(r, GAP_MUST);
}

/*
 * date    = day month year
 * day     = ([FWS] 1*2DIGIT FWS) / obs-day
 * obs-day = [CFWS] 1*2DIGIT [CFWS]
 */
static int
date(reader *r)
{
    eml__lex *x = r->x;
    size_t n = digits_ahead(x);
    int rc, month;

    if (n < 1 || n > 2)
        return no_date(r);
    r->at.day = x->p;
    r->d->day = (uint8_t)number(x->p, n);
    x->p += n;
    rc = gap(r, GAP_MUST);
    if (rc < 0)
        return rc;
    month = take_name(r, "january february march april may june july august "
                         "september october november december ");
    if (month < 0)
        return no_date(r);
    r->d->month = (uint8_t)(month + 1);
    rc = gap(r, GAP_MUST);
    if (rc < 0)
        return rc;
    return year(r);
}

/* hour, minute, second = 2DIGIT, up to `max` */
static int
part(reader *r, uint8_t max, uint8_t *out)
{
    eml__lex *x = r->x;
    size_t n = digits_ahead(x);

    if (n < 1 || n > 2)
        return no_date(r);
    *out = (uint8_t)number(x->p, n);
    if (n == 1)
        (void)eml_find(x->cx, EML_E_DATE_DIGITS, x->p, n);
    if (*out > max)
        (void)eml_find(x->cx, EML_E_DATE_TIME, x->p, n);
    x->p += n;
    return EML_OK;
}

/* ":" and what follows it; `at` is where the CFWS before it begins. */
static int
next_part(reader *r, const uint8_t *at, uint8_t max, uint8_t *out)
{
    int rc;

    if (!eml__at(r->x, ':'))
        return no_date(r);
    if (r->x->p != at)
        is_obs(r, at);
    r->x->p++;
    rc = gap(r, GAP_NONE);
    return rc < 0 ? rc : part(r, max, out);
}

/*
 * time-of-day = hour ":" minute [ ":" second ]
 *
 * and the CFWS behind it: *at is where that begins.
 */
static int
time_of_day(reader *r, const uint8_t **at)
{
    eml__lex *x = r->x;
    eml_date *d = r->d;
    int rc = part(r, 23, &d->hour);

    if (rc < 0)
        return rc;
    *at = x->p;
    rc = eml__cfws(x, NULL);
    if (rc == EML_OK)
        rc = next_part(r, *at, 59, &d->minute);
    if (rc < 0)
        return rc;
    *at = x->p;
    rc = eml__cfws(x, NULL);
    if (rc < 0 || !eml__at(x, ':'))
        return rc;
    d->has_second = true;
    rc = next_part(r, *at, 60, &d->second);
    *at = x->p;
    return rc < 0 ? rc : eml__cfws(x, NULL);
}

/* ( "+" / "-" ) 4DIGIT; other forms by what they must mean: hours, or hours and
 * minutes with a colon or one digit less. `from` is where the zone begins. */
static int
numeric_zone(reader *r, const uint8_t *from)
{
    eml__lex *x = r->x;
    bool west = *x->p++ == '-', colon = false;
    size_t n = digits_ahead(x);
    uint32_t v = number(x->p, n), hours, minutes;

    if (n < 1 || n > 4)
        return no_date(r);
    x->p += n;
    hours = n < 3 ? v : v / 100;
    minutes = n < 3 ? 0 : v % 100;
    if (n < 3 && eml__at(x, ':') && x->end - x->p >= 3 &&
        eml__is(x->p[1], EML__DIGIT) && eml__is(x->p[2], EML__DIGIT)) {
        colon = true;
        minutes = number(x->p + 1, 2);
        x->p += 3;
    }
    if (n != 4 || colon || !(from[0] == '+' || from[0] == '-'))
        (void)eml_find(x->cx, EML_E_DATE_ZONE_FORM, from,
                       (size_t)(x->p - from));
    if (minutes > 59)
        (void)eml_find(x->cx, EML_E_DATE_ZONE, from, (size_t)(x->p - from));
    r->d->offset_min = (int16_t)(hours * 60 + minutes);
    if (west)
        r->d->offset_min = (int16_t)-r->d->offset_min;
    r->d->zone_known = !west || r->d->offset_min != 0;
    return EML_OK;
}

/*
 * obs-zone = "UT" / "GMT" / "EST" / "EDT" / "CST" / "CDT" / "MST" / "MDT" /
 *            "PST" / "PDT" / %d65-73 / %d75-90 / %d97-105 / %d107-122
 *
 * Military letters and what is not known are -0000 (4.3).
 */
static int
named_zone(reader *r)
{
    static const struct zone {
        eml_span name;
        int16_t offset_h;
        int code;
    } zones[] = {
        {{(const uint8_t *)"gmt", 3}, 0, EML_E_DATE_ZONE_OBS},
        {{(const uint8_t *)"ut", 2}, 0, EML_E_DATE_ZONE_OBS},
        {{(const uint8_t *)"utc", 3}, 0, EML_E_DATE_ZONE_UNKNOWN},
        {{(const uint8_t *)"est", 3}, -5, EML_E_DATE_ZONE_OBS},
        {{(const uint8_t *)"edt", 3}, -4, EML_E_DATE_ZONE_OBS},
        {{(const uint8_t *)"cst", 3}, -6, EML_E_DATE_ZONE_OBS},
        {{(const uint8_t *)"cdt", 3}, -5, EML_E_DATE_ZONE_OBS},
        {{(const uint8_t *)"mst", 3}, -7, EML_E_DATE_ZONE_OBS},
        {{(const uint8_t *)"mdt", 3}, -6, EML_E_DATE_ZONE_OBS},
        {{(const uint8_t *)"pst", 3}, -8, EML_E_DATE_ZONE_OBS},
        {{(const uint8_t *)"pdt", 3}, -7, EML_E_DATE_ZONE_OBS},
    };
    eml__lex *x = r->x;
    eml_span name = {x->p, letters_ahead(x)};
    const struct zone *z = zones, *end = zones + sizeof zones / sizeof *zones;
    int code = EML_E_DATE_ZONE_UNKNOWN;

    while (z != end && !eml_span_eq_fold(name, z->name))
        z++;
    x->p += name.n;
    if (z != end && z->offset_h == 0 && (eml__at(x, '+') || eml__at(x, '-')))
        return numeric_zone(r, name.p);
    if (z != end) {
        code = z->code;
        r->d->zone_known = true;
        r->d->offset_min = (int16_t)(z->offset_h * 60);
    } else if (name.n == 1 && eml__lower(*name.p) != 'j') {
        code = EML_E_DATE_ZONE_OBS;
    }
    (void)eml_find(x->cx, code, name.p, name.n);
    return EML_OK;
}

/*
 * zone = (FWS ( "+" / "-" ) 4DIGIT) / obs-zone
 *
 * x->p behind the CFWS that begins at `at`.
 */
static int
zone(reader *r, const uint8_t *at)
{
    eml__lex *x = r->x;

    if (x->p == x->end) {
        (void)eml_find(x->cx, EML_E_DATE_ZONE_MISSING, x->p, 0);
        return EML_OK;
    }
    if (*x->p == '+' || *x->p == '-') {
        if (!eml__is(x->p[-1], EML__WSP | EML__NL))
            (void)eml_find(x->cx, EML_E_DATE_SPACE, x->p, 1);
        for (; at != x->p; at++)
            if (*at == '(')
                is_obs(r, at);
        return numeric_zone(r, x->p);
    }
    if (!eml__is(*x->p, EML__ALPHA))
        return no_date(r);
    return named_zone(r);
}

static uint8_t
days_in(int32_t year, uint8_t month)
{
    static const uint8_t days[12] = {31, 28, 31, 30, 31, 30,
                                     31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return (uint8_t)(days[month - 1] + (month == 2 && leap));
}

/* "A date-time specification MUST be semantically valid" (3.3) */
static void
judge(eml_cx *cx, const eml_date *d, const eml__date_at *at)
{
    size_t n = at->day[1] >= '0' && at->day[1] <= '9' ? 2 : 1;

    if (d->day < 1 || (d->day > 28 && d->day > days_in(d->year, d->month)))
        (void)eml_find(cx, EML_E_DATE_DAY, at->day, n);
    else if (d->has_day_name &&
             d->day_name != eml_date_day_name(d->year, d->month, d->day))
        (void)eml_find(cx, EML_E_DATE_DAY_NAME, at->name, 3);
}

/* Second 60 is the last of a day in UTC, or no leap second. */
static void
judge_leap(const reader *r)
{
    const eml_date *d = r->d;
    int32_t minute = d->hour * 60 + d->minute - d->offset_min;

    if (d->second == 60 && (minute % 1440 + 1440) % 1440 != 1439)
        (void)eml_find(r->x->cx, EML_E_DATE_LEAP, r->at.behind - 2, 2);
}

/* A date-time in any form. */
static int
any_form(reader *r)
{
    int rc;

    *r = (reader){.x = r->x, .d = r->d};
    *r->d = (eml_date){0};
    r->x->comments = &r->d->comments;
    rc = day_of_week(r);
    if (rc == EML_OK)
        rc = date(r);
    if (rc == EML_OK)
        rc = time_of_day(r, &r->at.behind);
    if (rc == EML_OK)
        rc = zone(r, r->at.behind);
    return rc;
}

static void
judge_trailing(const eml__lex *x)
{
    if (x->p != x->end)
        (void)eml_find(x->cx, EML_E_TRAILING, x->p, (size_t)(x->end - x->p));
}

int
eml__date_finish(eml__lex *x, eml_date *d, const eml__date_at *at)
{
    int rc = eml__cfws(x, NULL);

    x->comments = NULL;
    if (rc < 0)
        return rc;
    judge(x->cx, d, at);
    judge_trailing(x);
    return EML_OK;
}

/*
 * date-time = [ day-of-week "," ] date time [CFWS]
 * time      = time-of-day zone
 */
int
eml__date_read(eml__lex *x, eml_date *out)
{
    eml_date d = {0};
    reader r = {.x = x, .d = &d};
    int rc;

    x->comments = &d.comments;
    if (eml__date_plain(x, &d, &r.at)) {
        rc = eml__date_finish(x, &d, &r.at);
        if (rc == EML_OK)
            *out = d;
        return rc;
    }
    rc = any_form(&r);
    if (rc == EML_OK)
        rc = eml__cfws(x, NULL);
    x->comments = NULL;
    if (rc < 0)
        return rc;
    judge(x->cx, &d, &r.at);
    if (r.obs)
        (void)eml_find(x->cx, EML_E_DATE_OBS, r.obs, 1);
    judge_leap(&r);
    judge_trailing(x);
    *out = d;
    return EML_OK;
}

int
eml__date(eml_cx *cx, eml_span in, eml_date *out)
{
    eml__lex x = eml__lex_of(cx, in, NULL);

    return eml__date_read(&x, out);
}

int
eml_date_parse(eml_cx *cx, eml_span in, eml_date *out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_date d;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, eml__date(cx, in, &d));
    if (rc == EML_OK)
        *out = d;
    return rc;
}
