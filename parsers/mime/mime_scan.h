#ifndef EML_PARSERS_MIME_SCAN_H
#define EML_PARSERS_MIME_SCAN_H
/* mime_scan.h -- the vector scan for lines that may be delimiters. Internal.
 * Layer: parsers/mime. */
#include "core/isa.h"
#include "eml/base.h"

/* Returns the index of the first LF in p[0..n) that "--" follows within
 * p[0..n), or n. */
size_t eml__mime_dashes(const uint8_t *p, size_t n, enum eml__isa isa);

#ifdef EML__HAS_AVX2
/* The same from index `at` on, in whole vectors: returns the index found, or
 * where it stopped, at most 34 bytes before the end; *found says which. */
size_t eml__mime_dashes_avx2(const uint8_t *p, size_t n, bool *found);
#endif
#endif
