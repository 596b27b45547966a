#include "tests/cx.h"

#include "eml/word.h"
#include "parsers/imf/imf_values.h"
#include "tests/oom.h"

typedef struct phrase_row {
    const char *name, *in;
    size_t n;
    int rc;
    const char *texts; /* "[a][b]" */
    size_t texts_n;
    const char *findings;
} phrase_row;

#define BASE "=?utf-8?q?"

static const phrase_row phrases[] = {
    {"one", BYTES(" word"), EML_OK, BYTES("[word]"), ""},
    {"several", BYTES(" a, b c ,d"), EML_OK, BYTES("[a][b c][d]"), ""},
    {"quoted-strings", BYTES(" \"a, b\", \"c\\\"\" d"), EML_OK,
     BYTES("[a, b][c\" d]"), ""},
    {"folded, with comments", BYTES(" a (x)\r\n b,\r\n (y) c"), EML_OK,
     BYTES("[a b][c]"), ""},
    {"white space of several characters", BYTES("a  b"), EML_OK, BYTES("[a b]"),
     ""},
    {"tab between words", BYTES("a\tb"), EML_OK, BYTES("[a b]"), ""},
    {"UTF-8", BYTES(" \xc3\xa9,b"), EML_OK, BYTES("[\xc3\xa9][b]"),
     "UTF8_HEADER@1+2"},
    {"not UTF-8", BYTES("\xe9"), EML_OK, BYTES("[\xef\xbf\xbd]"),
     "NOT_UTF8@0+1"},
    {"encoded-words", BYTES(" " BASE "a?= " BASE "b?= c, d " BASE "e_f?="),
     EML_OK, BYTES("[ab c][d e f]"), ""},
    {"encoded-word with a dot", BYTES(BASE "J._Smith?="), EML_OK,
     BYTES("[J. Smith]"), "PHRASE_DOT@11+1 WORD_CHAR@11+1"},
    {"encoded-word with specials", BYTES(BASE "a[b]@c?= d"), EML_OK,
     BYTES("[a[b]@c d]"), "PHRASE_CHAR@11+1 PHRASE_CHAR@13+2 WORD_CHAR@11+1"},
    {"encoded-word with a comma is cut by it", BYTES(BASE "a,b?="), EML_OK,
     BYTES("[" BASE "a][b?=]"), "WORD_SYNTAX@0+2"},
    {"encoded-word directly before a comma", BYTES(BASE "a?=,b"), EML_OK,
     BYTES("[a][b]"), "WORD_SPACE@0+13"},
    {"encoded-word directly behind a comma", BYTES("b," BASE "a?="), EML_OK,
     BYTES("[b][a]"), "WORD_SPACE@2+13"},
    {"encoded-word beside a quoted-string", BYTES("\"x\"" BASE "a?= b"), EML_OK,
     BYTES("[xa b]"), "WORD_SPACE@3+13"},
    {"encoded-words side by side", BYTES(BASE "a?=" BASE "b?="), EML_OK,
     BYTES("[" BASE "a?=" BASE "b?=]"), "WORD_SPACE@0+13 WORD_SPACE@13+13"},
    {"text directly before one", BYTES("x" BASE "b?="), EML_OK,
     BYTES("[x" BASE "b?=]"), "WORD_SPACE@1+13"},
    {"=? that begins none", BYTES("=?x y"), EML_OK, BYTES("[=?x y]"),
     "WORD_SYNTAX@0+2"},
    {"=? inside of an atom", BYTES("a=?x"), EML_OK, BYTES("[a=?x]"), ""},
    {"encoded-word in a quoted-string", BYTES("\"" BASE "a?=\""), EML_OK,
     BYTES("[" BASE "a?=]"), "WORD_QUOTED@1+13"},
    {"encoded-word in a comment", BYTES("a (" BASE "a?=)"), EML_OK,
     BYTES("[a]"), ""},

    {"nothing", BYTES(""), EML_OK, BYTES(""), "FIELD_EMPTY@0+0"},
    {"only white space", BYTES(" \t"), EML_OK, BYTES(""), "FIELD_EMPTY@0+2"},
    {"only a comment", BYTES(" (x)"), EML_OK, BYTES(""), "FIELD_EMPTY@0+4"},
    {"only a comma", BYTES(","), EML_OK, BYTES(""),
     "PHRASE_NULL@0+0 PHRASE_NULL@1+0"},
    {"null element between", BYTES("a,,b"), EML_OK, BYTES("[a][b]"),
     "PHRASE_NULL@2+0"},
    {"null element with a comment", BYTES("a, (x) ,b"), EML_OK, BYTES("[a][b]"),
     "PHRASE_NULL@2+5"},
    {"null element at the end", BYTES("a, "), EML_OK, BYTES("[a]"),
     "PHRASE_NULL@2+1"},
    {"null element at the front", BYTES(" ,a"), EML_OK, BYTES("[a]"),
     "PHRASE_NULL@0+1"},
    {"dot", BYTES("J. R. T"), EML_OK, BYTES("[J. R. T]"), "PHRASE_DOT@1+1"},
    {"dot in each phrase", BYTES("a.,b.c"), EML_OK, BYTES("[a.][b.c]"),
     "PHRASE_DOT@1+1 PHRASE_DOT@4+1"},
    {"dot at the front", BYTES(".a"), EML_OK, BYTES("[.a]"), "PHRASE_CHAR@0+1"},
    {"dots at the front", BYTES("..a"), EML_OK, BYTES("[..a]"),
     "PHRASE_CHAR@0+1 PHRASE_DOT@1+1"},
    {"specials", BYTES("a<b> :;@[]\\ c"), EML_OK, BYTES("[a<b> :;@[]\\ c]"),
     "PHRASE_CHAR@1+1 PHRASE_CHAR@3+1 PHRASE_CHAR@5+6"},
    {"closing parenthesis", BYTES("a) b"), EML_OK, BYTES("[a) b]"),
     "COMMENT_CLOSE@1+1"},
    {"specials and a closing parenthesis", BYTES("<)>"), EML_OK, BYTES("[<)>]"),
     "PHRASE_CHAR@0+1 COMMENT_CLOSE@1+1 PHRASE_CHAR@2+1"},
    {"NUL", BYTES("a\0b"), EML_OK, BYTES("[a\0b]"), "NUL@1+1 PHRASE_CHAR@1+1"},
    {"control", BYTES("\x01"), EML_OK, BYTES("[\x01]"),
     "CONTROL@0+1 PHRASE_CHAR@0+1"},
    {"lone CR", BYTES("a\rb"), EML_OK, BYTES("[a b]"), "BARE_CR@1+1"},
    {"lone LF that is a fold", BYTES("a\n b"), EML_OK, BYTES("[a b]"),
     "BARE_LF@1+1"},
    {"line end that is no fold", BYTES("a\r\nb"), EML_OK, BYTES("[a b]"),
     "FIELD_LINE@1+2 PHRASE_CHAR@1+2"},
    {"folds in one run", BYTES("a\r\n \r\n b"), EML_OK, BYTES("[a b]"),
     "FOLD_BLANK@3+1 OBS_FWS@1+6"},
    {"quoted-string not closed", BYTES("a \"b"), EML_E_QUOTED_OPEN, BYTES(""),
     "QUOTED_OPEN@2+1"},
    {"comment not closed", BYTES("a (b"), EML_E_COMMENT_OPEN, BYTES(""),
     "COMMENT_OPEN@2+1"},
    {"comment not closed at the front", BYTES("(b"), EML_E_COMMENT_OPEN,
     BYTES(""), "COMMENT_OPEN@0+1"},
};

