/* The checks of bench_spf by libspf2, with the same answers:
 *
 *     peer_spf2 NAME [rounds [check]] */
#define _DEFAULT_SOURCE
#include <netinet/in.h>
#include <stdlib.h>

#include <spf2/spf.h>
#include <spf2/spf_dns.h>
#include <spf2/spf_dns_rr.h>

#include "spf_zone.h"
#include "timing.h"

static SPF_dns_rr_t *
lookup(SPF_dns_server_t *server, const char *domain, ns_type type, int cache)
{
    SPF_dns_rr_t *rr =
        SPF_dns_rr_new_init(server, domain, type, 3600, HOST_NOT_FOUND);
    size_t n = strlen(domain);

    (void)cache;
    for (size_t i = 0; i < BENCH_SPF_ZONE; i++) {
        const bench_spf_record *r = &bench_spf_zone[i];
        size_t len = r->type == BENCH_A ? 4 : r->len + 1;

        if (r->name_len != n || memcmp(r->name, domain, n) != 0)
            continue;
        if (r->type != (int)type) {
            rr->herrno = rr->num_rr ? NETDB_SUCCESS : NO_DATA;
            continue;
        }
        if (SPF_dns_rr_buf_realloc(rr, rr->num_rr, len) != SPF_E_SUCCESS)
            abort();
        memcpy(rr->rr[rr->num_rr], r->data, len);
        rr->num_rr++;
        rr->herrno = NETDB_SUCCESS;
    }
    return rr;
}

static SPF_dns_server_t layer = {.lookup = lookup, .name = "memory"};

static uint64_t
check(SPF_server_t *server, const struct bench_spf_check *c)
{
    SPF_request_t *request = SPF_request_new(server);
    SPF_response_t *response = NULL;
    uint64_t result;

    SPF_request_set_ipv4_str(request, c->ip);
    SPF_request_set_helo_dom(request, "helo.example");
    SPF_request_set_env_from(request, c->from);
    SPF_request_query_mailfrom(request, &response);
    result = (uint8_t)SPF_strresult(SPF_response_result(response))[0];
    SPF_response_free(response);
    SPF_request_free(request);
    return result;
}

static uint64_t
pass(void *user)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < BENCH_SPF_PASS; i++)
        sum += check(user, &bench_spf_checks[i % BENCH_SPF_CHECKS]);
    return sum;
}

int
main(int argc, char **argv)
{
    SPF_server_t *server = SPF_server_new_dns(&layer, 0);
    bench_args a;
    int rc;

    if (!server || bench_args_get(&a, argc, argv, "check") < 0)
        return 2;
    rc = bench_run(&a, "libspf2", "check", BENCH_SPF_PASS, BENCH_SPF_PASS, pass,
                   server);
    SPF_server_free(server);
    return rc ? 1 : 0;
}
