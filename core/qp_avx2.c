#include "core/qp_block.h"

#if defined(EML__HAS_AVX2) && defined(__AVX2__)
#include "core/kept_avx2.h"

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

/* ---- decoding ----------------------------------------------------------- */

enum { BLOCK = EML__QP_BLOCK };

typedef struct half {
    uint32_t equals, space, cr, lf, strange;
} half;

static inline uint64_t
both(uint32_t low, uint32_t high)
{
    return (uint64_t)high << 32 | low;
}

static inline __m256i
no_more_than(__m256i v, char limit)
{
    return _mm256_cmpeq_epi8(_mm256_min_epu8(v, _mm256_set1_epi8(limit)), v);
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

EML__INLINE eml__qp_block
classify(const uint8_t *in)
{
    half a = classify_half(in), b = classify_half(in + 32);

    return (eml__qp_block){.equals = both(a.equals, b.equals),
                           .space = both(a.space, b.space),
                           .cr = both(a.cr, b.cr),
                           .lf = both(a.lf, b.lf),
                           .strange = both(a.strange, b.strange)};
}

static inline uint32_t
hex_digits(const uint8_t *in)
{
    __m256i v = load32(in);

    return bits(_mm256_or_si256(
        no_more_than(_mm256_sub_epi8(v, _mm256_set1_epi8('0')), 9),
        no_more_than(_mm256_sub_epi8(v, _mm256_set1_epi8('A')), 5)));
}

/* The two bytes after a block, as bits. */
EML__INLINE eml__qp_block
peek(const uint8_t *in)
{
    return (eml__qp_block){
        .cr = in[0] == '\r',
        .lf = (uint64_t)(in[0] == '\n') | (uint64_t)(in[1] == '\n') << 1,
    };
}

/* What is of no interest without "=". */
EML__INLINE void
look_at_digits(eml__qp_block *k, eml__qp_block *next, const uint8_t *in)
{
    const uint8_t *after = in + BLOCK;

    k->hex = both(hex_digits(in), hex_digits(in + 32));
    k->zero = both(equal_to(load32(in), '0'), equal_to(load32(in + 32), '0'));
    next->hex = (uint64_t)(eml__qp_hex[after[0]] < EML__QP_LOWER) |
                (uint64_t)(eml__qp_hex[after[1]] < EML__QP_LOWER) << 1;
    next->zero = after[0] == '0';
}

/* The value of hexadecimal digits. */
static inline __m256i
nibbles(__m256i v)
{
    __m256i letter = _mm256_cmpgt_epi8(v, _mm256_set1_epi8('9'));

    return _mm256_add_epi8(_mm256_and_si256(v, _mm256_set1_epi8(15)),
                           _mm256_and_si256(letter, _mm256_set1_epi8(9)));
}

/* Copies 32 bytes with what "=XX" stands for in place of every "=". */
EML__INLINE void
unescape_half(const uint8_t *in, uint8_t *bytes)
{
    __m256i v = load32(in), next = load32(in + 1), third = load32(in + 2);
    __m256i equals = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('='));
    __m256i high = _mm256_and_si256(_mm256_slli_epi16(nibbles(next), 4),
                                    _mm256_set1_epi8((char)0xf0));

    store32(bytes, _mm256_blendv_epi8(v, _mm256_or_si256(high, nibbles(third)),
                                      equals));
}

/* The same of a block. There is no branch on what they are: in dense text it
 * would be guessed wrong most times. */
EML__INLINE size_t
write_kept(const uint8_t *bytes, uint64_t keep, uint8_t *out)
{
    uint8_t *o = out;

    o += eml__write_eight(eml__load8(bytes), keep & 0xff, o);
    o += eml__write_eight(eml__load8(bytes + 8), keep >> 8 & 0xff, o);
    o += eml__write_eight(eml__load8(bytes + 16), keep >> 16 & 0xff, o);
    o += eml__write_eight(eml__load8(bytes + 24), keep >> 24 & 0xff, o);
    o += eml__write_eight(eml__load8(bytes + 32), keep >> 32 & 0xff, o);
    o += eml__write_eight(eml__load8(bytes + 40), keep >> 40 & 0xff, o);
    o += eml__write_eight(eml__load8(bytes + 48), keep >> 48 & 0xff, o);
    o += eml__write_eight(eml__load8(bytes + 56), keep >> 56, o);
    return (size_t)(o - out);
}

