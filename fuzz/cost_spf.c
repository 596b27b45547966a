/* An SPF record that is made of a repeated piece (cost.h): read, written, and
 * evaluated with itself as the answer to every question, and as explanation. */
#include "eml/spf_check.h"
#include "fuzz/cost.h"

enum { WRITTEN_MAX = 2 * COST_LONG };

static void
read_and_write(eml_cx *cx, eml_span in)
{
    static uint8_t room[WRITTEN_MAX];
    eml_out out = {.p = room, .cap = sizeof room};
    eml_spf_record *r;

    if (eml_spf_parse(cx, in, &r) == EML_OK)
        FUZZ_CHECK(eml_spf_write(r->first, &out) != EML_E_NOMEM || out.full);
}

static void
evaluate(eml_cx *cx, eml_span in)
{
    static const uint8_t host[4] = {192, 0, 2, 9};
    static eml_spf m;
    eml_spf_conf conf = {.helo = EML_LIT("h.example"),
                         .mail_from = EML_LIT("a-b-c-d-e-f@d.example"),
                         .receiver = EML_NONE,
                         .ip = {{192, 0, 2, 3}, false}};
    eml_dns_record record = {.data = in};
    eml_dns_query q;
    int rc = eml_spf_init(&m, &conf, cx->arena, NULL);

    while (rc == EML_OK && (rc = eml_spf_step(&m, &q)) == EML_WANT_DNS) {
        eml_dns_answer a = {EML_DNS_DATA, &record, 1};

        record.data = q.type == EML_DNS_TXT ? in
                      : q.type == EML_DNS_A ? (eml_span){host, sizeof host}
                                            : EML_LIT("d.example");
        rc = eml_spf_answer(&m, q.id, &a);
    }
    FUZZ_CHECK(rc == EML_OK);
}

static void
read_all(void *user, eml_cx *cx, eml_span in)
{
    (void)user;
    read_and_write(cx, in);
    evaluate(cx, in);
    FUZZ_CHECK(eml_spf_explain_check(cx, in) <= 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* a term is a node, whatever its length; a record is kept for a frame */
    cost_compare(read_all, NULL, (eml_span){data, size}, 400);
    return 0;
}
