#ifndef EML_STACK_AUTH_CANON_SCAN_H
#define EML_STACK_AUTH_CANON_SCAN_H
/* canon_scan.h -- bytes that relaxed canonicalization leaves as they are.
 * Internal. Layer: stack/auth. */
#include "core/isa.h"
#include "eml/base.h"

/* How many bytes from p on come before the first that may not: a TAB, `stop`,
 * or a SP with nothing behind it or a byte that is no more than a SP. */
size_t eml__canon_plain(const uint8_t *p, size_t n, uint8_t stop,
                        enum eml__isa isa);

#ifdef EML__HAS_AVX2
/* The same, of whole vectors alone: it may stop short. */
size_t eml__canon_plain_avx2(const uint8_t *p, size_t n, uint8_t stop);
#endif
#endif
