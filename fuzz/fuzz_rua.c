/* Any elements as an aggregate report: total, and what can be written is read
 * again as the same bytes. A byte is a step: 0 to 63 begins the element of that
 * name, 64 to 95 text of the bytes behind it, 96 on ends an element. */
#include "fuzz/imf.h"
#include "eml/rua.h"
#include "tests/rua_xml.h"

static const char *const names[] = {"feedback",
                                    "version",
                                    "report_metadata",
                                    "org_name",
                                    "email",
                                    "report_id",
                                    "date_range",
                                    "begin",
                                    "end",
                                    "error",
                                    "policy_published",
                                    "domain",
                                    "adkim",
                                    "aspf",
                                    "p",
                                    "sp",
                                    "np",
                                    "pct",
                                    "fo",
                                    "testing",
                                    "record",
                                    "row",
                                    "source_ip",
                                    "count",
                                    "policy_evaluated",
                                    "disposition",
                                    "dkim",
                                    "spf",
                                    "reason",
                                    "type",
                                    "comment",
                                    "identifiers",
                                    "envelope_to",
                                    "envelope_from",
                                    "header_from",
                                    "auth_results",
                                    "selector",
                                    "result",
                                    "human_result",
                                    "scope",
                                    "n:feedback",
                                    "generator",
                                    "discovery_method",
                                    "x"};
enum { NAMES = sizeof names / sizeof names[0] };

static int
feed(eml_rua_reader *r, const uint8_t *p, const uint8_t *end, uint64_t *off)
{
    int rc = EML_OK;

    while (p != end && rc == EML_OK) {
        uint8_t c = *p++;

        if (c < 64) {
            const char *name = names[c % NAMES];

            rc = eml_rua_open(
                r, (eml_span){(const uint8_t *)name, strlen(name)}, *off);
        } else if (c < 96) {
            size_t n = (size_t)(c - 64);

            n = n < (size_t)(end - p) ? n : (size_t)(end - p);
            rc = eml_rua_text(r, (eml_span){p, n});
            p += n;
        } else {
            rc = eml_rua_close(r, *off);
        }
        ++*off;
    }
    return rc;
}

static void
check_round(fuzz_cx *f, const eml_rua *report)
{
    eml_out once = {.arena = &f->arena}, twice = {.arena = &f->arena};
    const eml_rua *again;
    eml_cx aside = {.origin = f->in.p, .arena = &f->arena};

    if (eml_rua_write(&aside, report, &once) < 0) {
        FUZZ_CHECK(once.n == 0 && aside.num_diags == 1);
        return;
    }
    aside = (eml_cx){.origin = once.p, .arena = &f->arena};
    FUZZ_CHECK(rua_xml_read(&aside, eml_out_view(&once), &again) == EML_OK);
    FUZZ_CHECK(aside.num_diags == 0);
    FUZZ_CHECK(eml_rua_write(&aside, again, &twice) == EML_OK);
    FUZZ_CHECK(eml_span_eq(eml_out_view(&once), eml_out_view(&twice)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const eml_rua *report = NULL;
    eml_rua_reader r;
    uint64_t off = 0;
    fuzz_cx f;
    int rc;

    fuzz_cx_init(&f, (eml_span){data, size}, EML_ALLOW_NONE);
    FUZZ_CHECK(eml_rua_begin(&r, &f.cx) == EML_OK);
    rc = feed(&r, data, data + size, &off);
    FUZZ_CHECK(rc == EML_OK || rc == EML_E_LIMIT);
    rc = eml_rua_end(&r, off, &report);
    FUZZ_CHECK((rc == EML_OK) == (report != NULL));
    for (size_t i = 0; i < f.cx.num_diags && i < f.cx.diags_cap; i++)
        FUZZ_CHECK(f.diags[i].off <= off);
    if (report)
        check_round(&f, report);
    fuzz_cx_fini(&f);
    return 0;
}
