#ifndef EML_OS_RUA_UNPACK_H
#define EML_OS_RUA_UNPACK_H
/* rua_unpack.h -- gzip and zip of aggregate reports. Internal. Layer: os/posix.
 */
#include "eml/rua_file.h"

/* What is in gzip or zip, in cx->arena; other bytes as they are. EML_OK,
 * EML_E_NOMEM, EML_E_LIMIT, EML_E_RUA_XML with its finding. */
int eml__rua_unpack(eml_cx *cx, eml_span in, eml_rua_from *from, eml_span *out);
#endif
