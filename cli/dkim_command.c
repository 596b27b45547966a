/* eml dkim: signatures verified and made, keys, canonical forms. */
#include "cli/dkim_command.h"

#include <string.h>

static bool
take_newline(void *conf, const char *arg)
{
    return source_newline_named(arg, &((dkim_conf *)conf)->newline);
}

static bool
take_format(void *conf, const char *arg)
{
    return source_format_named(arg, &((dkim_conf *)conf)->format);
}

static bool
take_key(void *conf, const char *arg)
{
    dkim_conf *c = conf;

    if (c->num_keys == DKIM_MAX_KEYS || !strchr(arg, ':'))
        return false;
    c->keys[c->num_keys++] = arg;
    return true;
}

#define WITH(member, arg) CLI_TEXT, arg, offsetof(dkim_conf, member), NULL
#define FLAG(member)      CLI_FLAG, NULL, offsetof(dkim_conf, member), NULL
static const cli_option options[] = {
    {"zone", 'z', WITH(zone, "FILE"),
     "verify: the only DNS answers, JSON or master file"},
    {"dns", 0, WITH(dns, "HOST:PORT"),
     "verify: the DNS server to ask, not the system's"},
    {"now", 't', WITH(now, "SECONDS"), "the time since 1970; else the clock's"},
    {"all", 'a', FLAG(all), "verify: every signature must pass, not one"},
    {"max-signatures", 0, CLI_NUMBER, "N", offsetof(dkim_conf, max_signatures),
     NULL, "verify: so many of a message (20; at most 32)"},
    {"json", 'j', FLAG(json), "verify: one JSON object a message"},
    {"newline", 'n', CLI_CALL, "auto|crlf|lf", 0, take_newline,
     "how lines end; auto: a file without any CR is LF"},
    {"format", 'f', CLI_CALL, "FORMAT", 0, take_format,
     "auto eml mbox mboxo mboxcl mboxcl2 maildir"},
    {"domain", 'd', WITH(domain, "NAME"), "sign, gen-key: d="},
    {"key", 'k', CLI_CALL, "SELECTOR:FILE", 0, take_key,
     "sign: s= and the private key; once a signature"},
    {"auid", 'i', WITH(auid, "ADDRESS"), "sign: i="},
    {"canon", 'c', WITH(canon, "HEADER/BODY"),
     "sign: simple or relaxed each (relaxed/relaxed)"},
    {"fields", 'H', WITH(fields, "NAME:NAME..."),
     "sign: h=; else those of 6376 section 5.4.1"},
    {"oversign", 'o', FLAG(oversign),
     "sign: each name once more than it is there"},
    {"no-time", 0, FLAG(no_time), "sign: no t="},
    {"expires", 'x', WITH(expires, "SECONDS"), "sign: x="},
    {"length", 'l', WITH(length, "N"),
     "sign: l=, at most N bytes (max: all there are)"},
    {"only-fields", 0, FLAG(only_fields),
     "sign: print the new fields and no message"},
    {"selector", 's', WITH(selector, "NAME"), "gen-key: s="},
    {"type", 0, WITH(type, "rsa|ed25519"), "gen-key: what to make (rsa)"},
    {"bits", 'b', CLI_NUMBER, "N", offsetof(dkim_conf, bits), NULL,
     "gen-key: size of an RSA key (2048)"},
    {"out", 0, WITH(out, "FILE"), "gen-key: where the private key goes"},
    {"body", 0, WITH(body, "CANON"), "canon: the body, simple or relaxed"},
    {"header", 0, WITH(header, "CANON"), "canon: all header fields"},
    {"sig", 0, WITH(sig, "CANON"),
     "canon: what the first signature's hash is of"},
    {0}};

static int run(int argc, char **argv);
const cli_command cli_dkim = {
    "dkim",
    "dkim [OPTION]... verify|sign|gen-key|canon [FILE]...",
    "verify and make signatures (RFC 6376), keys, canonical forms",
    options,
    "verify exits 0 when every message has a signature that passes, 1 when one"
    "\nhas not. sign prints the message with its signatures on top. gen-key "
    "writes a\nprivate key and prints the record for the zone. Standard input "
    "streams through\nverify.",
    run};

bool
dkim_canon_named(const char *name, eml_canon_type *header, eml_canon_type *body)
{
    static const char *const names[] = {"simple", "relaxed"};
    const char *slash = strchr(name, '/');
    size_t n = slash ? (size_t)(slash - name) : strlen(name);

    for (int i = 0; i < 2; i++) {
        if (strlen(names[i]) != n || memcmp(names[i], name, n) != 0)
            continue;
        *header = (eml_canon_type)i;
        if (!body)
            return !slash;
        *body = EML_CANON_SIMPLE; /* "c=relaxed" is relaxed/simple */
        return !slash || dkim_canon_named(slash + 1, body, NULL);
    }
    return false;
}

static int
run(int argc, char **argv)
{
    dkim_conf c = {.bits = 2048, .max_signatures = DKIM_SIGNATURES};
    int rc = cli_options(&cli_dkim, &c, &argc, argv);

    if (rc)
        return rc - 1;
    if (argc < 2)
        return cli_error("dkim: verify, sign, gen-key or canon? (see: eml dkim "
                         "--help)");
    if (!c.max_signatures || c.max_signatures > DKIM_MAX_SIGNATURES)
        return cli_error("dkim: --max-signatures is 1 to %d",
                         DKIM_MAX_SIGNATURES);
    if (strcmp(argv[1], "verify") == 0)
        return dkim_verify_files(&c, argc - 2, argv + 2);
    if (strcmp(argv[1], "sign") == 0)
        return dkim_sign_file(&c, argc - 2, argv + 2);
    if (strcmp(argv[1], "canon") == 0)
        return dkim_canon_file(&c, argc - 2, argv + 2);
    if (strcmp(argv[1], "gen-key") == 0 && argc == 2)
        return dkim_gen_key(&c);
    return cli_error("dkim: cannot \"%s\" (see: eml dkim --help)", argv[1]);
}
