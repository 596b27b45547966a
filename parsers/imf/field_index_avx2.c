/* Classes of 32 bytes at once: what the low half of a byte allows and what the
 * high half allows, looked up in registers, have a bit in common when the byte
 * is of that class. */
#include "parsers/imf/field_index.h"

#if defined(EML__HAS_AVX2) && defined(__AVX2__)
#include <immintrin.h>

/* Sixteen bytes, in both lanes. */
#define TABLE(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))

/* What is known of 32 bytes. */
typedef struct classes {
    __m256i word; /* bits 0-5: atext, by rows; 6: "."; 7: "." or "-" */
    __m256i ldh;  /* bits 0-2: digit, letter; 3: "." or "-"; 6: parenthesis;
                     7: CR or LF */
    __m256i odd;  /* bits 0-4: a byte that no indexed body has; 5: "=" */
} classes;

EML__INLINE __m256i
both(__m256i low, __m256i high, __m256i x, __m256i x_high)
{
    return _mm256_and_si256(_mm256_shuffle_epi8(low, x),
                            _mm256_shuffle_epi8(high, x_high));
}

/* clang-format off */
EML__INLINE classes
classes_of(__m256i x)
{
    const __m256i word_low = TABLE(58, 63, 62, 63, 63, 63, 63, 63, 62, 62, 61, 53, 52, -73, -4, 31);
    const __m256i word_high = TABLE(0, 0, -63, 2, 4, 8, 16, 32, 0, 0, 0, 0, 0, 0, 0, 0);
    const __m256i ldh_low = TABLE(5, 7, 7, 7, 7, 7, 7, 7, 71, 71, -122, 2, 2, -118, 10, 2);
    const __m256i ldh_high = TABLE(-128, 0, 72, 1, 2, 4, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0);
    const __m256i odd_low = TABLE(3, 3, 7, 3, 3, 3, 3, 3, 3, 2, 2, 3, 11, 34, 3, 19);
    const __m256i odd_high = TABLE(1, 2, 4, 32, 0, 8, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0);
    __m256i high = _mm256_and_si256(_mm256_srli_epi16(x, 4), _mm256_set1_epi8(15));
    classes c;

    c.word = both(word_low, word_high, x, high);
    c.ldh = both(ldh_low, ldh_high, x, high);
    c.odd = both(odd_low, odd_high, x, high);
    return c;
}
/* clang-format on */

EML__INLINE __m256i
load32(const uint8_t *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

/* The top bits of 64 bytes. */
EML__INLINE uint64_t
tops(__m256i a, __m256i b)
{
    return (uint32_t)_mm256_movemask_epi8(a) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

/* Which of 64 bytes have none of `bits`. */
EML__INLINE uint64_t
without(__m256i a, __m256i b, char bits)
{
    const __m256i v = _mm256_set1_epi8(bits), zero = _mm256_setzero_si256();

    return tops(_mm256_cmpeq_epi8(_mm256_and_si256(a, v), zero),
                _mm256_cmpeq_epi8(_mm256_and_si256(b, v), zero));
}

/* Bit 6 of each byte on top. */
EML__INLINE __m256i
up(__m256i v)
{
    return _mm256_slli_epi16(v, 1);
}

EML__INLINE void
maps_of(classes a, classes b, uint64_t out[EML__INDEX_FEW])
{
    out[EML__INDEX_END] = without(a.word, b.word, 0x7f);
    out[EML__INDEX_BREAK] = tops(_mm256_or_si256(a.ldh, up(a.ldh)),
                                 _mm256_or_si256(b.ldh, up(b.ldh)));
    out[EML__INDEX_DOT] = tops(up(a.word), up(b.word));
    out[EML__INDEX_DOT_HYPHEN] = tops(a.word, b.word);
    out[EML__INDEX_NO_LDH] = without(a.ldh, b.ldh, 0x0f);
}

/* EML__INDEX_HAS bits, by the bytes and their classes, some of them together.
 */
EML__INLINE unsigned
seen(__m256i odd, __m256i bytes)
{
    unsigned has = 0;

    if (!_mm256_testz_si256(odd, _mm256_set1_epi8(0x1f)) ||
        _mm256_movemask_epi8(bytes))
        has |= EML__INDEX_HAS_ODD;
    if (!_mm256_testz_si256(odd, _mm256_set1_epi8(0x20)))
        has |= EML__INDEX_HAS_EQUALS;
    return has;
}

/* SP, HTAB, CR and LF on top. */
EML__INLINE __m256i
white(__m256i x, classes c)
{
    __m256i space = _mm256_cmpeq_epi8(x, _mm256_set1_epi8(' '));
    __m256i tab = _mm256_cmpeq_epi8(x, _mm256_set1_epi8('\t'));

    return _mm256_or_si256(c.ldh, _mm256_or_si256(space, tab));
}

/* All maps for 64 bytes, without the bits of the first `skip`; their
 * EML__INDEX_HAS bits. */
EML__INLINE unsigned
word_of(const uint8_t *p, unsigned skip, uint64_t *out)
{
    __m256i x = load32(p), y = load32(p + 32);
    classes a = classes_of(x), b = classes_of(y);
    uint64_t few[EML__INDEX_FEW];

    maps_of(a, b, few);
    for (unsigned m = 0; m < EML__INDEX_FEW; m++)
        out[m * EML__INDEX_WORDS] = few[m] >> skip;
    out[EML__INDEX_WHITE * EML__INDEX_WORDS] =
        tops(white(x, a), white(y, b)) >> skip;
    return seen(_mm256_or_si256(a.odd, b.odd), _mm256_or_si256(x, y));
}

/* n is 64 at least: the last word is of the 64 bytes that end where they do. */
unsigned
eml__index_words_avx2(const uint8_t *p, size_t n,
                      uint64_t (*out)[EML__INDEX_WORDS])
{
    uint64_t *to = *out;
    unsigned has = 0;

    for (; n >= 64; n -= 64, p += 64)
        has |= word_of(p, 0, to++);
    return n ? has | word_of(p + n - 64, 64 - (unsigned)n, to) : has;
}

/* The first and the last of n bytes, as many of each as a register holds and as
 * there are at most: the two halves may overlap. */
unsigned
eml__index_short_avx2(const uint8_t *p, size_t n, uint64_t out[EML__INDEX_FEW])
{
    size_t half = n >= 32 ? 32 : n >= 16 ? 16 : 8;
    const uint8_t *q = p + n - half;
    uint64_t low = ~(uint64_t)0 >> (64 - half);
    classes a, b;
    __m256i x, y;

    if (half == 32) {
        x = load32(p);
        y = load32(q);
        a = classes_of(x);
        b = classes_of(y);
    } else {
        __m128i u, v;

        if (half == 16) {
            u = _mm_loadu_si128((const __m128i *)(const void *)p);
            v = _mm_loadu_si128((const __m128i *)(const void *)q);
        } else {
            u = v = _mm_unpacklo_epi64(
                _mm_loadl_epi64((const __m128i *)(const void *)p),
                _mm_loadl_epi64((const __m128i *)(const void *)q));
        }
        x = y = _mm256_inserti128_si256(_mm256_castsi128_si256(u), v, 1);
        a = b = classes_of(x);
    }
    maps_of(a, b, out);
    for (unsigned m = 0; m < EML__INDEX_FEW; m++)
        out[m] = (out[m] & low) | (out[m] >> half & low) << (n - half);
    return seen(_mm256_or_si256(a.odd, b.odd), _mm256_or_si256(x, y));
}
#else
typedef int eml__field_index_avx2_is_empty;
#endif
