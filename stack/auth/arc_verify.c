/* RFC 8617 section 5.2: the machine that validates a chain. */
#include "eml/arc.h"

#include "stack/auth/arc_sets.h"
#include "stack/auth/verifier.h"

struct eml_arc {
    eml__verifier v; /* its checks: AMS and seal of set 1, of set 2 ... */
    eml__arc_sets sets;
    eml_arc_set *told; /* results, when over */
    eml_arc_result r;
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
    eml__verifier_init(&m->v, o);
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

/* The hashes of an ARC-Message-Signature. */
static int
hash_message(eml_arc *m, eml_cx *cx, eml__check *k, eml__picker *pick)
{
    const eml_crypto *c = m->v.o.crypto;
    int rc = eml__bodies_add(&m->v.message.bodies, cx, c, &k->r.sig, &k->body);

    if (rc == EML_E_LIMIT) { /* of bodies by another l= each */
        k->active = false;
        k->answered = true;
        k->r.reason = EML_E_LIMIT_SIGNATURES;
        return EML_OK;
    }
    if (rc == EML_OK &&
        !eml__hash_header(c, pick, &k->r.sig, k->r.field, k->digest))
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

static int
begin_set(eml_arc *m, eml_cx *cx, uint32_t instance, eml__picker *pick)
{
    eml__arc_set *set = &m->sets.set[instance - 1];
    eml__check *ams = &set->of_ams, *seal = &set->of_seal;
    int rc = eml__verifier_add(&m->v, cx, ams);

    if (rc == EML_OK && ams->active)
        rc = hash_message(m, cx, ams, pick);
    if (rc == EML_OK)
        rc = read_otherwise(m, cx, ams, pick);
    if (rc == EML_OK)
        rc = eml__verifier_add(&m->v, cx, seal);
    if (rc == EML_OK && seal->active &&
        !eml__arc_hash(m->v.o.crypto, &m->v.message.header, &m->sets, instance,
                       seal->digest))
        rc = EML_E_NOMEM;
    return rc;
}

/* The header is complete. */
static int
begin_checks(eml_arc *m, eml_cx *cx)
{
    const eml__header *h = &m->v.message.header;
    eml__arc_sets *s = &m->sets;
    const eml__hfield *f;
    eml__picker pick;
    int rc = eml__arc_collect(s, cx, h);

    if (rc != EML_OK)
        return rc;
    m->r.num_sets = s->num;
    if (!s->num_fields)
        m->r.cv = EML_ARC_CV_NONE;
    if (s->reason) {
        f = s->field == EML__NO_FIELD ? NULL : &h->fields[s->field];
        fail(m, s->reason, s->instance, NULL);
        m->r.off = f ? f->off : 0;
        m->r.len = f ? f->raw.n : 0;
    }
    if (m->r.cv != EML_ARC_CV_OTHER)
        return EML_OK;
    m->v.checks = eml_arena_get(cx->arena, 2 * s->num * sizeof(eml__check *));
    m->told = eml_arena_get(cx->arena, s->num * sizeof *m->told);
    if (!m->v.checks || !m->told || !eml__picker_init(&pick, h, cx->arena))
        return EML_E_NOMEM;
    for (uint32_t i = 1; rc == EML_OK && i <= s->num; i++)
        rc = begin_set(m, cx, i, &pick);
    return rc;
}

/* Steps 4 to 7. */
static void
judge(eml_arc *m)
{
    uint32_t n = m->r.num_sets;
    const eml_dkim_result *ams = &m->v.checks[2 * n - 2]->r;

    for (m->r.oldest_pass = n; m->r.oldest_pass; m->r.oldest_pass--)
        if (m->v.checks[2 * m->r.oldest_pass - 2]->r.verdict != EML_DKIM_PASS)
            break;
    if (m->r.oldest_pass) /* the one before this */
        m->r.oldest_pass++;
    if (ams->verdict != EML_DKIM_PASS) {
        m->r.oldest_pass = 0;
        fail(m, EML_E_ARC_AMS, n, ams);
        return;
    }
    for (uint32_t i = n; i; i--)
        if (m->v.checks[2 * i - 1]->r.verdict != EML_DKIM_PASS) {
            fail(m, EML_E_ARC_AS, i, &m->v.checks[2 * i - 1]->r);
            return;
        }
    m->r.cv = EML_ARC_CV_PASS;
}

/* All that there is to know is known. */
static void
end_checks(eml_arc *m)
{
    if (!eml__verifier_end(&m->v))
        return;
    if (m->r.cv == EML_ARC_CV_OTHER)
        judge(m);
    for (uint32_t i = 0; i < m->v.num_checks / 2; i++)
        m->told[i] = (eml_arc_set){.instance = i + 1,
                                   .results = m->sets.set[i].results,
                                   .ams = m->v.checks[2 * i]->r,
                                   .seal = m->v.checks[2 * i + 1]->r};
}

int
eml_arc_feed(eml_arc *m, eml_cx *cx, eml_span bytes, bool last)
{
    int rc = eml__message_header(&m->v.message, cx, &bytes, last);

    if (rc == EML_END)
        rc = begin_checks(m, cx);
    rc = eml__message_body(&m->v.message, rc, bytes, last);
    end_checks(m);
    return rc;
}

int
eml_arc_poll(eml_arc *m, eml_dns_query *q)
{
    return eml__verifier_poll(&m->v, q);
}

int
eml_arc_dns(eml_arc *m, eml_cx *cx, uint32_t id, const eml_dns_answer *a)
{
    int rc = eml__verifier_dns(&m->v, cx, id, a);

    end_checks(m);
    return rc;
}

const eml_arc_result *
eml_arc_result_get(const eml_arc *m)
{
    return &m->r;
}

const eml_arc_set *
eml_arc_set_at(const eml_arc *m, uint32_t instance)
{
    return m->v.over && instance && instance <= m->v.num_checks / 2
               ? &m->told[instance - 1]
               : NULL;
}

void
eml_arc_fini(eml_arc *m)
{
    eml__bodies_free(&m->v.message.bodies);
}
