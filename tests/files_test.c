/* The program and what lies in directories: names, links, devices. */
#define _XOPEN_SOURCE 700
#include "tests/program.h"

#include "eml/os.h"

#include <errno.h>
#include <ftw.h>
#include <sys/stat.h>

#define GOOD                                                                   \
    "From: joe@example.org\r\nDate: Fri, 21 Nov 1997 09:55:06 -0600\r\n"       \
    "Message-ID: <1@example.org>\r\n\r\n"
#define BAD      "From: .joe@example.org\r\n\r\n"
#define BAD_NAME "a\x1b[31m\nok 2\xc2\x9b\xe2\x80\xae#\xff&\"<.eml"

/* What is made: a text is a file, "/" a directory, "|" a FIFO, and "->x" a link
 * to x. */
typedef struct made {
    const char *name, *text;
} made;

static const struct row {
    const char *name;
    made made[8];
    const char *args;
    int status;
    const char *out, *err;
} rows[] = {
    {"a directory",
     {{"a", GOOD}, {"b", GOOD}},
     "check .",
     0,
     "2 messages",
     NULL},
    {"a generated message and its label",
     {{"0.eml", GOOD}, {"0.hint", GOOD}, {"0.json", BAD}},
     "check .",
     0,
     "2 messages",
     NULL},
    {"a label of no message is a file like others",
     {{"0.eml", GOOD}, {"1.json", BAD}, {"10.eml", GOOD}, {"json", GOOD}},
     "check .",
     1,
     "4 messages",
     NULL},
    {"a label by name",
     {{"0.eml", GOOD}, {"0.json", BAD}},
     "check 0.json",
     1,
     "1 message:",
     NULL},
    {"good and missing",
     {{"a", GOOD}},
     "check a nope",
     2,
     "1 conforms",
     "eml: nope: No such file"},
    {"after --, an option is a name",
     {{"--obs", GOOD}},
     "check -- --obs",
     0,
     "1 conforms",
     NULL},
    {"a FIFO in a directory is no message",
     {{"a", GOOD}, {"f", "|"}},
     "check .",
     0,
     "1 message:",
     NULL},
    {"links to where the walk is",
     {{"a", GOOD}, {"l", "->."}, {"m", "->."}},
     "check .",
     0,
     "1 message:",
     NULL},
    {"links to each other",
     {{"d", "/"},
      {"d/a", GOOD},
      {"d/l", "->../e"},
      {"e", "/"},
      {"e/l", "->../d"},
      {"e/m", "->../d"}},
     "check d",
     0,
     "1 message:",
     NULL},
    {"a directory by two links",
     {{"d", "/"},
      {"d/a", GOOD},
      {"e", "/"},
      {"e/l", "->../d"},
      {"e/m", "->../d"}},
     "check e",
     0,
     "1 message:",
     NULL},
    {"a link to itself",
     {{"l", "->l"}},
     "check .",
     2,
     "0 messages",
     "eml: ./l: "},
    {"a link to nothing",
     {{"l", "->nothing"}},
     "check .",
     2,
     "0 messages",
     "eml: ./l: No such file"},
    {"a Maildir, by name",
     {{"cur", "/"},
      {"new", "/"},
      {"tmp", "/"},
      {"cur/1:2,S", GOOD},
      {"new/2", GOOD},
      {"tmp/3", BAD}},
     "check -f maildir .",
     0,
     "2 messages",
     NULL},
    {"an index beside a Maildir's folders is no message",
     {{"cur", "/"},
      {"new", "/"},
      {"tmp", "/"},
      {"cur/1:2,S", GOOD},
      {"subscriptions", "INBOX\n"}},
     "check .",
     0,
     "1 message:",
     NULL},
    {"no Maildir",
     {{"cur", "/"}},
     "check -f maildir .",
     2,
     "0 messages",
     "eml: .: not a Maildir"},
    {"odd name: for people",
     {{BAD_NAME, BAD}},
     "check .",
     1,
     "./a\xc2\xb7[31m\xc2\xb7ok 2\xc2\xb7\xc2\xb7#\xc2\xb7&\"<.eml:1:7: error",
     NULL},
    {"odd name: TAP",
     {{BAD_NAME, BAD}},
     "check --tap .",
     1,
     "\nnot ok 1 - ./a\xc2\xb7[31m\xc2\xb7ok 2\xc2\xb7\xc2\xb7_\xc2\xb7&\"<.eml"
     "\n",
     NULL},
    {"odd name: JUnit",
     {{BAD_NAME, BAD}},
     "check --junit .",
     1,
     "name=\"./a\\x1b[31m\\x0aok 2\\xc2\\x9b\\xe2\\x80\\xae#\\xff&amp;&quot;"
     "&lt;.eml\"",
     NULL},
    {"odd name: SARIF",
     {{BAD_NAME, BAD}},
     "check --sarif .",
     1,
     "\"./a%1B%5B31m%0Aok%202%C2%9B%E2%80%AE%23%FF%26%22%3C.eml\"",
     NULL},
    {"odd name: JSON",
     {{BAD_NAME, BAD}},
     "check --json .",
     1,
     "\"./a\\u001B[31m\\nok 2\xc2\x9b\xe2\x80\xae#\xef\xbf\xbd&\\\"<.eml\"",
     NULL},
};

