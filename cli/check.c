/* eml check: does mail conform? */
#define _POSIX_C_SOURCE 200809L
#include "cli/progress.h"
#include "cli/report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct conf {
    uint32_t allow;
    source_format format;
    source_newline newline;
    const report_format *report;
    const char *colour;
    bool notes, summary;
};

static bool
take_obs(void *conf, const char *arg)
{
    (void)arg;
    ((struct conf *)conf)->allow |= EML_ALLOW_OBS;
    return true;
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

#define TAKE_REPORT(name)                                                      \
    static bool take_##name(void *conf, const char *arg)                       \
    {                                                                          \
        (void)arg;                                                             \
        ((struct conf *)conf)->report = &report_##name;                        \
        return true;                                                           \
    }
TAKE_REPORT(json)
TAKE_REPORT(sarif)
TAKE_REPORT(junit)
TAKE_REPORT(tap)

static const cli_option options[] = {
    {"obs", 'o', CLI_CALL, NULL, 0, take_obs,
     "obsolete syntax (RFC 5322 section 4) is a note"},
    {"lenient", 'l', CLI_ALLOW, "NAME", offsetof(struct conf, allow), NULL,
     "findings of this relaxation are notes (or: all)"},
    {"newline", 'n', CLI_CALL, "auto|crlf|lf", 0, take_newline,
     "how lines end; auto: a file without any CR is LF"},
    {"format", 'f', CLI_CALL, "FORMAT", 0, take_format,
     "auto eml mbox mboxo mboxcl mboxcl2 maildir"},
    {"notes", 'v', CLI_FLAG, NULL, offsetof(struct conf, notes), NULL,
     "show notes too"},
    {"summary", 's', CLI_FLAG, NULL, offsetof(struct conf, summary), NULL,
     "only how often each code was found"},
    {"json", 'j', CLI_CALL, NULL, 0, take_json, "one JSON object a message"},
    {"sarif", 0, CLI_CALL, NULL, 0, take_sarif, "SARIF 2.1.0"},
    {"junit", 0, CLI_CALL, NULL, 0, take_junit, "JUnit XML"},
    {"tap", 0, CLI_CALL, NULL, 0, take_tap, "TAP 13"},
    {"color", 0, CLI_TEXT, "WHEN", offsetof(struct conf, colour), NULL,
     "auto always never"},
    {0}};

static int run(int argc, char **argv);
const cli_command cli_check = {
    "check",
    "check [OPTION]... [FILE]...",
    "judge messages; exit 1 when one does not conform",
    options,
    "Relaxations: obs bare-lf eight-bit control long-line field count date "
    "address\nmsg-id trace word param content encoding structure charset list "
    "container\nreport auth\n"
    "Without FILE: standard input. Exit: 0 all conform, 1 not all, 2 usage, "
    "I/O,\nor no message at all.",
    run};

static void
count(report *r, const source_item *item, const judge *j)
{
    tally t = judge_tally(j);

    r->messages++;
    r->deviating += j->verdict != EML_VERDICT_VALID;
    r->ambiguous += j->verdict == EML_VERDICT_AMBIGUOUS;
    r->stored_form += item->stored_form && item->index <= 1;
    r->total.errors += t.errors;
    r->total.warnings += t.warnings;
    r->total.notes += t.notes;
    for (size_t i = 0; i < j->cx.num_diags; i++)
        r->by_code[j->diags[i].code - EML_E_SYNTAX_FIRST_ - 1]++;
}

static bool
unread(const struct conf *conf, const source *s, report *r)
{
    const char *why, *file = source_failure(s, &why);

    r->unread++;
    return !conf->report->unread || conf->report->unread(r, file, why);
}

static int
check_all(const struct conf *conf, source *s, report *r)
{
    judge j;
    source_item item;
    progress p;
    bool ok = judge_init(&j, conf->allow);
    int rc;

    progress_init(&p, "check", conf->summary && conf->report == &report_human);
    ok = ok && conf->report->begin(r);
    while (ok && !ferror(stdout) && (rc = source_next(s, &item)) != EML_END) {
        if (rc != EML_OK) {
            ok = unread(conf, s, r);
            continue;
        }
        ok = judge_message(&j, &item);
        if (!ok)
            break;
        count(r, &item, &j);
        ok = conf->report->message(r, &item, &j);
        progress_show(&p, r->messages, source_bytes_seen(s));
    }
    progress_clear(&p);
    ok = ok && conf->report->end(r);
    judge_fini(&j);
    if (!ok)
        return cli_error("check: out of memory");
    if (r->unread)
        return EXIT_TROUBLE;
    if (!r->messages && !ferror(stdout)) /* or a gate would be open */
        return cli_error("check: no message was there to judge");
    return r->deviating ? EXIT_DEVIATES : EXIT_CONFORMS;
}

static int
run(int argc, char **argv)
{
    static char dash[] = "-", buffer[1 << 16];
    char *none[] = {dash};
    struct conf conf = {.report = &report_human, .colour = "auto"};
    report r = {.command = "check"};
    int rc = cli_options(&cli_check, &conf, &argc, argv);
    source *s;

    if (rc)
        return rc - 1;
    if (!cli_colours_for(conf.colour, stdout, &r.colours))
        return cli_error("check: --color: not auto, always or never: %s",
                         conf.colour);
    if (isatty(STDOUT_FILENO) != 1)
        setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    r.notes = conf.notes;
    r.quiet = conf.summary;
    r.allow = conf.allow;
    r.out.to = stdout;
    r.by_code = calloc((size_t)(EML_E_SYNTAX_LAST_ - EML_E_SYNTAX_FIRST_),
                       sizeof *r.by_code);
    s = source_new(argc > 1 ? argv + 1 : none, argc > 1 ? (size_t)argc - 1 : 1,
                   conf.format, conf.newline);
    rc = r.by_code && report_sayings_new(&r) && s
             ? check_all(&conf, s, &r)
             : cli_error("check: out of memory");
    source_free(s);
    report_sayings_free(&r);
    free(r.by_code);
    return cli_finish(rc);
}
