#include "tests/cx.h"

#include "eml/charset.h"
#include "eml/word.h"
#include "tests/oom.h"

/* ---- eml_word_match ---------------------------------------------------- */

typedef struct match_row {
    const char *name, *in;
    size_t n;
    size_t len; /* of the word; 0: none */
    const char *charset, *language, *text;
    uint8_t encoding;
} match_row;

static const match_row match[] = {
    {"Q", BYTES("=?utf-8?Q?a_b?="), 15, "utf-8", "", "a_b", 'Q'},
    {"q", BYTES("=?utf-8?q?a?= b"), 13, "utf-8", "", "a", 'Q'},
    {"B", BYTES("=?utf-8?B?YQ==?="), 16, "utf-8", "", "YQ==", 'B'},
    {"b", BYTES("=?utf-8?b?YQ==?=?="), 16, "utf-8", "", "YQ==", 'B'},
    {"language", BYTES("=?US-ASCII*EN?Q?a?="), 19, "US-ASCII", "EN", "a", 'Q'},
    {"language of several subtags", BYTES("=?a*en-GB-oed?Q?a?="), 19, "a",
     "en-GB-oed", "a", 'Q'},
    {"language that is empty", BYTES("=?a*?Q?a?="), 10, "a", "", "a", 'Q'},
    {"language with an asterisk", BYTES("=?a*b*c?Q?a?="), 13, "a", "b*c", "a",
     'Q'},
    {"another encoding", BYTES("=?a?X?a?="), 9, "a", "", "a", 0},
    {"an encoding of two letters", BYTES("=?a?QQ?a?="), 10, "a", "", "a", 0},
    {"text with every printable character",
     BYTES("=?a?q?!\"#$%&'()*+,-./0:;<=>@A[\\]^_`a{|}~?="), 42, "a", "",
     "!\"#$%&'()*+,-./0:;<=>@A[\\]^_`a{|}~", 'Q'},
    {"text that ends in =", BYTES("=?a?q?a=?="), 10, "a", "", "a=", 'Q'},
    {"of more than 75 characters",
     BYTES("=?a?q?0123456789012345678901234567890123456789012345678901234567890"
           "0123456789?="),
     79, "a", "",
     "01234567890123456789012345678901234567890123456789012345678900123456789",
     'Q'},
    {"charset with odd token characters", BYTES("=?!#$%&'+-^_`{|}~?q?a?="), 23,
     "!#$%&'+-^_`{|}~", "", "a", 'Q'},
    {"nothing", BYTES(""), 0, "", "", "", 0},
    {"=", BYTES("="), 0, "", "", "", 0},
    {"=?", BYTES("=?"), 0, "", "", "", 0},
    {"not at the start", BYTES(" =?a?q?a?="), 0, "", "", "", 0},
    {"no charset", BYTES("=??q?a?="), 0, "", "", "", 0},
    {"no charset before the language", BYTES("=?*en?q?a?="), 0, "", "", "", 0},
    {"no encoding", BYTES("=?a??a?="), 0, "", "", "", 0},
    {"no text",
     BYTES("=?a?q?"
           "?="),
     0, "", "", "", 0},
    {"ends after the charset", BYTES("=?a"), 0, "", "", "", 0},
    {"ends after the charset's mark", BYTES("=?a?"), 0, "", "", "", 0},
    {"ends in the language", BYTES("=?a*e"), 0, "", "", "", 0},
    {"ends after the encoding", BYTES("=?a?q"), 0, "", "", "", 0},
    {"ends after the encoding's mark", BYTES("=?a?q?"), 0, "", "", "", 0},
    {"ends in the text", BYTES("=?a?q?a"), 0, "", "", "", 0},
    {"ends in its last mark", BYTES("=?a?q?a?"), 0, "", "", "", 0},
    {"question mark in the text", BYTES("=?a?q?a?b?="), 0, "", "", "", 0},
    {"space in the charset", BYTES("=?a b?q?a?="), 0, "", "", "", 0},
    {"space in the encoding", BYTES("=?a?q ?a?="), 0, "", "", "", 0},
    {"space in the text", BYTES("=?a?q?a b?="), 0, "", "", "", 0},
    {"tab in the text", BYTES("=?a?q?a\tb?="), 0, "", "", "", 0},
    {"fold in the text", BYTES("=?a?q?a\r\n b?="), 0, "", "", "", 0},
    {"8-bit in the text", BYTES("=?a?q?\xe9?="), 0, "", "", "", 0},
    {"NUL in the text", BYTES("=?a?q?\0?="), 0, "", "", "", 0},
    {"8-bit in the charset", BYTES("=?\xe9?q?a?="), 0, "", "", "", 0},
    {"dot in the charset", BYTES("=?a.b?q?a?="), 0, "", "", "", 0},
    {"backslash in the charset", BYTES("=?a\\b?q?a?="), 0, "", "", "", 0},
    {"equals sign in the charset", BYTES("=?a=b?q?a?="), 0, "", "", "", 0},
    {"slash in the encoding", BYTES("=?a?q/?a?="), 0, "", "", "", 0},
};

