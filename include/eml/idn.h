#ifndef EML_IDN_H
#define EML_IDN_H
/* idn.h -- internationalized domain names as the DNS has them (RFC 5890
 * section 2.3.2.1, RFC 3492). Layer: parsers/imf. Nothing here allocates. */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { EML_IDN_MAX = 255 }; /* bytes of a domain in ASCII */

/* eml_idn_to_ascii turns the U-labels of a domain into A-labels; labels of
 * US-ASCII stay as they are, whatever they are. *out borrows `domain` when it
 * has nothing but US-ASCII, else it is in `to`, at most EML_IDN_MAX bytes. A
 * U-label is in lower case (capital letters of US-ASCII are turned) and Unicode
 * normal form C as it comes: that is its definition, and nothing is mapped.
 *
 * Returns false, with *out as it was, for a label that is no U-label (not
 * UTF-8, characters that no version of Unicode allows, too long), and when the
 * whole is too long.
 *
 *     uint8_t room[EML_IDN_MAX];
 *     eml_span ascii;
 *
 *     if (eml_idn_to_ascii(domain, room, &ascii))
 *         ask_for(ascii);      // "xn--bcher-kva.example"
 */
bool eml_idn_to_ascii(eml_span domain, uint8_t to[EML_IDN_MAX], eml_span *out);

#ifdef __cplusplus
}
#endif
#endif
