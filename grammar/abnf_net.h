#ifndef EML_GRAMMAR_ABNF_NET_H
#define EML_GRAMMAR_ABNF_NET_H
/* abnf_net.h -- rules as automata.
 *
 * A rule that is matched or called becomes a *net*: a nondeterministic
 * automaton in which the rules it needs are written out, but those that are
 * called (abnf_sym.call). Over each net lies a deterministic automaton whose
 * states are sets of the net's, made when they are first met. So a match is a
 * table look-up a byte for every open call, and calls are the exception. */
#include "grammar/abnf_int.h"

enum abnf_op {
    OP_BYTE,  /* a byte of class a, then b */
    OP_CALL,  /* rule a, then b */
    OP_SPLIT, /* a or b */
    OP_END
};

typedef struct abnf_op_node {
    uint32_t op, a, b;
} abnf_op_node;

typedef struct abnf_net {
    uint32_t start; /* deterministic state; 0: not built yet */
    uint32_t num_eq;
    uint8_t *eq; /* bytes in classes that no state tells apart */
} abnf_net;

/* A deterministic state. Number 0 stands for "not known yet", 1 for the empty
 * set. Its set is core[core .. core+num_core), sorted; the rules it calls are
 * core[calls .. calls+num_calls). */
typedef struct abnf_state {
    const uint8_t *eq; /* of its net */
    uint32_t net, core, num_core, calls, num_calls, to;
    uint32_t hash;
    bool final, calls_empty; /* END is in it; calls what can be empty */
    uint64_t calls_first[4]; /* what the rules it calls can begin with */
} abnf_state;

enum { STATE_UNKNOWN, STATE_NONE, STATE_FIRST };

/* An open call: `rule` from one place on. */
typedef struct abnf_open {
    uint32_t rule, state, back; /* back: the first of its callers */
    bool todo;
    uint64_t at, ended_at; /* stamps of the places `state` and an end are of */
} abnf_open;

typedef struct abnf_back {
    uint32_t open, state, next;
} abnf_back;

struct eml_abnf_matcher {
    const eml_abnf *g;
    eml_arena tables; /* what is learnt; emptied as a whole */
    eml_arena run;    /* arrays of a match; they only grow */
    uint32_t max_items;
    uint64_t items, max_work;
    /* ---- learnt ---- */
    abnf_net *net; /* by rule */
    abnf_op_node *op;
    uint64_t (*set)[4]; /* byte classes */
    abnf_state *state;
    uint32_t *core;
    uint32_t *to;     /* transitions, num_eq a state */
    uint32_t *intern; /* hash of states */
    uint64_t *memo;   /* hash: pairs of key and value */
    uint32_t *mark, *stack, *fresh;
    uint32_t generation;
    uint32_t num_op, cap_op, num_set, cap_set, num_state, cap_state, num_core,
        cap_core, num_to, cap_to, cap_intern, num_memo, cap_memo, cap_mark,
        cap_stack, num_fresh, cap_fresh;
    /* ---- a match ---- */
    abnf_open *open;
    abnf_back *back;
    uint32_t *now, *todo; /* opens: those with a state at this place */
    int next;             /* the byte behind it, -1 at the end */
    uint64_t *open_at;    /* by rule: stamp, and which open */
    uint32_t *open_no;
    uint64_t *ends;
    uint32_t num_open, cap_open, num_back, cap_back, num_now, cap_now, num_todo,
        cap_todo, cap_ends;
    uint64_t stamp, work;
};

/* The state after one byte, when it was asked for before. */
static inline uint32_t
eml__abnf_known(const eml_abnf_matcher *m, uint32_t state, uint8_t c)
{
    const abnf_state *s = &m->state[state];

    return m->to[s->to + s->eq[c]];
}

/* All of these: EML_OK, EML_E_NOMEM, or EML_E_LIMIT when the tables are full.
 */
int eml__abnf_net(eml_abnf_matcher *m, uint32_t rule);
/* The state after one byte; after a return of `rule`; the union of two. */
int eml__abnf_step(eml_abnf_matcher *m, uint32_t state, uint8_t c,
                   uint32_t *out);
int eml__abnf_return(eml_abnf_matcher *m, uint32_t state, uint32_t rule,
                     uint32_t *out);
int eml__abnf_union(eml_abnf_matcher *m, uint32_t a, uint32_t b, uint32_t *out);
/* The state of everything that op node `at` leads to. */
int eml__abnf_start(eml_abnf_matcher *m, uint32_t net, uint32_t at,
                    uint32_t *out);
#endif
