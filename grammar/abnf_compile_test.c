/* Reading ABNF: RFC 5234 sections 2 to 4, RFC 7405, and the directives. */
#include "eml/abnf.h"
#include "tests/cx.h"
#include "tests/oom.h"

static const struct read_row {
    const char *name;
    const char *text;
    size_t n;
    const char *findings;
    int rc;
} reads[] = {
    {"nothing", BYTES(""), "", EML_OK},
    {"white lines and comments", BYTES("\r\n ; c\r\n\t\n;x\n  "), "", EML_OK},
    {"a rule", BYTES("a = \"b\"\r\n"), "", EML_OK},
    {"no line end", BYTES("a = \"b\""), "", EML_OK},
    {"LF alone", BYTES("a = \"b\"\n"), "", EML_OK},
    {"goes on where a line begins with white space",
     BYTES("a = \"b\" ; c\r\n  / ; d\r\n\t; e\r\n \"c\"\r\n"), "", EML_OK},
    {"ends where a line does not", BYTES("a = \"b\"\n/ \"c\"\n"),
     "ABNF_SYNTAX@8+1", EML_E_ABNF_SYNTAX},
    {"groups and options", BYTES("a = (\"b\" / [ \"c\" ] ( \"d\"))*(\"e\")\n"),
     "", EML_OK},
    {"values", BYTES("a = %d13.10 %x0d-0E %b1010 %D1 %X41.42 %B0-1\n"), "",
     EML_OK},
    {"strings by case", BYTES("a = %s\"aB\" %I\"aB\" \"\"\n"), "", EML_OK},
    {"repetitions", BYTES("a = *b 1*b *2b 2*3b 4b 0b\nb=\"x\"\n"), "", EML_OK},
    {"indented rule", BYTES(" a = \"b\"\n"), "ABNF_SYNTAX@1+1",
     EML_E_ABNF_SYNTAX},
    {"no name", BYTES("1a = \"b\"\n"), "ABNF_SYNTAX@0+1", EML_E_ABNF_SYNTAX},
    {"no equals sign", BYTES("a : \"b\"\n"), "ABNF_SYNTAX@2+1",
     EML_E_ABNF_SYNTAX},
    {"RFC 822's :=", BYTES("a := \"b\"\n"), "ABNF_SYNTAX@2+1",
     EML_E_ABNF_SYNTAX},
    {"no elements", BYTES("a =\n"), "ABNF_SYNTAX@3+1", EML_E_ABNF_SYNTAX},
    {"no elements at the end", BYTES("a ="), "ABNF_SYNTAX@3+0",
     EML_E_ABNF_SYNTAX},
    {"empty alternative", BYTES("a = \"b\" / / \"c\"\n"), "ABNF_SYNTAX@10+1",
     EML_E_ABNF_SYNTAX},
    {"empty group", BYTES("a = ()\n"), "ABNF_SYNTAX@6+1", EML_E_ABNF_SYNTAX},
    {"group left open", BYTES("a = (\"b\"\n"), "ABNF_SYNTAX@8+1",
     EML_E_ABNF_SYNTAX},
    {"group closed as an option", BYTES("a = (\"b\"]\n"), "ABNF_SYNTAX@8+1",
     EML_E_ABNF_SYNTAX},
    {"closed without being open", BYTES("a = \"b\")\n"), "ABNF_SYNTAX@7+1",
     EML_E_ABNF_SYNTAX},
    {"string left open", BYTES("a = \"b\n"), "ABNF_SYNTAX@4+1",
     EML_E_ABNF_SYNTAX},
    {"string over lines", BYTES("a = \"b\n c\"\n"), "ABNF_SYNTAX@4+1",
     EML_E_ABNF_SYNTAX},
    {"tab in a string", BYTES("a = \"b\t\"\n"), "ABNF_SYNTAX@4+1",
     EML_E_ABNF_SYNTAX},
    {"8-bit in a string", BYTES("a = \"\xc3\xa9\"\n"), "ABNF_SYNTAX@4+1",
     EML_E_ABNF_SYNTAX},
    {"NUL", BYTES("a = \"b\" \0"), "ABNF_SYNTAX@8+1", EML_E_ABNF_SYNTAX},
    {"lone CR", BYTES("a = \"b\" \rb"), "ABNF_SYNTAX@8+1", EML_E_ABNF_SYNTAX},
    {"base unknown", BYTES("a = %o17\n"), "ABNF_SYNTAX@4+1", EML_E_ABNF_SYNTAX},
    {"value without digits", BYTES("a = %x\n"), "ABNF_SYNTAX@6+1",
     EML_E_ABNF_SYNTAX},
    {"digit of another base", BYTES("a = %b2\n"), "ABNF_SYNTAX@6+1",
     EML_E_ABNF_SYNTAX},
    {"dot without digits", BYTES("a = %d1.\n"), "ABNF_SYNTAX@8+1",
     EML_E_ABNF_SYNTAX},
    {"dash without digits", BYTES("a = %d1-\n"), "ABNF_SYNTAX@8+1",
     EML_E_ABNF_SYNTAX},
    {"255 is a byte", BYTES("a = %xff %d0-255\n"), "", EML_OK},
    {"256 is none", BYTES("a = %x100\n"), "ABNF_VALUE@9+1", EML_E_ABNF_VALUE},
    {"256 ends no range", BYTES("a = %d1-256\n"), "ABNF_VALUE@11+1",
     EML_E_ABNF_VALUE},
    {"a value of many digits", BYTES("a = %d99999999999999999999\n"),
     "ABNF_VALUE@26+1", EML_E_ABNF_VALUE},
    {"range from more to less", BYTES("a = %d2-1\n"), "ABNF_VALUE@9+1",
     EML_E_ABNF_VALUE},
    {"repetition from more to less", BYTES("a = 2*1b\n"), "ABNF_VALUE@7+1",
     EML_E_ABNF_VALUE},
    {"repetition of nothing", BYTES("a = 2*\n"), "ABNF_SYNTAX@6+1",
     EML_E_ABNF_SYNTAX},
    {"65535 times", BYTES("a = *65535\"b\"\n"), "", EML_OK},
    {"prose", BYTES("a = <b>\n"), "ABNF_PROSE@4+1", EML_E_ABNF_PROSE},
    {"defined again", BYTES("a = \"b\"\nA = \"c\"\n"), "ABNF_TWICE@8+1",
     EML_E_ABNF_TWICE},
    {"added to", BYTES("a = \"b\"\nA =/ \"c\"\n"), "", EML_OK},
    {"added to nothing", BYTES("a =/ \"c\"\n"), "", EML_OK},
    {"the same name in another grammar",
     BYTES(";@grammar x\na = \"b\"\n;@grammar y\na = \"c\"\n"), "", EML_OK},
    {"replaced in the same text", BYTES("a = \"b\"\n;@replace\na = \"c\"\n"),
     "ABNF_TWICE@18+1", EML_E_ABNF_TWICE},
    {"32 groups",
     BYTES("a = ((((((((((((((((((((((((((((((((\"b\")))))))))"
           ")))))))))))))))))))))))\n"),
     "", EML_OK},
};

