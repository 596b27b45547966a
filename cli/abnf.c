/* eml abnf: the standards' grammars as such: match, derive, cover, list. */
#include "cli/abnf_messages.h"
#include "cli/cli.h"
#include "cli/place.h"
#include "eml/abnf.h"
#include "eml/os.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FILES = 16 };

struct conf {
    bool obs, utf8, json, ends, crlf, escape, has_count;
    uint64_t seed, count, depth, length;
    const char *except;
    const char *file[MAX_FILES];
    size_t num_files;
};

static bool
add_file(void *to, const char *arg)
{
    struct conf *c = to;

    if (c->num_files == MAX_FILES)
        return false;
    c->file[c->num_files++] = arg;
    return true;
}

static bool
take_count(void *to, const char *arg)
{
    struct conf *c = to;

    c->has_count = true;
    return cli_number(&c->count, arg);
}

static const cli_option options[] = {
    {"obs", 'o', CLI_FLAG, NULL, offsetof(struct conf, obs), NULL,
     "with obsolete syntax: the grammar to read by"},
    {"utf8", 'u', CLI_FLAG, NULL, offsetof(struct conf, utf8), NULL,
     "with UTF-8 (RFC 6532, RFC 6531)"},
    {"grammar", 'g', CLI_CALL, "FILE", 0, add_file,
     "add a grammar in ABNF; it may use all others"},
    {"ends", 'e', CLI_FLAG, NULL, offsetof(struct conf, ends), NULL,
     "match: every place where the rule can end"},
    {"crlf", 'c', CLI_FLAG, NULL, offsetof(struct conf, crlf), NULL,
     "match: read a line end of LF as CRLF"},
    {"escape", 'x', CLI_FLAG, NULL, offsetof(struct conf, escape), NULL,
     "derive: one line a string, written as in C"},
    {"seed", 's', CLI_NUMBER, "N", offsetof(struct conf, seed), NULL,
     "derive, cover: the first string (0: the shortest)"},
    {"count", 'n', CLI_CALL, "N", 0, take_count,
     "derive, cover: how many strings (1; 10000)"},
    {"depth", 'd', CLI_NUMBER, "N", offsetof(struct conf, depth), NULL,
     "derive, cover: rules within rules (40)"},
    {"length", 'l', CLI_NUMBER, "N", offsetof(struct conf, length), NULL,
     "derive, cover: bytes, then it ends soon (200)"},
    {"except", 'E', CLI_TEXT, "FILE", offsetof(struct conf, except), NULL,
     "use: what nothing can use, and why"},
    {"json", 'j', CLI_FLAG, NULL, offsetof(struct conf, json), NULL,
     "one JSON object a line"},
    {0}};

static int run(int argc, char **argv);
const cli_command cli_abnf = {
    "abnf",
    "abnf [OPTION]... match|derive|cover|use|list [RULE] [FILE]...",
    "match and derive by the RFCs' own grammars",
    options,
    "RULE is a rule's name, address-list, or with its grammar, "
    "rfc5322/address-list.\nmatch says whether the rule matches all of a "
    "file (standard input): exit 0 or 1.\ncover names the rules and "
    "alternatives that no string derived has used.\nuse names those that no "
    "field or body of the messages has used (with -o -u: of\nthe whole "
    "grammars), and counts the others.",
    run};

/* ---- grammars
 * ---------------------------------------------------------------- */

typedef struct set {
    eml_arena arena;
    eml_cx cx;
    eml_abnf *g;
} set;

static int
add_text(set *s, const char *name, eml_span text)
{
    const eml_code_info *info;
    place at;
    size_t column;
    int rc;

    s->cx.origin = text.p;
    rc = eml_abnf_add(&s->cx, s->g, text);
    if (rc == EML_OK)
        return 0;
    info = eml_code_info_get(rc);
    place_init(&at, text);
    column = place_seek(&at, s->cx.err.off);
    if (info)
        return cli_error("%s:%zu:%zu: %s [%s]", name, at.line, column,
                         info->text, info->name);
    return cli_error("%s:%zu:%zu: groups nested deeper than 32, a repetition "
                     "of more than 65535, or too much of anything",
                     name, at.line, column);
}

/* The files stay open: names are borrowed from them. */
static int
add_own(set *s, const struct conf *conf, eml_os_file *files)
{
    int rc;

    if (!conf->num_files)
        return 0;
    rc = add_text(s, "use", EML_LIT(";@use core\n"));
    for (size_t i = 0; i < conf->num_files && !rc; i++) {
        int why = eml_os_file_open(&files[i], conf->file[i]);

        if (why)
            return cli_error("%s: %s", conf->file[i], strerror(why));
        rc = add_text(s, conf->file[i], files[i].bytes);
    }
    return rc;
}

