/* gen_date.c -- date-time (RFC 5322 sections 3.3 and 4.3). */
#include "generators/gen_int.h"

static const char day_names[] = "SunMonTueWedThuFriSat";
static const char month_names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

/* Days since 1970-01-01 of a date of the Gregorian calendar. */
static int64_t
days_of(int32_t year, uint32_t month, uint32_t day)
{
    static const uint16_t before[12] = {0,   31,  59,  90,  120, 151,
                                        181, 212, 243, 273, 304, 334};
    int64_t y = (int64_t)year - 1, days = y * 365 + y / 4 - y / 100 + y / 400;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    days += (int64_t)before[month - 1] + (month > 2 && leap) + (int64_t)day - 1;
    return days - 719162;
}

static uint32_t
days_in(int32_t year, uint32_t month)
{
    static const uint8_t days[12] = {31, 28, 31, 30, 31, 30,
                                     31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return days[month - 1] + (uint32_t)(month == 2 && leap);
}

static void
choose_zone(eml__gen *g, eml__instant *t)
{
    static const int16_t zones[] = {0,    -300, 60,  120,  -480, 330,
                                    -240, 540,  480, -420, 345,  780};
    static const int16_t odds[] = {-30, 5999, -5999, 1, -1, 840, -720, 754};

    MADE(g, ZONE);
    t->unknown = odd(g, 16);
    if (t->unknown) {
        MADE(g, ZONE_UNKNOWN);
        t->zone = 0;
    } else if (odd(g, 32)) {
        t->zone = odds[pick(g, 8)];
    } else {
        t->zone = zones[pick(g, 12)];
    }
}

/* A second 60 in the last minute of a UTC day is a leap second; elsewhere it
 * fits the grammar as well (section 3.3 allows up to 23:59:60). */
static void
choose_time(eml__gen *g, eml__instant *t)
{
    t->hour = (uint8_t)pick(g, 24);
    t->minute = (uint8_t)pick(g, 60);
    t->has_second = pick(g, 4) != 0;
    t->second = t->has_second ? (uint8_t)pick(g, 60) : 0;
    if (t->has_second && odd(g, 512)) {
        MADE(g, LEAP_SECOND);
        t->hour = 23;
        t->minute = 59;
        t->second = 60;
    }
}

void
eml__g_instant(eml__gen *g, eml__instant *t)
{
    static const int32_t odd_years[] = {1900, 1999, 2000, 2038,
                                        9999, 1970, 1969, 10000};

    t->year = odd(g, 64) ? odd_years[pick(g, 8)] : 2000 + (int32_t)pick(g, 32);
    t->month = (uint8_t)(1 + pick(g, 12));
    t->day = (uint8_t)(1 + pick(g, days_in(t->year, t->month)));
    t->has_day = pick(g, 4) != 0;
    choose_time(g, t);
    choose_zone(g, t);
    t->unix_s = days_of(t->year, t->month, t->day);
    t->weekday = (uint8_t)((t->unix_s + 719163) % 7);
    t->unix_s = t->unix_s * 86400 + t->hour * 3600 + t->minute * 60 +
                t->second - t->zone * 60;
}

/* RFC 5322 section 4.3: obs-zone. The military letters are to be taken as
 * -0000. */
static bool
obs_zone(eml__gen *g, eml__instant *t)
{
    static const struct zone {
        char name[4];
        int16_t minutes;
        uint8_t n;
    } zones[] = {{"UT", 0, 2},     {"GMT", 0, 3},    {"EST", -300, 3},
                 {"EDT", -240, 3}, {"CST", -360, 3}, {"CDT", -300, 3},
                 {"MST", -420, 3}, {"MDT", -360, 3}, {"PST", -480, 3},
                 {"PDT", -420, 3}};
    const struct zone *z = &zones[pick(g, 10)];

    if (g->mode != EML_GEN_OBS || !obsolete(g))
        return false;
    g->obs++;
    t->unix_s += t->zone * 60;
    t->unknown = pick(g, 4) == 3;
    if (t->unknown && pick(g, 4) == 3) {
        /* "alphabetic time zones [...] whose meaning is not known" */
        t->zone = 0;
        eml__g_find(g, EML_E_DATE_ZONE_UNKNOWN, offset(g), 3);
        put(g, pick(g, 2) ? "CET" : "JST", 3);
    } else if (t->unknown) {
        static const char military[] = "ABCDEFGHIKLMNOPQRSTUVWXYZ";

        t->zone = 0;
        eml__g_find(g, EML_E_DATE_ZONE_OBS, offset(g), 1);
        put_c(g, military[pick(g, 25)]);
    } else {
        t->zone = z->minutes;
        eml__g_find(g, EML_E_DATE_ZONE_OBS, offset(g), z->n);
        put(g, z->name, z->n);
    }
    t->unix_s -= t->zone * 60;
    return true;
}

static void
two_digits(eml__gen *g, uint32_t v)
{
    char s[2] = {(char)('0' + v / 10), (char)('0' + v % 10)};

    put(g, s, 2);
}

static void
put_zone(eml__gen *g, eml__instant *t)
{
    int32_t minutes = t->zone < 0 ? -t->zone : t->zone;

    if (obs_zone(g, t))
        return;
    put_c(g, t->unknown || t->zone < 0 ? '-' : '+');
    two_digits(g, (uint32_t)minutes / 60);
    two_digits(g, (uint32_t)minutes % 60);
}

/* obs-year = [CFWS] 2*DIGIT [CFWS]: 00 to 49 are of this century, three digits
 * count from 1900 */
static void
put_year(eml__gen *g, const eml__instant *t)
{
    uint32_t off = offset(g);

    if (g->mode == EML_GEN_OBS && t->year >= 1950 && t->year < 2050 &&
        obsolete(g)) {
        if (t->year >= 2000 && pick(g, 2))
            eml__g_put_u32(g, (uint32_t)t->year - 1900, 3);
        else
            two_digits(g, (uint32_t)t->year % 100);
        eml__g_find(g, EML_E_DATE_YEAR_OBS, off, offset(g) - off);
        g->obs++;
    } else {
        eml__g_put_u32(g, (uint32_t)t->year, 4);
    }
}

/* obs-hour = [CFWS] 2DIGIT [CFWS] */
static void
obs_gap(eml__gen *g)
{
    if (g->mode != EML_GEN_OBS || !obsolete(g))
        return;
    eml__g_find(g, EML_E_DATE_OBS, offset(g), 1);
    put_c(g, ' ');
    g->obs++;
}

/*
 * date-time   = [ day-of-week "," ] date time [CFWS]
 * day-of-week = ([FWS] day-name)
 * date        = day month year
 * day         = ([FWS] 1*2DIGIT FWS)
 * year        = (FWS 4*DIGIT FWS)
 * time        = time-of-day zone
 * time-of-day = hour ":" minute [ ":" second ]
 * zone        = (FWS ( "+" / "-" ) 4DIGIT)
 */
static void
put_date(eml__gen *g, eml__instant *t)
{
    MADE(g, DATE_TIME);
    if (t->has_day) {
        MADE(g, DAY_OF_WEEK);
        put(g, day_names + 3 * t->weekday, 3);
        put_c(g, ',');
        if (!odd(g, 64))
            eml__g_fws(g, 4, EML__WS_DROP);
    }
    eml__g_put_u32(g, t->day, odd(g, 4) ? 2 : 1);
    eml__g_fws(g, 4, EML__WS_DROP);
    put(g, month_names + 3 * (t->month - 1), 3);
    eml__g_fws(g, 5, EML__WS_DROP);
    put_year(g, t);
    eml__g_fws(g, 9, EML__WS_DROP);
    two_digits(g, t->hour);
    obs_gap(g);
    put_c(g, ':');
    two_digits(g, t->minute);
    if (t->has_second) {
        MADE(g, SECOND);
        put_c(g, ':');
        two_digits(g, t->second);
    }
    eml__g_fws(g, 6, EML__WS_DROP);
    put_zone(g, t);
    eml__g_cfws_end(g);
}

void
eml__g_date_time(eml__gen *g, eml_gen_key key)
{
    eml__instant t;

    eml__g_instant(g, &t);
    put_date(g, &t);
    /* comments of a date-time are not part of its value */
    g->num_comments = 0;
    eml__g_item(g, EML_GEN_OBJECT, key);
    eml__g_item_int(g, EML_GEN_KEY_UNIX, t.unix_s);
    eml__g_item_int(g, EML_GEN_KEY_OFFSET_MIN, t.zone);
    eml__g_item(g, t.unknown ? EML_GEN_FALSE : EML_GEN_TRUE,
                EML_GEN_KEY_ZONE_KNOWN);
    if (t.second == 60)
        eml__g_item(g, EML_GEN_TRUE, EML_GEN_KEY_LEAP);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
}
