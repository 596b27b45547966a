/* Received-SPF: RFC 7208 section 9.1. */
#include "tests/cx.h"
#include "tests/oom.h"
#include "eml/received_spf.h"

#define RFC1                                                                   \
    " pass (mybox.example.org: domain of\r\n myname@example.com designates "   \
    "192.0.2.1 as permitted sender)\r\n    receiver=mybox.example.org; "       \
    "client-ip=192.0.2.1;\r\n    envelope-from=\"myname@example.com\"; "       \
    "helo=foo.example.com;"
#define RFC3                                                                   \
    " pass (x)\r\n    receiver=mybox.example.org; client-ip=192.0.2.1;\r\n"    \
    "    mechanism=ip4:192.0.2.1; envelope-from=\"myname@example.com\";\r\n"   \
    "    helo=foo.example.com;"

/* clang-format off */
static const struct row {
    const char *name;
    const char *in;
    size_t in_len;
    uint32_t allow;
    const char *findings;
    const char *value; /* NULL: no reading */
} rows[] = {
    {"RFC's first example", BYTES(RFC1), 0, "", "pass (mybox.example.org: domain of myname@example.com designates 192.0.2.1 as permitted sender) receiver=mybox.example.org client-ip=192.0.2.1 envelope-from=myname@example.com helo=foo.example.com"},
    {"RFC's third example", BYTES(RFC3), 0, "RECEIVED_SPF_VALUE@79+13", NULL},
    {"the same, allowed", BYTES(RFC3), EML_ALLOW_TRACE, "RECEIVED_SPF_VALUE@79+13", "pass (x) receiver=mybox.example.org client-ip=192.0.2.1 mechanism=ip4:192.0.2.1 envelope-from=myname@example.com helo=foo.example.com"},
    {"result alone", BYTES(" none "), 0, "", "none"},
    {"result and nothing", BYTES(" none"), 0, "RECEIVED_SPF_SPACE@5+0", NULL},
    {"upper case", BYTES(" SoftFail "), 0, "", "softfail"},
    {"comment in front", BYTES("(a) fail "), 0, "", "fail (a)"},
    {"comment and no space", BYTES(" fail (a)"), 0, "RECEIVED_SPF_SPACE@5+4", NULL},
    {"no space before the comment", BYTES(" fail(a) "), 0, "RECEIVED_SPF_SPACE@5+4", NULL},
    {"two comments", BYTES(" fail (a) (b) "), 0, "RECEIVED_SPF_SPACE@5+9", NULL},
    {"two comments, allowed", BYTES(" fail (a) (b) k=v"), EML_ALLOW_TRACE, "RECEIVED_SPF_SPACE@5+9", "fail (a) (b) k=v"},
    {"other result", BYTES(" error "), 0, "RECEIVED_SPF_RESULT@1+5", NULL},
    {"no result", BYTES(" (a) "), 0, "RECEIVED_SPF_RESULT@5+0", NULL},
    {"empty", BYTES(""), 0, "RECEIVED_SPF_RESULT@0+0", NULL},
    {"pairs with spaces and comments", BYTES(" pass a=b ; (x) c (y) = (z) \"d\\\"\" ;e=f"), 0, "", "pass (x) (y) (z) a=b c=d\" e=f"},
    {"key with dots", BYTES(" pass x-a_.9=b"), 0, "", "pass x-a_.9=b"},
    {"space behind the last semicolon", BYTES(" pass a=b; "), 0, "RECEIVED_SPF_SPACE@10+1", NULL},
    {"two semicolons", BYTES(" pass a=b;;"), 0, "RECEIVED_SPF_PAIR@10+0", NULL},
    {"key alone", BYTES(" pass a"), 0, "RECEIVED_SPF_PAIR@6+1", NULL},
    {"no key", BYTES(" pass =a"), 0, "RECEIVED_SPF_PAIR@6+0", NULL},
    {"digit in front of a key", BYTES(" pass 1=a"), 0, "RECEIVED_SPF_PAIR@6+0", NULL},
    {"no semicolon", BYTES(" pass a=b c=d"), 0, "RECEIVED_SPF_PAIR@10+1", NULL},
    {"empty value", BYTES(" pass a="), 0, "RECEIVED_SPF_VALUE@8+0", NULL},
    {"IPv6 without quotes", BYTES(" pass client-ip=2001:db8::1;a=b"), EML_ALLOW_TRACE, "RECEIVED_SPF_VALUE@16+11", "pass client-ip=2001:db8::1 a=b"},
    {"not UTF-8", BYTES(" pass a=b\xff\\"), EML_ALLOW_WILD, "NOT_UTF8@9+1 RECEIVED_SPF_VALUE@8+3", "pass a=b\xef\xbf\xbd\\"},
    {"empty quoted value", BYTES(" pass a=\"\""), 0, "", "pass a="},
    {"quoted value open", BYTES(" pass a=\"b"), 0, "QUOTED_OPEN@8+1", NULL},
    {"comment open", BYTES(" pass (a"), 0, "COMMENT_OPEN@6+1", NULL},
    {"UTF-8", BYTES(" pass envelope-from=\"j\xc3\xb6\x40\x61\""), 0, "UTF8_HEADER@22+2", "pass envelope-from=j\xc3\xb6\x40\x61"},
};
/* clang-format on */

