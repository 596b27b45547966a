/* The input is the choices of a tree: it is written, read back strictly without
 * an error, and is the same tree. First byte: what; and whether a CR, LF or NUL
 * is put into one of its leaves, which must then not be written at all. */
#include "fuzz/memory.h"

#include <string.h>

#include "eml/equal.h"
#include "generators/trees.h"

/* An error, or a warning that no output of ours should give rise to. */
static int
faulty(const eml_cx *cx)
{
    int faults = 0;

    for (size_t i = 0; i < cx->num_diags && i < cx->diags_cap; i++) {
        const eml_diag *d = &cx->diags[i];

        if (d->code != EML_E_WORD_SYNTAX && d->code != EML_E_FOLD_BLANK &&
            eml_severity_of(d->code, cx->allow) != EML_SEVERITY_ERROR)
            continue;
        fprintf(stderr, "%s at %llu\n", eml_code_info_get(d->code)->name,
                (unsigned long long)d->off);
        faults++;
    }
    return faults || cx->err.code;
}

static void
a_field(eml_cx *cx, eml_trees *t, eml_field_id id)
{
    eml_value v = eml_trees_value(t, id);
    eml_out out = {.arena = cx->arena};
    eml_field f = {0};
    bool same = false;
    int rc = eml_write_field(cx, id, EML_LIT("X-Other"), &v, t->utf8, &out);

    if (t->poisoned) {
        FUZZ_CHECK(rc < 0 && out.n == 0);
        return;
    }
    if (rc == EML_E_LIMIT) /* parameters */
        return;
    FUZZ_CHECK(rc == EML_OK);
    cx->origin = out.p;
    eml_field_split(cx, eml_out_view(&out), &f);
    FUZZ_CHECK(f.id == id && f.raw.n == out.n);
    FUZZ_CHECK(eml_value_parse(cx, id, f.body, &f.value) == EML_OK);
    FUZZ_CHECK(!faulty(cx));
    FUZZ_CHECK(eml_value_eq(cx, &v, &f.value, &same) == EML_OK && same);
}

/* A message in a part, as text: whatever boundaries are in it, the one that is
 * made for what is around it is another. */
static void
quoted(eml_cx *cx, eml_span message)
{
    eml_content_type mixed = {.type = EML_LIT("multipart"),
                              .subtype = EML_LIT("mixed")};
    eml_encoding cte = {.token = EML_LIT("8bit"), .cte = EML_CTE_8BIT};
    eml_field encoding = {
        .id = EML_FIELD_CONTENT_TRANSFER_ENCODING,
        .name = EML_LIT("Content-Transfer-Encoding"),
        .value = {.kind = EML_VALUE_ENCODING, .u.encoding = &cte}};
    eml_field type = {
        .next = &encoding,
        .id = EML_FIELD_CONTENT_TYPE,
        .name = EML_LIT("Content-Type"),
        .value = {.kind = EML_VALUE_CONTENT_TYPE, .u.content_type = &mixed}};
    eml_write_part part = {.fields = &encoding,
                           .content = message,
                           .preamble = EML_NONE,
                           .epilogue = EML_NONE};
    eml_write_part m = {.fields = &type,
                        .parts = &part,
                        .num_parts = 1,
                        .content = EML_NONE,
                        .preamble = EML_NONE,
                        .epilogue = EML_NONE};
    const eml_write_part *back;
    eml_out out = {.arena = cx->arena};
    bool same = false;
    eml_part *p;
    int rc;

    rc = eml_write_message(cx, &m, false, 0, &out);
    if (rc == EML_E_WRITE_CONTENT) /* it has binary parts */
        return;
    FUZZ_CHECK(rc == EML_OK);
    cx->origin = out.p;
    FUZZ_CHECK(eml_message_parse(cx, eml_out_view(&out), &p) == EML_OK);
    FUZZ_CHECK(eml_tree_to_write(cx, p, &back) == EML_OK);
    FUZZ_CHECK(eml_write_part_eq(cx, &m, back, &same) == EML_OK && same);
}

static void
a_message(eml_cx *cx, eml_trees *t)
{
    const eml_write_part *m = eml_trees_message(t), *back;
    eml_out out = {.arena = cx->arena}, again = out;
    bool same = false;
    eml_part *p;
    int rc = eml_write_message(cx, m, false, 0, &out);

    if (t->poisoned) {
        FUZZ_CHECK(rc < 0 && out.n == 0);
        return;
    }
    if (rc == EML_E_WRITE_BOUNDARY || rc == EML_E_LIMIT)
        return; /* it knows the seed; parameters */
    FUZZ_CHECK(rc == EML_OK);
    cx->origin = out.p;
    FUZZ_CHECK(eml_message_parse(cx, eml_out_view(&out), &p) == EML_OK);
    FUZZ_CHECK(!faulty(cx));
    FUZZ_CHECK(eml_part_tiles(p) == 0);
    FUZZ_CHECK(eml_tree_to_write(cx, p, &back) == EML_OK);
    FUZZ_CHECK(eml_write_part_eq(cx, m, back, &same) == EML_OK && same);
    FUZZ_CHECK(eml_write_message(cx, back, false, 1, &again) == EML_OK);
    FUZZ_CHECK(out.n == again.n && memcmp(out.p, again.p, out.n) == 0);
    quoted(cx, eml_out_view(&out));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_diag diags[64];
    eml_arena arena;
    eml_cx cx = {.origin = data, .diags = diags, .diags_cap = 64};
    eml_trees t = {.arena = &arena, .budget = 12};

    if (size < 3)
        return 0;
    eml_arena_init(&arena, &fuzz_memory, 0);
    cx.arena = &arena;
    t.p = data + 3;
    t.end = data + size;
    t.utf8 = data[0] & 0x80;
    t.poison = data[1] < 128 ? 0 : data[1] - 127u;
    if ((data[0] & 0x7f) == 1) {
        t.utf8 = false;
        a_message(&cx, &t);
    } else if ((data[0] & 0x7f) < EML_FIELD_END_ &&
               (data[0] & 0x7f) != EML_FIELD_RESENT_REPLY_TO) {
        a_field(&cx, &t, (eml_field_id)(data[0] & 0x7f));
    }
    eml_arena_fini(&arena);
    return 0;
}
