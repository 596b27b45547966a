/* What other mail software was seen to get wrong, a row a case, in the order of
 * the list of known divergences: whole messages through eml_message_parse, and
 * through eml_write_message where an encoder was wrong. */
#include "eml/content.h"
#include "eml/message.h"
#include "eml/write.h"
#include "tests/imf_dump.h"

#define DATE "Date: Fri, 21 Nov 1997 09:55:06 -0600\r\n"
#define FROM "From: f@x.example\r\n"
#define ID   "Message-ID: <i@x.example>\r\n"
#define MIME "MIME-Version: 1.0\r\n"
#define CT   "Content-Type: "
#define CTE  "Content-Transfer-Encoding: "
#define REST FROM DATE ID
#define END  "\r\nx\r\n"
#define X10  "xxxxxxxxxx"
#define X70  X10 X10 X10 X10 X10 X10 X10

/* ---- what was read ------------------------------------------------------- */

static void
put_content(dump *d, const eml_part *p)
{
    eml_cx quiet = {.arena = d->cx->arena, .newline = d->cx->newline};
    eml_decoder *dec = eml_decoder_new(&quiet, &p->info, true, 0);
    eml_span in = p->body, out;

    assert_non_null(dec);
    dump_str(d, "=");
    while (eml_decoder_feed(dec, &quiet, &in, true, &out) == EML_OK)
        dump_span(d, out);
}

/* type/subtype=content of a leaf; (parts) of what has some, with what stands
 * before, between and after them left out. */
static void
put_tree(dump *d, const eml_part *p)
{
    while (p) {
        dump_span(d, p->info.type);
        dump_str(d, "/");
        dump_span(d, p->info.subtype);
        if (p->child) {
            dump_str(d, "(");
            p = p->child;
            continue;
        }
        if (p->info.kind == EML_PART_LEAF)
            put_content(d, p);
        while (p && !p->next) {
            p = p->parent;
            if (p)
                dump_str(d, ")");
        }
        if (p) {
            dump_str(d, " ");
            p = p->next;
        }
    }
}

static void
put_params(dump *d, eml_span type, const eml_param *p)
{
    dump_span(d, type);
    for (; p; p = p->next) {
        dump_str(d, ";");
        dump_span(d, p->name);
        dump_str(d, "=");
        dump_span(d, p->value);
    }
}

static void
put_value(dump *d, const eml_field *f)
{
    const eml_value *v = &f->value;

    switch ((int)v->kind) {
    case EML_VALUE_UNSTRUCTURED:
        dump_text(d, "", &v->u.text);
        break;
    case EML_VALUE_ADDRESSES:
        dump_addresses(d, v->u.addresses);
        break;
    case EML_VALUE_DATE:
        dump_date(d, v->u.date);
        break;
    case EML_VALUE_CONTENT_TYPE:
        dump_span(d, v->u.content_type->type);
        dump_str(d, "/");
        put_params(d, v->u.content_type->subtype, v->u.content_type->params);
        break;
    case EML_VALUE_DISPOSITION:
        put_params(d, v->u.disposition->type, v->u.disposition->params);
        break;
    case EML_VALUE_ENCODING:
        dump_span(d, v->u.encoding->token);
        break;
    default:
        dump_str(d, "-");
        break;
    }
}

/* Of the value of the first field and the tree, what is asked for. */
enum { FIELD = 1, TREE = 2 };

