#ifndef EML_ICONV_H
#define EML_ICONV_H
/* iconv.h -- the charsets that the system's iconv(3) knows, as a table for
 * eml_cx.charsets. Layer: os/posix. */

#include "eml/charset.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_iconv_charsets opens any canonical label of charset.h that the system
 * has. Handles are of the caller alone, so threads may share the table. */
extern const eml_charsets eml_iconv_charsets;

#ifdef __cplusplus
}
#endif
#endif
