/* eml auth: what was checked, as a field, as JSON, and for people. */
#include "cli/auth_check.h"

#include "eml/utf8.h"
#include "eml/write.h"

#include <stdlib.h>
#include <string.h>

enum { VALUE_MAX = 330 }; /* bytes: a local-part, "@", a domain, quoted */

/* ---- Authentication-Results -------------------------------------------- */

typedef struct maker {
    auth_check *k;
    eml_authres a;
    eml_authres_result **next;
    eml_authres_prop **prop;
    bool no_memory;
} maker;

static void *
node(maker *m, size_t n)
{
    void *p = eml_arena_get(&m->k->m->arena, n);

    m->no_memory |= !p;
    return p;
}

static void
add_result(maker *m, const char *method, const char *result, eml_span comment)
{
    eml_authres_result *r = node(m, sizeof *r);
    eml_comment *c = comment.n ? node(m, sizeof *c) : NULL;

    if (!r || (comment.n && !c))
        return;
    r->method = cli_span(method);
    r->result = cli_span(result);
    r->method_version = r->reason.raw = EML_NONE;
    if (c) {
        c->text = (eml_text)EML_TEXT_OF(comment);
        r->comments = c;
    }
    m->prop = &r->props;
    *m->next = r;
    m->next = &r->next;
}

/* What a stranger wrote must not cost the field. */
bool
auth_can_be_value(eml_span value)
{
    if (value.n > VALUE_MAX || eml_utf8_valid(value) != value.n)
        return false;
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] < ' ' || value.p[i] == 0x7f)
            return false;
    return true;
}

static void
add_prop(maker *m, const char *ptype, const char *property, eml_span value)
{
    eml_authres_prop *p;

    if (!value.n || !auth_can_be_value(value) || m->no_memory)
        return;
    p = node(m, sizeof *p);
    if (!p)
        return;
    p->ptype = cli_span(ptype);
    p->property = cli_span(property);
    p->value = (eml_text)EML_TEXT_OF(value);
    *m->prop = p;
    m->prop = &p->next;
}

static eml_span
text_of_code(int code)
{
    const eml_code_info *info = eml_code_info_get(code);

    return info ? cli_span(info->text) : EML_NONE;
}

/* RFC 8601 section 2.7.2 */
static void
spf_result(maker *m)
{
    const eml_spf_verdict *v = &m->k->spf.verdict;

    add_result(m, "spf", eml_spf_result_name(v->result), text_of_code(v->code));
    if (m->k->run->conf->mail_from && *m->k->run->conf->mail_from)
        add_prop(m, "smtp", "mailfrom", m->k->sender);
    else
        add_prop(m, "smtp", "helo", m->k->sender);
}

/* RFC 6008: the first characters of b=, for signatures to be told apart */
static eml_span
signature_prefix(maker *m, const eml_dkim_result *r)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrst"
        "uvwxyz0123456789+/";
    const uint8_t *s = r->sig.signature.p;
    char *p;

    if (r->sig.signature.n < 6)
        return EML_NONE;
    p = node(m, 8);
    for (int i = 0; p && i < 2; i++, s += 3) {
        p[4 * i] = digits[s[0] >> 2];
        p[4 * i + 1] = digits[(s[0] & 3) << 4 | s[1] >> 4];
        p[4 * i + 2] = digits[(s[1] & 15) << 2 | s[2] >> 6];
        p[4 * i + 3] = digits[s[2] & 63];
    }
    return p ? (eml_span){(const uint8_t *)p, 8} : EML_NONE;
}

/* What is to be said of a signature besides its verdict. RFC 6376 section 8.2:
 * what follows the bytes that l= counts is anybody's. */
static const char *
remark(const eml_dkim_result *r)
{
    const eml_code_info *info = eml_code_info_get(r->reason);

    if (r->testing)
        return "testing key";
    if (info)
        return info->text;
    return r->partial ? "the body is not signed to its end" : NULL;
}

