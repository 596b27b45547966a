/* check_host(): RFC 7208 section 4. */
#include "stack/auth/spf_check_int.h"

/* ---- results ------------------------------------------------------------- */

static bool
is_error(eml_spf_result r)
{
    return r == EML_SPF_TEMPERROR || r == EML_SPF_PERMERROR;
}

static void
note_result(eml_spf *m, eml_spf_result r, int code)
{
    eml_spf_event *e = eml__spf_event(m, EML_SPF_EV_RESULT, EML_NONE);

    if (!e)
        return;
    e->result = r;
    e->code = code;
}

static void
note_term(eml_spf *m, bool matches)
{
    eml_spf_event *e =
        eml__spf_event(m, EML_SPF_EV_TERM, eml__spf_top(m)->term->raw);

    if (e)
        e->matches = matches;
}

static void
finish(eml_spf *m, eml_spf_result r, int code)
{
    m->verdict.result = r;
    m->verdict.code = code;
    if (m->verdict.domain.n == 0)
        m->verdict.domain = eml__spf_keep(m, eml__spf_domain(eml__spf_top(m)));
    m->state =
        r == EML_SPF_FAIL && m->explains && eml__spf_top(m)->outline.exp.n
            ? EML__SPF_EXP
            : EML__SPF_DONE;
}

/* The record of the frame in hand gave `r`. 5.2: what that is to an "include"
 * that asked for it; 6.1: to a "redirect". */
static void
give(eml_spf *m, eml_spf_result r, int code)
{
    for (;;) {
        if (code && m->verdict.domain.n == 0)
            m->verdict.domain =
                eml__spf_keep(m, eml__spf_domain(eml__spf_top(m)));
        if (r == EML_SPF_NONE && eml__spf_top(m)->redirected) {
            r = EML_SPF_PERMERROR;
            code = EML_E_SPF_REDIRECT_NONE;
        }
        note_result(m, r, code);
        if (m->depth == 1) {
            finish(m, r, code);
            return;
        }
        m->depth--;
        if (r == EML_SPF_NONE) {
            r = EML_SPF_PERMERROR;
            code = EML_E_SPF_INCLUDE_NONE;
        }
        if (is_error(r))
            continue;
        note_term(m, r == EML_SPF_PASS);
        if (r != EML_SPF_PASS) {
            m->state = EML__SPF_TERM;
            return;
        }
        r = eml__spf_top(m)->term->qualifier;
        code = 0;
        if (m->depth == 1)
            m->verdict.mechanism = eml__spf_keep(m, eml__spf_top(m)->term->raw);
    }
}

/* The term in hand matches, or not. */
static void
decide(eml_spf *m, bool matches)
{
    note_term(m, matches);
    m->state = EML__SPF_TERM;
    if (!matches)
        return;
    if (m->depth == 1)
        m->verdict.mechanism = eml__spf_keep(m, eml__spf_top(m)->term->raw);
    give(m, eml__spf_top(m)->term->qualifier, 0);
}

/* 4.6.4. False: it is one too many, and the check is over. */
static bool
count_lookup(eml_spf *m)
{
    if (m->verdict.num_lookups++ < m->max_lookups)
        return true;
    give(m, EML_SPF_PERMERROR, EML_E_SPF_LOOKUPS);
    return false;
}

/* An answer that a term needs: 5 (temperror), 4.6.4 (void). */
static bool
is_usable(eml_spf *m, eml_dns_outcome outcome)
{
    if (outcome == EML_DNS_TEMPFAIL) {
        give(m, EML_SPF_TEMPERROR, EML_E_SPF_TIMEOUT);
        return false;
    }
    if (outcome != EML_DNS_DATA && m->verdict.num_voids++ >= m->max_voids) {
        give(m, EML_SPF_PERMERROR, EML_E_SPF_VOIDS);
        return false;
    }
    return true;
}

static void
ask_hosts(eml_spf *m, const eml__spf_hosts *hosts)
{
    for (size_t i = 0; i < hosts->num; i++)
        eml__spf_ask(m, eml__spf_address_type(m),
                     (eml_span){hosts->names[i], hosts->lens[i]});
}

/* ---- states -------------------------------------------------------------- */

/* 4.3, 4.4 */
static void
fetch(eml_spf *m)
{
    eml_span domain = eml__spf_domain(eml__spf_top(m));

    if (!eml__spf_name_ok(domain, true)) {
        give(m, EML_SPF_NONE, EML_E_SPF_SENDER);
        return;
    }
    m->txt = EML_NONE;
    m->num_txt = 0;
    eml__spf_ask(m, EML_DNS_TXT, domain);
    m->state = EML__SPF_RECORD;
}

