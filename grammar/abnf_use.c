/* What the derivations of a text use.
 *
 * A chart, made by a list of things to do: `goal` is a node begun at a place,
 * `item` is a node with some of its kids done up to a place, `end` is a goal
 * ended at a place. Each item and end has the ways it came about: an item
 * before it and the end of a kid, all of which it needs. From the end of the
 * whole those ways lead back to everything that takes part in a derivation.
 *
 * Where a text can be read with and without obsolete rules, those readings
 * count that have the fewest: so an obsolete rule is used only where nothing
 * else will do. */
#include "grammar/abnf_int.h"

#include <string.h>

enum { DEFAULT_ITEMS = 1 << 21 };
#define NONE      UINT32_MAX
#define KIND_END  UINT32_MAX
#define KIND_GOAL (UINT32_MAX - 1) /* any other: item, of so many kids */
#define FAR       UINT32_MAX

typedef struct thing {
    uint32_t of; /* goal: its node; else the goal */
    uint32_t kind, at;
    uint32_t next;    /* end: the next of its goal */
    uint32_t ends;    /* goal: the first end */
    uint32_t waiters; /* goal: the first wait */
    uint32_t ways;    /* the first way */
    uint32_t cost;    /* obsolete rules within, at least */
    bool used;
} thing;

typedef struct wait {
    uint32_t item, next;
} wait;

typedef struct way {
    uint32_t to, item, end, next; /* item or end may be NONE */
} way;

typedef struct chart {
    const eml_abnf *g;
    eml_span in;
    eml_arena arena;
    thing *thing;
    wait *wait;
    way *way;
    uint32_t *todo, *hash;
    uint32_t num_thing, cap_thing, num_wait, cap_wait, num_way, cap_way,
        num_todo, cap_todo, cap_hash, max_items;
    int rc;
} chart;

static bool
room(chart *c, void *p, uint32_t *cap, uint32_t num, size_t size)
{
    if (num >= c->max_items)
        c->rc = EML_E_LIMIT;
    else if (num < *cap || eml__abnf_room(&c->arena, p, cap, num, 1, size))
        return true;
    else
        c->rc = EML_E_NOMEM;
    return false;
}

static void
later(chart *c, uint32_t i)
{
    if (room(c, &c->todo, &c->cap_todo, c->num_todo, sizeof *c->todo))
        c->todo[c->num_todo++] = i;
}

/* ---- things by what they are ----------------------------------------------
 */

static uint32_t
hash_of(uint32_t of, uint32_t kind, uint32_t at)
{
    uint64_t h = (uint64_t)of * UINT64_C(0x9e3779b97f4a7c15) ^
                 (uint64_t)kind * UINT64_C(0xbf58476d1ce4e5b9) ^
                 (uint64_t)at * UINT64_C(0x94d049bb133111eb);

    return (uint32_t)(h ^ h >> 32);
}

static uint32_t *
slot_of(const chart *c, uint32_t of, uint32_t kind, uint32_t at)
{
    uint32_t i = hash_of(of, kind, at);

    for (;; i++) {
        uint32_t *slot = &c->hash[i & (c->cap_hash - 1)];
        const thing *t;

        if (!*slot)
            return slot;
        t = &c->thing[*slot - 1];
        if (t->of == of && t->kind == kind && t->at == at)
            return slot;
    }
}

static bool
grow_hash(chart *c)
{
    uint32_t cap = c->cap_hash ? c->cap_hash * 2 : 1024;

    c->hash = eml_arena_get(&c->arena, cap * sizeof *c->hash);
    if (!c->hash) {
        c->rc = EML_E_NOMEM;
        return false;
    }
    c->cap_hash = cap;
    for (uint32_t i = 0; i < c->num_thing; i++) {
        const thing *t = &c->thing[i];

        *slot_of(c, t->of, t->kind, t->at) = i + 1;
    }
    return true;
}

/* The thing's number; one that is new is to be looked at. NONE: c->rc. */
static uint32_t
thing_of(chart *c, uint32_t of, uint32_t kind, uint32_t at)
{
    uint32_t *slot, i = c->num_thing;

    if (i * 2 >= c->cap_hash && !grow_hash(c))
        return NONE;
    slot = slot_of(c, of, kind, at);
    if (*slot)
        return *slot - 1;
    if (!room(c, &c->thing, &c->cap_thing, i, sizeof *c->thing))
        return NONE;
    c->thing[i] = (thing){.of = of,
                          .kind = kind,
                          .at = at,
                          .next = NONE,
                          .ends = NONE,
                          .waiters = NONE,
                          .ways = NONE,
                          .cost = FAR};
    *slot = ++c->num_thing;
    later(c, i);
    return i;
}

