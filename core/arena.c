#include "core/arena_int.h"

#ifdef EML_HARD_TESTS
#define CHUNK_MIN 64u
#else
#define CHUNK_MIN 8192u
#endif
#define CHUNK_FEW 8192u /* smaller ones double */

struct eml_arena_chunk {
    struct eml_arena_chunk *older;
    size_t size; /* as had from the allocator, this header included */
};

#define HEADER ((sizeof(struct eml_arena_chunk) + EML__ALIGN - 1) & ~(size_t)7)

void
eml_arena_init(eml_arena *a, const eml_alloc *from, size_t max)
{
    *a = (eml_arena){.from = from, .max = max};
}

static uint8_t *
first_byte(struct eml_arena_chunk *c)
{
    return (uint8_t *)c + HEADER;
}

/* How large the next chunk is to be. They grow by an eighth, so that their
 * number stays logarithmic and little is had in vain. */
static size_t
next_size(const eml_arena *a)
{
    size_t last = a->head ? a->head->size : 0;

    if (!last)
        return CHUNK_MIN;
    return last < CHUNK_FEW ? last * 2 : last + last / 8;
}

/* A request that is larger than the next chunk gets one of its own size. */
static bool
grow(eml_arena *a, size_t n)
{
    size_t size = next_size(a);
    struct eml_arena_chunk *c;

    if (size > (size_t)1 << 20)
        size = (size_t)1 << 20;
    if (n > SIZE_MAX - HEADER)
        return false;
    if (size < n + HEADER)
        size = n + HEADER;
    if (a->max && size > a->max - (a->taken < a->max ? a->taken : a->max))
        size = n + HEADER;
    if (a->max && (a->taken > a->max || size > a->max - a->taken))
        return false;
    a->num_calls++;
    c = a->from->alloc(a->from->user, size);
    if (!c)
        return false;
    c->older = a->head;
    c->size = size;
    a->head = c;
    a->taken += size;
    a->at = first_byte(c);
    a->left = size - HEADER;
    return true;
}

uint8_t *
eml_arena_raw(eml_arena *a, size_t n)
{
    uint8_t *p;

    if (n > a->left || !a->head) {
        if (!grow(a, n))
            return NULL;
    }
    p = a->at;
    a->at += n;
    a->left -= n;
    return p;
}

void
eml_arena_trim(eml_arena *a, size_t n)
{
    a->at -= n;
    a->left += n;
}

void *
eml__arena_more(eml_arena *a, size_t n)
{
    uint8_t *p;

    if (n > SIZE_MAX - EML__ALIGN || !grow(a, n))
        return NULL;
    p = a->at; /* a chunk begins aligned */
    a->at = p + n;
    a->left -= n;
    memset(p, 0, n);
    return p;
}

void *
eml_arena_get(eml_arena *a, size_t n)
{
    uint8_t *p = eml__arena_take(a, n);

    return p ? memset(p, 0, n) : eml__arena_more(a, n);
}

static void
drop_until(eml_arena *a, const struct eml_arena_chunk *keep)
{
    while (a->head != keep) {
        struct eml_arena_chunk *c = a->head;

        a->head = c->older;
        a->taken -= c->size;
        a->from->free(a->from->user, c, c->size);
    }
}

eml_arena_mark
eml_arena_note(const eml_arena *a)
{
    return (eml_arena_mark){a->head, a->at, a->left};
}

void
eml_arena_release(eml_arena *a, eml_arena_mark m)
{
    if (!m.head) {
        eml_arena_reset(a);
        return;
    }
    drop_until(a, m.head);
    a->at = m.at;
    a->left = m.left;
}

void
eml_arena_reset(eml_arena *a)
{
    struct eml_arena_chunk *keep = a->head;

    if (!keep)
        return;
    /* The newest is the largest: it serves the next use alone. */
    a->head = keep->older;
    drop_until(a, NULL);
    keep->older = NULL;
    a->head = keep;
    a->at = first_byte(keep);
    a->left = keep->size - HEADER;
}

void
eml_arena_fini(eml_arena *a)
{
    drop_until(a, NULL);
    a->at = NULL;
    a->left = 0;
}
