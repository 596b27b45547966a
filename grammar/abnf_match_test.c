/* Matching: all ends, against a slow reference that knows nothing of automata,
 * over all short strings. */
#include "grammar/abnf_int.h"
#include "tests/cx.h"

/* ---- the reference --------------------------------------------------------
 */

/* end[node][place]: bit i: the node can match from that place to i. The least
 * fixed point, by going round until nothing changes. Strings of at most 7. */
enum { MOST = 8 };

typedef struct reference {
    const eml_abnf *g;
    const char *in;
    size_t n;
    uint8_t (*end)[MOST];
} reference;

static uint8_t
then(const reference *r, uint8_t ends, uint32_t node)
{
    uint8_t out = 0;

    for (size_t i = 0; i <= r->n; i++)
        if (ends >> i & 1)
            out |= r->end[node][i];
    return out;
}

static uint8_t
rep_ends(const reference *r, const abnf_node *n, size_t at)
{
    uint8_t now = (uint8_t)(1u << at), out = 0;
    uint32_t kid = r->g->kid[n->kids];

    for (uint32_t i = 0; now; i++) {
        uint8_t was = out;

        if (i >= n->min)
            out |= now;
        if (i >= n->max || (i > n->min + MOST && was == out))
            break;
        now = then(r, now, kid);
    }
    return out;
}

static uint8_t
str_ends(const reference *r, const abnf_node *n, size_t at)
{
    if (r->n - at < n->num)
        return 0;
    for (uint32_t i = 0; i < n->num; i++) {
        uint8_t a = (uint8_t)r->in[at + i], b = n->str[i];

        if (a != b && !(n->fold && eml__abnf_alpha(a) &&
                        eml__abnf_lower(a) == eml__abnf_lower(b)))
            return 0;
    }
    return (uint8_t)(1u << (at + n->num));
}

static uint8_t
node_ends(const reference *r, const abnf_node *n, size_t at)
{
    const uint32_t *kid = r->g->kid + n->kids;
    uint8_t out = 0;

    switch ((enum abnf_kind)n->kind) {
    case ABNF_ALT:
        for (uint32_t i = 0; i < n->num; i++)
            out |= r->end[kid[i]][at];
        return out;
    case ABNF_CAT:
        out = (uint8_t)(1u << at);
        for (uint32_t i = 0; i < n->num; i++)
            out = then(r, out, kid[i]);
        return out;
    case ABNF_REP:
        return rep_ends(r, n, at);
    case ABNF_STR:
        return str_ends(r, n, at);
    case ABNF_RANGE:
        if (at < r->n && (uint8_t)r->in[at] >= n->min &&
            (uint8_t)r->in[at] <= n->max)
            out = (uint8_t)(2u << at);
        return out;
    case ABNF_RULE:
        return r->end[r->g->sym[n->kids].root][at];
    }
    return 0;
}

static void
refer(reference *r)
{
    bool more = true;

    memset(r->end, 0, r->g->num_node * sizeof *r->end);
    while (more) {
        more = false;
        for (uint32_t i = 0; i < r->g->num_node; i++)
            for (size_t at = 0; at <= r->n && r->g->node[i].live; at++) {
                uint8_t now = node_ends(r, &r->g->node[i], at);

                more = more || now != r->end[i][at];
                r->end[i][at] = now;
            }
    }
}

/* Every rule on every string over `letters` of at most `longest`. */
static void
compare(test_cx *t, const eml_abnf *g, eml_abnf_matcher *m, const char *letters,
        size_t longest, const char *what)
{
    size_t base = strlen(letters);
    char in[MOST];
    reference r = {.g = g, .in = in};

    r.end = calloc(g->num_node + 1, sizeof *r.end);
    assert_non_null(r.end);
    for (r.n = 0; r.n <= longest; r.n++) {
        size_t total = 1;

        for (size_t i = 0; i < r.n; i++)
            total *= base;
        for (size_t k = 0; k < total; k++) {
            size_t v = k;

            for (size_t i = 0; i < r.n; i++, v /= base)
                in[i] = letters[v % base];
            refer(&r);
            for (uint32_t rule = 0; rule < g->num_sym; rule++) {
                uint8_t *exact, want;
                eml_abnf_ends e;

                if (g->sym[rule].alias != rule || g->sym[rule].gone)
                    continue;
                exact = test_exact(in, r.n);
                assert_int_equal(
                    eml_abnf_match(m, rule, (eml_span){exact, r.n}, &e),
                    EML_OK);
                want = r.end[g->sym[rule].root][0];
                if (e.bits[0] != want)
                    fail_msg("%s\nrule %s on \"%.*s\": ends %x, not %x", what,
                             test_cx_str(t, g->sym[rule].name), (int)r.n, in,
                             (unsigned)e.bits[0], want);
                assert_int_equal(e.any, want != 0);
                assert_int_equal(e.whole, want >> r.n & 1);
                assert_true(!e.any || want >> e.longest == 1);
                free(exact);
            }
        }
    }
    free(r.end);
}