static void
read_runs(void **state)
{
    const struct read_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->text, r->n, 0);
    eml_abnf *g = eml_abnf_new(&t.cx);

    assert_non_null(g);
    assert_int_equal(eml_abnf_add(&t.cx, g, in), r->rc);
    assert_string_equal(test_cx_findings(&t), r->findings);
    test_cx_fini(&t);
}

static const struct limit_row {
    const char *name;
    const char *text;
    size_t n;
    uint64_t at; /* behind what is too much */
} limits[] = {
    {"65536 times", BYTES("a = *65536\"b\"\n"), 10},
    {"65536 times in a later rule", BYTES("b = \"x\"\na = 65536b\n"), 17},
    {"33 groups",
     BYTES("a = (((((((((((((((((((((((((((((((((\"b\"))))))))"
           ")))))))))))))))))))))))))\n"),
     36},
};

static void
limit_runs(void **state)
{
    const struct limit_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->text, r->n, 0);
    eml_abnf *g = eml_abnf_new(&t.cx);

    assert_non_null(g);
    assert_int_equal(eml_abnf_add(&t.cx, g, in), EML_E_LIMIT);
    assert_int_equal(t.cx.num_diags, 0);
    assert_int_equal(t.cx.err.code, EML_E_LIMIT);
    assert_int_equal(t.cx.err.off, r->at);
    test_cx_fini(&t);
}

