#include "tests/cx.h"

#include "eml/field.h"
#include "tests/oom.h"

/* A header section is written one field a line. Values are made by hand, so
 * that nothing but eml_header_check is tried: "From: 3" has three mailboxes,
 * "From: a@b" the mailbox a@b alone, "From: group" a group with one; for
 * List-Unsubscribe the body is one URL. */

enum { MAX_FIELDS = 64 };

typedef struct made {
    eml_field fields[MAX_FIELDS];
    eml_address_list lists[MAX_FIELDS];
    eml_address addresses[MAX_FIELDS];
    eml_mailbox mailboxes[MAX_FIELDS];
    eml_list_urls urls[MAX_FIELDS];
    eml_list_url url[MAX_FIELDS];
} made;

static eml_text
text_of(eml_span s)
{
    eml_text t = {s, EML_TEXT_WORDS, true, false};

    return t;
}

static void
make_addresses(made *m, size_t i, eml_span body)
{
    const uint8_t *at = memchr(body.p, '@', body.n);
    eml_address_list *list = &m->lists[i];

    m->fields[i].value.kind = EML_VALUE_ADDRESSES;
    m->fields[i].value.u.addresses = list;
    list->first = &m->addresses[i];
    list->num_addresses = list->num_mailboxes = 1;
    list->first->mailbox = &m->mailboxes[i];
    if (body.n == 1 && *body.p >= '0' && *body.p <= '9') {
        list->num_addresses = list->num_mailboxes = (uint32_t)(*body.p - '0');
        if (*body.p == '0')
            list->first = NULL;
    } else if (at) {
        m->mailboxes[i].local =
            text_of((eml_span){body.p, (size_t)(at - body.p)});
        m->mailboxes[i].domain =
            text_of((eml_span){at + 1, body.n - (size_t)(at - body.p) - 1});
    } else if (body.n == 5) {
        m->addresses[i].group = &m->mailboxes[i].name;
    } else {
        m->fields[i].value.kind = EML_VALUE_NONE;
    }
}

static eml_field *
make_fields(made *m, test_cx *t, eml_span in)
{
    size_t n = 0;
    eml_cx quiet = {.origin = in.p, .newline = EML_NL_LF};

    memset(m, 0, sizeof *m);
    while (in.n) {
        const uint8_t *lf = memchr(in.p, '\n', in.n);
        size_t len = (size_t)(lf - in.p) + 1;
        eml_field *f = &m->fields[n];
        eml_span body;

        assert_true(n < MAX_FIELDS);
        eml_field_split(&quiet, (eml_span){in.p, len}, f);
        body = f->body;
        while (body.n && *body.p == ' ') {
            body.p++;
            body.n--;
        }
        if (f->id == EML_FIELD_LIST_UNSUBSCRIBE) {
            f->value.kind = EML_VALUE_LIST_URLS;
            f->value.u.urls = &m->urls[n];
            m->urls[n].first = body.n ? &m->url[n] : NULL;
            m->url[n].url = body;
        } else if (f->id != EML_FIELD_JUNK &&
                   eml_field_info_get(f->id)->value == EML_VALUE_ADDRESSES) {
            make_addresses(m, n, body);
        }
        if (n)
            m->fields[n - 1].next = f;
        n++;
        in.p += len;
        in.n -= len;
    }
    (void)t;
    return n ? m->fields : NULL;
}

typedef struct header_row {
    const char *name, *in;
    const char *findings;
} header_row;

#define MIN "Date: x\nFrom: a@b\nMessage-ID: x\n"

