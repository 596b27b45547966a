#ifndef BENCH_SPF_ZONE_H
#define BENCH_SPF_ZONE_H
/* spf_zone.h -- the checks that bench_spf and peer_spf2 make, and the DNS that
 * answers both from memory: a dozen names, of records as domains have them. */
#include <stdint.h>
#include <string.h>

enum {
    BENCH_SPF_PASS = 20000, /* checks of one pass */
    BENCH_TXT = 16,
    BENCH_A = 1,
    BENCH_MX = 15
};

typedef struct bench_spf_record {
    const char *name;
    size_t name_len;
    int type;
    const char *data; /* of A four bytes */
    size_t len;
} bench_spf_record;

#define RECORD(name, type, data)                                               \
    {                                                                          \
        name, sizeof(name) - 1, BENCH_##type, data, sizeof(data) - 1           \
    }

static const bench_spf_record bench_spf_zone[] = {
    RECORD("one.example", TXT, "v=spf1 mx a ip4:198.51.100.0/24 -all"),
    RECORD("one.example", MX, "mx1.one.example"),
    RECORD("one.example", MX, "mx2.one.example"),
    RECORD("one.example", A, "\xcb\x00\x71\x05"),
    RECORD("mx1.one.example", A, "\xcb\x00\x71\x06"),
    RECORD("mx2.one.example", A, "\xcb\x00\x71\x07"),
    RECORD("two.example", TXT,
           "v=spf1 include:_spf.big.example include:_spf.list.example ~all"),
    RECORD("_spf.big.example", TXT,
           "v=spf1 include:_a.big.example include:_b.big.example "
           "include:_c.big.example ~all"),
    RECORD("_a.big.example", TXT,
           "v=spf1 ip4:35.190.247.0/24 ip4:64.233.160.0/19 ip4:66.102.0.0/20 "
           "ip4:66.249.80.0/20 ip4:72.14.192.0/18 ip4:74.125.0.0/16 "
           "ip4:108.177.8.0/21 ip4:173.194.0.0/16 ip4:209.85.128.0/17 "
           "ip4:216.58.192.0/19 ip4:216.239.32.0/19 ~all"),
    RECORD("_b.big.example", TXT,
           "v=spf1 ip6:2001:4860:4000::/36 ip6:2404:6800:4000::/36 "
           "ip6:2607:f8b0:4000::/36 ip6:2800:3f0:4000::/36 "
           "ip6:2a00:1450:4000::/36 "
           "ip6:2c0f:fb50:4000::/36 ~all"),
    RECORD("_c.big.example", TXT,
           "v=spf1 ip4:172.217.0.0/19 ip4:172.217.32.0/20 ip4:172.217.128.0/19 "
           "ip4:172.217.160.0/20 ip4:172.217.192.0/19 ip4:172.253.56.0/21 "
           "ip4:172.253.112.0/20 ip4:108.177.96.0/19 ip4:35.191.0.0/16 "
           "ip4:130.211.0.0/22 ~all"),
    RECORD("_spf.list.example", TXT,
           "v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.0/24 -all"),
    RECORD("three.example", TXT, "v=spf1 redirect=_spf.three.example"),
    RECORD("_spf.three.example", TXT,
           "v=spf1 exists:%{ir}.%{l}._spf.%{d} a:out.three.example/28 -all"),
    RECORD("out.three.example", A, "\xc0\x00\x02\x10"),
    RECORD("four.example", TXT, "v=spf1 -all"),
};

static const struct bench_spf_check {
    const char *ip, *from;
} bench_spf_checks[] = {
    {"203.0.113.7", "joe@one.example"},    {"198.51.100.9", "ann@one.example"},
    {"203.0.113.9", "eve@one.example"},    {"192.0.2.3", "joe@two.example"},
    {"172.253.56.1", "ann@two.example"},   {"203.0.113.9", "eve@two.example"},
    {"192.0.2.17", "joe@three.example"},   {"203.0.113.9", "eve@three.example"},
    {"192.0.2.3", "anybody@four.example"}, {"192.0.2.3", "joe@five.example"},
};

enum {
    BENCH_SPF_ZONE = sizeof bench_spf_zone / sizeof *bench_spf_zone,
    BENCH_SPF_CHECKS = sizeof bench_spf_checks / sizeof *bench_spf_checks
};
#endif
