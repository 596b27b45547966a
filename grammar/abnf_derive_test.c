/* Deriving: choices, what 0 means, bounds, coverage; and that what a rule
 * derives it matches. */
#include "eml/abnf.h"
#include "tests/cx.h"

static eml_span
lit(const char *s)
{
    return (eml_span){(const uint8_t *)s, strlen(s)};
}

static eml_abnf *
linked(test_cx *t, const char *text)
{
    eml_abnf *g = eml_abnf_new(&t->cx);

    assert_non_null(g);
    t->cx.origin = (const uint8_t *)text;
    assert_int_equal(eml_abnf_add(&t->cx, g, lit(text)), EML_OK);
    assert_int_equal(eml_abnf_link(&t->cx, g, EML_ABNF_OBS), EML_OK);
    return g;
}

static const struct choice_row {
    const char *name;
    const char *text; /* rule r */
    const char *choices;
    size_t n;
    const char *want;
    int rc;
} choices[] = {
    {"no choice is the shortest", "r = \"abc\" / \"a\" / \"ab\"\n", BYTES(""),
     "a", EML_OK},
    {"the shortest is 0", "r = \"abc\" / \"a\" / \"ab\"\n", BYTES("\0"), "a",
     EML_OK},
    {"the longest is last", "r = %s\"abc\" / \"a\" / \"ab\"\n", BYTES("\2"),
     "abc", EML_OK},
    {"of equal ones the shallower is first", "r = s / %s\"x\"\ns = %s\"y\"\n",
     BYTES(""), "x", EML_OK},
    {"modulo the number of alternatives", "r = %s\"x\" / %s\"y\" / %s\"z\"\n",
     BYTES("\4"), "y", EML_OK},
    {"an option is left out by 0", "r = [\"x\"] \"y\"\n", BYTES(""), "y",
     EML_OK},
    {"an option is taken by 1", "r = [%s\"x\"] %s\"y\"\n", BYTES("\1"), "xy",
     EML_OK},
    {"a repetition goes on until 0", "r = *%s\"x\"\n", BYTES("\1\2\1\0\1"),
     "xxx", EML_OK},
    {"a least number needs no choice", "r = 2*3%s\"x\"\n", BYTES(""), "xx",
     EML_OK},
    {"a greatest number asks for none", "r = 2*3%s\"x\" (%s\"a\" / %s\"b\")\n",
     BYTES("\1\1"), "xxxb", EML_OK},
    {"ranges begin at their first", "r = %x61-63\n", BYTES(""), "a", EML_OK},
    {"ranges by number", "r = %x61-63 %x61-63\n", BYTES("\2\4"), "cb", EML_OK},
    {"all bytes", "r = %x00-FF\n", BYTES("\xfe"), "\xfe", EML_OK},
    {"strings as written", "r = \"aBc1\"\n", BYTES("\4"), "aBc1", EML_OK},
    {"strings in lower case", "r = \"aBc1\"\n", BYTES("\5"), "abc1", EML_OK},
    {"strings in upper case", "r = \"aBc1\"\n", BYTES("\6"), "ABC1", EML_OK},
    {"strings in mixed case", "r = \"aBc1\"\n", BYTES("\7\1\0\1"), "AbC1",
     EML_OK},
    {"case that counts", "r = %s\"aBc\" (%s\"a\" / %s\"b\")\n", BYTES("\5"),
     "aBcb", EML_OK},
    {"recursion ends", "r = \"(\" *r \")\"\n", BYTES("\1\1\1"), "(((())))",
     EML_OK},
    {"and is bounded in depth", "r = \"(\" *r \")\"\n",
     BYTES("\1\1\1\1\1\1\1\1\1\1\1\1\1\1"), "(((((()()()()()())))))", EML_OK},
    {"and in length", "r = *%s\"a\"\n",
     BYTES("\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1"),
     "aaaaaaaaaaaaaaaa", EML_OK},
    {"what does not end is no choice", "r = s / \"a\" / \"b\"\ns = \"x\" s\n",
     BYTES("\2"), "a", EML_OK},
    {"nor is it repeated", "r = *s [s] \"a\"\ns = \"x\" s\n", BYTES("\2\2"),
     "a", EML_OK},
    {"a circle is left at once", "r = r / s / \"a\"\ns = r\n", BYTES(""), "a",
     EML_OK},
    {"endless", "r = \"x\" r\n", BYTES(""), "", EML_E_ABNF_ENDLESS},
};

static void
choice_runs(void **state)
{
    const struct choice_row *row = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, row->choices, row->n, 0);
    eml_abnf *g = linked(&t, row->text);
    eml_abnf_choices c = {.bytes = in};
    eml_out out = {.arena = &t.arena};
    uint32_t rule;

    assert_true(eml_abnf_find(g, EML_LIT("r"), &rule));
    assert_int_equal(eml_abnf_derive(&t.cx, g, rule, &c, 5, 16, NULL, &out),
                     row->rc);
    assert_string_equal(test_cx_str(&t, eml_out_view(&out)), row->want);
    test_cx_fini(&t);
}

