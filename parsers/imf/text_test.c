#include "tests/cx.h"

#include "eml/text.h"
#include "eml/utf8.h"
#include "eml/word.h"
#include "tests/oom.h"

/* ---- eml_text_get ------------------------------------------------------ */

typedef struct get_row {
    const char *name;
    eml_text_form form;
    const char *in;
    size_t n;
    const char *out;
    size_t out_n;
} get_row;

#define BAD "\xef\xbf\xbd"

static const get_row get[] = {
    {"plain", EML_TEXT_PLAIN, BYTES("a \\\"(b)\r\n c"),
     BYTES("a \\\"(b)\r\n c")},
    {"plain and not UTF-8", EML_TEXT_PLAIN, BYTES("a\xff z"),
     BYTES("a" BAD " z")},
    {"plain and empty", EML_TEXT_PLAIN, BYTES(""), BYTES("")},

    {"quoted: nothing to undo", EML_TEXT_QUOTED, BYTES("a b"), BYTES("a b")},
    {"quoted: empty", EML_TEXT_QUOTED, BYTES(""), BYTES("")},
    {"quoted: pairs", EML_TEXT_QUOTED, BYTES("a\\\"b\\\\c\\d"),
     BYTES("a\"b\\cd")},
    {"quoted: white space kept, folds gone", EML_TEXT_QUOTED,
     BYTES(" a\r\n \tb \r\n c\t"), BYTES(" a \tb  c\t")},
    {"quoted: folds by LF", EML_TEXT_QUOTED, BYTES("a\n b"), BYTES("a b")},
    {"quoted: obsolete run of folds", EML_TEXT_QUOTED,
     BYTES("a\r\n \r\n \r\n b"), BYTES("a   b")},
    {"quoted: line end that is no fold", EML_TEXT_QUOTED, BYTES("a\r\nb\n"),
     BYTES("a\r\nb\n")},
    {"quoted: lone CR", EML_TEXT_QUOTED, BYTES("a\rb"), BYTES("a\rb")},
    {"quoted: lone backslash", EML_TEXT_QUOTED, BYTES("a\\"), BYTES("a\\")},
    {"quoted: backslash before a fold", EML_TEXT_QUOTED, BYTES("a\\\r\n b"),
     BYTES("a b")},
    {"quoted: backslash before CR LF that is no fold", EML_TEXT_QUOTED,
     BYTES("a\\\r\nb"), BYTES("a\r\nb")},
    {"quoted: quoted NUL and CR", EML_TEXT_QUOTED, BYTES("\\\0\\\r\\\n"),
     BYTES("\0\r\n")},
    {"quoted: UTF-8", EML_TEXT_QUOTED, BYTES("\xc3\xa9\\\xc3\xa9"),
     BYTES("\xc3\xa9\xc3\xa9")},
    {"quoted: a character cut by a backslash", EML_TEXT_QUOTED,
     BYTES("\xc3\\\xa9"), BYTES(BAD BAD)},
    {"quoted: no encoded-words", EML_TEXT_QUOTED, BYTES("=?utf-8?q?a?=\\ "),
     BYTES("=?utf-8?q?a?= ")},
    {"quoted: comments are text", EML_TEXT_QUOTED, BYTES("(a)\\b"),
     BYTES("(a)b")},

    {"words: white space and comments gone", EML_TEXT_WORDS,
     BYTES(" a (x) . (y (z\\)) ) b\r\n "), BYTES("a.b")},
    {"words: quoted-strings", EML_TEXT_WORDS, BYTES("\"a b\" . c"),
     BYTES("a b.c")},
    {"words: empty quoted-string", EML_TEXT_WORDS, BYTES("\"\""), BYTES("")},
    {"words: quoted-string with a pair and a fold", EML_TEXT_WORDS,
     BYTES("\"a\\\"\r\n b\".c"), BYTES("a\" b.c")},
    {"words: quotation mark in a comment", EML_TEXT_WORDS, BYTES("a(\")b"),
     BYTES("ab")},
    {"words: unclosed comment", EML_TEXT_WORDS, BYTES("a(b"), BYTES("a")},
    {"words: unclosed quote", EML_TEXT_WORDS, BYTES("\"a\\"), BYTES("a\\")},
    {"words: comment that ends in a backslash", EML_TEXT_WORDS, BYTES("a(\\"),
     BYTES("a")},
    {"words: UTF-8 and not", EML_TEXT_WORDS, BYTES("\xc3\xa9 \xff"),
     BYTES("\xc3\xa9" BAD)},
    {"words: nothing", EML_TEXT_WORDS, BYTES(""), BYTES("")},
    {"words: no encoded-words", EML_TEXT_WORDS, BYTES("=?utf-8?q?a?= x"),
     BYTES("=?utf-8?q?a?=x")},

    {"literal", EML_TEXT_LITERAL, BYTES("[ 192.0.2.1\r\n ]"),
     BYTES("[192.0.2.1]")},
    {"literal: pairs", EML_TEXT_LITERAL, BYTES("[a\\]\\\\\\ b]"),
     BYTES("[a]\\ b]")},
    {"literal: backslash before a fold", EML_TEXT_LITERAL, BYTES("[\\\r\n a]"),
     BYTES("[ a]")},
    {"literal: lone backslash", EML_TEXT_LITERAL, BYTES("[\\"), BYTES("[\\")},
    {"literal: not UTF-8", EML_TEXT_LITERAL, BYTES("[\xff]"),
     BYTES("[" BAD "]")},
    {"literal: nothing", EML_TEXT_LITERAL, BYTES(""), BYTES("")},

    {"phrase: one space for CFWS", EML_TEXT_PHRASE, BYTES("a  (x) \r\n b\tc"),
     BYTES("a b c")},
    {"phrase: none where there is none", EML_TEXT_PHRASE, BYTES("J.\"R\".T"),
     BYTES("J.R.T")},
    {"phrase: quoted-strings", EML_TEXT_PHRASE, BYTES("\"a  b\\\"\" c"),
     BYTES("a  b\" c")},
    {"phrase: two quoted-strings side by side", EML_TEXT_PHRASE,
     BYTES("\"a\"\"b\""), BYTES("ab")},
    {"phrase: white space around it", EML_TEXT_PHRASE, BYTES(" (x) a (y) "),
     BYTES("a")},
    {"phrase: nothing", EML_TEXT_PHRASE, BYTES(""), BYTES("")},
    {"phrase: only a comment", EML_TEXT_PHRASE, BYTES("(a)"), BYTES("")},
    {"phrase: encoded-word", EML_TEXT_PHRASE,
     BYTES("=?iso-8859-1?Q?Andr=E9?= Pirard"), BYTES("Andr\xc3\xa9 Pirard")},
    {"phrase: adjacent encoded-words", EML_TEXT_PHRASE,
     BYTES("=?utf-8?q?a?=\r\n  =?utf-8?q?b?="), BYTES("ab")},
    {"phrase: a comment between encoded-words", EML_TEXT_PHRASE,
     BYTES("=?utf-8?q?a?= (x) =?utf-8?q?b?="), BYTES("a b")},
    {"phrase: word between encoded-words", EML_TEXT_PHRASE,
     BYTES("=?utf-8?q?a?= x =?utf-8?q?b?="), BYTES("a x b")},
    {"phrase: encoded-words side by side are one atom", EML_TEXT_PHRASE,
     BYTES("=?utf-8?q?a?==?utf-8?q?b?= c"),
     BYTES("=?utf-8?q?a?==?utf-8?q?b?= c")},
    {"phrase: encoded-word beside a quoted-string", EML_TEXT_PHRASE,
     BYTES("\"x\"=?utf-8?q?a?=\"y\""), BYTES("xay")},
    {"phrase: encoded-word beside a comment", EML_TEXT_PHRASE,
     BYTES("(x)=?utf-8?q?a?=(y) b"), BYTES("a b")},
    {"phrase: encoded-word with a dot", EML_TEXT_PHRASE,
     BYTES("=?utf-8?q?J._Smith?="), BYTES("J. Smith")},
    {"phrase: encoded-word that hides an address", EML_TEXT_PHRASE,
     BYTES("=?utf-8?q?a=40b?= x"), BYTES("a@b x")},
    {"phrase: encoded-word in quotes is text", EML_TEXT_PHRASE,
     BYTES("\"=?utf-8?q?a?=\" x"), BYTES("=?utf-8?q?a?= x")},
    {"phrase: not UTF-8", EML_TEXT_PHRASE, BYTES("a \xff"), BYTES("a " BAD)},
    {"phrase: characters that do not belong", EML_TEXT_PHRASE,
     BYTES("a@b, [c] \\ )"), BYTES("a@b, [c] \\ )")},
    {"phrase: unclosed quote", EML_TEXT_PHRASE, BYTES("a \"b"), BYTES("a b")},

    {"text: trimmed", EML_TEXT_UNSTRUCTURED, BYTES(" \r\n a  b \r\n "),
     BYTES("a  b")},
    {"text: unfolded", EML_TEXT_UNSTRUCTURED, BYTES("a\r\n b\n\tc"),
     BYTES("a b\tc")},
    {"text: a run of folds", EML_TEXT_UNSTRUCTURED, BYTES("a\r\n \r\n \r\n b"),
     BYTES("a   b")},
    {"text: backslash and parentheses are text", EML_TEXT_UNSTRUCTURED,
     BYTES("a \\( \"b\" (c)"), BYTES("a \\( \"b\" (c)")},
    {"text: NUL, CR, LF", EML_TEXT_UNSTRUCTURED, BYTES("a\0b\rc\nd"),
     BYTES("a\0b\rc\nd")},
    {"text: nothing", EML_TEXT_UNSTRUCTURED, BYTES(""), BYTES("")},
    {"text: only white space", EML_TEXT_UNSTRUCTURED, BYTES(" \r\n\t"),
     BYTES("")},
    {"text: encoded-word", EML_TEXT_UNSTRUCTURED, BYTES("=?utf-8?b?w6k=?= x"),
     BYTES("\xc3\xa9 x")},
    {"text: white space before text stays", EML_TEXT_UNSTRUCTURED,
     BYTES("x  =?utf-8?q?a?=\r\n  y"), BYTES("x  a  y")},
    {"text: white space between encoded-words goes", EML_TEXT_UNSTRUCTURED,
     BYTES("=?utf-8?q?a?= \r\n\t =?utf-8?q?b?=  =?utf-8?q?c?="), BYTES("abc")},
    {"text: example of 2047 section 8, in text", EML_TEXT_UNSTRUCTURED,
     BYTES("(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)"),
     BYTES("(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)")},
    {"text: two encoded-words not set apart", EML_TEXT_UNSTRUCTURED,
     BYTES("=?utf-8?q?a?==?utf-8?q?b?="), BYTES("=?utf-8?q?a?==?utf-8?q?b?=")},
    {"text: after them another one", EML_TEXT_UNSTRUCTURED,
     BYTES("=?utf-8?q?a?=. =?utf-8?q?b?="), BYTES("=?utf-8?q?a?=. b")},
    {"text: unknown charset stays as it is", EML_TEXT_UNSTRUCTURED,
     BYTES("a =?no-such-charset?q?b?= c"),
     BYTES("a =?no-such-charset?q?b?= c")},
    {"text: unknown encoding stays as it is", EML_TEXT_UNSTRUCTURED,
     BYTES("=?utf-8?x?b?="), BYTES("=?utf-8?x?b?=")},
    {"text: language", EML_TEXT_UNSTRUCTURED,
     BYTES("=?US-ASCII*EN?Q?Keith_Moore?="), BYTES("Keith Moore")},
    {"text: charset in any case", EML_TEXT_UNSTRUCTURED, BYTES("=?uTf-8?Q?a?="),
     BYTES("a")},
    {"text: space in a word", EML_TEXT_UNSTRUCTURED, BYTES("=?utf-8?q?a b?="),
     BYTES("=?utf-8?q?a b?=")},
    {"text: not UTF-8 beside words", EML_TEXT_UNSTRUCTURED,
     BYTES("\xff =?utf-8?q?a?="), BYTES(BAD " a")},
    {"text: character split over words", EML_TEXT_UNSTRUCTURED,
     BYTES("=?utf-8?q?=C3?= =?utf-8?q?=A9?="), BYTES(BAD BAD)},

    {"comment: pairs and folds", EML_TEXT_COMMENT, BYTES("a\\)\r\n b\\\\ (c)"),
     BYTES("a) b\\ (c)")},
    {"comment: trimmed", EML_TEXT_COMMENT, BYTES(" a "), BYTES("a")},
    {"comment: quoted white space at the end stays", EML_TEXT_COMMENT,
     BYTES("a\\  "), BYTES("a ")},
    {"comment: quoted backslash at the end", EML_TEXT_COMMENT, BYTES("a\\\\ "),
     BYTES("a\\")},
    {"comment: fold quoted at the end", EML_TEXT_COMMENT, BYTES("a\\\r\n  "),
     BYTES("a ")},
    {"comment: lone backslash", EML_TEXT_COMMENT, BYTES("a\\"), BYTES("a\\")},
    {"comment: nothing", EML_TEXT_COMMENT, BYTES(""), BYTES("")},
    {"comment: (a) of 2047 section 8", EML_TEXT_COMMENT,
     BYTES("=?ISO-8859-1?Q?a?="), BYTES("a")},
    {"comment: (a b)", EML_TEXT_COMMENT, BYTES("=?ISO-8859-1?Q?a?= b"),
     BYTES("a b")},
    {"comment: (ab)", EML_TEXT_COMMENT,
     BYTES("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?="), BYTES("ab")},
    {"comment: (ab), more space", EML_TEXT_COMMENT,
     BYTES("=?ISO-8859-1?Q?a?=\r\n     =?ISO-8859-1?Q?b?="), BYTES("ab")},
    {"comment: (a b) by an underscore", EML_TEXT_COMMENT,
     BYTES("=?ISO-8859-1?Q?a_b?="), BYTES("a b")},
    {"comment: (a b) by a space in the second", EML_TEXT_COMMENT,
     BYTES("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?_b?="), BYTES("a b")},
    {"comment: encoded-word in an inner comment", EML_TEXT_COMMENT,
     BYTES("x (=?utf-8?q?a?=)"), BYTES("x (a)")},
    {"comment: a parenthesis between encoded-words", EML_TEXT_COMMENT,
     BYTES("=?utf-8?q?a?= (=?utf-8?q?b?=)"), BYTES("a (b)")},
    {"comment: encoded-word behind a backslash", EML_TEXT_COMMENT,
     BYTES("\\=?utf-8?q?a?="), BYTES("=?utf-8?q?a?=")},
};