/* 4.6: the whole record is looked at before anything is evaluated. */
static int
read_record(eml_spf *m, eml__spf_frame *f)
{
    eml_cx cx = {.origin = f->record.p, .arena = m->arena};
    eml_spf_record *r;
    int rc;

    f->next = NULL;
    f->rest = EML_NONE;
    if (f->record.n > EML_SPF_RECORD_SHORT) {
        f->rest = f->record;
        rc = eml_spf_check_record(&cx, f->record, &f->outline);
        if (rc == EML_OK)
            (void)eml_spf_terms(&f->rest);
        return rc;
    }
    rc = eml_spf_parse(&cx, f->record, &r);
    if (rc < 0)
        return rc;
    f->next = r->first;
    f->outline.has_all = r->all != NULL;
    if (r->redirect)
        f->outline.redirect = r->redirect->value;
    if (r->exp)
        f->outline.exp = r->exp->value;
    return EML_OK;
}

/* 4.4, 4.5, 4.6 */
static void
take_record(eml_spf *m)
{
    eml__spf_frame *f = eml__spf_top(m);
    eml_dns_outcome outcome = m->slots[0].outcome;
    int rc;

    eml__spf_close(m);
    if (outcome == EML_DNS_TEMPFAIL) {
        give(m, EML_SPF_TEMPERROR, EML_E_SPF_TIMEOUT);
        return;
    }
    if (m->num_txt != 1) {
        give(m, m->num_txt ? EML_SPF_PERMERROR : EML_SPF_NONE,
             m->num_txt                    ? EML_E_SPF_MANY
             : outcome == EML_DNS_NXDOMAIN ? EML_E_SPF_NO_DOMAIN
                                           : EML_E_SPF_NO_RECORD);
        return;
    }
    f->record = m->txt;
    (void)eml__spf_event(m, EML_SPF_EV_RECORD, m->txt);
    rc = read_record(m, f);
    if (rc == EML_E_NOMEM)
        m->sticky = rc;
    else if (rc < 0)
        give(m, EML_SPF_PERMERROR, rc);
    else
        m->state = EML__SPF_TERM;
}

/* False: there is none left. */
static bool
take_term(eml__spf_frame *f)
{
    eml_cx cx = {.origin = f->record.p};

    if (f->rest.n) {
        f->term = &f->read;
        return eml_spf_next(&cx, &f->rest, &f->read) == EML_OK;
    }
    if (!f->next)
        return false;
    f->term = f->next;
    f->next = f->next->next;
    return true;
}

/* 4.6.2, 4.7 */
static void
next_term(eml_spf *m)
{
    eml__spf_frame *f = eml__spf_top(m);

    if (!take_term(f)) {
        if (f->outline.redirect.n && !f->outline.has_all) {
            if (count_lookup(m))
                m->state = EML__SPF_REDIRECT;
        } else
            give(m, EML_SPF_NEUTRAL, 0);
        return;
    }
    switch (f->term->kind) {
    case EML_SPF_ALL:
        decide(m, true);
        break;
    case EML_SPF_IP4:
        decide(m, eml_ip_in(&m->ip, &f->term->ip, f->term->cidr4));
        break;
    case EML_SPF_IP6:
        decide(m, eml_ip_in(&m->ip, &f->term->ip, f->term->cidr6));
        break;
    case EML_SPF_INCLUDE:
    case EML_SPF_A:
    case EML_SPF_MX:
    case EML_SPF_PTR:
    case EML_SPF_EXISTS:
        if (count_lookup(m))
            m->state = EML__SPF_EVALUATE;
        break;
    case EML_SPF_REDIRECT:
    case EML_SPF_EXP:
    case EML_SPF_UNKNOWN:
        break;
    }
}

/* What needs the client's names goes to look for them first. */
static bool
wait_for_ptr(eml_spf *m, bool wanted)
{
    if (!wanted || m->knows_ptr)
        return false;
    m->after_ptr = m->state;
    m->state = EML__SPF_PTR;
    return true;
}

/* A frame for the record of `domain`; `redirect`: in the place of the one in
 * hand. */
static void
enter(eml_spf *m, eml_span domain, bool redirect)
{
    eml__spf_frame *f;

    if (!redirect && m->depth == EML_SPF_FRAMES) {
        give(m, EML_SPF_PERMERROR, EML_E_SPF_LOOKUPS);
        return;
    }
    m->depth += !redirect;
    f = eml__spf_top(m);
    memcpy(f->domain, domain.p, domain.n);
    f->domain_len = domain.n;
    f->record = f->rest = EML_NONE;
    f->next = NULL;
    f->outline = (eml_spf_outline){.redirect = EML_NONE, .exp = EML_NONE};
    f->redirected = redirect;
    m->state = EML__SPF_FETCH;
}