static const struct link_row {
    const char *name;
    const char *text, *more; /* two texts */
    int rc;
    const char *missing;
    const char *rule; /* NULL: not asked */
    bool obs, found;
    const char *grammar, *clause;
    uint32_t shortest;
    bool endless, recursive;
} links[] = {
    {"a rule", "a = \"bc\"\n", "", EML_OK, "", "A", false, true, "", "", 2,
     false, false},
    {"not defined", "a = b\n", "", EML_E_ABNF_UNDEFINED, "b", NULL, false,
     false, "", "", 0, false, false},
    {"defined in the next text", "a = b\n", "b = \"x\"\n", EML_OK, "", "a",
     false, true, "", "", 1, false, false},
    {"other grammars are not searched", ";@grammar x\na = b\n",
     ";@grammar y\nb = \"x\"\n", EML_E_ABNF_UNDEFINED, "b", NULL, false, false,
     "", "", 0, false, false},
    {"unless they are used", ";@grammar x\n;@use y\na = b\n",
     ";@grammar y\nb = \"xyz\"\n", EML_OK, "", "x/a", false, true, "x", "", 3,
     false, false},
    {"or the name is", ";@grammar x\n;@use y c b\na = b\n",
     ";@grammar y\nb = \"xyz\"\nc = \"\"", EML_OK, "", "x/b", false, true, "y",
     "", 3, false, false},
    {"through a third", ";@grammar x\n;@use y b\na = b\n;@grammar y\n;@use z",
     ";@grammar z\nb = \"xyz\"\n", EML_OK, "", "y/b", false, true, "z", "", 3,
     false, false},
    {"used in a circle", ";@grammar x\n;@use y b\na = b\n",
     ";@grammar y\n;@use x b\n", EML_E_ABNF_UNDEFINED, "b", NULL, false, false,
     "", "", 0, false, false},
    {"its own comes first", ";@grammar x\n;@use y\na = b\nb = \"1\"\n",
     ";@grammar y\nb = \"xyz\"\n", EML_OK, "", "x/a", false, true, "x", "", 1,
     false, false},
    {"a bare name is of the first that defines it",
     ";@grammar x\n;@use y\na = b\n;@grammar y\nb = \"12\"\n",
     ";@grammar z\nb = \"xyz\"\n", EML_OK, "", "b", false, true, "y", "", 2,
     false, false},
    {"no such grammar", "a = \"\"\n", "", EML_OK, "", "y/a", false, false, "",
     "", 0, false, false},
    {"replaced", "a = \"1\" b\nb = \"1\"\n", ";@replace\nb = \"123\"\n", EML_OK,
     "", "a", false, true, "", "", 4, false, false},
    {"replaced, then added to", "b = \"1\"\n",
     ";@replace\nb = \"123\"\nb =/ \"12\"", EML_OK, "", "b", false, true, "",
     "", 2, false, false},
    {"clause", "; 3.2.1\na = \"1\"\n", "", EML_OK, "", "a", false, true, "",
     "3.2.1", 1, false, false},
    {"clause of an appendix", "; B.1\na = \"1\"\n", "", EML_OK, "", "a", false,
     true, "", "B.1", 1, false, false},
    {"clause of another standard", "; 1\n; RFC 6854 2.1\r\na = \"1\"\n", "",
     EML_OK, "", "a", false, true, "", "6854 2.1", 1, false, false},
    {"a comment is no clause", "; 2\n; 3 things\n; A\n;4\na = \"1\"\n", "",
     EML_OK, "", "a", false, true, "", "2", 1, false, false},
    {"obsolete by name, left out", "a = \"12\" / obs-a\nobs-a = \"1\"\n", "",
     EML_OK, "", "a", false, true, "", "", 2, false, false},
    {"obsolete by name, kept", "a = \"12\" / obs-a\nOBS-a = \"1\"\n", "",
     EML_OK, "", "a", true, true, "", "", 1, false, false},
    {"obsolete rule is not there", "a = \"12\" / obs-a\nobs-a = \"1\"\n", "",
     EML_OK, "", "obs-a", false, false, "", "", 0, false, false},
    {"obsolete by directive", "a = \"12\"\n;@obs\na =/ \"1\"\n", "", EML_OK, "",
     "a", false, true, "", "", 2, false, false},
    {"the directive is for one rule only",
     "a = \"12\"\n;@obs\na =/ \"1\"\na =/ \"\"", "", EML_OK, "", "a", false,
     true, "", "", 0, false, false},
    {"obsolete by directive, kept", "a = \"12\"\n;@obs\na =/ \"1\"\n", "",
     EML_OK, "", "a", true, true, "", "", 1, false, false},
    {"a rule that has nothing left goes too",
     "a = b / \"123\"\nb = obs-a \"x\"\nobs-a = \"1\"\n", "", EML_OK, "", "b",
     false, false, "", "", 0, false, false},
    {"zero times what is gone is nothing",
     "a = *obs-a [obs-a] 0*2(obs-a / obs-a) \"x\"\nobs-a = \"1\"\n", "", EML_OK,
     "", "a", false, true, "", "", 1, false, false},
    {"once what is gone is gone", "a = 1*obs-a\nobs-a = \"1\"\n", "", EML_OK,
     "", "a", false, false, "", "", 0, false, false},
    {"endless", "a = \"x\" a\n", "", EML_OK, "", "a", false, true, "", "",
     UINT32_MAX, true, true},
    {"recursive", "a = \"(\" *(\"x\" / b) \")\"\nb = a\n", "", EML_OK, "", "b",
     false, true, "", "", 2, false, true},
    {"rule that uses a recursive one", "c = a\na = \"(\" *a \")\"\n", "",
     EML_OK, "", "c", false, true, "", "", 2, false, false},
    {"the shortest way through a circle",
     "a = b / c\nb = a \"1\" / \"1234\"\nc = b \"1\" / a a / \"123\"\n", "",
     EML_OK, "", "b", false, true, "", "", 4, false, true},
    {"written out too large", "a = 65535(65535b)\nb=\"xy\"\n", "", EML_E_LIMIT,
     "a", NULL, false, false, "", "", 0, false, false},
    {"more than 64 definitions",
     "a=\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\n"
     "a=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\n"
     "a=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\n"
     "a=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\n"
     "a=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\n"
     "a=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\n",
     "a=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\n"
     "a=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\n"
     "a=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\n"
     "a=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\n"
     "a=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"xx\"\na=/\"x\"\n",
     EML_OK, "", "a", false, true, "", "", 1, false, false},
};

