/* Base64 in vectors of 24 bytes <-> 32 characters. A line of 76 is three of
 * them, the last overlapping the second: there is no remainder to do by hand.
 *
 * The arithmetic follows W. Mula and D. Lemire, "Faster Base64 Encoding and
 * Decoding Using AVX2 Instructions" (2018). */
#include "core/base64_int.h"
#include "core/codec_int.h"

#if defined(EML__HAS_AVX2) && defined(__AVX2__)
#include <immintrin.h>

/* The same 16 bytes in both lanes. */
#define BOTH(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

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

/* ---- decoding ----------------------------------------------------------- */

/* What stays in registers. */
typedef struct tables {
    __m256i nibble, slash, by_low, by_high, add, pairs, quads, order, lanes;
} tables;

/* Bits that meet say that a character is not in the alphabet: by_low has, for
 * the low nibble, which kinds of high nibble do not go with it; by_high has
 * the kind: 2x 1, 3x 2, 4x and 6x 4, 5x and 7x 8, all others 16.
 *
 * What to `add` to a character to get its value hangs on its high nibble, but
 * for "/", which has the column of 1x to itself.
 *
 * `pairs` and `quads` multiply four sextets to 24 bits in each dword, `order`
 * and `lanes` put their bytes in order; the last 8 bytes are then zero. */
EML__INLINE tables
load_tables(void)
{
    return (tables){
        .nibble = _mm256_set1_epi8(15),
        .slash = _mm256_set1_epi8('/'),
        .by_low = BOTH(0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11,
                       0x11, 0x13, 0x1a, 0x1b, 0x1b, 0x1b, 0x1a),
        .by_high =
            BOTH(16, 16, 1, 2, 4, 8, 4, 8, 16, 16, 16, 16, 16, 16, 16, 16),
        .add = BOTH(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0),
        .pairs = _mm256_set1_epi32(0x01400140),
        .quads = _mm256_set1_epi32(0x00011000),
        .order = BOTH(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1),
        .lanes = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7),
    };
}

/* Writes 32 bytes, 24 of them good, and returns the errors met so far. */
EML__INLINE __m256i
decode32(const tables *t, const uint8_t *in, uint8_t *out, __m256i bad)
{
    __m256i v = load32(in);
    __m256i high = _mm256_and_si256(_mm256_srli_epi32(v, 4), t->nibble);
    __m256i column = _mm256_add_epi8(high, _mm256_cmpeq_epi8(v, t->slash));
    __m256i sextets = _mm256_add_epi8(v, _mm256_shuffle_epi8(t->add, column));
    __m256i joined =
        _mm256_madd_epi16(_mm256_maddubs_epi16(sextets, t->pairs), t->quads);
    __m256i low = _mm256_and_si256(v, t->nibble);

    store32(out, _mm256_permutevar8x32_epi32(
                     _mm256_shuffle_epi8(joined, t->order), t->lanes));
    return _mm256_or_si256(
        bad, _mm256_and_si256(_mm256_shuffle_epi8(t->by_low, low),
                              _mm256_shuffle_epi8(t->by_high, high)));
}

static inline bool
none(__m256i bad)
{
    return _mm256_testz_si256(bad, bad);
}

size_t
eml__b64_dec_run_avx2(const uint8_t *in, size_t n, uint8_t *out, size_t room)
{
    const tables t = load_tables();
    size_t i = 0, o = 0;

    while (n - i >= 32 && room - o >= 32 &&
           none(decode32(&t, in + i, out + o, _mm256_setzero_si256()))) {
        i += 32;
        o += 24;
    }
    return i / 4;
}

EML__INLINE bool
at_line_end(const uint8_t *p, size_t eol)
{
    return eol == 1 ? p[0] == '\n' : p[0] == '\r' && p[1] == '\n';
}

EML__INLINE bool
decode_line(const tables *t, const uint8_t *in, uint8_t *out, size_t len)
{
    __m256i bad = decode32(t, in, out, _mm256_setzero_si256());

    if (len > 64)
        bad = decode32(t, in + 32, out + 24, bad);
    if (len > 32)
        bad = decode32(t, in + len - 32, out + len / 4 * 3 - 24, bad);
    return none(bad);
}

