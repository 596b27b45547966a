/* What is made of a repeated piece (cost.h) as a DMARC record, a feedback
 * report, a public suffix list and a header to be stripped. */
#include "eml/arf.h"
#include "eml/authres.h"
#include "eml/dmarc_record.h"
#include "eml/psl.h"
#include "fuzz/cost.h"

static void
read_all(void *user, eml_cx *cx, eml_span in)
{
    static const eml_span id = {(const uint8_t *)"a.b", 3};
    static uint8_t room[2 * COST_LONG];
    eml_out out = {.p = room, .cap = sizeof room};
    eml_dmarc_record r;
    eml_arf *a;
    eml_psl *list;
    uint32_t gone;

    (void)user;
    if (eml_dmarc_record_parse(cx, in, EML_DMARC_9989, &r) == EML_OK)
        FUZZ_CHECK(eml_dmarc_record_write(cx, &r, EML_DMARC_9989, &out) <= 0);
    out.n = 0;
    FUZZ_CHECK(eml_arf_parse(cx, in, &a) != EML_E_NOMEM);
    FUZZ_CHECK(eml_authres_strip(cx, in, &id, 1, 0, &out, &gone) == EML_OK);
    FUZZ_CHECK(eml_psl_parse(cx, in, &list) == EML_OK);
    (void)eml_psl_org(list, in.n > 253 ? (eml_span){in.p, 253} : in);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* a line of a list is a slot of 32 bytes, at most half of them in use; a
     * field of a report is a node */
    cost_compare(read_all, NULL, (eml_span){data, size}, 400);
    return 0;
}
