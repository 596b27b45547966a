#include "tests/cx.h"

#include "core/cclass.h"
#include "eml/word.h"
#include "parsers/imf/imf_values.h"

typedef struct text_row {
    const char *name, *in;
    size_t n;
    const char *raw; /* the span that stands for it */
    size_t raw_n;
    bool simple;
    const char *findings;
} text_row;

#define BASE "=?utf-8?q?"

static const text_row text[] = {
    {"nothing", BYTES(""), BYTES(""), true, ""},
    {"only white space", BYTES(" \t \r\n "), BYTES(""), true, ""},
    {"plain", BYTES(" Hello, world"), BYTES("Hello, world"), true, ""},
    {"no space in front", BYTES("x"), BYTES("x"), true, ""},
    {"white space around it", BYTES("  \t x y \t"), BYTES("x y"), true, ""},
    {"folded at once", BYTES("\r\n x"), BYTES("x"), true, ""},
    {"folded", BYTES(" a\r\n b"), BYTES("a\r\n b"), false, ""},
    {"folded with white space before", BYTES(" a \r\n\t b"),
     BYTES("a \r\n\t b"), false, ""},
    {"folded in stored form", BYTES(" a\n b"), BYTES("a\n b"), false, ""},
    {"folds in one run", BYTES(" a \r\n \r\n b"), BYTES("a \r\n \r\n b"), false,
     "OBS_FWS@2+7"},
    {"folds in one run, three", BYTES("a\r\n \r\n \r\n b"),
     BYTES("a\r\n \r\n \r\n b"), false, "OBS_FWS@1+9"},
    {"folds in one run at the front", BYTES(" \r\n \r\n b"), BYTES("b"), true,
     "OBS_FWS@0+7"},
    {"fold at the end", BYTES("a\r\n "), BYTES("a"), false, ""},
    {"lone CR", BYTES("a\rb"), BYTES("a\rb"), true, ""},
    {"lone LF before text", BYTES("a\nb"), BYTES("a\nb"), true, ""},
    {"NUL and controls", BYTES("a\0\x01\x7f"), BYTES("a\0\x01\x7f"), true, ""},
    {"tab inside", BYTES("a\tb"), BYTES("a\tb"), true, ""},
    {"UTF-8", BYTES("a \xc3\xa9 \xe2\x82\xac"),
     BYTES("a \xc3\xa9 \xe2\x82\xac"), true, ""},
    {"not UTF-8", BYTES("a\xe9 b"), BYTES("a\xe9 b"), false, ""},
    {"UTF-8 not ended", BYTES("a\xe2\x82"), BYTES("a\xe2\x82"), false, ""},
    {"specials and quotes", BYTES("a (b \"c\\"), BYTES("a (b \"c\\"), true, ""},

    {"question marks", BYTES("a? b=c ?= ? =x?"), BYTES("a? b=c ?= ? =x?"), true,
     ""},
    {"encoded-word", BYTES(" " BASE "a?="), BYTES(BASE "a?="), false, ""},
    {"encoded-words", BYTES(BASE "a?= x\r\n " BASE "b?=\t" BASE "c?="),
     BYTES(BASE "a?= x\r\n " BASE "b?=\t" BASE "c?="), false, ""},
    {"encoded-word with a fault", BYTES(" " BASE "a=?= x"),
     BYTES(BASE "a=?= x"), false, "WORD_Q@12+1"},
    {"encoded-word of a charset unknown", BYTES("=?x-none?q?a?="),
     BYTES("=?x-none?q?a?="), false, "WORD_CHARSET@2+6"},
    {"text before it", BYTES("a" BASE "a?="), BYTES("a" BASE "a?="), true,
     "WORD_SPACE@1+13"},
    {"text after it", BYTES(BASE "a?=."), BYTES(BASE "a?=."), true,
     "WORD_SPACE@0+13"},
    {"parentheses are text here", BYTES("(" BASE "a?=)"),
     BYTES("(" BASE "a?=)"), true, "WORD_SPACE@1+13"},
    {"two without white space", BYTES(BASE "a?=" BASE "b?="),
     BYTES(BASE "a?=" BASE "b?="), true, "WORD_SPACE@0+13 WORD_SPACE@13+13"},
    {"a good one after them", BYTES(BASE "a?=. " BASE "b?="),
     BYTES(BASE "a?=. " BASE "b?="), false, "WORD_SPACE@0+13"},
    {"lone CR sets a word apart as white space does", BYTES("a\r" BASE "b?="),
     BYTES("a\r" BASE "b?="), false, ""},
    {"NUL does not", BYTES("a\0" BASE "b?="), BYTES("a\0" BASE "b?="), true,
     "WORD_SPACE@2+13"},
    {"space in the word", BYTES(" =?iso-8859-1?q?this is some text?="),
     BYTES("=?iso-8859-1?q?this is some text?="), true, "WORD_SYNTAX@1+2"},
    {"=? alone", BYTES(" =?"), BYTES("=?"), true, "WORD_SYNTAX@1+2"},
    {"=? inside of text", BYTES("a=?b"), BYTES("a=?b"), true, ""},
    {"many =? side by side are one", BYTES("=?=?=?=?"), BYTES("=?=?=?=?"), true,
     "WORD_SYNTAX@0+2"},
    {"a word in what begins as none", BYTES("=?" BASE "a?="),
     BYTES("=?" BASE "a?="), true, "WORD_SYNTAX@0+2 WORD_SPACE@2+13"},
};

