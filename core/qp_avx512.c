/* Quoted-printable decoding in blocks of 64 bytes: masks come out of each
 * comparison, a table of 64 gives the value of a digit, and what is kept is
 * moved together by one instruction. */
#include "core/qp_block.h"

#if defined(EML__HAS_AVX512) && defined(__AVX512VBMI2__)
#include <immintrin.h>

enum { BLOCK = EML__QP_BLOCK };

/* The value of a digit, by its low six bits. */
static const uint8_t nibbles[64] = {0, 10, 11, 12, 13, 14, 15, [48] = 0, 1,
                                    2, 3,  4,  5,  6,  7,  8,  9};

/* The places of a block's bytes, as a shuffle. */
/* clang-format off */
static const uint8_t places[BLOCK + 2] = {
#define EIGHT(n) n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7
    EIGHT(0), EIGHT(8), EIGHT(16), EIGHT(24), EIGHT(32), EIGHT(40), EIGHT(48),
    EIGHT(56), 64, 65
#undef EIGHT
};
/* clang-format on */

typedef struct bytes {
    __m512i v, nibble;
    eml__qp_block is;
} bytes;

static inline __m512i
all(char c)
{
    return _mm512_set1_epi8(c);
}

/* `first` and the `num` after that. */
static inline uint64_t
range(__m512i v, char first, char num)
{
    return _mm512_cmple_epu8_mask(_mm512_sub_epi8(v, all(first)), all(num));
}

static inline uint64_t
equal_to(__m512i v, char c)
{
    return _mm512_cmpeq_epi8_mask(v, all(c));
}

EML__INLINE bytes
look_at(__m512i v)
{
    uint64_t tab = equal_to(v, '\t');
    bytes b = {.v = v,
               .nibble =
                   _mm512_permutexvar_epi8(v, _mm512_loadu_si512(nibbles)),
               .is = {
                   .equals = equal_to(v, '='),
                   .space = tab | equal_to(v, ' '),
                   .cr = equal_to(v, '\r'),
                   .lf = equal_to(v, '\n'),
                   .hex = range(v, '0', 9) | range(v, 'A', 5),
                   .zero = equal_to(v, '0'),
               }};

    b.is.strange = ~(range(v, ' ', '~' - ' ') | tab | b.is.cr | b.is.lf);
    return b;
}

EML__INLINE __mmask64
first(size_t n)
{
    return n >= BLOCK ? ~UINT64_C(0) : _bzhi_u64(~UINT64_C(0), n);
}

/* The first `n` bytes at `in`, 64 at most; NUL after them. */
EML__INLINE bytes
load_some(const uint8_t *in, size_t n)
{
    return look_at(_mm512_maskz_loadu_epi8(first(n), in));
}

/* What "=XX" stands for, in place of every "=". */
EML__INLINE __m512i
unescape(const bytes *b, const bytes *next)
{
    __m512i one = _mm512_permutex2var_epi8(
        b->nibble, _mm512_loadu_si512(places + 1), next->nibble);
    __m512i two = _mm512_permutex2var_epi8(
        b->nibble, _mm512_loadu_si512(places + 2), next->nibble);

    return _mm512_mask_mov_epi8(
        b->v, b->is.equals, _mm512_or_si512(_mm512_slli_epi16(one, 4), two));
}

/* The last blocks, one or two, the first of which is `b`, or up to the one that
 * has a fault; returns how much was taken. Masks cost time: they are for the
 * end only. */
static size_t
decode_tail(eml__qp_run *r, bytes b, const uint8_t *in, size_t n, uint8_t *out,
            size_t *written)
{
    size_t i = 0, use = BLOCK;

    for (*written = 0; use == BLOCK && i < n; i += use) {
        size_t rest = n - i > BLOCK ? n - i - BLOCK : 0;
        bytes next = load_some(in + n - rest, rest);
        uint64_t keep;
        size_t num;

        use = eml__qp_take(r, &b.is, &next.is, &keep);
        num = (size_t)_mm_popcnt_u64(keep);
        _mm512_mask_storeu_epi8(
            out + *written, first(num),
            _mm512_maskz_compress_epi8(keep, unescape(&b, &next)));
        *written += num;
        b = next;
    }
    return i;
}

/* What the main loop asks of a byte, of the one after it and of the one after
 * that, by their low seven bits: the three have a high bit in common where
 * there is a fault. It is 80 for "=" with one digit, 40 for white space at a
 * line end, 20 for "=" with neither a digit nor a line end after it, 10 for a
 * CR that no LF follows, and one of these whatever follows for what is strange.
 * The low bits of the second and the third are the value of a digit. */
