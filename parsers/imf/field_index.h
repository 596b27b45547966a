#ifndef EML_PARSERS_IMF_FIELD_INDEX_H
#define EML_PARSERS_IMF_FIELD_INDEX_H
/* field_index.h -- where the bytes of a field body lie that tokens end at: one
 * bit a byte, one map a question. A reader that has it goes from token to
 * token, not from byte to byte. Internal. Layer: parsers/imf.
 *
 * It is for bodies that have nothing odd: only VCHAR and white space, without
 * DQUOTE and backslash, each dot with an atext on both sides, each line end a
 * fold, of which no FWS has two. Others are a matter for the readers of lex.h,
 * which take everything. */
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
    EML__INDEX_MAPS,
    EML__INDEX_CR_EQUALS = EML__INDEX_MAPS, /* CR or "=": not kept */
    EML__INDEX_ODD                          /* what no body has: likewise */
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

/* What a word has to know of the one before it, and what was seen on the way.
 */
typedef struct eml__index_carry {
    uint64_t no_atext, dot, cr, lf, run;
    uint64_t equals, misplaced;
} eml__index_carry;
#define EML__INDEX_BEGIN                                                       \
    {                                                                          \
        1, 0, 0, 0, 0, 0, 0                                                    \
    }

/* A word of each map: whether it has a dot that has no atext on a side, a CR
 * that has no LF or a LF that has no white space behind it, or FWS that has two
 * line ends: white space behind the first carries to what is behind it. */
static inline void
eml__index_judge(const uint64_t map[EML__INDEX_MAPS], uint64_t cr_equals,
                 eml__index_carry *c)
{
    uint64_t end = map[EML__INDEX_END], dot = map[EML__INDEX_DOT];
    uint64_t white = map[EML__INDEX_WHITE], nl = white & map[EML__INDEX_BREAK];
    uint64_t cr = nl & cr_equals, lf = nl ^ cr;
    uint64_t space = white ^ nl, after_lf = lf << 1 | c->lf;
    uint64_t runs = space + after_lf, sum = runs + c->run;

    c->equals |= cr_equals ^ cr;
    c->misplaced |= (dot & ((end | dot) << 1 | c->no_atext)) |
                    (end & (dot << 1 | c->dot)) | ((cr << 1 | c->cr) & ~lf) |
                    (after_lf & ~space) | (sum & nl);
    c->no_atext = (end | dot) >> 63;
    c->dot = dot >> 63;
    c->cr = cr >> 63;
    c->lf = lf >> 63;
    c->run = (runs < space) | (sum < runs);
}

/* EML__INDEX_HAS bits. */
static inline unsigned
eml__index_has(const eml__index_carry *c, bool odd)
{
    return (odd || c->misplaced ? EML__INDEX_HAS_ODD : 0u) |
           (c->equals ? EML__INDEX_HAS_EQUALS : 0u);
}

/* The maps of n bytes, and those of n bytes, n at most 64, that come first; of
 * n bytes, without the bits behind the end. They return EML__INDEX_HAS bits;
 * for the first the end of the body is not misplaced behind anything. */
unsigned eml__index_words(const uint8_t *p, size_t n,
                          uint64_t (*out)[EML__INDEX_WORDS], enum eml__isa isa);
unsigned eml__index_short(const uint8_t *p, size_t n,
                          uint64_t out[EML__INDEX_FEW], enum eml__isa isa);
/* What a byte is: a bit for each eml__index_map. */
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
