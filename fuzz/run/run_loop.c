/* run_loop.c -- see run.h. */
#define _POSIX_C_SOURCE 200809L
#include "fuzz/run/run.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A turn is no longer than TURN_MAX, so that all get several in a long run, nor
 * shorter than it takes to start; the same finding is looked at AGAIN_MAX times
 * more before its target has no more turns. */
enum {
    TURN_MAX_MS = 30000,
    TURN_MIN_MS = 1000,
    TURN_MIN_AFL_MS = 4000,
    LIVE_MS = 300, /* after the kept inputs are loaded */
    AGAIN_MAX = 2,
    INPUTS_MAX = 12, /* of one turn that are looked at */
    DRAW_MS = 250
};

volatile int run_interrupted;

void
run_say(run *r, const char *format, ...)
{
    va_list args;

    screen_clear();
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    fflush(stdout);
    if (r->log) {
        va_start(args, format);
        vfprintf(r->log, format, args);
        va_end(args);
        fflush(r->log);
    }
}

static uint64_t
left_ms(const run *r)
{
    uint64_t now = now_ms();

    return now < r->end_ms ? r->end_ms - now : 0;
}

static uint64_t
shortest(const run *r)
{
    return r->set.engine == AFL ? TURN_MIN_AFL_MS : TURN_MIN_MS;
}

/* Turns of this round that have not begun. */
static uint64_t
turns_left(const run *r)
{
    uint64_t n = 0;

    for (size_t i = 0; i < r->n; i++)
        if (!r->targets[i].parked && r->targets[i].round < r->set.workers)
            n += r->set.workers - r->targets[i].round;
    return n;
}

/* What is left for turns: of all jobs, without what has been promised. */
static uint64_t
spare_ms(const run *r)
{
    uint64_t now = now_ms(), all = left_ms(r) * r->set.jobs, promised = 0;

    for (size_t i = 0; i < r->set.jobs; i++) {
        const job *j = &r->jobs[i];

        if (j->kind == JOB_FUZZ && j->end_ms > now)
            promised += j->end_ms - now;
    }
    return all > promised ? all - promised : 0;
}

uint64_t
run_turn_ms(const run *r)
{
    uint64_t left = left_ms(r), n = turns_left(r), turn;

    if (r->set.runs)
        return r->set.seconds * 1000;
    turn = spare_ms(r) / (n ? n : 1);
    turn = turn > TURN_MAX_MS ? TURN_MAX_MS : turn;
    turn = turn > left ? left : turn;
    return turn < shortest(r) ? shortest(r) : turn;
}

static bool
next_round(run *r)
{
    uint64_t n = 0;

    for (size_t i = 0; i < r->n; i++)
        n += r->targets[i].parked ? 0 : r->set.workers;
    if (!n || r->set.runs || left_ms(r) * r->set.jobs / n < shortest(r))
        return false;
    for (size_t i = 0; i < r->n; i++)
        r->targets[i].round = 0;
    r->round++;
    return true;
}

static unsigned
free_worker(const run *r, const target *t)
{
    unsigned w = 0;

    for (size_t i = 0; i < r->set.jobs; i++) {
        const job *j = &r->jobs[i];

        if (j->kind == JOB_FUZZ && j->t == t && j->worker == w) {
            w++;
            i = (size_t)-1;
        }
    }
    return w;
}

/* Starts what is next in a free slot; false: nothing is. */
static bool
begin(run *r, job *j)
{
    uint64_t turn;
    target *t = NULL;

    if (r->num_waiting && run_interrupted < 2) {
        bool good;

        r->num_waiting--;
        good = job_triage(j, &r->set, r->waiting[r->num_waiting].t,
                          r->waiting[r->num_waiting].input);
        return good;
    }
    if (r->stopping || (!turns_left(r) && !next_round(r)))
        return false;
    for (size_t i = 0; i < r->n && !t; i++)
        if (!r->targets[i].parked && r->targets[i].round < r->set.workers)
            t = &r->targets[i];
    turn = run_turn_ms(r);
    t->round++;
    return job_fuzz(j, &r->set, t, free_worker(r, t), turn);
}

/* ---- what was found -------------------------------------------------------
 */
static void
announce(run *r, const finding *f)
{
    if (!file_exists(fmt("build/findings/%s/%s/input", f->t->name, f->id))) {
        run_say(r,
                "FINDING %s: %s\n  log      build/findings/%s/%s/report.txt\n",
                f->t->name, f->what, f->t->name, f->id);
        return;
    }
    run_say(r,
            "FINDING %s: %s\n"
            "  again    make PROFILE=fuzz build/fuzz/fuzz/%s && "
            "build/fuzz/fuzz/%s build/findings/%s/%s/input\n"
            "  report   build/findings/%s/%s/report.txt%s\n",
            f->t->name, f->what, f->t->name, f->t->name, f->t->name, f->id,
            f->t->name, f->id, f->known ? "  (known from an earlier run)" : "");
}

