/* Fields, written: names, folding, and every kind of value there and back. */
#include "tests/cx.h"
#include "eml/equal.h"
#include "generators/trees.h"

static uint64_t
next_random(uint64_t *seed)
{
    uint64_t x = *seed += 0x9e3779b97f4a7c15u;

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

/* ---- names --------------------------------------------------------------- */

static const struct name_row {
    const char *name;
    eml_field_id id;
    const char *in;
    size_t n;
    int rc;
    const char *out;
} names[] = {
    {"a field we know has its usual name", EML_FIELD_SUBJECT, BYTES("SUBJECT"),
     0, "Subject: x y\r\n"},
    {"a field we know needs no name", EML_FIELD_COMMENTS, BYTES(""), 0,
     "Comments: x y\r\n"},
    {"another field", EML_FIELD_OTHER, BYTES("X-!#~"), 0, "X-!#~: x y\r\n"},
    {"no name", EML_FIELD_OTHER, BYTES(""), EML_E_WRITE_NAME, NULL},
    {"a name with a colon", EML_FIELD_OTHER, BYTES("a:b"), EML_E_WRITE_NAME,
     NULL},
    {"a name with a space", EML_FIELD_OTHER, BYTES("a b"), EML_E_WRITE_NAME,
     NULL},
    {"a name with LF", EML_FIELD_OTHER, BYTES("a\nb"), EML_E_WRITE_NAME, NULL},
    {"a name with CR", EML_FIELD_OTHER, BYTES("a\rb"), EML_E_WRITE_NAME, NULL},
    {"a name with NUL", EML_FIELD_OTHER, BYTES("a\0b"), EML_E_WRITE_NAME, NULL},
    {"a name with 8-bit", EML_FIELD_OTHER, BYTES("a\xc3\xa9"), EML_E_WRITE_NAME,
     NULL},
    {"a name that is another field's", EML_FIELD_OTHER, BYTES("subject"),
     EML_E_WRITE_NAME, NULL},
    {"a name in which one could see an encoded-word", EML_FIELD_OTHER,
     BYTES("X-=?a?Q?b?="), EML_E_WRITE_NAME, NULL},
    {"a name with an equals sign", EML_FIELD_OTHER, BYTES("X=?a"), 0,
     "X=?a: x y\r\n"},
    {"what is no field", EML_FIELD_JUNK, BYTES("x"), EML_E_WRITE_NAME, NULL},
};

static void
names_runs(void **state)
{
    const struct name_row *r = *state;
    test_cx t;
    eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
    eml_out out = {.arena = &t.arena};
    eml_value v = {.kind = EML_VALUE_UNSTRUCTURED};
    eml_text text = EML_TEXT_OF(EML_LIT("x y"));

    v.u.text = text;
    assert_int_equal(eml_write_field(&t.cx, r->id, in, &v, false, &out), r->rc);
    if (r->rc < 0) {
        assert_int_equal(t.cx.err.code, r->rc);
        assert_int_equal(out.n, 0);
    } else {
        assert_string_equal(test_cx_str(&t, eml_out_view(&out)), r->out);
    }
    test_cx_fini(&t);
}

static void
an_obsolete_field_is_not_written(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES("a@b"), EML_ALLOW_NONE);
    eml_out out = {.arena = &t.arena};
    eml_value v;

    (void)state;
    assert_int_equal(eml_value_parse(&t.cx, EML_FIELD_REPLY_TO, in, &v), 0);
    assert_int_equal(eml_write_field(&t.cx, EML_FIELD_RESENT_REPLY_TO, EML_NONE,
                                     &v, false, &out),
                     EML_E_WRITE_NAME);
    test_cx_fini(&t);
}

static void
a_value_of_another_kind_is_an_error(void **state)
{
    test_cx t;
    eml_out out = {0};
    eml_value v = {.kind = EML_VALUE_NONE};

    (void)state;
    (void)test_cx_init(&t, BYTES(""), EML_ALLOW_NONE);
    out.arena = &t.arena;
    for (int id = EML_FIELD_OTHER; id < EML_FIELD_END_; id++)
        assert_int_equal(
            eml_write_value(&t.cx, &v, (eml_field_id)id, false, &out),
            EML_E_WRITE_VALUE);
    v.kind = EML_VALUE_ONE_CLICK;
    assert_int_equal(eml_write_value(&t.cx, &v, EML_FIELD_SUBJECT, false, &out),
                     EML_E_WRITE_VALUE);
    assert_int_equal(eml_write_value(&t.cx, &v, EML_FIELD_END_, false, &out),
                     EML_E_MISUSE);
    test_cx_fini(&t);
}

static void
text_that_is_not_utf8_is_an_error(void **state)
{
    test_cx t;
    eml_span in = test_cx_init(&t, BYTES("a\xff"), EML_ALLOW_NONE);
    eml_out out = {.arena = &t.arena};
    eml_text text = EML_TEXT_OF(in);
    eml_value v = {.kind = EML_VALUE_UNSTRUCTURED};

    (void)state;
    v.u.text = text;
    for (int utf8 = 0; utf8 < 2; utf8++)
        assert_int_equal(
            eml_write_value(&t.cx, &v, EML_FIELD_SUBJECT, utf8, &out),
            EML_E_WRITE_UTF8);
    assert_int_equal(t.cx.err.code, EML_E_WRITE_UTF8);
    test_cx_fini(&t);
}

/* ---- there and back ------------------------------------------------------ */

static void
fail_with(eml_field_id id, uint64_t seed, const char *what, test_cx *t,
          const eml_out *out)
{
    print_error("%s, seed %llu: %s, %s\n", eml_field_info_get(id)->name,
                (unsigned long long)seed, what, test_cx_findings(t));
    print_error("%.*s\n", (int)out->n, (const char *)out->p);
    fail();
}

