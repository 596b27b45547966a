#include "tests/cx.h"

#include "core/cclass.h"
#include "eml/field.h"
#include "parsers/imf/field_scan.h"
#include "parsers/imf/scan.h"

/* ---- eml_field_split --------------------------------------------------- */

typedef struct split_row {
    const char *name, *in;
    size_t n;
    const char *field, *body; /* name and body of the field */
    size_t body_n;
    int id;
    const char *findings;
    bool lf; /* stored form */
} split_row;

#define LONG10 "0123456789"
#define LONG50 LONG10 LONG10 LONG10 LONG10 LONG10
#define LONG70 LONG50 LONG10 LONG10
#define LONG500                                                                \
    LONG50 LONG50 LONG50 LONG50 LONG50 LONG50 LONG50 LONG50 LONG50 LONG50
#define LONG995                                                                \
    LONG500 LONG50 LONG50 LONG50 LONG50 LONG50 LONG50 LONG50 LONG50 LONG50     \
        LONG10 LONG10 LONG10 LONG10 "01234"
#define WORD20 "=?utf-8?q?abcdefgh?="
#define E30                                                                    \
    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9" \
    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9" \
    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9" \
    "\xc3\xa9\xc3\xa9\xc3\xa9"

static const split_row split[] = {
    {"plain", BYTES("Subject: a b\r\n"), "Subject", BYTES(" a b"),
     EML_FIELD_SUBJECT, "", false},
    {"folded", BYTES("To: a@b,\r\n c@d\r\n"), "To", BYTES(" a@b,\r\n c@d"),
     EML_FIELD_TO, "", false},
    {"folded by a tab", BYTES("To: a@b,\r\n\tc@d\r\n"), "To",
     BYTES(" a@b,\r\n\tc@d"), EML_FIELD_TO, "", false},
    {"folded right after the colon", BYTES("To:\r\n a@b\r\n"), "To",
     BYTES("\r\n a@b"), EML_FIELD_TO, "", false},
    {"no space after the colon", BYTES("X:y\r\n"), "X", BYTES("y"),
     EML_FIELD_OTHER, "", false},
    {"empty body", BYTES("X:\r\n"), "X", BYTES(""), EML_FIELD_OTHER, "", false},
    {"several colons", BYTES("X:y:z\r\n"), "X", BYTES("y:z"), EML_FIELD_OTHER,
     "", false},
    {"no line end", BYTES("X: y"), "X", BYTES(" y"), EML_FIELD_OTHER, "",
     false},
    {"no body, no line end", BYTES("X:"), "X", BYTES(""), EML_FIELD_OTHER, "",
     false},
    {"longest and oddest ftext", BYTES("!\"#$%&'()*+,-./;<=>?@[\\]^_`{|}~: y"),
     "!\"#$%&'()*+,-./;<=>?@[\\]^_`{|}~", BYTES(" y"), EML_FIELD_OTHER, "",
     false},

    /* stored form */
    {"LF alone in stored form", BYTES("To: a,\n b\n"), "To", BYTES(" a,\n b"),
     EML_FIELD_TO, "", true},
    {"CRLF in stored form", BYTES("To: a,\r\n b\r\n"), "To", BYTES(" a,\r\n b"),
     EML_FIELD_TO, "BARE_CR@6+1 BARE_CR@10+1", true},
    {"LF alone", BYTES("To: a,\n b\n"), "To", BYTES(" a,\n b"), EML_FIELD_TO,
     "BARE_LF@6+1 BARE_LF@9+1", false},

    /* bytes */
    {"lone CR", BYTES("X: a\rb\r\n"), "X", BYTES(" a\rb"), EML_FIELD_OTHER,
     "BARE_CR@4+1", false},
    {"lone CR at the end", BYTES("X: a\r"), "X", BYTES(" a\r"), EML_FIELD_OTHER,
     "BARE_CR@4+1", false},
    {"CR CR LF", BYTES("X: a\r\r\n"), "X", BYTES(" a\r"), EML_FIELD_OTHER,
     "BARE_CR@4+1", false},
    {"CR CR CR b is one finding", BYTES("X: a\r\r\rb\r\n"), "X",
     BYTES(" a\r\r\rb"), EML_FIELD_OTHER, "BARE_CR@4+3", false},
    {"lone CR in stored form", BYTES("X: a\rb\n"), "X", BYTES(" a\rb"),
     EML_FIELD_OTHER, "BARE_CR@4+1", true},
    {"NUL", BYTES("X: a\0b\r\n"), "X", BYTES(" a\0b"), EML_FIELD_OTHER,
     "NUL@4+1", false},
    {"run of NUL", BYTES("X: a\0\0\0\r\n"), "X", BYTES(" a\0\0\0"),
     EML_FIELD_OTHER, "NUL@4+3", false},
    {"controls", BYTES("X: a\x01\x1f\x7f\x0b\x0c b\x08\r\n"), "X",
     BYTES(" a\x01\x1f\x7f\x0b\x0c b\x08"), EML_FIELD_OTHER,
     "CONTROL@4+5 CONTROL@11+1", false},
    {"NUL between controls", BYTES("X: \x01\0\x02\r\n"), "X",
     BYTES(" \x01\0\x02"), EML_FIELD_OTHER, "CONTROL@3+1 NUL@4+1 CONTROL@5+1",
     false},
    {"tab is no control", BYTES("X:\ta\tb\r\n"), "X", BYTES("\ta\tb"),
     EML_FIELD_OTHER, "", false},
    {"UTF-8, said once", BYTES("X: \xc3\xa9 \xe2\x82\xac\r\n"), "X",
     BYTES(" \xc3\xa9 \xe2\x82\xac"), EML_FIELD_OTHER, "UTF8_HEADER@3+2",
     false},
    {"not UTF-8", BYTES("X: a\xe9\r\n"), "X", BYTES(" a\xe9"), EML_FIELD_OTHER,
     "NOT_UTF8@4+1", false},
    {"run that is not UTF-8", BYTES("X: \xff\xfe\xc3\xa9\x80\r\n"), "X",
     BYTES(" \xff\xfe\xc3\xa9\x80"), EML_FIELD_OTHER,
     "NOT_UTF8@3+2 UTF8_HEADER@5+2 NOT_UTF8@7+1", false},
    {"character cut by a fold", BYTES("X: \xc3\r\n \xa9\r\n"), "X",
     BYTES(" \xc3\r\n \xa9"), EML_FIELD_OTHER, "NOT_UTF8@3+1 NOT_UTF8@7+1",
     false},
    {"overlong and surrogate", BYTES("X: \xc0\x80 \xed\xa0\x80\r\n"), "X",
     BYTES(" \xc0\x80 \xed\xa0\x80"), EML_FIELD_OTHER,
     "NOT_UTF8@3+2 NOT_UTF8@6+3", false},

    /* lines */
    {"line of 78", BYTES("X: " LONG70 "12345\r\n"), "X",
     BYTES(" " LONG70 "12345"), EML_FIELD_OTHER, "", false},
    {"line of 79", BYTES("X: " LONG70 "123456\r\n"), "X",
     BYTES(" " LONG70 "123456"), EML_FIELD_OTHER, "LINE_78@0+79", false},
    {"line of 79 without its end", BYTES("X: " LONG70 "123456"), "X",
     BYTES(" " LONG70 "123456"), EML_FIELD_OTHER, "LINE_78@0+79", false},
    {"line of 78 characters and more octets",
     BYTES("X: " E30 E30 LONG10 "12345\r\n"), "X",
     BYTES(" " E30 E30 LONG10 "12345"), EML_FIELD_OTHER, "UTF8_HEADER@3+2",
     false},
    {"line of 79 characters", BYTES("X: " E30 E30 LONG10 "123456\r\n"), "X",
     BYTES(" " E30 E30 LONG10 "123456"), EML_FIELD_OTHER,
     "UTF8_HEADER@3+2 LINE_78@0+139", false},
    {"the long line is the second",
     BYTES("X: a\r\n " LONG70 "12345678\r\n b\r\n"), "X",
     BYTES(" a\r\n " LONG70 "12345678\r\n b"), EML_FIELD_OTHER, "LINE_78@6+79",
     false},
    {"line of 998", BYTES("X: " LONG995 "\r\n"), "X", BYTES(" " LONG995),
     EML_FIELD_OTHER, "LINE_78@0+998", false},
    {"line of 999", BYTES("X: " LONG995 "a\r\n"), "X", BYTES(" " LONG995 "a"),
     EML_FIELD_OTHER, "LINE_998@0+999", false},
    {"line with an encoded-word of 76", BYTES("X: " LONG50 "12 " WORD20 "\r\n"),
     "X", BYTES(" " LONG50 "12 " WORD20), EML_FIELD_OTHER, "", false},
    {"line with an encoded-word of 77",
     BYTES("X: " LONG50 "123 " WORD20 "\r\n"), "X",
     BYTES(" " LONG50 "123 " WORD20), EML_FIELD_OTHER, "WORD_LINE@0+77", false},
    {"line of 77 with \"=?\" and no encoded-word",
     BYTES("X: " LONG50 "123 =?utf-8?q?abcdefgh?a\r\n"), "X",
     BYTES(" " LONG50 "123 =?utf-8?q?abcdefgh?a"), EML_FIELD_OTHER, "", false},

    /* folds */
    {"folded line of white space", BYTES("X: a\r\n \t\r\n b\r\n"), "X",
     BYTES(" a\r\n \t\r\n b"), EML_FIELD_OTHER, "FOLD_BLANK@6+2", false},
    {"last line of white space", BYTES("X: a\r\n \r\n"), "X", BYTES(" a\r\n "),
     EML_FIELD_OTHER, "FOLD_BLANK@6+1", false},
    {"last line of white space, unended", BYTES("X: a\r\n "), "X",
     BYTES(" a\r\n "), EML_FIELD_OTHER, "FOLD_BLANK@6+1", false},
    {"body of white space", BYTES("X: \t \r\n"), "X", BYTES(" \t "),
     EML_FIELD_OTHER, "", false},
    {"line end that is no fold", BYTES("X: a\r\nBcc: b\r\n"), "X",
     BYTES(" a\r\nBcc: b"), EML_FIELD_OTHER, "FIELD_LINE@4+2", false},
    {"empty line inside", BYTES("X: a\r\n\r\n b\r\n"), "X",
     BYTES(" a\r\n\r\n b"), EML_FIELD_OTHER, "FIELD_LINE@4+2 FOLD_BLANK@6+0",
     false},

    /* names */
    {"space before the colon", BYTES("Subject : a\r\n"), "Subject", BYTES(" a"),
     EML_FIELD_SUBJECT, "FIELD_NAME_SPACE@7+1", false},
    {"tabs and spaces before the colon", BYTES("Subject \t :a\r\n"), "Subject",
     BYTES("a"), EML_FIELD_SUBJECT, "FIELD_NAME_SPACE@7+3", false},
    {"space in the name", BYTES("Sub ject: a\r\n"), "Sub ject", BYTES(" a"),
     EML_FIELD_OTHER, "FIELD_NAME@3+1", false},
    {"space in the name and behind it", BYTES("Sub ject : a\r\n"), "Sub ject",
     BYTES(" a"), EML_FIELD_OTHER, "FIELD_NAME@3+1 FIELD_NAME_SPACE@8+1",
     false},
    {"UTF-8 in the name", BYTES("Subj\xc3\xa9t: a\r\n"), "Subj\xc3\xa9t",
     BYTES(" a"), EML_FIELD_OTHER, "FIELD_NAME@4+2 UTF8_HEADER@4+2", false},
    {"8-bit in the name", BYTES("Subj\xe9t: a\r\n"), "Subj\xe9t", BYTES(" a"),
     EML_FIELD_OTHER, "FIELD_NAME@4+1 NOT_UTF8@4+1", false},
    {"DEL in the name", BYTES("Sub\x7f: a\r\n"), "Sub\x7f", BYTES(" a"),
     EML_FIELD_OTHER, "FIELD_NAME@3+1 CONTROL@3+1", false},
    {"lone CR in the name", BYTES("Sub\rject: a\r\n"), "Sub\rject", BYTES(" a"),
     EML_FIELD_OTHER, "FIELD_NAME@3+1 BARE_CR@3+1", false},
    {"names in any case", BYTES("mEsSaGe-iD: <a@b>\r\n"), "mEsSaGe-iD",
     BYTES(" <a@b>"), EML_FIELD_MESSAGE_ID, "", false},
    {"From with space is a field", BYTES("From : a@b\r\n"), "From",
     BYTES(" a@b"), EML_FIELD_FROM, "FIELD_NAME_SPACE@4+1", false},

    /* no fields */
    {"From_ line", BYTES("From a@b Thu Jan  1 00:00:00 1970\r\n"), "",
     BYTES("From a@b Thu Jan  1 00:00:00 1970"), EML_FIELD_JUNK,
     "FIELD_FROM_LINE@0+33", false},
    {"From_ line quoted", BYTES(">From a@b Thu Jan  1 00:00:00 1970\r\n"), "",
     BYTES(">From a@b Thu Jan  1 00:00:00 1970"), EML_FIELD_JUNK,
     "FIELD_FROM_LINE@0+34", false},
    {"From_ alone", BYTES("From \r\n"), "", BYTES("From "), EML_FIELD_JUNK,
     "FIELD_FROM_LINE@0+5", false},
    {"from_ in lower case is none", BYTES("from a\r\n"), "", BYTES("from a"),
     EML_FIELD_JUNK, "FIELD_NO_COLON@0+6", false},
    {"no colon", BYTES("hello\r\n"), "", BYTES("hello"), EML_FIELD_JUNK,
     "FIELD_NO_COLON@0+5", false},
    {"the colon is in the folded line", BYTES("hello\r\n : a\r\n"), "",
     BYTES("hello\r\n : a"), EML_FIELD_JUNK, "FIELD_NO_COLON@0+5", false},
    {"no name", BYTES(": a\r\n"), "", BYTES(": a"), EML_FIELD_JUNK,
     "FIELD_NAME_EMPTY@0+1", false},
    {"begins with a folded line", BYTES(" Subject: a\r\n"), "",
     BYTES(" Subject: a"), EML_FIELD_JUNK, "FIELD_FOLD_FIRST@0+11", false},
    {"nothing", BYTES(""), "", BYTES(""), EML_FIELD_JUNK, "FIELD_NO_COLON@0+0",
     false},
    {"only a line end", BYTES("\r\n"), "", BYTES(""), EML_FIELD_JUNK,
     "FIELD_NO_COLON@0+0", false},
    {"only LF", BYTES("\n"), "", BYTES(""), EML_FIELD_JUNK,
     "FIELD_NO_COLON@0+0 BARE_LF@0+1", false},
    {"only NUL", BYTES("\0"), "", BYTES("\0"), EML_FIELD_JUNK,
     "FIELD_NO_COLON@0+1 NUL@0+1", false},
};

