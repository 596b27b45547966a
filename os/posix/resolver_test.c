/* Zones as JSON and as master files: what they answer, and where they are
 * wrong. */
#include "tests/table.h"
#include "tests/oom.h"
#include "eml/os.h"
#include "eml/resolver.h"

/* An answer as text: "MX 10 mx.example.org|MX 20 b", "nodata" ... */
static const char *
shown(const eml_dns_query *q, const eml_dns_answer *a)
{
    static const char *const outcomes[] = {"data", "nodata", "nxdomain",
                                           "tempfail"};
    static char buf[4096];
    size_t n = 0;

    if (a->outcome != EML_DNS_DATA)
        return outcomes[a->outcome];
    buf[0] = '\0';
    for (size_t i = 0; i < a->num_records; i++) {
        const eml_dns_record *r = &a->records[i];

        n += (size_t)snprintf(buf + n, sizeof buf - n, "%s", i ? "|" : "");
        if (q->type == EML_DNS_MX)
            n +=
                (size_t)snprintf(buf + n, sizeof buf - n, "%u ", r->preference);
        for (size_t k = 0; k < r->data.n && n + 8 < sizeof buf; k++)
            n += (size_t)snprintf(
                buf + n, sizeof buf - n,
                q->type == EML_DNS_A || q->type == EML_DNS_AAAA ? "%02x" : "%c",
                r->data.p[k]);
    }
    return buf;
}

static eml_span
span(const char *s)
{
    return (eml_span){(const uint8_t *)s, strlen(s)};
}

#define ZONE                                                                   \
    "$ORIGIN example.org.\n$TTL 1h\n"                                          \
    "@ IN SOA ns hostmaster (\n  1 ; serial\n 2 3 4 5 )\n"                     \
    "  TXT \"v=spf1 \" \"-all\" ; two\n"                                       \
    "  3600 IN MX 10 mx\n  IN 3600 MX 20 mx.example.net.\n"                    \
    "mx A 192.0.2.1\n   A 192.0.2.2\n   AAAA 2001:db8::1\r\n"                  \
    "www CNAME WEB\nweb.example.org. A 192.0.2.3\n"                            \
    "*.wild TXT (wild\n \"c;a r(d\" ) \n"                                      \
    "a.b.c TXT x\\\"y\\065\\;\n"                                               \
    "loop CNAME pool\npool CNAME loop\nout CNAME away.\n"                      \
    "empty TXT \"\"\n"                                                         \
    "1.2.0.192.in-addr.arpa. PTR Mx.Example.Org.\n"                            \
    "$ORIGIN sub\nq A 192.0.2.9\n"

#define JSON                                                                   \
    "{\"Example.org\":{\"TXT\":[\"v=spf1 -all\",[\"two \",\"strings\"]],"      \
    "\"A\":[\"192.0.2.1\"],\"AAAA\":[],\"MX\":[[10,\"Mx.example.org.\"]],"     \
    "\"PTR\":[\"a.example\"]},\"www.example.org\":{\"CNAME\":\"EXAMPLE.org\"}" \
    ",\"a.b\":{},"                                                             \
    "\"slow.example.org\":\"TIMEOUT\",\"bad.example.org\":\"SERVFAIL\","       \
    "\"half.example.org\":{\"A\":[\"192.0.2.2\"],\"TXT\":\"TIMEOUT\"}}"

