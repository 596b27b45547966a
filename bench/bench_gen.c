/* The generator: messages of a profile, which the argument FILE names
 * ("mime"), without labels and with them as JSON; and the memory of a long run.
 *
 * `bytes` is of the messages alone, in both cases. */
#include "bench/timing.h"
#include "cli/gen_plan.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

enum { MESSAGES = 50000, LONG_RUN = 500000 };

typedef struct bench {
    gen_plan plan;
    gen_maker k;
    bool labels;
    uint64_t bytes, largest, label_bytes;
} bench;

static uint64_t
pass(void *user)
{
    bench *b = user;

    b->bytes = b->label_bytes = 0;
    for (uint64_t i = 0; i < b->plan.count; i++) {
        eml_gen_spec spec = gen_plan_spec(&b->plan, i);

        spec.labels = b->labels;
        if (!gen_maker_make(&b->k, &spec) ||
            (b->labels && !gen_maker_line(&b->k, &spec, GEN_LABEL)))
            return 0;
        b->bytes += b->k.m.bytes.n;
        b->label_bytes += b->k.label.n;
        if (b->k.m.bytes.n > b->largest)
            b->largest = b->k.m.bytes.n;
    }
    return b->bytes + b->label_bytes;
}

static void
memory(bench *b, const char *corpus)
{
    struct rusage before, after;

    b->plan.count = LONG_RUN;
    b->labels = true;
    getrusage(RUSAGE_SELF, &before);
    (void)pass(b);
    getrusage(RUSAGE_SELF, &after);
    printf("memory\t%s\tof %llu messages, the largest\t%llu\n", corpus,
           (unsigned long long)b->plan.count, (unsigned long long)b->largest);
    printf("memory\t%s\troom, arena, label\t%zu\n", corpus,
           b->k.room_len + b->k.arena.taken + b->k.label.cap);
    printf("memory\t%s\tpeak resident, kB, before and after\t%ld\t%ld\n",
           corpus, before.ru_maxrss, after.ru_maxrss);
}

int
main(int argc, char **argv)
{
    static bench b = {.plan = {.shard = 1, .shards = 1, .count = MESSAGES}};
    bench_args args;
    int rc = 0;

    if (bench_args_get(&args, argc, argv, "gen|gen-labels|memory") ||
        !gen_plan_profile(&b.plan, args.corpus) ||
        !gen_maker_init(&b.k, &b.plan, false))
        return 2;
    gen_plan_settle(&b.plan);
    if (args.what && strcmp(args.what, "memory") == 0) {
        memory(&b, args.corpus);
    } else {
        b.labels = args.what && strcmp(args.what, "gen-labels") == 0;
        (void)pass(&b);
        rc = bench_run(&args, "eml", b.labels ? "gen-labels" : "gen", b.bytes,
                       b.plan.count, pass, &b);
    }
    gen_maker_fini(&b.k);
    return rc ? 1 : 0;
}