static void
split_runs(void **state)
{
    const split_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    eml_field f = {0};

    t.cx.newline = r->lf ? EML_NL_LF : EML_NL_CRLF;
    eml_field_split(&t.cx, in, &f);
    assert_string_equal(test_cx_findings(&t), r->findings);
    assert_int_equal(f.id, r->id);
    assert_int_equal(f.name.n, strlen(r->field));
    assert_memory_equal(f.name.p, r->field, f.name.n);
    assert_int_equal(f.body.n, r->body_n);
    assert_memory_equal(f.body.p, r->body, f.body.n);
    assert_int_equal(f.body_lines_only, r->id == EML_FIELD_JUNK);
    assert_int_equal(f.value.kind, EML_VALUE_NONE);
    assert_ptr_equal(f.raw.p, in.p);
    assert_int_equal(f.raw.n, in.n);
    assert_int_equal(t.arena.num_calls, 0);
    test_cx_fini(&t);
}

/* ---- both at once ------------------------------------------------------ */

/* What is read in one pass is what it is in two. */
static void
scan_runs(void **state)
{
    const split_row *r = *state;
    uint8_t newline = r->lf ? EML_NL_LF : EML_NL_CRLF;
    char in[4096];
    eml__field_shape shape;
    eml_field f = {0};
    test_cx t;
    eml_span all;

    assert_true(r->n + 80 <= sizeof in);
    memcpy(in, r->in, r->n);
    memset(in + r->n, 'x', 80);
    all = test_cx_init(&t, in, r->n + 80, EML_ALLOW_NONE);
    t.cx.newline = newline;
    if (eml__field_scan(all, all.n, newline, &shape) && shape.len == r->n) {
        eml__field_fill(&t.cx, all.p, &shape, &f);
        assert_string_equal(test_cx_findings(&t), r->findings);
        assert_int_equal(f.id, r->id);
        assert_int_equal(f.name.n, strlen(r->field));
        assert_int_equal(f.body.n, r->body_n);
        assert_memory_equal(f.body.p, r->body, f.body.n);
        assert_int_equal(f.raw.n, r->n);
    }
    test_cx_fini(&t);
}

