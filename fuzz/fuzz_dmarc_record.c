/* Any bytes as a DMARC record: total, and what can be written is read again as
 * the same. First byte: bit 0 RFC 7489. */
#include "fuzz/imf.h"
#include "eml/dmarc_record.h"

static uint32_t
check_uris(fuzz_cx *f, eml_dmarc_rules rules, eml_span rest)
{
    eml_dmarc_uri u;
    uint32_t n = 0;

    fuzz_span_check(f, rest);
    for (; eml_dmarc_uri_next(NULL, rules, &rest, &u); n++) {
        FUZZ_CHECK(n <= f->in.n);
        fuzz_span_check(f, u.uri);
        fuzz_span_check(f, u.address);
        fuzz_span_check(f, u.domain);
        FUZZ_CHECK(!u.mailto || (u.address.n > u.domain.n && u.domain.n));
    }
    return n;
}

static void
check_round(fuzz_cx *f, eml_dmarc_rules rules, const eml_dmarc_record *r)
{
    eml_out out = {.arena = &f->arena};
    eml_dmarc_record again;
    eml_cx aside = {.origin = f->in.p};
    int rc = eml_dmarc_record_write(&aside, r, rules, &out);

    FUZZ_CHECK(rc <= 0 && (rc == EML_OK || out.n == 0));
    if (rc != EML_OK) {
        FUZZ_CHECK(aside.err.code == rc);
        return;
    }
    aside.origin = out.p;
    FUZZ_CHECK(eml_dmarc_record_parse(&aside, eml_out_view(&out), rules,
                                      &again) == EML_OK);
    FUZZ_CHECK(!aside.err.code);
    FUZZ_CHECK(again.p == r->p && again.sp == r->sp && again.np == r->np &&
               again.psd == r->psd && again.fo == r->fo &&
               again.num_rua == r->num_rua && again.num_ruf == r->num_ruf &&
               again.pct == r->pct && again.ri == r->ri &&
               again.testing == r->testing &&
               again.strict_dkim == r->strict_dkim &&
               again.strict_spf == r->strict_spf);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_dmarc_rules rules;
    eml_dmarc_record r;
    eml_span in;
    fuzz_cx f;
    int rc;

    if (size < 1)
        return 0;
    rules = data[0] & 1 ? EML_DMARC_7489 : EML_DMARC_9989;
    in = (eml_span){data + 1, size - 1};
    fuzz_cx_init(&f, in, EML_ALLOW_NONE);
    rc = eml_dmarc_record_parse(&f.cx, in, rules, &r);
    fuzz_saw(&f.cx);
    for (size_t i = 0; i < f.cx.num_diags && i < f.cx.diags_cap; i++)
        FUZZ_CHECK(f.diags[i].off + f.diags[i].len <= in.n);
    FUZZ_CHECK(rc == EML_OK || rc == EML_E_DMARC_VERSION);
    FUZZ_CHECK(f.arena.taken == 0);
    if (rc == EML_OK) {
        FUZZ_CHECK(r.p <= EML_DMARC_REJECT && r.pct <= 100 && r.fo);
        FUZZ_CHECK(check_uris(&f, rules, r.rua) == r.num_rua);
        FUZZ_CHECK(check_uris(&f, rules, r.ruf) == r.num_ruf);
        check_round(&f, rules, &r);
    }
    fuzz_cx_fini(&f);
    return 0;
}
