/* RFC 5322 sections 3.2 and 4.1, 4.2: the tokens of structured fields. */
#include "tests/cx.h"

#include "parsers/imf/lex.h"

enum token { CFWS, FWS, ATOM, DOT_ATOM, QUOTED, LITERAL, TOKEN };

/* What a reader does with `in`: the text it gives (for CFWS: its comments, one
 * behind the other), how much it takes, what it finds. */
static const struct token_row {
    const char *name;
    enum token token;
    const char *in;
    size_t n;
    int rc; /* for those that only try: 1 or 0 */
    const char *out;
    size_t taken;
    bool simple;
    const char *findings;
} tokens[] = {
    /* clang-format off */
    {"nothing", CFWS, BYTES(""), 0, "", 0, false, ""},
    {"no white space", CFWS, BYTES("a "), 0, "", 0, false, ""},
    {"space", CFWS, BYTES(" a"), 0, "", 1, true, ""},
    {"space at the end", CFWS, BYTES(" "), 0, "", 1, true, ""},
    {"spaces and tabs", CFWS, BYTES(" \t \ta"), 0, "", 4, true, ""},
    {"fold", CFWS, BYTES("\r\n a"), 0, "", 3, true, ""},
    {"space, fold", CFWS, BYTES(" \r\n a"), 0, "", 4, true, ""},
    {"fold by LF", CFWS, BYTES(" \n\ta"), 0, "", 3, true, ""},
    {"two folds", CFWS, BYTES(" \r\n \r\n a"), 0, "", 7, true, "OBS_FWS@0+7"},
    {"two folds and no more", CFWS, BYTES("\r\n \r\n "), 0, "", 6, true, "OBS_FWS@0+6"},
    {"a fold on each side of a comment", CFWS, BYTES("\r\n (x)\r\n a"), 0, "x|", 9, true, ""},
    {"line end", CFWS, BYTES("\r\na"), 0, "", 0, false, ""},
    {"line end at the end", CFWS, BYTES(" \r\n"), 0, "", 1, true, ""},
    {"LF at the end", CFWS, BYTES(" \n"), 0, "", 1, true, ""},
    {"two line ends", CFWS, BYTES("\r\n\r\n a"), 0, "", 0, false, ""},
    {"bare CR", CFWS, BYTES(" \r a"), 0, "", 3, true, ""},
    {"bare CR at the end", CFWS, BYTES("\r"), 0, "", 1, true, ""},
    {"CR before a fold", CFWS, BYTES("\r\r\n a"), 0, "", 4, true, ""},
    {"comment", CFWS, BYTES("(x)a"), 0, "x|", 3, true, ""},
    {"empty comment", CFWS, BYTES("()"), 0, "|", 2, true, ""},
    {"comments", CFWS, BYTES(" (x)(y) (z) a"), 0, "x|y|z|", 12, true, ""},
    {"nested comment", CFWS, BYTES("(x(y)((z)))a"), 0, "x(y)((z))|", 11, true, ""},
    {"quoted-pairs in a comment", CFWS, BYTES("(\\)\\(\\\\)a"), 0, "\\)\\(\\\\|", 8, true, ""},
    {"quote in a comment", CFWS, BYTES("(\")a"), 0, "\"|", 3, true, ""},
    {"fold in a comment", CFWS, BYTES("(x\r\n y)"), 0, "x\r\n y|", 7, true, ""},
    {"two folds in a comment", CFWS, BYTES("(x \r\n \r\n y)"), 0, "x \r\n \r\n y|", 11, true, "OBS_FWS@2+7"},
    {"UTF-8 in a comment", CFWS, BYTES("(\303\274)"), 0, "\303\274|", 4, true, ""},
    {"control characters in a comment", CFWS, BYTES("(\001\177)"), 0, "\001\177|", 4, true, ""},
    {"quoted control in a comment", CFWS, BYTES("(\\\001)"), 0, "\\\001|", 4, true, "QUOTED_PAIR_CTL@1+2"},
    {"backslash before a fold in a comment", CFWS, BYTES("(\\\r\n x)"), 0, "\\\r\n x|", 7, true, "QUOTED_PAIR_FOLD@1+3"},
    {"comment not closed", CFWS, BYTES(" (x"), EML_E_COMMENT_OPEN, "", 3, true, "COMMENT_OPEN@1+1"},
    {"nested comment not closed", CFWS, BYTES("(x(y)"), EML_E_COMMENT_OPEN, "", 5, true, "COMMENT_OPEN@0+1"},
    {"line end in a comment", CFWS, BYTES("(x\r\n)"), EML_E_COMMENT_OPEN, "", 2, true, "COMMENT_OPEN@0+1"},
    {"backslash at the end of a comment", CFWS, BYTES("(x\\"), EML_E_QUOTED_PAIR, "", 3, true, "QUOTED_PAIR@2+1"},
    {"encoded-word in a comment", CFWS, BYTES("(=?us-ascii?Q?x?=)"), 0, "=?us-ascii?Q?x?=|", 18, true, ""},
    {"encoded-words in a comment", CFWS, BYTES("(a =?us-ascii?Q?x?=\r\n =?us-ascii?Q?y?= (=?us-ascii?Q?z?=))"), 0, "a =?us-ascii?Q?x?=\r\n =?us-ascii?Q?y?= (=?us-ascii?Q?z?=)|", 58, true, ""},
    {"encoded-word not apart before", CFWS, BYTES("(a=?us-ascii?Q?x?=)"), 0, "a=?us-ascii?Q?x?=|", 19, true, "WORD_SPACE@2+16"},
    {"encoded-word not apart behind", CFWS, BYTES("(=?us-ascii?Q?x?=a)"), 0, "=?us-ascii?Q?x?=a|", 19, true, "WORD_SPACE@1+16"},
    {"encoded-word behind a quoted parenthesis", CFWS, BYTES("(\\)=?us-ascii?Q?x?=)"), 0, "\\)=?us-ascii?Q?x?=|", 20, true, "WORD_SPACE@3+16"},
    {"encoded-word behind a quoted backslash and a comment", CFWS, BYTES("((\\\\)=?us-ascii?Q?x?=)"), 0, "(\\\\)=?us-ascii?Q?x?=|", 22, true, ""},
    {"no encoded-word", CFWS, BYTES("(=? a=?b =)"), 0, "=? a=?b =|", 11, true, "WORD_SYNTAX@1+2"},
    {"white space alone", FWS, BYTES(" \r\n (x)"), 1, "", 4, true, ""},
    {"no white space, a comment", FWS, BYTES("(x)"), 0, "", 0, true, ""},
    {"two folds of white space", FWS, BYTES("\r\n \r\n x"), 1, "", 6, true, "OBS_FWS@0+6"},
    {"atom", ATOM, BYTES("abc.d"), 1, "abc", 3, true, ""},
    {"atom of every atext", ATOM, BYTES("!#$%&'*+-/=?^_`{|}~09AZaz\""), 1, "!#$%&'*+-/=?^_`{|}~09AZaz", 25, true, ""},
    {"atom of UTF-8", ATOM, BYTES("\303\274"), 1, "\303\274", 2, true, ""},
    {"atom up to NUL", ATOM, BYTES("a\000b"), 1, "a", 1, true, ""},
    {"no atom", ATOM, BYTES(" a"), 0, "", 0, true, ""},
    {"no atom in nothing", ATOM, BYTES(""), 0, "", 0, true, ""},
    {"no atom in a control character", ATOM, BYTES("\177"), 0, "", 0, true, ""},
    {"dot-atom", DOT_ATOM, BYTES("a.b.c@d"), 1, "a.b.c", 5, true, ""},
    {"dot-atom of one atom", DOT_ATOM, BYTES("abc"), 1, "abc", 3, true, ""},
    {"dot-atom before a dot at the end", DOT_ATOM, BYTES("a."), 1, "a", 1, true, ""},
    {"dot-atom before two dots", DOT_ATOM, BYTES("a.b..c"), 1, "a.b", 3, true, ""},
    {"no dot-atom behind a dot", DOT_ATOM, BYTES(".a"), 0, "", 0, true, ""},
    {"no dot-atom in nothing", DOT_ATOM, BYTES(""), 0, "", 0, true, ""},
    {"token", TOKEN, BYTES("text/html"), 1, "text", 4, true, ""},
    {"token of every character", TOKEN, BYTES("!#$%&'*+-.0Aa^_`{|}~="), 1, "!#$%&'*+-.0Aa^_`{|}~", 20, true, ""},
    {"no token in UTF-8", TOKEN, BYTES("\303\274"), 0, "", 0, true, ""},
    {"no token in nothing", TOKEN, BYTES(""), 0, "", 0, true, ""},
    {"quoted-string", QUOTED, BYTES("\"a b\"c"), 0, "a b", 5, true, ""},
    {"empty quoted-string", QUOTED, BYTES("\"\""), 0, "", 2, true, ""},
    {"quoted-string with specials", QUOTED, BYTES("\"(<>@,;:[].\""), 0, "(<>@,;:[].", 12, true, ""},
    {"quoted-string with quoted-pairs", QUOTED, BYTES("\"\\\"\\\\\\a\""), 0, "\\\"\\\\\\a", 8, false, ""},
    {"quoted-string with a tab", QUOTED, BYTES("\"a\tb\""), 0, "a\tb", 5, true, ""},
    {"quoted-string with a fold", QUOTED, BYTES("\"a\r\n b\""), 0, "a\r\n b", 7, false, ""},
    {"quoted-string with two folds", QUOTED, BYTES("\"a\t\r\n \r\n b\""), 0, "a\t\r\n \r\n b", 11, false, "OBS_FWS@2+7"},
    {"quoted-string with folds far from each other", QUOTED, BYTES("\"\r\n a\r\n b\""), 0, "\r\n a\r\n b", 10, false, ""},
    {"quoted-string with UTF-8", QUOTED, BYTES("\"\303\274\""), 0, "\303\274", 4, false, ""},
    {"quoted-string with control characters", QUOTED, BYTES("\"\001\""), 0, "\001", 3, true, ""},
    {"quoted-string with a bare CR", QUOTED, BYTES("\"a\rb\""), 0, "a\rb", 5, false, ""},
    {"quoted NUL", QUOTED, BYTES("\"\\\000\""), 0, "\\", 4, false, "QUOTED_PAIR_CTL@1+2"},
    {"quoted LF", QUOTED, BYTES("\"\\\n\""), 0, "\\\n", 4, false, "QUOTED_PAIR_CTL@1+2"},
    {"quoted CR", QUOTED, BYTES("\"\\\r\""), 0, "\\\r", 4, false, "QUOTED_PAIR_CTL@1+2"},
    {"quoted CRLF", QUOTED, BYTES("\"\\\r\n\""), EML_E_QUOTED_OPEN, "", 3, false, "QUOTED_PAIR_CTL@1+2 QUOTED_OPEN@0+1"},
    {"backslash before a fold", QUOTED, BYTES("\"\\\r\n x\""), 0, "\\\r\n x", 7, false, "QUOTED_PAIR_FOLD@1+3"},
    {"quoted-string not closed", QUOTED, BYTES("\"a"), EML_E_QUOTED_OPEN, "", 2, false, "QUOTED_OPEN@0+1"},
    {"quote alone", QUOTED, BYTES("\""), EML_E_QUOTED_OPEN, "", 1, false, "QUOTED_OPEN@0+1"},
    {"backslash at the end", QUOTED, BYTES("\"a\\"), EML_E_QUOTED_PAIR, "", 3, false, "QUOTED_PAIR@2+1"},
    {"line end in a quoted-string", QUOTED, BYTES("\"a\r\nb\""), EML_E_QUOTED_OPEN, "", 2, false, "QUOTED_OPEN@0+1"},
    {"literal", LITERAL, BYTES("[1.2.3.4]x"), 0, "[1.2.3.4]", 9, true, ""},
    {"empty literal", LITERAL, BYTES("[]"), 0, "[]", 2, true, ""},
    {"literal with specials", LITERAL, BYTES("[(\"<>@,;:.)]"), 0, "[(\"<>@,;:.)]", 12, true, ""},
    {"literal with spaces", LITERAL, BYTES("[ a\tb ]"), 0, "[ a\tb ]", 7, false, ""},
    {"literal with a fold", LITERAL, BYTES("[a\r\n b]"), 0, "[a\r\n b]", 7, false, ""},
    {"literal with two folds", LITERAL, BYTES("[a\r\n \r\n b]"), 0, "[a\r\n \r\n b]", 10, false, "OBS_FWS@2+6"},
    {"literal with UTF-8", LITERAL, BYTES("[\303\274]"), 0, "[\303\274]", 4, false, ""},
    {"literal with a quoted-pair", LITERAL, BYTES("[\\]]"), 0, "[\\]]", 4, false, "ADDR_LITERAL_OBS@1+2"},
    {"literal with a control character", LITERAL, BYTES("[\001]"), 0, "[\001]", 3, false, "ADDR_LITERAL_OBS@1+1"},
    {"literal in a literal", LITERAL, BYTES("[[]"), 0, "[[]", 3, false, "ADDR_LITERAL_CHAR@1+1"},
    {"literal not closed", LITERAL, BYTES("[a"), EML_E_ADDR_LITERAL_OPEN, "", 2, false, "ADDR_LITERAL_OPEN@0+1"},
    {"line end in a literal", LITERAL, BYTES("[a\n]"), EML_E_ADDR_LITERAL_OPEN, "", 2, false, "ADDR_LITERAL_OPEN@0+1"},
    {"backslash at the end of a literal", LITERAL, BYTES("[\\"), EML_E_QUOTED_PAIR, "", 2, false, "QUOTED_PAIR@1+1"},
    /* clang-format on */
};

