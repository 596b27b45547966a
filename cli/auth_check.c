/* eml auth: SPF, DKIM, ARC and DMARC of one message. */
#include "cli/auth_check.h"

#include "eml/spf_run.h"

#include <stdlib.h>
#include <string.h>

/* ---- SPF --------------------------------------------------------------- */

/* RFC 7208 section 2.4: for the null path the MAIL FROM identity is postmaster
 * at the HELO name, as the machine has it. */
static int
check_spf(auth_check *k)
{
    const auth_conf *c = k->run->conf;
    eml_spf_conf conf = {.ip = k->run->ip,
                         .helo = cli_span(c->helo),
                         .mail_from = cli_span(c->mail_from),
                         .receiver = k->run->authserv_id,
                         .now = k->m->now};
    const uint8_t *at;
    int rc;

    if (!c->ip)
        return EML_OK;
    k->has_spf = true;
    k->trace = (eml_spf_trace){.events = k->events, .cap = AUTH_EVENTS};
    rc = eml_spf_init(&k->spf, &conf, &k->m->arena, &k->trace);
    if (rc == EML_OK)
        rc = eml_spf_run(&k->spf, k->m->dns);
    k->sender = (eml_span){k->spf.sender, k->spf.sender_len};
    for (at = k->sender.p + k->sender.n; at != k->sender.p && at[-1] != '@';
         at--)
        ;
    k->sender.n -= (size_t)(at - k->sender.p);
    k->sender.p = at;
    return rc;
}

/* ---- DMARC ------------------------------------------------------------- */

static int
add_from(auth_check *k, const eml_mailbox *m, bool *any)
{
    eml_span domain;
    int rc = eml_text_get(&k->m->cx, &m->domain, &domain);

    if (rc < 0 || !domain.n)
        return rc;
    *any = true;
    for (size_t i = 0; i < k->num_froms && i < EML_DMARC_FROM_MAX; i++)
        if (eml_span_eq_fold(k->froms[i], domain))
            return EML_OK;
    if (k->num_froms < EML_DMARC_FROM_MAX)
        k->froms[k->num_froms] = domain;
    k->num_froms++;
    return EML_OK;
}

/* The domains of one field; *any: there is one. */
static int
add_froms(auth_check *k, const eml_field *f, bool *any)
{
    if (f->value.kind != EML_VALUE_ADDRESSES)
        return EML_OK;
    for (const eml_address *a = f->value.u.addresses->first; a; a = a->next)
        for (const eml_mailbox *m = a->mailbox; m; m = m->next) {
            int rc = add_from(k, m, any);

            if (rc < 0)
                return rc;
            if (!a->group)
                break; /* the next one is the next address's */
        }
    return EML_OK;
}

/* RFC 9989 section 5.3.1: the domains in From, of however many fields. */
static int
find_froms(auth_check *k)
{
    for (const eml_field *f = k->root->fields; f; f = f->next) {
        bool any = false;
        int rc = f->id == EML_FIELD_FROM ? add_froms(k, f, &any) : EML_OK;

        if (rc < 0)
            return rc;
        k->from_unread |= f->id == EML_FIELD_FROM && !any;
    }
    return EML_OK;
}

static void
dkim_id(const eml_dkim_result *r, eml_dmarc_id *id)
{
    id->domain = r->sig.domain;
    id->auth = EML_DMARC_AUTH_FAIL;
    /* RFC 6376 section 3.6.1, t=y: "Verifiers MUST NOT treat messages from
     * Signers in testing mode differently from unsigned email" */
    if (r->verdict == EML_DKIM_PASS && !r->testing)
        id->auth = EML_DMARC_AUTH_PASS;
    else if (r->verdict == EML_DKIM_TEMPERROR)
        id->auth = EML_DMARC_AUTH_TEMPERROR;
}

static void
set_dmarc(auth_check *k, dmarc_check *d, eml_span from)
{
    size_t num = k->num_dkim < DMARC_MAX_IDS ? k->num_dkim : DMARC_MAX_IDS;

    memset(d, 0, sizeof *d);
    d->conf.from = from;
    d->conf.dkim = d->dkim;
    d->conf.num_dkim = num;
    for (size_t i = 0; i < num; i++)
        dkim_id(eml_dkim_result_at(k->m->dkim, i), &d->dkim[i]);
    if (!k->has_spf)
        return;
    d->conf.spf = &d->spf;
    d->spf.domain = k->sender;
    d->spf.auth = k->spf.verdict.result == EML_SPF_PASS ? EML_DMARC_AUTH_PASS
                  : k->spf.verdict.result == EML_SPF_TEMPERROR
                      ? EML_DMARC_AUTH_TEMPERROR
                      : EML_DMARC_AUTH_FAIL;
}