static void
make(const char *dir, const made *m)
{
    char path[4096];

    assert_true((size_t)snprintf(path, sizeof path, "%s/%s", dir, m->name) <
                sizeof path);
    if (strcmp(m->text, "/") == 0) {
        assert_int_equal(mkdir(path, 0700), 0);
    } else if (strcmp(m->text, "|") == 0) {
        assert_int_equal(mkfifo(path, 0600), 0);
    } else if (strncmp(m->text, "->", 2) == 0) {
        assert_int_equal(symlink(m->text + 2, path), 0);
    } else {
        FILE *f = fopen(path, "wb");

        assert_non_null(f);
        assert_true(fputs(m->text, f) >= 0);
        assert_int_equal(fclose(f), 0);
    }
}

static int
take_away(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static void
program_does(void **state)
{
    const struct row *r = *state;
    char dir[] = "/tmp/eml-files-test-XXXXXX";
    run got;

    if (!getenv("EML_PROGRAM"))
        skip();
    assert_non_null(mkdtemp(dir));
    for (size_t i = 0; i < sizeof r->made / sizeof *r->made; i++)
        if (r->made[i].name)
            make(dir, &r->made[i]);
    got = run_program(dir, r->args, "", 0);
    assert_int_equal(nftw(dir, take_away, 8, FTW_DEPTH | FTW_PHYS), 0);
    run_is(&got, r->status, r->out, r->err);
    run_free(&got);
}

/* What a name was when the directory was read, it need not be any more. */
static const struct regular_row {
    const char *name;
    made made;
    int err;
    const char *bytes;
} regulars[] = {
    {"a file", {"a", GOOD}, 0, GOOD},
    {"an empty file", {"a", ""}, 0, ""},
    {"a FIFO, for which nobody waits", {"a", "|"}, EAGAIN, ""},
    {"a directory", {"a", "/"}, EAGAIN, ""},
    {"nothing", {"b", GOOD}, ENOENT, ""},
};

static void
opens_regular(void **state)
{
    const struct regular_row *r = *state;
    char dir[] = "/tmp/eml-files-test-XXXXXX", path[64];
    eml_os_file f;

    assert_non_null(mkdtemp(dir));
    make(dir, &r->made);
    snprintf(path, sizeof path, "%s/a", dir);
    assert_int_equal(eml_os_file_open_regular(&f, path), r->err);
    assert_int_equal(f.bytes.n, strlen(r->bytes));
    assert_memory_equal(f.bytes.p, r->bytes, f.bytes.n);
    if (!r->err)
        eml_os_file_close(&f);
    assert_int_equal(nftw(dir, take_away, 8, FTW_DEPTH | FTW_PHYS), 0);
}

int
main(void)
{
    return RUN_TABLE(program_does, rows) + RUN_TABLE(opens_regular, regulars);
}
