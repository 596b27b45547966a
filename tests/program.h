#ifndef EML_TESTS_PROGRAM_H
#define EML_TESTS_PROGRAM_H
/* program.h -- run the program ($EML_PROGRAM) as its users do. */
#include "tests/table.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct run {
    char *out, *err;
    int status;
} run;

static inline int
run_temporary_(const void *bytes, size_t n)
{
    char path[] = "/tmp/eml-cli-test-XXXXXX";
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    unlink(path);
    assert_int_equal(write(fd, bytes, n), n);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    return fd;
}

static inline char *
run_contents_(int fd)
{
    off_t n = lseek(fd, 0, SEEK_END);
    char *s = calloc(1, (size_t)n + 1);

    assert_non_null(s);
    assert_int_equal(n ? pread(fd, s, (size_t)n, 0) : 0, n);
    close(fd);
    return s;
}

/* Words of `args` are separated by single spaces; `dir` (may be NULL) is where
 * it runs; `in` and `out` are its standard input and output, which are closed.
 * run_free the result. */
static inline run
run_program_between(const char *dir, const char *args, int in, int out)
{
    int fds[3] = {in, out, run_temporary_("", 0)};
    char *words = strdup(args), *argv[16] = {NULL}, *save = words;
    char *program = realpath(getenv("EML_PROGRAM"), NULL);
    size_t argc = 1;
    run r;
    pid_t pid;

    assert_non_null(words);
    assert_non_null(program);
    argv[0] = words;
    for (char *p = words; *p && argc < 15; argc++) {
        argv[argc] = p;
        p += strcspn(p, " ");
        if (*p)
            *p++ = '\0';
    }
    pid = fork();
    if (pid == 0) {
        for (int i = 0; i < 3; i++)
            dup2(fds[i], i);
        if (!dir || chdir(dir) == 0)
            execv(program, argv);
        _exit(127);
    }
    assert_int_equal(waitpid(pid, &r.status, 0), pid);
    close(fds[0]);
    r.out = run_contents_(fds[1]);
    r.err = run_contents_(fds[2]);
    free(save);
    free(program);
    return r;
}

static inline run
run_program_from(const char *dir, const char *args, int in)
{
    return run_program_between(dir, args, in, run_temporary_("", 0));
}

static inline run
run_program(const char *dir, const char *args, const void *in, size_t n)
{
    return run_program_from(dir, args, run_temporary_(in, n));
}

/* `expected` must occur; NULL: must be empty. */
static inline void
run_holds_(const char *what, const char *text, const char *expected)
{
    if (expected ? strstr(text, expected) != NULL : !*text)
        return;
    fail_msg("%s is:\n%s\nnot: %s", what, text, expected ? expected : "empty");
}

static inline void
run_is(const run *r, int status, const char *out, const char *err)
{
    run_holds_("standard output", r->out, out);
    run_holds_("standard error", r->err, err);
    assert_true(WIFEXITED(r->status));
    assert_int_equal(WEXITSTATUS(r->status), status);
}

static inline void
run_free(run *r)
{
    free(r->out);
    free(r->err);
}
#endif
