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

#if defined(__SSE2__) && defined(__GNUC__) && !defined(EML_GENERAL)
#define EML__SCAN_SSE2 1
#include <emmintrin.h>
#endif

/* The number of the lowest bit; there must be one. */
static inline size_t
eml__lowest_bit(uint64_t bits)
{
#ifdef __GNUC__
    return (size_t)__builtin_ctzll(bits);
#else
    size_t n = 0;

    for (; !(bits & 1); bits >>= 1)
        n++;
    return n;
#endif
}

static inline bool
eml__plain_byte(uint8_t c)
{
    return c >= 0x20 && c < 0x7f;
}

/* Nonzero when one of the eight bytes of `x` is not in 0x20-0x7e, or is
 * `also`. */
static inline uint64_t
eml__stops8(uint64_t x, uint8_t also)
{
    const uint64_t ones = 0x0101010101010101u, high = ones << 7;
    uint64_t del = x ^ (ones * 0x7f), other = x ^ (ones * also);

    return (x | ((x - ones * 0x20) & ~x) | ((del - ones) & ~del) |
            ((other - ones) & ~other)) &
           high;
}

/* eml__stop, eight bytes at a time, for every machine. */
static inline const uint8_t *
eml__stop_swar(const uint8_t *p, const uint8_t *end, uint8_t also)
{
    while ((size_t)(end - p) >= 8) {
        uint64_t x;

        memcpy(&x, p, 8);
        if (eml__stops8(x, also))
            break;
        p += 8;
    }
    while (p != end && eml__plain_byte(*p) && *p != also)
        p++;
    return p;
}

