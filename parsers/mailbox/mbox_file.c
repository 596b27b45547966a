/* Whole mbox files in memory: what a from-line says, one message at a time, and
 * a stored message without its quoting. */
#include <string.h>

#include "core/cclass.h"
#include "parsers/mailbox/mbox_int.h"

/* ---- from-lines ---------------------------------------------------------- */

static bool
spaces(eml_span *s)
{
    size_t n = s->n;

    while (s->n && eml__is(*s->p, EML__WSP)) {
        s->p++;
        s->n--;
    }
    return s->n != n;
}

/* 1 to `max` digits. */
static bool
digits(eml_span *s, unsigned max, unsigned *out)
{
    unsigned n = 0;

    *out = 0;
    for (; n < max && s->n && eml__is(*s->p, EML__DIGIT); n++) {
        *out = *out * 10 + (unsigned)(*s->p++ - '0');
        s->n--;
    }
    return n != 0 && !(s->n && eml__is(*s->p, EML__DIGIT));
}

/* One of the three-letter names in `names`; its place, or -1. */
static int
name_in(eml_span *s, const char *names, int num)
{
    for (int i = 0; i < num && s->n >= 3; i++) {
        eml_span name = {(const uint8_t *)names + 3 * i, 3};

        if (eml_span_eq_fold((eml_span){s->p, 3}, name)) {
            s->p += 3;
            s->n -= 3;
            return i;
        }
    }
    return -1;
}

/* hh ":" mm [":" ss] */
static bool
time_of_day(eml_span *s, eml_date *d)
{
    unsigned h, m, sec = 0;

    if (!digits(s, 2, &h) || !s->n || *s->p != ':')
        return false;
    s->p++;
    s->n--;
    if (!digits(s, 2, &m))
        return false;
    d->has_second = s->n && *s->p == ':';
    if (d->has_second) {
        s->p++;
        s->n--;
        if (!digits(s, 2, &sec))
            return false;
    }
    d->hour = (uint8_t)h;
    d->minute = (uint8_t)m;
    d->second = (uint8_t)sec;
    return h < 24 && m < 60 && sec <= 60;
}

/* ("+" / "-") 4DIGIT, or letters, which say nothing that can be relied on. */
static bool
zone(eml_span *s, eml_date *d)
{
    bool west = s->n && *s->p == '-';
    unsigned n;

    if (s->n && (west || *s->p == '+')) {
        s->p++;
        s->n--;
        for (unsigned i = 0; i < 4; i++)
            if (i == s->n || !eml__is(s->p[i], EML__DIGIT))
                return false;
        if (!digits(s, 4, &n) || n > 9959 || n % 100 > 59)
            return false;
        d->zone_known = true;
        d->offset_min = (int16_t)(n / 100 * 60 + n % 100);
        if (west)
            d->offset_min = (int16_t)-d->offset_min;
        return true;
    }
    if (!s->n || !eml__is(*s->p, EML__ALPHA))
        return false;
    while (s->n && eml__is(*s->p, EML__ALPHA)) {
        s->p++;
        s->n--;
    }
    return true;
}

/* Www SP Mmm SP dd SP time [SP zone] SP yyyy [SP zone] ["remote from" ...] */
static bool
asctime_of(eml_span s, eml_date *d)
{
    unsigned day, year;
    int name = name_in(&s, "SunMonTueWedThuFriSat", 7), month;

    if (name < 0 || !spaces(&s))
        return false;
    month = name_in(&s, "JanFebMarAprMayJunJulAugSepOctNovDec", 12);
    if (month < 0 || !spaces(&s) || !digits(&s, 2, &day) || !spaces(&s) ||
        !time_of_day(&s, d) || !spaces(&s))
        return false;
    if (s.n && !eml__is(*s.p, EML__DIGIT) && (!zone(&s, d) || !spaces(&s)))
        return false;
    if (!digits(&s, 4, &year) || year < 1900)
        return false;
    if (spaces(&s) && s.n && !zone(&s, d))
        return false;
    d->has_day_name = true;
    d->day_name = (uint8_t)name;
    d->month = (uint8_t)(month + 1);
    d->day = (uint8_t)day;
    d->year = (int32_t)year;
    return day >= 1 && day <= 31;
}

