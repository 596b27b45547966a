/* Bodies in words of 64 bytes, the last of them filled up: four bit masks tell
 * whether there is anything to say; only the word's first line end can be that
 * of a long line. */
#include "parsers/mime/body_scan.h"

#if defined(EML__HAS_AVX2) && defined(__AVX2__)
#include <immintrin.h>
#include <string.h>

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

static inline __m256i
load(const uint8_t *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

/* A scan's place in a line. */
typedef struct position {
    uint64_t line, tail, cr_before;
} position;

/* Passes over the first `n` bytes of a word, and no others are in it that tell
 * of anything. False: something is to be said. */
EML__INLINE bool
word(eml__body_scan *s, position *at, const uint8_t *p, unsigned n)
{
    const uint64_t eol = s->stored ? 0 : 1;
    __m256i low = load(p), high = load(p + 32);
    uint64_t cr = equal(low, high, '\r'), lf = equal(low, high, '\n');
    uint64_t over = mask(low, high), cont = 0;
    uint64_t odd = s->stored ? cr : lf ^ (cr << 1 | at->cr_before);

    if (n < 64)
        odd &= (UINT64_C(1) << n) - 1; /* behind a CR at the end */
    odd |= equal(low, high, 0) | (s->high_ok ? 0 : over);
    if (odd)
        return false;
    s->high |= over != 0;
    if (over && s->utf8) {
        __m256i top = _mm256_set1_epi8(-64); /* 0x80 to 0xbf lie below */

        cont = mask(_mm256_cmpgt_epi8(top, low), _mm256_cmpgt_epi8(top, high));
    }
    if (lf) {
        unsigned first = (unsigned)__builtin_ctzll(lf);
        unsigned last = 63 - (unsigned)__builtin_clzll(lf);
        uint64_t len = at->line + first - eol, before = at->tail;

        if (cont)
            before += count(cont & ((UINT64_C(1) << first) - 1));
        if (len > EML__LINE_HARD || len - before > s->soft)
            return false;
        at->line = n - 1 - last;
        at->tail = cont ? count(cont >> last) : 0;
    } else {
        at->line += n;
        if (cont)
            at->tail += count(cont);
    }
    at->cr_before = cr >> (n - 1);
    return true;
}

size_t
eml__body_clean_avx2(eml__body_scan *s, const uint8_t *p, size_t n)
{
    position at = {s->line, s->tail, s->after_cr};
    size_t i = 0;

    if (s->run)
        return 0;
    while (n - i >= 64 && word(s, &at, p + i, 64))
        i += 64;
    if (n - i < 64 && n != i) {
        uint8_t rest[64];

        memset(rest, 'a', sizeof rest);
        memcpy(rest, p + i, n - i);
        if (word(s, &at, rest, (unsigned)(n - i)))
            i = n;
    }
    s->line = at.line;
    s->tail = at.tail;
    s->after_cr = at.cr_before != 0;
    s->off += i;
    return i;
}
#else
typedef int eml__body_scan_avx2_is_empty;
#endif
