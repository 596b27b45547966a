/* Sets of a net's states as states of a deterministic automaton, made when
 * first met. */
#include "grammar/abnf_net.h"

#include <string.h>

/* ---- sets in the making -----------------------------------------------------
 */

static int
begin_set(eml_abnf_matcher *m)
{
    if (m->cap_mark < m->num_op) {
        uint32_t had = m->cap_mark;

        if (!eml__abnf_room(&m->tables, &m->mark, &m->cap_mark, had,
                            m->num_op - had, sizeof *m->mark))
            return EML_E_NOMEM;
        m->generation = 0;
        memset(m->mark, 0, m->cap_mark * sizeof *m->mark);
    }
    if (++m->generation == 0) {
        memset(m->mark, 0, m->cap_mark * sizeof *m->mark);
        m->generation = 1;
    }
    m->num_fresh = 0;
    return EML_OK;
}

static bool
visit(eml_abnf_matcher *m, uint32_t *num, uint32_t at)
{
    if (m->mark[at] == m->generation)
        return true;
    m->mark[at] = m->generation;
    if (!eml__abnf_room(&m->tables, &m->stack, &m->cap_stack, *num, 1,
                        sizeof *m->stack))
        return false;
    m->stack[(*num)++] = at;
    return true;
}

/* Adds what `at` leads to without a byte. */
static int
close_over(eml_abnf_matcher *m, uint32_t at)
{
    uint32_t num = 0;

    if (!visit(m, &num, at))
        return EML_E_NOMEM;
    while (num) {
        uint32_t i = m->stack[--num];

        if (m->op[i].op == OP_SPLIT) {
            if (!visit(m, &num, m->op[i].b) || !visit(m, &num, m->op[i].a))
                return EML_E_NOMEM;
            continue;
        }
        if (!eml__abnf_room(&m->tables, &m->fresh, &m->cap_fresh, m->num_fresh,
                            1, sizeof *m->fresh))
            return EML_E_NOMEM;
        m->fresh[m->num_fresh++] = i;
    }
    return EML_OK;
}

/* Shellsort: sets are small and nearly in order. */
static void
sort(uint32_t *v, uint32_t n)
{
    static const uint32_t gaps[] = {3937, 1093, 364, 121, 40, 13, 4, 1};

    for (size_t k = 0; k < sizeof gaps / sizeof gaps[0]; k++)
        for (uint32_t i = gaps[k]; i < n; i++) {
            uint32_t x = v[i], j = i;

            for (; j >= gaps[k] && v[j - gaps[k]] > x; j -= gaps[k])
                v[j] = v[j - gaps[k]];
            v[j] = x;
        }
}

/* ---- states
 * ------------------------------------------------------------------ */

static bool
grow_intern(eml_abnf_matcher *m)
{
    uint32_t cap = m->cap_intern ? 2 * m->cap_intern : 256;
    uint32_t *fresh = eml_arena_get(&m->tables, cap * sizeof *fresh);

    if (!fresh)
        return false;
    for (uint32_t i = STATE_FIRST; i < m->num_state; i++) {
        uint32_t at = m->state[i].hash & (cap - 1);

        while (fresh[at])
            at = (at + 1) & (cap - 1);
        fresh[at] = i;
    }
    m->intern = fresh;
    m->cap_intern = cap;
    return true;
}

/* Which rules a state calls. */
static int
note_calls(eml_abnf_matcher *m, abnf_state *s)
{
    s->calls = m->num_core;
    for (uint32_t i = 0; i < s->num_core; i++) {
        abnf_op_node op = m->op[m->core[s->core + i]];
        const abnf_node *root;
        uint32_t k = 0;

        s->final = s->final || op.op == OP_END;
        if (op.op != OP_CALL)
            continue;
        while (k < s->num_calls && m->core[s->calls + k] != op.a)
            k++;
        if (k < s->num_calls)
            continue;
        if (!eml__abnf_room(&m->tables, &m->core, &m->cap_core, m->num_core, 1,
                            sizeof *m->core))
            return EML_E_NOMEM;
        m->core[m->num_core++] = op.a;
        s->num_calls++;
        root = &m->g->node[m->g->sym[op.a].root];
        s->calls_empty = s->calls_empty || root->empty;
        for (int w = 0; w < 4; w++)
            s->calls_first[w] |= root->first[w];
    }
    return EML_OK;
}

static int
add_state(eml_abnf_matcher *m, uint32_t net, uint32_t hash, uint32_t *out)
{
    abnf_state s = {.eq = m->net[net].eq,
                    .net = net,
                    .core = m->num_core,
                    .num_core = m->num_fresh,
                    .to = m->num_to,
                    .hash = hash};
    uint32_t num_eq = m->net[net].num_eq;
    int rc;

    m->items += m->num_fresh + num_eq + 16;
    if (m->items > m->max_items)
        return EML_E_LIMIT;
    if (!eml__abnf_room(&m->tables, &m->core, &m->cap_core, m->num_core,
                        m->num_fresh, sizeof *m->core) ||
        !eml__abnf_room(&m->tables, &m->to, &m->cap_to, m->num_to, num_eq,
                        sizeof *m->to) ||
        !eml__abnf_room(&m->tables, &m->state, &m->cap_state, m->num_state, 1,
                        sizeof *m->state))
        return EML_E_NOMEM;
    memcpy(m->core + m->num_core, m->fresh, m->num_fresh * sizeof *m->core);
    m->num_core += m->num_fresh;
    memset(m->to + m->num_to, 0, num_eq * sizeof *m->to);
    m->num_to += num_eq;
    rc = note_calls(m, &s);
    if (rc < 0)
        return rc;
    m->state[m->num_state] = s;
    *out = m->num_state++;
    return EML_OK;
}

