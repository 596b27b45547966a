#include "tests/cx.h"
#include "tests/param_dump.h"

#include "parsers/mime/mime_values.h"

/* The tree as param_dump() writes it. */
struct row {
    const char *name;
    const char *in;
    size_t n;
    const char *findings;
    const char *tree;
};

static const char *
dump(test_cx *t, const eml_param *p)
{
    eml_out o = {.arena = &t->arena};

    param_dump(&o, p);
    return test_cx_str(t, eml_out_view(&o));
}

static void
read_row(void **state)
{
    const struct row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    eml_param *p = NULL;

    assert_int_equal(eml__params(&t.cx, in, NULL, &p), EML_OK);
    assert_string_equal(test_cx_findings(&t), r->findings);
    assert_string_equal(dump(&t, p), r->tree);
    test_cx_fini(&t);
}

static const struct row rfc2045[] = {
    {"nothing", BYTES(""), "", ""},
    {"white space", BYTES(" \r\n "), "", ""},
    {"token", BYTES("; charset=us-ascii"), "", "charset=us-ascii"},
    {"no space", BYTES(";charset=us-ascii"), "", "charset=us-ascii"},
    {"quoted-string", BYTES("; charset=\"us-ascii\""), "", "charset=qus-ascii"},
    {"two", BYTES("; a=b; c=d"), "", "a=b|c=d"},
    {"folded", BYTES(";\r\n\ta=b;\r\n c=d"), "", "a=b|c=d"},
    {"folded, LF", BYTES(";\n\ta=b;\n c=d"), "", "a=b|c=d"},
    {"comments", BYTES("(x); (y) a=b (z) ;(w)c=d(v)"), "", "a=b|c=d"},
    {"empty quoted-string", BYTES("; a=\"\""), "", "a=q"},
    {"quoted-pairs", BYTES("; a=\"b\\\"c\\\\d\\;e\""), "", "a=qb\"c\\d;e"},
    {"\\r and \\n are r and n", BYTES("; a=\"\\r\\n\\b\""), "", "a=qrnb"},
    {"fold within quotes", BYTES("; a=\"b\r\n c\""), "", "a=qb c"},
    {"semicolon within quotes", BYTES("; a=\"b;c=d\"; e=f"), "",
     "a=qb;c=d|e=f"},
    {"every token character",
     BYTES("; !#$&+-.^_`{|}~019azAZ=!#$&+-.^_`{|}~*'%019azAZ"), "",
     "!#$&+-.^_`{|}~019azAZ=!#$&+-.^_`{|}~*'%019azAZ"},
    {"names keep their case", BYTES("; CharSet=X"), "", "CharSet=X"},
    {"UTF-8 within quotes", BYTES("; a=\"\xc3\xa9\""), "", "a=q\xc3\xa9"},
    {"not UTF-8 within quotes", BYTES("; a=\"\xe9\""), "", "a=q\xef\xbf\xbd"},
    {"comment ends a value", BYTES("; a=b(c)"), "", "a=b"},
    {"single quotes are token characters", BYTES("; a='b'"), "", "a='b'"},
};

