#ifndef EML_PARSERS_IMF_SCAN_H
#define EML_PARSERS_IMF_SCAN_H
/* scan.h -- the next byte of a header that is not plain text, found many bytes
 * at a time. Internal. Layer: parsers/imf.
 *
 * Each function returns the first byte of [p, end) that it looks for, or end.
 * [base, end) is memory that may be read: with 16 bytes there, the tail of the
 * range is one overlapping load. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__) && defined(__GNUC__)
#define EML__SCAN_SSE2 1
#include <emmintrin.h>
#endif

static inline bool
eml__plain_byte(uint8_t c)
{
    return c >= 0x20 && c < 0x7f;
}

/* In `x` the high bit of each byte at and below the first one that is not in
 * 0x20-0x7e is exact: nonzero when there is any. */
static inline uint64_t
eml__not_plain8(uint64_t x)
{
    const uint64_t ones = 0x0101010101010101u, high = ones << 7;
    uint64_t del = x ^ (ones * 0x7f);

    return (x | ((x - ones * 0x20) & ~x) | ((del - ones) & ~del)) & high;
}

/* eml__plain_end, eight bytes at a time, for every machine. */
static inline const uint8_t *
eml__plain_end_swar(const uint8_t *p, const uint8_t *end)
{
    while ((size_t)(end - p) >= 8) {
        uint64_t x;

        memcpy(&x, p, 8);
        if (eml__not_plain8(x))
            break;
        p += 8;
    }
    while (p != end && eml__plain_byte(*p))
        p++;
    return p;
}

#ifdef EML__SCAN_SSE2
/* A bit for each of 16 bytes not in 0x20-0x7e: as signed numbers the control
 * characters and the bytes over 127 are those below 0x20. */
static inline unsigned
eml__not_plain16(const uint8_t *p)
{
    __m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i low = _mm_cmplt_epi8(x, _mm_set1_epi8(0x20));
    __m128i del = _mm_cmpeq_epi8(x, _mm_set1_epi8(0x7f));

    return (unsigned)_mm_movemask_epi8(_mm_or_si128(low, del));
}

static inline const uint8_t *
eml__plain_end_sse2(const uint8_t *base, const uint8_t *p, const uint8_t *end)
{
    unsigned bits;

    while ((size_t)(end - p) >= 16) {
        bits = eml__not_plain16(p);
        if (bits)
            return p + __builtin_ctz(bits);
        p += 16;
    }
    if (p != end && (size_t)(end - base) >= 16) {
        bits = eml__not_plain16(end - 16) >> (16 - (size_t)(end - p));
        return bits ? p + __builtin_ctz(bits) : end;
    }
    while (p != end && eml__plain_byte(*p))
        p++;
    return p;
}
#endif

/* eml__plain_end finds the first byte that is not in 0x20-0x7e: white space
 * other than SP, line ends, control characters and bytes over 127. */
static inline const uint8_t *
eml__plain_end(const uint8_t *base, const uint8_t *p, const uint8_t *end)
{
#ifdef EML__SCAN_SSE2
    return eml__plain_end_sse2(base, p, end);
#else
    (void)base;
    return eml__plain_end_swar(p, end);
#endif
}

/* eml__ascii says whether no byte of [p, end) is over 127. */
static inline bool
eml__ascii(const uint8_t *p, const uint8_t *end)
{
    uint64_t any = 0, x = 0;
    size_t n = (size_t)(end - p);

    for (; n >= 8; n -= 8, p += 8) {
        memcpy(&x, p, 8);
        any |= x;
    }
    for (; n; n--)
        any |= *p++;
    return !(any & 0x8080808080808080u);
}

/* eml__find_word finds "=?". */
static inline const uint8_t *
eml__find_word(const uint8_t *p, const uint8_t *end)
{
    /* "?" is rarer than "=" in header fields: base64 has no "?". */
    while (end - p >= 2) {
        const uint8_t *q = memchr(p + 1, '?', (size_t)(end - p) - 1);

        if (!q)
            break;
        if (q[-1] == '=')
            return q - 1;
        p = q;
    }
    return end;
}
#endif
