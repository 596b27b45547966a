/* RFC 6522, RFC 3464, RFC 8098: reports. */
#include "eml/reports.h"
#include "tests/cx.h"
#include "tests/oom.h"

#define MTA "Reporting-MTA: dns; a.example\r\n"
#define RCPT                                                                   \
    "Final-Recipient: rfc822;b@c.example\r\nAction: failed\r\n"                \
    "Status: 5.1.1\r\n"

static const struct row {
    const char *name;
    const char *in;
    size_t n;
    uint32_t recipients;
    const char *findings;
} dsn[] = {
    {"least", BYTES(MTA "\r\n" RCPT), 1, ""},
    {"last line without its end", BYTES(MTA "\r\n" RCPT "X: y"), 1, ""},
    {"lines end at LF",
     BYTES("Reporting-MTA: dns; a\n\nAction: failed\n"
           "Final-Recipient: x;y\nStatus: 5.0.0\n"),
     1, ""},
    {"two recipients", BYTES(MTA "\r\n" RCPT "\r\n" RCPT), 2, ""},
    {"all fields",
     BYTES("Original-Envelope-Id: x\r\n" MTA
           "DSN-Gateway: dns; g\r\nReceived-From-MTA: dns; r (x)\r\n"
           "Arrival-Date: Fri, 21 Nov 1997 09:55:06 -0600\r\nX-A: b\r\n\r\n"
           "Original-Recipient: rfc822;o@c\r\n"
           "Final-Recipient: rfc822 ; b@c.example\r\nAction: DELAYED (c)\r\n"
           "Status: 4.10.100 (c)\r\nRemote-MTA: dns; m\r\n"
           "Diagnostic-Code: smtp; 450\r\n 4.0.0 wait\r\n"
           "Last-Attempt-Date: Fri, 21 Nov 1997 09:55:06 -0600\r\n"
           "Final-Log-ID: 1\r\n"
           "Will-Retry-Until: Fri, 21 Nov 1997 09:55:06 -0600\r\nX-A: b\r\n"),
     1, ""},
    {"empty", BYTES(""), 0, "DSN_FIELD@0+0 DSN_FIELD@0+0"},
    {"no recipient", BYTES(MTA), 0, "DSN_FIELD@31+0"},
    {"no Reporting-MTA", BYTES("X: y\r\n\r\n" RCPT), 1, "DSN_FIELD@0+6"},
    {"no Final-Recipient", BYTES(MTA "\r\nAction: failed\r\nStatus: 5.1.1\r\n"),
     1, "DSN_FIELD@33+31"},
    {"no Action, no Status", BYTES(MTA "\r\nFinal-Recipient: rfc822;b\r\n"), 1,
     "DSN_FIELD@33+27 DSN_FIELD@33+27"},
    {"twice", BYTES(MTA MTA "\r\n" RCPT "Action: failed\r\n"), 1,
     "DSN_TWICE@31+13 DSN_TWICE@132+6"},
    {"no type", BYTES("Reporting-MTA: a.example\r\n\r\n" RCPT), 1,
     "DSN_SYNTAX@0+24"},
    {"empty value", BYTES("Reporting-MTA:\r\n\r\n" RCPT), 1, "DSN_SYNTAX@0+14"},
    {"unknown action",
     BYTES(MTA "\r\nFinal-Recipient: x;y\r\n"
               "Action: bounced\r\nStatus: 5.1.1\r\n"),
     1, "DSN_SYNTAX@55+15"},
    {"two actions",
     BYTES(MTA "\r\nFinal-Recipient: x;y\r\n"
               "Action: failed delayed\r\nStatus: 5.1.1\r\n"),
     1, "DSN_SYNTAX@55+22"},
    {"status with a comment before it",
     BYTES(MTA "\r\nFinal-Recipient: x;y\r\n"
               "Action: failed\r\nStatus: (c) 5.1.1"),
     1, ""},
    {"status with leading zero",
     BYTES(MTA "\r\nFinal-Recipient: x;y\r\n"
               "Action: failed\r\nStatus: 5.01.1"),
     1, "DSN_SYNTAX@71+14"},
    {"status of two numbers",
     BYTES(MTA "\r\nFinal-Recipient: x;y\r\n"
               "Action: failed\r\nStatus: 5.1"),
     1, "DSN_SYNTAX@71+11"},
    {"status of four digits",
     BYTES(MTA "\r\nFinal-Recipient: x;y\r\n"
               "Action: failed\r\nStatus: 5.1000.1"),
     1, "DSN_SYNTAX@71+16"},
    {"status of white space",
     BYTES(MTA "\r\nFinal-Recipient: x;y\r\n"
               "Action: failed\r\nStatus: 5. 1.1"),
     1, "DSN_SYNTAX@71+14"},
    {"status without the first number",
     BYTES(MTA "\r\nFinal-Recipient: x;y\r\n"
               "Action: failed\r\nStatus: .1.1"),
     1, "DSN_SYNTAX@71+12"},
    {"status without dots",
     BYTES(MTA "\r\nFinal-Recipient: x;y\r\n"
               "Action: failed\r\nStatus: 5-1-1"),
     1, "DSN_SYNTAX@71+13"},
    {"status with a comment that is not closed",
     BYTES(MTA "\r\nFinal-Recipient: x;y\r\n"
               "Action: failed\r\nStatus: 5.1.1 (x"),
     1, "DSN_SYNTAX@71+16"},
    {"status with text behind it",
     BYTES(MTA "\r\nFinal-Recipient: x;y\r\n"
               "Action: failed\r\nStatus: 5.1.1 x"),
     1, "DSN_SYNTAX@71+15"},
    {"action with a comment that is not closed",
     BYTES(MTA "\r\nFinal-Recipient: x;y\r\n"
               "Action: (x\r\nStatus: 5.1.1"),
     1, "DSN_SYNTAX@55+10"},
    {"action without a word",
     BYTES(MTA "\r\nFinal-Recipient: x;y\r\n"
               "Action: ;\r\nStatus: 5.1.1"),
     1, "DSN_SYNTAX@55+9"},
    {"action with a comment behind it that is not closed",
     BYTES(MTA "\r\nFinal-Recipient: x;y\r\n"
               "Action: failed (x\r\nStatus: 5.1.1"),
     1, "DSN_SYNTAX@55+17"},
    {"type behind a comment that is not closed",
     BYTES("Reporting-MTA: (x dns; a\r\n\r\n" RCPT), 1, "DSN_SYNTAX@0+24"},
    {"type with a comment that is not closed",
     BYTES("Reporting-MTA: dns (x; a\r\n\r\n" RCPT), 1, "DSN_SYNTAX@0+24"},
    {"value and white space", BYTES("Reporting-MTA: dns; a \t\r\n\r\n" RCPT), 1,
     ""},
    {"value of white space", BYTES("Reporting-MTA: \t \r\n\r\n" RCPT), 1,
     "DSN_SYNTAX@0+17"},
    {"lines end at CR", BYTES(MTA "X: y\rz\r\n\r\n" RCPT), 1, ""},
    {"date with letters for a zone",
     BYTES(MTA "Arrival-Date: Fri, 21 Nov 1997 09:55:06 EST\r\n\r\n" RCPT), 1,
     "DATE_ZONE_OBS@71+3"},
    {"wrong day of week",
     BYTES(MTA "Arrival-Date: Mon, 21 Nov 1997 09:55:06 -0600\r\n\r\n" RCPT), 1,
     "DATE_DAY_NAME@45+3"},
    {"no date", BYTES(MTA "Arrival-Date: now\r\n\r\n" RCPT), 1,
     "DATE_SYNTAX@45+1 DSN_SYNTAX@31+17"},
    {"Will-Retry-Until of what failed",
     BYTES(MTA "\r\n" RCPT
               "Will-Retry-Until: Fri, 21 Nov 1997 09:55:06 -0600\r\n"),
     1, "DSN_RETRY@101+16"},
    {"line that is no field", BYTES(MTA "foo\r\n\r\n" RCPT), 1,
     "DSN_SYNTAX@31+5"},
    {"empty lines too many", BYTES(MTA "\r\n\r\n\r\n" RCPT "\r\n\r\n"), 1,
     "DSN_SYNTAX@33+4 DSN_SYNTAX@107+2"},
};

