/* mutator.c -- see mutator.h. */
#include "fuzz/mutator.h"

#include <stdlib.h>
#include <string.h>

/* splitmix64 */
static uint64_t
next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static size_t
below(uint64_t *random, size_t n)
{
    return (size_t)(((next(random) >> 32) * n) >> 32);
}

/* ---- reading and writing -------------------------------------------------
 */

static size_t
without_zeros(const uint8_t *p, size_t n)
{
    while (n && p[n - 1] == 0)
        n--;
    return n;
}

void
fuzz_lanes_read(fuzz_lanes *l, const uint8_t *data, size_t n)
{
    size_t head = n < FUZZ_HEAD ? n : FUZZ_HEAD;
    eml_choice c;

    memset(l->head, 0, FUZZ_HEAD);
    if (head)
        memcpy(l->head, data, head);
    eml_choice_init(&c, n > head ? (eml_span){data + head, n - head} : EML_NONE,
                    NULL);
    for (size_t i = 0; i < EML_LANES; i++) {
        const eml_choice_lane *from = &c.lane[i];
        size_t len = (size_t)(from->end - from->p);

        if (len > FUZZ_LANE_MAX)
            len = FUZZ_LANE_MAX;
        l->n[i] = without_zeros(from->p, len);
        if (l->n[i])
            memcpy(l->lane[i], from->p, l->n[i]);
    }
}

/* What eml_choice_init shares out. */
static size_t
share_of(size_t n, unsigned sixteenths)
{
    return n * sixteenths / 16;
}

/* The least n of which so many sixteenths are `want` bytes. */
static size_t
needed(size_t want, unsigned sixteenths)
{
    return (want * 16 + sixteenths - 1) / sixteenths;
}