static void
get_runs(void **state)
{
    const get_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE), out;
    eml_text text = {in, (uint8_t)r->form, true, false};

    assert_int_equal(eml_text_get(&t.cx, &text, &out), EML_OK);
    assert_int_equal(out.n, r->out_n);
    assert_memory_equal(out.p, r->out, out.n);
    assert_int_equal(t.cx.num_diags, 0);
    test_cx_fini(&t);
}

static void
simple_text_is_borrowed(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES("a \xc3\xa9"), EML_ALLOW_NONE), out;

    (void)state;
    for (int form = EML_TEXT_PLAIN; form <= EML_TEXT_COMMENT; form++) {
        eml_text text = {in, (uint8_t)form, true, true};

        assert_int_equal(eml_text_get(&t.cx, &text, &out), EML_OK);
        assert_ptr_equal(out.p, in.p);
        assert_int_equal(out.n, in.n);
    }
    assert_int_equal(t.arena.num_calls, 0);
    test_cx_fini(&t);
}

static void
text_that_is_not_there(void **state)
{
    eml_cx cx = {0};
    eml_text text = {0};
    eml_span out;

    (void)state;
    assert_int_equal(eml_text_get(&cx, &text, &out), EML_OK);
    assert_int_equal(out.n, 0);
    assert_non_null(out.p);
}

