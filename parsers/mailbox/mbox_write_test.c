#include "tests/cx.h"

#include "eml/mbox.h"

struct row {
    const char *name;
    eml_mbox_variant variant;
    enum eml_newline newline;
    const char *in;
    size_t n;
    const char *out; /* without the from-line; NULL: it cannot */
};

#define FROM "From a@b Thu Jan  1 00:00:09 1970"

static void
write_row(void **state)
{
    const struct row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_WILD);
    const char *from = r->newline == EML_NL_LF ? FROM "\n" : FROM "\r\n";
    eml_out o = {.arena = &t.arena};
    eml_mbox_message m;
    size_t cursor = 0;
    eml_span back;
    int rc;

    t.cx.newline = (uint8_t)r->newline;
    rc = eml_mbox_write(&t.cx, r->variant, EML_LIT("a@b"), 9, in, &o);
    if (!r->out) {
        assert_int_equal(rc, EML_E_WRITE_MBOX);
        assert_int_equal(o.n, 0);
        assert_int_equal(t.cx.num_diags, 1);
        test_cx_fini(&t);
        return;
    }
    assert_int_equal(rc, EML_OK);
    assert_true(o.n > strlen(from));
    assert_memory_equal(o.p, from, strlen(from));
    assert_int_equal(o.n - strlen(from), strlen(r->out));
    assert_memory_equal(o.p + strlen(from), r->out, strlen(r->out));
    /* and it is read as it was */
    t.cx.origin = o.p;
    assert_int_equal(
        eml_mbox_split(&t.cx, eml_out_view(&o), r->variant, &cursor, &m),
        EML_OK);
    assert_int_equal(t.cx.num_diags, 0);
    assert_int_equal(cursor, o.n);
    assert_int_equal(eml_mbox_unquote(&t.cx, r->variant, m.message, &back),
                     EML_OK);
    if (r->variant < EML_MBOX_CL) {
        assert_int_equal(back.n, r->n);
        assert_memory_equal(back.p, r->in, back.n);
    }
    test_cx_fini(&t);
}

#define LF   EML_NL_LF
#define CRLF EML_NL_CRLF
#define M    "a: b\n\nFrom c\n>From d\n>>From e\n"

static const struct row rows[] = {
    {"empty", EML_MBOX_RD, LF, BYTES(""), "\n"},
    {"plain", EML_MBOX_RD, LF, BYTES("a: b\n\nc\n"), "a: b\n\nc\n\n"},
    {"CRLF", EML_MBOX_RD, CRLF, BYTES("a: b\r\n\r\nc\r\n"),
     "a: b\r\n\r\nc\r\n\r\n"},
    {"RD", EML_MBOX_RD, LF, BYTES(M),
     "a: b\n\n>From c\n>>From d\n>>>From e\n\n"},
    {"AUTO is RD", EML_MBOX_AUTO, LF, BYTES(M),
     "a: b\n\n>From c\n>>From d\n>>>From e\n\n"},
    {"O", EML_MBOX_O, LF, BYTES("From c\n>>From e\n"), ">From c\n>>From e\n\n"},
    {"O cannot", EML_MBOX_O, LF, BYTES(M), NULL},
    {"CL", EML_MBOX_CL, LF, BYTES(M),
     "a: b\nContent-Length: 27\n\n>From c\n>>From d\n>>>From e\n\n"},
    {"CL, from-line in the header", EML_MBOX_CL, LF, BYTES("From a\n\nb\n"),
     ">From a\nContent-Length: 2\n\nb\n\n"},
    {"CL2", EML_MBOX_CL2, LF, BYTES(M),
     "a: b\nContent-Length: 24\n\nFrom c\n>From d\n>>From e\n\n"},
    {"CL2, CRLF", EML_MBOX_CL2, CRLF, BYTES("a: b\r\n\r\nc\r\n"),
     "a: b\r\nContent-Length: 3\r\n\r\nc\r\n\r\n"},
    {"CL2, no body", EML_MBOX_CL2, LF, BYTES("a: b\n\n"),
     "a: b\nContent-Length: 0\n\n\n"},
    {"CL2, empty header", EML_MBOX_CL2, LF, BYTES("\nx\n"),
     "Content-Length: 2\n\nx\n\n"},
    {"CL2, has its length", EML_MBOX_CL2, LF,
     BYTES("Content-length : 2 \n\nx\n"), "Content-length : 2 \n\nx\n\n"},
    {"CL2, length of another field", EML_MBOX_CL2, LF,
     BYTES("Content-Length-X: 5\nContent-Length x: 5\n\nx\n"),
     "Content-Length-X: 5\nContent-Length x: 5\nContent-Length: "
     "2\n\nx\n\n"},
    {"CL2, short line", EML_MBOX_CL2, LF, BYTES("Content-Length\n\nx\n"),
     "Content-Length\nContent-Length: 2\n\nx\n\n"},
    {"CL2, another length", EML_MBOX_CL2, LF, BYTES("Content-Length: 3\n\nx\n"),
     NULL},
    {"CL2, two lengths", EML_MBOX_CL2, LF,
     BYTES("Content-Length: 2\nContent-Length: 2\n\nx\n"), NULL},
    {"CL2, no number", EML_MBOX_CL2, LF, BYTES("Content-Length: x\n\nx\n"),
     NULL},
    {"CL2, number and more", EML_MBOX_CL2, LF,
     BYTES("Content-Length: 2x\n\nx\n"), NULL},
    {"CL2, number that fits nowhere", EML_MBOX_CL2, LF,
     BYTES("Content-Length: 99999999999999999999999\n\nx\n"), NULL},
    {"CL2, from-line in the header", EML_MBOX_CL2, LF, BYTES("From a\n\nb\n"),
     NULL},
    {"CL2, no empty line", EML_MBOX_CL2, LF, BYTES("a: b\n"), NULL},
    {"no line end at the end", EML_MBOX_RD, LF, BYTES("a: b\n\nc"), NULL},
};

struct sender_row {
    const char *name; /* the sender */
    bool good;
};

static void
sender_row(void **state)
{
    const struct sender_row *r = *state;
    test_cx t;
    eml_out o = {0};
    uint8_t buf[200];
    eml_span sender = {(const uint8_t *)r->name, strlen(r->name)};

    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    o.p = buf;
    o.cap = sizeof buf;
    assert_int_equal(
        eml_mbox_write(&t.cx, EML_MBOX_RD, sender, 0, EML_LIT("x\n"), &o),
        r->good ? EML_OK : EML_E_WRITE_MBOX);
    test_cx_fini(&t);
}

static const struct sender_row senders[] = {
    {"a@b", true},       {"MAILER-DAEMON", true}, {"", false},
    {"a b@c", false},    {"a\n", false},          {"a\t", false},
    {"\xc3\xa9", false}, {"a\x7f", false},
};

static void
no_room(void **state)
{
    test_cx t;
    uint8_t buf[64];

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    for (size_t cap = 0; cap < 38; cap++) {
        eml_out o = {.p = buf, .cap = cap};

        t.cx.newline = EML_NL_LF;
        assert_int_equal(eml_mbox_write(&t.cx, EML_MBOX_RD, EML_LIT("a@b"), 9,
                                        EML_LIT("x\n"), &o),
                         cap < 37 ? EML_E_NOMEM : EML_OK);
        assert_true(o.n <= cap);
    }
    test_cx_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_room)};

    return RUN_TABLE(write_row, rows) | RUN_TABLE(sender_row, senders) |
           (cmocka_run_group_tests_name("mbox_write", tests, NULL, NULL) != 0);
}
