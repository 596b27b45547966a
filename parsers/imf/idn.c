/* RFC 5890 section 2.3.2.1: A-labels and U-labels, as far as that can be told
 * without the tables of RFC 5892: Punycode (RFC 3492), hyphens (RFC 5891
 * section 4.2.3.1), lengths, and the characters that are DISALLOWED whatever
 * the version of Unicode. Joining, direction, normalization and unassigned
 * characters are not looked at. */
#include "parsers/imf/addr_int.h"

#include "eml/idn.h"
#include "eml/utf8.h"

#include <string.h>

enum {
    BASE = 36,
    TMIN = 1,
    TMAX = 26,
    SKEW = 38,
    DAMP = 700,
    INITIAL_BIAS = 72,
    INITIAL_N = 128,
    MAX_U = 252 /* octets of a U-label (RFC 5890 section 4.2) */
};

/* RFC 3492 section 6.1 */
static uint32_t
adapt(uint32_t delta, uint32_t num_points, bool first)
{
    uint32_t k = 0;

    delta = first ? delta / DAMP : delta / 2;
    delta += delta / num_points;
    for (; delta > ((BASE - TMIN) * TMAX) / 2; k += BASE)
        delta /= BASE - TMIN;
    return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

static uint32_t
threshold(uint32_t k, uint32_t bias)
{
    return k <= bias ? TMIN : k >= bias + TMAX ? TMAX : k - bias;
}

static uint32_t
digit_of(uint8_t c)
{
    c = eml__lower(c);
    if (c >= 'a' && c <= 'z')
        return (uint32_t)(c - 'a');
    return c >= '0' && c <= '9' ? (uint32_t)(c - '0' + 26) : BASE;
}

/* RFC 3492 section 6.2 for at most 59 characters. Returns the number of code
 * points, 0 when `in` is no Punycode. */
unsigned
eml__punycode_decode(eml_span in, uint32_t out[EML__MAX_LABEL])
{
    uint32_t n = INITIAL_N, i = 0, bias = INITIAL_BIAS;
    unsigned len = 0;
    size_t at = 0;

    for (size_t j = in.n; j > 0 && !at; j--)
        if (in.p[j - 1] == '-')
            at = j;
    if (at == 1)
        return 0; /* the delimiter is there only behind basic characters */
    while (len + 1 < at) {
        out[len] = eml__lower(in.p[len]);
        len++;
    }
    while (at < in.n) {
        uint32_t was = i, w = 1;

        for (uint32_t k = BASE;; k += BASE) {
            uint32_t digit = at < in.n ? digit_of(in.p[at++]) : BASE, t;

            if (digit == BASE || digit > (UINT32_MAX - i) / w)
                return 0;
            i += digit * w;
            t = threshold(k, bias);
            if (digit < t)
                break;
            if (w > UINT32_MAX / (BASE - t))
                return 0;
            w *= BASE - t;
        }
        len++;
        bias = adapt(i - was, len, was == 0);
        if (i / len > 0x10ffff - n)
            return 0;
        n += i / len;
        i %= len;
        for (unsigned j = len - 1; j > i; j--)
            out[j] = out[j - 1];
        out[i++] = n;
    }
    return len;
}

static uint8_t
digit(uint32_t d)
{
    return (uint8_t)(d < 26 ? 'a' + d : '0' + d - 26);
}

size_t
eml__punycode_encode(const uint32_t *in, unsigned len,
                     uint8_t to[EML__MAX_LABEL])
{
    uint32_t n = INITIAL_N, delta = 0, bias = INITIAL_BIAS, done = 0;
    size_t out = 0;
    bool first = true;

    for (unsigned i = 0; i < len; i++)
        if (in[i] < INITIAL_N && done++ < EML__MAX_LABEL)
            to[done - 1] = (uint8_t)in[i];
    out = done + (done > 0);
    if (done > 0 && done < EML__MAX_LABEL)
        to[done] = '-';
    while (done < len && out <= EML__MAX_LABEL) {
        uint32_t m = UINT32_MAX;

        for (unsigned i = 0; i < len; i++)
            if (in[i] >= n && in[i] < m)
                m = in[i];
        /* at most 252 * 0x110000: no overflow */
        delta += (m - n) * (done + 1);
        n = m;
        for (unsigned i = 0; i < len; i++) {
            delta += in[i] < n;
            if (in[i] != n)
                continue;
            for (uint32_t k = BASE, q = delta;; k += BASE) {
                uint32_t t = threshold(k, bias);

                if (out++ < EML__MAX_LABEL)
                    to[out - 1] = digit(q < t ? q : t + (q - t) % (BASE - t));
                if (q < t)
                    break;
                q = (q - t) / (BASE - t);
            }
            bias = adapt(delta, done + 1, first);
            first = false;
            delta = 0;
            done++;
        }
        delta++;
        n++;
    }
    return out;
}

/* Characters that RFC 5892 section 3 makes DISALLOWED in every version of
 * Unicode, besides those of ASCII: controls, private use, noncharacters,
 * surrogates, and blocks of Appendix B.1 without a single letter. */
static bool
is_disallowed(uint32_t c)
{
    static const struct range {
        uint32_t from, to;
    } ranges[] = {{0x80, 0xb6},       {0xb8, 0xde},       {0xf7, 0xf7},
                  {0x2000, 0x200b},   {0x200e, 0x2064},   {0x3000, 0x3004},
                  {0x3008, 0x3029},   {0xd800, 0xfa0d},   {0xfdd0, 0xfdef},
                  {0xfe00, 0xfe19},   {0xfe30, 0xfe52},   {0xfeff, 0xfeff},
                  {0xff01, 0xffbe},   {0xe0001, 0xe0001}, {0xe0020, 0xe007f},
                  {0xe0100, 0xe01ef}, {0xf0000, 0x10ffff}};

    if ((c & 0xfffe) == 0xfffe)
        return true;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (c >= ranges[i].from && c <= ranges[i].to)
            return true;
    return false;
}

/* What holds for the characters of every U-label. */
static bool
is_ulabel(const uint32_t *c, unsigned len)
{
    bool beyond = false;

    if (c[0] == '-' || c[len - 1] == '-')
        return false;
    if (len >= 4 && c[2] == '-' && c[3] == '-')
        return false;
    for (unsigned i = 0; i < len; i++) {
        if (c[i] >= INITIAL_N) {
            beyond = true;
            if (is_disallowed(c[i]))
                return false;
        } else if (!(c[i] >= 'a' && c[i] <= 'z') && c[i] != '-' &&
                   !(c[i] >= '0' && c[i] <= '9')) {
            return false;
        }
    }
    return beyond;
}

bool
eml__alabel(eml_span label)
{
    uint32_t c[EML__MAX_LABEL];
    unsigned len;

    if (label.n > EML__MAX_LABEL)
        return false;
    len = eml__punycode_decode((eml_span){label.p + 4, label.n - 4}, c);
    return len > 0 && is_ulabel(c, len);
}

/* The characters of a label; 0 when it has none, or more than a U-label may,
 * or is not UTF-8. */
static unsigned
characters(eml_span label, uint32_t c[MAX_U])
{
    unsigned len = 0;

    if (label.n > MAX_U)
        return 0;
    while (label.n) {
        int32_t one = eml_utf8_next(&label);

        if (one < 0)
            return 0;
        c[len++] = (uint32_t)one;
    }
    return len;
}

bool
eml__ulabel(eml_span label)
{
    uint32_t c[MAX_U];
    uint8_t room[EML__MAX_LABEL];
    unsigned len = characters(label, c);

    return len > 0 && is_ulabel(c, len) &&
           4 + eml__punycode_encode(c, len, room) <= EML__MAX_LABEL;
}

/* Appends the A-label of a U-label to out[0..cap). Returns its length, 0 when
 * it is none or does not fit. */
static size_t
write_alabel(eml_span label, uint8_t *out, size_t cap)
{
    uint32_t c[MAX_U];
    uint8_t room[EML__MAX_LABEL];
    unsigned len = characters(label, c);
    size_t n;

    for (unsigned i = 0; i < len; i++)
        if (c[i] >= 'A' && c[i] <= 'Z')
            c[i] += 'a' - 'A';
    if (len == 0 || !is_ulabel(c, len))
        return 0;
    n = 4 + eml__punycode_encode(c, len, room);
    if (n > EML__MAX_LABEL || n > cap)
        return 0;
    memcpy(out, "xn--", 4);
    memcpy(out + 4, room, n - 4);
    return n;
}

bool
eml_idn_to_ascii(eml_span domain, uint8_t to[EML_IDN_MAX], eml_span *out)
{
    size_t n = 0;

    if (eml_ascii_len(domain) == domain.n) {
        *out = domain;
        return true;
    }
    for (size_t at = 0; at <= domain.n;) {
        const uint8_t *dot =
            at == domain.n ? NULL : memchr(domain.p + at, '.', domain.n - at);
        eml_span label = {domain.p + at,
                          dot ? (size_t)(dot - domain.p) - at : domain.n - at};
        size_t len = label.n;

        if (at && n < EML_IDN_MAX)
            to[n++] = '.';
        if (eml_ascii_len(label) != label.n)
            len = write_alabel(label, to + n, EML_IDN_MAX - n);
        else if (len <= EML_IDN_MAX - n)
            memcpy(to + n, label.p, len);
        if (len > EML_IDN_MAX - n || (len == 0 && label.n > 0))
            return false;
        n += len;
        at += label.n + 1;
    }
    *out = (eml_span){to, n};
    return true;
}
