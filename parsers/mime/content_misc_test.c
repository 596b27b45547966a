#include "tests/cx.h"
#include "tests/oom.h"

#include "parsers/mime/mime_values.h"

typedef int reader(eml_cx *cx, eml_span in, eml_token_list **out);

struct row {
    const char *name;
    const char *in;
    size_t n;
    const char *findings;
    const char *tree; /* NULL: no reading */
};

static void
check(const struct row *r, reader *read)
{
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    eml_token_list *l = NULL;
    int rc = read(&t.cx, in, &l);
    eml_out o = {.arena = &t.arena};
    uint32_t n = 0;

    assert_string_equal(test_cx_findings(&t), r->findings);
    if (!r->tree) {
        assert_true(rc < 0);
        test_cx_fini(&t);
        return;
    }
    assert_int_equal(rc, EML_OK);
    for (const eml_token *k = l->first; k; k = k->next, n++) {
        eml_span text;

        assert_int_equal(eml_text_get(&t.cx, &k->text, &text), EML_OK);
        eml_out_span(&o, text);
        if (k->next)
            eml_out_byte(&o, '|');
    }
    assert_int_equal(n, l->num_tokens);
    for (const eml_comment *c = l->comments; c; c = c->next) {
        eml_out_span(&o, EML_LIT(" ("));
        eml_out_span(&o, c->text.raw);
        eml_out_byte(&o, ')');
    }
    assert_string_equal(test_cx_str(&t, eml_out_view(&o)), r->tree);
    test_cx_fini(&t);
}

static void
language_row(void **state)
{
    check(*state, eml__language);
}

static const struct row languages[] = {
    {"one", BYTES(" en-scouse"), "", "en-scouse"},
    {"i-klingon", BYTES("i-klingon"), "", "i-klingon"},
    {"two and a comment", BYTES("en, fr (This is a dictionary)"), "",
     "en|fr (This is a dictionary)"},
    {"many", BYTES("da, de, el,en ,\r\n fr, it"), "", "da|de|el|en|fr|it"},
    {"comments everywhere", BYTES("(a)en(b),(c)fr(d)"), "",
     "en|fr (a) (b) (c) (d)"},
    {"digits in a later subtag", BYTES("es-419"), "", "es-419"},
    {"subtag of eight", BYTES("abcdefgh-12345678"), "", "abcdefgh-12345678"},
    {"subtag of nine", BYTES("en-123456789"), "LANGUAGE_SYNTAX@0+12",
     "en-123456789"},
    {"first subtag of nine", BYTES("abcdefghi-x"), "LANGUAGE_SYNTAX@0+11",
     "abcdefghi-x"},
    {"digit in the first subtag", BYTES("e1"), "LANGUAGE_SYNTAX@0+2", "e1"},
    {"underscore", BYTES("en_US"), "LANGUAGE_SYNTAX@0+5", "en_US"},
    {"hyphen first", BYTES("-en"), "LANGUAGE_SYNTAX@0+3", "-en"},
    {"hyphen last", BYTES("en-"), "LANGUAGE_SYNTAX@0+3", "en-"},
    {"hyphen doubled", BYTES("en--us"), "LANGUAGE_SYNTAX@0+6", "en--us"},
    {"space for a comma", BYTES("en fr"), "LANGUAGE_SYNTAX@3+0", "en|fr"},
    {"comma first", BYTES(",en"), "LANGUAGE_SYNTAX@0+0", "en"},
    {"comma last", BYTES("en,"), "LANGUAGE_SYNTAX@3+0", "en"},
    {"comma doubled", BYTES("en,,fr"), "LANGUAGE_SYNTAX@3+0", "en|fr"},
    {"semicolon", BYTES("en;fr"), "LANGUAGE_SYNTAX@0+5", "en;fr"},
    {"8-bit", BYTES("\xe9"), "LANGUAGE_SYNTAX@0+1", "\xef\xbf\xbd"},
    {"NUL", BYTES("en\0"), "LANGUAGE_SYNTAX@0+3", "en"},
    {"empty", BYTES(""), "LANGUAGE_SYNTAX@0+0 LANGUAGE_SYNTAX@0+0", NULL},
    {"comment alone", BYTES("(x)"), "LANGUAGE_SYNTAX@3+0 LANGUAGE_SYNTAX@0+3",
     NULL},
    {"comment not closed", BYTES("(x"), "COMMENT_OPEN@0+1", NULL},
    {"comment not closed at the end", BYTES("en (x"), "COMMENT_OPEN@3+1", "en"},
    {"line end that is no fold", BYTES("en\r\nfr"),
     "LANGUAGE_SYNTAX@2+0 LANGUAGE_SYNTAX@2+0 LANGUAGE_SYNTAX@3+0 "
     "LANGUAGE_SYNTAX@3+0 LANGUAGE_SYNTAX@4+0",
     "en|fr"},
};