/* Decodes the block at `in`, which two more bytes follow; all 64 places of
 * `out` may be written to. Returns how much was taken. */
EML__INLINE size_t
decode_block(eml__qp_run *r, const uint8_t *in, uint8_t *out, size_t *written)
{
    uint8_t bytes[BLOCK];
    eml__qp_block k = classify(in), next = peek(in + BLOCK);
    uint64_t keep;
    size_t use;

    if (k.equals)
        look_at_digits(&k, &next, in);
    use = eml__qp_take(r, &k, &next, &keep);
    if (k.equals || !(keep & 1)) {
        unescape_half(in, bytes);
        unescape_half(in + 32, bytes + 32);
        *written = write_kept(bytes, keep, out);
    } else {
        store32(out, load32(in));
        store32(out + 32, load32(in + 32));
        *written = use;
    }
    return use;
}

/* Less than a block and two bytes: with NUL behind them, which is strange. */
static size_t
decode_tail(eml__qp_run *r, const uint8_t *in, size_t n, uint8_t *out,
            size_t *written)
{
    uint8_t from[2 * BLOCK + 2] = {0}, to[2 * BLOCK];
    size_t i = 0, o = 0, use = BLOCK;

    memcpy(from, in, n);
    while (use == BLOCK && i < n) {
        size_t num;

        use = decode_block(r, from + i, to + o, &num);
        i += use;
        o += num;
    }
    memcpy(out, to, o);
    *written = o;
    return i;
}

eml__qp_moved
eml__qp_decode_avx2(const uint8_t *in, size_t n, uint8_t *out, uint32_t *line,
                    uint32_t longest, size_t ahead)
{
    eml__qp_run r = {.line = *line, .longest = longest}, tail;
    size_t i = 0, o = 0, use = BLOCK, num;

    while (use == BLOCK && n - i >= BLOCK + 2) {
        use = decode_block(&r, in + i, out + o, &num);
        eml__fetch(in + i, ahead);
        i += use;
        o += num;
    }
    tail = r; /* so that it is `r` that stays in registers */
    if (use == BLOCK && i < n) {
        i += decode_tail(&tail, in + i, n - i, out + o, &num);
        o += num;
    }
    return eml__qp_end(&tail, in, i, o, line);
}

/* ---- encoding: eight bytes become three each, of which some are dropped ---
 */

/* Bit i of m at place 3 * i. */
/* clang-format off */
#define APART(m) (EML__BIT(m, 0) | EML__BIT(m, 1) << 3 | EML__BIT(m, 2) << 6 |                \
    EML__BIT(m, 3) << 9 | EML__BIT(m, 4) << 12 | EML__BIT(m, 5) << 15 | EML__BIT(m, 6) << 18 |     \
    EML__BIT(m, 7) << 21)
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

    return eml__num_bits(not_past & 0x8080808080808080);
}

eml__qp_moved
eml__qp_encode_avx2(const uint8_t *in, size_t n, uint8_t *out, size_t room,
                    uint8_t *column)
{
    size_t i = 0, o = 0, left = EML_QP_LINE - 1u - *column;

    while (n - i >= 8 && room - o >= 24 + 3) {
        __m128i v = eml__load8(in + i);
        __m128i escape = must_escape(v);
        uint32_t keep = 0x249249 | apart[_mm_movemask_epi8(escape) & 0xff] * 6;
        uint64_t ends = token_ends(escape);
        triples t = make_triples(v, escape);
        size_t len = ends >> 56, at = o;
        unsigned num;

        at += eml__write_eight(t.first, keep & 0xff, out + at);
        at += eml__write_eight(_mm_srli_si128(t.first, 8), keep >> 8 & 0xff,
                               out + at);
        eml__write_eight(t.last, keep >> 16, out + at);
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
