#ifndef EML_UTF8_H
#define EML_UTF8_H
/* utf8.h -- UTF-8 (RFC 3629). Layer: core. */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_utf8_valid returns the length of the longest prefix of `in` that is
 * valid UTF-8 (whole characters only). */
size_t eml_utf8_valid(eml_span in);
/* eml_ascii_len returns the length of the longest prefix without a byte over
 * 127. */
size_t eml_ascii_len(eml_span in);
/* eml_utf8_next decodes one character from the front of *in (n > 0) and
 * shortens it. Returns the code point, or -1 for bytes that are not UTF-8, in
 * which case the maximal subpart is skipped. */
int32_t eml_utf8_next(eml_span *in);
/* eml_utf8_put writes `cp` (a scalar value) to out[0..4) and returns the
 * number of bytes. */
size_t eml_utf8_put(uint8_t out[4], uint32_t cp);
/* eml_utf8_clean appends `in` to `out`, each maximal subpart that is not UTF-8
 * replaced by U+FFFD. Returns the number of replacements. */
size_t eml_utf8_clean(eml_span in, eml_out *out);

#ifdef __cplusplus
}
#endif
#endif
