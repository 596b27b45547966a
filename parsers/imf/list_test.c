/* RFC 2369, 2919, 3834, 5064, 8058: the fields of lists and automatic mail. */
#include "tests/imf_dump.h"

#include "parsers/imf/imf_values.h"
#include "parsers/imf/list_int.h"

/* clang-format off */
static const imf_row urls[] = {
    {"mailto", BYTES("<mailto:list@host.com?subject=help>"), false, "", "<mailto:list@host.com?subject=help>"},
    {"as RFC 2369 has it", BYTES("<ftp://ftp.host.com/list.txt> (FTP),\r\n <mailto:list@host.com?subject=help>"), false, "", "<ftp://ftp.host.com/list.txt><mailto:list@host.com?subject=help> (FTP)"},
    {"comment in front", BYTES("(Use this command to get off the list)\r\n <mailto:list-manager@host.com?body=unsubscribe%20list>"), false, "", "<mailto:list-manager@host.com?body=unsubscribe%20list> (Use this command to get off the list)"},
    {"comma inside of the brackets", BYTES("<http://www.host.com/list.cgi?a,b>,<mailto:a@b>"), false, "", "<http://www.host.com/list.cgi?a,b><mailto:a@b>"},
    {"every character of a URI", BYTES("<x-Y+1.z:-._~:/?#[]@!$&'()*+,;=%2F%af>"), false, "", "<x-Y+1.z:-._~:/?#[]@!$&'()*+,;=%2F%af>"},
    {"NO", BYTES("NO (posting not allowed on this list)"), true, "", "NO (posting not allowed on this list)"},
    {"no in lower case", BYTES(" no"), true, "", "NO"},
    {"NO and more", BYTES("NO posting"), true, "LIST_SYNTAX@3+7", "NO"},
    {"NO and a URL", BYTES("NO, <mailto:a@b>"), true, "LIST_SYNTAX@2+14", "NO"},
    {"NO in a longer word", BYTES("NOT"), true, "LIST_SYNTAX@0+3", ""},
    {"N alone", BYTES("N"), true, "LIST_SYNTAX@0+1", ""},
    {"NO where it has no meaning", BYTES("NO"), false, "LIST_NO@0+2", "NO"},
    {"nothing", BYTES(""), false, "LIST_SYNTAX@0+0", ""},
    {"white space only", BYTES(" \r\n "), false, "LIST_SYNTAX@4+0", ""},
    {"no brackets", BYTES("http://host.com/"), false, "LIST_SYNTAX@0+16", ""},
    {"no brackets behind a URL", BYTES("<mailto:a@b>, mailto:c@d, <mailto:e@f>"), false, "LIST_SYNTAX@14+24", "<mailto:a@b>"},
    {"text behind a URL", BYTES("<mailto:a@b> x, <mailto:c@d>"), false, "LIST_SYNTAX@13+15", "<mailto:a@b>"},
    {"comma at the end", BYTES("<mailto:a@b>,"), false, "LIST_SYNTAX@13+0", "<mailto:a@b>"},
    {"comma doubled", BYTES("<mailto:a@b>,,<mailto:c@d>"), false, "LIST_SYNTAX@13+13", "<mailto:a@b>"},
    {"comma missing", BYTES("<mailto:a@b> <mailto:c@d>"), false, "LIST_SYNTAX@13+12", "<mailto:a@b>"},
    {"bracket not closed", BYTES("<mailto:a@b"), false, "LIST_SYNTAX@0+11", ""},
    {"bracket not closed behind a URL", BYTES("<mailto:a@b>, <mailto:c@d"), false, "LIST_SYNTAX@14+11", "<mailto:a@b>"},
    {"empty brackets", BYTES("<>"), false, "LIST_URL@1+0", "<>"},
    {"white space inside of the brackets", BYTES("<mailto:a@b?subject=\r\n x y>"), false, "LIST_SPACE@1+25", "<mailto:a@b?subject=xy>"},
    {"only white space inside of the brackets", BYTES("< >"), false, "LIST_SPACE@1+1 LIST_URL@1+1", "<>"},
    {"bad character behind white space inside of the brackets", BYTES("<mailto: {>"), false, "LIST_SPACE@1+9 LIST_URL@1+9", "<mailto:{>"},
    {"no scheme", BYTES("<list@host.com>"), false, "LIST_URL@1+1", "<list@host.com>"},
    {"scheme that begins with a digit", BYTES("<1a:b>"), false, "LIST_URL@1+1", "<1a:b>"},
    {"scheme alone", BYTES("<http:>"), false, "", "<http:>"},
    {"percent without digits", BYTES("<http://a/%2>"), false, "LIST_URL@10+1", "<http://a/%2>"},
    {"percent without a second digit", BYTES("<http://a/%2g>"), false, "LIST_URL@10+1", "<http://a/%2g>"},
    {"percent without a first digit", BYTES("<http://a/%g2>"), false, "LIST_URL@10+1", "<http://a/%g2>"},
    {"space as a quote", BYTES("<http://a/\"b\">"), false, "LIST_URL@10+1", "<http://a/\"b\">"},
    {"8-bit", BYTES("<http://\303\274/>"), false, "LIST_URL@8+1", "<http://%C3%BC/>"},
    {"NUL", BYTES("<http://a/\000>"), false, "LIST_URL@10+1", "<http://a/%00>"},
    {"comment not closed in front", BYTES("(x"), false, "COMMENT_OPEN@0+1", NULL},
    {"comment not closed behind", BYTES("<mailto:a@b> (x"), false, "COMMENT_OPEN@13+1", NULL},
    {"comment not closed behind a comma", BYTES("<mailto:a@b>, (x"), false, "COMMENT_OPEN@14+1", NULL},
    {"comment not closed behind NO", BYTES("NO (x"), true, "COMMENT_OPEN@3+1", NULL},
};