static void
add_way(chart *c, uint32_t to, uint32_t item, uint32_t end)
{
    if (to == NONE ||
        !room(c, &c->way, &c->cap_way, c->num_way, sizeof *c->way))
        return;
    c->way[c->num_way] = (way){to, item, end, c->thing[to].ways};
    c->thing[to].ways = c->num_way++;
}

/* ---- the chart
 * ---------------------------------------------------------------- */

static const abnf_node *
node_of(const chart *c, uint32_t goal)
{
    return &c->g->node[c->thing[goal].of];
}

static bool
is_obs(const chart *c, const thing *t)
{
    const abnf_node *n = t->kind == KIND_END ? node_of(c, t->of) : NULL;

    return n && (n->obs || (n->kind == ABNF_RULE && c->g->sym[n->kids].obs));
}

/* One more kid of the item ended. Of a repetition without bound the count
 * stops at one more than its least. */
static void
advance(chart *c, uint32_t item, uint32_t end)
{
    uint32_t goal = c->thing[item].of, k = c->thing[item].kind,
             at = c->thing[end].at, to;
    const abnf_node *n = node_of(c, goal);

    if (n->kind == ABNF_ALT || n->kind == ABNF_RULE) {
        add_way(c, thing_of(c, goal, KIND_END, at), NONE, end);
        return;
    }
    if (n->kind == ABNF_CAT || n->max != ABNF_MANY || k <= n->min)
        k++;
    to = thing_of(c, goal, k, at);
    if (to != item)
        add_way(c, to, item, end);
}

static void
wait_for(chart *c, uint32_t item, uint32_t node)
{
    const abnf_node *n = &c->g->node[node];
    uint32_t at = c->thing[item].at, goal;

    if (!n->empty && (at == c->in.n || !eml__abnf_bit(n->first, c->in.p[at])))
        return;
    goal = thing_of(c, node, KIND_GOAL, at);
    if (goal == NONE ||
        !room(c, &c->wait, &c->cap_wait, c->num_wait, sizeof *c->wait))
        return;
    c->wait[c->num_wait] = (wait){item, c->thing[goal].waiters};
    c->thing[goal].waiters = c->num_wait++;
    for (uint32_t e = c->thing[goal].ends; e != NONE && c->rc == EML_OK;
         e = c->thing[e].next)
        advance(c, item, e);
}

static void
look_at_item(chart *c, uint32_t item)
{
    uint32_t goal = c->thing[item].of, k = c->thing[item].kind;
    const abnf_node *n = node_of(c, goal);
    const uint32_t *kid = c->g->kid + n->kids;
    bool whole = n->kind == ABNF_CAT   ? k == n->num
                 : n->kind == ABNF_REP ? k >= n->min
                                       : false;

    if (whole)
        add_way(c, thing_of(c, goal, KIND_END, c->thing[item].at), item, NONE);
    if (n->kind == ABNF_ALT)
        for (uint32_t i = 0; i < n->num; i++)
            wait_for(c, item, kid[i]);
    else if (n->kind == ABNF_RULE)
        wait_for(c, item, c->g->sym[n->kids].root);
    else if (n->kind == ABNF_CAT ? k < n->num : k < n->max)
        wait_for(c, item, kid[n->kind == ABNF_CAT ? k : 0]);
}

static bool
str_is_at(const abnf_node *n, eml_span in, uint32_t at)
{
    if (in.n - at < n->num)
        return false;
    for (uint32_t i = 0; i < n->num; i++) {
        uint8_t a = n->str[i], b = in.p[at + i];

        if (n->fold ? eml__abnf_lower(a) != eml__abnf_lower(b) : a != b)
            return false;
    }
    return true;
}

static bool
byte_is_at(const abnf_node *n, eml_span in, uint32_t at)
{
    return at < in.n && in.p[at] >= n->min && in.p[at] <= n->max;
}

static void
look_at_goal(chart *c, uint32_t goal)
{
    const abnf_node *n = node_of(c, goal);
    uint32_t at = c->thing[goal].at, i;

    if (n->kind == ABNF_STR)
        i = str_is_at(n, c->in, at) ? thing_of(c, goal, KIND_END, at + n->num)
                                    : NONE;
    else if (n->kind == ABNF_RANGE)
        i = byte_is_at(n, c->in, at) ? thing_of(c, goal, KIND_END, at + 1)
                                     : NONE;
    else
        i = thing_of(c, goal, 0, at);
    if (i != NONE) /* it needs nothing else */
        c->thing[i].cost = is_obs(c, &c->thing[i]);
}

static void
look_at_end(chart *c, uint32_t end)
{
    thing *goal = &c->thing[c->thing[end].of];
    uint32_t w = goal->waiters;

    c->thing[end].next = goal->ends;
    goal->ends = end;
    for (; w != NONE && c->rc == EML_OK; w = c->wait[w].next)
        advance(c, c->wait[w].item, end);
}

