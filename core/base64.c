#include "eml/base64.h"

#include "core/base64_int.h"
#include "core/codec_int.h"

enum { LINE_MAX = 76 }; /* RFC 2045 section 6.8 */

/* What a character is: its value, or one of these. */
enum { SPACE = 0x80, CR, LF, PAD, BAD, NOT_SEXTET = 0x80 };

/* clang-format off */
static const uint8_t value_of[256] = {
#define X BAD
#define X16 X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X
    X, X, X, X, X, X, X, X, X, SPACE, LF, X, X, CR, X, X,
    X16,
    SPACE, X, X, X, X, X, X, X, X, X, X, 62, X, X, X, 63,
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, X, X, X, PAD, X, X,
    X,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, X, X, X, X, X,
    X, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, X, X, X, X, X,
    X16, X16, X16, X16, X16, X16, X16, X16
#undef X16
#undef X
};
/* clang-format on */

static inline void
skip(eml_span *s, size_t n)
{
    s->p += n;
    s->n -= n;
}

static inline void
written(uint8_t **out, size_t *out_len, size_t n)
{
    *out += n;
    *out_len -= n;
}

/* ---- decoding ----------------------------------------------------------- */

/* `n` more characters on this line, the first of them at `off`. */
static void
count(eml_b64_dec *d, uint64_t off, size_t n)
{
    uint32_t left = UINT32_MAX - d->line;

    if (d->line + (uint64_t)n > LINE_MAX && !d->long_line)
        eml__flag(&d->long_line, &d->long_line_at, off + (LINE_MAX - d->line));
    d->line += n < left ? (uint32_t)n : left;
}

/* `kind` is EML__BREAK_LF or EML__BREAK_CRLF. */
static void
end_line(eml_b64_dec *d, uint8_t kind)
{
    bool suits =
        d->line <= LINE_MAX && d->line >= EML__B64_LINE_MIN && d->line % 4 == 0;

    d->width = suits ? (uint8_t)d->line : 0;
    d->line = 0;
    d->cr = false;
    d->breaks |= kind;
}

/* The group ends here with 2 or 3 sextets: that is 1 or 2 bytes. */
static void
end_group(eml_b64_dec *d)
{
    unsigned unused = d->num_sextets == 2 ? 4 : 2;

    if (d->bits & ((1u << unused) - 1))
        eml__flag(&d->stray_bits, &d->stray_at, d->sextet_at);
    d->bits >>= unused;
    if (d->num_sextets == 3)
        d->owed[d->num_owed++] = (uint8_t)(d->bits >> 8);
    d->owed[d->num_owed++] = (uint8_t)d->bits;
    d->bits = 0;
    d->num_sextets = 0;
}

static void
take_sextet(eml_b64_dec *d, uint8_t v)
{
    if (d->num_pad) {
        eml__flag(&d->padding, &d->padding_at, d->off);
        d->num_pad = 0;
        d->ended = true;
    }
    if (d->ended)
        eml__flag(&d->after_pad, &d->after_pad_at, d->off);
    d->bits = d->bits << 6 | v;
    d->sextet_at = d->off;
    if (++d->num_sextets < 4)
        return;
    d->owed[0] = (uint8_t)(d->bits >> 16);
    d->owed[1] = (uint8_t)(d->bits >> 8);
    d->owed[2] = (uint8_t)d->bits;
    d->num_owed = 3;
    d->bits = 0;
    d->num_sextets = 0;
}

static void
take_pad(eml_b64_dec *d)
{
    if (d->num_pad) {
        d->num_pad = 0;
        d->ended = true;
    } else if (d->num_sextets < 2) {
        eml__flag(&d->padding, &d->padding_at, d->off);
    } else {
        if (d->num_sextets == 2)
            d->num_pad = 1;
        else
            d->ended = true;
        end_group(d);
    }
}

/* A CR that no LF follows is a character of its line. */
static void
lone_cr(eml_b64_dec *d)
{
    if (d->cr) {
        d->cr = false;
        d->breaks |= EML__BREAK_CR;
        count(d, d->off - 1, 1);
    }
}

static void
take(eml_b64_dec *d, uint8_t c)
{
    uint8_t v = value_of[c];

    if (v == LF) {
        end_line(d, d->cr ? EML__BREAK_CRLF : EML__BREAK_LF);
        return;
    }
    lone_cr(d);
    if (v == CR) {
        d->cr = true;
        return;
    }
    count(d, d->off, 1);
    if (!(v & NOT_SEXTET))
        take_sextet(d, v);
    else if (v == PAD)
        take_pad(d);
    else if (v == BAD && d->num_bad++ == 0)
        d->bad_at = d->off;
}

