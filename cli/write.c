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

/* The innermost part that alone is refused with `code`, too; the message
 * itself when it is none of them. */
static const json_part *
faulty_part(eml_cx *cx, const json_part *all, const struct conf *conf, int code)
{
    const json_part *found = all;

    for (const json_part *t = all->next; t; t = t->next) {
        eml_out out = {.arena = cx->arena};

        eml_arena_reset(cx->arena);
        if (eml_write_message(cx, t->part, conf->utf8, conf->seed, &out) ==
            code)
            found = t;
    }
    return found;
}

/* The name of the first field of the part's header that is refused with
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

/* Where an object was read, and the message that it is of. */
typedef struct origin {
    const char *file;
    FILE *in;
    size_t line;  /* at which it begins */
    size_t lines; /* read, so far */
} origin;

/* "FILE:LINE: mail.mbox#2: " */
static void
put_origin(const origin *at, const json_t *o, char *buf, size_t n)
{
    const char *file = json_string_value(json_object_get(o, "file"));
    json_int_t index = json_integer_value(json_object_get(o, "index"));

    if (file && index > 0)
        snprintf(buf, n, "%s:%zu: %s#%lld", at->file, at->line, file,
                 (long long)index);
    else if (file)
        snprintf(buf, n, "%s:%zu: %s", at->file, at->line, file);
    else
        snprintf(buf, n, "%s:%zu", at->file, at->line);
}

static int
cannot_express(const char *where, const json_part *all, const struct conf *conf,
               int code)
{
    static const uint8_t nowhere[1];
    const eml_code_info *info = eml_code_info_get(code);
    char clause[CLI_CLAUSE_MAX];
    eml_arena scratch;
    eml_cx cx = {
        .origin = nowhere, .arena = &scratch, .charsets = &eml_iconv_charsets};
    const json_part *t;
    eml_span name;

    eml_arena_init(&scratch, &cli_alloc, 0);
    t = faulty_part(&cx, all, conf, code);
    name = faulty(&cx, t->part, conf->utf8, code);
    cli_error("write: %s: %s%s%s%s%.*s%s%s [%s, %s]", where,
              t->path ? "part " : "", t->path ? t->path : "",
              t->path ? ": " : "", name.n ? "field " : "", (int)name.n,
              (const char *)name.p, name.n ? ": " : "", info->text, info->name,
              cli_clause(info, clause));
    eml_arena_fini(&scratch);
    return EXIT_DEVIATES;
}

static int
refused(const char *where, const char *why, bool formless)
{
    const eml_code_info *info = eml_code_info_get(EML_E_WRITE_VALUE);
    char clause[CLI_CLAUSE_MAX];

    if (!formless)
        return cli_error("write: %s: %s", where, why);
    cli_error("write: %s: %s [%s, %s]", where, why, info->name,
              cli_clause(info, clause));
    return EXIT_DEVIATES;
}

static int
one(const origin *at, json_t *o, const struct conf *conf)
{
    static const uint8_t nowhere[1];
    eml_arena arena;
    eml_cx cx = {
        .origin = nowhere, .arena = &arena, .charsets = &eml_iconv_charsets};
    eml_out out = {.arena = &arena};
    const json_part *all;
    char why[256] = "", where[1024];
    int rc = EXIT_CONFORMS, made;
    bool formless = false;

    put_origin(at, o, where, sizeof where);
    eml_arena_init(&arena, &cli_alloc, 0);
    all = json_read_message(&cx, o, why, sizeof why, &formless);
    if (!all) {
        rc = refused(where, why, formless);
    } else {
        made = eml_write_message(&cx, all->part, conf->utf8, conf->seed, &out);
        if (made == EML_OK)
            put(eml_out_view(&out),
                conf->newline && strcmp(conf->newline, "lf") == 0);
        else if (eml_code_info_get(made))
            rc = cannot_express(where, all, conf, made);
        else
            rc = cli_error("write: %s: out of memory", where);
    }
    eml_arena_fini(&arena);
    return rc;
}

/* A byte at a time: what follows the object must not be read with it. */
static size_t
next_byte(void *buffer, size_t n, void *data)
{
    origin *at = data;
    int c = n ? getc(at->in) : EOF;

    if (c == EOF)
        return 0;
    at->lines += c == '\n';
    *(unsigned char *)buffer = (unsigned char)c;
    return 1;
}

/* Whether another object follows: white space may stand between them. */
static bool
more(origin *at)
{
    int c;

    do {
        c = getc(at->in);
        at->lines += c == '\n';
    } while (c == ' ' || c == '\t' || c == '\r' || c == '\n');
    if (c != EOF)
        ungetc(c, at->in);
    at->line = at->lines + 1;
    return c != EOF;
}

static int
all_in(const char *file, FILE *in, const struct conf *conf)
{
    origin at = {.file = file, .in = in};
    int worst = EXIT_CONFORMS;

    while (more(&at)) {
        json_error_t err;
        json_t *o = json_load_callback(next_byte, &at,
                                       JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL |
                                           JSON_REJECT_DUPLICATES,
                                       &err);
        int rc;

        if (!o)
            return cli_error("write: %s:%zu:%d: %s", file,
                             at.line + (size_t)err.line - 1, err.column,
                             err.text);
        rc = one(&at, o, conf);
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
