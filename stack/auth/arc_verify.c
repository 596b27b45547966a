/* RFC 8617 section 5.2: the machine that validates a chain. */
#include "eml/arc.h"

#include <string.h>

#include "stack/auth/arc_sets.h"

struct eml_arc {
    eml_dkim_options o;
    eml__header header;
    eml__bodies bodies;
    eml__arc_sets sets;
    eml__check **checks; /* AMS and seal of set 1, of set 2 ... */
    uint32_t num_checks, next_query;
    eml_arc_set *told; /* results, when over */
    eml_arc_result r;
    bool ended, over;
    int sticky;
};

const char *
eml_arc_cv_name(eml_arc_cv cv)
{
    static const char *const names[] = {"unknown", "none", "fail", "pass"};

    return names[cv];
}

eml_arc *
eml_arc_new(eml_cx *cx, const eml_dkim_options *o)
{
    eml_arc *m = eml_arena_get(cx->arena, sizeof *m);

    if (!m)
        return NULL;
    m->o = *o;
    m->header.newline = o->newline;
    eml__bodies_init(&m->bodies, o->newline);
    return m;
}

static void
fail(eml_arc *m, int reason, uint32_t instance, const eml_dkim_result *field)
{
    m->r.cv = EML_ARC_CV_FAIL;
    m->r.reason = reason;
    m->r.instance = instance;
    m->r.off = field ? field->off : 0;
    m->r.len = field ? field->field.n : 0;
}

static uint32_t
asked_by(const eml_arc *m, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (m->checks[k]->active && eml_span_eq_fold(m->checks[k]->r.key_name,
                                                     m->checks[i]->r.key_name))
            return m->checks[k]->asks;
    return i;
}

/* The hashes of an ARC-Message-Signature. */
static int
hash_message(eml_arc *m, eml_cx *cx, eml__check *k, eml__picker *pick)
{
    int rc = eml__bodies_add(&m->bodies, cx, m->o.crypto, &k->r.sig, &k->body);

    if (rc == EML_E_LIMIT) { /* of bodies by another l= each */
        k->active = false;
        k->answered = true;
        k->r.reason = EML_E_LIMIT_SIGNATURES;
        return EML_OK;
    }
    if (rc == EML_OK &&
        !eml__hash_header(m->o.crypto, pick, &k->r.sig, k->r.field, k->digest))
        rc = EML_E_NOMEM;
    return rc;
}

/* Without c= it is simple/simple (6376 section 3.5), and relaxed/relaxed for
 * those who make chains: either will do (doc/rulings.md). */
static int
read_otherwise(eml_arc *m, eml_cx *cx, eml__check *k, eml__picker *pick)
{
    eml__check *other;

    if (!k->active || k->r.sig.tags & EML_TAG_C)
        return EML_OK;
    other = eml_arena_get(cx->arena, sizeof *other);
    if (!other)
        return EML_E_NOMEM;
    *other = *k;
    other->r.sig.header_canon = other->r.sig.body_canon = EML_CANON_RELAXED;
    k->other = other;
    return hash_message(m, cx, other, pick);
}

/* The number `i` check: hashes its header. */
static int
begin_check(eml_arc *m, eml_cx *cx, uint32_t i, eml__picker *pick)
{
    eml__check *k = m->checks[i];
    uint32_t instance = i / 2 + 1;
    int rc;

    k->asks = i;
    if (!k->active)
        return EML_OK;
    rc = eml__check_name(k, cx);
    if (rc != EML_OK)
        return rc;
    k->asks = asked_by(m, i);
    if (i % 2)
        return eml__arc_hash(m->o.crypto, &m->header, &m->sets, instance,
                             k->digest)
                   ? EML_OK
                   : EML_E_NOMEM;
    rc = hash_message(m, cx, k, pick);
    return rc == EML_OK ? read_otherwise(m, cx, k, pick) : rc;
}

static int
begin_checks(eml_arc *m, eml_cx *cx)
{
    eml__arc_sets *s = &m->sets;
    const eml__hfield *f;
    eml__picker pick;
    int rc = eml__arc_collect(s, cx, &m->header);

    if (rc != EML_OK)
        return rc;
    m->r.num_sets = s->num;
    if (!s->num_fields)
        m->r.cv = EML_ARC_CV_NONE;
    if (s->reason) {
        f = s->field == EML__NO_FIELD ? NULL : &m->header.fields[s->field];
        fail(m, s->reason, s->instance, NULL);
        m->r.off = f ? f->off : 0;
        m->r.len = f ? f->raw.n : 0;
    }
    if (m->r.cv != EML_ARC_CV_OTHER)
        return EML_OK;
    m->checks = eml_arena_get(cx->arena, 2 * s->num * sizeof *m->checks);
    m->told = eml_arena_get(cx->arena, s->num * sizeof *m->told);
    if (!m->checks || !m->told ||
        !eml__picker_init(&pick, &m->header, cx->arena))
        return EML_E_NOMEM;
    for (uint32_t i = 0; i < 2 * s->num; i++)
        m->checks[i] = i % 2 ? &s->set[i / 2].of_seal : &s->set[i / 2].of_ams;
    for (uint32_t i = 0; rc == EML_OK && i < 2 * s->num; i++) {
        rc = begin_check(m, cx, i, &pick);
        m->num_checks += rc == EML_OK;
    }
    return rc;
}