/* Groups of alphabet characters and nothing else. */
static size_t
dec_run(const uint8_t *in, size_t n, uint8_t *out, size_t room)
{
    size_t i = 0;

    for (; n >= 4 && room >= 3; n -= 4, room -= 3, i++) {
        uint8_t a = value_of[in[0]], b = value_of[in[1]], c = value_of[in[2]],
                e = value_of[in[3]];

        if ((a | b | c | e) & NOT_SEXTET)
            break;
        out[0] = (uint8_t)(a << 2 | b >> 4);
        out[1] = (uint8_t)(b << 4 | c >> 2);
        out[2] = (uint8_t)(c << 6 | e);
        in += 4;
        out += 3;
    }
    return i;
}

static size_t
dec_run_by(enum eml__isa isa, const uint8_t *in, size_t n, uint8_t *out,
           size_t room)
{
    size_t i = 0;

#ifdef EML__HAS_AVX2
    /* One group first: in text full of errors a vector is rarely worth it. */
    if (isa >= EML__AVX2 && n >= 36) {
        i = dec_run(in, 4, out, room);
        if (i == 0)
            return 0;
        i += eml__b64_dec_run_avx2(in + 4, n - 4, out + 3, room - 3);
    }
#else
    (void)isa;
#endif
    return i + dec_run(in + 4 * i, n - 4 * i, out + 3 * i, room - 3 * i);
}

#ifdef EML__HAS_AVX2
/* The length of the line end at in.p[at], 0 when there is none. */
static size_t
eol_at(eml_span in, size_t at)
{
    if (in.n < at + 2)
        return 0;
    if (in.p[at] == '\n')
        return 1;
    return in.p[at] == '\r' && in.p[at + 1] == '\n' ? 2 : 0;
}
#endif

static void
fast_lines(eml_b64_dec *d, eml_span *in, uint8_t **out, size_t *out_len,
           enum eml__isa isa)
{
#ifdef EML__HAS_AVX2
    if (isa >= EML__AVX2 && d->line == 0) {
        size_t len = d->width ? d->width : LINE_MAX, eol = eol_at(*in, len);
        eml__b64_moved m;

        if (!eol)
            return;
        m = (isa >= EML__AVX512 ? eml__b64_dec_lines_avx512
                                : eml__b64_dec_lines_avx2)(
            in->p, in->n, *out, *out_len, len, eol, d->ahead);
        skip(in, m.taken);
        written(out, out_len, m.written);
        d->off += m.taken;
        if (m.taken)
            d->breaks |= eol == 2 ? EML__BREAK_CRLF : EML__BREAK_LF;
    }
#else
    (void)d;
    (void)in;
    (void)out;
    (void)out_len;
    (void)isa;
#endif
}

/* A run within one line, short of its 77th character when that is still to be
 * flagged. */
static void
fast_run(eml_b64_dec *d, eml_span *in, uint8_t **out, size_t *out_len,
         enum eml__isa isa)
{
    size_t n = in->n, i;

    if (!d->long_line)
        n = eml__min(n, LINE_MAX - d->line);
    i = dec_run_by(isa, in->p, n, *out, *out_len);
    count(d, d->off, 4 * i);
    d->off += 4 * i;
    skip(in, 4 * i);
    written(out, out_len, 3 * i);
}

static bool
at_crlf(eml_span in)
{
    return in.n >= 2 && in.p[0] == '\r' && in.p[1] == '\n';
}

static void
dec_fast(eml_b64_dec *d, eml_span *in, uint8_t **out, size_t *out_len,
         enum eml__isa isa)
{
    if (d->num_sextets || d->num_pad || d->cr || (d->ended && !d->after_pad))
        return;
    for (;;) {
        fast_lines(d, in, out, out_len, isa);
        fast_run(d, in, out, out_len, isa);
        if (!at_crlf(*in))
            return;
        end_line(d, EML__BREAK_CRLF);
        skip(in, 2);
        d->off += 2;
    }
}

static void
dec_end(eml_b64_dec *d)
{
    d->done = true;
    lone_cr(d);
    if (d->num_pad || d->num_sextets)
        eml__flag(&d->padding, &d->padding_at, d->off);
    d->num_pad = 0;
    if (d->num_sextets >= 2)
        end_group(d);
    else if (d->bits) /* a lone sextet */
        eml__flag(&d->stray_bits, &d->stray_at, d->sextet_at);
}

int
eml__b64_dec_feed(eml_b64_dec *d, eml_span *in, uint8_t **out, size_t *out_len,
                  bool last, enum eml__isa isa)
{
    if (d->done && in->n)
        return EML_E_MISUSE;
    while (eml__pay(d->owed, &d->num_owed, out, out_len)) {
        dec_fast(d, in, out, out_len, isa);
        if (in->n) {
            take(d, *in->p);
            skip(in, 1);
            d->off++;
        } else if (!last) {
            return EML_WANT_INPUT;
        } else if (!d->done) {
            dec_end(d);
        } else {
            return EML_END;
        }
    }
    return EML_WANT_SPACE;
}

int
eml_b64_dec_feed(eml_b64_dec *d, eml_span *in, uint8_t **out, size_t *out_len,
                 bool last)
{
    return eml__b64_dec_feed(d, in, out, out_len, last, eml__best_isa());
}

