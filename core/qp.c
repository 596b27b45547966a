#include "eml/qp.h"

#include "core/codec_int.h"
#include "core/qp_int.h"

/* clang-format off */
const uint8_t eml__qp_class[256] = {
#define P EML__QP_PLAIN
#define R EML__QP_RAW
#define S EML__QP_SPACE
#define R16 R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R
#define P16 P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P
    R, R, R, R, R, R, R, R, R, S, EML__QP_LF, R, R, EML__QP_CR, R, R,
    R16,
    S, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P,
    P, P, P, P, P, P, P, P, P, P, P, P, P, EML__QP_EQUALS, P, P,
    P16, P16, P16,
    P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, R,
    R16, R16, R16, R16, R16, R16, R16, R16
#undef P16
#undef R16
#undef S
#undef R
#undef P
};

const uint8_t eml__qp_hex[256] = {
#define X EML__QP_NO_HEX
#define L(v) EML__QP_LOWER | v
#define X16 X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X
    X16, X16, X16,
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, X, X, X, X, X, X,
    X, 10, 11, 12, 13, 14, 15, X, X, X, X, X, X, X, X, X,
    X16,
    X, L(10), L(11), L(12), L(13), L(14), L(15), X, X, X, X, X, X, X, X, X,
    X16,
    X16, X16, X16, X16, X16, X16, X16, X16
#undef X16
#undef L
#undef X
};
/* clang-format on */

size_t
eml__qp_copy(enum eml__isa isa, const uint8_t *in, size_t n, uint8_t *out)
{
    size_t i = 0;

#ifdef EML__HAS_AVX2
    if (isa >= EML__AVX2)
        i = eml__qp_copy_avx2(in, n, out);
#else
    (void)isa;
#endif
    for (; i < n && eml__qp_class[in[i]] <= EML__QP_SPACE; i++)
        out[i] = in[i];
    return i;
}

/* ---- decoding ----------------------------------------------------------- */

/* What is held besides white space and CR, which come after it. */
enum {
    TEXT,
    ESCAPE, /* "=" */
    DIGIT,  /* "=X" */
    SPACES  /* nothing: in a run of white space that is too long to hold */
};

/* `n` more characters on this line, the first of them at `off`. */
static void
count(eml_qp_dec *d, uint64_t off, size_t n)
{
    uint32_t left = UINT32_MAX - d->line;

    if (d->line + (uint64_t)n > EML_QP_LINE && !d->long_line)
        eml__flag(&d->long_line, &d->long_line_at,
                  off + (EML_QP_LINE - d->line));
    d->line += n < left ? (uint32_t)n : left;
}

static void
owe(eml_qp_dec *d, uint8_t c)
{
    d->owed[d->num_owed++] = c;
}

static void
hold_space(eml_qp_dec *d, uint8_t c)
{
    uint8_t bit = (uint8_t)(1u << d->num_ws % 8);
    uint8_t *byte = &d->ws[d->num_ws / 8];

    if (d->num_ws == 0)
        d->ws_at = d->off;
    *byte = (uint8_t)(c == '\t' ? *byte | bit : *byte & ~bit);
    d->num_ws++;
}

static uint8_t
held_space(const eml_qp_dec *d, size_t i)
{
    return d->ws[i / 8] >> i % 8 & 1 ? '\t' : ' ';
}

/* All that is held is data after all; `next` is the state after it. */
static void
begin_spill(eml_qp_dec *d, uint8_t next)
{
    if (d->state == ESCAPE) {
        eml__flag(&d->bad_escape, &d->bad_escape_at, d->equals_at);
        owe(d, '=');
    }
    if (d->cr) {
        eml__flag(&d->raw, &d->raw_at, d->off - 1);
        count(d, d->off - 1, 1);
    }
    d->state = next;
    d->num_spilt = 0;
    d->spilling = true;
}

static bool
spill(eml_qp_dec *d, uint8_t **out, size_t *out_len)
{
    for (; d->num_spilt < d->num_ws && *out_len; d->num_spilt++, --*out_len)
        *(*out)++ = held_space(d, d->num_spilt);
    if (d->num_spilt < d->num_ws)
        return false;
    if (d->cr)
        owe(d, '\r');
    d->cr = false;
    d->num_ws = 0;
    d->spilling = false;
    return true;
}

static bool
write_held(eml_qp_dec *d, uint8_t **out, size_t *out_len)
{
    if (!eml__pay(d->owed, &d->num_owed, out, out_len))
        return false;
    return !d->spilling || (spill(d, out, out_len) &&
                            eml__pay(d->owed, &d->num_owed, out, out_len));
}

/* At an LF. A soft break is "=" transport-padding CRLF: nothing remains. */
static void
end_line(eml_qp_dec *d)
{
    if (d->num_ws)
        eml__flag(&d->trailing_ws, &d->trailing_ws_at, d->ws_at);
    if (d->state == ESCAPE) {
        d->soft_at = d->equals_at;
        d->soft_next = d->off + 1;
    } else {
        if (d->cr)
            owe(d, '\r');
        owe(d, '\n');
    }
    d->breaks |= d->cr ? EML__BREAK_CRLF : EML__BREAK_LF;
    d->state = TEXT;
    d->cr = false;
    d->num_ws = 0;
    d->line = 0;
}

