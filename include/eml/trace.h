#ifndef EML_TRACE_H
#define EML_TRACE_H
/* trace.h -- Received and Return-Path (RFC 5322 section 3.6.7 for the tokens,
 * RFC 5321 section 4.4 for what SMTP writes). Layer: parsers/imf. */

#include "eml/addr.h"
#include "eml/date.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum eml_received_kind {
    EML_RECEIVED_FROM,
    EML_RECEIVED_BY,
    EML_RECEIVED_VIA,
    EML_RECEIVED_WITH,
    EML_RECEIVED_ID,
    EML_RECEIVED_FOR,
    EML_RECEIVED_OTHER
} eml_received_kind;

/* eml_received_clause is one "name value" pair: `value` as it came, up to the
 * next clause; TCP-info comments stand in `comments`. For FOR, the path. */
typedef struct eml_received_clause {
    struct eml_received_clause *next;
    eml_received_kind kind;
    eml_span name;
    eml_span value;
    eml_comment *comments;
} eml_received_clause;

typedef struct eml_received {
    eml_received_clause *first;
    bool has_date;
    eml_date date;
    eml_comment *comments; /* before the first clause */
} eml_received;

/* eml_received_parse reads a Received field body.
 * 5322: received = *received-token ";" date-time. What 5321 section 4.4 asks
 * beyond that (From-domain first, By-domain, order) are findings of their own
 * with relaxation TRACE. Returns EML_OK, EML_E_NOMEM or a syntax code. */
EML_MUST_CHECK int eml_received_parse(eml_cx *cx, eml_span in,
                                      eml_received **out);

/* eml_path_parse reads a Return-Path body: path = angle-addr / "<" ">" .
 * *out is the mailbox, or one whose `local` and `domain` are not present for
 * the null path. */
EML_MUST_CHECK int eml_path_parse(eml_cx *cx, eml_span in, eml_mailbox **out);

#ifdef __cplusplus
}
#endif
#endif
