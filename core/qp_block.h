#ifndef EML_CORE_QP_BLOCK_H
#define EML_CORE_QP_BLOCK_H
/* qp_block.h -- quoted-printable, 64 bytes at a time: what the bytes are, as
 * bits, lowest first. Vector kernels make the bits and move the bytes; what the
 * bits mean is here. Layer: core.
 *
 * Blocks follow each other without a gap, whatever "=XX" or CRLF lies across
 * their border: the bits of the next block are made before a block is judged,
 * and what it has of a token that began before is carried. So no address hangs
 * on what the bytes are. */
#include "core/codec_int.h"
#include "core/qp_int.h"

enum { EML__QP_BLOCK = 64 };

typedef struct eml__qp_block {
    uint64_t equals, space, cr, lf;
    uint64_t strange; /* controls, but HTAB, CR and LF; DEL; over 127 */
    uint64_t hex;     /* upper case */
    uint64_t zero;    /* "0" */
} eml__qp_block;

typedef struct eml__qp_run {
    uint32_t line, longest;
    uint64_t carry;                /* bytes of the next block to drop */
    bool escape;                   /* these are of "=XX", not of a soft break */
    bool cr;                       /* the last byte was a CR: it is of a CRLF */
    uint64_t any_cr, lone_lf, low; /* bits met so far, wherever they were */
} eml__qp_run;

static inline unsigned
eml__qp_lowest(uint64_t v)
{
    return (unsigned)__builtin_ctzll(v);
}

/* The lowest n bits, n from 1 to 64. */
static inline uint64_t
eml__qp_first_bits(size_t n)
{
    return ~(uint64_t)0 >> (EML__QP_BLOCK - n);
}

/* For each byte of a block, the bit of the byte `n` after it. */
static inline uint64_t
eml__qp_ahead(uint64_t block, uint64_t next, unsigned n)
{
    return block >> n | next << (EML__QP_BLOCK - n);
}

/* What is in a block. */
typedef struct eml__qp_tokens {
    uint64_t escape; /* "=" */
    uint64_t one;    /* "=" that the next byte goes with */
    uint64_t two;    /* "=" that the byte after that goes with, too */
    uint64_t drop;   /* bytes that nothing remains of */
    uint64_t bad;    /* bytes with a fault, and white space at a line end */
} eml__qp_tokens;

/* Of block `k`, which `next` comes after; in `next`, what is not there is
 * strange. */
EML__INLINE eml__qp_tokens
eml__qp_split(const eml__qp_run *r, const eml__qp_block *k,
              const eml__qp_block *next)
{
    uint64_t cr_1 = eml__qp_ahead(k->cr, next->cr, 1);
    uint64_t lf_1 = eml__qp_ahead(k->lf, next->lf, 1);
    uint64_t crlf = cr_1 & eml__qp_ahead(k->lf, next->lf, 2);
    uint64_t soft = k->equals & (crlf | lf_1);
    eml__qp_tokens t = {.escape = k->equals &
                                  eml__qp_ahead(k->hex, next->hex, 1) &
                                  eml__qp_ahead(k->hex, next->hex, 2)};

    t.one = t.escape | soft;
    t.two = t.escape | (soft & crlf);
    t.drop = r->carry | soft | t.one << 1 | t.two << 2;
    t.bad = k->strange | (k->equals & ~t.one) | (k->cr & ~lf_1) |
            (k->space & (cr_1 | lf_1));
    return t;
}

/* Counts the n first bytes, in which each CR is of a CRLF; false when the line
 * that ends among them, or goes on after them, is too long. Other lines are
 * shorter than a block. */
EML__INLINE bool
eml__qp_count(eml__qp_run *r, const eml__qp_block *k, size_t n)
{
    uint64_t used = eml__qp_first_bits(n), lf = k->lf & used;
    uint64_t ends = lf | (k->cr & used);
    uint32_t none = lf == 0;
    /* bits below the lowest; counted, not tested: that would often go wrong */
    uint64_t first = (uint64_t)__builtin_popcountll(~ends & (ends - 1) & used);

    /* after a CR that was counted, `first` is 0 */
    if (r->line + first > r->longest + (uint64_t)r->cr)
        return false;
    r->line = (r->line & -none) + (uint32_t)(n - EML__QP_BLOCK) +
              (uint32_t)__builtin_clzll(lf | 1) + none;
    return true;
}

/* Bits met among the first ones, `used`. */
EML__INLINE void
eml__qp_note(eml__qp_run *r, const eml__qp_block *k, const eml__qp_block *next,
             const eml__qp_tokens *t, uint64_t used)
{
    r->low |= t->escape & eml__qp_ahead(k->zero, next->zero, 1) & used;
    r->any_cr |= k->cr & used;
    r->lone_lf |= k->lf & ~(k->cr << 1 | r->cr) & used;
}

/* Takes all of a block and sets *keep; false, and nothing is done, when that
 * cannot be. */
EML__INLINE bool
eml__qp_take_all(eml__qp_run *r, const eml__qp_block *k,
                 const eml__qp_block *next, uint64_t *keep)
{
    eml__qp_tokens t = eml__qp_split(r, k, next);

    if (t.bad || !eml__qp_count(r, k, EML__QP_BLOCK))
        return false;
    *keep = ~t.drop;
    eml__qp_note(r, k, next, &t, ~(uint64_t)0);
    r->carry = t.one >> 63 | t.two >> 62;
    r->escape = t.escape >> 62 != 0;
    r->cr = k->cr >> 63;
    return true;
}

/* The same of as much as can be; returns how much. */
EML__INLINE size_t
eml__qp_take(eml__qp_run *r, const eml__qp_block *k, const eml__qp_block *next,
             uint64_t *keep)
{
    eml__qp_tokens t = eml__qp_split(r, k, next);
    uint64_t used;
    size_t n;

    if (eml__qp_take_all(r, k, next, keep))
        return EML__QP_BLOCK;
    *keep = 0;
    n = t.bad ? eml__qp_lowest(t.bad) : 0;
    if (n == 0 || !eml__qp_count(r, k, n))
        return 0;
    used = eml__qp_first_bits(n);
    *keep = ~t.drop & used;
    eml__qp_note(r, k, next, &t, used);
    r->carry = 0; /* a byte with a fault is of no token */
    r->cr = false;
    return n;
}

/* The end, after `taken` bytes at `in`. Of a token that goes on in a block that
 * was not taken, nothing may be. */
static inline eml__qp_moved
eml__qp_end(const eml__qp_run *r, const uint8_t *in, size_t taken,
            size_t written, uint32_t *line)
{
    size_t back = 0;

    if (r->carry) {
        back = in[taken - 1] == '=' ? 1 : 2;
        written -= r->escape;
    } else if (r->cr) {
        back = 1;
        written--;
    }
    *line = r->line - (uint32_t)back;
    return (eml__qp_moved){
        .taken = taken - back,
        .written = written,
        .breaks = (uint8_t)((r->any_cr ? EML__BREAK_CRLF : 0) |
                            (r->lone_lf ? EML__BREAK_LF : 0)),
        .low_escape = r->low != 0,
    };
}
#endif