static const struct row {
    const char *name, *zone, *ask;
    int type;
    const char *want;
} answers[] = {
    {"strings are joined", ZONE, "example.org", EML_DNS_TXT, "v=spf1 -all"},
    {"case and final dot", ZONE, "EXAMPLE.Org.", EML_DNS_TXT, "v=spf1 -all"},
    {"time to live and class in either order", ZONE, "example.org", EML_DNS_MX,
     "10 mx.example.org|20 mx.example.net"},
    {"owner repeated", ZONE, "mx.example.org", EML_DNS_A, "c0000201|c0000202"},
    {"AAAA", ZONE, "mx.example.org", EML_DNS_AAAA,
     "20010db8000000000000000000000001"},
    {"CNAME", ZONE, "www.example.org", EML_DNS_A, "c0000203"},
    {"CNAME to a name without", ZONE, "www.example.org", EML_DNS_TXT, "nodata"},
    {"CNAME to no name", ZONE, "out.example.org", EML_DNS_A, "nxdomain"},
    {"CNAMEs in a circle", ZONE, "loop.example.org", EML_DNS_A, "tempfail"},
    {"wildcard", ZONE, "x.y.wild.example.org", EML_DNS_TXT, "wildc;a r(d"},
    {"no wildcard for what there is", ZONE, "wild.example.org", EML_DNS_TXT,
     "nodata"},
    {"escapes", ZONE, "a.b.c.example.org", EML_DNS_TXT, "x\"yA;"},
    {"name between others", ZONE, "c.example.org", EML_DNS_TXT, "nodata"},
    {"empty string", ZONE, "empty.example.org", EML_DNS_TXT, ""},
    {"PTR keeps its case", ZONE, "1.2.0.192.in-addr.arpa", EML_DNS_PTR,
     "Mx.Example.Org"},
    {"relative origin", ZONE, "q.sub.example.org", EML_DNS_A, "c0000209"},
    {"type that is none here", ZONE, "mx.example.org", 99, "nodata"},
    {"no such name", ZONE, "nothing.example.org", EML_DNS_A, "nxdomain"},
    {"empty label", ZONE, "a..example.org", EML_DNS_A, "nxdomain"},
    {"root", ZONE, "", EML_DNS_A, "nodata"},
    {"names from the root", "a.example A 192.0.2.1", "a.example", EML_DNS_A,
     "c0000201"},
    {"empty file", "", "a", EML_DNS_A, "nxdomain"},
    {"JSON: several records", JSON, "example.org", EML_DNS_TXT,
     "v=spf1 -all|two strings"},
    {"JSON: A", JSON, "example.ORG", EML_DNS_A, "c0000201"},
    {"JSON: empty list", JSON, "example.org", EML_DNS_AAAA, "nodata"},
    {"JSON: MX", JSON, "example.org", EML_DNS_MX, "10 Mx.example.org"},
    {"JSON: PTR", JSON, "example.org", EML_DNS_PTR, "a.example"},
    {"JSON: CNAME", JSON, "www.example.org", EML_DNS_PTR, "a.example"},
    {"JSON: name without records", JSON, "a.b", EML_DNS_A, "nodata"},
    {"JSON: name above one", JSON, "b", EML_DNS_A, "nodata"},
    {"JSON: name above several", JSON, "org", EML_DNS_TXT, "nodata"},
    {"JSON: the root", JSON, "", EML_DNS_TXT, "nodata"},
    {"JSON: name below one", JSON, "c.a.b", EML_DNS_A, "nxdomain"},
    {"JSON: the name above comes later", "{\"a.b\":{},\"B\":{\"TXT\":[\"x\"]}}",
     "b", EML_DNS_TXT, "x"},
    {"JSON: no wildcard", "{\"*.b\":{\"TXT\":[\"x\"]}}", "a.b", EML_DNS_TXT,
     "nxdomain"},
    {"JSON: no names", "{}", "", EML_DNS_A, "nxdomain"},
    {"name above one that comes later", "a.b.c TXT x\nb.c TXT y\n", "b.c",
     EML_DNS_TXT, "y"},
    {"JSON: timeout", JSON, "slow.example.org", EML_DNS_A, "tempfail"},
    {"JSON: failure", JSON, "bad.example.org", EML_DNS_MX, "tempfail"},
    {"JSON: timeout of one type", JSON, "half.example.org", EML_DNS_TXT,
     "tempfail"},
    {"JSON: and not of another", JSON, "half.example.org", EML_DNS_A,
     "c0000202"},
};

static void
answers_so(void **state)
{
    const struct row *r = *state;
    uint8_t *zone = test_exact(r->zone, strlen(r->zone));
    eml_resolver *res;
    eml_resolver_error e = {""};
    eml_dns_query q = {.type = (uint16_t)r->type, .name = span(r->ask)};
    eml_dns_query twice[2] = {q, q};
    eml_dns_answer a[2];
    int rc = eml_resolver_zone(&res, &eml_os_alloc,
                               (eml_span){zone, strlen(r->zone)}, &e);

    free(zone);
    assert_string_equal(e.text, "");
    assert_int_equal(rc, EML_OK);
    assert_int_equal(eml_resolver_ask(res, twice, 2, a), EML_OK);
    assert_string_equal(shown(&q, &a[0]), r->want);
    assert_string_equal(shown(&q, &a[1]), r->want);
    eml_resolver_free(res);
}

