#ifndef EML_PARSERS_MIME_WRITE_PART_H
#define EML_PARSERS_MIME_WRITE_PART_H
/* write_part.h -- what the writers of messages share. Internal.
 * Layer: parsers/mime. */
#include "eml/write.h"

/* eml__w_body appends a leaf's content in the transfer encoding `cte`.
 * `is_text`: its line ends are CRLF and nothing else (RFC 2046 section 4.1.1).
 * Returns EML_OK, EML_E_WRITE_CONTENT or EML_E_NOMEM. */
int eml__w_body(eml_span content, eml_cte cte, bool is_text, eml_out *out);
/* eml__w_plain says whether `s` is what 7bit (2045 section 2.7), 8bit (2.8) or
 * binary (2.9) allow. */
bool eml__w_plain(eml_span s, eml_cte cte);

/* eml__w_boundary makes the boundary number `n` of a message from `seed`: it
 * has "=_", which neither base64 nor quoted-printable can have (2045 section
 * 6.7). */
enum { EML__BOUNDARY = 26 };
void eml__w_boundary(uint64_t seed, uint64_t n, uint8_t out[EML__BOUNDARY]);
/* eml__w_occurs finds the first line of `s` that begins with "--" and the
 * boundary, NULL when there is none:
 * "as the prefix of any line" (RFC 2046 section 5.1.1) is too much. `s` begins
 * at the beginning of a line. */
const uint8_t *eml__w_occurs(eml_span s, eml_span boundary);

#endif