size_t
eml_b64_decode_all(eml_b64_dec *d, eml_span in, uint8_t *out)
{
    size_t room = in.n / 4 * 3 + 3;
    uint8_t *at = out;

    int rc;

    *d = (eml_b64_dec){0};
    /* Never EML_WANT_SPACE: 4 characters are at most 3 bytes. */
    rc = eml_b64_dec_feed(d, &in, &at, &room, true);
    return rc == EML_END ? (size_t)(at - out) : 0;
}

/* ---- encoding ----------------------------------------------------------- */

static const uint8_t alphabet[64] = {
    'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M',
    'N', 'O', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z',
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
    'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '/'};

static inline void
put_group(uint8_t *out, uint8_t a, uint8_t b, uint8_t c)
{
    out[0] = alphabet[a >> 2];
    out[1] = alphabet[(a & 3) << 4 | b >> 4];
    out[2] = alphabet[(b & 15) << 2 | c >> 6];
    out[3] = alphabet[c & 63];
}

static void
enc_run(enum eml__isa isa, const uint8_t *in, uint8_t *out, size_t num_groups)
{
    size_t i = 0;

#ifdef EML__HAS_AVX2
    if (isa >= EML__AVX2)
        i = eml__b64_enc_run_avx2(in, 3 * num_groups, out, 4 * num_groups);
#else
    (void)isa;
#endif
    for (; i < num_groups; i++)
        put_group(out + 4 * i, in[3 * i], in[3 * i + 1], in[3 * i + 2]);
}

/* The line end comes with the next character, so that none is at the end. */
static bool
line_is_full(const eml_b64_enc *e)
{
    return e->line_len && e->column == e->line_len;
}

static void
owe_group(eml_b64_enc *e)
{
    if (line_is_full(e)) {
        e->owed[e->num_owed++] = '\r';
        e->owed[e->num_owed++] = '\n';
        e->column = 0;
    }
    for (unsigned i = e->num_held; i < 3; i++)
        e->held[i] = 0;
    put_group(e->owed + e->num_owed, e->held[0], e->held[1], e->held[2]);
    for (unsigned i = e->num_held + 1u; i < 4; i++)
        e->owed[e->num_owed + i] = '=';
    e->num_owed = (uint8_t)(e->num_owed + 4);
    e->num_held = 0;
    if (e->line_len)
        e->column = (uint8_t)(e->column + 4);
}

static void
enc_lines(eml_b64_enc *e, eml_span *in, uint8_t **out, size_t *out_len,
          enum eml__isa isa)
{
#ifdef EML__HAS_AVX2
    if (isa >= EML__AVX2 && e->column == 0 &&
        e->line_len >= EML__B64_LINE_MIN) {
        eml__b64_moved m =
            eml__b64_enc_lines_avx2(in->p, in->n, *out, *out_len, e->line_len);

        skip(in, m.taken);
        written(out, out_len, m.written);
    }
#else
    (void)e;
    (void)in;
    (void)out;
    (void)out_len;
    (void)isa;
#endif
}

static void
enc_fast(eml_b64_enc *e, eml_span *in, uint8_t **out, size_t *out_len,
         enum eml__isa isa)
{
    for (;;) {
        size_t n;

        if (line_is_full(e)) {
            if (in->n == 0 || *out_len < 2)
                return;
            (*out)[0] = '\r';
            (*out)[1] = '\n';
            written(out, out_len, 2);
            e->column = 0;
        }
        enc_lines(e, in, out, out_len, isa);
        n = eml__min(in->n / 3, *out_len / 4);
        if (e->line_len)
            n = eml__min(n, (size_t)(e->line_len - e->column) / 4);
        if (n == 0)
            return;
        enc_run(isa, in->p, *out, n);
        skip(in, 3 * n);
        written(out, out_len, 4 * n);
        if (e->line_len)
            e->column = (uint8_t)(e->column + 4 * n);
    }
}

int
eml__b64_enc_feed(eml_b64_enc *e, eml_span *in, uint8_t **out, size_t *out_len,
                  bool last, enum eml__isa isa)
{
    if ((e->done && in->n) || e->line_len > LINE_MAX || e->line_len % 4)
        return EML_E_MISUSE;
    while (eml__pay(e->owed, &e->num_owed, out, out_len)) {
        if (e->num_held == 0)
            enc_fast(e, in, out, out_len, isa);
        if (in->n) {
            e->held[e->num_held++] = *in->p;
            skip(in, 1);
            if (e->num_held == 3)
                owe_group(e);
        } else if (!last) {
            return EML_WANT_INPUT;
        } else if (!e->done) {
            e->done = true;
            if (e->num_held)
                owe_group(e);
        } else {
            return EML_END;
        }
    }
    return EML_WANT_SPACE;
}

int
eml_b64_enc_feed(eml_b64_enc *e, eml_span *in, uint8_t **out, size_t *out_len,
                 bool last)
{
    return eml__b64_enc_feed(e, in, out, out_len, last, eml__best_isa());
}
