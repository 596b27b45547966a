#ifndef EML_PARSERS_MIME_DECODER_LINES_H
#define EML_PARSERS_MIME_DECODER_LINES_H
/* decoder_lines.h -- CR and LF in text that was encoded. Internal.
 * Layer: parsers/mime. */
#include "core/isa.h"
#include "eml/base.h"

/* Returns the index of the first byte that tells of a CR or LF that is not of
 * a CRLF (an LF itself, of a CR what follows it), or n. *after_cr says whether
 * a CR stands before p[0], then before the byte returned. */
size_t eml__lines_crlf(const uint8_t *p, size_t n, bool *after_cr,
                       enum eml__isa isa);
/* Returns the index of the first "=0A" or "=0D", in either case, or n. */
size_t eml__lines_escape(const uint8_t *p, size_t n, enum eml__isa isa);

#ifdef EML__HAS_AVX2
/* The same in whole vectors, or up to the one that has something: returns how
 * many bytes were passed over. */
size_t eml__lines_crlf_avx2(const uint8_t *p, size_t n, bool *after_cr);
size_t eml__lines_escape_avx2(const uint8_t *p, size_t n);
#endif
#endif