static const char *
shown(test_cx *t, const eml_received_spf *r)
{
    static char buf[2048];
    eml_span s;
    size_t n =
        (size_t)snprintf(buf, sizeof buf, "%s", eml_spf_result_name(r->result));

    for (const eml_comment *c = r->comments; c; c = c->next) {
        assert_int_equal(eml_text_get(&t->cx, &c->text, &s), EML_OK);
        n += (size_t)snprintf(buf + n, sizeof buf - n, " (%.*s)", (int)s.n,
                              (const char *)s.p);
    }
    for (const eml_received_spf_pair *p = r->first; p; p = p->next) {
        assert_int_equal(eml_text_get(&t->cx, &p->value, &s), EML_OK);
        n += (size_t)snprintf(buf + n, sizeof buf - n, " %.*s=%.*s",
                              (int)p->key.n, (const char *)p->key.p, (int)s.n,
                              (const char *)s.p);
        assert_non_null(eml_received_spf_get(r, p->key));
    }
    assert_null(eml_received_spf_get(r, EML_LIT("nothing")));
    return buf;
}

static void
reads(void **state)
{
    const struct row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->in_len, r->allow);
    eml_received_spf *out = NULL;
    int rc = eml_received_spf_parse(&t.cx, in, &out);

    assert_string_equal(test_cx_findings(&t), r->findings);
    assert_int_equal(rc, t.cx.err.code);
    assert_int_equal(out != NULL, r->value != NULL);
    if (out)
        assert_string_equal(shown(&t, out), r->value);
    test_cx_fini(&t);
}

#define TEXT(s)                                                                \
    {                                                                          \
        {(const uint8_t *)(s), sizeof(s) - 1}, EML_TEXT_PLAIN, true, true      \
    }
#define KEY(s)                                                                 \
    {                                                                          \
        (const uint8_t *)(s), sizeof(s) - 1                                    \
    }

static eml_received_spf_pair three[] = {
    {&three[1], KEY("client-ip"), TEXT("2001:db8::1")},
    {&three[2], KEY("helo"), TEXT("a.example")},
    {NULL, KEY("envelope-from"), TEXT("\"a\\b\"@c")},
};
static eml_received_spf_pair bad_key = {NULL, KEY("a b"), TEXT("x")};
static eml_received_spf_pair bad_line = {NULL, KEY("a"), TEXT("x\r\ny")};
static eml_received_spf_pair bad_utf8 = {NULL, KEY("a"), TEXT("\xff")};
static eml_comment comment = {NULL, TEXT("a (b) \\")};
static char long_text[1000];
static eml_comment long_comment = {
    NULL, {{(const uint8_t *)long_text, 983}, EML_TEXT_PLAIN, true, true}};

