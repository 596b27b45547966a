/* RFC 5322 sections 2.1.1 and 2.2.3: folding. */
#include "tests/table.h"
#include "eml/fold.h"

#define X10  "xxxxxxxxxx"
#define X70  X10 X10 X10 X10 X10 X10 X10
#define X100 X70 X10 X10 X10
#define X900 X100 X100 X100 X100 X100 X100 X100 X100 X100
#define S10  "          "
#define S100 S10 S10 S10 S10 S10 S10 S10 S10 S10 S10

static const struct fold_row {
    const char *name;
    const char *in;
    size_t n;
    bool structured;
    int rc;
    uint64_t at;
    const char *out;
} fold[] = {
    {"short line", BYTES("Subject: hello"), false, 0, 0, "Subject: hello\r\n"},
    {"no body", BYTES("Subject:"), false, 0, 0, "Subject:\r\n"},
    {"78 bytes stay on one line", BYTES("Xxxxxx: " X70), false, 0, 0,
     "Xxxxxx: " X70 "\r\n"},
    {"78 bytes with white space stay on one line", BYTES("Xxxxx: a " X70 "x"),
     false, 0, 0, "Xxxxx: a\r\n " X70 "x\r\n"},
    {"79 bytes break at the last white space", BYTES("Xxxx: a b " X70), false,
     0, 0, "Xxxx: a b\r\n " X70 "\r\n"},
    {"a first piece that fits on a line of its own gets one",
     BYTES("Message-ID: <" X70 ">"), true, 0, 0,
     "Message-ID:\r\n <" X70 ">\r\n"},
    {"a first piece that fits on no line stays", BYTES("Subject: " X100 " b"),
     false, 0, 0, "Subject: " X100 "\r\n b\r\n"},
    {"a later piece that fits on no line has its own",
     BYTES("Subject: a " X100 " b"), false, 0, 0,
     "Subject: a\r\n " X100 "\r\n b\r\n"},
    {"a run of white space stays together before its piece",
     BYTES("Subject: a \t " X70 "xx"), false, 0, 0,
     "Subject: a\r\n \t " X70 "xx\r\n"},
    {"white space at the end is no place to break", BYTES("Subject: " X70 " "),
     false, 0, 0, "Subject:\r\n " X70 " \r\n"},
    {"long white space at the end", BYTES("Subject: a" S100), false, 0, 0,
     "Subject: a" S100 "\r\n"},
    {"only white space behind the colon", BYTES("Subject:" S100), false, 0, 0,
     "Subject:" S100 "\r\n"},
    {"after a comma by preference",
     BYTES("To: a@example.org, Some Person With A Name <some.person.with.a.name"
           "@example.org>"),
     true, 0, 0,
     "To: a@example.org,\r\n Some Person With A Name <some.person.with.a.name"
     "@example.org>\r\n"},
    {"after a semicolon by preference",
     BYTES("Content-Type: text/plain; charset=us-ascii (with a rather long "
           "remark of "
           "some size)"),
     true, 0, 0,
     "Content-Type: text/plain;\r\n charset=us-ascii (with a rather long "
     "remark of "
     "some size)\r\n"},
    {"the comma of a date is no place by preference",
     BYTES("Received: from aaaaaaaaaaaaaaaaaa by bbbbbbbbbbbbbbbbbbb; Fri, 21 "
           "Nov 1997 "
           "09:55:06 -0600"),
     true, 0, 0,
     "Received: from aaaaaaaaaaaaaaaaaa by bbbbbbbbbbbbbbbbbbb;\r\n Fri, 21 "
     "Nov 1997 "
     "09:55:06 -0600\r\n"},
    {"the comma of another word that ends so is",
     BYTES("Keywords: Fri, AFri, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
           "aaaaaaaaaaaaaaaaaa aaaaaaaaaaaa"),
     true, 0, 0,
     "Keywords: Fri, AFri,\r\n aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
     "aaaaaaaaaaaaaaaaaa aaaaaaaaaaaa\r\n"},
    {"commas are nothing special in unstructured fields",
     BYTES("Subject: aaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbb "
           "cccccccccccccccccc dddddddddd"),
     false, 0, 0,
     "Subject: aaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbb "
     "cccccccccccccccccc\r\n dddddddddd\r\n"},
    {"not inside a quoted-string when there is a place outside",
     BYTES("To: aaaa bbbb \"cccccccccccccccccccccccc cccccccccccccccccccccc "
           "ccccccc ccccccc\" <a@b>"),
     true, 0, 0,
     "To: aaaa bbbb\r\n \"cccccccccccccccccccccccc cccccccccccccccccccccc "
     "ccccccc ccccccc\" <a@b>\r\n"},
    {"not inside a quoted-string when it fits behind the colon",
     BYTES(
         "Reply-To: \"cccccccccccccccccccccc cccccccccccccccccccccccccccccccc "
         "ccccccc ccccccc\" <a@b>"),
     true, 0, 0,
     "Reply-To:\r\n \"cccccccccccccccccccccc cccccccccccccccccccccccccccccccc "
     "ccccccc ccccccc\"\r\n <a@b>\r\n"},
    {"a place inside beyond the line is not forgotten",
     BYTES("To: \"ccccccccccc cccccccccccccccccccccccccccccccccccccccccccccccc"
           "ccccccccccccccc ccccccccccccccccccccc"),
     true, 0, 0,
     "To: \"ccccccccccc\r\n cccccccccccccccccccccccccccccccccccccccccccccccc"
     "ccccccccccccccc\r\n ccccccccccccccccccccc\r\n"},
    {"inside a quoted-string when nothing else will do",
     BYTES("To: \"cccccccccccccccccc, cccccccccccccccccccccccccccccccc "
           "ccccccccccc cccccccccccccccccc\" <a@b>"),
     true, 0, 0,
     "To: \"cccccccccccccccccc, cccccccccccccccccccccccccccccccc "
     "ccccccccccc\r\n cccccccccccccccccc\" <a@b>\r\n"},
    {"a comma inside a comment does not count",
     BYTES("To: a@b (aaa, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa (bbbbbbbbbbb) "
           "cccccccccccccccc)"),
     true, 0, 0,
     "To: a@b\r\n (aaa, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa (bbbbbbbbbbb) "
     "cccccccccccccccc)\r\n"},
    {"a parenthesis in a quoted-string opens nothing",
     BYTES("To: \"(\" <aaaaaaaaaaaaaaaaaaaaaaaaaa@aaaa>, "
           "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb@bbbbbbbb"),
     true, 0, 0,
     "To: \"(\" <aaaaaaaaaaaaaaaaaaaaaaaaaa@aaaa>,\r\n "
     "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb@bbbbbbbb\r\n"},
    {"a quoted DQUOTE does not end a quoted-string",
     BYTES("To: aaaa \"\\\" ccccccccccccccccccccccccccccccccccccc "
           "cccccccccccccccc cccc cccccc\" <a@b>"),
     true, 0, 0,
     "To: aaaa\r\n \"\\\" ccccccccccccccccccccccccccccccccccccc "
     "cccccccccccccccc cccc cccccc\" <a@b>\r\n"},
    {"never between a backslash and the space it quotes",
     BYTES("To: \"ccccccccccccccccccccccccccccccccccccccccc "
           "cccccccccccccccc\\ "
           "ccccccccccccccccccccccccccccccccccccccccccccccccccccccc\" <a@b>"),
     true, 0, 0,
     "To: \"ccccccccccccccccccccccccccccccccccccccccc\r\n "
     "cccccccccccccccc\\ "
     "ccccccccccccccccccccccccccccccccccccccccccccccccccccccc\"\r\n <a@b>\r\n"},
    {"a backslash outside of quotes is a character",
     BYTES("X: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\\ "
           "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"),
     true, 0, 0,
     "X: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\\\r\n "
     "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\r\n"},
    {"white space in a literal comes last",
     BYTES("To: a <aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@[aa aaaa aa aa aa"
           " aa aaaaaaaa]>"),
     true, 0, 0,
     "To: a\r\n <aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@[aa aaaa aa aa aa"
     " aa aaaaaaaa]>\r\n"},
    {"77 bytes with an encoded-word break",
     BYTES("Subject: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
           "=?utf-8?Q?=C3=A9?= bbbbbb"),
     false, 0, 0,
     "Subject: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
     "=?utf-8?Q?=C3=A9?=\r\n bbbbbb\r\n"},
    {"76 bytes with an encoded-word do not",
     BYTES("Subject: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
           "=?utf-8?Q?=C3=A9?= bbbbb"),
     false, 0, 0,
     "Subject: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
     "=?utf-8?Q?=C3=A9?= bbbbb\r\n"},
    {"a line behind the encoded-word has 78 again",
     BYTES("Subject: =?utf-8?Q?=C3=A9?= aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
           "aaaaaaaaaaaaaaaaaaaaaaaa " X70 " aaaaaa"),
     false, 0, 0,
     "Subject: =?utf-8?Q?=C3=A9?=\r\n aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaa\r\n " X70 " aaaaaa\r\n"},
    {"998 bytes in one piece", BYTES("Subject: a " X900 X70 X10 X10 "xxxxxxx"),
     false, 0, 0, "Subject: a\r\n " X900 X70 X10 X10 "xxxxxxx\r\n"},
    {"999 bytes in one piece", BYTES("Subject: a " X900 X70 X10 X10 "xxxxxxxx"),
     false, EML_E_WRITE_LONG, 10, NULL},
    {"998 bytes in one piece behind the colon",
     BYTES("Subject: " X900 X70 X10 X10 "xxxxxxx"), false, 0, 0,
     "Subject:\r\n " X900 X70 X10 X10 "xxxxxxx\r\n"},
    {"999 bytes in one piece behind the colon",
     BYTES("Subject: " X900 X70 X10 X10 "xxxxxxxx"), false, EML_E_WRITE_LONG, 8,
     NULL},
    {"998 bytes with the name stay",
     BYTES("Subject: " X900 X70 X10 "xxxxxxxxx"), false, 0, 0,
     "Subject: " X900 X70 X10 "xxxxxxxxx\r\n"},
    {"8-bit bytes count as bytes", BYTES("S: \xc3\xa9 " X70 "xxxx"), false, 0,
     0, "S: \xc3\xa9\r\n " X70 "xxxx\r\n"},
    {"LF", BYTES("a: b\nc"), false, EML_E_WRITE_LINE, 4, NULL},
    {"CR", BYTES("a: b\rc"), false, EML_E_WRITE_LINE, 4, NULL},
    {"CRLF", BYTES("a: b\r\nc: d"), false, EML_E_WRITE_LINE, 4, NULL},
    {"folded already", BYTES("a: b\r\n c"), true, EML_E_WRITE_LINE, 4, NULL},
    {"LF before CR", BYTES("a: b\n\r"), true, EML_E_WRITE_LINE, 4, NULL},
    {"NUL", BYTES("a: b\0c"), false, EML_E_WRITE_NUL, 4, NULL},
    {"NUL before LF", BYTES("a: b\0c\n"), false, EML_E_WRITE_NUL, 4, NULL},
    {"LF before NUL", BYTES("a: b\nc\0"), false, EML_E_WRITE_LINE, 4, NULL},
    {"nothing would end the header", BYTES(""), false, EML_E_WRITE_NAME, 0,
     NULL},
    {"white space in front would continue the field before", BYTES(" a: b"),
     false, EML_E_WRITE_NAME, 0, NULL},
};