static void
dsn_runs(void **state)
{
    const struct row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    eml_dsn *d;

    assert_int_equal(eml_dsn_parse(&t.cx, in, &d), EML_OK);
    assert_int_equal(d->num_recipients, r->recipients);
    assert_string_equal(test_cx_findings(&t), r->findings);
    test_cx_fini(&t);
}

static void
dsn_values(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, dsn[4].in, dsn[4].n, EML_ALLOW_NONE);
    eml_dsn *d;
    eml_dsn_recipient *r;

    (void)state;
    assert_int_equal(eml_dsn_parse(&t.cx, in, &d), EML_OK);
    r = d->recipients;
    assert_string_equal(test_cx_str(&t, d->original_envelope_id.raw), "x");
    assert_string_equal(test_cx_str(&t, d->reporting_mta.type), "dns");
    assert_string_equal(test_cx_str(&t, d->reporting_mta.text.raw),
                        "a.example");
    assert_string_equal(test_cx_str(&t, d->dsn_gateway.text.raw), "g");
    assert_string_equal(test_cx_str(&t, d->received_from_mta.text.raw),
                        "r (x)");
    assert_true(d->arrival_date.present);
    assert_int_equal(d->arrival_date.date.year, 1997);
    assert_string_equal(test_cx_str(&t, r->original_recipient.text.raw), "o@c");
    assert_string_equal(test_cx_str(&t, r->final_recipient.text.raw),
                        "b@c.example");
    assert_int_equal(r->action, EML_DSN_DELAYED);
    assert_true(r->has_status);
    assert_int_equal(r->status[0], 4);
    assert_int_equal(r->status[1], 10);
    assert_int_equal(r->status[2], 100);
    assert_string_equal(test_cx_str(&t, r->remote_mta.text.raw), "m");
    assert_string_equal(test_cx_str(&t, r->diagnostic_code.text.raw),
                        "450\r\n 4.0.0 wait");
    assert_true(r->last_attempt_date.present);
    assert_true(r->will_retry_until.present);
    assert_string_equal(test_cx_str(&t, r->final_log_id.raw), "1");
    test_cx_fini(&t);
}

