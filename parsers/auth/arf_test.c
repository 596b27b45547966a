/* RFC 5965 section 3, RFC 6591 section 3, RFC 7489 section 7.3.1. */
#include "eml/arf.h"
#include "tests/cx.h"

#define ABUSE "Feedback-Type: abuse\r\nUser-Agent: X/1.0\r\nVersion: 1\r\n"
#define FAILURE                                                                \
    "Feedback-Type: auth-failure\r\nUser-Agent: X/1.0\r\nVersion: 1\r\n"
#define RESULTS "Authentication-Results: a.b; spf=fail\r\n"
#define FAILED                                                                 \
    "!Feedback-Type=auth-failure|User-Agent=X/1.0|Version=1|"                  \
    "Authentication-Results=a.b; spf=fail|"

static const struct arf_row {
    const char *name, *body, *findings, *out;
} arf_rows[] = {
    /* RFC 5965 appendix B.1 */
    {"the least", ABUSE, "", "Feedback-Type=abuse|User-Agent=X/1.0|Version=1|"},
    {"fields in any order, names in any case",
     "version: 1\r\nUSER-AGENT: X/1.0\r\nfeedback-type: abuse\r\n", "",
     "version=1|USER-AGENT=X/1.0|feedback-type=abuse|"},
    {"optional fields",
     ABUSE "Original-Mail-From: <a@b.c>\r\nOriginal-Rcpt-To: <d@e.f>\r\n"
           "Original-Rcpt-To: <g@h.i>\r\nSource-IP: 192.0.2.1\r\n"
           "Incidents: 4294967295\r\nX-Other: y\r\n",
     "",
     "Feedback-Type=abuse|User-Agent=X/1.0|Version=1|"
     "Original-Mail-From=<a@b.c>|Original-Rcpt-To=<d@e.f>|"
     "Original-Rcpt-To=<g@h.i>|Source-IP=192.0.2.1|Incidents=4294967295|"
     "X-Other=y|"},
    {"folded, LF, no line end at the end",
     "Feedback-Type: abuse\nUser-Agent: X/1.0\n (y)\nVersion: 1", "",
     "Feedback-Type=abuse|User-Agent=X/1.0 (y)|Version=1|"},
    {"comments",
     "Feedback-Type: (a) abuse (b)\r\nUser-Agent: X\r\nVersion: 1\r\n", "",
     "Feedback-Type=(a) abuse (b)|User-Agent=X|Version=1|"},
    {"IPv6 with its tag", ABUSE "Source-IP: [IPv6:::1]\r\n", "",
     "Feedback-Type=abuse|User-Agent=X/1.0|Version=1|Source-IP=[IPv6:::1]|"},
    {"IPv4 with the tag of IPv6", ABUSE "Source-IP: [IPv6:192.0.2.1]\r\n",
     "ARF_SYNTAX@53+27",
     "Feedback-Type=abuse|User-Agent=X/1.0|Version=1|"
     "Source-IP=[IPv6:192.0.2.1]|"},
    {"nothing", "", "ARF_MISSING@0+0 ARF_MISSING@0+0 ARF_MISSING@0+0", ""},
    {"no Version", "Feedback-Type: abuse\r\nUser-Agent: X\r\n",
     "ARF_MISSING@37+0", "Feedback-Type=abuse|User-Agent=X|"},
    {"twice", ABUSE "Incidents: 1\r\nIncidents: 2\r\n", "ARF_TWICE@67+9",
     "Feedback-Type=abuse|User-Agent=X/1.0|Version=1|Incidents=1|"
     "Incidents=2|"},
    {"a line that is no field", ABUSE "x\r\n", "ARF_SYNTAX@53+1",
     "Feedback-Type=abuse|User-Agent=X/1.0|Version=1|"},
    {"values that are none",
     "Feedback-Type: a;b\r\nUser-Agent: \r\nVersion: 1.0\r\n"
     "Incidents: 4294967296\r\nSource-IP: x\r\nDelivery-Result: y\r\n",
     "ARF_SYNTAX@0+18 ARF_SYNTAX@20+12 ARF_SYNTAX@34+12 ARF_SYNTAX@48+21 "
     "ARF_SYNTAX@71+12 ARF_SYNTAX@85+18",
     "Feedback-Type=a;b|User-Agent=|Version=1.0|Incidents=4294967296|"
     "Source-IP=x|Delivery-Result=y|"},
    {"words behind a value",
     "Feedback-Type: abuse fraud\r\nUser-Agent: X\r\nVersion: 1 (a) b\r\n",
     "ARF_SYNTAX@0+26 ARF_SYNTAX@43+16",
     "Feedback-Type=abuse fraud|User-Agent=X|Version=1 (a) b|"},
    /* RFC 5965 appendix B.2; the 8th was a Tuesday */
    {"a date as the RFC has it",
     ABUSE "Arrival-Date: Thu, 8 Mar 2005 14:00:00 EDT\r\n", "",
     "Feedback-Type=abuse|User-Agent=X/1.0|Version=1|"
     "Arrival-Date=Thu, 8 Mar 2005 14:00:00 EDT|"},
    {"a date with encoded-words in folds",
     ABUSE "Arrival-Date: 8 Mar 2005 14:00:00 +0000 (\r\n"
           " =?utf-8?Q?a_comment_of_thirty_characters?=\r\n"
           " =?utf-8?Q?b?=)\r\n",
     "",
     "Feedback-Type=abuse|User-Agent=X/1.0|Version=1|"
     "Arrival-Date=8 Mar 2005 14:00:00 +0000 ( "
     "=?utf-8?Q?a_comment_of_thirty_characters?= =?utf-8?Q?b?=)|"},
    {"a date that is none", ABUSE "Arrival-Date: 2005-03-08 14:00\r\n",
     "ARF_SYNTAX@53+30",
     "Feedback-Type=abuse|User-Agent=X/1.0|Version=1|"
     "Arrival-Date=2005-03-08 14:00|"},
    {"the date by both its names",
     ABUSE "Received-Date: 8 Mar 2005 14:00:00 +0000\r\n"
           "Arrival-Date: 8 Mar 2005 14:00:00 +0000\r\n",
     "ARF_TWICE@95+12",
     "Feedback-Type=abuse|User-Agent=X/1.0|Version=1|"
     "Received-Date=8 Mar 2005 14:00:00 +0000|"
     "Arrival-Date=8 Mar 2005 14:00:00 +0000|"},
    {"a name that is none", ABUSE "X Y: z\r\nIncidents : 1\r\n",
     "ARF_SYNTAX@53+3 ARF_SYNTAX@61+10",
     "Feedback-Type=abuse|User-Agent=X/1.0|Version=1|X Y=z|Incidents=1|"},
    {"empty lines at the end", ABUSE "\r\n\r\n", "",
     "Feedback-Type=abuse|User-Agent=X/1.0|Version=1|"},
    {"empty lines before a field", ABUSE "\r\n\r\nX: y\r\n", "ARF_SYNTAX@53+0",
     "Feedback-Type=abuse|User-Agent=X/1.0|Version=1|X=y|"},
    /* RFC 6591 */
    {"failure without its kind", FAILURE RESULTS, "AUTH_FAILURE_MISSING@99+0",
     FAILED},
    {"a body hash", FAILURE RESULTS "Auth-Failure: bodyhash (x)\r\n", "",
     FAILED "Auth-Failure=bodyhash (x)|"},
    {"without Authentication-Results", FAILURE "Auth-Failure: bodyhash\r\n",
     "AUTH_FAILURE_MISSING@84+0",
     "!Feedback-Type=auth-failure|User-Agent=X/1.0|Version=1|"
     "Auth-Failure=bodyhash|"},
    {"ADSP without its record", FAILURE RESULTS "Auth-Failure: adsp\r\n",
     "AUTH_FAILURE_MISSING@119+0", FAILED "Auth-Failure=adsp|"},
    {"ADSP",
     FAILURE RESULTS "Auth-Failure: adsp\r\nDKIM-ADSP-DNS: \"dkim=all\"\r\n",
     "", FAILED "Auth-Failure=adsp|DKIM-ADSP-DNS=\"dkim=all\"|"},
    {"a signature without its domain and selector",
     FAILURE RESULTS "Auth-Failure: signature\r\n",
     "AUTH_FAILURE_MISSING@124+0 AUTH_FAILURE_MISSING@124+0",
     FAILED "Auth-Failure=signature|"},
    {"SPF with two records",
     FAILURE RESULTS "Auth-Failure: spf\r\nSPF-DNS: txt : a.b : \"v=spf1\"\r\n"
                     "SPF-DNS: txt : c.d : \"v=spf1\"\r\n",
     "",
     FAILED "Auth-Failure=spf|SPF-DNS=txt : a.b : \"v=spf1\"|"
            "SPF-DNS=txt : c.d : \"v=spf1\"|"},
    {"DMARC without alignment", FAILURE RESULTS "Auth-Failure: dmarc\r\n",
     "AUTH_FAILURE_MISSING@120+0", FAILED "Auth-Failure=dmarc|"},
    {"DMARC",
     FAILURE RESULTS
     "Auth-Failure: dmarc\r\nIdentity-Alignment: dkim , spf\r\n",
     "", FAILED "Auth-Failure=dmarc|Identity-Alignment=dkim , spf|"},
    {"alignment that is none", ABUSE "Identity-Alignment: dkim, dkim\r\n",
     "ARF_SYNTAX@53+30",
     "Feedback-Type=abuse|User-Agent=X/1.0|Version=1|"
     "Identity-Alignment=dkim, dkim|"},
};