static const struct shape_row {
    const char *name, *in;
    bool lf, taken;
    size_t len, look; /* where lines to be judged begin, 999: nowhere */
} shapes[] = {
    {"one line", "A: b\r\nB", false, true, 6, 999},
    {"one line by LF", "A: b\nB", true, true, 5, 999},
    {"folded", "A: b\r\n c\r\n\td\r\nB", false, true, 14, 999},
    {"tab within", "A: b\tc\r\n", false, true, 8, 999},
    {"empty line behind", "A: b\r\n\r\n", false, true, 6, 999},
    {"76 characters", "A:" LONG70 "0123\r\nB", false, true, 78, 999},
    {"77 characters", "A:" LONG70 "01234\r\nB", false, true, 79, 0},
    {"second line of 77", "A:\r\n " LONG70 "012345\r\nB", false, true, 83, 4},
    {"longer than two blocks", "A: " LONG70 "\r\n " LONG70 "\r\nB", false, true,
     148, 999},
    {"white space at the end", "A: b\r\n c \r\nB", false, true, 11, 6},
    {"blank line", "A: b\r\n \r\n", false, true, 9, 6},
    {"no name", ": b\r\n", false, false, 0, 0},
    {"no colon", "A\r\n", false, false, 0, 0},
    {"space before the colon", "A : b\r\n", false, false, 0, 0},
    {"bare LF", "A: b\n", false, false, 0, 0},
    {"bare CR", "A: b\rc\r\n", false, false, 0, 0},
    {"CR by LF", "A: b\r\n", true, false, 0, 0},
    {"over 127", "A: \xc3\xa9\r\n", false, false, 0, 0},
    {"DEL", "A: \x7f\r\n", false, false, 0, 0},
    {"over 127 in the name", "A\xc3\xa9: b\r\n", false, false, 0, 0},
    {"control character", "A: \x01\r\n", false, false, 0, 0},
};