/* What a program has not called simple is looked at, and by eml_text_make
 * whatever it is called. */
static void
text_that_is_not_utf8_is_cleaned(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES("a\xff"), EML_ALLOW_NONE), out;
    eml_text text = EML_TEXT_OF(in);

    (void)state;
    assert_int_equal(eml_text_get(&t.cx, &text, &out), EML_OK);
    assert_string_equal(test_cx_str(&t, out), "a" BAD);
    text.simple = true;
    assert_int_equal(eml_text_make(&t.cx, &text, &out), EML_OK);
    assert_string_equal(test_cx_str(&t, out), "a" BAD);
    test_cx_fini(&t);
}

/* Any bytes, in every form: a result, in UTF-8. */
static void
never_fails(void **state)
{
    static const uint8_t some[] = {'a', ' ', '\r', '\n', '\\', '"',  '(', ')',
                                   '=', '?', 'q',  '_',  0,    0xc3, 0xa9};
    uint8_t buf[12];
    uint64_t seed = 1;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        test_cx t;
        size_t n = (size_t)(i % (int)(sizeof buf + 1));
        eml_span in, out;

        for (size_t j = 0; j < n; j++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            buf[j] = some[(seed >> 33) % sizeof some];
        }
        in = test_cx_init(&t, buf, n, EML_ALLOW_NONE);
        for (int form = EML_TEXT_PLAIN; form <= EML_TEXT_COMMENT; form++) {
            eml_text text = {in, (uint8_t)form, true, false};

            assert_int_equal(eml_text_get(&t.cx, &text, &out), EML_OK);
            assert_int_equal(eml_utf8_valid(out), out.n);
        }
        test_cx_fini(&t);
    }
}