static void
md5_row(void **state)
{
    check(*state, eml__md5);
}

static const struct row digests[] = {
    {"the example of 1864", BYTES("  Q2hlY2sgSW50ZWdyaXR5IQ=="), "",
     "Q2hlY2sgSW50ZWdyaXR5IQ=="},
    {"comments", BYTES("(a) Q2hlY2sgSW50ZWdyaXR5IQ== (b)"), "",
     "Q2hlY2sgSW50ZWdyaXR5IQ== (a) (b)"},
    {"plus and slash", BYTES("+/hlY2sgSW50ZWdyaXR5IA=="), "",
     "+/hlY2sgSW50ZWdyaXR5IA=="},
    {"no padding", BYTES("Q2hlY2sgSW50ZWdyaXR5IQ"), "MD5_SYNTAX@0+22",
     "Q2hlY2sgSW50ZWdyaXR5IQ"},
    {"padding of one", BYTES("Q2hlY2sgSW50ZWdyaXR5IQQ="), "MD5_SYNTAX@0+24",
     "Q2hlY2sgSW50ZWdyaXR5IQQ="},
    {"24 characters, none of them padding", BYTES("Q2hlY2sgSW50ZWdyaXR5IQQQ"),
     "MD5_SYNTAX@0+24", "Q2hlY2sgSW50ZWdyaXR5IQQQ"},
    {"bits left over", BYTES("Q2hlY2sgSW50ZWdyaXR5IR=="), "MD5_SYNTAX@0+24",
     "Q2hlY2sgSW50ZWdyaXR5IR=="},
    {"last character w", BYTES("Q2hlY2sgSW50ZWdyaXR5Iw=="), "",
     "Q2hlY2sgSW50ZWdyaXR5Iw=="},
    {"last character g", BYTES("Q2hlY2sgSW50ZWdyaXR5Ig=="), "",
     "Q2hlY2sgSW50ZWdyaXR5Ig=="},
    {"character of no alphabet", BYTES("Q2hlY2sgSW50ZW-yaXR5IQ=="),
     "MD5_SYNTAX@0+24", "Q2hlY2sgSW50ZW-yaXR5IQ=="},
    {"hexadecimal", BYTES("0123456789abcdef0123456789abcdef"),
     "MD5_SYNTAX@0+32", "0123456789abcdef0123456789abcdef"},
    {"two", BYTES("Q2hlY2sgSW50ZWdyaXR5IQ== x"), "MD5_SYNTAX@25+1",
     "Q2hlY2sgSW50ZWdyaXR5IQ=="},
    {"NUL", BYTES("Q2hlY2sgSW50ZWdyaXR5IQ=\0"), "MD5_SYNTAX@0+24",
     "Q2hlY2sgSW50ZWdyaXR5IQ="},
    {"empty", BYTES(""), "MD5_SYNTAX@0+0", NULL},
    {"comment not closed", BYTES("(x"), "COMMENT_OPEN@0+1", NULL},
    {"comment not closed at the end", BYTES("Q2hlY2sgSW50ZWdyaXR5IQ==(x"),
     "COMMENT_OPEN@24+1", "Q2hlY2sgSW50ZWdyaXR5IQ=="},
};

static void
location_row(void **state)
{
    check(*state, eml__location);
}

static const struct row locations[] = {
    {"absolute", BYTES(" http://example.org/a?b=c#d"), "",
     "http://example.org/a?b=c#d"},
    {"relative", BYTES("foo/bar.png"), "", "foo/bar.png"},
    {"comments", BYTES("(a) foo (b)"), "", "foo (a) (b)"},
    {"parentheses within", BYTES("foo(1).png"), "", "foo(1).png"},
    {"quotation mark", BYTES("\"x"), "LOCATION_SYNTAX@0+1", "\"x"},
    {"in pieces", BYTES("http://example.org/\r\n long/\r\n\tname"), "",
     "http://example.org/long/name"},
    {"in pieces, then a comment", BYTES("a\r\n b (c)"), "", "ab (c)"},
    {"encoded-word", BYTES("=?us-ascii?Q?a?="), "", "=?us-ascii?Q?a?="},
    {"percent-encoded", BYTES("a%20b"), "", "a%20b"},
    {"percent sign alone", BYTES("a%2"), "LOCATION_SYNTAX@1+1", "a%2"},
    {"percent sign and no digits", BYTES("a%2x%zz"),
     "LOCATION_SYNTAX@1+1 LOCATION_SYNTAX@4+1", "a%2x%zz"},
    {"every character that is none", BYTES("\"<>\\^`{|}"),
     "LOCATION_SYNTAX@0+1 LOCATION_SYNTAX@1+1 LOCATION_SYNTAX@2+1 "
     "LOCATION_SYNTAX@3+1 LOCATION_SYNTAX@4+1 LOCATION_SYNTAX@5+1 "
     "LOCATION_SYNTAX@6+1 LOCATION_SYNTAX@7+1 LOCATION_SYNTAX@8+1",
     "\"<>\\^`{|}"},
    {"8-bit", BYTES("\xe9"), "LOCATION_SYNTAX@0+1", "\xef\xbf\xbd"},
    {"NUL", BYTES("a\0b"), "LOCATION_SYNTAX@1+1", "a"},
    {"empty", BYTES(" "), "LOCATION_SYNTAX@1+0", NULL},
    {"line end alone", BYTES("\n"), "LOCATION_SYNTAX@0+1 LOCATION_SYNTAX@0+1",
     NULL},
    {"comment not closed", BYTES("(a"), "COMMENT_OPEN@0+1", NULL},
    {"comment not closed at the end", BYTES("a (b"), "COMMENT_OPEN@2+1", "a"},
    {"something after the comment", BYTES("a (b) c"), "LOCATION_SYNTAX@6+1",
     "a (b)"},
    {"line end that is no fold", BYTES("a\nb"), "LOCATION_SYNTAX@1+1", "ab"},
};

