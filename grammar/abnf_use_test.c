/* What the derivations of a text use. */
#include "eml/abnf.h"
#include "tests/cx.h"
#include "tests/oom.h"

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
    assert_int_equal(eml_abnf_add(&t->cx, g, lit(text)), EML_OK);
    assert_int_equal(eml_abnf_link(&t->cx, g, EML_ABNF_OBS), EML_OK);
    return g;
}

/* All points used, as "rule:alternative", "rule-repetition" (as few as may
 * be), "rule+repetition", "rule" for the rule itself, a space between. */
static const char *
used(test_cx *t, const eml_abnf *g, const eml_abnf_cover *cover)
{
    eml_out out = {.arena = &t->arena};
    eml_abnf_point p;
    eml_abnf_rule r;
    uint64_t at = 0;

    while (eml_abnf_cover_next(g, cover, &at, &p)) {
        if (!p.used)
            continue;
        if (out.n)
            eml_out_byte(&out, ' ');
        assert_true(eml_abnf_rule_at(g, p.rule, &r));
        eml_out_span(&out, r.name);
        if (p.kind == EML_ABNF_RULE)
            continue;
        eml_out_byte(&out, (uint8_t) "?:-+"[p.kind]);
        eml_out_span(&out, p.text);
        if (p.nth > 1)
            eml_out_byte(&out, (uint8_t)('0' + p.nth));
    }
    return test_cx_str(t, eml_out_view(&out));
}

static const struct use_row {
    const char *name;
    const char *grammar; /* of which r is the rule */
    const char *in;
    const char *used; /* NULL: it does not derive `in` */
    uint32_t num_obs;
} uses[] = {
    {"a string in any case", "r = \"Ab\"\n", "aB", "r", 0},
    {"a string in its case", "r = %s\"Ab\"\n", "ab", NULL, 0},
    {"a string cut short", "r = \"ab\"\n", "a", NULL, 0},
    {"more than the rule", "r = \"a\"\n", "ab", NULL, 0},
    {"a byte of a range", "r = %x61-7A\n", "k", "r", 0},
    {"another byte", "r = %x00-0F\n", "F", NULL, 0},
    {"no byte", "r = %x00-0F\n", "", NULL, 0},
    {"nothing", "r = *\"a\"\n", "", "r r-*\"a\"", 0},
    {"an alternative", "r = \"a\" / \"b\"\n", "b", "r r:\"b\"", 0},
    {"both alternatives fit", "r = \"a\" / %x61\n", "a", "r r:\"a\" r:%x61", 0},
    {"an attempt that fails later", "r = (\"a\" / \"a\" \"b\") \"c\"\n", "ac",
     "r r:\"a\"", 0},
    {"an option not there", "r = [\"a\"] \"b\"\n", "b", "r r-[\"a\"]", 0},
    {"an option there", "r = [\"a\"] \"b\"\n", "ab", "r r+[\"a\"]", 0},
    {"the second of two options alike", "r = [\"a\"] \"b\" [\"a\"]\n", "ba",
     "r r-[\"a\"] r+[\"a\"]2", 0},
    {"either of two options", "r = [\"a\"] [\"a\"]\n", "a",
     "r r-[\"a\"] r+[\"a\"] r-[\"a\"]2 r+[\"a\"]2", 0},
    {"the least", "r = 1*2\"a\"\n", "a", "r r-1*2\"a\"", 0},
    {"more than the least", "r = 1*\"a\"\n", "aaaa", "r r+1*\"a\"", 0},
    {"too few", "r = 2*\"a\"\n", "a", NULL, 0},
    {"too many", "r = *2\"a\"\n", "aaa", NULL, 0},
    {"so many have no arms", "r = 2\"a\"\n", "aa", "r", 0},
    {"rules within", "r = s t\ns = \"a\" / \"b\"\nt = *%x30-39\n", "a0",
     "r s s:\"a\" t t+*%x30-39", 0},
    {"ambiguous ends", "r = *s *s\ns = \"a\"\n", "a",
     "r r-*s r+*s r-*s2 r+*s2 s", 0},
    {"recursion", "r = \"(\" [r] \")\"\n", "(())", "r r-[r] r+[r]", 0},
    {"recursion on the left", "r = [r] \"a\"\n", "aa", "r r-[r] r+[r]", 0},
    {"a repetition of nothing", "r = *(*\"a\")\n", "aa",
     "r r-*\"a\" r+*\"a\" r+*(*\"a\")", 0},
    {"obsolete where nothing else will do",
     "r = *(\"a\" / obs-b)\nobs-b = \"b\"\n", "ab",
     "r r:\"a\" r:obs-b r+*(\"a\" / obs-b) obs-b", 1},
    {"not obsolete where something else will do",
     "r = \"a\" / obs-a\nobs-a = \"a\"\n", "a", "r r:\"a\"", 0},
    {"the fewest obsolete rules",
     "r = obs-x / 2obs-b\nobs-b = \"b\"\nobs-x = \"bb\"\n", "bb",
     "r r:obs-x obs-x", 1},
    {"as many obsolete rules either way",
     "r = obs-x / obs-b\nobs-b = \"b\"\nobs-x = \"b\"\n", "b",
     "r r:obs-x r:obs-b obs-x obs-b", 1},
    {"an obsolete definition", "r = \"a\" / \"c\"\n;@obs\nr =/ \"a\" / \"b\"\n",
     "a", "r r:\"a\"", 0},
    {"an obsolete definition is needed",
     "r = \"a\" / \"c\"\n;@obs\nr =/ \"a\" / \"b\"\n", "b", "r r:\"b\"", 1},
};

