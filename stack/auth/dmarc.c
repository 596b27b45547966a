/* RFC 9989 sections 4.10 and 5.3: policy discovery, alignment, the result. */
#include "eml/dmarc.h"

#include <string.h>

#include "stack/auth/dmarc_walk.h"

enum state {
    WALK_AUTHOR, /* 4.10.1: the Author Domain, and on to its root */
    OLD_AUTHOR,  /* 7489 6.6.3 step 1 */
    OLD_ORG,     /* 7489 6.6.3 step 3 */
    EXISTS,      /* 4.10.1: is there such a domain? */
    NEXT_ID,     /* 4.10.2: the identifier m->at */
    WALK_ID,
    DONE
};

static eml_span
from_of(const eml_dmarc *m)
{
    return (eml_span){m->from, m->from_len};
}

static eml_span
ident_of(const eml_dmarc *m)
{
    return (eml_span){m->ident, m->ident_len};
}

static void
ask(eml_dmarc *m, uint16_t type, size_t name_len)
{
    m->query_type = type;
    m->name_len = name_len;
    m->id = ++m->verdict.num_queries;
}

static void
end(eml_dmarc *m, eml_dmarc_result result, eml_dmarc_why why)
{
    m->verdict.result = result;
    m->verdict.why = why;
    m->state = DONE;
}

/* ---- the policy record ------------------------------------------------------
 */

static void
take_record(eml_dmarc *m, const eml_dmarc_record *r, eml_span at,
            eml_dmarc_place place)
{
    m->verdict.record = *r;
    m->verdict.record_at = at;
    m->verdict.place = place;
}

/* 4.10.1: "from highest preference to lowest: The Author Domain, The
 * Organizational Domain of the Author Domain, The Public Suffix Domain of the
 * Author Domain". */
static void
choose_record(eml_dmarc *m)
{
    const eml__dmarc_walk *w = &m->author;

    if (w->has_first)
        take_record(m, &w->first, w->first_at, EML_DMARC_AT_AUTHOR);
    else if (w->failed)
        return;
    else if (w->rule == EML_DMARC_ORG_PSD_N || w->rule == EML_DMARC_ORG_FEWEST)
        take_record(m, &w->fewest, w->fewest_at, EML_DMARC_AT_ORG);
    else if (w->has_below)
        take_record(m, &w->fewest, w->fewest_at, EML_DMARC_AT_ORG);
    else if (w->has_psd)
        take_record(m, &w->psd, w->psd_at, EML_DMARC_AT_PSD);
}

static bool
is_policy(uint8_t p)
{
    return p > EML_DMARC_INVALID;
}

/* 4.10.1: what is asked for. False: "the Mail Receiver applies no DMARC
 * processing to this message". */
static bool
choose_policy(eml_dmarc *m)
{
    eml_dmarc_verdict *v = &m->verdict;
    const eml_dmarc_record *r = &v->record;

    if (!is_policy(r->p) || r->sp == EML_DMARC_INVALID ||
        r->np == EML_DMARC_INVALID) {
        v->policy = EML_DMARC_NONE;
        v->assumed_none = true;
        return r->num_rua > 0;
    }
    v->policy = (eml_dmarc_policy)r->p;
    v->tag = "p";
    if (v->place == EML_DMARC_AT_AUTHOR)
        return true;
    if (v->absent && is_policy(r->np)) {
        v->policy = (eml_dmarc_policy)r->np;
        v->tag = "np";
    } else if (is_policy(r->sp)) {
        v->policy = (eml_dmarc_policy)r->sp;
        v->tag = "sp";
    }
    return true;
}

/* Whether np= would say something else than what is said without it. */
static bool
existence_matters(const eml_dmarc *m)
{
    const eml_dmarc_record *r = &m->verdict.record;

    return m->verdict.place != EML_DMARC_AT_AUTHOR && is_policy(r->np) &&
           r->np != (is_policy(r->sp) ? r->sp : r->p);
}

