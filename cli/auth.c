/* eml auth: SPF, DKIM, ARC and DMARC of messages, at once. */
#include "cli/auth_check.h"

#include <stdlib.h>
#include <string.h>

static bool
take_newline(void *conf, const char *arg)
{
    return source_newline_named(arg, &((auth_conf *)conf)->newline);
}

static bool
take_format(void *conf, const char *arg)
{
    return source_format_named(arg, &((auth_conf *)conf)->format);
}

#define WITH(member, arg) CLI_TEXT, arg, offsetof(auth_conf, member), NULL
static const cli_option options[] = {
    {"ip", 'i', WITH(ip, "ADDRESS"), "the client's address; without: no SPF"},
    {"helo", 'e', WITH(helo, "NAME"), "what it said with HELO or EHLO"},
    {"mail-from", 'm', WITH(mail_from, "ADDRESS"),
     "with MAIL FROM, no < and >; else the null path"},
    {"zone", 'z', WITH(zone, "FILE"),
     "the only DNS answers, JSON or master file"},
    {"dns", 0, WITH(dns, "HOST:PORT"),
     "the DNS server to ask, not the system's"},
    {"now", 't', WITH(now_text, "SECONDS"),
     "the time since 1970; else the clock's"},
    {"authserv-id", 'a', WITH(authserv_id, "NAME"),
     "who checks, in Authentication-Results (localhost)"},
    {"explain", 'x', CLI_FLAG, NULL, offsetof(auth_conf, explain), NULL,
     "each decision, its clause, the answer of the DNS"},
    {"json", 'j', CLI_FLAG, NULL, offsetof(auth_conf, json), NULL,
     "one JSON object a message"},
    {"newline", 'n', CLI_CALL, "auto|crlf|lf", 0, take_newline,
     "how lines end; auto: a file without any CR is LF"},
    {"format", 'f', CLI_CALL, "FORMAT", 0, take_format,
     "auto eml mbox mboxo mboxcl mboxcl2 maildir"},
    {0}};

static int run(int argc, char **argv);
const cli_command cli_auth = {
    "auth",
    "auth [OPTION]... [FILE]...",
    "check SPF, DKIM, ARC and DMARC of messages at once",
    options,
    "One line a result, then an Authentication-Results field. Exit: 0 DMARC "
    "passes\nfor every message, 1 it does not for one, 2 usage or I/O.",
    run};

static int
prepare(auth_run *r)
{
    const auth_conf *c = r->conf;
    const char *id = c->authserv_id ? c->authserv_id : "localhost";

    if (c->ip && !c->helo)
        return cli_error("auth: --ip needs --helo");
    if (!c->ip && (c->helo || c->mail_from))
        return cli_error("auth: --helo and --mail-from need --ip");
    if (c->mail_from && *c->mail_from == '<')
        return cli_error("auth: --mail-from is without < and >");
    if (c->ip && !eml_ip_parse(
                     (eml_span){(const uint8_t *)c->ip, strlen(c->ip)}, &r->ip))
        return cli_error("auth: no address: %s", c->ip);
    r->authserv_id = (eml_span){(const uint8_t *)id, strlen(id)};
    if (!*id || !auth_can_be_value(r->authserv_id))
        return cli_error("auth: --authserv-id: no name for a field");
    return 0;
}

/* EXIT_ of one message. */
static int
check_one(void *user, auth_message *m)
{
    const auth_run *r = user;
    auth_check *k = malloc(sizeof *k);
    int rc = k ? auth_check_message(k, r, m) : EML_E_NOMEM, code;

    if (rc == EML_OK && r->conf->json) {
        json_t *o = auth_check_json(k);

        json_dumpf(o, stdout, JSON_COMPACT);
        printf("\n");
        json_decref(o);
    } else if (rc == EML_OK) {
        auth_check_show(k);
    } else {
        (void)cli_error("%s: %s", m->file,
                        rc == EML_E_LIMIT ? "larger than a limit"
                                          : "no memory left");
    }
    code = rc < 0 ? EXIT_TROUBLE
           : k->dmarc.machine.verdict.result == EML_DMARC_RESULT_PASS
               ? EXIT_CONFORMS
               : EXIT_DEVIATES;
    if (rc == EML_OK && !auth_check_field(k).n)
        code = cli_error("%s: no Authentication-Results field can have this "
                         "--authserv-id or --mail-from",
                         m->file);
    free(k);
    return code;
}

static int
run(int argc, char **argv)
{
    auth_conf c = {0};
    auth_run r = {.conf = &c};
    auth_verify v = {.command = "auth",
                     .machines = AUTH_DKIM | AUTH_ARC,
                     .header = true,
                     .report = check_one,
                     .user = &r};
    int rc = cli_options(&cli_auth, &c, &argc, argv);

    if (rc)
        return rc - 1;
    rc = prepare(&r);
    if (rc)
        return rc;
    v.zone = c.zone;
    v.dns = c.dns;
    v.now = c.now_text;
    v.newline = c.newline;
    v.format = c.format;
    v.steps = c.explain;
    return auth_verify_files(&v, argc - 1, argv + 1);
}