static int
read_token(eml__lex *x, enum token token, eml_span *out, bool *simple)
{
    bool was;

    switch (token) {
    case CFWS:
        return eml__cfws(x, simple);
    case FWS:
        eml__fws(x, &was);
        return was;
    case ATOM:
        return eml__atom(x, out);
    case DOT_ATOM:
        return eml__dot_atom(x, out);
    case TOKEN:
        return eml__token(x, out);
    case QUOTED:
        return eml__quoted(x, out, simple);
    case LITERAL:
    default:
        return eml__literal(x, out, simple);
    }
}

static void
reads_token(void **state)
{
    const struct token_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    eml_comment *comments = NULL;
    eml__lex x = eml__lex_of(&t.cx, in, &comments);
    eml_span out = EML_NONE;
    bool simple = r->simple;
    int rc = read_token(&x, r->token, &out, &simple);
    char text[128] = "";

    assert_int_equal(rc, r->rc);
    if (rc >= 0) {
        size_t at = 0;

        for (; comments; comments = comments->next)
            at += (size_t)snprintf(text + at, sizeof text - at, "%s|",
                                   test_cx_str(&t, comments->text.raw));
        snprintf(text + at, sizeof text - at, "%s", test_cx_str(&t, out));
        assert_string_equal(text, r->out);
        assert_int_equal(x.p - in.p, r->taken);
        assert_int_equal(simple, r->simple);
    } else {
        assert_int_equal(x.p - in.p, r->taken);
    }
    assert_string_equal(test_cx_findings(&t), r->findings);
    if (r->token == CFWS && rc == EML_OK)
        assert_ptr_equal(eml__past_cfws(in.p, in.p + in.n), x.p);
    test_cx_fini(&t);
}

