/* The fuzzer is the DNS: whether reports may go somewhere is known after at
 * most seventeen queries, whatever the answers are. Two lengths, two domains,
 * then for each answer a byte: what kind, and how long its record is. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/memory.h"
#include "eml/dmarc_dest.h"

static eml_span
take(eml_span *in, size_t n)
{
    eml_span s = {in->p, n < in->n ? n : in->n};

    in->p += s.n;
    in->n -= s.n;
    return s;
}

static size_t
byte(eml_span *in)
{
    eml_span s = take(in, 1);

    return s.n ? *s.p : 0;
}

static void
answer(eml_span *in, eml_dns_record r[3], eml_dns_answer *a)
{
    size_t how = byte(in);

    memset(a, 0, sizeof *a);
    a->outcome = (eml_dns_outcome)(how % 4);
    a->records = r;
    if (a->outcome != EML_DNS_DATA)
        return;
    a->num_records = how / 4 % 4;
    for (size_t i = 0; i < a->num_records; i++)
        r[i].data = how & 64 ? EML_LIT("v=DMARC1; rua=mailto:x@c.d")
                             : take(in, byte(in));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_span in = {data, size}, list;
    eml_dmarc_dest_conf conf = {.rules = EML_DMARC_9989};
    eml_dmarc_dest m;
    eml_dmarc_uri u;
    eml_dns_query q;
    eml_arena arena;
    eml_cx cx = {.origin = data, .arena = &arena};
    unsigned queries = 0;
    int rc;

    conf.failure = byte(&in) & 1;
    conf.policy_domain = take(&in, byte(&in));
    conf.host = take(&in, byte(&in));
    eml_arena_init(&arena, &fuzz_memory, 0);
    FUZZ_CHECK(eml_dmarc_dest_init(&m, &conf) == EML_OK);
    while ((rc = eml_dmarc_dest_poll(&m, &q)) == EML_WANT_DNS) {
        eml_dns_record r[3];
        eml_dns_answer a;

        FUZZ_CHECK(++queries <= 17 && q.name.n && q.name.n <= 253);
        memset(r, 0, sizeof r);
        answer(&in, r, &a);
        FUZZ_CHECK(eml_dmarc_dest_dns(&m, &cx, q.id, &a) == EML_OK);
    }
    FUZZ_CHECK(rc == EML_OK && m.num_queries == queries);
    FUZZ_CHECK(m.instead.n == 0 || m.result == EML_DMARC_DEST_ACCEPTED);
    list = m.instead;
    while (eml_dmarc_uri_next(NULL, EML_DMARC_9989, &list, &u))
        FUZZ_CHECK(u.domain.n);
    eml_arena_fini(&arena);
    return 0;
}