static void
text_runs(void **state)
{
    const text_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE), out;
    eml_text x;

    assert_int_equal(eml__unstructured(&t.cx, in, &x), EML_OK);
    assert_string_equal(test_cx_findings(&t), r->findings);
    assert_int_equal(x.raw.n, r->raw_n);
    assert_memory_equal(x.raw.p, r->raw, r->raw_n);
    assert_int_equal(x.form, EML_TEXT_UNSTRUCTURED);
    assert_true(x.present);
    assert_int_equal(x.simple, r->simple);
    assert_int_equal(t.arena.num_calls, 0);
    if (x.simple) { /* the text is what lies there */
        x.simple = false;
        assert_int_equal(eml_text_get(&t.cx, &x, &out), EML_OK);
        assert_int_equal(out.n, r->raw_n);
        assert_memory_equal(out.p, r->raw, r->raw_n);
    }
    test_cx_fini(&t);
}

/* ---- the public one: strict, or as far as it is allowed ----------------- */

typedef struct parse_row {
    const char *name, *in;
    size_t n;
    uint32_t allow;
    int rc;
    const char *findings;
} parse_row;

static const parse_row parse[] = {
    {"plain", BYTES(" a b"), EML_ALLOW_NONE, EML_OK, ""},
    {"nothing", BYTES(""), EML_ALLOW_NONE, EML_OK, ""},
    {"a header injected", BYTES("a\r\nBcc: b"), EML_ALLOW_WILD,
     EML_E_FIELD_LINE, "FIELD_LINE@1+2"},
    {"NUL", BYTES("a\0"), EML_ALLOW_NONE, EML_E_NUL, "NUL@1+1"},
    {"NUL allowed", BYTES("a\0"), EML_ALLOW_CONTROL, EML_OK, "NUL@1+1"},
    {"control", BYTES("a\x01"), EML_ALLOW_NONE, EML_E_CONTROL, "CONTROL@1+1"},
    {"control allowed", BYTES("a\x01"), EML_ALLOW_OBS, EML_OK, "CONTROL@1+1"},
    {"lone CR", BYTES("a\rb"), EML_ALLOW_OBS, EML_E_BARE_CR, "BARE_CR@1+1"},
    {"lone LF", BYTES("a\n b"), EML_ALLOW_OBS, EML_E_BARE_LF, "BARE_LF@1+1"},
    {"lone LF allowed", BYTES("a\n b"), EML_ALLOW_BARE_LF, EML_OK,
     "BARE_LF@1+1"},
    {"obsolete folding", BYTES("a\r\n \r\n \r\n b"), EML_ALLOW_NONE,
     EML_E_FOLD_BLANK, "FOLD_BLANK@3+1 FOLD_BLANK@6+1 OBS_FWS@1+9"},
    {"obsolete folding allowed", BYTES("a\r\n \r\n b"), EML_ALLOW_OBS, EML_OK,
     "FOLD_BLANK@3+1 OBS_FWS@1+6"},
    {"UTF-8", BYTES("\xc3\xa9"), EML_ALLOW_NONE, EML_OK, "UTF8_HEADER@0+2"},
    {"not UTF-8", BYTES("\xe9"), EML_ALLOW_NONE, EML_E_NOT_UTF8,
     "NOT_UTF8@0+1"},
    {"words side by side", BYTES(BASE "a?=" BASE "b?="), EML_ALLOW_NONE,
     EML_E_WORD_SPACE, "WORD_SPACE@0+13 WORD_SPACE@13+13"},
    {"words side by side, allowed", BYTES(BASE "a?=" BASE "b?="),
     EML_ALLOW_WORD, EML_OK, "WORD_SPACE@0+13 WORD_SPACE@13+13"},
    {"a warning is no error", BYTES("=?"), EML_ALLOW_NONE, EML_OK,
     "WORD_SYNTAX@0+2"},
};

