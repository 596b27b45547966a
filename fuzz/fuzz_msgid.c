/* Any bytes as message identifiers: the same findings under every relaxation,
 * and each identifier that is accepted is one when it stands alone. */
#include "fuzz/imf.h"

FUZZ_APART static void
check_id(fuzz_cx *f, const eml_msgid *m)
{
    fuzz_cx g;
    eml_msgid_list *l = NULL;

    fuzz_span_check(f, m->raw);
    if (f->cx.allow & EML_ALLOW_MSG_ID) {
        /* how far words without brackets go depends on what follows */
        FUZZ_CHECK(fuzz_same_text(f, &m->left, f, &m->left));
        FUZZ_CHECK(fuzz_same_text(f, &m->right, f, &m->right));
        return;
    }
    fuzz_cx_init(&g, m->raw, f->cx.allow);
    g.cx.newline = f->cx.newline;
    FUZZ_CHECK(eml_msgid_parse(&g.cx, m->raw, EML_MSGID_ONE, &l) == EML_OK);
    FUZZ_CHECK(l->num_ids == 1);
    FUZZ_CHECK(fuzz_same_text(f, &m->left, &g, &l->first->left));
    FUZZ_CHECK(fuzz_same_text(f, &m->right, &g, &l->first->right));
    FUZZ_CHECK(eml_span_eq(m->raw, l->first->raw));
    fuzz_cx_fini(&g);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t num_diags = 0;
    uint32_t allow;
    bool seen = false;

    if (size < 1)
        return 0;
    for (size_t i = 0; fuzz_reading(i, size, &allow); i++) {
        fuzz_cx f;
        eml_span in = {data + 1, size - 1};
        eml_msgid_list *l = NULL;
        uint32_t n = 0;
        int rc;

        fuzz_cx_init(&f, in, allow);
        f.cx.newline = data[0] & 0x80 ? EML_NL_LF : EML_NL_CRLF;
        rc = eml_msgid_parse(&f.cx, in, (eml_msgid_rule)(data[0] % 2), &l);
        fuzz_cx_check(&f, rc);
        FUZZ_CHECK((rc == EML_OK) == (l != NULL));
        FUZZ_CHECK(i == 0 || f.cx.num_diags == num_diags);
        num_diags = f.cx.num_diags;
        if (l) {
            fuzz_comments_check(&f, l->comments);
            for (const eml_msgid *m = l->first; m; m = m->next, n++)
                if (!seen)
                    check_id(&f, m);
            FUZZ_CHECK(n == l->num_ids);
            seen = !FUZZ_ALL;
        }
        fuzz_cx_fini(&f);
    }
    return 0;
}