static void
dsn_actions(void **state)
{
    static const struct {
        const char *word;
        eml_dsn_action action;
    } words[] = {{"failed", EML_DSN_FAILED},
                 {"delayed", EML_DSN_DELAYED},
                 {"delivered", EML_DSN_DELIVERED},
                 {"relayed", EML_DSN_RELAYED},
                 {"Expanded", EML_DSN_EXPANDED}};

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        char in[200];
        test_cx t;
        eml_dsn *d;
        int n =
            snprintf(in, sizeof in, MTA "\r\nAction: %s\r\n", words[i].word);
        eml_span s = test_cx_init(&t, in, (size_t)n, 0);

        assert_int_equal(eml_dsn_parse(&t.cx, s, &d), EML_OK);
        assert_int_equal(d->recipients->action, words[i].action);
        test_cx_fini(&t);
    }
}

#define FINAL   "Final-Recipient: rfc822;a@b.example\r\n"
#define DISP(x) "Disposition: " x "\r\n"
#define MODE    "manual-action/MDN-sent-manually; "

static const struct mdn_row {
    const char *name;
    const char *in;
    size_t n;
    eml_mdn_type type;
    const char *findings;
} mdn[] = {
    {"least", BYTES(FINAL DISP(MODE "displayed")), EML_MDN_DISPLAYED, ""},
    {"all fields",
     BYTES("Reporting-UA: x; y\r\nMDN-Gateway: dns; g\r\n"
           "Original-Recipient: rfc822;o@b\r\n" FINAL
           "Original-Message-ID: <1@b.example>\r\n" DISP(
               "automatic-action / MDN-sent-automatically ;\r\n deleted / "
               "error , x-y") "Error: a\r\nError: b\r\nX: y\r\n"),
     EML_MDN_DELETED, ""},
    {"any order", BYTES(DISP(MODE "processed") FINAL), EML_MDN_PROCESSED, ""},
    {"dispatched", BYTES(DISP(MODE "DISPATCHED/x") FINAL), EML_MDN_DISPATCHED,
     ""},
    {"empty", BYTES(""), EML_MDN_NO_TYPE, "MDN_FIELD@0+0 MDN_FIELD@0+0"},
    {"no Disposition", BYTES(FINAL), EML_MDN_NO_TYPE, "MDN_FIELD@0+37"},
    {"twice", BYTES(FINAL FINAL DISP(MODE "displayed")), EML_MDN_DISPLAYED,
     "MDN_TWICE@37+15"},
    {"unknown type", BYTES(FINAL DISP(MODE "denied")), EML_MDN_NO_TYPE,
     "MDN_SYNTAX@37+52"},
    {"unknown action mode", BYTES(FINAL DISP("x/MDN-sent-manually; displayed")),
     EML_MDN_NO_TYPE, "MDN_SYNTAX@37+43"},
    {"no sending mode", BYTES(FINAL DISP("manual-action; displayed")),
     EML_MDN_NO_TYPE, "MDN_SYNTAX@37+37"},
    {"no mode", BYTES(FINAL DISP("displayed")), EML_MDN_NO_TYPE,
     "MDN_SYNTAX@37+22"},
    {"no modifier after the slash", BYTES(FINAL DISP(MODE "displayed/")),
     EML_MDN_NO_TYPE, "MDN_SYNTAX@37+56"},
    {"more after the type", BYTES(FINAL DISP(MODE "displayed x")),
     EML_MDN_NO_TYPE, "MDN_SYNTAX@37+57"},
    {"comment in the action mode that is not closed",
     BYTES(FINAL DISP("(x manual-action/MDN-sent-manually; displayed")),
     EML_MDN_NO_TYPE, "MDN_SYNTAX@37+58"},
    {"comment behind the action mode that is not closed",
     BYTES(FINAL DISP("manual-action (x/MDN-sent-manually; displayed")),
     EML_MDN_NO_TYPE, "MDN_SYNTAX@37+58"},
    {"no word for a mode", BYTES(FINAL DISP("/MDN-sent-manually; displayed")),
     EML_MDN_NO_TYPE, "MDN_SYNTAX@37+42"},
    {"another sending mode", BYTES(FINAL DISP("manual-action/x; displayed")),
     EML_MDN_NO_TYPE, "MDN_SYNTAX@37+39"},
    {"no type", BYTES(FINAL DISP("manual-action/MDN-sent-manually")),
     EML_MDN_NO_TYPE, "MDN_SYNTAX@37+44"},
    {"comment before the type that is not closed", BYTES(FINAL DISP(MODE "(x")),
     EML_MDN_NO_TYPE, "MDN_SYNTAX@37+48"},
    {"comment behind the type that is not closed",
     BYTES(FINAL DISP(MODE "displayed (x")), EML_MDN_NO_TYPE,
     "MDN_SYNTAX@37+58"},
    {"bad message identifier",
     BYTES(FINAL "Original-Message-ID: 1\r\n" DISP(MODE "displayed")),
     EML_MDN_DISPLAYED, "MSGID_ANGLE@58+1 MSGID_NO_AT@58+1"},
    {"empty line", BYTES(FINAL "\r\n" DISP(MODE "displayed")), EML_MDN_NO_TYPE,
     "MDN_FIELD@0+37 MDN_SYNTAX@37+59"},
};

