/* Any bytes as a key record (RFC 6376 3.6.1): what is accepted is written and
 * reads back as it was. */
#include "eml/dkim_key.h"
#include "fuzz/fuzz_cx.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_span in = {data, size};
    eml_dkim_key k, again;
    eml_out out;
    fuzz_cx f;
    int rc;

    fuzz_cx_init(&f, in, 0, false);
    rc = eml_dkim_key_parse(&f.cx, in, &k);
    FUZZ_CHECK(rc == EML_OK || f.cx.num_diags);
    fuzz_cx_check(&f, size);
    FUZZ_CHECK(fuzz_within(k.notes, in));
    FUZZ_CHECK(rc != EML_OK || k.readable);
    if (rc == EML_OK) {
        out = (eml_out){.arena = &f.arena};
        FUZZ_CHECK(eml_dkim_key_write(&f.cx, &k, &out) == EML_OK);
        f.cx.origin = out.p;
        FUZZ_CHECK(eml_dkim_key_parse(&f.cx, eml_out_view(&out), &again) ==
                   EML_OK);
        FUZZ_CHECK(eml_span_eq(k.data, again.data) && k.type == again.type &&
                   eml_span_eq(k.notes, again.notes) &&
                   k.email == again.email && k.testing == again.testing &&
                   k.strict == again.strict && k.any_hash == again.any_hash);
    }
    fuzz_cx_fini(&f);
    return 0;
}
