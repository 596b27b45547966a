/* Derives SPF records and says what eml and libspf2 make of each, a JSON object
 * a line, for spf_peers.py. Half of the records are derived from the grammar of
 * RFC 7208 section 12, half are put together of words.
 *
 *     spf_peers COUNT SEED */
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <jansson.h>
#include <spf2/spf.h>
#include <spf2/spf_dns.h>
#include <spf2/spf_dns_rr.h>

#include "conformance/outside/spf_dns.h"
#include "eml/abnf.h"
#include "eml/os.h"
#include "eml/spf_check.h"

enum { RECORD_MAX = 400 };

static const char *const words[] = {
    " all",
    " -all",
    " ?all",
    " ~all",
    " a",
    " mx",
    " ptr",
    " -mx",
    " include:",
    " a:",
    " mx:",
    " ptr:",
    " exists:",
    " redirect=",
    " exp=",
    " -include:",
    " ip4:192.0.2.0/24",
    " ip6:2001:db8::/32",
    "/24",
    "//64",
    "a.example",
    "b.example",
    "c.example",
    "x.d.example",
    "%{d}",
    "%{i}",
    "%{ir}.%{v}",
    "%{p}",
    "%{s}",
    "%{l1r-}",
    "%{o2}",
    "%{h}",
    ".x.example",
    ".y.example",
    "%{D}",
    " ip4:10.0.0.0/8",
    " x=%{d}",
    " ip4:192.0.2.3",
    "%{L9}",
    " ip6:2001:db8::cb01",
    "e.example",
    "f.example",
    "g.example",
    "-exists:%{i}",
};

static peer_dns dns;
static eml_spf machine;

static uint64_t
next(uint64_t *seed) /* splitmix64 */
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* ---- records ------------------------------------------------------------- */

static void
of_words(uint64_t *seed, char *to)
{
    size_t n = (size_t)snprintf(to, RECORD_MAX, "v=spf1"), num = next(seed) % 9;

    for (size_t i = 0; i < num; i++)
        n += (size_t)snprintf(
            to + n, RECORD_MAX - n, "%s",
            words[next(seed) % (sizeof words / sizeof *words)]);
}

static void
of_grammar(eml_cx *cx, const eml_abnf *g, uint64_t *seed, char *to)
{
    eml_abnf_choices c = {.bytes = EML_NONE};
    eml_out out = {.p = (uint8_t *)to, .cap = RECORD_MAX - 1};
    eml_arena_mark mark = eml_arena_note(cx->arena);
    uint32_t rule;

    eml_abnf_seed(&c, next(seed), 400);
    if (!eml_abnf_find(g, EML_LIT("rfc7208/record"), &rule) ||
        eml_abnf_derive(cx, g, rule, &c, 0, 200, NULL, &out) != EML_OK)
        abort();
    to[out.n] = '\0';
    eml_arena_release(cx->arena, mark);
}

/* ---- eml ----------------------------------------------------------------- */

static void
ask_eml(const char *ip, json_t *line)
{
    eml_spf_conf conf = {.helo = EML_LIT("h.example"),
                         .mail_from = EML_LIT("joe-b@d.example"),
                         .receiver = EML_NONE};
    const eml_code_info *why;
    eml_arena arena;
    eml_dns_query q;
    int rc;

    eml_arena_init(&arena, &eml_os_alloc, 0);
    (void)eml_ip_parse((eml_span){(const uint8_t *)ip, strlen(ip)}, &conf.ip);
    rc = eml_spf_init(&machine, &conf, &arena, NULL);
    while (rc == EML_OK && (rc = eml_spf_step(&machine, &q)) == EML_WANT_DNS) {
        eml_dns_answer a = peer_answer(&dns, &q);

        rc = eml_spf_answer(&machine, q.id, &a);
    }
    if (rc < 0)
        abort();
    why = eml_code_info_get(machine.verdict.code);
    json_object_set_new(
        line, "eml", json_string(eml_spf_result_name(machine.verdict.result)));
    json_object_set_new(line, "code", json_string(why ? why->name : ""));
    json_object_set_new(
        line, "explanation",
        json_stringn((const char *)machine.verdict.explanation.p,
                     machine.verdict.explanation.n));
    eml_arena_fini(&arena);
}