/* ---- eml_unfold -------------------------------------------------------- */

typedef struct unfold_row {
    const char *name, *in;
    size_t n;
    const char *out;
    size_t out_n;
    bool borrows;
} unfold_row;

static const unfold_row unfold[] = {
    {"nothing", BYTES(""), BYTES(""), true},
    {"no fold", BYTES("a b"), BYTES("a b"), true},
    {"fold", BYTES("a\r\n b"), BYTES("a b"), false},
    {"fold by LF", BYTES("a\n\tb"), BYTES("a\tb"), false},
    {"the first byte", BYTES("\r\n b"), BYTES(" b"), false},
    {"two in one run", BYTES("a\r\n \r\n\tb"), BYTES("a \tb"), false},
    {"line end at the end", BYTES("a\r\n"), BYTES("a\r\n"), true},
    {"line end before text", BYTES("a\r\nb\n"), BYTES("a\r\nb\n"), true},
    {"line end before text, then a fold", BYTES("a\r\nb\n c"),
     BYTES("a\r\nb c"), false},
    {"CR before the fold", BYTES("a\r\r\n b"), BYTES("a\r b"), false},
    {"lone CR before white space", BYTES("a\r b"), BYTES("a\r b"), true},
    {"bytes that are not UTF-8", BYTES("\xff\r\n \0"), BYTES("\xff \0"), false},
};