static const imf_row archived[] = {
    {"URI", BYTES("<http://a/b>"), 0, "", "<http://a/b>"},
    {"CFWS around it", BYTES(" (x) <http://a/b> (y) "), 0, "", "<http://a/b> (x) (y)"},
    {"no brackets", BYTES("http://a/b"), 0, "ARCHIVED_AT@0+10", "<http://a/b>"},
    {"no brackets and text behind", BYTES("http://a/b c"), 0, "ARCHIVED_AT@0+10 ARCHIVED_AT@11+1", "<http://a/b>"},
    {"text behind", BYTES("<http://a/b> c"), 0, "ARCHIVED_AT@13+1", "<http://a/b>"},
    {"two", BYTES("<http://a/b>,<http://c/>"), 0, "ARCHIVED_AT@12+12", "<http://a/b>"},
    {"no URI", BYTES("<a>"), 0, "ARCHIVED_AT@1+1", "<a>"},
    {"nothing", BYTES(""), 0, "ARCHIVED_AT@0+0", ""},
    {"bracket not closed", BYTES("<http://a/b"), 0, "ARCHIVED_AT@0+11", ""},
    {"white space inside", BYTES("<http://a/ b>"), 0, "LIST_SPACE@1+11", "<http://a/b>"},
    {"comment not closed", BYTES("(x"), 0, "COMMENT_OPEN@0+1", NULL},
    {"comment not closed behind", BYTES("<http://a/b> (x"), 0, "COMMENT_OPEN@13+1", NULL},
};

