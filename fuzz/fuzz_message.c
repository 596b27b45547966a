/* Any bytes: there is a tree, it tiles the input, strictness changes nothing of
 * it nor of the findings, and neither does leaving the bodies alone; little
 * memory is an error or changes nothing. First byte: how lines end, whether the
 * limits are few, and how much memory. */
#include <string.h>

#include "eml/message.h"
#include "eml/reports.h"
#include "fuzz/feedback.h"
#include "fuzz/memory.h"

typedef struct parsed {
    eml_arena arena;
    eml_diag diags[256];
    eml_cx cx;
    eml_part *root;
    int rc;
} parsed;

static void
parse(parsed *p, eml_span in, uint8_t flags, uint32_t allow, bool lazy,
      size_t memory)
{
    static const eml_limits few = {.depth = 3, .parts = 8};

    eml_arena_init(&p->arena, &fuzz_memory, memory);
    p->cx = (eml_cx){.arena = &p->arena,
                     .origin = in.p,
                     .newline = flags & 1 ? EML_NL_LF : EML_NL_CRLF,
                     .allow = allow,
                     .limits = flags & 2 ? &few : NULL,
                     .diags = p->diags,
                     .diags_cap = 256};
    p->root = NULL;
    p->rc = lazy ? eml_message_parse_lazy(&p->cx, in, &p->root)
                 : eml_message_parse(&p->cx, in, &p->root);
    fuzz_saw(&p->cx);
    FUZZ_CHECK(p->rc == EML_OK || p->rc == EML_E_LIMIT ||
               (memory && p->rc == EML_E_NOMEM));
    FUZZ_CHECK(p->rc == EML_OK || !p->root);
    if (p->rc == EML_OK)
        FUZZ_CHECK(eml_part_tiles(p->root) == 0 && p->root->raw.p == in.p &&
                   p->root->raw.n == in.n);
    for (size_t i = 0; i < p->cx.num_diags && i < 256; i++)
        FUZZ_CHECK(p->diags[i].off + p->diags[i].len <= in.n &&
                   eml_code_info_get(p->diags[i].code));
}

static bool
same_span(eml_span a, eml_span b)
{
    return a.n == b.n && (a.n == 0 || a.p == b.p);
}

static void
same(const parsed *a, const parsed *b)
{
    const eml_part *p = a->root, *q = b->root;

    FUZZ_CHECK(a->rc == b->rc);
    for (; p && q; p = eml_part_next(p), q = eml_part_next(q)) {
        const eml_field *f = p->fields, *g = q->fields;

        FUZZ_CHECK(same_span(p->raw, q->raw) && same_span(p->blank, q->blank) &&
                   same_span(p->body, q->body) &&
                   same_span(p->delimiter, q->delimiter) &&
                   same_span(p->preamble, q->preamble) &&
                   same_span(p->close, q->close) &&
                   same_span(p->epilogue, q->epilogue));
        FUZZ_CHECK(p->info.kind == q->info.kind && p->info.cte == q->info.cte &&
                   eml_span_eq(p->info.type, q->info.type) &&
                   eml_span_eq(p->info.subtype, q->info.subtype) &&
                   eml_span_eq(p->info.charset, q->info.charset) &&
                   eml_span_eq(p->info.boundary, q->info.boundary));
        for (; f && g; f = f->next, g = g->next)
            FUZZ_CHECK(f->id == g->id && same_span(f->raw, g->raw) &&
                       f->value.kind == g->value.kind);
        FUZZ_CHECK(!f && !g);
    }
    FUZZ_CHECK(!p && !q);
}

/* [CRLF] "--" boundary ["--"] *WSP [CRLF]: a boundary with anything else behind
 * it is none (RFC 2046 section 5.1.1). */
static void
check_line(eml_span line, eml_span boundary, size_t dashes)
{
    const uint8_t *p = line.p, *end = p + line.n;

    if (!line.n)
        return;
    p += *p == '\r';
    p += *p == '\n';
    FUZZ_CHECK((size_t)(end - p) >= 2 + boundary.n + dashes);
    FUZZ_CHECK(memcmp(p, "--", 2) == 0 &&
               memcmp(p + 2, boundary.p, boundary.n) == 0);
    p += 2 + boundary.n;
    FUZZ_CHECK(memcmp(p, "--", dashes) == 0);
    for (p += dashes; p != end && (*p == ' ' || *p == '\t');)
        p++;
    FUZZ_CHECK(p == end || (p + 1 == end && *p == '\n') ||
               (p + 2 == end && p[0] == '\r' && p[1] == '\n'));
}

