/* eml dkim verify. */
#define _POSIX_C_SOURCE 200809L
#include "cli/dkim_command.h"

#include <string.h>

typedef struct verifier {
    const dkim_conf *conf;
    eml_resolver *dns;
    eml_os_crypto *crypto;
    uint64_t now;
    bool all_good, trouble;
} verifier;

/* ---- telling --------------------------------------------------------------
 */

static json_t *
reason_json(const eml_dkim_result *r)
{
    const eml_code_info *info = eml_code_info_get(r->reason);
    json_t *o;

    if (!info)
        return json_null();
    o = json_pack("{s:s, s:i, s:s, s:s, s:s}", "code", info->name, "rfc",
                  (int)info->rfc, "section", info->section, "level",
                  eml_level_name(info->level), "text", info->text);
    if (r->where.code == r->reason) {
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
               info->section, eml_dkim_crypto_name(r->crypto));
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

static void
report(verifier *v, const char *file, size_t index, const eml_dkim *m)
{
    const eml_dkim_result *r;
    size_t passed = 0, num = 0;
    json_t *list = json_array(), *o;

    for (; (r = eml_dkim_result_at(m, num)); num++) {
        passed += r->verdict == EML_DKIM_PASS;
        json_array_append_new(list, dkim_result_json(r));
    }
    v->all_good = v->all_good && passed && (!v->conf->all || passed == num);
    if (v->conf->json) {
        o = json_pack(
            "{s:o, s:i, s:O}", "file",
            auth_text((eml_span){(const uint8_t *)file, strlen(file)}), "index",
            (int)index, "dkim", list);
        json_dumpf(o, stdout, JSON_COMPACT);
        printf("\n");
        json_decref(o);
    } else {
        cli_put_shown(stdout, (eml_span){(const uint8_t *)file, strlen(file)});
        if (index)
            printf(" (%zu)", index);
        printf("%s\n", num ? "" : ": no signature");
        for (size_t i = 0; (r = eml_dkim_result_at(m, i)); i++)
            dkim_show_result(r);
    }
    json_decref(list);
}

/* ---- verifying ------------------------------------------------------------
 */

static int
answer_all(verifier *v, eml_dkim *m, eml_cx *cx)
{
    eml_dns_query q;
    eml_dns_answer a;
    int rc;

    while ((rc = eml_dkim_poll(m, &q)) == EML_OK) {
        rc = eml_resolver_ask(v->dns, &q, 1, &a);
        if (rc == EML_OK)
            rc = eml_dkim_dns(m, cx, q.id, &a);
        if (rc != EML_OK)
            return rc;
    }
    return rc;
}

static void
verify_one(void *user, const char *file, size_t index, const source_item *item)
{
    verifier *v = user;
    eml_dkim_options o = {.crypto = eml_os_crypto_table(v->crypto),
                          .has_now = true,
                          .now = v->now,
                          .max_signatures = (uint32_t)v->conf->max_signatures};
    eml_span piece;
    eml_arena arena;
    eml_cx cx = {.arena = &arena};
    auth_stream s;
    eml_dkim *m = NULL;
    bool last = false,
         ok = auth_stream_open(&s, item, v->conf->newline, v->conf->format);
    int rc = EML_OK;

    eml_arena_init(&arena, &cli_alloc, 0);
    if (ok) {
        o.newline = (enum eml_newline)s.newline;
        m = eml_dkim_new(&cx, &o);
    }
    while (ok && !last && rc >= 0) {
        ok = auth_stream_next(&s, &piece, &last);
        if (ok)
            rc = eml_dkim_feed(m, &cx, piece, last);
    }
    if (ok && rc >= 0)
        rc = answer_all(v, m, &cx);
    if (ok && rc == EML_END)
        report(v, file, index, m);
    else if (ok)
        (void)cli_error("%s: %s", file,
                        rc == EML_E_LIMIT ? "header larger than the limit"
                                          : "cannot be verified");
    v->trouble = v->trouble || !ok || rc != EML_END;
    if (m)
        eml_dkim_fini(m);
    auth_stream_close(&s);
    eml_arena_fini(&arena);
}

int
dkim_verify_files(const dkim_conf *c, int argc, char **argv)
{
    verifier v = {.conf = c, .all_good = true};

    if (!auth_now(c->now, &v.now))
        return cli_error("dkim: --now: \"%s\" is no number of seconds", c->now);
    if (auth_zone_taken(c->zone, argc, argv))
        return EXIT_TROUBLE;
    v.dns = auth_resolver(c->zone, c->server);
    if (!v.dns)
        return EXIT_TROUBLE;
    v.crypto = eml_os_crypto_new();
    if (!v.crypto ||
        !auth_each(argc, argv, c->format, c->newline, verify_one, &v))
        v.trouble = true;
    eml_os_crypto_free(v.crypto);
    eml_resolver_free(v.dns);
    return cli_finish(v.trouble    ? EXIT_TROUBLE
                      : v.all_good ? EXIT_CONFORMS
                                   : EXIT_DEVIATES);
}