static eml_span
lit(const char *s)
{
    return (eml_span){(const uint8_t *)s, strlen(s)};
}

static void
link_runs(void **state)
{
    const struct link_row *r = *state;
    test_cx t;
    eml_abnf *g;
    eml_abnf_rule info;
    uint32_t rule;

    (void)test_cx_init(&t, "", 0, 0);
    g = eml_abnf_new(&t.cx);
    t.cx.origin = (const uint8_t *)r->text;
    assert_int_equal(eml_abnf_add(&t.cx, g, lit(r->text)), EML_OK);
    t.cx.origin = (const uint8_t *)r->more;
    assert_int_equal(eml_abnf_add(&t.cx, g, lit(r->more)), EML_OK);
    assert_int_equal(eml_abnf_link(&t.cx, g, r->obs ? EML_ABNF_OBS : 0), r->rc);
    assert_string_equal(test_cx_str(&t, eml_abnf_missing(g)), r->missing);
    assert_int_equal(eml_abnf_link(&t.cx, g, 0), EML_E_MISUSE);
    assert_int_equal(eml_abnf_add(&t.cx, g, EML_NONE), EML_E_MISUSE);
    if (r->rule) {
        assert_int_equal(eml_abnf_find(g, lit(r->rule), &rule), r->found);
        if (r->found) {
            assert_true(eml_abnf_rule_at(g, rule, &info));
            assert_string_equal(test_cx_str(&t, info.grammar), r->grammar);
            assert_string_equal(test_cx_str(&t, info.clause), r->clause);
            assert_int_equal(info.shortest, r->shortest);
            assert_int_equal(info.endless, r->endless);
            assert_int_equal(info.recursive, r->recursive);
            assert_false(info.gone);
        }
    }
    assert_false(eml_abnf_rule_at(g, eml_abnf_num_rules(g), &info));
    test_cx_fini(&t);
}

