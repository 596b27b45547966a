/* SPF checks with answers in memory (spf_zone.h):
 *
 *     bench_spf NAME [rounds [check]] */
#include <stdlib.h>

#include "bench/spf_zone.h"
#include "bench/timing.h"
#include "eml/os.h"
#include "eml/spf_check.h"

static eml_spf machine;

static eml_dns_answer
answer(const eml_dns_query *q, eml_dns_record *records)
{
    eml_dns_answer a = {.outcome = EML_DNS_NXDOMAIN, .records = records};

    for (size_t i = 0; i < BENCH_SPF_ZONE; i++) {
        const bench_spf_record *r = &bench_spf_zone[i];

        if (r->name_len != q->name.n ||
            memcmp(r->name, q->name.p, q->name.n) != 0)
            continue;
        if (r->type != q->type) {
            a.outcome = a.num_records ? EML_DNS_DATA : EML_DNS_NODATA;
            continue;
        }
        a.outcome = EML_DNS_DATA;
        records[a.num_records++] =
            (eml_dns_record){.data = {(const uint8_t *)r->data, r->len}};
    }
    return a;
}

static uint64_t
check(const struct bench_spf_check *c, eml_arena *arena)
{
    eml_spf_conf conf = {
        .helo = EML_LIT("helo.example"),
        .mail_from = {(const uint8_t *)c->from, strlen(c->from)},
        .receiver = EML_NONE};
    eml_dns_record records[4];
    eml_dns_query q;
    int rc;

    if (!eml_ip_parse((eml_span){(const uint8_t *)c->ip, strlen(c->ip)},
                      &conf.ip))
        abort();
    rc = eml_spf_init(&machine, &conf, arena, NULL);
    while (rc == EML_OK && (rc = eml_spf_step(&machine, &q)) == EML_WANT_DNS) {
        eml_dns_answer a = answer(&q, records);

        rc = eml_spf_answer(&machine, q.id, &a);
    }
    if (rc < 0)
        abort();
    eml_arena_reset(arena);
    return (uint64_t)machine.verdict.result;
}

/* The names of results, so that the sum is the peer's. */
static uint64_t
pass(void *user)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < BENCH_SPF_PASS; i++)
        sum += (uint8_t)eml_spf_result_name((eml_spf_result)check(
            &bench_spf_checks[i % BENCH_SPF_CHECKS], user))[0];
    return sum;
}

int
main(int argc, char **argv)
{
    bench_args a;
    eml_arena arena;
    int rc;

    if (bench_args_get(&a, argc, argv, "check") < 0)
        return 2;
    eml_arena_init(&arena, &eml_os_alloc, 0);
    rc = bench_run(&a, "eml", "check", BENCH_SPF_PASS, BENCH_SPF_PASS, pass,
                   &arena);
    eml_arena_fini(&arena);
    return rc ? 1 : 0;
}