static void
take_data(eml_qp_dec *d, uint8_t c)
{
    if (eml__qp_class[c] == EML__QP_RAW)
        eml__flag(&d->raw, &d->raw_at, d->off);
    owe(d, c);
    d->state = TEXT;
}

static void
take_escape(eml_qp_dec *d, uint8_t high, uint8_t low)
{
    uint8_t h = eml__qp_hex[high], l = eml__qp_hex[low];

    if ((h | l) & EML__QP_LOWER)
        eml__flag(&d->lower_hex, &d->lower_hex_at, d->equals_at);
    d->low_escape |= h == 0;
    owe(d, (uint8_t)((h & 15) << 4 | (l & 15)));
    d->state = TEXT;
}

/* Note 2: "=" and the character after it, as they came. */
static void
not_escape(eml_qp_dec *d, uint8_t c)
{
    eml__flag(&d->bad_escape, &d->bad_escape_at, d->equals_at);
    owe(d, '=');
    take_data(d, c);
}

/* Decides on `c` after what is held; false: that was put out instead, and `c`
 * is to be looked at again. */
static bool
take(eml_qp_dec *d, uint8_t c)
{
    uint8_t class = eml__qp_class[c];

    if (d->state == DIGIT) {
        if (eml__qp_hex[c] == EML__QP_NO_HEX) {
            not_escape(d, d->digit);
            return false;
        }
        take_escape(d, d->digit, c);
    } else if (class == EML__QP_LF) {
        end_line(d);
        return true;
    } else if (d->cr ||
               (d->num_ws && class != EML__QP_SPACE && class != EML__QP_CR)) {
        begin_spill(d, TEXT);
        return false;
    } else if (d->num_ws == EML_QP_SPACE && class == EML__QP_SPACE) {
        begin_spill(d, SPACES);
        return false;
    } else if (class == EML__QP_CR) {
        d->cr = true;
        return true;
    } else if (class == EML__QP_SPACE && d->state == SPACES) {
        owe(d, c);
    } else if (class == EML__QP_SPACE) {
        hold_space(d, c);
    } else if (d->state == ESCAPE && eml__qp_hex[c] != EML__QP_NO_HEX) {
        d->digit = c;
        d->state = DIGIT;
    } else if (d->state == ESCAPE) {
        not_escape(d, c);
    } else if (class == EML__QP_EQUALS) {
        d->equals_at = d->off;
        d->state = ESCAPE;
    } else {
        take_data(d, c);
    }
    count(d, d->off, 1);
    return true;
}

static void
dec_end(eml_qp_dec *d)
{
    d->done = true;
    if (d->cr) {
        begin_spill(d, TEXT);
        return;
    }
    if (d->num_ws)
        eml__flag(&d->trailing_ws, &d->trailing_ws_at, d->ws_at);
    d->num_ws = 0;
    if (d->state == DIGIT) {
        not_escape(d, d->digit);
    } else if (d->state == ESCAPE) {
        eml__flag(&d->bad_escape, &d->bad_escape_at, d->equals_at);
        eml__flag(&d->soft_end, &d->soft_end_at, d->equals_at);
        owe(d, '=');
    } else if (d->soft_next && d->soft_next == d->off) {
        eml__flag(&d->soft_end, &d->soft_end_at, d->soft_at);
    }
    d->state = TEXT;
}

/* The fast path's place: in input, in output, and in input what is not yet
 * counted as part of the line. */
typedef struct cursor {
    const uint8_t *begin, *p, *end, *mark;
    uint8_t *o, *o_end;
} cursor;

static void
count_to(eml_qp_dec *d, cursor *c, const uint8_t *p)
{
    count(d, d->off + (uint64_t)(c->mark - c->begin), (size_t)(p - c->mark));
    c->mark = p;
}

/* p[0..n) is the line end. */
static void
fast_next_line(eml_qp_dec *d, cursor *c, size_t n)
{
    count_to(d, c, c->p);
    d->line = 0;
    d->breaks |= n == 2 ? EML__BREAK_CRLF : EML__BREAK_LF;
    c->p += n;
    c->mark = c->p;
}

static size_t
line_end_len(const uint8_t *p, const uint8_t *end)
{
    if (end - p >= 1 && p[0] == '\n')
        return 1;
    return end - p >= 2 && p[0] == '\r' && p[1] == '\n' ? 2 : 0;
}

