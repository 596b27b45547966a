/* RFC 6376 section 6: the machine that verifies. */
#include "eml/dkim.h"

#include "stack/auth/verifier.h"

enum {
    SIGNATURES = 20, /* verified, when nobody says */
    MAX_SIGNATURES = EML__BODIES,
    MAX_RESULTS = 1000 /* told of */
};

struct eml_dkim {
    eml__verifier v;
};

eml_dkim *
eml_dkim_new(eml_cx *cx, const eml_dkim_options *o)
{
    eml_dkim *m = eml_arena_get(cx->arena, sizeof *m);

    if (!m)
        return NULL;
    eml__verifier_init(&m->v, o);
    if (!m->v.o.max_signatures)
        m->v.o.max_signatures = SIGNATURES;
    if (m->v.o.max_signatures > MAX_SIGNATURES)
        m->v.o.max_signatures = MAX_SIGNATURES;
    return m;
}

static bool
is_signature(const eml__hfield *f)
{
    return eml_span_eq_fold(f->name, eml_signature_field(EML_SIGNATURE_DKIM));
}

static int
begin_check(eml__verifier *v, eml_cx *cx, eml__check *k, const eml__hfield *f,
            eml__picker *pick)
{
    eml__message *m = &v->message;
    int rc = eml__check_parse(k, cx, &m->header, f, EML_SIGNATURE_DKIM);

    if (rc == EML_OK && v->num_checks >= v->o.max_signatures) {
        k->active = false;
        k->answered = true;
        k->r.reason = EML_E_LIMIT_SIGNATURES;
    }
    if (rc == EML_OK)
        rc = eml__verifier_add(v, cx, k);
    if (rc != EML_OK || !k->active)
        return rc;
    rc = eml__bodies_add(&m->bodies, cx, v->o.crypto, &k->r.sig, &k->body);
    if (rc == EML_OK &&
        !eml__hash_header(v->o.crypto, pick, &k->r.sig, f->raw, k->digest))
        rc = EML_E_NOMEM;
    return rc;
}

/* The header is complete. */
static int
begin_checks(eml__verifier *v, eml_cx *cx)
{
    const eml__header *h = &v->message.header;
    uint32_t num = 0;
    eml__check *checks;
    eml__picker pick;
    int rc = EML_OK;

    for (uint32_t i = 0; i < h->num_fields && num < MAX_RESULTS; i++)
        num += is_signature(&h->fields[i]);
    checks = eml_arena_get(cx->arena, num * sizeof *checks);
    v->checks = eml_arena_get(cx->arena, num * sizeof(eml__check *));
    if (!checks || !v->checks || !eml__picker_init(&pick, h, cx->arena))
        return EML_E_NOMEM;
    for (uint32_t i = 0; rc == EML_OK && v->num_checks < num; i++)
        if (is_signature(&h->fields[i]))
            rc = begin_check(v, cx, &checks[v->num_checks], &h->fields[i],
                             &pick);
    return rc;
}

int
eml_dkim_feed(eml_dkim *m, eml_cx *cx, eml_span bytes, bool last)
{
    int rc = eml__message_header(&m->v.message, cx, &bytes, last);

    if (rc == EML_END)
        rc = begin_checks(&m->v, cx);
    rc = eml__message_body(&m->v.message, rc, bytes, last);
    (void)eml__verifier_end(&m->v);
    return rc;
}

int
eml_dkim_poll(eml_dkim *m, eml_dns_query *q)
{
    return eml__verifier_poll(&m->v, q);
}

int
eml_dkim_dns(eml_dkim *m, eml_cx *cx, uint32_t id, const eml_dns_answer *a)
{
    int rc = eml__verifier_dns(&m->v, cx, id, a);

    (void)eml__verifier_end(&m->v);
    return rc;
}

const eml_dkim_result *
eml_dkim_result_at(const eml_dkim *m, size_t i)
{
    return i < m->v.num_checks ? &m->v.checks[i]->r : NULL;
}

void
eml_dkim_fini(eml_dkim *m)
{
    eml__bodies_free(&m->v.message.bodies);
}
