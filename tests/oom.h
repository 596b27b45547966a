#ifndef EML_TESTS_OOM_H
#define EML_TESTS_OOM_H
/* oom.h -- an eml_alloc that counts, checks, and fails when told to.
 *
 *     static int
 *     parse(void *user, const eml_alloc *from)
 *     {
 *         ... make an arena over `from`, parse, eml_arena_fini() ...
 *         return rc;
 *     }
 *     ...
 *     assert_int_equal(oom_every_call(parse, NULL, 1000), EML_OK);
 *
 * Every block carries its size, so a free() with another size, of what was not
 * allocated, or twice, aborts. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "eml/base.h"

typedef struct oom {
    size_t fail_at;    /* the call that fails, from 1; 0: none does */
    int fail_later;    /* all calls after it fail, too */
    size_t calls;      /* of alloc */
    size_t live;       /* blocks not yet freed */
    size_t live_bytes; /* in them */
    size_t peak_bytes; /* the most at one time */
} oom;

enum { OOM_HEAD = 32 }; /* keeps blocks aligned as malloc's are */

typedef struct oom_head {
    uint64_t magic;
    size_t n;
    oom *of;
} oom_head;

static inline void *
oom_alloc_(void *user, size_t n)
{
    oom *o = user;
    oom_head *h;

    o->calls++;
    if (o->fail_at &&
        (o->calls == o->fail_at || (o->fail_later && o->calls > o->fail_at)))
        return NULL;
    h = malloc(OOM_HEAD + n);
    if (!h)
        abort();
    *h = (oom_head){0x6f6f6d6c6976652eu, n, o};
    o->live++;
    o->live_bytes += n;
    if (o->live_bytes > o->peak_bytes)
        o->peak_bytes = o->live_bytes;
    return (uint8_t *)h + OOM_HEAD;
}

static inline void
oom_free_(void *user, void *p, size_t n)
{
    oom *o = user;
    oom_head *h;

    if (!p) /* as free(NULL) */
        return;
    h = (oom_head *)(void *)((uint8_t *)p - OOM_HEAD);
    if (h->magic != 0x6f6f6d6c6976652eu || h->n != n || h->of != o) {
        fprintf(stderr, "oom: free of %zu bytes that were not allocated so\n",
                n);
        abort();
    }
    h->magic = 0;
    o->live--;
    o->live_bytes -= n;
    free(h);
}

/* oom_alloc is the eml_alloc over `o`, which must outlive it. */
static inline eml_alloc
oom_alloc(oom *o)
{
    return (eml_alloc){.alloc = oom_alloc_, .free = oom_free_, .user = o};
}

typedef int oom_fn(void *user, const eml_alloc *from);

/* oom_every_call runs `fn` with the 1st, 2nd, 3rd ... allocation failing,
 * alone and with all that follow, until it meets no failure any more, and
 * returns what it said then. It aborts when a run that met a failure said
 * anything but EML_E_NOMEM, when one leaked, or when there is no end after
 * `max` allocations. */
static inline int
oom_every_call(oom_fn *fn, void *user, size_t max)
{
    for (size_t i = 1; i <= max; i++)
        for (int later = 0; later < 2; later++) {
            oom o = {.fail_at = i, .fail_later = later};
            eml_alloc from = oom_alloc(&o);
            int rc = fn(user, &from);

            if (o.live) {
                fprintf(stderr,
                        "oom: %zu blocks leak when allocation %zu fails\n",
                        o.live, i);
                abort();
            }
            if (o.calls < i)
                return rc;
            if (rc != EML_E_NOMEM) {
                fprintf(stderr,
                        "oom: result %d, not EML_E_NOMEM, when allocation %zu "
                        "fails\n",
                        rc, i);
                abort();
            }
        }
    fprintf(stderr, "oom: more than %zu allocations\n", max);
    abort();
}
#endif
