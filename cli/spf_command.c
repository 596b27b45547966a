/* eml spf: what an address is worth to a domain (RFC 7208). */
#define _POSIX_C_SOURCE 200809L
#include "cli/advice.h"
#include "cli/auth_input.h"
#include "cli/cli.h"
#include "cli/spf_command.h"
#include "eml/os.h"
#include "eml/received_spf.h"
#include "eml/spf_run.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { EVENTS = 4096, PAIRS = 8 };

struct conf {
    const char *ip, *helo, *mail_from, *zone, *dns, *receiver;
    uint64_t now;
    bool has_now, check_helo, json, explain;
};

static bool
take_now(void *conf, const char *arg)
{
    struct conf *c = conf;

    c->has_now = true;
    return cli_number(&c->now, arg);
}

static const cli_option options[] = {
    {"ip", 'i', CLI_TEXT, "ADDRESS", offsetof(struct conf, ip), NULL,
     "the client's address, IPv4 or IPv6"},
    {"helo", 'e', CLI_TEXT, "NAME", offsetof(struct conf, helo), NULL,
     "what it said with HELO or EHLO"},
    {"mail-from", 'm', CLI_TEXT, "ADDRESS", offsetof(struct conf, mail_from),
     NULL, "with MAIL FROM, no < and >; else the null path"},
    {"check-helo", 'H', CLI_FLAG, NULL, offsetof(struct conf, check_helo), NULL,
     "check the HELO identity, not MAIL FROM"},
    {"zone", 'z', CLI_TEXT, "FILE", offsetof(struct conf, zone), NULL,
     "the only DNS answers, JSON or master file"},
    {"dns", 0, CLI_TEXT, "HOST:PORT", offsetof(struct conf, dns), NULL,
     "the DNS server to ask, not the system's"},
    {"receiver", 'r', CLI_TEXT, "NAME", offsetof(struct conf, receiver), NULL,
     "who checks, in macros and in Received-SPF"},
    {"now", 't', CLI_CALL, "SECONDS", 0, take_now,
     "the time since 1970, in macros"},
    {"explain", 'x', CLI_FLAG, NULL, offsetof(struct conf, explain), NULL,
     "each step: term, clause, answer of the DNS"},
    {"json", 'j', CLI_FLAG, NULL, offsetof(struct conf, json), NULL,
     "one JSON object"},
    {0}};

static const struct clause {
    const char *mechanism, *section;
} clauses[] = {
    {"all", "5.1"}, {"include", "5.2"}, {"a", "5.3"},   {"mx", "5.4"},
    {"ptr", "5.5"}, {"ip4", "5.6"},     {"ip6", "5.6"}, {"exists", "5.7"},
};

static eml_spf machine;
static eml_spf_event events[EVENTS];

static void
put(eml_span s)
{
    cli_put_shown(stdout, s);
}

/* ---- Received-SPF -------------------------------------------------------- */

typedef struct field {
    eml_received_spf value;
    eml_received_spf_pair pairs[PAIRS];
    eml_comment comment;
    uint8_t text[1024], ip[40];
} field;

static void
add_pair(field *f, eml_span key, eml_span value)
{
    eml_received_spf_pair *p = &f->pairs[f->value.num_pairs++];

    *p = (eml_received_spf_pair){.key = key, .value = EML_TEXT_OF(value)};
    if (f->value.first)
        p[-1].next = p;
    else
        f->value.first = p;
}

/* "mx.example.org: domain of joe@example.org designates 192.0.2.1 as permitted
 * sender", as the examples of 9.1 have it. */
