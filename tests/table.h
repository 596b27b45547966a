#ifndef EML_TESTS_TABLE_H
#define EML_TESTS_TABLE_H
/* table.h -- run each row of a table as one named cmocka test.
 *
 * EML_TEST=pattern in the environment runs only the rows whose "table: row"
 * name matches (cmocka's * and ?). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "eml/base.h"

/* A string literal as bytes and length, NULs inside it included: for rows with
 * a pointer and a length member. */
#define BYTES(s) (s), (sizeof(s) - 1)

/* An exact-size heap copy, so that ASan sees an over-read of one byte. */
static inline uint8_t *
test_exact(const void *s, size_t n)
{
    uint8_t *b = malloc(n); /* n == 0: ASan still traps any read */

    assert_non_null(b);
    if (n)
        memcpy(b, s, n);
    return b;
}

/* RUN_TABLE runs `fn` on each row of `rows`, which must have a `name` member
 * first; *state is the row. It is 0 when all passed and 1 when not, so main()
 * can return the sum (or the |) of several. */
#define RUN_TABLE(fn, rows)                                                    \
    run_table_(#rows, fn, (rows), sizeof(rows) / sizeof((rows)[0]),            \
               sizeof((rows)[0]))

static inline int
run_table_(const char *group, CMUnitTestFunction fn, const void *rows, size_t n,
           size_t size)
{
    struct CMUnitTest *t = calloc(n, sizeof *t);
    int failed;

    if (!t)
        abort();
    for (size_t i = 0; i < n; i++) {
        const char *row = (const char *)rows + i * size;
        const char *name = *(const char *const *)(const void *)row;
        size_t len = strlen(group) + strlen(name) + 3;
        char *full = malloc(len);

        if (!full)
            abort();
        snprintf(full, len, "%s: %s", group, name);
        t[i] = (struct CMUnitTest){
            .name = full,
            .test_func = fn,
            .initial_state = (void *)(uintptr_t)row,
        };
    }
    if (getenv("EML_TEST"))
        cmocka_set_test_filter(getenv("EML_TEST"));
    failed = _cmocka_run_group_tests(group, t, n, NULL, NULL);
    for (size_t i = 0; i < n; i++)
        free((void *)(uintptr_t)t[i].name);
    free(t);
    return failed != 0;
}
#endif
