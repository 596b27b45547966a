/* What elements can begin with, how short they can be, and how large they are
 * when written out. */
#include "grammar/abnf_int.h"

#include <string.h>

/* Rules of more states than this are called where they are used, and so are
 * those with a chain of this many rules within. The tokens of Received, of
 * which any two may touch, are called from every byte: written out (3900
 * states) a match of 70 bytes takes 22 steps, else 446. */
enum { CALL_SIZE = 8000, CALL_HEIGHT = 12, MAX_SIZE = 1 << 18 };

static uint32_t
plus(uint32_t a, uint32_t b)
{
    return a > UINT32_MAX - b ? UINT32_MAX : a + b;
}

static uint32_t
times(uint32_t a, uint32_t b)
{
    return b && a > UINT32_MAX / b ? UINT32_MAX : a * b;
}

static bool
shorter(const abnf_node *a, const abnf_node *b)
{
    return a->len != b->len ? a->len < b->len : a->depth < b->depth;
}

static void
first_of_cat(const eml_abnf *g, abnf_node *n)
{
    n->empty = true;
    n->len = n->depth = 0;
    for (uint32_t i = 0; i < n->num; i++) {
        const abnf_node *k = &g->node[g->kid[n->kids + i]];

        for (int w = 0; w < 4 && n->empty; w++)
            n->first[w] |= k->first[w];
        n->empty = n->empty && k->empty;
        n->len = plus(n->len, k->len);
        if (n->depth < k->depth)
            n->depth = k->depth;
    }
}

static void
first_of_alt(const eml_abnf *g, abnf_node *n)
{
    n->byte = true;
    for (uint32_t i = 0; i < n->num; i++) {
        const abnf_node *k = &g->node[g->kid[n->kids + i]];

        for (int w = 0; w < 4; w++)
            n->first[w] |= k->first[w];
        n->empty = n->empty || k->empty;
        n->byte = n->byte && k->byte;
        if (i == 0 || k->len < n->len ||
            (k->len == n->len && k->depth < n->depth)) {
            n->len = k->len;
            n->depth = k->depth;
        }
    }
}

static void
first_of_rep(const abnf_node *k, abnf_node *n)
{
    n->empty = n->min == 0 || k->empty;
    n->len = n->min ? times(k->len, n->min) : 0;
    n->depth = n->min ? k->depth : 0;
    n->byte = k->byte && n->min == 1 && n->max == 1;
    if (n->max)
        memcpy(n->first, k->first, sizeof n->first);
}

static void
first_of_str(abnf_node *n)
{
    uint8_t c = n->num ? n->str[0] : 0;

    n->empty = n->num == 0;
    n->byte = n->num == 1;
    n->len = n->num;
    n->depth = 0;
    if (n->empty)
        return;
    eml__abnf_set(n->first, c);
    if (n->fold && eml__abnf_alpha(c))
        eml__abnf_set(n->first, c ^ 0x20);
}

static void
first_of(const eml_abnf *g, abnf_node *n)
{
    const abnf_node *k;

    switch ((enum abnf_kind)n->kind) {
    case ABNF_ALT:
        first_of_alt(g, n);
        break;
    case ABNF_CAT:
        first_of_cat(g, n);
        break;
    case ABNF_REP:
        first_of_rep(&g->node[g->kid[n->kids]], n);
        break;
    case ABNF_STR:
        first_of_str(n);
        break;
    case ABNF_RANGE:
        for (uint32_t c = n->min; c <= n->max; c++)
            eml__abnf_set(n->first, (uint8_t)c);
        n->byte = true;
        n->len = 1;
        n->depth = 0;
        break;
    case ABNF_RULE:
        k = &g->node[g->sym[n->kids].root];
        n->empty = k->empty;
        n->byte = k->byte;
        n->len = k->len;
        n->depth = plus(k->depth, 1);
        memcpy(n->first, k->first, sizeof n->first);
        break;
    }
}

/* The least fixed point: lengths only shrink, sets only grow. */
void
eml__abnf_first(eml_abnf *g, uint32_t num)
{
    bool more = true;

    for (uint32_t i = 0; i < g->num_node; i++)
        g->node[i].len = g->node[i].depth = ABNF_ENDLESS;
    while (more) {
        more = false;
        for (uint32_t o = 0; o < num; o++) {
            uint32_t rule = g->order[o];

            for (uint32_t i = g->own_at[rule]; i < g->own_at[rule + 1]; i++) {
                abnf_node *n = &g->node[g->own[i]], was = *n;

                first_of(g, n);
                more = more || was.len != n->len || was.depth != n->depth ||
                       was.empty != n->empty || was.byte != n->byte ||
                       memcmp(was.first, n->first, sizeof was.first) != 0;
            }
        }
    }
}

/* Stable, for few. */
static void
sort_kids(eml_abnf *g, abnf_node *n)
{
    uint32_t *kid = g->kid + n->kids;

    for (uint32_t i = 0; i < n->num; i++) {
        g->node[kid[i]].alt = true;
        for (uint32_t j = i;
             j > 0 && shorter(&g->node[kid[j]], &g->node[kid[j - 1]]); j--) {
            uint32_t k = kid[j];

            kid[j] = kid[j - 1];
            kid[j - 1] = k;
        }
    }
}

static uint32_t
size_of_list(const eml_abnf *g, const abnf_node *n)
{
    uint32_t size = 1;

    for (uint32_t i = 0; i < n->num; i++)
        size = plus(size, plus(g->node[g->kid[n->kids + i]].size, 1));
    return size;
}

static uint32_t
size_of(const eml_abnf *g, const abnf_node *n)
{
    const abnf_node *k = n->kind == ABNF_REP ? &g->node[g->kid[n->kids]] : n;
    const abnf_sym *s = n->kind == ABNF_RULE ? &g->sym[n->kids] : NULL;

    if (n->byte)
        return 1;
    switch ((enum abnf_kind)n->kind) {
    case ABNF_ALT:
    case ABNF_CAT:
        return size_of_list(g, n);
    case ABNF_REP:
        if (n->max == ABNF_MANY)
            return plus(times(k->size, n->min ? n->min : 1), 1);
        return times(plus(k->size, 1), n->max);
    case ABNF_STR:
        return n->num;
    case ABNF_RANGE:
        return 1;
    case ABNF_RULE:
        return s->cut || s->call ? 1 : g->node[s->root].size;
    }
    return 1;
}

int
eml__abnf_analyse(eml_abnf *g)
{
    for (uint32_t o = 0; o < g->num_order; o++) {
        uint32_t rule = g->order[o];
        abnf_sym *s = &g->sym[rule];

        for (uint32_t i = g->own_at[rule]; i < g->own_at[rule + 1]; i++) {
            abnf_node *n = &g->node[g->own[i]];
            const abnf_sym *to = &g->sym[n->kids];

            if (n->kind == ABNF_ALT)
                sort_kids(g, n);
            n->size = size_of(g, n);
            if (n->kind == ABNF_RULE && !n->byte && !to->cut && !to->call &&
                s->height < to->height + 1)
                s->height = to->height + 1;
        }
        if (g->node[s->root].size > MAX_SIZE) {
            g->missing = s->name;
            return EML_E_LIMIT;
        }
        s->call = s->cut || s->height >= CALL_HEIGHT ||
                  g->node[s->root].size > CALL_SIZE;
    }
    return EML_OK;
}
