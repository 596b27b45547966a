#include "tests/cx.h"
#include "tests/oom.h"
#include "tests/param_dump.h"

#include "parsers/mime/mime_values.h"

struct row {
    const char *name;
    const char *in;
    size_t n;
    const char *findings;
    const char *tree; /* NULL: no reading */
};

static void
comments(eml_out *o, const eml_comment *c)
{
    for (; c; c = c->next) {
        eml_out_span(o, EML_LIT(" ("));
        eml_out_span(o, c->text.raw);
        eml_out_byte(o, ')');
    }
}

/* ---- Content-Type -------------------------------------------------------- */

static void
type_row(void **state)
{
    const struct row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    eml_content_type *c = NULL;
    int rc = eml__content_type(&t.cx, in, &c);
    eml_out o = {.arena = &t.arena};

    assert_string_equal(test_cx_findings(&t), r->findings);
    if (!r->tree) {
        assert_true(rc < 0);
    } else {
        assert_int_equal(rc, EML_OK);
        eml_out_span(&o, c->type);
        eml_out_byte(&o, '/');
        eml_out_span(&o, c->subtype);
        if (c->params)
            eml_out_byte(&o, ' ');
        param_dump(&o, c->params);
        comments(&o, c->comments);
        assert_string_equal(test_cx_str(&t, eml_out_view(&o)), r->tree);
    }
    test_cx_fini(&t);
}

static const struct row types[] = {
    {"type and subtype", BYTES("text/plain"), "", "text/plain"},
    {"parameter", BYTES(" text/plain; charset=utf-8"), "",
     "text/plain charset=utf-8"},
    {"any case", BYTES("TEXT/Plain"), "", "TEXT/Plain"},
    {"comments", BYTES("(a) text/plain (b); (c) charset=x(d)"), "",
     "text/plain charset=x (a) (b) (c) (d)"},
    {"the example of 5.1", BYTES(" text/plain; charset=us-ascii (Plain text)"),
     "", "text/plain charset=us-ascii (Plain text)"},
    {"comment right behind", BYTES("text/plain(b)"), "", "text/plain (b)"},
    {"folded", BYTES("\r\n text/plain;\r\n\tcharset=x\r\n "), "",
     "text/plain charset=x"},
    {"white space beside the slash", BYTES("text / plain"),
     "CONTENT_CFWS@4+1 CONTENT_CFWS@6+1", "text/plain"},
    {"comments beside the slash", BYTES("text(a)/(b)plain; charset=x"),
     "CONTENT_CFWS@4+3 CONTENT_CFWS@8+3", "text/plain charset=x (a) (b)"},
    {"not registered", BYTES("text/nonesuch"), "CONTENT_TYPE_UNKNOWN@0+13",
     "text/nonesuch"},
    {"vendor tree", BYTES("application/vnd.ms-excel"), "",
     "application/vnd.ms-excel"},
    {"vendor tree, not registered", BYTES("application/vnd.nonesuch"),
     "CONTENT_TYPE_UNKNOWN@0+24", "application/vnd.nonesuch"},
    {"x-token", BYTES("application/x-stuff"), "", "application/x-stuff"},
    {"x-token as type", BYTES("X-a/b"), "", "X-a/b"},
    {"x. tree", BYTES("application/x.stuff"), "", "application/x.stuff"},
    {"empty", BYTES(""), "CONTENT_TYPE_SYNTAX@0+0", NULL},
    {"white space alone", BYTES(" \r\n "), "CONTENT_TYPE_SYNTAX@4+0", NULL},
    {"comment alone", BYTES("(a)"), "CONTENT_TYPE_SYNTAX@3+0", NULL},
    {"comment not closed", BYTES("(a"), "COMMENT_OPEN@0+1", NULL},
    {"comment not closed after the type", BYTES("text (a"),
     "COMMENT_OPEN@5+1 CONTENT_TYPE_SYNTAX@0+4", "text/"},
    {"comment not closed after the slash", BYTES("text/(a"),
     "COMMENT_OPEN@5+1 CONTENT_TYPE_SYNTAX@0+5", "text/"},
    {"comment not closed after the subtype", BYTES("text/plain (a"),
     "COMMENT_OPEN@11+1", "text/plain"},
    {"type alone", BYTES("text"), "CONTENT_TYPE_SYNTAX@0+4", "text/"},
    {"type alone and a parameter", BYTES("text; charset=x"),
     "CONTENT_TYPE_SYNTAX@0+4", "text/ charset=x"},
    {"type, space, parameter", BYTES("text charset=x"),
     "CONTENT_TYPE_SYNTAX@0+4 PARAM_SEPARATOR@5+1", "text/ charset=x"},
    {"no subtype", BYTES("text/"), "CONTENT_TYPE_SYNTAX@0+5", "text/"},
    {"no subtype, parameter", BYTES("text/; charset=x"),
     "CONTENT_TYPE_SYNTAX@0+5", "text/ charset=x"},
    {"no subtype, space, parameter", BYTES("text/ charset=x"),
     "CONTENT_TYPE_SYNTAX@0+5 PARAM_SEPARATOR@6+1", "text/ charset=x"},
    {"no type", BYTES("/plain"), "CONTENT_TYPE_SYNTAX@0+1", "/plain"},
    {"slash alone", BYTES("/"),
     "CONTENT_TYPE_SYNTAX@0+1 CONTENT_TYPE_SYNTAX@0+1", "/"},
    {"parameter alone", BYTES("; charset=x"), "CONTENT_TYPE_SYNTAX@0+0",
     "/ charset=x"},
    {"two slashes", BYTES("text//plain"),
     "CONTENT_TYPE_SYNTAX@0+5 CONTENT_TYPE_SYNTAX@5+6", "text/"},
    {"slash after the subtype", BYTES("text/plain/x; charset=y"),
     "CONTENT_TYPE_SYNTAX@10+2", "text/plain charset=y"},
    {"two types", BYTES("text/plain, text/html"),
     "CONTENT_TYPE_SYNTAX@10+1 PARAM_SYNTAX@12+9", "text/plain"},
    {"colon for a slash", BYTES("text:plain; charset=y"),
     "CONTENT_TYPE_SYNTAX@0+10", "text/ charset=y"},
    {"UTF-8 in the subtype", BYTES("text/pl\xc3\xa9"),
     "CONTENT_TYPE_SYNTAX@7+2 CONTENT_TYPE_UNKNOWN@0+7", "text/pl"},
    {"quoted type", BYTES("\"text/plain\"; a=b"), "CONTENT_TYPE_SYNTAX@0+12",
     "/ a=b"},
    {"NUL after the subtype", BYTES("text/plain\0; a=b"),
     "CONTENT_TYPE_SYNTAX@10+1", "text/plain a=b"},
    {"bare CR after the subtype", BYTES("text/plain\r; a=b"), "",
     "text/plain a=b"},
    {"no semicolon", BYTES("text/plain charset=x"), "PARAM_SEPARATOR@11+1",
     "text/plain charset=x"},
    {"semicolon at the end", BYTES("text/plain;"), "PARAM_EMPTY@10+1",
     "text/plain"},
    {"subtype after white space", BYTES("text/ plain/x"),
     "CONTENT_CFWS@5+1 CONTENT_TYPE_SYNTAX@11+2", "text/plain"},
};

