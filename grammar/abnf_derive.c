/* Strings of a rule, by choices. */
#include "grammar/abnf_int.h"

#include <string.h>

enum { DEFAULT_DEPTH = 40, DEFAULT_LEN = 4096, MAX_STEPS = 1 << 24 };

/* ---- choices ----------------------------------------------------------------
 */

/* splitmix64, to fill the state of xoshiro256** from one number */
void
eml_abnf_seed(eml_abnf_choices *c, uint64_t seed, uint64_t num_random)
{
    c->num_random = num_random;
    for (int i = 0; i < 4; i++) {
        uint64_t z = seed += UINT64_C(0x9e3779b97f4a7c15);

        z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
        c->rng[i] = z ^ z >> 31;
    }
}

static uint64_t
rotated(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

/* xoshiro256** of Blackman and Vigna */
static uint64_t
next_random(uint64_t *s)
{
    uint64_t r = rotated(s[1] * 5, 7) * 9, t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotated(s[3], 45);
    return r;
}

/* A number below n. */
static uint32_t
below(eml_abnf_choices *c, uint32_t n)
{
    uint32_t v = 0;

    if (n < 2)
        return 0;
    if (c->bytes.n) {
        for (uint32_t left = n - 1; left && c->bytes.n; left >>= 8) {
            v = v << 8 | *c->bytes.p++;
            c->bytes.n--;
        }
        return v % n;
    }
    if (!c->num_random)
        return 0;
    c->num_random--;
    return (uint32_t)((next_random(c->rng) >> 32) * n >> 32);
}

/* ---- derivation
 * --------------------------------------------------------------- */

/* What is still to be written, the next on top. */
typedef struct item {
    uint32_t node, depth;
    uint32_t done; /* of a repetition */
} item;

typedef struct derivation {
    eml_arena *arena;
    const eml_abnf *g;
    eml_abnf_choices *choices;
    eml_abnf_cover *cover;
    eml_out *out;
    size_t end; /* of out->n, beyond which everything is kept short */
    uint32_t max_depth;
    item *stack;
    uint32_t num, cap;
} derivation;

static bool
push(derivation *d, uint32_t node, uint32_t depth, uint32_t done)
{
    if (d->num == d->cap && !eml__abnf_room(d->arena, &d->stack, &d->cap,
                                            d->num, 1, sizeof *d->stack))
        return false;
    d->stack[d->num++] = (item){node, depth, done};
    return true;
}

static bool
is_short(const derivation *d, const item *i)
{
    return i->depth >= d->max_depth || d->out->n >= d->end;
}

/* Letters of a string without case: as written, lower, upper, or mixed. */
static void
put_str(derivation *d, const abnf_node *n)
{
    uint32_t how = 0;

    for (uint32_t i = 0; n->fold && i < n->num; i++)
        if (eml__abnf_alpha(n->str[i])) {
            how = below(d->choices, 8);
            break;
        }
    for (uint32_t i = 0; i < n->num; i++) {
        uint8_t c = n->str[i];

        if (how > 4 && eml__abnf_alpha(c)) {
            uint32_t up = how == 7 ? below(d->choices, 2) : how == 6;

            c = (uint8_t)(up ? c & ~0x20 : c | 0x20);
        }
        eml_out_byte(d->out, c);
    }
}

static bool
derive_alt(derivation *d, const abnf_node *n, item i)
{
    const uint32_t *kid = d->g->kid + n->kids;
    uint32_t num = n->num, k;

    /* the shortest are first; those that are endless are no choice */
    while (num > 1 && d->g->node[kid[num - 1]].len == ABNF_ENDLESS)
        num--;
    k = kid[is_short(d, &i) ? 0 : below(d->choices, num)];
    if (d->cover)
        d->cover->nodes[k]++;
    return push(d, k, i.depth, 0);
}

static bool
derive_rep(derivation *d, const abnf_node *n, item i)
{
    uint32_t kid = d->g->kid[n->kids];
    bool more = i.done < n->min;

    if (!more && i.done < n->max && !is_short(d, &i) &&
        d->g->node[kid].len != ABNF_ENDLESS)
        more = below(d->choices, n->max - n->min == 1 ? 2 : 3) != 0;
    if (!more) {
        if (d->cover && n->min < n->max)
            d->cover->arms[2 * i.node + (i.done > n->min)]++;
        return true;
    }
    return push(d, i.node, i.depth, i.done + (i.done < UINT32_MAX)) &&
           push(d, kid, i.depth, 0);
}

static bool
derive_one(derivation *d, item i)
{
    const abnf_node *n = &d->g->node[i.node];

    switch ((enum abnf_kind)n->kind) {
    case ABNF_ALT:
        return derive_alt(d, n, i);
    case ABNF_CAT:
        for (uint32_t k = n->num; k-- > 0;)
            if (!push(d, d->g->kid[n->kids + k], i.depth, 0))
                return false;
        return true;
    case ABNF_REP:
        return derive_rep(d, n, i);
    case ABNF_STR:
        put_str(d, n);
        return true;
    case ABNF_RANGE:
        eml_out_byte(
            d->out, (uint8_t)(n->min + below(d->choices, n->max - n->min + 1)));
        return true;
    case ABNF_RULE:
        if (d->cover)
            d->cover->rules[n->kids]++;
        return push(d, d->g->sym[n->kids].root, i.depth + 1, 0);
    }
    return true;
}

int
eml_abnf_derive(eml_cx *cx, const eml_abnf *g, uint32_t rule,
                eml_abnf_choices *choices, uint32_t max_depth, size_t max_len,
                eml_abnf_cover *cover, eml_out *out)
{
    item room[64];
    derivation d = {.arena = cx->arena,
                    .g = g,
                    .choices = choices,
                    .cover = cover,
                    .out = out,
                    .end = out->n + (max_len ? max_len : DEFAULT_LEN),
                    .max_depth = max_depth ? max_depth : DEFAULT_DEPTH,
                    .stack = room,
                    .cap = sizeof room / sizeof room[0]};
    int rc = EML_OK;

    if (rule >= g->num_sym || g->sym[rule].gone ||
        g->sym[rule].root == UINT32_MAX)
        return EML_E_MISUSE;
    if (g->node[g->sym[rule].root].len == ABNF_ENDLESS)
        return EML_E_ABNF_ENDLESS;
    if (cover)
        cover->rules[rule]++;
    (void)push(&d, g->sym[rule].root, 0, 0);
    for (uint32_t steps = 0; d.num && rc == EML_OK; steps++) {
        item i = d.stack[--d.num];

        if (steps == MAX_STEPS)
            rc = EML_E_LIMIT;
        else if (!derive_one(&d, i))
            rc = EML_E_NOMEM;
    }
    return rc;
}
