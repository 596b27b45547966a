/* RFC 6376 section 6.1, as DKIM and ARC follow it: many signatures, their keys.
 */
#include "stack/auth/verifier.h"

void
eml__verifier_init(eml__verifier *v, const eml_dkim_options *o)
{
    v->o = *o;
    eml__message_init(&v->message, o->newline);
}

/* The check that asks for the key of the number `i`: itself when none before
 * does. */
static uint32_t
asked_by(const eml__verifier *v, const eml__check *k, uint32_t i)
{
    for (uint32_t j = 0; j < i; j++)
        if (v->checks[j]->active &&
            eml_span_eq_fold(v->checks[j]->r.key_name, k->r.key_name))
            return v->checks[j]->asks;
    return i;
}

int
eml__verifier_add(eml__verifier *v, eml_cx *cx, eml__check *k)
{
    int rc = k->active ? eml__check_name(k, cx) : EML_OK;

    if (rc != EML_OK)
        return rc;
    k->asks = k->active ? asked_by(v, k, v->num_checks) : v->num_checks;
    v->checks[v->num_checks++] = k;
    return EML_OK;
}

bool
eml__verifier_end(eml__verifier *v)
{
    if (v->over || !v->message.ended || v->message.sticky)
        return false;
    for (uint32_t i = 0; i < v->num_checks; i++)
        if (!v->checks[i]->answered)
            return false;
    for (uint32_t i = 0; i < v->num_checks; i++)
        eml__check_end(v->checks[i], &v->message.bodies, v->o.has_now,
                       v->o.now);
    return v->over = true;
}

int
eml__verifier_poll(eml__verifier *v, eml_dns_query *q)
{
    if (v->message.sticky)
        return v->message.sticky;
    for (; v->next_query < v->num_checks; v->next_query++) {
        const eml__check *k = v->checks[v->next_query];

        if (k->answered || k->asks != v->next_query)
            continue;
        q->id = v->next_query++;
        q->type = EML_DNS_TXT;
        q->name = k->r.key_name;
        return EML_OK;
    }
    return v->over ? EML_END : EML_WANT_INPUT;
}

int
eml__verifier_dns(eml__verifier *v, eml_cx *cx, uint32_t id,
                  const eml_dns_answer *a)
{
    if (v->message.sticky)
        return v->message.sticky;
    if (id >= v->num_checks || id >= v->next_query || v->checks[id]->answered)
        return EML_OK;
    for (uint32_t i = id; i < v->num_checks; i++) {
        eml__check *k = v->checks[i];
        int rc;

        if (k->asks != id || k->answered)
            continue;
        rc = eml__check_key(k, cx, v->o.crypto, a);
        if (rc < 0)
            return v->message.sticky = rc;
    }
    return EML_OK;
}