static const struct row boundaries[] = {
    {"quoted", BYTES("multipart/mixed; boundary=\"x\""), "",
     "multipart/mixed boundary=qx"},
    {"every bchar", BYTES("multipart/mixed; boundary=\"09azAZ'()+_,-./:=? x\""),
     "", "multipart/mixed boundary=q09azAZ'()+_,-./:=? x"},
    {"70 characters",
     BYTES("multipart/mixed; boundary="
           "1234567890123456789012345678901234567890123456789012345678901234"
           "567890"),
     "",
     "multipart/mixed boundary="
     "1234567890123456789012345678901234567890123456789012345678901234567890"},
    {"71 characters",
     BYTES("multipart/mixed; boundary="
           "1234567890123456789012345678901234567890123456789012345678901234"
           "5678901"),
     "BOUNDARY_SYNTAX@96+1",
     "multipart/mixed boundary="
     "12345678901234567890123456789012345678901234567890123456789012345678901"},
    {"the example that is not valid",
     BYTES("multipart/mixed; boundary=gc0pJq0M:08jU534c0p"),
     "PARAM_VALUE@34+11", "multipart/mixed boundary=gc0pJq0M:08jU534c0p"},
    {"missing", BYTES("multipart/mixed"), "BOUNDARY_MISSING@0+15",
     "multipart/mixed"},
    {"empty", BYTES("multipart/mixed; boundary=\"\""), "BOUNDARY_SYNTAX@17+11",
     "multipart/mixed boundary=q"},
    {"ends in a space", BYTES("multipart/mixed; boundary=\"x \""),
     "BOUNDARY_SYNTAX@28+1", "multipart/mixed boundary=qx "},
    {"space alone", BYTES("multipart/mixed; boundary=\" \""),
     "BOUNDARY_SYNTAX@27+1", "multipart/mixed boundary=q "},
    {"character beyond bchars", BYTES("multipart/mixed; boundary=a*b"),
     "BOUNDARY_SYNTAX@27+1", "multipart/mixed boundary=a*b"},
    {"character beyond bchars, escaped",
     BYTES("multipart/mixed; boundary=\"a\\*b\""), "BOUNDARY_SYNTAX@17+15",
     "multipart/mixed boundary=qa*b"},
    {"UTF-8", BYTES("multipart/mixed; boundary=\"\xc3\xa9\""),
     "BOUNDARY_SYNTAX@17+13", "multipart/mixed boundary=q\xc3\xa9"},
    {"folded", BYTES("multipart/mixed; boundary=\"a\r\n b\""), "",
     "multipart/mixed boundary=qa b"},
    {"doubled", BYTES("multipart/mixed; boundary=a; boundary=b"),
     "PARAM_TWICE@29+10 BOUNDARY_TWICE@29+10",
     "multipart/mixed boundary=a|boundary=b"},
    {"doubled by a piece", BYTES("multipart/mixed; boundary=a; boundary*0=b"),
     "PARAM_TWICE@29+12 BOUNDARY_TWICE@29+12",
     "multipart/mixed boundary=a|boundary=b"},
    {"plain and extended", BYTES("multipart/mixed; boundary=a; boundary*=''b"),
     "PARAM_BOTH@29+13 BOUNDARY_TWICE@29+13",
     "multipart/mixed boundary=a|boundary={,}b"},
    {"encoded-word", BYTES("multipart/mixed; boundary=\"=?x?Q?a?=\""),
     "WORD_PARAM@27+9 BOUNDARY_WORD@27+9",
     "multipart/mixed boundary=q=?x?Q?a?="},
    {"what is no encoded-word", BYTES("multipart/mixed; boundary=\"=?=?\""), "",
     "multipart/mixed boundary=q=?=?"},
    {"of another type", BYTES("text/plain; boundary=\"*\""), "",
     "text/plain boundary=q*"},
};

