/* Values, written: RFC 5322 section 3, RFC 2047, RFC 2231, and the rest. */
#include "tests/cx.h"
#include "eml/equal.h"
#include "eml/write.h"

/* The body as it came, and what it is written as: the same in strict syntax. A
 * row without `out` is an error. */
static const struct rewrite_row {
    const char *name;
    eml_field_id id;
    const char *in;
    size_t n;
    const char *out;
    int rc;
    bool utf8;
} rewrite[] = {
    /* unstructured */
    {"plain text", EML_FIELD_SUBJECT, BYTES("Hello, world"), "Hello, world", 0,
     false},
    {"empty text", EML_FIELD_SUBJECT, BYTES(""), "", 0, false},
    {"white space inside survives", EML_FIELD_SUBJECT, BYTES("a  b \t c"),
     "a  b \t c", 0, false},
    {"a fold is white space", EML_FIELD_SUBJECT, BYTES("a\r\n  b"), "a  b", 0,
     false},
    {"UTF-8 is encoded", EML_FIELD_SUBJECT, BYTES("caf\xc3\xa9 au lait"),
     "=?UTF-8?B?Y2Fmw6k=?= au lait", 0, false},
    {"UTF-8 is written as it is in an internationalized message",
     EML_FIELD_SUBJECT, BYTES("caf\xc3\xa9 au lait"), "caf\xc3\xa9 au lait", 0,
     true},
    {"neighbours are encoded together", EML_FIELD_SUBJECT,
     BYTES("a \xc3\xa9 \t\xc3\xa8 b"), "a =?UTF-8?B?w6kgCcOo?= b", 0, false},
    {"latin-1 comes back as UTF-8", EML_FIELD_SUBJECT,
     BYTES("=?iso-8859-1?Q?caf=E9?="), "=?UTF-8?B?Y2Fmw6k=?=", 0, false},
    {"an ASCII word needs no encoding", EML_FIELD_SUBJECT,
     BYTES("=?us-ascii?Q?plain?= text"), "plain text", 0, false},
    {"what decodes to an encoded-word is encoded", EML_FIELD_SUBJECT,
     BYTES("=?us-ascii?Q?=3D=3Fx=3Fq=3Fy=3F=3D?="),
     "=?UTF-8?B?PT94P3E/eT89?=", 0, false},
    {"white space at the ends is encoded", EML_FIELD_SUBJECT,
     BYTES("=?us-ascii?Q?_a?= b =?us-ascii?Q?c_?="),
     "=?UTF-8?Q?_a?= b =?UTF-8?Q?c_?=", 0, false},
    {"nothing but white space is encoded", EML_FIELD_SUBJECT,
     BYTES("=?us-ascii?Q?__?="), "=?UTF-8?Q?__?=", 0, false},
    {"control characters are encoded", EML_FIELD_SUBJECT,
     BYTES("=?us-ascii?Q?a=01?= b"), "=?UTF-8?Q?a=01?= b", 0, false},
    {"an encoded CRLF is refused", EML_FIELD_SUBJECT,
     BYTES("=?us-ascii?Q?a=0D=0AEvil:_b?="), NULL, EML_E_WRITE_LINE, false},
    {"an encoded LF is refused", EML_FIELD_SUBJECT,
     BYTES("=?us-ascii?Q?a=0Ab?="), NULL, EML_E_WRITE_LINE, false},
    {"an encoded NUL is refused", EML_FIELD_SUBJECT,
     BYTES("=?us-ascii?Q?a=00b?="), NULL, EML_E_WRITE_NUL, false},
    {"any other field is unstructured", EML_FIELD_OTHER, BYTES("v=1; a=\"b\""),
     "v=1; a=\"b\"", 0, false},

    /* addresses */
    {"addr-spec", EML_FIELD_FROM, BYTES("joe@example.org"), "joe@example.org",
     0, false},
    {"name-addr", EML_FIELD_FROM, BYTES("Joe Doe <joe@example.org>"),
     "Joe Doe <joe@example.org>", 0, false},
    {"angles without a name go", EML_FIELD_FROM, BYTES("<joe@example.org>"),
     "joe@example.org", 0, false},
    {"a name with a dot is quoted", EML_FIELD_FROM,
     BYTES("Joe Q. Public <joe@example.org>"),
     "\"Joe Q. Public\" <joe@example.org>", 0, false},
    {"quotes that are not needed go", EML_FIELD_FROM,
     BYTES("\"Joe\" <joe@example.org>"), "Joe <joe@example.org>", 0, false},
    {"an empty name stays", EML_FIELD_FROM, BYTES("\"\" <joe@example.org>"),
     "\"\" <joe@example.org>", 0, false},
    {"quoted-pairs stay where they are needed", EML_FIELD_FROM,
     BYTES("\"Joe \\\"X\\\" B\\ob \\\\\" <joe@example.org>"),
     "\"Joe \\\"X\\\" Bob \\\\\" <joe@example.org>", 0, false},
    {"a parenthesis in quotes", EML_FIELD_FROM, BYTES("\"a\\(b\" <a@b>"),
     "\"a(b\" <a@b>", 0, false},
    {"two spaces in quotes", EML_FIELD_FROM, BYTES("\"a  b\" <a@b>"),
     "\"a  b\" <a@b>", 0, false},
    {"a comma, an angle and a second address in quotes", EML_FIELD_FROM,
     BYTES("\"a\\\" <evil@x.org>, \\\"b\" <good@b.c>"),
     "\"a\\\" <evil@x.org>, \\\"b\" <good@b.c>", 0, false},
    {"a name that is not ASCII is encoded as a whole", EML_FIELD_FROM,
     BYTES("Andr\xc3\xa9 Doe <a@b>"), "=?UTF-8?Q?Andr=C3=A9_Doe?= <a@b>", 0,
     false},
    {"a name in UTF-8", EML_FIELD_FROM, BYTES("Andr\xc3\xa9 Doe <a@b>"),
     "Andr\xc3\xa9 Doe <a@b>", 0, true},
    {"a quoted name in UTF-8", EML_FIELD_FROM,
     BYTES("\"Andr\xc3\xa9 Q. Doe\" <a@b>"), "\"Andr\xc3\xa9 Q. Doe\" <a@b>", 0,
     true},
    {"a name that looks like an encoded-word is protected", EML_FIELD_FROM,
     BYTES("\"=?utf-8?Q?x?=\" <a@b>"), "=?UTF-8?B?PT91dGYtOD9RP3g/PQ==?= <a@b>",
     0, false},
    {"Q in a phrase has few characters bare", EML_FIELD_FROM,
     BYTES("\"\xc3\xa9(),\\\"_?.a\" <a@b>"),
     "=?UTF-8?B?w6koKSwiXz8uYQ==?= <a@b>", 0, false},
    {"a quoted local-part", EML_FIELD_FROM, BYTES("\"a b\\\"c\"@example.org"),
     "\"a b\\\"c\"@example.org", 0, false},
    {"a local-part quoted without need", EML_FIELD_FROM,
     BYTES("\"a.b\"@example.org"), "a.b@example.org", 0, false},
    {"an empty local-part", EML_FIELD_FROM, BYTES("\"\"@example.org"),
     "\"\"@example.org", 0, false},
    {"a local-part with a dot at the end is quoted", EML_FIELD_FROM,
     BYTES("\"a.\"@example.org"), "\"a.\"@example.org", 0, false},
    {"an obsolete local-part becomes a dot-atom", EML_FIELD_FROM,
     BYTES("a . b@example . org"), "a.b@example.org", 0, false},
    {"a domain-literal", EML_FIELD_FROM, BYTES("a@[192.0.2.1]"),
     "a@[192.0.2.1]", 0, false},
    {"a literal with a quoted-pair cannot be written", EML_FIELD_FROM,
     BYTES("a@[x\\]y]"), NULL, EML_E_WRITE_VALUE, false},
    {"UTF-8 in an address cannot be written in ASCII", EML_FIELD_FROM,
     BYTES("\xc3\xa9@example.org"), NULL, EML_E_WRITE_VALUE, false},
    {"UTF-8 in an address", EML_FIELD_FROM, BYTES("\xc3\xa9@\xc3\xa9.example"),
     "\xc3\xa9@\xc3\xa9.example", 0, true},
    {"a source route is dropped", EML_FIELD_FROM, BYTES("<@x,@y:a@b>"), "a@b",
     0, false},
    {"comments come after what they belong to", EML_FIELD_FROM,
     BYTES("(1) Joe (2) <(3) a (4) @ (5) b (6)> (7), (8) c@d"),
     "Joe <a@b> (1) (2) (3) (4) (5) (6) (7), c@d (8)", 0, false},
    {"comments nest", EML_FIELD_FROM, BYTES("a@b (x (y) z)"), "a@b (x (y) z)",
     0, false},
    {"single parentheses in a comment are quoted", EML_FIELD_FROM,
     BYTES("a@b (x \\) \\( \\\\ z)"), "a@b (x \\) \\( \\\\ z)", 0, false},
    {"a comment that is not ASCII", EML_FIELD_FROM,
     BYTES("a@b (\xc3\xa9 (x) y)"), "a@b (=?UTF-8?B?w6k=?= \\(x\\) y)", 0,
     false},
    {"an empty comment", EML_FIELD_FROM, BYTES("a@b ()"), "a@b ()", 0, false},
    {"a group", EML_FIELD_TO, BYTES("A Group:Ed <e@f>,joe@x.org (J);"),
     "A Group: Ed <e@f>, joe@x.org (J);", 0, false},
    {"an empty group with a comment", EML_FIELD_TO, BYTES("U:(nobody);"),
     "U:; (nobody)", 0, false},
    {"a group's name that is encoded stands apart", EML_FIELD_TO,
     BYTES("\xc3\xa9\xc3\xa8: a@b;"), "=?UTF-8?B?w6nDqA==?= : a@b;", 0, false},
    {"addresses and groups", EML_FIELD_CC, BYTES("a@b,G:c@d,e@f;,h@i"),
     "a@b, G: c@d, e@f;, h@i", 0, false},
    {"empty elements go", EML_FIELD_TO, BYTES(",a@b,,(x),c@d,"), "a@b, c@d (x)",
     0, false},
    {"Bcc with nothing", EML_FIELD_BCC, BYTES(""), "", 0, false},
    {"Bcc with a comment", EML_FIELD_BCC, BYTES("(none)"), "(none)", 0, false},
    {"Sender has one", EML_FIELD_SENDER, BYTES("Joe <a@b>"), "Joe <a@b>", 0,
     false},
    {"Return-Path", EML_FIELD_RETURN_PATH, BYTES("<a@b>"), "<a@b>", 0, false},
    {"null Return-Path", EML_FIELD_RETURN_PATH, BYTES("< >"), "<>", 0, false},

    /* identifiers */
    {"Message-ID", EML_FIELD_MESSAGE_ID, BYTES(" <a.b@c.d> (x)"),
     "<a.b@c.d> (x)", 0, false},
    {"References", EML_FIELD_REFERENCES, BYTES("<a@b><c@[d]>\r\n\t<e@f>"),
     "<a@b> <c@[d]> <e@f>", 0, false},
    {"an obsolete left side cannot be written", EML_FIELD_MESSAGE_ID,
     BYTES("<\"a b\"@c>"), NULL, EML_E_WRITE_VALUE, false},

    /* dates */
    {"a date", EML_FIELD_DATE, BYTES("Fri, 21 Nov 1997 09:55:06 -0600"),
     "Fri, 21 Nov 1997 09:55:06 -0600", 0, false},
    {"a date gets its day of week and seconds", EML_FIELD_DATE,
     BYTES("1 feb 2024 09:55 +0130"), "Thu, 1 Feb 2024 09:55:00 +0130", 0,
     false},
    {"half an hour west", EML_FIELD_DATE,
     BYTES("Fri, 21 Nov 1997 09:55:06 -0030"),
     "Fri, 21 Nov 1997 09:55:06 -0030", 0, false},
    {"no zone is known", EML_FIELD_DATE,
     BYTES("Fri, 21 Nov 1997 09:55:06 -0000"),
     "Fri, 21 Nov 1997 09:55:06 -0000", 0, false},
    {"universal time", EML_FIELD_DATE, BYTES("Fri, 21 Nov 97 09:55:06 GMT (x)"),
     "Fri, 21 Nov 1997 09:55:06 +0000 (x)", 0, false},
    {"a leap second", EML_FIELD_DATE, BYTES("Sat, 31 Dec 2016 23:59:60 +0000"),
     "Sat, 31 Dec 2016 23:59:60 +0000", 0, false},
    {"a day that is none", EML_FIELD_DATE, BYTES("31 Feb 2016 23:59:00 +0000"),
     NULL, EML_E_WRITE_VALUE, false},
    {"a time that is none", EML_FIELD_DATE, BYTES("21 Feb 2016 25:59:00 +0000"),
     NULL, EML_E_WRITE_VALUE, false},

    /* trace */
    {"Received", EML_FIELD_RECEIVED,
     BYTES("from a.example (a.example [192.0.2.1])\r\n by b.example (x) with "
           "ESMTP\r\n\tid 17 for <u@v> ; Fri, 21 Nov 1997 09:55:06 -0600"),
     "from a.example (a.example [192.0.2.1]) by b.example (x) with ESMTP id 17 "
     "for <u@v>; Fri, 21 Nov 1997 09:55:06 -0600",
     0, false},
    {"Received with comments in its values", EML_FIELD_RECEIVED,
     BYTES("(q) by b . example (x) with (c) \"E S\"; 21 Nov 1997 09:55 +0000"),
     "(q) by b.example (x) with \"E S\" (c); Fri, 21 Nov 1997 09:55:00 +0000",
     0, false},
    {"Received without a clause", EML_FIELD_RECEIVED,
     BYTES("; 21 Nov 1997 09:55 +0000"), "; Fri, 21 Nov 1997 09:55:00 +0000", 0,
     false},
    {"Received without a date", EML_FIELD_RECEIVED, BYTES("from a by b"), NULL,
     EML_E_WRITE_VALUE, false},

    /* phrases */
    {"Keywords", EML_FIELD_KEYWORDS, BYTES("a b,\"c,d\" (x), e"),
     "a b, \"c,d\", e (x)", 0, false},
    {"Keywords with an encoded-word", EML_FIELD_KEYWORDS, BYTES("\xc3\xa9, b"),
     "=?UTF-8?B?w6k=?= , b", 0, false},

    /* MIME */
    {"MIME-Version", EML_FIELD_MIME_VERSION, BYTES("1.(x)0"), "1.0 (x)", 0,
     false},
    {"another MIME-Version", EML_FIELD_MIME_VERSION, BYTES("1.1"), NULL,
     EML_E_WRITE_VALUE, false},
    {"Content-Type", EML_FIELD_CONTENT_TYPE,
     BYTES("Text/Plain;CHARSET=\"us-ascii\" (x)"),
     "Text/Plain; CHARSET=us-ascii (x)", 0, false},
    {"a parameter that needs quotes", EML_FIELD_CONTENT_TYPE,
     BYTES("a/b; x=\"a/b\\\"\\\\\"; y=\"\""), "a/b; x=\"a/b\\\"\\\\\"; y=\"\"",
     0, false},
    {"a parameter that is not ASCII", EML_FIELD_CONTENT_DISPOSITION,
     BYTES("attachment; filename*=iso-8859-1'de'caf%E9%20x"),
     "attachment; filename*=utf-8'de'caf%C3%A9%20x", 0, false},
    {"pieces become one", EML_FIELD_CONTENT_DISPOSITION,
     BYTES("attachment; filename*1=b; filename*0=\"a \""),
     "attachment; filename=\"a b\"", 0, false},
    {"a long parameter is cut to pieces", EML_FIELD_CONTENT_DISPOSITION,
     BYTES("attachment; filename=\"0123456789 123456789 123456789 123456789 "
           "123456789 123456789 123456789 123456789\""),
     "attachment; filename*0=\"0123456789 123456789 123456789 123456789 "
     "123456789 123456789 12\"; filename*1=\"3456789 123456789\"",
     0, false},
    {"a long parameter that is not ASCII", EML_FIELD_CONTENT_DISPOSITION,
     BYTES("attachment; filename=\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
           "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 x\""),
     "attachment; filename*0*=utf-8''%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9"
     "%C3%A9%C3%A9; filename*1*=%C3%A9%20x",
     0, false},
    {"a parameter in UTF-8", EML_FIELD_CONTENT_DISPOSITION,
     BYTES("attachment; filename=\"\xc3\xa9\""),
     "attachment; filename=\"\xc3\xa9\"", 0, true},
    {"plain and extended both stay", EML_FIELD_CONTENT_DISPOSITION,
     BYTES("attachment; filename=e; filename*=utf-8''%C3%A9"),
     "attachment; filename=e; filename*=utf-8''%C3%A9", 0, false},
    {"what looks like an encoded-word is extended",
     EML_FIELD_CONTENT_DISPOSITION, BYTES("inline; x=\"=?utf-8?Q?x?=\""),
     "inline; x*=utf-8''%3D%3Futf-8%3FQ%3Fx%3F%3D", 0, false},
    {"a parameter twice", EML_FIELD_CONTENT_TYPE, BYTES("a/b; x=1; X=2"), NULL,
     EML_E_WRITE_VALUE, false},
    {"a CRLF in a parameter is refused", EML_FIELD_CONTENT_DISPOSITION,
     BYTES("inline; x*=utf-8''a%0D%0Ab"), NULL, EML_E_WRITE_LINE, false},
    {"a NUL in a parameter is refused", EML_FIELD_CONTENT_DISPOSITION,
     BYTES("inline; x*=utf-8''a%00b"), NULL, EML_E_WRITE_NUL, false},
    {"a boundary", EML_FIELD_CONTENT_TYPE,
     BYTES("multipart/mixed; boundary=\"=_x y\""),
     "multipart/mixed; boundary=\"=_x y\"", 0, false},
    {"a boundary of 70 characters is not cut", EML_FIELD_CONTENT_TYPE,
     BYTES(
         "multipart/mixed; boundary=\"=_78901234567890123456789012345678901234"
         "56789012345678901234567890\""),
     "multipart/mixed; "
     "boundary=\"=_78901234567890123456789012345678901234567890"
     "12345678901234567890\"",
     0, false},
    {"a boundary that ends in a space", EML_FIELD_CONTENT_TYPE,
     BYTES("multipart/mixed; boundary=\"x \""), NULL, EML_E_WRITE_VALUE, false},
    {"no boundary, as the type has no parts", EML_FIELD_CONTENT_TYPE,
     BYTES("text/html; boundary=\"--Freundliche Gr&uuml;&szlig;e \""),
     "text/html; boundary=\"--Freundliche Gr&uuml;&szlig;e \"", 0, false},
    {"no boundary, extended", EML_FIELD_CONTENT_TYPE,
     BYTES("text/html; boundary*=utf-8''gr%C3%BC"),
     "text/html; boundary*=utf-8''gr%C3%BC", 0, false},
    {"a type without a subtype", EML_FIELD_CONTENT_TYPE, BYTES("text"), NULL,
     EML_E_WRITE_VALUE, false},
    {"Content-Transfer-Encoding", EML_FIELD_CONTENT_TRANSFER_ENCODING,
     BYTES("BASE64 (x)"), "base64 (x)", 0, false},
    {"a private encoding", EML_FIELD_CONTENT_TRANSFER_ENCODING,
     BYTES("x-uuencode"), "x-uuencode", 0, false},
    {"an encoding that is none", EML_FIELD_CONTENT_TRANSFER_ENCODING,
     BYTES("uuencode"), NULL, EML_E_WRITE_VALUE, false},
    {"Content-ID", EML_FIELD_CONTENT_ID, BYTES("<a@b>"), "<a@b>", 0, false},
    {"Content-Language", EML_FIELD_CONTENT_LANGUAGE, BYTES("en,de-CH (x)"),
     "en, de-CH (x)", 0, false},
    {"Content-MD5", EML_FIELD_CONTENT_MD5, BYTES("Q2hlY2sgSW50ZWdyaXR5IQ=="),
     "Q2hlY2sgSW50ZWdyaXR5IQ==", 0, false},
    {"Content-MD5 that is none", EML_FIELD_CONTENT_MD5, BYTES("Q2hl"), NULL,
     EML_E_WRITE_VALUE, false},
    {"Content-Location", EML_FIELD_CONTENT_LOCATION,
     BYTES("http://example.org/a\r\n b(c) (d)"), "http://example.org/ab(c) (d)",
     0, false},
    {"Content-Location that is none", EML_FIELD_CONTENT_LOCATION, BYTES("a<b"),
     NULL, EML_E_WRITE_VALUE, false},

    /* lists and automatic mail */
    {"List-Help", EML_FIELD_LIST_HELP, BYTES("<mailto:a@b>,<http://c> (x)"),
     "<mailto:a@b>, <http://c> (x)", 0, false},
    {"a URL loses its white space", EML_FIELD_LIST_HELP,
     BYTES("<mailto:\r\n a@b>"), "<mailto:a@b>", 0, false},
    {"a URL that is none", EML_FIELD_LIST_HELP, BYTES("<ab>"), NULL,
     EML_E_WRITE_VALUE, false},
    {"List-Post: NO", EML_FIELD_LIST_POST, BYTES("no (x)"), "NO (x)", 0, false},
    {"NO elsewhere", EML_FIELD_LIST_HELP, BYTES("NO"), NULL, EML_E_WRITE_VALUE,
     false},
    {"List-Id", EML_FIELD_LIST_ID, BYTES("\"My List\" <a.b.c>"),
     "My List <a.b.c>", 0, false},
    {"List-Id without a name", EML_FIELD_LIST_ID, BYTES("<a.b>"), "<a.b>", 0,
     false},
    {"List-Id without a dot", EML_FIELD_LIST_ID, BYTES("<ab>"), NULL,
     EML_E_WRITE_VALUE, false},
    {"Auto-Submitted", EML_FIELD_AUTO_SUBMITTED,
     BYTES("auto-replied;x=\"y\" ; z=(c)1"), "auto-replied; x=y; z=1 (c)", 0,
     false},
    {"Auto-Submitted that is none", EML_FIELD_AUTO_SUBMITTED, BYTES("perhaps"),
     NULL, EML_E_WRITE_VALUE, false},
    {"one click", EML_FIELD_LIST_UNSUBSCRIBE_POST,
     BYTES("list-unsubscribe=one-click"), "List-Unsubscribe=One-Click", 0,
     false},
    {"Archived-At", EML_FIELD_ARCHIVED_AT, BYTES("<http://a/b>"),
     "<http://a/b>", 0, false},
};

