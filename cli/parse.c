/* eml parse: a message's tree as JSON, one object a line. */
#define _POSIX_C_SOURCE 200809L
#include "cli/cli.h"
#include "cli/json_tree.h"

struct conf {
    uint32_t allow;
    source_format format;
    source_newline newline;
    bool json, content, pretty;
};

static bool
take_obs(void *conf, const char *arg)
{
    (void)arg;
    return judge_allow(&((struct conf *)conf)->allow, "obs");
}

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

static const cli_option options[] = {
    {"json", 'j', CLI_FLAG, NULL, offsetof(struct conf, json), NULL,
     "one object a line (there is no other form)"},
    {"content", 'c', CLI_FLAG, NULL, offsetof(struct conf, content), NULL,
     "each leaf's decoded content too, for eml write"},
    {"pretty", 'p', CLI_FLAG, NULL, offsetof(struct conf, pretty), NULL,
     "indented, for people"},
    {"obs", 'o', CLI_CALL, NULL, 0, take_obs,
     "obsolete syntax is a note, not an error"},
    {"lenient", 'l', CLI_ALLOW, "NAME", offsetof(struct conf, allow), NULL,
     "a relaxation, as in eml check --help"},
    {"newline", 'n', CLI_CALL, "auto|crlf|lf", 0, take_newline,
     "how lines end; auto: a file without any CR is LF"},
    {"format", 'f', CLI_CALL, "FORMAT", 0, take_format,
     "auto eml mbox mboxo mboxcl mboxcl2 maildir"},
    {0}};

static int run(int argc, char **argv);
const cli_command cli_parse = {
    "parse",
    "parse [OPTION]... [FILE]...",
    "print messages as JSON: verdict, fields, parts",
    options,
    "Without FILE: standard input. Exit: 0 all conform, 1 not all, 2 "
    "usage or I/O.",
    run};

static bool
one(judge *j, const source_item *item, const struct conf *conf,
    eml_os_sha256 *sha)
{
    json_t *o;
    bool ok;

    if (!judge_message(j, item))
        return false;
    o = conf->pretty ? json_verdict(item, j) : json_object();
    ok = json_add_tree(o, item, j, sha, conf->content);
    if (ok && conf->pretty) {
        json_dumpf(o, stdout, JSON_INDENT(2));
        putchar('\n');
    } else if (ok) {
        ok = json_print_verdict(item, j);
        putchar(',');
        json_dumpf(o, stdout, JSON_COMPACT | JSON_EMBED);
        fputs("}\n", stdout);
    }
    json_decref(o);
    return ok;
}

static int
parse_all(const struct conf *conf, source *s)
{
    judge j;
    source_item item;
    eml_os_sha256 *sha = eml_os_sha256_new();
    bool ok = judge_init(&j, conf->allow) && sha;
    bool trouble = false, deviates = false;
    int rc;

    while (ok && !ferror(stdout) && (rc = source_next(s, &item)) != EML_END) {
        if (rc != EML_OK) {
            trouble = true;
            continue;
        }
        ok = one(&j, &item, conf, sha);
        deviates |= j.verdict != EML_VERDICT_VALID;
    }
    judge_fini(&j);
    eml_os_sha256_free(sha);
    if (!ok)
        return cli_error("parse: out of memory");
    return trouble ? EXIT_TROUBLE : deviates ? EXIT_DEVIATES : EXIT_CONFORMS;
}

static int
run(int argc, char **argv)
{
    static char dash[] = "-";
    char *none[] = {dash};
    struct conf conf = {0};
    int rc = cli_options(&cli_parse, &conf, &argc, argv);
    source *s;

    if (rc)
        return rc - 1;
    s = source_new(argc > 1 ? argv + 1 : none, argc > 1 ? (size_t)argc - 1 : 1,
                   conf.format, conf.newline);
    rc = s ? parse_all(&conf, s) : cli_error("parse: out of memory");
    source_free(s);
    return cli_finish(rc);
}
