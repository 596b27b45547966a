/* Whether two values, two messages mean the same. */
#include "tests/cx.h"
#include "eml/equal.h"

/* Two bodies of a field, and whether they mean the same. */
static const struct value_row {
    const char *name;
    eml_field_id id;
    const char *a, *b;
    bool same;
} values[] = {
    {"text, folded and encoded", EML_FIELD_SUBJECT, "a\r\n b \xc3\xa9",
     "=?us-ascii?Q?a_b?= =?iso-8859-1?Q?_=E9?=", true},
    {"other text", EML_FIELD_SUBJECT, "a", "b", false},
    {"letter case of text", EML_FIELD_SUBJECT, "a", "A", false},
    {"an address in other clothes", EML_FIELD_FROM,
     "\"Joe\" <@x:\"a\".b @ EXAMPLE . org> (x)", "Joe (x) <a.b@example.org>",
     true},
    {"letter case of a local-part", EML_FIELD_FROM, "a@b", "A@b", false},
    {"no name and an empty name", EML_FIELD_FROM, "<a@b>", "\"\" <a@b>", false},
    {"another name", EML_FIELD_FROM, "A <a@b>", "B <a@b>", false},
    {"another domain", EML_FIELD_FROM, "a@b", "a@c", false},
    {"another comment", EML_FIELD_FROM, "a@b (x)", "a@b (y)", false},
    {"one comment more", EML_FIELD_FROM, "a@b (x)", "a@b (x) (y)", false},
    {"comments in another order", EML_FIELD_FROM, "a@b (y) (x)", "a@b (x) (y)",
     false},
    {"a comment of another member", EML_FIELD_TO, "a@b (x), c@d",
     "a@b, c@d (x)", false},
    {"a comment of no member is the last one's", EML_FIELD_TO,
     "a@b, (x) , c@d (y)", "a@b, c@d (y) (x)", true},
    {"one address more", EML_FIELD_TO, "a@b", "a@b, c@d", false},
    {"a group and none", EML_FIELD_TO, "G: a@b;", "a@b", false},
    {"the same group", EML_FIELD_TO, "G:a@b,c@d;, e@f",
     "\"G\" : a@b, c@d ; ,e@f", true},
    {"another group", EML_FIELD_TO, "G:a@b;", "H:a@b;", false},
    {"another member", EML_FIELD_TO, "G:a@b;", "G:a@c;", false},
    {"a member less", EML_FIELD_TO, "G:a@b, c@d;", "G:a@b;", false},
    {"a comment of a group", EML_FIELD_TO, "G:; (x), a@b", "G:; (y), a@b",
     false},
    {"a comment of the last group", EML_FIELD_TO, "G:; (x)", "G:;", false},
    {"nothing", EML_FIELD_BCC, "", "(x)", false},
    {"the day of week and seconds follow", EML_FIELD_DATE,
     "21 Nov 97 09:55 GMT", "Fri, 21 Nov 1997 09:55:00 +0000", true},
    {"a zone that is not known", EML_FIELD_DATE, "21 Nov 1997 09:55 +0000",
     "21 Nov 1997 09:55 -0000", false},
    {"the same instant in another zone", EML_FIELD_DATE,
     "21 Nov 1997 09:55 +0000", "21 Nov 1997 10:55 +0100", false},
    {"another year", EML_FIELD_DATE, "21 Nov 1997 09:55 +0000",
     "21 Nov 1998 09:55 +0000", false},
    {"identifiers", EML_FIELD_REFERENCES, "<a@b><c . c@d>", "<a@b> <c.c@d>",
     true},
    {"another identifier", EML_FIELD_REFERENCES, "<a@b>", "<a@c>", false},
    {"letter case of an identifier", EML_FIELD_REFERENCES, "<a@b>", "<a@B>",
     false},
    {"one identifier less", EML_FIELD_REFERENCES, "<a@b> <c@d>", "<a@b>",
     false},
    {"phrases", EML_FIELD_KEYWORDS, "a \"b\", c", "\"a b\",c", true},
    {"other phrases", EML_FIELD_KEYWORDS, "a, b", "a", false},
    {"Received", EML_FIELD_RECEIVED, "from a(x)by b ; 21 Nov 1997 09:55 +0000",
     "FROM a (x) by\r\n b; Fri, 21 Nov 1997 09:55 +0000", true},
    {"Received by another", EML_FIELD_RECEIVED,
     "from a by b ; 21 Nov 1997 09:55 +0000",
     "from a by c ; 21 Nov 1997 09:55 +0000", false},
    {"Received with a clause less", EML_FIELD_RECEIVED,
     "from a by b ; 21 Nov 1997 09:55 +0000",
     "from a ; 21 Nov 1997 09:55 +0000", false},
    {"Received at another time", EML_FIELD_RECEIVED,
     "from a by b ; 21 Nov 1997 09:55 +0000",
     "from a by b ; 21 Nov 1997 09:56 +0000", false},
    {"Received with another comment", EML_FIELD_RECEIVED,
     "from a (x) by b ; 21 Nov 1997 09:55 +0000",
     "from a by b ; 21 Nov 1997 09:55 +0000", false},
    {"Received with its date and without", EML_FIELD_RECEIVED,
     "from a by b ; 21 Nov 1997 09:55 +0000", "from a by b", false},
    {"Received with what is no token", EML_FIELD_RECEIVED,
     "from a <b ; 21 Nov 1997 09:55 +0000",
     "from a by b ; 21 Nov 1997 09:55 +0000", false},
    {"Return-Path", EML_FIELD_RETURN_PATH, "<a@b>", "<@x:a@b>", true},
    {"another Return-Path", EML_FIELD_RETURN_PATH, "<a@b>", "<>", false},
    {"Content-Type", EML_FIELD_CONTENT_TYPE,
     "TEXT/plain; X=\"y\"; z*0=a; z*1=b", "text/PLAIN; x*=us-ascii''y; z=ab",
     true},
    {"another subtype", EML_FIELD_CONTENT_TYPE, "text/plain", "text/html",
     false},
    {"another parameter", EML_FIELD_CONTENT_TYPE, "a/b; x=y", "a/b; x=z",
     false},
    {"letter case of a parameter", EML_FIELD_CONTENT_TYPE, "a/b; x=y",
     "a/b; x=Y", false},
    {"another language", EML_FIELD_CONTENT_TYPE, "a/b; x*=us-ascii'en'y",
     "a/b; x=y", false},
    {"one parameter less", EML_FIELD_CONTENT_TYPE, "a/b; x=y", "a/b", false},
    {"another boundary", EML_FIELD_CONTENT_TYPE, "multipart/a; boundary=x",
     "multipart/a; boundary=y", false},
    {"Content-Disposition", EML_FIELD_CONTENT_DISPOSITION, "INLINE; a=b",
     "inline; A=\"b\"", true},
    {"another disposition", EML_FIELD_CONTENT_DISPOSITION, "inline",
     "attachment", false},
    {"an encoding", EML_FIELD_CONTENT_TRANSFER_ENCODING, "BASE64", "base64",
     true},
    {"another encoding", EML_FIELD_CONTENT_TRANSFER_ENCODING, "7bit", "8bit",
     false},
    {"private encodings", EML_FIELD_CONTENT_TRANSFER_ENCODING, "x-a", "X-A",
     true},
    {"another private encoding", EML_FIELD_CONTENT_TRANSFER_ENCODING, "x-a",
     "x-b", false},
    {"MIME-Version", EML_FIELD_MIME_VERSION, "1.0", "1 . 0", true},
    {"another MIME-Version", EML_FIELD_MIME_VERSION, "1.0", "1.1", false},
    {"languages", EML_FIELD_CONTENT_LANGUAGE, "en,de", "en , de", true},
    {"other languages", EML_FIELD_CONTENT_LANGUAGE, "en,de", "de,en", false},
    {"URLs", EML_FIELD_LIST_HELP, "<mailto:a\r\n b>,<x:y>",
     "<mailto:ab>, <x:y>", true},
    {"other URLs", EML_FIELD_LIST_HELP, "<x:y>", "<x:z>", false},
    {"NO", EML_FIELD_LIST_POST, "NO", "no", true},
    {"NO and a URL", EML_FIELD_LIST_POST, "NO", "<x:y>", false},
    {"List-Id", EML_FIELD_LIST_ID, "\"A B\" <a.b>", "A B <A.B>", true},
    {"another List-Id", EML_FIELD_LIST_ID, "<a.b>", "<a.c>", false},
    {"Auto-Submitted", EML_FIELD_AUTO_SUBMITTED, "NO; A=\"b\"", "no;a=b", true},
    {"Auto-Submitted with another parameter", EML_FIELD_AUTO_SUBMITTED,
     "no; a=b", "no; a=c", false},
    {"Auto-Submitted with no parameter", EML_FIELD_AUTO_SUBMITTED, "no; a=b",
     "no", false},
    {"one click", EML_FIELD_LIST_UNSUBSCRIBE_POST, "List-Unsubscribe=One-Click",
     "list-unsubscribe=one-click", true},
    {"what cannot be read is never the same", EML_FIELD_FROM, "(", "(", false},
    {"what cannot be read and what can", EML_FIELD_FROM, "(", "a@b", false},
};

