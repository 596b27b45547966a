/* Addresses: RFC 4291 section 2.2, RFC 5952 section 4. */
#include "tests/table.h"
#include "eml/ip.h"

static const struct row {
    const char *name, *in;
    const char *out; /* NULL: none */
} rows[] = {
    {"IPv4", "192.0.2.1", "192.0.2.1"},
    {"zeros", "0.0.0.0", "0.0.0.0"},
    {"largest", "255.255.255.255", "255.255.255.255"},
    {"256", "192.0.2.256", NULL},
    {"leading zero", "192.0.2.01", NULL},
    {"three numbers", "192.0.2", NULL},
    {"five numbers", "192.0.2.1.1", NULL},
    {"dot behind", "192.0.2.1.", NULL},
    {"dot in front", ".192.0.2.1", NULL},
    {"space", "192.0.2.1 ", NULL},
    {"four digits", "1920.0.2.1", NULL},
    {"empty", "", NULL},
    {"IPv6 in full", "2001:0DB8:0:0:8:800:200C:417A",
     "2001:db8::8:800:200c:417a"},
    {"loopback", "::1", "::1"},
    {"unspecified", "::", "::"},
    {"prefix", "2001:db8::", "2001:db8::"},
    {"one group left out", "1:2:3::5:6:7:8", "1:2:3:0:5:6:7:8"},
    {"no group left out", "1:2:3:4::5:6:7:8", NULL},
    {"last group left out", "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
    {"first group left out", "::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
    {"first of two runs", "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
    {"longer run", "2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
    {"run at the end", "1:2:0:0:3:0:0:0", "1:2:0:0:3::"},
    {"IPv4 at the end", "64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
    {"IPv4 behind six groups", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
    {"IPv4 behind seven groups", "1:2:3:4:5:6:7:1.2.3.4", NULL},
    {"IPv4 in front", "1.2.3.4::", NULL},
    {"mapped", "::FFFF:129.144.52.38", "::ffff:129.144.52.38"},
    {"mapped in hexadecimal", "::ffff:8190:3426", "::ffff:129.144.52.38"},
    {"seven groups", "1:2:3:4:5:6:7", NULL},
    {"nine groups", "1:2:3:4:5:6:7:8:9", NULL},
    {"two gaps", "1::2::3", NULL},
    {"three colons", "1:::2", NULL},
    {"colon in front", ":1:2:3:4:5:6:7:8", NULL},
    {"colon behind", "1:2:3:4:5:6:7:8:", NULL},
    {"colon behind a gap", "1::2:", NULL},
    {"gap behind eight groups", "1:2:3:4:5:6:7:8::", NULL},
    {"five digits", "12345::", NULL},
    {"no digit", "g::", NULL},
    {"zone", "fe80::1%eth0", NULL},
    {"prefix length", "2001:db8::/32", NULL},
    {"colon", ":", NULL},
};

static void
reads_and_writes(void **state)
{
    const struct row *r = *state;
    size_t n = strlen(r->in);
    uint8_t *in = test_exact(r->in, n), room[39];
    eml_out out = {.p = room, .cap = sizeof room};
    eml_ip ip = {{9}, false}, again;

    assert_int_equal(eml_ip_parse((eml_span){in, n}, &ip), r->out != NULL);
    free(in);
    if (!r->out) {
        assert_int_equal(ip.bytes[0], 9);
        return;
    }
    eml_ip_write(&ip, &out);
    assert_false(out.full);
    assert_int_equal(out.n, strlen(r->out));
    assert_memory_equal(room, r->out, out.n);
    assert_true(eml_ip_parse(eml_out_view(&out), &again));
    assert_memory_equal(&ip, &again, sizeof ip);
}

static const struct net_row {
    const char *name, *ip, *net;
    unsigned bits;
    bool in;
} nets[] = {
    {"same", "192.0.2.1", "192.0.2.1", 32, true},
    {"last bit", "192.0.2.1", "192.0.2.0", 32, false},
    {"last bit left out", "192.0.2.1", "192.0.2.0", 31, true},
    {"no bits", "1.2.3.4", "192.0.2.0", 0, true},
    {"whole bytes", "192.0.2.1", "192.0.9.9", 16, true},
    {"one bit more", "192.128.2.1", "192.0.9.9", 9, false},
    {"more bits than there are", "192.0.2.1", "192.0.2.1", 200, true},
    {"IPv6", "2001:db8::1", "2001:db8:ffff::", 32, true},
    {"IPv6, another bit", "2001:db8:8000::1", "2001:db8::", 33, false},
    {"of two kinds", "0.0.0.0", "::", 0, false},
    {"mapped is another kind", "::ffff:1.2.3.4", "1.2.3.4", 0, false},
};

static eml_ip
ip_of(const char *s)
{
    eml_ip ip;

    assert_true(eml_ip_parse((eml_span){(const uint8_t *)s, strlen(s)}, &ip));
    return ip;
}

static void
is_in(void **state)
{
    const struct net_row *r = *state;
    eml_ip ip = ip_of(r->ip), net = ip_of(r->net);

    assert_int_equal(eml_ip_in(&ip, &net, r->bits), r->in);
    assert_int_equal(eml_ip_in(&net, &ip, r->bits), r->in);
}

static void
unmaps(void **state)
{
    eml_ip mapped = ip_of("::ffff:192.0.2.1"), v4 = ip_of("192.0.2.1");
    eml_ip other = ip_of("::fffe:192.0.2.1"), was = other;

    (void)state;
    eml_ip_unmap(&mapped);
    assert_memory_equal(&mapped, &v4, sizeof v4);
    eml_ip_unmap(&v4);
    assert_memory_equal(&mapped, &v4, sizeof v4);
    eml_ip_unmap(&other);
    assert_memory_equal(&was, &other, sizeof was);
}

int
main(void)
{
    const struct CMUnitTest others[] = {cmocka_unit_test(unmaps)};

    return RUN_TABLE(reads_and_writes, rows) | RUN_TABLE(is_in, nets) |
           (cmocka_run_group_tests(others, NULL, NULL) != 0);
}