/* Steps 4 to 7. */
static void
judge(eml_arc *m)
{
    uint32_t n = m->r.num_sets;
    const eml_dkim_result *ams = &m->checks[2 * n - 2]->r;

    for (m->r.oldest_pass = n; m->r.oldest_pass; m->r.oldest_pass--)
        if (m->checks[2 * m->r.oldest_pass - 2]->r.verdict != EML_DKIM_PASS)
            break;
    if (m->r.oldest_pass) /* the one before this */
        m->r.oldest_pass++;
    if (ams->verdict != EML_DKIM_PASS) {
        m->r.oldest_pass = 0;
        fail(m, EML_E_ARC_AMS, n, ams);
        return;
    }
    for (uint32_t i = n; i; i--)
        if (m->checks[2 * i - 1]->r.verdict != EML_DKIM_PASS) {
            fail(m, EML_E_ARC_AS, i, &m->checks[2 * i - 1]->r);
            return;
        }
    m->r.cv = EML_ARC_CV_PASS;
}

static void
end_check(const eml_arc *m, eml__check *k)
{
    eml__check_end(k, &m->bodies, m->o.has_now, m->o.now);
    if (!k->other)
        return;
    eml__check_end(k->other, &m->bodies, m->o.has_now, m->o.now);
    if (k->r.verdict != EML_DKIM_PASS && k->other->r.verdict == EML_DKIM_PASS)
        k->r = k->other->r;
}

static void
end_checks(eml_arc *m)
{
    if (m->over || !m->ended)
        return;
    for (uint32_t i = 0; i < m->num_checks; i++)
        if (!m->checks[i]->answered)
            return;
    for (uint32_t i = 0; i < m->num_checks; i++)
        end_check(m, m->checks[i]);
    if (m->r.cv == EML_ARC_CV_OTHER)
        judge(m);
    for (uint32_t i = 0; i < m->num_checks / 2; i++)
        m->told[i] = (eml_arc_set){.instance = i + 1,
                                   .results = m->sets.set[i].results,
                                   .ams = m->checks[2 * i]->r,
                                   .seal = m->checks[2 * i + 1]->r};
    m->over = true;
}

static int
feed(eml_arc *m, eml_cx *cx, eml_span bytes, bool last)
{
    int rc = EML_OK;

    if (!m->header.done) {
        rc = eml__header_feed(&m->header, cx, &bytes, last);
        if (rc == EML_OK)
            rc = begin_checks(m, cx);
    }
    if (rc != EML_OK)
        return rc == EML_WANT_INPUT ? EML_OK : rc;
    eml__bodies_feed(&m->bodies, bytes, last);
    m->ended = last;
    return m->bodies.failed ? EML_E_NOMEM : EML_OK;
}

int
eml_arc_feed(eml_arc *m, eml_cx *cx, eml_span bytes, bool last)
{
    uint8_t newline = cx->newline;
    int rc;

    if (m->sticky)
        return m->sticky;
    if (m->ended)
        return EML_E_MISUSE;
    cx->newline = (uint8_t)m->o.newline;
    rc = feed(m, cx, bytes, last);
    cx->newline = newline;
    m->sticky = rc;
    end_checks(m);
    return rc;
}

int
eml_arc_poll(eml_arc *m, eml_dns_query *q)
{
    if (m->sticky)
        return m->sticky;
    for (; m->next_query < m->num_checks; m->next_query++) {
        const eml__check *k = m->checks[m->next_query];

        if (k->answered || k->asks != m->next_query)
            continue;
        q->id = m->next_query++;
        q->type = EML_DNS_TXT;
        q->name = k->r.key_name;
        return EML_OK;
    }
    return m->over ? EML_END : EML_WANT_INPUT;
}

int
eml_arc_dns(eml_arc *m, eml_cx *cx, uint32_t id, const eml_dns_answer *a)
{
    if (m->sticky)
        return m->sticky;
    if (id >= m->num_checks || id >= m->next_query || m->checks[id]->answered)
        return EML_OK;
    for (uint32_t i = id; i < m->num_checks; i++) {
        eml__check *k = m->checks[i];
        int rc;

        if (k->asks != id || k->answered)
            continue;
        rc = eml__check_key(k, cx, m->o.crypto, a);
        if (rc == EML_OK && k->other)
            rc = eml__check_key(k->other, cx, m->o.crypto, a);
        if (rc < 0)
            return m->sticky = rc;
    }
    end_checks(m);
    return EML_OK;
}

const eml_arc_result *
eml_arc_result_get(const eml_arc *m)
{
    return &m->r;
}

const eml_arc_set *
eml_arc_set_at(const eml_arc *m, uint32_t instance)
{
    return m->over && instance && instance <= m->num_checks / 2
               ? &m->told[instance - 1]
               : NULL;
}

void
eml_arc_fini(eml_arc *m)
{
    eml__bodies_free(&m->bodies);
}
