#ifndef EML_PARSERS_MIME_MESSAGE_INT_H
#define EML_PARSERS_MIME_MESSAGE_INT_H
/* message_int.h -- what message parsing says of a part that has ended, beyond
 * its header and the bytes of its body. Internal. Layer: parsers/mime. */
#include "eml/message.h"

/* RFC 2046 section 5.2.3: the inner header of a message/external-body. */
void eml__external_judge(eml_cx *cx, const eml_part *part);

/* RFC 1847: the parts of a multipart/signed or multipart/encrypted. */
void eml__secured_judge(eml_cx *cx, const eml_part *part);

#endif