static const struct row required[] = {
    {"report", BYTES("multipart/report; boundary=x; report-type=a"), "",
     "multipart/report boundary=x|report-type=a"},
    {"report without report-type", BYTES("multipart/Report; boundary=x"),
     "REPORT_TYPE@0+16", "multipart/Report boundary=x"},
    {"signed",
     BYTES("multipart/signed; boundary=x; micalg=sha-256; "
           "protocol=\"application/pgp-signature\""),
     "",
     "multipart/signed boundary=x|micalg=sha-256|"
     "protocol=qapplication/pgp-signature"},
    {"signed without micalg",
     BYTES("multipart/signed; boundary=x; protocol=\"a/b\""),
     "SIGNED_PARAM@0+16", "multipart/signed boundary=x|protocol=qa/b"},
    {"signed, micalg empty",
     BYTES("multipart/signed; boundary=x; protocol=\"a/b\"; micalg=\"\""),
     "SIGNED_PARAM@46+9", "multipart/signed boundary=x|protocol=qa/b|micalg=q"},
    {"encrypted without protocol", BYTES("multipart/encrypted; boundary=x"),
     "SIGNED_PARAM@0+19", "multipart/encrypted boundary=x"},
    {"encrypted, protocol is no type",
     BYTES("multipart/encrypted; boundary=x; protocol=a"), "SIGNED_PARAM@33+10",
     "multipart/encrypted boundary=x|protocol=a"},
    {"related",
     BYTES("multipart/related; boundary=x; type=\"text/html\"; "
           "start=\"<a@b>\""),
     "", "multipart/related boundary=x|type=qtext/html|start=q<a@b>"},
    {"related without type", BYTES("multipart/related; boundary=x"),
     "RELATED_TYPE@0+17", "multipart/related boundary=x"},
    {"related, type is none", BYTES("multipart/related; boundary=x; type=text"),
     "RELATED_VALUE@31+9", "multipart/related boundary=x|type=text"},
    {"related, type ends in a slash",
     BYTES("multipart/related; boundary=x; type=\"text/\""),
     "RELATED_VALUE@31+12", "multipart/related boundary=x|type=qtext/"},
    {"related, type of two slashes",
     BYTES("multipart/related; boundary=x; type=\"a/b/c\""),
     "RELATED_VALUE@31+12", "multipart/related boundary=x|type=qa/b/c"},
    {"related, start is no identifier",
     BYTES("multipart/related; boundary=x; type=\"text/html\"; start=a"),
     "RELATED_VALUE@49+7",
     "multipart/related boundary=x|type=qtext/html|start=a"},
    {"partial, second of three",
     BYTES("Message/Partial; number=2; total=3;\r\n "
           "id=\"oc=jpbe0M2Yt4s@thumper.bellcore.com\""),
     "",
     "Message/Partial number=2|total=3|"
     "id=qoc=jpbe0M2Yt4s@thumper.bellcore.com"},
    {"partial without total", BYTES("message/partial; id=a; number=2"), "",
     "message/partial id=a|number=2"},
    {"partial without id", BYTES("message/partial; number=2"),
     "PARTIAL_PARAM@0+15", "message/partial number=2"},
    {"partial without number", BYTES("message/partial; id=a"),
     "PARTIAL_PARAM@0+15", "message/partial id=a"},
    {"partial, id empty", BYTES("message/partial; number=2; id=\"\""),
     "PARTIAL_PARAM@27+5", "message/partial number=2|id=q"},
    {"partial, number 0", BYTES("message/partial; id=a; number=0"),
     "PARTIAL_PARAM@23+8", "message/partial id=a|number=0"},
    {"partial, number is none", BYTES("message/partial; id=a; number=x1"),
     "PARTIAL_PARAM@23+9", "message/partial id=a|number=x1"},
    {"partial, number empty", BYTES("message/partial; id=a; number=\"\""),
     "PARTIAL_PARAM@23+9", "message/partial id=a|number=q"},
    {"partial, total less than number",
     BYTES("message/partial; id=a; number=3; total=2"), "PARTIAL_PARAM@33+7",
     "message/partial id=a|number=3|total=2"},
    {"partial, total is none",
     BYTES("message/partial; id=a; number=3; total=x"), "PARTIAL_PARAM@33+7",
     "message/partial id=a|number=3|total=x"},
    {"partial, number that fits nowhere",
     BYTES("message/partial; id=a; number=99999999999999999999999"), "",
     "message/partial id=a|number=99999999999999999999999"},
    {"external body",
     BYTES("message/external-body; name=\"BodyFormats.ps\";\r\n "
           "site=\"thumper.bellcore.com\"; mode=\"image\";\r\n "
           "access-type=ANON-FTP; directory=\"pub\";\r\n "
           "expiration=\"Fri, 14 Jun 1991 19:13:14 -0400 (EDT)\""),
     "",
     "message/external-body name=qBodyFormats.ps|site=qthumper.bellcore.com|"
     "mode=qimage|access-type=ANON-FTP|directory=qpub|"
     "expiration=qFri, 14 Jun 1991 19:13:14 -0400 (EDT)"},
    {"external body without access-type", BYTES("message/external-body"),
     "EXTERNAL_PARAM@0+21", "message/external-body"},
    {"external body, access-type empty",
     BYTES("message/external-body; access-type=\"\""), "EXTERNAL_PARAM@23+14",
     "message/external-body access-type=q"},
    {"external body by ftp, without name and site",
     BYTES("message/external-body; access-type=ftp"),
     "EXTERNAL_VALUE@0+21 EXTERNAL_VALUE@0+21",
     "message/external-body access-type=ftp"},
    {"external body by tftp, without site",
     BYTES("message/external-body; access-type=TFTP; name=a"),
     "EXTERNAL_VALUE@0+21", "message/external-body access-type=TFTP|name=a"},
    {"external body in a local file, without name",
     BYTES("message/external-body; access-type=local-file"),
     "EXTERNAL_VALUE@0+21", "message/external-body access-type=local-file"},
    {"external body from a mail server, without server",
     BYTES("message/external-body; access-type=mail-server"),
     "EXTERNAL_VALUE@0+21", "message/external-body access-type=mail-server"},
    {"external body by what is not known",
     BYTES("message/external-body; access-type=x-a; size=12; "
           "permission=Read"),
     "", "message/external-body access-type=x-a|size=12|permission=Read"},
    {"external body, size, permission and expiration",
     BYTES("message/external-body; access-type=x-a; size=1k; "
           "permission=write; expiration=\"never\""),
     "EXTERNAL_VALUE@40+7 EXTERNAL_VALUE@49+16 EXTERNAL_VALUE@67+18",
     "message/external-body access-type=x-a|size=1k|permission=write|"
     "expiration=qnever"},
    {"external body, read-write",
     BYTES("message/external-body; access-type=x-a; permission=read-write"), "",
     "message/external-body access-type=x-a|permission=read-write"},
    {"charset in quotes", BYTES("text/plain; charset=\"ISO_646.irv:1983\""), "",
     "text/plain charset=qISO_646.irv:1983"},
    {"charset empty", BYTES("text/plain; charset=\"\""), "CHARSET_SYNTAX@12+10",
     "text/plain charset=q"},
    {"charset with a space", BYTES("text/plain; charset=\"a b\""),
     "CHARSET_SYNTAX@22+1", "text/plain charset=qa b"},
    {"charset with a star", BYTES("text/plain; charset=a*b"),
     "CHARSET_SYNTAX@21+1", "text/plain charset=a*b"},
    {"charset of what is no text", BYTES("image/png; charset=\"\""), "",
     "image/png charset=q"},
    {"flowed", BYTES("text/plain; format=Flowed; delsp=YES"), "",
     "text/plain format=Flowed|delsp=YES"},
    {"fixed", BYTES("text/plain; charset=x; format=fixed; delsp=no"), "",
     "text/plain charset=x|format=fixed|delsp=no"},
    {"neither flowed nor fixed", BYTES("text/plain; format=f; delsp=d"),
     "FLOWED_PARAM@12+8 FLOWED_PARAM@22+7", "text/plain format=f|delsp=d"},
    {"format of what is not plain", BYTES("text/html; format=f"), "",
     "text/html format=f"},
};

