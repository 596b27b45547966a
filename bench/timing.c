/* The command line, the rounds and the output line of bench programs. */
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "timing.h"

enum { MAX_ROUNDS = 10000 };

uint64_t
bench_now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int
get_rounds(const char *s, unsigned *out)
{
    unsigned n = 0;

    for (const char *p = s; *p != '\0'; p++) {
        if (*p < '0' || *p > '9' || n > MAX_ROUNDS)
            return -1;
        n = n * 10 + (unsigned)(*p - '0');
    }
    *out = n;
    return n > 0 && n <= MAX_ROUNDS ? 0 : -1;
}

static void
corpus_name(char *out, size_t room, const char *path)
{
    const char *base = strrchr(path, '/');
    size_t n;

    base = base != NULL ? base + 1 : path;
    n = strlen(base);
    if (n > 5 && memcmp(base + n - 5, ".recs", 5) == 0)
        n -= 5;
    if (n > room - 1)
        n = room - 1;
    memcpy(out, base, n);
    out[n] = '\0';
}

int
bench_args_get(bench_args *a, int argc, char **argv, const char *whats)
{
    memset(a, 0, sizeof *a);
    a->rounds = BENCH_ROUNDS;
    if (argc < 2 || argc > 4 ||
        (argc > 2 && get_rounds(argv[2], &a->rounds) < 0)) {
        fprintf(stderr, "usage: %s FILE.recs [rounds [%s]]\n",
                argc > 0 ? argv[0] : "bench", whats);
        return -1;
    }
    a->file = argv[1];
    a->what = argc > 3 ? argv[3] : NULL;
    corpus_name(a->corpus, sizeof a->corpus, a->file);
    return 0;
}

static int
by_value(const void *x, const void *y)
{
    const uint64_t *a = x, *b = y;

    return (*a > *b) - (*a < *b);
}

int
bench_run(const bench_args *a, const char *peer, const char *what,
          uint64_t num_bytes, size_t num_messages, bench_pass pass, void *user)
{
    uint64_t *ns = calloc(a->rounds, sizeof *ns);
    uint64_t first, median;

    if (ns == NULL) {
        perror(peer);
        return -1;
    }
    first = pass(user);
    for (unsigned i = 0; i < a->rounds; i++) {
        uint64_t began = bench_now_ns();
        uint64_t sum = pass(user);

        ns[i] = bench_now_ns() - began;
        if (sum != first) {
            fprintf(stderr,
                    "%s %s: two passes gave %" PRIu64 " and %" PRIu64 "\n",
                    peer, what, first, sum);
            free(ns);
            return -1;
        }
    }
    qsort(ns, a->rounds, sizeof *ns, by_value);
    median = a->rounds % 2 != 0
                 ? ns[a->rounds / 2]
                 : (ns[a->rounds / 2 - 1] + ns[a->rounds / 2]) / 2;
    printf("%s\t%s\t%s\t%" PRIu64 "\t%zu\t%" PRIu64 "\t%" PRIu64 "\t-\n", peer,
           what, a->corpus, num_bytes, num_messages, ns[0], median);
    free(ns);
    return fflush(stdout) == 0 ? 0 : -1;
}
