/* The tree of a message, its tiles, and the verdict. */
#include "eml/message.h"
#include "tests/cx.h"
#include "tests/oom.h"

#define CT  "Content-Type: "
#define CTE "Content-Transfer-Encoding: "
#define HEAD                                                                   \
    "Date: Fri, 21 Nov 1997 09:55:06 -0600\r\n"                                \
    "From: a@b.example\r\n"                                                    \
    "Message-ID: <1@b.example>\r\n"                                            \
    "MIME-Version: 1.0\r\n" /* 104 bytes */

/* A tree as text: type/subtype, for leaves =body, for multiparts what is in
 * [preamble], (parts), {close}, [epilogue]; bytes as in mime_trace.h. */
static size_t
put(char *s, size_t n, size_t max, eml_span b)
{
    for (size_t i = 0; i < b.n; i++)
        if (n < max - 1)
            s[n++] = b.p[i] == '\r' ? '^' : b.p[i] == '\n' ? '/' : (char)b.p[i];
    s[n] = 0;
    return n;
}

static void
show(const eml_part *root, char *s, size_t max)
{
    size_t n = 0;

    for (const eml_part *p = root; p;) {
        n = put(s, n, max, p->info.type);
        n = put(s, n, max, EML_LIT("."));
        n = put(s, n, max, p->info.subtype);
        if (p->info.kind == EML_PART_LEAF) {
            n = put(s, n, max, EML_LIT("="));
            n = put(s, n, max, p->body);
        } else {
            n = put(s, n, max, p->preamble);
            n = put(s, n, max, EML_LIT("("));
        }
        if (p->child) {
            p = p->child;
            continue;
        }
        if (p->info.kind != EML_PART_LEAF)
            n = put(s, n, max, EML_LIT(")"));
        while (p && !p->next) {
            p = p->parent;
            if (p) {
                n = put(s, n, max, EML_LIT(")"));
                n = put(s, n, max, p->close);
                n = put(s, n, max, EML_LIT("|"));
                n = put(s, n, max, p->epilogue);
            }
        }
        if (p) {
            p = p->next;
            n = put(s, n, max, EML_LIT(" "));
        }
    }
}