static const struct row broken[] = {
    {"empty", BYTES("; "), "PARAM_EMPTY@0+1", ""},
    {"semicolon at the end", BYTES("; a=b;"), "PARAM_EMPTY@5+1", "a=b"},
    {"semicolon and comment at the end", BYTES("; a=b; (c)"), "PARAM_EMPTY@5+1",
     "a=b"},
    {"doubled semicolon", BYTES(";; a=b"), "PARAM_EMPTY@0+1", "a=b"},
    {"many semicolons", BYTES(";;;a=b;;"),
     "PARAM_EMPTY@0+1 PARAM_EMPTY@1+1 PARAM_EMPTY@6+1 PARAM_EMPTY@7+1", "a=b"},
    {"no semicolon", BYTES(" a=b c=d"),
     "PARAM_SEPARATOR@1+1 PARAM_SEPARATOR@5+1", "a=b|c=d"},
    {"value needs quoting", BYTES("; x=a/b"), "PARAM_VALUE@5+2", "x=a/b"},
    {"every tspecial in a value", BYTES("; x=a<>@,:\\/[]?=\"b; y=z"),
     "PARAM_VALUE@5+13", "x=a<>@,:\\/[]?=\"b|y=z"},
    {"value begins with what needs quoting", BYTES("; x=/a b=c"),
     "PARAM_VALUE@4+2 PARAM_SEPARATOR@7+1", "x=/a|b=c"},
    {"value up to a comment", BYTES("; x=a/b(c)"), "PARAM_VALUE@5+2", "x=a/b"},
    {"UTF-8 in a token", BYTES("; x=\xc3\xa9"), "PARAM_VALUE@4+2",
     "x=\xc3\xa9"},
    {"not UTF-8 in a token", BYTES("; x=a\xe9"), "PARAM_VALUE@5+1",
     "x=a\xef\xbf\xbd"},
    {"NUL in a token", BYTES("; x=a\0b"), "PARAM_VALUE@5+2", "x=a"},
    {"bare CR in a value", BYTES("; x=a\rb"), "PARAM_SYNTAX@6+1", "x=a"},
    {"line end that is no fold", BYTES("; x=a\r\nb=c"),
     "PARAM_SYNTAX@5+2 PARAM_SEPARATOR@7+1", "x=a|b=c"},
    {"empty value", BYTES("; x="), "PARAM_VALUE@4+0", "x="},
    {"empty value, then another", BYTES("; x=; y=z"), "PARAM_VALUE@4+0",
     "x=|y=z"},
    {"equals twice", BYTES("; x==y"), "PARAM_VALUE@4+2", "x==y"},
    {"comma for a semicolon", BYTES("; a=b, c=d"),
     "PARAM_VALUE@5+1 PARAM_SEPARATOR@7+1", "a=b,|c=d"},
    {"spaces beside the equals sign", BYTES("; a = b"),
     "CONTENT_CFWS@3+1 CONTENT_CFWS@5+1", "a=b"},
    {"comments beside the equals sign", BYTES("; a(x)=(y)b"),
     "CONTENT_CFWS@3+3 CONTENT_CFWS@7+3", "a=b"},
    {"white space in a value", BYTES("; name=my file.txt; x=y"),
     "PARAM_SYNTAX@10+8", "name=my|x=y"},
    {"comment in a value", BYTES("; name=file(1).txt"), "PARAM_SYNTAX@14+4",
     "name=file"},
    {"characters after a quoted-string", BYTES("; a=\"b\"c; d=e"),
     "PARAM_VALUE@7+1", "a=qbc|d=e"},
    {"bytes after a quoted-string", BYTES("; a=\"\"\xe9; d=e"),
     "PARAM_VALUE@6+1", "a=q\xef\xbf\xbd|d=e"},
    {"quoted-string not closed", BYTES("; a=\"b; c=d"), "QUOTED_OPEN@4+1",
     "a=qb; c=d"},
    {"backslash at the end", BYTES("; a=\"b\\"), "QUOTED_PAIR@6+1", "a=qb\\"},
    {"lone quotation mark", BYTES("; a=\""), "QUOTED_OPEN@4+1", "a=q"},
    {"quotation mark within a value", BYTES("; a=5\"x; c=d"), "PARAM_VALUE@5+2",
     "a=5\"x|c=d"},
    {"no value", BYTES("; a; b=c"), "PARAM_SYNTAX@2+1", "b=c"},
    {"no value at the end", BYTES("; a"), "PARAM_SYNTAX@2+1", ""},
    {"no name", BYTES("; =x; b=c"), "PARAM_SYNTAX@2+2", "b=c"},
    {"quoted name", BYTES("; \"a;b\"=c; d=e"), "PARAM_SYNTAX@2+7", "d=e"},
    {"quoted name not closed", BYTES("; \"a=c; d=e"),
     "QUOTED_OPEN@2+1 PARAM_SYNTAX@2+9", ""},
    {"quotation mark in a name", BYTES("; a\"b=c\"; d=e"),
     "PARAM_SYNTAX@2+1 PARAM_SYNTAX@3+5", "d=e"},
    {"name with a slash", BYTES("; a/b=c"), "PARAM_NAME@3+2", "a/b=c"},
    {"name with UTF-8", BYTES("; \xc3\xa9=c"), "PARAM_NAME@2+2", "\xc3\xa9=c"},
    {"name with a percent sign", BYTES("; a%b=c"), "PARAM_NAME@3+2", "a%b=c"},
    {"name with an apostrophe", BYTES("; a'b=c"), "PARAM_NAME@3+2", "a'b=c"},
    {"name with a NUL", BYTES("; a\0b=c"), "PARAM_NAME@3+2", "a"},
    {"comment not closed", BYTES("; a=b (c; d=e"), "COMMENT_OPEN@6+1", "a=b"},
    {"comment not closed after a semicolon", BYTES("; a=b; (c"),
     "COMMENT_OPEN@7+1", "a=b"},
    {"comment not closed after a name", BYTES("; a(c=d"),
     "COMMENT_OPEN@3+1 PARAM_SYNTAX@2+1", ""},
    {"comment not closed after an equals sign", BYTES("; a=(c"),
     "COMMENT_OPEN@4+1 CONTENT_CFWS@4+2 PARAM_VALUE@6+0", "a="},
    {"parenthesis not opened", BYTES("; a=b) c=d"),
     "PARAM_VALUE@5+1 PARAM_SEPARATOR@7+1", "a=b)|c=d"},
    {"folded twice", BYTES(";\r\n \r\n a=b"), "OBS_FWS@1+6", "a=b"},
    {"doubled", BYTES("; a=b; A=c; a=d"), "PARAM_TWICE@7+3 PARAM_TWICE@12+3",
     "a=b|A=c|a=d"},
};

