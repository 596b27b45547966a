/* Any bytes as Received and as Return-Path: the same findings under every
 * relaxation; clauses in order and without overlap. */
#include "fuzz/imf.h"

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
    fuzz_span_check(f, m->route);
    fuzz_comments_check(f, m->comments);
    FUZZ_CHECK(!m->name.present);
    fuzz_text_check(f, &m->local, &s);
    fuzz_text_check(f, &m->domain, &s);
    if (f->cx.allow & EML_ALLOW_TRACE)
        return;
    FUZZ_CHECK(m->angle && m->local.present == m->domain.present);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint32_t allow[] = {EML_ALLOW_NONE, EML_ALLOW_OBS,
                                     EML_ALLOW_WILD};
    size_t num_diags = 0;

    if (size < 1)
        return 0;
    for (size_t i = 0; i < 3; i++) {
        fuzz_cx f;
        eml_span in = {data + 1, size - 1};
        eml_received *r = NULL;
        eml_mailbox *m = NULL;
        int rc;

        fuzz_cx_init(&f, in, allow[i]);
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