static void
phrases_run(void **state)
{
    const phrase_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    eml_phrases *list = NULL;
    eml_out texts = {.arena = &t.arena};
    uint32_t count = 0;

    eml_field_bytes(&t.cx, in);
    assert_int_equal(eml__phrases(&t.cx, in, &list), r->rc);
    assert_string_equal(test_cx_findings(&t), r->findings);
    if (r->rc == EML_OK) {
        for (eml_phrase *p = list->first; p; p = p->next, count++) {
            eml_span out, again;

            assert_int_equal(p->text.form, EML_TEXT_PHRASE);
            assert_true(p->text.present);
            assert_int_equal(eml_text_get(&t.cx, &p->text, &out), EML_OK);
            eml_out_byte(&texts, '[');
            eml_out_span(&texts, out);
            eml_out_byte(&texts, ']');
            /* `simple` promises what undoing would give */
            p->text.simple = false;
            assert_int_equal(eml_text_get(&t.cx, &p->text, &again), EML_OK);
            assert_true(eml_span_eq(out, again));
        }
        assert_int_equal(list->num_phrases, count);
    } else {
        assert_null(list);
    }
    assert_int_equal(texts.n, r->texts_n);
    assert_memory_equal(eml_out_view(&texts).p, r->texts, texts.n);
    test_cx_fini(&t);
}

