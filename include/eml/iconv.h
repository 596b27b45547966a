#ifndef EML_ICONV_H
#define EML_ICONV_H
/* iconv.h -- the charsets that the system's iconv(3) knows, as a table for
 * eml_cx.charsets. Layer: os/posix. */

#include "eml/charset.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_iconv_charsets opens any canonical label of charset.h that the system
 * has; which that are differs (glibc has all but HZ, x-user-defined and
 * ISO-2022-JP-1). "utf-16" and "utf-32" go by their byte order mark, which is
 * no part of the text, and are big-endian without one (RFC 2781 section 4.3).
 * Handles are of the caller alone, so threads may share the table; up to eight
 * converters that are closed are kept for the next that asks for their charset.
 *
 *     eml_cx cx = {.origin = mail.p, .charsets = &eml_iconv_charsets};
 */
extern const eml_charsets eml_iconv_charsets;

#ifdef __cplusplus
}
#endif
#endif
