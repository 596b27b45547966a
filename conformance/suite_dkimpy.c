/* dkimpy's tests/data (what its test_*.py say of them): messages that verify or
 * not, keys that sign, records. mailauth's fixtures likewise. */
#include "conformance/suite_auth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char zone_form[] = "{\"%s\":{\"TXT\":[\"%.*s\"]}}";

/* A file without white space at its end; to be given to free(). */
static char *
read_text(suite_run *r, const char *path, size_t *n)
{
    eml_os_file f;
    eml_span s;
    char *out;

    if (eml_os_file_open(&f, suite_path(r, path)) != 0) {
        suite_broken(r, path);
        return NULL;
    }
    s = f.bytes;
    out = malloc(s.n + 1);
    if (out) {
        memcpy(out, s.p, s.n);
        out[s.n] = '\0';
        *n = s.n;
    }
    eml_os_file_close(&f);
    return out;
}

static char *
zone_of(suite_run *r, const char *name, const char *record_file)
{
    size_t n = 0;
    char *record = read_text(r, record_file, &n), *zone;

    if (!record)
        return NULL;
    while (n && (uint8_t)record[n - 1] <= ' ')
        n--;
    zone = malloc(n + strlen(name) + sizeof zone_form);
    if (zone)
        snprintf(zone, n + strlen(name) + sizeof zone_form, zone_form, name,
                 (int)n, record);
    free(record);
    return zone;
}

/* ---- what verifies --------------------------------------------------------
 */

#define DATA     "dkim-dkimpy-1.1.8/"
#define FOOTBALL "._domainkey.football.example.com"
static const struct row {
    const char *message, *name, *record, *told;
} rows[] = {
    /* test_dkim_ed25519, test_dkim: the message of RFC 8463 */
    {DATA "rfc6376.signed.rsa.msg", "test" FOOTBALL, DATA "test.txt", "pass"},
    /* the signature of the one before, t= taken out: x= alone is no fault */
    {DATA "rfc6376.signed.no_t.msg", "test" FOOTBALL, DATA "test.txt",
     "fail:DKIM_SIGNATURE"},
    {DATA "rfc6376.signed.msg", "test" FOOTBALL, DATA "test.txt",
     "permerror:DKIM_KEY_NONE pass"},
    /* made by Exim */
    {DATA "ed25519test2.msg", "sed._domainkey.test.ex", DATA "eximtest.dns",
     "pass"},
    {DATA "ed25519test2.msg", "sed._domainkey.test.ex", DATA "ed25519test.dns",
     "fail:DKIM_SIGNATURE"},
    /* CVE-2020-12272: d= with a parenthesis */
    {DATA "test.message.baddomain",
     "test._domainkey.legitimate.com(.attacker.com", DATA "test.txt",
     "neutral:DKIM_DOMAIN"},
    /* records that are not for this, or none */
    {DATA "rfc6376.signed.rsa.msg", "test" FOOTBALL, DATA "badk.txt",
     "permerror:DKIM_KEY_TYPE"},
    {DATA "rfc6376.signed.rsa.msg", "test" FOOTBALL, DATA "badversion.txt",
     "permerror:DKIM_KEY_VERSION"},
    {DATA "rfc6376.signed.rsa.msg", "test" FOOTBALL, DATA "test_bad.txt",
     "permerror:DKIM_KEY_DATA"},
    {DATA "rfc6376.signed.rsa.msg", "test" FOOTBALL, DATA "test_tlsrpt.txt",
     "permerror:DKIM_KEY_SERVICE"},
    {DATA "rfc6376.signed.rsa.msg", "test" FOOTBALL, DATA "test2.txt", "pass"},
};

