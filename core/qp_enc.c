#include "eml/qp.h"

#include "core/codec_int.h"
#include "core/qp_int.h"

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

    if (eml__qp_class[c] > EML__QP_SPACE)
        return YES;
    if (eml__qp_class[c] == EML__QP_SPACE || (c == '.' && e->column == 0))
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

/* The fast path's place: in the input, in the output, and where the line's
 * bytes stop. */
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

/* How many bytes have one after them that neither ends the line nor begins to;
 * the last of them may have a CR after it, if it is not white space. */
static size_t
num_inner(const reel *r)
{
    size_t n = (size_t)(r->stop - r->p);

    if (n && (r->stop == r->end || eml__qp_is_space(r->stop[-1])))
        n--;
    return n;
}

/* A few tokens, whatever they are, as far as the longest would fit. */
static void
put_tokens(eml_qp_enc *e, reel *r, size_t n)
{
    enum { A_FEW = 24 }; /* then it is worth it to look for plain text again */
    const uint8_t *p = r->p, *end;
    uint8_t *o = r->o;
    size_t left = columns_left(e);

    n = eml__min(eml__min(n, A_FEW), room_in(r) / TOKEN);
    for (end = p + n; p < end && left >= 3; p++) {
        const uint8_t *token = token_of[*p];
        size_t len = token[TOKEN - 1];

        memcpy(o, token, TOKEN);
        o += len;
        left -= len;
    }
    advance(e, r, (size_t)(p - r->p), (size_t)(o - r->o));
}

/* Whole vectors of text that stands for itself, of which only what fits is
 * kept; returns how many of the n bytes are left. */
static size_t
put_plain(eml_qp_enc *e, reel *r, size_t n, enum eml__isa isa)
{
    size_t most = eml__min(n, columns_left(e));
    size_t k = eml__min(eml__min((size_t)(r->end - r->p), room_in(r)),
                        (most + 31) / 32 * 32);

    k = eml__min(eml__qp_copy(isa, r->p, k, r->o), most);
    advance(e, r, k, k);
    return n - k;
}

/* Up to n bytes of a line; false when it needs more input or room than it
 * sees, or a rule that it does not know. */
static bool
fast_inner(eml_qp_enc *e, reel *r, size_t n, enum eml__isa isa)
{
    if (e->column == 0 && (*r->p == 'F' || *r->p == '.'))
        return false;
    n = put_plain(e, r, n, isa);
    if (n == 0)
        return true;
#ifdef EML__HAS_AVX2
    if (isa >= EML__AVX2) { /* column 76 has a line end after it: n is 0 */
        eml__qp_moved m =
            eml__qp_encode_avx2(r->p, n, r->o, room_in(r), &e->column);

        r->p += m.taken;
        r->o += m.written;
        if (m.written)
            return true;
    }
#endif
    if (columns_left(e) >= 3) {
        put_tokens(e, r, n);
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
              .end = in->p + eml__min(in->n, *out_len),
              .o = *out,
              .o_end = *out + *out_len};

    do {
        size_t n;

        find_stop(e, &r);
        do
            n = num_inner(&r);
        while (n && fast_inner(e, &r, n, isa));
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
    while (eml__pay(e->owed, &e->num_owed, out, out_len)) {
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
