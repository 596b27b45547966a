/* eml gen where it is in trouble: what it leaves behind is whole. */
#define _XOPEN_SOURCE 700
#include "tests/folder.h"
#include "tests/program.h"

#include "eml/os.h"

#include <signal.h>
#include <sys/resource.h>

static char **
names_of(const folder *f, const char *in, size_t *num)
{
    char path[128], **names;

    snprintf(path, sizeof path, "%s/%s", f->path, in);
    names = eml_os_list(path, num);
    assert_non_null(names);
    return names;
}

static off_t
size_of(const folder *f, const char *in, const char *name)
{
    char path[256];
    struct stat st;

    snprintf(path, sizeof path, "%s/%s/%s", f->path, in, name);
    assert_int_equal(stat(path, &st), 0);
    return st.st_size;
}

/* With no more than 1000 bytes a file: none is left half written, and it is not
 * a signal that ends the program. */
static void
no_half_files(void **state)
{
    struct rlimit was, limit;
    folder f = folder_make();
    char **names;
    size_t num;
    run r;

    (void)state;
    getrlimit(RLIMIT_FSIZE, &was);
    limit = was;
    limit.rlim_cur = 1000;
    setrlimit(RLIMIT_FSIZE, &limit);
    r = run_program(f.path, "gen -n 100 -o dir --no-labels", "", 0);
    setrlimit(RLIMIT_FSIZE, &was);
    run_is(&r, 2, NULL, "eml: gen: dir/0000");
    run_holds_("standard error", r.err, ": File too large\n");
    names = names_of(&f, "dir", &num);
    for (size_t i = 0; i < num; i++) {
        off_t n = size_of(&f, "dir", names[i]);

        assert_true(n != 0 && n != 1000);
    }
    free(names);
    run_free(&r);
    folder_remove(&f);
}

/* ---- stopped
 * ---------------------------------------------------------------------- */

static const struct stop_row {
    const char *name;
    int signal;
} stop_rows[] = {
    {"from the keyboard", SIGINT},
    {"by another program", SIGTERM},
    {"by the end of the terminal", SIGHUP},
};

static pid_t
start(const char *dir, char **argv)
{
    char *program = realpath(getenv("EML_PROGRAM"), NULL);
    pid_t pid = fork();

    assert_non_null(program);
    if (pid == 0) {
        if (chdir(dir) == 0)
            execv(program, argv);
        _exit(127);
    }
    free(program);
    assert_true(pid > 0);
    return pid;
}

/* Waits until there is a file of that name. */
static void
await(const folder *f, const char *name)
{
    char path[128];

    snprintf(path, sizeof path, "%s/%s", f->path, name);
    for (int i = 0; access(path, F_OK) != 0; i++) {
        struct timespec ms = {.tv_nsec = 1000000};

        assert_true(i < 20000);
        nanosleep(&ms, NULL);
    }
}

/* Each message that is there is whole, and so is its label. The signal is told
 * to whoever waits. */
static void
stopped(void **state)
{
    const struct stop_row *r = *state;
    char eml[] = "eml", gen[] = "gen", count[] = "--count=9999999",
         out[] = "--out=dir", *argv[] = {eml, gen, count, out, NULL};

    for (int round = 0; round < 6; round++) {
        folder f = folder_make();
        pid_t pid = start(f.path, argv);
        char **names;
        size_t num, messages = 0;
        int status;

        await(&f, "dir/0000000f.eml");
        kill(pid, r->signal);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == r->signal);
        names = names_of(&f, "dir", &num);
        for (size_t i = 0; i < num; i++) {
            assert_true(size_of(&f, "dir", names[i]) > 0);
            messages += strstr(names[i], ".eml") != NULL;
        }
        assert_int_equal(num, 2 * messages);
        free(names);
        folder_remove(&f);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_half_files),
    };

    if (!getenv("EML_PROGRAM"))
        return 77;
    return RUN_TABLE(stopped, stop_rows) |
           cmocka_run_group_tests(tests, NULL, NULL);
}
