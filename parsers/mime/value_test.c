#include "tests/cx.h"
#include "tests/oom.h"

#include "eml/mime.h"
#include "parsers/mime/mime_values.h"

struct row {
    const char *name;
    eml_field_id id;
    const char *in;
    size_t n;
    uint32_t allow;
    int rc;
    eml_value_kind kind;
    const char *findings;
};

static void
value_row(void **state)
{
    const struct row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, r->allow);
    eml_value v = {.kind = EML_VALUE_NONE};

    assert_int_equal(eml_value_parse(&t.cx, r->id, in, &v), r->rc);
    assert_string_equal(test_cx_findings(&t), r->findings);
    assert_int_equal(v.kind, r->kind);
    test_cx_fini(&t);
}

#define GOOD  0, EML_OK
#define ID(x) EML_FIELD_##x
#define AS(x) EML_VALUE_##x, ""

static const struct row each[] = {
    {"Date", ID(DATE), BYTES("Fri, 14 Jun 1991 19:13:14 -0400"), GOOD,
     AS(DATE)},
    {"From", ID(FROM), BYTES("a@b.example"), GOOD, AS(ADDRESSES)},
    {"From, several", ID(FROM), BYTES("a@b.example, c@d.example"), GOOD,
     AS(ADDRESSES)},
    {"Sender", ID(SENDER), BYTES("a@b.example"), GOOD, AS(ADDRESSES)},
    {"Reply-To, a group", ID(REPLY_TO), BYTES("g:a@b.example;"), GOOD,
     AS(ADDRESSES)},
    {"To, a group", ID(TO), BYTES("g:;"), GOOD, AS(ADDRESSES)},
    {"Cc", ID(CC), BYTES("a@b.example"), GOOD, AS(ADDRESSES)},
    {"Bcc", ID(BCC), BYTES("a@b.example"), GOOD, AS(ADDRESSES)},
    {"Bcc, empty", ID(BCC), BYTES(""), GOOD, AS(ADDRESSES)},
    {"Bcc, a comment", ID(BCC), BYTES(" (nobody)"), GOOD, EML_VALUE_ADDRESSES,
     "ADDR_COMMENT@1+8"},
    {"Message-ID", ID(MESSAGE_ID), BYTES("<a@b>"), GOOD, AS(MSGIDS)},
    {"In-Reply-To", ID(IN_REPLY_TO), BYTES("<a@b> <c@d>"), GOOD, AS(MSGIDS)},
    {"References", ID(REFERENCES), BYTES("<a@b> <c@d>"), GOOD, AS(MSGIDS)},
    {"Subject", ID(SUBJECT), BYTES("x"), GOOD, AS(UNSTRUCTURED)},
    {"Comments", ID(COMMENTS), BYTES(""), GOOD, AS(UNSTRUCTURED)},
    {"Keywords", ID(KEYWORDS), BYTES("a, b"), GOOD, AS(PHRASES)},
    {"Resent-Date", ID(RESENT_DATE), BYTES("14 Jun 1991 19:13 -0400"), GOOD,
     AS(DATE)},
    {"Resent-From", ID(RESENT_FROM), BYTES("a@b.example"), GOOD, AS(ADDRESSES)},
    {"Resent-Sender", ID(RESENT_SENDER), BYTES("a@b.example"), GOOD,
     AS(ADDRESSES)},
    {"Resent-To", ID(RESENT_TO), BYTES("a@b.example"), GOOD, AS(ADDRESSES)},
    {"Resent-Cc", ID(RESENT_CC), BYTES("a@b.example"), GOOD, AS(ADDRESSES)},
    {"Resent-Bcc, empty", ID(RESENT_BCC), BYTES(" "), GOOD, AS(ADDRESSES)},
    {"Resent-Message-ID", ID(RESENT_MESSAGE_ID), BYTES("<a@b>"), GOOD,
     AS(MSGIDS)},
    {"Resent-Reply-To", ID(RESENT_REPLY_TO), BYTES("a@b.example"), GOOD,
     AS(ADDRESSES)},
    {"Return-Path", ID(RETURN_PATH), BYTES("<a@b.example>"), GOOD, AS(PATH)},
    {"Return-Path, null", ID(RETURN_PATH), BYTES("<>"), GOOD, AS(PATH)},
    {"Received", ID(RECEIVED),
     BYTES("from a.example ([192.0.2.1]) by b.example; 14 Jun 1991 19:13:14 "
           "-0400"),
     GOOD, AS(RECEIVED)},
    {"MIME-Version", ID(MIME_VERSION), BYTES("1.0"), GOOD, AS(MIME_VERSION)},
    {"Content-Type", ID(CONTENT_TYPE), BYTES("text/plain"), GOOD,
     AS(CONTENT_TYPE)},
    {"Content-Transfer-Encoding", ID(CONTENT_TRANSFER_ENCODING),
     BYTES("base64"), GOOD, AS(ENCODING)},
    {"Content-ID", ID(CONTENT_ID), BYTES("<a@b>"), GOOD, AS(MSGIDS)},
    {"Content-Description", ID(CONTENT_DESCRIPTION), BYTES("x"), GOOD,
     AS(UNSTRUCTURED)},
    {"Content-Disposition", ID(CONTENT_DISPOSITION), BYTES("inline"), GOOD,
     AS(DISPOSITION)},
    {"Content-Language", ID(CONTENT_LANGUAGE), BYTES("en"), GOOD, AS(TOKENS)},
    {"Content-MD5", ID(CONTENT_MD5), BYTES("Q2hlY2sgSW50ZWdyaXR5IQ=="), GOOD,
     AS(TOKENS)},
    {"Content-Location", ID(CONTENT_LOCATION), BYTES("http://a.example/"), GOOD,
     AS(TOKENS)},
    {"List-Help", ID(LIST_HELP), BYTES("<mailto:a@b.example>"), GOOD,
     AS(LIST_URLS)},
    {"List-Post, NO", ID(LIST_POST), BYTES("NO"), GOOD, AS(LIST_URLS)},
    {"List-ID", ID(LIST_ID), BYTES("<a.b.example>"), GOOD, AS(LIST_ID)},
    {"List-Unsubscribe-Post", ID(LIST_UNSUBSCRIBE_POST),
     BYTES("List-Unsubscribe=One-Click"), GOOD, AS(ONE_CLICK)},
    {"Received-SPF", ID(RECEIVED_SPF), BYTES("pass (x) helo=a.b"), GOOD,
     AS(RECEIVED_SPF)},
    {"Auto-Submitted", ID(AUTO_SUBMITTED), BYTES("no"), GOOD,
     AS(AUTO_SUBMITTED)},
    {"Archived-At", ID(ARCHIVED_AT), BYTES("<http://a.example/>"), GOOD,
     AS(LIST_URLS)},
    {"a field not known", ID(OTHER), BYTES("x"), GOOD, AS(UNSTRUCTURED)},
    {"a line that is no field", ID(JUNK), BYTES("x"), GOOD, AS(UNSTRUCTURED)},
};

