#ifndef BENCH_TIMING_H
#define BENCH_TIMING_H
/* timing.h -- what every bench program in C does in the same way: its command
 * line, its rounds and its line of output.
 *
 *     PROGRAM FILE.recs [rounds [what]]
 *
 * prints, for each thing measured, one line of eight fields with TABs between
 * them:
 *
 *     peer what corpus bytes messages ns_min ns_median allocs_or_dash
 *
 * `corpus` is the file's name without folder and ".recs"; `bytes` is what one
 * pass reads; the times are of one pass over all records; the last field is
 * the number of allocations in one pass when the program knows it. */

#include <stddef.h>
#include <stdint.h>

enum { BENCH_ROUNDS = 7 };

typedef struct bench_args {
    const char *file;
    const char *what; /* NULL: the program's default */
    char corpus[64];
    unsigned rounds;
} bench_args;

/* bench_args_get reads the command line; after an error it has said so on
 * stderr and returns -1. `whats` is for that text. */
int bench_args_get(bench_args *a, int argc, char **argv, const char *whats);

/* One pass over all the data. The value returned must depend on the work (a
 * sum of sizes), so that none of it can be left out; it must be the same in
 * each round. */
typedef uint64_t (*bench_pass)(void *user);

/* bench_run makes one untimed pass and then `a->rounds` timed ones, prints the
 * line and returns 0; -1 when two passes disagree. */
int bench_run(const bench_args *a, const char *peer, const char *what,
              uint64_t num_bytes, size_t num_messages, bench_pass pass,
              void *user);

uint64_t bench_now_ns(void);

#endif
