/* Memory for the program: there is, or it ends. Half a JSON object must not
 * pass for a whole one, and jansson's calls fail too quietly for that. */
#include "cli/cli.h"

#include <jansson.h>
#include <stdlib.h>

static void *
need(size_t n)
{
    void *p = malloc(n ? n : 1);

    if (!p)
        exit(cli_error("out of memory"));
    return p;
}

static void *
arena_get(void *user, size_t n)
{
    (void)user;
    return need(n);
}

static void
arena_give(void *user, void *p, size_t n)
{
    (void)user;
    (void)n;
    free(p);
}

const eml_alloc cli_alloc = {arena_get, arena_give, NULL};

void
cli_memory(void)
{
    json_set_alloc_funcs(need, free);
}
