#ifndef EML_LIST_H
#define EML_LIST_H
/* list.h -- fields of lists and automatic mail: List-Help, -Unsubscribe,
 * -Subscribe, -Post, -Owner, -Archive (RFC 2369), List-Id (RFC 2919),
 * List-Unsubscribe-Post (RFC 8058), Auto-Submitted (RFC 3834), Archived-At
 * (RFC 5064). Layer: parsers/imf. */

#include "eml/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_list_urls: <url>, <url> ... ; List-Post may be NO. */
typedef struct eml_list_url {
    struct eml_list_url *next;
    eml_span url;  /* between the angle brackets, white space kept as it came */
    eml_text text; /* url with white space taken out, as 2369 section 2 says */
} eml_list_url;
typedef struct eml_list_urls {
    eml_list_url *first;
    uint32_t num_urls;
    bool no; /* List-Post: NO */
    eml_comment *comments;
} eml_list_urls;
EML_MUST_CHECK int eml_list_urls_parse(eml_cx *cx, eml_span in, bool may_be_no,
                                       eml_list_urls **out);

/* eml_list_id: [phrase] "<" list-label "." list-id-namespace ">" */
typedef struct eml_list_id {
    eml_text name; /* PHRASE */
    eml_text id;   /* WORDS */
    eml_comment *comments;
} eml_list_id;
EML_MUST_CHECK int eml_list_id_parse(eml_cx *cx, eml_span in,
                                     eml_list_id **out);

/* eml_auto_submitted: auto-submitted-value *(";" parameter). Parameters are
 * kept as they came in `params` (the whole rest after the first ";"). */
typedef struct eml_auto_submitted {
    eml_span value; /* "no", "auto-generated", "auto-replied", ... */
    eml_span params;
    eml_comment *comments;
} eml_auto_submitted;
EML_MUST_CHECK int eml_auto_submitted_parse(eml_cx *cx, eml_span in,
                                            eml_auto_submitted **out);

/* List-Unsubscribe-Post: exactly "List-Unsubscribe=One-Click" (8058 3.1). */
EML_MUST_CHECK int eml_one_click_parse(eml_cx *cx, eml_span in);

/* Archived-At: "<" URI ">" (5064 section 2). */
EML_MUST_CHECK int eml_archived_at_parse(eml_cx *cx, eml_span in,
                                         eml_list_urls **out);

#ifdef __cplusplus
}
#endif
#endif
