#ifndef EML_FUZZ_ORACLE_H
#define EML_FUZZ_ORACLE_H
/* oracle.h -- the grammars of the library, ready to match and derive: made
 * once, for what they answer does not depend on what was asked before. */
#include "eml/abnf.h"
#include "fuzz/feedback.h"
#include "fuzz/memory.h"

typedef struct oracle_points oracle_points;

enum { ORACLE_ASKED = 4 };

typedef struct oracle {
    eml_arena arena;
    eml_cx cx;
    eml_abnf *g;
    eml_abnf_matcher *m;
    eml_abnf_cover cover; /* all 0 between derivations */
    const char
        *asked[ORACLE_ASKED];    /* rules by their names, constants of the */
    uint32_t rule[ORACLE_ASKED]; /* target, so that places say which */
    oracle_points *points;       /* by rule, as they are asked for */
    uint32_t *counter; /* by node and by arm, 1 and up; 0: has none yet */
} oracle;

/* flags: EML_ABNF_OBS, EML_ABNF_UTF8. */
FUZZ_APART static inline oracle *
oracle_for(uint32_t flags)
{
    static oracle made[4];
    oracle *o = &made[flags & 3];

    if (!o->g) {
        eml_arena_init(&o->arena, &fuzz_memory, 0);
        o->cx.arena = &o->arena;
        o->g = eml_abnf_mail(&o->cx, flags);
        o->m = o->g ? eml_abnf_matcher_new(&o->cx, o->g, 0) : NULL;
        FUZZ_CHECK(o->m);
    }
    return o;
}

FUZZ_APART static inline uint32_t
oracle_rule(const oracle *o, const char *name)
{
    uint32_t rule = 0;

    FUZZ_CHECK(eml_abnf_find(
        o->g, (eml_span){(const uint8_t *)name, strlen(name)}, &rule));
    return rule;
}

/* As above, for a name that stays where it is: looked up once. */
FUZZ_APART static inline uint32_t
oracle_rule_kept(oracle *o, const char *name)
{
    for (size_t i = 0; i < ORACLE_ASKED; i++) {
        if (!o->asked[i]) {
            o->asked[i] = name;
            o->rule[i] = oracle_rule(o, name);
        }
        if (o->asked[i] == name)
            return o->rule[i];
    }
    return oracle_rule(o, name);
}

/* Whether the rule matches all of `in`. */
FUZZ_APART static inline bool
oracle_matches(oracle *o, uint32_t rule, eml_span in)
{
    eml_abnf_ends e;

    FUZZ_CHECK(eml_abnf_match(o->m, rule, in, &e) == EML_OK);
    return e.whole;
}

/* ---- which of the grammar's alternatives a derivation took ---------------
 */
#ifdef FUZZ_FEEDBACK
#include "grammar/abnf_int.h"

/* The counts that derivations by one rule can change, and their counters. */
struct oracle_points {
    uint64_t **count;
    uint32_t *counter, num;
};

/* Counters are given out as they are asked for: a target derives by few rules,
 * and the engine looks at all there are after each input. */
FUZZ_APART static inline void
oracle_point_(oracle *o, oracle_points *p, uint64_t *count, size_t which)
{
    static uint32_t given;

    if (!o->counter[which])
        o->counter[which] = ++given;
    p->count[p->num] = count;
    p->counter[p->num++] = (o->counter[which] - 1) % FUZZ_POINTS;
}

FUZZ_APART static inline const oracle_points *
oracle_points_(oracle *o, uint32_t rule)
{
    uint32_t n = o->g->num_node, rules = o->g->num_sym, num = 0;
    oracle_points *p;
    bool *reached;

    if (!o->points) {
        o->points = eml_arena_get(&o->arena, rules * sizeof *o->points);
        o->counter = eml_arena_get(&o->arena, 3 * (size_t)n * sizeof(uint32_t));
        FUZZ_CHECK(o->points && o->counter &&
                   eml_abnf_cover_init(&o->cx, o->g, &o->cover) == EML_OK);
    }
    p = &o->points[rule];
    if (p->count)
        return p;
    reached = eml_arena_get(&o->arena, rules);
    FUZZ_CHECK(reached);
    (void)eml_abnf_reach(o->g, rule, reached);
    for (uint32_t i = 0; i < n; i++)
        num += reached[o->g->node[i].owner] ? 3 : 0;
    p->count = eml_arena_get(&o->arena, (num + 1) * sizeof *p->count);
    p->counter = eml_arena_get(&o->arena, (num + 1) * sizeof *p->counter);
    FUZZ_CHECK(p->count && p->counter);
    for (uint32_t i = 0; i < n; i++) {
        const abnf_node *node = &o->g->node[i];

        if (!reached[node->owner])
            continue;
        if (node->alt)
            oracle_point_(o, p, &o->cover.nodes[i], i);
        if (node->kind == ABNF_REP && node->min < node->max) {
            oracle_point_(o, p, &o->cover.arms[2 * i], n + 2 * i);
            oracle_point_(o, p, &o->cover.arms[2 * i + 1], n + 2 * i + 1);
        }
    }
    return p;
}

FUZZ_APART static inline eml_abnf_cover *
oracle_cover_(oracle *o, uint32_t rule)
{
    (void)oracle_points_(o, rule);
    return &o->cover;
}

FUZZ_APART static inline void
oracle_took_(oracle *o, uint32_t rule)
{
    FUZZ_COUNTERS static uint8_t counters[FUZZ_POINTS];
    const oracle_points *p = oracle_points_(o, rule);

    for (uint32_t i = 0; i < p->num; i++)
        if (*p->count[i]) {
            *p->count[i] = 0;
            counters[p->counter[i]] = 1;
        }
}
#else
FUZZ_APART static inline eml_abnf_cover *
oracle_cover_(oracle *o, uint32_t rule)
{
    (void)o;
    (void)rule;
    return NULL;
}

FUZZ_APART static inline void
oracle_took_(oracle *o, uint32_t rule)
{
    (void)o;
    (void)rule;
}
#endif

/* Writes a string of the rule to out, by the bytes as choices. */
FUZZ_APART static inline void
oracle_derive(oracle *o, uint32_t rule, eml_span choices, size_t max_len,
              eml_out *out)
{
    eml_abnf_choices c = {.bytes = choices};
    eml_abnf_cover *cover = oracle_cover_(o, rule);
    eml_arena_mark mark = eml_arena_note(&o->arena);

    FUZZ_CHECK(eml_abnf_derive(&o->cx, o->g, rule, &c, 30, max_len, cover,
                               out) == EML_OK);
    eml_arena_release(&o->arena, mark);
    oracle_took_(o, rule);
}
#endif
