#ifndef EML_FUZZ_COST_H
#define EML_FUZZ_COST_H
/* cost.h -- what a reading costs, counted without a clock, and inputs of two
 * sizes: the fuzzer's bytes are a beginning, a piece and an end, parted by "|";
 * the piece is repeated up to a size, and up to twice that size. Twice the
 * input may cost about twice as much. Time that memory and findings do not show
 * is for the engine's -timeout: one pattern in 64 is repeated up to COST_LONG
 * bytes, of which a quadratic reading takes minutes; all of them would make the
 * target too slow to find the pattern. */
#include <string.h>

#include "eml/base.h"
#include "fuzz/fuzz.h"

enum { COST_SHORT = 16 << 10, COST_LONG = 1 << 20, COST_PATTERN = 2048 };

typedef struct cost {
    size_t peak;     /* bytes had at one time */
    size_t total;    /* bytes had, ever */
    size_t allocs;   /* requests for them */
    size_t findings; /* made, kept or not */
} cost;

typedef struct cost_memory {
    size_t now;
    cost c;
} cost_memory;

static inline void *
cost_take_(void *user, size_t n)
{
    cost_memory *m = user;

    m->now += n;
    m->c.total += n;
    m->c.allocs++;
    if (m->now > m->c.peak)
        m->c.peak = m->now;
    return malloc(n);
}

static inline void
cost_give_(void *user, void *p, size_t n)
{
    cost_memory *m = user;

    m->now -= n;
    free(p);
}

/* What is measured: reads `in` with cx, whose arena and origin are set. */
typedef void cost_fn(void *user, eml_cx *cx, eml_span in);

static inline cost
cost_of(cost_fn *fn, void *user, eml_span in)
{
    cost_memory m = {0};
    const eml_alloc from = {cost_take_, cost_give_, &m};
    eml_arena arena;
    eml_cx cx = {.arena = &arena, .origin = in.p};

    eml_arena_init(&arena, &from, 0);
    fn(user, &cx, in);
    m.c.findings = cx.num_diags;
    eml_arena_fini(&arena);
    FUZZ_CHECK(m.now == 0);
    return m.c;
}

static inline size_t
cost_bar_(eml_span in, size_t from)
{
    const uint8_t *at =
        from < in.n ? memchr(in.p + from, '|', in.n - from) : NULL;

    return at ? (size_t)(at - in.p) : in.n;
}

static inline size_t
cost_size_(eml_span pattern)
{
    uint32_t h = 0x811c9dc5u;

    for (size_t i = 0; i < pattern.n; i++)
        h = (h ^ pattern.p[i]) * 0x01000193u;
    return (h ^ h >> 15) % 64 ? COST_SHORT : COST_LONG;
}

/* The length of the piece that is repeated; 0: there is none. */
static inline size_t
cost_piece_(eml_span pattern)
{
    size_t one = cost_bar_(pattern, 0), two = cost_bar_(pattern, one + 1);

    return two > one ? two - one - 1 : 0;
}

/* Writes the input of about `all` bytes to `to`; n 0: the pattern has no piece
 * to repeat. */
static inline eml_span
cost_input(eml_span pattern, size_t all, uint8_t *to)
{
    size_t one = cost_bar_(pattern, 0), two = cost_bar_(pattern, one + 1);
    size_t len = cost_piece_(pattern), n = one;
    size_t end = two < pattern.n ? two + 1 : pattern.n;

    if (!len)
        return EML_NONE;
    memcpy(to, pattern.p, one);
    for (; n + len <= all; n += len)
        memcpy(to + n, pattern.p + one + 1, len);
    memcpy(to + n, pattern.p + end, pattern.n - end);
    return (eml_span){to, n + pattern.n - end};
}

static inline size_t
cost_max_(size_t a, size_t b)
{
    return a > b ? a : b;
}

static inline bool
cost_is_linear_(const cost *half, const cost *whole, size_t all)
{
    return whole->peak <= 3 * half->peak + (all << 3) &&
           whole->total <= 3 * half->total + (all << 3) &&
           whole->findings <= 3 * half->findings + 1000 &&
           whole->allocs <= 2 * half->allocs + 64;
}

/* `bytes`: how much memory a byte of input may take. An arena's chunks come in
 * steps, which small sizes show. An odd number of pieces may be another thing
 * than an even one, as quotation marks are: if need be half the input is
 * measured with a piece more, too. */
static inline void
cost_compare(cost_fn *fn, void *user, eml_span pattern, size_t bytes)
{
    static uint8_t room[COST_LONG + 3 * COST_PATTERN];
    size_t all = cost_size_(pattern);
    eml_span in;
    cost half, whole;

    if (pattern.n > COST_PATTERN)
        return;
    in = cost_input(pattern, all / 2, room);
    if (!in.n)
        return;
    half = cost_of(fn, user, in);
    in = cost_input(pattern, all, room);
    whole = cost_of(fn, user, in);
    if (!cost_is_linear_(&half, &whole, all)) {
        cost other =
            cost_of(fn, user,
                    cost_input(pattern, all / 2 + cost_piece_(pattern), room));

        half.peak = cost_max_(half.peak, other.peak);
        half.total = cost_max_(half.total, other.total);
        half.findings = cost_max_(half.findings, other.findings);
        half.allocs = cost_max_(half.allocs, other.allocs);
    }
    if (!cost_is_linear_(&half, &whole, all) ||
        whole.total > bytes * in.n + (64 << 10))
        fprintf(stderr,
                "cost of %zu bytes: peak %zu, in all %zu, %zu requests, %zu "
                "findings; of half: %zu, %zu, %zu, %zu\n",
                in.n, whole.peak, whole.total, whole.allocs, whole.findings,
                half.peak, half.total, half.allocs, half.findings);
    FUZZ_CHECK(whole.total <= bytes * in.n + (64 << 10));
    FUZZ_CHECK(cost_is_linear_(&half, &whole, all));
}
#endif
