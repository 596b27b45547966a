/* eml gen where it is in trouble: what it leaves behind is whole. */
#define _XOPEN_SOURCE 700
#include "tests/folder.h"
#include "tests/program.h"

#include "eml/os.h"

#include <signal.h>
#include <sys/resource.h>
#include <time.h>

static char **
names_of(const folder *f, const char *in, size_t *num)
{
    char path[128], **names;

    snprintf(path, sizeof path, "%s/%s", f->path, in);
    names = eml_os_list(path, num, NULL);
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

/* With descriptor `closed` closed, when there is one. */
static pid_t
start(const char *dir, char **argv, int closed)
{
    char *program = realpath(getenv("EML_PROGRAM"), NULL);
    pid_t pid = fork();

    assert_non_null(program);
    if (pid == 0) {
        if (closed >= 0)
            close(closed);
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
        pid_t pid = start(f.path, argv, -1);
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

/* Whether `pid` has ended within five seconds; it has in any case then. */
static bool
ends(pid_t pid, int *status)
{
    struct timespec ms = {.tv_nsec = 1000000};

    for (int i = 0; i < 5000; i++) {
        if (waitpid(pid, status, WNOHANG) == pid)
            return true;
        nanosleep(&ms, NULL);
    }
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, status, 0), pid);
    return false;
}

/* A FIFO that nobody reads is waited for, but not after a signal. */
static void
stopped_before_it_is_open(void **state)
{
    folder f = folder_make();
    char eml[] = "eml", gen[] = "gen", form[] = "--format=mbox",
         labels[] = "--no-labels", out[] = "--out=fifo",
         *argv[] = {eml, gen, form, labels, out, NULL}, path[128];
    struct timespec soon = {.tv_nsec = 300000000};
    int status;
    pid_t pid;

    (void)state;
    snprintf(path, sizeof path, "%s/fifo", f.path);
    assert_int_equal(mkfifo(path, 0600), 0);
    pid = start(f.path, argv, -1);
    nanosleep(&soon, NULL);
    kill(pid, SIGTERM);
    assert_true(ends(pid, &status));
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    folder_remove(&f);
}

/* What is said about box.jsonl is not written to the file that was opened in
 * the place of standard error. */
static void
closed_standard_error(void **state)
{
    folder f = folder_make();
    char eml[] = "eml", gen[] = "gen", form[] = "--format=mbox",
         out[] = "--out=box", *argv[] = {eml, gen, form, out, NULL}, path[128];
    int status;

    (void)state;
    snprintf(path, sizeof path, "%s/box.jsonl", f.path);
    assert_int_equal(mkdir(path, 0777), 0);
    assert_true(waitpid(start(f.path, argv, STDERR_FILENO), &status, 0) > 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 2);
    assert_int_equal(size_of(&f, ".", "box"), 0);
    folder_remove(&f);
}

/* One line, not one for each time that it fails. */
static void
closed_standard_output(void **state)
{
    folder f = folder_make();
    char eml[] = "eml", gen[] = "gen", count[] = "--count=100",
         form[] = "--format=jsonl", *argv[] = {eml, gen, count, form, NULL};
    int fd = run_temporary_("", 0), was = dup(STDERR_FILENO), status;
    char *said;

    (void)state;
    assert_true(dup2(fd, STDERR_FILENO) >= 0);
    (void)waitpid(start(f.path, argv, STDOUT_FILENO), &status, 0);
    (void)dup2(was, STDERR_FILENO);
    close(was);
    said = run_contents_(fd);
    assert_string_equal(said, "eml: gen: -: Bad file descriptor\n");
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 2);
    free(said);
    folder_remove(&f);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_half_files),
        cmocka_unit_test(stopped_before_it_is_open),
        cmocka_unit_test(closed_standard_error),
        cmocka_unit_test(closed_standard_output),
    };

    if (!getenv("EML_PROGRAM"))
        return 77;
    return RUN_TABLE(stopped, stop_rows) |
           cmocka_run_group_tests(tests, NULL, NULL);
}
