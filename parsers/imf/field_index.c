#include "parsers/imf/field_index.h"

#include <string.h>

/* One row of eight a line; field_index_test.c derives it again from the RFC. */
/* clang-format off */
const uint8_t eml__index_classes[256] = {
    0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51,
    0x51, 0x31, 0x33, 0x51, 0x51, 0x33, 0x51, 0x51,
    0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51,
    0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51,
    0x31, 0x10, 0x51, 0x10, 0x10, 0x10, 0x10, 0x10,
    0x13, 0x13, 0x10, 0x10, 0x11, 0x08, 0x0c, 0x10,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x11, 0x11, 0x11, 0x90, 0x11, 0x10,
    0x11, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x11, 0x51, 0x11, 0x10, 0x10,
    0x10, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x10, 0x10, 0x10, 0x10, 0x51,
    0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51,
    0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51,
    0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51,
    0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51,
    0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51,
    0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51,
    0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51,
    0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51,
    0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51,
    0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51,
    0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51,
    0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51,
    0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51,
    0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51,
    0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51,
    0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51, 0x51,
};
/* clang-format on */

enum { ODD = 1 << EML__INDEX_MAPS, EQUALS = 2 << EML__INDEX_MAPS };

/* Bit k of each of the eight bytes of x, the first byte's lowest. */
static uint64_t
gather(uint64_t x, unsigned k)
{
    return ((x >> k & 0x0101010101010101u) * 0x0102040810204080u) >> 56;
}

/* All maps for the n bytes at p, n at most 64; HAS bits. */
static unsigned
scalar_word(const uint8_t *p, size_t n, uint64_t out[EML__INDEX_MAPS])
{
    unsigned seen = 0;

    memset(out, 0, EML__INDEX_MAPS * sizeof *out);
    for (size_t i = 0; i < n; i += 8) {
        uint64_t x = 0;

        for (unsigned k = 0; k < 8 && i + k < n; k++) {
            seen |= eml__index_classes[p[i + k]];
            x |= (uint64_t)eml__index_classes[p[i + k]] << 8 * k;
        }
        for (unsigned m = 0; m < EML__INDEX_MAPS; m++)
            out[m] |= gather(x, m) << i;
    }
    return (seen & ODD ? EML__INDEX_HAS_ODD : 0u) |
           (seen & EQUALS ? EML__INDEX_HAS_EQUALS : 0u);
}

unsigned
eml__index_words(const uint8_t *p, size_t n, uint64_t (*out)[EML__INDEX_WORDS],
                 enum eml__isa isa)
{
    unsigned has = 0;

#ifdef EML__HAS_AVX512
    if (isa >= EML__AVX512)
        return eml__index_words_avx512(p, n, out);
#endif
#ifdef EML__HAS_AVX2
    if (isa >= EML__AVX2 && n >= 64)
        return eml__index_words_avx2(p, n, out);
#else
    (void)isa;
#endif
    for (size_t w = 0; w * 64 < n; w++) {
        size_t rest = n - w * 64;
        uint64_t all[EML__INDEX_MAPS];

        has |= scalar_word(p + w * 64, rest < 64 ? rest : 64, all);
        for (unsigned m = 0; m < EML__INDEX_MAPS; m++)
            out[m][w] = all[m];
    }
    return has;
}

unsigned
eml__index_short(const uint8_t *p, size_t n, uint64_t out[EML__INDEX_FEW],
                 enum eml__isa isa)
{
    uint64_t all[EML__INDEX_MAPS];
    unsigned has;

#ifdef EML__HAS_AVX512
    if (isa >= EML__AVX512)
        return eml__index_short_avx512(p, n, out);
#endif
#ifdef EML__HAS_AVX2
    if (isa >= EML__AVX2 && n >= 8)
        return eml__index_short_avx2(p, n, out);
#else
    (void)isa;
#endif
    has = scalar_word(p, n, all);
    memcpy(out, all, EML__INDEX_FEW * sizeof *out);
    return has;
}

/* Whether each dot has an atext on both sides. */
static bool
dots_join(const eml__index *x)
{
    uint64_t no_atext = 1, after_dot = 0, bad = 0;

    for (size_t w = 0; w <= x->n / 64; w++) {
        uint64_t end = x->map[EML__INDEX_END][w];
        uint64_t dot = x->map[EML__INDEX_DOT][w];

        no_atext |= (end | dot) << 1;
        after_dot |= dot << 1;
        bad |= (dot & no_atext) | (end & after_dot);
        no_atext = (end | dot) >> 63;
        after_dot = dot >> 63;
    }
    return !bad;
}

bool
eml__index_make(eml_span in, eml__index *out, enum eml__isa isa)
{
    size_t last = in.n / 64;
    uint64_t behind = (uint64_t)1 << in.n % 64;
    unsigned has;

    if (in.n > EML__INDEX_MAX)
        return false;
    out->p = in.p;
    out->n = in.n;
    has = eml__index_words(in.p, in.n, out->map, isa);
    for (unsigned m = 0; m < EML__INDEX_MAPS; m++) {
        if (behind == 1)
            out->map[m][last] = 0;
        out->map[m][last + 1] = 0;
    }
    out->map[EML__INDEX_END][last] |= behind;
    out->map[EML__INDEX_BREAK][last] |= behind;
    out->equals = (has & EML__INDEX_HAS_EQUALS) != 0;
    return !(has & EML__INDEX_HAS_ODD) && dots_join(out);
}

EML__COLD size_t
eml__index_far(const eml__index *x, eml__index_map map, size_t i)
{
    uint64_t bits;

    while (!(bits = eml__index_from(x, map, i)))
        i += 64;
    return i + eml__lowest_bit(bits);
}