static void
has_shape(void **state)
{
    const struct shape_row *r = *state;
    size_t n = strlen(r->in);
    uint8_t newline = r->lf ? EML_NL_LF : EML_NL_CRLF, *p;
    eml__field_shape s;
    char in[512];

    memcpy(in, r->in, n);
    memset(in + n, 'x', 130);
    p = test_exact(in, n + 130);
    assert_int_equal(eml__field_scan((eml_span){p, n + 130}, 500, newline, &s),
                     r->taken);
    if (r->taken) {
        assert_int_equal(s.len, r->len);
        assert_int_equal(s.name, 1);
        assert_int_equal(s.line_end, r->lf ? 1 : 2);
        assert_int_equal(s.look ? (size_t)(s.look - p) : 999, r->look);
        assert_true(
            eml__field_scan((eml_span){p, n + 130}, r->len, newline, &s));
        assert_false(
            eml__field_scan((eml_span){p, n + 130}, r->len - 1, newline, &s));
    }
    /* what ends with the bytes at hand may go on */
    if (r->taken)
        assert_false(eml__field_scan((eml_span){p, r->len}, 500, newline, &s));
    free(p);
}

/* ---- eml_field_bytes --------------------------------------------------- */

typedef struct bytes_row {
    const char *name, *in;
    size_t n;
    const char *findings;
} bytes_row;

