/* Dates: Go's net/mail, Dovecot's message-date. */
#include "conformance/suite.h"

#include <stdio.h>
#include <string.h>

static suite_cx c;

/* time.Date(year, month, day, h, m, s, ns, zone): zone is UTC or
 * FixedZone(name, seconds as factors); [time, Time, []] is any. */
static bool
go_time(const json_t *v, int64_t *unix_s)
{
    long long n[6], zone = 0;
    int64_t days, y;
    size_t i;

    if (strcmp(suite_id(suite_at(v, 1)), "Date") != 0)
        return false;
    for (i = 0; i < 6; i++)
        n[i] = suite_number(suite_at(v, 2 + i));
    if (json_array_size(v) > 12) {
        zone = suite_number(suite_at(v, 12));
        for (i = 13; i < json_array_size(v); i++)
            zone *= suite_number(suite_at(v, i));
    }
    /* days since 1970-01-01, with years that begin in March */
    y = n[0] - (n[1] <= 2);
    days = 365 * y + y / 4 - y / 100 + y / 400 +
           (153 * ((n[1] + 9) % 12) + 2) / 5 + n[2] - 1 - 719468;
    *unix_s = days * 86400 + n[3] * 3600 + n[4] * 60 + n[5] - zone;
    return true;
}

static int
read_date(suite_run *r, const json_t *v, uint32_t allow, eml_date *d,
          eml_span *in)
{
    suite_cx_init(&c, EML_NONE, allow);
    *in = suite_value(r, &c.arena, v);
    if (in->n > 2 && memcmp(in->p + in->n - 2, "\r\n", 2) == 0)
        in->n -= 2; /* the end of the field */
    *in = suite_cx_exact(&c, *in);
    return eml_date_parse(&c.cx, *in, d);
}

/* [in, time] and [in, time, valid] */
static void
go_dates(suite_run *r, const char *name, const json_t *rows)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = suite_at(rows, i);
        bool valid = json_array_size(row) < 3 ||
                     strcmp(suite_id(suite_at(row, 2)), "true") == 0;
        char id[64];
        int64_t want = 0, got = 0;
        eml_date d;
        eml_span in;
        int rc = read_date(r, suite_at(row, 0), EML_ALLOW_OBS, &d, &in);

        if (rc == EML_OK)
            got = eml_date_unix(&d);
        if (!go_time(suite_at(row, 1), &want))
            want = got;
        snprintf(id, sizeof id, "go/%s/%zu", name, i);
        suite_case(r, id,
                   (rc == EML_OK) == valid && (rc != EML_OK || got == want),
                   "%s: they %s %lld, we say %lld by %s", suite_show(in),
                   valid ? "accept" : "reject", (long long)want, (long long)got,
                   suite_cx_codes(&c));
        suite_cx_fini(&c);
    }
}

/* [in, unix, minutes, valid]; Dovecot reads what can be read. */
static void
dovecot_dates(suite_run *r, const json_t *rows)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = suite_at(rows, i), *z = suite_at(row, 2);
        bool valid = strcmp(suite_id(suite_at(row, 3)), "TRUE") == 0;
        long long zone = json_is_array(z) ? suite_number(suite_at(z, 0)) *
                                                suite_number(suite_at(z, 1))
                                          : suite_number(z);
        char id[64];
        eml_date d = {0};
        eml_span in;
        bool ok =
            read_date(r, suite_at(row, 0), EML_ALLOW_WILD, &d, &in) == EML_OK;

        snprintf(id, sizeof id, "dovecot/tests/%zu", i);
        suite_case(r, id,
                   ok == valid && (!ok || (eml_date_unix(&d) ==
                                               suite_number(suite_at(row, 1)) &&
                                           d.offset_min == zone)),
                   "%s: we say %lld %d by %s", suite_show(in),
                   ok ? (long long)eml_date_unix(&d) : 0, d.offset_min,
                   suite_cx_codes(&c));
        suite_cx_fini(&c);
    }
}

void
suite_dates(suite_run *r)
{
    json_t *o = suite_json(r, "extracted/go_net_mail_message.json");
    const json_t *data = json_object_get(o, "data");

    go_dates(r, "tests", json_object_get(data, "tests"));
    go_dates(r, "tests_2", json_object_get(data, "tests_2"));
    json_decref(o);
    o = suite_json(r, "extracted/core_test-message-date.json");
    data = json_object_get(o, "data");
    dovecot_dates(r, json_object_get(data, "tests"));
    json_decref(o);
}