/* ---- Content-Disposition ------------------------------------------------- */

static void
disposition_row(void **state)
{
    const struct row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    eml_disposition *d = NULL;
    int rc = eml__disposition(&t.cx, in, &d);
    eml_out o = {.arena = &t.arena};

    assert_string_equal(test_cx_findings(&t), r->findings);
    if (!r->tree) {
        assert_true(rc < 0);
    } else {
        assert_int_equal(rc, EML_OK);
        eml_out_span(&o, d->type);
        if (d->params)
            eml_out_byte(&o, ' ');
        param_dump(&o, d->params);
        comments(&o, d->comments);
        assert_string_equal(test_cx_str(&t, eml_out_view(&o)), r->tree);
    }
    test_cx_fini(&t);
}

#define NAME_78                                                                \
    "123456789012345678901234567890123456789012345678901234567890123456789012" \
    "345678"

static const struct row dispositions[] = {
    {"inline", BYTES("inline"), "", "inline"},
    {"attachment",
     BYTES("attachment; filename=genome.jpeg;\r\n modification-date=\"Wed, 12 "
           "Feb 1997 16:29:51 -0500\""),
     "",
     "attachment filename=genome.jpeg|modification-date=qWed, 12 Feb 1997 "
     "16:29:51 -0500"},
    {"comments", BYTES("(a)inline(b);(c)filename=x(d)"), "",
     "inline filename=x (a) (b) (c) (d)"},
    {"extended filename",
     BYTES("attachment; filename*=utf-8''%e2%82%ac%20rates"), "",
     "attachment filename={utf-8,}\xe2\x82\xac rates"},
    {"empty", BYTES(""), "DISPOSITION_SYNTAX@0+0", NULL},
    {"comment not closed", BYTES("(a"), "COMMENT_OPEN@0+1", NULL},
    {"parameter alone", BYTES("filename=x"),
     "DISPOSITION_SYNTAX@0+0 PARAM_SEPARATOR@0+1", " filename=x"},
    {"semicolon and parameter", BYTES("; filename=x"), "DISPOSITION_SYNTAX@0+0",
     " filename=x"},
    {"quoted type", BYTES("\"inline\"; filename=x"), "DISPOSITION_SYNTAX@0+8",
     "inline filename=x"},
    {"quoted type not closed", BYTES("\"inline"),
     "QUOTED_OPEN@0+1 DISPOSITION_SYNTAX@0+7", "inline"},
    {"characters after the type", BYTES("inline, a; filename=x"),
     "DISPOSITION_SYNTAX@6+1 PARAM_SYNTAX@8+1", "inline filename=x"},
    {"characters before the type", BYTES("@inline; filename=x"),
     "DISPOSITION_SYNTAX@0+7", " filename=x"},
    {"date and size",
     BYTES("inline; creation-date=\"Wed, 12 Feb 1997 16:29:51 -0500\"; "
           "read-date=\"12 Feb 1997 16:29 -0500\"; size=12"),
     "",
     "inline creation-date=qWed, 12 Feb 1997 16:29:51 -0500|"
     "read-date=q12 Feb 1997 16:29 -0500|size=12"},
    {"size is none", BYTES("inline; size=12k"), "DISPOSITION_PARAM@8+8",
     "inline size=12k"},
    {"date without quotes", BYTES("inline; read-date=now"),
     "DISPOSITION_PARAM@8+13", "inline read-date=now"},
    {"date that is none", BYTES("inline; creation-date=\"now\""),
     "DISPOSITION_PARAM@8+19", "inline creation-date=qnow"},
    {"zone by letters",
     BYTES("inline; read-date=\"Wed, 12 Feb 1997 16:29:51 EST\""),
     "DISPOSITION_PARAM@8+41",
     "inline read-date=qWed, 12 Feb 1997 16:29:51 EST"},
    {"other parameters of those lengths",
     BYTES("inline; abcd=1; abcdefghi=2; abcdefghijklm=3; "
           "abcdefghijklmnopq=4"),
     "", "inline abcd=1|abcdefghi=2|abcdefghijklm=3|abcdefghijklmnopq=4"},
    {"78 characters", BYTES("inline; filename=" NAME_78), "",
     "inline filename=" NAME_78},
    {"79 characters", BYTES("inline; filename=" NAME_78 "9"),
     "DISPOSITION_LONG@17+79", "inline filename=" NAME_78 "9"},
    {"79 characters with a quoted-pair",
     BYTES("inline; filename=\"\\x" NAME_78 "\""), "DISPOSITION_LONG@8+91",
     "inline filename=qx" NAME_78},
    {"79 bytes, 78 characters",
     BYTES("inline; filename=\"\xc3\xa9"
           "23456789012345678901234567890123456789012345678901234567890123456"
           "789012345678\""),
     "",
     "inline filename=q\xc3\xa9"
     "23456789012345678901234567890123456789012345678901234567890123456789"
     "012345678"},
    {"79 characters in pieces",
     BYTES("inline; filename*0=" NAME_78 "; filename*1=9"), "",
     "inline filename=" NAME_78 "9"},
};

