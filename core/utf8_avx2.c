/* ASCII and UTF-8 checks in vectors of 32 bytes. The validation is that of
 * J. Keiser and D. Lemire, "Validating UTF-8 In Less Than One Instruction Per
 * Byte" (2020): three table look-ups, by the nibbles of each byte and of the
 * one before it, name what is wrong with the pair. */
#include "core/utf8_int.h"

#if defined(EML__HAS_AVX2) && defined(__AVX2__)
#include <immintrin.h>

/* The same 16 bytes in both lanes. */
#define BOTH(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

static inline __m256i
load32(const uint8_t *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

static inline bool
is_ascii(__m256i v)
{
    return _mm256_movemask_epi8(v) == 0;
}

size_t
eml__ascii_len_avx2(const uint8_t *p, size_t n)
{
    size_t i = 0;

    while (n - i >= 128 &&
           is_ascii(_mm256_or_si256(
               _mm256_or_si256(load32(p + i), load32(p + i + 32)),
               _mm256_or_si256(load32(p + i + 64), load32(p + i + 96)))))
        i += 128;
    while (n - i >= 32 && is_ascii(load32(p + i)))
        i += 32;
    return i;
}

/* What can be wrong with two bytes in a row. A fault is there when all three
 * tables name it. PAIR is a fault only where no third or fourth byte is due,
 * and one that is missing there is found as its absence. */
enum {
    SHORT = 1 << 0,      /* a lead byte, then no continuation */
    LONG = 1 << 1,       /* ASCII, then a continuation */
    OVERLONG_3 = 1 << 2, /* E0 80-9F */
    LARGE = 1 << 3,      /* F4 90-BF, F5-FF 90-BF */
    SURROGATE = 1 << 4,  /* ED A0-BF */
    OVERLONG_2 = 1 << 5, /* C0-C1 80-BF */
    FOUR_80 = 1 << 6,    /* F0 80-8F is overlong, F5-FF 80-8F too large */
    PAIR = 1 << 7,       /* two continuations */
    ANY = SHORT | LONG | PAIR
};
#define C(bits) ((char)(bits))

static inline __m256i
by_first_high(__m256i nibbles)
{
    const __m256i table =
        BOTH(LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG, C(PAIR), C(PAIR),
             C(PAIR), C(PAIR), SHORT | OVERLONG_2, SHORT,
             SHORT | OVERLONG_3 | SURROGATE, SHORT | LARGE | FOUR_80);

    return _mm256_shuffle_epi8(table, nibbles);
}

static inline __m256i
by_first_low(__m256i nibbles)
{
    const __m256i table =
        BOTH(C(ANY | OVERLONG_2 | OVERLONG_3 | FOUR_80), C(ANY | OVERLONG_2),
             C(ANY), C(ANY), C(ANY | LARGE), C(ANY | LARGE | FOUR_80),
             C(ANY | LARGE | FOUR_80), C(ANY | LARGE | FOUR_80),
             C(ANY | LARGE | FOUR_80), C(ANY | LARGE | FOUR_80),
             C(ANY | LARGE | FOUR_80), C(ANY | LARGE | FOUR_80),
             C(ANY | LARGE | FOUR_80), C(ANY | LARGE | FOUR_80 | SURROGATE),
             C(ANY | LARGE | FOUR_80), C(ANY | LARGE | FOUR_80));

    return _mm256_shuffle_epi8(table, nibbles);
}

static inline __m256i
by_second_high(__m256i nibbles)
{
    enum { TAIL = LONG | OVERLONG_2 | PAIR };
    const __m256i table =
        BOTH(SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT,
             C(TAIL | OVERLONG_3 | FOUR_80), C(TAIL | OVERLONG_3 | LARGE),
             C(TAIL | SURROGATE | LARGE), C(TAIL | SURROGATE | LARGE), SHORT,
             SHORT, SHORT, SHORT);

    return _mm256_shuffle_epi8(table, nibbles);
}

/* Not zero where `v`, which comes after `before`, has a fault. */
static inline __m256i
faults(__m256i before, __m256i v)
{
    const __m256i nibble = _mm256_set1_epi8(15);
    __m256i joint = _mm256_permute2x128_si256(before, v, 0x21);
    __m256i back_1 = _mm256_alignr_epi8(v, joint, 15);
    __m256i back_2 = _mm256_alignr_epi8(v, joint, 14);
    __m256i back_3 = _mm256_alignr_epi8(v, joint, 13);
    __m256i pairs = _mm256_and_si256(
        _mm256_and_si256(by_first_high(_mm256_and_si256(
                             _mm256_srli_epi16(back_1, 4), nibble)),
                         by_first_low(_mm256_and_si256(back_1, nibble))),
        by_second_high(_mm256_and_si256(_mm256_srli_epi16(v, 4), nibble)));
    /* The high bit, PAIR's, where E0 or more is two back or F0 three back. */
    __m256i due = _mm256_or_si256(
        _mm256_subs_epu8(back_2, _mm256_set1_epi8(0xe0 - 0x80)),
        _mm256_subs_epu8(back_3, _mm256_set1_epi8(0xf0 - 0x80)));

    return _mm256_xor_si256(pairs,
                            _mm256_and_si256(due, _mm256_set1_epi8(C(PAIR))));
}

size_t
eml__utf8_valid_avx2(const uint8_t *p, size_t n)
{
    __m256i before = _mm256_setzero_si256();
    bool was_ascii = true;
    size_t i = 0;

    for (; n - i >= 32; i += 32) {
        __m256i v = load32(p + i);
        bool ascii = is_ascii(v);

        if (!ascii || !was_ascii) {
            __m256i bad = faults(before, v);

            if (!_mm256_testz_si256(bad, bad))
                break;
        }
        was_ascii = ascii;
        before = v;
    }
    return i;
}
#else
typedef int eml__utf8_avx2_empty; /* C11 has no empty translation unit */
#endif
