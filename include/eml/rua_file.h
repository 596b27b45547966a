#ifndef EML_RUA_FILE_H
#define EML_RUA_FILE_H
/* rua_file.h -- aggregate reports as they are sent: XML, mostly in gzip, often
 * in zip (RFC 7489 section 7.2.1.1). Layer: os/posix. */

#include "eml/rua.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { EML_RUA_XML_MAX = 64 << 20 }; /* bytes of XML */

/* eml_rua_read reads XML, gzip with it, or zip whose first file is it. The
 * report and all its texts are in cx->arena, findings by offset in the XML. A
 * document type declaration, which could define entities, is refused.
 *
 * Returns EML_OK, EML_E_NOMEM, EML_E_LIMIT (more than EML_RUA_XML_MAX),
 * EML_E_RUA_XML (not well-formed, or not to be unpacked), EML_E_RUA_FEEDBACK;
 * *out is set for EML_OK alone. */
EML_MUST_CHECK int eml_rua_read(eml_cx *cx, eml_span bytes,
                                const eml_rua **out);

/* eml_rua_is_packed says whether bytes begin as gzip or zip do. */
bool eml_rua_is_packed(eml_span bytes);

#ifdef __cplusplus
}
#endif
#endif
