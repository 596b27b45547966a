/* Resolves names and takes obsolete syntax out. */
#include "grammar/abnf_int.h"

#include <string.h>

/* ---- names ----------------------------------------------------------------
 */

/* The rule that an undefined name of a grammar stands for: of what ;@use names
 * it, else of what ;@use takes as a whole. */
static uint32_t
stands_for(const eml_abnf *g, uint32_t rule)
{
    const abnf_sym *s = &g->sym[rule];

    for (int whole = 0; whole < 2; whole++)
        for (uint32_t i = 0; i < g->num_use; i++) {
            const abnf_use *u = &g->use[i];
            uint32_t to;

            if (u->by != s->grammar ||
                (whole ? u->name.n != 0 : !eml_span_eq_fold(u->name, s->name)))
                continue;
            to = eml__abnf_seek(g, u->of, s->name);
            if (to != UINT32_MAX && to != rule &&
                (!whole || g->sym[to].def != UINT32_MAX))
                return to;
        }
    return UINT32_MAX;
}

static int
resolve(eml_cx *cx, eml_abnf *g)
{
    /* a name that is used by name only must exist to be found */
    for (uint32_t i = 0; i < g->num_use; i++)
        if (g->use[i].name.n &&
            eml__abnf_sym(g, g->use[i].of, g->use[i].name) == UINT32_MAX)
            return EML_E_NOMEM;
    for (uint32_t i = 0; i < g->num_sym; i++) {
        uint32_t at = i, steps = 0;

        while (at != UINT32_MAX && g->sym[at].def == UINT32_MAX && steps++ < 16)
            at = stands_for(g, at);
        if (at != UINT32_MAX && g->sym[at].def == UINT32_MAX)
            at = UINT32_MAX;
        g->sym[i].alias = at;
    }
    for (uint32_t i = 0; i < g->num_node; i++) {
        abnf_node *n = &g->node[i];

        if (n->kind != ABNF_RULE)
            continue;
        if (g->sym[n->kids].alias == UINT32_MAX) {
            g->missing = g->sym[n->kids].name;
            return eml_find_at(cx, EML_E_ABNF_UNDEFINED, cx->base, 0);
        }
        n->kids = g->sym[n->kids].alias;
    }
    return EML_OK;
}

/* ---- what is left
 * ------------------------------------------------------------ */

/* One root a rule, an alternative a definition that is kept. */
static int
make_roots(eml_abnf *g, bool obs)
{
    for (uint32_t i = 0; i < g->num_sym; i++) {
        uint32_t some[64], num = 0;

        if (!obs && g->sym[i].obs)
            continue;
        for (uint32_t d = g->sym[i].def; d != UINT32_MAX; d = g->def[d].next) {
            if (g->def[d].obs && !obs)
                continue;
            if (num == 64) {
                some[0] = eml__abnf_list(g, ABNF_ALT, i, some, num);
                if (some[0] == UINT32_MAX)
                    return EML_E_NOMEM;
                num = 1;
            }
            some[num++] = g->def[d].node;
        }
        if (num) {
            g->sym[i].root = eml__abnf_list(g, ABNF_ALT, i, some, num);
            if (g->sym[i].root == UINT32_MAX)
                return EML_E_NOMEM;
        }
    }
    return EML_OK;
}

/* Parents have higher numbers than their children. */
static void
mark_live(eml_abnf *g)
{
    for (uint32_t i = 0; i < g->num_sym; i++)
        if (!g->sym[i].gone)
            g->node[g->sym[i].root].live = true;
    for (uint32_t i = g->num_node; i-- > 0;) {
        const abnf_node *n = &g->node[i];

        if (n->live &&
            (n->kind == ABNF_ALT || n->kind == ABNF_CAT || n->kind == ABNF_REP))
            for (uint32_t k = 0; k < n->num; k++)
                g->node[g->kid[n->kids + k]].live = true;
    }
}

/* Counting sort of live nodes by owner; edges are those of kind RULE. */
static int
index_nodes(eml_abnf *g)
{
    uint32_t n = g->num_sym, own = 0, edges = 0;

    g->own_at = eml_arena_get(g->arena, (n + 2) * sizeof *g->own_at);
    g->edge_at = eml_arena_get(g->arena, (n + 2) * sizeof *g->edge_at);
    if (!g->own_at || !g->edge_at)
        return EML_E_NOMEM;
    for (uint32_t i = 0; i < g->num_node; i++)
        if (g->node[i].live) {
            g->own_at[g->node[i].owner + 2]++;
            own++;
            if (g->node[i].kind == ABNF_RULE) {
                g->edge_at[g->node[i].owner + 2]++;
                edges++;
            }
        }
    g->own = eml_arena_get(g->arena, own * sizeof *g->own);
    g->edge = eml_arena_get(g->arena, edges * sizeof *g->edge);
    if (!g->own || !g->edge)
        return EML_E_NOMEM;
    for (uint32_t i = 2; i < n + 2; i++) {
        g->own_at[i] += g->own_at[i - 1];
        g->edge_at[i] += g->edge_at[i - 1];
    }
    for (uint32_t i = 0; i < g->num_node; i++)
        if (g->node[i].live) {
            g->own[g->own_at[g->node[i].owner + 1]++] = i;
            if (g->node[i].kind == ABNF_RULE)
                g->edge[g->edge_at[g->node[i].owner + 1]++] = g->node[i].kids;
        }
    return EML_OK;
}

int
eml_abnf_link(eml_cx *cx, eml_abnf *g, uint32_t flags)
{
    int rc;

    if (g->linked)
        return EML_E_MISUSE;
    g->linked = true;
    rc = resolve(cx, g);
    if (rc == EML_OK)
        rc = make_roots(g, (flags & EML_ABNF_OBS) != 0);
    if (rc != EML_OK)
        return rc;
    rc = eml__abnf_prune(g);
    if (rc != EML_OK)
        return rc;
    mark_live(g);
    rc = index_nodes(g);
    if (rc == EML_OK)
        rc = eml__abnf_sort_out(g);
    if (rc == EML_OK)
        rc = eml__abnf_analyse(g);
    return rc;
}