static void
the_public_one_is_strict(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES("a.,,b"), EML_ALLOW_NONE);
    eml_phrases *list = NULL;

    (void)state;
    assert_int_equal(eml_phrases_parse(&t.cx, in, &list), EML_E_PHRASE_DOT);
    assert_null(list);
    t.cx.err.code = 0;
    t.cx.allow = EML_ALLOW_OBS;
    assert_int_equal(eml_phrases_parse(&t.cx, in, &list), EML_OK);
    assert_int_equal(list->num_phrases, 2);
    assert_int_equal(t.cx.err.code, 0);
    test_cx_fini(&t);
}

static void
comments_are_kept(void **state)
{
    test_cx t;
    eml_span in =
        test_cx_init(&t, BYTES("(a) b (c) d,(e)f(g)"), EML_ALLOW_NONE);
    eml_phrases *list;
    eml_out seen = {.arena = &t.arena};

    (void)state;
    assert_int_equal(eml_phrases_parse(&t.cx, in, &list), EML_OK);
    for (eml_comment *c = list->comments; c; c = c->next)
        eml_out_span(&seen, c->text.raw);
    assert_string_equal(test_cx_str(&t, eml_out_view(&seen)), "aceg");
    test_cx_fini(&t);
}

static void
atoms_with_single_spaces_are_borrowed(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES(" a b c "), EML_ALLOW_NONE), out;
    eml_phrases *list;

    (void)state;
    assert_int_equal(eml_phrases_parse(&t.cx, in, &list), EML_OK);
    assert_true(list->first->text.simple);
    assert_int_equal(eml_text_get(&t.cx, &list->first->text, &out), EML_OK);
    assert_ptr_equal(out.p, in.p + 1);
    assert_int_equal(out.n, 5);
    test_cx_fini(&t);
}

static int
parse_many(void *user, const eml_alloc *from)
{
    static uint8_t in[3000];
    eml_arena a;
    eml_cx cx = {.origin = in, .arena = &a};
    eml_phrases *list;
    int rc;

    (void)user;
    for (size_t i = 0; i < sizeof in; i++)
        in[i] = (uint8_t)("a (b), "[i % 7]);
    in[sizeof in - 1] = 'c';
    eml_arena_init(&a, from, 0);
    rc = eml_phrases_parse(&cx, (eml_span){in, sizeof in}, &list);
    eml_arena_fini(&a);
    return rc;
}

static void
each_allocation_failing(void **state)
{
    (void)state;
    assert_true(oom_every_call(parse_many, NULL, 10000) != EML_E_NOMEM);
}

static void
long_lists_end_soon(void **state)
{
    static const struct {
        const char *unit;
        size_t n;
    } rows[] = {
        {BYTES(",")},       {BYTES("=?")},     {BYTES("a,")},
        {BYTES("(a)")},     {BYTES("\"a\"")},  {BYTES("<")},
        {BYTES(".")},       {BYTES("a ")},     {BYTES("=?a?q?x?=")},
        {BYTES("\r\n")},    {BYTES(")")},      {BYTES("=?a?q?x?= ")},
        {BYTES("\r\n \"")}, {BYTES("=?a?q?")}, {BYTES("\\")},
    };
    enum { SIZE = 1 << 19 };
    uint8_t *b = malloc(SIZE);

    (void)state;
    assert_non_null(b);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        test_cx t;
        eml_phrases *list;

        (void)test_cx_init(&t, "", 0, EML_ALLOW_WILD);
        for (size_t j = 0; j < SIZE; j++)
            b[j] = (uint8_t)rows[i].unit[j % rows[i].n];
        t.cx.origin = b;
        assert_true(eml__phrases(&t.cx, (eml_span){b, SIZE}, &list) !=
                    EML_E_NOMEM);
        test_cx_fini(&t);
    }
    free(b);
}

int
main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(the_public_one_is_strict),
        cmocka_unit_test(comments_are_kept),
        cmocka_unit_test(atoms_with_single_spaces_are_borrowed),
        cmocka_unit_test(each_allocation_failing),
        cmocka_unit_test(long_lists_end_soon),
    };

    return RUN_TABLE(phrases_run, phrases) |
           cmocka_run_group_tests(others, NULL, NULL);
}