static const bytes_row bytes[] = {
    {"nothing", BYTES(""), ""},
    {"plain", BYTES(" a b"), ""},
    {"folded", BYTES(" a\r\n b"), ""},
    {"a first line of white space is none by itself", BYTES(" \r\n b"), ""},
    {"NUL", BYTES("a\0"), "NUL@1+1"},
    {"control", BYTES("\x02"), "CONTROL@0+1"},
    {"lone CR", BYTES("\r"), "BARE_CR@0+1"},
    {"lone LF", BYTES("\n"), "BARE_LF@0+1"},
    {"CRLF", BYTES("\r\n"), ""},
    {"a header injected", BYTES("a\r\nBcc: x"), "FIELD_LINE@1+2"},
    {"not UTF-8", BYTES("\x80"), "NOT_UTF8@0+1"},
    {"UTF-8", BYTES("\xc2\xa0"), "UTF8_HEADER@0+2"},
    {"long line", BYTES(LONG70 "123456789"), "LINE_78@0+79"},
};

static void
bytes_runs(void **state)
{
    const bytes_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);

    eml_field_bytes(&t.cx, in);
    assert_string_equal(test_cx_findings(&t), r->findings);
    test_cx_fini(&t);
}

/* ---- scan.h ------------------------------------------------------------ */

