/* What derivations have used of what they could. */
#include "grammar/abnf_int.h"

int
eml_abnf_cover_init(eml_cx *cx, const eml_abnf *g, eml_abnf_cover *out)
{
    eml_abnf_cover c = {
        .rules = eml_arena_get(cx->arena, (g->num_sym + 1) * sizeof *c.rules),
        .nodes = eml_arena_get(cx->arena, (g->num_node + 1) * sizeof *c.nodes)};

    if (!c.rules || !c.nodes)
        return EML_E_NOMEM;
    *out = c;
    return EML_OK;
}

/* g->order has callees first, but for those that recursion was cut at: so one
 * sweep from its end is nearly enough. */
uint32_t
eml_abnf_reach(const eml_abnf *g, uint32_t start, bool *reached)
{
    uint32_t num = 0;
    bool more = true;

    if (start < g->num_sym && !g->sym[start].gone)
        reached[start] = true;
    while (more) {
        more = false;
        for (uint32_t o = g->num_order; o-- > 0;) {
            uint32_t r = g->order[o];

            for (uint32_t e = g->edge_at[r];
                 reached[r] && e < g->edge_at[r + 1]; e++)
                if (!reached[g->edge[e]])
                    more = reached[g->edge[e]] = true;
        }
    }
    for (uint32_t i = 0; i < g->num_sym; i++)
        num += reached[i];
    return num;
}

bool
eml_abnf_cover_gap(const eml_abnf *g, const eml_abnf_cover *cover,
                   const bool *reached, uint32_t *at, eml_abnf_gap *out)
{
    while (*at < g->num_sym) {
        uint32_t r = (*at)++;

        if (!reached[r] || cover->rules[r])
            continue;
        *out = (eml_abnf_gap){r, g->sym[r].name, true};
        return true;
    }
    while (*at - g->num_sym < g->num_node) {
        uint32_t i = (*at)++ - g->num_sym;
        const abnf_node *n = &g->node[i];

        if (!n->live || !n->alt || !reached[n->owner] || cover->nodes[i] ||
            !cover->rules[n->owner])
            continue;
        *out = (eml_abnf_gap){n->owner, n->text, false};
        return true;
    }
    return false;
}
