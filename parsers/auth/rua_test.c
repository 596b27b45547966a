/* RFC 7489 appendix C: aggregate reports, element by element, and written. */
#include "eml/rua.h"
#include "tests/cx.h"
#include "tests/rua_xml.h"

#define META                                                                   \
    "<report_metadata><org_name>o</org_name><email>e</email>"                  \
    "<report_id>i</report_id><date_range><begin>1</begin><end>2</end>"         \
    "</date_range></report_metadata>"
#define POLICY                                                                 \
    "<policy_published><domain>d</domain><p>none</p></policy_published>"
#define ROW                                                                    \
    "<row><source_ip>192.0.2.1</source_ip><count>3</count><policy_evaluated>"  \
    "<disposition>none</disposition><dkim>pass</dkim><spf>fail</spf>"          \
    "</policy_evaluated></row>"
#define IDS "<identifiers><header_from>f</header_from></identifiers>"
#define AUTH                                                                   \
    "<auth_results><dkim><domain>a</domain><selector>s</selector>"             \
    "<result>pass</result></dkim><spf><domain>b</domain><scope>mfrom</scope>"  \
    "<result>fail</result></spf></auth_results>"
#define RECORD "<record>" ROW IDS AUTH "</record>"
#define GOOD   "<feedback>" META POLICY RECORD "</feedback>"

static const struct rua_row {
    const char *name, *xml;
    const char *findings;
    const char *out; /* NULL: no report */
} rua_rows[] = {
    {"the least", GOOD, "",
     "o/e/i 1-2 d p=none | 3 192.0.2.1 none pass fail f [a s pass] [b mfrom "
     "fail]"},
    {"white space around texts",
     "<feedback>" META "<policy_published><domain>\n d \t</domain>"
     "<p> none</p></policy_published>" RECORD "</feedback>",
     "",
     "o/e/i 1-2 d p=none | 3 192.0.2.1 none pass fail f [a s pass] [b mfrom "
     "fail]"},
    {"a namespace's prefix", "<n:feedback>" META POLICY RECORD "</n:feedback>",
     "",
     "o/e/i 1-2 d p=none | 3 192.0.2.1 none pass fail f [a s pass] [b mfrom "
     "fail]"},
    {"what RFC 9990 adds",
     "<feedback>" META "<policy_published><domain>d</domain><p>reject</p>"
     "<np>none</np><testing>y</testing><discovery_method>treewalk"
     "</discovery_method></policy_published>" RECORD "</feedback>",
     "",
     "o/e/i 1-2 d p=reject np=none testing=y treewalk | 3 192.0.2.1 none pass "
     "fail f [a s pass] [b mfrom fail]"},
    {"two records, pct, a reason, an error",
     "<feedback><report_metadata><org_name>o</org_name><email>e</email>"
     "<report_id>i</report_id><date_range><begin>1</begin><end>2</end>"
     "</date_range><error>x</error><error>y</error></report_metadata>"
     "<policy_published><domain>d</domain><p>none</p><pct>0</pct>"
     "</policy_published>" RECORD
     "<record><row><source_ip>::1</source_ip><count>1</count>"
     "<policy_evaluated><disposition>none</disposition><dkim>fail</dkim>"
     "<spf>fail</spf><reason><type>other</type><comment>c</comment></reason>"
     "</policy_evaluated></row>" IDS AUTH "</record></feedback>",
     "",
     "o/e/i 1-2 !x !y d p=none pct=0 | 3 192.0.2.1 none pass fail f [a s pass] "
     "[b mfrom fail] | 1 ::1 none fail fail (other c) f [a s pass] [b mfrom "
     "fail]"},
    {"texts that are empty",
     "<feedback><report_metadata><org_name/><email>e</email><report_id>i"
     "</report_id><date_range><begin>1</begin><end>2</end></date_range>"
     "</report_metadata>" POLICY RECORD "</feedback>",
     "",
     "/e/i 1-2 d p=none | 3 192.0.2.1 none pass fail f [a s pass] [b mfrom "
     "fail]"},
    {"another root", "<x>" GOOD "</x>", "RUA_FEEDBACK@648+0", NULL},
    {"no element", "", "RUA_FEEDBACK@0+0", NULL},
    {"elements that nobody knows",
     "<feedback>" META POLICY RECORD "<x><p>y</p></x></feedback>",
     "RUA_UNKNOWN@630+0",
     "o/e/i 1-2 d p=none | 3 192.0.2.1 none pass fail f [a s pass] [b mfrom "
     "fail]"},
    {"an element again: the first counts",
     "<feedback>" META "<policy_published><domain>d</domain><p>none</p>"
     "<p>reject</p></policy_published>" RECORD "</feedback>",
     "RUA_TWICE@207+0",
     "o/e/i 1-2 d p=none | 3 192.0.2.1 none pass fail f [a s pass] [b mfrom "
     "fail]"},
    {"values that the schema does not have",
     "<feedback>" META "<policy_published><domain>d</domain><adkim>x</adkim>"
     "<p>None</p><pct>-1</pct></policy_published>" RECORD "</feedback>",
     "RUA_VALUE@196+0 RUA_VALUE@212+0 RUA_VALUE@223+0",
     "o/e/i 1-2 d p=None adkim=x pct=0 | 3 192.0.2.1 none pass fail f [a s "
     "pass] [b mfrom fail]"},
    {"missing elements",
     "<feedback>" META "<record>" ROW AUTH "</record></feedback>",
     "RUA_MISSING@500+0 RUA_MISSING@509+0",
     "o/e/i 1-2  p= | 3 192.0.2.1 none pass fail  [a s pass] [b mfrom fail]"},
    {"ends too early", "<feedback>" META POLICY "<record>" ROW,
     "RUA_MISSING@393+0 RUA_MISSING@393+0",
     "o/e/i 1-2 d p=none | 3 192.0.2.1 none pass fail "},
};

