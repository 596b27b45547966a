#ifndef EML_CORE_KEPT_AVX2_H
#define EML_CORE_KEPT_AVX2_H
/* kept_avx2.h -- of the bytes of a vector, moves those together that are to be
 * kept. Only for *_avx2.c. Layer: core. */
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

static inline unsigned
eml__num_bits(uint64_t v)
{
    return (unsigned)__builtin_popcountll(v);
}

/* Entry m lists the bits of m, lowest first, a byte each: as a shuffle it moves
 * the bytes to be kept together. */
/* clang-format off */
#define EML__BIT(m, b) ((m) >> (b) & 1)
#define EML__LIST(m, b, rest)                                                  \
    ((uint64_t)(rest) << EML__BIT(m, b) * 8 | EML__BIT(m, b) * (b))
#define EML__KEPT_1(m)                                                         \
    EML__LIST(m, 0, EML__LIST(m, 1, EML__LIST(m, 2, EML__LIST(m, 3,            \
    EML__LIST(m, 4, EML__LIST(m, 5, EML__LIST(m, 6, EML__LIST(m, 7, 0))))))))
#define EML__KEPT_4(m)                                                         \
    EML__KEPT_1(m), EML__KEPT_1((m) + 1), EML__KEPT_1((m) + 2),                \
    EML__KEPT_1((m) + 3)
#define EML__KEPT_16(m)                                                        \
    EML__KEPT_4(m), EML__KEPT_4((m) + 4), EML__KEPT_4((m) + 8),                \
    EML__KEPT_4((m) + 12)
#define EML__KEPT_64(m)                                                        \
    EML__KEPT_16(m), EML__KEPT_16((m) + 16), EML__KEPT_16((m) + 32),           \
    EML__KEPT_16((m) + 48)
static const uint64_t eml__kept[256] = {EML__KEPT_64(0), EML__KEPT_64(64),
                                        EML__KEPT_64(128), EML__KEPT_64(192)};
/* clang-format on */

static inline __m128i
eml__load8(const void *p)
{
    return _mm_loadl_epi64((const __m128i *)p);
}

/* Of eight bytes, those whose bits are in `keep`; writes all eight places. */
static inline size_t
eml__write_eight(__m128i v, uint64_t keep, uint8_t *out)
{
    _mm_storel_epi64((__m128i *)(void *)out,
                     _mm_shuffle_epi8(v, eml__load8(&eml__kept[keep])));
    return eml__num_bits(keep);
}
#endif