static const struct row {
    const char *name;
    const char *in;
    size_t n;
    const char *tree;
    const char *findings;
    eml_verdict verdict;
} rows[] = {
    {"plain", BYTES(HEAD "\r\nx\r\n"), "text.plain=x^/", "", EML_VERDICT_VALID},
    {"nothing", BYTES(""), "text.plain=",
     "HEADER_NO_END@0+0 DATE_MISSING@0+0 FROM_MISSING@0+0 "
     "MESSAGE_ID_MISSING@0+0",
     EML_VERDICT_INVALID},
    {"no Date", BYTES("From: a@b.example\r\nMessage-ID: <1@b.example>\r\n\r\n"),
     "text.plain=", "DATE_MISSING@46+0", EML_VERDICT_INVALID},
    {"two From", BYTES(HEAD "From: c@d.example\r\n\r\n"),
     "text.plain=", "FROM_TWICE@104+4", EML_VERDICT_AMBIGUOUS},
    {"parts",
     BYTES(HEAD CT "multipart/mixed; boundary=b\r\n\r\np\r\n--b\r\n"
                   "\r\n1\r\n--b\r\n\r\n2\r\n--b--\r\ne\r\n"),
     "multipart.mixedp(text.plain=1 text.plain=2)^/--b--^/|e^/", "",
     EML_VERDICT_VALID},
    {"close at the end",
     BYTES(HEAD CT "multipart/mixed; boundary=b\r\n\r\n"
                   "--b\r\n\r\n1\r\n--b--"),
     "multipart.mixed(text.plain=1)^/--b--|", "LAST_LINE@164+0",
     EML_VERDICT_VALID},
    {"close before an outer delimiter",
     BYTES(HEAD CT "multipart/mixed; boundary=a\r\n\r\n--a\r\n" CT
                   "multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n1\r\n"
                   "--b--\r\n--a--\r\n"),
     "multipart.mixed(multipart.mixed(text.plain=1)^/--b--|)^/--a--^/|", "",
     EML_VERDICT_VALID},
    {"message in a message needs one of three",
     BYTES(HEAD CT "message/rfc822\r\n\r\nSubject: x\r\n\r\ny"),
     "message.rfc822(text.plain=y)|", "LAST_LINE@151+0", EML_VERDICT_VALID},
    {"message in a message with none of three",
     BYTES(HEAD CT "message/rfc822\r\n\r\nTo: a@b.example\r\n\r\ny\r\n"),
     "message.rfc822(text.plain=y^/)|", "NESTED_HEADER@153+0",
     EML_VERDICT_INVALID},
    {"part: only Content- fields count",
     BYTES(HEAD CT "multipart/mixed; boundary=b\r\n\r\n--b\r\nTo: a@b.example"
                   "\r\nTo: a@b.example\r\n\r\n1\r\n--b--\r\n"),
     "multipart.mixed(text.plain=1)^/--b--^/|", "", EML_VERDICT_VALID},
    {"8-bit in a body", BYTES(HEAD "\r\na\xe9\r\n"), "text.plain=a\xe9^/",
     "BODY_8BIT@107+1 BODY_CHARSET@107+1", EML_VERDICT_INVALID},
    {"bare LF in a body", BYTES(HEAD "\r\na\nb\r\n"), "text.plain=a/b^/",
     "BARE_LF@107+1", EML_VERDICT_AMBIGUOUS},
    {"bare LF in a preamble and an epilogue",
     BYTES(HEAD CT "multipart/mixed; boundary=b\r\n\r\np\nq\r\n--b\r\n\r\n1"
                   "\r\n--b--\r\ne\n"),
     "multipart.mixedp/q(text.plain=1)^/--b--^/|e/",
     "BARE_LF@150+1 BARE_LF@172+1", EML_VERDICT_AMBIGUOUS},
    {"base64", BYTES(HEAD CTE "base64\r\n\r\nAAE\r\n"), "text.plain=AAE^/",
     "B64_PAD@146+0", EML_VERDICT_AMBIGUOUS},
    {"external body",
     BYTES(HEAD CT "message/external-body; access-type=x\r\n\r\n" CT
                   "image/png\r\nContent-ID : <2@b.example>\r\n\r\n"),
     "message.external-body=Content-Type: image/png^/Content-ID : "
     "<2@b.example>^/^/",
     "", EML_VERDICT_VALID},
    {"external body without Content-ID",
     BYTES(HEAD CT "message/external-body; access-type=x\r\n\r\n" CT
                   "image/png\r\n\r\nContent-ID: <2@b.example>\r\n"),
     "message.external-body=Content-Type: image/png^/^/Content-ID: "
     "<2@b.example>^/",
     "EXTERNAL_ID@183+0", EML_VERDICT_INVALID},
    {"external body whose header breaks off",
     BYTES(HEAD CT "message/external-body; access-type=x\r\n\r\n" CT
                   "image/png\r\nContent-ID"),
     "message.external-body=Content-Type: image/png^/Content-ID",
     "EXTERNAL_ID@193+0 LAST_LINE@193+0", EML_VERDICT_INVALID},
    {"external body whose lines end in other ways",
     BYTES(HEAD CT "message/external-body; access-type=x\r\n\r\nA: "
                   "b\rc\nContent-IDX: y\r\nContent-ID\t: <2@b>\r\n\r\n"),
     "message.external-body=A: b^c/Content-IDX: y^/Content-ID\t: <2@b>^/^/",
     "BARE_CR@162+1 BARE_LF@164+1", EML_VERDICT_AMBIGUOUS},
    {"external body of one line",
     BYTES(HEAD CT
           "message/external-body; access-type=x\r\n\r\nContent-ID:<2@b>"),
     "message.external-body=Content-ID:<2@b>", "LAST_LINE@174+0",
     EML_VERDICT_VALID},
    {"report of one part",
     BYTES(HEAD CT "multipart/report; report-type=x; boundary=b\r\n\r\n"
                   "--b\r\n\r\n1\r\n--b--\r\n"),
     "multipart.report(text.plain=1)^/--b--^/|", "REPORT_PARTS@117+44",
     EML_VERDICT_INVALID},
    {"signed, of two parts, the second by the protocol",
     BYTES(HEAD CT
           "multipart/signed; protocol=\"A/B\"; micalg=x; boundary=b\r\n"
           "\r\n--b\r\n\r\n1\r\n--b\r\n" CT "a/b\r\n\r\n2\r\n--b--\r\n"),
     "multipart.signed(text.plain=1 a.b=2)^/--b--^/|",
     "CONTENT_TYPE_UNKNOWN@205+3", EML_VERDICT_VALID},
    {"signed, of one part",
     BYTES(HEAD CT
           "multipart/signed; protocol=\"a/b\"; micalg=x; boundary=b\r\n"
           "\r\n--b\r\n\r\n1\r\n--b--\r\n"),
     "multipart.signed(text.plain=1)^/--b--^/|", "SIGNED_PARTS@118+54",
     EML_VERDICT_INVALID},
    {"signed, of three parts",
     BYTES(HEAD CT
           "multipart/signed; protocol=\"a/b\"; micalg=x; boundary=b\r\n"
           "\r\n--b\r\n\r\n1\r\n--b\r\n" CT "a/b\r\n\r\n2\r\n--b\r\n"
           "\r\n3\r\n--b--\r\n"),
     "multipart.signed(text.plain=1 a.b=2 text.plain=3)^/--b--^/|",
     "CONTENT_TYPE_UNKNOWN@205+3 SIGNED_PARTS@118+54", EML_VERDICT_INVALID},
    {"signed, the first by the protocol",
     BYTES(HEAD CT
           "multipart/signed; protocol=\"a/b\"; micalg=x; boundary=b\r\n"
           "\r\n--b\r\n" CT "a/b\r\n\r\n1\r\n--b\r\n\r\n2\r\n--b--\r\n"),
     "multipart.signed(a.b=1 text.plain=2)^/--b--^/|",
     "CONTENT_TYPE_UNKNOWN@195+3 SIGNED_PROTOCOL@118+54", EML_VERDICT_INVALID},
    {"encrypted, the first by the protocol",
     BYTES(HEAD CT "multipart/encrypted; protocol=\"a/b\"; boundary=b\r\n\r\n"
                   "--b\r\n" CT "a/b\r\n\r\n1\r\n--b\r\n" CT
                   "application/octet-stream\r\n\r\n2\r\n--b--\r\n"),
     "multipart.encrypted(a.b=1 application.octet-stream=2)^/--b--^/|",
     "CONTENT_TYPE_UNKNOWN@188+3", EML_VERDICT_VALID},
    {"encrypted, the second not octets",
     BYTES(HEAD CT "multipart/encrypted; protocol=\"a/b\"; boundary=b\r\n\r\n"
                   "--b\r\n" CT "a/b\r\n\r\n1\r\n--b\r\n" CT
                   "text/x\r\n\r\n2\r\n--b--\r\n"),
     "multipart.encrypted(a.b=1 text.x=2)^/--b--^/|",
     "CONTENT_TYPE_UNKNOWN@188+3 CONTENT_TYPE_UNKNOWN@217+6 "
     "ENCRYPTED_DATA@217+6",
     EML_VERDICT_INVALID},
};

