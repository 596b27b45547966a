/* A record made of choices, of which one tag breaks a rule: that is found, in
 * that tag; the rest is read as it was meant. First byte: which rule. */
#include "fuzz/dmarc_choices.h"

/* In a tag of its own, which no choice makes: names are not known, or the
 * values of tags that the choices leave out. */
static const struct {
    const char *tag;
    int code;
    unsigned leaves; /* what is then not looked at: bits of dmarc_tag */
} breaks[] = {
    {"p=rejected", EML_E_DMARC_POLICY, 1 << 0},
    {"sp=", EML_E_TAG_VALUE, 1 << 1},
    {"np=no", EML_E_DMARC_POLICY, 1 << 2},
    {"adkim=x", EML_E_DMARC_ALIGNMENT, 1 << 3},
    {"aspf=rs", EML_E_DMARC_ALIGNMENT, 1 << 4},
    {"rua=a@b.example", EML_E_DMARC_URI, 1 << 5},
    {"ruf=mailto:a!b@c.example", EML_E_DMARC_URI_ENCODE, 1 << 6},
    {"fo=0:1", EML_E_DMARC_FO, 1 << 7},
    {"fo=d:d", EML_E_DMARC_FO_TWICE, 1 << 7},
    {"psd=yes", EML_E_DMARC_PSD, 1 << 8},
    {"t=1", EML_E_DMARC_TEST, 1 << 9},
    {"x1=y", EML_E_TAG_NAME, 0},
    {"xy", EML_E_TAG_EQUALS, 0},
    {"x=\001", EML_E_TAG_VALUE, 0},
    {"", EML_E_TAG_EMPTY, 0},
};
enum { BREAKS = sizeof breaks / sizeof breaks[0] };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dmarc_choices c = {.p = data + 1, .end = data + size};
    const eml_dmarc_record *m = &c.means;
    eml_dmarc_record r;
    eml_diag diags[32];
    eml_cx cx = {.origin = c.text, .diags = diags, .diags_cap = 32};
    size_t b = size ? data[0] % BREAKS : 0;
    unsigned leaves = breaks[b].leaves;
    bool found = false;

    if (!size)
        return 0;
    c.broken = breaks[b].tag;
    dmarc_make(&c);
    FUZZ_CHECK(eml_dmarc_record_parse(&cx, (eml_span){c.text, c.n},
                                      EML_DMARC_9989, &r) == EML_OK);
    for (size_t i = 0; i < cx.num_diags && i < 32; i++)
        found |=
            diags[i].code == breaks[b].code || diags[i].code == EML_E_TAG_TWICE;
    /* nothing at the end of a record is [dmarc-sep] */
    FUZZ_CHECK(found || breaks[b].code == EML_E_TAG_EMPTY);
    FUZZ_CHECK((leaves & 1) || r.p == m->p);
    FUZZ_CHECK((leaves & 2) || r.sp == m->sp);
    FUZZ_CHECK((leaves & 4) || r.np == m->np);
    FUZZ_CHECK((leaves & 8) || r.strict_dkim == m->strict_dkim);
    FUZZ_CHECK((leaves & 16) || r.strict_spf == m->strict_spf);
    FUZZ_CHECK((leaves & 32) || r.num_rua == m->num_rua);
    FUZZ_CHECK((leaves & 64) || r.num_ruf == m->num_ruf);
    FUZZ_CHECK((leaves & (64 | 128)) || r.fo == m->fo);
    FUZZ_CHECK((leaves & 256) || r.psd == m->psd);
    FUZZ_CHECK((leaves & 512) || r.testing == m->testing);
    return 0;
}