/* ---- Content-Transfer-Encoding ------------------------------------------- */

static void
encoding_row(void **state)
{
    static const char *const names[] = {"7bit", "8bit",   "binary",
                                        "qp",   "base64", "unknown"};
    const struct row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    eml_encoding *e = NULL;
    int rc = eml__encoding(&t.cx, in, &e);
    eml_out o = {.arena = &t.arena};

    assert_string_equal(test_cx_findings(&t), r->findings);
    if (!r->tree) {
        assert_true(rc < 0);
    } else {
        assert_int_equal(rc, EML_OK);
        eml_out_span(&o, e->token);
        comments(&o, e->comments);
        eml_out_byte(&o, ' ');
        eml_out_span(&o, (eml_span){(const uint8_t *)names[e->cte],
                                    strlen(names[e->cte])});
        assert_string_equal(test_cx_str(&t, eml_out_view(&o)), r->tree);
    }
    test_cx_fini(&t);
}

static const struct row encodings[] = {
    {"7bit", BYTES(" 7BIT"), "", "7BIT 7bit"},
    {"8bit", BYTES("8bit"), "", "8bit 8bit"},
    {"binary", BYTES("Binary"), "", "Binary binary"},
    {"quoted-printable", BYTES("quoted-printable"), "", "quoted-printable qp"},
    {"base64", BYTES("bAsE64 (x)"), "", "bAsE64 (x) base64"},
    {"private", BYTES("X-uue"), "CTE_PRIVATE@0+5", "X-uue unknown"},
    {"unknown of four", BYTES("9bit"), "CTE_UNKNOWN@0+4", "9bit unknown"},
    {"unknown of six", BYTES("base65"), "CTE_UNKNOWN@0+6", "base65 unknown"},
    {"unknown of sixteen", BYTES("quoted-printabel"), "CTE_UNKNOWN@0+16",
     "quoted-printabel unknown"},
    {"unknown", BYTES("8-bit"), "CTE_UNKNOWN@0+5", "8-bit unknown"},
    {"x and nothing", BYTES("x-"), "CTE_UNKNOWN@0+2", "x- unknown"},
    {"empty", BYTES(""), "CTE_SYNTAX@0+0", NULL},
    {"comment alone", BYTES("(x)"), "CTE_SYNTAX@3+0", NULL},
    {"comment not closed", BYTES("(x"), "COMMENT_OPEN@0+1", NULL},
    {"comment not closed at the end", BYTES("7bit (x"), "COMMENT_OPEN@5+1",
     "7bit 7bit"},
    {"7bit ; x is not 7bit", BYTES("7bit ; x"), "CTE_SYNTAX@5+3", "7bit 7bit"},
    {"semicolon", BYTES("base64;"), "CTE_SYNTAX@6+1", "base64 base64"},
    {"two", BYTES("7bit base64"), "CTE_SYNTAX@5+6", "7bit 7bit"},
    {"quoted", BYTES("\"base64\""), "CTE_SYNTAX@0+8", "base64 base64"},
    {"quoted, not closed", BYTES("\"base64"), "QUOTED_OPEN@0+1 CTE_SYNTAX@0+7",
     "base64 base64"},
    {"NUL", BYTES("base64\0"), "CTE_SYNTAX@6+1", "base64 base64"},
    {"8-bit", BYTES("\xe9"), "CTE_SYNTAX@0+0", NULL},
};