static void
rewrite_runs(void **state)
{
    const struct rewrite_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_WILD);
    eml_out out = {.arena = &t.arena};
    eml_value v, again;
    bool same = false;
    eml_cx strict = t.cx;
    int rc = eml_value_parse(&t.cx, r->id, in, &v);

    assert_true(v.kind != EML_VALUE_NONE || rc < 0);
    t.cx.err.code = 0;
    rc = eml_write_value(&t.cx, &v, r->id, r->utf8, &out);
    assert_int_equal(rc, r->rc);
    if (rc < 0) {
        assert_int_equal(t.cx.err.code, rc);
        assert_int_equal(out.n, 0);
        test_cx_fini(&t);
        return;
    }
    assert_string_equal(test_cx_str(&t, eml_out_view(&out)), r->out);
    /* what SMTP writes is not what 5322 asks for */
    strict.allow = EML_ALLOW_TRACE;
    strict.origin = out.p;
    strict.num_diags = 0;
    rc = eml_value_parse(&strict, r->id, eml_out_view(&out), &again);
    assert_int_equal(rc, EML_OK);
    assert_int_equal(eml_value_eq(&t.cx, &v, &again, &same), EML_OK);
    assert_true(same);
    test_cx_fini(&t);
}

/* ---- trees that a program made, and that have no form ----------------------
 */