static void
unfold_runs(void **state)
{
    const unfold_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE), out;

    assert_int_equal(eml_unfold(&t.cx, in, &out), EML_OK);
    assert_int_equal(out.n, r->out_n);
    assert_memory_equal(out.p, r->out, out.n);
    assert_int_equal(out.p == in.p, r->borrows);
    test_cx_fini(&t);
}

/* ---- memory and cost --------------------------------------------------- */

static int
get_every_form(void *user, const eml_alloc *from)
{
    /* grows twice: U+FFFD takes three bytes, the arena's chunk has 8 KiB */
    static uint8_t in[20000];
    eml_arena a;
    eml_cx cx = {.origin = in, .arena = &a};
    eml_span out;
    int rc = EML_OK;

    (void)user;
    memset(in, 0xff, sizeof in);
    memcpy(in, "=?utf-8?q?=FF?= a\\b", 19);
    eml_arena_init(&a, from, 0);
    for (int form = EML_TEXT_PLAIN; form <= EML_TEXT_COMMENT && rc == EML_OK;
         form++) {
        eml_text text = {{in, sizeof in}, (uint8_t)form, true, false};

        rc = eml_text_get(&cx, &text, &out);
    }
    memcpy(in, "a\r\n b", 5);
    if (rc == EML_OK)
        rc = eml_unfold(&cx, (eml_span){in, sizeof in}, &out);
    eml_arena_fini(&a);
    return rc;
}

