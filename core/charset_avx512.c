/* ISO-8859-1 to UTF-8, 32 characters at a time: two bytes are made of each, and
 * of ASCII the second is dropped. */
#include "core/charset_int.h"

#if defined(EML__HAS_AVX512) && defined(__AVX512VBMI2__)
#include <immintrin.h>

size_t
eml__latin_avx512(const uint8_t *in, size_t n, uint8_t *out, bool c1,
                  size_t *written)
{
    const __m256i first_same = _mm256_set1_epi8((char)0xa0);
    const uint64_t first = 0x5555555555555555;
    size_t i = 0, o = 0;

    for (; n - i >= 32; i += 32) {
        __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)(in + i));
        __mmask32 high = _mm256_movepi8_mask(v);
        __m512i wide = _mm512_cvtepu8_epi16(v);
        __m512i two = _mm512_or_si512(
            _mm512_srli_epi16(wide, 6),
            _mm512_slli_epi16(_mm512_and_si512(wide, _mm512_set1_epi16(0x3f)),
                              8));
        uint64_t keep = first | _pdep_u64(high, ~first);

        if (!c1 && high & _mm256_cmplt_epu8_mask(v, first_same))
            break;
        two = _mm512_or_si512(two, _mm512_set1_epi16((short)0x80c0));
        two = _mm512_mask_mov_epi16(wide, high, two);
        _mm512_storeu_si512(out + o, _mm512_maskz_compress_epi8(keep, two));
        o += 32 + (size_t)_mm_popcnt_u32(high);
    }
    *written = o;
    return i;
}
#else
typedef int eml__charset_avx512_empty; /* C11 has no empty translation unit */
#endif