static size_t
put(char *to, size_t n, const char *format, const char *before, eml_span s)
{
    (void)format;
    return (size_t)snprintf(to, n, "%s%.*s", before, (int)s.n, s.p);
}

static const char *
dump(const eml_rua *r)
{
    static char t[2048];
    size_t n = 0;

#define PUT(before, s) n += put(t + n, sizeof t - n, "", before, s)
#define SOME(before, s)                                                        \
    if ((s).n)                                                                 \
    PUT(before, s)
    PUT("", r->org_name);
    PUT("/", r->email);
    PUT("/", r->report_id);
    n += (size_t)snprintf(t + n, sizeof t - n, " %u-%u", (unsigned)r->begin,
                          (unsigned)r->end);
    for (const eml_rua_error *e = r->errors; e; e = e->next)
        PUT(" !", e->text);
    PUT(" ", r->domain);
    PUT(" p=", r->p);
    SOME(" np=", r->np);
    SOME(" adkim=", r->adkim);
    SOME(" testing=", r->testing);
    SOME(" ", r->discovery_method);
    if (r->has_pct)
        n += (size_t)snprintf(t + n, sizeof t - n, " pct=%u", (unsigned)r->pct);
    for (const eml_rua_record *o = r->records; o; o = o->next) {
        n += (size_t)snprintf(t + n, sizeof t - n, " | %u", (unsigned)o->count);
        PUT(" ", o->source_ip);
        PUT(" ", o->disposition);
        PUT(" ", o->dkim);
        PUT(" ", o->spf);
        for (const eml_rua_reason *y = o->reasons; y; y = y->next) {
            PUT(" (", y->type);
            PUT(" ", y->comment);
            PUT(")", EML_NONE);
        }
        PUT(" ", o->header_from);
        for (const eml_rua_auth *a = o->dkim_auth; a; a = a->next) {
            PUT(" [", a->domain);
            PUT(" ", a->selector);
            PUT(" ", a->result);
            PUT("]", EML_NONE);
        }
        for (const eml_rua_auth *a = o->spf_auth; a; a = a->next) {
            PUT(" [", a->domain);
            PUT(" ", a->scope);
            PUT(" ", a->result);
            PUT("]", EML_NONE);
        }
    }
    return t;
}

/* What is read without a finding is written, and read again as the same. */
static void
reads_and_writes(void **state)
{
    const struct rua_row *r = *state;
    const eml_rua *report = NULL, *again = NULL;
    test_cx t;
    eml_span in = test_cx_init(&t, r->xml, strlen(r->xml), EML_ALLOW_NONE);
    eml_out out = {.arena = &t.arena};
    int rc = rua_xml_read(&t.cx, in, &report);

    assert_string_equal(test_cx_findings(&t), r->findings);
    assert_int_equal(rc, r->out ? EML_OK : EML_E_RUA_FEEDBACK);
    if (r->out) {
        assert_string_equal(dump(report), r->out);
        t.cx.num_diags = 0;
        rc = eml_rua_write(&t.cx, report, &out);
        if (*r->findings && strncmp(r->findings, "RUA_UNKNOWN", 11) != 0 &&
            strncmp(r->findings, "RUA_TWICE", 9) != 0) {
            assert_true(rc == EML_E_RUA_VALUE || rc == EML_E_RUA_MISSING);
            assert_int_equal(out.n, 0);
        } else {
            assert_int_equal(rc, EML_OK);
            assert_int_equal(rua_xml_read(&t.cx, eml_out_view(&out), &again),
                             EML_OK);
            assert_int_equal(t.cx.num_diags, 0);
            assert_string_equal(dump(again), r->out);
        }
    }
    test_cx_fini(&t);
}

/* ---- writing ----------------------------------------------------------- */

static int
write_with(eml_span org, eml_cx *cx, eml_out *out)
{
    eml_rua_auth spf_auth = {.domain = EML_LIT("b"), .result = EML_LIT("pass")};
    eml_rua_record record = {.source_ip = EML_LIT("192.0.2.1"),
                             .count = 1,
                             .disposition = EML_LIT("none"),
                             .dkim = EML_LIT("fail"),
                             .spf = EML_LIT("pass"),
                             .header_from = EML_LIT("b"),
                             .spf_auth = &spf_auth};
    eml_rua report = {.version = EML_LIT("1.0"),
                      .org_name = org,
                      .email = EML_LIT("e"),
                      .report_id = EML_LIT("i"),
                      .begin = 1,
                      .end = 2,
                      .domain = EML_LIT("b"),
                      .p = EML_LIT("none"),
                      .records = &record};

    return eml_rua_write(cx, &report, out);
}

