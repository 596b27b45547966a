/* CR and LF of encoded text, 128 or 32 bytes at a time. */
#include "parsers/mime/decoder_lines.h"

#if defined(EML__HAS_AVX2) && defined(__AVX2__)
#include <immintrin.h>

static inline __m256i
load(const uint8_t *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

/* All ones where there is an LF without a CR before it, or a CR without an LF
 * behind it. */
static inline __m256i
odd(const uint8_t *p)
{
    const __m256i cr = _mm256_set1_epi8('\r'), lf = _mm256_set1_epi8('\n');

    return _mm256_xor_si256(_mm256_cmpeq_epi8(load(p - 1), cr),
                            _mm256_cmpeq_epi8(load(p), lf));
}

size_t
eml__lines_crlf_avx2(const uint8_t *p, size_t n, bool *after_cr)
{
    size_t i = 1;

    if (n == 0 || *after_cr != (p[0] == '\n'))
        return 0;
    for (; n - i >= 128; i += 128) {
        __m256i a = _mm256_or_si256(odd(p + i), odd(p + i + 32));
        __m256i b = _mm256_or_si256(odd(p + i + 64), odd(p + i + 96));

        a = _mm256_or_si256(a, b);
        if (!_mm256_testz_si256(a, a))
            break;
    }
    *after_cr = p[i - 1] == '\r';
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
