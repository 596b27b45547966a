/* Which rules need each other, and where recursion is cut: a rule that is cut
 * is called where it is used, all others can be written out. */
#include "grammar/abnf_int.h"

#include <string.h>

/* Tarjan's strongly connected components, with a stack of its own. */
typedef struct walk {
    uint32_t *index, *low, *at, *path, *stack, *comp;
    uint32_t num_path, num_stack, next, num_comp, num_order;
    bool *on;
} walk;

static bool
walk_init(walk *w, eml_abnf *g)
{
    size_t n = g->num_sym + 1, size = n * sizeof(uint32_t);

    *w = (walk){.index = eml_arena_get(g->arena, size),
                .low = eml_arena_get(g->arena, size),
                .at = eml_arena_get(g->arena, size),
                .path = eml_arena_get(g->arena, size),
                .stack = eml_arena_get(g->arena, size),
                .comp = eml_arena_get(g->arena, size),
                .on = eml_arena_get(g->arena, n)};
    return w->index && w->low && w->at && w->path && w->stack && w->comp &&
           w->on;
}

static void
enter(walk *w, const eml_abnf *g, uint32_t v)
{
    w->index[v] = w->low[v] = ++w->next;
    w->at[v] = g->edge_at[v];
    w->path[w->num_path++] = v;
    w->stack[w->num_stack++] = v;
    w->on[v] = true;
}

static void
leave(walk *w, eml_abnf *g, uint32_t v)
{
    uint32_t u;

    w->num_path--;
    if (w->num_path && w->low[w->path[w->num_path - 1]] > w->low[v])
        w->low[w->path[w->num_path - 1]] = w->low[v];
    if (w->low[v] != w->index[v])
        return;
    do {
        u = w->stack[--w->num_stack];
        w->on[u] = false;
        w->comp[u] = w->num_comp;
        g->order[w->num_order++] = u;
    } while (u != v);
    w->num_comp++;
}

/* Components in w->comp; g->order has callees first, edges to cut rules left
 * out. */
static void
walk_all(walk *w, eml_abnf *g)
{
    memset(w->index, 0, g->num_sym * sizeof *w->index);
    w->next = w->num_comp = w->num_order = 0;
    for (uint32_t start = 0; start < g->num_sym; start++) {
        if (w->index[start] || g->sym[start].gone)
            continue;
        enter(w, g, start);
        while (w->num_path) {
            uint32_t v = w->path[w->num_path - 1], u;

            if (w->at[v] == g->edge_at[v + 1]) {
                leave(w, g, v);
                continue;
            }
            u = g->edge[w->at[v]++];
            if (g->sym[u].cut)
                continue;
            if (!w->index[u])
                enter(w, g, u);
            else if (w->on[u] && w->low[v] > w->index[u])
                w->low[v] = w->index[u];
        }
    }
}

/* How good it is to cut at a rule: it is best called where few bytes can begin
 * it, for a call is made only where the next byte can. */
static uint32_t
cost_of(const eml_abnf *g, uint32_t rule)
{
    const abnf_node *n = &g->node[g->sym[rule].root];
    uint32_t bytes = n->empty ? 256 : 0;

    for (uint32_t c = 0; c < 256; c++)
        bytes += eml__abnf_bit(n->first, (uint8_t)c);
    return bytes;
}

/* Cuts the best rule of every component that has a cycle; false: none has. */
static bool
cut_one_each(eml_abnf *g, const walk *w, uint32_t *best, bool first)
{
    bool any = false;

    memset(best, 0xff, w->num_comp * sizeof *best);
    for (uint32_t v = 0; v < g->num_sym; v++) {
        if (g->sym[v].gone)
            continue;
        for (uint32_t e = g->edge_at[v]; e < g->edge_at[v + 1]; e++) {
            uint32_t u = g->edge[e], c = w->comp[v];

            if (g->sym[u].cut || w->comp[u] != c)
                continue;
            any = true;
            if (first)
                g->sym[u].recursive = true;
            /* u lies on a cycle */
            if (best[c] == UINT32_MAX || cost_of(g, u) < cost_of(g, best[c]))
                best[c] = u;
        }
    }
    for (uint32_t c = 0; c < w->num_comp; c++)
        if (best[c] != UINT32_MAX)
            g->sym[best[c]].cut = true;
    return any;
}

int
eml__abnf_sort_out(eml_abnf *g)
{
    eml_arena_mark mark;
    bool first = true;
    uint32_t *best;
    walk w;

    g->order = eml_arena_get(g->arena, (g->num_sym + 1) * sizeof *g->order);
    if (!g->order)
        return EML_E_NOMEM;
    mark = eml_arena_note(g->arena);
    best = eml_arena_get(g->arena, (g->num_sym + 1) * sizeof *best);
    if (!best || !walk_init(&w, g)) {
        eml_arena_release(g->arena, mark);
        return EML_E_NOMEM;
    }
    walk_all(&w, g);
    eml__abnf_first(g, w.num_order);
    while (cut_one_each(g, &w, best, first)) {
        walk_all(&w, g);
        first = false;
    }
    g->num_order = w.num_order;
    eml_arena_release(g->arena, mark);
    return EML_OK;
}
