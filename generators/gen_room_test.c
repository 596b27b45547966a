/* eml_gen_make where room or memory is short: a room of any length either holds
 * the message or gets WANT_SPACE, nothing outside of it is looked at, and an
 * allocation that fails is NOMEM. */
#include "eml/gen.h"
#include "tests/oom.h"
#include "tests/table.h"

enum { ENOUGH = 4 << 20, MESSAGES = 12, FIRST = 63, ROOMS = 48 };

static const struct gen_row {
    const char *name;
    eml_gen_mode mode;
    bool labels;
} gen_rows[] = {
    {"valid", EML_GEN_VALID, true},
    {"valid, without labels", EML_GEN_VALID, false},
    {"obsolete", EML_GEN_OBS, true},
    {"broken", EML_GEN_BREAK, true},
};

/* Makes it in `n` bytes of their own. */
static int
make(const eml_gen_spec *spec, size_t n, const eml_alloc *from, eml_span whole)
{
    uint8_t *room = malloc(n ? n : 1);
    eml_gen_message m;
    eml_arena arena;
    int rc;

    assert_non_null(room);
    eml_arena_init(&arena, from, 0);
    rc = eml_gen_make(spec, room, n, &arena, NULL, &m);
    if (rc == EML_OK && whole.n) {
        assert_int_equal(m.bytes.n, whole.n);
        assert_memory_equal(m.bytes.p, whole.p, whole.n);
    }
    eml_arena_fini(&arena);
    free(room);
    return rc;
}

static eml_span
make_whole(const eml_gen_spec *spec, uint8_t *room, const eml_alloc *from)
{
    eml_gen_message m;
    eml_arena arena;

    eml_arena_init(&arena, from, 0);
    assert_int_equal(eml_gen_make(spec, room, ENOUGH, &arena, NULL, &m),
                     EML_OK);
    eml_arena_fini(&arena);
    return m.bytes;
}

static eml_gen_spec
spec_of(const struct gen_row *r, unsigned profile, uint64_t index)
{
    return (eml_gen_spec){.seed = 11,
                          .index = index,
                          .profile = (eml_gen_profile)profile,
                          .mode = r->mode,
                          .choices = EML_NONE,
                          .random = true,
                          .labels = r->labels};
}

static void
any_room(void **state)
{
    const struct gen_row *r = *state;
    uint8_t *room = malloc(ENOUGH);
    oom o = {0};
    eml_alloc from = oom_alloc(&o);

    assert_non_null(room);
    for (unsigned i = 0; i < MESSAGES * EML_GEN_PROFILES; i++) {
        eml_gen_spec spec = spec_of(r, i % EML_GEN_PROFILES, i);
        eml_span whole = make_whole(&spec, room, &from);

        for (size_t k = 0; k < ROOMS; k++) {
            /* where nothing fits but the first name, and anywhere */
            size_t n = k % 2 ? FIRST + k : whole.n * k / ROOMS + 61 * k % 64;
            int rc = make(&spec, n, &from, whole);

            assert_true(rc == EML_WANT_SPACE || (rc == EML_OK && n >= whole.n));
        }
        assert_int_equal(make(&spec, ENOUGH, &from, whole), EML_OK);
    }
    assert_int_equal(o.live, 0);
    free(room);
}

static int
make_all(void *user, const eml_alloc *from)
{
    return make(user, 1 << 18, from, EML_NONE);
}

static void
no_memory(void **state)
{
    const struct gen_row *r = *state;

    for (unsigned i = 0; i < EML_GEN_PROFILES; i++) {
        eml_gen_spec spec = spec_of(r, i, i);

        assert_int_equal(oom_every_call(make_all, &spec, 4000), EML_OK);
    }
}

int
main(void)
{
    return RUN_TABLE(any_room, gen_rows) | RUN_TABLE(no_memory, gen_rows);
}