static void
mdn_runs(void **state)
{
    const struct mdn_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    eml_mdn *m;

    assert_int_equal(eml_mdn_parse(&t.cx, in, &m), EML_OK);
    assert_int_equal(m->disposition.type, r->type);
    assert_string_equal(test_cx_findings(&t), r->findings);
    test_cx_fini(&t);
}

static void
mdn_values(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, mdn[1].in, mdn[1].n, EML_ALLOW_NONE);
    eml_mdn *m;

    (void)state;
    assert_int_equal(eml_mdn_parse(&t.cx, in, &m), EML_OK);
    assert_string_equal(test_cx_str(&t, m->reporting_ua.raw), "x; y");
    assert_string_equal(test_cx_str(&t, m->mdn_gateway.text.raw), "g");
    assert_string_equal(test_cx_str(&t, m->original_recipient.text.raw), "o@b");
    assert_int_equal(m->original_message_id->num_ids, 1);
    assert_false(m->disposition.manual_action);
    assert_false(m->disposition.sent_manually);
    assert_string_equal(test_cx_str(&t, m->disposition.modifiers->name),
                        "error");
    assert_string_equal(test_cx_str(&t, m->disposition.modifiers->next->name),
                        "x-y");
    assert_null(m->disposition.modifiers->next->next);
    test_cx_fini(&t);
}

/* ---- in messages -------------------------------------------------------- */

#define HEAD                                                                   \
    "Date: Fri, 21 Nov 1997 09:55:06 -0600\r\n"                                \
    "From: a@b.example\r\n"                                                    \
    "Message-ID: <1@b.example>\r\n"                                            \
    "MIME-Version: 1.0\r\n"
#define REPORT(type)                                                           \
    HEAD "Content-Type: multipart/report; boundary=b;\r\n report-type=" type   \
         "\r\n\r\n--b\r\n\r\ntext\r\n--b\r\n"

#define ARF                                                                    \
    "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n"    \
    "User-Agent: x\r\n"

#define ORIGINAL                                                               \
    "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nA: b\r\n\r\n--b--\r\n"

