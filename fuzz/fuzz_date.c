/* Any bytes as a date: the same findings and date under every relaxation; what
 * is accepted is a day of the calendar, and its instant gives it back; months
 * are as long as it has them; a zone is what its digits say. */
#include "fuzz/imf.h"

static void
check_date(const eml_date *d, uint32_t allow)
{
    eml_date back;

    FUZZ_CHECK(d->month >= 1 && d->month <= 12 && d->day <= 99);
    FUZZ_CHECK(d->day_name < 7);
    FUZZ_CHECK(d->zone_known || d->offset_min == 0);
    if (allow & EML_ALLOW_DATE)
        return;
    FUZZ_CHECK(d->year >= 1900 && d->hour < 24 && d->minute < 60 &&
               d->second <= 60);
    FUZZ_CHECK(d->offset_min <= 5999 && d->offset_min >= -5999);
    FUZZ_CHECK(!d->has_day_name ||
               d->day_name == eml_date_day_name(d->year, d->month, d->day));
    eml_date_from_unix(eml_date_unix(d), d->offset_min, d->zone_known, &back);
    FUZZ_CHECK(eml_date_unix(&back) == eml_date_unix(d));
    if (d->second == 60)
        return;
    FUZZ_CHECK(back.year == d->year && back.month == d->month &&
               back.day == d->day && back.hour == d->hour &&
               back.minute == d->minute && back.second == d->second);
}

/* The last days of a month, in this year and in the first of its century: those
 * are accepted that the calendar gives back. */
static void
check_month(int32_t year, uint8_t month)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

    for (uint8_t day = 28; day <= 31; day++) {
        eml_date d = {.year = year, .month = month, .day = day}, back, got;
        char text[64];
        int n = snprintf(text, sizeof text, "%u %.3s %d 00:00 +0000",
                         (unsigned)day, names + 3 * (month - 1), (int)year);
        eml_span in = {(const uint8_t *)text, (size_t)n};
        fuzz_cx f;

        eml_date_from_unix(eml_date_unix(&d), 0, true, &back);
        fuzz_cx_init(&f, in, EML_ALLOW_NONE);
        FUZZ_CHECK((eml_date_parse(&f.cx, in, &got) == EML_OK) ==
                   (back.day == day));
        fuzz_cx_fini(&f);
    }
}

/* RFC 5322 section 3.3: "+hhmm means +(hh * 60 + mm) minutes, and -hhmm means
 * -(hh * 60 + mm) minutes". The digits are those of the time, with and without
 * hours, east and west; a comment is not for the reader of what is usual. */
static void
check_zone(const eml_date *d)
{
    for (int i = 0; i < 8; i++) {
        int hours = i & 1 ? d->hour : 0, minutes = d->minute;
        int offset = hours * 60 + minutes;
        eml_date got;
        char text[64];
        int n =
            snprintf(text, sizeof text, "1 Jan 2000 00:00%s%c%02d%02d",
                     i & 4 ? " (c) " : " ", i & 2 ? '-' : '+', hours, minutes);
        fuzz_cx f;

        fuzz_cx_init(&f, (eml_span){(const uint8_t *)text, (size_t)n},
                     EML_ALLOW_OBS);
        FUZZ_CHECK(eml_date_parse(&f.cx, f.in, &got) == EML_OK);
        FUZZ_CHECK(got.offset_min == (i & 2 ? -offset : offset));
        fuzz_cx_fini(&f);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t num_diags = 0;
    uint32_t allow;

    for (size_t i = 0; fuzz_reading(i, size, &allow); i++) {
        fuzz_cx f;
        eml_span in = EML_NONE;
        eml_date d = {.year = -1};
        int rc;

        if (size) {
            in.p = data;
            in.n = size;
        }
        fuzz_cx_init(&f, in, allow);
        rc = eml_date_parse(&f.cx, in, &d);
        fuzz_cx_check(&f, rc);
        FUZZ_CHECK((rc == EML_OK) == (d.year != -1));
        FUZZ_CHECK(i == 0 || f.cx.num_diags == num_diags);
        num_diags = f.cx.num_diags;
        if (rc == EML_OK) {
            check_date(&d, allow);
            if (!allow) {
                check_zone(&d);
                check_month(d.year, d.month);
                if (d.year >= 2000)
                    check_month(d.year / 100 * 100, 2);
            }
            fuzz_comments_check(&f, d.comments);
        }
        fuzz_cx_fini(&f);
    }
    return 0;
}
