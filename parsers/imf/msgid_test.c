/* RFC 5322 sections 3.6.4 and 4.5.4: identifiers. */
#include "tests/imf_dump.h"

#include "parsers/imf/imf_values.h"

/* clang-format off */
static const imf_row identifiers[] = {
    {"dot-atoms", BYTES("<a.b@c.d>"), EML_MSGID_ONE, "", "{l=a.b r=c.d}"},
    {"CFWS around it", BYTES(" (x) <a@b> (y) "), EML_MSGID_ONE, "", "{l=a r=b} (x) (y)"},
    {"literal on the right", BYTES("<a@[b:c]>"), EML_MSGID_ONE, "", "{l=a r=[b:c]}"},
    {"empty literal on the right", BYTES("<a@[]>"), EML_MSGID_ONE, "", "{l=a r=[]}"},
    {"every atext symbol", BYTES("<!#$%&'*+-/=?^_`{|}~@!#$%&'*+-/=?^_`{|}~>"), EML_MSGID_ONE, "", "{l=!#$%&'*+-/=?^_`{|}~ r=!#$%&'*+-/=?^_`{|}~}"},
    {"UTF-8", BYTES("<\303\274@\303\274>"), EML_MSGID_ONE, "", "{l=%C3%BC r=%C3%BC}"},
    {"UTF-8 in a literal", BYTES("<a@[\303\274]>"), EML_MSGID_ONE, "", "{l=a r=[%C3%BC]}"},
    {"several without anything between", BYTES("<a@b><c@d>"), EML_MSGID_MANY, "", "{l=a r=b}{l=c r=d}"},
    {"several with CFWS between", BYTES("<a@b> (x)\r\n <c@d>\r\n\t<e@f>"), EML_MSGID_MANY, "", "{l=a r=b}{l=c r=d}{l=e r=f} (x)"},
    {"nothing", BYTES(""), EML_MSGID_ONE, "MSGID_EMPTY@0+0", ""},
    {"CFWS only", BYTES(" (x)"), EML_MSGID_ONE, "MSGID_EMPTY@0+4", " (x)"},
    {"nothing among several", BYTES(""), EML_MSGID_MANY, "FIELD_EMPTY@0+0", ""},
    {"only white space among several", BYTES(" \r\n "), EML_MSGID_MANY, "FIELD_EMPTY@0+4", ""},
    {"two where one may stand", BYTES("<a@b> <c@d>"), EML_MSGID_ONE, "MSGID_MANY@6+5", "{l=a r=b}{l=c r=d}"},
    {"quoted-string on the left", BYTES("<\"a b\"@c>"), EML_MSGID_ONE, "MSGID_LEFT_OBS@1+5", "{l=a b r=c}"},
    {"words on the left", BYTES("<\"a\".b@c>"), EML_MSGID_ONE, "MSGID_LEFT_OBS@1+5", "{l=a.b r=c}"},
    {"CFWS inside on the left", BYTES("< a (x) . b @c>"), EML_MSGID_ONE, "MSGID_LEFT_OBS@2+9", "{l=a.b r=c} (x)"},
    {"CFWS inside on the right", BYTES("<a@ b . c (x) >"), EML_MSGID_ONE, "MSGID_RIGHT_OBS@4+5", "{l=a r=b.c} (x)"},
    {"folded inside", BYTES("<a@b.\r\n c>"), EML_MSGID_ONE, "MSGID_RIGHT_OBS@3+6", "{l=a r=b.c}"},
    {"folded literal", BYTES("<a@[b\r\n c]>"), EML_MSGID_ONE, "MSGID_RIGHT_OBS@3+7", "{l=a r=[bc]}"},
    {"literal with a quoted-pair", BYTES("<a@[b\\]c]>"), EML_MSGID_ONE, "ADDR_LITERAL_OBS@5+2 MSGID_RIGHT_OBS@3+6", "{l=a r=[b]c]}"},
    {"literal with spaces around", BYTES("<a@ [b] >"), EML_MSGID_ONE, "MSGID_RIGHT_OBS@4+3", "{l=a r=[b]}"},
    {"phrase", BYTES("Your message <a@b>"), EML_MSGID_MANY, "MSGID_PHRASE@0+12", "{l=a r=b}"},
    {"phrase behind", BYTES("<a@b> from \"Joe X\" J. (x) today"), EML_MSGID_MANY, "MSGID_PHRASE@6+25", "{l=a r=b} (x)"},
    {"phrases only", BYTES("Your message"), EML_MSGID_MANY, "MSGID_PHRASE@0+12", ""},
    {"phrase with a colon", BYTES("Your message of Mon, 12:00 <a@b>"), EML_MSGID_MANY, "MSGID_COMMA@19+1 MSGID_CHAR@23+1 MSGID_PHRASE@0+26", "{l=a r=b}"},
    {"comma between", BYTES("<a@b>,<c@d>, <e@f>"), EML_MSGID_MANY, "MSGID_COMMA@5+1 MSGID_COMMA@11+1", "{l=a r=b}{l=c r=d}{l=e r=f}"},
    {"semicolon between", BYTES("<a@b>;<c@d>"), EML_MSGID_MANY, "MSGID_CHAR@5+1", "{l=a r=b}{l=c r=d}"},
    {"literal between", BYTES("<a@b> [x] <c@d>"), EML_MSGID_MANY, "MSGID_CHAR@6+3", "{l=a r=b}{l=c r=d}"},
    {"no angle brackets", BYTES("a@b"), EML_MSGID_ONE, "MSGID_ANGLE@0+3", "{l=a r=b}"},
    {"no angle brackets and no at", BYTES("abc"), EML_MSGID_ONE, "MSGID_ANGLE@0+3 MSGID_NO_AT@0+3", "{l=abc}"},
    {"no angle brackets among several", BYTES("<a@b> c@d <e@f>"), EML_MSGID_MANY, "MSGID_ANGLE@6+3", "{l=a r=b}{l=c r=d}{l=e r=f}"},
    {"no angle brackets and a literal", BYTES("a@[b]"), EML_MSGID_ONE, "MSGID_ANGLE@0+5", "{l=a r=[b]}"},
    {"no angle brackets and nothing behind the at", BYTES("a@"), EML_MSGID_ONE, "MSGID_ANGLE@0+2 MSGID_RIGHT@2+0", "{l=a r=}"},
    {"no angle brackets and bad dots", BYTES(".a@b"), EML_MSGID_ONE, "MSGID_ANGLE@0+4 MSGID_LEFT@0+2", "{l=.a r=b}"},
    {"no angle brackets and bad dots on the right", BYTES("a@b..c"), EML_MSGID_ONE, "MSGID_ANGLE@0+6 MSGID_RIGHT@2+4", "{l=a r=b..c}"},
    {"no angle brackets and CFWS", BYTES("a . b @ c"), EML_MSGID_ONE, "MSGID_ANGLE@0+9", "{l=a.b r=c}"},
    {"no angle brackets and bad dots only", BYTES("."), EML_MSGID_ONE, "MSGID_ANGLE@0+1 MSGID_LEFT@0+1 MSGID_NO_AT@0+1", "{l=.}"},
    {"no at", BYTES("<abc>"), EML_MSGID_ONE, "MSGID_NO_AT@0+5", "{l=abc}"},
    {"two ats", BYTES("<a@b@c>"), EML_MSGID_ONE, "MSGID_RIGHT@3+3", "{l=a r=b@c}"},
    {"nothing in the brackets", BYTES("<>"), EML_MSGID_ONE, "MSGID_LEFT@1+0 MSGID_NO_AT@0+2", "{l=}"},
    {"nothing before the at", BYTES("<@b>"), EML_MSGID_ONE, "MSGID_LEFT@1+0", "{l= r=b}"},
    {"nothing behind the at", BYTES("<a@>"), EML_MSGID_ONE, "MSGID_RIGHT@3+0", "{l=a r=}"},
    {"dot first on the left", BYTES("<.a@b>"), EML_MSGID_ONE, "MSGID_LEFT@1+2", "{l=.a r=b}"},
    {"dot last on the left", BYTES("<a.@b>"), EML_MSGID_ONE, "MSGID_LEFT@1+2", "{l=a. r=b}"},
    {"doubled dot on the left", BYTES("<a..b@c>"), EML_MSGID_ONE, "MSGID_LEFT@1+4", "{l=a..b r=c}"},
    {"dot last on the right", BYTES("<a@b.>"), EML_MSGID_ONE, "MSGID_RIGHT@3+2", "{l=a r=b.}"},
    {"special on the left", BYTES("<a:b@c>"), EML_MSGID_ONE, "MSGID_LEFT@1+3", "{l=a:b r=c}"},
    {"brackets on the left", BYTES("<[a]@b>"), EML_MSGID_ONE, "MSGID_LEFT@1+3", "{l=[a] r=b}"},
    {"two words on the left", BYTES("<a b@c>"), EML_MSGID_ONE, "MSGID_LEFT@1+3", "{l=a b r=c}"},
    {"two words on the right", BYTES("<a@b c>"), EML_MSGID_ONE, "MSGID_RIGHT@3+3", "{l=a r=b c}"},
    {"control character on the left", BYTES("<a\001@b>"), EML_MSGID_ONE, "MSGID_LEFT@1+2", "{l=a%01 r=b}"},
    {"NUL on the right", BYTES("<a@b\000c>"), EML_MSGID_ONE, "MSGID_RIGHT@3+3", "{l=a r=b%00c}"},
    {"specials on both sides", BYTES("<a,b@c,d>"), EML_MSGID_ONE, "MSGID_LEFT@1+3 MSGID_RIGHT@5+3", "{l=a,b r=c,d}"},
    {"angle bracket not closed", BYTES("<a@b"), EML_MSGID_ONE, "MSGID_ANGLE@0+4", "{l=a r=b}"},
    {"angle bracket not closed and no at", BYTES("<a"), EML_MSGID_ONE, "MSGID_ANGLE@0+2 MSGID_NO_AT@0+2", "{l=a}"},
    {"angle bracket not closed before another", BYTES("<a@b <c@d>"), EML_MSGID_MANY, "MSGID_ANGLE@0+5 MSGID_RIGHT_OBS@3+1", "{l=a r=b}{l=c r=d}"},
    {"angle bracket alone", BYTES("<"), EML_MSGID_ONE, "MSGID_ANGLE@0+1 MSGID_LEFT@1+0 MSGID_NO_AT@0+1", "{l=}"},
    {"angle bracket doubled", BYTES("<<a@b>>"), EML_MSGID_ONE, "MSGID_ANGLE@0+1 MSGID_LEFT@1+0 MSGID_NO_AT@0+1 MSGID_MANY@1+5 MSGID_CHAR@6+1", "{l=}{l=a r=b}"},
    {"closing bracket alone", BYTES(">"), EML_MSGID_ONE, "MSGID_CHAR@0+1", ""},
    {"comment not closed", BYTES("(x <a@b>"), EML_MSGID_ONE, "COMMENT_OPEN@0+1", NULL},
    {"comment not closed inside", BYTES("<a(x@b>"), EML_MSGID_ONE, "COMMENT_OPEN@2+1", NULL},
    {"quoted-string not closed inside", BYTES("<\"a@b>"), EML_MSGID_ONE, "QUOTED_OPEN@1+1", NULL},
    {"quoted-string not closed outside", BYTES("\"a"), EML_MSGID_ONE, "QUOTED_OPEN@0+1", NULL},
    {"literal not closed", BYTES("<a@[b>"), EML_MSGID_ONE, "ADDR_LITERAL_OPEN@3+1", NULL},
    {"literal not closed outside", BYTES("a@[b"), EML_MSGID_ONE, "ADDR_LITERAL_OPEN@2+1", NULL},
    {"literal alone not closed", BYTES("[b"), EML_MSGID_MANY, "ADDR_LITERAL_OPEN@0+1", NULL},
    {"double fold", BYTES("\r\n \r\n <a@b>"), EML_MSGID_ONE, "OBS_FWS@0+6", "{l=a r=b}"},
    {"line end that is no fold", BYTES("<a@b>\r\n<c@d>"), EML_MSGID_ONE, "MSGID_CHAR@5+1 MSGID_CHAR@6+1 MSGID_MANY@7+5", "{l=a r=b}{l=c r=d}"},
    {"bare CR between", BYTES("<a@b>\r"), EML_MSGID_ONE, "", "{l=a r=b}"},
    {"phrase that begins with a dot", BYTES(". x <a@b>"), EML_MSGID_MANY, "MSGID_CHAR@0+1 MSGID_PHRASE@0+3", "{l=a r=b}"},
    {"encoded-word as left side", BYTES("<=?utf-8?Q?J?=@b>"), EML_MSGID_ONE, "WORD_PLACE@1+13", "{l==?utf-8?Q?J?= r=b}"},
    {"encoded-word as left side, obsolete", BYTES("< =?utf-8?Q?J?=@b>"), EML_MSGID_ONE, "MSGID_LEFT_OBS@2+13 WORD_PLACE@2+13", "{l==?utf-8?Q?J?= r=b}"},
    {"encoded-word as right side, obsolete", BYTES("<a@ =?utf-8?Q?J?= >"), EML_MSGID_ONE, "MSGID_RIGHT_OBS@4+13 WORD_PLACE@4+13", "{l=a r==?utf-8?Q?J?=}"},
    {"encoded-word in a comment of an identifier", BYTES("<(=?utf-8?Q?J?=) a.(=?utf-8?Q?J?=) b@c>"), EML_MSGID_ONE, "MSGID_LEFT_OBS@17+19", "{l=a.b r=c} (=?utf-8?Q?J?=) (=?utf-8?Q?J?=)"},
    {"encoded-word as right side", BYTES("<a@b> <c@=?utf-8?Q?J?=>"), EML_MSGID_MANY, "WORD_PLACE@9+13", "{l=a r=b}{l=c r==?utf-8?Q?J?=}"},
    {"phrase with encoded-words", BYTES("=?utf-8?Q?J?= =?utf-8?Q?K?=<a@b>"), EML_MSGID_MANY, "MSGID_PHRASE@0+27 WORD_SPACE@14+13", "{l=a r=b}"},
    {"phrase over a line end that is no fold", BYTES("a\r\nb =?x <c@d>"), EML_MSGID_MANY, "MSGID_CHAR@1+1 MSGID_CHAR@2+1 MSGID_PHRASE@0+8 WORD_SYNTAX@5+2", "{l=c r=d}"},
    {"literal not closed behind a dot-atom", BYTES("<a@[b@c>"), EML_MSGID_ONE, "ADDR_LITERAL_OPEN@3+1", NULL},
    {"brackets on the right with more behind", BYTES("<a@[b]c>"), EML_MSGID_ONE, "MSGID_RIGHT@3+4", "{l=a r=[b]c}"},
    {"dot behind in the obsolete form", BYTES("<a . @b>"), EML_MSGID_ONE, "MSGID_LEFT@1+4", "{l=a .  r=b}"},
    {"literal of UTF-8 behind an obsolete left side", BYTES("<\"a\"@[\xc3\xa9]>"), EML_MSGID_ONE, "MSGID_LEFT_OBS@1+3", "{l=a r=[%C3%A9]}"},
    {"literal with a quoted-pair behind an obsolete left side", BYTES("<\"a\"@[\\b]>"), EML_MSGID_ONE, "ADDR_LITERAL_OBS@6+2 MSGID_LEFT_OBS@1+3 MSGID_RIGHT_OBS@5+4", "{l=a r=[b]}"},
    {"domain with a quoted-string", BYTES("<a@\"b\">"), EML_MSGID_ONE, "MSGID_RIGHT@3+3", "{l=a r=\"b\"}"},
};
/* clang-format on */