static void
verify_rows(suite_run *r, suite_auth *a)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *zone = zone_of(r, rows[i].name, rows[i].record), id[256];
        size_t n = 0;
        char *message = read_text(r, rows[i].message, &n);

        if (zone && message) {
            const eml_dkim *m = suite_auth_verify(
                a, (eml_span){(uint8_t *)message, n}, suite_str(zone), 0);

            snprintf(id, sizeof id, "%s by %s",
                     strrchr(rows[i].message, '/') + 1,
                     strrchr(rows[i].record, '/') + 1);
            suite_case(r, id,
                       m && strcmp(suite_auth_told(m), rows[i].told) == 0,
                       "%s instead of %s", suite_auth_told(m), rows[i].told);
        }
        free(zone);
        free(message);
    }
}

/* ---- what signs -----------------------------------------------------------
 */

typedef struct pair {
    const char *key, *record;
} pair;

/* Signs, and puts the signature before the message. */
static bool
sign(suite_auth *a, eml_span message, eml_os_key *key, unsigned canon,
     eml_out *out)
{
    eml_dkim_signer by = {.private_key = key,
                          .key_type = eml_os_key_type(key),
                          .domain = EML_LIT("example.com"),
                          .selector = EML_LIT("test"),
                          .auid = EML_NONE};
    eml_dkim_sign_options o = {.crypto = a->crypto,
                               .newline = suite_auth_newline(message),
                               .signers = &by,
                               .num_signers = 1,
                               .fields = EML_NONE,
                               .header_canon = (eml_canon_type)(canon & 1),
                               .body_canon = (eml_canon_type)(canon >> 1)};
    eml_out fields = {.arena = &a->arena};
    eml_dkim_sign *m;
    int rc = EML_E_NOMEM;

    eml_arena_reset(&a->arena);
    m = eml_dkim_sign_new(&a->cx, &o);
    if (m) {
        rc = eml_dkim_sign_feed(m, &a->cx, message, true);
        if (rc == EML_OK)
            rc = eml_dkim_sign_write(m, &a->cx, &fields);
        eml_dkim_sign_fini(m);
    }
    for (size_t i = 0; rc == EML_OK && i < fields.n; i++)
        if (fields.p[i] != '\r' || o.newline == EML_NL_CRLF)
            eml_out_byte(out, fields.p[i]);
    eml_out_span(out, message);
    return rc == EML_OK && !out->full;
}

static void
sign_file(suite_run *r, suite_auth *a, const char *path, const pair *p)
{
    size_t n = 0, len = 0;
    char *message = read_text(r, path, &n), *pem = read_text(r, p->key, &len);
    char *zone = zone_of(r, "test._domainkey.example.com", p->record), id[256];
    eml_os_key *key =
        pem ? eml_os_key_read((eml_span){(uint8_t *)pem, len}) : NULL;
    bool from = message && !strstr(path, "nofrom");

    for (unsigned canon = 0; key && message && zone && canon < 4; canon++) {
        eml_arena arena;
        eml_out out = {.arena = &arena};
        bool made;
        const char *told = "not signed";

        eml_arena_init(&arena, &eml_os_alloc, 0);
        made = sign(a, (eml_span){(uint8_t *)message, n}, key, canon, &out);
        if (made)
            told = suite_auth_told(
                suite_auth_verify(a, eml_out_view(&out), suite_str(zone), 1));
        snprintf(id, sizeof id, "%s signed with %s/%u", strrchr(path, '/') + 1,
                 strrchr(p->key, '/') + 1, canon);
        suite_case(r, id, strcmp(told, from ? "pass" : "not signed") == 0, "%s",
                   told);
        eml_arena_fini(&arena);
    }
    if (!key)
        suite_broken(r, p->key);
    eml_os_key_free(key);
    free(message);
    free(pem);
    free(zone);
}