static const struct row words[] = {
    {"quoted encoded-word stays as it is",
     BYTES("; filename=\"=?utf-8?Q?a=C3=A9?=\""), "WORD_PARAM@12+19",
     "filename=q=?utf-8?Q?a=C3=A9?="},
    {"encoded-word alone", BYTES("; filename==?utf-8?Q?a?="),
     "PARAM_VALUE@11+13 WORD_PARAM@11+13", "filename==?utf-8?Q?a?="},
    {"encoded-word in a comment", BYTES("; a=b (=?utf-8?Q?a?=)"), "", "a=b"},
    {"what is no encoded-word", BYTES("; a=\"=?x\""), "", "a=q=?x"},
};

static const struct row rfc2231[] = {
    {"pieces",
     BYTES("; access-type=URL;\r\n URL*0=\"ftp://\";\r\n "
           "URL*1=\"cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar\""),
     "",
     "access-type=URL|URL=qftp://cs.utk.edu/pub/moore/bulk-mailer/"
     "bulk-mailer.tar"},
    {"extended",
     BYTES("; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A"), "",
     "title={us-ascii,en-us}This is ***fun***"},
    {"extended in pieces, one of them plain",
     BYTES("; title*0*=us-ascii'en'This%20is%20even%20more%20;\r\n "
           "title*1*=%2A%2A%2Afun%2A%2A%2A%20;\r\n title*2=\"isn't it!\""),
     "", "title=q{us-ascii,en}This is even more ***fun*** isn't it!"},
    {"the example as printed: no semicolons",
     BYTES("\r\n title*0*=us-ascii'en'This%20is%20even%20more%20\r\n "
           "title*1*=%2A%2A%2Afun%2A%2A%2A%20\r\n title*2=\"isn't it!\""),
     "PARAM_SEPARATOR@3+1 PARAM_SEPARATOR@53+1 PARAM_SEPARATOR@89+1",
     "title=q{us-ascii,en}This is even more ***fun*** isn't it!"},
    {"order is not significant", BYTES("; a*2=c; b=x; a*0=a; a*1=b"), "",
     "a=abc|b=x"},
    {"more than ten pieces",
     BYTES("; a*10=k;a*9=j;a*8=i;a*7=h;a*6=g;a*5=f;a*4=e;a*3=d;a*2=c;a*1=b;"
           "a*0=a;a*11=l"),
     "", "a=abcdefghijkl"},
    {"one piece", BYTES("; a*0=b"), "", "a=b"},
    {"names of pieces in any case", BYTES("; A*0=b; a*1=c"), "", "A=bc"},
    {"charset and language blank", BYTES("; a*=''b"), "", "a={,}b"},
    {"charset blank, UTF-8", BYTES("; a*=''%C3%A9"), "", "a={,}\xc3\xa9"},
    {"utf-8", BYTES("; a*=UTF-8''%c3%a9%E2%82%AC"), "",
     "a={UTF-8,}\xc3\xa9\xe2\x82\xac"},
    {"nothing to undo", BYTES("; a*=utf-8''b.txt"), "", "a={utf-8,}b.txt"},
    {"empty", BYTES("; a*=utf-8''"), "", "a={utf-8,}"},
    {"latin 1", BYTES("; a*=iso-8859-1''%A3%20rates"), "",
     "a={iso-8859-1,}\xc2\xa3 rates"},
    {"latin 1, nothing encoded", BYTES("; a*=iso-8859-1''b"), "",
     "a={iso-8859-1,}b"},
    {"character over two pieces", BYTES("; a*0*=utf-8''%E2%82; a*1*=%AC"), "",
     "a={utf-8,}\xe2\x82\xac"},
    {"later pieces extended alone", BYTES("; a*0=b; a*1*=%20c"), "",
     "a={,}b c"},
    {"later piece extended and empty", BYTES("; a*0*=utf-8''b; a*1*="), "",
     "a={utf-8,}b"},
    {"first piece extended and empty", BYTES("; a*0*=; a*1*=b"),
     "PARAM_VALUE@7+0 PARAM_EXTENDED@7+0", "a={,}b"},
    {"apostrophes in a later piece", BYTES("; a*0*=utf-8''b; a*1=\"c'd'e\""),
     "", "a=q{utf-8,}bc'd'e"},
    {"language tag with a hyphen", BYTES("; filename*=utf-8'en-us'a%20b"), "",
     "filename={utf-8,en-us}a b"},
    {"no apostrophe", BYTES("; a*=b%20c"), "PARAM_EXTENDED@5+5", "a={,}b c"},
    {"one apostrophe", BYTES("; a*=utf-8'b"),
     "PARAM_EXTENDED@5+7 PARAM_PERCENT@10+1", "a={,}utf-8'b"},
    {"no apostrophe in the first piece", BYTES("; a*0*=b; a*1*=c"),
     "PARAM_EXTENDED@7+1", "a={,}bc"},
    {"language that is none", BYTES("; a*=utf-8'e_n'b"), "PARAM_LANGUAGE@11+3",
     "a={utf-8,e_n}b"},
    {"charset that cannot be one", BYTES("; a*=x*y''b"),
     "CHARSET_SYNTAX@5+3 CHARSET_UNKNOWN@5+3", "a={x*y,}b"},
    {"charset that is no token", BYTES("; a*=x?''b"),
     "PARAM_VALUE@6+4 CHARSET_SYNTAX@5+2 CHARSET_UNKNOWN@5+2", "a={x?,}b"},
    {"charset not known", BYTES("; a*=x-none''b%20c"), "CHARSET_UNKNOWN@5+6",
     "a={x-none,}b%20c"},
    {"bytes not in the charset", BYTES("; a*=utf-8''b%FFc"),
     "PARAM_CHARSET@2+15",
     "a={utf-8,}b\xef\xbf\xbd"
     "c"},
    {"bytes not in us-ascii", BYTES("; a*=us-ascii''%E9"), "PARAM_CHARSET@2+16",
     "a={us-ascii,}\xef\xbf\xbd"},
    {"percent sign alone", BYTES("; a*=utf-8''5%"), "PARAM_PERCENT@13+1",
     "a={utf-8,}5%"},
    {"percent sign and one digit", BYTES("; a*=utf-8''5%4"),
     "PARAM_PERCENT@13+1", "a={utf-8,}5%4"},
    {"percent sign and no digits", BYTES("; a*=utf-8''%zz%4z"),
     "PARAM_PERCENT@12+1 PARAM_PERCENT@15+1", "a={utf-8,}%zz%4z"},
    {"character that must be encoded", BYTES("; a*=utf-8''b*c"),
     "PARAM_PERCENT@13+1", "a={utf-8,}b*c"},
    {"quoted extended value", BYTES("; a*=\"utf-8''b%20c d\""),
     "PARAM_EXT_QUOTED@6+14", "a=q{utf-8,}b c d"},
    {"quoted extended value with a quoted-pair", BYTES("; a*=\"utf-8''\\b\""),
     "PARAM_EXT_QUOTED@2+14", "a=q{utf-8,}b"},
    {"quoted extended pieces", BYTES("; a*0*=\"''b\"; a*1*=\"%20\""),
     "PARAM_EXT_QUOTED@8+3 PARAM_EXT_QUOTED@20+3", "a=q{,}b "},
    {"raw bytes in an extended value", BYTES("; a*=utf-8''\xe9"),
     "PARAM_VALUE@12+1 PARAM_PERCENT@12+1 PARAM_CHARSET@2+11",
     "a={utf-8,}\xef\xbf\xbd"},
    {"raw bytes, charset not known", BYTES("; a*=x-none''%41\xe9"),
     "PARAM_VALUE@16+1 CHARSET_UNKNOWN@5+6 PARAM_PERCENT@16+1 "
     "PARAM_CHARSET@2+15",
     "a={x-none,}%41\xef\xbf\xbd"},
    {"raw bytes in quotes", BYTES("; a*=\"utf-8''\xe9\""),
     "PARAM_EXT_QUOTED@2+13", "a=q{utf-8,}\xef\xbf\xbd"},
    {"gap", BYTES("; a*0=b; a*2=d"), "PARAM_PIECE@9+5", "a=bd"},
    {"no first piece", BYTES("; a*1=b"), "PARAM_PIECE@2+5", "a=b"},
    {"no first piece, extended", BYTES("; a*1*=utf-8''b"),
     "PARAM_PIECE@2+13 PARAM_PERCENT@12+1 PARAM_PERCENT@13+1", "a={,}utf-8''b"},
    {"leading zero", BYTES("; a*00=b; a*01=c"),
     "PARAM_PIECE@4+2 PARAM_PIECE@12+2", "a=bc"},
    {"piece doubled", BYTES("; a*0=b; a*1=c; a*1=d"), "PARAM_PIECE@16+5",
     "a=bc"},
    {"piece doubled, plain and extended", BYTES("; a*0=b; a*0*=''c"),
     "PARAM_PIECE@9+8", "a=b"},
    {"number that fits nowhere", BYTES("; a*0=b; a*99999999999999999999=c"),
     "PARAM_PIECE@9+24", "a=bc"},
    {"two numbers that fit nowhere",
     BYTES("; a*4294967295=b; a*99999999999999999999=c"),
     "PARAM_PIECE@2+14 PARAM_PIECE@18+24", "a=b"},
    {"star and no number", BYTES("; a*x=b"), "PARAM_NAME@3+2", "a*x=b"},
    {"two stars", BYTES("; a**=b"), "PARAM_NAME@3+2", "a**=b"},
    {"number and more", BYTES("; a*0x=b; a*0*x=c"),
     "PARAM_NAME@3+3 PARAM_NAME@11+4", "a*0x=b|a*0*x=c"},
    {"star and no name", BYTES("; *0=b"), "PARAM_NAME@2+2", "*0=b"},
    {"plain and extended", BYTES("; a=b; a*=utf-8''c"), "PARAM_BOTH@7+11",
     "a=b|a={utf-8,}c"},
    {"extended and plain", BYTES("; a*=utf-8''c; a=b"), "PARAM_BOTH@15+3",
     "a={utf-8,}c|a=b"},
    {"plain and extended that say the same", BYTES("; a=b; a*=utf-8''b"), "",
     "a=b|a={utf-8,}b"},
    {"plain and extended pieces", BYTES("; a=b; a*0*=utf-8''c; a*1*=d"),
     "PARAM_BOTH@7+13", "a=b|a={utf-8,}cd"},
    {"plain and pieces", BYTES("; a=b; a*0=c"), "PARAM_TWICE@7+5", "a=b|a=c"},
    {"pieces and plain", BYTES("; a*0=c; a=b"), "PARAM_TWICE@9+3", "a=c|a=b"},
    {"extended and pieces", BYTES("; a*=''b; a*0=c"), "PARAM_TWICE@10+5",
     "a={,}b|a=c"},
    {"pieces and extended", BYTES("; a*0*=''c; a*=''b"), "PARAM_TWICE@12+6",
     "a={,}c|a={,}b"},
    {"extended twice", BYTES("; a*=''b; a*=''c"), "PARAM_TWICE@10+6",
     "a={,}b|a={,}c"},
};

