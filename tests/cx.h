#ifndef EML_TESTS_CX_H
#define EML_TESTS_CX_H
/* cx.h -- an eml_cx for one test: an arena over malloc, room for findings, and
 * the bytes of the row as an exact-size heap copy.
 *
 *     test_cx t;
 *     eml_span in = test_cx_init(&t, BYTES("a@b"), EML_ALLOW_NONE);
 *     ... parse(&t.cx, in, ...) ...
 *     assert_string_equal(test_cx_findings(&t), "ATOM_DOT@1+1");
 *     test_cx_fini(&t);
 */
#include "tests/table.h"

typedef struct test_cx {
    eml_cx cx;
    eml_arena arena;
    eml_alloc alloc;
    eml_diag diags[256];
    uint8_t *bytes;
    char text[4096];
} test_cx;

static inline void *
test_malloc_(void *user, size_t n)
{
    (void)user;
    return malloc(n);
}

static inline void
test_free_(void *user, void *p, size_t n)
{
    (void)user;
    (void)n;
    free(p);
}

static inline eml_span
test_cx_init(test_cx *t, const void *in, size_t n, uint32_t allow)
{
    memset(t, 0, sizeof *t);
    t->alloc = (eml_alloc){.alloc = test_malloc_, .free = test_free_};
    t->bytes = test_exact(in, n);
    eml_arena_init(&t->arena, &t->alloc, 0);
    t->cx.origin = t->bytes;
    t->cx.allow = allow;
    t->cx.arena = &t->arena;
    t->cx.diags = t->diags;
    t->cx.diags_cap = sizeof t->diags / sizeof t->diags[0];
    return (eml_span){t->bytes, n};
}

static inline void
test_cx_fini(test_cx *t)
{
    eml_arena_fini(&t->arena);
    free(t->bytes);
}

/* All findings so far as "CODE@offset+length", one space between two. */
static inline const char *
test_cx_findings(test_cx *t)
{
    size_t n = 0;

    t->text[0] = 0;
    for (size_t i = 0; i < t->cx.num_diags && i < t->cx.diags_cap; i++) {
        const eml_diag *d = &t->diags[i];
        const eml_code_info *info = eml_code_info_get(d->code);

        n += (size_t)snprintf(t->text + n, sizeof t->text - n, "%s%s@%llu+%u",
                              n ? " " : "", info ? info->name : "?",
                              (unsigned long long)d->off, (unsigned)d->len);
        if (n >= sizeof t->text)
            break;
    }
    return t->text;
}

/* The whole of a span as a C string, for assert_string_equal. */
static inline const char *
test_cx_str(test_cx *t, eml_span s)
{
    char *z = eml_arena_get(&t->arena, s.n + 1);

    assert_non_null(z);
    memcpy(z, s.p, s.n);
    return z;
}
#endif