static bool
ptr_matches(const eml_spf *m, eml_span target)
{
    for (size_t i = 0; i < m->ptr.num; i++)
        if (m->ptr.valid[i] && eml__spf_within(eml__spf_ptr_name(m, i), target))
            return true;
    return false;
}

/* A name that no question can be about: 4.8 leaves open what then. An "include"
 * of it is one of a malformed domain (4.3, 5.2); others do not match. */
static void
cannot_ask(eml_spf *m, enum eml__spf_expanded how)
{
    if (how == EML__SPF_MALFORMED &&
        eml__spf_top(m)->term->kind == EML_SPF_INCLUDE)
        give(m, EML_SPF_PERMERROR, EML_E_SPF_INCLUDE_NONE);
    else
        decide(m, false);
}

/* Section 5 */
static void
evaluate(eml_spf *m)
{
    const eml__spf_frame *f = eml__spf_top(m);
    const eml_spf_term *t = f->term;
    uint8_t room[EML_SPF_NAME_MAX];
    eml_span target = eml__spf_domain(f);
    enum eml__spf_expanded how = EML__SPF_EXPANDED;

    if (wait_for_ptr(m, t->kind == EML_SPF_PTR || eml__spf_wants_ptr(t->value)))
        return;
    if (t->has_value) {
        how = eml__spf_expand_name(m, f, t->value, room, &target.n);
        target.p = room;
    }
    if (how != EML__SPF_EXPANDED) {
        cannot_ask(m, how);
        return;
    }
    if (t->kind == EML_SPF_INCLUDE) {
        enter(m, target, false);
    } else if (t->kind == EML_SPF_MX) {
        m->mx.num = 0;
        eml__spf_ask(m, EML_DNS_MX, target);
        m->state = EML__SPF_MX;
    } else if (t->kind == EML_SPF_PTR) {
        if (is_usable(m, m->ptr.is_void ? EML_DNS_NODATA : EML_DNS_DATA))
            decide(m, ptr_matches(m, target));
    } else {
        /* 5.7: A of "exists" "even when the connection type is IPv6" */
        eml__spf_ask(
            m, t->kind == EML_SPF_A ? eml__spf_address_type(m) : EML_DNS_A,
            target);
        m->state = EML__SPF_ADDRESS;
    }
}

/* 5.3, 5.7 */
static void
take_address(eml_spf *m)
{
    eml__spf_slot *s = &m->slots[0];

    eml__spf_close(m);
    if (is_usable(m, s->outcome))
        decide(m, s->matches);
}

/* 5.4 */
static void
take_mx(eml_spf *m)
{
    eml__spf_slot *s = &m->slots[0];

    eml__spf_close(m);
    if (!is_usable(m, s->outcome))
        return;
    if (s->num_records > EML_SPF_HOSTS) {
        give(m, EML_SPF_PERMERROR, EML_E_SPF_HOSTS);
        return;
    }
    ask_hosts(m, &m->mx);
    m->state = EML__SPF_MX_HOSTS;
}

/* In the order of the MX records, as if one had been asked after another. */
static void
take_mx_hosts(eml_spf *m)
{
    size_t num = m->num_slots;

    eml__spf_close(m);
    for (size_t i = 0; i < num; i++) {
        if (!is_usable(m, m->slots[i].outcome))
            return;
        if (m->slots[i].matches) {
            decide(m, true);
            return;
        }
    }
    decide(m, false);
}

/* 5.5 */
static void
ask_ptr(eml_spf *m)
{
    uint8_t room[EML_SPF_NAME_MAX];
    size_t n = eml__spf_reverse_name(&m->ip, room);

    m->ptr.num = 0;
    eml__spf_ask(m, EML_DNS_PTR, (eml_span){room, n});
    m->state = EML__SPF_PTR_NAMES;
}

/* "If a DNS error occurs while doing the PTR RR lookup, then this mechanism
 * fails to match." */
static void
take_ptr(eml_spf *m)
{
    eml_dns_outcome outcome = m->slots[0].outcome;

    eml__spf_close(m);
    m->ptr.is_void = outcome == EML_DNS_NODATA || outcome == EML_DNS_NXDOMAIN;
    ask_hosts(m, &m->ptr);
    m->state = EML__SPF_PTR_HOSTS;
}

/* "If a DNS error occurs while doing an A RR lookup, then that domain name is
 * skipped". */
static void
take_ptr_hosts(eml_spf *m)
{
    for (size_t i = 0; i < m->num_slots; i++)
        m->ptr.valid[i] = m->slots[i].matches;
    eml__spf_close(m);
    m->knows_ptr = true;
    m->state = m->after_ptr;
}