static void
each_allocation_failing(void **state)
{
    (void)state;
    assert_int_equal(oom_every_call(get_every_form, NULL, 1000), EML_OK);
}

static int
get_words(void *user, const eml_alloc *from)
{
    eml_text text = {EML_NONE, EML_TEXT_UNSTRUCTURED, true, false};
    static uint8_t in[30000];
    eml_arena a;
    eml_cx cx = {.origin = in, .arena = &a};
    eml_span out;
    int rc;

    text.form = (uint8_t) * (eml_text_form *)user;
    for (size_t i = 0; i < sizeof in; i++)
        in[i] = (uint8_t)("=?utf-8?q?=FF=FF?= "[i % 19]);
    text.raw = (eml_span){in, sizeof in};
    eml_arena_init(&a, from, 0);
    rc = eml_text_get(&cx, &text, &out);
    eml_arena_fini(&a);
    return rc;
}

static void
each_allocation_failing_while_words_are_decoded(void **state)
{
    eml_text_form form = EML_TEXT_UNSTRUCTURED;

    (void)state;
    assert_int_equal(oom_every_call(get_words, &form, 1000), EML_OK);
    form = EML_TEXT_PHRASE;
    assert_int_equal(oom_every_call(get_words, &form, 1000), EML_OK);
}

static void
without_an_arena(void **state)
{
    eml_cx cx = {0};
    eml_text text = {EML_LIT("\\a"), EML_TEXT_QUOTED, true, false};
    eml_span out;

    (void)state;
    assert_int_equal(eml_text_get(&cx, &text, &out), EML_E_NOMEM);
    assert_int_equal(eml_unfold(&cx, EML_LIT("\n "), &out), EML_E_NOMEM);
}

static void
long_text_ends_soon(void **state)
{
    static const struct {
        const char *unit;
        size_t n;
    } rows[] = {
        {BYTES("=?")},      {BYTES("=?a?q?x ")}, {BYTES("=?utf-8?q?x?= ")},
        {BYTES("(")},       {BYTES("\\")},       {BYTES("\"")},
        {BYTES("a\r\n ")},  {BYTES("()")},       {BYTES("\xff")},
        {BYTES("\\\r\n ")}, {BYTES(" ")},        {BYTES("=?utf-8?q?x?=")},
    };
    enum { SIZE = 1 << 20 };
    uint8_t *b = malloc(SIZE);

    (void)state;
    assert_non_null(b);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (int form = EML_TEXT_PLAIN; form <= EML_TEXT_COMMENT; form++) {
            eml_text text = {{b, SIZE}, (uint8_t)form, true, false};
            test_cx t;
            eml_span out;

            (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
            for (size_t j = 0; j < SIZE; j++)
                b[j] = (uint8_t)rows[i].unit[j % rows[i].n];
            assert_int_equal(eml_text_get(&t.cx, &text, &out), EML_OK);
            assert_true(t.arena.taken < 12 * SIZE);
            test_cx_fini(&t);
        }
    free(b);
}

int
main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(simple_text_is_borrowed),
        cmocka_unit_test(text_that_is_not_there),
        cmocka_unit_test(text_that_is_not_utf8_is_cleaned),
        cmocka_unit_test(never_fails),
        cmocka_unit_test(each_allocation_failing),
        cmocka_unit_test(each_allocation_failing_while_words_are_decoded),
        cmocka_unit_test(without_an_arena),
        cmocka_unit_test(long_text_ends_soon),
    };

    return RUN_TABLE(get_runs, get) | RUN_TABLE(unfold_runs, unfold) |
           cmocka_run_group_tests(others, NULL, NULL);
}
