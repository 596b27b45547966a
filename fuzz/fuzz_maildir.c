/* Any bytes as a name in a Maildir: findings lie in it, and an accepted name,
 * written from its parts, reads as the same. */
#include "fuzz/fuzz_cx.h"

#include "eml/maildir.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_cx f;
    eml_span in = {size ? data : EML_NONE.p, size};
    eml_maildir_name m, again;
    eml_out o;
    int rc;

    fuzz_cx_init(&f, in, EML_ALLOW_NONE, false);
    o = (eml_out){.arena = &f.arena};
    rc = eml_maildir_name_parse(&f.cx, in, &m);
    fuzz_cx_check(&f, in.n);
    FUZZ_CHECK(rc == f.cx.err.code);
    if (rc == EML_OK) {
        eml_cx cx = {.arena = &f.arena};

        FUZZ_CHECK(fuzz_within(m.unique, in) && fuzz_within(m.info, in));
        FUZZ_CHECK(eml_maildir_dir_of(m.unique) < EML_MAILDIR_FOLDER);
        FUZZ_CHECK(eml_maildir_name_write(&cx, m.unique, m.flags, m.keywords,
                                          &o) == EML_OK);
        cx.origin = o.p;
        FUZZ_CHECK(eml_maildir_name_parse(&cx, eml_out_view(&o), &again) ==
                   EML_OK);
        FUZZ_CHECK(cx.num_diags == 0);
        FUZZ_CHECK(eml_span_eq(again.unique, m.unique));
        FUZZ_CHECK(again.flags == m.flags && again.keywords == m.keywords);
        FUZZ_CHECK(again.has_size == m.has_size && again.size == m.size);
    }
    (void)eml_maildir_dir_of(in);
    fuzz_cx_fini(&f);
    return 0;
}
