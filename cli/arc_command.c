/* eml arc: chains validated, messages sealed (RFC 8617). */
#define _POSIX_C_SOURCE 200809L
#include "cli/arc_command.h"
#include "cli/auth_verify.h"
#include "cli/dkim_command.h"
#include "eml/arc.h"

#include <string.h>

struct conf {
    const char *zone, *dns, *now, *domain, *key, *authserv_id, *cv, *fields,
        *canon;
    bool json, no_time, only_fields, sorted;
    source_newline newline;
    source_format format;
};

static bool
take_newline(void *conf, const char *arg)
{
    return source_newline_named(arg, &((struct conf *)conf)->newline);
}

static bool
take_format(void *conf, const char *arg)
{
    return source_format_named(arg, &((struct conf *)conf)->format);
}

#define WITH(member, arg) CLI_TEXT, arg, offsetof(struct conf, member), NULL
#define FLAG(member)      CLI_FLAG, NULL, offsetof(struct conf, member), NULL
static const cli_option options[] = {
    {"zone", 'z', WITH(zone, "FILE"),
     "verify: the only DNS answers, JSON or master file"},
    {"dns", 0, WITH(dns, "HOST:PORT"),
     "verify: the DNS server to ask, not the system's"},
    {"now", 't', WITH(now, "SECONDS"), "the time since 1970; else the clock's"},
    {"json", 'j', FLAG(json), "verify: one JSON object a message"},
    {"newline", 'n', CLI_CALL, "auto|crlf|lf", 0, take_newline,
     "how lines end; auto: a file without any CR is LF"},
    {"format", 'f', CLI_CALL, "FORMAT", 0, take_format,
     "auto eml mbox mboxo mboxcl mboxcl2 maildir"},
    {"domain", 'd', WITH(domain, "NAME"), "seal: d="},
    {"key", 'k', WITH(key, "SELECTOR:FILE"), "seal: s= and the private key"},
    {"authserv-id", 'a', WITH(authserv_id, "NAME"),
     "seal: whose Authentication-Results are combined"},
    {"cv", 0, WITH(cv, "none|fail|pass"),
     "seal: cv=; else what arc= of those fields says"},
    {"fields", 'H', WITH(fields, "NAME:NAME..."),
     "seal: h= of ARC-Message-Signature"},
    {"canon", 'c', WITH(canon, "HEADER/BODY"),
     "seal: simple or relaxed each (relaxed/relaxed)"},
    {"no-time", 0, FLAG(no_time), "seal: no t="},
    {"sorted", 0, FLAG(sorted), "seal: tags by name, each field on one line"},
    {"only-fields", 0, FLAG(only_fields),
     "seal: print the new fields and no message"},
    {0}};

static int run(int argc, char **argv);
const cli_command cli_arc = {
    "arc",
    "arc [OPTION]... verify|seal [FILE]...",
    "validate and seal chains (RFC 8617)",
    options,
    "verify exits 0 when every chain passes or there is none, 1 when one "
    "fails.\n"
    "seal prints the message with a new ARC Set on top.",
    run};

/* ---- verify ---------------------------------------------------------------
 */

json_t *
arc_json(const eml_arc *m)
{
    const eml_arc_result *r = eml_arc_result_get(m);
    json_t *sets = json_array(), *why = auth_reason(r->reason);
    const eml_arc_set *s;

    for (uint32_t i = 1; (s = eml_arc_set_at(m, i)); i++)
        json_array_append_new(sets, json_pack("{s:i, s:o, s:o, s:o}",
                                              "instance", (int)i, "results",
                                              auth_text(s->results), "ams",
                                              dkim_result_json(&s->ams), "seal",
                                              dkim_result_json(&s->seal)));
    if (r->reason) {
        json_object_set_new(why, "instance", json_integer(r->instance));
        json_object_set_new(why, "off", json_integer((json_int_t)r->off));
        json_object_set_new(why, "len", json_integer((json_int_t)r->len));
    }
    return json_pack("{s:s, s:o, s:i, s:i, s:o}", "result",
                     eml_arc_cv_name(r->cv), "reason", why, "num_sets",
                     (int)r->num_sets, "oldest_pass", (int)r->oldest_pass,
                     "sets", sets);
}

static void
show_signature(const char *what, const eml_dkim_result *r)
{
    const eml_code_info *info = eml_code_info_get(r->reason);

    printf("    %s ", what);
    cli_put_shown(stdout, r->sig.domain);
    printf("/");
    cli_put_shown(stdout, r->sig.selector);
    printf(": %s", eml_dkim_verdict_name(r->verdict));
    if (info)
        printf(" (%s) [%s]", info->text, info->name);
    printf("\n");
}

void
arc_show(const eml_arc *m)
{
    const eml_arc_result *r = eml_arc_result_get(m);
    const eml_code_info *info = eml_code_info_get(r->reason);
    const eml_arc_set *s;

    printf(": %s", eml_arc_cv_name(r->cv));
    if (info)
        printf(" (%s) [%s]", info->text, info->name);
    printf("\n");
    if (info)
        printf("    = RFC %u section %s, in set %u of %u\n", info->rfc,
               info->section, r->instance, r->num_sets);
    else if (r->oldest_pass)
        printf("    = oldest-pass %u of %u (RFC 8617 section 5.2)\n",
               r->oldest_pass, r->num_sets);
    for (uint32_t i = 1; (s = eml_arc_set_at(m, i)); i++) {
        printf("  i=%u\n", i);
        show_signature("ARC-Message-Signature", &s->ams);
        show_signature("ARC-Seal", &s->seal);
    }
}

