/* Dates as numbers: the proleptic Gregorian calendar, in which a period of 400
 * years has 146097 days. A year is counted from March, so that the leap day is
 * its last. */
#include "eml/date.h"

enum { DAYS_400 = 146097, DAYS_TO_1970 = 719468 };

/* Days since 1970-01-01. */
static int64_t
days_of(int64_t year, unsigned month, unsigned day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400;
    unsigned from_march = month > 2 ? month - 3 : month + 9;
    int64_t of_year = (int64_t)((153 * from_march + 2) / 5) + day - 1;

    return era * DAYS_400 + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
           DAYS_TO_1970;
}

static int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t
eml_date_unix(const eml_date *d)
{
    return days_of(d->year, d->month, d->day) * 86400 + d->hour * 3600 +
           d->minute * 60 + d->second - (int64_t)d->offset_min * 60;
}

uint8_t
eml_date_day_name(int32_t year, uint8_t month, uint8_t day)
{
    /* How many days of the week the last day of the month before lies behind
     * that of the year before; for January and February, which belong to the
     * year before, of the year before that. */
    static const uint8_t months[12] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    /* 400 years are whole weeks: with enough of them no year is negative */
    uint64_t y = (uint64_t)(year + INT64_C(400) * 5368710) - (month < 3);

    if (month < 1 || month > 12) {                 /* no month: counted on */
        int64_t n = days_of(year, month, day) + 4; /* 1970-01-01: Thursday */

        return (uint8_t)(n - floor_div(n, 7) * 7);
    }
    return (uint8_t)((y + y / 4 - y / 100 + y / 400 + months[month - 1] + day) %
                     7);
}

void
eml_date_from_unix(int64_t unix_s, int16_t offset_min, bool zone_known,
                   eml_date *out)
{
    const int64_t far =
        INT64_C(67767976233532799); /* the last of year 2^31-1 */
    int64_t zone = (int64_t)offset_min * 60;
    int64_t local = unix_s > far - zone    ? far
                    : unix_s < -far - zone ? -far
                                           : unix_s + zone;
    int64_t days = floor_div(local, 86400), s = local - days * 86400;
    int64_t era, of_era, year, of_year, from_march;
    eml_date d = {0};

    d.hour = (uint8_t)(s / 3600);
    d.minute = (uint8_t)(s / 60 % 60);
    d.second = (uint8_t)(s % 60);
    d.has_second = d.has_day_name = true;
    d.zone_known = zone_known;
    d.offset_min = offset_min;
    days += DAYS_TO_1970;
    era = floor_div(days, DAYS_400);
    of_era = days - era * DAYS_400;
    year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    of_year = of_era - (365 * year + year / 4 - year / 100);
    from_march = (5 * of_year + 2) / 153;
    d.day = (uint8_t)(of_year - (153 * from_march + 2) / 5 + 1);
    d.month = (uint8_t)(from_march < 10 ? from_march + 3 : from_march - 9);
    d.year = (int32_t)(year + era * 400 + (d.month <= 2));
    d.day_name = eml_date_day_name(d.year, d.month, d.day);
    *out = d;
}