static const struct comment_row {
    const char *name, *in;
    bool simple;
} comments[] = {
    {"plain", "(abc d)", true},
    {"nested", "(a(b)c)", true},
    {"empty", "()", true},
    {"space in front", "( a)", false},
    {"tab behind", "(a\t)", false},
    {"quoted-pair", "(\\a)", false},
    {"fold", "(a\r\n b)", false},
    {"8-bit", "(\303\274)", false},
    {"encoded-word, perhaps", "(a =?b)", false},
};

static void
comment_is_simple(void **state)
{
    const struct comment_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, strlen(r->in), EML_ALLOW_NONE);
    eml_comment *c = NULL;
    eml__lex x = eml__lex_of(&t.cx, in, &c);

    assert_int_equal(eml__cfws(&x, NULL), EML_OK);
    assert_int_equal(c->text.simple, r->simple);
    assert_int_equal(c->text.form, EML_TEXT_COMMENT);
    assert_true(c->text.present);
    test_cx_fini(&t);
}

static void
comments_may_be_left_out(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES("(x) (=?us-ascii?Q?x?=y)a"), 0);
    eml__lex x = eml__lex_of(&t.cx, in, NULL);

    (void)state;
    x.no_words = true;
    assert_int_equal(eml__cfws(&x, NULL), EML_OK);
    assert_int_equal(x.p - in.p, 23);
    assert_string_equal(test_cx_findings(&t), "");
    assert_int_equal(t.arena.num_calls, 0);
    test_cx_fini(&t);
}

static void
no_memory_for_a_comment(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES("(x)"), 0);
    eml_comment *c = NULL;
    eml__lex x = eml__lex_of(&t.cx, in, &c);

    (void)state;
    t.arena.max = 1;
    assert_int_equal(eml__cfws(&x, NULL), EML_E_NOMEM);
    test_cx_fini(&t);
}

int
main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(comments_may_be_left_out),
        cmocka_unit_test(no_memory_for_a_comment),
    };

    return RUN_TABLE(reads_token, tokens) +
           RUN_TABLE(comment_is_simple, comments) +
           (cmocka_run_group_tests(others, NULL, NULL) != 0);
}
