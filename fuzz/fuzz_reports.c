/* Any bytes: a report's content has a tree; every field of it lies in the
 * input, in order, and nothing but empty lines between two. */
#include "eml/reports.h"
#include "fuzz/memory.h"

static void
empty_lines(const uint8_t *p, const uint8_t *end)
{
    for (; p != end; p++)
        FUZZ_CHECK(*p == '\r' || *p == '\n');
}

/* Returns where the last of the fields ends. */
static const uint8_t *
in_order(const eml_field *f, const uint8_t *at, const uint8_t *end)
{
    for (; f; f = f->next) {
        FUZZ_CHECK(f->raw.p >= at && f->raw.n &&
                   (size_t)(end - f->raw.p) >= f->raw.n);
        empty_lines(at, f->raw.p);
        at = f->raw.p + f->raw.n;
    }
    return at;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_arena arena;
    eml_diag diags[64];
    eml_cx cx = {
        .arena = &arena, .origin = data, .diags = diags, .diags_cap = 64};
    eml_span in = {data, size};
    const uint8_t *at;
    eml_dsn *d;
    eml_mdn *m;
    uint32_t n = 0;

    eml_arena_init(&arena, &fuzz_memory, 0);
    FUZZ_CHECK(eml_dsn_parse(&cx, in, &d) == EML_OK);
    at = in_order(d->fields, data, data + size);
    for (const eml_dsn_recipient *r = d->recipients; r; r = r->next, n++)
        at = in_order(r->fields, at, data + size);
    FUZZ_CHECK(n == d->num_recipients);
    empty_lines(at, data + size);
    FUZZ_CHECK(eml_mdn_parse(&cx, in, &m) == EML_OK);
    in_order(m->fields, data, data + size);
    FUZZ_CHECK((cx.num_diags != 0) == (cx.err.code != 0));
    for (size_t i = 0; i < cx.num_diags && i < 64; i++)
        FUZZ_CHECK(diags[i].off + diags[i].len <= size);
    eml_arena_fini(&arena);
    return 0;
}
