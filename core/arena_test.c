/* The arena: alignment, bounds, marks, what an allocator can do to it. */
#include "tests/oom.h"
#include "tests/table.h"

static void
pieces_do_not_overlap_and_are_zero(void **state)
{
    oom o = {0};
    eml_alloc from = oom_alloc(&o);
    eml_arena a;
    uint8_t *p[300];

    (void)state;
    eml_arena_init(&a, &from, 0);
    for (size_t i = 0; i < 300; i++) {
        size_t n = i * 7 % 513;

        p[i] = eml_arena_get(&a, n);
        assert_non_null(p[i]);
        assert_int_equal((uintptr_t)p[i] % 8, 0);
        for (size_t k = 0; k < n; k++) {
            assert_int_equal(p[i][k], 0);
            p[i][k] = (uint8_t)i;
        }
    }
    for (size_t i = 0; i < 300; i++)
        for (size_t k = 0; k < i * 7 % 513; k++)
            assert_int_equal(p[i][k], (uint8_t)i);
    eml_arena_fini(&a);
    assert_int_equal(o.live, 0);
}

static void
raw_then_get_is_aligned_again(void **state)
{
    oom o = {0};
    eml_alloc from = oom_alloc(&o);
    eml_arena a;
    uint8_t *r;

    (void)state;
    eml_arena_init(&a, &from, 0);
    r = eml_arena_raw(&a, 3);
    assert_non_null(r);
    memset(r, 'x', 3);
    assert_int_equal((uintptr_t)eml_arena_get(&a, 1) % 8, 0);
    assert_int_equal(memcmp(r, "xxx", 3), 0);
    eml_arena_fini(&a);
}

static void
trim_gives_the_end_back(void **state)
{
    oom o = {0};
    eml_alloc from = oom_alloc(&o);
    eml_arena a;
    uint8_t *r;

    (void)state;
    eml_arena_init(&a, &from, 0);
    r = eml_arena_raw(&a, 100);
    eml_arena_trim(&a, 60);
    assert_ptr_equal(eml_arena_raw(&a, 1), r + 40);
    eml_arena_fini(&a);
}

static void
bound_is_kept_and_memory_below_it_can_be_had(void **state)
{
    oom o = {0};
    eml_alloc from = oom_alloc(&o);
    eml_arena a;
    size_t got = 0;

    (void)state;
    eml_arena_init(&a, &from, 100000);
    assert_null(eml_arena_get(&a, 200000));
    assert_null(eml_arena_get(&a, SIZE_MAX));
    assert_null(eml_arena_get(&a, SIZE_MAX - 8));
    assert_null(eml_arena_raw(&a, SIZE_MAX));
    while (eml_arena_get(&a, 1000))
        got++;
    assert_true(got >= 90);
    assert_true(o.peak_bytes <= 100000);
    eml_arena_fini(&a);
    assert_int_equal(o.live, 0);
}

static void
number_of_chunks_is_logarithmic(void **state)
{
    oom o = {0};
    eml_alloc from = oom_alloc(&o);
    eml_arena a;

    (void)state;
    eml_arena_init(&a, &from, 0);
    for (size_t i = 0; i < 100000; i++)
        assert_non_null(eml_arena_get(&a, 24));
    assert_true(a.num_calls < 48);
    eml_arena_fini(&a);
}

static void
release_goes_back_to_the_mark(void **state)
{
    oom o = {0};
    eml_alloc from = oom_alloc(&o);
    eml_arena a;
    eml_arena_mark m;
    uint8_t *kept, *next;

    (void)state;
    eml_arena_init(&a, &from, 0);
    kept = eml_arena_raw(&a, 5);
    memcpy(kept, "kept!", 5);
    m = eml_arena_note(&a);
    next = eml_arena_raw(&a, 1);
    for (size_t i = 0; i < 100; i++)
        assert_non_null(eml_arena_get(&a, 5000));
    eml_arena_release(&a, m);
    assert_int_equal(o.live, 1);
    assert_ptr_equal(eml_arena_raw(&a, 1), next);
    assert_int_equal(memcmp(kept, "kept!", 5), 0);
    eml_arena_fini(&a);
    assert_int_equal(o.live, 0);
}

static void
release_to_a_mark_of_the_empty_arena(void **state)
{
    oom o = {0};
    eml_alloc from = oom_alloc(&o);
    eml_arena a;
    eml_arena_mark m;

    (void)state;
    eml_arena_init(&a, &from, 0);
    m = eml_arena_note(&a);
    assert_non_null(eml_arena_get(&a, 10));
    eml_arena_release(&a, m);
    assert_int_equal(o.live, 1); /* one chunk is kept for use again */
    eml_arena_fini(&a);
    assert_int_equal(o.live, 0);
}

static void
reset_keeps_one_chunk(void **state)
{
    oom o = {0};
    eml_alloc from = oom_alloc(&o);
    eml_arena a;
    size_t calls;

    (void)state;
    eml_arena_init(&a, &from, 0);
    eml_arena_reset(&a);
    assert_int_equal(o.calls, 0);
    for (size_t i = 0; i < 20; i++)
        assert_non_null(eml_arena_get(&a, 5000));
    eml_arena_reset(&a);
    assert_int_equal(o.live, 1);
    calls = o.calls;
    assert_non_null(eml_arena_get(&a, 5000));
    assert_int_equal(o.calls, calls);
    eml_arena_fini(&a);
    eml_arena_fini(&a); /* again does nothing */
    assert_int_equal(o.live, 0);
}

static int
fill(void *user, const eml_alloc *from)
{
    eml_arena a;
    int rc = EML_OK;

    (void)user;
    eml_arena_init(&a, from, 0);
    for (size_t i = 0; i < 50 && rc == EML_OK; i++) {
        if (!eml_arena_get(&a, 900) || !eml_arena_raw(&a, 901))
            rc = EML_E_NOMEM;
    }
    eml_arena_fini(&a);
    return rc;
}

static void
every_allocation_may_fail(void **state)
{
    (void)state;
    assert_int_equal(oom_every_call(fill, NULL, 100), EML_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_do_not_overlap_and_are_zero),
        cmocka_unit_test(raw_then_get_is_aligned_again),
        cmocka_unit_test(trim_gives_the_end_back),
        cmocka_unit_test(bound_is_kept_and_memory_below_it_can_be_had),
        cmocka_unit_test(number_of_chunks_is_logarithmic),
        cmocka_unit_test(release_goes_back_to_the_mark),
        cmocka_unit_test(release_to_a_mark_of_the_empty_arena),
        cmocka_unit_test(reset_keeps_one_chunk),
        cmocka_unit_test(every_allocation_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
