/* eml gen as its users meet it: what it writes, in every form and however it is
 * shared out. */
#define _XOPEN_SOURCE 700
#include "tests/folder.h"
#include "tests/program.h"

#include "cli/gen_plan.h"
#include "eml/base64.h"
#include "eml/mbox.h"

#include <jansson.h>

/* Runs it there; standard output is returned, to be freed. */
static char *
gen(const folder *p, const char *args)
{
    run r = run_program(p->path, args, "", 0);

    run_holds_("standard error", r.err, NULL);
    assert_int_equal(r.status, 0);
    free(r.err);
    return r.out;
}

static char *
contents(const folder *p, const char *name, size_t *n)
{
    char path[256], *s;
    FILE *f;
    long end;

    snprintf(path, sizeof path, "%s/%s", p->path, name);
    f = fopen(path, "rb");
    if (!f)
        fail_msg("no %s", name);
    fseek(f, 0, SEEK_END);
    end = ftell(f);
    rewind(f);
    assert_true(end >= 0);
    *n = (size_t)end;
    s = calloc(1, *n + 1);
    assert_non_null(s);
    assert_int_equal(fread(s, 1, *n, f), *n);
    fclose(f);
    return s;
}

/* The names in a folder as eml_os_list has them. */
static void
same_folders(const folder *p, const char *a, const char *b, size_t expected)
{
    char path[2][128];
    size_t num[2];
    char **names[2];

    for (int i = 0; i < 2; i++) {
        snprintf(path[i], sizeof path[i], "%s/%s", p->path, i ? b : a);
        names[i] = eml_os_list(path[i], &num[i], NULL);
        assert_non_null(names[i]);
        assert_int_equal(num[i], expected);
    }
    for (size_t k = 0; k < expected; k++) {
        size_t n[2];
        char *text[2], name[160];

        assert_string_equal(names[0][k], names[1][k]);
        for (int i = 0; i < 2; i++) {
            snprintf(name, sizeof name, "%s/%s", i ? b : a, names[i][k]);
            text[i] = contents(p, name, &n[i]);
        }
        assert_int_equal(n[0], n[1]);
        assert_memory_equal(text[0], text[1], n[0]);
        free(text[0]);
        free(text[1]);
    }
    free(names[0]);
    free(names[1]);
}

/* ---- shards
 * --------------------------------------------------------------------- */

static const struct shard_row {
    const char *name;
    const char *options;
    unsigned shards;
} shard_rows[] = {
    {"one shard", "-p mime", 1},
    {"three shards", "-p mime", 3},
    {"seven shards", "-p all -m all", 7},
    {"more shards than messages", "-p wild", 57},
    {"from a later message on", "-p all -b 5", 7},
};

static void
shards_give_the_same(void **state)
{
    const struct shard_row *r = *state;
    folder p = folder_make();
    char args[128];

    snprintf(args, sizeof args, "gen -s 9 -n 50 %s -o whole", r->options);
    free(gen(&p, args));
    for (unsigned i = 1; i <= r->shards; i++) {
        snprintf(args, sizeof args, "gen -s 9 -n 50 %s --shard %u/%u -o parts",
                 r->options, i, r->shards);
        free(gen(&p, args));
    }
    same_folders(&p, "whole", "parts", 100);
    folder_remove(&p);
}

/* ---- forms
 * ---------------------------------------------------------------------- */

enum { NUM = 60 };
#define KIND "-s 4 -n 60 -p all -m all"

static char *
message_of(const folder *p, size_t i, const char *ext, size_t *n)
{
    char name[64];

    snprintf(name, sizeof name, "dir/%08zx%s", i, ext);
    return contents(p, name, n);
}

/* The next line of *s, with its end; NULL past the last. */
static char *
line_of(char **s, size_t *n)
{
    char *line = *s, *end = strchr(line, '\n');

    if (!end)
        return NULL;
    *s = end + 1;
    *n = (size_t)(end + 1 - line);
    return line;
}