static void
fold_runs(void **state)
{
    const struct fold_row *r = *state;
    uint8_t *b = test_exact(r->in, r->n);
    uint8_t buf[4096] = "#";
    eml_cx cx = {.origin = b};
    eml_out out = {.p = buf, .n = 1, .cap = sizeof buf};

    assert_int_equal(eml_fold(&cx, (eml_span){b, r->n}, r->structured, &out),
                     r->rc);
    if (r->rc < 0) {
        assert_int_equal(cx.err.code, r->rc);
        assert_int_equal(cx.err.off, r->at);
        assert_int_equal(out.n, 1);
    } else {
        buf[out.n] = 0;
        assert_string_equal((char *)buf + 1, r->out);
        assert_int_equal(cx.err.code, 0);
    }
    free(b);
}

/* What every folded field is, whatever went in. */
static void
check_folded(eml_span line, bool structured)
{
    uint8_t *buf = malloc(line.n * 3 + 8);
    eml_cx cx = {.origin = line.p};
    eml_out out = {.p = buf, .cap = line.n * 3 + 8};
    size_t i = 0, at = 0;

    assert_non_null(buf);
    if (eml_fold(&cx, line, structured, &out) < 0) {
        assert_int_equal(out.n, 0);
        free(buf);
        return;
    }
    while (i < out.n) {
        const uint8_t *nl = memchr(buf + i, '\r', out.n - i);
        size_t n, black = 0;

        assert_non_null(nl);
        assert_int_equal(nl[1], '\n');
        n = (size_t)(nl - (buf + i));
        assert_true(n <= 998);
        for (size_t k = 0; k < n; k++)
            black += buf[i + k] != ' ' && buf[i + k] != '\t';
        assert_true(black > 0);
        if (at)
            assert_true(buf[i] == ' ' || buf[i] == '\t');
        assert_memory_equal(buf + i, line.p + at, n);
        at += n;
        i += n + 2;
    }
    assert_int_equal(at, line.n);
    free(buf);
}