static int
report(void *user, auth_message *m)
{
    const struct conf *c = user;

    if (c->json) {
        json_t *o =
            json_pack("{s:o, s:i, s:o}", "file", auth_text(cli_span(m->file)),
                      "index", (int)m->index, "arc", arc_json(m->arc));

        json_dumpf(o, stdout, JSON_COMPACT);
        printf("\n");
        json_decref(o);
    } else {
        cli_put_shown(stdout, cli_span(m->file));
        if (m->index)
            printf(" (%zu)", m->index);
        arc_show(m->arc);
    }
    return eml_arc_result_get(m->arc)->cv == EML_ARC_CV_FAIL ? EXIT_DEVIATES
                                                             : EXIT_CONFORMS;
}

static int
verify(struct conf *c, int argc, char **argv)
{
    auth_verify v = {.command = "arc",
                     .zone = c->zone,
                     .dns = c->dns,
                     .now = c->now,
                     .newline = c->newline,
                     .format = c->format,
                     .machines = AUTH_ARC,
                     .report = report,
                     .user = c};

    return auth_verify_files(&v, argc, argv);
}

/* ---- seal -----------------------------------------------------------------
 */

static bool
cv_named(const char *name, eml_arc_cv *cv)
{
    *cv = EML_ARC_CV_OTHER;
    if (!name)
        return true;
    for (int i = EML_ARC_CV_NONE; i <= EML_ARC_CV_PASS; i++)
        if (strcmp(eml_arc_cv_name((eml_arc_cv)i), name) == 0) {
            *cv = (eml_arc_cv)i;
            return true;
        }
    return false;
}

typedef struct sealing {
    const struct conf *conf;
    eml_arc_seal_options o;
} sealing;

static int
prepare(eml_arc_seal_options *o, const struct conf *c, eml_os_key **key)
{
    const char *colon = c->key ? strchr(c->key, ':') : NULL;

    if (!c->domain || !colon || !c->authserv_id)
        return cli_error("arc: seal needs --domain, --key SELECTOR:FILE and "
                         "--authserv-id");
    if (!dkim_canon_named(c->canon ? c->canon : "relaxed/relaxed",
                          &o->header_canon, &o->body_canon) ||
        !cv_named(c->cv, &o->cv) || !auth_now(c->now, &o->time))
        return cli_error("arc: --canon, --cv or --now is wrong (see: eml arc "
                         "--help)");
    *key = dkim_private_key(colon + 1);
    if (!*key)
        return EXIT_TROUBLE;
    o->signer = (eml_dkim_signer){
        .private_key = *key,
        .key_type = eml_os_key_type(*key),
        .domain = cli_span(c->domain),
        .selector = {(const uint8_t *)c->key, (size_t)(colon - c->key)},
        .auid = EML_NONE};
    o->authserv_id = cli_span(c->authserv_id);
    o->fields = cli_span(c->fields);
    o->has_time = !c->no_time;
    o->sorted = c->sorted;
    return 0;
}

static int
seal_item(void *user, const source_item *item)
{
    sealing *s = user;
    eml_arena arena;
    eml_cx cx = {.arena = &arena};
    eml_out out = {.arena = &arena};
    eml_arc_seal *m;
    int rc = EML_E_NOMEM;

    s->o.newline = (enum eml_newline)item->newline;
    eml_arena_init(&arena, &cli_alloc, 0);
    m = eml_arc_seal_new(&cx, &s->o);
    if (m) {
        rc = eml_arc_seal_feed(m, &cx, item->message, true);
        if (rc == EML_OK)
            rc = eml_arc_seal_write(m, &cx, &out);
        eml_arc_seal_fini(m);
    }
    if (rc == EML_OK)
        auth_put_signed(eml_out_view(&out), item, s->conf->only_fields);
    else if (rc == EML_E_MISUSE && s->o.cv == EML_ARC_CV_NONE)
        (void)cli_error("%s: --cv none: there is a chain", item->file);
    else if (rc == EML_E_MISUSE)
        (void)cli_error("%s: no arc= of %s says what the chain is worth: --cv "
                        "does",
                        item->file, s->conf->authserv_id);
    else
        auth_cannot(item->file, "sealed", rc);
    eml_arena_fini(&arena);
    return rc == EML_OK ? 0 : EXIT_TROUBLE;
}

static int
seal(const struct conf *c, int argc, char **argv)
{
    sealing s = {.conf = c, .o = {.fields = EML_NONE}};
    eml_os_crypto *crypto = eml_os_crypto_new();
    eml_os_key *key = NULL;
    int code = EXIT_TROUBLE;

    if (crypto && prepare(&s.o, c, &key) == 0) {
        s.o.crypto = eml_os_crypto_table(crypto);
        code =
            auth_sign_file("arc: seal", argc, argv, c->newline, seal_item, &s);
    }
    eml_os_key_free(key);
    eml_os_crypto_free(crypto);
    return code ? code : cli_finish(EXIT_CONFORMS);
}

static int
run(int argc, char **argv)
{
    struct conf c = {0};
    int rc = cli_options(&cli_arc, &c, &argc, argv);

    if (rc)
        return rc - 1;
    if (argc > 1 && strcmp(argv[1], "verify") == 0)
        return verify(&c, argc - 2, argv + 2);
    if (argc > 1 && strcmp(argv[1], "seal") == 0)
        return seal(&c, argc - 2, argv + 2);
    return cli_error("arc: verify or seal? (see: eml arc --help)");
}