/* What is known of mail software that got it wrong. */
static const struct row divergences[] = {
    {"text/html; x=a/b is not x=a", BYTES("; x=a/b"), "PARAM_VALUE@5+2",
     "x=a/b"},
    {"an invalid parameter hides no later one",
     BYTES("; charset; =; b@d; \"x\"; boundary=a"),
     "PARAM_SYNTAX@2+7 PARAM_SYNTAX@11+1 PARAM_SYNTAX@14+3 "
     "PARAM_SYNTAX@19+3",
     "boundary=a"},
    {"boundary*0= is a duplicate", BYTES("; boundary=a; boundary*0=b"),
     "PARAM_TWICE@14+12", "boundary=a|boundary=b"},
    {"encoded-word in a boundary", BYTES("; boundary=\"=?us-ascii?Q?a?=\""),
     "WORD_PARAM@12+16", "boundary=q=?us-ascii?Q?a?="},
    {"nested comment in a name hides no duplicate",
     BYTES("; boundary=a; boundary(x(y))=b"),
     "CONTENT_CFWS@22+6 PARAM_TWICE@14+16", "boundary=a|boundary=b"},
    {"comment inside of a name", BYTES("; bound(x)ary=b"),
     "PARAM_SYNTAX@2+5 PARAM_SEPARATOR@10+1", "ary=b"},
    {"language tag with a hyphen keeps the filename",
     BYTES("; filename*=iso-8859-1'en-GB'a.txt"), "",
     "filename={iso-8859-1,en-GB}a.txt"},
    {"backslash n is no line end", BYTES("; name=\"a\\nb\""), "", "name=qanb"},
};