static const struct bad_row {
    const char *name, *zone, *want;
} bad[] = {
    {"address", "a A 192.0.2.256", "1:5: no IPv4 address: 192.0.2.256"},
    {"IPv6 address", "\na AAAA 1.2.3.4", "2:8: no IPv6 address: 1.2.3.4"},
    {"no owner", " A 192.0.2.1", "1:2: no name before this: A"},
    {"type", "a IN XYZ 1", "1:6: no type of record known here: XYZ"},
    {"class", "a CH TXT x", "1:3: no type of record known here: CH"},
    {"no type", "a\n", "1:2: no type of record known here"},
    {"no data", "a MX", "1:5: no preference"},
    {"preference", "a MX 65536 b", "1:6: no preference: 65536"},
    {"no name", "a MX 1", "1:7: a name is missing"},
    {"no string", "a TXT", "1:6: a string is missing"},
    {"string without an end", "a TXT \"x",
     "1:7: quoted string without an "
     "end: x"},
    {"parenthesis", "a TXT (x", "1:9: parenthesis without an end"},
    {"closing parenthesis", "a TXT x)", "1:8: parenthesis without a beginning"},
    {"escape", "a TXT \\256", "1:7: no escape: \\256"},
    {"escape of one digit", "a TXT \\2", "1:7: no escape: \\2"},
    {"dot in a label", "a\\.b A 192.0.2.1", "1:1: a dot within a label: a\\.b"},
    {"empty label", "a..b A 192.0.2.1", "1:1: no name: a..b"},
    {"behind it", "a A 192.0.2.1 x", "1:15: what is this behind the record: x"},
    {"CNAME beside A", "a A 192.0.2.1\na CNAME b\n",
     "2:10: CNAME beside other records (RFC 1034 section 3.6.2)"},
    {"directive", "$INCLUDE x", "1:1: no directive known here: $INCLUDE"},
    {"origin", "$ORIGIN", "1:8: a name is missing"},
    {"time to live", "$TTL x", "1:6: no time to live: x"},
    {"JSON", "{\"a\":", "1:5: unexpected token near end of file"},
    {"JSON: type", "{\"a\":{\"XYZ\":[]}}",
     "a: no type of record known here: XYZ"},
    {"JSON: value", "{\"a\":1}",
     "a: no object of types, nor \"TIMEOUT\" nor \"SERVFAIL\""},
    {"JSON: list", "{\"a\":{\"A\":1}}", "a: A: no list"},
    {"JSON: address", "{\"a\":{\"A\":[\"x\"]}}", "a: A: no IPv4 address"},
    {"JSON: preference", "{\"a\":{\"MX\":[[-1,\"b\"]]}}",
     "a: MX: no [preference, name]"},
    {"JSON: name", "{\"a\":{\"PTR\":[\"b..c\"]}}", "a: PTR: no name"},
    {"JSON: TXT", "{\"a\":{\"TXT\":[1]}}",
     "a: TXT: no string nor list of strings"},
    {"JSON: strings", "{\"a\":{\"TXT\":[[1]]}}", "a: TXT: no string"},
    {"JSON: owner", "{\"a..b\":{}}", "a..b: no name"},
    {"JSON: again, below", "{\"x.a\":{},\"a\":{},\"A\":{}}",
     "A: name occurs again"},
    {"JSON: again", "{\"a\":{},\"A\":{}}", "A: name occurs again"},
    {"JSON: CNAMEs", "{\"a\":{\"CNAME\":[\"b\",\"c\"]}}",
     "a: CNAME: more than one"},
    {"JSON: CNAME beside A", "{\"a\":{\"CNAME\":\"b\",\"A\":[\"192.0.2.1\"]}}",
     "a: CNAME beside other records (RFC 1034 section 3.6.2)"},
};