static void
make_comment(field *f, const struct conf *c, eml_span ip)
{
    static const char *const says[] = {
        [EML_SPF_NONE] = "does not say whether %s may send",
        [EML_SPF_NEUTRAL] = "neither permits nor denies %s",
        [EML_SPF_PASS] = "designates %s as permitted sender",
        [EML_SPF_FAIL] = "does not designate %s as permitted sender",
        [EML_SPF_SOFTFAIL] = "does not quite designate %s as permitted sender",
        [EML_SPF_TEMPERROR] = "could not be asked about %s",
        [EML_SPF_PERMERROR] = "cannot be understood about %s"};
    const char *tail = says[machine.verdict.result], *gap = strstr(tail, "%s");
    eml_out out = {.p = f->text, .cap = sizeof f->text};

    eml_out_span(&out,
                 c->receiver ? cli_span(c->receiver) : EML_LIT("unknown"));
    eml_out_span(&out, EML_LIT(": domain of "));
    eml_out_span(&out, (eml_span){machine.sender, machine.sender_len});
    eml_out_byte(&out, ' ');
    eml_out_span(&out, (eml_span){(const uint8_t *)tail, (size_t)(gap - tail)});
    eml_out_span(&out, ip);
    eml_out_span(&out, cli_span(gap + 2));
    f->comment.text = (eml_text)EML_TEXT_OF(eml_out_view(&out));
    f->value.comments = &f->comment;
}

/* The field, or nothing when what it would tell cannot be written. */
static eml_span
received_spf(field *f, const struct conf *c, eml_out *out)
{
    const eml_spf_verdict *v = &machine.verdict;
    eml_out ip = {.p = f->ip, .cap = sizeof f->ip};
    const eml_code_info *why = eml_code_info_get(v->code);

    f->value = (eml_received_spf){.result = v->result};
    eml_ip_write(&machine.ip, &ip);
    make_comment(f, c, eml_out_view(&ip));
    if (c->receiver)
        add_pair(f, EML_LIT("receiver"), cli_span(c->receiver));
    add_pair(f, EML_LIT("identity"),
             c->check_helo ? EML_LIT("helo") : EML_LIT("mailfrom"));
    add_pair(f, EML_LIT("client-ip"), eml_out_view(&ip));
    if (!c->check_helo)
        add_pair(f, EML_LIT("envelope-from"),
                 (eml_span){machine.sender, machine.sender_len});
    add_pair(f, EML_LIT("helo"), (eml_span){machine.helo, machine.helo_len});
    if (why)
        add_pair(f, EML_LIT("problem"), cli_span(why->text));
    else
        add_pair(f, EML_LIT("mechanism"),
                 v->mechanism.n ? v->mechanism : EML_LIT("default"));
    return eml_received_spf_write(&f->value, out) == EML_OK ? eml_out_view(out)
                                                            : EML_NONE;
}

/* ---- for people ---------------------------------------------------------- */

static const char *
section_of(eml_span term)
{
    while (term.n && memchr("+-~?", term.p[0], 4)) {
        term.p++;
        term.n--;
    }
    for (size_t i = 0; i < sizeof clauses / sizeof *clauses; i++) {
        size_t n = strlen(clauses[i].mechanism);

        if (term.n >= n &&
            eml_span_eq_fold((eml_span){term.p, n},
                             cli_span(clauses[i].mechanism)) &&
            (term.n == n || term.p[n] == ':' || term.p[n] == '/'))
            return clauses[i].section;
    }
    return "4.6.1";
}

static void
show_event(const eml_spf_event *e)
{
    const eml_code_info *info = eml_code_info_get(e->code);
    char clause[CLI_CLAUSE_MAX];

    printf("%*s", 2 + 2 * (int)e->depth, "");
    switch (e->kind) {
    case EML_SPF_EV_ANSWER:
        printf("DNS: %s of ", dns_type_name(e->type));
        put(e->text);
        if (e->outcome == EML_DNS_DATA) {
            printf(": ");
            put(e->answer);
        } else
            printf(": %s", dns_outcome_name(e->outcome));
        break;
    case EML_SPF_EV_RECORD:
        put(e->domain);
        printf(" has a record (RFC 7208 section 4.5)");
        break;
    case EML_SPF_EV_TERM:
        put(e->text);
        printf(" %s (RFC 7208 section %s)",
               e->matches ? "matches" : "does not match", section_of(e->text));
        break;
    case EML_SPF_EV_RESULT:
        put(e->domain);
        printf(": %s", eml_spf_result_name(e->result));
        break;
    case EML_SPF_EV_EXPLAIN:
        printf("explanation (RFC 7208 section 6.2): ");
        put(e->text);
        break;
    }
    if (info)
        printf("%s%s [%s, %s]", e->kind == EML_SPF_EV_RESULT ? ": " : "",
               info->text, info->name, cli_clause(info, clause));
    putchar('\n');
}

