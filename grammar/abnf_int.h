#ifndef EML_GRAMMAR_ABNF_INT_H
#define EML_GRAMMAR_ABNF_INT_H
/* abnf_int.h -- a grammar set as its files see it. */
#include "eml/abnf.h"

/* Kinds of elements. Children always have lower numbers than their parent. */
enum abnf_kind {
    ABNF_ALT,   /* one of kids[kids .. kids+num) */
    ABNF_CAT,   /* all of them in turn; num 0: the empty string */
    ABNF_REP,   /* kids[kids] min to max times */
    ABNF_STR,   /* num bytes at str */
    ABNF_RANGE, /* one byte from min to max */
    ABNF_RULE   /* rule number `kids` */
};

#define ABNF_MANY    UINT32_MAX /* a repetition without bound */
#define ABNF_ENDLESS UINT32_MAX /* the length of what is not finite */
enum {
    ABNF_MAX_GROUPS = 32,
    ABNF_MAX_REPEAT = 65535,
    ABNF_MAX_GRAMMARS = 4096, /* they are looked for one by one */
    ABNF_MAX_USES = 4096,
    ABNF_MAX_NODES = 1 << 20
};

typedef struct abnf_node {
    uint8_t kind;
    bool fold;      /* STR: ASCII letters in either case */
    bool gone;      /* needs what is taken out */
    bool live;      /* part of what is left */
    bool empty;     /* can match nothing */
    bool byte;      /* matches exactly one byte, one of `first` */
    bool alt;       /* is an alternative */
    bool obs;       /* is a definition behind ;@obs */
    uint32_t owner; /* rule */
    uint32_t kids, num;
    uint32_t min, max;
    uint32_t len, depth; /* the shortest derivation */
    uint32_t size;       /* states when written out, calls being one */
    const uint8_t *str;
    eml_span text; /* as written */
    uint64_t first[4];
} abnf_node;

typedef struct abnf_def {
    uint32_t node, next; /* of the same rule; UINT32_MAX: none */
    bool obs;
} abnf_def;

/* A name within a grammar. Once linked, those that are not defined there stand
 * for another (`alias`). */
typedef struct abnf_sym {
    eml_span name, clause;
    uint32_t grammar;
    uint32_t def, last_def; /* UINT32_MAX: none */
    uint32_t add;           /* which eml_abnf_add defined it last */
    uint32_t alias;         /* itself, when it is no alias */
    uint32_t root;          /* node */
    uint32_t height;        /* rules within rules when written out */
    bool obs, gone;
    bool cut;  /* recursion goes through here */
    bool call; /* is called, not written out where it is used */
    bool recursive;
} abnf_sym;

typedef struct abnf_use {
    uint32_t by, of; /* grammars */
    eml_span name;   /* n 0: all */
} abnf_use;

struct eml_abnf {
    eml_arena *arena;
    abnf_node *node;
    uint32_t *kid;
    abnf_def *def;
    abnf_sym *sym;
    eml_span *grammar;
    abnf_use *use;
    uint32_t *hash; /* of names; a power of two, 0: free, else number + 1 */
    uint32_t num_node, cap_node, num_kid, cap_kid, num_def, cap_def, num_sym,
        cap_sym, num_grammar, cap_grammar, num_use, cap_use, cap_hash;
    uint32_t num_add;
    bool linked;
    eml_span missing;
    /* edges: what rule i needs is edge[edge_at[i] .. edge_at[i+1]) */
    uint32_t *edge_at, *edge;
    /* nodes by owner, in order: own[own_at[i] .. own_at[i+1]) */
    uint32_t *own_at, *own;
    uint32_t *order; /* rules that are left, callees first */
    uint32_t num_order;
};

/* eml__abnf_room makes room for one more in the array *p of `cap` elements of
 * `size` bytes, `num` used. False: no memory. */
bool eml__abnf_room(eml_arena *a, void *p, uint32_t *cap, uint32_t num,
                    uint32_t more, size_t size);
/* eml__abnf_sym is the number of the name in that grammar, made when new;
 * UINT32_MAX: no memory. eml__abnf_seek only looks: UINT32_MAX: none. */
uint32_t eml__abnf_sym(eml_abnf *g, uint32_t grammar, eml_span name);
uint32_t eml__abnf_seek(const eml_abnf *g, uint32_t grammar, eml_span name);
uint32_t eml__abnf_grammar(const eml_abnf *g, eml_span name);
/* eml__abnf_named is the number of the grammar, made when new. EML_OK,
 * EML_E_LIMIT, EML_E_NOMEM. */
int eml__abnf_named(eml_abnf *g, eml_span name, uint32_t *out);
/* eml__abnf_prune takes out what needs what is not there: an alternative, and
 * a rule that has none left. EML_OK or EML_E_NOMEM. */
int eml__abnf_prune(eml_abnf *g);
/* eml__abnf_node makes a node; UINT32_MAX: no memory or too many. */
uint32_t eml__abnf_node(eml_abnf *g, enum abnf_kind kind, uint32_t owner);
/* eml__abnf_list makes an ALT or CAT of `num` nodes, or gives back the only
 * one. */
uint32_t eml__abnf_list(eml_abnf *g, enum abnf_kind kind, uint32_t owner,
                        const uint32_t *nodes, uint32_t num);
/* eml__abnf_first fills in what the nodes can begin with and how short they
 * are, by the first `num` of g->order. */
void eml__abnf_first(eml_abnf *g, uint32_t num);
/* eml__abnf_analyse puts the shortest alternatives first and says which rules
 * are called. EML_OK or EML_E_LIMIT. */
int eml__abnf_analyse(eml_abnf *g);
/* eml__abnf_sort_out cuts recursion: sets `cut`, `recursive` and, callees
 * first without the cut ones, `order`. */
int eml__abnf_sort_out(eml_abnf *g);

static inline bool
eml__abnf_bit(const uint64_t *set, uint8_t c)
{
    return (set[c >> 6] >> (c & 63) & 1) != 0;
}

static inline void
eml__abnf_set(uint64_t *set, uint8_t c)
{
    set[c >> 6] |= UINT64_C(1) << (c & 63);
}

static inline uint8_t
eml__abnf_lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

static inline bool
eml__abnf_alpha(uint8_t c)
{
    return (uint8_t)((c | 0x20) - 'a') < 26;
}
#endif
