/* All ends of a rule: places from left to right, at each all open calls side
 * by side. A rule called twice from one place is opened once (the memo of
 * rule and place), and returns to all that called it; so ambiguity costs no
 * more than the places, and left recursion is a call that calls itself. */
#include "grammar/abnf_net.h"

#include <string.h>

enum { DEFAULT_ITEMS = 1 << 24 };

static void
forget(eml_abnf_matcher *m)
{
    m->net = NULL;
    m->op = NULL;
    m->set = NULL;
    m->state = NULL;
    m->core = NULL;
    m->to = m->intern = m->mark = m->stack = m->fresh = NULL;
    m->memo = NULL;
    m->items = 0;
    m->num_op = m->cap_op = m->num_set = m->cap_set = 0;
    m->cap_state = m->num_core = m->cap_core = m->num_to = m->cap_to = 0;
    m->cap_intern = m->num_memo = m->cap_memo = m->cap_mark = 0;
    m->cap_stack = m->num_fresh = m->cap_fresh = 0;
    m->num_state = STATE_FIRST;
    eml_arena_reset(&m->tables);
}

eml_abnf_matcher *
eml_abnf_matcher_new(eml_cx *cx, const eml_abnf *g, uint32_t max_items)
{
    eml_abnf_matcher *m = eml_arena_get(cx->arena, sizeof *m);

    if (!m)
        return NULL;
    m->g = g;
    m->max_items = max_items ? max_items : DEFAULT_ITEMS;
    eml_arena_init(&m->tables, cx->arena->from, 0);
    eml_arena_init(&m->run, cx->arena->from, 0);
    forget(m);
    return m;
}

void
eml_abnf_matcher_free(eml_abnf_matcher *m)
{
    eml_arena_fini(&m->tables);
    eml_arena_fini(&m->run);
}

void
eml_abnf_matcher_work(eml_abnf_matcher *m, uint64_t max_work)
{
    m->max_work = max_work;
}

/* Room for one more open call, and for it in the lists, in each of which it is
 * once at most. Those grow first: they are never shorter than `open`. */
static bool
room_for_open(eml_abnf_matcher *m)
{
    uint32_t want = m->num_open + 1;

    if (want <= m->cap_open)
        return true;
    return eml__abnf_room(&m->run, &m->now, &m->cap_now, m->num_now,
                          want - m->num_now, sizeof *m->now) &&
           eml__abnf_room(&m->run, &m->todo, &m->cap_todo, m->num_todo,
                          want - m->num_todo, sizeof *m->todo) &&
           eml__abnf_room(&m->run, &m->open, &m->cap_open, m->num_open, 1,
                          sizeof *m->open);
}

/* Whether a call in that state ends here, or calls what can begin here. c: the
 * next byte, -1 at the end. */
static inline bool
has_work(const abnf_state *s, int c)
{
    return s->final || s->calls_empty ||
           (c >= 0 && eml__abnf_bit(s->calls_first, (uint8_t)c));
}

static inline void
put_off(eml_abnf_matcher *m, uint32_t open)
{
    m->open[open].todo = true;
    m->todo[m->num_todo++] = open;
}

/* The open call gets a state at this place: it is to be looked at (again). */
static void
enter(eml_abnf_matcher *m, uint32_t open, uint32_t state)
{
    abnf_open *o = &m->open[open];

    if (o->at != m->stamp) {
        o->at = m->stamp;
        m->now[m->num_now++] = open;
    }
    o->state = state;
    if (!o->todo && has_work(&m->state[state], m->next))
        put_off(m, open);
}

/* `rule` returns to `open`, which called it in `state`. */
static int
give_back(eml_abnf_matcher *m, uint32_t open, uint32_t state, uint32_t rule)
{
    const abnf_open *o = &m->open[open];
    uint32_t had = o->at == m->stamp ? o->state : STATE_NONE, to;
    int rc = eml__abnf_return(m, state, rule, &to);

    if (++m->work > m->max_work)
        return EML_E_LIMIT;
    if (rc == EML_OK)
        rc = eml__abnf_union(m, had, to, &to);
    if (rc == EML_OK && to != had)
        enter(m, open, to);
    return rc;
}

static int
call(eml_abnf_matcher *m, uint32_t open, uint32_t state, uint32_t rule)
{
    uint32_t to;
    int rc;

    if (++m->work > m->max_work)
        return EML_E_LIMIT;
    if (m->open_at[rule] != m->stamp) {
        rc = eml__abnf_net(m, rule);
        if (rc < 0)
            return rc;
        if (!room_for_open(m))
            return EML_E_NOMEM;
        to = m->num_open++;
        m->open_at[rule] = m->stamp;
        m->open_no[rule] = to;
        m->open[to] = (abnf_open){.rule = rule, .back = UINT32_MAX};
        enter(m, to, m->net[rule].start);
    }
    to = m->open_no[rule];
    if (!eml__abnf_room(&m->run, &m->back, &m->cap_back, m->num_back, 1,
                        sizeof *m->back))
        return EML_E_NOMEM;
    m->back[m->num_back] = (abnf_back){open, state, m->open[to].back};
    m->open[to].back = m->num_back++;
    /* it may have ended here already, having matched nothing */
    return m->open[to].ended_at == m->stamp ? give_back(m, open, state, rule)
                                            : EML_OK;
}

