#include "cli/judge.h"

#include "cli/cli.h"
#include "eml/iconv.h"

#include <stdlib.h>
#include <string.h>

bool
judge_init(judge *j, uint32_t allow)
{
    *j = (judge){.cap = 1024};
    j->diags = malloc(j->cap * sizeof *j->diags);
    eml_arena_init(&j->arena, &cli_alloc, 0);
    j->cx.allow = allow;
    j->cx.charsets = &eml_iconv_charsets;
    return j->diags != NULL;
}

void
judge_fini(judge *j)
{
    eml_arena_fini(&j->arena);
    free(j->diags);
}

static void
read_once(judge *j, const source_item *item)
{
    eml_arena_reset(&j->arena);
    j->root = NULL;
    j->cx = (eml_cx){
        .origin = item->message.p,
        .base = item->base,
        .allow = j->cx.allow,
        .newline = item->newline,
        .diags = j->diags,
        .diags_cap = j->cap,
        .arena = &j->arena,
        .limits = j->cx.limits,
        .charsets = j->cx.charsets,
    };
    j->rc = eml_message_parse(&j->cx, item->message, &j->root);
}

static int
by_place(const void *a, const void *b)
{
    const eml_diag *x = a, *y = b;

    if (x->off != y->off)
        return x->off < y->off ? -1 : 1;
    return (x->code > y->code) - (x->code < y->code);
}

/* They come nearly always in that order, or in that with few exceptions. */
static void
sort(eml_diag *d, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (by_place(&d[i - 1], &d[i]) > 0) {
            qsort(d, n, sizeof *d, by_place);
            return;
        }
}

/* An mbox's quoting was undone before the message was read: findings move to
 * where their bytes lie in the file. Both are walked side by side; where they
 * differ a ">" was taken out. */
static void
to_stored(judge *j, const source_item *item)
{
    eml_span from = item->message, to = item->stored;
    size_t i = 0, k = 0;

    if (from.n == to.n)
        return;
    for (size_t d = 0; d < j->cx.num_diags; d++) {
        uint64_t off = j->diags[d].off - item->base;

        while (i < from.n && i < off) {
            if (to.p[k] == from.p[i])
                i++;
            k++;
        }
        j->diags[d].off = item->base + k;
    }
}

static bool
add_container(judge *j, const source_item *item)
{
    size_t n = j->cx.num_diags;

    if (n + item->num_container > j->cap) {
        eml_diag *more =
            realloc(j->diags, (n + item->num_container) * sizeof *more);

        if (!more)
            return false;
        j->diags = more;
        j->cap = n + item->num_container;
    }
    memcpy(j->diags + n, item->container,
           item->num_container * sizeof *j->diags);
    j->cx.num_diags += item->num_container;
    return true;
}

bool
judge_message(judge *j, const source_item *item)
{
    read_once(j, item);
    if (j->cx.num_diags > j->cap) { /* now that their number is known */
        eml_diag *more = realloc(j->diags, j->cx.num_diags * sizeof *more);

        if (!more)
            return false;
        j->diags = more;
        j->cap = j->cx.num_diags;
        read_once(j, item);
    }
    if (j->rc == EML_E_NOMEM)
        return false;
    sort(j->diags, j->cx.num_diags);
    to_stored(j, item);
    if (item->num_container) {
        if (!add_container(j, item))
            return false;
        sort(j->diags, j->cx.num_diags);
    }
    j->verdict = eml_verdict_of(j->diags, j->cx.num_diags, j->cx.allow);
    return true;
}

tally
judge_tally(const judge *j)
{
    tally t = {0};

    for (size_t i = 0; i < j->cx.num_diags; i++) {
        switch (eml_severity_of(j->diags[i].code, j->cx.allow)) {
        case EML_SEVERITY_ERROR:
            t.errors++;
            break;
        case EML_SEVERITY_WARNING:
            t.warnings++;
            break;
        case EML_SEVERITY_NOTE:
            t.notes++;
            break;
        }
    }
    return t;
}

bool
judge_allow(uint32_t *allow, const char *name)
{
    uint32_t bit = strcmp(name, "all") == 0
                       ? EML_ALLOW_WILD
                       : eml_allow_by_name(
                             (eml_span){(const uint8_t *)name, strlen(name)});

    *allow |= bit;
    return bit != 0;
}
