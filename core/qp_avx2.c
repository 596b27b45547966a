#include "core/qp_int.h"

#if defined(EML__HAS_AVX2) && defined(__AVX2__)
#include <immintrin.h>

static inline __m256i
load32(const uint8_t *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

static inline void
store32(uint8_t *p, __m256i v)
{
    _mm256_storeu_si256((__m256i *)(void *)p, v);
}

static inline uint32_t
bits(__m256i v)
{
    return (uint32_t)_mm256_movemask_epi8(v);
}

static inline uint32_t
equal_to(__m256i v, char c)
{
    return bits(_mm256_cmpeq_epi8(v, _mm256_set1_epi8(c)));
}

/* Controls, and what is over 127: as signed bytes, these are less than SP. */
static inline uint32_t
below_space(__m256i v)
{
    return bits(_mm256_cmpgt_epi8(_mm256_set1_epi8(' '), v));
}

size_t
eml__qp_copy_avx2(const uint8_t *in, size_t n, uint8_t *out)
{
    size_t i = 0;

    for (; n - i >= 32; i += 32) {
        __m256i v = load32(in + i);
        uint32_t found = (below_space(v) & ~equal_to(v, '\t')) |
                         equal_to(v, '=') | equal_to(v, 127);

        store32(out + i, v);
        if (found)
            return i + (unsigned)__builtin_ctz(found);
    }
    return i;
}

/* ---- decoding: 64 bytes, and what they are as bits, lowest first ----------
 */

enum { BLOCK = 64 };

typedef struct half {
    uint32_t equals, space, cr, lf, strange;
} half;

typedef struct block {
    uint64_t equals, space, cr, lf;
    uint64_t strange; /* controls, but HTAB, CR and LF; DEL; over 127 */
} block;

static inline uint64_t
both(uint32_t low, uint32_t high)
{
    return (uint64_t)high << 32 | low;
}

EML__INLINE half
classify_half(const uint8_t *in)
{
    __m256i v = load32(in);
    uint32_t tab = equal_to(v, '\t'), cr = equal_to(v, '\r'),
             lf = equal_to(v, '\n');

    return (half){.equals = equal_to(v, '='),
                  .space = tab | equal_to(v, ' '),
                  .cr = cr,
                  .lf = lf,
                  .strange =
                      (below_space(v) & ~(tab | cr | lf)) | equal_to(v, 127)};
}

EML__INLINE block
classify(const uint8_t *in)
{
    half a = classify_half(in), b = classify_half(in + 32);

    return (block){.equals = both(a.equals, b.equals),
                   .space = both(a.space, b.space),
                   .cr = both(a.cr, b.cr),
                   .lf = both(a.lf, b.lf),
                   .strange = both(a.strange, b.strange)};
}

static inline __m256i
no_more_than(__m256i v, char limit)
{
    return _mm256_cmpeq_epi8(_mm256_min_epu8(v, _mm256_set1_epi8(limit)), v);
}

static inline __m256i
is_hex(__m256i v)
{
    return _mm256_or_si256(
        no_more_than(_mm256_sub_epi8(v, _mm256_set1_epi8('0')), 9),
        no_more_than(_mm256_sub_epi8(v, _mm256_set1_epi8('A')), 5));
}

/* The value of hexadecimal digits. */
static inline __m256i
nibbles(__m256i v)
{
    __m256i letter = _mm256_cmpgt_epi8(v, _mm256_set1_epi8('9'));

    return _mm256_add_epi8(_mm256_and_si256(v, _mm256_set1_epi8(15)),
                           _mm256_and_si256(letter, _mm256_set1_epi8(9)));
}

/* Copies 32 bytes with what "=XX" stands for in place of its "=", and returns
 * where that was. */
EML__INLINE uint32_t
unescape_half(const uint8_t *in, uint8_t *bytes)
{
    __m256i v = load32(in), next = load32(in + 1), third = load32(in + 2);
    __m256i escape =
        _mm256_and_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8('=')),
                         _mm256_and_si256(is_hex(next), is_hex(third)));
    __m256i high = _mm256_and_si256(_mm256_slli_epi16(nibbles(next), 4),
                                    _mm256_set1_epi8((char)0xf0));

    store32(bytes, _mm256_blendv_epi8(v, _mm256_or_si256(high, nibbles(third)),
                                      escape));
    return bits(escape);
}

static inline unsigned
lowest(uint64_t v)
{
    return (unsigned)__builtin_ctzll(v);
}

static inline unsigned
num_bits(uint64_t v)
{
    return (unsigned)__builtin_popcountll(v);
}

