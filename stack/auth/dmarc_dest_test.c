/* RFC 7489 section 7.1: whether reports may go there. */
#include "eml/dmarc_dest.h"
#include "tests/cx.h"

static const struct dest_row {
    const char *name;
    const char *zone; /* lines "name TXT data" or "name FAIL" */
    const char *policy, *host;
    bool failure;
    const char *out; /* result, URIs instead; then what was asked */
} dest_rows[] = {
    {"the same domain", "", "a.example", "A.example", false, "internal "},
    {"the same organization", "_dmarc.a.example TXT v=DMARC1; p=none\n",
     "b.a.example", "c.a.example", false,
     "internal  _dmarc.b.a.example _dmarc.a.example _dmarc.example "
     "_dmarc.c.a.example _dmarc.a.example _dmarc.example"},
    {"the example of 7.1",
     "blue.example.com._report._dmarc.red.example.net TXT v=DMARC1\n",
     "blue.example.com", "red.example.net", false,
     "accepted  _dmarc.blue.example.com _dmarc.example.com _dmarc.com "
     "_dmarc.red.example.net _dmarc.example.net _dmarc.net "
     "blue.example.com._report._dmarc.red.example.net"},
    {"no record", "", "a.b", "c.d", false,
     "refused  _dmarc.a.b _dmarc.b _dmarc.c.d _dmarc.d "
     "a.b._report._dmarc.c.d"},
    {"another record", "a.b._report._dmarc.c.d TXT v=spf1\n", "a.b", "c.d",
     false,
     "refused  _dmarc.a.b _dmarc.b _dmarc.c.d _dmarc.d "
     "a.b._report._dmarc.c.d"},
    {"several records",
     "a.b._report._dmarc.c.d TXT v=DMARC1\n"
     "a.b._report._dmarc.c.d TXT v=DMARC1; rua=mailto:x@c.d\n",
     "a.b", "c.d", false,
     "accepted mailto:x@c.d _dmarc.a.b _dmarc.b _dmarc.c.d _dmarc.d "
     "a.b._report._dmarc.c.d"},
    {"other URIs of the same host",
     "a.b._report._dmarc.c.d TXT v=DMARC1; rua=mailto:x@c.d, mailto:y@C.d; "
     "ruf=mailto:z@e.f\n",
     "a.b", "c.d", false,
     "accepted mailto:x@c.d, mailto:y@C.d _dmarc.a.b _dmarc.b _dmarc.c.d "
     "_dmarc.d a.b._report._dmarc.c.d"},
    {"URIs of another host",
     "a.b._report._dmarc.c.d TXT v=DMARC1; rua=mailto:x@e.f\n", "a.b", "c.d",
     false,
     "refused  _dmarc.a.b _dmarc.b _dmarc.c.d _dmarc.d "
     "a.b._report._dmarc.c.d"},
    {"of another host for the other kind of reports",
     "a.b._report._dmarc.c.d TXT v=DMARC1; rua=mailto:x@e.f\n", "a.b", "c.d",
     true,
     "accepted  _dmarc.a.b _dmarc.b _dmarc.c.d _dmarc.d "
     "a.b._report._dmarc.c.d"},
    {"no answer", "a.b._report._dmarc.c.d FAIL\n", "a.b", "c.d", false,
     "unknown  _dmarc.a.b _dmarc.b _dmarc.c.d _dmarc.d "
     "a.b._report._dmarc.c.d"},
    {"no answer on the way", "_dmarc.c.d FAIL\n", "a.b", "c.d", false,
     "unknown  _dmarc.a.b _dmarc.b _dmarc.c.d"},
    {"no domain", "", "a.b", "[192.0.2.1]", false, "refused "},
};

static void
answer(const char *zone, const eml_dns_query *q, eml_dns_record records[4],
       eml_dns_answer *a)
{
    memset(a, 0, sizeof *a);
    a->outcome = EML_DNS_NXDOMAIN;
    a->records = records;
    for (const char *line = zone; *line; line = strchr(line, '\n') + 1) {
        const char *rest = line + q->name.n + 1;

        if (strncmp(line, (const char *)q->name.p, q->name.n) != 0 ||
            line[q->name.n] != ' ')
            continue;
        if (strncmp(rest, "FAIL", 4) == 0) {
            a->outcome = EML_DNS_TEMPFAIL;
            return;
        }
        a->outcome = EML_DNS_DATA;
        records[a->num_records++].data = (eml_span){
            (const uint8_t *)rest + 4, (size_t)(strchr(rest, '\n') - rest - 4)};
    }
}

