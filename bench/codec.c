#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/codec.h"
#include "bench/recs.h"

/* The bodies that a pass goes through. */
typedef struct bodies {
    eml_span *item;
    size_t num, num_bytes, longest;
} bodies;

typedef struct pass {
    const bodies *in;
    codec c;
    uint8_t *out;
    size_t room;
} pass;

static void *
must(void *p)
{
    if (!p) {
        perror("codec");
        exit(1);
    }
    return p;
}

static void
add(bodies *b, const uint8_t *p, size_t n)
{
    b->item[b->num++] = (eml_span){p, n};
    b->num_bytes += n;
    if (n > b->longest)
        b->longest = n;
}

/* Three characters and a soft break for a byte are more than anyone needs. */
static size_t
room_for(const bodies *b)
{
    return 4 * b->longest + 1024;
}

static uint64_t
run_pass(void *user)
{
    pass *p = user;
    uint64_t sum = 0;

    for (size_t i = 0; i < p->in->num; i++)
        sum += p->c.run(p->in->item[i], p->out, p->room, p->c.isa);
    return sum;
}

static int
measure(const bench_args *a, const bodies *in, codec c, const char *peer)
{
    pass p = {.in = in, .c = c, .room = room_for(in)};
    int rc;

    p.out = must(malloc(p.room));
    rc = bench_run(a, peer, c.what, in->num_bytes, in->num, run_pass, &p);
    free(p.out);
    return rc;
}

static int
measure_all(const bench_args *a, const bodies in[2], const codec *table,
            size_t num)
{
    static const char *const less[] = {"eml-scalar", "eml-avx2"};
    int rc = 0;

    for (size_t i = 0; i < num && !rc; i++) {
        codec c = table[i];

        if (a->what && (i > 1 || strcmp(a->what, c.what) != 0))
            continue;
        c.isa = eml__best_isa();
        rc = measure(a, &in[c.encodes], c, c.peer);
        while (!a->what && i < 2 && c.isa != EML__SCALAR && !rc) {
            c.isa--;
            rc = measure(a, &in[c.encodes], c, less[c.isa]);
        }
    }
    return rc;
}

int
codec_main(int argc, char **argv, const codec *table, size_t num)
{
    bench_args a;
    bodies in[2] = {{0}, {0}};
    uint8_t *plain, *at;
    recs r;
    int rc;

    if (bench_args_get(&a, argc, argv, table[0].what) < 0 ||
        recs_open(&r, a.file) < 0)
        return 2;
    in[0].item = must(calloc(r.num + 1, sizeof *in[0].item));
    in[1].item = must(calloc(r.num + 1, sizeof *in[1].item));
    for (size_t i = 0; i < r.num; i++)
        add(&in[0], r.item[i].p, r.item[i].n);
    plain = at = must(malloc(in[0].num_bytes + room_for(&in[0])));
    for (size_t i = 0; i < r.num; i++) {
        size_t n =
            table[0].run(in[0].item[i], at, room_for(&in[0]), eml__best_isa());

        add(&in[1], at, n);
        at += n;
    }
    rc = measure_all(&a, in, table, num);
    free(plain);
    free(in[0].item);
    free(in[1].item);
    recs_close(&r);
    return rc != 0;
}