/* RFC 8601 section 2.7.1, 6.3 */
static void
dkim_results(maker *m)
{
    for (size_t i = 0; i < m->k->num_dkim; i++) {
        const eml_dkim_result *r = eml_dkim_result_at(m->k->m->dkim, i);

        add_result(m, "dkim", eml_dkim_verdict_name(r->verdict),
                   cli_span(remark(r)));
        add_prop(m, "header", "d", r->sig.domain);
        add_prop(m, "header", "i", r->sig.auid);
        add_prop(m, "header", "s", r->sig.selector);
        add_prop(m, "header", "a", r->sig.algorithm);
        add_prop(m, "header", "b", signature_prefix(m, r));
    }
    if (!m->k->num_dkim)
        add_result(m, "dkim", "none", EML_NONE);
}

/* RFC 8617 section 10.1 */
static void
arc_result(maker *m)
{
    const eml_arc_result *r = eml_arc_result_get(m->k->m->arc);
    eml_out digits = {.arena = &m->k->m->arena};

    if (r->cv == EML_ARC_CV_NONE)
        return;
    add_result(m, "arc", eml_arc_cv_name(r->cv), text_of_code(r->reason));
    if (r->cv == EML_ARC_CV_PASS) {
        eml_out_u64(&digits, r->oldest_pass, 1);
        add_prop(m, "header", "oldest-pass", eml_out_view(&digits));
    }
    if (m->k->run->conf->ip)
        add_prop(m, "smtp", "remote-ip", cli_span(m->k->run->conf->ip));
}

/* RFC 9989 section 9.1 */
static void
dmarc_result(maker *m)
{
    const eml_dmarc_verdict *v = &m->k->dmarc.machine.verdict;

    add_result(m, "dmarc", eml_dmarc_result_name(v->result),
               v->result == EML_DMARC_RESULT_PASS
                   ? EML_NONE
                   : cli_span(eml_dmarc_why_text(v->why, NULL)));
    add_prop(m, "header", "from", v->from);
    if (v->result == EML_DMARC_RESULT_FAIL)
        add_prop(m, "policy", "dmarc",
                 cli_span(eml_dmarc_policy_name(v->disposition)));
}

eml_span
auth_check_field(auth_check *k)
{
    maker m = {.k = k};
    eml_value v = {.kind = EML_VALUE_AUTHRES, .u.authres = &m.a};
    eml_cx cx = {.origin = EML_NONE.p, .arena = &k->m->arena};
    eml_out out = {.arena = &k->m->arena};

    m.a.authserv_id = (eml_text)EML_TEXT_OF(k->run->authserv_id);
    m.a.version = EML_NONE;
    m.next = &m.a.first;
    if (k->has_spf)
        spf_result(&m);
    dkim_results(&m);
    arc_result(&m);
    dmarc_result(&m);
    if (m.no_memory || eml_write_field(&cx, EML_FIELD_AUTH_RESULTS, EML_NONE,
                                       &v, true, &out) != EML_OK)
        return EML_NONE;
    return eml_out_view(&out);
}

/* ---- for programs ------------------------------------------------------ */

static json_t *
forged_json(const auth_check *k)
{
    json_t *list = json_array();

    for (size_t i = 0; i < k->num_forged && i < AUTH_FORGED; i++)
        json_array_append_new(
            list, json_pack("{s:I, s:I}", "off", (json_int_t)k->forged[i].off,
                            "len", (json_int_t)k->forged[i].len));
    return list;
}

static json_t *
chain_json(const auth_check *k)
{
    json_t *o = arc_json(k->m->arc);

    if (k->run->conf->explain)
        json_object_set_new(o, "steps", auth_steps_json(k->m->arc_steps));
    return o;
}

static json_t *
froms_json(const auth_check *k)
{
    json_t *list = json_array();

    for (size_t i = 0; i < k->num_froms && i < EML_DMARC_FROM_MAX; i++)
        json_array_append_new(list, auth_text(k->froms[i]));
    return list;
}

