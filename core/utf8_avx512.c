/* UTF-8 validation as in utf8_avx2.c, in vectors of 64 bytes. */
#include "core/utf8_int.h"
#include "core/utf8_tables.h"

#if defined(EML__HAS_AVX512) && defined(__AVX512VBMI__)
#include <immintrin.h>

static inline __m512i
look_up(const uint8_t table[16], __m512i nibbles)
{
    __m128i t = _mm_loadu_si128((const __m128i *)(const void *)table);

    return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(t), nibbles);
}

static inline __m512i
high_nibbles(__m512i v)
{
    return _mm512_and_si512(_mm512_srli_epi16(v, 4), _mm512_set1_epi8(15));
}

/* Not zero where `v`, which comes after `before`, has a fault. */
static inline __m512i
faults(__m512i before, __m512i v)
{
    __m512i joint = _mm512_alignr_epi64(v, before, 6);
    __m512i back_1 = _mm512_alignr_epi8(v, joint, 15);
    __m512i back_2 = _mm512_alignr_epi8(v, joint, 14);
    __m512i back_3 = _mm512_alignr_epi8(v, joint, 13);
    __m512i low = _mm512_and_si512(back_1, _mm512_set1_epi8(15));
    __m512i pairs = _mm512_and_si512(
        _mm512_and_si512(look_up(eml__first_high, high_nibbles(back_1)),
                         look_up(eml__first_low, low)),
        look_up(eml__second_high, high_nibbles(v)));
    /* The high bit, PAIR's, where E0 or more is two back or F0 three back. */
    __m512i due = _mm512_or_si512(
        _mm512_subs_epu8(back_2, _mm512_set1_epi8(0xe0 - 0x80)),
        _mm512_subs_epu8(back_3, _mm512_set1_epi8(0xf0 - 0x80)));

    return _mm512_xor_si512(
        pairs, _mm512_and_si512(due, _mm512_set1_epi8((char)PAIR)));
}

/* How many of the last of p[0..n) begin a character that goes on behind them,
 * when all before that is valid. */
static inline size_t
unfinished(const uint8_t *p, size_t n)
{
    for (size_t k = 1; k <= 3 && k <= n && p[n - k] >= 0x80; k++) {
        uint8_t c = p[n - k];

        if (c >= 0xc0)
            return k < (c < 0xe0 ? 2u : c < 0xf0 ? 3u : 4u) ? k : 0;
    }
    return 0;
}

/* The same of the `n` bytes, less than a vector, after `before`: how many have
 * no fault, all or none. NUL comes after them, which ends a character. */
static inline size_t
last_valid(__m512i before, const uint8_t *p, size_t n)
{
    __mmask64 some = (UINT64_C(1) << n) - 1;
    __m512i bad = faults(before, _mm512_maskz_loadu_epi8(some, p));

    return _mm512_test_epi8_mask(bad, bad) ? 0 : n;
}

size_t
eml__utf8_valid_avx512(const uint8_t *p, size_t n)
{
    __m512i before = _mm512_setzero_si512();
    bool was_ascii = true;
    size_t i = 0, cut;

    for (; n - i >= 64; i += 64) {
        __m512i v = _mm512_loadu_si512(p + i);
        bool ascii = _mm512_movepi8_mask(v) == 0;

        if (!ascii || !was_ascii) {
            __m512i bad = faults(before, v);

            if (_mm512_test_epi8_mask(bad, bad))
                return i;
        }
        was_ascii = ascii;
        before = v;
    }
    cut = unfinished(p, n);
    return n - i > cut ? i + last_valid(before, p + i, n - i - cut) : i;
}
#else
typedef int eml__utf8_avx512_empty; /* C11 has no empty translation unit */
#endif