/* ---- MIME-Version -------------------------------------------------------- */

static void
version_row(void **state)
{
    const struct row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    eml_mime_version *v = NULL;
    int rc = eml__mime_version(&t.cx, in, &v);
    eml_out o = {.arena = &t.arena};

    assert_string_equal(test_cx_findings(&t), r->findings);
    if (!r->tree) {
        assert_true(rc < 0);
    } else {
        assert_int_equal(rc, EML_OK);
        eml_out_u64(&o, v->major, 1);
        eml_out_byte(&o, '.');
        eml_out_u64(&o, v->minor, 1);
        comments(&o, v->comments);
        assert_string_equal(test_cx_str(&t, eml_out_view(&o)), r->tree);
    }
    test_cx_fini(&t);
}

static const struct row versions[] = {
    {"1.0", BYTES(" 1.0"), "", "1.0"},
    {"comment behind", BYTES("1.0 (produced by MetaSend Vx.x)"), "",
     "1.0 (produced by MetaSend Vx.x)"},
    {"comment before", BYTES("(produced by MetaSend Vx.x) 1.0"), "",
     "1.0 (produced by MetaSend Vx.x)"},
    {"comment inside", BYTES("1.(produced by MetaSend Vx.x)0"), "",
     "1.0 (produced by MetaSend Vx.x)"},
    {"white space before the dot", BYTES("1 .0"), "", "1.0"},
    {"2.0", BYTES("2.0"), "MIME_VERSION@0+3", "2.0"},
    {"1.1", BYTES("1.1"), "MIME_VERSION@0+3", "1.1"},
    {"leading zero", BYTES("01.0"), "MIME_VERSION@0+4", "1.0"},
    {"zero doubled", BYTES("1.00"), "MIME_VERSION@0+4", "1.0"},
    {"numbers that fit nowhere", BYTES("99999999999.4294967296"),
     "MIME_VERSION@0+22", "4294967295.4294967295"},
    {"characters behind", BYTES("1.0 x"), "MIME_VERSION@4+1", "1.0"},
    {"1 alone", BYTES("1"), "MIME_VERSION@0+1", "1.0"},
    {"nothing after the dot", BYTES("1."), "MIME_VERSION@0+2", "1.0"},
    {"comma for a dot", BYTES("1,0"), "MIME_VERSION@0+3", "1.0"},
    {"nothing", BYTES(""), "MIME_VERSION@0+0", NULL},
    {"no number", BYTES("x"), "MIME_VERSION@0+0", NULL},
    {"comment not closed", BYTES("(1.0"), "COMMENT_OPEN@0+1", NULL},
    {"comment not closed before the dot", BYTES("1(.0"),
     "COMMENT_OPEN@1+1 MIME_VERSION@0+4", "1.0"},
    {"comment not closed after the dot", BYTES("1.(0"),
     "COMMENT_OPEN@2+1 MIME_VERSION@0+4", "1.0"},
    {"comment not closed at the end", BYTES("1.0(x"), "COMMENT_OPEN@3+1",
     "1.0"},
};

