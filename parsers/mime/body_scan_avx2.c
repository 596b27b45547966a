/* Bodies in words of 64 bytes: four bit masks tell whether there is anything
 * to say; only the word's first line end can be that of a long line. */
#include "parsers/mime/body_scan.h"

#if defined(EML__HAS_AVX2) && defined(__AVX2__)
#include <immintrin.h>

static inline uint64_t
mask(__m256i low, __m256i high)
{
    return (uint32_t)_mm256_movemask_epi8(low) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

static inline uint64_t
equal(__m256i low, __m256i high, char c)
{
    __m256i v = _mm256_set1_epi8(c);

    return mask(_mm256_cmpeq_epi8(low, v), _mm256_cmpeq_epi8(high, v));
}

static inline uint64_t
count(uint64_t bits)
{
    return (uint64_t)__builtin_popcountll(bits);
}

size_t
eml__body_clean_avx2(eml__body_scan *s, const uint8_t *p, size_t n)
{
    const uint64_t eol = s->stored ? 0 : 1;
    uint64_t line = s->line, tail = s->tail, cr_before = s->after_cr;
    size_t i = 0;

    if (s->run)
        return 0;
    for (; n - i >= 64; i += 64) {
        __m256i low =
            _mm256_loadu_si256((const __m256i *)(const void *)(p + i));
        __m256i high =
            _mm256_loadu_si256((const __m256i *)(const void *)(p + i + 32));
        uint64_t cr = equal(low, high, '\r'), lf = equal(low, high, '\n');
        uint64_t over = mask(low, high), cont = 0;
        uint64_t odd = s->stored ? cr : lf ^ (cr << 1 | cr_before);

        odd |= equal(low, high, 0) | (s->high_ok ? 0 : over);
        if (odd)
            break;
        if (over && s->utf8) {
            __m256i top = _mm256_set1_epi8(-64); /* 0x80 to 0xbf lie below */

            cont =
                mask(_mm256_cmpgt_epi8(top, low), _mm256_cmpgt_epi8(top, high));
        }
        if (lf) {
            unsigned first = (unsigned)__builtin_ctzll(lf);
            unsigned last = 63 - (unsigned)__builtin_clzll(lf);
            uint64_t len = line + first - eol;

            uint64_t before = tail;

            if (cont)
                before += count(cont & ((UINT64_C(1) << first) - 1));
            if (len > EML__LINE_HARD || len - before > s->soft)
                break;
            line = 63 - last;
            tail = cont ? count(cont >> last) : 0;
        } else {
            line += 64;
            if (cont)
                tail += count(cont);
        }
        cr_before = cr >> 63;
    }
    s->line = line;
    s->tail = tail;
    s->after_cr = cr_before != 0;
    s->off += i;
    return i;
}
#else
typedef int eml__body_scan_avx2_is_empty;
#endif