static void
is_wrong(void **state)
{
    const struct bad_row *r = *state;
    uint8_t *zone = test_exact(r->zone, strlen(r->zone));
    eml_span text = {zone, strlen(r->zone)};
    eml_resolver *res;
    eml_resolver_error e = {""};

    assert_int_equal(eml_resolver_zone(&res, &eml_os_alloc, text, &e),
                     EML_E_MISUSE);
    assert_null(res);
    assert_string_equal(e.text, r->want);
    assert_int_equal(eml_resolver_zone(&res, &eml_os_alloc, text, NULL),
                     EML_E_MISUSE);
    free(zone);
}

/* Any bytes: what a zone is cut to, or has changed, makes no trouble. */
static void
any_bytes(void **state)
{
    const struct row *r = *state;
    size_t n = strlen(r->zone);
    uint64_t seed = 1;

    for (size_t i = 0; i < 2 * n; i++) {
        uint8_t *zone = test_exact(r->zone, n);
        eml_resolver *res;
        eml_resolver_error e;
        size_t len = i < n ? i : n;

        seed = seed * 6364136223846793005u + 1442695040888963407u;
        if (i >= n)
            zone[i - n] = (uint8_t)(seed >> 56);
        if (eml_resolver_zone(&res, &eml_os_alloc, (eml_span){zone, len}, &e) ==
            EML_OK)
            eml_resolver_free(res);
        free(zone);
    }
}

/* RFC 1035 sections 3.2.1 and 3.3: RDLENGTH has 16 bits, and each string of up
 * to 255 octets another, its length: 65,279 octets of text at most. */
static const struct long_row {
    const char *name, *before, *each, *after;
    size_t n; /* of `each` */
    const char *want;
} long_ones[] = {
    {"JSON: a string", "{\"a\":{\"TXT\":[\"", "x", "\"]}}", 65279, ""},
    {"JSON: a string too long", "{\"a\":{\"TXT\":[\"", "x", "\"]}}", 65280,
     "a: TXT: record of more than 65535 octets (RFC 1035 section 3.2.1)"},
    {"JSON: strings", "{\"a\":{\"TXT\":[[\"", "\",\"", "\"]]}}", 65534, ""},
    {"JSON: strings too many", "{\"a\":{\"TXT\":[[\"", "\",\"", "\"]]}}", 65535,
     "a: TXT: record of more than 65535 octets (RFC 1035 section 3.2.1)"},
    {"strings", "a TXT x", " xyz", "", 16383, ""},
    {"strings too many", "a TXT x", " xyz", "", 16384,
     "1:65541: record of more than 65535 octets (RFC 1035 section 3.2.1): xyz"},
};

static void
long_records(void **state)
{
    const struct long_row *r = *state;
    size_t each = strlen(r->each), n = strlen(r->before);
    char *zone = malloc(n + r->n * each + strlen(r->after) + 1);
    eml_resolver *res;
    eml_resolver_error e = {""};
    int rc;

    assert_non_null(zone);
    memcpy(zone, r->before, n);
    for (size_t i = 0; i < r->n; i++, n += each)
        memcpy(zone + n, r->each, each);
    memcpy(zone + n, r->after, strlen(r->after) + 1);
    rc = eml_resolver_zone(&res, &eml_os_alloc, span(zone), &e);
    free(zone);
    assert_string_equal(e.text, r->want);
    assert_int_equal(rc, *r->want ? EML_E_MISUSE : EML_OK);
    eml_resolver_free(res);
}

static int
zone_and_ask(void *user, const eml_alloc *from)
{
    eml_resolver *res;
    eml_dns_query q = {.type = EML_DNS_MX, .name = span("example.org")};
    eml_dns_answer a;
    int rc = eml_resolver_zone(&res, from, span(user), NULL);

    if (rc == EML_OK)
        rc = eml_resolver_ask(res, &q, 1, &a);
    eml_resolver_free(res);
    return rc;
}

static void
no_memory(void **state)
{
    const struct row *r = *state;

    assert_int_equal(
        oom_every_call(zone_and_ask, (void *)(uintptr_t)r->zone, 200), EML_OK);
}

static const struct row wholes[] = {
    {"master file", ZONE, "", 0, ""},
    {"JSON", JSON, "", 0, ""},
};

int
main(void)
{
    return RUN_TABLE(answers_so, answers) | RUN_TABLE(is_wrong, bad) |
           RUN_TABLE(long_records, long_ones) | RUN_TABLE(any_bytes, wholes) |
           RUN_TABLE(no_memory, wholes);
}