void
spf_show_steps(const eml_spf_verdict *v, const eml_spf_trace *t)
{
    for (size_t i = 0; i < t->num && i < t->cap; i++)
        show_event(&t->events[i]);
    if (t->num > t->cap)
        printf("  and %zu steps more\n", t->num - t->cap);
    printf("  lookups: %" PRIu32 " of %u, %" PRIu32 " void of %u (RFC 7208 "
           "section 4.6.4), %" PRIu32 " question%s\n",
           v->num_lookups, 10u, v->num_voids, 2u, v->num_queries,
           v->num_queries == 1 ? "" : "s");
}

static void
show(const struct conf *c, const eml_spf_trace *t, eml_span received)
{
    const eml_spf_verdict *v = &machine.verdict;
    const eml_code_info *info = eml_code_info_get(v->code);
    char clause[CLI_CLAUSE_MAX];

    printf("%s", eml_spf_result_name(v->result));
    if (v->mechanism.n) {
        printf(": ");
        put(v->mechanism);
        printf(" of ");
        put(v->domain);
    } else if (info) {
        printf(": ");
        put(v->domain);
        printf(": %s [%s, %s]", info->text, info->name,
               cli_clause(info, clause));
    } else {
        printf(": no term of ");
        put(v->domain);
        printf(" matches");
    }
    putchar('\n');
    if (v->explanation.n) {
        put(v->domain);
        printf(" explains: ");
        put(v->explanation);
        putchar('\n');
    }
    if (c->explain)
        spf_show_steps(v, t);
    for (size_t i = 0; i < received.n; i++) /* lines as the terminal has them */
        if (received.p[i] != '\r')
            putchar(received.p[i]);
}

/* ---- for programs -------------------------------------------------------- */

static json_t *
event_json(const eml_spf_event *e)
{
    static const char *const kinds[] = {"record", "answer", "term", "result",
                                        "explanation"};
    json_t *o = json_pack("{s:s, s:i, s:o}", "step", kinds[e->kind], "depth",
                          (int)e->depth, "domain", auth_text(e->domain));

    if (e->kind != EML_SPF_EV_RESULT)
        json_object_set_new(o, e->kind == EML_SPF_EV_ANSWER ? "name" : "text",
                            auth_text(e->text));
    if (e->kind == EML_SPF_EV_ANSWER) {
        json_object_set_new(o, "type", json_string(dns_type_name(e->type)));
        json_object_set_new(o, "outcome",
                            json_string(dns_outcome_name(e->outcome)));
        json_object_set_new(o, "records", json_integer(e->num_records));
        json_object_set_new(o, "answer", auth_text(e->answer));
    }
    if (e->kind == EML_SPF_EV_TERM) {
        json_object_set_new(o, "matches", json_boolean(e->matches));
        json_object_set_new(o, "section", json_string(section_of(e->text)));
    }
    if (e->kind == EML_SPF_EV_RESULT)
        json_object_set_new(o, "result",
                            json_string(eml_spf_result_name(e->result)));
    if (e->code)
        json_object_set_new(o, "reason", auth_reason(e->code));
    return o;
}

static json_t *
steps_json(const eml_spf_trace *t)
{
    json_t *steps = json_array();

    for (size_t i = 0; i < t->num && i < t->cap; i++)
        json_array_append_new(steps, event_json(&t->events[i]));
    return steps;
}

