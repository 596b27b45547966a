/* RFC 6376 section 3.2: tag=value lists; RFC 9989 section 4.8. */
#include "eml/taglist.h"
#include "tests/cx.h"

/* Tags as "name=value|", errors as "!|". */
static const struct list_row {
    const char *name;
    const char *in;
    size_t n;
    uint32_t rule;
    const char *found;
    const char *out;
} lists[] = {
    /* clang-format off */
    {"two tags", BYTES("v=1; a=rsa-sha256"), 0, "", "v=1|a=rsa-sha256|"},
    {"a last semicolon", BYTES("v=1;"), 0, "", "v=1|"},
    {"white space behind the last semicolon", BYTES("v=1; \t"), 0, "TAG_LAST_SPACE@4+2", "v=1|"},
    {"a fold behind the last semicolon", BYTES("v=1;\r\n "), 0, "TAG_LAST_SPACE@4+3", "v=1|"},
    {"FWS everywhere", BYTES(" \r\n v\t\r\n =\r\n\t1 \r\n ;\r\n\ta = b "), 0, "", "v=1|a=b|"},
    {"folds inside a value stay", BYTES("b=ab\r\n cd\t \r\n\r\n ef"), 0, "TAG_SPACE@11+1", "!|"},
    {"several folds inside a value", BYTES("b=ab\r\n \r\n cd"), 0, "", "b=ab\r\n \r\n cd|"},
    {"several folds behind a value", BYTES("b=ab\r\n \r\n ;c=d"), 0, "TAG_SPACE@4+6", "!|c=d|"},
    {"several folds before a name", BYTES("\r\n \r\n b=ab"), 0, "TAG_SPACE@0+4", "!|"},
    {"several folds behind a name", BYTES("b\r\n \r\n =ab"), 0, "TAG_SPACE@1+4", "!|"},
    {"several folds before a value", BYTES("b=\r\n \r\n ab"), 0, "TAG_SPACE@2+4", "!|"},
    {"empty value with two folds", BYTES("p=\r\n \r\n "), 0, "", "p=|"},
    {"empty value with three folds", BYTES("p=\r\n \r\n \r\n "), 0, "TAG_SPACE@2+4", "!|"},
    {"empty value", BYTES("p=;n= "), 0, "", "p=|n=|"},
    {"every character of a value", BYTES("n=!\"#$%&'()*+,-./09:<=>?@AZ[\\]^_`az{|}~"), 0, "", "n=!\"#$%&'()*+,-./09:<=>?@AZ[\\]^_`az{|}~|"},
    {"name with digits and underscores", BYTES("aZ_09=1"), 0, "", "aZ_09=1|"},
    {"names differ in case", BYTES("v=1;V=2"), 0, "", "v=1|V=2|"},
    {"a tag again", BYTES("v=1; a=b; v=1"), 0, "TAG_TWICE@10+1", "v=1|a=b|!v=1|"},
    {"nothing", BYTES(""), 0, "TAG_EMPTY@0+0", "!|"},
    {"white space only", BYTES(" \t"), 0, "TAG_EMPTY@0+2", "!|"},
    {"a semicolon only", BYTES(";"), 0, "TAG_EMPTY@0+0", "!|"},
    {"nothing between semicolons", BYTES("v=1; ;a=b"), 0, "TAG_EMPTY@4+1", "v=1|!|a=b|"},
    {"two semicolons at the end", BYTES("v=1;;"), 0, "TAG_EMPTY@4+0", "v=1|!|"},
    {"no name", BYTES("=1"), 0, "TAG_NAME@0+0", "!|"},
    {"name begins with a digit", BYTES("1=v"), 0, "TAG_NAME@0+1", "!|"},
    {"name begins with an underscore", BYTES("_v=1"), 0, "TAG_NAME@0+1", "!|"},
    {"character in a name", BYTES("v-w=1"), 0, "TAG_NAME@0+2", "!|"},
    {"8-bit in a name", BYTES("v\303\274=1"), 1, "TAG_NAME@0+2", "!|"},
    {"no equals", BYTES("v;a=b"), 0, "TAG_EQUALS@0+1", "!|a=b|"},
    {"two words before equals", BYTES("v w=1"), 0, "TAG_EQUALS@0+3", "!|"},
    {"NUL in a value", BYTES("v=1\0"), 0, "TAG_VALUE@3+1", "!|"},
    {"DEL in a value", BYTES("v=\177"), 0, "TAG_VALUE@2+1", "!|"},
    {"8-bit in a value", BYTES("v=\303\274"), 0, "TAG_VALUE@2+1", "!|"},
    {"UTF-8 in a value", BYTES("v=\303\274"), EML_TAGLIST_UTF8, "", "v=\303\274|"},
    {"no UTF-8 in a value", BYTES("v=\303"), EML_TAGLIST_UTF8, "TAG_VALUE@2+1", "!|"},
    {"lone CR in a value", BYTES("v=1\r 2"), 0, "TAG_SPACE@3+1", "!|"},
    {"lone LF in a value", BYTES("v=1\n 2"), 0, "TAG_SPACE@3+1", "!|"},
    {"line end that is no fold", BYTES("v=1\r\n2"), 0, "TAG_SPACE@3+1", "!|"},
    {"line end at the end", BYTES("v=1\r\n"), 0, "TAG_SPACE@3+2", "!|"},
    {"dmarc", BYTES("v=DMARC1 ; p = none;"), EML_TAGLIST_DMARC, "", "v=DMARC1|p=none|"},
    {"dmarc: spaces in a value", BYTES("v=DMARC1; rua=a b  c"), EML_TAGLIST_DMARC, "", "v=DMARC1|rua=a b  c|"},
    {"dmarc: tab in a value", BYTES("rua=a\tb"), EML_TAGLIST_DMARC, "TAG_SPACE@5+1", "!|"},
    {"dmarc: digit in a name", BYTES("a1=b"), EML_TAGLIST_DMARC, "TAG_NAME@0+2", "!|"},
    {"dmarc: empty value", BYTES("p=; q=x"), EML_TAGLIST_DMARC, "TAG_VALUE@0+2", "!|q=x|"},
    {"dmarc: fold", BYTES("p=\r\n none"), EML_TAGLIST_DMARC, "TAG_SPACE@2+1", "!|"},
    {"dmarc: semicolon and space at the end", BYTES("p=none; "), EML_TAGLIST_DMARC, "", "p=none|"},
    /* clang-format on */
};