/* The public one: findings about bytes, and errors as its result. */
struct result_row {
    const char *name;
    const char *in;
    size_t n;
    uint32_t allow;
    int rc;
};

static const struct result_row results[] = {
    {"good", BYTES("; a=b"), 0, EML_OK},
    {"not allowed", BYTES("; a=b/c"), 0, EML_E_PARAM_VALUE},
    {"allowed", BYTES("; a=b/c"), EML_ALLOW_PARAM, EML_OK},
    {"never allowed", BYTES("; a=\"b"), EML_ALLOW_WILD, EML_E_QUOTED_OPEN},
    {"NUL", BYTES("; a=\"\0\""), 0, EML_E_NUL},
    {"obsolete folding", BYTES(";\r\n \r\n a=b"), EML_ALLOW_OBS, EML_OK},
    {"note", BYTES("; a = b"), 0, EML_OK},
};

static void
result(void **state)
{
    const struct result_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, r->allow);
    eml_param none, *p = &none;

    assert_int_equal(eml_params_parse(&t.cx, in, &p), r->rc);
    assert_int_equal(t.cx.err.code, r->rc);
    if (r->rc == EML_OK)
        assert_ptr_not_equal(p, &none);
    else
        assert_ptr_equal(p, &none);
    test_cx_fini(&t);
}