static eml_abnf *
linked(test_cx *t, const char *text)
{
    eml_abnf *g = eml_abnf_new(&t->cx);

    assert_non_null(g);
    t->cx.origin = (const uint8_t *)text;
    assert_int_equal(
        eml_abnf_add(&t->cx, g,
                     (eml_span){(const uint8_t *)text, strlen(text)}),
        EML_OK);
    assert_int_equal(eml_abnf_link(&t->cx, g, EML_ABNF_OBS), EML_OK);
    return g;
}

static const struct all_row {
    const char *name;
    const char *text;
} alls[] = {
    {"a string", "r = \"ab\"\n"},
    {"nothing", "r = \"\"\n"},
    {"case", "r = %s\"A\" / \"B\" / %s\"c\"\n"},
    {"the shorter alternative first", "r = (\"a\" / \"ab\") [\"c\"]\n"},
    {"options in a row", "r = [\"a\"] [\"a\"] [\"a\"] \"b\"\n"},
    {"star after star", "r = *\"a\" *\"a\" *\"b\"\n"},
    {"star of what can be empty", "r = *(*\"a\" / \"b\")\n"},
    {"one or more of what can be empty", "r = 1*[\"a\"] \"b\"\n"},
    {"two to three", "r = 2*3\"a\"\n"},
    {"at most two of two", "r = *2(\"a\" / \"aa\")\n"},
    {"three of what can be empty", "r = 3[\"a\"]\n"},
    {"zero times", "r = 0\"a\" *0\"b\"\n"},
    {"ranges", "r = %x61-62 *%d97-99\n"},
    {"RFC 5322's white space",
     "r = w c / c\nc = 1*([w] q) [w] / w\nw = ([*s n] 1*s) / o\n"
     "o = 1*s *(n 1*s)\ns = \"a\"\nn = \"b\"\nq = \"c\"\n"},
    {"comments nest", "r = \"a\" *(\"c\" / r) \"b\"\n"},
    {"left recursion", "r = r \"a\" / \"b\"\n"},
    {"right recursion", "r = \"a\" r / \"b\"\n"},
    {"recursion in the middle", "r = \"a\" r \"b\" / \"c\" / \"\"\n"},
    {"recursion in the middle that can be empty", "r = [\"a\"] r [\"b\"] / "
                                                  "\"c\"\n"},
    {"only itself", "r = r\n"},
    {"itself or nothing", "r = r r / \"\" / \"a\"\n"},
    {"ambiguous sums", "r = r \"b\" r / \"a\"\n"},
    {"hidden left recursion", "r = [\"a\"] r \"b\" / \"c\"\n"},
    {"left recursion through others", "r = s \"a\" / \"c\"\ns = t \"b\" / "
                                      "t\nt = r / \"b\" r\n"},
    {"palindromes", "r = \"a\" r \"a\" / \"b\" r \"b\" / [\"a\" / \"b\"]\n"},
    {"the same called twice", "r = s s\ns = \"a\" [s] \"b\" / \"a\"\n"},
    {"a call that ends where it begins", "r = s \"a\" s\ns = [\"b\" s]\n"},
    {"a call within itself at one place", "r = s\ns = s s / \"a\" / t\nt = s "
                                          "\"b\" / \"\"\n"},
    {"a dot-atom before an at-sign", "r = *s \"c\"\ns = d \"b\" d / d\nd = "
                                     "1*\"a\" *(\"b\" 1*\"a\")\n"},
};