static void
fill(chart *c)
{
    while (c->num_todo && c->rc == EML_OK) {
        uint32_t i = c->todo[--c->num_todo];

        if (c->thing[i].kind == KIND_GOAL)
            look_at_goal(c, i);
        else if (c->thing[i].kind == KIND_END)
            look_at_end(c, i);
        else
            look_at_item(c, i);
    }
}

/* ---- back through it
 * ----------------------------------------------------------- */

static uint32_t
cost_of(const chart *c, const way *w)
{
    uint64_t sum = is_obs(c, &c->thing[w->to]);

    if (w->item != NONE)
        sum += c->thing[w->item].cost;
    if (w->end != NONE)
        sum += c->thing[w->end].cost;
    return sum < FAR ? (uint32_t)sum : FAR;
}

/* Ways are nearly in the order in which they need each other. */
static void
count_costs(chart *c)
{
    bool more = true;

    while (more) {
        more = false;
        for (uint32_t i = 0; i < c->num_way; i++) {
            uint32_t cost = cost_of(c, &c->way[i]);
            thing *to = &c->thing[c->way[i].to];

            if (cost < to->cost) {
                to->cost = cost;
                more = true;
            }
        }
    }
}

static void
use(chart *c, uint32_t i)
{
    if (i == NONE || c->thing[i].used)
        return;
    c->thing[i].used = true;
    later(c, i);
}

static void
count_way(chart *c, eml_abnf_cover *cover, const thing *t, const way *w)
{
    uint32_t i = c->thing[t->of].of;
    const abnf_node *n = &c->g->node[i];

    if (n->kind == ABNF_ALT)
        cover->nodes[c->thing[c->thing[w->end].of].of]++;
    else if (n->kind == ABNF_REP && n->min < n->max)
        cover->arms[2 * i + (c->thing[w->item].kind > n->min)]++;
}

static void
note_rule(chart *c, eml_cx *cx, const thing *t, eml_abnf_cover *cover,
          eml_abnf_parts *out, uint32_t *cap)
{
    const thing *goal = &c->thing[t->of];
    uint32_t rule = c->g->node[goal->of].kids;

    if (cover)
        cover->rules[rule]++;
    if (!eml__abnf_room(cx->arena, &out->part, cap, out->num_parts, 1,
                        sizeof *out->part)) {
        c->rc = EML_E_NOMEM;
        return;
    }
    out->part[out->num_parts++] =
        (eml_abnf_part){rule, {c->in.p + goal->at, t->at - goal->at}};
}

/* Everything that leads to `end` at no more than its cost. */
static void
walk_back(chart *c, eml_cx *cx, uint32_t end, eml_abnf_cover *cover,
          eml_abnf_parts *out)
{
    uint32_t cap = 0;

    c->num_todo = 0;
    use(c, end);
    while (c->num_todo && c->rc == EML_OK) {
        thing t = c->thing[c->todo[--c->num_todo]];

        if (t.kind == KIND_END && node_of(c, t.of)->kind == ABNF_RULE)
            note_rule(c, cx, &t, cover, out, &cap);
        for (uint32_t w = t.ways; w != NONE; w = c->way[w].next) {
            if (cost_of(c, &c->way[w]) != t.cost)
                continue;
            if (cover && t.kind == KIND_END)
                count_way(c, cover, &t, &c->way[w]);
            use(c, c->way[w].item);
            use(c, c->way[w].end);
        }
    }
}

int
eml_abnf_use(eml_cx *cx, const eml_abnf *g, uint32_t rule, eml_span in,
             uint32_t max_items, eml_abnf_cover *cover, eml_abnf_parts *out)
{
    chart c = {
        .g = g, .in = in, .max_items = max_items ? max_items : DEFAULT_ITEMS};
    uint32_t goal, end;

    *out = (eml_abnf_parts){.whole = false};
    if (rule >= g->num_sym || g->sym[rule].gone || g->sym[rule].root == NONE)
        return EML_E_MISUSE;
    if (in.n > UINT32_MAX / 2)
        return EML_E_LIMIT;
    eml_arena_init(&c.arena, cx->arena->from, 0);
    goal = thing_of(&c, g->sym[rule].root, KIND_GOAL, 0);
    fill(&c);
    end = c.rc == EML_OK ? *slot_of(&c, goal, KIND_END, (uint32_t)in.n) : 0;
    if (end--) {
        count_costs(&c);
        out->whole = true;
        out->num_obs = c.thing[end].cost + g->sym[rule].obs;
        if (cover)
            cover->rules[rule]++;
        walk_back(&c, cx, end, cover, out);
    }
    eml_arena_fini(&c.arena);
    return c.rc;
}