static void
get(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES("; a=1; b=2; A=3; b*=''4; ab=5"),
                               EML_ALLOW_PARAM);
    eml_param *p;

    (void)state;
    assert_int_equal(eml_params_parse(&t.cx, in, &p), EML_OK);
    assert_string_equal(test_cx_str(&t, eml_param_get(p, EML_LIT("A"))->value),
                        "1");
    assert_string_equal(test_cx_str(&t, eml_param_get(p, EML_LIT("b"))->value),
                        "4");
    assert_string_equal(test_cx_str(&t, eml_param_get(p, EML_LIT("aB"))->value),
                        "5");
    assert_null(eml_param_get(p, EML_LIT("c")));
    assert_null(eml_param_get(NULL, EML_LIT("c")));
    test_cx_fini(&t);
}

static void
comments_are_kept(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES("(x); a(y)=b (z)"), EML_ALLOW_NONE);
    eml_comment *first = NULL, **link = &first;
    eml_param *p;

    (void)state;
    assert_int_equal(eml__params(&t.cx, in, &link, &p), EML_OK);
    assert_string_equal(test_cx_str(&t, first->text.raw), "x");
    assert_string_equal(test_cx_str(&t, first->next->text.raw), "y");
    assert_string_equal(test_cx_str(&t, first->next->next->text.raw), "z");
    assert_ptr_equal(link, &first->next->next->next);
    test_cx_fini(&t);
}

