#ifndef EML_CONTENT_H
#define EML_CONTENT_H
/* content.h -- the Content- fields (RFC 2045, 2046, 2183, 2387, 3282, 1864,
 * 2557) and MIME-Version. Layer: parsers/mime. */

#include "eml/param.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_content_type is a Content-Type value. type and subtype as written;
 * compare with eml_span_eq_fold. */
typedef struct eml_content_type {
    eml_span type, subtype;
    eml_param *params;
    eml_comment *comments;
} eml_content_type;

/* Returns EML_OK, EML_E_NOMEM, EML_E_LIMIT or a syntax code. Checks the
 * parameters that a type requires (boundary, charset syntax, report-type...)
 * and boundary's own grammar (RFC 2046 section 5.1.1). */
EML_MUST_CHECK int eml_content_type_parse(eml_cx *cx, eml_span in,
                                          eml_content_type **out);

/* eml_disposition is a Content-Disposition value (RFC 2183). */
typedef struct eml_disposition {
    eml_span type; /* "inline", "attachment", ... as written */
    eml_param *params;
    eml_comment *comments;
} eml_disposition;
EML_MUST_CHECK int eml_disposition_parse(eml_cx *cx, eml_span in,
                                         eml_disposition **out);

typedef enum eml_cte {
    EML_CTE_7BIT,
    EML_CTE_8BIT,
    EML_CTE_BINARY,
    EML_CTE_QP,
    EML_CTE_BASE64,
    EML_CTE_UNKNOWN
} eml_cte;
typedef struct eml_encoding {
    eml_cte cte;
    eml_span token;
    eml_comment *comments;
} eml_encoding;
EML_MUST_CHECK int eml_encoding_parse(eml_cx *cx, eml_span in,
                                      eml_encoding **out);

/* eml_mime_version is "1.0" read as two numbers. */
typedef struct eml_mime_version {
    uint32_t major, minor;
    eml_comment *comments;
} eml_mime_version;
EML_MUST_CHECK int eml_mime_version_parse(eml_cx *cx, eml_span in,
                                          eml_mime_version **out);

/* eml_token_list serves Content-Language (3282), Keywords-like lists of
 * tokens, Content-MD5, Auto-Submitted's value. */
typedef struct eml_token {
    struct eml_token *next;
    eml_text text;
} eml_token;
typedef struct eml_token_list {
    eml_token *first;
    uint32_t num_tokens;
    eml_param *params; /* Auto-Submitted, 3834 */
    eml_comment *comments;
} eml_token_list;
EML_MUST_CHECK int eml_language_parse(eml_cx *cx, eml_span in,
                                      eml_token_list **out);
EML_MUST_CHECK int eml_md5_parse(eml_cx *cx, eml_span in, eml_token_list **out);
/* Content-Location (2557), Content-Base: a URI, FWS allowed inside (2557 4.4.2
 * and 4.4.3); Content-Duration and the like: token. */
EML_MUST_CHECK int eml_location_parse(eml_cx *cx, eml_span in,
                                      eml_token_list **out);

/* ---- media types as IANA lists them -------------------------------------- */

/* eml_media_known says whether type/subtype is registered; eml_media_date is
 * the date of the registry's copy, "2024-02-02". */
bool eml_media_known(eml_span type, eml_span subtype);
extern const char eml_media_date[];

#ifdef __cplusplus
}
#endif
#endif
