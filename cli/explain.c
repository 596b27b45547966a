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
        code = eml_code_by_name(
            (eml_span){(const uint8_t *)argv[i], strlen(argv[i])});
        if (!code)
            return cli_error("explain: no code \"%s\" (all of them: eml "
                             "explain --all)",
                             argv[i]);
        (conf.json ? as_json : as_text)(code);
    }
    return cli_finish(EXIT_CONFORMS);
}