static void
all_runs(void **state)
{
    const struct all_row *row = *state;
    test_cx t;
    eml_abnf *g;
    eml_abnf_matcher *m;

    (void)test_cx_init(&t, "", 0, 0);
    g = linked(&t, row->text);
    m = eml_abnf_matcher_new(&t.cx, g, 0);
    compare(&t, g, m, "abc", 6, row->text);
    eml_abnf_matcher_free(m);
    test_cx_fini(&t);
}

/* ---- grammars made up by chance --------------------------------------------
 */

static uint32_t
chance(uint64_t *s, uint32_t n)
{
    *s = *s * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*s >> 33) % n);
}

static void
put(char *to, size_t cap, const char *s)
{
    size_t n = strlen(to);

    snprintf(to + n, cap - n, "%s", s);
}

static void
make_element(uint64_t *s, int depth, char *to, size_t cap)
{
    static const char *const leaf[] = {"\"a\"",   "\"b\"", "\"\"", "\"ab\"",
                                       "%x61-62", "r",     "s",    "[\"a\"]",
                                       "*\"b\"",  "t",     "1*r",  "%s\"B\""};

    if (depth == 0 || chance(s, 3)) {
        put(to, cap, leaf[chance(s, sizeof leaf / sizeof leaf[0])]);
        return;
    }
    put(to, cap, (const char *const[]){"(", "[", "*(", "1*2("}[chance(s, 4)]);
    {
        bool option = to[strlen(to) - 1] == '[';

        for (uint32_t i = chance(s, 3) + 1; i-- > 0;) {
            make_element(s, depth - 1, to, cap);
            if (i)
                put(to, cap, chance(s, 2) ? " " : " / ");
        }
        put(to, cap, option ? "]" : ")");
    }
}

static const struct chance_row {
    const char *name;
    uint64_t from, to; /* seeds */
} chances[] = {
    {"200 grammars", 0, 200},
    {"200 more", 200, 400},
    {"and 200 more", 400, 600},
};

static void
chance_runs(void **state)
{
    const struct chance_row *row = *state;

    for (uint64_t seed = row->from; seed < row->to; seed++) {
        uint64_t s = seed * 7919 + 1;
        char text[4096] = "";
        test_cx t;
        eml_abnf *g;
        eml_abnf_matcher *m;

        for (const char *const *name = (const char *const[]){"r", "s", "t", 0};
             *name; name++) {
            put(text, sizeof text, *name);
            put(text, sizeof text, " = ");
            for (uint32_t i = chance(&s, 4) + 1; i-- > 0;) {
                make_element(&s, 2, text, sizeof text);
                if (i)
                    put(text, sizeof text, chance(&s, 2) ? " " : " / ");
            }
            put(text, sizeof text, "\n");
        }
        (void)test_cx_init(&t, "", 0, 0);
        g = linked(&t, text);
        m = eml_abnf_matcher_new(&t.cx, g, 0);
        compare(&t, g, m, "ab", 5, text);
        eml_abnf_matcher_free(m);
        test_cx_fini(&t);
    }
}

/* ---- limits and long input
 * --------------------------------------------------- */

static const struct long_row {
    const char *name;
    const char *text; /* rule r */
    const char *head, *unit, *tail;
    size_t times;
    uint64_t work; /* 0: the default */
    int rc;
    bool whole;
} longs[] = {
    {"a million bytes", "r = *\"a\" \"b\"\n", "", "a", "b", 1000000, 0, EML_OK,
     true},
    {"nested 100000 deep", "r = \"(\" *r \")\"\n", "", "(", "", 100000, 0,
     EML_OK, false},
    {"100000 side by side", "r = s\ns = \"(\" *s \")\"\n", "(", "()", ")",
     100000, 0, EML_OK, true},
    {"left recursion over 100000", "r = r \"a\" / \"b\"\n", "b", "a", "",
     100000, 0, EML_OK, true},
    {"right recursion over 100000", "r = \"a\" r / \"b\"\n", "", "a", "b",
     100000, 0, EML_OK, true},
    {"cubic ambiguity over 100", "r = r r / \"a\"\n", "", "a", "", 100, 0,
     EML_OK, true},
    {"cubic ambiguity meets the limit of work", "r = r r / \"a\"\n", "", "a",
     "", 10000, 1000000, EML_E_LIMIT, false},
    {"work counts bytes", "r = *\"a\"\n", "", "a", "", 1000, 999, EML_E_LIMIT,
     false},
    {"and may be enough", "r = *\"a\"\n", "", "a", "", 1000, 1000, EML_OK,
     true},
    {"a call is work", "r = \"a\" [r]\n", "", "a", "", 100, 300, EML_E_LIMIT,
     false},
    {"a part is work of its own", "r = \"a\" \"b\"\n", "", "a", "", 100000, 2,
     EML_OK, false},
};