static void
record_known(eml_dmarc *m)
{
    choose_record(m);
    m->verdict.org = m->author.org;
    m->verdict.org_rule = (eml_dmarc_org_rule)m->author.rule;
    if (m->verdict.place == EML_DMARC_AT_NONE) {
        if (m->author.failed)
            end(m, EML_DMARC_RESULT_TEMPERROR, EML_DMARC_WHY_DNS);
        else
            end(m, EML_DMARC_RESULT_NONE, EML_DMARC_WHY_NO_RECORD);
        return;
    }
    m->state = NEXT_ID;
    if (!choose_policy(m)) {
        m->verdict.policy = EML_DMARC_UNSET;
        end(m, EML_DMARC_RESULT_NONE, EML_DMARC_WHY_NO_POLICY);
    } else if (!m->verdict.assumed_none && existence_matters(m)) {
        memcpy(m->name, m->from, m->from_len);
        ask(m, EML_DNS_A, m->from_len);
        m->state = EXISTS;
    }
}

/* ---- alignment --------------------------------------------------------------
 */

static eml_dmarc_id *
current(const eml_dmarc *m)
{
    if (m->at < m->conf.num_dkim)
        return &m->conf.dkim[m->at];
    return m->at == m->conf.num_dkim ? m->conf.spf : NULL;
}

static bool
is_strict(const eml_dmarc *m)
{
    return m->at < m->conf.num_dkim ? m->verdict.record.strict_dkim
                                    : m->verdict.record.strict_spf;
}

/* As many labels of the identifier as `org` has, in the caller's bytes. */
static void
set_org(eml_dmarc_id *id, eml_span org)
{
    eml_span s = id->domain;

    if (s.n && s.p[s.n - 1] == '.')
        s.n--;
    id->org = eml__dmarc_last(s, eml__dmarc_labels(org));
}

