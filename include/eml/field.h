#ifndef EML_FIELD_H
#define EML_FIELD_H
/* field.h -- header fields: their names, their bodies as they came, and the
 * rules of a header section (RFC 5322 sections 2.2, 3.6, 4.5).
 *
 * Layer: parsers/imf. */

#include "eml/addr.h"
#include "eml/date.h"
#include "eml/list.h"
#include "eml/msgid.h"
#include "eml/trace.h"
#include "eml/word.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a field's body is. */
typedef enum eml_value_kind {
    EML_VALUE_NONE,           /* could not be read; the raw bytes stand */
    EML_VALUE_UNSTRUCTURED,   /* u.text */
    EML_VALUE_ADDRESSES,      /* u.addresses */
    EML_VALUE_DATE,           /* u.date */
    EML_VALUE_MSGIDS,         /* u.msgids */
    EML_VALUE_PHRASES,        /* u.phrases */
    EML_VALUE_RECEIVED,       /* u.received */
    EML_VALUE_PATH,           /* u.path */
    EML_VALUE_CONTENT_TYPE,   /* u.content_type */
    EML_VALUE_DISPOSITION,    /* u.disposition */
    EML_VALUE_ENCODING,       /* u.encoding */
    EML_VALUE_MIME_VERSION,   /* u.mime_version */
    EML_VALUE_TOKENS,         /* u.tokens */
    EML_VALUE_LIST_URLS,      /* u.urls */
    EML_VALUE_LIST_ID,        /* u.list_id */
    EML_VALUE_AUTO_SUBMITTED, /* u.auto_submitted */
    EML_VALUE_ONE_CLICK,      /* nothing beside the fact */
    EML_VALUE_AUTHRES,        /* u.authres */
    EML_VALUE_RECEIVED_SPF    /* u.received_spf */
} eml_value_kind;

/* The fields we know: fields.def, one line each. */
typedef enum eml_field_id {
    EML_FIELD_OTHER, /* optional-field (3.6.8) */
    EML_FIELD_JUNK,  /* a header line that is no field */
#define EML_FIELD(id, name, value, rfc, section) EML_FIELD_##id,
#include "eml/fields.def"
#undef EML_FIELD
    EML_FIELD_END_
} eml_field_id;

typedef struct eml_field_info {
    const char *name;
    eml_value_kind value;
    unsigned rfc;
    const char *section;
} eml_field_info;

/* eml_field_info_get returns the line of fields.def; for OTHER and JUNK one
 * with name "" and value UNSTRUCTURED. Never NULL for a valid id. */
const eml_field_info *eml_field_info_get(eml_field_id id);
/* eml_field_id_of finds a field by name, ASCII case-insensitively; OTHER when
 * there is none. Constant time. */
eml_field_id eml_field_id_of(eml_span name);

struct eml_content_type;
struct eml_disposition;
struct eml_encoding;
struct eml_mime_version;
struct eml_token_list;
struct eml_authres;
struct eml_received_spf;

typedef struct eml_value {
    eml_value_kind kind;
    union {
        eml_text text;
        eml_address_list *addresses;
        eml_date *date;
        eml_msgid_list *msgids;
        eml_phrases *phrases;
        eml_received *received;
        eml_mailbox *path;
        struct eml_content_type *content_type;
        struct eml_disposition *disposition;
        struct eml_encoding *encoding;
        struct eml_mime_version *mime_version;
        struct eml_token_list *tokens;
        eml_list_urls *urls;
        eml_list_id *list_id;
        eml_auto_submitted *auto_submitted;
        struct eml_authres *authres;
        struct eml_received_spf *received_spf;
    } u;
} eml_value;

/* eml_field is one header field. raw = name, colon, body, line end; the body
 * still folded, without its last line end. */
typedef struct eml_field {
    struct eml_field *next;
    eml_span raw, name, body;
    eml_field_id id;
    bool body_lines_only; /* JUNK: what stands there is not a field at all */
    eml_value value;
} eml_field;

/* eml_field_split takes `raw`, one field with its folded lines and its line
 * end, apart: name, colon, body. It makes the findings that hold for every
 * field: name not printable ASCII, space before the colon (obs, 4.5.x), no
 * colon (JUNK), lines over 998 and 78, a line of only white space (3.2.2),
 * NUL and control characters, bare CR and LF, bytes that are not UTF-8, UTF-8
 * itself (a note, RFC 6532). It does not look into the body's syntax. */
void eml_field_split(eml_cx *cx, eml_span raw, eml_field *out);

/* eml_field_bytes makes those findings for a body alone (folded lines as they
 * came); the *_parse functions for single values call it for their callers. */
void eml_field_bytes(eml_cx *cx, eml_span body);

/* Which header section it is: each has its own table of what must and may be
 * there. */
typedef enum eml_header_kind {
    EML_HEADER_MESSAGE, /* RFC 5322 3.6, RFC 2045 for MIME-Version */
    EML_HEADER_NESTED, /* of a message/rfc822 body: as MESSAGE, but one of From,
                          Subject and Date will do (RFC 2046 5.2.1) */
    EML_HEADER_PART    /* RFC 2046 5.1: only Content- fields have meaning */
} eml_header_kind;

/* eml_header_check judges a header section as a whole: the table of 3.6
 * (required fields, cardinality), Sender with several From (3.6.2, 6854), empty
 * From lists, resent blocks (3.6.6: Resent-Date and Resent-From in each,
 * order), trace blocks (3.6.7: Return-Path at most once and on top, Received
 * after it, trace fields above the rest), Bcc, List- and other fields that may
 * occur once (2369 section 3, 2919, 3834, 8058), Content- fields doubled,
 * MIME-Version missing. `end` is where the header section ends in memory:
 * findings about what is missing point there with length 0; what a resent block
 * lacks, at the name of its first field (a Resent-Sender, at that of
 * Resent-From). The others point at the name of the
 * field that is wrong, the second of two. Comparing Sender with From may take
 * memory from cx->arena; without any the two count as different. */
void eml_header_check(eml_cx *cx, const eml_field *first, eml_header_kind kind,
                      const uint8_t *end);

#ifdef __cplusplus
}
#endif
#endif
