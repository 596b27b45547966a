/* eml dkim verify. */
#define _POSIX_C_SOURCE 200809L
#include "cli/auth_verify.h"
#include "cli/dkim_command.h"

#include <string.h>

static json_t *
reason_json(const eml_dkim_result *r)
{
    json_t *o = auth_reason(r->reason);

    if (r->reason && r->where.code == r->reason) {
        json_object_set_new(o, "off", json_integer((json_int_t)r->where.off));
        json_object_set_new(o, "len", json_integer(r->where.len));
    }
    return o;
}

json_t *
dkim_result_json(const eml_dkim_result *r)
{
    const eml_signature *s = &r->sig;
    uint64_t len = s->body_len < r->body_len ? s->body_len : r->body_len;

    return json_pack(
        "{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:I, s:i, s:b, s:I, s:I, "
        "s:o}",
        "result", eml_dkim_verdict_name(r->verdict), "state",
        eml_dkim_state_name(r->state), "crypto",
        eml_dkim_crypto_name(r->crypto), "domain", auth_text(s->domain),
        "selector", auth_text(s->selector), "algorithm",
        auth_text(s->algorithm), "auid",
        s->auid.n ? auth_text(s->auid) : json_null(), "canonicalization",
        s->canonicalization.n ? auth_text(s->canonicalization)
                              : json_string("simple/simple"),
        "off", (json_int_t)r->off, "key_bits", (int)r->key_bits, "testing",
        (int)r->testing, "body_len", (json_int_t)r->body_len, "signed_len",
        (json_int_t)len, "reason", reason_json(r));
}

static const char *const mathematics[] = {
    [EML_DKIM_CRYPTO_NONE] = "not done",
    [EML_DKIM_CRYPTO_GOOD] = "good",
    [EML_DKIM_CRYPTO_BODY] = "of another body",
    [EML_DKIM_CRYPTO_SIGNATURE] = "of other header fields, or another key",
    [EML_DKIM_CRYPTO_BOTH] = "neither header fields nor body agree",
};

void
dkim_show_result(const eml_dkim_result *r)
{
    const eml_code_info *info = eml_code_info_get(r->reason);

    printf("  ");
    cli_put_shown(stdout, r->sig.domain.n ? r->sig.domain : EML_LIT("?"));
    printf("/");
    cli_put_shown(stdout, r->sig.selector.n ? r->sig.selector : EML_LIT("?"));
    printf(" ");
    cli_put_shown(stdout, r->sig.algorithm.n ? r->sig.algorithm : EML_LIT("?"));
    printf(": %s", eml_dkim_verdict_name(r->verdict));
    if (info)
        printf(" (%s) [%s]", info->text, info->name);
    printf("\n");
    if (info)
        printf("    = RFC %u section %s; the mathematics: %s\n", info->rfc,
               info->section, mathematics[r->crypto]);
    if (r->testing)
        printf("    = t=y: the domain is testing (RFC 6376 section 3.6.1)\n");
    if (r->partial)
        printf("    = l=%llu of %llu bytes of the body are signed (RFC 6376 "
               "section 8.2)\n",
               (unsigned long long)r->sig.body_len,
               (unsigned long long)r->body_len);
    if (r->future)
        printf("    = t= is in the future (RFC 6376 section 3.5)\n");
}

static int
report(void *user, auth_message *m)
{
    const dkim_conf *c = user;
    const eml_dkim_result *r;
    size_t passed = 0, num = 0;
    json_t *list = json_array(), *o;

    for (; (r = eml_dkim_result_at(m->dkim, num)); num++) {
        passed += r->verdict == EML_DKIM_PASS;
        json_array_append_new(list, dkim_result_json(r));
    }
    if (c->json) {
        o = json_pack("{s:o, s:i, s:O}", "file", auth_text(cli_span(m->file)),
                      "index", (int)m->index, "dkim", list);
        json_dumpf(o, stdout, JSON_COMPACT);
        printf("\n");
        json_decref(o);
    } else {
        cli_put_shown(stdout, cli_span(m->file));
        if (m->index)
            printf(" (%zu)", m->index);
        printf("%s\n", num ? "" : ": no signature");
        for (size_t i = 0; (r = eml_dkim_result_at(m->dkim, i)); i++)
            dkim_show_result(r);
    }
    json_decref(list);
    return passed && (!c->all || passed == num) ? EXIT_CONFORMS : EXIT_DEVIATES;
}

int
dkim_verify_files(dkim_conf *c, int argc, char **argv)
{
    auth_verify v = {.command = "dkim",
                     .zone = c->zone,
                     .dns = c->dns,
                     .now = c->now,
                     .newline = c->newline,
                     .format = c->format,
                     .max_signatures = (uint32_t)c->max_signatures,
                     .machines = AUTH_DKIM,
                     .report = report,
                     .user = c};

    return auth_verify_files(&v, argc, argv);
}
