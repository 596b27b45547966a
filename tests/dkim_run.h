#ifndef EML_TESTS_DKIM_RUN_H
#define EML_TESTS_DKIM_RUN_H
/* dkim_run.h -- messages verified and signed with OpenSSL and a zone in memory,
 * in pieces of any size. */
#include "tests/table.h"

#include "eml/dkim.h"
#include "eml/os.h"
#include "eml/os_crypto.h"
#include "eml/resolver.h"

typedef struct dkim_run {
    eml_arena arena;
    eml_cx cx;
    eml_os_crypto *os;
    const eml_crypto *crypto;
    char told[1024];
} dkim_run;

static inline void
dkim_run_init(dkim_run *r)
{
    memset(r, 0, sizeof *r);
    eml_arena_init(&r->arena, &eml_os_alloc, 0);
    r->cx.arena = &r->arena;
    r->os = eml_os_crypto_new();
    assert_non_null(r->os);
    r->crypto = eml_os_crypto_table(r->os);
}

static inline void
dkim_run_fini(dkim_run *r)
{
    eml_arena_fini(&r->arena);
    eml_os_crypto_free(r->os);
}

static inline eml_span
dkim_span(const char *s)
{
    return (eml_span){(const uint8_t *)s, strlen(s)};
}

/* "pass" and "REASON" of each signature, its mathematics behind a slash, one
 * space between two: "pass/good policy/good:DKIM_SHA1". */
static inline const char *
dkim_tell(dkim_run *r, const eml_dkim *m)
{
    const eml_dkim_result *d;
    size_t n = 0;

    r->told[0] = 0;
    for (size_t i = 0; (d = eml_dkim_result_at(m, i)); i++) {
        const eml_code_info *info = eml_code_info_get(d->reason);

        n += (size_t)snprintf(
            r->told + n, sizeof r->told - n, "%s%s/%s%s%s%s%s%s", i ? " " : "",
            eml_dkim_verdict_name(d->verdict), eml_dkim_crypto_name(d->crypto),
            info ? ":" : "", info ? info->name : "",
            d->partial ? " partial" : "", d->testing ? " testing" : "",
            d->future ? " future" : "");
        assert_true((d->verdict == EML_DKIM_PASS) ==
                    (d->state == EML_DKIM_SUCCESS));
        assert_true((d->verdict == EML_DKIM_PASS) == (d->reason == EML_OK));
        assert_true(n < sizeof r->told);
    }
    return r->told;
}

/* The message in pieces of `step` bytes (0: at once). */
static inline const char *
dkim_verify(dkim_run *r, eml_span message, const char *zone,
            const eml_dkim_options *given, size_t step)
{
    eml_dkim_options o = *given;
    eml_resolver_error why;
    eml_resolver *dns;
    eml_dns_query q;
    eml_dns_answer a;
    eml_dkim *m;
    size_t at = 0;
    int rc;

    o.crypto = r->crypto;
    rc = eml_resolver_zone(&dns, &eml_os_alloc, dkim_span(zone), &why);
    if (rc != EML_OK)
        fail_msg("zone: %s", why.text);
    m = eml_dkim_new(&r->cx, &o);
    assert_non_null(m);
    do {
        size_t n = step && step < message.n - at ? step : message.n - at;
        uint8_t *piece = test_exact(message.p + at, n);

        at += n;
        rc = eml_dkim_feed(m, &r->cx, (eml_span){piece, n}, at == message.n);
        free(piece);
        assert_int_equal(rc, EML_OK);
    } while (at < message.n);
    while ((rc = eml_dkim_poll(m, &q)) == EML_OK) {
        assert_int_equal(eml_resolver_ask(dns, &q, 1, &a), EML_OK);
        assert_int_equal(eml_dkim_dns(m, &r->cx, q.id, &a), EML_OK);
    }
    assert_int_equal(rc, EML_END);
    assert_int_equal(eml_dkim_feed(m, &r->cx, EML_NONE, true), EML_E_MISUSE);
    dkim_tell(r, m);
    eml_dkim_fini(m);
    eml_resolver_free(dns);
    return r->told;
}

/* The fields for the message, and the message behind them, in the arena. */
static inline eml_span
dkim_signed(dkim_run *r, eml_span message, const eml_dkim_sign_options *given,
            size_t step)
{
    eml_dkim_sign_options o = *given;
    eml_out out = {.arena = &r->arena};
    eml_dkim_sign *m;
    size_t at = 0;

    o.crypto = r->crypto;
    m = eml_dkim_sign_new(&r->cx, &o);
    assert_non_null(m);
    do {
        size_t n = step && step < message.n - at ? step : message.n - at;

        assert_int_equal(eml_dkim_sign_feed(m, &r->cx,
                                            (eml_span){message.p + at, n},
                                            at + n == message.n),
                         EML_OK);
        at += n;
    } while (at < message.n);
    assert_int_equal(eml_dkim_sign_write(m, &r->cx, &out), EML_OK);
    eml_dkim_sign_fini(m);
    eml_out_span(&out, message);
    assert_false(out.full);
    return eml_out_view(&out);
}

/* A zone with the public half of `k` at selector._domainkey.domain; `tags`
 * before p=. */
static inline char *
dkim_zone(dkim_run *r, const eml_os_key *k, const char *name, const char *tags)
{
    uint8_t bytes[1024];
    eml_dkim_key key = {.email = true,
                        .any_hash = true,
                        .notes = EML_NONE,
                        .type_name = eml_os_key_type(k) == EML_KEY_RSA
                                         ? EML_LIT("rsa")
                                         : EML_LIT("ed25519")};
    eml_out record = {.arena = &r->arena};
    char *zone;

    key.data.p = bytes;
    key.data.n = eml_os_key_public(k, bytes, sizeof bytes);
    assert_int_equal(eml_dkim_key_write(&r->cx, &key, &record), EML_OK);
    zone = eml_arena_get(&r->arena, record.n + strlen(tags) + 600);
    assert_non_null(zone);
    snprintf(zone, record.n + strlen(tags) + 600,
             "{\"%s\": {\"TXT\": [\"%.8s%s%.*s\"]}}", name,
             (const char *)record.p, tags, (int)(record.n - 8),
             (const char *)record.p + 8);
    return zone;
}
#endif