static void
parse_runs(void **state)
{
    const parse_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, r->allow);
    eml_text x = {.form = 99};

    assert_int_equal(eml_unstructured_parse(&t.cx, in, &x), r->rc);
    assert_string_equal(test_cx_findings(&t), r->findings);
    assert_int_equal(t.cx.err.code, r->rc);
    assert_int_equal(x.form, r->rc ? 99 : EML_TEXT_UNSTRUCTURED);
    test_cx_fini(&t);
}

static void
an_earlier_error_stays_and_a_new_one_is_seen(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES("a\0b"), EML_ALLOW_NONE);
    eml_text x;

    (void)state;
    t.cx.err = (eml_diag){EML_E_ATOM_DOT, 1, 77};
    assert_int_equal(eml_unstructured_parse(&t.cx, in, &x), EML_E_NUL);
    assert_int_equal(t.cx.err.code, EML_E_ATOM_DOT);
    in.n = 1;
    assert_int_equal(eml_unstructured_parse(&t.cx, in, &x), EML_OK);
    assert_int_equal(t.cx.err.off, 77);
    test_cx_fini(&t);
}

/* Every byte at every place of a short body, exact-size. */
static void
short_bodies_are_read_as_long_ones(void **state)
{
    (void)state;
    for (size_t n = 1; n < 70; n += n < 40 ? 1 : 7) {
        uint8_t *buf = malloc(n);

        assert_non_null(buf);
        memset(buf, 'a', n);
        for (size_t at = 0; at < n; at++) {
            for (unsigned c = 0; c < 256; c++) {
                bool white = eml__is((uint8_t)c, EML__WSP | EML__NL);
                bool first = white && at == 0;
                bool last = white && at == n - 1 && !first;
                eml_cx cx = {.origin = buf};
                eml_text x;

                buf[at] = (uint8_t)c;
                assert_int_equal(eml__unstructured(&cx, (eml_span){buf, n}, &x),
                                 EML_OK);
                assert_ptr_equal(x.raw.p, buf + first);
                assert_int_equal(x.raw.n, n - first - last);
                assert_int_equal(x.simple, c < 128);
                assert_int_equal(cx.num_diags, 0);
            }
            buf[at] = 'a';
        }
        free(buf);
    }
}

static void
long_text_ends_soon(void **state)
{
    static const struct {
        const char *unit;
        size_t n;
    } rows[] = {
        {BYTES("=?")},       {BYTES(" =?")},       {BYTES("=?a?q?x")},
        {BYTES("\r\n ")},    {BYTES(" ")},         {BYTES("\r")},
        {BYTES("\xe2\x82")}, {BYTES("a\r\n ")},    {BYTES("=?utf-8?q?=C3?= ")},
        {BYTES("?")},        {BYTES("=?a?b?a?=")}, {BYTES("=?utf-8?b?a")},
    };
    enum { SIZE = 1 << 20 };
    uint8_t *b = malloc(SIZE);

    (void)state;
    assert_non_null(b);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        eml_cx cx = {.origin = b};
        eml_text x;

        for (size_t j = 0; j < SIZE; j++)
            b[j] = (uint8_t)rows[i].unit[j % rows[i].n];
        assert_int_equal(eml__unstructured(&cx, (eml_span){b, SIZE}, &x),
                         EML_OK);
    }
    free(b);
}

int
main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(an_earlier_error_stays_and_a_new_one_is_seen),
        cmocka_unit_test(short_bodies_are_read_as_long_ones),
        cmocka_unit_test(long_text_ends_soon),
    };

    return RUN_TABLE(text_runs, text) | RUN_TABLE(parse_runs, parse) |
           cmocka_run_group_tests(others, NULL, NULL);
}
