/* The program in doc/corpus.md does what is said of it there. */
#define _XOPEN_SOURCE 700
#include "eml/gen.h"
#include "tests/program.h"

#include <ftw.h>

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

/* What `command` prints, up to 64 KiB, to be freed; $DIR in it is `dir`. */
static char *
shell(const char *command, const char *dir)
{
    char *out = calloc(1, 1 << 16);
    FILE *f;

    assert_non_null(out);
    assert_true(setenv("DIR", dir, 1) == 0);
    f = popen(command, "r");
    assert_non_null(f);
    (void)fread(out, 1, (1 << 16) - 1, f);
    if (pclose(f) != 0)
        fail_msg("%s", command);
    return out;
}

#define GENERATE "\"$EML_PROGRAM\" gen -n 60 -p imf -o \"$DIR/c\" && "
#define EXTRACT                                                                \
    "awk '/^```python/ { p = 1; next } /^```/ { p = 0 } p' doc/corpus.md "     \
    ">\"$DIR/compare.py\" && "

static const struct row {
    const char *name;
    const char *command;
    const char *out; /* must occur */
} rows[] = {
    {"it is less than 40 lines",
     EXTRACT "test \"$(wc -l <\"$DIR/compare.py\")\" -lt 40 && echo short",
     "short\n"},
    {"Python reads plain mail as the labels say",
     EXTRACT GENERATE "python3 \"$DIR/compare.py\" \"$DIR/c\"",
     "60 messages, 0 read otherwise\n"},
    {"what is read otherwise is said",
     EXTRACT GENERATE "printf x >>\"$DIR/c/00000007.eml\" && "
                      "python3 \"$DIR/compare.py\" \"$DIR/c\"",
     "60 messages, 1 read otherwise\n"},
    {"and where",
     EXTRACT GENERATE "printf x >>\"$DIR/c/00000007.eml\" && "
                      "python3 \"$DIR/compare.py\" \"$DIR/c\"",
     "/c/00000007.json [('text/plain', '"},
    {"mode break has no tree to compare",
     EXTRACT "\"$EML_PROGRAM\" gen -n 60 -m break -o \"$DIR/c\" && "
             "python3 \"$DIR/compare.py\" \"$DIR/c\"",
     "60 messages, 0 read otherwise\n"},
    {"what is to be reported makes the message again",
     "\"$EML_PROGRAM\" gen -n 20 -o \"$DIR/c\" && \"$EML_PROGRAM\" gen --seed "
     "0 --start 11 --profile mime --mode valid | cmp - \"$DIR/c/0000000b.eml\" "
     "&& echo same",
     "same\n"},
    {"the version of the generator is this one",
     "grep -o 'messages of generator [0-9]*' doc/corpus.md",
     "messages of generator " EML_GEN_VERSION "\n"},
    {"the messages it shows are those",
     "\"$EML_PROGRAM\" gen -n 256 -o \"$DIR/c\" && "
     "for n in 0000000b 000000fd; do awk -v name=\"$n.eml\" "
     "'index($0, name) { on = 1 } on && /^    / { print substr($0, 5); n++ } "
     "n && /^$/ { exit }' doc/corpus.md >\"$DIR/want\"; "
     "tr -d '\\r' <\"$DIR/c/$n.eml\" | grep -caxFf \"$DIR/want\"; done",
     "2\n1\n"},
};

static void
it_does(void **state)
{
    const struct row *r = *state;
    char dir[] = "/tmp/eml-doc-test-XXXXXX", *out;

    if (!getenv("EML_PROGRAM") || system("command -v python3 >/dev/null") != 0)
        skip();
    assert_non_null(mkdtemp(dir));
    out = shell(r->command, dir);
    run_holds_("output", out, r->out);
    free(out);
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int
main(void)
{
    return RUN_TABLE(it_does, rows);
}
