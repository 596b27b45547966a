/* A record made of choices is read without an error, and as it was meant. */
#include "fuzz/dmarc_choices.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dmarc_choices c = {.p = data, .end = data + size};
    const eml_dmarc_record *m = &c.means;
    eml_dmarc_record r;
    eml_cx cx = {.origin = c.text};

    dmarc_make(&c);
    FUZZ_CHECK(eml_dmarc_record_parse(&cx, (eml_span){c.text, c.n},
                                      EML_DMARC_9989, &r) == EML_OK);
    FUZZ_CHECK(!cx.err.code);
    FUZZ_CHECK(r.p == m->p && r.sp == m->sp && r.np == m->np &&
               r.psd == m->psd && r.strict_dkim == m->strict_dkim &&
               r.strict_spf == m->strict_spf && r.testing == m->testing &&
               r.fo == m->fo && r.num_rua == m->num_rua &&
               r.num_ruf == m->num_ruf);
    return 0;
}
