/* run_job.c -- see run.h. */
#define _DEFAULT_SOURCE
#include "fuzz/run/run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum {
    ARGS_MAX = 48,
    GRACE_MS = 15000,
    GRACE_AFL_MS = 4000,
    HURRY_MS = 3000,
    LOADING_MS = 20000
};

typedef struct args {
    char *v[ARGS_MAX + 1];
    size_t n;
} args;

static void
arg(args *a, const char *format, const char *value)
{
    size_t n = strlen(format) + strlen(value) + 1;
    char *s = malloc(n);

    if (!s || a->n == ARGS_MAX)
        abort();
    snprintf(s, n, "%s%s", format, value);
    a->v[a->n++] = s;
    a->v[a->n] = NULL;
}

static void
args_free(args *a)
{
    while (a->n)
        free(a->v[--a->n]);
}

const char *
job_work(const target *t, unsigned worker)
{
    return fmt("build/fuzz-work/%s.%u", t->name, worker);
}

const char *
job_log(const target *t, unsigned worker)
{
    return worker ? fmt("build/fuzz-logs/%s.%u.log", t->name, worker)
                  : fmt("build/fuzz-logs/%s.log", t->name);
}

static const char *
corpus_of(const setup *s, const target *t)
{
    return s->runs ? fmt("build/fuzz-work/%s.runs", t->name)
                   : fmt("build/corpus/%s", t->name);
}

/* A process group of its own: a Ctrl-C is for the runner, which ends them. */
static bool
start(job *j, const args *a, const char *log)
{
    int ends[2];

    if (pipe(ends) != 0)
        return false;
    j->pid = fork();
    if (j->pid < 0)
        return false;
    if (j->pid == 0) {
        int none = open("/dev/null", O_RDONLY);

#ifdef __linux__
        prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
        setpgid(0, 0);
        dup2(none, 0);
        dup2(ends[1], 1);
        dup2(ends[1], 2);
        close(ends[0]);
        close(ends[1]);
        execv(a->v[0], a->v);
        perror(a->v[0]);
        _exit(126);
    }
    setpgid(j->pid, j->pid);
    close(ends[1]);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    j->fd = ends[0];
    j->log = log ? fopen(log, "we") : NULL;
    j->began_ms = now_ms();
    return true;
}

static void
libfuzzer_args(args *a, const setup *s, const target *t, const char *work)
{
    const char *corpus, *saved;

    arg(a, "-artifact_prefix=", fmt("%s/", work));
    arg(a, "-print_final_stats=", "1");
    arg(a, "-rss_limit_mb=", "2048");
    arg(a, "-report_slow_units=", "3600");
    if (!option_of(&t->opt, "timeout", NULL))
        arg(a, "-timeout=", "10");
    for (size_t i = 0; i < t->opt.n; i++)
        arg(a,
            fmt("-%s=%s", t->opt.at[i].key,
                strcmp(t->opt.at[i].key, "dict") == 0 ? "fuzz/" : ""),
            t->opt.at[i].value);
    corpus = corpus_of(s, t);
    if (s->runs) {
        arg(a, "-seed=", "1");
        arg(a, "-runs=", fmt("%llu", (unsigned long long)s->runs));
        remove_tree(corpus);
    }
    make_dirs(corpus);
    arg(a, corpus, "");
    saved = fmt("corpus/regress/%s", t->name);
    if (file_exists(saved))
        arg(a, saved, "");
}

typedef struct copying {
    char to[256];
    uint64_t max;
    size_t n;
} copying;

/* Under the hash of its bytes, once. */
static void
copy_in(void *user, const char *path)
{
    copying *c = user;
    const char *to;
    text t;

    if (text_load(&t, path, 1 << 24) && t.n <= c->max) {
        to = fmt("%s/%016llx", c->to, (unsigned long long)hash_of(0, t.p, t.n));
        if (!file_exists(to) && text_save(to, t.p, t.n))
            c->n++;
    }
    text_free(&t);
}

static const char *
afl_name(unsigned worker)
{
    return worker ? fmt("s%u", worker) : "main";
}

static const char *
afl_seeds(const setup *s, const target *t, unsigned worker)
{
    copying c = {.max = number_of(option_of(&t->opt, "max_len", "4096"))};

    snprintf(c.to, sizeof c.to, "build/fuzz-work/%s.%u.seeds", t->name, worker);
    remove_tree(c.to);
    make_dirs(c.to);
    make_dirs(corpus_of(s, t));
    each_file(corpus_of(s, t), copy_in, &c);
    each_file(fmt("corpus/regress/%s", t->name), copy_in, &c);
    if (!c.n)
        text_save(fmt("%s/one", c.to), "0", 1);
    return fmt("%s", c.to);
}

