/* CR and LF of encoded text, 64 or 32 bytes at a time. */
#include "parsers/mime/decoder_lines.h"

#if defined(EML__HAS_AVX2) && defined(__AVX2__)
#include <immintrin.h>

static inline __m256i
load(const uint8_t *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

static inline uint64_t
equal(__m256i low, __m256i high, char c)
{
    __m256i v = _mm256_set1_epi8(c);
    int a = _mm256_movemask_epi8(_mm256_cmpeq_epi8(low, v));
    int b = _mm256_movemask_epi8(_mm256_cmpeq_epi8(high, v));

    return (uint32_t)a | (uint64_t)(uint32_t)b << 32;
}

size_t
eml__lines_crlf_avx2(const uint8_t *p, size_t n, bool *after_cr)
{
    uint64_t before = *after_cr;
    size_t i = 0;

    for (; n - i >= 64; i += 64) {
        __m256i low = load(p + i), high = load(p + i + 32);
        uint64_t cr = equal(low, high, '\r');

        if (equal(low, high, '\n') != (cr << 1 | before))
            break;
        before = cr >> 63;
    }
    *after_cr = before != 0;
    return i;
}

size_t
eml__lines_escape_avx2(const uint8_t *p, size_t n)
{
    const __m256i equals = _mm256_set1_epi8('='), zero = _mm256_set1_epi8('0');
    size_t i = 0;

    for (; n - i >= 33; i += 32) {
        __m256i both =
            _mm256_and_si256(_mm256_cmpeq_epi8(load(p + i), equals),
                             _mm256_cmpeq_epi8(load(p + i + 1), zero));

        if (_mm256_movemask_epi8(both))
            break;
    }
    return i;
}
#else
typedef int eml__decoder_lines_avx2_is_empty;
#endif