static void
writes_the_schema(void **state)
{
    test_cx t;
    eml_out out;

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    out = (eml_out){.arena = &t.arena};
    assert_int_equal(write_with(EML_LIT("A & <B>"), &t.cx, &out), EML_OK);
    assert_string_equal(test_cx_str(&t, eml_out_view(&out)),
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<feedback>\n"
                        "  <version>1.0</version>\n"
                        "  <report_metadata>\n"
                        "    <org_name>A &amp; &lt;B&gt;</org_name>\n"
                        "    <email>e</email>\n"
                        "    <report_id>i</report_id>\n"
                        "    <date_range>\n"
                        "      <begin>1</begin>\n"
                        "      <end>2</end>\n"
                        "    </date_range>\n"
                        "  </report_metadata>\n"
                        "  <policy_published>\n"
                        "    <domain>b</domain>\n"
                        "    <p>none</p>\n"
                        "  </policy_published>\n"
                        "  <record>\n"
                        "    <row>\n"
                        "      <source_ip>192.0.2.1</source_ip>\n"
                        "      <count>1</count>\n"
                        "      <policy_evaluated>\n"
                        "        <disposition>none</disposition>\n"
                        "        <dkim>fail</dkim>\n"
                        "        <spf>pass</spf>\n"
                        "      </policy_evaluated>\n"
                        "    </row>\n"
                        "    <identifiers>\n"
                        "      <header_from>b</header_from>\n"
                        "    </identifiers>\n"
                        "    <auth_results>\n"
                        "      <spf>\n"
                        "        <domain>b</domain>\n"
                        "        <result>pass</result>\n"
                        "      </spf>\n"
                        "    </auth_results>\n"
                        "  </record>\n"
                        "</feedback>\n");
    test_cx_fini(&t);
}

static void
refuses_what_xml_does_not_have(void **state)
{
    static const struct {
        eml_span text;
        int rc;
    } rows[] = {
        {{(const uint8_t *)"a\001", 2}, EML_E_RUA_VALUE},
        {{(const uint8_t *)"a\0b", 3}, EML_E_RUA_VALUE},
        {{(const uint8_t *)"\377", 1}, EML_E_WRITE_UTF8},
        {{NULL, 0}, EML_E_RUA_MISSING},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        test_cx t;
        eml_out out;

        (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
        out = (eml_out){.arena = &t.arena};
        assert_int_equal(write_with(rows[i].text, &t.cx, &out), rows[i].rc);
        assert_int_equal(out.n, 0);
        assert_int_equal(t.diags[0].code, rows[i].rc);
        test_cx_fini(&t);
    }
}

static void
a_text_has_a_limit(void **state)
{
    static uint8_t text[EML_RUA_TEXT_MAX + 1];
    eml_rua_reader r;
    test_cx t;

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    memset(text, 'a', sizeof text);
    assert_int_equal(eml_rua_begin(&r, &t.cx), EML_OK);
    assert_int_equal(eml_rua_open(&r, EML_LIT("feedback"), 0), EML_OK);
    assert_int_equal(eml_rua_open(&r, EML_LIT("version"), 0), EML_OK);
    assert_int_equal(eml_rua_text(&r, (eml_span){text, sizeof text - 1}),
                     EML_OK);
    assert_int_equal(eml_rua_text(&r, (eml_span){text, 1}), EML_E_LIMIT);
    assert_int_equal(eml_rua_close(&r, 0), EML_E_LIMIT);
    test_cx_fini(&t);
}

static void
memory_runs_out(void **state)
{
    int rc = EML_E_NOMEM;

    (void)state;
    for (size_t max = 1; rc == EML_E_NOMEM; max += 8) {
        const eml_rua *report;
        eml_out out;
        test_cx t;
        eml_span in = test_cx_init(&t, GOOD, sizeof GOOD - 1, EML_ALLOW_NONE);

        t.arena.max = max;
        out = (eml_out){.arena = &t.arena};
        rc = rua_xml_read(&t.cx, in, &report);
        if (rc == EML_OK)
            rc = eml_rua_write(&t.cx, report, &out);
        test_cx_fini(&t);
        assert_true(max < 1u << 16);
    }
    assert_int_equal(rc, EML_OK);
}

int
main(void)
{
    const struct CMUnitTest more[] = {
        cmocka_unit_test(writes_the_schema),
        cmocka_unit_test(refuses_what_xml_does_not_have),
        cmocka_unit_test(a_text_has_a_limit),
        cmocka_unit_test(memory_runs_out),
    };

    return RUN_TABLE(reads_and_writes, rua_rows) +
           cmocka_run_group_tests(more, NULL, NULL);
}