static const imf_row ids[] = {
    {"as RFC 2919 has it", BYTES("List Header Mailing List <list-header.nisto.com>"), 0, "", "n=List Header Mailing List i=list-header.nisto.com"},
    {"alone", BYTES(" <commonspace-users.list-id.within.com>"), 0, "", " i=commonspace-users.list-id.within.com"},
    {"quoted description, folded", BYTES("\"Lena's Personal Joke List\"\r\n <lenas-jokes.da39efc25c530ad145d41b86f7420c3b.021999.localhost>"), 0, "", "n=Lena's Personal Joke List i=lenas-jokes.da39efc25c530ad145d41b86f7420c3b.021999.localhost"},
    {"white space behind it", BYTES("<a.b> \r\n "), 0, "LIST_ID_SYNTAX@5+4", " i=a.b"},
    {"description of encoded-words", BYTES("=?utf-8?Q?J?= x <a.b>"), 0, "", "n=J x i=a.b"},
    {"description with a dot", BYTES("a.b c <d.e>"), 0, "PHRASE_DOT@1+1", "n=a.b c i=d.e"},
    {"description with specials", BYTES("[a] @ b <d.e>"), 0, "PHRASE_CHAR@0+1", "n=[a] @ b i=d.e"},
    {"description with commas and colons", BYTES("a, b: c; d > e <d.e>"), 0, "PHRASE_CHAR@1+1", "n=a, b: c; d > e i=d.e"},
    {"comment in the description", BYTES("a (x) <d.e>"), 0, "", "n=a i=d.e (x)"},
    {"comment without a description", BYTES("(x) <d.e>"), 0, "LIST_ID_SYNTAX@0+4", " i=d.e (x)"},
    {"comment behind it", BYTES("<d.e> (x)"), 0, "LIST_ID_SYNTAX@5+4", " i=d.e (x)"},
    {"text behind it", BYTES("<d.e> x"), 0, "LIST_ID_SYNTAX@5+1 LIST_ID_SYNTAX@6+1", " i=d.e"},
    {"white space in the brackets", BYTES("< a.b >"), 0, "LIST_ID_SYNTAX@1+5", " i=a.b"},
    {"folded in the brackets", BYTES("<a.\r\n b>"), 0, "LIST_ID_SYNTAX@1+6", " i=a.b"},
    {"comment in the brackets", BYTES("<a.b(x)>"), 0, "LIST_ID_SYNTAX@1+6", " i=a.b(x)"},
    {"encoded-word", BYTES("x <=?utf-8?Q?a?=.b>"), 0, "WORD_PLACE@3+13", "n=x i==?utf-8?Q?a?=.b"},
    {"equals sign", BYTES("<a=b.c>"), 0, "", " i=a=b.c"},
    {"no dot", BYTES("<localhost>"), 0, "LIST_ID_SYNTAX@1+9", " i=localhost"},
    {"nothing in the brackets", BYTES("<>"), 0, "LIST_ID_SYNTAX@1+0", " i="},
    {"dot first", BYTES("<.a.b>"), 0, "LIST_ID_SYNTAX@1+4", " i=.a.b"},
    {"dot last", BYTES("<a.b.>"), 0, "LIST_ID_SYNTAX@1+4", " i=a.b."},
    {"doubled dot", BYTES("<a..b>"), 0, "LIST_ID_SYNTAX@1+4", " i=a..b"},
    {"at", BYTES("<a@b.c>"), 0, "LIST_ID_SYNTAX@1+5", " i=a@b.c"},
    {"8-bit", BYTES("<\303\274.b>"), 0, "", " i=%C3%BC.b"},
    {"bracket not closed", BYTES("<a.b"), 0, "LIST_ID_SYNTAX@0+1", " i=a.b"},
    {"no brackets", BYTES("a.b"), 0, "LIST_ID_SYNTAX@0+3", " i=a.b"},
    {"no brackets and no dot", BYTES("a"), 0, "LIST_ID_SYNTAX@0+1", "n=a"},
    {"no brackets and many words", BYTES("a b.c"), 0, "LIST_ID_SYNTAX@0+5", "n=a b.c"},
    {"no brackets and an address", BYTES("a@b.c"), 0, "LIST_ID_SYNTAX@0+5", "n=a@b.c"},
    {"nothing", BYTES(""), 0, "LIST_ID_SYNTAX@0+0", ""},
    {"white space only", BYTES(" "), 0, "LIST_ID_SYNTAX@1+0", ""},
    {"NUL", BYTES("<a\000.b>"), 0, "LIST_ID_SYNTAX@1+4", " i=a%00.b"},
    {"255 octets", BYTES("<1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123.b>"), 0, "", " i=1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123.b"},
    {"256 octets", BYTES("<12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234.b>"), 0, "LIST_ID_255@1+256", " i=12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234.b"},
    {"comment not closed", BYTES("(x <a.b>"), 0, "COMMENT_OPEN@0+1", NULL},
    {"quoted-string not closed", BYTES("\"x <a.b>"), 0, "QUOTED_OPEN@0+1", NULL},
    {"comment not closed behind it", BYTES("<a.b> (x"), 0, "COMMENT_OPEN@6+1", NULL},
};