bool
eml_mbox_from_parse(eml_span line, eml_mbox_from *out)
{
    eml_mbox_from f = {.sender = EML_NONE};
    eml_span s = line;

    while (s.n && eml__is(s.p[s.n - 1], EML__WSP | EML__NL))
        s.n--;
    if (s.n < 5 || memcmp(s.p, "From ", 5) != 0)
        return false;
    s.p += 5;
    s.n -= 5;
    (void)spaces(&s);
    f.sender.p = s.p;
    while (s.n) {
        while (s.n && !eml__is(*s.p, EML__WSP)) {
            s.p++;
            s.n--;
        }
        f.sender.n = (size_t)(s.p - f.sender.p);
        if (!spaces(&s))
            break;
        f.date = (eml_date){.year = 0};
        if (asctime_of(s, &f.date)) {
            *out = f;
            return true;
        }
    }
    return false;
}

/* ---- one message of a file ----------------------------------------------- */

/* Adds an event's bytes, which follow those of `s` in the file. */
static void
extend(eml_span *s, const uint8_t *at, size_t n)
{
    if (s->n == 0)
        s->p = at;
    s->n += n;
}

static void
keep(eml_mbox_message *m, const eml_mbox_event *ev, const uint8_t *at)
{
    switch (ev->kind) {
    case EML_MBOX_JUNK:
        extend(&m->junk, at, ev->bytes.n);
        break;
    case EML_MBOX_FROM:
    case EML_MBOX_FROM_MORE:
        extend(&m->from, at, ev->bytes.n);
        m->message.p = at + ev->bytes.n; /* even when there is none */
        break;
    case EML_MBOX_QUOTE:
        m->num_quotes++;
        extend(&m->message, at, 1);
        break;
    case EML_MBOX_MESSAGE:
        extend(&m->message, at, ev->bytes.n);
        break;
    case EML_MBOX_BLANK:
        extend(&m->blank, at, ev->bytes.n);
        break;
    case EML_MBOX_END:
        break;
    }
}

int
eml_mbox_split(eml_cx *cx, eml_span in, eml_mbox_variant variant,
               size_t *cursor, eml_mbox_message *out)
{
    uint64_t base = cx->base + (uint64_t)(in.p - cx->origin);
    eml_mbox_message got = {EML_NONE, EML_NONE, EML_NONE, EML_NONE, 0};
    eml_mbox_event ev = {EML_MBOX_JUNK, 0, EML_NONE};
    eml_mbox m;

    if (*cursor >= in.n)
        return EML_END;
    eml__mbox_init(&m, variant, base + *cursor);
    eml_mbox_feed(&m, (eml_span){in.p + *cursor, in.n - *cursor}, true);
    while (ev.kind != EML_MBOX_END && eml_mbox_next(&m, cx, &ev) == EML_OK) {
        size_t at = (size_t)(ev.off - base);

        keep(&got, &ev, in.p + at);
        *cursor = at + ev.bytes.n;
    }
    *out = got;
    return EML_OK;
}

/* ---- quoting ------------------------------------------------------------- */

/* Where the quoting ">" of the "From " at `f` begins; NULL when it is none, or
 * does not begin a line. Nothing before `from` is looked at. */
static const uint8_t *
quote_before(eml_mbox_variant v, const uint8_t *from, const uint8_t *f)
{
    const uint8_t *q = f;

    while (q != from && q[-1] == '>')
        q--;
    if (q == f || (v == EML_MBOX_O && f - q != 1) ||
        (q != from && q[-1] != '\n'))
        return NULL;
    return q;
}

int
eml_mbox_unquote(eml_cx *cx, eml_mbox_variant variant, eml_span stored,
                 eml_span *out)
{
    const uint8_t *p = stored.p, *end = p + stored.n, *done = p, *f, *quote;
    eml_out o = {.p = NULL};

    *out = stored;
    if (variant == EML_MBOX_CL2)
        return EML_OK;
    for (; (f = eml__mbox_from(p, end)) != NULL; p = f + 1) {
        quote = quote_before(variant, stored.p, f);
        if (!quote)
            continue;
        if (!o.cap) {
            o.p = eml_arena_raw(cx->arena, stored.n);
            if (!o.p)
                return EML_E_NOMEM;
            o.cap = stored.n;
        }
        eml_out_span(&o, (eml_span){done, (size_t)(quote - done)});
        done = quote + 1;
    }
    if (!o.cap)
        return EML_OK;
    eml_out_span(&o, (eml_span){done, (size_t)(end - done)});
    *out = eml_out_view(&o);
    return EML_OK;
}
