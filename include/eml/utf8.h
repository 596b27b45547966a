#ifndef EML_UTF8_H
#define EML_UTF8_H
/* utf8.h -- UTF-8 (RFC 3629). Layer: core. Nothing here allocates, but for the
 * arena that an eml_out may have.
 *
 * A "maximal subpart" is what the Unicode standard (3.9) replaces by one
 * U+FFFD: the longest run of bytes that begins a character, or one byte. */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_utf8_valid returns the length of the longest prefix of `in` that is
 * valid UTF-8 (whole characters only; no surrogates, no overlong forms,
 * nothing past U+10FFFF). */
size_t eml_utf8_valid(eml_span in);

/* eml_ascii_len returns the length of the longest prefix without a byte over
 * 127. */
size_t eml_ascii_len(eml_span in);

/* eml_utf8_next decodes one character from the front of *in (n > 0) and
 * shortens it. Returns the code point, or -1 for bytes that are not UTF-8, in
 * which case the maximal subpart is skipped. */
int32_t eml_utf8_next(eml_span *in);

/* eml_utf8_put writes `cp` to out[0..4) and returns the number of bytes, 1 to
 * 4. What is no scalar value (surrogates, over 10FFFF) is written as U+FFFD. */
size_t eml_utf8_put(uint8_t out[4], uint32_t cp);

/* eml_utf8_clean appends `in` to `out`, each maximal subpart that is not UTF-8
 * replaced by U+FFFD. Returns the number of replacements. */
size_t eml_utf8_clean(eml_span in, eml_out *out);

#ifdef __cplusplus
}
#endif
#endif