/* Inlined, so that for a `len` that is a constant decode_line has no branch. */
EML__INLINE eml__b64_moved
decode_lines(const uint8_t *in, size_t n, uint8_t *out, size_t room, size_t len,
             size_t eol, size_t ahead)
{
    const size_t bytes = len / 4 * 3;
    const tables t = load_tables();
    size_t i = 0, o = 0;

    while (n - i >= len + eol && room - o >= bytes + 8 &&
           at_line_end(in + i + len, eol) &&
           decode_line(&t, in + i, out + o, len)) {
        eml__fetch(in + i, ahead);
        eml__fetch(in + i + len / 2, ahead);
        i += len + eol;
        o += bytes;
    }
    return (eml__b64_moved){i, o};
}

eml__b64_moved
eml__b64_dec_lines_avx2(const uint8_t *in, size_t n, uint8_t *out, size_t room,
                        size_t len, size_t eol, size_t ahead)
{
    if (len == 76 && eol == 2)
        return decode_lines(in, n, out, room, 76, 2, ahead);
    return decode_lines(in, n, out, room, len, eol, ahead);
}

/* ---- encoding ----------------------------------------------------------- */

/* in[0..12) to the lower lane, in[12..24) to the upper: read so that not a
 * byte after in[23] is touched. Each dword gets its three bytes as 1 0 2 1. */
static inline __m256i
spread(const uint8_t *in)
{
    __m128i a = _mm_loadu_si128((const __m128i *)(const void *)in);
    __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(in + 8));
    const __m256i order =
        _mm256_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10, 5,
                         4, 6, 5, 8, 7, 9, 8, 11, 10, 12, 11, 14, 13, 15, 14);

    return _mm256_shuffle_epi8(
        _mm256_inserti128_si256(_mm256_castsi128_si256(a), b, 1), order);
}

/* 6 bits each to a byte: shifts of different widths, done as multiplications.
 */
static inline __m256i
split(__m256i v)
{
    __m256i even =
        _mm256_mulhi_epu16(_mm256_and_si256(v, _mm256_set1_epi32(0x0fc0fc00)),
                           _mm256_set1_epi32(0x04000040));
    __m256i odd =
        _mm256_mullo_epi16(_mm256_and_si256(v, _mm256_set1_epi32(0x003f03f0)),
                           _mm256_set1_epi32(0x01000010));

    return _mm256_or_si256(even, odd);
}

/* Column 0: A-Z; 1: a-z; 2 to 11: the digits; 12: "+"; 13: "/". */
static inline __m256i
letters(__m256i values)
{
    const __m256i add =
        BOTH(65, 71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 0, 0);
    __m256i column = _mm256_subs_epu8(values, _mm256_set1_epi8(51));
    __m256i past_z = _mm256_cmpgt_epi8(values, _mm256_set1_epi8(25));

    return _mm256_add_epi8(
        values, _mm256_shuffle_epi8(add, _mm256_sub_epi8(column, past_z)));
}

static inline void
encode24(const uint8_t *in, uint8_t *out)
{
    store32(out, letters(split(spread(in))));
}

size_t
eml__b64_enc_run_avx2(const uint8_t *in, size_t n, uint8_t *out, size_t room)
{
    size_t i = 0, o = 0;

    while (n - i >= 24 && room - o >= 32) {
        encode24(in + i, out + o);
        i += 24;
        o += 32;
    }
    return i / 3;
}

static inline eml__b64_moved
encode_lines(const uint8_t *in, size_t n, uint8_t *out, size_t room, size_t len)
{
    const size_t bytes = len / 4 * 3;
    size_t i = 0, o = 0;

    while (n - i > bytes && room - o >= len + 2) {
        for (size_t k = 0; k + 32 < len; k += 32)
            encode24(in + i + k / 4 * 3, out + o + k);
        encode24(in + i + bytes - 24, out + o + len - 32);
        out[o + len] = '\r';
        out[o + len + 1] = '\n';
        i += bytes;
        o += len + 2;
    }
    return (eml__b64_moved){i, o};
}

eml__b64_moved
eml__b64_enc_lines_avx2(const uint8_t *in, size_t n, uint8_t *out, size_t room,
                        size_t len)
{
    if (len == 76)
        return encode_lines(in, n, out, room, 76);
    return encode_lines(in, n, out, room, len);
}
#else
typedef int eml__base64_avx2_empty; /* C11 has no empty translation unit */
#endif
