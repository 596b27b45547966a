#ifndef EML_CORE_UTF8_INT_H
#define EML_CORE_UTF8_INT_H
/* utf8_int.h -- UTF-8 by a chosen instruction set, and the vector kernels.
 * Layer: core. */
#include "core/isa.h"
#include "eml/utf8.h"

size_t eml__utf8_valid(eml_span in, enum eml__isa isa);
size_t eml__ascii_len(eml_span in, enum eml__isa isa);

/* What stands at the front of a span. */
enum eml__utf8_kind {
    EML__UTF8_CHAR,
    EML__UTF8_BAD,  /* the maximal subpart is not a character */
    EML__UTF8_SHORT /* all of the span begins a character and does not end it */
};
/* `in` must not be empty; *len is set to the length of the character, the
 * subpart or the span. */
enum eml__utf8_kind eml__utf8_look(eml_span in, size_t *len);

/* Whole vectors of a prefix, or all, as bytes, that have no byte over 127; no
 * byte that is not UTF-8. The latter may end within a character, and with
 * AVX-512 it is all of it but a character that is not complete, when there is
 * no fault. */
size_t eml__ascii_len_avx2(const uint8_t *p, size_t n);
size_t eml__utf8_valid_avx2(const uint8_t *p, size_t n);
size_t eml__utf8_valid_avx512(const uint8_t *p, size_t n);
#endif