/* 6.1 */
static void
redirect(eml_spf *m)
{
    eml__spf_frame *f = eml__spf_top(m);
    uint8_t room[EML_SPF_NAME_MAX];
    size_t n;

    if (wait_for_ptr(m, eml__spf_wants_ptr(f->outline.redirect)))
        return;
    if (eml__spf_expand_name(m, f, f->outline.redirect, room, &n) !=
        EML__SPF_EXPANDED)
        give(m, EML_SPF_PERMERROR, EML_E_SPF_REDIRECT_NONE);
    else
        enter(m, (eml_span){room, n}, true);
}

/* ---- explanations (6.2) -------------------------------------------------- */

static void
end_explanation(eml_spf *m, eml_span text)
{
    eml_spf_event *e = eml__spf_event(m, EML_SPF_EV_EXPLAIN, text);

    if (e && text.n == 0)
        e->code = EML_E_SPF_EXPLANATION;
    m->verdict.explanation = text;
    m->state = EML__SPF_DONE;
}

static void
ask_explanation(eml_spf *m)
{
    eml__spf_frame *f = eml__spf_top(m);
    uint8_t room[EML_SPF_NAME_MAX];
    size_t n;

    if (wait_for_ptr(m, eml__spf_wants_ptr(f->outline.exp)))
        return;
    if (eml__spf_expand_name(m, f, f->outline.exp, room, &n) !=
        EML__SPF_EXPANDED) {
        end_explanation(m, EML_NONE);
        return;
    }
    m->txt = EML_NONE;
    m->num_txt = 0;
    eml__spf_ask(m, EML_DNS_TXT, (eml_span){room, n});
    m->state = EML__SPF_EXP_TEXT;
}

static void
take_explanation(eml_spf *m)
{
    eml_cx cx = {.origin = m->txt.p};
    bool usable = m->slots[0].outcome == EML_DNS_DATA && m->num_txt == 1;

    eml__spf_close(m);
    if (usable && eml_spf_explain_check(&cx, m->txt) == EML_OK)
        m->state = EML__SPF_EXPLAIN;
    else
        end_explanation(m, EML_NONE);
}

static void
explain(eml_spf *m)
{
    eml_out out = {.cap = EML_SPF_EXPLANATION_MAX};

    if (wait_for_ptr(m, eml__spf_wants_ptr(m->txt)))
        return;
    out.p = eml_arena_raw(m->arena, EML_SPF_EXPLANATION_MAX);
    if (!out.p) {
        m->sticky = EML_E_NOMEM;
        return;
    }
    end_explanation(m, eml__spf_expand_text(m, eml__spf_top(m), m->txt, &out)
                           ? eml_out_view(&out)
                           : EML_NONE);
}

/* ---- the machine --------------------------------------------------------- */

static void
run(eml_spf *m)
{
    switch ((enum eml__spf_state)m->state) {
    case EML__SPF_FETCH:
        fetch(m);
        break;
    case EML__SPF_RECORD:
        take_record(m);
        break;
    case EML__SPF_TERM:
        next_term(m);
        break;
    case EML__SPF_EVALUATE:
        evaluate(m);
        break;
    case EML__SPF_ADDRESS:
        take_address(m);
        break;
    case EML__SPF_MX:
        take_mx(m);
        break;
    case EML__SPF_MX_HOSTS:
        take_mx_hosts(m);
        break;
    case EML__SPF_PTR:
        ask_ptr(m);
        break;
    case EML__SPF_PTR_NAMES:
        take_ptr(m);
        break;
    case EML__SPF_PTR_HOSTS:
        take_ptr_hosts(m);
        break;
    case EML__SPF_REDIRECT:
        redirect(m);
        break;
    case EML__SPF_EXP:
        ask_explanation(m);
        break;
    case EML__SPF_EXP_TEXT:
        take_explanation(m);
        break;
    case EML__SPF_EXPLAIN:
        explain(m);
        break;
    case EML__SPF_DONE:
        break;
    }
}

int
eml_spf_step(eml_spf *m, eml_dns_query *q)
{
    for (;;) {
        bool waits = false;

        if (m->sticky < 0)
            return m->sticky;
        if (m->state == EML__SPF_DONE)
            return EML_OK;
        for (size_t i = 0; i < m->num_slots; i++) {
            eml__spf_slot *s = &m->slots[i];

            waits |= !s->answered;
            if (s->handed)
                continue;
            s->handed = true;
            *q = (eml_dns_query){.id = m->next_id + (uint32_t)i,
                                 .type = s->type,
                                 .name = {s->name, s->name_len}};
            return EML_WANT_DNS;
        }
        if (waits)
            return EML_WANT_INPUT;
        run(m);
    }
}