static void
values_runs(void **state)
{
    const struct value_row *r = *state;
    test_cx t;
    size_t n = strlen(r->a), m = strlen(r->b);
    char *both = malloc(n + m + 1);
    eml_span in;
    eml_value a, b;
    bool same = !r->same;

    assert_non_null(both);
    memcpy(both, r->a, n);
    memcpy(both + n, r->b, m);
    in = test_cx_init(&t, both, n + m, EML_ALLOW_WILD);
    (void)!eml_value_parse(&t.cx, r->id, (eml_span){in.p, n}, &a);
    (void)!eml_value_parse(&t.cx, r->id, (eml_span){in.p + n, m}, &b);
    assert_int_equal(eml_value_eq(&t.cx, &a, &b, &same), EML_OK);
    assert_int_equal(same, r->same);
    assert_int_equal(eml_value_eq(&t.cx, &b, &a, &same), EML_OK);
    assert_int_equal(same, r->same);
    assert_int_equal(eml_value_eq(&t.cx, &a, &a, &same), EML_OK);
    assert_int_equal(same, a.kind != EML_VALUE_NONE);
    test_cx_fini(&t);
    free(both);
}

static const struct message_row {
    const char *name;
    const char *a, *b;
    bool same;
} messages[] = {
    {"folded otherwise", "From: a@b\r\nSUBJECT: a b\r\n\r\nx\r\n",
     "from:a@b\r\nSubject: a\r\n b\r\n\r\nx\r\n", true},
    {"another field", "To: a@b\r\n\r\n", "Cc: a@b\r\n\r\n", false},
    {"another unknown field", "X-A: a@b\r\n\r\n", "X-B: a@b\r\n\r\n", false},
    {"letter case of an unknown field", "X-A: a@b\r\n\r\n", "x-a: a@b\r\n\r\n",
     true},
    {"fields in another order", "X-A: a\r\nX-B: b\r\n\r\n",
     "X-B: b\r\nX-A: a\r\n\r\n", false},
    {"a field less", "X-A: a\r\nX-B: b\r\n\r\n", "X-A: a\r\n\r\n", false},
    {"what cannot be read is compared by its bytes", "From: (\r\n\r\n",
     "from: (\r\n\r\n", true},
    {"other bytes that cannot be read", "From: (\r\n\r\n", "From: (a\r\n\r\n",
     false},
    {"what cannot be read and what can", "From: (\r\n\r\n", "From: a@b\r\n\r\n",
     false},
    {"lines that are no fields", "From: a@b\r\nabc\r\n\r\n",
     "From: a@b\r\nabc\r\n\r\n", true},
    {"other lines that are no fields", "From: a@b\r\nabc\r\n\r\n",
     "From: a@b\r\nabd\r\n\r\n", false},
    {"another body", "\r\na", "\r\nb", false},
    {"a body encoded otherwise",
     "Content-Transfer-Encoding: base64\r\n\r\nYQ==\r\n",
     "Content-Transfer-Encoding: base64\r\n\r\nY\r\nQ =\r\n=\r\n", true},
    {"quoted-printable",
     "Content-Transfer-Encoding: quoted-printable\r\n\r\na=62c\r\n",
     "Content-Transfer-Encoding: quoted-printable\r\n\r\nab=\r\nc\r\n", true},
    {"another boundary",
     "Content-Type: multipart/a; boundary=x\r\n\r\n--x\r\n\r\na\r\n--x--\r\n",
     "Content-Type: multipart/a; boundary=y\r\n\r\n--y\r\n\r\na\r\n--y--\r\n",
     true},
    {"another preamble",
     "Content-Type: multipart/a; boundary=x\r\n\r\n--x\r\n\r\na\r\n--x--\r\n",
     "Content-Type: multipart/a; boundary=x\r\n\r\np\r\n--x\r\n\r\na\r\n--x--"
     "\r\n",
     false},
    {"another epilogue",
     "Content-Type: multipart/a; boundary=x\r\n\r\n--x\r\n\r\na\r\n--x--\r\n",
     "Content-Type: multipart/a; boundary=x\r\n\r\n--x\r\n\r\na\r\n--x--\r\ne",
     false},
    {"a part more",
     "Content-Type: multipart/a; boundary=x\r\n\r\n--x\r\n\r\na\r\n--x--\r\n",
     "Content-Type: multipart/a; boundary=x\r\n\r\n--x\r\n\r\na\r\n--x\r\n\r\n"
     "a\r\n--x--\r\n",
     false},
    {"another second part",
     "Content-Type: multipart/a; boundary=x\r\n\r\n--x\r\n\r\na\r\n--x\r\n\r\n"
     "b\r\n--x--\r\n",
     "Content-Type: multipart/a; boundary=x\r\n\r\n--x\r\n\r\na\r\n--x\r\n\r\n"
     "a\r\n--x--\r\n",
     false},
    {"another nested message",
     "Content-Type: message/rfc822\r\n\r\nSubject: a\r\n\r\n",
     "Content-Type: message/rfc822\r\n\r\nSubject: b\r\n\r\n", false},
    {"the same nested message",
     "Content-Type: message/rfc822\r\n\r\nSubject: a\r\n\r\n",
     "Content-Type: message/rfc822\r\n\r\nsubject:a\r\n\r\n", true},
};