static void
match_runs(void **state)
{
    const match_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    eml_word w = {0};

    assert_int_equal(eml_word_match(in, &w), r->len != 0);
    if (r->len) {
        assert_ptr_equal(w.raw.p, in.p);
        assert_int_equal(w.raw.n, r->len);
        assert_string_equal(test_cx_str(&t, w.charset), r->charset);
        assert_string_equal(test_cx_str(&t, w.language), r->language);
        assert_string_equal(test_cx_str(&t, w.text), r->text);
        assert_int_equal(w.encoding, r->encoding);
    } else {
        assert_null(w.raw.p);
    }
    test_cx_fini(&t);
}

/* ---- eml_word_check and eml_word_decode -------------------------------- */

/* Knows the charset "iso-2022-jp": escape sequences go, what is not in ASCII
 * gives "J" for two bytes. */
static void *
toy_open(void *user, const char *label)
{
    return strcmp(label, "iso-2022-jp") == 0 ? user : NULL;
}

static int
toy_feed(void *user, void *handle, eml_span *in, uint8_t **out, size_t *n,
         bool last)
{
    bool *two = user;

    (void)handle;
    (void)last;
    while (in->n) {
        size_t take = *in->p == 0x1b ? 3 : *two ? 2 : 1;

        if (in->n < take)
            return EML_OK;
        if (!*n)
            return EML_WANT_SPACE;
        if (take == 3) {
            *two = in->p[1] == '$';
        } else {
            *(*out)++ = take == 2 ? 'J' : *in->p;
            --*n;
        }
        in->p += take;
        in->n -= take;
    }
    return EML_OK;
}

static void
toy_close(void *user, void *handle)
{
    (void)handle;
    *(bool *)user = false;
}

typedef struct check_row {
    const char *name, *in;
    eml_word_place place;
    const char *findings, *text;
} check_row;

#define BAD "\xef\xbf\xbd"
#define X10 "0123456789"
#define X60 X10 X10 X10 X10 X10 X10

