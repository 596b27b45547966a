#ifndef EML_CORE_BASE64_INT_H
#define EML_CORE_BASE64_INT_H
/* base64_int.h -- base64 by a chosen instruction set, and the vector kernels.
 * Layer: core. */
#include "eml/base64.h"
#include "core/isa.h"

int eml__b64_dec_feed(eml_b64_dec *d, eml_span *in, uint8_t **out,
                      size_t *out_len, bool last, enum eml__isa isa);
int eml__b64_enc_feed(eml_b64_enc *e, eml_span *in, uint8_t **out,
                      size_t *out_len, bool last, enum eml__isa isa);

typedef struct eml__b64_moved {
    size_t taken, written;
} eml__b64_moved;

/* The kernels do as much as they can in whole vectors and leave the rest. */

enum { EML__B64_LINE_MIN = 32 }; /* shorter lines have no whole vector */

/* Quanta from a run of alphabet characters: 4 bytes become 3 for each. */
size_t eml__b64_dec_run_avx2(const uint8_t *in, size_t n, uint8_t *out,
                             size_t room);
/* Whole lines of `len` alphabet characters, each with its LF (`eol` 1) or CRLF
 * (2); len is a multiple of 4, EML__B64_LINE_MIN at least. What stands `ahead`
 * bytes behind a line is asked for, see eml__fetch. */
eml__b64_moved eml__b64_dec_lines_avx2(const uint8_t *in, size_t n,
                                       uint8_t *out, size_t room, size_t len,
                                       size_t eol, size_t ahead);
eml__b64_moved eml__b64_dec_lines_avx512(const uint8_t *in, size_t n,
                                         uint8_t *out, size_t room, size_t len,
                                         size_t eol, size_t ahead);
/* Quanta: 3 bytes become 4 for each. */
size_t eml__b64_enc_run_avx2(const uint8_t *in, size_t n, uint8_t *out,
                             size_t room);
/* Whole lines of `len` characters with their CRLF, as long as data follow. */
eml__b64_moved eml__b64_enc_lines_avx2(const uint8_t *in, size_t n,
                                       uint8_t *out, size_t room, size_t len);
#endif
