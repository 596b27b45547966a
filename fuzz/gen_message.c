/* The input is the choices of a message (its head: profile, mode VALID or
 * OBS): it is read without an error, what is found in it is what was foretold,
 * and it means what was meant. Values of the commonest kinds are compared; all
 * of them are in cli/gen_parse_test.c. */
#include "fuzz/mutator.h"

#include "eml/gen.h"
#include "eml/message.h"
#include "fuzz/fuzz_cx.h"

enum { DIAGS = 2048, ROOM = 4 << 20 };

typedef struct run {
    eml_cx cx;
    eml_arena arena, made;
    eml_diag diags[DIAGS];
    eml_gen_message m;
    eml_part *root;
} run;

/* ---- values
 * ---------------------------------------------------------------------- */

/* What was meant, item by item. */
typedef struct meant {
    eml_cx *cx;
    const eml_gen_item *at;
} meant;

static const eml_gen_item *
next(meant *w)
{
    const eml_gen_item *i = eml_gen_at(w->at);

    w->at = i + 1;
    return i;
}

static void
expect(meant *w, eml_gen_op op)
{
    FUZZ_CHECK(next(w)->op == op);
}

static void
expect_text(meant *w, const eml_text *t)
{
    const eml_gen_item *i = next(w);
    eml_span s;

    if (!t->present) {
        FUZZ_CHECK(i->op == EML_GEN_NULL);
        return;
    }
    FUZZ_CHECK(i->op == EML_GEN_TEXT);
    FUZZ_CHECK(eml_text_get(w->cx, t, &s) == EML_OK);
    FUZZ_CHECK(s.n == i->n && memcmp(s.p, i->u.p, s.n) == 0);
}

static void
expect_comments(meant *w, const eml_comment *c)
{
    const eml_gen_item *i = eml_gen_at(w->at);

    FUZZ_CHECK((c != NULL) == (i->key == EML_GEN_KEY_COMMENTS));
    if (!c)
        return;
    expect(w, EML_GEN_ARRAY);
    for (; c; c = c->next)
        expect_text(w, &c->text);
    expect(w, EML_GEN_END);
}

static void
expect_mailbox(meant *w, const eml_mailbox *m)
{
    expect(w, EML_GEN_OBJECT);
    expect_text(w, &m->name);
    expect_text(w, &m->local);
    expect_text(w, &m->domain);
    expect_comments(w, m->comments);
    expect(w, EML_GEN_END);
}

static void
expect_addresses(meant *w, const eml_address_list *l)
{
    expect(w, EML_GEN_ARRAY);
    for (const eml_address *a = l->first; a; a = a->next) {
        if (!a->group) {
            expect_mailbox(w, a->mailbox);
            continue;
        }
        expect(w, EML_GEN_OBJECT);
        expect_text(w, a->group);
        expect(w, EML_GEN_ARRAY);
        for (const eml_mailbox *m = a->mailbox; m; m = m->next)
            expect_mailbox(w, m);
        expect(w, EML_GEN_END);
        expect_comments(w, a->comments);
        expect(w, EML_GEN_END);
    }
    expect(w, EML_GEN_END);
}

static void
expect_int(meant *w, int64_t v)
{
    const eml_gen_item *i = next(w);

    FUZZ_CHECK(i->op == EML_GEN_INT && i->u.i == v);
}

static void
expect_date(meant *w, const eml_date *d)
{
    expect(w, EML_GEN_OBJECT);
    expect_int(w, eml_date_unix(d));
    expect_int(w, d->offset_min);
    expect(w, d->zone_known ? EML_GEN_TRUE : EML_GEN_FALSE);
    if (d->second == 60)
        expect(w, EML_GEN_TRUE);
    expect(w, EML_GEN_END);
}

static void
expect_msgids(meant *w, const eml_msgid_list *l)
{
    expect(w, EML_GEN_ARRAY);
    for (const eml_msgid *id = l->first; id; id = id->next) {
        expect(w, EML_GEN_OBJECT);
        expect_text(w, &id->left);
        expect_text(w, &id->right);
        expect(w, EML_GEN_END);
    }
    expect(w, EML_GEN_END);
}