static const check_row check[] = {
    {"Q", "=?utf-8?q?Keld_J=C3=B8rn?=", EML_WORD_TEXT, "", "Keld J\xc3\xb8rn"},
    {"Q in lower case", "=?utf-8?q?=c3=b8?=", EML_WORD_TEXT,
     "WORD_Q_LOWER@10+3", "\xc3\xb8"},
    {"Latin-1", "=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?=", EML_WORD_PHRASE, "",
     "Keld J\xc3\xb8rn Simonsen"},
    {"B of 2047 section 8", "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=",
     EML_WORD_TEXT, "", "If you can read this yo"},
    {"75 characters", "=?utf-8?q?" X60 "012?=", EML_WORD_TEXT, "", X60 "012"},
    {"76 characters", "=?utf-8?q?" X60 "0123?=", EML_WORD_TEXT,
     "WORD_LONG@0+76", X60 "0123"},
    {"long Q, in pieces", "=?utf-8?q?" X60 X60 X60 X60 X60 X60 "=C3=A9?=",
     EML_WORD_TEXT, "WORD_LONG@0+378", X60 X60 X60 X60 X60 X60 "\xc3\xa9"},
    {"= at the end", "=?utf-8?q?a=?=", EML_WORD_TEXT, "WORD_Q@11+1", "a="},
    {"= and one digit", "=?utf-8?q?a=A?=", EML_WORD_TEXT, "WORD_Q@11+1", "a=A"},
    {"= and no digits, told once", "=?utf-8?q?a=GG=A=?=", EML_WORD_TEXT,
     "WORD_Q@11+1", "a=GG=A="},
    {"Q in lower case, told once", "=?utf-8?q?=C3=a9=c3=A9?=", EML_WORD_TEXT,
     "WORD_Q_LOWER@13+3", "\xc3\xa9\xc3\xa9"},
    {"B without padding", "=?utf-8?b?YQ?=", EML_WORD_TEXT, "WORD_B@10+2", "a"},
    {"B of one character", "=?utf-8?b?Y?=", EML_WORD_TEXT, "WORD_B@10+1", ""},
    {"B with a character of another alphabet",
     "=?utf-8?b?YQ-==?=", EML_WORD_TEXT, "WORD_B@10+5", "a"},
    {"B after the padding", "=?utf-8?b?YQ==YQ==?=", EML_WORD_TEXT,
     "WORD_B@10+8", "aa"},
    {"B with bits left over", "=?utf-8?b?YR==?=", EML_WORD_TEXT,
     "B64_BITS@10+4", "a"},
    {"encoding unknown", "=?utf-8*de?abc?a=?=", EML_WORD_TEXT,
     "WORD_ENCODING@11+3", "=?utf-8*de?abc?a=?="},
    {"charset unknown", "=?x-none?q?=41?=", EML_WORD_TEXT, "WORD_CHARSET@2+6",
     "=?x-none?q?=41?="},
    {"charset unknown and B not base64", "=?x-none?b?Y?=", EML_WORD_TEXT,
     "WORD_CHARSET@2+6 WORD_B@11+1", "=?x-none?b?Y?="},
    {"language", "=?utf-8*de-1996?q?a?=", EML_WORD_TEXT, "", "a"},
    {"language empty", "=?utf-8*?q?a?=", EML_WORD_TEXT, "WORD_LANGUAGE@8+0",
     "a"},
    {"language that begins with a digit", "=?utf-8*1e-1a?q?a?=", EML_WORD_TEXT,
     "WORD_LANGUAGE@8+5", "a"},
    {"language with digits later", "=?utf-8*de-1996?q?a?=", EML_WORD_TEXT, "",
     "a"},
    {"language no tag", "=?utf-8*d_e?q?a?=", EML_WORD_TEXT, "WORD_LANGUAGE@8+3",
     "a"},
    {"language with a hyphen at the end", "=?utf-8*de-?q?a?=", EML_WORD_TEXT,
     "WORD_LANGUAGE@8+3", "a"},
    {"language with two hyphens", "=?utf-8*de--a?q?a?=", EML_WORD_TEXT,
     "WORD_LANGUAGE@8+5", "a"},
    {"language with a long subtag", "=?utf-8*abcdefghi?q?a?=", EML_WORD_TEXT,
     "WORD_LANGUAGE@8+9", "a"},

    {"text may have any character bare",
     "=?utf-8?q?\"()@,;:.<>\\?=", EML_WORD_TEXT, "", "\"()@,;:.<>\\"},
    {"comment: parenthesis", "=?utf-8?q?a(b)?=", EML_WORD_COMMENT,
     "WORD_CHAR@11+1", "a(b)"},
    {"comment: quotation mark", "=?utf-8?q?a\"?=", EML_WORD_COMMENT, "", "a\""},
    {"comment: backslash", "=?utf-8?q?a\\?=", EML_WORD_COMMENT,
     "WORD_CHAR@11+1", "a\\"},
    {"comment: closing parenthesis", "=?utf-8?q?)?=", EML_WORD_COMMENT,
     "WORD_CHAR@10+1", ")"},
    {"comment: the rest may be bare", "=?utf-8?q?@,;:.<>[]?=", EML_WORD_COMMENT,
     "", "@,;:.<>[]"},
    {"phrase: what may be bare", "=?utf-8?q?aZ09!*+-/_=41?=", EML_WORD_PHRASE,
     "", "aZ09!*+-/ A"},
    {"phrase: dot", "=?utf-8?q?a.b?=", EML_WORD_PHRASE, "WORD_CHAR@11+1",
     "a.b"},
    {"phrase: told once", "=?utf-8?q?#$%&'?=", EML_WORD_PHRASE,
     "WORD_CHAR@10+1", "#$%&'"},
    {"phrase: B has no such rule", "=?utf-8?b?YQ==?=", EML_WORD_PHRASE, "",
     "a"},

    {"bytes not in US-ASCII", "=?us-ascii?q?a=E9?=", EML_WORD_TEXT,
     "WORD_BYTES@13+4", "a" BAD},
    {"bytes not in UTF-8", "=?utf-8?q?a=FFb?=", EML_WORD_TEXT,
     "WORD_BYTES@10+5", "a" BAD "b"},
    {"character not ended", "=?utf-8?q?a=E2=82?=", EML_WORD_TEXT,
     "WORD_SPLIT@10+7", "a" BAD},
    {"rest of a character", "=?utf-8?b?gqxh?=", EML_WORD_TEXT,
     "WORD_SPLIT@10+4", BAD BAD "a"},
    {"both, and a bad byte between", "=?utf-8?q?=AC=FF=C3?=", EML_WORD_TEXT,
     "WORD_BYTES@10+9 WORD_SPLIT@10+9", BAD BAD BAD},
    {"only the rest of a character", "=?utf-8?q?=A9?=", EML_WORD_TEXT,
     "WORD_SPLIT@10+3", BAD},
    {"a line end hidden in it", "=?utf-8?q?a=0D=0ABcc:_b?=", EML_WORD_TEXT,
     "WORD_CONTROL@10+13", "a\r\nBcc: b"},
    {"NUL is no character to be encoded", "=?utf-8?q?=09=7F?=", EML_WORD_TEXT,
     "WORD_CONTROL@10+6", "\t\x7f"},
    {"tab is white space", "=?utf-8?q?=09?=", EML_WORD_TEXT, "", "\t"},

    {"2022: back to ASCII", "=?ISO-2022-JP?B?GyRCJSIbKEI=?=", EML_WORD_TEXT, "",
     "J"},
    {"2022: not back", "=?ISO-2022-JP?B?GyRCJSI=?=", EML_WORD_TEXT,
     "WORD_STATE@16+8", "J"},
    {"2022: to JIS Roman, not ASCII",
     "=?ISO-2022-JP?B?GyRCJSIbKEo=?=", EML_WORD_TEXT, "WORD_STATE@16+12", "J"},
    {"2022: character not ended", "=?ISO-2022-JP?B?GyRCJQ==?=", EML_WORD_TEXT,
     "WORD_SPLIT@16+8 WORD_STATE@16+8", BAD},
};

