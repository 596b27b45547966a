/* Public suffix lists (RFC 7489 section 3.2). */
#include "eml/psl.h"
#include "tests/cx.h"

static const char list_text[] = "// comment\r\n"
                                "com\n"
                                "\n"
                                "co.uk and what follows\n"
                                "*.ck\n"
                                "!www.ck\n"
                                "*.kawasaki.jp\n"
                                "jp\n"
                                "!city.kawasaki.jp\n"
                                "\345\205\254\345\217\270.cn\n"
                                "bad..rule\n"
                                "Upper.Example";

static const struct psl_row {
    const char *name, *domain, *org;
    bool is_suffix;
} psl_rows[] = {
    {"one label more", "a.b.example.com", "example.com", false},
    {"any case", "A.Example.COM", "Example.COM", false},
    {"the suffix itself", "com", "com", true},
    {"no rule", "a.b.unknown", "b.unknown", false},
    {"no rule and one label", "unknown", "unknown", true},
    {"rule of two labels", "a.b.co.uk", "b.co.uk", false},
    {"above a rule", "uk", "uk", true},
    {"beside a rule", "b.uk", "b.uk", false},
    {"wildcard", "a.b.c.ck", "b.c.ck", false},
    {"wildcard itself", "c.ck", "c.ck", true},
    {"above a wildcard", "ck", "ck", true},
    {"exception", "a.www.ck", "www.ck", false},
    {"exception itself", "www.ck", "www.ck", false},
    {"wildcard below a rule", "a.b.c.kawasaki.jp", "b.c.kawasaki.jp", false},
    {"exception below a rule", "a.city.kawasaki.jp", "city.kawasaki.jp", false},
    {"beside the wildcard's parent", "a.b.jp", "b.jp", false},
    {"U-labels in the list", "a.b.xn--55qx5d.cn", "b.xn--55qx5d.cn", false},
    {"rule in upper case", "a.b.upper.example", "b.upper.example", false},
    {"empty", "", "", true},
    {"dots alone", "..", "..", false},
};

static void
finds_organizations(void **state)
{
    const struct psl_row *r = *state;
    test_cx t;
    eml_psl *list;
    eml_span in = test_cx_init(&t, r->domain, strlen(r->domain), 0);

    assert_int_equal(eml_psl_parse(&t.cx,
                                   (eml_span){(const uint8_t *)list_text,
                                              sizeof list_text - 1},
                                   &list),
                     EML_OK);
    assert_string_equal(test_cx_str(&t, eml_psl_org(list, in)), r->org);
    assert_int_equal(eml_psl_is_suffix(list, in), r->is_suffix);
    test_cx_fini(&t);
}

static void
memory_runs_out(void **state)
{
    int rc = EML_E_NOMEM;

    (void)state;
    for (size_t max = 1; rc == EML_E_NOMEM; max += 16) {
        test_cx t;
        eml_psl *list;

        (void)test_cx_init(&t, "", 0, 0);
        t.arena.max = max;
        rc = eml_psl_parse(
            &t.cx, (eml_span){(const uint8_t *)list_text, sizeof list_text - 1},
            &list);
        test_cx_fini(&t);
        assert_true(max < 1u << 16);
    }
    assert_int_equal(rc, EML_OK);
}

int
main(void)
{
    const struct CMUnitTest more[] = {cmocka_unit_test(memory_runs_out)};

    return RUN_TABLE(finds_organizations, psl_rows) +
           cmocka_run_group_tests(more, NULL, NULL);
}