static void
jsonl_has_bytes_and_labels(void **state)
{
    folder p = folder_make();
    char *all = (free(gen(&p, "gen " KIND " -o dir")),
                 gen(&p, "gen " KIND " -f jsonl -o -")),
         *s = all, *line;
    size_t num = 0, n, size;

    (void)state;
    for (; (line = line_of(&s, &n)) != NULL; num++) {
        char *eml = message_of(&p, num, ".eml", &size), *text;
        json_t *o = json_loadb(line, n, 0, NULL), *label, *m;
        eml_b64_dec dec;
        eml_span in;
        uint8_t *out;

        m = json_object_get(o, "message");
        in = (eml_span){(const uint8_t *)json_string_value(m),
                        json_string_length(m)};
        out = malloc(in.n);
        assert_non_null(out);
        assert_int_equal(eml_b64_decode_all(&dec, in, out), size);
        assert_memory_equal(out, eml, size);
        free(out);
        free(eml);

        json_object_del(o, "message");
        text = message_of(&p, num, ".json", &size);
        label = json_loads(text, 0, NULL);
        assert_true(label && json_equal(o, label));
        assert_int_equal(json_integer_value(json_object_get(o, "index")), num);
        json_decref(label);
        json_decref(o);
        free(text);
    }
    assert_int_equal(num, NUM);
    free(all);
    folder_remove(&p);
}

static void
maildir_has_the_same_files(void **state)
{
    folder p = folder_make();
    char name[64];

    (void)state;
    free(gen(&p, "gen " KIND " -o dir"));
    free(gen(&p, "gen " KIND " -f maildir -o md"));
    for (size_t i = 0; i < NUM; i++)
        for (int label = 0; label < 2; label++) {
            size_t n, size;
            char *a = message_of(&p, i, label ? ".json" : ".eml", &n), *b;

            snprintf(name, sizeof name,
                     label ? "md.labels/%08zx.json" : "md/new/%08zx", i);
            b = contents(&p, name, &size);
            assert_int_equal(n, size);
            assert_memory_equal(a, b, n);
            free(a);
            free(b);
        }
    folder_remove(&p);
}

/* But for a line end where the last line has none. */
static void
mbox_reads_back(void **state)
{
    folder p = folder_make();
    eml_arena arena;
    eml_cx cx = {.arena = &arena};
    eml_mbox_message m;
    size_t n, size, cursor = 0, num = 0, labels_n;
    char *box, *labels, *s, *line;
    eml_span in;

    (void)state;
    eml_arena_init(&arena, &eml_os_alloc, 0);
    free(gen(&p, "gen " KIND " -o dir"));
    free(gen(&p, "gen " KIND " -f mbox -o box"));
    box = contents(&p, "box", &n);
    labels = s = contents(&p, "box.jsonl", &labels_n);
    in = (eml_span){(const uint8_t *)box, n};
    cx.origin = in.p;
    while (eml_mbox_split(&cx, in, EML_MBOX_RD, &cursor, &m) == EML_OK) {
        char *eml = message_of(&p, num, ".eml", &size), *label;
        eml_span back;

        assert_int_equal(eml_mbox_unquote(&cx, EML_MBOX_RD, m.message, &back),
                         EML_OK);
        if (!size || eml[size - 1] != '\n')
            back.n -= 2;
        assert_int_equal(back.n, size);
        assert_memory_equal(back.p, eml, size);
        free(eml);
        label = message_of(&p, num++, ".json", &size);
        line = line_of(&s, &n);
        assert_non_null(line);
        assert_int_equal(n, size);
        assert_memory_equal(line, label, size);
        free(label);
    }
    assert_int_equal(num, NUM);
    assert_int_equal(s - labels, labels_n);
    free(box);
    free(labels);
    eml_arena_fini(&arena);
    folder_remove(&p);
}

static void
feed_file(const folder *p, size_t i, const char *ext, eml_os_sha256 *sha)
{
    size_t n;
    char *s = message_of(p, i, ext, &n);

    assert_true(eml_os_sha256_feed(sha, (eml_span){(uint8_t *)s, n}));
    free(s);
}

