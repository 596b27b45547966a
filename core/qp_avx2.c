#include "core/codec_int.h"
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

enum { BLOCK = 64, WORTH_IT = 16 };

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

static inline uint32_t
hex_digits(__m256i v)
{
    return bits(_mm256_or_si256(
        no_more_than(_mm256_sub_epi8(v, _mm256_set1_epi8('0')), 9),
        no_more_than(_mm256_sub_epi8(v, _mm256_set1_epi8('A')), 5)));
}

/* The value of hexadecimal digits. */
static inline __m256i
nibbles(__m256i v)
{
    __m256i letter = _mm256_cmpgt_epi8(v, _mm256_set1_epi8('9'));

    return _mm256_add_epi8(_mm256_and_si256(v, _mm256_set1_epi8(15)),
                           _mm256_and_si256(letter, _mm256_set1_epi8(9)));
}

/* Copies 32 bytes with what "=XX" stands for in place of each "=", should it be
 * one of an escape; returns those that a "0" follows. */
EML__INLINE uint32_t
unescape_half(const uint8_t *in, uint8_t *bytes)
{
    __m256i v = load32(in), next = load32(in + 1), third = load32(in + 2);
    __m256i equals = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('='));
    __m256i high = _mm256_and_si256(_mm256_slli_epi16(nibbles(next), 4),
                                    _mm256_set1_epi8((char)0xf0));

    store32(bytes, _mm256_blendv_epi8(v, _mm256_or_si256(high, nibbles(third)),
                                      equals));
    return bits(_mm256_and_si256(
        equals, _mm256_cmpeq_epi8(next, _mm256_set1_epi8('0'))));
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

static inline __m128i
load8(const void *p)
{
    return _mm_loadl_epi64((const __m128i *)p);
}

/* Of eight bytes, those whose bits are in `keep`; writes all eight places. */
static inline size_t
write_eight(__m128i v, uint64_t keep, uint8_t *out)
{
    _mm_storel_epi64((__m128i *)(void *)out,
                     _mm_shuffle_epi8(v, load8(&kept[keep])));
    return num_bits(keep);
}

/* The same of a block. There is no branch on what they are: in dense text it
 * would be guessed wrong most times. */