#define S(s)                                                                   \
    {                                                                          \
        (const uint8_t *)(s), sizeof(s) - 1                                    \
    }
#define T(s)                                                                   \
    {                                                                          \
        S(s), EML_TEXT_PLAIN, true, true                                       \
    }

static eml_mailbox no_domain = {.local = T("a")};
static eml_mailbox no_local = {.domain = T("a")};
static eml_mailbox two = {
    .next = &no_domain, .local = T("a"), .domain = T("b")};
static eml_mailbox odd_local = {.local = T("\x01"), .domain = T("b")};
static eml_mailbox word_local = {.local = T("=?a?Q?b?="), .domain = T("b")};
static eml_mailbox word_domain = {.local = T("a"), .domain = T("[=?a?Q?b?=]")};
static eml_mailbox dots = {.local = T("a"), .domain = T("b..c")};
static eml_mailbox open_literal = {.local = T("a"), .domain = T("[b")};
static eml_mailbox inner_literal = {.local = T("a"), .domain = T("[b[c]")};
static eml_mailbox space = {.local = T("a"), .domain = T("b c")};
static eml_mailbox named = {.name = T("n"), .local = T("a"), .domain = T("b")};
static eml_mailbox line_name = {
    .name = T("a\nb"), .local = T("a"), .domain = T("b")};