/* What --sha256 prints is the digest of the files, one behind the other. */
static void
sha256_is_of_the_files(void **state)
{
    static const char *const exts[] = {".eml", ".json"};
    static const char *const names[] = {"sha256", "labels_sha256"};
    folder p = folder_make();
    char *out = (free(gen(&p, "gen " KIND " -o dir")),
                 gen(&p, "gen " KIND " --sha256"));
    json_t *o = json_loads(out, 0, NULL);
    eml_os_sha256 *sha = eml_os_sha256_new();

    (void)state;
    assert_non_null(o);
    assert_non_null(sha);
    assert_string_equal(json_string_value(json_object_get(o, "profile")),
                        "all");
    for (int k = 0; k < 2; k++) {
        uint8_t digest[32];
        char hex[65];

        assert_true(eml_os_sha256_begin(sha));
        for (size_t i = 0; i < NUM; i++)
            feed_file(&p, i, exts[k], sha);
        assert_true(eml_os_sha256_end(sha, digest));
        for (size_t i = 0; i < 32; i++)
            snprintf(hex + 2 * i, 3, "%02x", digest[i]);
        assert_string_equal(json_string_value(json_object_get(o, names[k])),
                            hex);
    }
    eml_os_sha256_free(sha);
    json_decref(o);
    free(out);
    folder_remove(&p);
}

/* A finding of the label is that of eml parse, but for line and column. */
static bool
has_finding(json_t *theirs, json_t *ours)
{
    size_t i;
    json_t *f;

    json_array_foreach(theirs, i, f)
    {
        json_object_del(f, "line");
        json_object_del(f, "col");
        if (json_equal(f, ours))
            return true;
    }
    return false;
}

static void
findings_are_those_of_parse(void **state)
{
    folder p = folder_make();
    char args[64];
    size_t seen = 0, n;

    (void)state;
    free(gen(&p, "gen " KIND " -o dir"));
    for (size_t i = 0; i < NUM; i++) {
        char *text = message_of(&p, i, ".json", &n);
        json_t *label = json_loads(text, 0, NULL), *read, *f;
        size_t k;
        run r;

        snprintf(args, sizeof args, "parse%s dir/%08zx.eml",
                 strstr(text, "\"mode\":\"obs\"") ? " --obs" : "", i);
        r = run_program(p.path, args, "", 0);
        read = json_loads(r.out, 0, NULL);
        assert_true(json_equal(json_object_get(label, "verdict"),
                               json_object_get(read, "verdict")));
        json_array_foreach(json_object_get(label, "findings"), k, f)
        {
            assert_true(has_finding(json_object_get(read, "findings"), f));
            seen++;
        }
        json_decref(read);
        json_decref(label);
        free(text);
        run_free(&r);
    }
    assert_true(seen >= NUM * 2 / 3 - 1); /* all but the valid have some */
    folder_remove(&p);
}

/* ---- usage
 * -------------------------------------------------------------------- */

