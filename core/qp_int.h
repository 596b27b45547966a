#ifndef EML_CORE_QP_INT_H
#define EML_CORE_QP_INT_H
/* qp_int.h -- quoted-printable by a chosen instruction set, and the vector
 * kernel. Layer: core. */
#include "core/isa.h"
#include "eml/qp.h"

int eml__qp_dec_feed(eml_qp_dec *d, eml_span *in, uint8_t **out,
                     size_t *out_len, bool last, enum eml__isa isa);
int eml__qp_enc_feed(eml_qp_enc *e, eml_span *in, uint8_t **out,
                     size_t *out_len, bool last, enum eml__isa isa);

/* What a byte is. PLAIN and SPACE stand for themselves (rules 2 and 3). */
enum eml__qp_class {
    EML__QP_PLAIN,
    EML__QP_SPACE,
    EML__QP_EQUALS,
    EML__QP_CR,
    EML__QP_LF,
    EML__QP_RAW
};
extern const uint8_t eml__qp_class[256];

static inline bool
eml__qp_is_space(uint8_t c)
{
    return eml__qp_class[c] == EML__QP_SPACE;
}

/* Copies characters that stand for themselves until another one or n of them;
 * returns how many. Up to `n` bytes of out are written. */
size_t eml__qp_copy(enum eml__isa isa, const uint8_t *in, size_t n,
                    uint8_t *out);

/* ---- kernels ------------------------------------------------------------- */

/* Copies characters that stand for themselves until another one, or until there
 * is no whole vector any more; returns how many. Up to `n` bytes of out are
 * written. */
size_t eml__qp_copy_avx2(const uint8_t *in, size_t n, uint8_t *out);

typedef struct eml__qp_moved {
    size_t taken, written;
    uint8_t breaks;  /* the kinds of line ends among what was decoded */
    bool low_escape; /* and whether an escape of a byte below 16 was */
} eml__qp_moved;
/* Decodes such characters, "=XX" in upper case, line ends and soft breaks until
 * it meets anything else, white space at a line end included, or a line of more
 * than `longest` characters, or until little is left. *line is the length of
 * the line so far. What stands `ahead` bytes behind a block is asked for, see
 * eml__fetch. Up to `n` bytes of out are written. */
eml__qp_moved eml__qp_decode_avx2(const uint8_t *in, size_t n, uint8_t *out,
                                  uint32_t *line, uint32_t longest,
                                  size_t ahead);

/* The same, to the last byte: only "=" and CR may need what follows them. */
eml__qp_moved eml__qp_decode_avx512(const uint8_t *in, size_t n, uint8_t *out,
                                    uint32_t *line, uint32_t longest,
                                    size_t ahead);

/* Encodes each byte for itself, in groups of eight, with soft breaks between
 * them, until there are less than eight, or one to which another rule may
 * apply. No byte but the last may have a line end after it, and *column is at
 * most 75. Up to `room` bytes of out are written. */
eml__qp_moved eml__qp_encode_avx2(const uint8_t *in, size_t n, uint8_t *out,
                                  size_t room, uint8_t *column);

/* The value of a hexadecimal digit; with EML__QP_LOWER or'ed in, of one in
 * lower case; or EML__QP_NO_HEX. */
enum { EML__QP_LOWER = 0x10, EML__QP_NO_HEX = 0x20 };
extern const uint8_t eml__qp_hex[256];
#endif
