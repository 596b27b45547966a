/* Any bytes: the events tile the input, and fields kept or not are the same
 * events and findings. */
#include "fuzz/memory.h"
#include "tests/mime_trace.h"

typedef struct traced {
    mime_trace t;
    eml_diag diags[64];
    size_t num_diags;
} traced;

static void
trace(traced *r, const uint8_t *data, size_t size, uint8_t newline, bool keep,
      const eml_limits *limits)
{
    eml_arena arena;
    eml_cx cx = {.arena = &arena,
                 .origin = data,
                 .newline = newline,
                 .diags = r->diags,
                 .diags_cap = 64,
                 .limits = limits};
    chunk_plan plan = {0};
    int rc;

    eml_arena_init(&arena, &fuzz_memory, 0);
    r->t.n = 0;
    r->t.open = 0;
    rc = trace_run(&cx, keep, data, size, &plan, &r->t);
    FUZZ_CHECK(rc == EML_END || (rc == EML_E_LIMIT && cx.err.code));
    r->num_diags = cx.num_diags;
    eml_arena_fini(&arena);
    free(plan.held);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const eml_limits few = {
        .depth = 3, .parts = 8, .fields = 9, .field_bytes = 300};
    static traced a, b; /* their room is kept for the next input */
    const eml_limits *limits;
    uint8_t newline;

    if (size == 0)
        return 0;
    newline = data[0] & 1 ? EML_NL_LF : EML_NL_CRLF;
    limits = data[0] & 2 ? &few : NULL;
    trace(&a, data + 1, size - 1, newline, false, limits);
    trace(&b, data + 1, size - 1, newline, true, limits);
    FUZZ_CHECK(a.t.n == b.t.n && memcmp(a.t.p, b.t.p, a.t.n) == 0);
    FUZZ_CHECK(
        a.num_diags == b.num_diags &&
        memcmp(a.diags, b.diags,
               (a.num_diags < 64 ? a.num_diags : 64) * sizeof *a.diags) == 0);
    return 0;
}