static const struct usage_row {
    const char *name;
    const char *args;
    int status;
    const char *out, *err;
} usage_rows[] = {
    {"help", "gen --help", 0, "--shard I/N", NULL},
    {"version", "gen --version", 0, "eml generator " EML_GEN_VERSION "\n",
     NULL},
    {"one message", "gen", 0, "\r\n\r\n", NULL},
    {"no such profile", "gen -p spam", 2, NULL,
     "--profile: cannot take \"spam\""},
    {"signed and broken", "gen -p signed -m break", 2, NULL,
     "profile signed has mode valid alone"},
    {"keys", "gen --zone", 0, "{\"brisbane._domainkey.", NULL},
    {"no such mode", "gen -m odd", 2, NULL, "--mode: cannot take \"odd\""},
    {"no such format", "gen -f tar", 2, NULL, "--format: cannot take \"tar\""},
    {"shard 0", "gen -i 0/3", 2, NULL, "--shard: cannot take \"0/3\""},
    {"shard past the last", "gen -i 4/3", 2, NULL, "cannot take \"4/3\""},
    {"half a shard", "gen -i 4", 2, NULL, "cannot take \"4\""},
    {"more than a shard", "gen -i 1/3x", 2, NULL, "cannot take \"1/3x\""},
    {"an argument too many", "gen out", 2, NULL, "what is \"out\"?"},
    {"several, and no form", "gen -n 2", 2, NULL, "which --format?"},
    {"a folder, and no name", "gen -f dir", 2, NULL, "--out DIR is needed"},
    {"messages and figures", "gen -o - -x", 2, NULL, "both to standard output"},
    {"no place for labels", "gen -f mbox -l", 2, NULL, "no place for --labels"},
    {"none", "gen -n 0 -f jsonl", 0, NULL, NULL},
    {"none, by the digest", "gen -n 0 -x -L", 0,
     "\"count\":0,\"profile\":\"mime\",\"mode\":\"valid\","
     "\"sha256\":\"e3b0c44298fc1c14",
     NULL},
    {"past the last index", "gen -b 9223372036854775807", 2, NULL, "too large"},
    {"the last index", "gen -b 9223372036854775806 -x", 0,
     "\"start\":9223372036854775806,", NULL},
    {"a seed of 64 bits", "gen -s 18446744073709551615 -x", 0,
     "\"seed\":18446744073709551615,", NULL},
    {"a shard that is empty", "gen -n 2 -i 3/3 -f jsonl", 0, NULL, NULL},
    {"no labels", "gen -f jsonl -L", 0,
     "\"profile\":\"mime\",\"mode\":\"valid\",\"message\":\"", NULL},
    {"no such folder", "gen -o /no/such/place", 2, NULL,
     "eml: gen: /no/such/place: No such file or directory\n"},
    {"a folder that is none", "gen -o /dev/null", 2, NULL, "eml: gen: /dev/"},
    {"a file that is a folder", "gen -f mbox -o /", 2, NULL,
     "eml: gen: /: Is a directory\n"},
    {"no space left", "gen -f jsonl -n 9 -o /dev/full", 2, NULL,
     "eml: gen: /dev/full: No space left on device\n"},
    {"what was never made", "gen -c -n 1 -p imf", 1, " never made\n", NULL},
    {"a code to break", "gen -m break:atom-dot -x", 0,
     "\"mode\":\"break:ATOM_DOT\"", NULL},
    {"a code that no message can break", "gen -m break:GROUP_PLACE", 2, NULL,
     "cannot take \"break:GROUP_PLACE\""},
    {"a code that is none", "gen -m break:NOPE", 2, NULL,
     "cannot take \"break:NOPE\""},
    {"a mode and a code that is not its", "gen -m obs:NUL", 2, NULL,
     "cannot take \"obs:NUL\""},
    {"what can be broken", "gen --list", 0,
     "\nBARE_LF                    LF not preceded by CR\n", NULL},
    {"what cannot", "gen --list", 0,
     "\nGROUP_PLACE                not to be broken: since RFC 6854", NULL},
    {"all is made", "gen --cover", 0, ", 0 never made\n", NULL},
};

static void
usage(void **state)
{
    const struct usage_row *r = *state;
    run got = run_program("/", r->args, "", 0);

    run_is(&got, r->status, r->out, r->err);
    run_free(&got);
}

int
main(void)
{
    const struct CMUnitTest forms[] = {
        cmocka_unit_test(jsonl_has_bytes_and_labels),
        cmocka_unit_test(maildir_has_the_same_files),
        cmocka_unit_test(mbox_reads_back),
        cmocka_unit_test(sha256_is_of_the_files),
        cmocka_unit_test(findings_are_those_of_parse),
    };

    if (!getenv("EML_PROGRAM"))
        return 77;
    return RUN_TABLE(shards_give_the_same, shard_rows) |
           RUN_TABLE(usage, usage_rows) |
           cmocka_run_group_tests(forms, NULL, NULL);
}
