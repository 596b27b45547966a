/* What derivations have used of what they could. */
#include "grammar/abnf_int.h"

int
eml_abnf_cover_init(eml_cx *cx, const eml_abnf *g, eml_abnf_cover *out)
{
    eml_abnf_cover c = {
        .rules = eml_arena_get(cx->arena, (g->num_sym + 1) * sizeof *c.rules),
        .nodes = eml_arena_get(cx->arena, (g->num_node + 1) * sizeof *c.nodes),
        .arms =
            eml_arena_get(cx->arena, (g->num_node + 1) * 2 * sizeof *c.arms)};

    if (!c.rules || !c.nodes || !c.arms)
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

/* Whether node i has the point; of what kind and how often used. */
static bool
point_at(const eml_abnf *g, const eml_abnf_cover *cover, uint32_t i,
         eml_abnf_point_kind kind, eml_abnf_point *out)
{
    const abnf_node *n = &g->node[i];
    bool arm = kind != EML_ABNF_ALTERNATIVE;

    if (arm ? n->kind != ABNF_REP || n->min >= n->max
            : !n->alt || n->kind == ABNF_ALT) /* a group of them is none */
        return false;
    *out = (eml_abnf_point){.kind = kind, .rule = n->owner, .text = n->text};
    out->used =
        arm ? cover->arms[2 * i + (kind == EML_ABNF_MORE)] : cover->nodes[i];
    return true;
}

static uint32_t
count_before(const eml_abnf *g, const eml_abnf_cover *cover, uint32_t k,
             const eml_abnf_point *p)
{
    uint32_t num = 1;

    for (uint32_t j = g->own_at[p->rule]; j < k; j++) {
        eml_abnf_point other;

        num += point_at(g, cover, g->own[j], p->kind, &other) &&
               eml_span_eq(other.text, p->text);
    }
    return num;
}

/* *at is the rule in its upper half; in its lower 0 for the rule itself, then
 * three for each of its nodes. */
bool
eml_abnf_cover_next(const eml_abnf *g, const eml_abnf_cover *cover,
                    uint64_t *at, eml_abnf_point *out)
{
    for (; *at >> 32 < g->num_sym; *at = ((*at >> 32) + 1) << 32) {
        uint32_t r = (uint32_t)(*at >> 32), step;

        if (g->sym[r].gone || g->sym[r].root == UINT32_MAX)
            continue;
        while ((step = (uint32_t)(*at)++) <=
               3 * (g->own_at[r + 1] - g->own_at[r])) {
            uint32_t k = step ? g->own_at[r] + (step - 1) / 3 : 0;

            if (step == 0) {
                *out = (eml_abnf_point){EML_ABNF_RULE, r, g->sym[r].name, 1,
                                        cover->rules[r]};
                return true;
            }
            if (point_at(g, cover, g->own[k],
                         (eml_abnf_point_kind)(EML_ABNF_ALTERNATIVE +
                                               (step - 1) % 3),
                         out)) {
                out->nth = count_before(g, cover, k, out);
                return true;
            }
        }
    }
    return false;
}

bool
eml_abnf_cover_gap(const eml_abnf *g, const eml_abnf_cover *cover,
                   const bool *reached, uint64_t *at, eml_abnf_point *out)
{
    while (eml_abnf_cover_next(g, cover, at, out))
        if (!out->used && reached[out->rule] &&
            (out->kind == EML_ABNF_RULE ||
             (out->kind == EML_ABNF_ALTERNATIVE && cover->rules[out->rule])))
            return true;
    return false;
}
