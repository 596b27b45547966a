#ifndef EML_IP_H
#define EML_IP_H
/* ip.h -- addresses of the Internet as text and as bytes (RFC 4291 section
 * 2.2, RFC 5952). Layer: core. Nothing here allocates. */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_ip is an IPv4 address, in the first 4 bytes, or an IPv6 address; network
 * order. */
typedef struct eml_ip {
    uint8_t bytes[16];
    bool is_v6;
} eml_ip;

/* eml_ip4_parse reads the whole of `in` as four decimal numbers from 0 to 255
 * without leading zeros, dots between. eml_ip6_parse reads the forms of RFC
 * 4291 section 2.2: groups in either case, "::" for one group or more, the last
 * two groups as an IPv4 address. eml_ip_parse reads either.
 *
 * They return false, and leave *out alone, when it is none.
 *
 *     eml_ip ip;
 *
 *     if (!eml_ip_parse(EML_LIT("2001:db8::1"), &ip))
 *         return complain();
 */
bool eml_ip4_parse(eml_span in, eml_ip *out);
bool eml_ip6_parse(eml_span in, eml_ip *out);
bool eml_ip_parse(eml_span in, eml_ip *out);

/* eml_ip_write appends the address to `out`: IPv6 as RFC 5952 section 4 has it,
 * an IPv4-mapped one (section 5) as "::ffff:192.0.2.1". At most 39 bytes. */
void eml_ip_write(const eml_ip *ip, eml_out *out);

/* eml_ip_unmap turns an IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2)
 * into the IPv4 address that it stands for, and leaves others alone. */
void eml_ip_unmap(eml_ip *ip);

/* eml_ip_in says whether the first `bits` bits of both are the same (RFC 4632);
 * addresses of two kinds are not. More bits than there are count as all. */
bool eml_ip_in(const eml_ip *ip, const eml_ip *net, unsigned bits);

#ifdef __cplusplus
}
#endif
#endif
