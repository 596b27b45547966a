#ifndef EML_MSGID_H
#define EML_MSGID_H
/* msgid.h -- message identifiers (RFC 5322 sections 3.6.4, 4.5.4; Content-ID
 * by RFC 2045 section 7). Layer: parsers/imf. */

#include "eml/text.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct eml_msgid {
    struct eml_msgid *next;
    eml_span raw;   /* with the angle brackets */
    eml_text left;  /* WORDS or QUOTED (obs-id-left) */
    eml_text right; /* WORDS or LITERAL */
} eml_msgid;

typedef struct eml_msgid_list {
    eml_msgid *first;
    uint32_t num_ids;
    eml_comment *comments;
} eml_msgid_list;

typedef enum eml_msgid_rule {
    EML_MSGID_ONE,  /* Message-ID, Resent-Message-ID, Content-ID */
    EML_MSGID_MANY, /* In-Reply-To, References: 1*msg-id; phrases are OBS */
} eml_msgid_rule;

/* eml_msgid_parse reads the whole of `in`.
 * Returns EML_OK, EML_E_NOMEM, EML_E_LIMIT or a syntax code. */
EML_MUST_CHECK int eml_msgid_parse(eml_cx *cx, eml_span in, eml_msgid_rule rule,
                                   eml_msgid_list **out);

#ifdef __cplusplus
}
#endif
#endif
