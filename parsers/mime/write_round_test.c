/* Messages from random choices: written, read back, written again. */
#include "tests/cx.h"
#include "eml/equal.h"
#include "generators/trees.h"
#include "tests/oom.h"

static uint64_t
next_random(uint64_t *seed)
{
    uint64_t x = *seed += 0x9e3779b97f4a7c15u;

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static eml_write_part *
random_message(eml_trees *trees, uint8_t *choices, size_t n, uint64_t *seed,
               bool poison)
{
    size_t len = next_random(seed) % n;

    for (size_t k = 0; k < len; k++)
        choices[k] = (uint8_t)next_random(seed);
    trees->p = choices;
    trees->end = choices + len;
    trees->budget = 12;
    trees->poison = poison ? 1 + (uint32_t)(next_random(seed) % 40) : 0;
    return eml_trees_message(trees);
}

static void
fail_with(const char *what, uint64_t seed, test_cx *t, const eml_out *out)
{
    print_error("seed %llu: %s, %s\n", (unsigned long long)seed, what,
                test_cx_findings(t));
    print_error("%.*s\n", (int)out->n, (const char *)out->p);
    fail();
}

static void
check_message(test_cx *t, const eml_write_part *m, uint64_t seed)
{
    eml_out out = {.arena = &t->arena}, again = out;
    eml_cx *cx = &t->cx;
    const eml_write_part *back;
    bool same = false;
    eml_part *p;

    if (eml_write_message(cx, m, false, seed, &out) != EML_OK)
        fail_with("is not written", seed, t, &out);
    cx->origin = out.p;
    if (eml_message_parse(cx, eml_out_view(&out), &p) != EML_OK || cx->err.code)
        fail_with("is not read back", seed, t, &out);
    if (eml_tree_to_write(cx, p, &back) != EML_OK ||
        eml_write_part_eq(cx, m, back, &same) != EML_OK || !same)
        fail_with("is read back otherwise", seed, t, &out);
    if (eml_write_message(cx, back, false, 0, &again) != EML_OK ||
        again.n != out.n || memcmp(again.p, out.p, out.n) != 0)
        fail_with("is written otherwise", seed, t, &again);
    if (eml_part_eq(cx, p, p, &same) != EML_OK || !same)
        fail_with("is not equal to itself", seed, t, &out);
}

static void
any_message(bool poison, int num)
{
    uint64_t seed = 1;
    test_cx t;

    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    for (int i = 0; i < num; i++) {
        uint64_t began = seed;
        uint8_t choices[1500];
        eml_trees trees = {.arena = &t.arena};
        eml_write_part *m =
            random_message(&trees, choices, sizeof choices, &seed, poison);
        eml_out out = {.arena = &t.arena};

        assert_false(trees.oom);
        if (!trees.poisoned)
            check_message(&t, m, began);
        else if (eml_write_message(&t.cx, m, false, 0, &out) >= 0)
            fail_with("is written with a line end", began, &t, &out);
        t.cx.err.code = 0;
        t.cx.num_diags = 0;
        eml_arena_reset(&t.arena);
    }
    test_cx_fini(&t);
}

static void
every_message_comes_back(void **state)
{
    (void)state;
    any_message(false, 5000);
}

static void
no_line_end_comes_in(void **state)
{
    (void)state;
    any_message(true, 5000);
}

/* ---- memory -------------------------------------------------------------- */

/* From choices to bytes and back with every allocation failing. */
static int
all_of_it(void *user, const eml_alloc *from)
{
    uint64_t seed = *(uint64_t *)user;
    uint8_t choices[1500];
    eml_arena arena;
    eml_cx cx = {.origin = choices, .arena = &arena};
    eml_trees trees = {.arena = &arena};
    const eml_write_part *m, *back = NULL;
    eml_out out = {.arena = &arena};
    eml_part *p = NULL;
    bool same = false;
    int rc;

    eml_arena_init(&arena, from, 0);
    m = random_message(&trees, choices, sizeof choices, &seed, false);
    rc = trees.oom ? EML_E_NOMEM : EML_OK;
    if (rc == EML_OK)
        rc = eml_write_message(&cx, m, false, 0, &out);
    cx.origin = rc == EML_OK ? out.p : choices;
    if (rc == EML_OK)
        rc = eml_message_parse(&cx, eml_out_view(&out), &p);
    if (rc == EML_OK)
        rc = eml_tree_to_write(&cx, p, &back);
    if (rc == EML_OK)
        rc = eml_write_part_eq(&cx, m, back, &same);
    if (rc == EML_OK)
        rc = eml_part_eq(&cx, p, p, &same);
    assert_true(rc != EML_OK || same);
    eml_arena_fini(&arena);
    return rc;
}

static int
within(size_t max, uint64_t seed, const eml_alloc *from)
{
    uint8_t choices[1500];
    eml_arena all, arena;
    eml_cx cx = {.arena = &arena};
    eml_trees trees = {.arena = &all};
    const eml_write_part *m, *back = NULL;
    eml_out out = {.arena = &arena};
    eml_part *p = NULL;
    bool same = false;
    int rc;

    eml_arena_init(&all, from, 0);
    eml_arena_init(&arena, from, max);
    m = random_message(&trees, choices, sizeof choices, &seed, false);
    rc = eml_write_message(&cx, m, false, 0, &out);
    if (rc == EML_OK) {
        cx.origin = out.p;
        rc = eml_message_parse_lazy(&cx, eml_out_view(&out), &p);
    }
    if (rc == EML_OK)
        rc = eml_tree_to_write(&cx, p, &back);
    if (rc == EML_OK)
        rc = eml_write_part_eq(&cx, m, back, &same);
    if (rc == EML_OK)
        rc = eml_part_eq(&cx, p, p, &same);
    assert_true(rc != EML_OK || same);
    eml_arena_fini(&arena);
    eml_arena_fini(&all);
    return rc;
}

static void
memory_runs_out(void **state)
{
    oom o = {0};
    eml_alloc from = oom_alloc(&o);

    (void)state;
    for (uint64_t seed = 0; seed < 12; seed++) {
        int rc = EML_E_NOMEM;

        for (size_t max = 2000; rc == EML_E_NOMEM; max += 300 + max / 64)
            rc = within(max, seed, &from);
        assert_int_equal(rc, EML_OK);
    }
    assert_int_equal(o.live, 0);
}

static void
out_of_memory(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 60; seed++)
        assert_int_equal(oom_every_call(all_of_it, &seed, 10000), EML_OK);
}