static const struct row rules[] = {
    {"Sender, several", ID(SENDER), BYTES("a@b.example, c@d.example"), 0,
     EML_E_ADDR_MANY, EML_VALUE_ADDRESSES, "ADDR_MANY@13+1"},
    {"From, a group", ID(FROM), BYTES("g:a@b.example;"), GOOD,
     EML_VALUE_ADDRESSES, "GROUP_ORIGINATOR@0+1"},
    {"From, a group of two", ID(FROM), BYTES("g:a@b.example,c@d.example;"),
     GOOD, EML_VALUE_ADDRESSES, "GROUP_ORIGINATOR@0+1"},
    {"Resent-From, an empty group", ID(RESENT_FROM), BYTES("g:;"), GOOD,
     EML_VALUE_ADDRESSES, "GROUP_ORIGINATOR@0+1"},
    {"Sender, a group", ID(SENDER), BYTES("g:a@b.example;"), GOOD,
     EML_VALUE_ADDRESSES, "GROUP_ORIGINATOR@0+1"},
    {"Sender, a group of two", ID(SENDER), BYTES("g:a@b.example,c@d.example;"),
     0, EML_E_GROUP_SENDER, EML_VALUE_ADDRESSES,
     "GROUP_SENDER@1+1 GROUP_ORIGINATOR@0+1"},
    {"what can be read is kept", ID(CONTENT_TYPE), BYTES("text"), 0,
     EML_E_CONTENT_TYPE_SYNTAX, EML_VALUE_CONTENT_TYPE,
     "CONTENT_TYPE_SYNTAX@0+4"},
    {"what cannot is not", ID(CONTENT_TYPE), BYTES(""), EML_ALLOW_WILD,
     EML_E_CONTENT_TYPE_SYNTAX, EML_VALUE_NONE, "CONTENT_TYPE_SYNTAX@0+0"},
    {"Received-SPF, a value that is not quoted", ID(RECEIVED_SPF),
     BYTES("pass a=b:c"), EML_ALLOW_TRACE, EML_OK, EML_VALUE_RECEIVED_SPF,
     "RECEIVED_SPF_VALUE@7+3"},
    {"Received-SPF without a result", ID(RECEIVED_SPF), BYTES("x a=b"),
     EML_ALLOW_WILD, EML_E_RECEIVED_SPF_RESULT, EML_VALUE_NONE,
     "RECEIVED_SPF_RESULT@0+1"},
    {"bytes were judged before", ID(SUBJECT), BYTES("a\0b"), GOOD,
     EML_VALUE_UNSTRUCTURED, ""},
};

