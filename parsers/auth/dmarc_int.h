#ifndef EML_PARSERS_AUTH_DMARC_INT_H
#define EML_PARSERS_AUTH_DMARC_INT_H
/* dmarc_int.h -- pieces of DMARC records. Internal. Layer: parsers/auth. */
#include "eml/dmarc_record.h"

/* eml__uri_host says whether `s` is a URI (RFC 3986 section 3), and sets *host
 * to the host of its authority, n 0 when it has none. */
bool eml__uri_host(eml_span s, eml_span *host);

/* The value of fo=: the bits, with findings; 0 when it is not of the grammar */
uint8_t eml__dmarc_fo(eml_cx *cx, eml_span value, eml_dmarc_rules rules);

/* How many URIs there are in a value of rua= or ruf=, with findings. */
uint32_t eml__dmarc_uris(eml_cx *cx, eml_span value, eml_dmarc_rules rules);

#endif