static void
put(char *out, eml_span s)
{
    size_t n = strlen(out);

    memcpy(out + n, s.p, s.n);
    out[n + s.n] = 0;
}

static void
lists_run(void **state)
{
    const struct list_row *r = *state;
    static const eml_tag untouched = {{NULL, 1}, {NULL, 2}, {NULL, 3}};
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    char out[1024] = "";
    eml_taglist l;
    eml_tag tag;
    int rc;

    eml_taglist_init(&l, in, r->rule);
    for (;;) {
        tag = untouched;
        rc = eml_taglist_next(&l, &t.cx, &tag);
        if (rc == EML_END)
            break;
        if (rc != EML_OK)
            put(out, EML_LIT("!"));
        if (rc == EML_OK || rc == EML_E_TAG_TWICE) {
            put(out, tag.name);
            put(out, EML_LIT("="));
            put(out, tag.value);
        } else {
            assert_memory_equal(&tag, &untouched, sizeof tag);
            assert_non_null(eml_code_info_get(rc));
        }
        put(out, EML_LIT("|"));
    }
    assert_string_equal(test_cx_findings(&t), r->found);
    assert_string_equal(out, r->out);
    assert_int_equal(eml_taglist_next(&l, &t.cx, &tag), EML_END);
    test_cx_fini(&t);
}

static const struct item_row {
    const char *name, *in, *out;
} items[] = {
    {"one", "a", "a|"},
    {"several", "a:b : c\t:\r\n d", "a|b|c|d|"},
    {"white space around", " a ", "a|"},
    {"empty ones", ":a::", "|a|||"},
    {"nothing", "", "|"},
};

static void
items_run(void **state)
{
    const struct item_row *r = *state;
    size_t n = strlen(r->in);
    uint8_t *b = test_exact(r->in, n);
    eml_span rest = {b, n}, item;
    char out[256] = "";

    while (eml_tag_item(&rest, ':', &item)) {
        put(out, item);
        put(out, EML_LIT("|"));
    }
    assert_string_equal(out, r->out);
    free(b);
}

static const struct limit_row {
    const char *name;
    int tags, rc;
} limits[] = {
    {"as many tags as may be", EML_TAGLIST_MAX, EML_END},
    {"one more", EML_TAGLIST_MAX + 1, EML_E_LIMIT},
};

static void
limits_run(void **state)
{
    const struct limit_row *r = *state;
    char in[1024];
    size_t n = 0;
    test_cx t;
    eml_taglist l;
    eml_tag tag;
    int rc, tags = 0;

    for (int i = 0; i < r->tags; i++)
        n += (size_t)snprintf(in + n, sizeof in - n, "t%d=;", i);
    eml_taglist_init(&l, test_cx_init(&t, in, n, 0), EML_TAGLIST_DKIM);
    while ((rc = eml_taglist_next(&l, &t.cx, &tag)) == EML_OK)
        tags++;
    assert_int_equal(rc, r->rc);
    assert_int_equal(tags, EML_TAGLIST_MAX);
    assert_int_equal(t.cx.num_diags, rc == EML_E_LIMIT);
    test_cx_fini(&t);
}

/* A line end of the stored form folds like CRLF. */
static void
stored_form(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES("v=1;\n a=b\n c"), 0);
    eml_taglist l;
    eml_tag tag;

    (void)state;
    t.cx.newline = EML_NL_LF;
    eml_taglist_init(&l, in, EML_TAGLIST_DKIM);
    assert_int_equal(eml_taglist_next(&l, &t.cx, &tag), EML_OK);
    assert_int_equal(eml_taglist_next(&l, &t.cx, &tag), EML_OK);
    assert_string_equal(test_cx_str(&t, tag.value), "b\n c");
    assert_int_equal(eml_taglist_next(&l, &t.cx, &tag), EML_END);
    assert_string_equal(test_cx_findings(&t), "");
    test_cx_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest forms[] = {cmocka_unit_test(stored_form)};

    return RUN_TABLE(lists_run, lists) | RUN_TABLE(items_run, items) |
           RUN_TABLE(limits_run, limits) |
           cmocka_run_group_tests(forms, NULL, NULL);
}