static void
limit(void **state)
{
    eml_limits limits = {.params = 2};
    test_cx t;
    eml_span in =
        test_cx_init(&t, BYTES("; a=1; b=2; c=3; (d"), EML_ALLOW_NONE);
    eml_param *p;

    (void)state;
    t.cx.limits = &limits;
    assert_int_equal(eml__params(&t.cx, in, NULL, &p), EML_OK);
    assert_string_equal(test_cx_findings(&t), "LIMIT_PARAMS@12+7");
    assert_string_equal(dump(&t, p), "a=1|b=2");
    test_cx_fini(&t);
}

/* `n` times what `piece` prints for its number. */
static eml_span
repeat(test_cx *t, const char *piece, int factor, size_t n)
{
    size_t cap = n * (strlen(piece) + 16) + 1, len = 0;
    char *s = malloc(cap);
    eml_span in;

    assert_non_null(s);
    for (size_t i = 0; i < n; i++)
        for (const char *c = piece; *c; c++)
            if (*c == '#')
                len += (size_t)snprintf(s + len, cap - len, "%zu",
                                        factor < 0 ? n - 1 - i
                                                   : i * (size_t)factor);
            else
                s[len++] = *c;
    in = test_cx_init(t, s, len, EML_ALLOW_NONE);
    free(s);
    return in;
}

struct many_row {
    const char *name;
    const char *piece;
    int factor;
    size_t n, left; /* parameters at the end */
};

static const struct many_row many[] = {
    {"a million names", ";a#=b", 1, 1000000, 1000000},
    {"a million times the same name", ";abc=b", 0, 1000000, 1000000},
    {"a hundred thousand extended", ";abc*=''%20", 0, 100000, 100000},
    {"a million pieces, backwards", ";a*#=b", -1, 1000000, 1},
    {"a million pieces with one number", ";a*0=b", 0, 1000000, 1},
    {"a hundred thousand pieces and gaps", ";a*#*=%20", 3, 100000, 1},
    {"a million semicolons", ";", 0, 1000000, 0},
    {"a million open comments", "; (", 0, 1000000, 0},
    {"a million open quotes", "; a=\"", 0, 1000000, 500000},
    {"a million quotes in names", "; \"", 0, 1000000, 0},
    {"a million half encoded-words", "=?", 0, 1000000, 0},
    {"encoded-words", ";a=\"=?utf-8?q?a?= =?\"", 0, 100000, 100000},
    {"long runs of words that are none", "=?a?q?", 0, 200000, 0},
};

