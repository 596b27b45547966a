#include "parsers/imf/field_index.h"

#include <string.h>

/* One row of eight a line; field_index_test.c derives it again from the RFC. */
/* clang-format off */
const uint8_t eml__index_classes[256] = {
    0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31,
    0x31, 0x11, 0x13, 0x31, 0x31, 0x13, 0x31, 0x31,
    0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31,
    0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31,
    0x11, 0x10, 0x31, 0x10, 0x10, 0x10, 0x10, 0x10,
    0x13, 0x13, 0x10, 0x10, 0x11, 0x08, 0x0c, 0x10,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x11, 0x11, 0x11, 0x50, 0x11, 0x10,
    0x11, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x11, 0x31, 0x11, 0x10, 0x10,
    0x10, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x10, 0x10, 0x10, 0x10, 0x31,
    0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31,
    0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31,
    0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31,
    0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31,
    0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31,
    0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31,
    0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31,
    0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31,
    0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31,
    0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31,
    0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31,
    0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31,
    0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31,
    0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31,
    0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31,
    0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31, 0x31,
};
/* clang-format on */

enum { ODD = 1 << EML__INDEX_MAPS, EQUALS = 2 << EML__INDEX_MAPS };

/* Bit k of each of the eight bytes of x, the first byte's lowest. */
static uint64_t
gather(uint64_t x, unsigned k)
{
    return ((x >> k & 0x0101010101010101u) * 0x0102040810204080u) >> 56;
}

/* The maps' words for the n bytes at p, n at most 64; HAS bits. */
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
eml__index_words(const uint8_t *p, size_t num, uint64_t (*out)[EML__INDEX_MAPS],
                 enum eml__isa isa)
{
    unsigned has = 0;

#ifdef EML__HAS_AVX512
    if (isa >= EML__AVX512)
        return eml__index_words_avx512(p, num, out);
#endif
#ifdef EML__HAS_AVX2
    if (isa >= EML__AVX2)
        return eml__index_words_avx2(p, num, out);
#else
    (void)isa;
#endif
    for (size_t w = 0; w < num; w++)
        has |= scalar_word(p + w * 64, 64, out[w]);
    return has;
}

unsigned
eml__index_short(const uint8_t *p, size_t n, uint64_t out[EML__INDEX_MAPS],
                 enum eml__isa isa)
{
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
    return scalar_word(p, n, out);
}

/* The last word, of less than 64 bytes: of the 64 that end where the body ends,
 * when there are so many. */
static unsigned
last_word(eml_span in, eml__index *out, enum eml__isa isa)
{
    size_t rest = in.n % 64;
    uint64_t *word = out->map[in.n / 64];
    unsigned has = 0;

    if (!rest) {
        memset(word, 0, sizeof out->map[0]);
    } else if (in.n < 64) {
        has = eml__index_short(in.p, in.n, word, isa);
    } else {
        has = eml__index_words(in.p + in.n - 64, 1, &out->map[in.n / 64], isa);
        for (unsigned m = 0; m < EML__INDEX_MAPS; m++)
            word[m] >>= 64 - rest;
    }
    word[EML__INDEX_END] |= (uint64_t)1 << rest;
    word[EML__INDEX_BREAK] |= (uint64_t)1 << rest;
    return has;
}

/* Whether each dot has an atext on both sides. */
static bool
dots_join(const eml__index *x)
{
    uint64_t no_atext = 1, after_dot = 0, bad = 0;

    for (size_t w = 0; w <= x->n / 64; w++) {
        uint64_t end = x->map[w][EML__INDEX_END];
        uint64_t dot = x->map[w][EML__INDEX_DOT];

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
    unsigned has;

    if (in.n > EML__INDEX_MAX)
        return false;
    out->p = in.p;
    out->n = in.n;
    has = eml__index_words(in.p, in.n / 64, out->map, isa) |
          last_word(in, out, isa);
    out->equals = (has & EML__INDEX_HAS_EQUALS) != 0;
    return !(has & EML__INDEX_HAS_ODD) && dots_join(out);
}