static void
random_is_fixed(void **state)
{
    test_cx t;
    eml_abnf *g;
    uint32_t rule;
    static const char *const want[] = {"efadfhde", "feedfbad", "afbffbfb"};

    (void)state;
    (void)test_cx_init(&t, "", 0, 0);
    g = linked(&t, "r = 8%x61-68\n");
    assert_true(eml_abnf_find(g, EML_LIT("r"), &rule));
    for (uint64_t seed = 0; seed < 3; seed++) {
        eml_abnf_choices c = {.bytes = EML_NONE};
        eml_out out = {.arena = &t.arena};

        eml_abnf_seed(&c, seed, 8);
        assert_int_equal(eml_abnf_derive(&t.cx, g, rule, &c, 0, 0, NULL, &out),
                         EML_OK);
        assert_string_equal(test_cx_str(&t, eml_out_view(&out)), want[seed]);
        assert_int_equal(c.num_random, 0);
    }
    test_cx_fini(&t);
}

static void
coverage(void **state)
{
    test_cx t;
    eml_abnf *g;
    eml_abnf_cover cover;
    eml_abnf_point gap;
    eml_abnf_choices c = {.bytes = EML_LIT("\1")};
    eml_out out = {.arena = &t.arena};
    bool reached[16] = {false};
    uint32_t rule;
    uint64_t at = 0;

    (void)state;
    (void)test_cx_init(&t, "", 0, 0);
    g = linked(&t, "r = [s] [u] (\"1\" / \"2\" \"3\")\ns = \"x\" / \"yy\" / "
                   "\"z\"\nu = \"u\" [r]\nv = \"v\"\n");
    assert_true(eml_abnf_find(g, EML_LIT("r"), &rule));
    assert_int_equal(eml_abnf_cover_init(&t.cx, g, &cover), EML_OK);
    assert_int_equal(eml_abnf_derive(&t.cx, g, rule, &c, 0, 0, &cover, &out),
                     EML_OK);
    assert_string_equal(test_cx_str(&t, eml_out_view(&out)), "x1");
    assert_int_equal(eml_abnf_reach(g, rule, reached), 3);
    assert_true(eml_abnf_cover_gap(g, &cover, reached, &at, &gap));
    assert_int_equal(gap.kind, EML_ABNF_ALTERNATIVE);
    assert_string_equal(test_cx_str(&t, gap.text), "\"2\" \"3\"");
    assert_true(eml_abnf_cover_gap(g, &cover, reached, &at, &gap));
    assert_string_equal(test_cx_str(&t, gap.text), "\"yy\"");
    assert_true(eml_abnf_cover_gap(g, &cover, reached, &at, &gap));
    assert_string_equal(test_cx_str(&t, gap.text), "\"z\"");
    assert_true(eml_abnf_cover_gap(g, &cover, reached, &at, &gap));
    assert_int_equal(gap.kind, EML_ABNF_RULE);
    assert_string_equal(test_cx_str(&t, gap.text), "u");
    assert_false(eml_abnf_cover_gap(g, &cover, reached, &at, &gap));
    test_cx_fini(&t);
}

/* Every rule of every grammar: the shortest string has the length that was
 * worked out, and whatever is derived is matched whole. */
static const struct property_row {
    const char *name;
    uint32_t flags;
    uint32_t seeds;
} properties[] = {
    {"generate", 0, 300},
    {"interpret", EML_ABNF_OBS, 300},
    {"generate with UTF-8", EML_ABNF_UTF8, 300},
    {"interpret with UTF-8", EML_ABNF_OBS | EML_ABNF_UTF8, 300},
};

static void
property_runs(void **state)
{
    const struct property_row *row = *state;
    eml_abnf_rule info;
    test_cx t;
    eml_abnf *g;
    eml_abnf_matcher *m;
    eml_abnf_cover cover;
    eml_arena_mark mark;
    uint32_t num = 0;

    (void)test_cx_init(&t, "", 0, 0);
    g = eml_abnf_mail(&t.cx, row->flags);
    assert_non_null(g);
    m = eml_abnf_matcher_new(&t.cx, g, 0);
    assert_int_equal(eml_abnf_cover_init(&t.cx, g, &cover), EML_OK);
    mark = eml_arena_note(&t.arena);
    for (uint32_t rule = 0; eml_abnf_rule_at(g, rule, &info); rule++) {
        if (info.gone)
            continue;
        num++;
        assert_false(info.endless);
        for (uint32_t seed = 0; seed < row->seeds; seed++) {
            eml_abnf_choices c = {.bytes = EML_NONE};
            eml_out out = {.arena = &t.arena};
            eml_abnf_ends e;

            if (seed)
                eml_abnf_seed(&c, seed, 1000);
            assert_int_equal(
                eml_abnf_derive(&t.cx, g, rule, &c, 0, 200, &cover, &out),
                EML_OK);
            if (seed == 0)
                assert_int_equal(out.n, info.shortest);
            assert_int_equal(eml_abnf_match(m, rule, eml_out_view(&out), &e),
                             EML_OK);
            if (!e.whole)
                fail_msg("rule %s does not match what it derives: \"%s\"",
                         test_cx_str(&t, info.name),
                         test_cx_str(&t, eml_out_view(&out)));
            eml_arena_release(&t.arena, mark);
        }
    }
    assert_true(num > 400);
    eml_abnf_matcher_free(m);
    test_cx_fini(&t);
}

static const struct fn_row {
    const char *name;
    void (*fn)(void **state);
} fns[] = {{"a seed means the same bytes everywhere", random_is_fixed},
           {"coverage", coverage}};

static void
fn_runs(void **state)
{
    ((const struct fn_row *)*state)->fn(NULL);
}

int
main(void)
{
    return RUN_TABLE(choice_runs, choices) | RUN_TABLE(fn_runs, fns) |
           RUN_TABLE(property_runs, properties);
}