static void
stays_linear(void **state)
{
    const struct many_row *r = *state;
    eml_limits limits = {.params = UINT32_MAX};
    test_cx t;
    eml_span in = repeat(&t, r->piece, r->factor, r->n);
    eml_param *p;
    size_t n = 0;

    t.cx.limits = &limits;
    assert_int_equal(eml__params(&t.cx, in, NULL, &p), EML_OK);
    for (; p; p = p->next)
        n++;
    assert_int_equal(n, r->left);
    test_cx_fini(&t);
}

#include "tests/oom.h"

static int
read_with(void *user, const eml_alloc *from)
{
    static const char in[] =
        "; a=\"b\\c\"d; e=\xe9; f*0*=utf-8''%C3%A9%20; f*1=\"x\\y\"; (g)"
        "h*=iso-8859-1'en'%E9; h=i; a=\"b\"\xe9; a1=1; a2=2; a3=3; a4=4";
    eml_arena a;
    eml_cx cx = {.origin = (const uint8_t *)in, .arena = &a};
    eml_comment *first = NULL, **link = &first;
    eml_param *p;
    int rc;

    (void)user;
    eml_arena_init(&a, from, 0);
    rc = eml__params(&cx, (eml_span){(const uint8_t *)in, sizeof in - 1}, &link,
                     &p);
    eml_arena_fini(&a);
    return rc;
}

/* Every allocation of the arena fails in turn, by its bound. */
static void
no_memory(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(
        &t,
        BYTES("; a=\"b\\c\"d; e=\xe9; f*0*=utf-8''%C3%A9%20; f*1=\"x\\y\"; (g)"
              "h*=iso-8859-1'en'%E9; h=i; a=\"b\"\xe9; a1=1; a2=2; a3=3; "
              "a4=4"),
        EML_ALLOW_NONE);
    eml_comment *first, **link;
    eml_param *p;
    size_t fails = 0;
    int rc = EML_E_NOMEM;

    (void)state;
    assert_int_equal(oom_every_call(read_with, NULL, 100), EML_OK);
    for (size_t left = 0; rc == EML_E_NOMEM; left += 8, fails++) {
        eml_arena_fini(&t.arena);
        eml_arena_init(&t.arena, &t.alloc, 0);
        assert_non_null(eml_arena_raw(&t.arena, 1));
        t.arena.max = t.arena.taken; /* no other chunk */
        if (t.arena.left < left)
            break; /* chunks of a few bytes: done by oom_every_call */
        assert_non_null(eml_arena_raw(&t.arena, t.arena.left - left));
        first = NULL;
        link = &first;
        rc = eml__params(&t.cx, in, &link, &p);
    }
    assert_true(rc == EML_OK ? fails > 50 : fails < 50);
    test_cx_fini(&t);
}

int
main(void)
{
    static const struct {
        const char *name;
        CMUnitTestFunction fn;
    } single[] = {
        {"get finds the first, or the extended one", get},
        {"comments are kept in order", comments_are_kept},
        {"limit", limit},
        {"no memory", no_memory},
    };
    struct CMUnitTest t[4];

    for (size_t i = 0; i < 4; i++)
        t[i] = (struct CMUnitTest){.name = single[i].name,
                                   .test_func = single[i].fn};
    return RUN_TABLE(read_row, rfc2045) | RUN_TABLE(read_row, broken) |
           RUN_TABLE(read_row, words) | RUN_TABLE(read_row, rfc2231) |
           RUN_TABLE(read_row, divergences) | RUN_TABLE(result, results) |
           RUN_TABLE(stays_linear, many) |
           (_cmocka_run_group_tests("params", t, 4, NULL, NULL) != 0);
}
