#include "parsers/mime/mime_machine.h"

/* A block begins with its class; what is given back is linked by class. */
typedef struct block {
    struct block *next;
    size_t log;
} block;

static void *
take(void *user, size_t n)
{
    eml__mime_own *o = user;
    size_t log = 6;
    block *b;

    if (n > SIZE_MAX / 4)
        return NULL;
    while (((size_t)1 << log) < n + sizeof *b)
        log++;
    b = o->free[log];
    if (b)
        o->free[log] = b->next;
    else
        b = eml_arena_get(o->home, (size_t)1 << log);
    if (!b)
        return NULL;
    b->log = log;
    return b + 1;
}

static void
give(void *user, void *p, size_t n)
{
    eml__mime_own *o = user;
    block *b = (block *)p - 1;

    (void)n;
    b->next = o->free[b->log];
    o->free[b->log] = b;
}

void
eml__mime_own_init(eml__mime_own *o, eml_arena *home)
{
    o->home = home;
    o->from = (eml_alloc){.alloc = take, .free = give, .user = o};
    eml_arena_init(&o->arena, &o->from, 0);
}
