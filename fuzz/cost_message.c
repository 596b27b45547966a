/* The input is some bytes, then bytes to repeat, then more bytes (split at 0xff
 * and "|"): twice as many repetitions may cost at most about twice as much
 * memory and twice as many findings. Time is for the fuzzer's -timeout: the
 * repetitions make 256 KB. */
#include <string.h>

#include "eml/message.h"
#include "fuzz/fuzz.h"

typedef struct memory {
    size_t now, peak;
} memory;

static void *
get(void *user, size_t n)
{
    memory *m = user;

    m->now += n;
    if (m->now > m->peak)
        m->peak = m->now;
    return malloc(n);
}

static void
give(void *user, void *p, size_t n)
{
    memory *m = user;

    m->now -= n;
    free(p);
}

typedef struct cost {
    size_t bytes, findings, allocs;
} cost;

static cost
cost_of(const uint8_t *p, size_t n)
{
    memory m = {0};
    const eml_alloc from = {.alloc = get, .free = give, .user = &m};
    eml_arena arena;
    eml_cx cx = {.arena = &arena, .origin = p};
    eml_part *root;
    int rc;

    eml_arena_init(&arena, &from, 0);
    rc = eml_message_parse(&cx, (eml_span){p, n}, &root);
    FUZZ_CHECK(rc == EML_OK || rc == EML_E_LIMIT);
    eml_arena_fini(&arena);
    return (cost){m.peak, cx.num_diags, arena.num_calls};
}

static size_t
find(const uint8_t *p, size_t from, size_t n, uint8_t c)
{
    const uint8_t *at = from < n ? memchr(p + from, c, n - from) : NULL;

    return at ? (size_t)(at - p) : n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { ALL = 256 << 10 };
    static uint8_t in[ALL + 4096];
    size_t one = find(data, 0, size, '|'), two = find(data, one + 1, size, '|');
    size_t len = two > one ? two - one - 1 : 0, n = one;
    cost half, whole;

    if (!len || size > 4096)
        return 0;
    memcpy(in, data, one);
    for (; n + len <= ALL / 2; n += len)
        memcpy(in + n, data + one + 1, len);
    memcpy(in + n, data + two, size - two);
    half = cost_of(in, n + size - two);
    for (; n + len <= ALL; n += len)
        memcpy(in + n, data + one + 1, len);
    memcpy(in + n, data + two, size - two);
    whole = cost_of(in, n + size - two);
    FUZZ_CHECK(whole.bytes <= 3 * half.bytes + (2u << 20));
    FUZZ_CHECK(whole.bytes <= 256 * (size_t)ALL);
    FUZZ_CHECK(whole.findings <= 3 * half.findings + 1000);
    FUZZ_CHECK(whole.allocs <= 2 * half.allocs + 64);
    return 0;
}
