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

/* Fills a word of the first num of the maps, `step` words apart, for those of
 * 64 bytes that `only` has; returns their EML__INDEX_HAS bits. */
EML__INLINE unsigned
maps_of(__m512i x, uint64_t only, uint64_t *out, unsigned num, size_t step)
{
    __m512i low = _mm512_loadu_si512(eml__index_classes);
    __m512i high = _mm512_loadu_si512(eml__index_classes + 64);
    __m512i v = _mm512_permutex2var_epi8(low, x, high);
    uint64_t over = _mm512_movepi8_mask(x);

    /* all over 127 are of one class */
    v = _mm512_mask_mov_epi8(v, over,
                             _mm512_set1_epi8((char)eml__index_classes[255]));
    for (unsigned m = 0; m < num; m++)
        out[m * step] = bit(v, m) & only;
    return (bit(v, EML__INDEX_MAPS) & only ? EML__INDEX_HAS_ODD : 0u) |
           (bit(v, EML__INDEX_MAPS + 1) & only ? EML__INDEX_HAS_EQUALS : 0u);
}

unsigned
eml__index_words_avx512(const uint8_t *p, size_t n,
                        uint64_t (*out)[EML__INDEX_WORDS])
{
    uint64_t *to = *out, only;
    unsigned has = 0;

    for (; n >= 64; n -= 64, p += 64)
        has |= maps_of(_mm512_loadu_si512(p), ~UINT64_C(0), to++,
                       EML__INDEX_MAPS, EML__INDEX_WORDS);
    if (!n)
        return has;
    only = _bzhi_u64(~UINT64_C(0), (unsigned)n);
    return has | maps_of(_mm512_maskz_loadu_epi8(only, p), only, to,
                         EML__INDEX_MAPS, EML__INDEX_WORDS);
}

unsigned
eml__index_short_avx512(const uint8_t *p, size_t n,
                        uint64_t out[EML__INDEX_FEW])
{
    uint64_t only = _bzhi_u64(~UINT64_C(0), (unsigned)n);

    return maps_of(_mm512_maskz_loadu_epi8(only, p), only, out, EML__INDEX_FEW,
                   1);
}
#else
typedef int eml__field_index_avx512_is_empty;
#endif