/* The lowest n bits, n from 1 to 64. */
static inline uint64_t
first_bits(size_t n)
{
    return ~(uint64_t)0 >> (BLOCK - n);
}

/* Entry m lists the bits of m, lowest first, a byte each: as a shuffle it moves
 * the bytes to be kept together. */
/* clang-format off */
#define BIT(m, b) ((m) >> (b) & 1)
#define LIST(m, b, rest) ((uint64_t)(rest) << BIT(m, b) * 8 | BIT(m, b) * (b))
#define M1(m) LIST(m, 0, LIST(m, 1, LIST(m, 2, LIST(m, 3,                      \
              LIST(m, 4, LIST(m, 5, LIST(m, 6, LIST(m, 7, 0))))))))
#define M4(m) M1(m), M1((m) + 1), M1((m) + 2), M1((m) + 3)
#define M16(m) M4(m), M4((m) + 4), M4((m) + 8), M4((m) + 12)
#define M64(m) M16(m), M16((m) + 16), M16((m) + 32), M16((m) + 48)
static const uint64_t kept[256] = {M64(0), M64(64), M64(128), M64(192)};
/* clang-format on */

/* Writes the bytes of the block whose bits are in `keep`. There is no branch
 * on what they are: in dense text it would be guessed wrong most times. */
static inline size_t
write_kept(const uint8_t *bytes, uint64_t keep, uint8_t *out)
{
    size_t o = 0;

    for (unsigned i = 0; i < BLOCK; i += 8, keep >>= 8) {
        __m128i v = _mm_loadl_epi64((const __m128i *)(const void *)(bytes + i));
        __m128i order =
            _mm_loadl_epi64((const __m128i *)(const void *)&kept[keep & 0xff]);

        _mm_storel_epi64((__m128i *)(void *)(out + o),
                         _mm_shuffle_epi8(v, order));
        o += num_bits(keep & 0xff);
    }
    return o;
}

/* Counts the n first bytes; false when the line that ends among them, or goes
 * on after them, is too long. Other lines are shorter than a block. */
static inline bool
count_block(const block *k, size_t n, uint32_t *line, uint32_t longest)
{
    uint64_t lf = k->lf & first_bits(n);
    uint64_t len = *line + (uint64_t)n;

    if (!lf) {
        if (len > longest)
            return false;
        *line = (uint32_t)len;
        return true;
    }
    len = *line + (uint64_t)lowest(lf);
    if (len > longest && len - !!(lf & -lf & k->cr << 1) > longest)
        return false;
    *line = (uint32_t)(n + (unsigned)__builtin_clzll(lf) - BLOCK);
    return true;
}

/* How much of the block the kernel can do: not what has a fault, nor white
 * space at a line end, nor the "=" and CR whose other half is in the next
 * block. `soft` are the "=" of soft breaks. */
static inline size_t
usable(const block *k, uint64_t escape, uint64_t soft, bool after_space)
{
    uint64_t ends = k->cr | k->lf;
    uint64_t bad = k->strange | (k->equals & ~(escape | soft)) |
                   (k->cr & ~(k->lf >> 1)) | (k->space & ends >> 1) |
                   (ends & after_space) |
                   (k->equals & (uint64_t)3 << (BLOCK - 2));

    return bad ? lowest(bad) : BLOCK;
}

eml__qp_moved
eml__qp_decode_avx2(const uint8_t *in, size_t n, uint8_t *out, uint32_t *line,
                    uint32_t longest)
{
    bool after_space = false;
    size_t i = 0, o = 0, use = BLOCK;

    while (use >= BLOCK - 2 && n - i >= BLOCK + 2) {
        uint8_t bytes[BLOCK];
        uint64_t escape = 0, soft = 0, drop = 0;
        block k = classify(in + i);

        if (k.equals) {
            escape = unescape_half(in + i, bytes);
            escape |= (uint64_t)unescape_half(in + i + 32, bytes + 32) << 32;
            soft = k.equals & ((k.cr >> 1 & k.lf >> 2) | k.lf >> 1);
            drop = (escape | soft) << 1 | soft |
                   (escape | (soft & k.cr >> 1)) << 2;
        }
        use = usable(&k, escape, soft, after_space);
        if (use == 0 || !count_block(&k, use, line, longest))
            break;
        if (drop) {
            o += write_kept(bytes, first_bits(use) & ~drop, out + o);
        } else {
            store32(out + o, load32(in + i));
            store32(out + o + 32, load32(in + i + 32));
            o += use;
        }
        i += use;
        after_space = k.space >> (use - 1) & 1;
    }
    return (eml__qp_moved){i, o};
}
#else
typedef int eml__qp_avx2_empty; /* C11 has no empty translation unit */
#endif