static const char *
dump(const eml_arf *a)
{
    static char t[2048];
    size_t n = 0;

    t[0] = 0;
    n += (size_t)snprintf(t, sizeof t, "%s", a->auth_failure ? "!" : "");
    for (const eml_arf_field *f = a->first; f; f = f->next)
        n += (size_t)snprintf(t + n, sizeof t - n, "%.*s=%.*s|", (int)f->name.n,
                              f->name.p, (int)f->value.n, f->value.p);
    return t;
}

/* Findings about lines that are not in the tree. */
static bool
lost(const char *findings)
{
    return strcmp(findings, "ARF_SYNTAX@53+1") == 0 ||
           strcmp(findings, "ARF_SYNTAX@53+0") == 0;
}

/* What is read without a finding is written, and read again. */
static void
reads_and_writes(void **state)
{
    const struct arf_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->body, strlen(r->body), EML_ALLOW_NONE);
    eml_out out = {.arena = &t.arena};
    eml_arf *a = NULL, *again;
    int rc;

    assert_int_equal(eml_arf_parse(&t.cx, in, &a), EML_OK);
    assert_string_equal(test_cx_findings(&t), r->findings);
    assert_string_equal(dump(a), r->out);
    t.cx.num_diags = 0;
    rc = eml_arf_write(&t.cx, a, &out);
    if (*r->findings && !lost(r->findings)) {
        assert_true(rc < 0 && eml_code_info_get(rc));
        assert_int_equal(out.n, 0);
    } else {
        assert_int_equal(rc, EML_OK);
        assert_int_equal(eml_arf_parse(&t.cx, eml_out_view(&out), &again),
                         EML_OK);
        assert_int_equal(t.cx.num_diags, 0);
        assert_int_equal(again->num_fields, a->num_fields);
        for (eml_arf_field *f = a->first, *g = again->first; f;
             f = f->next, g = g->next) {
            assert_int_equal(f->id, g->id);
            assert_true(eml_span_eq(f->value, g->value));
        }
    }
    test_cx_fini(&t);
}