#ifdef EML__SCAN_SSE2
static inline __m128i
eml__load16(const uint8_t *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

/* A bit for each of 16 bytes that is not in 0x20-0x7e, or is `also`: as signed
 * numbers the control characters and the bytes over 127 are those below
 * 0x20. */
static inline unsigned
eml__stops16(const uint8_t *p, uint8_t also)
{
    __m128i x = eml__load16(p);
    __m128i low = _mm_cmplt_epi8(x, _mm_set1_epi8(0x20));
    __m128i del = _mm_cmpeq_epi8(x, _mm_set1_epi8(0x7f));
    __m128i other = _mm_cmpeq_epi8(x, _mm_set1_epi8((char)also));

    return (unsigned)_mm_movemask_epi8(
        _mm_or_si128(_mm_or_si128(low, del), other));
}

static inline const uint8_t *
eml__stop_sse2(const uint8_t *base, const uint8_t *p, const uint8_t *end,
               uint8_t also)
{
    unsigned bits;

    while ((size_t)(end - p) >= 16) {
        bits = eml__stops16(p, also);
        if (bits)
            return p + __builtin_ctz(bits);
        p += 16;
    }
    if (p != end && (size_t)(end - base) >= 16) {
        bits = eml__stops16(end - 16, also) >> (16 - (size_t)(end - p));
        return bits ? p + __builtin_ctz(bits) : end;
    }
    while (p != end && eml__plain_byte(*p) && *p != also)
        p++;
    return p;
}
#endif

/* eml__stop finds the first byte that is not in 0x20-0x7e (white space other
 * than SP, line ends, control characters, bytes over 127) or is `also`. */
static inline const uint8_t *
eml__stop(const uint8_t *base, const uint8_t *p, const uint8_t *end,
          uint8_t also)
{
#ifdef EML__SCAN_SSE2
    return eml__stop_sse2(base, p, end, also);
#else
    (void)base;
    return eml__stop_swar(p, end, also);
#endif
}

/* eml__comment_stop goes on from p to the first byte that is not in 0x20-0x7e
 * or is a parenthesis or a backslash, or not as far. */
static inline const uint8_t *
eml__comment_stop(const uint8_t *p, const uint8_t *end)
{
#ifdef EML__SCAN_SSE2
    for (; (size_t)(end - p) >= 16; p += 16) {
        __m128i x = eml__load16(p);
        __m128i low = _mm_cmplt_epi8(x, _mm_set1_epi8(0x20));
        __m128i del = _mm_cmpeq_epi8(x, _mm_set1_epi8(0x7f));
        __m128i slash = _mm_cmpeq_epi8(x, _mm_set1_epi8('\\'));
        /* "(" and ")" differ in the last bit */
        __m128i paren = _mm_cmpeq_epi8(_mm_or_si128(x, _mm_set1_epi8(1)),
                                       _mm_set1_epi8(')'));
        unsigned bits = (unsigned)_mm_movemask_epi8(
            _mm_or_si128(_mm_or_si128(low, del), _mm_or_si128(slash, paren)));

        if (bits)
            return p + __builtin_ctz(bits);
    }
#else
    (void)end;
#endif
    return p;
}

/* eml__plain_end is eml__stop without another byte. */
static inline const uint8_t *
eml__plain_end(const uint8_t *base, const uint8_t *p, const uint8_t *end)
{
    return eml__stop(base, p, end, 0x7f);
}

/* eml__vchar_end finds the first byte that is not in 0x21-0x7e, or is `also`.
 */
static inline const uint8_t *
eml__vchar_end(const uint8_t *p, const uint8_t *end, uint8_t also)
{
#ifdef EML__SCAN_SSE2
    for (; (size_t)(end - p) >= 16; p += 16) {
        __m128i x = eml__load16(p);
        __m128i low = _mm_cmplt_epi8(x, _mm_set1_epi8(0x21));
        __m128i del = _mm_cmpeq_epi8(x, _mm_set1_epi8(0x7f));
        __m128i other = _mm_cmpeq_epi8(x, _mm_set1_epi8((char)also));
        unsigned bits = (unsigned)_mm_movemask_epi8(
            _mm_or_si128(_mm_or_si128(low, del), other));

        if (bits)
            return p + __builtin_ctz(bits);
    }
#endif
    while (p != end && *p > 0x20 && *p < 0x7f && *p != also)
        p++;
    return p;
}

/* eml__ftext_end finds the first byte that is no ftext (RFC 5322 section
 * 3.6.8). */
static inline const uint8_t *
eml__ftext_end(const uint8_t *p, const uint8_t *end)
{
    return eml__vchar_end(p, end, ':');
}

#ifdef EML__SCAN_SSE2
static inline __m128i
eml__not_plain(const uint8_t *p)
{
    __m128i x = eml__load16(p);

    return _mm_or_si128(_mm_cmplt_epi8(x, _mm_set1_epi8(0x20)),
                        _mm_cmpeq_epi8(x, _mm_set1_epi8(0x7f)));
}

/* A bit for each of the n bytes at p, n from 16 to 64, that is not in 0x20-0x7e
 * or is `also`: loads that overlap, so that none is beyond the last byte. */
static inline uint64_t
eml__stops_within(const uint8_t *p, size_t n, uint8_t also)
{
    size_t last = n - 16, b = last < 16 ? last : 16, c = last < 32 ? last : 32;

    return (uint64_t)eml__stops16(p, also) |
           (uint64_t)eml__stops16(p + b, also) << b |
           (uint64_t)eml__stops16(p + c, also) << c |
           (uint64_t)eml__stops16(p + last, also) << last;
}

/* The top bits of four times 16 bytes. */
static inline uint64_t
eml__tops64(__m128i a, __m128i b, __m128i c, __m128i d)
{
    unsigned low =
        (unsigned)_mm_movemask_epi8(a) | (unsigned)_mm_movemask_epi8(b) << 16;
    unsigned high =
        (unsigned)_mm_movemask_epi8(c) | (unsigned)_mm_movemask_epi8(d) << 16;

    return low | (uint64_t)high << 32;
}
#endif

/* A bit for each of the 64 bytes at p that is not in 0x20-0x7e. */
static inline uint64_t
eml__stops64(const uint8_t *p)
{
#ifdef EML__SCAN_SSE2
    return eml__tops64(eml__not_plain(p), eml__not_plain(p + 16),
                       eml__not_plain(p + 32), eml__not_plain(p + 48));
#else
    uint64_t bits = 0;

    for (unsigned i = 0; i < 64; i++)
        bits |= (uint64_t)!eml__plain_byte(p[i]) << i;
    return bits;
#endif
}

/* eml__ascii says whether no byte of [p, end) is over 127. Words that may
 * overlap: short texts take no loop whose end cannot be foretold. */
static inline bool
eml__ascii(const uint8_t *p, const uint8_t *end)
{
    const uint64_t high = 0x8080808080808080u;
    uint64_t any = 0, x = 0;
    size_t n = (size_t)(end - p);

#ifdef EML__SCAN_SSE2
    if (n >= 16) {
        size_t last = n - 16;
        __m128i all = eml__load16(end - 16);

        for (; last > 32; last -= 32, p += 32)
            all = _mm_or_si128(
                all, _mm_or_si128(eml__load16(p), eml__load16(p + 16)));
        all = _mm_or_si128(all, eml__load16(p));
        all = _mm_or_si128(all, eml__load16(p + (last < 16 ? last : 16)));
        return _mm_movemask_epi8(all) == 0;
    }
#endif
    if (n >= 8) {
        memcpy(&any, end - 8, 8);
        for (; n > 8; n -= 8, p += 8) {
            memcpy(&x, p, 8);
            any |= x;
        }
        return !(any & high);
    }
    for (; n; n--)
        any |= *p++;
    return !(any & high);
}
#endif