static void
rows_run(void **state)
{
    const struct row *r = *state;
    char tree[1000];
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    eml_part *root, *lazy;

    assert_int_equal(eml_message_parse(&t.cx, in, &root), EML_OK);
    show(root, tree, sizeof tree);
    assert_string_equal(tree, r->tree);
    assert_string_equal(test_cx_findings(&t), r->findings);
    assert_int_equal(eml_part_tiles(root), 0);
    assert_int_equal(root->raw.n, r->n);
    assert_string_equal(
        eml_verdict_name(eml_verdict_of(t.diags, t.cx.num_diags, 0)),
        eml_verdict_name(r->verdict));
    assert_int_equal(eml_message_parse_lazy(&t.cx, in, &lazy), EML_OK);
    show(lazy, tree, sizeof tree);
    assert_string_equal(tree, r->tree);
    test_cx_fini(&t);
}

/* Offsets are those of the whole file when the message is a piece of it. */
static void
piece_of_a_file(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES("1234567890From: a@b\r\n\r\nx\n"), 0);
    eml_part *root;

    (void)state;
    t.cx.base = 1000;
    in.p += 10;
    in.n -= 10;
    assert_int_equal(eml_message_parse(&t.cx, in, &root), EML_OK);
    assert_string_equal(test_cx_findings(&t),
                        "DATE_MISSING@1021+0 MESSAGE_ID_MISSING@1021+0 "
                        "BARE_LF@1024+1");
    test_cx_fini(&t);
}

