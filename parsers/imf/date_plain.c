/* RFC 5322 section 3.3: the date-time that nearly everybody writes, at once. */
#include "core/general.h"
#include "parsers/imf/date_int.h"
#include "parsers/imf/scan.h"

/* ---- names --------------------------------------------------------------- */

#define KEY(a, b, c) ((uint32_t)(a) << 16 | (uint32_t)(b) << 8 | (c))

/* Three letters in lower case. A byte that is none becomes none. */
static uint32_t
key_of(const uint8_t *p)
{
    return KEY(p[0] | 32, p[1] | 32, p[2] | 32);
}

/* A name and its number; no two share a slot. */
typedef struct named {
    uint32_t key;
    int number;
} named;

int
eml__day_name(const uint8_t *p)
{
    static const named names[16] = {
        [1] = {KEY('s', 'u', 'n'), 0},  [11] = {KEY('m', 'o', 'n'), 1},
        [15] = {KEY('t', 'u', 'e'), 2}, [13] = {KEY('w', 'e', 'd'), 3},
        [2] = {KEY('t', 'h', 'u'), 4},  [4] = {KEY('f', 'r', 'i'), 5},
        [9] = {KEY('s', 'a', 't'), 6},
    };
    uint32_t key = key_of(p);
    const named *n = &names[((key >> 8) + 2 * (key & 255)) % 16];

    return n->key == key ? n->number : -1;
}

static int
month_name(const uint8_t *p)
{
    static const named names[32] = {
        [15] = {KEY('j', 'a', 'n'), 0}, [7] = {KEY('f', 'e', 'b'), 1},
        [19] = {KEY('m', 'a', 'r'), 2}, [2] = {KEY('a', 'p', 'r'), 3},
        [26] = {KEY('m', 'a', 'y'), 4}, [3] = {KEY('j', 'u', 'n'), 5},
        [1] = {KEY('j', 'u', 'l'), 6},  [28] = {KEY('a', 'u', 'g'), 7},
        [21] = {KEY('s', 'e', 'p'), 8}, [23] = {KEY('o', 'c', 't'), 9},
        [5] = {KEY('n', 'o', 'v'), 10}, [8] = {KEY('d', 'e', 'c'), 11},
    };
    uint32_t key = key_of(p);
    const named *n = &names[((key >> 8) + key) % 32];

    return n->key == key ? n->number : -1;
}

/* ---- white space and digits ---------------------------------------------- */

/* FWS with one fold at most, which is nothing to be found; NULL when there is
 * none, or less than n bytes behind it. */
static const uint8_t *
any_space(const uint8_t *p, const uint8_t *end, size_t n)
{
    bool folded = false;

    if (p == end || !eml__is(*p, EML__WSP | EML__NL))
        return NULL;
    for (; p != end && eml__is(*p, EML__WSP | EML__NL); p++)
        if (eml__is(*p, EML__NL)) {
            size_t fold = eml__fold(p, end);

            if (!fold || folded)
                return NULL;
            folded = true;
            p += fold; /* at the white space */
        }
    return (size_t)(end - p) >= n ? p : NULL;
}

/* The same, at once when it is one space. */
static inline const uint8_t *
space(const uint8_t *p, const uint8_t *end, size_t n)
{
    if ((size_t)(end - p) > n && *p == ' ' && p[1] > ' ')
        return p + 1;
    return any_space(p, end, n);
}

/* The value of two bytes if they are digits. */
static inline unsigned
pair(const uint8_t *p)
{
    return p[0] * 10u + p[1] - 11u * '0';
}

/* The same, more than 99 when they are none. */
static unsigned
two(const uint8_t *p)
{
    unsigned a = p[0] - (unsigned)'0', b = p[1] - (unsigned)'0';

    return a > 9 || b > 9 ? 100 : a * 10 + b;
}

/* Whether "0 00:00:00 +0000", with any digits, or "-", stands at p. */
static inline bool
is_clock(const uint8_t *p)
{
#ifdef EML__SCAN_SSE2
    const __m128i form =
        _mm_loadu_si128((const __m128i *)(const void *)"0 00:00:00 +0000");
    const unsigned digits = 0xf36d, others = 0x0492;
    __m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i v = _mm_sub_epi8(x, _mm_set1_epi8('0'));
    __m128i most = _mm_min_epu8(v, _mm_set1_epi8(9));
    unsigned is_digit = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(most, v));
    unsigned is_form = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, form));

    return (is_digit & digits) == digits && (is_form & others) == others &&
           (p[11] == '+' || p[11] == '-');
#else
    return eml__is(p[0], EML__DIGIT) && p[1] == ' ' && two(p + 2) < 100 &&
           p[4] == ':' && two(p + 5) < 100 && p[7] == ':' && two(p + 8) < 100 &&
           p[10] == ' ' && (p[11] == '+' || p[11] == '-') &&
           two(p + 12) < 100 && two(p + 14) < 100;