static int
reads(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_msgid_list *l = NULL;
    int rc = eml__msgids(cx, in, (eml_msgid_rule)arg, &l);

    if (rc == EML_OK)
        dump_msgids(d, l);
    else
        assert_null(l);
    return rc;
}

static int
parses(eml_cx *cx, eml_span in, int arg, dump *d)
{
    eml_msgid_list *l = NULL;
    int rc = eml_msgid_parse(cx, in, (eml_msgid_rule)arg, &l);

    if (rc == EML_OK)
        dump_msgids(d, l);
    else
        assert_null(l);
    return rc;
}

static void
reads_and_parses(void **state)
{
    imf_row_check(*state, reads, parses);
}

/* `head`, then `body` n times, then `tail`: cost must stay linear. */
static const struct large_row {
    const char *name, *head, *body, *tail;
    size_t n;
    int arg, rc;
} larges[] = {
    {"identifiers", "", "<a@b> ", "", 100000, EML_MSGID_MANY, EML_OK},
    {"identifiers over the limit", "", "<a@b>", "", 100001, EML_MSGID_MANY,
     EML_E_LIMIT},
    {"brackets opened", "", "<", "", 99999, EML_MSGID_MANY, EML_OK},
    {"brackets opened and left sides", "", "<a", "", 99999, EML_MSGID_MANY,
     EML_OK},
    {"brackets opened and one closed", "", "<a@", ">", 99999, EML_MSGID_MANY,
     EML_OK},
    {"ats", "<a", "@", ">", 1000000, EML_MSGID_ONE, EML_OK},
    {"words of a phrase", "", "a ", "", 500000, EML_MSGID_MANY, EML_OK},
    {"encoded-words begun", "", "=?a?q?", "", 160000, EML_MSGID_MANY, EML_OK},
    {"dots", "a", " . a", "@b", 300000, EML_MSGID_ONE, EML_OK},
    {"comments opened", "", "<(", "", 500000, EML_MSGID_MANY,
     EML_E_COMMENT_OPEN},
    {"specials", "", ":", "", 1000000, EML_MSGID_MANY, EML_OK},
};

static void
stays_linear(void **state)
{
    const struct large_row *r = *state;
    size_t head = strlen(r->head), body = strlen(r->body);
    size_t n = head + body * r->n + strlen(r->tail);
    char *s = malloc(n + 1);
    test_cx t;
    eml_span in;
    eml_msgid_list *l;

    assert_non_null(s);
    memcpy(s, r->head, head);
    for (size_t i = 0; i < r->n; i++)
        memcpy(s + head + i * body, r->body, body);
    memcpy(s + head + r->n * body, r->tail, strlen(r->tail));
    in = test_cx_init(&t, s, n, EML_ALLOW_NONE);
    free(s);
    assert_int_equal(eml__msgids(&t.cx, in, (eml_msgid_rule)r->arg, &l), r->rc);
    test_cx_fini(&t);
}

int
main(void)
{
    return RUN_TABLE(reads_and_parses, identifiers) +
           RUN_TABLE(stays_linear, larges);
}