static void
check_runs(void **state)
{
    const check_row *r = *state;
    bool two = false;
    const eml_charsets toy = {toy_open, toy_feed, toy_close, &two};
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, strlen(r->in), EML_ALLOW_NONE);
    eml_out out = {.arena = &t.arena};
    eml_word w;

    t.cx.charsets = &toy;
    assert_true(eml_word_match(in, &w));
    assert_int_equal(w.raw.n, in.n);
    eml_word_check(&t.cx, &w, r->place);
    assert_string_equal(test_cx_findings(&t), r->findings);
    assert_int_equal(eml_word_decode(&t.cx, &w, &out), EML_OK);
    assert_string_equal(test_cx_str(&t, eml_out_view(&out)), r->text);
    test_cx_fini(&t);
}

static void
shifts_of_iso_2022(void **state)
{
    /* encoded-text in Q, and whether the state is the initial one behind it */
    static const struct {
        const char *text;
        bool initial;
    } rows[] = {
        {"=1B$B", false},    {"=1B(B", true},       {"=1B$B=1B(B", true},
        {"=1B$(D", false},   {"=1B$(D=1B(B", true}, {"=1B$)C", true},
        {"=1B$*H", true},    {"=1B$+I", true},      {"=1B.A", true},
        {"=1B)I", true},     {"=1B(I", false},      {"=1BN", true},
        {"=0E", false},      {"=0Ea=0F", true},     {"=1B", false},
        {"=1B(", false},     {"=1B$", false},       {"=1B=1B(B", true},
        {"=1B$=1B(B", true}, {"=1B(=0E", false},
    };
    bool two = false;
    const eml_charsets toy = {toy_open, toy_feed, toy_close, &two};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char s[100];
        test_cx t;
        eml_span in;
        eml_word w;
        int n = snprintf(s, sizeof s, "=?iso-2022-jp?q?%s?=", rows[i].text);

        in = test_cx_init(&t, s, (size_t)n, EML_ALLOW_NONE);
        t.cx.charsets = &toy;
        assert_true(eml_word_match(in, &w));
        eml_word_check(&t.cx, &w, EML_WORD_TEXT);
        if ((strstr(test_cx_findings(&t), "WORD_STATE") == NULL) !=
            rows[i].initial)
            fail_msg("%s: %s", s, test_cx_findings(&t));
        test_cx_fini(&t);
    }
}

