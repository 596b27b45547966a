/* Aggregate reports as they are sent: XML, gzip, zip. */
#include "eml/rua_file.h"

#include <zlib.h>

#include "tests/cx.h"

#define GOOD                                                                   \
    "<?xml version=\"1.0\"?>\n<feedback xmlns=\"urn:x\"><!-- c -->"            \
    "<report_metadata><org_name>A &amp; B</org_name><email>e</email>"          \
    "<report_id><![CDATA[i<]]></report_id><date_range><begin>1</begin>"        \
    "<end>2</end></date_range></report_metadata>"                              \
    "<policy_published><domain>d</domain><p>none</p></policy_published>"       \
    "<record><row><source_ip>::1</source_ip><count>3</count>"                  \
    "<policy_evaluated><disposition>none</disposition><dkim>pass</dkim>"       \
    "<spf>fail</spf></policy_evaluated></row><identifiers><header_from>f"      \
    "</header_from></identifiers><auth_results/></record></feedback>"

enum { BARE, GZIP, ZIP_STORED, ZIP_DEFLATED };

static const struct file_row {
    const char *name, *xml;
    int packed;
    size_t cut; /* bytes left out at the end */
    int rc;
    const char *findings;
} rows[] = {
    {"XML", GOOD, BARE, 0, EML_OK, ""},
    {"gzip", GOOD, GZIP, 0, EML_OK, ""},
    {"zip, stored", GOOD, ZIP_STORED, 0, EML_OK, ""},
    {"zip, deflated", GOOD, ZIP_DEFLATED, 0, EML_OK, ""},
    {"XML that ends too early", GOOD, BARE, 20, EML_E_RUA_XML, "RUA_XML@524+0"},
    {"gzip that ends too early", GOOD, GZIP, 20, EML_E_RUA_XML, "RUA_XML@0+0"},
    {"zip that ends too early", GOOD, ZIP_DEFLATED, 20, EML_E_RUA_XML,
     "RUA_XML@0+0"},
    {"stored zip that ends too early", GOOD, ZIP_STORED, 20, EML_E_RUA_XML,
     "RUA_XML@0+0"},
    {"empty", "", BARE, 0, EML_E_RUA_XML, "RUA_XML@0+0"},
    {"another root", "<x/>", BARE, 0, EML_E_RUA_FEEDBACK, "RUA_FEEDBACK@4+0"},
    {"windows-1252",
     "<?xml version=\"1.0\" encoding=\"Windows-1252\"?><feedback><version>\200"
     "</version></feedback>",
     BARE, 0, EML_OK, NULL},
    {"an encoding that nobody knows",
     "<?xml version=\"1.0\" encoding=\"x\"?><feedback></feedback>", BARE, 0,
     EML_E_RUA_XML, "RUA_XML@30+0"},
    {"document type",
     "<!DOCTYPE feedback [<!ENTITY a \"b\">]><feedback>&a;</feedback>", BARE, 0,
     EML_E_RUA_XML, NULL},
    {"byte that is not UTF-8", "<feedback>\377</feedback>", BARE, 0,
     EML_E_RUA_XML, "RUA_XML@10+0"},
};

/* The bytes of a row; free them. */
static uint8_t *
pack(const struct file_row *r, size_t *n)
{
    size_t len = strlen(r->xml), head = 0;
    uint8_t *p = calloc(1, 2 * len + 256);
    z_stream z;

    assert_non_null(p);
    if (r->packed >= ZIP_STORED) {
        memcpy(p, "PK\3\4", 4);
        p[8] = r->packed == ZIP_STORED ? 0 : 8;
        p[18] = (uint8_t)len;
        p[19] = (uint8_t)(len >> 8);
        p[26] = 5; /* the length of its name */
        memcpy(p + 30, "a.xml", 5);
        head = 35;
    }
    *n = head + len;
    if (r->packed == BARE || r->packed == ZIP_STORED) {
        memcpy(p + head, r->xml, len);
        return p;
    }
    memset(&z, 0, sizeof z);
    assert_int_equal(
        deflateInit2(&z, 9, Z_DEFLATED,
                     r->packed == GZIP ? 16 + MAX_WBITS : -MAX_WBITS, 8,
                     Z_DEFAULT_STRATEGY),
        Z_OK);
    z.next_in = (Bytef *)(uintptr_t)r->xml;
    z.avail_in = (uInt)len;
    z.next_out = p + head;
    z.avail_out = (uInt)(2 * len + 256 - head);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    *n = head + z.total_out;
    deflateEnd(&z);
    return p;
}

static void
reads(void **state)
{
    const struct file_row *r = *state;
    const eml_rua *report = NULL;
    size_t n;
    uint8_t *p = pack(r, &n);
    test_cx t;
    eml_span in = test_cx_init(&t, p, n - r->cut, EML_ALLOW_NONE);
    int rc = eml_rua_read(&t.cx, in, &report);

    free(p);
    assert_int_equal(rc, r->rc);
    if (r->findings)
        assert_string_equal(test_cx_findings(&t), r->findings);
    assert_int_equal(report != NULL, rc == EML_OK);
    if (report && strstr(r->xml, "1252")) {
        assert_true(eml_span_eq(report->version, EML_LIT("\xe2\x82\xac")));
    } else if (report) {
        assert_true(eml_span_eq(report->org_name, EML_LIT("A & B")));
        assert_true(eml_span_eq(report->report_id, EML_LIT("i<")));
        assert_int_equal(report->records->count, 3);
    }
    test_cx_fini(&t);
}

static void
a_bomb_is_refused(void **state)
{
    const eml_rua *report;
    uint8_t *p = calloc(1, 1 << 20);
    static uint8_t zeros[1 << 16];
    test_cx t;
    z_stream z;
    size_t n;

    (void)state;
    assert_non_null(p);
    memset(&z, 0, sizeof z);
    assert_int_equal(
        deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY),
        Z_OK);
    z.next_out = p;
    z.avail_out = 1 << 20;
    for (int i = 0; i <= EML_RUA_XML_MAX >> 16; i++) {
        z.next_in = zeros;
        z.avail_in = sizeof zeros;
        assert_int_equal(deflate(&z, Z_NO_FLUSH), Z_OK);
    }
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    n = z.total_out;
    deflateEnd(&z);
    assert_int_equal(eml_rua_read(&t.cx, test_cx_init(&t, p, n, 0), &report),
                     EML_E_LIMIT);
    free(p);
    test_cx_fini(&t);
}

static void
memory_runs_out(void **state)
{
    int rc = EML_E_NOMEM;

    (void)state;
    for (size_t max = 1; rc == EML_E_NOMEM; max += 64) {
        const eml_rua *report;
        test_cx t;
        eml_span in = test_cx_init(&t, GOOD, sizeof GOOD - 1, 0);

        t.arena.max = max;
        rc = eml_rua_read(&t.cx, in, &report);
        test_cx_fini(&t);
        assert_true(max < 1u << 20);
    }
    assert_int_equal(rc, EML_OK);
}

int
main(void)
{
    const struct CMUnitTest more[] = {
        cmocka_unit_test(a_bomb_is_refused),
        cmocka_unit_test(memory_runs_out),
    };

    return RUN_TABLE(reads, rows) + cmocka_run_group_tests(more, NULL, NULL);
}