static void
afl_args(args *a, const setup *s, const target *t, unsigned worker)
{
    const char *dict = option_of(&t->opt, "dict", NULL), *second;
    char out[256];

    snprintf(out, sizeof out, "build/fuzz-work/%s.afl", t->name);
    remove_tree(fmt("%s/%s", out, afl_name(worker)));
    make_dirs(out);
    arg(a, "-i", "");
    arg(a, afl_seeds(s, t, worker), "");
    arg(a, "-o", "");
    arg(a, out, "");
    arg(a, s->workers > 1 && !worker ? "-M" : "-S", afl_name(worker));
    arg(a, "-G", option_of(&t->opt, "max_len", "4096"));
    arg(a, "-t", fmt("%s000", option_of(&t->opt, "timeout", "10")));
    if (dict)
        arg(a, "-xfuzz/", dict);
    second = s->cmplog ? fmt("%s/%s", s->cmplog, t->name) : NULL;
    if (!worker && second && file_exists(second))
        arg(a, "-c", second);
    if (s->runs) {
        arg(a, "-s", "1");
        arg(a, "-E", fmt("%llu", (unsigned long long)s->runs));
    }
    arg(a, "--", "");
    arg(a, s->dir, fmt("/%s", t->name));
}

static void
afl_environment(const setup *s, const target *t)
{
    const char *mutator = fmt("%s/mutator.so", s->dir);

    setenv("AFL_NO_UI", "1", 1);
    setenv("AFL_NO_COLOR", "1", 1);
    setenv("AFL_SKIP_CPUFREQ", "1", 1);
    setenv("AFL_NO_AFFINITY", "1", 1);
    setenv("AFL_FAST_CAL", "1", 1);
    setenv("AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES", "1", 1);
    if (t->lanes && file_exists(mutator))
        setenv("AFL_CUSTOM_MUTATOR_LIBRARY", mutator, 1);
    else
        unsetenv("AFL_CUSTOM_MUTATOR_LIBRARY");
}

static const char *
program(const char *name) /* of $PATH */
{
    const char *path = getenv("PATH");

    while (path && *path) {
        size_t n = strcspn(path, ":");
        const char *at = fmt("%.*s/%s", (int)n, path, name);

        if (access(at, X_OK) == 0)
            return at;
        path += n + (path[n] == ':');
    }
    return name;
}

bool
job_fuzz(job *j, const setup *s, target *t, unsigned worker, uint64_t turn_ms)
{
    const char *work = job_work(t, worker);
    args a = {.n = 0};
    bool good;

    *j = (job){.kind = JOB_FUZZ, .t = t, .worker = worker, .fd = -1};
    make_dirs(work);
    if (s->engine == AFL) {
        arg(&a, program("afl-fuzz"), "");
        afl_args(&a, s, t, worker);
        afl_environment(s, t);
    } else {
        arg(&a, s->dir, fmt("/%s", t->name));
        libfuzzer_args(&a, s, t, work);
    }
    good = start(j, &a, job_log(t, worker));
    args_free(&a);
    j->end_ms = j->began_ms + turn_ms;
    t->running++;
    return good;
}

bool
job_triage(job *j, const setup *s, target *t, const char *input)
{
    args a = {.n = 0};
    bool good;

    *j = (job){.kind = JOB_TRIAGE, .t = t, .fd = -1};
    snprintf(j->input, sizeof j->input, "%s", input);
    arg(&a, s->self, "");
    arg(&a, "--triage", "");
    arg(&a, strstr(s->triage, "build/fuzz/") ? "libfuzzer" : "replay", "");
    arg(&a, s->triage, fmt("/%s", t->name));
    arg(&a, t->name, "");
    arg(&a, input, "");
    arg(&a, input, ".log");
    good = start(j, &a, NULL);
    args_free(&a);
    j->end_ms = j->began_ms + 120000;
    return good;
}

/* libFuzzer says 0 in its first seconds. */
uint64_t
job_rate(const job *j)
{
    uint64_t ms = now_ms() - j->began_ms;

    return j->now.rate ? j->now.rate : j->now.runs * 1000 / (ms ? ms : 1);
}

/* Not the lines for every new input: they would fill the disk. */
static void
keep_line(job *j)
{
    if (j->log && !(j->line[0] == '#' &&
                    (strstr(j->line, "\tNEW") || strstr(j->line, "\tREDUCE") ||
                     strstr(j->line, "\tRELOAD")))) {
        fprintf(j->log, "%s\n", j->line);
        fflush(j->log);
    }
}