static eml_mailbox line_local = {.local = T("a\rb"), .domain = T("b")};
static eml_mailbox line_domain = {.local = T("a"), .domain = T("b\n")};
static eml_mailbox nul_domain = {.local = T("a"), .domain = T("b\0@c")};
static eml_comment lf_comment = {.text = T("a\n")};
static eml_mailbox line_comment = {
    .local = T("a"), .domain = T("b"), .comments = &lf_comment};
static eml_comment word_comment = {.text = T("\xc3\xa9")};

#define ADDRESS(m)                                                             \
    {                                                                          \
        .kind = EML_VALUE_ADDRESSES, .u.addresses = &(eml_address_list)        \
        {                                                                      \
            .first = &(eml_address)                                            \
            {                                                                  \
                .mailbox = (m)                                                 \
            }                                                                  \
        }                                                                      \
    }
#define GROUP(...)                                                             \
    {                                                                          \
        .kind = EML_VALUE_ADDRESSES, .u.addresses = &(eml_address_list)        \
        {                                                                      \
            .first = &(eml_address)                                            \
            {                                                                  \
                .is_group = true, __VA_ARGS__                                  \
            }                                                                  \
        }                                                                      \
    }
#define DATE(...)                                                              \
    {                                                                          \
        .kind = EML_VALUE_DATE, .u.date = &(eml_date)                          \
        {                                                                      \
            __VA_ARGS__                                                        \
        }                                                                      \
    }
#define MSGID(...)                                                             \
    {                                                                          \
        .kind = EML_VALUE_MSGIDS, .u.msgids = &(eml_msgid_list)                \
        {                                                                      \
            .first = &(eml_msgid)                                              \
            {                                                                  \
                __VA_ARGS__                                                    \
            }                                                                  \
        }                                                                      \
    }
#define CLAUSE(...)                                                            \
    {                                                                          \
        .kind = EML_VALUE_RECEIVED, .u.received = &(eml_received)              \
        {                                                                      \
            .first = &(eml_received_clause){__VA_ARGS__}, .has_date = true,    \
            .date = {                                                          \
                .year = 2000,                                                  \
                .month = 1,                                                    \
                .day = 1,                                                      \
                .zone_known = true                                             \
            }                                                                  \
        }                                                                      \
    }
#define PARAM(...)                                                             \
    {                                                                          \
        .kind = EML_VALUE_DISPOSITION, .u.disposition = &(eml_disposition)     \
        {                                                                      \
            .type = S("inline"), .params = &(eml_param)                        \
            {                                                                  \
                __VA_ARGS__                                                    \
            }                                                                  \
        }                                                                      \
    }
#define TOKENS(...)                                                            \
    {                                                                          \
        .kind = EML_VALUE_TOKENS, .u.tokens = &(eml_token_list)                \
        {                                                                      \
            __VA_ARGS__                                                        \
        }                                                                      \
    }
#define URLS(...)                                                              \
    {                                                                          \
        .kind = EML_VALUE_LIST_URLS, .u.urls = &(eml_list_urls)                \
        {                                                                      \
            __VA_ARGS__                                                        \
        }                                                                      \
    }

static eml_list_url urn = {.text = T("urn:x")};
static eml_list_url two_urls = {.next = &urn, .text = T("urn:x")};
static eml_param other_x = {.name = S("X"), .value = S("b"), .extended = true};
static eml_param third_x = {.next = &other_x, .name = S("x"), .value = S("b")};

