#ifndef EML_PARSERS_IMF_FIELD_INDEX_H
#define EML_PARSERS_IMF_FIELD_INDEX_H
/* field_index.h -- where the bytes of a field body lie that tokens end at: one
 * bit a byte, one map a question. A reader that has it goes from token to
 * token, not from byte to byte. Internal. Layer: parsers/imf.
 *
 * It is for bodies that have nothing odd: only VCHAR and white space, without
 * DQUOTE and backslash, each dot with an atext on both sides. Others are a
 * matter for the readers of lex.h, which take everything. */
#include "core/isa.h"
#include "eml/base.h"
#include "parsers/imf/scan.h"

enum {
    EML__INDEX_MAX = 1024, /* the longest body that is indexed */
    EML__INDEX_WORDS = EML__INDEX_MAX / 64 + 2
};

/* The maps. Behind the body, END and BREAK have a bit for byte n. */
typedef enum eml__index_map {
    EML__INDEX_END,        /* neither atext nor "." */
    EML__INDEX_BREAK,      /* a parenthesis, CR or LF */
    EML__INDEX_DOT,        /* "." */
    EML__INDEX_DOT_HYPHEN, /* "." or "-" */
    EML__INDEX_NO_LDH,     /* no letter, digit, hyphen or dot */
    EML__INDEX_FEW,        /* eml__index_short makes those above only */
    EML__INDEX_WHITE = EML__INDEX_FEW, /* SP, HTAB, CR or LF */
    EML__INDEX_MAPS
} eml__index_map;

typedef struct eml__index {
    const uint8_t *p;
    size_t n;
    bool equals; /* has "=" */
    /* as many words as the body and its end take, and one of zeros */
    uint64_t map[EML__INDEX_MAPS][EML__INDEX_WORDS];
} eml__index;

/* eml__index_make fills *out for `in`. False when that is longer than
 * EML__INDEX_MAX or has something odd. */
bool eml__index_make(eml_span in, eml__index *out, enum eml__isa isa);

/* What is found on the way: bits of EML__INDEX_HAS. */
enum {
    EML__INDEX_HAS_ODD = 1, /* a byte that no indexed body has */
    EML__INDEX_HAS_EQUALS = 2
};

/* The maps of n bytes, and those of n bytes, n at most 64, that come first; of
 * n bytes, without the bits behind the end. They return EML__INDEX_HAS bits. */
unsigned eml__index_words(const uint8_t *p, size_t n,
                          uint64_t (*out)[EML__INDEX_WORDS], enum eml__isa isa);
unsigned eml__index_short(const uint8_t *p, size_t n,
                          uint64_t out[EML__INDEX_FEW], enum eml__isa isa);
/* What a byte is: a bit for each map, then one for each of EML__INDEX_HAS. */
extern const uint8_t eml__index_classes[256];

#ifdef EML__HAS_AVX512
unsigned eml__index_words_avx512(const uint8_t *p, size_t n,
                                 uint64_t (*out)[EML__INDEX_WORDS]);
unsigned eml__index_short_avx512(const uint8_t *p, size_t n,
                                 uint64_t out[EML__INDEX_FEW]);
#endif
#ifdef EML__HAS_AVX2
unsigned eml__index_words_avx2(const uint8_t *p, size_t n,
                               uint64_t (*out)[EML__INDEX_WORDS]);
/* n is 8 at least. */
unsigned eml__index_short_avx2(const uint8_t *p, size_t n,
                               uint64_t out[EML__INDEX_FEW]);
#endif

/* 64 bits of `map` from i on. */
static inline uint64_t
eml__index_from(const eml__index *x, eml__index_map map, size_t i)
{
    const uint64_t *w = &x->map[map][i / 64];

    return w[0] >> (i & 63) | w[1] << 1 << (~i & 63);
}

/* eml__index_next from another word on. */
size_t eml__index_far(const eml__index *x, eml__index_map map, size_t i);

/* The first bit of `map` from i on. There must be one. */
static inline size_t
eml__index_next(const eml__index *x, eml__index_map map, size_t i)
{
    uint64_t bits = eml__index_from(x, map, i);

    return bits ? i + eml__lowest_bit(bits) : eml__index_far(x, map, i + 64);
}

/* The n bits of `map` from i on; n is 1 to 64. */
static inline uint64_t
eml__index_bits(const eml__index *x, eml__index_map map, size_t i, size_t n)
{
    return eml__index_from(x, map, i) & ~(uint64_t)0 >> (64 - n);
}

#endif
