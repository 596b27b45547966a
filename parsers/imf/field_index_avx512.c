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

/* The first num of the maps for those of 64 bytes that `only` has; returns
 * their EML__INDEX_HAS bits. */
EML__INLINE unsigned
maps_of(__m512i x, uint64_t only, uint64_t *out, unsigned num)
{
    __m512i low = _mm512_loadu_si512(eml__index_classes);
    __m512i high = _mm512_loadu_si512(eml__index_classes + 64);
    __m512i v = _mm512_permutex2var_epi8(low, x, high);
    uint64_t over = _mm512_movepi8_mask(x);

    /* all over 127 are of one class */
    v = _mm512_mask_mov_epi8(v, over,
                             _mm512_set1_epi8((char)eml__index_classes[255]));
    for (unsigned m = 0; m < num; m++)
        out[m] = bit(v, m) & only;
    return (bit(v, EML__INDEX_MAPS) & only ? EML__INDEX_HAS_ODD : 0u) |
           (bit(v, EML__INDEX_CR_EQUALS) & ~bit(v, EML__INDEX_WHITE) & only
                ? EML__INDEX_HAS_EQUALS
                : 0u);
}

EML__INLINE unsigned
word_of(__m512i x, uint64_t only, uint64_t *out, eml__index_carry *c)
{
    uint64_t all[EML__INDEX_MAPS];
    unsigned has = maps_of(x, only, all, EML__INDEX_MAPS);

    for (unsigned m = 0; m < EML__INDEX_MAPS; m++)
        out[m * EML__INDEX_WORDS] = all[m];
    return has | eml__index_misplaced(all, c);
}

unsigned
eml__index_words_avx512(const uint8_t *p, size_t n,
                        uint64_t (*out)[EML__INDEX_WORDS])
{
    eml__index_carry c = EML__INDEX_BEGIN;
    uint64_t *to = *out, only;
    unsigned has = 0;

    for (; n >= 64; n -= 64, p += 64)
        has |= word_of(_mm512_loadu_si512(p), ~UINT64_C(0), to++, &c);
    if (!n)
        return has;
    only = _bzhi_u64(~UINT64_C(0), (unsigned)n);
    return has | word_of(_mm512_maskz_loadu_epi8(only, p), only, to, &c);
}

unsigned
eml__index_short_avx512(const uint8_t *p, size_t n,
                        uint64_t out[EML__INDEX_FEW])
{
    uint64_t only = _bzhi_u64(~UINT64_C(0), (unsigned)n);

    return maps_of(_mm512_maskz_loadu_epi8(only, p), only, out, EML__INDEX_FEW);
}
#else
typedef int eml__field_index_avx512_is_empty;
#endif