static bool
same(eml_span a, eml_span b)
{
    return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

/* Whether the identifier may have the Author Domain's Organizational Domain:
 * its own is an end of it. */
static bool
may_align(const eml_dmarc *m)
{
    if (same(ident_of(m), from_of(m)))
        return true;
    if (is_strict(m))
        return false;
    return m->verdict.org_rule == EML_DMARC_ORG_UNKNOWN ||
           eml__dmarc_ends_in(ident_of(m), m->verdict.org);
}

/* The Organizational Domain of the identifier is known: `org`, or (n 0) not to
 * be known. */
static void
judge_id(eml_dmarc *m, eml_dmarc_id *id, eml_span org)
{
    bool equal = same(ident_of(m), from_of(m));

    if (org.n)
        set_org(id, org);
    if (equal || is_strict(m))
        id->aligned = equal;
    else if (!org.n || m->verdict.org_rule == EML_DMARC_ORG_UNKNOWN)
        m->unsure |= may_align(m);
    else
        id->aligned = same(org, m->verdict.org);
    m->at++;
    m->state = NEXT_ID;
}

static void
begin_id(eml_dmarc *m, eml_dmarc_id *id)
{
    bool wanted;

    id->aligned = false;
    id->org = EML_NONE;
    m->ident_len = eml__dmarc_name(id->domain, m->ident);
    if (id->auth == EML_DMARC_AUTH_TEMPERROR && m->ident_len)
        m->maybe |= may_align(m);
    if (id->auth != EML_DMARC_AUTH_PASS || !m->ident_len) {
        m->at++;
        return;
    }
    wanted = m->conf.all_orgs ||
             (may_align(m) && !is_strict(m) && !same(ident_of(m), from_of(m)) &&
              m->verdict.org_rule != EML_DMARC_ORG_UNKNOWN);
    if (!wanted) {
        judge_id(m, id, EML_NONE);
    } else if (m->conf.rules == EML_DMARC_7489) {
        judge_id(m, id, eml_psl_org(m->conf.psl, ident_of(m)));
    } else if (same(ident_of(m), from_of(m)) && m->author.org.n) {
        judge_id(m, id, m->author.org);
    } else {
        eml__dmarc_walk_begin(&m->other, ident_of(m));
        m->state = WALK_ID;
    }
}

/* ---- the result -------------------------------------------------------- */

/* "one level below the specified policy" (4.7, t=y; 7489 6.6.4 for what pct=
 * leaves out) */
static eml_dmarc_policy
one_below(eml_dmarc_policy p)
{
    return p == EML_DMARC_REJECT ? EML_DMARC_QUARANTINE : EML_DMARC_NONE;
}

static void
conclude(eml_dmarc *m)
{
    eml_dmarc_verdict *v = &m->verdict;
    bool aligned = m->conf.spf && m->conf.spf->aligned;

    for (size_t i = 0; i < m->conf.num_dkim; i++)
        aligned |= m->conf.dkim[i].aligned;
    if (aligned) {
        end(m, EML_DMARC_RESULT_PASS, EML_DMARC_WHY_ALIGNED);
        return;
    }
    /* 5.3.6: "the message cannot be considered to pass or fail" */
    if (m->unsure || m->maybe || m->unknown) {
        end(m, EML_DMARC_RESULT_TEMPERROR,
            m->unsure || m->unknown ? EML_DMARC_WHY_DNS
                                    : EML_DMARC_WHY_MECHANISM);
        return;
    }
    end(m, EML_DMARC_RESULT_FAIL, EML_DMARC_WHY_UNALIGNED);
    v->disposition = v->policy;
    v->sampled_out = m->conf.rules == EML_DMARC_7489 &&
                     m->conf.roll >= v->record.pct &&
                     v->policy > EML_DMARC_NONE;
    if (v->record.testing || v->sampled_out)
        v->disposition = one_below(v->policy);
}

/* ---- the machine ------------------------------------------------------- */

static bool
ask_record(eml_dmarc *m, eml_span domain)
{
    size_t n = eml__dmarc_query_name(domain, m->name);

    if (n)
        ask(m, EML_DNS_TXT, n);
    return n != 0;
}

/* 7489 3.2: the Organizational Domain is the list's. */
static void
old_author(eml_dmarc *m)
{
    m->author.org = eml_psl_org(m->conf.psl, from_of(m));
    m->author.rule = EML_DMARC_ORG_PSL;
    m->verdict.org = m->author.org;
    m->verdict.org_rule = EML_DMARC_ORG_PSL;
    if (!ask_record(m, from_of(m)))
        m->state = OLD_ORG;
}

static void
old_org(eml_dmarc *m)
{
    if (same(m->author.org, from_of(m)) || !ask_record(m, m->author.org))
        record_known(m);
}

/* Goes on until a query is open, or the verdict there. */
static void
advance(eml_dmarc *m)
{
    while (m->state != DONE && !m->id) {
        eml_dmarc_id *id;
        eml_span target;

        switch ((enum state)m->state) {
        case WALK_AUTHOR:
            if (eml__dmarc_walk_next(&m->author, &target))
                (void)ask_record(m, target);
            else
                record_known(m);
            break;
        case OLD_AUTHOR:
            old_author(m);
            break;
        case OLD_ORG:
            old_org(m);
            break;
        case NEXT_ID:
            id = current(m);
            if (id)
                begin_id(m, id);
            else
                conclude(m);
            break;
        case WALK_ID:
            if (eml__dmarc_walk_next(&m->other, &target))
                (void)ask_record(m, target);
            else
                judge_id(m, current(m), m->other.org);
            break;
        case EXISTS:
        case DONE:
            return;
        }
    }
}

int
eml_dmarc_init(eml_dmarc *m, const eml_dmarc_conf *conf)
{
    memset(m, 0, sizeof *m);
    m->conf = *conf;
    m->verdict.from = m->verdict.org = m->verdict.record_at = EML_NONE;
    m->verdict.tag = "";
    m->author.org = EML_NONE;
    if ((conf->rules == EML_DMARC_7489 && !conf->psl) || conf->roll > 99)
        return m->sticky = EML_E_MISUSE;
    for (size_t i = 0; i < conf->num_dkim; i++) {
        conf->dkim[i].aligned = false;
        conf->dkim[i].org = EML_NONE;
    }
    if (conf->spf) {
        conf->spf->aligned = false;
        conf->spf->org = EML_NONE;
    }
    m->from_len = eml__dmarc_name(conf->from, m->from);
    m->verdict.from = from_of(m);
    if (!m->from_len) {
        end(m, EML_DMARC_RESULT_NONE, EML_DMARC_WHY_NO_DOMAIN);
        return EML_OK;
    }
    m->state = conf->rules == EML_DMARC_7489 ? OLD_AUTHOR : WALK_AUTHOR;
    if (m->state == WALK_AUTHOR)
        eml__dmarc_walk_begin(&m->author, from_of(m));
    advance(m);
    return EML_OK;
}

int
eml_dmarc_poll(eml_dmarc *m, eml_dns_query *query)
{
    if (m->sticky < 0)
        return m->sticky;
    if (!m->id)
        return EML_OK;
    query->id = m->id;
    query->type = m->query_type;
    query->name = (eml_span){m->name, m->name_len};
    return EML_WANT_DNS;
}

/* 7489 6.6.3: a record of the Author Domain, or of its Organizational Domain */
static int
old_answer(eml_dmarc *m, eml_cx *cx, const eml_dns_answer *answer)
{
    bool at_org = m->state == OLD_ORG;
    eml_dmarc_record r;
    unsigned num;
    int rc = eml__dmarc_pick(cx, answer, EML_DMARC_7489, &num, &r);

    if (rc < 0)
        return rc;
    m->author.failed = answer->outcome == EML_DNS_TEMPFAIL;
    if (num == 1 && !at_org) {
        m->author.has_first = true;
        m->author.first = r;
        m->author.first_at = from_of(m);
    } else if (num == 1) {
        m->author.has_fewest = m->author.has_below = true;
        m->author.fewest = r;
        m->author.fewest_at = m->author.org;
    }
    if (num == 0 && !at_org && !m->author.failed)
        m->state = OLD_ORG;
    else if (num > 1)
        end(m, EML_DMARC_RESULT_NONE, EML_DMARC_WHY_MANY);
    else
        record_known(m);
    return EML_OK;
}

static int
take_answer(eml_dmarc *m, eml_cx *cx, const eml_dns_answer *answer)
{
    switch ((enum state)m->state) {
    case WALK_AUTHOR:
        return eml__dmarc_walk_answer(&m->author, cx, answer);
    case WALK_ID:
        return eml__dmarc_walk_answer(&m->other, cx, answer);
    case OLD_AUTHOR:
    case OLD_ORG:
        return old_answer(m, cx, answer);
    case EXISTS:
        /* 3.2.13: "if the response code received for a query for a domain name
         * is NXDOMAIN" */
        m->verdict.absent = answer->outcome == EML_DNS_NXDOMAIN;
        m->unknown = answer->outcome == EML_DNS_TEMPFAIL;
        (void)choose_policy(m);
        m->state = NEXT_ID;
        return EML_OK;
    case NEXT_ID:
    case DONE:
        break;
    }
    return EML_E_MISUSE;
}

int
eml_dmarc_dns(eml_dmarc *m, eml_cx *cx, uint32_t id,
              const eml_dns_answer *answer)
{
    int rc;

    if (m->sticky < 0)
        return m->sticky;
    if (!m->id || id != m->id)
        return EML_E_MISUSE;
    m->id = 0;
    rc = take_answer(m, cx, answer);
    if (rc < 0)
        return m->sticky = rc;
    advance(m);
    return EML_OK;
}

bool
eml_dmarc_stricter(const eml_dmarc_verdict *a, const eml_dmarc_verdict *b)
{
    static const uint8_t rank[] = {
        [EML_DMARC_RESULT_PASS] = 0,      [EML_DMARC_RESULT_NONE] = 1,
        [EML_DMARC_RESULT_PERMERROR] = 2, [EML_DMARC_RESULT_TEMPERROR] = 3,
        [EML_DMARC_RESULT_FAIL] = 4,
    };

    if (rank[a->result] != rank[b->result])
        return rank[a->result] > rank[b->result];
    if (a->disposition != b->disposition)
        return a->disposition > b->disposition;
    return a->policy > b->policy;
}