static const header_row message[] = {
    {"the least there may be", MIN, ""},
    {"nothing", "", "DATE_MISSING@0+0 FROM_MISSING@0+0 MESSAGE_ID_MISSING@0+0"},
    {"no Date", "From: a@b\nMessage-ID: x\n", "DATE_MISSING@24+0"},
    {"no From", "Date: x\nMessage-ID: x\n", "FROM_MISSING@22+0"},
    {"no Message-ID", "Date: x\nFrom: a@b\n", "MESSAGE_ID_MISSING@18+0"},
    {"Resent-Date is no Date",
     "Resent-Date: x\nResent-From: a@b\nResent-Message-ID: x\nFrom: a@b\n"
     "Message-ID: x\n",
     "DATE_MISSING@77+0"},
    {"From that could not be read is there",
     "Date: x\nFrom: junk\nMessage-ID: x\n", ""},
    {"space before the colon is no other field",
     "Date : x\nFrom : a@b\nMessage-ID: x\n", ""},
    {"lines that are no fields do not count", "From x\n" MIN "junk\n", ""},

    {"Date twice", MIN "Date: y\n", "FIELD_TWICE@32+4"},
    {"From twice", MIN "From: c@d\n", "FROM_TWICE@32+4"},
    {"From three times", MIN "From: c@d\nFrom: c@d\n",
     "FROM_TWICE@32+4 FROM_TWICE@42+4"},
    {"Sender twice", MIN "Sender: c@d\nSender: e@f\n", "FIELD_TWICE@44+6"},
    {"Reply-To twice", MIN "Reply-To: c@d\nreply-to: c@d\n",
     "FIELD_TWICE@46+8"},
    {"To twice", MIN "To: c@d\nTo: c@d\n", "FIELD_TWICE@40+2"},
    {"Cc twice", MIN "Cc: c@d\nCc: c@d\n", "FIELD_TWICE@40+2"},
    {"Bcc twice", MIN "Bcc: c@d\nBcc: c@d\n", "FIELD_TWICE@41+3"},
    {"Message-ID twice", MIN "Message-ID: x\n", "FIELD_TWICE@32+10"},
    {"In-Reply-To twice", MIN "In-Reply-To: x\nIn-Reply-To: x\n",
     "FIELD_TWICE@47+11"},
    {"References twice", MIN "References: x\nReferences: x\n",
     "FIELD_TWICE@46+10"},
    {"Subject twice", MIN "Subject: x\nSubject: x\n", "FIELD_TWICE@43+7"},
    {"Comments, Keywords and others many times",
     MIN "Comments: x\nComments: x\nKeywords: x\nKeywords: x\nX: y\nX: y\n"
         "Archived-At: x\nArchived-At: x\n",
     ""},
    {"all that may be there once",
     MIN "Sender: c@d\nReply-To: e\nTo: f\nCc: g\nBcc: h\nIn-Reply-To: i\n"
         "References: j\nSubject: k\nList-Id: l\nAuto-Submitted: no\n",
     ""},

    /* 3.6.2, 6854 */
    {"several authors and no Sender", "Date: x\nFrom: 2\nMessage-ID: x\n",
     "SENDER_MISSING@30+0"},
    {"several authors and a Sender",
     "Date: x\nFrom: 2\nSender: a@b\nMessage-ID: x\n", ""},
    {"no author in a group needs no Sender",
     "Date: x\nFrom: 0\nMessage-ID: x\n", ""},
    {"the second From has several authors", MIN "From: 2\n",
     "FROM_TWICE@32+4 SENDER_MISSING@40+0"},
    {"Sender is the author", MIN "Sender: a@b\n", "SENDER_SAME@32+6"},
    {"Sender is the author in other words", MIN "Sender: \"a\" @ (x) B\n",
     "SENDER_SAME@32+6"},
    {"local-parts have a case", MIN "Sender: A@b\n", ""},
    {"Sender in another domain", MIN "Sender: a@c\n", ""},
    {"Sender is a group", MIN "Sender: group\n", ""},
    {"Sender that could not be read", MIN "Sender: x\n", ""},
    {"Sender without a mailbox", MIN "Sender: 0\n", ""},

    /* 3.6.6 */
    {"resent", "Resent-Date: x\nResent-From: c@d\nResent-Message-ID: y\n" MIN,
     ""},
    {"resent without a date", "Resent-From: c@d\nResent-Message-ID: y\n" MIN,
     "RESENT_DATE_MISSING@0+11"},
    {"resent by nobody", "Resent-Date: c@d\nResent-Message-ID: y\n" MIN,
     "RESENT_FROM_MISSING@0+11"},
    {"resent without a Resent-Message-ID",
     "Resent-Date: x\nResent-From: c@d\n" MIN,
     "RESENT_MESSAGE_ID_MISSING@0+11"},
    {"only Resent-To", "Resent-To: c@d\n" MIN,
     "RESENT_DATE_MISSING@0+9 RESENT_FROM_MISSING@0+9 "
     "RESENT_MESSAGE_ID_MISSING@0+9"},
    {"resent by several",
     "Resent-Date: x\nResent-From: 2\nResent-Message-ID: y\n" MIN,
     "RESENT_SENDER_MISSING@15+11"},
    {"resent by several, sent by one",
     "Resent-Date: x\nResent-From: 2\nResent-Sender: c@d\n"
     "Resent-Message-ID: y\n" MIN,
     ""},
    {"Resent-Sender is Resent-From",
     "Resent-Date: x\nResent-From: c@d\nResent-Sender: c@d\n"
     "Resent-Message-ID: y\n" MIN,
     "RESENT_SENDER_SAME@32+13"},
    {"resent twice, with trace between",
     "Received: r\nResent-Date: x\nResent-From: c@d\nResent-Message-ID: y\n"
     "Received: r\nResent-Date: x\nResent-From: c@d\nResent-Message-ID: y\n"
     "Received: r\n" MIN,
     ""},
    {"resent twice, with nothing between",
     "Resent-Date: x\nResent-From: c@d\nResent-To: e\nResent-Message-ID: y\n"
     "Resent-Date: x\nResent-From: c@d\nResent-To: e\nResent-Message-ID: "
     "y\n" MIN,
     ""},
    {"the block above lacks its date",
     "Resent-From: c@d\nResent-Message-ID: y\nReceived: r\nResent-Date: x\n"
     "Resent-From: c@d\nResent-Message-ID: y\nReceived: r\n" MIN,
     "RESENT_DATE_MISSING@0+11"},
    {"the block below lacks its date",
     "Resent-Date: x\nResent-From: c@d\nResent-Message-ID: y\nReceived: r\n"
     "Resent-From: c@d\nResent-Message-ID: y\nReceived: r\n" MIN,
     "RESENT_DATE_MISSING@65+11"},
    {"a field twice in a block",
     "Resent-Date: x\nResent-From: c@d\nResent-To: e\nResent-To: f\n"
     "Resent-Message-ID: y\n" MIN,
     "RESENT_TWICE@45+9"},
    {"Resent-From twice in a block",
     "Resent-Date: x\nResent-From: c@d\nResent-From: e@f\n"
     "Resent-Message-ID: y\n" MIN,
     "RESENT_TWICE@32+11"},
    {"Resent-To twice before the block is complete",
     "Resent-To: e\nResent-To: f\nResent-Date: x\nResent-From: c@d\n"
     "Resent-Message-ID: y\n" MIN,
     "RESENT_TWICE@13+9"},
    {"all resent fields",
     "Resent-Date: x\nResent-From: c@d\nResent-Sender: e@f\nResent-To: g\n"
     "Resent-Cc: h\nResent-Bcc: i\nResent-Message-ID: y\n" MIN,
     ""},
    {"optional fields do not cut a block",
     "Resent-Date: x\nX: y\nResent-From: c@d\nResent-Message-ID: y\n" MIN, ""},
    {"resent fields below the message's own",
     MIN "Resent-Date: x\nResent-From: c@d\nResent-Message-ID: y\n",
     "RESENT_ORDER@32+11 RESENT_ORDER@47+11 RESENT_ORDER@64+17"},
    {"Resent-Reply-To",
     "Resent-Date: x\nResent-From: c@d\nResent-Reply-To: e\n"
     "Resent-Message-ID: y\n" MIN,
     "RESENT_REPLY_TO@32+15"},

    /* 3.6.7, 5321 4.4 */
    {"trace", "Return-Path: x\nReceived: r\nReceived: r\n" MIN, ""},
    {"optional fields among the trace",
     "Return-Path: x\nX: y\nReceived: r\nX: y\nReceived: r\n" MIN, ""},
    {"optional fields above the trace are trace of later RFCs",
     "DKIM-Signature: x\nReceived: r\n" MIN, ""},
    {"Received below the message's own", MIN "Received: r\n",
     "TRACE_ORDER@32+8"},
    {"Received between them",
     "Date: x\nReceived: r\nFrom: a@b\n"
     "Message-ID: x\n",
     "TRACE_ORDER@8+8"},
    {"Received above and below", "Received: r\n" MIN "Received: r\n",
     "TRACE_ORDER@44+8"},
    {"Return-Path not on top", "X: y\nReturn-Path: x\nReceived: r\n" MIN,
     "RETURN_PATH_ORDER@5+11"},
    {"Return-Path behind a From_ line is on top",
     "From x\nReturn-Path: x\nReceived: r\n" MIN, ""},
    {"Return-Path alone", "Return-Path: x\n" MIN, "RETURN_PATH_ALONE@0+11"},
    {"Return-Path below the message's own", MIN "Return-Path: x\n",
     "TRACE_ORDER@32+11 RETURN_PATH_ORDER@32+11 RETURN_PATH_ALONE@32+11"},
    {"Return-Path twice", "Return-Path: x\nReturn-Path: y\nReceived: r\n" MIN,
     "RETURN_PATH_ALONE@0+11 RETURN_PATH_TWICE@15+11"},
    {"Return-Path in an older trace block",
     "Return-Path: x\nReceived: r\nReturn-Path: y\nReceived: r\n" MIN,
     "RETURN_PATH_TWICE@27+11"},
    {"Return-Path below Received", "Received: r\nReturn-Path: x\n" MIN,
     "RETURN_PATH_ORDER@12+11 RETURN_PATH_ALONE@12+11"},

    /* MIME */
    {"MIME",
     MIN "MIME-Version: x\nContent-Type: x\n"
         "Content-Transfer-Encoding: x\n",
     ""},
    {"no MIME-Version", MIN "Content-Type: x\n", "MIME_VERSION_MISSING@48+0"},
    {"no MIME-Version for Content-Language", MIN "Content-Language: x\n",
     "MIME_VERSION_MISSING@52+0"},
    {"Content-Length is no field of MIME", MIN "Content-Length: 3\n", ""},
    {"MIME-Version twice", MIN "MIME-Version: x\nMIME-Version: x\n",
     "CONTENT_FIELD_TWICE@48+12"},
    {"Content-Type twice",
     MIN "MIME-Version: x\nContent-Type: x\nContent-Type: x\n",
     "CONTENT_TYPE_TWICE@64+12"},
    {"other Content- fields twice",
     MIN "MIME-Version: x\nContent-Transfer-Encoding: x\n"
         "Content-Transfer-Encoding: x\nContent-ID: x\nContent-ID: x\n"
         "Content-Description: x\nContent-Description: x\n",
     "CONTENT_FIELD_TWICE@77+25 CONTENT_FIELD_TWICE@120+10 "
     "CONTENT_FIELD_TWICE@157+19"},
    {"Content-Disposition twice",
     MIN "MIME-Version: x\nContent-Disposition: x\nContent-Disposition: x\n",
     "DISPOSITION_TWICE@71+19"},
    {"extension fields of MIME twice",
     MIN "MIME-Version: x\nContent-Language: x\nContent-Language: x\n"
         "Content-MD5: x\nContent-MD5: x\nContent-Location: x\n"
         "Content-Location: x\n",
     ""},

    /* lists and automatic mail */
    {"list fields twice",
     MIN "List-Help: x\nList-Help: x\nList-Subscribe: x\nList-Subscribe: x\n",
     "LIST_TWICE@45+9 LIST_TWICE@76+14"},
    {"more list fields twice",
     MIN "List-Post: x\nList-Post: x\nList-Owner: x\nList-Owner: x\n"
         "List-Archive: x\nList-Archive: x\n",
     "LIST_TWICE@45+9 LIST_TWICE@72+10 LIST_TWICE@102+12"},
    {"List-Unsubscribe twice", MIN "List-Unsubscribe: x\nList-Unsubscribe: x\n",
     "LIST_TWICE@52+16"},
    {"List-Id twice", MIN "List-Id: x\nList-ID: x\n", "LIST_ID_TWICE@43+7"},
    {"Auto-Submitted twice", MIN "Auto-Submitted: x\nAuto-Submitted: x\n",
     "AUTO_SUBMITTED_TWICE@50+14"},
    {"one click",
     MIN "List-Unsubscribe: https://a/\n"
         "List-Unsubscribe-Post: x\n",
     ""},
    {"one click, above its URL",
     MIN "List-Unsubscribe-Post: x\nList-Unsubscribe: HTTPS://a/\n", ""},
    {"one click, URL with white space in it",
     MIN "List-Unsubscribe-Post: x\nList-Unsubscribe: ht tps:\t//a/\n", ""},
    {"one click without a URL", MIN "List-Unsubscribe-Post: x\n",
     "ONE_CLICK_HTTPS@32+21"},
    {"one click by http",
     MIN "List-Unsubscribe: http://a/\n"
         "List-Unsubscribe-Post: x\n",
     "ONE_CLICK_HTTPS@60+21"},
    {"one click with half a scheme",
     MIN "List-Unsubscribe: https\n"
         "List-Unsubscribe-Post: x\n",
     "ONE_CLICK_HTTPS@56+21"},
    {"one click and an empty list",
     MIN "List-Unsubscribe:\n"
         "List-Unsubscribe-Post: x\n",
     "ONE_CLICK_HTTPS@50+21"},
    {"one click twice",
     MIN "List-Unsubscribe: https:\n"
         "List-Unsubscribe-Post: x\n"
         "List-Unsubscribe-Post: x\n",
     "ONE_CLICK_TWICE@82+21"},
};