static void
fields(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(
        &t, BYTES(HEAD "X: y\r\nfoo\r\nSubject: s\r\nSubject: t\r\n\r\n"), 0);
    eml_part *root;

    (void)state;
    assert_int_equal(eml_message_parse(&t.cx, in, &root), EML_OK);
    assert_int_equal(root->num_fields, 8);
    assert_int_equal(eml_part_field(root, EML_FIELD_SUBJECT)->raw.n, 12);
    assert_memory_equal(eml_part_field(root, EML_FIELD_SUBJECT)->body.p, " s",
                        2);
    assert_int_equal(eml_part_field(root, EML_FIELD_MIME_VERSION)->body.n, 4);
    assert_int_equal(eml_part_field(root, EML_FIELD_JUNK)->raw.n, 5);
    assert_null(eml_part_field(root, EML_FIELD_TO));
    assert_null(eml_part_field(root, EML_FIELD_RECEIVED));
    test_cx_fini(&t);
}

static void
walk(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(
        &t,
        BYTES(HEAD CT "multipart/mixed; boundary=a\r\n\r\n--a\r\n" CT
                      "multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n1\r\n"
                      "--b\r\n\r\n2\r\n--b--\r\n--a\r\n\r\n3\r\n--a--"),
        0);
    static const unsigned index[] = {1, 1, 1, 2, 2};
    eml_part *root;
    size_t n = 0;

    (void)state;
    assert_int_equal(eml_message_parse(&t.cx, in, &root), EML_OK);
    for (eml_part *p = root; p; p = eml_part_next(p), n++)
        assert_int_equal(p->index, index[n]);
    assert_int_equal(n, 5);
    test_cx_fini(&t);
}

/* The tiles are off by as much as a span is. */
static void
tiles(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(
        &t,
        BYTES(HEAD CT "multipart/mixed; boundary=a\r\n\r\np\r\n--a\r\n"
                      "\r\n123\r\n--a--\r\ne"),
        0);
    eml_part *root;

    (void)state;
    assert_int_equal(eml_message_parse(&t.cx, in, &root), EML_OK);
    assert_int_equal(eml_part_tiles(root), 0);
    root->child->body.n--;
    assert_true(eml_part_tiles(root) >= 1);
    root->child->body.n += 2;
    assert_true(eml_part_tiles(root) >= 1);
    root->child->body.n--;
    root->preamble.p--;
    assert_true(eml_part_tiles(root) >= 1);
    root->preamble.p++;
    root->raw.n++;
    assert_true(eml_part_tiles(root) >= 1);
    root->raw.n--;
    assert_int_equal(eml_part_tiles(root), 0);
    test_cx_fini(&t);
}

static int
parse(void *user, const eml_alloc *from)
{
    const struct row *r = user;
    eml_arena arena;
    eml_cx cx = {.arena = &arena, .origin = (const uint8_t *)r->in};
    eml_part *root;
    int rc;

    eml_arena_init(&arena, from, 0);
    rc =
        eml_message_parse(&cx, (eml_span){(const uint8_t *)r->in, r->n}, &root);
    eml_arena_fini(&arena);
    return rc;
}

