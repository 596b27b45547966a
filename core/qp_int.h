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

/* Copies characters that stand for themselves (RFC 2045 section 6.7 rules 2
 * and 3: 33-60, 62-126, SP, HTAB) until another one, or until there is no
 * whole vector any more; returns how many. Up to `n` bytes of out are written.
 */
size_t eml__qp_copy_avx2(const uint8_t *in, size_t n, uint8_t *out);

typedef struct eml__qp_moved {
    size_t taken, written;
} eml__qp_moved;
/* Decodes such characters, "=XX" in upper case, line ends and soft breaks until
 * it meets anything else, white space at a line end included, or a line of more
 * than `longest` characters, or until little is left. *line is the length of
 * the line so far. Up to `n` bytes of out are written. */
eml__qp_moved eml__qp_decode_avx2(const uint8_t *in, size_t n, uint8_t *out,
                                  uint32_t *line, uint32_t longest);

/* The value of a hexadecimal digit; with EML__QP_LOWER or'ed in, of one in
 * lower case; or EML__QP_NO_HEX. */
enum { EML__QP_LOWER = 0x10, EML__QP_NO_HEX = 0x20 };
extern const uint8_t eml__qp_hex[256];
#endif