static void
use_runs(void **state)
{
    const struct use_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, strlen(r->in), 0);
    eml_abnf *g = linked(&t, r->grammar);
    eml_abnf_cover cover;
    eml_abnf_parts parts;
    uint32_t rule;

    assert_true(eml_abnf_find(g, EML_LIT("r"), &rule));
    assert_int_equal(eml_abnf_cover_init(&t.cx, g, &cover), EML_OK);
    assert_int_equal(eml_abnf_use(&t.cx, g, rule, in, 0, &cover, &parts),
                     EML_OK);
    assert_int_equal(parts.whole, r->used != NULL);
    assert_string_equal(used(&t, g, &cover), r->used ? r->used : "");
    assert_int_equal(parts.num_obs, r->num_obs);
    test_cx_fini(&t);
}

/* Which rule derives which piece. */
static void
pieces(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES("ab,c"), 0);
    eml_abnf *g = linked(&t, "r = s *(\",\" s)\ns = 1*w\nw = %x61-7A\n");
    eml_abnf_parts parts;
    uint32_t rule, seen = 0;

    (void)state;
    assert_true(eml_abnf_find(g, EML_LIT("r"), &rule));
    assert_int_equal(eml_abnf_use(&t.cx, g, rule, in, 0, NULL, &parts), EML_OK);
    assert_true(parts.whole);
    assert_int_equal(parts.num_parts, 5);
    for (uint32_t i = 0; i < parts.num_parts; i++) {
        eml_abnf_rule info;
        const char *text = test_cx_str(&t, parts.part[i].text);

        assert_true(eml_abnf_rule_at(g, parts.part[i].rule, &info));
        if (eml_span_eq(info.name, EML_LIT("s")))
            seen |= strcmp(text, "ab") == 0  ? 1
                    : strcmp(text, "c") == 0 ? 2
                                             : 4;
        else
            assert_int_equal(strlen(text), 1);
    }
    assert_int_equal(seen, 3);
    test_cx_fini(&t);
}

static void
bounds(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES("aaaaaaaaaaaaaaaaaaaaaaaa"), 0);
    eml_abnf *g = linked(&t, "r = *s *s\ns = \"a\" / \"aa\"\nobs-x = \"x\"\n");
    eml_abnf_cover cover;
    eml_abnf_parts parts;
    uint32_t rule;

    (void)state;
    assert_true(eml_abnf_find(g, EML_LIT("r"), &rule));
    assert_int_equal(eml_abnf_cover_init(&t.cx, g, &cover), EML_OK);
    assert_int_equal(eml_abnf_use(&t.cx, g, rule, in, 100, &cover, &parts),
                     EML_E_LIMIT);
    assert_false(parts.whole);
    assert_string_equal(used(&t, g, &cover), "");
    assert_int_equal(eml_abnf_use(&t.cx, g, 1u << 30, in, 0, NULL, &parts),
                     EML_E_MISUSE);
    test_cx_fini(&t);
}