static void
expect_phrases(meant *w, const eml_phrases *l)
{
    expect(w, EML_GEN_ARRAY);
    for (const eml_phrase *p = l->first; p; p = p->next)
        expect_text(w, &p->text);
    expect(w, EML_GEN_END);
}

static void
same_value(eml_cx *cx, const eml_gen_item *value, const eml_value *v)
{
    meant w = {cx, value};

    FUZZ_CHECK(v->kind != EML_VALUE_NONE);
    if (v->kind == EML_VALUE_UNSTRUCTURED)
        expect_text(&w, &v->u.text);
    else if (v->kind == EML_VALUE_ADDRESSES)
        expect_addresses(&w, v->u.addresses);
    else if (v->kind == EML_VALUE_DATE)
        expect_date(&w, v->u.date);
    else if (v->kind == EML_VALUE_MSGIDS)
        expect_msgids(&w, v->u.msgids);
    else if (v->kind == EML_VALUE_PHRASES)
        expect_phrases(&w, v->u.phrases);
}

/* ---- parts
 * ----------------------------------------------------------------------- */

static bool
same_bytes(eml_span a, eml_span b)
{
    return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

static void
at_range(const run *r, eml_span s, uint32_t off, uint32_t len)
{
    FUZZ_CHECK(s.n == len);
    FUZZ_CHECK(len == 0 || s.p == r->m.bytes.p + off);
}

static void
same_fields(run *r, const eml_gen_field *g, const eml_field *f)
{
    for (; g && f; g = g->next, f = f->next) {
        at_range(r, f->raw, g->off, g->len);
        FUZZ_CHECK(same_bytes(f->name, g->name));
        same_value(&r->cx, g->value, &f->value);
    }
    FUZZ_CHECK(!g && !f);
}

static eml_span
decoded(run *r, const eml_part *p, bool to_utf8)
{
    eml_cx quiet = r->cx; /* what is wrong was found before */
    eml_out out = {.arena = &r->arena};
    eml_decoder *d;
    eml_span in = p->body, piece;
    int rc;

    quiet.diags_cap = 0;
    d = eml_decoder_new(&quiet, &p->info, to_utf8, 0);
    FUZZ_CHECK(d);
    while ((rc = eml_decoder_feed(d, &quiet, &in, true, &piece)) == EML_OK)
        eml_out_span(&out, piece);
    FUZZ_CHECK(rc == EML_END && !out.full);
    return out.n ? eml_out_view(&out) : EML_NONE;
}

static void
same_part(run *r, const eml_gen_part *g, const eml_part *p)
{
    static const eml_part_kind kinds[] = {EML_PART_LEAF, EML_PART_MULTIPART,
                                          EML_PART_MESSAGE};

    FUZZ_CHECK(p->info.kind == kinds[g->kind]);
    FUZZ_CHECK(eml_span_eq_fold(p->info.type, g->type));
    FUZZ_CHECK(eml_span_eq_fold(p->info.subtype, g->subtype));
    same_fields(r, g->fields, p->fields);
    at_range(r, p->body, g->body.off, g->body.len);
    at_range(r, p->preamble, g->preamble.off, g->preamble.len);
    at_range(r, p->epilogue, g->epilogue.off, g->epilogue.len);
    FUZZ_CHECK(!g->child == !p->child && !g->next == !p->next);
    if (g->kind != EML_GEN_LEAF)
        return;
    FUZZ_CHECK(same_bytes(decoded(r, p, false), g->decoded));
    FUZZ_CHECK(g->is_text == eml_span_eq_fold(p->info.type, EML_LIT("text")));
    if (g->is_text)
        FUZZ_CHECK(same_bytes(decoded(r, p, true), g->text));
}

static const eml_gen_part *
after(const eml_gen_part *g)
{
    if (g->child)
        return g->child;
    while (g->parent && !g->next)
        g = g->parent;
    return g->next;
}

/* ---- findings
 * -------------------------------------------------------------------- */

static int
by_place(const void *a, const void *b)
{
    const eml_diag *x = a, *y = b;

    if (x->off != y->off)
        return x->off < y->off ? -1 : 1;
    return (x->code > y->code) - (x->code < y->code);
}

/* Errors, warnings and what is ambiguous: see eml_gen_finding. */
static bool
foretold(const eml_diag *d)
{
    const char *readings[2];

    return eml_code_info_get(d->code)->level != EML_LEVEL_NOTE ||
           eml_code_readings(d->code, readings);
}

static void
same_findings(run *r)
{
    size_t k = 0;

    FUZZ_CHECK(r->cx.num_diags <= DIAGS);
    qsort(r->diags, r->cx.num_diags, sizeof r->diags[0], by_place);
    for (size_t i = 0; i < r->cx.num_diags; i++) {
        const eml_diag *d = &r->diags[i];

        if (!foretold(d))
            continue;
        FUZZ_CHECK(k < r->m.num_findings);
        FUZZ_CHECK(r->m.findings[k].code == d->code);
        FUZZ_CHECK(r->m.findings[k].off == d->off);
        FUZZ_CHECK(r->m.findings[k].len == d->len);
        k++;
    }
    FUZZ_CHECK(k == r->m.num_findings);
}

/* ---- all
 * ------------------------------------------------------------------------ */

static void
make(run *r, const eml_gen_spec *spec)
{
    static uint8_t *room; /* written before it is read */

    if (!room)
        room = malloc(ROOM);
    FUZZ_CHECK(room);
    eml_arena_reset(&r->made);
    FUZZ_CHECK(eml_gen_make(spec, room, ROOM, &r->made, NULL, &r->m) == EML_OK);
    r->m.bytes = fuzz_copy(0, r->m.bytes);
}

static void
read_back(run *r, uint32_t allow)
{
    eml_arena_reset(&r->arena);
    r->cx = (eml_cx){.origin = r->m.bytes.p,
                     .allow = allow,
                     .arena = &r->arena,
                     .diags = r->diags,
                     .diags_cap = DIAGS};
    FUZZ_CHECK(eml_message_parse(&r->cx, r->m.bytes, &r->root) == EML_OK);
    fuzz_saw(&r->cx);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static run r; /* its arenas are kept for the next input */
    eml_gen_spec spec = {
        .choices = EML_NONE, .labels = true, .few_charsets = true};
    const eml_gen_part *g;
    const eml_part *p;

    if (size < FUZZ_HEAD)
        return 0;
    if (size > FUZZ_HEAD)
        spec.choices = (eml_span){data + FUZZ_HEAD, size - FUZZ_HEAD};
    spec.profile = (eml_gen_profile)(data[0] % EML_GEN_PROFILES);
    spec.mode = data[0] & 0x80 ? EML_GEN_OBS : EML_GEN_VALID;
    if (!r.arena.from) {
        eml_arena_init(&r.arena, &fuzz_memory, 0);
        eml_arena_init(&r.made, &fuzz_memory, 0);
    }
    make(&r, &spec);
    read_back(&r, spec.mode == EML_GEN_OBS ? EML_ALLOW_OBS : EML_ALLOW_NONE);
    same_findings(&r);
    FUZZ_CHECK(!r.cx.err.code);
    FUZZ_CHECK(eml_part_tiles(r.root) == 0);
    for (g = r.m.root, p = r.root; g && p; g = after(g), p = eml_part_next(p))
        same_part(&r, g, p);
    FUZZ_CHECK(!g && !p);
    if (spec.mode == EML_GEN_OBS) { /* strictly it is wrong */
        read_back(&r, EML_ALLOW_NONE);
        FUZZ_CHECK(eml_verdict_of(r.diags, r.cx.num_diags, EML_ALLOW_NONE) !=
                   EML_VERDICT_VALID);
    }
    return 0;
}