static void
content_id_that_is_none(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES("(x"), EML_ALLOW_NONE);
    eml_value v;
    int rc = eml_value_parse(&t.cx, EML_FIELD_CONTENT_ID, in, &v);

    (void)state;
    assert_true(rc < 0);
    assert_int_equal(v.kind, EML_VALUE_NONE);
    assert_int_equal(t.diags[t.cx.num_diags - 1].code, EML_E_CONTENT_ID_SYNTAX);
    test_cx_fini(&t);
}

/* An error of an earlier call stays in cx->err and is not this one's result. */
static void
earlier_errors(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES("text"), EML_ALLOW_NONE);
    eml_value v;

    (void)state;
    assert_int_equal(eml_value_parse(&t.cx, EML_FIELD_CONTENT_TYPE, in, &v),
                     EML_E_CONTENT_TYPE_SYNTAX);
    assert_int_equal(eml_value_parse(&t.cx, EML_FIELD_SUBJECT, in, &v), EML_OK);
    assert_int_equal(eml_value_parse(&t.cx, EML_FIELD_MIME_VERSION, in, &v),
                     EML_E_MIME_VERSION);
    assert_int_equal(t.cx.err.code, EML_E_CONTENT_TYPE_SYNTAX);
    assert_int_equal(t.cx.num_diags, 2);
    test_cx_fini(&t);
}

static int
date_with(void *user, const eml_alloc *from)
{
    static const char in[] = "Fri, 14 Jun 1991 19:13:14 -0400";
    eml_arena a;
    eml_cx cx = {.origin = (const uint8_t *)in, .arena = &a};
    eml_value v;
    int rc;

    (void)user;
    eml_arena_init(&a, from, 0);
    rc = eml_value_parse(&cx, EML_FIELD_DATE,
                         (eml_span){(const uint8_t *)in, sizeof in - 1}, &v);
    assert_int_equal(v.kind, rc == EML_OK ? EML_VALUE_DATE : EML_VALUE_NONE);
    eml_arena_fini(&a);
    return rc;
}

static void
no_memory(void **state)
{
    (void)state;
    assert_int_equal(oom_every_call(date_with, NULL, 100), EML_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_id_that_is_none),
        cmocka_unit_test(earlier_errors),
        cmocka_unit_test(no_memory),
    };

    return RUN_TABLE(value_row, each) | RUN_TABLE(value_row, rules) |
           (cmocka_run_group_tests_name("value", tests, NULL, NULL) != 0);
}