static eml_part *
read_message(test_cx *t, const char *s)
{
    size_t n = strlen(s);
    eml_span in = test_cx_init(t, s, n, EML_ALLOW_WILD);
    eml_part *p = NULL;

    assert_int_equal(eml_message_parse(&t->cx, in, &p), EML_OK);
    return p;
}

static void
messages_runs(void **state)
{
    const struct message_row *r = *state;
    test_cx t, u;
    const eml_part *a = read_message(&t, r->a), *b = read_message(&u, r->b);
    bool same = !r->same;

    assert_int_equal(eml_part_eq(&t.cx, a, b, &same), EML_OK);
    assert_int_equal(same, r->same);
    assert_int_equal(eml_part_eq(&t.cx, b, a, &same), EML_OK);
    assert_int_equal(same, r->same);
    assert_int_equal(eml_part_eq(&t.cx, a, a, &same), EML_OK);
    assert_true(same);
    for (const eml_field *f = a->fields; f; f = f->next) {
        assert_int_equal(eml_field_eq(&t.cx, f, f, &same), EML_OK);
        assert_true(same);
    }
    test_cx_fini(&t);
    test_cx_fini(&u);
}

static void
stored_form_is_the_same(void **state)
{
    test_cx t, u;
    const eml_part *a = read_message(&t, "Subject: a\r\n b\r\n\r\nx\r\n"), *b;
    eml_span in = test_cx_init(&u, BYTES("Subject: a\n b\n\nx\n"), 0);
    eml_part *p;
    bool same = false;

    (void)state;
    u.cx.newline = EML_NL_LF;
    assert_int_equal(eml_message_parse(&u.cx, in, &p), EML_OK);
    b = p;
    assert_int_equal(eml_part_eq(&u.cx, a, b, &same), EML_OK);
    assert_true(same);
    test_cx_fini(&t);
    test_cx_fini(&u);
}

static void
comparing_gives_memory_back(void **state)
{
    test_cx t;
    eml_part *p = read_message(&t, "From: \"a\\b\" <a@b>\r\n\r\nx\r\n");
    size_t taken;
    bool same;

    (void)state;
    assert_int_equal(eml_part_eq(&t.cx, p, p, &same), EML_OK);
    taken = t.arena.taken;
    for (int i = 0; i < 10000; i++) {
        assert_int_equal(eml_part_eq(&t.cx, p, p, &same), EML_OK);
        assert_true(same);
    }
    assert_int_equal(t.arena.taken, taken);
    test_cx_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest more[] = {
        cmocka_unit_test(stored_form_is_the_same),
        cmocka_unit_test(comparing_gives_memory_back),
    };

    return RUN_TABLE(values_runs, values) | RUN_TABLE(messages_runs, messages) |
           cmocka_run_group_tests_name("equal", more, NULL, NULL);
}
