/* eml gen: messages made of a seed, with what they mean. */
#include "cli/cli.h"
#include "cli/gen_out.h"
#include "cli/progress.h"
#include "cli/stop.h"

#include <string.h>

struct conf {
    gen_plan plan;
    gen_format format;
    const char *out;
    bool has_count, has_format, has_profile, has_mode; /* were given */
    bool labels, no_labels, cover, sha256, list, version, zone;
};

static bool
take_count(void *to, const char *arg)
{
    struct conf *c = to;

    c->has_count = true;
    return cli_number(&c->plan.count, arg);
}

static bool
take_profile(void *to, const char *arg)
{
    struct conf *c = to;

    c->has_profile = true;
    return gen_plan_profile(&c->plan, arg);
}

static bool
take_mode(void *to, const char *arg)
{
    struct conf *c = to;

    c->has_mode = true;
    return gen_plan_mode(&c->plan, arg);
}

static bool
take_shard(void *to, const char *arg)
{
    struct conf *c = to;

    return gen_plan_shard(&c->plan, arg);
}

static bool
take_format(void *to, const char *arg)
{
    struct conf *c = to;

    c->has_format = true;
    c->format = gen_format_named(arg);
    return c->format != GEN_FORMATS;
}

static const cli_option options[] = {
    {"seed", 's', CLI_NUMBER, "N", offsetof(struct conf, plan.seed), NULL,
     "which messages (0)"},
    {"count", 'n', CLI_CALL, "N", 0, take_count,
     "how many (1; --cover: 100000)"},
    {"start", 'b', CLI_NUMBER, "N", offsetof(struct conf, plan.start), NULL,
     "index of the first (0)"},
    {"shard", 'i', CLI_CALL, "I/N", 0, take_shard,
     "only those with index I - 1 modulo N"},
    {"profile", 'p', CLI_CALL, "NAME", 0, take_profile,
     "imf mime eai list dsn wild all; signed (mime)"},
    {"mode", 'm', CLI_CALL, "NAME", 0, take_mode,
     "valid obs break break:CODE, all: by turns (valid)"},
    {"format", 'f', CLI_CALL, "NAME", 0, take_format,
     "dir maildir mbox jsonl, or eml: one message alone"},
    {"out", 'o', CLI_TEXT, "PATH", offsetof(struct conf, out), NULL,
     "folder or file to write to (-: standard output)"},
    {"labels", 'l', CLI_FLAG, NULL, offsetof(struct conf, labels), NULL,
     "write what each means, as parse --json has it"},
    {"no-labels", 'L', CLI_FLAG, NULL, offsetof(struct conf, no_labels), NULL,
     "do not"},
    {"sha256", 'x', CLI_FLAG, NULL, offsetof(struct conf, sha256), NULL,
     "print the recipe: what was asked for, and SHA-256"},
    {"cover", 'c', CLI_FLAG, NULL, offsetof(struct conf, cover), NULL,
     "print how often each production was made"},
    {"list", 0, CLI_FLAG, NULL, offsetof(struct conf, list), NULL,
     "print the CODEs of mode break, and why not others"},
    {"zone", 0, CLI_FLAG, NULL, offsetof(struct conf, zone), NULL,
     "print the keys of profile signed, as a zone file"},
    {"version", 0, CLI_FLAG, NULL, offsetof(struct conf, version), NULL,
     "the generator's: same version, seed: same bytes"},
    {0}};

static int run(int argc, char **argv);
const cli_command cli_gen = {
    "gen",
    "gen [OPTION]...",
    "make messages from a seed, with what they mean",
    options,
    "Without --out: one message, to standard output. The same bytes on every "
    "machine,\nwhatever the shards. Exit: 0 made, 1 --cover: a production "
    "never "
    "was, 2 usage\nor I/O.",
    run};

/* ---- what was asked for
 * -------------------------------------------------------------- */