static const struct read_row {
    const char *name;
    unsigned flags;
    const char *in;
    size_t n;
    const char *findings;
    const char *value;
} reads[] = {
    /* Message format */
    {"one mailbox, whatever is quoted in its name", FIELD,
     BYTES("From: \"a\\\" <evil@x.org>, \\\"b\" <good@b.c>\r\n" DATE ID END),
     "", "<n=a\" <evil@x.org>, \"b l=good d=b.c>"},
    {"nothing dropped: second at", FIELD, BYTES("From: a@b@c\r\n" DATE ID END),
     "ADDR_TRAILING@9+1", "-"},
    {"nothing dropped: address as a name", FIELD,
     BYTES("From: good@b.c (x) <evil@x.org>\r\n" DATE ID END),
     "PHRASE_AT@10+1 ADDR_COMMENT@15+3", "<n=good@b.c l=evil d=x.org (x)>"},
    {"nothing dropped: semicolon between mailboxes", FIELD,
     BYTES("To: A <a@b>; B <c@d>\r\n" REST END), "GROUP_CLOSE@11+1",
     "<n=A l=a d=b><n=B l=c d=d>"},
    {"nothing dropped: NUL in an address", FIELD,
     BYTES("To: a@b.c\0@evil.org\r\n" REST END), "NUL@9+1 ADDR_TRAILING@9+1",
     "-"},
    {"nothing dropped: text behind an address", FIELD,
     BYTES("To: <a@b> trailing\r\n" REST END), "ADDR_TRAILING@10+1", "-"},
    {"nothing dropped: slash in a parameter", FIELD,
     BYTES(CT "text/html; x=a/b\r\n" MIME REST END), "PARAM_VALUE@28+2",
     "text/html;x=a/b"},
    {"nothing dropped: parameter of an encoding", FIELD,
     BYTES(CTE "7bit ; x\r\n" MIME REST END), "CTE_SYNTAX@32+3", "7bit"},
    {"date: 31 Feb", FIELD,
     BYTES("Date: Sat, 31 Feb 1998 09:55:06 -0600\r\n" FROM ID END),
     "DATE_DAY@11+2", "Sat 1998-02-31 09:55:06 -360"},
    {"date: 25:61:61", FIELD,
     BYTES("Date: Fri, 21 Nov 1997 25:61:61 -0600\r\n" FROM ID END),
     "DATE_TIME@23+2 DATE_TIME@26+2 DATE_TIME@29+2",
     "Fri 1997-11-21 25:61:61 -360"},
    {"date: zone +9999", FIELD,
     BYTES("Date: Fri, 21 Nov 1997 09:55:06 +9999\r\n" FROM ID END),
     "DATE_ZONE@32+5", "Fri 1997-11-21 09:55:06 6039"},
    {"date: another day of the week", FIELD,
     BYTES("Date: Thu, 21 Nov 1997 09:55:06 -0600\r\n" FROM ID END),
     "DATE_DAY_NAME@6+3", "Thu 1997-11-21 09:55:06 -360"},
    {"date: names in lower case", FIELD,
     BYTES("Date: fri, 21 nov 1997 09:55:06 -0600\r\n" FROM ID END), "",
     "Fri 1997-11-21 09:55:06 -360"},
    {"date: year of two digits", FIELD,
     BYTES("Date: Fri, 21 Nov 97 09:55:06 -0600\r\n" FROM ID END),
     "DATE_YEAR_OBS@18+2", "Fri 1997-11-21 09:55:06 -360"},
    {"date: year of two digits below 50", FIELD,
     BYTES("Date: 21 Nov 03 09:55:06 -0600\r\n" FROM ID END),
     "DATE_YEAR_OBS@13+2", "2003-11-21 09:55:06 -360"},
    {"date: year of three digits", FIELD,
     BYTES("Date: 21 Nov 103 09:55:06 -0600\r\n" FROM ID END),
     "DATE_YEAR_OBS@13+3", "2003-11-21 09:55:06 -360"},
    {"date: zone -0030", FIELD,
     BYTES("Date: Fri, 21 Nov 1997 09:55:06 -0030\r\n" FROM ID END), "",
     "Fri 1997-11-21 09:55:06 -30"},
    {"date: zone -0000", FIELD,
     BYTES("Date: Fri, 21 Nov 1997 09:55:06 -0000\r\n" FROM ID END), "",
     "Fri 1997-11-21 09:55:06 ?0"},
    {"obsolete folds: all white space stays", FIELD,
     BYTES("Subject: a\r\n \r\n \r\n b\r\n" REST END),
     "FOLD_BLANK@12+1 FOLD_BLANK@15+1 OBS_FWS@10+9", "a   b"},
    {"bare CR in a value", FIELD, BYTES("Subject: a\rb\r\n" REST END),
     "BARE_CR@10+1", "a%0Db"},
    {"bare LF in a value", FIELD, BYTES("Subject: a\n b\r\n" REST END),
     "BARE_LF@10+1", "a b"},
    {"NUL in a value", FIELD, BYTES("Subject: a\0b\r\n" REST END), "NUL@10+1",
     "a%00b"},
    {"one line that ends in LF does not spoil the message", FIELD | TREE,
     BYTES("Subject: a\n" REST END), "BARE_LF@10+1", "a text/plain=x%0D%0A"},
    {"mbox From_ line does not spoil the message", TREE,
     BYTES("From f@x.example Fri Nov 21 09:55:06 1997\r\n" REST END),
     "FIELD_FROM_LINE@0+41", "text/plain=x%0D%0A"},
    {"encoded-word: windows-1252", FIELD,
     BYTES("Subject: =?windows-1252?Q?=80?=\r\n" REST END), "", "%E2%82%AC"},
    {"encoded-word: Shift_JIS without a converter", FIELD,
     BYTES("Subject: =?Shift_JIS?B?g2U=?=\r\n" REST END), "WORD_CHARSET@11+9",
     "=?Shift_JIS?B?g2U=?="},
    {"encoded-word: GB2312 without a converter", FIELD,
     BYTES("Subject: =?gb2312?B?1tA=?=\r\n" REST END), "WORD_CHARSET@11+6",
     "=?gb2312?B?1tA=?="},
    {"encoded-word: ISO-2022-JP without a converter", FIELD,
     BYTES("Subject: =?iso-2022-jp?B?GyRCGyhC?=\r\n" REST END),
     "WORD_CHARSET@11+11", "=?iso-2022-jp?B?GyRCGyhC?="},
    {"encoded-word: with a language", FIELD,
     BYTES("Subject: =?us-ascii*en?Q?a?=\r\n" REST END), "", "a"},
    {"encoded-word: charset in any case", FIELD,
     BYTES("Subject: =?LaTiN1?Q?=E9?=\r\n" REST END), "", "%C3%A9"},
    {"encoded-word: specials raw in a phrase", FIELD,
     BYTES("From: =?us-ascii?Q?a,b?= <a@b.example>\r\n" DATE ID END),
     "ADDR_NO_AT@6+14 SENDER_MISSING@106+0",
     "{l==?us-ascii?Q?a}<n=b?= l=a d=b.example>"},
    {"encoded-word: DQUOTE raw in a phrase", FIELD,
     BYTES("From: =?us-ascii?Q?a\"b?= <a@b.example>\r\n" DATE ID END),
     "QUOTED_OPEN@20+1", "-"},
    {"encoded-word: of over 75 characters", FIELD,
     BYTES("Subject: =?us-ascii?Q?" X70 "?=\r\n" REST END),
     "LINE_78@0+94 WORD_LINE@0+94 WORD_LONG@9+85",
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},
    {"RFC 2231: pieces and percent-encoding", FIELD,
     BYTES("Content-Disposition: attachment; filename*0*=utf-8''gr%C3%BC; "
           "filename*1=n\r\n" MIME REST END),
     "", "attachment;filename=gr%C3%BCn"},
    {"Content-Disposition is typed", FIELD,
     BYTES("Content-Disposition: attachment; size=x\r\n" MIME REST END),
     "DISPOSITION_PARAM@33+6", "attachment;size=x"},
    {"Resent block without its date", TREE,
     BYTES(
         "Resent-From: r@x.example\r\nResent-Message-ID: <r@x.example>\r\n" REST
             END),
     "RESENT_DATE_MISSING@0+11", "text/plain=x%0D%0A"},
    {"trace fields below others", TREE,
     BYTES(REST "Received: from a.example by b.example; Fri, 21 Nov 1997 "
                "09:55:06 -0600\r\n" END),
     "RECEIVED_TCP_INFO@95+4 TRACE_ORDER@85+8", "text/plain=x%0D%0A"},
    {"required fields: no From", TREE, BYTES(DATE ID END), "FROM_MISSING@66+0",
     "text/plain=x%0D%0A"},
    {"required fields: no Date", TREE, BYTES(FROM ID END), "DATE_MISSING@46+0",
     "text/plain=x%0D%0A"},
    {"cardinality: two Subjects", FIELD,
     BYTES("Subject: a\r\nSubject: b\r\n" REST END), "FIELD_TWICE@12+7", "a"},
    {"cardinality: two Froms", FIELD, BYTES("From: a@b.example\r\n" REST END),
     "FROM_TWICE@19+4", "{l=a d=b.example}"},
    /* MIME */
    {"boundary is no prefix: of a line in a part", TREE,
     BYTES(CT "multipart/mixed; boundary=x\r\n" MIME REST
              "\r\n--x\r\n\r\na\r\n--xy\r\nb\r\n--x--\r\n"),
     "BOUNDARY_PREFIX@159+4", "multipart/mixed(text/plain=a%0D%0A--xy%0D%0Ab)"},
    {"boundary is no prefix: nested boundary that begins with it", TREE,
     BYTES(CT "multipart/mixed; boundary=x\r\n" MIME REST "\r\n--x\r\n" CT
              "multipart/mixed; "
              "boundary=xy\r\n\r\n--xy\r\n\r\na\r\n--xy--\r\n--x--\r\n"),
     "BOUNDARY_PREFIX@200+4 BOUNDARY_PREFIX@211+6",
     "multipart/mixed(multipart/mixed(text/plain=a))"},
    {"boundary in the text of a preamble", TREE,
     BYTES(CT "multipart/mixed; boundary=x\r\n" MIME REST
              "\r\na --x\r\n\r\nb\r\n--x\r\n\r\nc\r\n--x--\r\n"),
     "", "multipart/mixed(text/plain=c)"},
    {"quoted-printable without a line end", TREE,
     BYTES(CTE "quoted-printable\r\n" MIME REST "\r\na=3Db"), "LAST_LINE@156+0",
     "text/plain=a=b"},
    {"quoted-printable: lower-case digits", TREE,
     BYTES(CTE "quoted-printable\r\n" MIME REST "\r\na=3db\r\n"),
     "QP_LOWER@152+1", "text/plain=a=b%0D%0A"},
    {"parameter: backslash r and n are quoted-pairs", FIELD,
     BYTES(CT "text/plain; x=\"a\\r\\n\\b\"\r\n" MIME REST END), "",
     "text/plain;x=arnb"},
    {"multipart/digest: parts are messages", TREE,
     BYTES(CT "multipart/digest; boundary=b\r\n" MIME REST
              "\r\n--b\r\n\r\n" REST "\r\ny\r\n--b--\r\n"),
     "", "multipart/digest(message/rfc822(text/plain=y))"},
    {"Content-Type twice: the first counts", TREE,
     BYTES(CT "text/plain\r\n" CT "text/html\r\n" MIME REST END),
     "CONTENT_TYPE_TWICE@26+12", "text/plain=x%0D%0A"},
    {"message/delivery-status is no message", TREE,
     BYTES(CT "message/delivery-status\r\n" MIME REST
              "\r\nReporting-MTA: dns; a.example\r\n\r\nFinal-Recipient: "
              "rfc822; b@a.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"),
     "",
     "message/delivery-status=Reporting-MTA: dns; "
     "a.example%0D%0A%0D%0AFinal-Recipient: rfc822; b@a.example%0D%0AAction: "
     "failed%0D%0AStatus: 5.1.1%0D%0A"},
    {"close-delimiter with padding, and an epilogue", TREE,
     BYTES(CT "multipart/mixed; boundary=b\r\n" MIME REST
              "\r\n--b\r\n\r\na\r\n--b-- \t\r\nepilogue\r\n"),
     "", "multipart/mixed(text/plain=a)"},
    {"NUL in a preamble", TREE,
     BYTES(CT "multipart/mixed; boundary=b\r\n" MIME REST
              "\r\np\0\r\n--b\r\n\r\na\r\n--b--\r\n"),
     "BODY_NUL@150+1", "multipart/mixed(text/plain=a)"},
    {"invalid parameter hides none behind it", FIELD | TREE,
     BYTES(CT "multipart/mixed; ?; boundary=b\r\n" MIME REST
              "\r\n--b\r\n\r\na\r\n--b--\r\n"),
     "PARAM_SYNTAX@31+1",
     "multipart/mixed;boundary=b multipart/mixed(text/plain=a)"},
    {"boundary again in pieces", FIELD | TREE,
     BYTES(CT "multipart/mixed; boundary=b; boundary*0=c\r\n" MIME REST
              "\r\n--b\r\n\r\na\r\n--b--\r\n"),
     "PARAM_TWICE@43+12 BOUNDARY_TWICE@43+12",
     "multipart/mixed;boundary=b;boundary=c multipart/mixed(text/plain=a)"},
    {"encoded-word in a boundary", FIELD | TREE,
     BYTES(CT "multipart/mixed; boundary=\"=?us-ascii?Q?b?=\"\r\n" MIME REST
              "\r\n--=?us-ascii?Q?b?=\r\n\r\na\r\n--=?us-ascii?Q?b?=--\r\n"),
     "WORD_PARAM@41+16 BOUNDARY_WORD@41+16",
     "multipart/mixed;boundary==?us-ascii?Q?b?= multipart/mixed(text/plain=a)"},
    {"comment in a parameter name hides no second boundary", FIELD | TREE,
     BYTES(CT "multipart/mixed; boundary=b; boundary(a(b)c)=c\r\n" MIME REST
              "\r\n--b\r\n\r\na\r\n--b--\r\n"),
     "CONTENT_CFWS@51+7 PARAM_TWICE@43+17 BOUNDARY_TWICE@43+17",
     "multipart/mixed;boundary=b;boundary=c multipart/mixed(text/plain=a)"},
    {"language with a hyphen keeps the filename", FIELD,
     BYTES("Content-Disposition: attachment; "
           "filename*=us-ascii'en-us'a.txt\r\n" MIME REST END),
     "", "attachment;filename=a.txt"},
};