/* ---- the public ones ----------------------------------------------------- */

enum { TYPE, DISPOSITION, ENCODING, VERSION };
struct result_row {
    const char *name;
    int which;
    const char *in;
    size_t n;
    uint32_t allow;
    int rc;
};

static const struct result_row results[] = {
    {"type", TYPE, BYTES("text/plain"), 0, EML_OK},
    {"type, error", TYPE, BYTES("text"), 0, EML_E_CONTENT_TYPE_SYNTAX},
    {"type, allowed", TYPE, BYTES("text"), EML_ALLOW_CONTENT, EML_OK},
    {"type, no reading", TYPE, BYTES(""), EML_ALLOW_WILD,
     EML_E_CONTENT_TYPE_SYNTAX},
    {"type, NUL", TYPE, BYTES("text/plain; a=\"\0\""), 0, EML_E_NUL},
    {"disposition", DISPOSITION, BYTES("inline"), 0, EML_OK},
    {"disposition, error", DISPOSITION, BYTES("inline; size=x"), 0,
     EML_E_DISPOSITION_PARAM},
    {"disposition, allowed", DISPOSITION, BYTES("inline; size=x"),
     EML_ALLOW_CONTENT, EML_OK},
    {"encoding", ENCODING, BYTES("7bit"), 0, EML_OK},
    {"encoding, error", ENCODING, BYTES("9bit"), 0, EML_E_CTE_UNKNOWN},
    {"version", VERSION, BYTES("1.0"), 0, EML_OK},
    {"version, error", VERSION, BYTES("1.1"), 0, EML_E_MIME_VERSION},
};