/* ---- libspf2 ------------------------------------------------------------- */

static int
hook_outcome(eml_dns_outcome o)
{
    switch (o) {
    case EML_DNS_DATA:
        return NETDB_SUCCESS;
    case EML_DNS_NODATA:
        return NO_DATA;
    case EML_DNS_NXDOMAIN:
        return HOST_NOT_FOUND;
    case EML_DNS_TEMPFAIL:
        break;
    }
    return TRY_AGAIN;
}

static SPF_dns_rr_t *
lookup(SPF_dns_server_t *server, const char *domain, ns_type type, int cache)
{
    eml_dns_query q = {.type = (uint16_t)type,
                       .name = {(const uint8_t *)domain, strlen(domain)}};
    eml_dns_answer a;
    SPF_dns_rr_t *rr;

    (void)cache;
    if (q.name.n && q.name.p[q.name.n - 1] == '.')
        q.name.n--;
    a = peer_answer(&dns, &q);
    rr = SPF_dns_rr_new_init(server, domain, type, 3600,
                             hook_outcome(a.outcome));
    for (size_t i = 0; a.outcome == EML_DNS_DATA && i < a.num_records; i++) {
        eml_span s = a.records[i].data;

        if (SPF_dns_rr_buf_realloc(rr, (int)i, s.n + 1) != SPF_E_SUCCESS)
            abort();
        memcpy(rr->rr[i], s.p, s.n);
        if (type != ns_t_a && type != ns_t_aaaa)
            ((char *)rr->rr[i])[s.n] = '\0';
        rr->num_rr = (int)i + 1;
    }
    return rr;
}

static SPF_dns_server_t layer = {.lookup = lookup, .name = "peers"};

static void
ask_libspf2(SPF_server_t *server, const char *ip, json_t *line)
{
    SPF_request_t *request = SPF_request_new(server);
    SPF_response_t *response = NULL;

    if (strchr(ip, ':'))
        SPF_request_set_ipv6_str(request, ip);
    else
        SPF_request_set_ipv4_str(request, ip);
    SPF_request_set_helo_dom(request, "h.example");
    SPF_request_set_env_from(request, "joe-b@d.example");
    SPF_request_query_mailfrom(request, &response);
    json_object_set_new(
        line, "libspf2",
        json_string(SPF_strresult(SPF_response_result(response))));
    json_object_set_new(
        line, "libspf2_why",
        json_string(SPF_strerror(SPF_response_errcode(response))));
    SPF_response_free(response);
    SPF_request_free(request);
}

static uint64_t
number(const char *s)
{
    uint64_t n = 0;

    for (; *s >= '0' && *s <= '9'; s++)
        n = n * 10 + (uint64_t)(*s - '0');
    return n;
}

int
main(int argc, char **argv)
{
    uint64_t count = argc > 1 ? number(argv[1]) : 1000;
    uint64_t seed = argc > 2 ? number(argv[2]) : 0;
    eml_arena arena;
    eml_cx cx = {.arena = &arena};
    SPF_server_t *server = SPF_server_new_dns(&layer, 0);
    eml_abnf *g;

    eml_arena_init(&arena, &eml_os_alloc, 0);
    g = eml_abnf_mail(&cx, 0);
    if (!g || !server)
        return 2;
    SPF_server_set_rec_dom(server, "unknown");
    for (uint64_t i = 0; i < count; i++) {
        char record[RECORD_MAX];
        const char *ip = next(&seed) % 2 ? "192.0.2.3" : "2001:db8::cb01";
        json_t *line;

        if (i % 2)
            of_words(&seed, record);
        else
            of_grammar(&cx, g, &seed, record);
        dns.record = record;
        line = json_pack("{s:I, s:s, s:s}", "n", (json_int_t)i, "ip", ip,
                         "record", record);
        ask_eml(ip, line);
        ask_libspf2(server, ip, line);
        json_dumpf(line, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(line);
    }
    SPF_server_free(server);
    eml_arena_fini(&arena);
    return 0;
}
