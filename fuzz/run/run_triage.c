/* run_triage.c -- see run.h. */
#define _POSIX_C_SOURCE 200809L
#include "fuzz/run/run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SHRINK_MS = 15000, SHRINK_TRIES = 2000, LOG_MAX = 1 << 18 };

typedef struct triage {
    const char *binary, *target, *engine;
    char scratch[512], log[512]; /* the input tried, and what it printed */
    uint8_t *p;
    size_t n;
    broke b; /* what must break again */
    uint64_t end_ms;
    unsigned tries;
} triage;

/* libFuzzer's limits, which only that engine's programs know. */
static void
child(const triage *t, bool names)
{
    int out = open(t->log, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    int none = open("/dev/null", O_RDONLY);
    const char *given = getenv("ASAN_OPTIONS");

    if (out < 0 || none < 0 || dup2(none, 0) < 0 || dup2(out, 1) < 0 ||
        dup2(out, 2) < 0)
        _exit(125);
    if (!names) {
        setenv("ASAN_OPTIONS",
               fmt("%s%ssymbolize=0", given ? given : "",
                   given && *given ? ":" : ""),
               1);
        setenv("UBSAN_OPTIONS", "print_stacktrace=0", 1);
    }
    alarm(60);
    if (strcmp(t->engine, "libfuzzer") == 0)
        execl(t->binary, t->binary, "-timeout=10", "-rss_limit_mb=2048",
              t->scratch, (char *)NULL);
    else
        execl(t->binary, t->binary, t->scratch, (char *)NULL);
    _exit(126);
}

/* Runs the target on `p` alone. Returns whether anything broke. */
static bool
try_input(triage *t, const uint8_t *p, size_t n, bool names, broke *b)
{
    int how = 0;
    bool bad;
    pid_t pid;
    text log;

    t->tries++;
    if (!text_save(t->scratch, p, n) || (pid = fork()) < 0)
        return false;
    if (pid == 0)
        child(t, names);
    while (waitpid(pid, &how, 0) < 0 && errno == EINTR)
        ;
    text_load(&log, t->log, LOG_MAX);
    bad = !(WIFEXITED(how) && WEXITSTATUS(how) == 0) &&
          broke_of(b, log.p, log.n, how);
    text_free(&log);
    return bad;
}

static bool
still(triage *t, const uint8_t *p, size_t n)
{
    broke b;

    return t->tries < SHRINK_TRIES && now_ms() < t->end_ms &&
           try_input(t, p, n, false, &b) && b.exact == t->b.exact;
}

/* Takes out pieces, large ones first, as long as the same thing breaks. */
static bool
cut(triage *t)
{
    uint8_t *less = malloc(t->n + 1);
    size_t was = t->n;

    for (size_t piece = (t->n + 1) / 2; less && piece; piece /= 2)
        for (size_t at = 0; at < t->n;) {
            size_t n = piece < t->n - at ? piece : t->n - at;

            memcpy(less, t->p, at);
            memcpy(less + at, t->p + at + n, t->n - at - n);
            if (still(t, less, t->n - n)) {
                t->n -= n;
                memcpy(t->p, less, t->n);
            } else {
                at += n;
            }
        }
    free(less);
    return t->n < was;
}

/* Then bytes that do not matter are made to look so. */
static void
plain(triage *t)
{
    for (size_t i = 0; i < t->n && i < 256; i++) {
        uint8_t was = t->p[i];
        bool printable = was > ' ' && was < 0x7f;

        if ((was >= 'a' && was <= 'z') || was == 0)
            continue;
        t->p[i] = printable ? 'a' : 0;
        if (!still(t, t->p, t->n))
            t->p[i] = was;
    }
}

static void
shrink(triage *t)
{
    t->end_ms = now_ms() + SHRINK_MS;
    t->tries = 0;
    while (cut(t) && t->n)
        ;
    if (t->n)
        plain(t);
}

/* The smaller input is the one that is kept. */
static bool
keep(const triage *t, const char *dir, const broke *b, size_t before,
     bool repeats, const char *log)
{
    struct stat st;
    bool known = stat(fmt("%s/input", dir), &st) == 0;
    evidence e = {t->target, t->engine, t->binary, dir, t->p,
                  t->n,      before,    repeats,   log};
    text report = {0};

    if (known && (size_t)st.st_size <= t->n)
        return true;
    make_dirs(dir);
    report_write(&report, b, &e);
    if (!text_save(fmt("%s/input", dir), t->p, t->n) ||
        !text_save(fmt("%s/report.txt", dir), report.p, report.n))
        perror(dir);
    text_free(&report);
    return known;
}

static int
look(triage *t, const char *session)
{
    text log, alone;
    size_t before = t->n;
    bool repeats, known;
    broke b = {0};
    char id[40], dir[512];

    text_load(&log, session, LOG_MAX);
    repeats = try_input(t, t->p, t->n, false, &t->b);
    if (repeats && strcmp(t->b.kind, "timeout") != 0)
        shrink(t);
    if (repeats)
        repeats = try_input(t, t->p, t->n, true, &b);
    if (!repeats && !broke_of(&b, log.p, log.n, 1 << 8))
        return 2;
    text_load(&alone, t->log, LOG_MAX);
    snprintf(id, sizeof id, "%s-%08llx", b.kind,
             (unsigned long long)((b.key >> 32) ^ b.key) & 0xffffffffu);
    snprintf(dir, sizeof dir, "build/findings/%s/%s", t->target, id);
    known = keep(t, dir, &b, before, repeats, repeats ? alone.p : log.p);
    printf("finding\t%s\t%s\t%s%s%s\n", id, known ? "again" : "new", b.what,
           b.place[0] ? " at " : "", b.place);
    unlink(session);
    text_free(&alone);
    text_free(&log);
    return 0;
}

int
triage_main(int argc, char **argv)
{
    triage t = {0};
    text input;
    int rc;

    if (argc != 5) {
        fputs("usage: run --triage ENGINE BINARY TARGET INPUT LOG\n", stderr);
        return 2;
    }
    t.engine = argv[0];
    t.binary = argv[1];
    t.target = argv[2];
    if (!text_load(&input, argv[3], 1 << 24)) {
        perror(argv[3]);
        return 2;
    }
    t.p = (uint8_t *)input.p;
    t.n = input.n;
    make_dirs("build/fuzz-work");
    snprintf(t.scratch, sizeof t.scratch, "build/fuzz-work/%s.%ld.input",
             t.target, (long)getpid());
    snprintf(t.log, sizeof t.log, "build/fuzz-work/%s.%ld.log", t.target,
             (long)getpid());
    rc = look(&t, argv[4]);
    if (rc == 0)
        unlink(argv[3]);
    unlink(t.scratch);
    unlink(t.log);
    text_free(&input);
    return rc;
}