/* The state that the set in the making is. */
static int
end_set(eml_abnf_matcher *m, uint32_t net, uint32_t *out)
{
    uint32_t hash = net * 0x9e3779b1u, at;
    int rc;

    if (!m->num_fresh) {
        *out = STATE_NONE;
        return EML_OK;
    }
    sort(m->fresh, m->num_fresh);
    for (uint32_t i = 0; i < m->num_fresh; i++)
        hash = (hash ^ m->fresh[i]) * 0x01000193u;
    hash ^= hash >> 16;
    if ((m->num_state + 1) * 2 > m->cap_intern && !grow_intern(m))
        return EML_E_NOMEM;
    for (at = hash & (m->cap_intern - 1); m->intern[at];
         at = (at + 1) & (m->cap_intern - 1)) {
        const abnf_state *s = &m->state[m->intern[at]];

        if (s->hash == hash && s->net == net && s->num_core == m->num_fresh &&
            memcmp(m->core + s->core, m->fresh,
                   m->num_fresh * sizeof *m->fresh) == 0) {
            *out = m->intern[at];
            return EML_OK;
        }
    }
    rc = add_state(m, net, hash, out);
    if (rc == EML_OK)
        m->intern[at] = *out;
    return rc;
}

/* ---- transitions
 * --------------------------------------------------------------- */

int
eml__abnf_start(eml_abnf_matcher *m, uint32_t net, uint32_t at, uint32_t *out)
{
    int rc = begin_set(m);

    if (rc == EML_OK)
        rc = close_over(m, at);
    return rc == EML_OK ? end_set(m, net, out) : rc;
}

int
eml__abnf_step(eml_abnf_matcher *m, uint32_t state, uint8_t c, uint32_t *out)
{
    abnf_state s = m->state[state];
    uint32_t to = s.to + s.eq[c];
    int rc = begin_set(m);

    for (uint32_t i = 0; i < s.num_core && rc == EML_OK; i++) {
        abnf_op_node op = m->op[m->core[s.core + i]];

        if (op.op == OP_BYTE && eml__abnf_bit(m->set[op.a], c))
            rc = close_over(m, op.b);
    }
    if (rc == EML_OK)
        rc = end_set(m, s.net, out);
    if (rc == EML_OK)
        m->to[to] = *out;
    return rc;
}

/* memo holds pairs of a key and a value, free where the key is 0. */
static uint64_t *
memo_at(const eml_abnf_matcher *m, uint64_t key)
{
    uint64_t at = key * UINT64_C(0x9e3779b97f4a7c15) >> 32;

    for (;; at++) {
        uint64_t *slot = m->memo + 2 * (at & (m->cap_memo - 1));

        if (!*slot || *slot == key)
            return slot;
    }
}

static bool
memo_put(eml_abnf_matcher *m, uint64_t key, uint32_t value)
{
    if ((m->num_memo + 1) * 2 > m->cap_memo) {
        uint32_t cap = m->cap_memo;
        uint64_t *old = m->memo;

        m->cap_memo = cap ? 2 * cap : 256;
        m->memo = eml_arena_get(&m->tables,
                                2 * (size_t)m->cap_memo * sizeof *m->memo);
        if (!m->memo) {
            m->memo = old;
            m->cap_memo = cap;
            return false;
        }
        for (uint32_t i = 0; i < cap; i++)
            if (old[2 * i])
                memcpy(memo_at(m, old[2 * i]), old + 2 * i, 2 * sizeof *old);
    }
    m->num_memo++;
    m->items += 4;
    memcpy(memo_at(m, key), (uint64_t[]){key, value}, 2 * sizeof key);
    return true;
}

static bool
memo_get(const eml_abnf_matcher *m, uint64_t key, uint32_t *out)
{
    const uint64_t *slot = m->cap_memo ? memo_at(m, key) : NULL;

    if (!slot || !*slot)
        return false;
    *out = (uint32_t)slot[1];
    return true;
}

int
eml__abnf_return(eml_abnf_matcher *m, uint32_t state, uint32_t rule,
                 uint32_t *out)
{
    uint64_t key = (uint64_t)state << 32 | rule | UINT64_C(1) << 63;
    abnf_state s;
    int rc;

    if (memo_get(m, key, out))
        return EML_OK;
    s = m->state[state];
    rc = begin_set(m);
    for (uint32_t i = 0; i < s.num_core && rc == EML_OK; i++) {
        abnf_op_node op = m->op[m->core[s.core + i]];

        if (op.op == OP_CALL && op.a == rule)
            rc = close_over(m, op.b);
    }
    if (rc == EML_OK)
        rc = end_set(m, s.net, out);
    if (rc == EML_OK && !memo_put(m, key, *out))
        rc = EML_E_NOMEM;
    return rc;
}

int
eml__abnf_union(eml_abnf_matcher *m, uint32_t a, uint32_t b, uint32_t *out)
{
    uint64_t key = (uint64_t)(a < b ? a : b) << 32 | (a < b ? b : a);
    int rc;

    if (a == b || a == STATE_NONE || b == STATE_NONE) {
        *out = a == STATE_NONE ? b : a;
        return EML_OK;
    }
    if (memo_get(m, key, out))
        return EML_OK;
    rc = begin_set(m);
    for (int which = 0; which < 2; which++) {
        abnf_state s = m->state[which ? b : a];

        for (uint32_t i = 0; i < s.num_core && rc == EML_OK; i++)
            rc = close_over(m, m->core[s.core + i]);
    }
    if (rc == EML_OK)
        rc = end_set(m, m->state[a].net, out);
    if (rc == EML_OK && !memo_put(m, key, *out))
        rc = EML_E_NOMEM;
    return rc;
}