static void
no_line_end_comes_in(void **state)
{
    eml_arf_field f = {.id = EML_ARF_OTHER,
                       .name = EML_LIT("X"),
                       .value = EML_LIT("a\r\nb: c")};
    eml_arf a = {.first = &f, .num_fields = 1};
    test_cx t;
    eml_out out;

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    out = (eml_out){.arena = &t.arena};
    assert_int_equal(eml_arf_write(&t.cx, &a, &out), EML_E_WRITE_LINE);
    assert_int_equal(out.n, 0);
    test_cx_fini(&t);
}

/* Whatever the lines are. */
static void
lines_are_bounded(void **state)
{
    static const char *const bodies[] = {"X: y\nX: y\nX: y\n", "x\nx\nx\n",
                                         "x\n\nX: y\n\nx\n"};

    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        for (uint32_t max = 2; max < 4; max++) {
            eml_limits limits = {.fields = max};
            eml_arf *a;
            test_cx t;
            eml_span in = test_cx_init(&t, bodies[i], strlen(bodies[i]), 0);

            t.cx.limits = &limits;
            assert_int_equal(eml_arf_parse(&t.cx, in, &a),
                             max < 3 ? EML_E_LIMIT : EML_OK);
            test_cx_fini(&t);
        }
}

static void
memory_runs_out(void **state)
{
    int rc = EML_E_NOMEM;

    (void)state;
    for (size_t max = 1; rc == EML_E_NOMEM; max += 8) {
        test_cx t;
        eml_span in =
            test_cx_init(&t, ABUSE "X: a\r\n b\r\n", 10 + sizeof ABUSE - 1, 0);
        eml_out out;
        eml_arf *a;

        t.arena.max = max;
        out = (eml_out){.arena = &t.arena};
        rc = eml_arf_parse(&t.cx, in, &a);
        if (rc == EML_OK)
            rc = eml_arf_write(&t.cx, a, &out);
        test_cx_fini(&t);
        assert_true(max < 1u << 16);
    }
    assert_int_equal(rc, EML_OK);
}

int
main(void)
{
    const struct CMUnitTest more[] = {
        cmocka_unit_test(no_line_end_comes_in),
        cmocka_unit_test(lines_are_bounded),
        cmocka_unit_test(memory_runs_out),
    };

    return RUN_TABLE(reads_and_writes, arf_rows) +
           cmocka_run_group_tests(more, NULL, NULL);
}
