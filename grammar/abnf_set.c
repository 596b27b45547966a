/* A grammar set's arrays, and names by hash. */
#include "grammar/abnf_int.h"

#include <string.h>

bool
eml__abnf_room(eml_arena *a, void *p, uint32_t *cap, uint32_t num,
               uint32_t more, size_t size)
{
    uint64_t want = (uint64_t)num + more, room = *cap ? *cap : 16;
    void *old, *fresh;

    if (want <= *cap)
        return true;
    while (room < want)
        room *= 2;
    if (room > UINT32_MAX)
        return false;
    fresh = eml_arena_get(a, (size_t)room * size);
    if (!fresh)
        return false;
    memcpy(&old, p, sizeof old);
    if (num)
        memcpy(fresh, old, num * size);
    memcpy(p, &fresh, sizeof fresh);
    *cap = (uint32_t)room;
    return true;
}

static uint32_t
hash_of(uint32_t grammar, eml_span name)
{
    uint32_t h = 2166136261u ^ grammar;

    for (size_t i = 0; i < name.n; i++)
        h = (h ^ eml__abnf_lower(name.p[i])) * 16777619u;
    return h ^ h >> 15;
}

uint32_t
eml__abnf_seek(const eml_abnf *g, uint32_t grammar, eml_span name)
{
    uint32_t mask = g->cap_hash - 1, at = hash_of(grammar, name);

    if (!g->cap_hash)
        return UINT32_MAX;
    for (at &= mask; g->hash[at]; at = (at + 1) & mask) {
        const abnf_sym *s = &g->sym[g->hash[at] - 1];

        if (s->grammar == grammar && eml_span_eq_fold(s->name, name))
            return g->hash[at] - 1;
    }
    return UINT32_MAX;
}

static bool
rehash(eml_abnf *g)
{
    uint32_t cap = g->cap_hash ? 2 * g->cap_hash : 64;
    uint32_t *fresh = eml_arena_get(g->arena, cap * sizeof *fresh);

    if (!fresh)
        return false;
    for (uint32_t i = 0; i < g->num_sym; i++) {
        uint32_t at = hash_of(g->sym[i].grammar, g->sym[i].name) & (cap - 1);

        while (fresh[at])
            at = (at + 1) & (cap - 1);
        fresh[at] = i + 1;
    }
    g->hash = fresh;
    g->cap_hash = cap;
    return true;
}

uint32_t
eml__abnf_sym(eml_abnf *g, uint32_t grammar, eml_span name)
{
    uint32_t i = eml__abnf_seek(g, grammar, name), at;

    if (i != UINT32_MAX)
        return i;
    if ((g->num_sym + 1) * 2 > g->cap_hash && !rehash(g))
        return UINT32_MAX;
    if (!eml__abnf_room(g->arena, &g->sym, &g->cap_sym, g->num_sym, 1,
                        sizeof *g->sym))
        return UINT32_MAX;
    i = g->num_sym++;
    g->sym[i] = (abnf_sym){.name = name,
                           .clause = EML_NONE,
                           .grammar = grammar,
                           .def = UINT32_MAX,
                           .last_def = UINT32_MAX,
                           .alias = i,
                           .root = UINT32_MAX};
    at = hash_of(grammar, name) & (g->cap_hash - 1);
    while (g->hash[at])
        at = (at + 1) & (g->cap_hash - 1);
    g->hash[at] = i + 1;
    return i;
}

uint32_t
eml__abnf_grammar(const eml_abnf *g, eml_span name)
{
    for (uint32_t i = 0; i < g->num_grammar; i++)
        if (eml_span_eq_fold(g->grammar[i], name))
            return i;
    return UINT32_MAX;
}

int
eml__abnf_named(eml_abnf *g, eml_span name, uint32_t *out)
{
    *out = eml__abnf_grammar(g, name);
    if (*out != UINT32_MAX)
        return EML_OK;
    if (g->num_grammar == ABNF_MAX_GRAMMARS)
        return EML_E_LIMIT;
    if (!eml__abnf_room(g->arena, &g->grammar, &g->cap_grammar, g->num_grammar,
                        1, sizeof *g->grammar))
        return EML_E_NOMEM;
    g->grammar[g->num_grammar] = name;
    *out = g->num_grammar++;
    return EML_OK;
}