static size_t
most(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* The first byte under which the lanes need the fewest bytes, *n. */
static uint8_t
best_shares(const size_t want[EML_LANES], size_t *n)
{
    uint8_t best = 0;

    *n = SIZE_MAX;
    for (unsigned how = 0; how < 64; how++) {
        unsigned a = 1 + (how & 7), b = 1 + (how >> 3 & 7);
        size_t k = most(needed(want[0], a), needed(want[1], b));

        if (want[2] && a + b == 16)
            continue; /* nothing is left for the third */
        if (want[2])
            k = most(k, needed(want[2], 16 - a - b));
        if (k < *n) {
            *n = k;
            best = (uint8_t)how;
        }
    }
    return best;
}

size_t
fuzz_lanes_write(const fuzz_lanes *l, uint8_t *data, size_t room)
{
    size_t want[EML_LANES], n, share[EML_LANES], at = FUZZ_HEAD + 1;
    uint8_t how;

    memcpy(want, l->n, sizeof want);
    while (how = best_shares(want, &n), n + FUZZ_HEAD + 1 > room)
        for (size_t i = 0; i < EML_LANES; i++)
            want[i] -= (want[i] + 7) / 8;
    share[0] = share_of(n, 1 + (how & 7u));
    share[1] = share_of(n, 1 + (how >> 3 & 7u));
    share[2] = n - share[0] - share[1];
    memcpy(data, l->head, FUZZ_HEAD);
    data[FUZZ_HEAD] = how;
    for (size_t i = 0; i < EML_LANES; i++) {
        memset(data + at, 0, share[i]);
        memcpy(data + at, l->lane[i], want[i]);
        at += share[i];
    }
    return at;
}

/* ---- changes --------------------------------------------------------------
 */

static void
put_in(uint8_t *p, size_t *n, size_t at, const uint8_t *bytes, size_t len)
{
    if (len > FUZZ_LANE_MAX - *n)
        len = FUZZ_LANE_MAX - *n;
    memmove(p + at + len, p + at, *n - at);
    memcpy(p + at, bytes, len);
    *n += len;
}

static void
take_out(uint8_t *p, size_t *n, size_t at, size_t len)
{
    if (len > *n - at)
        len = *n - at;
    memmove(p + at, p + at + len, *n - at - len);
    *n -= len;
}

/* Most choices are between few: small numbers, and the last of n. */
static uint8_t
some_choice(uint64_t *random)
{
    switch (below(random, 4)) {
    case 0:
        return (uint8_t)below(random, 4);
    case 1:
        return (uint8_t)below(random, 32);
    case 2:
        return (uint8_t)(255 - below(random, 8));
    default:
        return (uint8_t)next(random);
    }
}

/* A run of the lane again, elsewhere in it: a field like one that is there. */
static void
repeat(uint8_t *p, size_t *n, size_t at, uint64_t *random)
{
    uint8_t some[32];
    size_t from, len;

    if (!*n)
        return;
    from = below(random, *n);
    len = 1 + below(random, *n - from < sizeof some ? *n - from : sizeof some);
    memcpy(some, p + from, len);
    put_in(p, n, at, some, len);
}

static void
change_lane(uint8_t *p, size_t *n, uint64_t *random)
{
    size_t at = below(random, *n + 1);
    uint8_t c = some_choice(random), few[4];

    switch (*n ? below(random, 8) : 0) {
    case 0:
        for (size_t i = 0; i < sizeof few; i++)
            few[i] = some_choice(random);
        put_in(p, n, at, few, 1 + below(random, sizeof few));
        break;
    case 1:
        take_out(p, n, at, 1);
        break;
    case 2:
        take_out(p, n, at, 1 + below(random, 16));
        break;
    case 3:
        repeat(p, n, at, random);
        break;
    case 4: /* one more, one less */
        p[at % *n] = (uint8_t)(p[at % *n] + (c & 1 ? 1 : -1));
        break;
    default:
        p[at % *n] = c;
        break;
    }
}

void
fuzz_lanes_change(fuzz_lanes *l, uint64_t *random)
{
    size_t lane = below(random, EML_LANES);

    if (below(random, 8) == 0)
        l->head[below(random, FUZZ_HEAD)] = (uint8_t)next(random);
    else
        change_lane(l->lane[lane], &l->n[lane], random);
}

void
fuzz_lanes_cross(fuzz_lanes *l, const fuzz_lanes *other, uint64_t *random)
{
    for (size_t i = 0; i < EML_LANES; i++) {
        size_t cut = 0;

        switch (below(random, 4)) {
        case 0: /* its own */
            continue;
        case 1: /* the end of the other's, behind its own beginning */
            cut = below(random,
                        1 + (l->n[i] < other->n[i] ? l->n[i] : other->n[i]));
            break;
        default:
            break;
        }
        l->n[i] = other->n[i];
        memcpy(l->lane[i] + cut, other->lane[i] + cut, other->n[i] - cut);
    }
    if (below(random, 2))
        memcpy(l->head, other->head, FUZZ_HEAD);
}

/* ---- engines --------------------------------------------------------------
 */

static size_t
mutate(fuzz_lanes *l, uint64_t *random, uint8_t *out, size_t room)
{
    do
        fuzz_lanes_change(l, random);
    while (below(random, 3));
    return fuzz_lanes_write(l, out, room);
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t n, size_t room, unsigned int seed)
{
    static fuzz_lanes l;
    uint64_t random = seed;

    if (room < FUZZ_HEAD + 1)
        return n;
    fuzz_lanes_read(&l, data, n);
    return mutate(&l, &random, data, room);
}

size_t
LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_len, const uint8_t *b,
                          size_t b_len, uint8_t *out, size_t room,
                          unsigned int seed)
{
    static fuzz_lanes l, other;
    uint64_t random = seed;

    fuzz_lanes_read(&l, a, a_len);
    fuzz_lanes_read(&other, b, b_len);
    fuzz_lanes_cross(&l, &other, &random);
    return room < FUZZ_HEAD + 1 ? 0 : fuzz_lanes_write(&l, out, room);
}

typedef struct afl_mutator {
    uint64_t random;
    fuzz_lanes l, other;
    uint8_t *out;
    size_t room;
} afl_mutator;

void *
afl_custom_init(void *afl, unsigned int seed)
{
    afl_mutator *m = calloc(1, sizeof *m);

    (void)afl;
    if (m)
        m->random = seed;
    return m;
}

size_t
afl_custom_fuzz(void *mutator, uint8_t *data, size_t n, uint8_t **out,
                uint8_t *other, size_t other_len, size_t room)
{
    afl_mutator *m = mutator;

    *out = data;
    if (room < FUZZ_HEAD + 1)
        return n;
    if (m->room < room) {
        uint8_t *more = realloc(m->out, room);

        if (!more)
            return n;
        m->out = more;
        m->room = room;
    }
    fuzz_lanes_read(&m->l, data, n);
    if (other && other_len && below(&m->random, 4) == 0) {
        fuzz_lanes_read(&m->other, other, other_len);
        fuzz_lanes_cross(&m->l, &m->other, &m->random);
    }
    *out = m->out;
    return mutate(&m->l, &m->random, m->out, room);
}

void
afl_custom_deinit(void *mutator)
{
    afl_mutator *m = mutator;

    free(m->out);
    free(m);
}