static uint32_t
next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33);
}

static void
any_line_unfolds_to_itself(void **state)
{
    static const char bytes[] = "aaaaaaaaaaab  \t\"\"()[]\\,;:=??xx\x80";
    uint64_t seed = 1;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        uint8_t buf[600];
        size_t n = 1 + next_random(&seed) % sizeof buf;
        uint8_t *b;

        for (size_t k = 0; k < n; k++)
            buf[k] = (uint8_t)bytes[next_random(&seed) % (sizeof bytes - 1)];
        buf[0] = 'S';
        if (n > 2)
            buf[1] = ':';
        b = test_exact(buf, n);
        check_folded((eml_span){b, n}, i & 1);
        free(b);
    }
}

/* Cost is linear: these would take minutes otherwise. */
static void
long_lines_end_fast(void **state)
{
    static const char *const unit[] = {"a",   "a ",    "a, ",  "\"a ",
                                       "(a ", "[a",    "(a) ", "=? ",
                                       "\\ ", "\"\\ ", "  a"};
    size_t n = 4u << 20;
    uint8_t *b = malloc(n);

    (void)state;
    assert_non_null(b);
    for (size_t u = 0; u < sizeof unit / sizeof unit[0]; u++) {
        size_t len = strlen(unit[u]);

        memcpy(b, "To: ", 4);
        for (size_t i = 4; i < n; i++)
            b[i] = (uint8_t)unit[u][(i - 4) % len];
        check_folded((eml_span){b, n}, true);
        check_folded((eml_span){b, n}, false);
    }
    free(b);
}

static void
a_full_buffer_is_an_error(void **state)
{
    eml_span line =
        EML_LIT("Subject: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                " bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
    uint8_t buf[200];

    (void)state;
    for (size_t cap = 0; cap < sizeof buf; cap++) {
        eml_cx cx = {.origin = line.p};
        eml_out out = {.p = buf, .cap = cap};
        int rc = eml_fold(&cx, line, false, &out);

        assert_int_equal(rc, cap < line.n + 4 ? EML_E_NOMEM : EML_OK);
        assert_int_equal(out.n, rc ? 0 : line.n + 4);
    }
}

int
main(void)
{
    const struct CMUnitTest more[] = {
        cmocka_unit_test(any_line_unfolds_to_itself),
        cmocka_unit_test(long_lines_end_fast),
        cmocka_unit_test(a_full_buffer_is_an_error),
    };

    return RUN_TABLE(fold_runs, fold) |
           cmocka_run_group_tests_name("fold", more, NULL, NULL);
}
