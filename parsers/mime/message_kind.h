#ifndef EML_PARSERS_MIME_MESSAGE_KIND_H
#define EML_PARSERS_MIME_MESSAGE_KIND_H
/* message_kind.h -- what a subtype of message and a transfer encoding are, to
 * who reads and to who writes. Internal. Layer: parsers/mime. */
#include "eml/content.h"

enum {
    EML__MESSAGE_NESTED = 0,    /* its body is a message */
    EML__MESSAGE_OPAQUE = 1,    /* it is not, or not to us */
    EML__MESSAGE_ENCODABLE = 2, /* it may have any transfer encoding */
    EML__MESSAGE_ONLY_7BIT = 4  /* it may have none but 7bit */
};

/* RFC 2046 section 5.2.1 (rfc822). 7bit alone: 5.2.2 (partial), 5.2.3
 * (external-body), RFC 3464 section 2.1, RFC 8098 section 3.1, RFC 5965 section
 * 7.1. RFC 6532 section 3.7 (global), RFC 6533 (global-*): any encoding may be
 * applied to these, RFC 2045 section 6.4 forbids it to all others. */
unsigned eml__message_kind(eml_span subtype);

/* RFC 2045 section 6.2: these "all mean that the identity (i.e. NO) encoding
 * transformation has been performed". */
static inline bool
eml__is_identity(eml_cte cte)
{
    return cte == EML_CTE_7BIT || cte == EML_CTE_8BIT || cte == EML_CTE_BINARY;
}
#endif