/* Parts: only Content- fields mean something (RFC 2046 section 5.1). */
static const header_row part[] = {
    {"nothing", "", ""},
    {"no field of 5322 counts",
     "From: 2\nFrom: 2\nDate: x\nDate: y\nReceived: r\nResent-To: x\n"
     "Return-Path: x\nMIME-Version: x\nMIME-Version: x\n"
     "List-Unsubscribe-Post: x\n",
     ""},
    {"no MIME-Version is needed", "Content-Type: x\n", ""},
    {"Content-Type twice", "Content-Type: x\nContent-Type: x\n",
     "CONTENT_TYPE_TWICE@16+12"},
    {"Content-ID twice", "Content-ID: x\nContent-ID: x\n",
     "CONTENT_FIELD_TWICE@14+10"},
    {"junk", "junk\nContent-Type: x\n", ""},
};

static void
header_runs(const header_row *r, eml_header_kind kind)
{
    static made m;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, strlen(r->in), EML_ALLOW_NONE);
    eml_field *first = make_fields(&m, &t, in);

    eml_header_check(&t.cx, first, kind, in.p + in.n);
    assert_string_equal(test_cx_findings(&t), r->findings);
    test_cx_fini(&t);
}

static void
message_runs(void **state)
{
    header_runs(*state, EML_HEADER_MESSAGE);
}