static const struct message_row {
    const char *name;
    const char *in;
    size_t n;
    int kind; /* 0 no report, 1 neither, 2 DSN, 3 MDN, 4 feedback */
    const char *findings;
    const char *alone; /* of the report without the message; NULL: the same */
} messages[] = {
    {"no report", BYTES(HEAD "\r\n"), 0, "", NULL},
    {"delivery status",
     BYTES(REPORT("delivery-status") "Content-Type: message/delivery-status"
                                     "\r\n\r\n" MTA "\r\n" RCPT "\r\n--b--"
                                     "\r\n"),
     2, "", NULL},
    {"internationalized, encoded",
     BYTES(REPORT(
         "delivery-status") "Content-Type: message/global-delivery-status\r\n"
                            "Content-Transfer-Encoding: "
                            "quoted-printable\r\n\r\n"
                            "Reporting-MTA=3A dns; a\r\n\r\nX: "
                            "y\r\n\r\n--b--\r\n"),
     2, "DSN_FIELD@292+33 DSN_FIELD@292+33 DSN_FIELD@292+33", NULL},
    {"disposition notification",
     BYTES(REPORT(
         "disposition-notification") "Content-Type: "
                                     "message/"
                                     "disposition-notification\r\n\r\n" FINAL
                                         DISP(MODE
                                              "displayed") "\r\n--b\r\nContent-"
                                                           "Type: text/"
                                                           "rfc822-"
                                                           "headers\r\n\r\nA: "
                                                           "b\r\n\r\n"
                                                           "--b--\r\n"),
     3, "", NULL},
    {"another type than the second part's",
     BYTES(REPORT("delivery-status") "\r\nx\r\n--b--\r\n"), 1,
     "REPORT_TYPE@117+60", NULL},
    {"internationalized notification",
     BYTES(REPORT("disposition-notification") "Content-Type: "
                                              "message/"
                                              "global-disposition-"
                                              "notification\r\n\r\n" FINAL DISP(
                                                  MODE
                                                  "displayed") "\r\n--b--\r\n"),
     3, "", NULL},
    {"feedback report",
     BYTES(REPORT("feedback-report") ARF "Version: 1\r\n" ORIGINAL), 4, "",
     NULL},
    {"feedback report without the message",
     BYTES(REPORT("feedback-report") ARF "Version: 1\r\n--b--\r\n"), 4,
     "ARF_MESSAGE@117+60", NULL},
    {"feedback report with another third part",
     BYTES(REPORT("feedback-report") ARF "Version: 1\r\n--b\r\n\r\nx\r\n--b--"
                                         "\r\n"),
     4, "ARF_MESSAGE@117+60", NULL},
    {"feedback report of 8bit",
     BYTES(REPORT("feedback-report") "Content-Transfer-Encoding: 8bit\r\n" ARF
                                     "Version: 1\r\n" ORIGINAL),
     4, "CTE_INNER@225+5 ARF_NOT_7BIT@225+5", ""},
    {"feedback report: a field that is none, none that must be there",
     BYTES(REPORT("feedback-report") ARF "Incidents: x\r\n" ORIGINAL), 4,
     "ARF_SYNTAX@277+12 ARF_MISSING@289+0", NULL},
    {"feedback report, encoded",
     BYTES(REPORT("feedback-report") "Content-Type: message/feedback-report\r\n"
                                     "Content-Transfer-Encoding: base64\r\n"
                                     "\r\nVmVyc2lvbjogMQ0K\r\n" ORIGINAL),
     4, "CTE_COMPOSITE@264+7 ARF_MISSING@275+16 ARF_MISSING@275+16",
     "ARF_MISSING@275+16 ARF_MISSING@275+16"},
    {"global type of another report",
     BYTES(REPORT(
         "delivery-status") "Content-Type: "
                            "message/"
                            "global-disposition-notification\r\n\r\n" FINAL
                                DISP(MODE "displayed") "\r\n--b--\r\n"),
     3, "REPORT_TYPE@117+60", NULL},
    {"second part in an unknown encoding",
     BYTES(REPORT("delivery-status") "Content-Type: message/delivery-status\r\n"
                                     "Content-Transfer-Encoding: "
                                     "x-y\r\n\r\nA\r\n--b--\r\n"),
     1, "CTE_PRIVATE@265+3 CTE_COMPOSITE@264+4 REPORT_TYPE@117+60",
     "REPORT_TYPE@117+60"},
    {"second part is a multipart",
     BYTES(REPORT("mixed") "Content-Type: multipart/mixed; boundary=c\r\n\r\n"
                           "--c\r\n\r\n1\r\n--c--\r\n--b--\r\n"),
     1, "", NULL},
    {"no report-type",
     BYTES(HEAD "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\n"
                "1\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n" MTA
                "\r\n" RCPT "\r\n--b--\r\n"),
     2, "REPORT_TYPE@118+16", ""},
    {"four parts",
     BYTES(REPORT("plain") "\r\n2\r\n--b\r\n\r\n3\r\n--b\r\n\r\n4\r\n--b--"
                           "\r\n"),
     1, "REPORT_PARTS@117+50", NULL},
};

