/* Rules to nondeterministic automata, built from their ends backwards. */
#include "grammar/abnf_net.h"

#include <string.h>

#define NO_OP UINT32_MAX

static uint32_t
add_op(eml_abnf_matcher *m, enum abnf_op op, uint32_t a, uint32_t b)
{
    if (a == NO_OP || b == NO_OP ||
        !eml__abnf_room(&m->tables, &m->op, &m->cap_op, m->num_op, 1,
                        sizeof *m->op))
        return NO_OP;
    m->op[m->num_op] = (abnf_op_node){(uint32_t)op, a, b};
    return m->num_op++;
}

/* The number of a byte class. They are few, and the last ones likely. */
static uint32_t
add_set(eml_abnf_matcher *m, const uint64_t *set)
{
    for (uint32_t i = m->num_set; i-- > 0;)
        if (memcmp(m->set[i], set, sizeof m->set[i]) == 0)
            return i;
    if (!eml__abnf_room(&m->tables, &m->set, &m->cap_set, m->num_set, 1,
                        sizeof *m->set))
        return NO_OP;
    memcpy(m->set[m->num_set], set, sizeof *m->set);
    return m->num_set++;
}

static uint32_t
build_str(eml_abnf_matcher *m, const abnf_node *n, uint32_t next)
{
    for (uint32_t i = n->num; i-- > 0 && next != NO_OP;) {
        uint64_t set[4] = {0};
        uint8_t c = n->str[i];

        eml__abnf_set(set, c);
        if (n->fold && eml__abnf_alpha(c))
            eml__abnf_set(set, c ^ 0x20);
        next = add_op(m, OP_BYTE, add_set(m, set), next);
    }
    return next;
}

static uint32_t build(eml_abnf_matcher *m, uint32_t node, uint32_t next);

static uint32_t
build_rep(eml_abnf_matcher *m, const abnf_node *n, uint32_t next)
{
    uint32_t kid = m->g->kid[n->kids], end = next, min = n->min;

    if (n->max == ABNF_MANY) {
        uint32_t loop = add_op(m, OP_SPLIT, next, next), first;

        if (loop == NO_OP)
            return loop;
        first = build(m, kid, loop);
        if (first == NO_OP)
            return first;
        m->op[loop].a = first;
        next = min ? first : loop;
        min -= min > 0;
    } else {
        for (uint32_t i = n->min; i < n->max && next != NO_OP; i++)
            next = add_op(m, OP_SPLIT, build(m, kid, next), end);
    }
    while (min-- > 0 && next != NO_OP)
        next = build(m, kid, next);
    return next;
}

/* Alternatives of one byte each become one class. */
static uint32_t
build_alt(eml_abnf_matcher *m, const abnf_node *n, uint32_t next)
{
    const uint32_t *kid = m->g->kid + n->kids;
    uint32_t first = NO_OP;
    uint64_t set[4] = {0};
    bool bytes = false;

    for (uint32_t i = n->num; i-- > 0;) {
        const abnf_node *k = &m->g->node[kid[i]];
        uint32_t other;

        if (k->byte) {
            for (int w = 0; w < 4; w++)
                set[w] |= k->first[w];
            bytes = true;
            continue;
        }
        other = build(m, kid[i], next);
        if (other == NO_OP)
            return NO_OP;
        first = first == NO_OP ? other : add_op(m, OP_SPLIT, other, first);
        if (first == NO_OP)
            return NO_OP;
    }
    if (bytes) {
        uint32_t one = add_op(m, OP_BYTE, add_set(m, set), next);

        first = first == NO_OP ? one : add_op(m, OP_SPLIT, one, first);
    }
    return first;
}

/* The first op of `node` followed by `next`. It recurses into groups (at most
 * ABNF_MAX_GROUPS deep) and rules written out (at most CALL_HEIGHT). */
static uint32_t
build(eml_abnf_matcher *m, uint32_t node, uint32_t next)
{
    const abnf_node *n = &m->g->node[node];
    const abnf_sym *s;

    if (next == NO_OP)
        return NO_OP;
    if (n->byte)
        return add_op(m, OP_BYTE, add_set(m, n->first), next);
    switch ((enum abnf_kind)n->kind) {
    case ABNF_ALT:
        return build_alt(m, n, next);
    case ABNF_CAT:
        for (uint32_t i = n->num; i-- > 0 && next != NO_OP;)
            next = build(m, m->g->kid[n->kids + i], next);
        return next;
    case ABNF_REP:
        return build_rep(m, n, next);
    case ABNF_STR:
        return build_str(m, n, next);
    case ABNF_RANGE: /* is one byte */
        return NO_OP;
    case ABNF_RULE:
        s = &m->g->sym[n->kids];
        if (s->cut || s->call)
            return add_op(m, OP_CALL, n->kids, next);
        return build(m, s->root, next);
    }
    return NO_OP;
}

/* Bytes that are in the same classes of this net are one. */
static bool
make_eq(eml_abnf_matcher *m, abnf_net *net, uint32_t from)
{
    eml_arena_mark mark;
    uint8_t *used;

    net->eq = eml_arena_raw(&m->tables, 256);
    mark = eml_arena_note(&m->tables);
    used = eml_arena_get(&m->tables, m->num_set);
    if (!net->eq || !used)
        return false;
    memset(net->eq, 0, 256);
    net->num_eq = 1;
    for (uint32_t i = from; i < m->num_op; i++) {
        uint16_t as[512]; /* class and in or out -> class + 1 */
        uint32_t num = 0;

        if (m->op[i].op != OP_BYTE || used[m->op[i].a])
            continue;
        used[m->op[i].a] = 1;
        memset(as, 0, sizeof as);
        for (uint32_t c = 0; c < 256; c++) {
            uint32_t k =
                net->eq[c] * 2u + eml__abnf_bit(m->set[m->op[i].a], (uint8_t)c);

            if (!as[k])
                as[k] = (uint16_t)++num;
            net->eq[c] = (uint8_t)(as[k] - 1);
        }
        net->num_eq = num;
    }
    eml_arena_release(&m->tables, mark);
    return true;
}

int
eml__abnf_net(eml_abnf_matcher *m, uint32_t rule)
{
    abnf_net *net = &m->net[rule];
    uint32_t from = m->num_op, first, end;

    if (net->start)
        return EML_OK;
    end = add_op(m, OP_END, 0, 0);
    first = build(m, m->g->sym[rule].root, end);
    if (first == NO_OP || !make_eq(m, net, from))
        return EML_E_NOMEM;
    m->items += (m->num_op - from) * 3;
    return eml__abnf_start(m, rule, first, &net->start);
}