static void
part_runs(void **state)
{
    header_runs(*state, EML_HEADER_PART);
}

static void
sender_is_compared_in_no_memory(void **state)
{
    static made m;
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES(MIN "Sender: a@b\n"), EML_ALLOW_NONE);
    eml_field *first = make_fields(&m, &t, in);

    (void)state;
    t.cx.arena = NULL;
    eml_header_check(&t.cx, first, EML_HEADER_MESSAGE, in.p + in.n);
    assert_string_equal(test_cx_findings(&t), "");
    test_cx_fini(&t);
}

/* 100,000 fields of one kind, and of two in turn. */
static void
many_fields_end_soon(void **state)
{
    enum { MANY = 100000 };
    eml_field *f = calloc(MANY, sizeof *f);
    eml_cx cx = {.origin = (const uint8_t *)""};

    (void)state;
    assert_non_null(f);
    for (int a = 0; a < EML_FIELD_END_; a++)
        for (int b = EML_FIELD_RESENT_DATE; b <= EML_FIELD_RECEIVED; b++) {
            if ((a + b) % 7)
                continue;
            for (size_t i = 0; i < MANY; i++) {
                f[i].name = (eml_span){cx.origin, 0};
                f[i].id = (eml_field_id)(i % 2 ? a : b);
                f[i].next = i + 1 == MANY ? NULL : &f[i + 1];
            }
            eml_header_check(&cx, f, EML_HEADER_MESSAGE, cx.origin);
        }
    free(f);
}