static size_t
drive(eml_dmarc_dest *m, eml_cx *cx, const char *zone, char *asked, size_t cap)
{
    eml_dns_query q;
    size_t n = 0;
    int rc;

    asked[0] = 0;
    while ((rc = eml_dmarc_dest_poll(m, &q)) == EML_WANT_DNS) {
        eml_dns_record records[4];
        eml_dns_answer a;

        n += (size_t)snprintf(asked + n, cap - n, " %.*s", (int)q.name.n,
                              q.name.p);
        answer(zone, &q, records, &a);
        assert_int_equal(eml_dmarc_dest_dns(m, cx, q.id + 1, &a), EML_E_MISUSE);
        assert_int_equal(eml_dmarc_dest_dns(m, cx, q.id, &a), EML_OK);
    }
    assert_int_equal(rc, EML_OK);
    return n;
}

static void
decides(void **state)
{
    static const char *const results[] = {"internal", "accepted", "refused",
                                          "unknown"};
    const struct dest_row *r = *state;
    static eml_dmarc_dest m;
    char asked[1024], all[2048];
    test_cx t;
    eml_dmarc_dest_conf conf = {
        .host = {(const uint8_t *)r->host, strlen(r->host)},
        .failure = r->failure};

    conf.policy_domain =
        test_cx_init(&t, r->policy, strlen(r->policy), EML_ALLOW_NONE);
    assert_int_equal(eml_dmarc_dest_init(&m, &conf), EML_OK);
    (void)drive(&m, &t.cx, r->zone, asked, sizeof asked);
    snprintf(all, sizeof all, "%s %.*s%s", results[m.result], (int)m.instead.n,
             m.instead.p, asked);
    assert_string_equal(all, r->out);
    assert_true(m.num_queries <= 17);
    test_cx_fini(&t);
}

static void
as_7489_had_it(void **state)
{
    static eml_dmarc_dest m;
    eml_dmarc_dest_conf conf = {.policy_domain = EML_LIT("a.b.example"),
                                .host = EML_LIT("b.example"),
                                .rules = EML_DMARC_7489};
    eml_dns_query q;
    eml_psl *list;
    test_cx t;

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    assert_int_equal(eml_dmarc_dest_init(&m, &conf), EML_E_MISUSE);
    assert_int_equal(eml_psl_parse(&t.cx, EML_LIT("example"), &list), EML_OK);
    conf.psl = list;
    assert_int_equal(eml_dmarc_dest_init(&m, &conf), EML_OK);
    assert_int_equal(eml_dmarc_dest_poll(&m, &q), EML_OK);
    assert_int_equal(m.result, EML_DMARC_DEST_INTERNAL);
    test_cx_fini(&t);
}

static void
memory_runs_out(void **state)
{
    static eml_dmarc_dest m;
    eml_dmarc_dest_conf conf = {.policy_domain = EML_LIT("a.b"),
                                .host = EML_LIT("c.d")};
    int rc = EML_E_NOMEM;

    (void)state;
    for (size_t max = 1; rc == EML_E_NOMEM; max += 8) {
        eml_dns_query q;
        test_cx t;

        (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
        t.arena.max = max;
        rc = eml_dmarc_dest_init(&m, &conf);
        while (rc == EML_OK &&
               (rc = eml_dmarc_dest_poll(&m, &q)) == EML_WANT_DNS) {
            eml_dns_record records[4];
            eml_dns_answer a;

            answer("a.b._report._dmarc.c.d TXT v=DMARC1; rua=mailto:x@c.d\n",
                   &q, records, &a);
            rc = eml_dmarc_dest_dns(&m, &t.cx, q.id, &a);
        }
        test_cx_fini(&t);
        assert_true(max < 1u << 16);
    }
    assert_int_equal(rc, EML_OK);
}

int
main(void)
{
    const struct CMUnitTest more[] = {
        cmocka_unit_test(as_7489_had_it),
        cmocka_unit_test(memory_runs_out),
    };

    return RUN_TABLE(decides, dest_rows) +
           cmocka_run_group_tests(more, NULL, NULL);
}