static void
found(run *r, target *t, const char *id, bool known, const char *what)
{
    finding *f = NULL;

    for (size_t i = 0; i < r->num_findings; i++)
        if (r->findings[i].t == t && strcmp(r->findings[i].id, id) == 0)
            f = &r->findings[i];
    if (f) {
        f->times++;
        t->parked = ++t->again >= AGAIN_MAX;
        return;
    }
    r->findings =
        realloc(r->findings, (r->num_findings + 1) * sizeof *r->findings);
    if (!r->findings)
        abort();
    f = &r->findings[r->num_findings++];
    *f = (finding){.t = t, .times = 1, .known = known};
    snprintf(f->id, sizeof f->id, "%s", id);
    snprintf(f->what, sizeof f->what, "%s", what);
    t->found++;
    announce(r, f);
}

/* What could not be looked at is a finding all the same: as it came, with the
 * log of the turn. */
static void
as_it_came(run *r, target *t, const char *input)
{
    char id[40];
    text bytes;

    text_load(&bytes, input, 1 << 24);
    snprintf(id, sizeof id, "as-it-came-%08llx",
             (unsigned long long)(hash_of(0, bytes.p, bytes.n) & 0xffffffffu));
    text_free(&bytes);
    make_dirs(fmt("build/findings/%s/%s", t->name, id));
    rename(input, fmt("build/findings/%s/%s/input", t->name, id));
    rename(fmt("%s.log", input),
           fmt("build/findings/%s/%s/report.txt", t->name, id));
    found(r, t, id, false, "an input broke it, and was not looked at further");
}

/* "finding ID new|again WHAT" */
static void
answered(run *r, job *j)
{
    char *id = strchr(j->answer, '\t'), *known, *what;

    if (!id || !(known = strchr(id + 1, '\t')) ||
        !(what = strchr(known + 1, '\t'))) {
        as_it_came(r, j->t, j->input);
        return;
    }
    unlink(j->input);
    unlink(fmt("%s.log", j->input));
    *known = 0;
    *what = 0;
    found(r, j->t, id + 1, known[1] == 'a', what + 1);
}

typedef struct gathering {
    run *r;
    const job *j;
    size_t n;
} gathering;

/* Inputs are moved away, with the log, before the next turn. */
static void
gather(void *user, const char *path)
{
    gathering *g = user;
    run *r = g->r;
    static unsigned count;
    const char *base = strrchr(path, '/') + 1, *to;
    const target *t = g->j->t;

    if (strcmp(base, "README.txt") == 0 || strncmp(base, "slow-unit", 9) == 0)
        return;
    if (g->n++ >= INPUTS_MAX) /* AFL++ keeps one for each path to it */
        return;
    to = fmt("build/fuzz-work/%s.found.%ld.%u", t->name, (long)getpid(),
             count++);
    if (rename(path, to) != 0)
        return;
    text log;
    text_load(&log, job_log(t, g->j->worker), 1 << 18);
    text_save(fmt("%s.log", to), log.p, log.n);
    text_free(&log);
    r->waiting = realloc(r->waiting, (r->num_waiting + 1) * sizeof *r->waiting);
    if (!r->waiting)
        abort();
    r->waiting[r->num_waiting].t = g->j->t;
    snprintf(r->waiting[r->num_waiting].input, sizeof r->waiting[0].input, "%s",
             to);
    r->num_waiting++;
}

static size_t
gather_all(run *r, const job *j)
{
    gathering g = {r, j, 0};

    if (r->set.engine == AFL) {
        char out[256];

        snprintf(out, sizeof out, "build/fuzz-work/%s.afl/%s", j->t->name,
                 j->worker ? fmt("s%u", j->worker) : "main");
        each_file(fmt("%s/crashes", out), gather, &g);
        each_file(fmt("%s/hangs", out), gather, &g);
    } else {
        each_file(job_work(j->t, j->worker), gather, &g);
    }
    return g.n;
}

/* ---- the end of a turn ----------------------------------------------------
 */
static void
turn_line(run *r, const job *j)
{
    const target *t = j->t;
    uint64_t ms = now_ms() - j->began_ms;
    const char *line =
        fmt("  %-28s %7s runs %7s/s  edges %-6llu corpus %-6llu +%llu\n",
            t->name, short_number(j->now.runs),
            short_number(j->now.runs * 1000 / (ms ? ms : 1)),
            (unsigned long long)t->edges, (unsigned long long)t->corpus,
            (unsigned long long)t->news);

    if (!screen_is())
        run_say(r, "%s", line);
    else if (r->log)
        fputs(line, r->log);
}

