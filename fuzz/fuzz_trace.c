/* Any bytes as Received and as Return-Path: the same findings under every
 * relaxation; clauses in order and without overlap; with an index of the field,
 * as every instruction set makes it, the same as without. */
#include "fuzz/imf.h"
#include "parsers/imf/trace_piece.h"

static void
check_received(fuzz_cx *f, const eml_received *r)
{
    const uint8_t *at = f->in.p;

    fuzz_comments_check(f, r->comments);
    for (const eml_received_clause *c = r->first; c; c = c->next) {
        fuzz_span_check(f, c->name);
        fuzz_span_check(f, c->value);
        fuzz_comments_check(f, c->comments);
        FUZZ_CHECK(c->name.p >= at);
        at = c->name.p + c->name.n;
        if (c->value.n) {
            FUZZ_CHECK(c->value.p >= at);
            at = c->value.p + c->value.n;
        }
    }
    if (r->has_date)
        fuzz_comments_check(f, r->date.comments);
}

static void
check_path(fuzz_cx *f, const eml_mailbox *m)
{
    eml_span s;

    fuzz_span_check(f, m->raw);
    if (m->route)
        fuzz_span_check(f, *m->route);
    fuzz_comments_check(f, m->comments);
    FUZZ_CHECK(!m->name.present);
    fuzz_text_check(f, &m->local, &s);
    fuzz_text_check(f, &m->domain, &s);
    if (f->cx.allow & EML_ALLOW_TRACE)
        return;
    FUZZ_CHECK(m->angle && m->local.present == m->domain.present);
}

static bool
same_span(eml_span a, eml_span b)
{
    return a.n == b.n && (a.p == b.p || a.n == 0);
}

static bool
same_comments(const eml_comment *a, const eml_comment *b)
{
    for (; a && b; a = a->next, b = b->next)
        if (!same_span(a->text.raw, b->text.raw) ||
            a->text.simple != b->text.simple)
            return false;
    return a == b;
}

static bool
same_received(const eml_received *a, const eml_received *b)
{
    const eml_received_clause *c = a->first, *d = b->first;
    eml_date x = a->date, y = b->date;

    for (; c && d; c = c->next, d = d->next)
        if (c->kind != d->kind || !same_span(c->name, d->name) ||
            !same_span(c->value, d->value) ||
            !same_comments(c->comments, d->comments))
            return false;
    x.comments = y.comments = NULL;
    return c == d && same_comments(a->comments, b->comments) &&
           same_comments(a->date.comments, b->date.comments) &&
           a->has_date == b->has_date && memcmp(&x, &y, sizeof x) == 0;
}

static void
check_index(eml_span in)
{
    static eml__index index;
    fuzz_cx f;
    eml_received *want = NULL;
    int rc;

    fuzz_cx_init(&f, in, EML_ALLOW_NONE);
    rc = eml__received_by(&f.cx, in, NULL, &want);
    for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++) {
        fuzz_cx g;
        eml_received *got = NULL;

        if (!fuzz_turn((size_t)isa, 1 + (size_t)eml__best_isa(), in.n) ||
            !eml__index_make(in, &index, (enum eml__isa)isa))
            continue;
        fuzz_cx_init(&g, in, EML_ALLOW_NONE);
        FUZZ_CHECK(eml__received_by(&g.cx, in, &index, &got) == rc);
        fuzz_cx_same(&f, &g);
        FUZZ_CHECK(rc < 0 || same_received(want, got));
        fuzz_cx_fini(&g);
    }
    fuzz_cx_fini(&f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t num_diags = 0;
    uint32_t allow;

    if (size < 1)
        return 0;
    if (!(data[0] & 1))
        check_index((eml_span){data + 1, size - 1});
    for (size_t i = 0; fuzz_reading(i, size, &allow); i++) {
        fuzz_cx f;
        eml_span in = {data + 1, size - 1};
        eml_received *r = NULL;
        eml_mailbox *m = NULL;
        int rc;

        fuzz_cx_init(&f, in, allow);
        rc = data[0] & 1 ? eml_path_parse(&f.cx, in, &m)
                         : eml_received_parse(&f.cx, in, &r);
        fuzz_cx_check(&f, rc);
        FUZZ_CHECK((rc == EML_OK) == (r || m));
        FUZZ_CHECK(i == 0 || f.cx.num_diags == num_diags);
        num_diags = f.cx.num_diags;
        if (r)
            check_received(&f, r);
        if (m)
            check_path(&f, m);
        fuzz_cx_fini(&f);
    }
    return 0;
}