enum { FEW = 4, EXTRA = 2 };

/* What is found of n fields; their names are at 0, 1, ..., the end at n. */
static size_t
found_of(eml_field *f, size_t n, eml_header_kind kind, eml_diag *out)
{
    static const uint8_t bytes[FEW + EXTRA] = {0};
    eml_cx cx = {.origin = bytes, .diags = out, .diags_cap = 16};

    for (size_t i = 0; i < n; i++) {
        f[i].name = (eml_span){bytes + i, 1};
        f[i].next = i + 1 < n ? &f[i + 1] : NULL;
    }
    eml_header_check(&cx, f, kind, bytes + FEW + 1);
    assert_true(cx.num_diags < 16);
    return (size_t)cx.num_diags;
}

/* A field that is there twice makes the checker look at each field, whatever
 * the others are: it finds what it found without that. */
static void
same_when_looked_at_twice(eml_field *f, size_t n, eml_header_kind kind)
{
    eml_diag plain[16], again[16];
    size_t num, all, kept = 0;

    f[n].id = f[n + 1].id = EML_FIELD_CONTENT_DESCRIPTION;
    num = found_of(f, n + 1, kind, plain);
    all = found_of(f, n + 2, kind, again);
    for (size_t i = 0; i < all; i++)
        if (again[i].code != EML_E_CONTENT_FIELD_TWICE || again[i].off != n + 1)
            again[kept++] = again[i];
    assert_int_equal(kept + 1, all);
    assert_int_equal(kept, num);
    assert_memory_equal(plain, again, num * sizeof plain[0]);
}