static void
stop_is_the_same_by_every_path(void **state)
{
    uint8_t buf[80];

    (void)state;
    for (unsigned c = 0; c < 256; c++)
        for (size_t n = 0; n <= 40; n++)
            for (size_t at = 0; at <= n; at++) {
                const uint8_t *p = buf + 20, *end = p + n, *want = end;

                memset(buf, 'a', sizeof buf);
                if (at < n)
                    buf[20 + at] = (uint8_t)c;
                if (at < n && (c < 0x20 || c > 0x7e || c == '?'))
                    want = p + at;
                assert_ptr_equal(eml__stop_swar(p, end, '?'), want);
                assert_ptr_equal(eml__stop(p, p, end, '?'), want);
                assert_ptr_equal(eml__stop(buf, p, end, '?'), want);
                if (c != '?')
                    assert_ptr_equal(eml__plain_end(p, p, end), want);
            }
}

static void
no_false_stop_behind_a_borrow(void **state)
{
    /* 0x1f, 0x20, 0x7e, 0x7f, 0x80 side by side in every order of two */
    static const uint8_t edge[] = {0x00, 0x1f, 0x20, 0x21, 0x7e,
                                   0x7f, 0x80, 0xff, '?',  '>'};
    uint8_t buf[16];

    (void)state;
    for (size_t i = 0; i < sizeof edge; i++)
        for (size_t j = 0; j < sizeof edge; j++)
            for (size_t at = 0; at < 15; at++) {
                const uint8_t *want = buf + 16;

                memset(buf, ' ', sizeof buf);
                buf[at] = edge[i];
                buf[at + 1] = edge[j];
                for (size_t k = 16; k-- > 0;)
                    if (buf[k] < 0x20 || buf[k] > 0x7e || buf[k] == '?')
                        want = buf + k;
                assert_ptr_equal(eml__stop_swar(buf, buf + 16, '?'), want);
                assert_ptr_equal(eml__stop(buf, buf, buf + 16, '?'), want);
            }
}

