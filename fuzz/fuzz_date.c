/* Any bytes as a date: the same findings and date under every relaxation; what
 * is accepted is a day of the calendar, and its instant gives it back. */
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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint32_t allow[] = {EML_ALLOW_NONE, EML_ALLOW_OBS,
                                     EML_ALLOW_WILD};
    size_t num_diags = 0;

    for (size_t i = 0; i < 3; i++) {
        fuzz_cx f;
        eml_span in = EML_NONE;
        eml_date d = {.year = -1};
        int rc;

        if (size) {
            in.p = data;
            in.n = size;
        }
        fuzz_cx_init(&f, in, allow[i]);
        rc = eml_date_parse(&f.cx, in, &d);
        fuzz_cx_check(&f, rc);
        FUZZ_CHECK((rc == EML_OK) == (d.year != -1));
        FUZZ_CHECK(i == 0 || f.cx.num_diags == num_diags);
        num_diags = f.cx.num_diags;
        if (rc == EML_OK) {
            check_date(&d, allow[i]);
            fuzz_comments_check(&f, d.comments);
        }
        fuzz_cx_fini(&f);
    }
    return 0;
}
