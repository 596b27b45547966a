/* What eml parse prints and eml gen labels is as corpus/schema/message.json
 * says. */
#define _XOPEN_SOURCE 700
#include "tests/program.h"
#include "tests/schema.h"

static const struct row {
    const char *name;
    const char *args;
    const char *in;
    size_t objects;
} rows[] = {
    {"imf", "gen -n 60 -p imf -m all -f jsonl -o -", "", 60},
    {"mime", "gen -n 60 -p mime -m all -f jsonl -o -", "", 60},
    {"eai", "gen -n 60 -p eai -m all -f jsonl -o -", "", 60},
    {"list", "gen -n 60 -p list -m all -f jsonl -o -", "", 60},
    {"dsn", "gen -n 60 -p dsn -m all -f jsonl -o -", "", 60},
    {"wild", "gen -n 60 -p wild -m all -f jsonl -o -", "", 60},
    {"signed", "gen -n 12 -p signed -f jsonl -o -", "", 12},
    {"parse", "parse -j", "From: a@b.example\n\nx\n", 1},
    {"parse, with contents", "parse -c", "From: a@b.example\n\nx\n", 1},
    {"parse of an mbox", "parse -j -f mbox",
     "From a\nFrom: a@b.example\n\nx\n\nFrom b\nTo: a@b.example\n\nx\n", 2},
};

static void
is_as_the_schema_says(void **state)
{
    const struct row *r = *state;
    schema s = {.dir = "corpus/schema", .docs = json_object()};
    size_t n = 0;
    run it;

    if (!getenv("EML_PROGRAM"))
        skip();
    it = run_program(NULL, r->args, r->in, strlen(r->in));
    for (char *line = it.out, *end; (end = strchr(line, '\n'));
         line = end + 1) {
        json_t *o = json_loadb(line, (size_t)(end - line), 0, NULL);

        assert_non_null(o);
        if (!schema_valid(&s, "message.json", o))
            fail_msg("object %zu: %s", n, s.why);
        json_decref(o);
        n++;
    }
    assert_int_equal(n, r->objects);
    json_decref(s.docs);
    run_free(&it);
}

int
main(void)
{
    return RUN_TABLE(is_as_the_schema_says, rows);
}