static inline size_t
write_kept(const uint8_t *bytes, uint64_t keep, uint8_t *out)
{
    size_t o = 0;

    for (unsigned i = 0; i < BLOCK; i += 8, keep >>= 8)
        o += write_eight(load8(bytes + i), keep & 0xff, out + o);
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

/* What the "=" of a block are, each at the bit of its "=". */
typedef struct equals {
    uint64_t escape, soft;
    uint64_t low;  /* escapes of bytes below 16 */
    uint64_t drop; /* bytes that nothing remains of */
} equals;

EML__INLINE equals
unescape(const block *k, const uint8_t *in, uint8_t *bytes)
{
    uint64_t hex = both(hex_digits(load32(in)), hex_digits(load32(in + 32)));
    equals e = {.escape = k->equals & hex >> 1 & hex >> 2,
                .soft = k->equals & ((k->cr >> 1 & k->lf >> 2) | k->lf >> 1)};

    e.low = both(unescape_half(in, bytes), unescape_half(in + 32, bytes + 32)) &
            e.escape;
    e.drop = (e.escape | e.soft) << 1 | e.soft |
             (e.escape | (e.soft & k->cr >> 1)) << 2;
    return e;
}

/* How much of the block the kernel can do: not what has a fault, nor white
 * space at a line end, nor the "=" and CR whose other half is in the next
 * block. */
static inline size_t
usable(const block *k, const equals *e, bool after_space)
{
    uint64_t ends = k->cr | k->lf;
    uint64_t bad = k->strange | (k->equals & ~(e->escape | e->soft)) |
                   (k->cr & ~(k->lf >> 1)) | (k->space & ends >> 1) |
                   (ends & after_space);

    return bad ? lowest(bad) : BLOCK;
}

/* How the decoding of a run of blocks stands. */
typedef struct run {
    uint32_t *line, longest;
    bool after_space;
    uint64_t cr, lone_lf, low; /* the bits met so far, wherever they were */
} run;

/* Decodes the 64 bytes at `in`, of which two more can be read, or as many of
 * them as the kernel can do; returns how many. Writes 64 bytes. */
EML__INLINE size_t
decode_block(run *r, const uint8_t *in, uint8_t *out, size_t *written)
{
    uint8_t bytes[BLOCK];
    block k = classify(in);
    equals e = {0};
    uint64_t used;
    size_t use;

    if (k.equals)
        e = unescape(&k, in, bytes);
    use = usable(&k, &e, r->after_space);
    if (use == 0 || !count_block(&k, use, r->line, r->longest))
        return 0;
    used = first_bits(use);
    if (e.drop) {
        *written += write_kept(bytes, used & ~e.drop, out);
        r->low |= e.low & used;
    } else {
        store32(out, load32(in));
        store32(out + 32, load32(in + 32));
        *written += use;
    }
    r->cr |= k.cr & used;
    r->lone_lf |= k.lf & ~(k.cr << 1) & used;
    r->after_space = k.space >> (use - 1) & 1;
    return use;
}

/* Less than a block and two bytes: with NUL behind them, which the kernel
 * stops at. */
static size_t
decode_tail(run *r, const uint8_t *in, size_t n, uint8_t *out, size_t *written)
{
    uint8_t from[BLOCK + 2] = {0}, to[BLOCK];
    size_t o = 0, use;

    memcpy(from, in, n);
    use = decode_block(r, from, to, &o);
    memcpy(out, to, o);
    *written += o;
    return use;
}

eml__qp_moved
eml__qp_decode_avx2(const uint8_t *in, size_t n, uint8_t *out, uint32_t *line,
                    uint32_t longest)
{
    run r = {.line = line, .longest = longest};
    size_t i = 0, o = 0, use = BLOCK;

    while (use >= BLOCK - 2 && n - i >= BLOCK + 2) {
        use = decode_block(&r, in + i, out + o, &o);
        i += use;
    }
    if (use >= BLOCK - 2 && n - i >= WORTH_IT)
        i += decode_tail(&r, in + i, n - i, out + o, &o);
    return (eml__qp_moved){
        .taken = i,
        .written = o,
        .breaks = (uint8_t)((r.cr ? EML__BREAK_CRLF : 0) |
                            (r.lone_lf ? EML__BREAK_LF : 0)),
        .low_escape = r.low != 0,
    };
}

/* ---- encoding: eight bytes become three each, of which some are dropped ---
 */

/* Bit i of m at place 3 * i. */
/* clang-format off */
#define APART(m) (BIT(m, 0) | BIT(m, 1) << 3 | BIT(m, 2) << 6 |                \
    BIT(m, 3) << 9 | BIT(m, 4) << 12 | BIT(m, 5) << 15 | BIT(m, 6) << 18 |     \
    BIT(m, 7) << 21)
#define A4(m) APART(m), APART((m) + 1), APART((m) + 2), APART((m) + 3)
#define A16(m) A4(m), A4((m) + 4), A4((m) + 8), A4((m) + 12)
#define A64(m) A16(m), A16((m) + 16), A16((m) + 32), A16((m) + 48)
static const uint32_t apart[256] = {A64(0), A64(64), A64(128), A64(192)};
/* clang-format on */

static inline __m128i
must_escape(__m128i v)
{
    __m128i below = _mm_cmpgt_epi8(_mm_set1_epi8(' '), v);
    __m128i tab = _mm_cmpeq_epi8(v, _mm_set1_epi8('\t'));

    return _mm_or_si128(_mm_andnot_si128(tab, below),
                        _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('=')),
                                     _mm_cmpeq_epi8(v, _mm_set1_epi8(127))));
}

/* Itself or "=", then its digits. */
typedef struct triples {
    __m128i first, last; /* 16 bytes and 8 */
} triples;