static void
broken(run *r, const job *j, int how)
{
    text log;
    const char *end, *dir = fmt("build/findings/%s/broken", j->t->name);

    text_load(&log, job_log(j->t, j->worker), 2000);
    make_dirs(dir);
    text_save(fmt("%s/report.txt", dir), log.p, log.n);
    end = log.n > 800 ? log.p + log.n - 800 : log.p;
    run_say(r, "fuzz: %s ended with status %d and left no input:\n%s\n",
            j->t->name, WIFEXITED(how) ? WEXITSTATUS(how) : -1, end);
    text_free(&log);
    found(r, j->t, "broken", false, "it ended with an error, without an input");
    j->t->parked = true;
}

void
run_totals(const run *r, unsigned of, target *sum, unsigned *members,
           unsigned *begun)
{
    *sum = (target){0};
    *members = *begun = 0;
    for (size_t i = 0; i < r->n; i++) {
        const target *t = &r->targets[i];

        if (of < FAMILIES && t->family != of)
            continue;
        ++*members;
        *begun += t->ended || t->running;
        sum->runs += t->runs;
        sum->news += t->news;
        sum->found += t->found;
        sum->ended += t->ended;
    }
    for (size_t i = 0; i < r->set.jobs; i++) {
        const job *j = &r->jobs[i];

        if (j->kind != JOB_FUZZ || (of < FAMILIES && j->t->family != of))
            continue;
        sum->runs += j->now.runs;
        sum->rate += job_rate(j);
        sum->running++;
    }
}

static void
update(target *t, const job *j)
{
    if (j->now.edges > t->edges)
        t->edges = j->now.edges;
    if (j->now.features > t->features)
        t->features = j->now.features;
    if (j->now.corpus)
        t->corpus = j->now.corpus;
}

static void
ended(run *r, job *j, int how)
{
    target *t = j->t;
    uint64_t ms = now_ms() - j->began_ms;
    size_t inputs;

    if (j->kind == JOB_TRIAGE) {
        answered(r, j);
        j->kind = JOB_NONE;
        return;
    }
    j->polled_ms = 0;
    job_poll(j, &r->set);
    update(t, j);
    t->runs += j->now.runs;
    t->rate = j->now.runs * 1000 / (ms ? ms : 1);
    t->ended++;
    t->running--;
    job_harvest(&r->set, j);
    turn_line(r, j);
    inputs = gather_all(r, j);
    j->kind = JOB_NONE;
    if (!inputs && !j->ours && !(WIFEXITED(how) && !WEXITSTATUS(how)))
        broken(r, j, how);
}

static void
watch(run *r, job *j)
{
    uint64_t now = now_ms();
    int how;

    if (j->kind == JOB_FUZZ) {
        bool was = j->inited;

        job_poll(j, &r->set);
        update(j->t, j);
        if (j->inited && !was && j->end_ms && j->end_ms < now + LIVE_MS)
            j->end_ms = now + LIVE_MS;
    }
    if (r->stopping && (j->kind == JOB_FUZZ || run_interrupted > 1))
        j->end_ms = 0;
    if (now >= j->end_ms)
        job_stop(j, &r->set);
    /* Not at the end of its output, which something it left may keep open. */
    if (waitpid(j->pid, &how, WNOHANG) == j->pid) {
        job_last_words(j);
        job_orphans(r->jobs, r->set.jobs);
        ended(r, j, how);
    }
}

void
run_loop(run *r)
{
    struct pollfd fds[256];
    uint64_t drawn = 0;
    size_t busy;

    do {
        nfds_t n = 0;

        if (run_interrupted)
            r->stopping = true;
        busy = 0;
        for (size_t i = 0; i < r->set.jobs; i++) {
            job *j = &r->jobs[i];

            if (j->kind == JOB_NONE && !begin(r, j))
                j->kind = JOB_NONE;
            busy += j->kind != JOB_NONE;
            if (j->kind != JOB_NONE && j->fd >= 0)
                fds[n++] = (struct pollfd){.fd = j->fd, .events = POLLIN};
        }
        if (poll(fds, n, 50) < 0 && errno != EINTR)
            break;
        for (size_t i = 0; i < r->set.jobs; i++) {
            job *j = &r->jobs[i];
            bool was = j->inited;

            if (j->kind == JOB_NONE)
                continue;
            if (j->fd >= 0)
                job_read(j);
            if (j->inited && !was && j->end_ms &&
                j->end_ms < now_ms() + LIVE_MS)
                j->end_ms = now_ms() + LIVE_MS;
            watch(r, j);
        }
        if (now_ms() >= drawn + DRAW_MS) {
            drawn = now_ms();
            screen_draw(r);
        }
    } while (busy);
    while (r->num_waiting--)
        as_it_came(r, r->waiting[r->num_waiting].t,
                   r->waiting[r->num_waiting].input);
}