static int
open_set(set *s, const struct conf *conf, eml_os_file *files)
{
    uint32_t flags = (conf->obs ? EML_ABNF_OBS : 0u) |
                     (conf->utf8 ? EML_ABNF_UTF8 : 0u),
             needs;
    const char *name;
    eml_span text;
    int rc;

    eml_arena_init(&s->arena, &cli_alloc, 0);
    s->cx = (eml_cx){.arena = &s->arena};
    s->g = eml_abnf_new(&s->cx);
    if (!s->g)
        return cli_error("out of memory");
    for (size_t i = 0; eml_abnf_text(i, &name, &text, &needs); i++)
        if (!(needs & ~flags) && add_text(s, name, text) != 0)
            return EXIT_TROUBLE;
    if (add_own(s, conf, files) != 0)
        return EXIT_TROUBLE;
    rc = eml_abnf_link(&s->cx, s->g, flags);
    text = eml_abnf_missing(s->g);
    if (rc == EML_E_ABNF_UNDEFINED)
        return cli_error("abnf: rule \"%.*s\" is not defined (another "
                         "grammar's: ;@use)",
                         (int)text.n, (const char *)text.p);
    return rc == EML_OK ? 0
                        : cli_error("abnf: rule \"%.*s\" is too large (a "
                                    "repetition counts as often as it may "
                                    "come)",
                                    (int)text.n, (const char *)text.p);
}

static int
find_rule(const set *s, const char *name, uint32_t *rule)
{
    if (eml_abnf_find(s->g, (eml_span){(const uint8_t *)name, strlen(name)},
                      rule))
        return 0;
    return cli_error("abnf: no rule \"%s\"; one that is obsolete needs --obs "
                     "(all of them: eml abnf list)",
                     name);
}

/* ---- output
 * ------------------------------------------------------------------- */

static void
put_escaped(eml_span s)
{
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = s.p[i];

        if (c == '\r')
            fputs("\\r", stdout);
        else if (c == '\n')
            fputs("\\n", stdout);
        else if (c == '\t')
            fputs("\\t", stdout);
        else if (c == '\\')
            fputs("\\\\", stdout);
        else if (c < 0x20 || c == 0x7f)
            printf("\\%03o", c);
        else
            putchar(c);
    }
    putchar('\n');
}

