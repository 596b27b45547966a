#include "eml/qp.h"

#include <string.h>

#include "core/qp_int.h"

/* What a byte is. PLAIN and SPACE stand for themselves (rules 2 and 3). */
enum { PLAIN, SPACE, EQUALS, CR, LF, RAW };

/* clang-format off */
static const uint8_t class_of[256] = {
#define P PLAIN
#define R RAW
#define R16 R, R, R, R, R, R, R, R, R, R, R, R, R, R, R, R
#define P16 P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P
    R, R, R, R, R, R, R, R, R, SPACE, LF, R, R, CR, R, R,
    R16,
    SPACE, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P,
    P, P, P, P, P, P, P, P, P, P, P, P, P, EQUALS, P, P,
    P16, P16, P16,
    P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, R,
    R16, R16, R16, R16, R16, R16, R16, R16
#undef P16
#undef R16
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

static inline bool
is_space(uint8_t c)
{
    return class_of[c] == SPACE;
}

static inline size_t
at_most(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t
copy_plain(enum eml__isa isa, const uint8_t *in, size_t n, uint8_t *out)
{
    size_t i = 0;

#ifdef EML__HAS_AVX2
    if (isa == EML__AVX2)
        i = eml__qp_copy_avx2(in, n, out);
#else
    (void)isa;
#endif
    for (; i < n && class_of[in[i]] <= SPACE; i++)
        out[i] = in[i];
    return i;
}

/* Writes what is owed, as far as there is room; says whether all of it went. */
static bool
pay(uint8_t *owed, uint8_t *num_owed, uint8_t **out, size_t *out_len)
{
    size_t n = at_most(*num_owed, *out_len);

    if (n) {
        memcpy(*out, owed, n);
        *out += n;
        *out_len -= n;
        *num_owed = (uint8_t)(*num_owed - n);
        memmove(owed, owed + n, *num_owed);
    }
    return *num_owed == 0;
}

/* ---- decoding ----------------------------------------------------------- */

/* What is held besides white space and CR, which come after it. */
enum {
    TEXT,
    ESCAPE, /* "=" */
    DIGIT,  /* "=X" */
    SPACES  /* nothing: in a run of white space that is too long to hold */
};

static void
flag(bool *which, uint64_t *at, uint64_t off)
{
    if (!*which) {
        *which = true;
        *at = off;
    }
}

/* `n` more characters on this line, the first of them at `off`. */
static void
count(eml_qp_dec *d, uint64_t off, size_t n)
{
    uint32_t left = UINT32_MAX - d->line;

    if (d->line + (uint64_t)n > EML_QP_LINE && !d->long_line)
        flag(&d->long_line, &d->long_line_at, off + (EML_QP_LINE - d->line));
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
        flag(&d->bad_escape, &d->bad_escape_at, d->equals_at);
        owe(d, '=');
    }
    if (d->cr) {
        flag(&d->raw, &d->raw_at, d->off - 1);
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
    if (!pay(d->owed, &d->num_owed, out, out_len))
        return false;
    return !d->spilling ||
           (spill(d, out, out_len) && pay(d->owed, &d->num_owed, out, out_len));
}

/* At an LF. A soft break is "=" transport-padding CRLF: nothing remains. */
static void
end_line(eml_qp_dec *d)
{
    if (d->num_ws)
        flag(&d->trailing_ws, &d->trailing_ws_at, d->ws_at);
    if (d->state == ESCAPE) {
        d->soft_at = d->equals_at;
        d->soft_next = d->off + 1;
    } else {
        if (d->cr)
            owe(d, '\r');
        owe(d, '\n');
    }
    d->state = TEXT;
    d->cr = false;
    d->num_ws = 0;
    d->line = 0;
}

static void
take_data(eml_qp_dec *d, uint8_t c)
{
    if (class_of[c] == RAW)
        flag(&d->raw, &d->raw_at, d->off);
    owe(d, c);
    d->state = TEXT;
}

static void
take_escape(eml_qp_dec *d, uint8_t high, uint8_t low)
{
    uint8_t h = eml__qp_hex[high], l = eml__qp_hex[low];

    if ((h | l) & EML__QP_LOWER)
        flag(&d->lower_hex, &d->lower_hex_at, d->equals_at);
    owe(d, (uint8_t)((h & 15) << 4 | (l & 15)));
    d->state = TEXT;
}

/* Note 2: "=" and the character after it, as they came. */
static void
not_escape(eml_qp_dec *d, uint8_t c)
{
    flag(&d->bad_escape, &d->bad_escape_at, d->equals_at);
    owe(d, '=');
    take_data(d, c);
}

/* Decides on `c` after what is held; false: that was put out instead, and `c`
 * is to be looked at again. */
static bool
take(eml_qp_dec *d, uint8_t c)
{
    uint8_t class = class_of[c];

    if (d->state == DIGIT) {
        if (eml__qp_hex[c] == EML__QP_NO_HEX) {
            not_escape(d, d->digit);
            return false;
        }
        take_escape(d, d->digit, c);
    } else if (class == LF) {
        end_line(d);
        return true;
    } else if (d->cr || (d->num_ws && class != SPACE && class != CR)) {
        begin_spill(d, TEXT);
        return false;
    } else if (d->num_ws == EML_QP_SPACE && class == SPACE) {
        begin_spill(d, SPACES);
        return false;
    } else if (class == CR) {
        d->cr = true;
        return true;
    } else if (class == SPACE && d->state == SPACES) {
        owe(d, c);
    } else if (class == SPACE) {
        hold_space(d, c);
    } else if (d->state == ESCAPE && eml__qp_hex[c] != EML__QP_NO_HEX) {
        d->digit = c;
        d->state = DIGIT;
    } else if (d->state == ESCAPE) {
        not_escape(d, c);
    } else if (class == EQUALS) {
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
        flag(&d->trailing_ws, &d->trailing_ws_at, d->ws_at);
    d->num_ws = 0;
    if (d->state == DIGIT) {
        not_escape(d, d->digit);
    } else if (d->state == ESCAPE) {
        flag(&d->bad_escape, &d->bad_escape_at, d->equals_at);
        flag(&d->soft_end, &d->soft_end_at, d->equals_at);
        owe(d, '=');
    } else if (d->soft_next && d->soft_next == d->off) {
        flag(&d->soft_end, &d->soft_end_at, d->soft_at);
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
    size_t n = at_most((size_t)(c->end - c->p), (size_t)(c->o_end - c->o));

#ifdef EML__HAS_AVX2
    if (isa == EML__AVX2) {
        eml__qp_moved m;

        count_to(d, c, c->p);
        m = eml__qp_decode_avx2(c->p, n, c->o, &d->line,
                                d->long_line ? UINT32_MAX : EML_QP_LINE);
        c->p += m.taken;
        c->o += m.written;
        c->mark = c->p;
        n -= m.taken;
    }
#else
    (void)d;
    (void)isa;
#endif
    for (; n && class_of[*c->p] <= SPACE; n--)
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
        (c->p > c->begin && is_space(c->p[-1])))
        return false;
    memcpy(c->o, c->p, n);
    c->o += n;
    fast_next_line(d, c, n);
    return true;
}

static bool
fast_special(eml_qp_dec *d, cursor *c)
{
    switch (class_of[*c->p]) {
    case EQUALS:
        return fast_equals(d, c);
    case CR:
    case LF:
        return fast_line_end(d, c);
    default: /* RAW */
        flag(&d->raw, &d->raw_at, d->off + (uint64_t)(c->p - c->begin));
        *c->o++ = *c->p++;
        return true;
    }
}

/* What white space means hangs on what follows: that is not yet taken. */
static void
step_back(eml_qp_dec *d, cursor *c)
{
    while (c->p > c->begin && is_space(c->p[-1])) {
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

/* ---- encoding ----------------------------------------------------------- */

static const uint8_t soft_break[3] = {'=', '\r', '\n'};

typedef enum answer { NO, YES, NOT_YET } answer;

static inline void
put_hex(uint8_t *out, uint8_t c)
{
    static const uint8_t digits[16] = {'0', '1', '2', '3', '4', '5', '6', '7',
                                       '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};

    out[0] = '=';
    out[1] = digits[c >> 4];
    out[2] = digits[c & 15];
}

/* Does the line end after w[0]? `last`: nothing will follow w[n - 1]. */
static answer
line_ends(const eml_qp_enc *e, eml_span w, bool last)
{
    if (w.n == 1)
        return last ? YES : NOT_YET;
    if (e->binary || w.p[1] != '\r')
        return NO;
    if (w.n == 2)
        return last ? NO : NOT_YET;
    return w.p[2] == '\n' ? YES : NO;
}

static answer
is_from_line(eml_span w, bool last)
{
    static const uint8_t from[5] = {'F', 'r', 'o', 'm', ' '};

    for (size_t i = 1; i < sizeof from; i++) {
        if (i == w.n)
            return last ? NO : NOT_YET;
        if (w.p[i] != from[i])
            return NO;
    }
    return YES;
}

/* Must w[0] be encoded, where it stands? */
static answer
must_encode(const eml_qp_enc *e, eml_span w, bool last)
{
    uint8_t c = w.p[0];

    if (class_of[c] > SPACE)
        return YES;
    if (class_of[c] == SPACE || (c == '.' && e->column == 0))
        return line_ends(e, w, last);
    if (c == 'F' && e->column == 0)
        return is_from_line(w, last);
    return NO;
}

/* A line may have 76 characters when its last is not the "=" of a soft break.
 */
static answer
fits(const eml_qp_enc *e, size_t len, eml_span w, bool last)
{
    size_t column = e->column + len;

    if (column < EML_QP_LINE)
        return YES;
    return column == EML_QP_LINE ? line_ends(e, w, last) : NO;
}

/* What a step did with the front of the window. */
enum { WAIT = -1 /* it needs to see more */, BROKE = 0 /* the line */ };

/* Returns one of these, or how many bytes it took. */
static int
step(eml_qp_enc *e, eml_span w, bool last)
{
    answer encode, fit;
    size_t len;

    if (!e->binary && w.p[0] == '\r') {
        if (w.n == 1 && !last)
            return WAIT;
        if (w.n > 1 && w.p[1] == '\n') {
            e->owed[e->num_owed++] = '\r';
            e->owed[e->num_owed++] = '\n';
            e->column = 0;
            return 2;
        }
    }
    encode = must_encode(e, w, last);
    len = encode == YES ? 3 : 1;
    fit = fits(e, len, w, last);
    if (encode == NOT_YET || fit == NOT_YET)
        return WAIT;
    if (fit == NO) {
        memcpy(e->owed, soft_break, sizeof soft_break);
        e->num_owed = sizeof soft_break;
        e->column = 0;
        return BROKE;
    }
    put_hex(e->owed, w.p[0]);
    if (encode == NO)
        e->owed[0] = w.p[0];
    e->num_owed = (uint8_t)len;
    e->column = (uint8_t)(e->column + len);
    return 1;
}

/* Each byte as it stands where no rule but 1 and 2 matters. The fourth byte is
 * the length, so that a token is written by one store and the next covers what
 * is too much. */
/* clang-format off */
static const uint8_t token_of[256][4] = {
#define E(h, l) {'=', h, l, 3}
#define E16(h) E(h, '0'), E(h, '1'), E(h, '2'), E(h, '3'), E(h, '4'), \
    E(h, '5'), E(h, '6'), E(h, '7'), E(h, '8'), E(h, '9'), E(h, 'A'), \
    E(h, 'B'), E(h, 'C'), E(h, 'D'), E(h, 'E'), E(h, 'F')
#define P(c) {c, 0, 0, 1}
#define P4(c) P(c), P((c) + 1), P((c) + 2), P((c) + 3)
#define P16(c) P4(c), P4((c) + 4), P4((c) + 8), P4((c) + 12)
    E('0', '0'), E('0', '1'), E('0', '2'), E('0', '3'), E('0', '4'),
    E('0', '5'), E('0', '6'), E('0', '7'), E('0', '8'), P('\t'),
    E('0', 'A'), E('0', 'B'), E('0', 'C'), E('0', 'D'), E('0', 'E'),
    E('0', 'F'),
    E16('1'),
    P16(' '),
    P4('0'), P4('4'), P4('8'), P('<'), E('3', 'D'), P('>'), P('?'),
    P16('@'), P16('P'), P16('`'),
    P4('p'), P4('t'), P4('x'), P('|'), P('}'), P('~'), E('7', 'F'),
    E16('8'), E16('9'), E16('A'), E16('B'), E16('C'), E16('D'), E16('E'),
    E16('F')
#undef P16
#undef P4
#undef P
#undef E16
#undef E
};
/* clang-format on */
enum { TOKEN = 4, LAST_COLUMN = EML_QP_LINE - 1 /* before a soft break */ };

/* The fast path's place. p[0..known) are bytes of this line that have one after
 * them that does not end it, nor begins to, but for that of the last. */
typedef struct reel {
    const uint8_t *p, *end, *stop; /* the next CR that matters, or the end */
    uint8_t *o, *o_end;
} reel;

static size_t
room_in(const reel *r)
{
    return (size_t)(r->o_end - r->o);
}

static size_t
columns_left(const eml_qp_enc *e)
{
    return e->column < LAST_COLUMN ? (size_t)(LAST_COLUMN - e->column) : 0;
}

static void
advance(eml_qp_enc *e, reel *r, size_t taken, size_t written)
{
    r->p += taken;
    r->o += written;
    e->column = (uint8_t)(e->column + written);
}

static void
find_stop(const eml_qp_enc *e, reel *r)
{
    size_t n = (size_t)(r->end - r->p);
    const uint8_t *cr = e->binary || !n ? NULL : memchr(r->p, '\r', n);

    r->stop = cr ? cr : r->end;
}

/* How many bytes cannot be the last of their line. Of white space before a CR
 * that is not known. */
static size_t
num_inner(const reel *r)
{
    size_t n = (size_t)(r->stop - r->p);

    if (n && (r->stop == r->end || is_space(r->stop[-1])))
        n--;
    return n;
}

/* A few tokens, whatever they are, as far as the longest would fit. */
static void
put_tokens(eml_qp_enc *e, reel *r, size_t n)
{
    const uint8_t *p = r->p, *end;
    uint8_t *o = r->o;
    size_t left = columns_left(e);

    for (end = p + at_most(n, room_in(r) / TOKEN); p < end && left >= 3; p++) {
        const uint8_t *token = token_of[*p];
        size_t len = token[TOKEN - 1];

        memcpy(o, token, TOKEN);
        o += len;
        left -= len;
    }
    advance(e, r, (size_t)(p - r->p), (size_t)(o - r->o));
}

/* Up to n bytes of a line; false when it needs more input or room than it
 * sees, or a rule that it does not know. */
static bool
fast_inner(eml_qp_enc *e, reel *r, size_t n, enum eml__isa isa)
{
    enum { A_FEW = 48 };
    size_t most = at_most(n, columns_left(e)), k;

    if (e->column == 0 && (*r->p == 'F' || *r->p == '.'))
        return false;
    /* whole vectors, of which only what fits is kept */
    k = at_most(at_most((size_t)(r->end - r->p), room_in(r)),
                (most + 31) / 32 * 32);
    k = at_most(copy_plain(isa, r->p, k, r->o), most);
    advance(e, r, k, k);
    if (k == n)
        return true;
    if (columns_left(e) >= 3 || columns_left(e) >= token_of[*r->p][TOKEN - 1]) {
        put_tokens(e, r, at_most(n - k, A_FEW));
        return room_in(r) >= TOKEN;
    }
    if (r->p + 1 >= r->stop || room_in(r) < sizeof soft_break)
        return false;
    memcpy(r->o, soft_break, sizeof soft_break);
    r->o += sizeof soft_break;
    e->column = 0;
    return true;
}

static bool
fast_crlf(eml_qp_enc *e, reel *r)
{
    if (r->end - r->p < 2 || r->p != r->stop || r->p[1] != '\n' ||
        room_in(r) < 2)
        return false;
    memcpy(r->o, r->p, 2);
    r->p += 2;
    r->o += 2;
    e->column = 0;
    return true;
}

static void
enc_fast(eml_qp_enc *e, eml_span *in, uint8_t **out, size_t *out_len,
         enum eml__isa isa)
{
    /* no further than what is written in the end */
    reel r = {.p = in->p,
              .end = in->p + at_most(in->n, *out_len),
              .o = *out,
              .o_end = *out + *out_len};

    do {
        size_t n;

        find_stop(e, &r);
        while (n = num_inner(&r), n && fast_inner(e, &r, n, isa))
            continue;
    } while (fast_crlf(e, &r));
    in->n -= (size_t)(r.p - in->p);
    in->p = r.p;
    *out = r.o;
    *out_len = room_in(&r);
}

/* What is held, with as much of the input as it takes to decide. */
static int
step_held(eml_qp_enc *e, eml_span *in, bool last)
{
    int took = step(e, (eml_span){e->held, e->num_held}, last && !in->n);

    while (took == WAIT && in->n) {
        e->held[e->num_held++] = *in->p++;
        in->n--;
        took = step(e, (eml_span){e->held, e->num_held}, last && !in->n);
    }
    if (took > 0) {
        e->num_held = (uint8_t)(e->num_held - took);
        memmove(e->held, e->held + took, e->num_held);
    }
    return took;
}

static int
step_input(eml_qp_enc *e, eml_span *in, bool last)
{
    int took = step(e, *in, last);

    if (took == WAIT) {
        memcpy(e->held, in->p, in->n);
        e->num_held = (uint8_t)in->n;
        took = (int)in->n;
    }
    in->p += took;
    in->n -= (size_t)took;
    return took;
}

int
eml__qp_enc_feed(eml_qp_enc *e, eml_span *in, uint8_t **out, size_t *out_len,
                 bool last, enum eml__isa isa)
{
    if (e->done && in->n)
        return EML_E_MISUSE;
    while (pay(e->owed, &e->num_owed, out, out_len)) {
        if (e->num_held) {
            if (step_held(e, in, last) == WAIT)
                return EML_WANT_INPUT;
            continue;
        }
        enc_fast(e, in, out, out_len, isa);
        if (in->n) {
            (void)step_input(e, in, last);
        } else if (!last) {
            return EML_WANT_INPUT;
        } else {
            e->done = true;
            return EML_END;
        }
    }
    return EML_WANT_SPACE;
}

int
eml_qp_enc_feed(eml_qp_enc *e, eml_span *in, uint8_t **out, size_t *out_len,
                bool last)
{
    return eml__qp_enc_feed(e, in, out, out_len, last, eml__best_isa());
}