static void
messages_run(void **state)
{
    const struct message_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    eml_report *report;
    eml_part *root;

    assert_int_equal(eml_message_parse(&t.cx, in, &root), EML_OK);
    assert_string_equal(test_cx_findings(&t), r->findings);
    t.cx.num_diags = 0;
    assert_int_equal(eml_report_parse(&t.cx, root, &report), EML_OK);
    assert_int_equal(!!report, r->kind != 0);
    if (report) {
        assert_string_equal(test_cx_findings(&t),
                            r->alone ? r->alone : r->findings);
        assert_ptr_equal(report->human, root->child);
        assert_ptr_equal(report->machine, root->child->next);
        assert_ptr_equal(report->returned, root->child->next->next);
        assert_int_equal(!!report->dsn, r->kind == 2);
        assert_int_equal(!!report->mdn, r->kind == 3);
        assert_int_equal(!!report->arf, r->kind == 4);
    }
    test_cx_fini(&t);
}

static int
parse(void *user, const eml_alloc *from)
{
    const struct message_row *r = user;
    eml_arena arena;
    eml_cx cx = {.arena = &arena, .origin = (const uint8_t *)r->in};
    eml_report *report;
    eml_part *root;
    int rc;

    eml_arena_init(&arena, from, 0);
    rc =
        eml_message_parse(&cx, (eml_span){(const uint8_t *)r->in, r->n}, &root);
    if (rc == EML_OK)
        rc = eml_report_parse(&cx, root, &report);
    eml_arena_fini(&arena);
    return rc;
}

static void
memory_fails(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        struct message_row r = messages[i];

        assert_int_equal(oom_every_call(parse, &r, 1000), EML_OK);
    }
}

/* With any number of bytes left, parsing works or says that there is no
 * memory. */
static void
memory_is_short(void **state)
{
    (void)state;
    for (size_t left = 0, done = 0; !done; left += 8) {
        static const char both[] = MTA "X: y\r\n\r\n" RCPT;
        static const char note[] =
            FINAL "Original-Message-ID: <1@b>\r\n" DISP(MODE "displayed/x,y");
        test_cx t;
        eml_span in = test_cx_init(&t, both, sizeof both - 1, EML_ALLOW_NONE);
        eml_dsn *d;
        eml_mdn *m;
        int rc;

        assert_non_null(eml_arena_get(&t.arena, 8));
        if (left > t.arena.left) { /* PROFILE=hard has chunks of a few bytes */
            test_cx_fini(&t);
            break;
        }
        assert_non_null(eml_arena_get(&t.arena, t.arena.left - left));
        t.arena.max = t.arena.taken;
        rc = eml_dsn_parse(&t.cx, in, &d);
        assert_true(rc == EML_OK || rc == EML_E_NOMEM);
        done = rc == EML_OK;
        test_cx_fini(&t);

        in = test_cx_init(&t, note, sizeof note - 1, EML_ALLOW_NONE);
        assert_non_null(eml_arena_get(&t.arena, 8));
        if (left > t.arena.left) { /* PROFILE=hard has chunks of a few bytes */
            test_cx_fini(&t);
            break;
        }
        assert_non_null(eml_arena_get(&t.arena, t.arena.left - left));
        t.arena.max = t.arena.taken;
        rc = eml_mdn_parse(&t.cx, in, &m);
        assert_true(rc == EML_OK || rc == EML_E_NOMEM);
        done &= rc == EML_OK;
        test_cx_fini(&t);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dsn_values),      cmocka_unit_test(dsn_actions),
        cmocka_unit_test(mdn_values),      cmocka_unit_test(memory_fails),
        cmocka_unit_test(memory_is_short),
    };

    return RUN_TABLE(dsn_runs, dsn) | RUN_TABLE(mdn_runs, mdn) |
           RUN_TABLE(messages_run, messages) |
           (cmocka_run_group_tests(tests, NULL, NULL) != 0);
}
