/* The first bytes choose how the input is split: neither events nor findings
 * may change. */
#include "fuzz/memory.h"
#include "tests/mime_trace.h"

static void
run(void *user, const uint8_t *in, size_t n, chunk_plan *plan, chunk_result *r)
{
    static const eml_limits few = {
        .depth = 3, .parts = 8, .fields = 9, .field_bytes = 300};
    uint8_t flags = *(const uint8_t *)user;
    eml_diag diags[64];
    eml_arena arena;
    eml_cx cx = {.arena = &arena,
                 .origin = in,
                 .newline = flags & 1 ? EML_NL_LF : EML_NL_CRLF,
                 .diags = diags,
                 .diags_cap = 64,
                 .limits = flags & 2 ? &few : NULL};
    static mime_trace t; /* its room is kept for the next run */

    t.n = 0;
    t.open = 0;
    eml_arena_init(&arena, &fuzz_memory, 0);
    r->rc = trace_run(&cx, flags & 4, in, n, plan, &t);
    chunk_put(r, (const uint8_t *)t.p, t.n);
    chunk_put(r, (const uint8_t *)diags,
              (cx.num_diags < 64 ? cx.num_diags : 64) * sizeof *diags);
    r->extra = cx.num_diags;
    r->err_off = cx.err.off;
    eml_arena_fini(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { NUM_CHOICES = 4 };
    chunk_plan plan = {.choices = data, .num_choices = NUM_CHOICES};
    uint8_t flags;

    if (size < NUM_CHOICES + 1)
        return 0;
    flags = data[NUM_CHOICES];
    data += NUM_CHOICES + 1;
    size -= NUM_CHOICES + 1;
    FUZZ_CHECK(!chunk_differs_by(run, &flags, data, size, plan));
    return 0;
}
