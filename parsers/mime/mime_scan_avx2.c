/* The search for LF "--" in vectors of 32 bytes: two loads, one byte apart, one
 * comparison each, and a third where these find something. */
#include "parsers/mime/mime_scan.h"

#if defined(EML__HAS_AVX2) && defined(__AVX2__)
#include <immintrin.h>

static inline __m256i
load32(const uint8_t *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

/* LF "-": rare enough to look closer then. */
static inline __m256i
near(const uint8_t *p, __m256i lf, __m256i dash)
{
    return _mm256_and_si256(_mm256_cmpeq_epi8(load32(p), lf),
                            _mm256_cmpeq_epi8(load32(p + 1), dash));
}

static inline __m256i
here(const uint8_t *p, __m256i lf, __m256i dash)
{
    return _mm256_and_si256(
        _mm256_and_si256(_mm256_cmpeq_epi8(load32(p), lf),
                         _mm256_cmpeq_epi8(load32(p + 1), dash)),
        _mm256_cmpeq_epi8(load32(p + 2), dash));
}

static inline size_t
lowest(__m256i v)
{
    return (size_t)__builtin_ctz((unsigned)_mm256_movemask_epi8(v));
}

size_t
eml__mime_dashes_avx2(const uint8_t *p, size_t n, bool *found)
{
    const __m256i lf = _mm256_set1_epi8('\n');
    const __m256i dash = _mm256_set1_epi8('-');
    size_t i = 0;

    *found = true;
    for (; n - i >= 4 * 32 + 2; i += 4 * 32) {
        __m256i any = _mm256_or_si256(
            _mm256_or_si256(near(p + i, lf, dash), near(p + i + 32, lf, dash)),
            _mm256_or_si256(near(p + i + 64, lf, dash),
                            near(p + i + 96, lf, dash)));

        if (_mm256_testz_si256(any, any))
            continue;
        for (size_t k = i; k < i + 4 * 32; k += 32) {
            __m256i a = here(p + k, lf, dash);

            if (!_mm256_testz_si256(a, a))
                return k + lowest(a);
        }
    }
    for (; n - i >= 32 + 2; i += 32) {
        __m256i a = here(p + i, lf, dash);

        if (!_mm256_testz_si256(a, a))
            return i + lowest(a);
    }
    *found = false;
    return i;
}
#else
typedef int eml__mime_scan_avx2_is_empty;
#endif
