#ifndef EML_RESOLVER_H
#define EML_RESOLVER_H
/* resolver.h -- answers the questions of dns.h: from a zone file, from JSON,
 * from the DNS. Layer: os/posix. */

#include "eml/dns.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct eml_resolver eml_resolver;

/* eml_resolver_error is what was wrong, in one line without a line end:
 * "3:14: no such address: 192.0.2.256" (line and column of the zone). */
typedef struct eml_resolver_error {
    char text[256];
} eml_resolver_error;

/* eml_resolver_zone makes a resolver that knows what `text` says and nothing
 * else; `text` may be gone afterwards. What begins with "{" is JSON:
 *
 *     {"example.org": {"TXT": ["v=spf1 -all", ["two ", "strings"]],
 *                      "A": ["192.0.2.1"], "AAAA": ["2001:db8::1"],
 *                      "MX": [[10, "mx.example.org"]], "PTR": ["a.example"]},
 *      "www.example.org": {"CNAME": "example.org"},
 *      "slow.example.org": "TIMEOUT", "bad.example.org": "SERVFAIL",
 *      "half.example.org": {"A": ["192.0.2.2"], "TXT": "TIMEOUT"}}
 *
 * A string there may have more than 255 octets: it stands for several.
 *
 * Anything else is a master file (RFC 1035 section 5): $ORIGIN, $TTL, @,
 * parentheses, quoted strings, escapes, comments. Records of other types than
 * those of dns.h and CNAME are passed over. Before the first $ORIGIN names are
 * relative to the root. "*" is a wildcard (RFC 4592). $INCLUDE is refused.
 *
 * In both a name exists, without records, when there is one below it (RFC 8020
 * section 2), and a record of more than 65535 octets (RFC 1035 section 3.2.1)
 * is refused.
 *
 * Names are compared without regard to case; CNAMEs are followed, at most 16,
 * and a longer chain is EML_DNS_TEMPFAIL.
 *
 * `from` is where all memory comes from, and must outlive the resolver.
 * Returns EML_OK, EML_E_NOMEM, or EML_E_MISUSE with *error set; then *out is
 * NULL. `error` may be NULL. */
EML_MUST_CHECK int eml_resolver_zone(eml_resolver **out, const eml_alloc *from,
                                     eml_span text, eml_resolver_error *error);

/* eml_resolver_live makes a resolver that asks the DNS. `server` is "HOST",
 * "HOST:PORT" or "[HOST]:PORT" with an address for HOST, or NULL for those that
 * the system names. A question is EML_DNS_TEMPFAIL when it has no answer after
 * `timeout_ms` (0: 20000, what RFC 7208 section 4.6.4 wants at least).
 * Results as above. */
EML_MUST_CHECK int eml_resolver_live(eml_resolver **out, const eml_alloc *from,
                                     const char *server, uint32_t timeout_ms,
                                     eml_resolver_error *error);

/* eml_resolver_ask answers `num` questions at once: answers[i] is that to
 * queries[i]. It returns when all have one. Answers are borrowed until the next
 * call; a name longer than 253 bytes or with a label longer than 63 does not
 * exist. Returns EML_OK or EML_E_NOMEM.
 *
 *     eml_resolver *r;
 *     eml_resolver_error why;
 *     eml_dns_query q = {.type = EML_DNS_TXT, .name = EML_LIT("example.org")};
 *     eml_dns_answer a;
 *
 *     if (eml_resolver_zone(&r, &eml_os_alloc, text, &why) < 0)
 *         return complain(why.text);
 *     if (eml_resolver_ask(r, &q, 1, &a) == EML_OK)
 *         for (size_t i = 0; i < a.num_records; i++)
 *             show(a.records[i].data);
 *     eml_resolver_free(r);
 */
EML_MUST_CHECK int eml_resolver_ask(eml_resolver *r,
                                    const eml_dns_query *queries, size_t num,
                                    eml_dns_answer *answers);

/* eml_resolver_free gives everything back; `r` may be NULL. */
void eml_resolver_free(eml_resolver *r);

#ifdef __cplusplus
}
#endif
#endif