static int
settle_plan(struct conf *c)
{
    gen_plan *p = &c->plan;

    if (c->cover && !c->has_profile)
        p->profile = EML_GEN_PROFILES;
    if (c->cover && !c->has_mode)
        p->mode = EML_GEN_MODES;
    if (p->profile == GEN_SIGNED && p->mode != EML_GEN_VALID)
        return cli_error("gen: profile signed has mode valid alone");
    gen_plan_settle(p);
    if (!c->has_count)
        p->count = c->cover ? 100000 : 1;
    if (p->count > INT64_MAX || p->start > INT64_MAX - p->count)
        return cli_error("gen: --start and --count are too large");
    return 0;
}

/* Where to, in what form, and whether with labels. */
static int
settle_out(struct conf *c)
{
    bool digests = c->cover || c->sha256, no_place;

    if (!c->out && !digests)
        c->out = "-";
    if (!c->out) { /* labels are digested */
        c->labels = !c->no_labels;
        return 0;
    }
    if (!c->has_format)
        c->format = strcmp(c->out, "-") == 0 ? GEN_EML : GEN_DIR;
    if (c->format == GEN_EML && c->plan.count > 1)
        return cli_error("gen: more than one message: --out DIR, or which "
                         "--format? (see: eml gen --help)");
    if (strcmp(c->out, "-") == 0 &&
        (c->format == GEN_DIR || c->format == GEN_MAILDIR))
        return cli_error("gen: --out DIR is needed");
    if (strcmp(c->out, "-") == 0 && digests)
        return cli_error("gen: --out -: messages and figures, both to "
                         "standard output");
    no_place = c->format == GEN_EML ||
               (c->format == GEN_MBOX && strcmp(c->out, "-") == 0);
    if (no_place && c->labels)
        return cli_error("gen: no place for --labels: write to a folder, or "
                         "as jsonl");
    c->labels = !no_place && !c->no_labels;
    return 0;
}

/* ---- figures
 * ------------------------------------------------------------------------ */

typedef struct digests {
    eml_os_sha256 *messages, *labels; /* NULL: not asked for */
} digests;

static bool
digests_init(digests *d, const struct conf *c)
{
    *d = (digests){NULL, NULL};
    if (!c->sha256)
        return true;
    d->messages = eml_os_sha256_new();
    d->labels = eml_os_sha256_new();
    return d->messages && d->labels && eml_os_sha256_begin(d->messages) &&
           eml_os_sha256_begin(d->labels);
}

static void
digests_fini(digests *d)
{
    eml_os_sha256_free(d->messages);
    eml_os_sha256_free(d->labels);
}

static void
put_digest(const char *name, eml_os_sha256 *s)
{
    uint8_t digest[32];

    if (!eml_os_sha256_end(s, digest))
        memset(digest, 0, sizeof digest);
    printf(",\"%s\":\"", name);
    for (size_t i = 0; i < sizeof digest; i++)
        printf("%02x", digest[i]);
    printf("\"");
}

/* The recipe, as corpus/seed/ keeps it. */
static void
put_recipe(const struct conf *c, digests *d)
{
    const gen_plan *p = &c->plan;

    printf("{\"generator\":\"" EML_GEN_VERSION "\",\"seed\":%llu,",
           (unsigned long long)p->seed);
    if (p->start)
        printf("\"start\":%llu,", (unsigned long long)p->start);
    if (p->shards > 1)
        printf("\"shard\":\"%llu/%llu\",", (unsigned long long)p->shard,
               (unsigned long long)p->shards);
    printf("\"count\":%llu,\"profile\":\"%s\",\"mode\":\"%s%s%s\"",
           (unsigned long long)p->count, gen_plan_profile_name(p),
           gen_plan_mode_name(p), p->code ? ":" : "",
           p->code ? eml_code_info_get(p->code)->name : "");
    put_digest("sha256", d->messages);
    if (c->labels)
        put_digest("labels_sha256", d->labels);
    printf("}\n");
}

static int
put_list(void)
{
    const eml_code_info *info;
    const char *why;
    int code;

    for (size_t i = 0; (code = eml_gen_breakable(i)) != 0; i++) {
        info = eml_code_info_get(code);
        printf("%-26s %s\n", info->name, info->text);
    }
    for (size_t i = 0; (code = eml_code_at(i)) != 0; i++) {
        why = eml_gen_unbreakable(code);
        if (why)
            printf("%-26s not to be broken: %s\n",
                   eml_code_info_get(code)->name, why);
    }
    return EXIT_CONFORMS;
}