uint32_t
eml__abnf_node(eml_abnf *g, enum abnf_kind kind, uint32_t owner)
{
    if (g->num_node >= ABNF_MAX_NODES ||
        !eml__abnf_room(g->arena, &g->node, &g->cap_node, g->num_node, 1,
                        sizeof *g->node))
        return UINT32_MAX;
    g->node[g->num_node] =
        (abnf_node){.kind = (uint8_t)kind, .owner = owner, .text = EML_NONE};
    return g->num_node++;
}

uint32_t
eml__abnf_list(eml_abnf *g, enum abnf_kind kind, uint32_t owner,
               const uint32_t *nodes, uint32_t num)
{
    uint32_t i;

    if (num == 1)
        return nodes[0];
    if (!eml__abnf_room(g->arena, &g->kid, &g->cap_kid, g->num_kid, num,
                        sizeof *g->kid))
        return UINT32_MAX;
    i = eml__abnf_node(g, kind, owner);
    if (i == UINT32_MAX)
        return i;
    g->node[i].kids = g->num_kid;
    g->node[i].num = num;
    if (num)
        memcpy(g->kid + g->num_kid, nodes, num * sizeof *nodes);
    g->num_kid += num;
    return i;
}

eml_abnf *
eml_abnf_new(eml_cx *cx)
{
    eml_abnf *g = eml_arena_get(cx->arena, sizeof *g);

    if (!g)
        return NULL;
    g->arena = cx->arena;
    g->missing = EML_NONE;
    /* grammar 0 has no name: rules before any ;@grammar. No array that is
     * added to is NULL, not even empty: NULL + 0 is undefined. */
    if (!eml__abnf_room(g->arena, &g->grammar, &g->cap_grammar, 0, 1,
                        sizeof *g->grammar) ||
        !eml__abnf_room(g->arena, &g->kid, &g->cap_kid, 0, 1, sizeof *g->kid))
        return NULL;
    g->grammar[g->num_grammar++] = EML_NONE;
    return g;
}

eml_span
eml_abnf_missing(const eml_abnf *g)
{
    return g->missing;
}

uint32_t
eml_abnf_num_rules(const eml_abnf *g)
{
    return g->num_sym;
}

bool
eml_abnf_rule_at(const eml_abnf *g, uint32_t rule, eml_abnf_rule *out)
{
    const abnf_sym *s;

    if (rule >= g->num_sym)
        return false;
    s = &g->sym[rule];
    *out = (eml_abnf_rule){.grammar = g->grammar[s->grammar],
                           .name = s->name,
                           .clause = s->clause,
                           .gone = s->alias != rule || s->gone ||
                                   s->root == UINT32_MAX,
                           .recursive = s->recursive};
    if (!out->gone) {
        out->shortest = g->node[s->root].len;
        out->endless = out->shortest == ABNF_ENDLESS;
    }
    return true;
}

bool
eml_abnf_find(const eml_abnf *g, eml_span name, uint32_t *rule)
{
    const uint8_t *slash = name.n ? memchr(name.p, '/', name.n) : NULL;
    uint32_t i = UINT32_MAX;

    if (slash) {
        size_t n = (size_t)(slash - name.p);
        uint32_t in = eml__abnf_grammar(g, (eml_span){name.p, n});

        if (in != UINT32_MAX)
            i = eml__abnf_seek(g, in, (eml_span){slash + 1, name.n - n - 1});
    } else {
        /* the first that is defined where it is named, not merely used */
        for (uint32_t in = 0; in < g->num_grammar && i == UINT32_MAX; in++) {
            i = eml__abnf_seek(g, in, name);
            if (i != UINT32_MAX && g->sym[i].def == UINT32_MAX)
                i = UINT32_MAX;
        }
    }
    if (i == UINT32_MAX)
        return false;
    i = g->sym[i].alias;
    if (i == UINT32_MAX || g->sym[i].gone || g->sym[i].root == UINT32_MAX)
        return false;
    *rule = i;
    return true;
}
