#ifndef EML_TESTS_CHUNKS_H
#define EML_TESTS_CHUNKS_H
/* chunks.h -- the one property every streaming machine has: how the input is
 * split over calls, and how much room each call has for output, changes
 * nothing. Used by cmocka tests and by fuzz targets.
 *
 * A test writes one function that drives its machine:
 *
 *     static void
 *     drive(void *user, const uint8_t *in, size_t n, chunk_plan *plan,
 *           chunk_result *r)
 *     {
 *         ... until the machine is done, give it the next
 *         chunk_take(plan, bytes left) bytes and at most chunk_room(plan)
 *         bytes of output space, and chunk_put() what it wrote ...
 *     }
 *
 * and compares with chunk_differs(). Pieces are exact-size copies
 * of their own (chunk_piece), so that ASan sees a machine that remembers or
 * reads past one. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/poison.h"

/* How a run is split. `step` bytes a call (0: all at once) with `room` bytes
 * of space (0: plenty); or, when num_choices is not 0, sizes from `choices`,
 * over and over. Zero-initialise. */
typedef struct chunk_plan {
    size_t step, room;
    const uint8_t *choices;
    size_t num_choices;
    size_t next; /* choice */
    uint8_t *held;
} chunk_plan;

/* What a run did. `out` grows as needed; chunk_result_fini frees it. */
typedef struct chunk_result {
    int rc;
    uint64_t err_off;
    uint64_t extra; /* anything else that must not change */
    uint8_t *out;
    size_t out_len, out_cap;
} chunk_result;

typedef void chunk_fn(void *user, const uint8_t *in, size_t n, chunk_plan *plan,
                      chunk_result *r);

enum { CHUNK_PLENTY = 1 << 16 };

static inline size_t
chunk_choice(chunk_plan *plan)
{
    return plan->choices[plan->next++ % plan->num_choices];
}

/* chunk_take says how many of the `left` bytes the next call gets: at least
 * one, when there are any. */
static inline size_t
chunk_take(chunk_plan *plan, size_t left)
{
    size_t want = plan->step ? plan->step : left;

    if (plan->num_choices)
        want = 1 + chunk_choice(plan);
    return want < left ? want : left;
}

/* chunk_room says how much output space the next call has: at least one, at
 * most CHUNK_PLENTY. */
static inline size_t
chunk_room(chunk_plan *plan)
{
    if (plan->num_choices)
        return 1 + chunk_choice(plan);
    return plan->room && plan->room < CHUNK_PLENTY ? plan->room : CHUNK_PLENTY;
}

#ifdef POISON_ASAN
/* A place for `n` bytes in a block that is poisoned but for them, or NULL for
 * many: a malloc for each piece takes most of the time of a fuzz target. Places
 * follow one another, so that one is used again only after many others. */
static inline uint8_t *
chunk_place_(size_t n)
{
    enum { BLOCK = 1 << 16, GAP = 16 };
    static uint8_t *block;
    static size_t at, held;

    if (n > BLOCK / 4)
        return NULL;
    if (!block) {
        block = malloc(BLOCK);
        if (!block)
            abort();
        POISON_SHUT(block, BLOCK);
    }
    POISON_SHUT(block + at, held);
    at += (held + 2 * GAP - 1) / GAP * GAP;
    if (at + n > BLOCK)
        at = 0;
    held = n;
    POISON_OPEN(block + at, n);
    return block + at;
}
#else
static inline uint8_t *
chunk_place_(size_t n)
{
    (void)n;
    return NULL;
}
#endif

/* chunk_piece returns an exact-size copy of the `n` bytes at `p`; the one
 * before it is gone. What is held in the end is the caller's to free. */
static inline const uint8_t *
chunk_piece(chunk_plan *plan, const uint8_t *p, size_t n)
{
    uint8_t *to = chunk_place_(n);

    free(plan->held);
    plan->held = NULL;
    if (!to)
        to = plan->held = malloc(n);
    if (!to) {
        if (n)
            abort();
        return (const uint8_t *)"";
    }
    if (n)
        memcpy(to, p, n);
    return to;
}

static inline void
chunk_put(chunk_result *r, const uint8_t *p, size_t n)
{
    if (n > r->out_cap - r->out_len) {
        size_t cap = 2 * r->out_cap + n + 1024;
        uint8_t *more = realloc(r->out, cap);

        if (!more)
            abort();
        r->out = more;
        r->out_cap = cap;
    }
    if (n)
        memcpy(r->out + r->out_len, p, n);
    r->out_len += n;
}

static inline void
chunk_result_fini(chunk_result *r)
{
    free(r->out);
    *r = (chunk_result){0};
}

/* chunk_same says whether two runs did the same, and tells on stderr what is
 * different when not. */
static inline int
chunk_same(const chunk_result *a, const chunk_result *b, const chunk_plan *plan)
{
    const char *what = NULL;

    if (a->rc != b->rc)
        what = "result";
    else if (a->err_off != b->err_off)
        what = "error offset";
    else if (a->extra != b->extra)
        what = "extra";
    else if (a->out_len != b->out_len ||
             (a->out_len && memcmp(a->out, b->out, a->out_len) != 0))
        what = "output";
    if (!what)
        return 1;
    fprintf(stderr,
            "chunks: the %s changes when the input is split (step %zu, room "
            "%zu, %zu choices): rc %d/%d, err_off %llu/%llu, out_len %zu/%zu\n",
            what, plan->step, plan->room, plan->num_choices, a->rc, b->rc,
            (unsigned long long)a->err_off, (unsigned long long)b->err_off,
            a->out_len, b->out_len);
    return 0;
}

/* chunk_differs_by runs `fn` in one piece and then as `plan` says; returns
 * whether the two differ. */
static inline int
chunk_differs_by(chunk_fn *fn, void *user, const uint8_t *in, size_t n,
                 chunk_plan plan)
{
    chunk_plan once = {0};
    chunk_result whole = {0}, split = {0};
    int differ;

    fn(user, in, n, &once, &whole);
    fn(user, in, n, &plan, &split);
    differ = !chunk_same(&whole, &split, &plan);
    free(once.held);
    free(plan.held);
    chunk_result_fini(&whole);
    chunk_result_fini(&split);
    return differ;
}

/* chunk_differs tries every input step up to 64 (and the whole) with output
 * room 1 to 3 and plenty; returns how many of them differ from one piece: a
 * test asserts 0. */
static inline int
chunk_differs(chunk_fn *fn, void *user, const uint8_t *in, size_t n)
{
    int differ = 0;

    for (size_t step = 0; step <= n && step <= 64; step++)
        for (size_t room = 0; room <= 3; room++)
            differ += chunk_differs_by(
                fn, user, in, n, (chunk_plan){.step = step, .room = room});
    return differ;
}
#endif