/* A field that was written has no error in it, and its value is `v`. */
static void
read_back(test_cx *t, eml_field_id id, const eml_value *v, uint64_t seed,
          const eml_out *out)
{
    eml_field f = {0};
    bool same = false;
    eml_cx *cx = &t->cx;

    cx->origin = out->p;
    cx->err.code = 0;
    cx->num_diags = 0;
    eml_field_split(cx, eml_out_view(out), &f);
    if (cx->err.code || f.id != id)
        fail_with(id, seed, "not one good field", t, out);
    if (eml_value_parse(cx, id, f.body, &f.value) != EML_OK)
        fail_with(id, seed, "is not read back", t, out);
    if (eml_value_eq(cx, v, &f.value, &same) != EML_OK || !same)
        fail_with(id, seed, "is read back otherwise", t, out);
    for (size_t i = 0; i < cx->num_diags && i < cx->diags_cap; i++)
        if (cx->diags[i].code == EML_E_WORD_SYNTAX)
            fail_with(id, seed, "has what is no encoded-word", t, out);
}

/* Every kind of field, from random choices: 0: as they are; 1: poisoned. */
static void
any_field(bool poison, unsigned num)
{
    uint64_t seed = 42;
    test_cx t;

    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    for (unsigned i = 0; i < num; i++) {
        uint64_t began = seed;
        uint8_t choices[400];
        eml_trees trees = {.arena = &t.arena, .p = choices};
        eml_field_id id =
            (eml_field_id)(2 + next_random(&seed) % (EML_FIELD_END_ - 2));
        eml_out out = {.arena = &t.arena};
        eml_value v;
        int rc;

        if (id == EML_FIELD_RESENT_REPLY_TO)
            continue;
        for (size_t k = 0; k < sizeof choices; k++)
            choices[k] = (uint8_t)next_random(&seed);
        trees.end = choices + next_random(&seed) % sizeof choices;
        trees.utf8 = next_random(&seed) % 4 == 0;
        trees.poison = poison ? 1 + (uint32_t)(next_random(&seed) % 8) : 0;
        v = eml_trees_value(&trees, id);
        assert_false(trees.oom);
        rc = eml_write_field(&t.cx, id, EML_NONE, &v, trees.utf8, &out);
        if (trees.poisoned) {
            if (rc >= 0)
                fail_with(id, began, "is written with a line end", &t, &out);
            assert_int_equal(out.n, 0);
        } else if (rc != EML_OK) {
            fail_with(id, began, "is not written", &t, &out);
        } else {
            read_back(&t, id, &v, began, &out);
        }
        t.cx.err.code = 0;
        t.cx.num_diags = 0;
        eml_arena_reset(&t.arena);
    }
    test_cx_fini(&t);
}

static void
every_value_comes_back(void **state)
{
    (void)state;
    any_field(false, 100000);
}

static void
no_line_end_comes_in(void **state)
{
    (void)state;
    any_field(true, 100000);
}

/* ---- memory ---------------------------------------------------------------
 */

/* Writes, reads and compares with no more than `max` bytes. */
static int
within(size_t max, const test_cx *t, eml_field_id id, const eml_value *v,
       bool utf8)
{
    eml_arena arena;
    eml_cx cx = {.arena = &arena};
    eml_out out = {.arena = &arena};
    eml_field f = {0};
    bool same = false;
    int rc;

    eml_arena_init(&arena, &t->alloc, max);
    rc = eml_write_field(&cx, id, EML_NONE, v, utf8, &out);
    if (rc == EML_OK) {
        cx.origin = out.p;
        eml_field_split(&cx, eml_out_view(&out), &f);
        rc = eml_value_parse(&cx, id, f.body, &f.value);
    } else {
        assert_int_equal(out.n, 0);
    }
    if (rc == EML_OK)
        rc = eml_value_eq(&cx, v, &f.value, &same);
    assert_true(rc != EML_OK || same);
    eml_arena_fini(&arena);
    return rc;
}

static void
memory_runs_out(void **state)
{
    uint64_t seed = 7;
    test_cx t;

    (void)state;
    (void)test_cx_init(&t, "", 0, EML_ALLOW_NONE);
    for (int i = 0; i < 8 * EML_FIELD_END_; i++) {
        uint8_t choices[200];
        eml_field_id id = (eml_field_id)(2 + i % (EML_FIELD_END_ - 2));
        eml_trees trees = {.arena = &t.arena,
                           .p = choices,
                           .end = choices + sizeof choices,
                           .utf8 = i & 1};
        eml_value v;
        int rc = EML_E_NOMEM;

        if (id == EML_FIELD_RESENT_REPLY_TO)
            continue;
        for (size_t k = 0; k < sizeof choices; k++)
            choices[k] = (uint8_t)next_random(&seed);
        v = eml_trees_value(&trees, id);
        for (size_t max = 40; rc == EML_E_NOMEM; max += 1 + max / 16)
            rc = within(max, &t, id, &v, trees.utf8);
        assert_int_equal(rc, EML_OK);
        eml_arena_reset(&t.arena);
    }
    test_cx_fini(&t);
}

int
main(void)
{
    const struct CMUnitTest more[] = {
        cmocka_unit_test(an_obsolete_field_is_not_written),
        cmocka_unit_test(a_value_of_another_kind_is_an_error),
        cmocka_unit_test(text_that_is_not_utf8_is_an_error),
        cmocka_unit_test(every_value_comes_back),
        cmocka_unit_test(no_line_end_comes_in),
        cmocka_unit_test(memory_runs_out),
    };

    return RUN_TABLE(names_runs, names) |
           cmocka_run_group_tests_name("fields", more, NULL, NULL);
}