static void
few_fields_in_every_order(void **state)
{
    static const eml_field_id ids[] = {
        EML_FIELD_OTHER,        EML_FIELD_JUNK,
        EML_FIELD_RETURN_PATH,  EML_FIELD_RECEIVED,
        EML_FIELD_RESENT_DATE,  EML_FIELD_RESENT_FROM,
        EML_FIELD_DATE,         EML_FIELD_FROM,
        EML_FIELD_FROM,         EML_FIELD_SENDER,
        EML_FIELD_MESSAGE_ID,   EML_FIELD_SUBJECT,
        EML_FIELD_CONTENT_TYPE, EML_FIELD_LIST_UNSUBSCRIBE_POST,
    };
    enum { IDS = sizeof ids / sizeof ids[0], SEVERAL = 8 };
    eml_address_list one = {.num_mailboxes = 1}, two = {.num_mailboxes = 2};
    eml_field f[FEW + EXTRA];

    (void)state;
    memset(f, 0, sizeof f);
    for (size_t x = 0; x < (size_t)IDS * IDS * IDS * IDS; x++) {
        for (size_t i = 0, rest = x; i < FEW; i++, rest /= IDS) {
            f[i].id = ids[rest % IDS];
            f[i].value.kind = EML_VALUE_ADDRESSES;
            f[i].value.u.addresses = rest % IDS == SEVERAL ? &two : &one;
        }
        same_when_looked_at_twice(f, FEW, EML_HEADER_MESSAGE);
        same_when_looked_at_twice(f, FEW, EML_HEADER_NESTED);
        same_when_looked_at_twice(f, FEW, EML_HEADER_PART);
    }
}

int
main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(few_fields_in_every_order),
        cmocka_unit_test(sender_is_compared_in_no_memory),
        cmocka_unit_test(many_fields_end_soon),
    };

    return RUN_TABLE(message_runs, message) | RUN_TABLE(part_runs, part) |
           cmocka_run_group_tests(others, NULL, NULL);
}
