/* DMARC's machine driven, and what it says shown. */
#include "cli/dmarc_command.h"

#include <string.h>

/* ---- driving ----------------------------------------------------------------
 */

static eml_span
kept(eml_cx *cx, eml_span s)
{
    uint8_t *p = eml_arena_raw(cx->arena, s.n);

    if (!p)
        return EML_NONE;
    memcpy(p, s.p, s.n);
    return (eml_span){p, s.n};
}

static bool
is_record(eml_span data)
{
    eml_cx aside = {.origin = data.p};
    eml_dmarc_record r;

    return eml_dmarc_record_parse(&aside, data, EML_DMARC_9989, &r) == EML_OK;
}

void
auth_note(auth_steps *list, eml_cx *cx, const eml_dns_query *q,
          const eml_dns_answer *a)
{
    auth_step *s = &list->steps[list->num];

    if (list->num == AUTH_MAX_STEPS)
        return;
    list->num++;
    s->type = q->type;
    s->name = kept(cx, q->name);
    s->outcome = a->outcome;
    s->num_records = (uint32_t)a->num_records;
    s->text = EML_NONE;
    for (size_t i = 0; q->type == EML_DNS_TXT && i < a->num_records; i++) {
        bool is = is_record(a->records[i].data);

        if (i == 0 || is)
            s->text = kept(cx, a->records[i].data);
        if (is)
            return;
    }
}

int
dmarc_drive(dmarc_check *k, eml_cx *cx, eml_resolver *dns)
{
    eml_dns_query q;
    eml_dns_answer a;
    int rc = eml_dmarc_init(&k->machine, &k->conf);

    while (rc == EML_OK &&
           (rc = eml_dmarc_poll(&k->machine, &q)) == EML_WANT_DNS) {
        rc = eml_resolver_ask(dns, &q, 1, &a);
        if (rc < 0)
            return rc;
        auth_note(&k->steps, cx, &q, &a);
        rc = eml_dmarc_dns(&k->machine, cx, q.id, &a);
    }
    return rc;
}

/* ---- for programs ------------------------------------------------------ */

static json_t *
policy_json(eml_dmarc_policy p)
{
    return p > EML_DMARC_INVALID ? json_string(eml_dmarc_policy_name(p))
                                 : json_null();
}

static json_t *
domain_json(eml_span s)
{
    return s.n ? auth_text(s) : json_null();
}

static const char *
auth_name(uint8_t auth)
{
    return auth == EML_DMARC_AUTH_PASS        ? "pass"
           : auth == EML_DMARC_AUTH_TEMPERROR ? "temperror"
                                              : "fail";
}

static json_t *
id_json(const eml_dmarc_id *id)
{
    return json_pack("{s:o, s:s, s:b, s:o}", "domain", auth_text(id->domain),
                     "result", auth_name(id->auth), "aligned", (int)id->aligned,
                     "org_domain", domain_json(id->org));
}

json_t *
auth_steps_json(const auth_steps *steps)
{
    json_t *list = json_array();

    for (size_t i = 0; i < steps->num; i++) {
        const auth_step *s = &steps->steps[i];
        json_t *o = json_pack(
            "{s:s, s:o, s:s, s:I}", "type", dns_type_name(s->type), "name",
            auth_text(s->name), "outcome", dns_outcome_name(s->outcome),
            "records", (json_int_t)s->num_records);

        if (s->text.n)
            json_object_set_new(o, "answer", auth_text(s->text));
        json_array_append_new(list, o);
    }
    return list;
}

json_t *
dmarc_json(const dmarc_check *k, bool explain)
{
    const eml_dmarc_verdict *v = &k->machine.verdict;
    const char *clause, *why = eml_dmarc_why_text(v->why, &clause);
    json_t *dkim = json_array(), *o;

    for (size_t i = 0; i < k->conf.num_dkim; i++)
        json_array_append_new(dkim, id_json(&k->conf.dkim[i]));
    o = json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I}",
                  "result", eml_dmarc_result_name(v->result), "policy",
                  policy_json(v->policy), "disposition",
                  policy_json(v->disposition), "record_at",
                  domain_json(v->record_at), "org_domain", domain_json(v->org),
                  "from", domain_json(v->from), "tag",
                  *v->tag ? json_string(v->tag) : json_null(), "reason",
                  auth_reason_clause(clause, why), "dkim", dkim, "spf",
                  k->conf.spf ? id_json(k->conf.spf) : json_null(), "queries",
                  (json_int_t)v->num_queries);
    if (explain) {
        json_object_set_new(o, "steps", auth_steps_json(&k->steps));
        why = eml_dmarc_org_text(v->org_rule, &clause);
        json_object_set_new(o, "org_reason", auth_reason_clause(clause, why));
        if (v->place != EML_DMARC_AT_NONE)
            json_object_set_new(o, "record", auth_text(v->record.raw));
    }
    return o;
}

