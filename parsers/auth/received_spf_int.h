#ifndef EML_PARSERS_AUTH_RECEIVED_SPF_INT_H
#define EML_PARSERS_AUTH_RECEIVED_SPF_INT_H
/* received_spf_int.h -- the reader without the findings about bytes as such,
 * for eml_value_parse; and what reader and writer must agree on. Internal.
 * Layer: parsers/auth. */
#include "eml/received_spf.h"

int eml__received_spf(eml_cx *cx, eml_span in, eml_received_spf **out);
/* name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ) */
bool eml__is_spf_key(eml_span s);
#endif
