/* Values that are large, and every character of some. */
#include "tests/cx.h"
#include "eml/equal.h"
#include "eml/write.h"

#define OPEN_10 "(((((((((("
#define MANY_OPEN                                                              \
    ("a" OPEN_10 OPEN_10 OPEN_10 OPEN_10 OPEN_10 OPEN_10 OPEN_10 OPEN_10       \
         OPEN_10)
#define S(s)                                                                   \
    {                                                                          \
        (const uint8_t *)(s), sizeof(s) - 1                                    \
    }
#define T(s)                                                                   \
    {                                                                          \
        S(s), EML_TEXT_PLAIN, true, true                                       \
    }

/* Cost is linear: these would take minutes otherwise. */
static void
long_texts_end_fast(void **state)
{
    static const char *const unit[] = {
        "a", "a ", " ",  "=?",  "\xc3\xa9", "a\xc3\xa9 ",
        "(", "()", "\\", "\" ", "\t\x01",   "a  \xc3\xa9  b "};
    size_t n = 1u << 20;
    uint8_t *b = malloc(n);

    (void)state;
    assert_non_null(b);
    for (size_t u = 0; u < sizeof unit / sizeof unit[0]; u++) {
        size_t len = strlen(unit[u]);
        eml_comment comment = {
            .text = {{b, n / len * len}, EML_TEXT_PLAIN, true, true}};
        eml_mailbox m = {.name = comment.text,
                         .local = T("a"),
                         .domain = T("b"),
                         .comments = &comment};
        eml_address a = {.mailbox = &m};
        eml_address_list l = {.first = &a};
        eml_param p = {.name = S("x"), .value = {b, 15000 / len * len}};
        eml_disposition d = {.type = S("inline"), .params = &p};
        eml_value subject = {.kind = EML_VALUE_UNSTRUCTURED,
                             .u.text = comment.text};
        eml_value from = {.kind = EML_VALUE_ADDRESSES, .u.addresses = &l};
        eml_value disposition = {.kind = EML_VALUE_DISPOSITION,
                                 .u.disposition = &d};
        test_cx t;
        eml_out out = {.arena = &t.arena};

        (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
        for (size_t i = 0; i < n; i++)
            b[i] = (uint8_t)unit[u][i % len];
        assert_int_equal(eml_write_field(&t.cx, EML_FIELD_SUBJECT, EML_NONE,
                                         &subject, false, &out),
                         EML_OK);
        assert_int_equal(eml_write_field(&t.cx, EML_FIELD_FROM, EML_NONE, &from,
                                         false, &out),
                         EML_OK);
        assert_int_equal(eml_write_field(&t.cx, EML_FIELD_CONTENT_DISPOSITION,
                                         EML_NONE, &disposition, false, &out),
                         EML_OK);
        test_cx_fini(&t);
    }
    free(b);
}

static void
many_members_end_fast(void **state)
{
    enum { MANY = 100000 };
    eml_mailbox *m = calloc(MANY, sizeof *m);
    eml_address *a = calloc(MANY, sizeof *a);
    eml_comment *c = calloc(MANY, sizeof *c);
    eml_address_list l = {.first = a};
    eml_value v = {.kind = EML_VALUE_ADDRESSES, .u.addresses = &l};
    eml_text part = T("a"), text = T("x (y) z");
    test_cx t;
    eml_out out = {.arena = &t.arena};

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    for (int i = 0; i < MANY; i++) {
        m[i].local = m[i].domain = part;
        a[i].mailbox = &m[i];
        a[i].next = i + 1 < MANY ? &a[i + 1] : NULL;
        c[i].text = text;
        c[i].next = i + 1 < MANY ? &c[i + 1] : NULL;
    }
    m[7].comments = c;
    assert_int_equal(
        eml_write_field(&t.cx, EML_FIELD_TO, EML_NONE, &v, false, &out),
        EML_OK);
    test_cx_fini(&t);
    free(m);
    free(a);
    free(c);
}

/* White space in a URI is no part of it (RFC 2557 section 4.4.2). */
static void
a_long_uri_has_white_space_put_in(void **state)
{
    static const char *const unit[] = {"a", "%20", "a(b)", "%41(", MANY_OPEN};

    (void)state;
    for (size_t u = 0; u < sizeof unit / sizeof unit[0]; u++) {
        char text[3001];
        size_t len = strlen(unit[u]), n = 3000 / len * len + 1;
        eml_token token = {
            .text = {{(uint8_t *)text, n}, EML_TEXT_PLAIN, true, true}};
        eml_token_list l = {.first = &token, .num_tokens = 1};
        eml_value v = {.kind = EML_VALUE_TOKENS, .u.tokens = &l}, back;
        test_cx t;
        eml_out out = {.arena = &t.arena};
        eml_field f = {0};
        bool same = false;

        (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
        text[0] = 'x';
        for (size_t i = 1; i < n; i++)
            text[i] = unit[u][(i - 1) % len];
        assert_int_equal(eml_write_field(&t.cx, EML_FIELD_CONTENT_LOCATION,
                                         EML_NONE, &v, false, &out),
                         EML_OK);
        t.cx.origin = out.p;
        eml_field_split(&t.cx, eml_out_view(&out), &f);
        assert_int_equal(t.cx.err.code, 0);
        assert_int_equal(eml_value_parse(&t.cx, f.id, f.body, &back), EML_OK);
        assert_int_equal(eml_value_eq(&t.cx, &v, &back, &same), EML_OK);
        assert_true(same);
        test_cx_fini(&t);
    }
}

/* Every byte that may not be in a URI, and every character that ends a digest
 * of 16 octets. */
static void
characters_of_uris_and_digests(void **state)
{
    static const char uri[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTU"
                              "VWXYZ0123456789-._~:/?#[]@!$&'()*+,;=";
    test_cx t;
    eml_out out = {.arena = &t.arena};

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    for (int c = 1; c < 128; c++) {
        char text[] = "a:#";
        char digest[] = "Q2hlY2sgSW50ZWdyaXR5I#==";
        eml_token token = {.text = T("a:#")};
        eml_token_list l = {.first = &token, .num_tokens = 1};
        eml_list_url url = {.text = T("a:#")};
        eml_list_urls urls = {.first = &url};
        eml_value v = {.kind = EML_VALUE_TOKENS, .u.tokens = &l};
        eml_value u = {.kind = EML_VALUE_LIST_URLS, .u.urls = &urls};
        bool good = strchr(uri, c) != NULL, last = strchr("AQgw", c) != NULL;
        int rc;

        text[2] = digest[21] = (char)c;
        url.text.raw.p = token.text.raw.p = (uint8_t *)text;
        rc =
            eml_write_value(&t.cx, &v, EML_FIELD_CONTENT_LOCATION, false, &out);
        assert_int_equal(rc == EML_OK, good);
        rc = eml_write_value(&t.cx, &u, EML_FIELD_LIST_HELP, false, &out);
        assert_int_equal(rc == EML_OK, good);
        text[2] = '/';
        text[0] = (char)c;
        rc = eml_write_value(&t.cx, &u, EML_FIELD_LIST_HELP, false, &out);
        assert_int_equal(rc == EML_OK,
                         (c | 32) >= 'a' && (c | 32) <= 'z' && c > 64);
        token.text.raw = (eml_span){(uint8_t *)digest, 24};
        rc = eml_write_value(&t.cx, &v, EML_FIELD_CONTENT_MD5, false, &out);
        assert_int_equal(rc == EML_OK, last);
    }
    test_cx_fini(&t);
}

static void
parameters_are_limited(void **state)
{
    eml_param p[3] = {{.next = p + 1, .name = S("a"), .value = S("x")},
                      {.next = p + 2, .name = S("b"), .value = S("x")},
                      {.name = S("c"), .value = S("x")}};
    char text[200];
    eml_disposition d = {.type = S("inline"), .params = p};
    eml_value v = {.kind = EML_VALUE_DISPOSITION, .u.disposition = &d};
    eml_limits limits = {.params = 2};
    test_cx t;
    eml_out out = {.arena = &t.arena};

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    t.cx.limits = &limits;
    assert_int_equal(
        eml_write_value(&t.cx, &v, EML_FIELD_CONTENT_DISPOSITION, false, &out),
        EML_E_LIMIT);
    p[1].next = NULL;
    assert_int_equal(
        eml_write_value(&t.cx, &v, EML_FIELD_CONTENT_DISPOSITION, false, &out),
        EML_OK);
    /* pieces count */
    memset(text, 'a', sizeof text);
    p[0].value = (eml_span){(uint8_t *)text, sizeof text};
    p[0].next = NULL;
    assert_int_equal(
        eml_write_value(&t.cx, &v, EML_FIELD_CONTENT_DISPOSITION, false, &out),
        EML_E_LIMIT);
    p[0].value.n = 130;
    assert_int_equal(
        eml_write_value(&t.cx, &v, EML_FIELD_CONTENT_DISPOSITION, false, &out),
        EML_OK);
    test_cx_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest more[] = {
        cmocka_unit_test(long_texts_end_fast),
        cmocka_unit_test(many_members_end_fast),
        cmocka_unit_test(a_long_uri_has_white_space_put_in),
        cmocka_unit_test(characters_of_uris_and_digests),
        cmocka_unit_test(parameters_are_limited),
    };

    return cmocka_run_group_tests_name("large", more, NULL, NULL);
}