static const struct broken_row {
    const char *name;
    eml_field_id id;
    eml_value value;
    int rc;
    const char *out;
} broken[] = {
    {"CRLF in a Subject makes no new field",
     EML_FIELD_SUBJECT,
     {.kind = EML_VALUE_UNSTRUCTURED, .u.text = T("a\r\nBcc: e@f")},
     EML_E_WRITE_LINE,
     0},
    {"CRLF and a space in a Subject is no fold",
     EML_FIELD_SUBJECT,
     {.kind = EML_VALUE_UNSTRUCTURED, .u.text = T("a\r\n b")},
     EML_E_WRITE_LINE,
     0},
    {"LF in a name", EML_FIELD_FROM, ADDRESS(&line_name), EML_E_WRITE_LINE, 0},
    {"CR in a local-part", EML_FIELD_FROM, ADDRESS(&line_local),
     EML_E_WRITE_LINE, 0},
    {"LF in a domain", EML_FIELD_FROM, ADDRESS(&line_domain), EML_E_WRITE_LINE,
     0},
    {"NUL in a domain", EML_FIELD_FROM, ADDRESS(&nul_domain), EML_E_WRITE_NUL,
     0},
    {"LF in a comment", EML_FIELD_FROM, ADDRESS(&line_comment),
     EML_E_WRITE_LINE, 0},
    {"CRLF in a boundary",
     EML_FIELD_CONTENT_TYPE,
     {.kind = EML_VALUE_CONTENT_TYPE,
      .u.content_type =
          &(eml_content_type){.type = S("multipart"),
                              .subtype = S("mixed"),
                              .params =
                                  &(eml_param){.name = S("boundary"),
                                               .value = S("x\r\n\r\n--x")}}},
     EML_E_WRITE_LINE,
     0},
    {"LF in a parameter name", EML_FIELD_CONTENT_DISPOSITION,
     PARAM(.name = S("a\nb"), .value = S("x")), EML_E_WRITE_VALUE, 0},
    {"no domain", EML_FIELD_FROM, ADDRESS(&no_domain), EML_E_WRITE_VALUE, 0},
    {"no local-part", EML_FIELD_FROM, ADDRESS(&no_local), EML_E_WRITE_VALUE, 0},
    {"no mailbox", EML_FIELD_FROM, ADDRESS(NULL), EML_E_WRITE_VALUE, 0},
    {"two mailboxes in an address", EML_FIELD_FROM, ADDRESS(&two),
     EML_E_WRITE_VALUE, 0},
    {"no address",
     EML_FIELD_FROM,
     {.kind = EML_VALUE_ADDRESSES, .u.addresses = &(eml_address_list){0}},
     EML_E_WRITE_VALUE,
     0},
    {"two senders", EML_FIELD_SENDER, GROUP(.group = T("g"), .mailbox = &two),
     EML_E_WRITE_VALUE, 0},
    {"a group without a name", EML_FIELD_TO, GROUP(.mailbox = NULL),
     EML_E_WRITE_VALUE, 0},
    {"a control character in a local-part", EML_FIELD_FROM, ADDRESS(&odd_local),
     EML_E_WRITE_VALUE, 0},
    {"a local-part like an encoded-word", EML_FIELD_FROM, ADDRESS(&word_local),
     EML_E_WRITE_VALUE, 0},
    {"a domain like an encoded-word", EML_FIELD_FROM, ADDRESS(&word_domain),
     EML_E_WRITE_VALUE, 0},
    {"a domain with two dots", EML_FIELD_FROM, ADDRESS(&dots),
     EML_E_WRITE_VALUE, 0},
    {"a domain-literal without its end", EML_FIELD_FROM, ADDRESS(&open_literal),
     EML_E_WRITE_VALUE, 0},
    {"a domain-literal with a bracket", EML_FIELD_FROM, ADDRESS(&inner_literal),
     EML_E_WRITE_VALUE, 0},
    {"a domain with a space", EML_FIELD_FROM, ADDRESS(&space),
     EML_E_WRITE_VALUE, 0},
    {"a path with a name",
     EML_FIELD_RETURN_PATH,
     {.kind = EML_VALUE_PATH, .u.path = &named},
     EML_E_WRITE_VALUE,
     0},
    {"a path with half an address",
     EML_FIELD_RETURN_PATH,
     {.kind = EML_VALUE_PATH, .u.path = &no_local},
     EML_E_WRITE_VALUE,
     0},

    {"no identifier",
     EML_FIELD_REFERENCES,
     {.kind = EML_VALUE_MSGIDS, .u.msgids = &(eml_msgid_list){0}},
     EML_E_WRITE_VALUE,
     0},
    {"two identifiers", EML_FIELD_MESSAGE_ID,
     MSGID(.next = &(eml_msgid){0}, .left = T("a"), .right = T("b")),
     EML_E_WRITE_VALUE, 0},
    {"half an identifier", EML_FIELD_MESSAGE_ID, MSGID(.left = T("a")),
     EML_E_WRITE_VALUE, 0},
    {"an identifier like an encoded-word", EML_FIELD_MESSAGE_ID,
     MSGID(.left = T("=?a?Q?b?="), .right = T("b")), EML_E_WRITE_VALUE, 0},

    {"the year 1899", EML_FIELD_DATE,
     DATE(.year = 1899, .month = 1, .day = 1, .zone_known = true),
     EML_E_WRITE_VALUE, 0},
    {"month 0", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 0, .day = 1, .zone_known = true),
     EML_E_WRITE_VALUE, 0},
    {"month 13", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 13, .day = 1, .zone_known = true),
     EML_E_WRITE_VALUE, 0},
    {"day 0", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 1, .day = 0, .zone_known = true),
     EML_E_WRITE_VALUE, 0},
    {"29 February 1900", EML_FIELD_DATE,
     DATE(.year = 1900, .month = 2, .day = 29, .zone_known = true),
     EML_E_WRITE_VALUE, 0},
    {"29 February 2000", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 2, .day = 29, .zone_known = true), 0,
     "Tue, 29 Feb 2000 00:00:00 +0000"},
    {"29 February 2024", EML_FIELD_DATE,
     DATE(.year = 2024, .month = 2, .day = 29, .zone_known = true), 0,
     "Thu, 29 Feb 2024 00:00:00 +0000"},
    {"the year 10000", EML_FIELD_DATE,
     DATE(.year = 10000, .month = 1, .day = 1, .zone_known = true), 0,
     "Sat, 1 Jan 10000 00:00:00 +0000"},
    {"hour 24", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 1, .day = 1, .hour = 24, .zone_known = true),
     EML_E_WRITE_VALUE, 0},
    {"minute 60", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 1, .day = 1, .minute = 60, .zone_known = true),
     EML_E_WRITE_VALUE, 0},
    {"second 61", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 1, .day = 1, .second = 61, .zone_known = true),
     EML_E_WRITE_VALUE, 0},
    {"the farthest east", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 1, .day = 1, .zone_known = true,
          .offset_min = 5999),
     0, "Sat, 1 Jan 2000 00:00:00 +9959"},
    {"too far east", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 1, .day = 1, .zone_known = true,
          .offset_min = 6000),
     EML_E_WRITE_VALUE, 0},
    {"too far west", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 1, .day = 1, .zone_known = true,
          .offset_min = -6000),
     EML_E_WRITE_VALUE, 0},
    {"an offset in a zone that is not known", EML_FIELD_DATE,
     DATE(.year = 2000, .month = 1, .day = 1, .offset_min = 60),
     EML_E_WRITE_VALUE, 0},

    {"a clause without a name", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_BY, .value = S("b . c")), 0,
     "by b.c; Sat, 1 Jan 2000 00:00:00 +0000"},
    {"a clause of its own", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_OTHER, .name = S("tls"), .value = S("x")), 0,
     "tls x; Sat, 1 Jan 2000 00:00:00 +0000"},
    {"a clause with another's name", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_BY, .name = S("from"), .value = S("b")),
     EML_E_WRITE_VALUE, 0},
    {"a clause of nothing", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_OTHER), EML_E_WRITE_VALUE, 0},
    {"a clause whose name is no atom", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_OTHER, .name = S("a b"), .value = S("x")),
     EML_E_WRITE_VALUE, 0},
    {"a clause name like an encoded-word", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_OTHER, .name = S("=?a?Q?b?=")),
     EML_E_WRITE_VALUE, 0},
    {"a clause like an encoded-word", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_ID, .value = S("=?a?Q?b?=")),
     EML_E_WRITE_VALUE, 0},
    {"a dot at the end of a clause", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_BY, .value = S("b.(c)")), EML_E_WRITE_VALUE,
     0},
    {"a semicolon in a clause", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_BY, .value = S("b; c")), EML_E_WRITE_VALUE, 0},
    {"what is not closed in a clause", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_BY, .value = S("\"b")), EML_E_WRITE_VALUE, 0},
    {"a control character in a clause", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_BY, .value = S("\"\x01\"")), EML_E_WRITE_VALUE,
     0},
    {"a comment that needs an encoded-word in Received", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_BY, .value = S("b"),
            .comments = &word_comment),
     EML_E_WRITE_VALUE, 0},
    {"a quoted-pair in a clause", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_ID, .value = S("\"a \\\" b\"")), 0,
     "id \"a \\\" b\"; Sat, 1 Jan 2000 00:00:00 +0000"},
    {"a clause in obsolete form", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_FOR, .value = S("<a (x) . b @ [1\r\n 2]>")), 0,
     "for <a.b@[12]>; Sat, 1 Jan 2000 00:00:00 +0000"},
    {"a fold in a clause", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_ID, .value = S("\"a\r\n b\"")), 0,
     "id \"a b\"; Sat, 1 Jan 2000 00:00:00 +0000"},
    {"a line end that is no fold in a clause", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_ID, .value = S("a\r\nb")), EML_E_WRITE_LINE,
     0},
    {"a NUL in a clause", EML_FIELD_RECEIVED,
     CLAUSE(.kind = EML_RECEIVED_ID, .value = S("\"a\0b\"")), EML_E_WRITE_NUL,
     0},

    {"no phrase",
     EML_FIELD_KEYWORDS,
     {.kind = EML_VALUE_PHRASES, .u.phrases = &(eml_phrases){0}},
     EML_E_WRITE_VALUE,
     0},

    {"a parameter without a name", EML_FIELD_CONTENT_DISPOSITION,
     PARAM(.value = S("x")), EML_E_WRITE_VALUE, 0},
    {"a parameter name with a star", EML_FIELD_CONTENT_DISPOSITION,
     PARAM(.name = S("a*0"), .value = S("x")), EML_E_WRITE_VALUE, 0},
    {"a parameter name with a space", EML_FIELD_CONTENT_DISPOSITION,
     PARAM(.name = S("a b"), .value = S("x")), EML_E_WRITE_VALUE, 0},
    {"a parameter with a language that is none", EML_FIELD_CONTENT_DISPOSITION,
     PARAM(.name = S("a"), .value = S("x"), .language = S("e n")),
     EML_E_WRITE_VALUE, 0},
    {"a parameter with an endless language", EML_FIELD_CONTENT_DISPOSITION,
     PARAM(.name = S("a"), .value = S("x"),
           .language = S("en-a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-u-v")),
     EML_E_WRITE_VALUE, 0},
    {"plain that cannot be, and extended", EML_FIELD_CONTENT_DISPOSITION,
     PARAM(.next = &other_x, .name = S("x"), .value = S("\xc3\xa9")),
     EML_E_WRITE_VALUE, 0},
    {"plain, plain and extended", EML_FIELD_CONTENT_DISPOSITION,
     PARAM(.next = &third_x, .name = S("x"), .value = S("a")),
     EML_E_WRITE_VALUE, 0},
    {"a parameter that is not UTF-8", EML_FIELD_CONTENT_DISPOSITION,
     PARAM(.name = S("x"), .value = S("\xc3")), EML_E_WRITE_UTF8, 0},
    {"a disposition without its type",
     EML_FIELD_CONTENT_DISPOSITION,
     {.kind = EML_VALUE_DISPOSITION,
      .u.disposition = &(eml_disposition){.params = NULL}},
     EML_E_WRITE_VALUE,
     0},
    {"a type with a space",
     EML_FIELD_CONTENT_TYPE,
     {.kind = EML_VALUE_CONTENT_TYPE,
      .u.content_type =
          &(eml_content_type){.type = S("a b"), .subtype = S("c")}},
     EML_E_WRITE_VALUE,
     0},
    {"a boundary like an encoded-word",
     EML_FIELD_CONTENT_TYPE,
     {.kind = EML_VALUE_CONTENT_TYPE,
      .u.content_type =
          &(eml_content_type){.type = S("multipart"),
                              .subtype = S("mixed"),
                              .params = &(eml_param){.name = S("boundary"),
                                                     .value = S("=?a?Q?b?=")}}},
     EML_E_WRITE_VALUE,
     0},
    {"an encoding by its number",
     EML_FIELD_CONTENT_TRANSFER_ENCODING,
     {.kind = EML_VALUE_ENCODING,
      .u.encoding = &(eml_encoding){.cte = EML_CTE_QP}},
     0,
     "quoted-printable"},
    {"8bit",
     EML_FIELD_CONTENT_TRANSFER_ENCODING,
     {.kind = EML_VALUE_ENCODING,
      .u.encoding = &(eml_encoding){.cte = EML_CTE_8BIT}},
     0,
     "8bit"},
    {"binary",
     EML_FIELD_CONTENT_TRANSFER_ENCODING,
     {.kind = EML_VALUE_ENCODING,
      .u.encoding = &(eml_encoding){.cte = EML_CTE_BINARY}},
     0,
     "binary"},
    {"7bit",
     EML_FIELD_CONTENT_TRANSFER_ENCODING,
     {.kind = EML_VALUE_ENCODING, .u.encoding = &(eml_encoding){0}},
     0,
     "7bit"},
    {"an encoding that is no token",
     EML_FIELD_CONTENT_TRANSFER_ENCODING,
     {.kind = EML_VALUE_ENCODING,
      .u.encoding =
          &(eml_encoding){.cte = EML_CTE_UNKNOWN, .token = S("x-a b")}},
     EML_E_WRITE_VALUE,
     0},
    {"no language", EML_FIELD_CONTENT_LANGUAGE, TOKENS(0), EML_E_WRITE_VALUE,
     0},
    {"a language that is none", EML_FIELD_CONTENT_LANGUAGE,
     TOKENS(.first = &(eml_token){.text = T("e_n")}), EML_E_WRITE_VALUE, 0},
    {"parameters of a language", EML_FIELD_CONTENT_LANGUAGE,
     TOKENS(.first = &(eml_token){.text = T("en")}, .params = &other_x),
     EML_E_WRITE_VALUE, 0},
    {"two digests", EML_FIELD_CONTENT_MD5,
     TOKENS(.first = &(eml_token){.next = &(eml_token){0},
                                  .text = T("Q2hlY2sgSW50ZWdyaXR5IQ==")}),
     EML_E_WRITE_VALUE, 0},
    {"a digest with other characters", EML_FIELD_CONTENT_MD5,
     TOKENS(.first = &(eml_token){.text = T("Q2hlY2sgSW50ZWdyaXR5I!==")}),
     EML_E_WRITE_VALUE, 0},
    {"a digest without its padding", EML_FIELD_CONTENT_MD5,
     TOKENS(.first = &(eml_token){.text = T("Q2hlY2sgSW50ZWdyaXR5IQ=a")}),
     EML_E_WRITE_VALUE, 0},
    {"a digest with stray bits", EML_FIELD_CONTENT_MD5,
     TOKENS(.first = &(eml_token){.text = T("Q2hlY2sgSW50ZWdyaXR5IR==")}),
     EML_E_WRITE_VALUE, 0},
    {"a URI that begins as a comment does", EML_FIELD_CONTENT_LOCATION,
     TOKENS(.first = &(eml_token){.text = T("(a)")}), EML_E_WRITE_VALUE, 0},
    {"a URI with a percent that encodes nothing", EML_FIELD_CONTENT_LOCATION,
     TOKENS(.first = &(eml_token){.text = T("a%4g")}), EML_E_WRITE_VALUE, 0},
    {"a URI that ends in a percent", EML_FIELD_CONTENT_LOCATION,
     TOKENS(.first = &(eml_token){.text = T("a%4")}), EML_E_WRITE_VALUE, 0},
    {"no URI", EML_FIELD_CONTENT_LOCATION,
     TOKENS(.first = &(eml_token){.text = T("")}), EML_E_WRITE_VALUE, 0},

    {"no URL", EML_FIELD_LIST_HELP, URLS(0), EML_E_WRITE_VALUE, 0},
    {"NO and a URL", EML_FIELD_LIST_POST, URLS(.no = true, .first = &urn),
     EML_E_WRITE_VALUE, 0},
    {"two URLs where one may stand", EML_FIELD_ARCHIVED_AT,
     URLS(.first = &two_urls), EML_E_WRITE_VALUE, 0},
    {"a comment of Archived-At", EML_FIELD_ARCHIVED_AT,
     URLS(.first = &urn, .comments = &word_comment), EML_E_WRITE_VALUE, 0},
    {"a URL with an angle bracket", EML_FIELD_LIST_HELP,
     URLS(.first = &(eml_list_url){.text = T("urn:>")}), EML_E_WRITE_VALUE, 0},
    {"a scheme that is none", EML_FIELD_LIST_HELP,
     URLS(.first = &(eml_list_url){.text = T("a+b-c.1/x:y")}),
     EML_E_WRITE_VALUE, 0},
    {"a scheme alone", EML_FIELD_LIST_HELP,
     URLS(.first = &(eml_list_url){.text = T("a+b-c.1")}), EML_E_WRITE_VALUE,
     0},
    {"a scheme with all it may have", EML_FIELD_LIST_HELP,
     URLS(.first = &(eml_list_url){.text = T("a+b-c.1:x")}), 0, "<a+b-c.1:x>"},
    {"a URL of nothing", EML_FIELD_LIST_HELP,
     URLS(.first = &(eml_list_url){.text = T("")}), EML_E_WRITE_VALUE, 0},
    {"a URL like an encoded-word", EML_FIELD_LIST_HELP,
     URLS(.first = &(eml_list_url){.text = T("urn:=?a?Q?b?=")}),
     EML_E_WRITE_VALUE, 0},
    {"a List-Id without an id",
     EML_FIELD_LIST_ID,
     {.kind = EML_VALUE_LIST_ID, .u.list_id = &(eml_list_id){.name = T("a")}},
     EML_E_WRITE_VALUE,
     0},
    {"a List-Id that is no dot-atom",
     EML_FIELD_LIST_ID,
     {.kind = EML_VALUE_LIST_ID, .u.list_id = &(eml_list_id){.id = T("a..b")}},
     EML_E_WRITE_VALUE,
     0},
    {"a List-Id with a comment and no name",
     EML_FIELD_LIST_ID,
     {.kind = EML_VALUE_LIST_ID,
      .u.list_id = &(eml_list_id){.id = T("a.b"), .comments = &word_comment}},
     EML_E_WRITE_VALUE,
     0},
    {"a private Auto-Submitted",
     EML_FIELD_AUTO_SUBMITTED,
     {.kind = EML_VALUE_AUTO_SUBMITTED,
      .u.auto_submitted = &(eml_auto_submitted){.value = S("x-a")}},
     0,
     "x-a"},
    {"an Auto-Submitted that is no token",
     EML_FIELD_AUTO_SUBMITTED,
     {.kind = EML_VALUE_AUTO_SUBMITTED,
      .u.auto_submitted = &(eml_auto_submitted){.value = S("x-a b")}},
     EML_E_WRITE_VALUE,
     0},
    {"an Auto-Submitted with parameters that are none",
     EML_FIELD_AUTO_SUBMITTED,
     {.kind = EML_VALUE_AUTO_SUBMITTED,
      .u.auto_submitted =
          &(eml_auto_submitted){.value = S("no"), .params = S("(")}},
     EML_E_WRITE_VALUE,
     0},
};

