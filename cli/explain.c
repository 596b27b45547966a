/* eml explain: a line of the registry, with what it means for both sides. */
#include "cli/advice.h"
#include "cli/cli.h"

#include <jansson.h>
#include <string.h>

struct conf {
    bool json, all;
};

static const cli_option options[] = {
    {"all", 'a', CLI_FLAG, NULL, offsetof(struct conf, all), NULL,
     "every code, a line each"},
    {"json", 'j', CLI_FLAG, NULL, offsetof(struct conf, json), NULL,
     "one JSON object a line"},
    {0}};

/* The relaxation of a code's own, or OBS when that is the only one. */
static const char *
relaxation(uint32_t bits)
{
    const char *name, *found = NULL;
    uint32_t b;

    for (size_t i = 0; (b = eml_allow_at(i, &name, NULL)) != 0; i++)
        if ((b & bits) && (!found || bits != EML_ALLOW_OBS))
            found = name;
    return found;
}

static void
as_json(int code)
{
    const eml_code_info *info = eml_code_info_get(code);
    const char *readings[2], *relax = relaxation(info->allow);
    json_t *o =
        json_pack("{s:s, s:i, s:s, s:s, s:s}", "code", info->name, "rfc",
                  (int)info->rfc, "section", info->section, "level",
                  eml_level_name(info->level), "text", info->text);

    if (relax)
        json_object_set_new(o, "relaxation", json_string(relax));
    if (eml_code_readings(code, readings))
        json_object_set_new(o, "readings",
                            json_pack("[s,s]", readings[0], readings[1]));
    if (cli_advice(code))
        json_object_set_new(o, "advice", json_string(cli_advice(code)));
    json_dumpf(o, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(o);
}

/* "BARE_LF" as --lenient has it in its help: "bare-lf". */
static void
as_option(const char *relax)
{
    for (; *relax; relax++)
        putchar(*relax == '_' ? '-' : *relax | 32);
}

static void
as_text(int code)
{
    const eml_code_info *info = eml_code_info_get(code);
    const char *readings[2], *relax = relaxation(info->allow);
    char clause[CLI_CLAUSE_MAX];

    printf("%s\n  %s\n  %s, %s\n", info->name, info->text,
           cli_clause(info, clause), eml_level_name(info->level));
    if (cli_advice(code))
        printf("  What to do: %s.\n", cli_advice(code));
    if (eml_code_readings(code, readings))
        printf("  Ambiguous. Some software reads: %s.\n"
               "             Other software:      %s.\n",
               readings[0], readings[1]);
    if (info->allow & EML_ALLOW_OBS)
        printf("  A note instead of an error with --obs: a receiver must "
               "accept it.\n");
    if (relax && info->allow != EML_ALLOW_OBS) {
        printf("  A note instead of an error with --lenient ");
        as_option(relax);
        printf(".\n");
    }
}

static void
as_line(int code)
{
    const eml_code_info *info = eml_code_info_get(code);
    char rfc[16] = "no RFC  ";

    if (info->rfc)
        snprintf(rfc, sizeof rfc, "RFC %u", info->rfc);
    printf("%-26s %-6s %s %-10s %s\n", info->name, eml_level_name(info->level),
           rfc, info->section, info->text);
}

/* How many letters must be changed, put in or taken out. */
static size_t
distance(eml_span a, const char *b)
{
    size_t row[64], n = strlen(b);

    if (n >= 64)
        return SIZE_MAX;
    for (size_t k = 0; k <= n; k++)
        row[k] = k;
    for (size_t i = 0; i < a.n; i++) {
        size_t diagonal = row[0];
        int c = a.p[i] == '-' ? '_' : a.p[i];

        if (c >= 'a' && c <= 'z')
            c &= ~32;
        row[0] = i + 1;
        for (size_t k = 0; k < n; k++) {
            size_t least = diagonal + (c != b[k]);

            diagonal = row[k + 1];
            if (row[k] + 1 < least)
                least = row[k] + 1;
            if (diagonal + 1 < least)
                least = diagonal + 1;
            row[k + 1] = least;
        }
    }
    return row[n];
}

/* The code that `name` may have been meant for: a third of it may be wrong. */
static const char *
near(eml_span name)
{
    size_t least = name.n / 3 + 1;
    const char *found = NULL;
    int code;

    if (name.n > 64)
        return NULL;
    for (size_t i = 0; (code = eml_code_at(i)) != 0; i++) {
        const char *has = eml_code_info_get(code)->name;
        size_t n = distance(name, has);

        if (n < least) {
            least = n;
            found = has;
        }
    }
    return found;
}

static int
no_code(eml_span name, const char *shown)
{
    const char *has = near(name);

    return cli_error("explain: no code \"%s\"%s%s%s (all of them: eml explain "
                     "--all)",
                     shown, has ? ": did you mean " : "", has ? has : "",
                     has ? "?" : "");
}

static int run(int argc, char **argv);
const cli_command cli_explain = {
    "explain",
    "explain [--json] CODE... | --all",
    "say what a code means, by which clause, and what to do",
    options,
    NULL,
    run};

static int
run(int argc, char **argv)
{
    struct conf conf = {0};
    int rc = cli_options(&cli_explain, &conf, &argc, argv), code;

    if (rc)
        return rc - 1;
    if (conf.all && argc > 1)
        return cli_error("explain: either codes or --all");
    if (conf.all) {
        for (size_t i = 0; (code = eml_code_at(i)) != 0; i++)
            (conf.json ? as_json : as_line)(code);
        return cli_finish(EXIT_CONFORMS);
    }
    if (argc < 2)
        return cli_error(
            "explain: which code? (all of them: eml explain --all)");
    for (int i = 1; i < argc; i++) {
        code = eml_code_by_name(cli_span(argv[i]));
        if (!code)
            return no_code(cli_span(argv[i]), argv[i]);
        (conf.json ? as_json : as_text)(code);
    }
    return cli_finish(EXIT_CONFORMS);
}
