/* eml dmarc: what a message is worth to its author's domain (RFC 9989). */
#include "cli/dmarc_command.h"

#include <stdlib.h>
#include <string.h>

struct conf {
    const char *from, *zone, *dns, *psl;
    uint64_t roll;
    bool json, explain, all_orgs;
    dmarc_check *check;
};

static bool
add_dkim(void *conf, const char *arg, eml_dmarc_auth auth)
{
    dmarc_check *k = ((struct conf *)conf)->check;

    if (k->conf.num_dkim == DMARC_MAX_IDS)
        return false;
    k->dkim[k->conf.num_dkim++] =
        (eml_dmarc_id){.domain = cli_span(arg), .auth = (uint8_t)auth};
    return true;
}

static bool
dkim_pass(void *conf, const char *arg)
{
    return add_dkim(conf, arg, EML_DMARC_AUTH_PASS);
}

static bool
dkim_fail(void *conf, const char *arg)
{
    return add_dkim(conf, arg, EML_DMARC_AUTH_FAIL);
}

static bool
set_spf(void *conf, const char *arg, eml_dmarc_auth auth)
{
    dmarc_check *k = ((struct conf *)conf)->check;

    if (k->conf.spf)
        return false;
    k->spf = (eml_dmarc_id){.domain = cli_span(arg), .auth = (uint8_t)auth};
    k->conf.spf = &k->spf;
    return true;
}

static bool
spf_pass(void *conf, const char *arg)
{
    return set_spf(conf, arg, EML_DMARC_AUTH_PASS);
}

static bool
spf_fail(void *conf, const char *arg)
{
    return set_spf(conf, arg, EML_DMARC_AUTH_FAIL);
}

static const cli_option options[] = {
    {"from", 'f', CLI_TEXT, "DOMAIN", offsetof(struct conf, from), NULL,
     "eval: the Author Domain, of the From field"},
    {"dkim-pass", 0, CLI_CALL, "DOMAIN", 0, dkim_pass,
     "eval: d= of a signature that passed; repeatable"},
    {"dkim-fail", 0, CLI_CALL, "DOMAIN", 0, dkim_fail,
     "eval: d= of one that did not"},
    {"spf-pass", 0, CLI_CALL, "DOMAIN", 0, spf_pass,
     "eval: the domain of MAIL FROM, when SPF passed"},
    {"spf-fail", 0, CLI_CALL, "DOMAIN", 0, spf_fail,
     "eval: the same, when it did not"},
    {"zone", 'z', CLI_TEXT, "FILE", offsetof(struct conf, zone), NULL,
     "eval: the only DNS answers, JSON or master file"},
    {"dns", 0, CLI_TEXT, "HOST:PORT", offsetof(struct conf, dns), NULL,
     "eval: the DNS server to ask, not the system's"},
    {"psl", 'p', CLI_TEXT, "FILE", offsetof(struct conf, psl), NULL,
     "eval: by RFC 7489, with this public suffix list"},
    {"roll", 'r', CLI_NUMBER, "N", offsetof(struct conf, roll), NULL,
     "eval: 0 to 99, against pct= of RFC 7489 (0)"},
    {"orgs", 'o', CLI_FLAG, NULL, offsetof(struct conf, all_orgs), NULL,
     "eval: Organizational Domains of all that passed"},
    {"explain", 'x', CLI_FLAG, NULL, offsetof(struct conf, explain), NULL,
     "eval: each answer and decision, with its clause"},
    {"json", 'j', CLI_FLAG, NULL, offsetof(struct conf, json), NULL,
     "one JSON object"},
    {0}};

static int run(int argc, char **argv);
const cli_command cli_dmarc = {
    "dmarc",
    "dmarc [OPTION]... eval | report FILE...",
    "evaluate DMARC (RFC 9989); show aggregate and failure reports",
    options,
    "eval exits 0 pass, 1 any other result, 2 usage or I/O; report 0 when "
    "nothing is\nwrong with a report. report reads XML, gzip or zip with it, "
    "or a message with\none of those or a feedback report.",
    run};

/* The list of RFC 7489 into conf. */
static int
load_psl(const struct conf *c, eml_cx *cx)
{
    eml_psl *list;
    eml_os_file f;
    int rc;

    if (!c->psl)
        return EML_OK;
    if (!auth_file(c->psl, &f))
        return EML_E_MISUSE;
    rc = eml_psl_parse(cx, f.bytes, &list);
    eml_os_file_close(&f);
    c->check->conf.psl = list;
    c->check->conf.rules = EML_DMARC_7489;
    return rc;
}

static int
eval(const struct conf *c)
{
    dmarc_check *k = c->check;
    eml_resolver *dns;
    eml_arena arena;
    eml_cx cx = {.arena = &arena};
    int rc;

    if (!c->from)
        return cli_error("dmarc eval needs --from");
    if (c->roll > 99)
        return cli_error("dmarc: --roll is 0 to 99");
    k->conf.from = cli_span(c->from);
    k->conf.dkim = k->dkim;
    k->conf.roll = (uint8_t)c->roll;
    k->conf.all_orgs = c->all_orgs;
    dns = auth_resolver(c->zone, c->dns);
    if (!dns)
        return EXIT_TROUBLE;
    eml_arena_init(&arena, &cli_alloc, 0);
    rc = load_psl(c, &cx);
    if (rc == EML_OK)
        rc = dmarc_drive(k, &cx, dns);
    if (rc == EML_E_NOMEM)
        (void)cli_error("no memory left");
    if (rc == EML_OK && c->json) {
        json_t *o = dmarc_json(k, c->explain);

        json_dumpf(o, stdout, JSON_COMPACT);
        printf("\n");
        json_decref(o);
    } else if (rc == EML_OK) {
        dmarc_show(k, c->explain);
    }
    eml_arena_fini(&arena);
    eml_resolver_free(dns);
    if (rc != EML_OK)
        return EXIT_TROUBLE;
    return cli_finish(k->machine.verdict.result == EML_DMARC_RESULT_PASS
                          ? EXIT_CONFORMS
                          : EXIT_DEVIATES);
}

static int
run(int argc, char **argv)
{
    struct conf c = {.check = calloc(1, sizeof *c.check)};
    int rc;

    if (!c.check)
        return cli_error("no memory left");
    rc = cli_options(&cli_dmarc, &c, &argc, argv);
    if (rc)
        rc--;
    else if (argc == 2 && strcmp(argv[1], "eval") == 0)
        rc = eval(&c);
    else if (argc > 2 && strcmp(argv[1], "report") == 0)
        rc = dmarc_report(c.json, argc - 2, argv + 2);
    else
        rc = cli_error("dmarc: eval, or report FILE? (see: eml dmarc --help)");
    free(c.check);
    return rc;
}