static inline triples
make_triples(__m128i v, __m128i escape)
{
    const __m128i digits =
        _mm_setr_epi8('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A',
                      'B', 'C', 'D', 'E', 'F');
    const __m128i nibble = _mm_set1_epi8(15);
    __m128i high =
        _mm_shuffle_epi8(digits, _mm_and_si128(_mm_srli_epi16(v, 4), nibble));
    __m128i low = _mm_shuffle_epi8(digits, _mm_and_si128(v, nibble));
    __m128i two =
        _mm_unpacklo_epi8(_mm_blendv_epi8(v, _mm_set1_epi8('='), escape), high);

    return (triples){
        .first = _mm_or_si128(
            _mm_shuffle_epi8(two, _mm_setr_epi8(0, 1, -1, 2, 3, -1, 4, 5, -1, 6,
                                                7, -1, 8, 9, -1, 10)),
            _mm_shuffle_epi8(low, _mm_setr_epi8(-1, -1, 0, -1, -1, 1, -1, -1, 2,
                                                -1, -1, 3, -1, -1, 4, -1))),
        .last = _mm_or_si128(
            _mm_shuffle_epi8(two,
                             _mm_setr_epi8(11, -1, 12, 13, -1, 14, 15, -1, -1,
                                           -1, -1, -1, -1, -1, -1, -1)),
            _mm_shuffle_epi8(low, _mm_setr_epi8(-1, 5, -1, -1, 6, -1, -1, 7, -1,
                                                -1, -1, -1, -1, -1, -1, -1)))};
}

/* The widths of eight tokens, summed up: byte i is where token i ends. */
static inline uint64_t
token_ends(__m128i escape)
{
    __m128i widths =
        _mm_sub_epi8(_mm_set1_epi8(1),
                     _mm_add_epi8(escape, escape)); /* -1 where to escape */

    return (uint64_t)_mm_cvtsi128_si64(widths) * 0x0101010101010101;
}

/* How many of them end within `left` columns, which are less than 128. */
static inline unsigned
num_fitting(uint64_t ends, size_t left)
{
    uint64_t not_past = (0x80 + left) * 0x0101010101010101 - ends;

    return num_bits(not_past & 0x8080808080808080);
}

eml__qp_moved
eml__qp_encode_avx2(const uint8_t *in, size_t n, uint8_t *out, size_t room,
                    uint8_t *column)
{
    size_t i = 0, o = 0, left = EML_QP_LINE - 1u - *column;

    while (n - i >= 8 && room - o >= 24 + 3) {
        __m128i v = load8(in + i);
        __m128i escape = must_escape(v);
        uint32_t keep = 0x249249 | apart[_mm_movemask_epi8(escape) & 0xff] * 6;
        uint64_t ends = token_ends(escape);
        triples t = make_triples(v, escape);
        size_t len = ends >> 56, at = o;
        unsigned num;

        at += write_eight(t.first, keep & 0xff, out + at);
        at +=
            write_eight(_mm_srli_si128(t.first, 8), keep >> 8 & 0xff, out + at);
        write_eight(t.last, keep >> 16, out + at);
        if (len <= left) {
            i += 8;
            o += len;
            left -= len;
            continue;
        }
        num = num_fitting(ends, left);
        len = num ? ends >> 8 * (num - 1) & 0xff : 0;
        i += num;
        o += len;
        left -= len;
        if (i + 1 == n) /* may end the line: then it may have column 76 */
            break;
        /* the next is written over what did not fit */
        out[o] = '=';
        out[o + 1] = '\r';
        out[o + 2] = '\n';
        o += 3;
        left = EML_QP_LINE - 1;
        if (in[i] == 'F' || in[i] == '.')
            break;
    }
    *column = (uint8_t)(EML_QP_LINE - 1 - left);
    return (eml__qp_moved){.taken = i, .written = o};
}
#else
typedef int eml__qp_avx2_empty; /* C11 has no empty translation unit */
#endif
