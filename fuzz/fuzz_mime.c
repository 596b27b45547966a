/* Any bytes: the events tile the input, and fields kept or not are the same
 * events and findings. */
#include "fuzz/memory.h"
#include "tests/mime_trace.h"

static char *
trace(const uint8_t *data, size_t size, uint8_t newline, bool keep,
      const eml_limits *limits)
{
    eml_diag diags[64];
    eml_arena arena;
    eml_cx cx = {.arena = &arena,
                 .origin = data,
                 .newline = newline,
                 .diags = diags,
                 .diags_cap = 64,
                 .limits = limits};
    chunk_plan plan = {0};
    mime_trace t = {0};
    int rc;

    eml_arena_init(&arena, &fuzz_memory, 0);
    rc = trace_run(&cx, keep, data, size, &plan, &t);
    FUZZ_CHECK(rc == EML_END || (rc == EML_E_LIMIT && cx.err.code));
    trace_findings(&t, &cx);
    eml_arena_fini(&arena);
    free(plan.held);
    return t.p;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_limits few = {.depth = 3, .parts = 8, .fields = 9, .field_bytes = 300};
    uint8_t newline;
    char *a, *b;

    if (size == 0)
        return 0;
    newline = data[0] & 1 ? EML_NL_LF : EML_NL_CRLF;
    a = trace(data + 1, size - 1, newline, false, data[0] & 2 ? &few : NULL);
    b = trace(data + 1, size - 1, newline, true, data[0] & 2 ? &few : NULL);
    FUZZ_CHECK(strcmp(a, b) == 0);
    free(a);
    free(b);
    return 0;
}
