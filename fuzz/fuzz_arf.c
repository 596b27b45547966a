/* Any bytes as a feedback report: total, and what can be written is read again
 * as the same. */
#include "fuzz/imf.h"
#include "eml/arf.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_cx f;
    eml_arf *a = NULL, *again = NULL;
    eml_span in = {data, size};
    eml_out out;
    uint32_t n = 0;

    fuzz_cx_init(&f, in, EML_ALLOW_NONE);
    out = (eml_out){.arena = &f.arena};
    FUZZ_CHECK(eml_arf_parse(&f.cx, in, &a) == EML_OK);
    fuzz_saw(&f.cx);
    for (size_t i = 0; i < f.cx.num_diags && i < f.cx.diags_cap; i++)
        FUZZ_CHECK(f.diags[i].off + f.diags[i].len <= in.n);
    for (const eml_arf_field *p = a->first; p; p = p->next, n++)
        FUZZ_CHECK(p->name.p && p->value.p && p->id < EML_ARF_END_);
    FUZZ_CHECK(n == a->num_fields);
    f.cx = (eml_cx){.origin = data, .arena = &f.arena};
    if (eml_arf_write(&f.cx, a, &out) == EML_OK) {
        FUZZ_CHECK(eml_arf_parse(&f.cx, eml_out_view(&out), &again) == EML_OK);
        FUZZ_CHECK(f.cx.num_diags == 0 && again->num_fields == n);
        for (const eml_arf_field *p = a->first, *q = again->first; p;
             p = p->next, q = q->next)
            FUZZ_CHECK(p->id == q->id && eml_span_eq(p->value, q->value));
    } else {
        FUZZ_CHECK(out.n == 0);
    }
    fuzz_cx_fini(&f);
    return 0;
}