static void
reads_run(void **state)
{
    const struct read_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    dump d = {.cx = &t.cx};
    eml_part *root;

    assert_int_equal(eml_message_parse(&t.cx, in, &root), EML_OK);
    assert_int_equal(eml_part_tiles(root), 0);
    assert_string_equal(test_cx_findings(&t), r->findings);
    if (r->flags & FIELD)
        put_value(&d, root->fields);
    if (r->flags & FIELD && r->flags & TREE)
        dump_str(&d, " ");
    if (r->flags & TREE)
        put_tree(&d, root);
    assert_string_equal(d.text, r->value);
    test_cx_fini(&t);
}

/* ---- what is written of what was read ------------------------------------ */

static const struct write_row {
    const char *name;
    const char *in;
    size_t n;
    int rc;
    const char *out; /* NULL: the same */
} writes[] = {
    {"quotes in a name stay quoted",
     BYTES("From: \"Joe \\\"X\\\" Bob\" <a@b.example>\r\n" DATE ID END), 0,
     NULL},
    {"parenthesis in a quoted name stays within quotes",
     BYTES("From: \"a\\(b\" <a@b.example>\r\n" DATE ID END), 0,
     "From: \"a(b\" <a@b.example>\r\n" DATE ID "\r\nx\r\n"},
    {"quoted local-part is escaped once",
     BYTES("From: <\"a b\\\"c\"@b.example>\r\n" DATE ID END), 0,
     "From: \"a b\\\"c\"@b.example\r\n" DATE ID "\r\nx\r\n"},
    {"quote in a local-part stays quoted",
     BYTES("From: <\"a\\\"b\"@c.example>\r\n" DATE ID END), 0,
     "From: \"a\\\"b\"@c.example\r\n" DATE ID "\r\nx\r\n"},
    {"zone -0030 stays",
     BYTES("Date: Fri, 21 Nov 1997 09:55:06 -0030\r\n" FROM ID END), 0, NULL},
    {"zone -0000 stays",
     BYTES("Date: Fri, 21 Nov 1997 09:55:06 -0000\r\n" FROM ID END), 0, NULL},
    {"subject of over 78 columns is folded between words",
     BYTES("Subject: " X70 " " X70 " " X10 "\r\n" REST END), 0,
     "Subject:\r\n " X70 "\r\n " X70 "\r\n xxxxxxxxxx\r\n" REST "\r\nx\r\n"},
    {"word of over 78 columns is not cut",
     BYTES("Subject: " X70 X70 " " X10 "\r\n" REST END), 0,
     "Subject: " X70 X70 "\r\n xxxxxxxxxx\r\n" REST "\r\nx\r\n"},
    {"encoded-words are cut at 75",
     BYTES("Subject: =?utf-8?Q?=C3=A9" X10 X10 X10 X10
           "?= =?utf-8?Q?=C3=A9" X10 X10 X10 X10 X10 "?=\r\n" REST END),
     0,
     "Subject:\r\n "
     "=?UTF-8?Q?=C3=A9xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=C3="
     "A9xxxxxxxxxxx?=\r\n "
     "=?UTF-8?Q?xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx?=\r\n" REST
     "\r\nx\r\n"},
    {"specials in an encoded-word of a phrase",
     BYTES("From: =?utf-8?Q?=C3=A9_abcdefghijklmnopqrst=28=29=2C=22=3F=5F?= "
           "<a@b.example>\r\n" DATE ID END),
     0,
     "From: =?UTF-8?B?w6kgYWJjZGVmZ2hpamtsbW5vcHFyc3QoKSwiP18=?= "
     "<a@b.example>\r\n" DATE ID "\r\nx\r\n"},
    {"RFC 2231: a file name that is not ASCII",
     BYTES("Content-Disposition: attachment; filename*=utf-8''gr%C3%BC\r\n" MIME
               REST END),
     0, NULL},
    {"boundary in the text of a preamble",
     BYTES(CT "multipart/mixed; boundary=b\r\n" MIME REST
              "\r\np --b\r\n\r\n--b\r\n\r\na\r\n--b--\r\nepilogue\r\n"),
     0, NULL},
    {"boundary at the beginning of a line of a part",
     BYTES(CT "multipart/mixed; boundary=b\r\n" MIME REST
              "\r\n--b\r\n\r\n--bc\r\n--b--\r\n"),
     EML_E_WRITE_BOUNDARY, NULL},
    {"quoted-printable without a line end gets none",
     BYTES(CTE "quoted-printable\r\n" MIME REST "\r\na=3Db"), 0, NULL},
    {"backslashes in a parameter",
     BYTES(CT "text/plain; x=\"a\\\\r\\\\n\"\r\n" MIME REST END), 0, NULL},
    {"padding of a close-delimiter goes, the epilogue stays",
     BYTES(CT "multipart/mixed; boundary=b\r\n" MIME REST
              "\r\n--b\r\n\r\na\r\n--b-- \t\r\nepilogue\r\n"),
     0,
     "Content-Type: multipart/mixed; boundary=b\r\n" MIME REST
     "\r\n--b\r\n\r\na\r\n--b--\r\nepilogue\r\n"},
};