static void
take_line(job *j)
{
    target *t = j->t;
    said what;

    if (j->kind == JOB_TRIAGE) {
        if (strncmp(j->line, "finding\t", 8) == 0)
            snprintf(j->answer, sizeof j->answer, "%.*s",
                     (int)sizeof j->answer - 1, j->line);
        return;
    }
    keep_line(j);
    what = status_libfuzzer(&j->now, j->line);
    if (what == SAID_INITED) {
        j->inited = true;
        if (!t->first_corpus)
            t->first_corpus = j->now.corpus;
    } else if (what == SAID_NEW && j->inited) {
        t->news++;
        t->new_ms = now_ms();
    }
}

void
job_read(job *j)
{
    char some[8192];
    ssize_t n;

    while ((n = read(j->fd, some, sizeof some)) > 0)
        for (ssize_t i = 0; i < n; i++) {
            if (some[i] != '\n' && j->line_len + 1 < sizeof j->line) {
                j->line[j->line_len++] = some[i];
                continue;
            }
            j->line[j->line_len] = 0;
            take_line(j);
            j->line_len = 0;
        }
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
        close(j->fd);
        j->fd = -1;
    }
}

void
job_last_words(job *j)
{
    if (j->fd >= 0)
        job_read(j);
    if (j->fd >= 0)
        close(j->fd);
    j->fd = -1;
    if (j->log)
        fclose(j->log);
    j->log = NULL;
}

/* They are ours since job_adopt(). */
void
job_orphans(const job *jobs, size_t n)
{
    const char *at;
    text t;

    text_load(&t, fmt("/proc/self/task/%ld/children", (long)getpid()), 1 << 16);
    for (at = t.p; *at; at += *at == ' ') {
        pid_t pid = (pid_t)number_of(at);
        bool known = pid == 0;

        at += strcspn(at, " ");
        for (size_t i = 0; i < n && !known; i++)
            known = jobs[i].kind != JOB_NONE && jobs[i].pid == pid;
        if (!known && kill(pid, SIGKILL) == 0)
            waitpid(pid, NULL, 0);
    }
    text_free(&t);
}

void
job_adopt(void)
{
#ifdef __linux__
    prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
}

void
job_poll(job *j, const setup *s)
{
    uint64_t now = now_ms(), corpus = j->now.corpus;
    text plot;

    if (s->engine != AFL || j->kind != JOB_FUZZ || now < j->polled_ms + 1000)
        return;
    j->polled_ms = now;
    if (text_load(&plot,
                  fmt("build/fuzz-work/%s.afl/%s/plot_data", j->t->name,
                      afl_name(j->worker)),
                  1 << 16) &&
        status_afl(&j->now, plot.p)) {
        if (j->inited && j->now.corpus > corpus)
            j->t->new_ms = now;
        j->inited = true;
    }
    text_free(&plot);
}

static void
ask(job *j, int signal_first, uint64_t now)
{
    int sig = j->asked == 0 ? signal_first : j->asked == 1 ? SIGTERM : SIGKILL;

    kill(sig == SIGKILL ? -j->pid : j->pid, sig);
    j->asked++;
    j->asked_ms = now;
    j->ours = true;
}

void
job_stop(job *j, const setup *s)
{
    uint64_t now = now_ms(), grace;

    if (j->kind == JOB_FUZZ && s->engine == LIBFUZZER && !j->inited &&
        now < j->began_ms + LOADING_MS && j->end_ms)
        return; /* still loading what was kept; end_ms 0: hurry */
    /* AFL++ ends its stage first, which may be long; a second signal ends it at
     * once, and its queue is kept. */
    grace = s->engine == AFL ? GRACE_AFL_MS : GRACE_MS;
    if (j->asked && now < j->asked_ms + (j->end_ms ? grace : HURRY_MS))
        return;
    if (j->kind == JOB_TRIAGE)
        ask(j, SIGTERM, now);
    else
        ask(j, s->engine == AFL ? SIGINT : SIGUSR1, now);
}

static void
queue_file(void *user, const char *path)
{
    if (!strstr(path, ",orig:") && !strstr(path, ",sync:"))
        copy_in(user, path);
}

void
job_harvest(const setup *s, const job *j)
{
    copying c = {.max = UINT64_MAX};

    snprintf(c.to, sizeof c.to, "%s", corpus_of(s, j->t));
    if (s->engine != AFL)
        return;
    each_file(
        fmt("build/fuzz-work/%s.afl/%s/queue", j->t->name, afl_name(j->worker)),
        queue_file, &c);
    j->t->news += c.n;
    if (c.n && !j->t->new_ms)
        j->t->new_ms = now_ms();
}