#endif
}

/* ---- the parts ----------------------------------------------------------- */

static void
set_zone(eml_date *d, bool west, unsigned minutes)
{
    d->offset_min = (int16_t)(west ? -(int)minutes : (int)minutes);
    d->zone_known = !west || minutes != 0;
}

/*
 * [day-name "," FWS] 1*2DIGIT
 *
 * These functions return what follows; NULL when something is to be said, or it
 * is another form.
 */
static const uint8_t *
plain_day(eml_date *d, const uint8_t *p, const uint8_t *end, eml__date_at *at)
{
    int name;

    if (end - p >= 4 && p[3] == ',') {
        name = eml__day_name(p);
        if (name < 0)
            return NULL;
        at->name = p;
        d->has_day_name = true;
        d->day_name = (uint8_t)name;
        p = space(p + 4, end, 2);
        if (!p)
            return NULL;
    }
    if (end - p < 2 || !eml__is(*p, EML__DIGIT))
        return NULL;
    at->day = p;
    d->day = (uint8_t)(*p++ - '0');
    if (eml__is(*p, EML__DIGIT))
        d->day = (uint8_t)(d->day * 10 + *p++ - '0');
    return p;
}

/*
 * SP month-name SP 4DIGIT SP 2DIGIT ":" 2DIGIT ":" 2DIGIT SP ("+" / "-") 4DIGIT
 */
static const uint8_t *
fixed_rest(eml_date *d, const uint8_t *p, const uint8_t *end, eml__date_at *at)
{
    unsigned high, low, minutes;
    int month;

    if (end - p < 24 || p[0] != ' ' || p[4] != ' ' || !is_clock(p + 8))
        return NULL;
    month = month_name(p + 1);
    high = two(p + 5);
    low = two(p + 7);
    d->hour = (uint8_t)pair(p + 10);
    d->minute = (uint8_t)pair(p + 13);
    d->second = (uint8_t)pair(p + 16);
    minutes = pair(p + 22);
    if (month < 0 || high < 19 || high > 99 || low > 99 || d->hour > 23 ||
        d->minute > 59 || d->second > 59 || minutes > 59 ||
        (end - p > 24 && eml__is(p[24], EML__DIGIT)))
        return NULL;
    d->month = (uint8_t)(month + 1);
    d->year = (int32_t)(high * 100 + low);
    d->has_second = true;
    set_zone(d, p[19] == '-', minutes + pair(p + 20) * 60);
    at->behind = p + 18;
    return p + 24;
}

/*
 * FWS month-name FWS 4DIGIT FWS
 */
static const uint8_t *
plain_month(eml_date *d, const uint8_t *p, const uint8_t *end)
{
    unsigned high, low;
    int name;

    p = space(p, end, 4);
    if (!p)
        return NULL;
    name = month_name(p);
    p = space(p + 3, end, 5);
    if (name < 0 || !p)
        return NULL;
    high = two(p);
    low = two(p + 2);
    if (high < 19 || high > 99 || low > 99)
        return NULL;
    d->month = (uint8_t)(name + 1);
    d->year = (int32_t)(high * 100 + low);
    return space(p + 4, end, 10);
}

/*
 * 2DIGIT ":" 2DIGIT [":" 2DIGIT] FWS ("+" / "-") 4DIGIT
 */
static const uint8_t *
plain_time(eml_date *d, const uint8_t *p, const uint8_t *end, eml__date_at *at)
{
    unsigned hour = two(p), minute = two(p + 3), second = 0;
    bool west;

    if (hour > 23 || p[2] != ':' || minute > 59)
        return NULL;
    p += 5;
    d->has_second = *p == ':';
    if (d->has_second) {
        second = two(p + 1);
        p += 3;
    }
    at->behind = p;
    p = space(p, end, 5);
    if (second > 59 || !p || (*p != '+' && *p != '-'))
        return NULL;
    d->hour = (uint8_t)hour;
    d->minute = (uint8_t)minute;
    d->second = (uint8_t)second;
    west = *p++ == '-';
    hour = two(p);
    minute = two(p + 2);
    p += 4;
    if (hour > 99 || minute > 59 || (p != end && eml__is(*p, EML__DIGIT)))
        return NULL;
    set_zone(d, west, minute + hour * 60);
    return p;
}

bool
eml__date_plain(eml__lex *x, eml_date *d, eml__date_at *at)
{
    const uint8_t *p = x->p, *end = x->end, *to;

    if (!EML__PLAIN)
        return false;
    if (p != end && eml__is(*p, EML__WSP | EML__NL))
        p = space(p, end, 1);
    if (p)
        p = plain_day(d, p, end, at);
    if (!p)
        return false;
    to = fixed_rest(d, p, end, at);
    if (!to && (p = plain_month(d, p, end)))
        to = plain_time(d, p, end, at);
    if (!to)
        return false;
    x->p = to;
    return true;
}