/* Looks at one open call: does it end here, what does it call? */
static int
look(eml_abnf_matcher *m, uint32_t open)
{
    const abnf_open *o = &m->open[open];
    uint32_t state = o->state, rule = o->rule;
    const abnf_state *s = &m->state[state];
    uint32_t calls = s->calls, num_calls = s->num_calls;
    int rc = EML_OK, c = m->next;

    if (s->final && o->ended_at != m->stamp) {
        m->open[open].ended_at = m->stamp;
        for (uint32_t b = o->back; b != UINT32_MAX && rc == EML_OK;
             b = m->back[b].next)
            rc = give_back(m, m->back[b].open, m->back[b].state, rule);
    }
    for (uint32_t i = 0; i < num_calls && rc == EML_OK; i++) {
        uint32_t to = m->core[calls + i];
        const abnf_node *root = &m->g->node[m->g->sym[to].root];

        if (root->empty || (c >= 0 && eml__abnf_bit(root->first, (uint8_t)c)))
            rc = call(m, open, state, to);
    }
    return rc;
}

/* All open calls take the byte, before which `next` comes then. Those that it
 * ends leave the list; those that have work are to be looked at. */
static int
advance(eml_abnf_matcher *m, uint8_t c, int next)
{
    uint32_t *now = m->now, num = m->num_now, left = 0;

    m->work += num;
    if (m->work > m->max_work)
        return EML_E_LIMIT;
    m->stamp++;
    for (uint32_t i = 0; i < num; i++) {
        uint32_t open = now[i], to;
        abnf_open *o = &m->open[open];

        to = eml__abnf_known(m, o->state, c);
        if (to == STATE_UNKNOWN) {
            int rc = eml__abnf_step(m, o->state, c, &to);

            if (rc < 0)
                return rc;
        }
        if (to == STATE_NONE)
            continue;
        now[left++] = open;
        o->at = m->stamp;
        o->state = to;
        if (has_work(&m->state[to], next))
            put_off(m, open);
    }
    m->num_now = left;
    m->next = next;
    return EML_OK;
}

static int
prepare(eml_abnf_matcher *m, uint32_t rule, size_t n)
{
    uint32_t words = (uint32_t)(n / 64 + 1);

    if (!m->open_at) {
        m->open_no =
            eml_arena_get(&m->run, (m->g->num_sym + 1) * sizeof *m->open_no);
        m->open_at =
            eml_arena_get(&m->run, (m->g->num_sym + 1) * sizeof *m->open_at);
        if (!m->open_no || !m->open_at) {
            m->open_at = NULL;
            return EML_E_NOMEM;
        }
    }
    if (!m->net) {
        m->net =
            eml_arena_get(&m->tables, (m->g->num_sym + 1) * sizeof *m->net);
        if (!m->net || !eml__abnf_room(&m->tables, &m->state, &m->cap_state, 0,
                                       STATE_FIRST, sizeof *m->state)) {
            m->net = NULL;
            return EML_E_NOMEM;
        }
    }
    if (!eml__abnf_room(&m->run, &m->ends, &m->cap_ends, 0, words,
                        sizeof *m->ends))
        return EML_E_NOMEM;
    memset(m->ends, 0, words * sizeof *m->ends);
    m->num_open = m->num_now = m->num_todo = m->num_back = 0;
    if (!room_for_open(m))
        return EML_E_NOMEM;
    m->stamp += 2; /* of no place of the match before */
    m->num_open = 1;
    m->open[0] = (abnf_open){.rule = rule, .back = UINT32_MAX};
    m->open_at[rule] = m->stamp;
    m->open_no[rule] = 0;
    return eml__abnf_net(m, rule);
}

static int
run(eml_abnf_matcher *m, uint32_t rule, eml_span in, eml_abnf_ends *out)
{
    int rc = prepare(m, rule, in.n);

    m->next = in.n ? in.p[0] : -1;
    if (rc == EML_OK)
        enter(m, 0, m->net[rule].start);
    *out = (eml_abnf_ends){.bits = m->ends};
    for (size_t i = 0; rc == EML_OK; i++) {
        while (m->num_todo && rc == EML_OK) {
            uint32_t open = m->todo[--m->num_todo];

            m->open[open].todo = false;
            rc = look(m, open);
        }
        if (m->open[0].ended_at == m->stamp) {
            m->ends[i / 64] |= UINT64_C(1) << (i % 64);
            out->any = true;
            out->longest = i;
        }
        if (i == in.n || !m->num_now || rc < 0)
            break;
        rc = advance(m, in.p[i], i + 1 < in.n ? in.p[i + 1] : -1);
    }
    out->whole = out->any && out->longest == in.n;
    return rc;
}

int
eml_abnf_match(eml_abnf_matcher *m, uint32_t rule, eml_span in,
               eml_abnf_ends *out)
{
    uint64_t max_work = m->max_work;
    eml_abnf_ends ends;
    int rc = EML_OK;

    if (rule >= m->g->num_sym || m->g->sym[rule].gone ||
        m->g->sym[rule].root == UINT32_MAX)
        return EML_E_MISUSE;
    if (in.n > UINT32_MAX / 2)
        return EML_E_LIMIT;
    if (!max_work)
        m->max_work = 64 * (uint64_t)in.n + (1u << 24);
    /* Full tables are emptied, and the match begun again: if it fits alone it
     * succeeds, so that what was matched before changes nothing. */
    for (int again = 0; again < 2; again++) {
        bool fresh = m->items == 0;

        m->work = 0;
        rc = run(m, rule, in, &ends);
        if (rc == EML_E_NOMEM || (rc == EML_E_LIMIT && m->items > m->max_items))
            forget(m);
        if (rc != EML_E_LIMIT || m->work > m->max_work || fresh)
            break;
    }
    m->max_work = max_work;
    if (rc == EML_OK)
        *out = ends;
    return rc;
}
