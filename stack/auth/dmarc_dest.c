/* RFC 7489 section 7.1: verifying external destinations. */
#include "eml/dmarc_dest.h"

#include <string.h>

#include "stack/auth/dmarc_walk.h"

enum state { WALK_POLICY, WALK_HOST, ASK, DONE };

static eml_span
policy_of(const eml_dmarc_dest *m)
{
    return (eml_span){m->policy, m->policy_len};
}

static eml_span
host_of(const eml_dmarc_dest *m)
{
    return (eml_span){m->host, m->host_len};
}

static void
end(eml_dmarc_dest *m, eml_dmarc_dest_result result)
{
    m->result = result;
    m->state = DONE;
}

static void
ask(eml_dmarc_dest *m, size_t n)
{
    m->name_len = n;
    m->id = ++m->num_queries;
}

/* Steps 2 and 3: policy "._report._dmarc." host */
static void
ask_host(eml_dmarc_dest *m)
{
    static const char labels[] = "._report._dmarc.";
    size_t n = sizeof labels - 1;

    if (m->policy_len + n + m->host_len > EML_DMARC_NAME_MAX) {
        end(m, EML_DMARC_DEST_REFUSED);
        return;
    }
    memcpy(m->name, m->policy, m->policy_len);
    memcpy(m->name + m->policy_len, labels, n);
    memcpy(m->name + m->policy_len + n, m->host, m->host_len);
    ask(m, m->policy_len + n + m->host_len);
}

static void
compare(eml_dmarc_dest *m, eml_span host_org)
{
    if (m->policy_org.n && eml_span_eq(m->policy_org, host_org))
        end(m, EML_DMARC_DEST_INTERNAL);
    else
        m->state = ASK;
}

/* A walk is over: one without an answer leaves nothing to compare. */
static void
walked(eml_dmarc_dest *m)
{
    if (m->walk.failed) {
        end(m, EML_DMARC_DEST_UNKNOWN);
    } else if (m->state == WALK_POLICY) {
        m->policy_org = m->walk.org;
        eml__dmarc_walk_begin(&m->walk, host_of(m));
        m->state = WALK_HOST;
    } else {
        compare(m, m->walk.org);
    }
}

static void
advance(eml_dmarc_dest *m)
{
    while (m->state != DONE && !m->id) {
        eml_span target;

        if (m->state == ASK)
            ask_host(m);
        else if (eml__dmarc_walk_next(&m->walk, &target))
            ask(m, eml__dmarc_query_name(target, m->name));
        else
            walked(m);
    }
}

int
eml_dmarc_dest_init(eml_dmarc_dest *m, const eml_dmarc_dest_conf *conf)
{
    memset(m, 0, sizeof *m);
    m->conf = *conf;
    m->instead = m->policy_org = EML_NONE;
    if (conf->rules == EML_DMARC_7489 && !conf->psl)
        return m->sticky = EML_E_MISUSE;
    m->policy_len = eml__dmarc_name(conf->policy_domain, m->policy);
    m->host_len = eml__dmarc_name(conf->host, m->host);
    if (!m->policy_len || !m->host_len) {
        end(m, EML_DMARC_DEST_REFUSED);
    } else if (eml_span_eq(policy_of(m), host_of(m))) {
        end(m, EML_DMARC_DEST_INTERNAL);
    } else if (conf->rules == EML_DMARC_7489) {
        m->policy_org = eml_psl_org(conf->psl, policy_of(m));
        compare(m, eml_psl_org(conf->psl, host_of(m)));
    } else {
        eml__dmarc_walk_begin(&m->walk, policy_of(m));
    }
    advance(m);
    return EML_OK;
}

int
eml_dmarc_dest_poll(eml_dmarc_dest *m, eml_dns_query *query)
{
    if (m->sticky < 0)
        return m->sticky;
    if (!m->id)
        return EML_OK;
    query->id = m->id;
    query->type = EML_DNS_TXT;
    query->name = (eml_span){m->name, m->name_len};
    return EML_WANT_DNS;
}

/* Step 8: "the overriding URI MUST use the same destination host". */
static bool
same_host(const eml_dmarc_dest *m, eml_span list)
{
    eml_dmarc_uri u;

    while (eml_dmarc_uri_next(NULL, m->conf.rules, &list, &u)) {
        uint8_t room[256];
        size_t n = eml__dmarc_name(u.domain, room);

        if (n != m->host_len || memcmp(room, m->host, n) != 0)
            return false;
    }
    return true;
}

/* Steps 4 to 8. "v=DMARC1" is all that such a record must have. */
static int
take_record(eml_dmarc_dest *m, eml_cx *cx, const eml_dns_answer *answer)
{
    bool any = false;

    if (answer->outcome == EML_DNS_TEMPFAIL) {
        end(m, EML_DMARC_DEST_UNKNOWN);
        return EML_OK;
    }
    for (size_t i = 0; answer->outcome == EML_DNS_DATA &&
                       i < answer->num_records && !m->instead.n;
         i++) {
        eml_span data = answer->records[i].data, list;
        eml_cx aside = {.origin = data.p};
        eml_dmarc_record r;
        uint8_t *p;

        if (data.n > EML_DMARC_RECORD_MAX ||
            eml_dmarc_record_parse(&aside, data, m->conf.rules, &r) != EML_OK)
            continue;
        any = true;
        list = m->conf.failure ? r.ruf : r.rua;
        if (!(m->conf.failure ? r.num_ruf : r.num_rua))
            continue;
        p = eml_arena_raw(cx->arena, list.n);
        if (!p)
            return EML_E_NOMEM;
        memcpy(p, list.p, list.n);
        m->instead = (eml_span){p, list.n};
    }
    end(m, any && same_host(m, m->instead) ? EML_DMARC_DEST_ACCEPTED
                                           : EML_DMARC_DEST_REFUSED);
    if (m->result == EML_DMARC_DEST_REFUSED)
        m->instead = EML_NONE;
    return EML_OK;
}

int
eml_dmarc_dest_dns(eml_dmarc_dest *m, eml_cx *cx, uint32_t id,
                   const eml_dns_answer *answer)
{
    int rc;

    if (m->sticky < 0)
        return m->sticky;
    if (!m->id || id != m->id)
        return EML_E_MISUSE;
    m->id = 0;
    rc = m->state == ASK ? take_record(m, cx, answer)
                         : eml__dmarc_walk_answer(&m->walk, cx, answer);
    if (rc < 0)
        return m->sticky = rc;
    advance(m);
    return EML_OK;
}
