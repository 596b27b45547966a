/* run_main.c -- see run.h. What `make fuzz` starts, by ci/fuzz.sh:
 *
 *     run [-e libfuzzer|afl] [-s SECONDS] [-r RUNS] [-j JOBS] [-c CMPLOG]
 *         [-t TRIAGE] FOLDER [PATTERN...]
 *
 * FOLDER has the targets' programs, CMPLOG AFL++'s second ones, TRIAGE those
 * that show a finding again. Exit status: 0 nothing was found, 1 something was,
 * 2 it could not run. */
#define _POSIX_C_SOURCE 200809L
#include "fuzz/run/run.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void
interrupt(int sig)
{
    (void)sig;
    run_interrupted++;
}

static void
catch_signals(void)
{
    struct sigaction a = {.sa_handler = interrupt};

    sigemptyset(&a.sa_mask);
    sigaction(SIGINT, &a, NULL);
    sigaction(SIGTERM, &a, NULL);
    sigaction(SIGHUP, &a, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static int
usage(void)
{
    fputs("usage: run [-e libfuzzer|afl] [-s SECONDS] [-r RUNS] [-j JOBS]\n"
          "           [-c CMPLOG] [-t TRIAGE] FOLDER [PATTERN...]\n",
          stderr);
    return 2;
}

/* Who runs it knows these by the names of variables of make. */
static bool
take_number(uint64_t *to, const char *variable)
{
    if (number_whole(to, optarg))
        return true;
    fprintf(stderr, "fuzz: %s is to be a number, and is: %s\n", variable,
            optarg);
    return false;
}

static bool
arguments(run *r, int argc, char **argv, text *patterns)
{
    setup *s = &r->set;
    uint64_t jobs;
    int c;

    while ((c = getopt(argc, argv, "e:s:r:j:c:t:")) != -1) {
        switch (c) {
        case 'e':
            if (strcmp(optarg, "afl") != 0 && strcmp(optarg, "libfuzzer") != 0)
                return false;
            s->engine = optarg[0] == 'a' ? AFL : LIBFUZZER;
            break;
        case 's':
            if (!take_number(&s->seconds, "FUZZ_SECONDS"))
                exit(2);
            break;
        case 'r':
            if (!take_number(&s->runs, "FUZZ_RUNS"))
                exit(2);
            break;
        case 'j':
            if (!take_number(&jobs, "FUZZ_JOBS"))
                exit(2);
            s->jobs = (unsigned)jobs;
            break;
        case 'c':
            s->cmplog = optarg;
            break;
        case 't':
            s->triage = optarg;
            break;
        default:
            return false;
        }
    }
    if (optind == argc)
        return false;
    s->dir = argv[optind++];
    for (; optind < argc; optind++)
        text_add(patterns, "%s ", argv[optind]);
    if (!patterns->n)
        text_add(patterns, "*");
    return true;
}

/* As many processes as there are cores; with fewer targets, several of each. */
static void
share_out(run *r)
{
    setup *s = &r->set;

    if (!s->jobs) {
        long cores = sysconf(_SC_NPROCESSORS_ONLN);

        s->jobs = cores > 0 ? (unsigned)cores : 1;
    }
    if (s->jobs > 250)
        s->jobs = 250;
    s->workers = (s->jobs + (unsigned)r->n - 1) / (unsigned)r->n;
    if (s->runs) /* the same inputs every time */
        s->workers = 1;
    if (s->jobs > s->workers * r->n)
        s->jobs = s->workers * (unsigned)r->n;
    if (!s->triage)
        s->triage = s->dir;
    r->jobs = calloc(s->jobs, sizeof *r->jobs);
    if (!r->jobs)
        abort();
}

static void
first_line(run *r)
{
    const setup *s = &r->set;

    run_say(r, "fuzz: %zu target%s, %s, %s, %u at a time%s\n", r->n,
            r->n == 1 ? "" : "s", s->engine == AFL ? "AFL++" : "libFuzzer",
            s->runs ? fmt("%llu runs each", (unsigned long long)s->runs)
                    : fmt("%llu s", (unsigned long long)s->seconds),
            s->jobs,
            s->workers > 1 ? fmt(", up to %u of each", s->workers) : "");
    if (s->engine == AFL && !s->runs && s->seconds * s->jobs < 4 * r->n)
        run_say(r, "fuzz: AFL++ needs 4 s for a turn: it will take %zu s\n",
                4 * r->n / s->jobs);
}

static int
summary(run *r)
{
    unsigned members, begun;
    target sum;

    run_totals(r, FAMILIES, &sum, &members, &begun);
    run_say(r,
            "\nfuzz: %u of %u target%s had %u turn%s in %s: %s runs, %llu new "
            "inputs\n",
            begun, members, members == 1 ? "" : "s", sum.ended,
            sum.ended == 1 ? "" : "s", clock_of(now_ms() - r->began_ms),
            short_number(sum.runs), (unsigned long long)sum.news);
    for (unsigned f = 0; f < FAMILIES; f++) {
        run_totals(r, f, &sum, &members, &begun);
        if (members)
            run_say(r, "  %-5s %5s %7s runs %5llu new %2u found  %s\n",
                    families[f].name, fmt("%u/%u", begun, members),
                    short_number(sum.runs), (unsigned long long)sum.news,
                    sum.found, families[f].what);
    }
    if (!r->set.runs)
        run_say(r, "The corpora are kept in build/corpus, the next run goes on "
                   "from there;\nlogs are in build/fuzz-logs.\n");
    if (!r->num_findings) {
        run_say(r, "fuzz: no finding\n");
        return 0;
    }
    run_say(r, "fuzz: %zu finding%s:\n", r->num_findings,
            r->num_findings == 1 ? "" : "s");
    for (size_t i = 0; i < r->num_findings; i++) {
        const finding *f = &r->findings[i];

        run_say(r, "  %s: %s%s\n      build/findings/%s/%s/report.txt\n",
                f->t->name, f->what,
                f->times > 1 ? fmt(" (%u times)", f->times) : "", f->t->name,
                f->id);
    }
    return 1;
}

int
main(int argc, char **argv)
{
    run r = {.set = {.seconds = 60, .self = argv[0]}};
    text patterns = {0};
    int rc;

    if (argc > 1 && strcmp(argv[1], "--triage") == 0)
        return triage_main(argc - 2, argv + 2);
    if (!arguments(&r, argc, argv, &patterns))
        return usage();
    r.n = targets_find(&r.targets, r.set.dir, patterns.p);
    if (!r.n) {
        fprintf(stderr, "fuzz: no target in %s matches: %s\n", r.set.dir,
                patterns.p);
        return 2;
    }
    share_out(&r);
    if (!make_dirs("build/fuzz-logs") || !make_dirs("build/findings")) {
        perror("build");
        return 2;
    }
    r.log = fopen("build/fuzz-logs/run.log", "we");
    catch_signals();
    job_adopt();
    first_line(&r);
    r.began_ms = now_ms();
    r.end_ms = r.began_ms + r.set.seconds * 1000;
    run_loop(&r);
    screen_clear();
    rc = summary(&r);
    if (r.log)
        fclose(r.log);
    free(r.jobs);
    free(r.targets);
    free(r.findings);
    free(r.waiting);
    text_free(&patterns);
    return rc;
}