static void
check_delimiters(const eml_part *p)
{
    for (; p; p = eml_part_next(p)) {
        if (p->parent)
            check_line(p->delimiter, p->parent->info.boundary, 0);
        check_line(p->close, p->info.boundary, 2);
    }
}

/* The first field of an id is the first, and what says that it is a report has
 * parts of its own as such. */
static void
check_parts(parsed *a)
{
    eml_diag none;
    eml_cx cx = a->cx;

    cx.diags = &none;
    cx.diags_cap = 0;
    for (const eml_part *p = a->root; p; p = eml_part_next(p)) {
        const eml_field *type = eml_part_field(p, EML_FIELD_CONTENT_TYPE);
        const eml_field *f = p->fields;
        eml_report *r;

        while (f && f->id != EML_FIELD_CONTENT_TYPE)
            f = f->next;
        FUZZ_CHECK(f == type);
        FUZZ_CHECK(eml_report_parse(&cx, p, &r) == EML_OK);
        FUZZ_CHECK(!r || (r->human == p->child && !(r->dsn && r->mdn)));
        FUZZ_CHECK(!r || r->machine || !(r->dsn || r->mdn));
    }
}

/* What can be read in two ways makes a message ambiguous. */
static void
check_verdict(const parsed *a)
{
    size_t kept = a->cx.num_diags < 256 ? a->cx.num_diags : 256;
    eml_verdict v = eml_verdict_of(a->diags, kept, EML_ALLOW_NONE);
    const char *readings[2];
    bool two = false;

    for (size_t i = 0; i < kept; i++)
        two = two || eml_code_readings(a->diags[i].code, readings);
    FUZZ_CHECK((v == EML_VERDICT_AMBIGUOUS) == two);
    FUZZ_CHECK(eml_verdict_name(v)[0]);
}

static void
same_findings(const parsed *a, const parsed *b)
{
    size_t kept = a->cx.num_diags < 256 ? a->cx.num_diags : 256;

    FUZZ_CHECK(a->cx.num_diags == b->cx.num_diags &&
               memcmp(a->diags, b->diags, kept * sizeof *a->diags) == 0);
}

/* The decoder of a body takes more than a header: so one or the other. */
static void
check_memory(const parsed *all, eml_span in, uint8_t flags, bool lazy)
{
    static parsed p;
    size_t some = flags >> 2 & 31;

    if (!some)
        return;
    parse(&p, in, flags, EML_ALLOW_NONE, lazy, lazy ? some << 8 : some << 10);
    if (p.rc != EML_E_NOMEM) {
        same(all, &p);
        same_findings(all, &p);
    }
    eml_arena_fini(&p.arena);
}

static void
check_lazy(const parsed *strict, eml_span in, uint8_t flags, bool memory)
{
    static parsed lazy;

    parse(&lazy, in, flags, EML_ALLOW_NONE, true, 0);
    same(strict, &lazy);
    FUZZ_CHECK(lazy.cx.num_diags <= strict->cx.num_diags);
    if (memory)
        check_memory(&lazy, in, flags, true);
    eml_arena_fini(&lazy.arena);
}

static void
check_wild(const parsed *strict, eml_span in, uint8_t flags)
{
    static parsed wild;

    parse(&wild, in, flags, EML_ALLOW_WILD, false, 0);
    same(strict, &wild);
    same_findings(strict, &wild);
    eml_arena_fini(&wild.arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static parsed strict;
    eml_span in = {data + 1, size - 1};
    bool memory = fuzz_turn(2, 3, size);

    if (size == 0)
        return 0;
    parse(&strict, in, data[0], EML_ALLOW_NONE, false, 0);
    check_delimiters(strict.root);
    check_verdict(&strict);
    if (fuzz_turn(0, 3, size))
        check_wild(&strict, in, data[0]);
    if (fuzz_turn(1, 3, size) || (memory && data[0] & 0x80))
        check_lazy(&strict, in, data[0], memory && data[0] & 0x80);
    if (memory && !(data[0] & 0x80))
        check_memory(&strict, in, data[0], false);
    if (memory && strict.root)
        check_parts(&strict);
    eml_arena_fini(&strict.arena);
    return 0;
}
