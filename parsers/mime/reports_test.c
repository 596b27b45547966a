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

static const struct message_row {
    const char *name;
    const char *in;
    size_t n;
    int kind; /* 0 no report, 1 neither, 2 DSN, 3 MDN */
    const char *findings;
} messages[] = {
    {"no report", BYTES(HEAD "\r\n"), 0, ""},
    {"delivery status",
     BYTES(REPORT("delivery-status") "Content-Type: message/delivery-status"
                                     "\r\n\r\n" MTA "\r\n" RCPT "\r\n--b--"
                                     "\r\n"),
     2, ""},
    {"internationalized, encoded",
     BYTES(REPORT(
         "delivery-status") "Content-Type: message/global-delivery-status\r\n"
                            "Content-Transfer-Encoding: "
                            "quoted-printable\r\n\r\n"
                            "Reporting-MTA=3A dns; a\r\n\r\nX: "
                            "y\r\n\r\n--b--\r\n"),
     2, "DSN_FIELD@292+33 DSN_FIELD@292+33 DSN_FIELD@292+33"},
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
     3, ""},
    {"another type than the second part's",
     BYTES(REPORT("delivery-status") "\r\nx\r\n--b--\r\n"), 1,
     "REPORT_TYPE@117+60"},
    {"four parts",
     BYTES(REPORT("plain") "\r\n2\r\n--b\r\n\r\n3\r\n--b\r\n\r\n4\r\n--b--"
                           "\r\n"),
     1, "REPORT_PARTS@117+50"},
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
        assert_string_equal(test_cx_findings(&t), r->findings);
        assert_ptr_equal(report->human, root->child);
        assert_ptr_equal(report->machine, root->child->next);
        assert_ptr_equal(report->returned, root->child->next->next);
        assert_int_equal(!!report->dsn, r->kind == 2);
        assert_int_equal(!!report->mdn, r->kind == 3);
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dsn_values),
        cmocka_unit_test(dsn_actions),
        cmocka_unit_test(mdn_values),
        cmocka_unit_test(memory_fails),
    };

    return RUN_TABLE(dsn_runs, dsn) | RUN_TABLE(mdn_runs, mdn) |
           RUN_TABLE(messages_run, messages) |
           (cmocka_run_group_tests(tests, NULL, NULL) != 0);
}