static const imf_row autos[] = {
    {"no", BYTES("no"), 0, "", "no;"},
    {"auto-generated", BYTES(" auto-generated"), 0, "", "auto-generated;"},
    {"auto-replied in any case", BYTES("Auto-Replied (vacation)"), 0, "", "Auto-Replied; (vacation)"},
    {"auto-notified", BYTES("auto-notified"), 0, "", "auto-notified;"},
    {"experimental", BYTES("x-foo"), 0, "", "x-foo;"},
    {"unknown", BYTES("yes"), 0, "AUTO_SUBMITTED_UNKNOWN@0+3", "yes;"},
    {"parameters", BYTES("auto-replied; a=b; c=\"d;e\" ; f = g (x)"), 0, "", "auto-replied; a=b; c=\"d;e\" ; f = g (x) (x)"},
    {"parameters of RFC 5436", BYTES("auto-notified; owner-email=\"me@example.com\""), 0, "", "auto-notified; owner-email=\"me@example.com\""},
    {"empty parameter", BYTES("auto-replied;"), 0, "PARAM_SYNTAX@13+0", "auto-replied;"},
    {"parameter without a value", BYTES("auto-replied; a"), 0, "PARAM_SYNTAX@13+2", "auto-replied; a"},
    {"parameter without a value behind the sign", BYTES("auto-replied; a="), 0, "PARAM_SYNTAX@13+3", "auto-replied; a="},
    {"parameter without a name", BYTES("auto-replied; =a; b=c"), 0, "PARAM_SYNTAX@13+8", "auto-replied; =a; b=c"},
    {"parameter with text behind", BYTES("auto-replied; a=b c"), 0, "PARAM_SYNTAX@13+6", "auto-replied; a=b c"},
    {"parameter doubled semicolon", BYTES("auto-replied; a=b;; c=d"), 0, "PARAM_SYNTAX@18+5", "auto-replied; a=b;; c=d"},
    {"parameter in pieces, extended (2231 7)", BYTES("auto-replied; a*0*=utf-8'en-us'b%20; a*1*=; a*2=\"c\"; d*=''; e*10=f"), 0, "", "auto-replied; a*0*=utf-8'en-us'b%20; a*1*=; a*2=\"c\"; d*=''; e*10=f"},
    {"parameter name of a star", BYTES("auto-replied; *=b"), 0, "PARAM_SYNTAX@13+4", "auto-replied; *=b"},
    {"parameter name with a star inside", BYTES("auto-replied; a*b=c"), 0, "PARAM_SYNTAX@13+6", "auto-replied; a*b=c"},
    {"parameter section with a leading zero", BYTES("auto-replied; a*01=b"), 0, "PARAM_SYNTAX@13+7", "auto-replied; a*01=b"},
    {"parameter name with an apostrophe", BYTES("auto-replied; a'=b"), 0, "PARAM_SYNTAX@13+5", "auto-replied; a'=b"},
    {"extended parameter with one apostrophe", BYTES("auto-replied; a*=utf-8'b"), 0, "PARAM_SYNTAX@13+11", "auto-replied; a*=utf-8'b"},
    {"extended parameter in quotes", BYTES("auto-replied; a*=\"''b\""), 0, "PARAM_SYNTAX@13+9", "auto-replied; a*=\"''b\""},
    {"extended parameter with a language that is none", BYTES("auto-replied; a*='1'b"), 0, "PARAM_SYNTAX@13+8", "auto-replied; a*='1'b"},
    {"extended parameter with a percent sign alone", BYTES("auto-replied; a*=''%2"), 0, "PARAM_SYNTAX@13+8", "auto-replied; a*=''%2"},
    {"extended parameter with a star", BYTES("auto-replied; a*1*=b*"), 0, "PARAM_SYNTAX@13+8", "auto-replied; a*1*=b*"},
    {"first extended parameter of nothing", BYTES("auto-replied; a*0*=; b=c"), 0, "PARAM_SYNTAX@13+11", "auto-replied; a*0*=; b=c"},
    {"text behind", BYTES("auto-replied yes"), 0, "TRAILING@13+3", "auto-replied;"},
    {"nothing", BYTES(""), 0, "AUTO_SUBMITTED@0+0", NULL},
    {"white space only", BYTES(" \r\n "), 0, "AUTO_SUBMITTED@4+0", NULL},
    {"no token", BYTES("<no>"), 0, "AUTO_SUBMITTED@0+1", NULL},
    {"8-bit", BYTES("\303\274"), 0, "AUTO_SUBMITTED@0+1", NULL},
    {"NUL", BYTES("no\000"), 0, "TRAILING@2+1", "no;"},
    {"comment not closed", BYTES("(x no"), 0, "COMMENT_OPEN@0+1", NULL},
    {"comment not closed behind it", BYTES("no (x"), 0, "COMMENT_OPEN@3+1", NULL},
    {"comment not closed in parameters", BYTES("no; (x"), 0, "COMMENT_OPEN@4+1", NULL},
    {"comment not closed behind a name", BYTES("no; a (x"), 0, "COMMENT_OPEN@6+1", NULL},
    {"comment not closed behind the sign", BYTES("no; a= (x"), 0, "COMMENT_OPEN@7+1", NULL},
    {"comment not closed behind a value", BYTES("no; a=b (x"), 0, "COMMENT_OPEN@8+1", NULL},
    {"quoted-string not closed", BYTES("no; a=\"b"), 0, "QUOTED_OPEN@6+1", NULL},
};