/* ---- for people -------------------------------------------------------- */

void
auth_show_steps(const auth_steps *steps)
{
    for (size_t i = 0; i < steps->num; i++) {
        const auth_step *s = &steps->steps[i];

        printf("  DNS: %s of ", dns_type_name(s->type));
        cli_put_shown(stdout, s->name);
        printf(": %s", dns_outcome_name(s->outcome));
        if (s->text.n) {
            printf(": ");
            cli_put_shown(stdout, s->text);
        }
        printf("\n");
    }
}

static void
show_id(const char *what, const eml_dmarc_id *id, bool strict)
{
    printf("  %s ", what);
    cli_put_shown(stdout, id->domain.n ? id->domain : EML_LIT("(no domain)"));
    printf(": %s", auth_name(id->auth));
    if (id->auth == EML_DMARC_AUTH_PASS)
        printf(", %s", id->aligned ? "aligned" : "not aligned");
    if (id->org.n) {
        printf(", Organizational Domain ");
        cli_put_shown(stdout, id->org);
    }
    printf(" (%s, RFC 9989 section 4.4)\n", strict ? "strict" : "relaxed");
}

static void
show_org(const eml_dmarc_verdict *v)
{
    const char *clause, *text = eml_dmarc_org_text(v->org_rule, &clause);

    printf("  Organizational Domain of ");
    cli_put_shown(stdout, v->from);
    printf(": ");
    cli_put_shown(stdout, v->org.n ? v->org : EML_LIT("not known"));
    printf(": %s [%s]\n", text, clause);
}

static void
show_policy(const eml_dmarc_verdict *v)
{
    static const char *const places[] = {"", "the Author Domain",
                                         "the Organizational Domain",
                                         "the Public Suffix Domain"};

    printf("  record of ");
    cli_put_shown(stdout, v->record_at);
    printf(", %s [9989 4.10.1]: ", places[v->place]);
    cli_put_shown(stdout, v->record.raw);
    printf("\n");
    if (v->assumed_none)
        printf("  no valid policy in it, but URIs for reports: as if p=none "
               "[9989 4.10.1]\n");
    else if (*v->tag)
        printf("  %s=%s applies%s [9989 4.10.1]\n", v->tag,
               eml_dmarc_policy_name(v->policy),
               v->absent ? ": the Author Domain does not exist" : "");
    if (v->result == EML_DMARC_RESULT_FAIL && v->record.testing)
        printf("  t=y: one level below [9989 4.7]\n");
    if (v->sampled_out)
        printf("  pct=%u leaves it out [7489 6.6.4]\n", v->record.pct);
}

void
dmarc_show(const dmarc_check *k, bool explain)
{
    const eml_dmarc_verdict *v = &k->machine.verdict;
    const char *clause, *why = eml_dmarc_why_text(v->why, &clause);

    printf("%s: %s [%s]\n", eml_dmarc_result_name(v->result), why, clause);
    if (v->policy > EML_DMARC_INVALID) {
        printf("  policy %s, by the record of ",
               eml_dmarc_policy_name(v->policy));
        cli_put_shown(stdout, v->record_at);
        if (v->result == EML_DMARC_RESULT_FAIL)
            printf("; what comes of it: %s",
                   eml_dmarc_policy_name(v->disposition));
        printf("\n");
    }
    if (!explain)
        return;
    auth_show_steps(&k->steps);
    if (v->from.n)
        show_org(v);
    if (v->place != EML_DMARC_AT_NONE)
        show_policy(v);
    for (size_t i = 0; i < k->conf.num_dkim; i++)
        show_id("DKIM", &k->conf.dkim[i], v->record.strict_dkim);
    if (k->conf.spf)
        show_id("SPF", k->conf.spf, v->record.strict_spf);
}
