/* RFC 6376 section 6: the machine that verifies. */
#include "eml/dkim.h"

#include <string.h>

#include "stack/auth/signature_check.h"

enum {
    SIGNATURES = 20, /* verified, when nobody says */
    MAX_SIGNATURES = EML__BODIES,
    MAX_RESULTS = 1000 /* told of */
};

struct eml_dkim {
    eml_dkim_options o;
    eml__header header;
    eml__bodies bodies;
    eml__check *checks;
    uint32_t num_checks, next_query;
    bool ended, over; /* the last byte is in; results are final */
    int sticky;
};

eml_dkim *
eml_dkim_new(eml_cx *cx, const eml_dkim_options *o)
{
    eml_dkim *m = eml_arena_get(cx->arena, sizeof *m);

    if (!m)
        return NULL;
    m->o = *o;
    m->header.newline = o->newline;
    if (!m->o.max_signatures)
        m->o.max_signatures = SIGNATURES;
    if (m->o.max_signatures > MAX_SIGNATURES)
        m->o.max_signatures = MAX_SIGNATURES;
    eml__bodies_init(&m->bodies, o->newline);
    return m;
}

static bool
is_signature(const eml__hfield *f)
{
    return eml_span_eq_fold(f->name, eml_signature_field(EML_SIGNATURE_DKIM));
}

/* The check that asks for the same key, itself when none does. */
static uint32_t
asked_by(const eml_dkim *m, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (m->checks[k].active &&
            eml_span_eq_fold(m->checks[k].r.key_name, m->checks[i].r.key_name))
            return m->checks[k].asks;
    return i;
}

static int
begin_check(eml_dkim *m, eml_cx *cx, uint32_t i, const eml__hfield *f,
            eml__picker *pick)
{
    eml__check *k = &m->checks[i];
    int rc = eml__check_parse(k, cx, f, EML_SIGNATURE_DKIM);

    k->asks = i;
    if (rc == EML_OK && i >= m->o.max_signatures) {
        k->active = false;
        k->answered = true;
        k->r.reason = EML_E_LIMIT_SIGNATURES;
    }
    if (rc != EML_OK || !k->active)
        return rc;
    rc = eml__check_name(k, cx);
    if (rc == EML_OK)
        rc = eml__bodies_add(&m->bodies, cx, m->o.crypto, &k->r.sig, &k->body);
    if (rc == EML_OK &&
        !eml__hash_header(m->o.crypto, pick, &k->r.sig, f->raw, k->digest))
        rc = EML_E_NOMEM;
    k->asks = asked_by(m, i);
    return rc;
}

/* The header is complete. */
static int
begin_checks(eml_dkim *m, eml_cx *cx)
{
    const eml__header *h = &m->header;
    uint32_t num = 0;
    eml__picker pick;
    int rc = EML_OK;

    for (uint32_t i = 0; i < h->num_fields && num < MAX_RESULTS; i++)
        num += is_signature(&h->fields[i]);
    m->checks = eml_arena_get(cx->arena, num * sizeof *m->checks);
    if (!m->checks || !eml__picker_init(&pick, h, cx->arena))
        return EML_E_NOMEM;
    for (uint32_t i = 0; rc == EML_OK && m->num_checks < num; i++)
        if (is_signature(&h->fields[i])) {
            rc = begin_check(m, cx, m->num_checks, &h->fields[i], &pick);
            m->num_checks += rc == EML_OK;
        }
    return rc;
}

/* All that there is to know is known. */
static void
end_checks(eml_dkim *m)
{
    if (m->over || !m->ended)
        return;
    for (uint32_t i = 0; i < m->num_checks; i++)
        if (!m->checks[i].answered)
            return;
    for (uint32_t i = 0; i < m->num_checks; i++)
        eml__check_end(&m->checks[i], &m->bodies, m->o.has_now, m->o.now);
    m->over = true;
}

static int
feed(eml_dkim *m, eml_cx *cx, eml_span bytes, bool last)
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
eml_dkim_feed(eml_dkim *m, eml_cx *cx, eml_span bytes, bool last)
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
eml_dkim_poll(eml_dkim *m, eml_dns_query *q)
{
    if (m->sticky)
        return m->sticky;
    for (; m->next_query < m->num_checks; m->next_query++) {
        const eml__check *k = &m->checks[m->next_query];

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
eml_dkim_dns(eml_dkim *m, eml_cx *cx, uint32_t id, const eml_dns_answer *a)
{
    if (m->sticky)
        return m->sticky;
    if (id >= m->num_checks || id >= m->next_query || m->checks[id].answered)
        return EML_OK;
    for (uint32_t i = id; i < m->num_checks; i++) {
        eml__check *k = &m->checks[i];
        int rc;

        if (k->asks != id || k->answered)
            continue;
        rc = eml__check_key(k, cx, m->o.crypto, a);
        if (rc < 0)
            return m->sticky = rc;
    }
    end_checks(m);
    return EML_OK;
}

const eml_dkim_result *
eml_dkim_result_at(const eml_dkim *m, size_t i)
{
    return i < m->num_checks ? &m->checks[i].r : NULL;
}

void
eml_dkim_fini(eml_dkim *m)
{
    eml__bodies_free(&m->bodies);
}
