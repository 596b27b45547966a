#ifndef EML_RUA_FILE_H
#define EML_RUA_FILE_H
/* rua_file.h -- aggregate reports as they are sent: XML, mostly in gzip, often
 * in zip (RFC 7489 section 7.2.1.1). Layer: os/posix. */

#include "eml/rua.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { EML_RUA_XML_MAX = 64 << 20 }; /* bytes of XML */

/* Where a report was. */
typedef struct eml_rua_from {
    uint32_t num_files; /* in a zip; 0: in none, or in one without a list */
    eml_span name;      /* of the file in the zip, in the caller's bytes */
} eml_rua_from;

/* eml_rua_read reads XML; gzip with it, of however many members (RFC 1952
 * section 2.2); or zip, of whose files it takes the first that is XML, or else
 * the first that can be unpacked: with RUA_FILES when there are others, or no
 * directory at the end. The report and all its texts are in cx->arena. Findings
 * are by offset in the XML, but for RUA_FILES and RUA_REST, whose offset is in
 * `bytes`. A document type declaration, which could define entities, is
 * refused.
 *
 *     eml_rua_from from;
 *     const eml_rua *report;
 *     if (eml_rua_read(&cx, bytes, &report, &from) == EML_OK)
 *         show(report->org_name, report->records);
 *
 * Returns EML_OK, EML_E_NOMEM, EML_E_LIMIT (more than EML_RUA_XML_MAX, or over
 * a hundred unknown elements in each other), EML_E_RUA_XML (not well-formed, or
 * not to be unpacked, as when it has another CRC-32 than gzip or zip says),
 * EML_E_RUA_FEEDBACK; *out is set for EML_OK alone. */
EML_MUST_CHECK int eml_rua_read(eml_cx *cx, eml_span bytes, const eml_rua **out,
                                eml_rua_from *from);

/* eml_rua_is_packed says whether bytes begin as gzip or zip do. */
bool eml_rua_is_packed(eml_span bytes);

#ifdef __cplusplus
}
#endif
#endif