void
suite_dkimpy(suite_run *r)
{
    static const char *const messages[] = {
        DATA "test.message",        DATA "rfc6376.msg",
        DATA "rfc6376.w1258.msg",   DATA "test_extra.message",
        DATA "test_nofrom.message", DATA "ed25519test.msg"};
    static const pair keys[] = {
        {DATA "test.private", DATA "test.txt"},
        {DATA "1024_testkey.key", DATA "1024_testkey_wo_markers.pub.txt"},
        {DATA "1024_testkey.key", DATA "1024_testkey_wo_markers.pub.rsa.txt"},
        {DATA "2048_testkey.key", DATA "2048_testkey_wo_markers.pub.txt"},
        {DATA "2048_testkey.key", DATA "2048_testkey_wo_markers.pub.rsa.txt"},
        {DATA "2048_testkey_PKCS8.key", DATA "2048_testkey_PKCS8.key.pub.txt"},
        {DATA "ed25519test.key", DATA "ed25519test.dns"}};
    suite_auth a;

    suite_auth_init(&a);
    verify_rows(r, &a);
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
            sign_file(r, &a, messages[i], &keys[k]);
    suite_auth_fini(&a);
}

/* ---- mailauth -------------------------------------------------------------
 */

#define FIXTURES "dkim-mailauth/fixtures/"

/* Their keys are gone from the DNS: what can be judged is whether the body is
 * the one that was signed. */
static const struct body_row {
    const char *path, *told; /* of each signature: 1 good, 0 not */
} body_rows[] = {
    {FIXTURES "message2.eml", "1"},   {FIXTURES "message3.eml", "11"},
    {FIXTURES "message4.eml", "1"},   {FIXTURES "authtest.eml", "1"},
    {FIXTURES "zproov.eml", "1"},     {FIXTURES "bimi.eml", "11"},
    {FIXTURES "zbimi.eml", "1"},      {FIXTURES "arc-pass.eml", "1"},
    {FIXTURES "arc-pass2.eml", "11"}, {FIXTURES "arc-fail.eml", "11"},
    {FIXTURES "arc-fail2.eml", "11"}, {FIXTURES "arc-fail3.eml", "1"},
};

static void
body_hashes(suite_run *r, suite_auth *a)
{
    for (size_t i = 0; i < sizeof body_rows / sizeof *body_rows; i++) {
        const struct body_row *row = &body_rows[i];
        const eml_dkim_result *d;
        char told[64] = "", *message;
        const eml_dkim *m;
        size_t n = 0;

        message = read_text(r, row->path, &n);
        if (!message)
            continue;
        m = suite_auth_verify(a, (eml_span){(uint8_t *)message, n},
                              EML_LIT("{}"), 0);
        for (size_t k = 0;
             m && k < sizeof told - 1 && (d = eml_dkim_result_at(m, k)); k++)
            told[k] = d->body_good ? '1' : '0';
        suite_case(r, strrchr(row->path, '/') + 1,
                   m && strcmp(told, row->told) == 0,
                   "body hashes are %s instead of %s", told, row->told);
        free(message);
    }
}

void
suite_mailauth(suite_run *r)
{
    static const char *const keys[] = {FIXTURES "private-rsa.pem",
                                       FIXTURES "private-ed25519.pem"};
    size_t n = 0, len = 0;
    char *message, *zone;
    suite_auth a;

    suite_auth_init(&a);
    message = read_text(r, "dkim-mailauth/dkim/ec/fixtures/signed.eml", &n);
    zone = read_text(r, "dkim-mailauth/dkim/ec/fixtures/dns.json", &len);
    if (message && zone) {
        const eml_dkim *m =
            suite_auth_verify(&a, (eml_span){(uint8_t *)message, n},
                              (eml_span){(uint8_t *)zone, len}, 0);

        suite_case(r, "signed.eml",
                   m && strcmp(suite_auth_told(m), "pass pass") == 0, "%s",
                   suite_auth_told(m));
    }
    free(message);
    free(zone);
    body_hashes(r, &a);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        char *pem = read_text(r, keys[i], &n);
        eml_os_key *k =
            pem ? eml_os_key_read((eml_span){(uint8_t *)pem, n}) : NULL;

        suite_case(r, strrchr(keys[i], '/') + 1, k != NULL,
                   "is no private key");
        eml_os_key_free(k);
        free(pem);
    }
    suite_auth_fini(&a);
}