static const imf_row clicks[] = {
    {"as RFC 8058 has it", BYTES(" List-Unsubscribe=One-Click"), 0, "", ""},
    {"no space", BYTES("List-Unsubscribe=One-Click"), 0, "", ""},
    {"tab", BYTES("\tList-Unsubscribe=One-Click"), 0, "", ""},
    {"in any case", BYTES(" list-unsubscribe=ONE-CLICK"), 0, "", ""},
    {"two spaces", BYTES("  List-Unsubscribe=One-Click"), 0, "ONE_CLICK@0+28", ""},
    {"space behind", BYTES(" List-Unsubscribe=One-Click "), 0, "ONE_CLICK@0+28", ""},
    {"another value", BYTES(" List-Unsubscribe=Two-Click"), 0, "ONE_CLICK@0+27", ""},
    {"comment", BYTES(" List-Unsubscribe=One-Click (x)"), 0, "ONE_CLICK@0+31", ""},
    {"nothing", BYTES(""), 0, "ONE_CLICK@0+0", ""},
    {"space alone", BYTES(" "), 0, "ONE_CLICK@0+1", ""},
    {"NUL", BYTES(" List-Unsubscribe=One-Click\000"), 0, "ONE_CLICK@0+28", ""},
};
/* clang-format on */

static int
reads_urls(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_list_urls *l = NULL;
    int rc = eml__list_urls(cx, in, arg != 0, &l);

    if (rc == EML_OK)
        dump_urls(d, l);
    else
        assert_null(l);
    return rc;
}

