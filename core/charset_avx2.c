/* ISO-8859-1 to UTF-8, eight characters at a time: two bytes are made of each,
 * and of ASCII the second is dropped. */
#include "core/charset_int.h"

#if defined(EML__HAS_AVX2) && defined(__AVX2__)
#include "core/kept_avx2.h"

/* The bytes to be kept of four characters, by which of them are over 127. */
static const uint8_t kept_of[16] = {0x55, 0x57, 0x5d, 0x5f, 0x75, 0x77,
                                    0x7d, 0x7f, 0xd5, 0xd7, 0xdd, 0xdf,
                                    0xf5, 0xf7, 0xfd, 0xff};

size_t
eml__latin_avx2(const uint8_t *in, size_t n, uint8_t *out, bool c1,
                size_t *written)
{
    const __m128i top_3 = _mm_set1_epi8((char)0xe0);
    size_t i = 0, o = 0;

    for (; n - i >= 8; i += 8) {
        __m128i v = eml__load8(in + i), wide = _mm_cvtepu8_epi16(v);
        __m128i two = _mm_or_si128(
            _mm_srli_epi16(wide, 6),
            _mm_slli_epi16(_mm_and_si128(wide, _mm_set1_epi16(0x3f)), 8));
        unsigned high = (unsigned)_mm_movemask_epi8(v);

        if (!c1 && _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_and_si128(v, top_3),
                                                    _mm_set1_epi8(-128))))
            break;
        two = _mm_or_si128(two, _mm_set1_epi16((short)0x80c0));
        two = _mm_blendv_epi8(wide, two, _mm_cvtepi8_epi16(v));
        o += eml__write_eight(two, kept_of[high & 15], out + o);
        o += eml__write_eight(_mm_srli_si128(two, 8), kept_of[high >> 4 & 15],
                              out + o);
    }
    *written = o;
    return i;
}
#else
typedef int eml__charset_avx2_empty; /* C11 has no empty translation unit */
#endif