json_t *
spf_json(const eml_spf *m, const eml_spf_trace *t)
{
    const eml_spf_verdict *v = &m->verdict;
    json_t *o = json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:o}", "result",
        eml_spf_result_name(v->result), "explanation",
        auth_text(v->explanation), "sender",
        auth_text((eml_span){m->sender, m->sender_len}), "domain",
        auth_text(v->domain), "mechanism", auth_text(v->mechanism), "lookups",
        (json_int_t)v->num_lookups, "void_lookups", (json_int_t)v->num_voids,
        "queries", (json_int_t)v->num_queries, "reason", auth_reason(v->code));

    if (t)
        json_object_set_new(o, "steps", steps_json(t));
    return o;
}

static void
show_json(const struct conf *c, const eml_spf_trace *t, eml_span received)
{
    json_t *o = spf_json(&machine, c->explain ? t : NULL);

    json_object_set_new(o, "received_spf", auth_text(received));
    json_dumpf(o, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(o);
}

/* ---- the command --------------------------------------------------------- */

static int run(int argc, char **argv);
const cli_command cli_spf = {
    "spf",
    "spf --ip ADDRESS --helo NAME [--mail-from ADDRESS] [OPTION]...",
    "ask a domain whether an address may send its mail (SPF)",
    options,
    "The result, why, and a Received-SPF field. Exit: 0 pass, 1 any other "
    "result,\n2 usage or I/O.",
    run};

static int
set(const struct conf *c, eml_spf_conf *to)
{
    *to = (eml_spf_conf){.helo = cli_span(c->helo),
                         .mail_from = cli_span(c->mail_from),
                         .identity =
                             c->check_helo ? EML_SPF_HELO : EML_SPF_MAILFROM,
                         .receiver = cli_span(c->receiver),
                         .now = c->has_now ? c->now : (uint64_t)time(NULL)};
    if (!c->ip || !c->helo)
        return cli_error("spf needs --ip and --helo");
    if (c->mail_from && *c->mail_from == '<')
        return cli_error("spf: --mail-from is without < and >");
    if (!eml_ip_parse(cli_span(c->ip), &to->ip))
        return cli_error("spf: no address: %s", c->ip);
    return 0;
}

static int
judge(const struct conf *c, const eml_spf_conf *conf, eml_resolver *r)
{
    eml_spf_trace trace = {.events = events, .cap = EVENTS};
    eml_arena arena;
    eml_out out = {.arena = &arena};
    field f;
    eml_span received;
    int rc;

    eml_arena_init(&arena, &cli_alloc, 0);
    rc = eml_spf_init(&machine, conf, &arena, &trace);
    if (rc == EML_OK)
        rc = eml_spf_run(&machine, r);
    if (rc < 0) {
        eml_arena_fini(&arena);
        return cli_error(rc == EML_E_LIMIT ? "spf: an argument is too long"
                                           : "no memory left");
    }
    received = received_spf(&f, c, &out);
    (c->json ? show_json : show)(c, &trace, received);
    rc = machine.verdict.result == EML_SPF_PASS ? EXIT_CONFORMS : EXIT_DEVIATES;
    eml_arena_fini(&arena);
    return cli_finish(rc);
}

static int
run(int argc, char **argv)
{
    struct conf conf = {0};
    eml_spf_conf check;
    eml_resolver *resolver;
    int rc = cli_options(&cli_spf, &conf, &argc, argv);

    if (rc)
        return rc - 1;
    if (argc > 1)
        return cli_error("spf: what is \"%s\"?", argv[1]);
    rc = set(&conf, &check);
    if (rc)
        return rc;
    resolver = auth_resolver(conf.zone, conf.dns);
    if (!resolver)
        return EXIT_TROUBLE;
    rc = judge(&conf, &check, resolver);
    eml_resolver_free(resolver);
    return rc;
}
