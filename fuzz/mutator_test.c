/* The lanes of an input are kept apart: what changes one leaves the bytes of
 * the others as they are, as eml_choice_init hands them out. */
#include "tests/table.h"

#include "fuzz/mutator.h"

enum { ROOM = FUZZ_HEAD + 1 + 4 * 3 * FUZZ_LANE_MAX, ROUNDS = 3000 };

static uint64_t state = 1;
static size_t
below(size_t n)
{
    return (size_t)((eml_choice_mix(&state) >> 32) * n >> 32);
}

static void
some_lanes(fuzz_lanes *l, size_t max)
{
    for (size_t i = 0; i < FUZZ_HEAD; i++)
        l->head[i] = (uint8_t)below(256);
    for (size_t i = 0; i < EML_LANES; i++) {
        l->n[i] = below(max + 1);
        for (size_t k = 0; k < l->n[i]; k++)
            l->lane[i][k] = (uint8_t)(1 + below(255));
    }
}

static bool
same_lane(const fuzz_lanes *a, const fuzz_lanes *b, size_t i)
{
    return a->n[i] == b->n[i] && memcmp(a->lane[i], b->lane[i], a->n[i]) == 0;
}

/* As the generator sees it: the bytes, then zeros. */
static void
assert_handed_out(const fuzz_lanes *l, const uint8_t *data, size_t n)
{
    eml_choice c;

    assert_true(n > FUZZ_HEAD);
    eml_choice_init(&c, (eml_span){data + FUZZ_HEAD, n - FUZZ_HEAD}, NULL);
    assert_memory_equal(data, l->head, FUZZ_HEAD);
    for (size_t i = 0; i < EML_LANES; i++) {
        const eml_choice_lane *lane = &c.lane[i];
        size_t len = (size_t)(lane->end - lane->p);

        assert_true(len >= l->n[i]);
        assert_memory_equal(lane->p, l->lane[i], l->n[i]);
        for (size_t k = l->n[i]; k < len; k++)
            assert_int_equal(lane->p[k], 0);
    }
}

static void
what_is_written_is_handed_out(void **unused)
{
    static fuzz_lanes l, back;
    static uint8_t data[ROOM];

    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        size_t n;

        some_lanes(&l, i % 3 ? 20 : 500);
        n = fuzz_lanes_write(&l, data, ROOM);
        assert_handed_out(&l, data, n);
        fuzz_lanes_read(&back, data, n);
        for (size_t k = 0; k < EML_LANES; k++)
            assert_true(same_lane(&l, &back, k));
    }
}

/* One lane as long as it can be beside empty ones, and all of them so. */
static void
the_longest_lanes(void **unused)
{
    static fuzz_lanes l;
    static uint8_t data[ROOM];

    (void)unused;
    for (size_t full = 0; full <= EML_LANES; full++) {
        memset(&l, 0, sizeof l);
        for (size_t i = 0; i < EML_LANES; i++)
            if (i == full || full == EML_LANES) {
                l.n[i] = FUZZ_LANE_MAX;
                memset(l.lane[i], 7, FUZZ_LANE_MAX);
            }
        assert_handed_out(&l, data, fuzz_lanes_write(&l, data, ROOM));
    }
}

/* Too little room: lanes are cut at their ends, none begins elsewhere. */
static void
too_little_room(void **unused)
{
    static fuzz_lanes l, back;

    (void)unused;
    for (size_t room = FUZZ_HEAD + 1; room < 200; room++) {
        uint8_t *data = malloc(room); /* exact, for ASan */
        size_t n;

        assert_non_null(data);
        some_lanes(&l, 300);
        n = fuzz_lanes_write(&l, data, room);
        assert_true(n <= room);
        fuzz_lanes_read(&back, data, n);
        for (size_t i = 0; i < EML_LANES; i++) {
            assert_true(back.n[i] <= l.n[i]);
            assert_memory_equal(back.lane[i], l.lane[i], back.n[i]);
        }
        free(data);
    }
}

/* One change is one lane's, or one byte's of the head. */
static void
a_change_is_of_one_lane(void **unused)
{
    static fuzz_lanes was, now;
    size_t changed[EML_LANES + 1] = {0};

    (void)unused;
    some_lanes(&was, 40);
    for (int i = 0; i < ROUNDS; i++) {
        size_t num = 0, where = EML_LANES;

        now = was;
        fuzz_lanes_change(&now, &state);
        for (size_t k = 0; k < EML_LANES; k++)
            if (!same_lane(&was, &now, k)) {
                num++;
                where = k;
            }
        if (memcmp(was.head, now.head, FUZZ_HEAD) != 0)
            num++;
        assert_true(num <= 1);
        changed[where] += num;
    }
    for (size_t k = 0; k <= EML_LANES; k++)
        assert_true(changed[k] > ROUNDS / 50);
}

/* After a crossing each lane is the one's, the other's, or the beginning of the
 * first and the end of the second, at its place. */
static void
crossing_keeps_lanes(void **unused)
{
    static fuzz_lanes a, b, x;
    size_t num[3] = {0};

    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        some_lanes(&a, 30);
        some_lanes(&b, 30);
        x = a;
        fuzz_lanes_cross(&x, &b, &state);
        for (size_t k = 0; k < EML_LANES; k++) {
            size_t cut = x.n[k];

            if (same_lane(&x, &a, k)) {
                num[0]++;
                continue;
            }
            assert_int_equal(x.n[k], b.n[k]);
            while (cut && x.lane[k][cut - 1] == b.lane[k][cut - 1])
                cut--;
            num[cut == 0 ? 1 : 2]++;
            assert_true(cut <= a.n[k]);
            assert_memory_equal(x.lane[k], a.lane[k], cut);
        }
    }
    for (size_t k = 0; k < 3; k++)
        assert_true(num[k] > ROUNDS / 50);
}

/* What engines call: within the room, the same for the same seed, and any bytes
 * will do. */
static void
engines(void **unused)
{
    uint8_t in[600], one[600], two[600], *afl;
    void *m = afl_custom_init(NULL, 5);

    (void)unused;
    assert_non_null(m);
    for (unsigned i = 0; i < ROUNDS; i++) {
        size_t n = below(300), room = n + below(300), k;

        for (k = 0; k < n; k++)
            in[k] = (uint8_t)below(256);
        memcpy(one, in, n);
        memcpy(two, in, n);
        k = LLVMFuzzerCustomMutator(one, n, room, i);
        assert_true(k <= room);
        assert_int_equal(LLVMFuzzerCustomMutator(two, n, room, i), k);
        assert_memory_equal(one, two, k);
        k = LLVMFuzzerCustomCrossOver(in, n, one, k, two, room, i);
        assert_true(k <= room);
        k = afl_custom_fuzz(m, in, n, &afl, two, k, room);
        assert_true(afl == in ? k == n : k <= room);
    }
    afl_custom_deinit(m);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_handed_out),
        cmocka_unit_test(the_longest_lanes),
        cmocka_unit_test(too_little_room),
        cmocka_unit_test(a_change_is_of_one_lane),
        cmocka_unit_test(crossing_keeps_lanes),
        cmocka_unit_test(engines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
