/* Classes of 64 bytes at once: a table of 128 in two registers gives the class
 * of each byte, and each test of its bits is a map. */
#include "parsers/imf/field_index.h"

#if defined(EML__HAS_AVX512) && defined(__AVX512VBMI__)
#include <immintrin.h>

EML__INLINE uint64_t
bit(__m512i v, unsigned k)
{
    return _mm512_test_epi8_mask(v, _mm512_set1_epi8((char)(1 << k)));
}

/* The classes of 64 bytes that are all below 128. */
EML__INLINE __m512i
classes_of(__m512i x)
{
    __m512i low = _mm512_loadu_si512(eml__index_classes);
    __m512i high = _mm512_loadu_si512(eml__index_classes + 64);

    return _mm512_permutex2var_epi8(low, x, high);
}

EML__INLINE void
word_of(__m512i v, uint64_t *out, eml__index_carry *c)
{
    uint64_t all[EML__INDEX_MAPS];

    for (unsigned m = 0; m < EML__INDEX_MAPS; m++)
        out[m * EML__INDEX_WORDS] = all[m] = bit(v, m);
    eml__index_judge(all, bit(v, EML__INDEX_CR_EQUALS), c);
}

unsigned
eml__index_words_avx512(const uint8_t *p, size_t n,
                        uint64_t (*out)[EML__INDEX_WORDS])
{
    eml__index_carry c = EML__INDEX_BEGIN;
    __m512i x, v, bytes = _mm512_setzero_si512(), seen = bytes;
    uint64_t *to = *out;

    for (; n >= 64; n -= 64, p += 64) {
        x = _mm512_loadu_si512(p);
        v = classes_of(x);
        bytes = _mm512_or_si512(bytes, x);
        seen = _mm512_or_si512(seen, v);
        word_of(v, to++, &c);
    }
    if (n) {
        uint64_t only = _bzhi_u64(~UINT64_C(0), (unsigned)n);

        x = _mm512_maskz_loadu_epi8(only, p);
        v = _mm512_maskz_mov_epi8(only, classes_of(x));
        bytes = _mm512_or_si512(bytes, x);
        seen = _mm512_or_si512(seen, v);
        word_of(v, to, &c);
    }
    return eml__index_has(&c, bit(seen, EML__INDEX_ODD) |
                                  _mm512_movepi8_mask(bytes));
}

unsigned
eml__index_short_avx512(const uint8_t *p, size_t n,
                        uint64_t out[EML__INDEX_FEW])
{
    uint64_t only = _bzhi_u64(~UINT64_C(0), (unsigned)n);
    __m512i x = _mm512_maskz_loadu_epi8(only, p), v = classes_of(x);

    /* all over 127 are of one class */
    v = _mm512_mask_mov_epi8(v, _mm512_movepi8_mask(x),
                             _mm512_set1_epi8((char)eml__index_classes[255]));
    v = _mm512_maskz_mov_epi8(only, v);
    for (unsigned m = 0; m < EML__INDEX_FEW; m++)
        out[m] = bit(v, m);
    return (bit(v, EML__INDEX_ODD) ? EML__INDEX_HAS_ODD : 0u) |
           (bit(v, EML__INDEX_CR_EQUALS) & ~bit(v, EML__INDEX_WHITE)
                ? EML__INDEX_HAS_EQUALS
                : 0u);
}
#else
typedef int eml__field_index_avx512_is_empty;
#endif