static void
memory_fails(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct row r = rows[i];

        assert_int_equal(oom_every_call(parse, &r, 1000), EML_OK);
    }
}

/* Memory beside the message: a quarter of it and 64 KB. */
static void
memory_is_bounded(void **state)
{
    enum { PARTS = 40, LINES = 300 };
    static char in[PARTS * (LINES * 78 + 400)];
    size_t n = 0;
    oom o = {0};
    eml_alloc from = oom_alloc(&o);
    struct row r = {.in = in};

    (void)state;
    n += (size_t)snprintf(in, sizeof in,
                          HEAD CT "multipart/mixed; boundary=b\r\n\r\n");
    for (int i = 0; i < PARTS; i++) {
        n += (size_t)snprintf(
            in + n, sizeof in - n,
            "--b\r\n" CTE "base64\r\n" CT "image/png; name=\"%d\"\r\n\r\n", i);
        for (int j = 0; j < LINES; j++) {
            memset(in + n, 'A' + i % 26, 76);
            memcpy(in + n + 76, "\r\n", 2);
            n += 78;
        }
    }
    n += (size_t)snprintf(in + n, sizeof in - n, "--b--\r\n");
    r.n = n;
    assert_int_equal(parse(&r, &from), EML_OK);
    assert_true(o.peak_bytes < n / 4 + (64 << 10));
}

/* A body of which larger blocks are decoded: what is found is where it is, and
 * memory is bounded by the same. */
static void
large_body(void **state)
{
    enum { LINES = 1200, BAD = 1000 };
    static char in[LINES * 78 + 400];
    size_t n = (size_t)snprintf(in, sizeof in,
                                HEAD CTE "base64\r\n" CT
                                         "text/plain; charset=utf-8\r\n\r\n");
    test_cx t;
    eml_span all;
    eml_part *root = NULL;
    oom o = {0};
    eml_alloc from = oom_alloc(&o);
    struct row r = {.in = in};
    char want[80];

    (void)state;
    for (int i = 0; i < LINES; i++) {
        memset(in + n, 'A', 76);
        memcpy(in + n + 76, "\r\n", 2);
        if (i == BAD) {
            memcpy(in + n + 8, "/w", 2); /* FF 00 00, when all are there */
            snprintf(want, sizeof want, "BODY_CHARSET@%zu+1", n + 11);
        }
        n += 78;
    }
    all = test_cx_init(&t, in, n, 0);
    assert_int_equal(eml_message_parse(&t.cx, all, &root), EML_OK);
    assert_string_equal(test_cx_findings(&t), want);
    test_cx_fini(&t);
    r.n = n;
    assert_int_equal(oom_every_call(parse, &r, 1000), EML_OK);
    assert_int_equal(parse(&r, &from), EML_OK);
    assert_true(o.peak_bytes < n / 4 + (64 << 10));
}

static void
limits(void **state)
{
    test_cx t;
    eml_limits l = {.field_bytes = 10};
    eml_span in = test_cx_init(&t, BYTES("From: a@b.example\r\n\r\n"), 0);
    eml_part *root = NULL;

    (void)state;
    t.cx.limits = &l;
    assert_int_equal(eml_message_parse(&t.cx, in, &root), EML_E_LIMIT);
    assert_null(root);
    assert_string_equal(test_cx_findings(&t), "LIMIT_FIELD@0+10");
    test_cx_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(piece_of_a_file),
        cmocka_unit_test(fields),
        cmocka_unit_test(walk),
        cmocka_unit_test(tiles),
        cmocka_unit_test(memory_fails),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(large_body),
        cmocka_unit_test(limits),
    };

    return RUN_TABLE(rows_run, rows) |
           (cmocka_run_group_tests(tests, NULL, NULL) != 0);
}