/* RFC 9989 section 11.5: "If not all Author Domains are processed, then the
 * DMARC evaluation is incomplete": no pass, whoever the others are. */
static void
judge_rest(auth_check *k)
{
    eml_dmarc_verdict *v = &k->dmarc.machine.verdict;

    if (v->result != EML_DMARC_RESULT_PASS ||
        (k->num_froms <= EML_DMARC_FROM_MAX && !k->from_unread))
        return;
    v->result = EML_DMARC_RESULT_PERMERROR;
    v->why = EML_DMARC_WHY_INCOMPLETE;
}

/* RFC 9989 section 11.5: "apply the DMARC mechanism to each domain found in the
 * RFC5322.From field as the Author Domain and apply the most strict policy
 * selected among the checks that fail". A machine must not be moved, so the one
 * that counts is run again. */
static int
check_dmarc(auth_check *k)
{
    size_t num =
        k->num_froms < EML_DMARC_FROM_MAX ? k->num_froms : EML_DMARC_FROM_MAX;
    dmarc_check *other = num > 1 ? malloc(sizeof *other) : NULL;
    eml_dmarc_verdict best = {.result = EML_DMARC_RESULT_PASS};
    size_t which = 0;
    int rc = num > 1 && !other ? EML_E_NOMEM : EML_OK;

    for (size_t i = 0; i < num && num > 1 && rc == EML_OK; i++) {
        set_dmarc(k, other, k->froms[i]);
        rc = dmarc_drive(other, &k->m->cx, k->m->dns);
        if (rc == EML_OK &&
            (i == 0 || eml_dmarc_stricter(&other->machine.verdict, &best))) {
            best = other->machine.verdict;
            which = i;
        }
    }
    free(other);
    if (rc != EML_OK)
        return rc;
    set_dmarc(k, &k->dmarc, num ? k->froms[which] : EML_NONE);
    rc = dmarc_drive(&k->dmarc, &k->m->cx, k->m->dns);
    judge_rest(k);
    return rc;
}

/* ---- what claims to be ours -------------------------------------------- */

/* RFC 8601 section 5: what an MTA would have to delete, whether all of it can
 * be read or not. */
static int
find_forged(auth_check *k)
{
    for (const eml_field *f = k->root->fields; f; f = f->next) {
        eml_out rest = {.arena = &k->m->arena};
        uint32_t gone;
        int rc;

        if (f->id != EML_FIELD_AUTH_RESULTS)
            continue;
        rc = eml_authres_strip(&k->m->cx, f->raw, &k->run->authserv_id, 1, 0,
                               &rest, &gone);
        if (rc < 0)
            return rc;
        if (!gone)
            continue;
        if (k->num_forged < AUTH_FORGED)
            k->forged[k->num_forged] =
                (eml_diag){.off = (uint64_t)(f->raw.p - k->m->cx.origin),
                           .len = (uint32_t)f->raw.n};
        k->num_forged++;
    }
    return EML_OK;
}

int
auth_check_message(auth_check *k, const auth_run *run, auth_message *m)
{
    eml_span header =
        m->header.n ? (eml_span){m->header.p, m->header.n} : EML_NONE;
    int rc;

    memset(k, 0, sizeof *k);
    k->run = run;
    k->m = m;
    k->sender = EML_NONE;
    m->cx.origin = header.p;
    m->cx.allow = EML_ALLOW_WILD;
    while (eml_dkim_result_at(m->dkim, k->num_dkim))
        k->num_dkim++;
    rc = eml_message_parse_lazy(&m->cx, header, &k->root);
    if (rc == EML_OK)
        rc = find_froms(k);
    if (rc == EML_OK)
        rc = find_forged(k);
    if (rc == EML_OK)
        rc = check_spf(k);
    return rc == EML_OK ? check_dmarc(k) : rc;
}
