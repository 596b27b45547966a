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
    {"zip that ends too early", GOOD, ZIP_DEFLATED, 20, EML_E_RUA_XML, NULL},
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

/* ---- packing --------------------------------------------------------------
 */

enum { ROOM = 8192 };

typedef struct archive {
    uint8_t p[ROOM], dir[ROOM]; /* the directory of a zip, as it grows */
    size_t n, dir_n;
    unsigned num;
} archive;

static void
deflate_to(archive *a, const char *text, int format)
{
    z_stream z;

    memset(&z, 0, sizeof z);
    assert_int_equal(
        deflateInit2(&z, 9, Z_DEFLATED, format, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)text;
    z.avail_in = (uInt)strlen(text);
    z.next_out = a->p + a->n;
    z.avail_out = (uInt)(ROOM - a->n);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    a->n += z.total_out;
    deflateEnd(&z);
}

static void
put_le(uint8_t *p, size_t v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        p[i] = (uint8_t)(v >> 8 * i);
}

/* As `how` says: 's' stored; else deflated, 'g' behind more empty blocks than
 * are looked at; 'k' with another CRC-32, 'l' another length. */
static void
zip_file(archive *a, const char *name, const char *text, int how)
{
    bool stored = how == 's';
    uint8_t *local = a->p + a->n, *entry = a->dir + a->dir_n;
    size_t at = a->n, name_len = strlen(name), data;

    memcpy(local, "PK\3\4", 4);
    local[8] = stored ? 0 : 8;
    put_le(local + 26, name_len, 2);
    memcpy(local + 30, name, name_len);
    a->n += 30 + name_len;
    data = a->n;
    for (int i = 0; how == 'g' && i < 900; i++, a->n += 5)
        memcpy(a->p + a->n, "\0\0\0\xff\xff", 5);
    if (stored)
        a->n += (size_t)snprintf((char *)a->p + a->n, ROOM - a->n, "%s", text);
    else
        deflate_to(a, text, -MAX_WBITS);
    put_le(local + 18, a->n - data, 4);
    memcpy(entry, "PK\1\2", 4);
    entry[10] = local[8];
    put_le(entry + 16, crc32(0, (const Bytef *)text, (uInt)strlen(text)), 4);
    entry[16] ^= how == 'k';
    put_le(entry + 24, strlen(text) + (how == 'l'), 4);
    put_le(entry + 20, a->n - data, 4);
    put_le(entry + 28, name_len, 2);
    put_le(entry + 42, at, 4);
    memcpy(entry + 46, name, name_len);
    a->dir_n += 46 + name_len;
    a->num++;
}

static void
zip_end(archive *a)
{
    uint8_t *end = a->p + a->n + a->dir_n;

    memcpy(a->p + a->n, a->dir, a->dir_n);
    memcpy(end, "PK\5\6", 4);
    put_le(end + 8, a->num, 2);
    put_le(end + 10, a->num, 2);
    put_le(end + 12, a->dir_n, 4);
    put_le(end + 16, a->n, 4);
    a->n += a->dir_n + 22;
}

static void
pack(const struct file_row *r, archive *a)
{
    if (r->packed == BARE)
        a->n = (size_t)snprintf((char *)a->p, ROOM, "%s", r->xml);
    else if (r->packed == GZIP)
        deflate_to(a, r->xml, 16 + MAX_WBITS);
    else
        zip_file(a, "a.xml", r->xml, r->packed == ZIP_STORED ? 's' : 'f');
    if (r->packed >= ZIP_STORED && !r->cut)
        zip_end(a);
    a->n -= r->cut;
}

static void
reads(void **state)
{
    const struct file_row *r = *state;
    const eml_rua *report = NULL;
    eml_rua_from from;
    archive a = {.n = 0};
    test_cx t;
    eml_span in;
    int rc;

    pack(r, &a);
    in = test_cx_init(&t, a.p, a.n, EML_ALLOW_NONE);
    rc = eml_rua_read(&t.cx, in, &report, &from);
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

/* ---- series -------------------------------------------------------------- */

#define HALF_1 "<feedback><version>1"
#define HALF_2 ".0</version></feedback>"
#define ONE    HALF_1 HALF_2

/* clang-format off */
/* Each step packs: 'm' the next text as a member of gzip, 'f' as a file of a
 * zip, 's', 'g', 'k', 'l' likewise as zip_file has it, 'd' puts the directory, 'x' a byte, 'e' an
 * encrypted flag on all files, 'c' cuts one byte off. */
static const struct series_row {
    const char *name, *steps;
    const char *texts[4];
    int rc;
    const char *findings; /* names alone, in their order */
    uint32_t num_files;
    const char *from; /* the file's name */
} series[] = {
    {"members of gzip", "mmm", {HALF_1, "", HALF_2}, EML_OK, "RUA_MISSING", 0, ""},
    {"a member for each byte", "mmm", {"<", "feedback", "/>"}, EML_OK, "RUA_MISSING", 0, ""},
    {"a member that is cut off", "mmc", {HALF_1, HALF_2}, EML_E_RUA_XML, "RUA_XML", 0, ""},
    {"bytes behind the last member", "mxx", {ONE}, EML_OK, "RUA_REST RUA_MISSING", 0, ""},
    {"files of a zip: XML first", "ffd", {ONE, "hello"}, EML_OK, "RUA_FILES RUA_MISSING", 2, "1"},
    {"files of a zip: XML last", "ffsd", {"hello", "", ONE}, EML_OK, "RUA_FILES RUA_MISSING", 3, "3"},
    {"files of a zip: XML behind white space", "sfd", {"x", "\xef\xbb\xbf \n" ONE}, EML_OK, "RUA_FILES RUA_MISSING", 2, "2"},
    {"files of a zip: two are XML", "ffd", {ONE, "<x/>"}, EML_OK, "RUA_FILES RUA_MISSING", 2, "1"},
    {"files of a zip: none is XML", "ffd", {"hello", "you"}, EML_E_RUA_XML, "RUA_FILES RUA_XML", 2, "1"},
    {"one file of a zip", "fd", {ONE}, EML_OK, "RUA_MISSING", 1, "1"},
    {"bytes behind the directory", "fdxx", {ONE}, EML_OK, "RUA_MISSING", 1, "1"},
    {"files that are encrypted", "ffed", {ONE, ONE}, EML_E_RUA_XML, "RUA_XML", 2, ""},
    {"file with another CRC-32 than the directory has", "kd", {ONE}, EML_E_RUA_XML, "RUA_XML", 1, "1"},
    {"file of another length than the directory has", "ld", {ONE}, EML_E_RUA_XML, "RUA_XML", 1, "1"},
    {"file that is not looked into without end", "fgd", {"hello", ONE}, EML_E_RUA_XML, "RUA_FILES RUA_XML", 2, "1"},
    {"the same, alone", "gd", {ONE}, EML_OK, "RUA_MISSING", 1, "1"},
    {"a zip without a directory", "ff", {ONE, "hello"}, EML_OK, "RUA_FILES RUA_MISSING", 0, "1"},
};
/* clang-format on */

static void
make_series(const struct series_row *r, archive *a)
{
    size_t text = 0;

    for (const char *s = r->steps; *s; s++) {
        char name[] = {(char)('1' + text), 0};

        if (*s == 'm')
            deflate_to(a, r->texts[text++], 16 + MAX_WBITS);
        else if (strchr("fsgkl", *s))
            zip_file(a, name, r->texts[text++], *s);
        else if (*s == 'd')
            zip_end(a);
        else if (*s == 'x')
            a->p[a->n++] = 'x';
        else if (*s == 'c')
            a->n--;
        for (size_t i = 0; *s == 'e' && i + 4 < a->n; i++)
            if (memcmp(a->p + i, "PK\3\4", 4) == 0)
                a->p[i + 6] |= 1;
    }
}

/* The findings' names, each once. */
static void
names_of(const test_cx *t, char *out, size_t cap)
{
    size_t n = 0;

    *out = 0;
    for (size_t i = 0; i < t->cx.num_diags && i < t->cx.diags_cap; i++) {
        const char *name = eml_code_info_get(t->cx.diags[i].code)->name;

        if (!strstr(out, name))
            n += (size_t)snprintf(out + n, cap - n, "%s%s", n ? " " : "", name);
    }
}

static void
series_are_read(void **state)
{
    const struct series_row *r = *state;
    const eml_rua *report = NULL;
    eml_rua_from from;
    archive a = {.n = 0};
    char found[256];
    test_cx t;
    eml_span in;
    int rc;

    make_series(r, &a);
    in = test_cx_init(&t, a.p, a.n, EML_ALLOW_NONE);
    rc = eml_rua_read(&t.cx, in, &report, &from);
    names_of(&t, found, sizeof found);
    assert_int_equal(rc, r->rc);
    assert_string_equal(found, r->findings);
    assert_int_equal(from.num_files, r->num_files);
    assert_int_equal(from.name.n, strlen(r->from));
    assert_memory_equal(from.name.p, r->from, from.name.n);
    test_cx_fini(&t);
}

/* Whatever is cut off or changed, it ends, within the bytes. */
static void
damage_is_survived(void **state)
{
    const struct series_row *r = *state;
    archive a = {.n = 0};

    make_series(r, &a);
    for (size_t n = 0; n < a.n; n++)
        for (int change = 0; change < 3; change++) {
            const eml_rua *report = NULL;
            eml_rua_from from;
            uint8_t was = a.p[n];
            test_cx t;
            int rc;

            a.p[n] = change == 2 ? 0xff : (uint8_t)(was ^ change);
            rc = eml_rua_read(&t.cx, test_cx_init(&t, a.p, change ? a.n : n, 0),
                              &report, &from);
            assert_int_equal(rc == EML_OK, report != NULL);
            a.p[n] = was;
            test_cx_fini(&t);
        }
}

static void
a_bomb_is_refused(void **state)
{
    const eml_rua *report;
    eml_rua_from from;
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
    assert_int_equal(
        eml_rua_read(&t.cx, test_cx_init(&t, p, n, 0), &report, &from),
        EML_E_LIMIT);
    free(p);
    test_cx_fini(&t);
}

/* Each open element is a piece of expat's memory. */
static void
depth_is_bounded(void **state)
{
    enum { DEEP = 100000 };
    static char xml[10 + 3 * DEEP + 1];
    const eml_rua *report;
    eml_rua_from from;
    test_cx t;

    (void)state;
    memcpy(xml, "<feedback>", 10);
    for (size_t i = 0; i < DEEP; i++)
        memcpy(xml + 10 + 3 * i, "<a>", 3);
    assert_int_equal(eml_rua_read(&t.cx,
                                  test_cx_init(&t, xml, sizeof xml - 1, 0),
                                  &report, &from),
                     EML_E_LIMIT);
    test_cx_fini(&t);
}

static void
memory_runs_out(void **state)
{
    int rc = EML_E_NOMEM;

    (void)state;
    for (size_t max = 1; rc == EML_E_NOMEM; max += 64) {
        const eml_rua *report;
        eml_rua_from from;
        test_cx t;
        eml_span in = test_cx_init(&t, GOOD, sizeof GOOD - 1, 0);

        t.arena.max = max;
        rc = eml_rua_read(&t.cx, in, &report, &from);
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
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(memory_runs_out),
    };

    return RUN_TABLE(reads, rows) + RUN_TABLE(series_are_read, series) +
           RUN_TABLE(damage_is_survived, series) +
           cmocka_run_group_tests(more, NULL, NULL);
}