static int
parse(eml_cx *cx, int which, eml_span in, void **out)
{
    int rc;

    *out = NULL;
    if (which == TYPE) {
        eml_content_type *p = NULL;
        rc = eml_content_type_parse(cx, in, &p);
        *out = p;
    } else if (which == DISPOSITION) {
        eml_disposition *p = NULL;
        rc = eml_disposition_parse(cx, in, &p);
        *out = p;
    } else if (which == ENCODING) {
        eml_encoding *p = NULL;
        rc = eml_encoding_parse(cx, in, &p);
        *out = p;
    } else {
        eml_mime_version *p = NULL;
        rc = eml_mime_version_parse(cx, in, &p);
        *out = p;
    }
    return rc;
}

static void
result(void **state)
{
    const struct result_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, r->allow);
    void *out;

    assert_int_equal(parse(&t.cx, r->which, in, &out), r->rc);
    assert_int_equal(t.cx.err.code, r->rc);
    if (r->rc == EML_OK)
        assert_non_null(out);
    else
        assert_null(out);
    test_cx_fini(&t);
}

/* ---- memory -------------------------------------------------------------- */

static const struct result_row mails[] = {
    {"type", TYPE,
     BYTES("(a)text(b)/(c)plain(d); charset=\"a\\b\"; title*=utf-8''%C3%A9"),
     EML_ALLOW_WILD, EML_OK},
    {"related", TYPE,
     BYTES("multipart/related; boundary=x; type=\"a/b\"; start=\"<a@b>\""),
     EML_ALLOW_WILD, EML_OK},
    {"external body", TYPE,
     BYTES("message/external-body; access-type=x-a; "
           "expiration=\"Fri, 14 Jun 1991 19:13:14 -0400 (EDT)\""),
     EML_ALLOW_WILD, EML_OK},
    {"disposition", DISPOSITION,
     BYTES("(a)inline(b); "
           "read-date=\"Fri, 14 Jun 1991 19:13:14 -0400 (EDT)\""),
     EML_ALLOW_WILD, EML_OK},
    {"encoding", ENCODING, BYTES("(a)7bit(b)"), EML_ALLOW_WILD, EML_OK},
    {"version", VERSION, BYTES("(a)1(b).(c)0(d)"), EML_ALLOW_WILD, EML_OK},
};

static int
parse_with(void *user, const eml_alloc *from)
{
    const struct result_row *r = user;
    eml_arena a;
    eml_cx cx = {
        .origin = (const uint8_t *)r->in, .allow = r->allow, .arena = &a};
    void *out;
    int rc;

    eml_arena_init(&a, from, 0);
    rc = parse(&cx, r->which, (eml_span){(const uint8_t *)r->in, r->n}, &out);
    eml_arena_fini(&a);
    return rc;
}

/* With room for 0, 8, 16 ... bytes in the arena, until it is enough. */
static void
no_memory(void **state)
{
    const struct result_row *r = *state;
    int rc = EML_E_NOMEM;
    size_t fails = 0;

    assert_int_equal(oom_every_call(parse_with, (void *)(uintptr_t)r, 100),
                     EML_OK);
    for (size_t left = 0; rc == EML_E_NOMEM; left += 8, fails++) {
        test_cx t;
        eml_span in = test_cx_init(&t, r->in, r->n, r->allow);
        void *out;

        assert_non_null(eml_arena_raw(&t.arena, 1));
        t.arena.max = t.arena.taken;
        if (t.arena.left >= left) {
            assert_non_null(eml_arena_raw(&t.arena, t.arena.left - left));
            rc = parse(&t.cx, r->which, in, &out);
        } else {
            rc = EML_OK; /* small chunks: oom_every_call has done it */
        }
        test_cx_fini(&t);
    }
    assert_int_equal(rc, EML_OK);
    assert_true(fails > 2);
}

int
main(void)
{
    return RUN_TABLE(type_row, types) | RUN_TABLE(type_row, boundaries) |
           RUN_TABLE(type_row, required) |
           RUN_TABLE(disposition_row, dispositions) |
           RUN_TABLE(encoding_row, encodings) |
           RUN_TABLE(version_row, versions) | RUN_TABLE(result, results) |
           RUN_TABLE(no_memory, mails);
}