struct result_row {
    const char *name;
    reader *parse;
    const char *in;
    size_t n;
    uint32_t allow;
    int rc;
};

static const struct result_row results[] = {
    {"language", eml_language_parse, BYTES("(a)en, fr(b)"), 0, EML_OK},
    {"language, error", eml_language_parse, BYTES("e_n"), 0,
     EML_E_LANGUAGE_SYNTAX},
    {"language, allowed", eml_language_parse, BYTES("e_n"), EML_ALLOW_CONTENT,
     EML_OK},
    {"language, no reading", eml_language_parse, BYTES(""), EML_ALLOW_WILD,
     EML_E_LANGUAGE_SYNTAX},
    {"MD5", eml_md5_parse, BYTES("(a)Q2hlY2sgSW50ZWdyaXR5IQ==(b)"), 0, EML_OK},
    {"MD5, error", eml_md5_parse, BYTES("x"), 0, EML_E_MD5_SYNTAX},
    {"location", eml_location_parse, BYTES("(a)b\r\n c (d)"), 0, EML_OK},
    {"location, error", eml_location_parse, BYTES("<a>"), 0,
     EML_E_LOCATION_SYNTAX},
};

static void
result(void **state)
{
    const struct result_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, r->allow);
    eml_token_list none, *l = &none;

    assert_int_equal(r->parse(&t.cx, in, &l), r->rc);
    assert_int_equal(t.cx.err.code, r->rc);
    if (r->rc == EML_OK)
        assert_ptr_not_equal(l, &none);
    else
        assert_ptr_equal(l, &none);
    test_cx_fini(&t);
}

static int
parse_with(void *user, const eml_alloc *from)
{
    const struct result_row *r = user;
    eml_arena a;
    eml_cx cx = {.origin = (const uint8_t *)r->in, .arena = &a};
    eml_token_list *l;
    int rc;

    eml_arena_init(&a, from, 0);
    rc = r->parse(&cx, (eml_span){(const uint8_t *)r->in, r->n}, &l);
    eml_arena_fini(&a);
    return rc;
}

static void
no_memory(void **state)
{
    const struct result_row *r = *state;
    int rc = EML_E_NOMEM;

    assert_int_equal(oom_every_call(parse_with, (void *)(uintptr_t)r, 100),
                     r->rc);
    for (size_t left = 0; rc == EML_E_NOMEM; left += 8) {
        test_cx t;
        eml_span in = test_cx_init(&t, r->in, r->n, r->allow);
        eml_token_list *l;

        assert_non_null(eml_arena_raw(&t.arena, 1));
        t.arena.max = t.arena.taken;
        rc = r->rc;
        if (t.arena.left >= left) {
            assert_non_null(eml_arena_raw(&t.arena, t.arena.left - left));
            rc = r->parse(&t.cx, in, &l);
        }
        test_cx_fini(&t);
    }
    assert_int_equal(rc, r->rc);
}

static const struct result_row mails[] = {
    {"language", eml_language_parse, BYTES("(a)en(b),(c)fr"), 0, EML_OK},
    {"MD5", eml_md5_parse, BYTES("(a)Q2hlY2sgSW50ZWdyaXR5IQ==(b)"), 0, EML_OK},
    {"location", eml_location_parse, BYTES("(a)b\r\n c (d)"), 0, EML_OK},
};

int
main(void)
{
    return RUN_TABLE(language_row, languages) | RUN_TABLE(md5_row, digests) |
           RUN_TABLE(location_row, locations) | RUN_TABLE(result, results) |
           RUN_TABLE(no_memory, mails);
}
