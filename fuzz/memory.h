#ifndef EML_FUZZ_MEMORY_H
#define EML_FUZZ_MEMORY_H
/* memory.h -- an allocator for targets, and copies of inputs, without a malloc
 * for each input: under ASan one costs as much as a short parse, and its
 * quarantine touches fresh pages.
 *
 * A block that is given back is kept for the next request of just its size.
 * While it is kept ASan traps every access to it, as after a free(); what it
 * holds then does not count, to MSan either. */
#include <string.h>

#include "eml/base.h"
#include "fuzz/fuzz.h"
#include "tests/poison.h"

enum { FUZZ_KEPT = 16, FUZZ_KEPT_MAX = 64 << 10 };

typedef struct fuzz_block {
    void *p;
    size_t n;
} fuzz_block;

FUZZ_APART static inline fuzz_block *
fuzz_kept_(size_t n)
{
    static fuzz_block kept[FUZZ_KEPT];

    for (size_t i = 0; i < FUZZ_KEPT; i++)
        if (kept[i].n == n)
            return &kept[i];
    return NULL;
}

FUZZ_APART static inline void *
fuzz_take_(void *user, size_t n)
{
    fuzz_block *b = n ? fuzz_kept_(n) : NULL;
    void *p;

    (void)user;
    if (!b)
        return malloc(n);
    p = b->p;
    *b = (fuzz_block){NULL, 0};
    POISON_OPEN(p, n);
    POISON_UNDEFINED(p, n);
    return p;
}

FUZZ_APART static inline void
fuzz_give_(void *user, void *p, size_t n)
{
    fuzz_block *b = p && n && n <= FUZZ_KEPT_MAX ? fuzz_kept_(0) : NULL;

    (void)user;
    if (!b) {
        free(p);
        return;
    }
    *b = (fuzz_block){p, n};
    POISON_SHUT(p, n);
}

static const eml_alloc fuzz_memory = {fuzz_take_, fuzz_give_, NULL};

/* fuzz_room is room for `n` bytes that an access before or behind traps, until
 * the same place is asked for again: for outputs of a known size, and
 * for inputs that a target makes. */
enum { FUZZ_ROOM = 16 << 10, FUZZ_PLACES = 4 };
FUZZ_APART static inline uint8_t *
fuzz_room(unsigned place, size_t n)
{
    static uint8_t *room[FUZZ_PLACES], *large[FUZZ_PLACES];

    free(large[place]);
    large[place] = NULL;
    if (n > FUZZ_ROOM) {
        large[place] = malloc(n);
        FUZZ_CHECK(large[place]);
        return large[place];
    }
    if (!room[place])
        room[place] = malloc(FUZZ_ROOM);
    FUZZ_CHECK(room[place]);
    POISON_SHUT(room[place], FUZZ_ROOM - n);
    POISON_OPEN(room[place] + (FUZZ_ROOM - n), n);
    POISON_UNDEFINED(room[place], FUZZ_ROOM);
    return room[place] + (FUZZ_ROOM - n);
}

FUZZ_APART static inline eml_span
fuzz_copy(unsigned place, eml_span in)
{
    uint8_t *p = fuzz_room(place, in.n);

    if (in.n)
        memcpy(p, in.p, in.n);
    return (eml_span){p, in.n};
}
#endif