static int
rewrite(test_cx *t, eml_span in, eml_out *out)
{
    const eml_write_part *tree;
    eml_part *root;
    int rc = eml_message_parse(&t->cx, in, &root);

    if (rc == EML_OK)
        rc = eml_tree_to_write(&t->cx, root, &tree);
    if (rc == EML_OK)
        rc = eml_write_message(&t->cx, tree, false, 1, out);
    return rc;
}

/* What is written is also written again as it is: a fixpoint at once. */
static void
writes_run(void **state)
{
    const struct write_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    eml_out out = {.arena = &t.arena}, again = {.arena = &t.arena};
    const char *want = r->out ? r->out : r->in;

    assert_int_equal(rewrite(&t, in, &out), r->rc);
    if (r->rc == EML_OK) {
        assert_string_equal(test_cx_str(&t, eml_out_view(&out)), want);
        t.cx.origin = out.p;
        assert_int_equal(rewrite(&t, eml_out_view(&out), &again), EML_OK);
        assert_string_equal(test_cx_str(&t, eml_out_view(&again)), want);
    }
    test_cx_fini(&t);
}

/* CRLF in a Subject given to an encoder is no new header field. */
static void
line_end_in_a_subject(void **state)
{
    eml_field field = {.id = EML_FIELD_SUBJECT,
                       .value = {.kind = EML_VALUE_UNSTRUCTURED}};
    eml_text subject = EML_TEXT_OF(EML_LIT("a\r\nBcc: evil@x.example"));
    eml_write_part part = {.fields = &field};
    test_cx t;
    eml_out out = {.arena = &t.arena};

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    field.value.u.text = subject;
    assert_int_equal(eml_write_message(&t.cx, &part, false, 1, &out),
                     EML_E_WRITE_LINE);
    assert_int_equal(t.cx.err.off, 10);
    assert_int_equal(out.n, 0);
    test_cx_fini(&t);
}