static void
put_json(json_t *o)
{
    json_dumpf(o, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(o);
}

static json_t *
text_of(eml_span s)
{
    return json_stringn((const char *)s.p, s.n);
}

static json_t *
full_name(const eml_abnf_rule *r)
{
    return json_sprintf("%.*s%s%.*s", (int)r->grammar.n,
                        (const char *)r->grammar.p, r->grammar.n ? "/" : "",
                        (int)r->name.n, (const char *)r->name.p);
}

/* ---- match
 * -------------------------------------------------------------------- */

/* LF made CRLF, in memory of the arena. */
static eml_span
with_crlf(set *s, eml_span in)
{
    eml_out out = {.arena = &s->arena};

    for (size_t i = 0; i < in.n; i++) {
        if (in.p[i] == '\n' && (i == 0 || in.p[i - 1] != '\r'))
            eml_out_byte(&out, '\r');
        eml_out_byte(&out, in.p[i]);
    }
    return eml_out_view(&out);
}

static bool
is_line_end(eml_span in, size_t from)
{
    return (in.n - from == 1 && in.p[from] == '\n') ||
           (in.n - from == 2 && in.p[from] == '\r' && in.p[from + 1] == '\n');
}

static void
put_match(const struct conf *conf, const char *file, eml_span in,
          const eml_abnf_ends *e)
{
    size_t n = e->any ? e->longest + 1 : 0;

    if (conf->json) {
        json_t *ends = json_array();

        for (size_t i = 0; i < n; i++)
            if (e->bits[i / 64] >> i % 64 & 1)
                json_array_append_new(ends, json_integer((json_int_t)i));
        put_json(json_pack("{s:s, s:b, s:o}", "file", file, "match", e->whole,
                           "ends", ends));
        return;
    }
    printf("%s: ", file);
    if (e->whole)
        printf("matches\n");
    else if (e->any)
        printf("matches the first %zu bytes only%s\n", e->longest,
               is_line_end(in, e->longest) ? ": what is left is a line end"
                                           : "");
    else
        printf("does not match\n");
    for (size_t i = 0; conf->ends && i < n; i++)
        if (e->bits[i / 64] >> i % 64 & 1)
            printf("%zu\n", i);
}

static int
match(set *s, const struct conf *conf, int argc, char **argv)
{
    char dash[] = "-", *input[] = {dash};
    eml_abnf_matcher *m = eml_abnf_matcher_new(&s->cx, s->g, 0);
    int code = EXIT_CONFORMS;
    uint32_t rule;

    if (!m)
        return cli_error("out of memory");
    if (find_rule(s, argv[0], &rule) != 0)
        return EXIT_TROUBLE;
    argv = argc > 1 ? argv + 1 : input;
    for (int i = 0; i < (argc > 1 ? argc - 1 : 1); i++) {
        eml_os_file f;
        eml_abnf_ends e;
        eml_span in;
        int why = eml_os_file_open(&f, argv[i]);

        if (why) {
            code = cli_error("%s: %s", argv[i], strerror(why));
            continue;
        }
        in = conf->crlf ? with_crlf(s, f.bytes) : f.bytes;
        if (eml_abnf_match(m, rule, in, &e) != EML_OK)
            code = cli_error("%s: takes more work or memory than the limit",
                             argv[i]);
        else
            put_match(conf, argv[i], in, &e);
        if (code == EXIT_CONFORMS && !e.whole)
            code = EXIT_DEVIATES;
        eml_os_file_close(&f);
    }
    eml_abnf_matcher_free(m);
    return cli_finish(code);
}

/* ---- derive, cover
 * --------------------------------------------------------------- */

static int
derive_one(set *s, const struct conf *conf, uint32_t rule, uint64_t seed,
           eml_abnf_cover *cover, eml_out *out)
{
    eml_abnf_choices c = {.bytes = EML_NONE};
    int rc;

    if (seed)
        eml_abnf_seed(&c, seed, 100000);
    rc = eml_abnf_derive(&s->cx, s->g, rule, &c,
                         conf->depth < UINT32_MAX ? (uint32_t)conf->depth
                                                  : UINT32_MAX,
                         conf->length ? (size_t)conf->length : 200, cover, out);
    if (rc == EML_E_ABNF_ENDLESS)
        return cli_error("abnf: the rule derives no finite string");
    return rc == EML_OK ? 0 : cli_error("abnf: the string does not end");
}

/* By hand: a seed has 64 bits, an integer of jansson 63. */
static void
put_derived(uint64_t seed, eml_span text)
{
    printf("{\"seed\":%llu,\"bytes\":[", (unsigned long long)seed);
    for (size_t i = 0; i < text.n; i++)
        printf("%s%u", i ? "," : "", text.p[i]);
    printf("]}\n");
}

static int
derive(set *s, const struct conf *conf, char **argv)
{
    uint64_t count = conf->has_count ? conf->count : 1;
    eml_arena_mark mark;
    uint32_t rule;

    if (find_rule(s, argv[0], &rule) != 0)
        return EXIT_TROUBLE;
    mark = eml_arena_note(&s->arena);
    for (uint64_t i = 0; i < count; i++) {
        eml_out out = {.arena = &s->arena};
        eml_span text;

        if (derive_one(s, conf, rule, conf->seed + i, NULL, &out) != 0)
            return EXIT_TROUBLE;
        text = eml_out_view(&out);
        if (conf->json) {
            put_derived(conf->seed + i, text);
        } else if (conf->escape || count > 1) {
            put_escaped(text);
        } else {
            fwrite(text.p, 1, text.n, stdout);
        }
        eml_arena_release(&s->arena, mark);
    }
    return cli_finish(EXIT_CONFORMS);
}

static int
cover(set *s, const struct conf *conf, char **argv)
{
    uint64_t count = conf->has_count ? conf->count : 10000;
    bool *reached = calloc(eml_abnf_num_rules(s->g) + 1, sizeof *reached);
    int code = EXIT_CONFORMS;
    uint32_t rule, num;
    uint64_t at = 0;
    eml_arena_mark mark;
    eml_abnf_cover c;
    eml_abnf_point gap;

    if (!reached || eml_abnf_cover_init(&s->cx, s->g, &c) != EML_OK) {
        free(reached);
        return cli_error("out of memory");
    }
    if (find_rule(s, argv[0], &rule) != 0) {
        free(reached);
        return EXIT_TROUBLE;
    }
    num = eml_abnf_reach(s->g, rule, reached);
    mark = eml_arena_note(&s->arena);
    for (uint64_t i = 0; i < count && code == EXIT_CONFORMS; i++) {
        eml_out out = {.arena = &s->arena};

        code = derive_one(s, conf, rule, conf->seed + i, &c, &out);
        eml_arena_release(&s->arena, mark);
    }
    while (code != EXIT_TROUBLE &&
           eml_abnf_cover_gap(s->g, &c, reached, &at, &gap)) {
        eml_abnf_rule r;

        code = EXIT_DEVIATES;
        (void)eml_abnf_rule_at(s->g, gap.rule, &r);
        if (conf->json)
            put_json(json_pack(
                "{s:o, s:o}", "rule", full_name(&r), "alternative",
                gap.kind == EML_ABNF_RULE ? json_null() : text_of(gap.text)));
        else if (gap.kind == EML_ABNF_RULE)
            printf("%.*s/%.*s\n", (int)r.grammar.n, (const char *)r.grammar.p,
                   (int)r.name.n, (const char *)r.name.p);
        else
            printf("%.*s/%.*s: %.*s\n", (int)r.grammar.n,
                   (const char *)r.grammar.p, (int)r.name.n,
                   (const char *)r.name.p, (int)gap.text.n,
                   (const char *)gap.text.p);
    }
    if (code == EXIT_CONFORMS && !conf->json)
        printf("all of %u rules and their alternatives are reached\n",
               (unsigned)num);
    free(reached);
    return cli_finish(code);
}

/* ---- list
 * ------------------------------------------------------------------------ */

static int
list(set *s, const struct conf *conf)
{
    eml_abnf_rule r;

    for (uint32_t i = 0; eml_abnf_rule_at(s->g, i, &r); i++) {
        if (r.gone)
            continue;
        if (conf->json) {
            put_json(json_pack(
                "{s:o, s:o, s:o, s:o, s:b, s:b}", "grammar", text_of(r.grammar),
                "rule", text_of(r.name), "clause", text_of(r.clause),
                "shortest", r.endless ? json_null() : json_integer(r.shortest),
                "endless", r.endless, "recursive", r.recursive));
            continue;
        }
        printf("%.*s/%.*s\t%.*s\n", (int)r.grammar.n, (const char *)r.grammar.p,
               (int)r.name.n, (const char *)r.name.p, (int)r.clause.n,
               (const char *)r.clause.p);
    }
    return cli_finish(EXIT_CONFORMS);
}

/* ---- use
 * ------------------------------------------------------------------------- */

static int
use(set *s, const struct conf *conf, int argc, char **argv)
{
    source *from = source_new(argv, (size_t)argc, SOURCE_AUTO, SOURCE_NL_AUTO);
    abnf_use_state u;
    bool ok = abnf_use_init(&u, &s->cx, s->g) && from, trouble = false;
    source_item item;
    int rc;

    while (ok && (rc = source_next(from, &item)) != EML_END) {
        trouble |= rc != EML_OK;
        if (rc == EML_OK)
            ok = abnf_use_message(&u, &item);
    }
    rc = ok ? abnf_use_report(&u, conf->except, conf->json)
            : cli_error("abnf: out of memory");
    abnf_use_fini(&u);
    source_free(from);
    return cli_finish(trouble ? EXIT_TROUBLE : rc);
}

/* ---- the command
 * ------------------------------------------------------------------- */

static int
dispatch(set *s, const struct conf *conf, int argc, char **argv)
{
    const char *what = argv[1];
    bool two = argc == 3;

    if (strcmp(what, "match") == 0 && argc > 2)
        return match(s, conf, argc - 2, argv + 2);
    if (strcmp(what, "derive") == 0 && two)
        return derive(s, conf, argv + 2);
    if (strcmp(what, "cover") == 0 && two)
        return cover(s, conf, argv + 2);
    if (strcmp(what, "use") == 0 && argc > 2)
        return use(s, conf, argc - 2, argv + 2);
    if (strcmp(what, "list") == 0 && argc == 2)
        return list(s, conf);
    return cli_error("abnf: no \"%s\" with these arguments "
                     "(see: eml abnf --help)",
                     what);
}

static int
run(int argc, char **argv)
{
    struct conf conf = {0};
    eml_os_file files[MAX_FILES] = {{.size = 0}};
    set s;
    int rc = cli_options(&cli_abnf, &conf, &argc, argv);

    if (rc)
        return rc - 1;
    if (argc < 2)
        return cli_error("abnf: what? (see: eml abnf --help)");
    rc = open_set(&s, &conf, files);
    if (!rc)
        rc = dispatch(&s, &conf, argc, argv);
    eml_arena_fini(&s.arena);
    for (size_t i = 0; i < conf.num_files; i++)
        if (files[i].size || files[i].map || files[i].heap)
            eml_os_file_close(&files[i]);
    return rc;
}