static int
mail_from(void *user, const eml_alloc *from)
{
    eml_arena a;
    eml_cx cx = {.arena = &a};
    eml_abnf *g;
    eml_abnf_matcher *m = NULL;
    uint32_t rule;
    eml_abnf_ends e;
    int rc = EML_E_NOMEM;

    (void)user;
    eml_arena_init(&a, from, 0);
    g = eml_abnf_mail(&cx, EML_ABNF_OBS);
    if (g)
        m = eml_abnf_matcher_new(&cx, g, 0);
    if (m) {
        assert_true(eml_abnf_find(g, EML_LIT("address-list"), &rule));
        rc = eml_abnf_match(m, rule, EML_LIT("a b <c@d> ((x)), e:f@g;"), &e);
        if (rc == EML_OK)
            assert_true(e.whole);
        eml_abnf_matcher_free(m);
    }
    eml_arena_fini(&a);
    return rc;
}

/* An arena with a bound is refused in more places than an allocator that hands
 * out ever larger chunks: every bound up to the one that does. */
static int
small_from(void *user, const eml_alloc *from)
{
    static const char text[] =
        "; 1\nr = 3*70s *r / (\"a\" s [\"b\" / %x41.42.43 / %x61-7A])\n"
        ";@obs\ns = \"x\" / \"(\" *r \")\"\ns =/ \"y\"\n"
        ";@grammar g\n;@use h t u\nt0 = t u\n;@grammar h\nt = \"\"\nu = %d1\n";
    size_t max;
    int rc = EML_E_NOMEM;

    (void)user;
    for (max = 1; max < 1 << 17 && rc != EML_OK; max += 64) {
        uint8_t room[256];
        eml_out out = {.p = room, .cap = sizeof room};
        eml_abnf_choices c = {.bytes = EML_LIT("\1\1\2\2\1\1\1\2")};
        eml_arena a;
        eml_cx cx = {.arena = &a, .origin = (const uint8_t *)text};
        eml_abnf_cover cover;
        eml_abnf *g;

        eml_arena_init(&a, from, max);
        g = eml_abnf_new(&cx);
        rc = g ? eml_abnf_add(&cx, g, lit(text)) : EML_E_NOMEM;
        if (rc == EML_OK)
            rc = eml_abnf_link(&cx, g, EML_ABNF_OBS);
        if (rc == EML_OK)
            rc = eml_abnf_cover_init(&cx, g, &cover);
        if (rc == EML_OK)
            rc = eml_abnf_derive(&cx, g, 0, &c, 8, 100, &cover, &out);
        if (rc == EML_OK && !eml_abnf_matcher_new(&cx, g, 0))
            rc = EML_E_NOMEM;
        eml_arena_fini(&a);
        assert_true(rc == EML_OK || rc == EML_E_NOMEM);
    }
    return rc;
}

