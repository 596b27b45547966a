/* Takes out of a grammar set what needs what is not there. */
#include "grammar/abnf_int.h"

/* Nodes make trees, the root of each that of a rule: what is gone goes up from
 * the leaf to the root, then on to the leaves that name the rule. Each node is
 * passed once for each of its children. */
typedef struct pruner {
    eml_abnf *g;
    uint32_t *parent;   /* of a node; UINT32_MAX: none */
    uint32_t *num_gone; /* children of a node that are gone */
    uint32_t *first;    /* of a rule: the first node that names it */
    uint32_t *next;     /* the next that names the same */
    uint32_t *todo;     /* rules that went, to be followed */
    uint32_t num_todo;
} pruner;

static bool
has_kids(const abnf_node *n)
{
    return n->kind == ABNF_ALT || n->kind == ABNF_CAT || n->kind == ABNF_REP;
}

static bool
pruner_init(pruner *p, eml_abnf *g)
{
    size_t nodes = g->num_node + 1u, rules = g->num_sym + 1u;
    uint32_t *all =
        eml_arena_get(g->arena, (3 * nodes + 2 * rules) * sizeof *all);

    if (!all)
        return false;
    *p = (pruner){.g = g,
                  .parent = all,
                  .num_gone = all + nodes,
                  .next = all + 2 * nodes,
                  .first = all + 3 * nodes,
                  .todo = all + 3 * nodes + rules};
    for (uint32_t i = 0; i < g->num_node; i++)
        p->parent[i] = UINT32_MAX;
    for (uint32_t i = 0; i < g->num_sym; i++)
        p->first[i] = UINT32_MAX;
    for (uint32_t i = 0; i < g->num_node; i++) {
        const abnf_node *n = &g->node[i];

        if (n->kind == ABNF_RULE) {
            p->next[i] = p->first[n->kids];
            p->first[n->kids] = i;
        } else if (has_kids(n)) {
            for (uint32_t k = 0; k < n->num; k++)
                p->parent[g->kid[n->kids + k]] = i;
        }
    }
    return true;
}

static void
rule_goes(pruner *p, uint32_t rule)
{
    p->g->sym[rule].gone = true;
    p->todo[p->num_todo++] = rule;
}

/* The node goes, and those above it that cannot do without. */
static void
node_goes(pruner *p, uint32_t i)
{
    for (;;) {
        abnf_node *n = &p->g->node[i];
        abnf_sym *owner = &p->g->sym[n->owner];
        uint32_t up = p->parent[i];

        n->gone = true;
        if (owner->root == i && !owner->gone)
            rule_goes(p, n->owner);
        if (up == UINT32_MAX)
            return;
        n = &p->g->node[up];
        p->num_gone[up]++;
        if (n->gone || (n->kind == ABNF_ALT && p->num_gone[up] < n->num) ||
            (n->kind == ABNF_REP && n->min == 0))
            return;
        i = up;
    }
}

/* What is gone is no child any more. */
static void
take_out(eml_abnf *g)
{
    for (uint32_t i = 0; i < g->num_node; i++) {
        abnf_node *n = &g->node[i];
        uint32_t kept = 0;

        if (!has_kids(n))
            continue;
        for (uint32_t k = 0; k < n->num; k++)
            if (!g->node[g->kid[n->kids + k]].gone)
                g->kid[n->kids + kept++] = g->kid[n->kids + k];
        if (n->kind == ABNF_REP && !kept) /* zero times what is gone */
            n->kind = ABNF_CAT;
        n->num = kept;
    }
}

int
eml__abnf_prune(eml_abnf *g)
{
    pruner p;

    if (!pruner_init(&p, g))
        return EML_E_NOMEM;
    for (uint32_t i = 0; i < g->num_sym; i++)
        if (g->sym[i].root == UINT32_MAX)
            rule_goes(&p, i);
    while (p.num_todo) {
        uint32_t rule = p.todo[--p.num_todo];

        for (uint32_t i = p.first[rule]; i != UINT32_MAX; i = p.next[i])
            node_goes(&p, i);
    }
    take_out(g);
    return EML_OK;
}