/* What stands for itself; in whole vectors, also what else has no fault. */
static void
fast_text(eml_qp_dec *d, cursor *c, enum eml__isa isa)
{
    size_t n = eml__min((size_t)(c->end - c->p), (size_t)(c->o_end - c->o));

#ifdef EML__HAS_AVX2
    if (isa >= EML__AVX2) {
        uint32_t longest = d->long_line ? UINT32_MAX : EML_QP_LINE;
        eml__qp_moved m;

        count_to(d, c, c->p);
        m = isa >= EML__AVX512 ? eml__qp_decode_avx512(c->p, n, c->o, &d->line,
                                                       longest, d->ahead)
                               : eml__qp_decode_avx2(c->p, n, c->o, &d->line,
                                                     longest, d->ahead);
        c->p += m.taken;
        c->o += m.written;
        d->breaks |= m.breaks;
        d->low_escape |= m.low_escape;
        c->mark = c->p;
        /* escapes leave room */
        n = eml__min((size_t)(c->end - c->p), (size_t)(c->o_end - c->o));
    }
#else
    (void)d;
    (void)isa;
#endif
    for (; n && eml__qp_class[*c->p] <= EML__QP_SPACE; n--)
        *c->o++ = *c->p++;
}

/* "=XX" over and over, or a soft break. */
static bool
fast_equals(eml_qp_dec *d, cursor *c)
{
    const uint8_t *was = c->p;
    size_t n;

    while (c->end - c->p >= 3 && c->p[0] == '=' && c->o < c->o_end) {
        uint8_t h = eml__qp_hex[c->p[1]], l = eml__qp_hex[c->p[2]];

        if ((h | l) >= EML__QP_LOWER)
            break;
        d->low_escape |= h == 0;
        *c->o++ = (uint8_t)(h << 4 | l);
        c->p += 3;
    }
    if (c->p > was)
        return true;
    n = line_end_len(c->p + 1, c->end);
    if (!n)
        return false;
    c->p++;
    fast_next_line(d, c, n);
    return true;
}

static bool
fast_line_end(eml_qp_dec *d, cursor *c)
{
    size_t n = line_end_len(c->p, c->end);

    if (!n || (size_t)(c->o_end - c->o) < n ||
        (c->p > c->begin && eml__qp_is_space(c->p[-1])))
        return false;
    memcpy(c->o, c->p, n);
    c->o += n;
    fast_next_line(d, c, n);
    return true;
}

static bool
fast_special(eml_qp_dec *d, cursor *c)
{
    switch (eml__qp_class[*c->p]) {
    case EML__QP_EQUALS:
        return fast_equals(d, c);
    case EML__QP_CR:
    case EML__QP_LF:
        return fast_line_end(d, c);
    default: /* RAW */
        eml__flag(&d->raw, &d->raw_at, d->off + (uint64_t)(c->p - c->begin));
        *c->o++ = *c->p++;
        return true;
    }
}

/* What white space means hangs on what follows: that is not yet taken. */
static void
step_back(eml_qp_dec *d, cursor *c)
{
    while (c->p > c->begin && eml__qp_is_space(c->p[-1])) {
        c->p--;
        c->o--;
    }
    if (c->mark > c->p) { /* counted already */
        d->line -= (uint32_t)(c->mark - c->p);
        c->mark = c->p;
    }
}

/* Was the last thing a soft break? An "=" that is none ends the fast path. */
static void
note_soft_break(eml_qp_dec *d, const cursor *c)
{
    size_t n = (size_t)(c->p - c->begin), back;

    if (n < 2 || c->p[-1] != '\n')
        return;
    back = c->p[-2] == '\r' ? 3 : 2;
    if (n >= back && c->p[-(ptrdiff_t)back] == '=') {
        d->soft_next = d->off + n;
        d->soft_at = d->soft_next - back;
    }
}

static void
dec_fast(eml_qp_dec *d, eml_span *in, uint8_t **out, size_t *out_len,
         enum eml__isa isa)
{
    cursor c = {.begin = in->p,
                .p = in->p,
                .end = in->p + in->n,
                .mark = in->p,
                .o = *out,
                .o_end = *out + *out_len};

    if (d->state != TEXT || d->num_ws || d->cr)
        return;
    do
        fast_text(d, &c, isa);
    while (c.p < c.end && c.o < c.o_end && fast_special(d, &c));
    step_back(d, &c);
    count_to(d, &c, c.p);
    note_soft_break(d, &c);
    d->off += (uint64_t)(c.p - c.begin);
    *in = (eml_span){c.p, (size_t)(c.end - c.p)};
    *out = c.o;
    *out_len = (size_t)(c.o_end - c.o);
}

int
eml__qp_dec_feed(eml_qp_dec *d, eml_span *in, uint8_t **out, size_t *out_len,
                 bool last, enum eml__isa isa)
{
    if (d->done && in->n)
        return EML_E_MISUSE;
    while (write_held(d, out, out_len)) {
        dec_fast(d, in, out, out_len, isa);
        if (in->n) {
            if (take(d, *in->p)) {
                in->p++;
                in->n--;
                d->off++;
            }
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
eml_qp_dec_feed(eml_qp_dec *d, eml_span *in, uint8_t **out, size_t *out_len,
                bool last)
{
    return eml__qp_dec_feed(d, in, out, out_len, last, eml__best_isa());
}