/* ---- size ---------------------------------------------------------------- */

/* Parses `head`, `num` times `unit`, `tail`, which makes the finding `code`;
 * returns the memory taken. */
static size_t
parse_long(const char *head, const char *unit, size_t num, const char *tail,
           int code)
{
    size_t h = strlen(head), u = strlen(unit), l = strlen(tail), taken;
    size_t n = h + num * u + l, found = 0;
    char *in = malloc(n);
    test_cx t;
    eml_span s;
    eml_part *root;

    assert_non_null(in);
    memcpy(in, head, h);
    for (size_t i = 0; i < num; i++)
        memcpy(in + h + i * u, unit, u);
    memcpy(in + h + num * u, tail, l);
    s = test_cx_init(&t, in, n, EML_ALLOW_NONE);
    free(in);
    assert_int_equal(eml_message_parse(&t.cx, s, &root), EML_OK);
    assert_int_equal(eml_part_tiles(root), 0);
    for (size_t i = 0; i < t.cx.num_diags && i < t.cx.diags_cap; i++)
        found += t.diags[i].code == code;
    assert_true(found);
    taken = t.arena.taken;
    test_cx_fini(&t);
    return taken;
}

static const struct size_row {
    const char *name;
    const char *head, *unit, *tail;
    size_t num;
    int code; /* of one finding */
} sizes[] = {
    {"header line of 1 MB", "Subject: ", "x", "\r\n" REST END, 1 << 20,
     EML_E_LINE_998},
    {"comments that are not closed, in a value", CT "text/plain; x=y", "(",
     "\r\n" MIME REST END, 1 << 20, EML_E_COMMENT_OPEN},
    {"comments that are not closed, one behind another", CT "text/plain", " (x",
     "\r\n" MIME REST END, 1 << 19, EML_E_COMMENT_OPEN},
    {"beginnings of encoded-words in a subject", "Subject: ", "=?",
     "\r\n" REST END, 1 << 19, EML_E_WORD_SYNTAX},
    {"beginnings of encoded-words in a phrase", "To: ", "=?a", "\r\n" REST END,
     1 << 18, EML_E_ADDR_NO_AT},
    {"beginnings of encoded-words in a parameter", CT "text/plain; x=\"", "=?",
     "\"\r\n" MIME REST END, 1 << 19, EML_E_LINE_998},
    {"nested multiparts that are cut off", MIME REST,
     CT "multipart/mixed; boundary=b\r\n\r\n--b\r\n", "", 90,
     EML_E_MULTIPART_NO_CLOSE},
};

/* Memory grows as the input does: four times as much takes at most about four
 * times as much. */
static void
sizes_run(void **state)
{
    const struct size_row *r = *state;
    size_t one = parse_long(r->head, r->unit, r->num / 4, r->tail, r->code);
    size_t four = parse_long(r->head, r->unit, r->num, r->tail, r->code);

    assert_true(four <= 5 * one + 65536);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_end_in_a_subject),
    };

    return RUN_TABLE(reads_run, reads) | RUN_TABLE(writes_run, writes) |
           RUN_TABLE(sizes_run, sizes) |
           (cmocka_run_group_tests(tests, NULL, NULL) != 0);
}
