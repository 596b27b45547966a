/* RFC 5322 sections 2.1.1 and 2.3, RFC 6532 section 3.4, RFC 2045 sections 2.7
 * and 2.8: the lines and bytes of a body. */
#include "parsers/mime/body_scan.h"
#include "parsers/mime/mime_scan.h"
#include "tests/cx.h"

#define X10 "xxxxxxxxxx"
#define X70 X10 X10 X10 X10 X10 X10 X10
#define E10                                                                    \
    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"         \
    "\xc3\xa9\xc3\xa9"
#define E70 E10 E10 E10 E10 E10 E10 E10

enum { HIGH_OK = 1, NO_SOFT = 2, UTF8 = 4, STORED = 8 };

static const struct row {
    const char *name;
    unsigned flags;
    const char *in;
    size_t n;
    const char *findings;
} rows[] = {
    {"nothing", 0, BYTES(""), ""},
    {"lines", 0, BYTES("a\r\n\r\nb\r\n"), ""},
    {"no last line end", 0, BYTES("a\r\nb"), ""},
    {"LF alone", 0, BYTES("a\nb\r\n\n"), "BARE_LF@1+1 BARE_LF@5+1"},
    {"CR alone", 0, BYTES("\ra\rb\r\r\n\r"),
     "BARE_CR@0+1 BARE_CR@2+1 BARE_CR@4+1 BARE_CR@7+1"},
    {"LF CR", 0, BYTES("a\n\rb"), "BARE_LF@1+1 BARE_CR@2+1"},
    {"CR CR LF LF", 0, BYTES("\r\r\n\n"), "BARE_CR@0+1 BARE_LF@3+1"},
    {"CR as the 64th byte, LF as the 65th", 0,
     BYTES(X10 X10 X10 X10 X10 X10 "xxx\r\n" X70), ""},
    {"CR as the 64th byte, no LF", 0,
     BYTES(X10 X10 X10 X10 X10 X10 "xxx\rx" X70), "BARE_CR@63+1 LINE_78@0+135"},
    {"NUL, each run", 0, BYTES("a\0\0b\0\r\n\0"),
     "BODY_NUL@1+2 BODY_NUL@4+1 BODY_NUL@7+1"},
    {"first run of 8-bit bytes", 0, BYTES("a\xe9\xe9 b\xe9"), "BODY_8BIT@1+2"},
    {"8-bit bytes at the end", 0, BYTES("a\xe9\xe9"), "BODY_8BIT@1+2"},
    {"8-bit bytes, then NUL, then 8-bit", 0, BYTES("\xe9\0\xe9"),
     "BODY_8BIT@0+1 BODY_NUL@1+1"},
    {"8-bit bytes allowed", HIGH_OK, BYTES("a\xe9\xe9\r\n\xe9"), ""},
    {"78 characters", 0, BYTES(X70 "12345678\r\n"), ""},
    {"79 characters, the first such line", 0,
     BYTES("a\r\n" X70 "123456789\r\n" X70 "123456789\r\n"), "LINE_78@3+79"},
    {"79 characters without line end", 0, BYTES(X70 "123456789"),
     "LINE_78@0+79"},
    {"79 characters and LF", 0, BYTES(X70 "123456789\n"),
     "BARE_LF@79+1 LINE_78@0+79"},
    {"78 characters and LF", 0, BYTES(X70 "12345678\n"), "BARE_LF@78+1"},
    {"79 characters do not matter", NO_SOFT, BYTES(X70 "123456789"), ""},
    {"characters of UTF-8: 78", HIGH_OK | UTF8, BYTES(E70 "12345678\r\n"), ""},
    {"characters of UTF-8: 79", HIGH_OK | UTF8, BYTES(E70 "123456789\r\nx"),
     "LINE_78@0+149"},
    {"characters of UTF-8: 78 and 79", HIGH_OK | UTF8,
     BYTES(E70 "12345678\r\n" E70 "123456789"), "LINE_78@150+149"},
    {"bytes of another charset", HIGH_OK, BYTES(E70 "\r\n"), "LINE_78@0+140"},
    {"stored: LF", STORED, BYTES("a\n\nb\n"), ""},
    {"stored: CR", STORED, BYTES("a\r\nb\rc\n\r"),
     "BARE_CR@1+1 BARE_CR@4+1 BARE_CR@7+1"},
    {"stored: 78 characters", STORED, BYTES(X70 "12345678\n"), ""},
    {"stored: 79 characters", STORED, BYTES(X70 "123456789\n"), "LINE_78@0+79"},
    {"tabs and controls", 0, BYTES("\t\1\2\x7f\r\n"), ""},
};

/* The findings of a scan in pieces of `step`, on exact-size copies. */
static void
scan(test_cx *t, unsigned flags, const char *in, size_t n, size_t step,
     enum eml__isa isa)
{
    eml__body_scan s;

    test_cx_init(t, "", 0, EML_ALLOW_NONE);
    t->cx.newline = flags & STORED ? EML_NL_LF : EML_NL_CRLF;
    eml__body_scan_init(&s, &t->cx, 0, flags & HIGH_OK, !(flags & NO_SOFT),
                        flags & UTF8);
    for (size_t at = 0; at < n; at += step) {
        size_t k = n - at < step ? n - at : step;
        uint8_t *piece = test_exact(in + at, k);

        eml__body_scan_feed(&s, &t->cx, (eml_span){piece, k}, isa);
        free(piece);
    }
    eml__body_scan_end(&s, &t->cx);
    assert_int_equal(s.off, n);
}

static void
rows_run(void **state)
{
    const struct row *r = *state;

    for (size_t step = 1; step <= r->n + 1; step++)
        for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++) {
            test_cx t;

            scan(&t, r->flags, r->in, r->n, step, (enum eml__isa)isa);
            assert_string_equal(test_cx_findings(&t), r->findings);
            test_cx_fini(&t);
        }
}

/* Lines of every length around the limits, in every place. */
static void
line_998(void **state)
{
    char in[1300];
    char want[64];

    (void)state;
    for (size_t before = 0; before < 70; before++)
        for (size_t len = 996; len < 1001; len++)
            for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++) {
                test_cx t;
                size_t n = before + 2 + len + 2;

                memset(in, 'x', sizeof in);
                memcpy(in + before, "\r\n", 2);
                memcpy(in + before + 2 + len, "\r\n\r\n", 4);
                scan(&t, NO_SOFT, in, n + 2, 5000, (enum eml__isa)isa);
                snprintf(want, sizeof want, "LINE_998@%zu+%zu", before + 2,
                         len);
                assert_string_equal(test_cx_findings(&t),
                                    len > 998 ? want : "");
                test_cx_fini(&t);
            }
}

/* LF "--" at every place of a buffer of every length. */
static void
dashes(void **state)
{
    (void)state;
    for (size_t n = 0; n < 300; n++) {
        char in[300];
        uint8_t *p;

        memset(in, 'x', sizeof in);
        for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++) {
            p = test_exact(in, n);
            assert_int_equal(eml__mime_dashes(p, n, (enum eml__isa)isa), n);
            for (size_t at = 0; at + 3 <= n; at++) {
                memcpy(p + at, "\n--", 3);
                if (at) /* near misses */
                    p[at - 1] = '\n';
                assert_int_equal(eml__mime_dashes(p, n, (enum eml__isa)isa),
                                 at);
                memcpy(p + at, "\n-x", 3);
            }
            free(p);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_998),
        cmocka_unit_test(dashes),
    };

    return RUN_TABLE(rows_run, rows) |
           (cmocka_run_group_tests(tests, NULL, NULL) != 0);
}