enum { SECOND_EOL = 0x40 };
/* clang-format off */
#define EIGHT(x) x, x, x, x, x, x, x, x
#define KINDS(strange, blank, lf, cr, equals, other, digit)                    \
    EIGHT(strange), strange, blank, lf, strange, strange, cr, strange, strange,\
    EIGHT(strange), EIGHT(strange),                                            \
    blank, other, other, other, other, other, other, other, EIGHT(other),      \
    digit, digit | 1, digit | 2, digit | 3, digit | 4, digit | 5, digit | 6,     \
    digit | 7, digit | 8, digit | 9, other, other, other, equals, other, other,\
    other, digit | 10, digit | 11, digit | 12, digit | 13, digit | 14,         \
    digit | 15, other, EIGHT(other), EIGHT(other), EIGHT(other), EIGHT(other), \
    EIGHT(other), EIGHT(other), other, other, other, other, other, other,      \
    other, strange
static const uint8_t first_of[128] =
    {KINDS(0xf0, 0x40, 0, 0x10, 0xa0, 0, 0)};
static const uint8_t second_of[128] =
    {KINDS(0x30, 0x30, 0x40, 0x50, 0x30, 0x30, 0x90)};
static const uint8_t third_of[128] =
    {KINDS(0xf0, 0xf0, 0xf0, 0xf0, 0xf0, 0xf0, 0x70)};
#undef KINDS
#undef EIGHT
/* clang-format on */

typedef struct tables {
    __m512i first[2], second[2], third[2];
} tables;

EML__INLINE __m512i
look_up(const __m512i t[2], __m512i v)
{
    return _mm512_permutex2var_epi8(t[0], v, t[1]);
}

/* A block that has no fault, and two bytes after it; no byte of these is over
 * 127. The same vectors one byte and two bytes on tell what follows each byte.
 * False, and nothing is done: eml__qp_take has to look. Masks are few, because
 * there are fewer units for them than for vectors. */
EML__INLINE bool
decode_block(eml__qp_run *r, const tables *t, const uint8_t *in, uint8_t *out,
             size_t *written)
{
    enum { AND3 = 0x80, OR_AND = 0xf8, SELECT = 0xca };
    __m512i v = _mm512_loadu_si512(in), v1 = _mm512_loadu_si512(in + 1);
    __m512i v2 = _mm512_loadu_si512(in + 2);
    __m512i one = look_up(t->second, v1), two = look_up(t->third, v2);
    __m512i bad =
        _mm512_ternarylogic_epi32(look_up(t->first, v), one, two, AND3);
    __mmask64 equals = equal_to(v, '='), soft, lf_only;
    eml__qp_block is = {.cr = equal_to(v, '\r'), .lf = equal_to(v, '\n')};
    uint64_t keep, both;
    __m512i value;

    bad = _mm512_ternarylogic_epi32(bad, _mm512_or_si512(v, v2),
                                    all((char)0x80), OR_AND);
    if (_mm512_test_epi8_mask(bad, all((char)0xf0)) ||
        !eml__qp_count(r, &is, BLOCK))
        return false;
    soft = _mm512_mask_test_epi8_mask(equals, one, all(SECOND_EOL));
    lf_only = _mm512_mask_cmpeq_epi8_mask(soft, v1, all('\n'));
    both = equals & ~lf_only;
    keep = ~(r->carry | soft | equals << 1 | both << 2);
    r->low |= _mm512_mask_cmpeq_epi8_mask(equals, v1, all('0'));
    r->any_cr |= is.cr;
    r->lone_lf |= is.lf & ~(is.cr << 1 | r->cr);
    r->carry = equals >> 63 | both >> 62;
    r->escape = (equals & ~soft) >> 62 != 0;
    r->cr = is.cr >> 63;
    value = _mm512_ternarylogic_epi32(all((char)0xf0),
                                      _mm512_slli_epi16(one, 4), two, SELECT);
    value = _mm512_mask_mov_epi8(v, equals, value);
    _mm512_storeu_si512(out, _mm512_maskz_compress_epi8(keep, value));
    *written = (size_t)_mm_popcnt_u64(keep);
    return true;
}

eml__qp_moved
eml__qp_decode_avx512(const uint8_t *in, size_t n, uint8_t *out, uint32_t *line,
                      uint32_t longest)
{
    eml__qp_run r = {.line = *line, .longest = longest}, tail;
    const tables t = {
        {_mm512_loadu_si512(first_of), _mm512_loadu_si512(first_of + 64)},
        {_mm512_loadu_si512(second_of), _mm512_loadu_si512(second_of + 64)},
        {_mm512_loadu_si512(third_of), _mm512_loadu_si512(third_of + 64)}};
    size_t i = 0, o = 0, num;

    for (; n - i >= BLOCK + 2; i += BLOCK) {
        if (!decode_block(&r, &t, in + i, out + o, &num))
            break;
        o += num;
    }
    tail = r; /* so that it is `r` that stays in registers */
    i += decode_tail(&tail, load_some(in + i, n - i), in + i, n - i, out + o,
                     &num);
    o += num;
    return eml__qp_end(&tail, in, i, o, line);
}
#else
typedef int eml__qp_avx512_empty; /* C11 has no empty translation unit */
#endif
