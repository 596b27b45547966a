/* eml write: JSON, as eml parse --content prints it, back to messages. */
#include "cli/advice.h"
#include "cli/cli.h"
#include "cli/json_tree.h"

#include "eml/iconv.h"

#include <errno.h>
#include <string.h>

struct conf {
    bool utf8;
    uint64_t seed;
    const char *newline;
};

static const cli_option options[] = {
    {"utf8", '8', CLI_FLAG, NULL, offsetof(struct conf, utf8), NULL,
     "UTF-8 in the header (RFC 6532), no encoded-words"},
    {"seed", 's', CLI_NUMBER, "N", offsetof(struct conf, seed), NULL,
     "for boundaries that have to be made"},
    {"newline", 'n', CLI_TEXT, "crlf|lf", offsetof(struct conf, newline), NULL,
     "lf: the stored form"},
    {0}};

static int run(int argc, char **argv);
const cli_command cli_write = {
    "write",
    "write [OPTION]... [FILE.json]...",
    "print the message that a JSON object describes",
    options,
    "Reads what eml parse --content prints, one object after another. A tree "
    "that no\nmessage can express is an error with a code. Exit: 0 written, 1 "
    "cannot be\nexpressed, 2 usage or I/O.",
    run};

static void
put(eml_span s, bool lf)
{
    if (!lf) {
        fwrite(s.p, 1, s.n, stdout);
        return;
    }
    for (size_t i = 0; i < s.n; i++)
        if (!(s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n'))
            putchar(s.p[i]);
}

/* The name of the first field of the message's header that is refused with
 * `code`; empty when it is none of them. */
static eml_span
faulty(eml_cx *cx, const eml_write_part *part, bool utf8, int code)
{
    for (const eml_field *f = part->fields; f; f = f->next) {
        eml_out out = {.arena = cx->arena};

        if (eml_write_field(cx, f->id, f->name, &f->value, utf8, &out) == code)
            return f->name;
    }
    return EML_NONE;
}

static int
one(const char *file, json_t *o, const struct conf *conf)
{
    static const uint8_t nowhere[1];
    eml_arena arena;
    eml_cx cx = {
        .origin = nowhere, .arena = &arena, .charsets = &eml_iconv_charsets};
    eml_out out = {.arena = &arena};
    const eml_write_part *part = NULL;
    const eml_code_info *info;
    char why[256] = "", clause[CLI_CLAUSE_MAX];
    int rc = EXIT_CONFORMS, made;

    eml_arena_init(&arena, &cli_alloc, 0);
    if (!json_read_message(&cx, o, &part, why, sizeof why)) {
        rc = cli_error("write: %s: %s", file, why);
    } else {
        made = eml_write_message(&cx, part, conf->utf8, conf->seed, &out);
        info = eml_code_info_get(made);
        if (made == EML_OK)
            put(eml_out_view(&out),
                conf->newline && strcmp(conf->newline, "lf") == 0);
        else if (info) {
            eml_span name = faulty(&cx, part, conf->utf8, made);

            cli_error("write: %s: %s%.*s%s%s [%s, %s]", file,
                      name.n ? "field " : "", (int)name.n, (const char *)name.p,
                      name.n ? ": " : "", info->text, info->name,
                      cli_clause(info, clause));
            rc = EXIT_DEVIATES;
        } else {
            rc = cli_error("write: %s: out of memory", file);
        }
    }
    eml_arena_fini(&arena);
    return rc;
}

/* Whether another object follows: white space may stand between them. */
static bool
more(FILE *in)
{
    int c;

    do
        c = getc(in);
    while (c == ' ' || c == '\t' || c == '\r' || c == '\n');
    if (c != EOF)
        ungetc(c, in);
    return c != EOF;
}

static int
all_in(const char *file, FILE *in, const struct conf *conf)
{
    int worst = EXIT_CONFORMS;

    while (more(in)) {
        json_error_t err;
        json_t *o = json_loadf(in,
                               JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL |
                                   JSON_REJECT_DUPLICATES,
                               &err);
        int rc;

        if (!o)
            return cli_error("write: %s:%d:%d: %s", file, err.line, err.column,
                             err.text);
        rc = one(file, o, conf);
        json_decref(o);
        if (rc > worst)
            worst = rc;
    }
    if (ferror(in))
        return cli_error("write: %s: %s", file, strerror(errno));
    return worst;
}

static int
run(int argc, char **argv)
{
    struct conf conf = {0};
    int rc = cli_options(&cli_write, &conf, &argc, argv), worst = 0;

    if (rc)
        return rc - 1;
    if (conf.newline && strcmp(conf.newline, "lf") != 0 &&
        strcmp(conf.newline, "crlf") != 0)
        return cli_error("write: --newline: not crlf or lf: %s", conf.newline);
    if (argc < 2)
        return cli_finish(all_in("-", stdin, &conf));
    for (int i = 1; i < argc; i++) {
        FILE *in = strcmp(argv[i], "-") == 0 ? stdin : fopen(argv[i], "rb");

        rc = in ? all_in(argv[i], in, &conf)
                : cli_error("write: %s: %s", argv[i], strerror(errno));
        if (in && in != stdin)
            fclose(in);
        if (rc > worst)
            worst = rc;
    }
    return cli_finish(worst);
}