static int
use_from(void *user, const eml_alloc *from)
{
    eml_arena a;
    eml_cx cx = {.arena = &a, .origin = (const uint8_t *)""};
    eml_abnf_cover cover;
    eml_abnf_parts parts;
    eml_abnf *g;
    uint32_t rule = 0;
    int rc;

    (void)user;
    eml_arena_init(&a, from, 0);
    g = eml_abnf_mail(&cx, EML_ABNF_OBS);
    rc = g && eml_abnf_find(g, EML_LIT("address-list"), &rule)
             ? eml_abnf_cover_init(&cx, g, &cover)
             : EML_E_NOMEM;
    if (rc == EML_OK)
        rc = eml_abnf_use(&cx, g, rule,
                          EML_LIT("\"a\" (b) <c@d.e>, f : g @ [h] ;"), 0,
                          &cover, &parts);
    if (rc == EML_OK)
        assert_true(parts.whole);
    eml_arena_fini(&a);
    return rc;
}

static void
no_memory(void **state)
{
    (void)state;
    assert_int_equal(oom_every_call(use_from, NULL, 1000), EML_OK);
}

/* Whatever a derivation used takes part in a derivation of its string. Only
 * without obsolete rules: with them fewer derivations count. */
static const struct property_row {
    const char *name;
    uint32_t flags;
} properties[] = {{"generate", 0}, {"generate with UTF-8", EML_ABNF_UTF8}};

static void
property_runs(void **state)
{
    const struct property_row *row = *state;
    eml_abnf_cover made, found;
    eml_abnf_rule info;
    eml_arena_mark mark;
    test_cx t;
    eml_abnf *g;

    (void)test_cx_init(&t, "", 0, 0);
    g = eml_abnf_mail(&t.cx, row->flags);
    assert_non_null(g);
    mark = eml_arena_note(&t.arena);
    for (uint32_t rule = 0; eml_abnf_rule_at(g, rule, &info); rule++)
        for (uint64_t seed = 0; seed < 8 && !info.gone; seed++) {
            eml_abnf_choices c = {.bytes = EML_NONE};
            eml_out out = {.arena = &t.arena};
            eml_abnf_parts parts;
            eml_abnf_point a, b;
            uint64_t at = 0, bt = 0;

            assert_int_equal(eml_abnf_cover_init(&t.cx, g, &made), EML_OK);
            assert_int_equal(eml_abnf_cover_init(&t.cx, g, &found), EML_OK);
            eml_abnf_seed(&c, seed, seed ? 60 : 0);
            assert_int_equal(
                eml_abnf_derive(&t.cx, g, rule, &c, 0, 80, &made, &out),
                EML_OK);
            assert_int_equal(eml_abnf_use(&t.cx, g, rule, eml_out_view(&out), 0,
                                          &found, &parts),
                             EML_OK);
            assert_true(parts.whole);
            assert_int_equal(parts.num_obs, 0);
            while (eml_abnf_cover_next(g, &made, &at, &a)) {
                assert_true(eml_abnf_cover_next(g, &found, &bt, &b));
                if (a.used && !b.used)
                    fail_msg("%s: \"%s\" does not use %d \"%s\" of %u",
                             test_cx_str(&t, info.name),
                             test_cx_str(&t, eml_out_view(&out)), (int)a.kind,
                             test_cx_str(&t, a.text), (unsigned)a.rule);
            }
            eml_arena_release(&t.arena, mark);
        }
    test_cx_fini(&t);
}

static const struct fn_row {
    const char *name;
    void (*fn)(void **state);
} fns[] = {{"pieces", pieces},
           {"bounds", bounds},
           {"every allocation fails in turn", no_memory}};

static void
fn_runs(void **state)
{
    ((const struct fn_row *)*state)->fn(NULL);
}

int
main(void)
{
    return RUN_TABLE(use_runs, uses) | RUN_TABLE(fn_runs, fns) |
           RUN_TABLE(property_runs, properties);
}
