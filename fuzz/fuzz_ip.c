/* Any bytes as an address: what is one is written and read again. And the
 * reader against the grammar (RFC 3986 appendix A, the text forms of RFC 4291
 * section 2.2). */
#include "eml/ip.h"
#include "fuzz/oracle.h"

static void
check(eml_span in)
{
    oracle *o = oracle_for(0);
    uint8_t room[39];
    eml_out out = {.p = room, .cap = sizeof room};
    eml_ip ip, again;
    bool four = eml_ip4_parse(in, &ip), six = eml_ip6_parse(in, &ip);

    FUZZ_CHECK(four ==
               oracle_matches(o, oracle_rule(o, "rfc3986/IPv4address"), in));
    FUZZ_CHECK(six ==
               oracle_matches(o, oracle_rule(o, "rfc3986/IPv6address"), in));
    FUZZ_CHECK(!four || !six);
    if (!eml_ip_parse(in, &ip))
        return;
    eml_ip_write(&ip, &out);
    FUZZ_CHECK(!out.full);
    FUZZ_CHECK(eml_ip_parse(eml_out_view(&out), &again));
    FUZZ_CHECK(memcmp(&ip, &again, sizeof ip) == 0);
    FUZZ_CHECK(eml_ip_in(&ip, &again, 128));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t room[256];
    eml_out out = {.p = room, .cap = sizeof room};
    oracle *o = oracle_for(0);

    if (size == 0 || size > 64)
        return 0;
    if (data[0] & 1) {
        oracle_derive(o,
                      oracle_rule(o, data[0] & 2 ? "rfc3986/IPv6address"
                                                 : "rfc3986/IPv4address"),
                      (eml_span){data + 1, size - 1}, 60, &out);
        if (!out.full)
            check(eml_out_view(&out));
        return 0;
    }
    check((eml_span){data + 1, size - 1});
    return 0;
}