json_t *
auth_check_json(auth_check *k)
{
    json_t *dkim = json_array(), *dmarc;

    for (size_t i = 0; i < k->num_dkim; i++)
        json_array_append_new(
            dkim, dkim_result_json(eml_dkim_result_at(k->m->dkim, i)));
    if (k->run->conf->explain && k->num_dkim)
        json_object_set_new(json_array_get(dkim, 0), "steps",
                            auth_steps_json(k->m->dkim_steps));
    dmarc = dmarc_json(&k->dmarc, k->run->conf->explain);
    json_object_set_new(dmarc, "author_domains", froms_json(k));
    return json_pack(
        "{s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "file",
        auth_text(cli_span(k->m->file)), "index", (json_int_t)k->m->index,
        "spf",
        k->has_spf ? spf_json(&k->spf, k->run->conf->explain ? &k->trace : NULL)
                   : json_null(),
        "dkim", dkim, "arc", chain_json(k), "dmarc", dmarc, "forged",
        forged_json(k), "authentication_results",
        auth_text(auth_check_field(k)));
}

/* ---- for people -------------------------------------------------------- */

static void
row(const char *method, const char *result, eml_span domain, const char *what)
{
    printf("%-6s %-10s ", method, result);
    cli_put_shown(stdout, domain.n ? domain : EML_LIT("-"));
    if (what)
        printf("  %s", what);
    printf("\n");
}

static const char *
why(int code)
{
    const eml_code_info *info = eml_code_info_get(code);

    return info ? info->text : NULL;
}

static void
table(const auth_check *k)
{
    const eml_dmarc_verdict *v = &k->dmarc.machine.verdict;

    if (k->has_spf)
        row("SPF", eml_spf_result_name(k->spf.verdict.result), k->sender,
            why(k->spf.verdict.code));
    if (!k->num_dkim)
        row("DKIM", "none", EML_NONE, NULL);
    for (size_t i = 0; i < k->num_dkim; i++) {
        const eml_dkim_result *r = eml_dkim_result_at(k->m->dkim, i);

        row("DKIM", eml_dkim_verdict_name(r->verdict), r->sig.domain,
            r->testing ? "testing key: as if not signed" : remark(r));
    }
    row("ARC", eml_arc_cv_name(eml_arc_result_get(k->m->arc)->cv), EML_NONE,
        why(eml_arc_result_get(k->m->arc)->reason));
    row("DMARC", eml_dmarc_result_name(v->result), v->from,
        eml_dmarc_why_text(v->why, NULL));
    if (k->num_froms > 1)
        printf("       %zu Author Domains; the strictest counts (RFC 9989 "
               "section 11.5)\n",
               k->num_froms);
}

static void
steps(const auth_check *k)
{
    if (k->has_spf) {
        printf("SPF:\n");
        spf_show_steps(&k->spf.verdict, &k->trace);
    }
    if (k->num_dkim)
        printf("DKIM:\n");
    for (size_t i = 0; i < k->num_dkim; i++)
        dkim_show_result(eml_dkim_result_at(k->m->dkim, i));
    auth_show_steps(k->m->dkim_steps);
    printf("ARC");
    arc_show(k->m->arc);
    auth_show_steps(k->m->arc_steps);
    printf("DMARC: ");
    dmarc_show(&k->dmarc, true);
}

void
auth_check_show(auth_check *k)
{
    eml_span field = auth_check_field(k);

    cli_put_shown(stdout, cli_span(k->m->file));
    if (k->m->index)
        printf(" (%zu)", k->m->index);
    printf("\n");
    table(k);
    for (size_t i = 0; i < k->num_forged && i < AUTH_FORGED; i++)
        printf("forged: Authentication-Results at byte %llu claims to be of ",
               (unsigned long long)k->forged[i].off),
            cli_put_shown(stdout, k->run->authserv_id),
            printf(": delete it (RFC 8601 section 5)\n");
    if (k->num_forged > AUTH_FORGED)
        printf("forged: and %zu more\n", k->num_forged - AUTH_FORGED);
    if (k->run->conf->explain)
        steps(k);
    for (size_t i = 0; i < field.n; i++) /* lines as the terminal has them */
        if (field.p[i] != '\r')
            putchar(field.p[i]);
}