static void
ascii_sees_every_byte(void **state)
{
    uint8_t buf[70];

    (void)state;
    for (size_t n = 0; n <= sizeof buf; n++) {
        memset(buf, 0x7f, sizeof buf);
        assert_true(eml__ascii(buf, buf + n));
        for (size_t at = 0; at < n; at++) {
            buf[at] = 0x80;
            assert_false(eml__ascii(buf, buf + n));
            buf[at] = 0x7f;
        }
    }
}

/* ---- cost -------------------------------------------------------------- */

/* A megabyte of each: what is found is counted, not kept. */
static void
long_input_ends_soon(void **state)
{
    static const struct {
        const char *unit;
        size_t n;
    } rows[] = {
        {BYTES("=?")},         {BYTES("=?a?q?x")},  {BYTES("\xff")},
        {BYTES("\xc3\xa9")},   {BYTES("a\r\n ")},   {BYTES("\r")},
        {BYTES("\r\n")},       {BYTES("\0\x01")},   {BYTES(" ")},
        {BYTES("\xe2\x82 ")},  {BYTES("a")},        {BYTES("a\n ")},
        {BYTES("=?a?q?x?= ")}, {BYTES("=?a?b?x?")}, {BYTES(":")},
    };
    enum { SIZE = 1 << 20 };
    uint8_t *b = malloc(SIZE);

    (void)state;
    assert_non_null(b);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        eml_cx cx = {.origin = b};
        eml_field f;

        for (size_t j = 0; j < SIZE; j++)
            b[j] = (uint8_t)rows[i].unit[j % rows[i].n];
        eml_field_split(&cx, (eml_span){b, SIZE}, &f);
        eml_field_bytes(&cx, (eml_span){b, SIZE});
    }
    free(b);
}

/* Every byte at every place of a short text, exact-size: the end of ftext, and
 * a stop in a comment that passes over nothing a comment must look at. */
static void
ends_of_names_and_comments(void **state)
{
    (void)state;
    for (size_t n = 1; n < 40; n++) {
        uint8_t *buf = malloc(n), *end;

        assert_non_null(buf);
        memset(buf, 'a', n);
        end = buf + n;
        for (size_t at = 0; at < n; at++) {
            for (unsigned c = 0; c < 256; c++) {
                bool plain = eml__is((uint8_t)c, EML__CTEXT | EML__WSP);
                const uint8_t *stop;

                buf[at] = (uint8_t)c;
                assert_ptr_equal(eml__ftext_end(buf, end),
                                 eml__is((uint8_t)c, EML__FTEXT) ? end
                                                                 : buf + at);
                stop = eml__comment_stop(buf, end);
                assert_true(stop >= buf && stop <= end);
                if (!plain)
                    assert_true(stop <= buf + at);
            }
            buf[at] = 'a';
        }
        free(buf);
    }
}

int
main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(stop_is_the_same_by_every_path),
        cmocka_unit_test(no_false_stop_behind_a_borrow),
        cmocka_unit_test(ascii_sees_every_byte),
        cmocka_unit_test(ends_of_names_and_comments),
        cmocka_unit_test(long_input_ends_soon),
    };

    return RUN_TABLE(scan_runs, split) | RUN_TABLE(has_shape, shapes) |
           RUN_TABLE(split_runs, split) | RUN_TABLE(bytes_runs, bytes) |
           cmocka_run_group_tests(others, NULL, NULL);
}
