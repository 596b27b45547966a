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

eml__qp_moved
eml__qp_decode_avx512(const uint8_t *in, size_t n, uint8_t *out, uint32_t *line,
                      uint32_t longest)
{
    eml__qp_run r = {.line = *line, .longest = longest}, tail;
    bytes b = load_some(in, n);
    size_t i = 0, o = 0, num;

    for (; n - i >= 2 * BLOCK; i += BLOCK) {
        bytes next = look_at(_mm512_loadu_si512(in + i + BLOCK));
        uint64_t keep;

        if (!eml__qp_take_all(&r, &b.is, &next.is, &keep))
            break;
        _mm512_storeu_si512(
            out + o, _mm512_maskz_compress_epi8(keep, unescape(&b, &next)));
        o += (size_t)_mm_popcnt_u64(keep);
        b = next;
    }
    tail = r; /* so that it is `r` that stays in registers */
    i += decode_tail(&tail, b, in + i, n - i, out + o, &num);
    o += num;
    return eml__qp_end(&tail, in, i, o, line);
}
#else
typedef int eml__qp_avx512_empty; /* C11 has no empty translation unit */
#endif
