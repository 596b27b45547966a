/* Any message that can be written again: what is written has no fault but those
 * of the message as a whole, it means the same, and writing is a fixpoint after
 * one step. First byte: bit 0: lines end in LF; bit 1: UTF-8 as it is. */
#include "fuzz/feedback.h"
#include "fuzz/memory.h"

#include <string.h>

#include "eml/equal.h"

typedef struct reading {
    eml_arena arena;
    eml_cx cx;
    eml_diag diags[256];
    eml_part *root;
    const eml_write_part *tree;
} reading;

static void
begin(reading *r, uint32_t allow)
{

    eml_arena_init(&r->arena, &fuzz_memory, 0);
    r->cx = (eml_cx){.arena = &r->arena,
                     .allow = allow,
                     .diags = r->diags,
                     .diags_cap = sizeof r->diags / sizeof r->diags[0]};
}

static void
read_all(reading *r, eml_span in)
{
    r->cx.origin = in.p;
    FUZZ_CHECK(eml_message_parse(&r->cx, in, &r->root) == EML_OK);
    FUZZ_CHECK(eml_part_tiles(r->root) == 0);
    FUZZ_CHECK(eml_tree_to_write(&r->cx, r->root, &r->tree) == EML_OK);
}

/* What a writer cannot help: fields that are missing, too many or in disorder,
 * parameters that a type asks for, contents that are not what their type says.
 * Those have these relaxations, or stand here. */
enum {
    WHOLE = EML_ALLOW_COUNT | EML_ALLOW_TRACE | EML_ALLOW_CHARSET |
            EML_ALLOW_REPORT | EML_ALLOW_LIST | EML_ALLOW_ADDRESS
};

static int
is_whole(int code)
{
    static const int codes[] = {
        EML_E_TRACE_ORDER,         EML_E_MIME_VERSION_MISSING,
        EML_E_CONTENT_FIELD_TWICE, EML_E_RELATED_TYPE,
        EML_E_RELATED_VALUE,       EML_E_PARTIAL_PARAM,
        EML_E_EXTERNAL_PARAM,      EML_E_EXTERNAL_VALUE,
        EML_E_SIGNED_PARAM,        EML_E_CHARSET_SYNTAX,
        EML_E_FLOWED_PARAM,        EML_E_DISPOSITION_PARAM,
        EML_E_BOUNDARY_MISSING,
    };

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (codes[i] == code)
            return 1;
    return 0;
}

/* The fields of a report are content, too: leaves are written as they are. */
static bool
in_report(const reading *r, const eml_diag *d)
{
    for (const eml_part *p = r->root; p; p = eml_part_next(p)) {
        size_t off = (size_t)(p->body.p - r->cx.origin);

        if (p->info.kind == EML_PART_LEAF && d->off >= off &&
            d->off - off <= p->body.n &&
            eml_span_eq_fold(p->info.type, EML_LIT("message")))
            return true;
    }
    return false;
}

static void
is_strict(const reading *r)
{
    for (size_t i = 0; i < r->cx.num_diags && i < 256; i++) {
        const eml_diag *d = &r->diags[i];

        if (eml_severity_of(d->code, WHOLE) == EML_SEVERITY_ERROR &&
            !is_whole(d->code) && !in_report(r, d)) {
            fprintf(stderr, "%s at %llu\n", eml_code_info_get(d->code)->name,
                    (unsigned long long)d->off);
            FUZZ_CHECK(d->code == 0);
        }
    }
}

/* Every error of writing is one of the registry, and says where. */
static void
is_refused(const reading *r, int rc)
{
    FUZZ_CHECK(rc == EML_E_LIMIT || rc == EML_E_WRITE_LINE ||
               rc == EML_E_WRITE_NUL || rc == EML_E_WRITE_LONG ||
               rc == EML_E_WRITE_UTF8 || rc == EML_E_WRITE_NAME ||
               rc == EML_E_WRITE_VALUE || rc == EML_E_WRITE_CONTENT ||
               rc == EML_E_WRITE_BOUNDARY || rc == EML_E_WRITE_STRUCTURE);
    FUZZ_CHECK(rc == EML_E_LIMIT || r->cx.err.code == rc);
}

/* What was read, and what was written of it, as trees; fields as themselves. */
static void
same_trees(reading *a, const reading *b)
{
    bool same = false;

    FUZZ_CHECK(eml_part_eq(&a->cx, a->root, b->root, &same) == EML_OK && same);
    for (const eml_field *f = a->root->fields; f; f = f->next)
        FUZZ_CHECK(eml_field_eq(&a->cx, f, f, &same) == EML_OK && same);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static reading first, second;
    eml_out out = {0}, again = {0};
    bool utf8, same = false;
    int rc;

    if (size < 1)
        return 0;
    utf8 = data[0] & 2;
    begin(&first, EML_ALLOW_WILD);
    begin(&second, EML_ALLOW_NONE);
    out.arena = &first.arena;
    again.arena = &second.arena;
    first.cx.newline = data[0] & 1 ? EML_NL_LF : EML_NL_CRLF;
    read_all(&first, (eml_span){data + 1, size - 1});
    fuzz_saw(&first.cx);
    first.cx.err.code = 0;
    rc = eml_write_message(&first.cx, first.tree, utf8, 0, &out);
    if (rc < 0) {
        is_refused(&first, rc);
        FUZZ_CHECK(out.n == 0);
    } else {
        read_all(&second, eml_out_view(&out));
        is_strict(&second);
        FUZZ_CHECK(eml_write_part_eq(&first.cx, first.tree, second.tree,
                                     &same) == EML_OK);
        FUZZ_CHECK(same);
        if (fuzz_turn(0, 2, size))
            same_trees(&first, &second);
        FUZZ_CHECK(eml_write_message(&second.cx, second.tree, utf8, 1,
                                     &again) == EML_OK);
        FUZZ_CHECK(again.n == out.n && memcmp(again.p, out.p, out.n) == 0);
    }
    eml_arena_fini(&first.arena);
    eml_arena_fini(&second.arena);
    return 0;
}
