#include "stack/auth/canon_scan.h"

#if defined(EML__HAS_AVX2) && defined(__AVX2__)
#include <immintrin.h>

static inline __m256i
load(const uint8_t *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

size_t
eml__canon_plain_avx2(const uint8_t *p, size_t n, uint8_t stop)
{
    const __m256i space = _mm256_set1_epi8(' '), tab = _mm256_set1_epi8('\t');
    const __m256i other = _mm256_set1_epi8((char)stop);
    size_t i = 0;

    for (; n - i > 32; i += 32) {
        __m256i v = load(p + i), next = load(p + i + 1);
        __m256i low = _mm256_cmpeq_epi8(_mm256_min_epu8(next, space), next);
        __m256i bad =
            _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(v, tab),
                                            _mm256_cmpeq_epi8(v, other)),
                            _mm256_and_si256(_mm256_cmpeq_epi8(v, space), low));
        unsigned bits = (unsigned)_mm256_movemask_epi8(bad);

        if (bits)
            return i + (unsigned)__builtin_ctz(bits);
    }
    return i;
}
#else
typedef int eml__canon_scan_no_avx2; /* a file is not empty */
#endif