static void
broken_runs(void **state)
{
    const struct broken_row *r = *state;
    test_cx t;
    eml_out out = {.arena = &t.arena};

    (void)test_cx_init(&t, "", 0, EML_ALLOW_WILD);
    assert_int_equal(eml_write_value(&t.cx, &r->value, r->id, false, &out),
                     r->rc);
    if (r->rc < 0) {
        assert_int_equal(t.cx.err.code, r->rc);
        assert_int_equal(out.n, 0);
    } else {
        assert_string_equal(test_cx_str(&t, eml_out_view(&out)), r->out);
    }
    test_cx_fini(&t);
}

/* ---- large ----------------------------------------------------------------
 */

/* Cost is linear: these would take minutes otherwise. */
static void
long_texts_end_fast(void **state)
{
    static const char *const unit[] = {
        "a", "a ", " ",  "=?",  "\xc3\xa9", "a\xc3\xa9 ",
        "(", "()", "\\", "\" ", "\t\x01",   "a  \xc3\xa9  b "};
    size_t n = 1u << 20;
    uint8_t *b = malloc(n);

    (void)state;
    assert_non_null(b);
    for (size_t u = 0; u < sizeof unit / sizeof unit[0]; u++) {
        size_t len = strlen(unit[u]);
        eml_comment comment = {
            .text = {{b, n / len * len}, EML_TEXT_PLAIN, true, true}};
        eml_mailbox m = {.name = comment.text,
                         .local = T("a"),
                         .domain = T("b"),
                         .comments = &comment};
        eml_address a = {.mailbox = &m};
        eml_address_list l = {.first = &a};
        eml_param p = {.name = S("x"), .value = {b, 15000 / len * len}};
        eml_disposition d = {.type = S("inline"), .params = &p};
        eml_value subject = {.kind = EML_VALUE_UNSTRUCTURED,
                             .u.text = comment.text};
        eml_value from = {.kind = EML_VALUE_ADDRESSES, .u.addresses = &l};
        eml_value disposition = {.kind = EML_VALUE_DISPOSITION,
                                 .u.disposition = &d};
        test_cx t;
        eml_out out = {.arena = &t.arena};

        (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
        for (size_t i = 0; i < n; i++)
            b[i] = (uint8_t)unit[u][i % len];
        assert_int_equal(eml_write_field(&t.cx, EML_FIELD_SUBJECT, EML_NONE,
                                         &subject, false, &out),
                         EML_OK);
        assert_int_equal(eml_write_field(&t.cx, EML_FIELD_FROM, EML_NONE, &from,
                                         false, &out),
                         EML_OK);
        assert_int_equal(eml_write_field(&t.cx, EML_FIELD_CONTENT_DISPOSITION,
                                         EML_NONE, &disposition, false, &out),
                         EML_OK);
        test_cx_fini(&t);
    }
    free(b);
}

static void
many_members_end_fast(void **state)
{
    enum { MANY = 100000 };
    eml_mailbox *m = calloc(MANY, sizeof *m);
    eml_address *a = calloc(MANY, sizeof *a);
    eml_comment *c = calloc(MANY, sizeof *c);
    eml_address_list l = {.first = a};
    eml_value v = {.kind = EML_VALUE_ADDRESSES, .u.addresses = &l};
    eml_text part = T("a"), text = T("x (y) z");
    test_cx t;
    eml_out out = {.arena = &t.arena};

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    for (int i = 0; i < MANY; i++) {
        m[i].local = m[i].domain = part;
        a[i].mailbox = &m[i];
        a[i].next = i + 1 < MANY ? &a[i + 1] : NULL;
        c[i].text = text;
        c[i].next = i + 1 < MANY ? &c[i + 1] : NULL;
    }
    m[7].comments = c;
    assert_int_equal(
        eml_write_field(&t.cx, EML_FIELD_TO, EML_NONE, &v, false, &out),
        EML_OK);
    test_cx_fini(&t);
    free(m);
    free(a);
    free(c);
}

/* White space in a URI is no part of it (RFC 2557 section 4.4.2). */
static void
a_long_uri_has_white_space_put_in(void **state)
{
    static const char *const unit[] = {
        "a", "%20", "a(b)", "%41(",
        "a((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((("
        "(((((((((((((((((((((((((((("};

    (void)state;
    for (size_t u = 0; u < sizeof unit / sizeof unit[0]; u++) {
        char text[3001];
        size_t len = strlen(unit[u]), n = 3000 / len * len + 1;
        eml_token token = {
            .text = {{(uint8_t *)text, n}, EML_TEXT_PLAIN, true, true}};
        eml_token_list l = {.first = &token, .num_tokens = 1};
        eml_value v = {.kind = EML_VALUE_TOKENS, .u.tokens = &l}, back;
        test_cx t;
        eml_out out = {.arena = &t.arena};
        eml_field f = {0};
        bool same = false;

        (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
        text[0] = 'x';
        for (size_t i = 1; i < n; i++)
            text[i] = unit[u][(i - 1) % len];
        assert_int_equal(eml_write_field(&t.cx, EML_FIELD_CONTENT_LOCATION,
                                         EML_NONE, &v, false, &out),
                         EML_OK);
        t.cx.origin = out.p;
        eml_field_split(&t.cx, eml_out_view(&out), &f);
        assert_int_equal(t.cx.err.code, 0);
        assert_int_equal(eml_value_parse(&t.cx, f.id, f.body, &back), EML_OK);
        assert_int_equal(eml_value_eq(&t.cx, &v, &back, &same), EML_OK);
        assert_true(same);
        test_cx_fini(&t);
    }
}

/* Every byte that may not be in a URI, and every character that ends a digest
 * of 16 octets. */
static void
characters_of_uris_and_digests(void **state)
{
    static const char uri[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTU"
                              "VWXYZ0123456789-._~:/?#[]@!$&'()*+,;=";
    test_cx t;
    eml_out out = {.arena = &t.arena};

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    for (int c = 1; c < 128; c++) {
        char text[] = "a:#";
        char digest[] = "Q2hlY2sgSW50ZWdyaXR5I#==";
        eml_token token = {.text = T("a:#")};
        eml_token_list l = {.first = &token, .num_tokens = 1};
        eml_list_url url = {.text = T("a:#")};
        eml_list_urls urls = {.first = &url};
        eml_value v = {.kind = EML_VALUE_TOKENS, .u.tokens = &l};
        eml_value u = {.kind = EML_VALUE_LIST_URLS, .u.urls = &urls};
        bool good = strchr(uri, c) != NULL, last = strchr("AQgw", c) != NULL;
        int rc;

        text[2] = digest[21] = (char)c;
        url.text.raw.p = token.text.raw.p = (uint8_t *)text;
        rc =
            eml_write_value(&t.cx, &v, EML_FIELD_CONTENT_LOCATION, false, &out);
        assert_int_equal(rc == EML_OK, good);
        rc = eml_write_value(&t.cx, &u, EML_FIELD_LIST_HELP, false, &out);
        assert_int_equal(rc == EML_OK, good);
        text[2] = '/';
        text[0] = (char)c;
        rc = eml_write_value(&t.cx, &u, EML_FIELD_LIST_HELP, false, &out);
        assert_int_equal(rc == EML_OK,
                         (c | 32) >= 'a' && (c | 32) <= 'z' && c > 64);
        token.text.raw = (eml_span){(uint8_t *)digest, 24};
        rc = eml_write_value(&t.cx, &v, EML_FIELD_CONTENT_MD5, false, &out);
        assert_int_equal(rc == EML_OK, last);
    }
    test_cx_fini(&t);
}

static void
parameters_are_limited(void **state)
{
    eml_param p[3] = {{.next = p + 1, .name = S("a"), .value = S("x")},
                      {.next = p + 2, .name = S("b"), .value = S("x")},
                      {.name = S("c"), .value = S("x")}};
    char text[200];
    eml_disposition d = {.type = S("inline"), .params = p};
    eml_value v = {.kind = EML_VALUE_DISPOSITION, .u.disposition = &d};
    eml_limits limits = {.params = 2};
    test_cx t;
    eml_out out = {.arena = &t.arena};

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    t.cx.limits = &limits;
    assert_int_equal(
        eml_write_value(&t.cx, &v, EML_FIELD_CONTENT_DISPOSITION, false, &out),
        EML_E_LIMIT);
    p[1].next = NULL;
    assert_int_equal(
        eml_write_value(&t.cx, &v, EML_FIELD_CONTENT_DISPOSITION, false, &out),
        EML_OK);
    /* pieces count */
    memset(text, 'a', sizeof text);
    p[0].value = (eml_span){(uint8_t *)text, sizeof text};
    p[0].next = NULL;
    assert_int_equal(
        eml_write_value(&t.cx, &v, EML_FIELD_CONTENT_DISPOSITION, false, &out),
        EML_E_LIMIT);
    p[0].value.n = 130;
    assert_int_equal(
        eml_write_value(&t.cx, &v, EML_FIELD_CONTENT_DISPOSITION, false, &out),
        EML_OK);
    test_cx_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest more[] = {
        cmocka_unit_test(long_texts_end_fast),
        cmocka_unit_test(many_members_end_fast),
        cmocka_unit_test(a_long_uri_has_white_space_put_in),
        cmocka_unit_test(characters_of_uris_and_digests),
        cmocka_unit_test(parameters_are_limited),
    };

    return RUN_TABLE(rewrite_runs, rewrite) | RUN_TABLE(broken_runs, broken) |
           cmocka_run_group_tests_name("values", more, NULL, NULL);
}