/* A body goes through a small buffer into a large one that is not large
 * enough. */
static void
a_large_body_and_a_full_buffer(void **state)
{
    static const eml_cte ctes[] = {EML_CTE_QP, EML_CTE_BASE64, EML_CTE_7BIT};
    enum { N = 60000 };
    uint8_t *in = malloc(N), *buf = malloc(4 * N);

    (void)state;
    assert_non_null(in);
    assert_non_null(buf);
    for (int i = 0; i < N; i++)
        in[i] = (uint8_t)(i % 50 == 48 ? '\r' : i % 50 == 49 ? '\n' : '=');
    for (int i = 0; i < 3; i++) {
        eml_encoding e = {.cte = ctes[i]};
        eml_field f = {.id = EML_FIELD_CONTENT_TRANSFER_ENCODING,
                       .value = {.kind = EML_VALUE_ENCODING, .u.encoding = &e}};
        eml_write_part part = {.fields = &f, .content = {in, N}};
        test_cx t;
        eml_out all = {.p = buf, .cap = 4 * N};
        size_t need;

        (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
        assert_int_equal(eml_write_message(&t.cx, &part, false, 0, &all), 0);
        need = all.n;
        for (size_t cap = 50; cap <= need;
             cap += cap + 997 > need && cap < need ? need - cap : 997) {
            eml_out out = {.p = buf, .cap = cap};
            int rc = eml_write_message(&t.cx, &part, false, 0, &out);

            assert_int_equal(rc, cap < need ? EML_E_NOMEM : EML_OK);
            assert_int_equal(out.n, cap < need ? 0 : need);
        }
        test_cx_fini(&t);
    }
    free(in);
    free(buf);
}

static void
a_full_buffer_is_an_error(void **state)
{
    uint64_t seed = 11;
    uint8_t choices[1500], *buf;
    test_cx t;
    eml_trees trees = {.arena = &t.arena};
    eml_out all = {.arena = &t.arena};
    eml_write_part *m;

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    m = random_message(&trees, choices, sizeof choices, &seed, false);
    assert_int_equal(eml_write_message(&t.cx, m, false, 0, &all), EML_OK);
    buf = malloc(all.n);
    assert_non_null(buf);
    for (size_t cap = 0; cap <= all.n; cap++) {
        eml_out out = {.p = buf, .cap = cap};
        int rc = eml_write_message(&t.cx, m, false, 0, &out);

        assert_int_equal(rc, cap < all.n ? EML_E_NOMEM : EML_OK);
        assert_int_equal(out.n, rc ? 0 : all.n);
    }
    free(buf);
    test_cx_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest more[] = {
        cmocka_unit_test(every_message_comes_back),
        cmocka_unit_test(no_line_end_comes_in),
        cmocka_unit_test(out_of_memory),
        cmocka_unit_test(memory_runs_out),
        cmocka_unit_test(a_large_body_and_a_full_buffer),
        cmocka_unit_test(a_full_buffer_is_an_error),
    };

    return cmocka_run_group_tests_name("round trip", more, NULL, NULL);
}
