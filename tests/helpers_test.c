/* The tests' own helpers must catch what they are for. */
#include "tests/table.h"
#include "tests/chunks.h"
#include "tests/oom.h"

/* ---- chunks.h: a machine that doubles every 'x' -------------------------- */

typedef struct flaw {
    int forgets;    /* what it owes when a piece ends */
    int by_room;    /* says another result when room was tight */
    int by_step;    /* reports an offset in the piece, not in the stream */
    int reads_late; /* a result that depends on the number of calls */
} flaw;

static void
drive(void *user, const uint8_t *in, size_t n, chunk_plan *plan,
      chunk_result *r)
{
    const flaw *f = user;
    size_t at = 0, owed = 0, calls = 0;

    do {
        size_t take = chunk_take(plan, n - at), used = 0;
        const uint8_t *p = chunk_piece(plan, in + at, take);

        calls++;
        while (used < take || owed) {
            size_t room = chunk_room(plan);

            for (; room && (used < take || owed); room--)
                if (owed) {
                    chunk_put(r, (const uint8_t *)"x", 1);
                    owed--;
                } else {
                    chunk_put(r, p + used, 1);
                    owed = p[used++] == 'x';
                    if (f->forgets && used == take && take < n)
                        owed = 0;
                }
            if (f->by_room && owed)
                r->rc = 1;
        }
        if (take && p[take - 1] == '!')
            r->err_off = f->by_step ? take - 1 : at + take - 1;
        at += take;
    } while (at < n);
    if (f->reads_late)
        r->extra = calls;
}

static const struct chunks_row {
    const char *name;
    flaw f;
    int differs;
} chunks[] = {
    {"no flaw", {0}, 0},
    {"loses output at a split", {.forgets = 1}, 1},
    {"result changes with the room", {.by_room = 1}, 1},
    {"offset within the piece", {.by_step = 1}, 1},
    {"counts calls", {.reads_late = 1}, 1},
};

static void
chunks_runs(void **state)
{
    const struct chunks_row *r = *state;
    flaw f = r->f;
    const uint8_t *in = (const uint8_t *)"axbx!";

    assert_int_equal(chunk_differs(drive, &f, in, 5) != 0, r->differs);
    assert_int_equal(chunk_differs(drive, &f, in, 0), 0);
}

static void
chunks_by_choices(void **state)
{
    static const uint8_t choices[] = {0, 1, 0, 2};
    flaw good = {0}, bad = {.forgets = 1};
    const uint8_t *in = (const uint8_t *)"xaxaxaxa";
    chunk_plan plan = {.choices = choices, .num_choices = sizeof choices};

    (void)state;
    assert_int_equal(chunk_differs_by(drive, &good, in, 8, plan), 0);
    assert_int_equal(chunk_differs_by(drive, &bad, in, 8, plan), 1);
}

/* ---- oom.h ----------------------------------------------------------------
 */

static int
three_blocks(void *user, const eml_alloc *from)
{
    void *p[3] = {NULL, NULL, NULL};
    int rc = EML_OK;

    (void)user;
    for (size_t i = 0; i < 3 && rc == EML_OK; i++) {
        p[i] = from->alloc(from->user, 10 * i);
        if (!p[i])
            rc = EML_E_NOMEM;
    }
    for (size_t i = 0; i < 3; i++)
        from->free(from->user, p[i], 10 * i);
    return rc;
}

static void
oom_counts(void **state)
{
    oom o = {.fail_at = 2};
    eml_alloc from = oom_alloc(&o);

    (void)state;
    assert_int_equal(oom_every_call(three_blocks, NULL, 10), EML_OK);
    assert_int_equal(three_blocks(NULL, &from), EML_E_NOMEM);
    assert_int_equal(o.calls, 2);
    assert_int_equal(o.live, 0);
    o = (oom){0};
    assert_int_equal(three_blocks(NULL, &from), EML_OK);
    assert_int_equal(o.calls, 3);
    assert_int_equal(o.live_bytes, 0);
    assert_int_equal(o.peak_bytes, 30);
}

int
main(void)
{
    const struct CMUnitTest others[] = {
        cmocka_unit_test(chunks_by_choices),
        cmocka_unit_test(oom_counts),
    };

    return RUN_TABLE(chunks_runs, chunks) |
           (cmocka_run_group_tests(others, NULL, NULL) != 0);
}