static int
parses_urls(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_list_urls *l = NULL;
    int rc = eml_list_urls_parse(cx, in, arg != 0, &l);

    if (rc == EML_OK)
        dump_urls(d, l);
    else
        assert_null(l);
    return rc;
}

static int
reads_archived(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_list_urls *l = NULL;
    int rc = eml__archived_at(cx, in, &l);

    (void)arg;
    if (rc == EML_OK)
        dump_urls(d, l);
    else
        assert_null(l);
    return rc;
}

static int
parses_archived(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_list_urls *l = NULL;
    int rc = eml_archived_at_parse(cx, in, &l);

    (void)arg;
    if (rc == EML_OK)
        dump_urls(d, l);
    else
        assert_null(l);
    return rc;
}

static int
reads_id(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_list_id *l = NULL;
    int rc = eml__list_id(cx, in, &l);

    (void)arg;
    if (rc == EML_OK)
        dump_list_id(d, l);
    else
        assert_null(l);
    return rc;
}

static int
parses_id(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_list_id *l = NULL;
    int rc = eml_list_id_parse(cx, in, &l);

    (void)arg;
    if (rc == EML_OK)
        dump_list_id(d, l);
    else
        assert_null(l);
    return rc;
}

static int
reads_auto(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_auto_submitted *l = NULL;
    int rc = eml__auto_submitted(cx, in, &l);

    (void)arg;
    if (rc == EML_OK)
        dump_auto(d, l);
    else
        assert_null(l);
    return rc;
}

static int
parses_auto(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_auto_submitted *l = NULL;
    int rc = eml_auto_submitted_parse(cx, in, &l);

    (void)arg;
    if (rc == EML_OK)
        dump_auto(d, l);
    else
        assert_null(l);
    return rc;
}

static int
reads_click(eml_cx *cx, eml_span in, int arg, dump *d)
{
    (void)arg;
    dump_str(d, "");
    return eml__one_click(cx, in);
}

static int
parses_click(eml_cx *cx, eml_span in, int arg, dump *d)
{
    (void)arg;
    dump_str(d, "");
    return eml_one_click_parse(cx, in);
}

static void
urls_row(void **state)
{
    imf_row_check(*state, reads_urls, parses_urls);
}

static void
archived_row(void **state)
{
    imf_row_check(*state, reads_archived, parses_archived);
}

static void
id_row(void **state)
{
    imf_row_check(*state, reads_id, parses_id);
}

static void
auto_row(void **state)
{
    imf_row_check(*state, reads_auto, parses_auto);
}

static void
click_row(void **state)
{
    imf_row_check(*state, reads_click, parses_click);
}

/* Every byte at every place of memory of every length, exact-size. */
static void
uri_ends_where_rfc_3986_ends_it(void **state)
{
    static const char marks[] = "-._~:/?#[]@!$&'()*+,;=";

    (void)state;
    for (size_t n = 1; n < 40; n++) {
        uint8_t *buf = malloc(n), *end;

        assert_non_null(buf);
        memset(buf, 'a', n);
        end = buf + n;
        for (size_t at = 0; at < n; at++) {
            for (unsigned c = 0; c < 256; c++) {
                bool may = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                           (c >= 'a' && c <= 'z') ||
                           (c && c < 128 && strchr(marks, (int)c));
                const uint8_t *want = may ? end : buf + at;

                buf[at] = (uint8_t)c;
                for (size_t from = 0; from <= at; from++) {
                    assert_ptr_equal(eml__uri_end(buf, buf + from, end), want);
                    assert_ptr_equal(eml__uri_end(buf + from, buf + from, end),
                                     want);
                }
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
        cmocka_unit_test(uri_ends_where_rfc_3986_ends_it),
    };

    return cmocka_run_group_tests(others, NULL, NULL) +
           RUN_TABLE(urls_row, urls) + RUN_TABLE(archived_row, archived) +
           RUN_TABLE(id_row, ids) + RUN_TABLE(auto_row, autos) +
           RUN_TABLE(click_row, clicks);
}