static int
put_cover(const gen_maker *k)
{
    const char *name;
    size_t i, never = 0;

    for (i = 0; (name = eml_gen_production(i)) != NULL; i++) {
        printf("%12llu  %s\n", (unsigned long long)k->counts.made[i], name);
        never += !k->counts.made[i];
    }
    printf("%zu productions, %zu never made\n", i, never);
    return never ? EXIT_DEVIATES : EXIT_CONFORMS;
}

/* ---- the run
 * ------------------------------------------------------------------------ */

static bool
digest(digests *d, gen_maker *k, const eml_gen_spec *spec, bool labels)
{
    if (!d->messages)
        return true;
    if (!eml_os_sha256_feed(d->messages, k->m.bytes))
        return false;
    if (!labels)
        return true;
    return gen_maker_line(k, spec, GEN_LABEL) &&
           eml_os_sha256_feed(
               d->labels, (eml_span){(const uint8_t *)k->label.p, k->label.n});
}

static int
one(const struct conf *c, gen_maker *k, digests *d, gen_out *o, uint64_t index)
{
    unsigned line = (c->labels ? GEN_LABEL : 0u) |
                    (c->format == GEN_JSONL ? GEN_BYTES : 0u);
    eml_gen_spec spec = gen_plan_spec(&c->plan, index);

    spec.labels = c->labels;
    if (!gen_maker_make(k, &spec) || !digest(d, k, &spec, c->labels))
        return cli_error("gen: out of memory");
    if (!c->out)
        return 0;
    if (line && !gen_maker_line(k, &spec, line))
        return cli_error("gen: out of memory");
    return gen_out_put(o, k, &spec);
}

static int
all(const struct conf *c, gen_maker *k, digests *d, gen_out *o)
{
    uint64_t index = gen_plan_first(&c->plan), bytes = 0;
    size_t num = 0;
    progress p;
    int rc = 0;

    progress_init(&p, "gen", !c->out || strcmp(c->out, "-") != 0);
    if (index - c->plan.start < c->plan.count)
        do {
            rc = one(c, k, d, o, index);
            bytes += k->m.bytes.n;
            progress_show(&p, ++num, bytes);
        } while (!rc && !stop_asked() && gen_plan_next(&c->plan, &index));
    progress_clear(&p);
    return rc;
}

static int
make(const struct conf *c)
{
    gen_out o = {0};
    gen_maker k;
    digests d;
    int rc = 0;

    if (!gen_maker_init(&k, &c->plan, c->cover) || !digests_init(&d, c))
        return cli_error("gen: out of memory");
    if (c->out) {
        rc = gen_out_open(&o, c->format, c->out, c->labels);
        if (strcmp(c->out, "-") != 0) /* not before: a FIFO may wait for ever */
            stop_later();             /* what is written is whole */
        if (!rc)
            rc = all(c, &k, &d, &o);
        rc = gen_out_close(&o, rc);
        stop_now();
    } else {
        rc = all(c, &k, &d, &o);
    }
    if (!rc && c->sha256)
        put_recipe(c, &d);
    if (!rc && c->cover)
        rc = put_cover(&k);
    digests_fini(&d);
    gen_maker_fini(&k);
    return rc;
}

static int
run(int argc, char **argv)
{
    struct conf c = {
        .plan = {.shard = 1, .shards = 1, .profile = EML_GEN_MIME}};
    int rc = cli_options(&cli_gen, &c, &argc, argv);

    if (rc)
        return rc - 1;
    if (argc > 1)
        return cli_error("gen: what is \"%s\"? (see: eml gen --help)", argv[1]);
    if (c.version) {
        printf("eml generator " EML_GEN_VERSION "\n");
        return cli_finish(EXIT_CONFORMS);
    }
    if (c.zone) {
        fputs(gen_signed_zone, stdout);
        return cli_finish(EXIT_CONFORMS);
    }
    if (c.list)
        return cli_finish(put_list());
    if (settle_plan(&c) || settle_out(&c))
        return EXIT_TROUBLE;
    rc = make(&c);
    /* of standard output a line has told already */
    return rc == EXIT_TROUBLE ? rc : cli_finish(rc);
}
