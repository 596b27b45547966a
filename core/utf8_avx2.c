/* ASCII and UTF-8 checks in vectors of 32 bytes. The validation: three table
 * look-ups, by the nibbles of each byte and of the one before it, name what is
 * wrong with the pair. */
#include "core/utf8_int.h"
#include "core/utf8_tables.h"

#if defined(EML__HAS_AVX2) && defined(__AVX2__)
#include <immintrin.h>

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
    /* the last bytes, with some of those before */
    return n >= 32 && n - i < 32 && is_ascii(load32(p + n - 32)) ? n : i;
}

static inline __m256i
look_up(const uint8_t table[16], __m256i nibbles)
{
    __m128i t = _mm_loadu_si128((const __m128i *)(const void *)table);

    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(t), nibbles);
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
    __m256i first_high = _mm256_and_si256(_mm256_srli_epi16(back_1, 4), nibble);
    __m256i high = _mm256_and_si256(_mm256_srli_epi16(v, 4), nibble);
    __m256i pairs = _mm256_and_si256(
        _mm256_and_si256(
            look_up(eml__first_high, first_high),
            look_up(eml__first_low, _mm256_and_si256(back_1, nibble))),
        look_up(eml__second_high, high));
    /* The high bit, PAIR's, where E0 or more is two back or F0 three back. */
    __m256i due = _mm256_or_si256(
        _mm256_subs_epu8(back_2, _mm256_set1_epi8(0xe0 - 0x80)),
        _mm256_subs_epu8(back_3, _mm256_set1_epi8(0xf0 - 0x80)));

    return _mm256_xor_si256(
        pairs, _mm256_and_si256(due, _mm256_set1_epi8((char)PAIR)));
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