static void
long_runs(void **state)
{
    const struct long_row *row = *state;
    size_t h = strlen(row->head), u = strlen(row->unit), e = strlen(row->tail);
    size_t n = h + u * row->times + e;
    char *in = malloc(n);
    test_cx t;
    eml_abnf_ends ends = {.longest = 7};
    eml_abnf_matcher *m;
    uint32_t rule;
    eml_abnf *g;

    assert_non_null(in);
    memcpy(in, row->head, h);
    for (size_t i = 0; i < row->times; i++)
        memcpy(in + h + i * u, row->unit, u);
    memcpy(in + n - e, row->tail, e);
    (void)test_cx_init(&t, "", 0, 0);
    g = linked(&t, row->text);
    m = eml_abnf_matcher_new(&t.cx, g, 0);
    eml_abnf_matcher_work(m, row->work);
    assert_true(eml_abnf_find(g, EML_LIT("r"), &rule));
    for (int again = 0; again < 2; again++) {
        assert_int_equal(
            eml_abnf_match(m, rule, (eml_span){(uint8_t *)in, n}, &ends),
            row->rc);
        if (row->rc == EML_OK)
            assert_int_equal(ends.whole, row->whole);
        else
            assert_int_equal(ends.longest, 7); /* untouched */
    }
    eml_abnf_matcher_free(m);
    test_cx_fini(&t);
    free(in);
}

/* A table that is too small for all of the inputs gives what a large one
 * gives; one too small for a single input gives LIMIT, first and again. */
static const struct table_row {
    const char *name;
    uint32_t max_items;
    bool limit;
} tables[] = {
    {"tables of 4 items", 4, true},
    {"tables that hold nearly all", 65000, false},
    {"tables that hold all", 0, false},
};

static void
table_runs(void **state)
{
    static const char *const values[] = {
        "a@b",
        "(c) \"a\" <a@b>",
        "g:a@b, c <d@e>;",
        "",
        "a b c",
        "a@[1.2.3.4](x(y)z)",
        "<@x,@y:a@b>",
        ",,a@b,,",
        "=?a?q?b?= <a@b>",
        "a.b.c@d.e.f (\\()",
        "a@b\r\n c",
        "(",
    };
    const struct table_row *row = *state;
    test_cx t;
    eml_abnf *g;
    eml_abnf_matcher *m, *large;
    uint32_t rule;

    (void)test_cx_init(&t, "", 0, 0);
    g = eml_abnf_mail(&t.cx, EML_ABNF_OBS | EML_ABNF_UTF8);
    assert_non_null(g);
    m = eml_abnf_matcher_new(&t.cx, g, row->max_items);
    large = eml_abnf_matcher_new(&t.cx, g, 0);
    assert_true(eml_abnf_find(g, EML_LIT("address-list"), &rule));
    for (size_t i = 0; i < 3 * sizeof values / sizeof values[0]; i++) {
        const char *v = values[i * 5 % (sizeof values / sizeof values[0])];
        eml_span in = {(const uint8_t *)v, strlen(v)};
        eml_abnf_ends a, b;

        assert_int_equal(eml_abnf_match(m, rule, in, &a),
                         row->limit ? EML_E_LIMIT : EML_OK);
        assert_int_equal(eml_abnf_match(large, rule, in, &b), EML_OK);
        if (!row->limit)
            assert_int_equal(a.bits[0], b.bits[0]);
    }
    assert_int_equal(eml_abnf_match(m, UINT32_MAX, EML_NONE, NULL),
                     EML_E_MISUSE);
    eml_abnf_matcher_free(m);
    eml_abnf_matcher_free(large);
    test_cx_fini(&t);
}

int
main(void)
{
    return RUN_TABLE(all_runs, alls) | RUN_TABLE(chance_runs, chances) |
           RUN_TABLE(long_runs, longs) | RUN_TABLE(table_runs, tables);
}