static void
decode_into_too_little_room(void **state)
{
    static const char *const rows[] = {
        "=?utf-8?q?abcdef?=", "=?utf-8?b?YWJjZGVm?=", "=?x-none?q?abcdef?="};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t buf[5];
        eml_out out = {.p = buf, .cap = sizeof buf};
        eml_cx cx = {0};
        eml_word w;

        assert_true(eml_word_match(
            (eml_span){(const uint8_t *)rows[i], strlen(rows[i])}, &w));
        assert_int_equal(eml_word_decode(&cx, &w, &out), EML_E_NOMEM);
    }
}

/* ---- eml_word_encode --------------------------------------------------- */

typedef struct encode_row {
    const char *name, *in;
    size_t n;
    eml_word_place place;
    int rc;
    const char *out;
    uint64_t off; /* of the error */
} encode_row;

#define E10                                                                    \
    "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9" \
    "\xc3\xa9"
#define EURO5 "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"
#define B15   "4oKs4oKs4oKs4oKs4oKs"

static const encode_row encode[] = {
    {"nothing", BYTES(""), EML_WORD_TEXT, EML_OK, "", 0},
    {"Q when shorter", BYTES("Andr\xc3\xa9 is here"), EML_WORD_TEXT, EML_OK,
     "=?UTF-8?Q?Andr=C3=A9_is_here?=", 0},
    {"B when shorter", BYTES("\xc3\xa9\xc3\xa9\xc3\xa9"), EML_WORD_TEXT, EML_OK,
     "=?UTF-8?B?w6nDqcOp?=", 0},
    {"Q when both are as long", BYTES("=a"), EML_WORD_TEXT, EML_OK,
     "=?UTF-8?Q?=3Da?=", 0},
    {"space, question mark, underscore", BYTES("a ?_=b ccccccccccc"),
     EML_WORD_TEXT, EML_OK, "=?UTF-8?Q?a_=3F=5F=3Db_ccccccccccc?=", 0},
    {"text: specials stay", BYTES("a(b)\"\\.,@c"), EML_WORD_TEXT, EML_OK,
     "=?UTF-8?Q?a(b)\"\\.,@c?=", 0},
    {"comment: specials go", BYTES("aaaaaaaaa(b)\"\\.aaaaaaaaaaa"),
     EML_WORD_COMMENT, EML_OK,
     "=?UTF-8?Q?aaaaaaaaa=28b=29=22=5C.aaaaaaaaaaa?=", 0},
    {"phrase: all but a few go", BYTES("aaaaaaaaaaaaaaaaaaa.!*+-/,"),
     EML_WORD_PHRASE, EML_OK, "=?UTF-8?Q?aaaaaaaaaaaaaaaaaaa=2E!*+-/=2C?=", 0},
    {"tab and DEL",
     BYTES("a\t\x7f"
           "aaaaaaaaaaaaaa"),
     EML_WORD_TEXT, EML_OK, "=?UTF-8?Q?a=09=7Faaaaaaaaaaaaaa?=", 0},
    {"63 characters fit", BYTES("0" X60 "12"), EML_WORD_TEXT, EML_OK,
     "=?UTF-8?Q?0" X60 "12?=", 0},
    {"64 do not", BYTES("0" X60 "123"), EML_WORD_TEXT, EML_OK,
     "=?UTF-8?Q?0" X60 "12?= =?UTF-8?Q?3?=", 0},
    {"45 bytes fit by B", BYTES(EURO5 EURO5 EURO5), EML_WORD_TEXT, EML_OK,
     "=?UTF-8?B?" B15 B15 B15 "?=", 0},
    {"characters are not split by B", BYTES("a" EURO5 EURO5 EURO5),
     EML_WORD_TEXT, EML_OK,
     "=?UTF-8?B?YeKCrOKCrOKCrOKCrOKCrOKCrOKCrOKCrOKCrOKCrOKCrOKCrOKCrOKCrA==?="
     " =?UTF-8?B?4oKs?=",
     0},
    {"characters are not split by Q", BYTES(X60 "\xc3\xa9" X60 X60 X60 X60),
     EML_WORD_TEXT, EML_OK,
     "=?UTF-8?Q?" X60 "?= =?UTF-8?Q?=C3=A9" X10 X10 X10 X10 X10
     "0123456?= =?UTF-8?Q?789" X60 "?= =?UTF-8?Q?" X60
     "012?= =?UTF-8?Q?3456789" X10 X10 X10 X10 X10 "?=",
     0},
    {"CR", BYTES("ab\rc"), EML_WORD_TEXT, EML_E_WRITE_LINE, "", 2},
    {"LF", BYTES("\nBcc: x"), EML_WORD_TEXT, EML_E_WRITE_LINE, "", 0},
    {"NUL", BYTES("a\0"), EML_WORD_TEXT, EML_E_WRITE_NUL, "", 1},
    {"not UTF-8", BYTES("a\xc3"), EML_WORD_TEXT, EML_E_WRITE_UTF8, "", 1},
};