static const struct oom_row {
    const char *name;
    oom_fn *fn;
} ooms[] = {{"every allocation fails in turn", mail_from},
            {"every bound of the arena", small_from}};

static void
oom_runs(void **state)
{
    const struct oom_row *r = *state;

    if (r->fn == mail_from) {
        assert_int_equal(oom_every_call(r->fn, NULL, 1000), EML_OK);
    } else {
        oom o = {.fail_at = 0};
        eml_alloc from = oom_alloc(&o);

        assert_int_equal(r->fn(NULL, &from), EML_OK);
        assert_int_equal(o.live, 0);
    }
}

/* ---- many of them
 * ----------------------------------------------------------- */

static const struct many_row {
    const char *name;
    const char *each; /* text, with its number for "#", the next for "~" */
    unsigned times;
    const char *last;
    int rc;
    const char *gone; /* a rule that is not there */
} manies[] = {
    {"a chain of rules that needs what is gone, the last rule last",
     "r# = r~\n", 300000, "r300000 = obs-x\nobs-x = \"x\"\n", EML_OK, "r0"},
    {"alternatives that are gone, one by one", "a =/ r#\nr# = obs-x\n", 100000,
     "obs-x = \"x\"\n", EML_OK, "a"},
    {"4095 grammars", ";@grammar g#\n", 4095, "", EML_OK, "none"},
    {"4096 grammars", ";@grammar g#\n", 4096, "", EML_E_LIMIT, NULL},
    {"4096 names of others", ";@use x n#\n", 4096, "", EML_OK, "none"},
    {"4097 names of others", ";@use x n#\n", 4097, "", EML_E_LIMIT, NULL},
};

static size_t
put_each(char *to, const char *each, unsigned i)
{
    size_t n = 0;

    for (; *each; each++)
        if (*each == '#' || *each == '~')
            n += (size_t)snprintf(to + n, 16, "%u", i + (*each == '~'));
        else
            to[n++] = *each;
    return n;
}

/* Time and memory grow as the text does: else this does not end. */
static void
many_run(void **state)
{
    const struct many_row *r = *state;
    size_t cap = r->times * 48u + 256, n = 0;
    char *text = malloc(cap);
    test_cx t;
    eml_abnf *g;
    uint32_t rule;

    assert_non_null(text);
    n += (size_t)snprintf(text, cap, "b = \"x\"\n");
    for (unsigned i = 0; i < r->times; i++)
        n += put_each(text + n, r->each, i);
    n += (size_t)snprintf(text + n, cap - n, "%s", r->last);
    assert_true(n < cap);
    (void)test_cx_init(&t, "", 0, 0);
    t.cx.origin = (const uint8_t *)text;
    g = eml_abnf_new(&t.cx);
    assert_int_equal(eml_abnf_add(&t.cx, g, (eml_span){t.cx.origin, n}), r->rc);
    if (r->rc == EML_OK) {
        assert_int_equal(eml_abnf_link(&t.cx, g, 0), EML_OK);
        assert_true(eml_abnf_find(g, lit("b"), &rule));
        assert_false(eml_abnf_find(g, lit(r->gone), &rule));
    }
    test_cx_fini(&t);
    free(text);
}

int
main(void)
{
    return RUN_TABLE(many_run, manies) | RUN_TABLE(limit_runs, limits) |
           RUN_TABLE(read_runs, reads) | RUN_TABLE(link_runs, links) |
           RUN_TABLE(oom_runs, ooms);
}
