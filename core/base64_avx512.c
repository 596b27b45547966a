/* Base64 decoding in vectors of 64 characters -> 48 bytes: a table of all 128
 * characters below 128 gives their values. */
#include "core/base64_int.h"
#include "core/codec_int.h"

#if defined(EML__HAS_AVX512) && defined(__AVX512VBMI__)
#include <immintrin.h>

enum { CHARS = 64, BYTES = 48 };

/* The value of a character, or 128. */
/* clang-format off */
static const uint8_t values[128] = {
#define X 128
#define X16 X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X
    X16, X16,
    X, X, X, X, X, X, X, X, X, X, X, 62, X, X, X, 63,
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, X, X, X, X, X, X,
    X,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, X, X, X, X, X,
    X, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, X, X, X, X, X,
#undef X16
#undef X
};
/* Of each dword, the three bytes of its 24 bits, the highest first. */
static const uint8_t order[CHARS] = {
#define FOUR(n) n + 2, n + 1, n, n + 6, n + 5, n + 4, n + 10, n + 9, n + 8,    \
                n + 14, n + 13, n + 12
    FOUR(0), FOUR(16), FOUR(32), FOUR(48)
#undef FOUR
};
/* clang-format on */

typedef struct tables {
    __m512i low, high, pairs, quads, order;
} tables;

EML__INLINE tables
load_tables(void)
{
    return (tables){.low = _mm512_loadu_si512(values),
                    .high = _mm512_loadu_si512(values + 64),
                    .pairs = _mm512_set1_epi32(0x01400140),
                    .quads = _mm512_set1_epi32(0x00011000),
                    .order = _mm512_loadu_si512(order)};
}

/* Decodes 64 characters; returns them and their values or'ed to `bad`, where
 * the high bit of a byte now says that it is none of the alphabet. */
EML__INLINE __m512i
decode64(const tables *t, __m512i v, __m512i *out, __m512i bad)
{
    enum { OR3 = 0xfe };
    __m512i sextets = _mm512_permutex2var_epi8(t->low, v, t->high);

    *out = _mm512_permutexvar_epi8(
        t->order,
        _mm512_madd_epi16(_mm512_maddubs_epi16(sextets, t->pairs), t->quads));
    return _mm512_ternarylogic_epi32(bad, v, sextets, OR3);
}

EML__INLINE bool
at_line_end(const uint8_t *p, size_t eol)
{
    return eol == 1 ? p[0] == '\n' : p[0] == '\r' && p[1] == '\n';
}

/* A line of `len` characters, 64 at least: two vectors, one from its beginning
 * and one to its end. */
EML__INLINE bool
decode_long(const tables *t, const uint8_t *in, uint8_t *out, size_t len)
{
    __m512i a, b, bad = _mm512_setzero_si512();

    bad = decode64(t, _mm512_loadu_si512(in), &a, bad);
    bad = decode64(t, _mm512_loadu_si512(in + len - CHARS), &b, bad);
    _mm512_storeu_si512(out, a);
    _mm512_storeu_si512(out + len / 4 * 3 - BYTES, b);
    return _mm512_movepi8_mask(bad) == 0;
}

/* A shorter one: characters that are not there are "A". */
EML__INLINE bool
decode_short(const tables *t, const uint8_t *in, uint8_t *out, size_t len)
{
    __m512i a, bad;
    __m512i v = _mm512_mask_loadu_epi8(_mm512_set1_epi8('A'),
                                       (UINT64_C(1) << len) - 1, in);

    bad = decode64(t, v, &a, _mm512_setzero_si512());
    _mm512_storeu_si512(out, a);
    return _mm512_movepi8_mask(bad) == 0;
}

EML__INLINE eml__b64_moved
decode_lines(const uint8_t *in, size_t n, uint8_t *out, size_t room, size_t len,
             size_t eol, size_t ahead)
{
    const size_t bytes = len / 4 * 3;
    const size_t need = len >= CHARS ? bytes + CHARS - BYTES : CHARS;
    const tables t = load_tables();
    size_t i = 0, o = 0;

    while (n - i >= len + eol && room - o >= need &&
           at_line_end(in + i + len, eol) &&
           (len >= CHARS ? decode_long(&t, in + i, out + o, len)
                         : decode_short(&t, in + i, out + o, len))) {
        eml__fetch(in + i, ahead);
        eml__fetch(in + i + len / 2, ahead);
        i += len + eol;
        o += bytes;
    }
    return (eml__b64_moved){i, o};
}

eml__b64_moved
eml__b64_dec_lines_avx512(const uint8_t *in, size_t n, uint8_t *out,
                          size_t room, size_t len, size_t eol, size_t ahead)
{
    if (len == 76 && eol == 2)
        return decode_lines(in, n, out, room, 76, 2, ahead);
    return decode_lines(in, n, out, room, len, eol, ahead);
}
#else
typedef int eml__base64_avx512_empty; /* C11 has no empty translation unit */
#endif