static const struct write_row {
    const char *name;
    eml_received_spf value;
    int rc;
    const char *out;
} writes[] = {
    {"all of it",
     {EML_SPF_PASS, &comment, three, 3},
     EML_OK,
     "Received-SPF: pass (a \\(b\\) \\\\)\r\n client-ip=\"2001:db8::1\";\r\n "
     "helo=a.example;\r\n envelope-from=\"\\\"a\\\\b\\\"@c\"\r\n"},
    {"result alone",
     {EML_SPF_NONE, NULL, NULL, 0},
     EML_OK,
     "Received-SPF: none \r\n"},
    {"comment alone",
     {EML_SPF_NONE, &comment, NULL, 0},
     EML_OK,
     "Received-SPF: none (a \\(b\\) \\\\) \r\n"},
    {"key", {EML_SPF_PASS, NULL, &bad_key, 1}, EML_E_WRITE_VALUE, ""},
    {"line end", {EML_SPF_PASS, NULL, &bad_line, 1}, EML_E_WRITE_VALUE, ""},
    {"not UTF-8", {EML_SPF_PASS, NULL, &bad_utf8, 1}, EML_E_WRITE_UTF8, ""},
    {"long line", {EML_SPF_PASS, &long_comment, NULL, 0}, EML_E_WRITE_LONG, ""},
    {"result", {(eml_spf_result)7, NULL, NULL, 0}, EML_E_WRITE_VALUE, ""},
};

static void
is_written(void **state)
{
    const struct write_row *r = *state;
    uint8_t room[2048];
    eml_out out = {.p = room, .cap = sizeof room};
    size_t n = strlen(r->out);

    memset(long_text, 'x', sizeof long_text);
    assert_int_equal(eml_received_spf_write(&r->value, &out), r->rc);
    assert_int_equal(out.n, n);
    assert_memory_equal(room, r->out, n);
    if (r->rc == EML_OK) {
        test_cx t;
        eml_span in = test_cx_init(&t, room + 13, n - 15, 0);
        eml_received_spf *again = NULL;

        assert_int_equal(eml_received_spf_parse(&t.cx, in, &again), EML_OK);
        assert_int_equal(again->num_pairs, r->value.num_pairs);
        test_cx_fini(&t);
        out = (eml_out){.p = room, .cap = n - 1};
        assert_int_equal(eml_received_spf_write(&r->value, &out), EML_E_NOMEM);
        assert_int_equal(out.n, 0);
    }
}

static int
parse(void *user, const eml_alloc *from)
{
    eml_arena a;
    eml_cx cx = {.arena = &a, .allow = EML_ALLOW_LONG_LINE};
    eml_span in = {user, strlen(user)};
    eml_received_spf *r;
    int rc;

    eml_arena_init(&a, from, 0);
    cx.origin = in.p;
    rc = eml_received_spf_parse(&cx, in, &r);
    eml_arena_fini(&a);
    return rc;
}

static void
no_memory(void **state)
{
    static char many[6 + 5 * 999 + 20] = " pass ";

    (void)state;
    for (size_t i = 0; i < 999; i++)
        memcpy(many + 6 + 5 * i, "a=b; ", 6);
    memcpy(many + 6 + 5 * 999, "a=b", 4);
    assert_int_equal(oom_every_call(parse, many, 1000), EML_OK);
    many[6 + 5 * 999 + 3] = ';';
    memcpy(many + 6 + 5 * 998, "a=b;a=b;a=b", 12);
    assert_int_equal(oom_every_call(parse, many, 1000), EML_E_LIMIT);
}

int
main(void)
{
    const struct CMUnitTest others[] = {cmocka_unit_test(no_memory)};

    return RUN_TABLE(reads, rows) | RUN_TABLE(is_written, writes) |
           (cmocka_run_group_tests(others, NULL, NULL) != 0);
}
