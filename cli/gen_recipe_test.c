/* The recipes of corpus/seed: what eml gen makes of each is what its SHA-256
 * says, with every compiler and on every machine. Those of more than 10,000
 * messages only with EML_LONG in the environment. */
#define _XOPEN_SOURCE 700
#include "tests/program.h"

#include "eml/os.h"

#include <jansson.h>

#define FOLDER "corpus/seed"
enum { SHORT = 10000, MOST = 64 };

static struct recipe {
    const char *name;
} recipes[MOST];

static char *
read_recipe(const char *name)
{
    char path[128];
    eml_os_file f;
    char *s;

    snprintf(path, sizeof path, FOLDER "/%s", name);
    assert_int_equal(eml_os_file_open(&f, path), 0);
    s = calloc(1, f.bytes.n + 1);
    assert_non_null(s);
    memcpy(s, f.bytes.p, f.bytes.n);
    eml_os_file_close(&f);
    return s;
}

static json_t *
parse_recipe(const char *text, json_int_t *count)
{
    json_t *o = json_loads(text, 0, NULL);

    assert_int_equal(json_unpack(o, "{s:I}", "count", count), 0);
    return o;
}

static bool
is_long(const char *name)
{
    char *text = read_recipe(name);
    json_int_t count;

    json_decref(parse_recipe(text, &count));
    free(text);
    return count > SHORT;
}

static void
recipe_holds(void **state)
{
    const struct recipe *r = *state;
    char *expected = read_recipe(r->name), args[256];
    const char *profile, *mode;
    json_int_t seed, count;
    json_t *o = parse_recipe(expected, &count);
    run got;

    if (!getenv("EML_PROGRAM"))
        skip();
    assert_int_equal(json_unpack(o, "{s:I, s:s, s:s}", "seed", &seed, "profile",
                                 &profile, "mode", &mode),
                     0);
    snprintf(args, sizeof args, "gen -x -s %lld -n %lld -p %s -m %s",
             (long long)seed, (long long)count, profile, mode);
    got = run_program(NULL, args, "", 0);
    run_is(&got, 0, "sha256", NULL);
    if (strcmp(got.out, expected) != 0)
        fail_msg(FOLDER "/%s: the generator's bytes changed. Is that meant? "
                        "Then raise EML_GEN_VERSION (include/eml/gen.h) and "
                        "write the recipes anew with `make recipes`.\n"
                        "expected %sgot      %s",
                 r->name, expected, got.out);
    json_decref(o);
    free(expected);
    run_free(&got);
}

/* Each profile in each mode has a recipe. */
static void
all_kinds_have_one(void **state)
{
    static const char *const profiles[] = {"imf",  "mime", "eai",
                                           "list", "dsn",  "wild"};
    static const char *const modes[] = {"valid", "obs", "break"};

    (void)state;
    for (size_t i = 0; i < 18; i++) {
        char name[64];
        bool found = false;

        snprintf(name, sizeof name, "%s-%s.json", profiles[i / 3],
                 modes[i % 3]);
        for (size_t k = 0; k < MOST && recipes[k].name; k++)
            found |= strcmp(recipes[k].name, name) == 0;
        if (!found)
            fail_msg("no " FOLDER "/%s", name);
    }
}

int
main(void)
{
    const struct CMUnitTest all[] = {cmocka_unit_test(all_kinds_have_one)};
    size_t num = 0, rows = 0;
    char **names = eml_os_list(FOLDER, &num, NULL);
    int failed;

    if (!names || num > MOST) {
        fprintf(stderr, "cannot read " FOLDER "\n");
        return 1;
    }
    for (size_t i = 0; i < num; i++)
        if (getenv("EML_LONG") || !is_long(names[i]))
            recipes[rows++].name = names[i];
    failed =
        run_table_("recipes", recipe_holds, recipes, rows, sizeof recipes[0]) |
        cmocka_run_group_tests(all, NULL, NULL);
    free(names);
    return failed;
}