static void
encode_runs(void **state)
{
    const encode_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_WILD);
    eml_out out = {.arena = &t.arena};

    assert_int_equal(eml_word_encode(&t.cx, in, r->place, &out), r->rc);
    assert_string_equal(test_cx_str(&t, eml_out_view(&out)), r->out);
    assert_int_equal(t.cx.err.code, r->rc);
    if (r->rc)
        assert_int_equal(t.cx.err.off, r->off);
    test_cx_fini(&t);
}

/* Decoding gives the text back, by the rules for each place; every word is
 * within 75 bytes and has no fault; the same text gives the same bytes. */
static void
encode_then_decode(void **state)
{
    static const char *const some[] = {
        "a",  " ",  "=", "?", "_",  ".", "\xc3\xa9", "\xe2\x82\xac",
        "\\", "\"", "(", ")", "\t", "0", "\x01",     "\xf0\x9f\x98\x80"};
    static const eml_text_form forms[] = {EML_TEXT_UNSTRUCTURED,
                                          EML_TEXT_COMMENT, EML_TEXT_PHRASE};
    uint64_t seed = 7;

    (void)state;
    for (int i = 0; i < 3000; i++) {
        char text[400];
        size_t n = 0;
        int count = i % 120;

        while (count--) {
            const char *c;

            seed = seed * 6364136223846793005u + 1442695040888963407u;
            c = some[(seed >> 33) % (seed >> 60 ? 8 : 16)];
            memcpy(text + n, c, strlen(c));
            n += strlen(c);
        }
        for (int place = EML_WORD_TEXT; place <= EML_WORD_PHRASE; place++) {
            test_cx t;
            eml_span in = test_cx_init(&t, text, n, EML_ALLOW_NONE), back;
            eml_out out = {.arena = &t.arena}, again = {.arena = &t.arena};
            eml_text leaf = {EML_NONE, (uint8_t)forms[place], true, false};
            eml_span rest;

            assert_int_equal(
                eml_word_encode(&t.cx, in, (eml_word_place)place, &out),
                EML_OK);
            assert_int_equal(
                eml_word_encode(&t.cx, in, (eml_word_place)place, &again),
                EML_OK);
            assert_true(eml_span_eq(eml_out_view(&out), eml_out_view(&again)));
            rest = leaf.raw = eml_out_view(&out);
            assert_int_equal(eml_text_get(&t.cx, &leaf, &back), EML_OK);
            assert_true(eml_span_eq(in, back));
            while (rest.n) {
                eml_word w;

                assert_true(eml_word_match(rest, &w));
                assert_true(w.raw.n <= 75);
                t.cx.origin = rest.p;
                eml_word_check(&t.cx, &w, (eml_word_place)place);
                rest.p += w.raw.n;
                rest.n -= w.raw.n;
                if (rest.n) {
                    assert_int_equal(*rest.p, ' ');
                    rest.p++;
                    rest.n--;
                }
            }
            assert_int_equal(t.cx.err.code, 0);
            test_cx_fini(&t);
        }
    }
}

static int
encode_long(void *user, const eml_alloc *from)
{
    static uint8_t in[20000];
    eml_arena a;
    eml_cx cx = {.origin = in};
    eml_out out = {.arena = &a};
    int rc;

    (void)user;
    memset(in, 'a', sizeof in);
    eml_arena_init(&a, from, 0);
    rc = eml_word_encode(&cx, (eml_span){in, sizeof in}, EML_WORD_TEXT, &out);
    eml_arena_fini(&a);
    return rc;
}

static void
each_allocation_failing(void **state)
{
    (void)state;
    assert_int_equal(oom_every_call(encode_long, NULL, 100), EML_OK);
}

int
main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(shifts_of_iso_2022),
        cmocka_unit_test(decode_into_too_little_room),
        cmocka_unit_test(encode_then_decode),
        cmocka_unit_test(each_allocation_failing),
    };

    return RUN_TABLE(match_runs, match) | RUN_TABLE(check_runs, check) |
           RUN_TABLE(encode_runs, encode) |
           cmocka_run_group_tests(others, NULL, NULL);
}
