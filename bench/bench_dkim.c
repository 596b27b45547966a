/* DKIM: what it takes to verify and to sign a message, and the floor under
 * each: SHA-256 over as many bytes, and the public-key operation with a key
 * that is at hand.
 *
 *     bench_dkim FILE.recs [rounds [verify|sign|verify-floor|sign-floor|
 *                ed25519-verify|ed25519-verify-floor]]
 *
 * Signatures are by relaxed/relaxed, with RSA of 2048 bits or Ed25519; they are
 * made before the time is taken. The answer of the DNS is in memory. */
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/recs.h"
#include "bench/timing.h"
#include "eml/dkim.h"
#include "eml/os.h"
#include "eml/os_crypto.h"

/* Signing takes long: so many messages are enough. */
enum { MESSAGES = 1000 };

typedef struct bench {
    recs r;
    size_t num;
    eml_span *signed_; /* the messages with their signatures */
    eml_os_crypto *os;
    const eml_crypto *crypto;
    eml_os_key *key;
    EVP_PKEY *pkey; /* another of the same kind, for the floor */
    EVP_PKEY_CTX *cx;
    EVP_MD *sha256;
    EVP_MD_CTX *hash, *one;
    uint8_t record[2048], made[512];
    size_t record_len, made_len;
    eml_arena arena;
    bool ed25519;
} bench;

static void
need(bool good)
{
    if (!good)
        abort();
}

/* ---- ours -----------------------------------------------------------------
 */

static eml_span
sign(bench *b, eml_span message, eml_out *out)
{
    eml_dkim_signer signer = {b->key, eml_os_key_type(b->key),
                              EML_LIT("example.org"), EML_LIT("s"), EML_NONE};
    eml_dkim_sign_options o = {.crypto = b->crypto,
                               .signers = &signer,
                               .num_signers = 1,
                               .header_canon = EML_CANON_RELAXED,
                               .body_canon = EML_CANON_RELAXED,
                               .fields = EML_LIT("From:To:Subject:Date:"
                                                 "Message-ID")};
    eml_cx cx = {.arena = &b->arena};
    eml_dkim_sign *m = eml_dkim_sign_new(&cx, &o);

    need(m && eml_dkim_sign_feed(m, &cx, message, true) == EML_OK &&
         eml_dkim_sign_write(m, &cx, out) == EML_OK);
    eml_dkim_sign_fini(m);
    return eml_out_view(out);
}

static eml_span
message_of(const bench *b, size_t i)
{
    return (eml_span){b->r.item[i].p, b->r.item[i].n};
}

static uint64_t
pass_sign(void *user)
{
    bench *b = user;
    uint64_t n = 0;

    for (size_t i = 0; i < b->num; i++) {
        eml_out out = {.arena = &b->arena};

        eml_arena_reset(&b->arena);
        n += sign(b, message_of(b, i), &out).n;
    }
    return n;
}

static bool
verify(bench *b, eml_span message)
{
    eml_dns_record record = {0, {b->record, b->record_len}};
    eml_dns_answer answer = {EML_DNS_DATA, &record, 1};
    eml_dkim_options o = {.crypto = b->crypto};
    eml_cx cx = {.arena = &b->arena};
    eml_dkim *m = eml_dkim_new(&cx, &o);
    eml_dns_query q;
    bool good;

    need(m && eml_dkim_feed(m, &cx, message, true) == EML_OK);
    while (eml_dkim_poll(m, &q) == EML_OK)
        need(eml_dkim_dns(m, &cx, q.id, &answer) == EML_OK);
    good = eml_dkim_result_at(m, 0)->verdict == EML_DKIM_PASS;
    eml_dkim_fini(m);
    return good;
}

static uint64_t
pass_verify(void *user)
{
    bench *b = user;
    uint64_t n = 0;

    for (size_t i = 0; i < b->num; i++) {
        eml_arena_reset(&b->arena);
        n += verify(b, b->signed_[i]);
    }
    need(n == b->num);
    return n;
}

/* ---- the floor ------------------------------------------------------------
 */

static void
digest(bench *b, eml_span message, uint8_t out[32])
{
    need(EVP_DigestInit_ex2(b->hash, b->sha256, NULL) == 1 &&
         EVP_DigestUpdate(b->hash, message.p, message.n) == 1 &&
         EVP_DigestFinal_ex(b->hash, out, NULL) == 1);
}

static uint64_t
pass_floor_sign(void *user)
{
    bench *b = user;
    uint64_t sum = 0;

    for (size_t i = 0; i < b->num; i++) {
        uint8_t hash[32], made[512];
        size_t n = sizeof made;

        digest(b, b->signed_[i], hash);
        need(EVP_PKEY_sign(b->cx, made, &n, hash, sizeof hash) == 1);
        sum += n;
    }
    return sum;
}

static uint64_t
pass_floor_verify(void *user)
{
    static const uint8_t same[32];
    bench *b = user;
    uint64_t sum = 0;

    for (size_t i = 0; i < b->num; i++) {
        uint8_t hash[32];

        digest(b, b->signed_[i], hash);
        sum += hash[0];
        need(b->ed25519 ? EVP_DigestVerifyInit(b->one, NULL, NULL, NULL,
                                               b->pkey) == 1 &&
                              EVP_DigestVerify(b->one, b->made, b->made_len,
                                               same, sizeof same) == 1
                        : EVP_PKEY_verify(b->cx, b->made, b->made_len, same,
                                          sizeof same) == 1);
    }
    return sum;
}

static void
prepare_floor(bench *b, bool signs)
{
    static const uint8_t same[32];
    EVP_PKEY_CTX *signer;

    b->pkey = b->ed25519 ? EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")
                         : EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
    b->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    b->hash = EVP_MD_CTX_new();
    b->one = EVP_MD_CTX_new();
    b->made_len = sizeof b->made;
    need(b->pkey && b->sha256 && b->hash && b->one);
    if (b->ed25519) {
        need(EVP_DigestSignInit(b->one, NULL, NULL, NULL, b->pkey) == 1 &&
             EVP_DigestSign(b->one, b->made, &b->made_len, same, sizeof same) ==
                 1);
        return;
    }
    signer = EVP_PKEY_CTX_new(b->pkey, NULL);
    b->cx = EVP_PKEY_CTX_new(b->pkey, NULL);
    need(signer && b->cx && EVP_PKEY_sign_init(signer) == 1 &&
         EVP_PKEY_CTX_set_rsa_padding(signer, RSA_PKCS1_PADDING) == 1 &&
         EVP_PKEY_CTX_set_signature_md(signer, b->sha256) == 1 &&
         EVP_PKEY_sign(signer, b->made, &b->made_len, same, sizeof same) == 1);
    need((signs ? EVP_PKEY_sign_init(b->cx) : EVP_PKEY_verify_init(b->cx)) ==
             1 &&
         EVP_PKEY_CTX_set_rsa_padding(b->cx, RSA_PKCS1_PADDING) == 1 &&
         EVP_PKEY_CTX_set_signature_md(b->cx, b->sha256) == 1);
    EVP_PKEY_CTX_free(signer);
}

/* ---- all ------------------------------------------------------------------
 */

static void
prepare(bench *b)
{
    eml_out record = {.p = b->record, .cap = sizeof b->record};
    uint8_t public[1024];
    eml_dkim_key key = {.email = true,
                        .any_hash = true,
                        .notes = EML_NONE,
                        .type_name =
                            b->ed25519 ? EML_LIT("ed25519") : EML_LIT("rsa")};
    eml_cx cx = {.arena = &b->arena};

    b->os = eml_os_crypto_new();
    b->key = eml_os_key_new(b->ed25519 ? EML_KEY_ED25519 : EML_KEY_RSA, 2048);
    need(b->os && b->key);
    b->crypto = eml_os_crypto_table(b->os);
    key.data.p = public;
    key.data.n = eml_os_key_public(b->key, public, sizeof public);
    need(eml_dkim_key_write(&cx, &key, &record) == EML_OK && !record.full);
    b->record_len = record.n;
    b->signed_ = calloc(b->num, sizeof *b->signed_);
    need(b->signed_ != NULL);
    for (size_t i = 0; i < b->num; i++) {
        eml_out out = {.arena = &b->arena};
        eml_span m = message_of(b, i), fields;
        uint8_t *p;

        eml_arena_reset(&b->arena);
        fields = sign(b, m, &out);
        p = malloc(fields.n + m.n);
        need(p != NULL);
        memcpy(p, fields.p, fields.n);
        memcpy(p + fields.n, m.p, m.n);
        b->signed_[i] = (eml_span){p, fields.n + m.n};
    }
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *what;
        bench_pass pass;
        bool floor, signs, ed25519;
    } all[] = {
        {"verify", pass_verify, false, false, false},
        {"verify-floor", pass_floor_verify, true, false, false},
        {"sign", pass_sign, false, true, false},
        {"sign-floor", pass_floor_sign, true, true, false},
        {"ed25519-verify", pass_verify, false, false, true},
        {"ed25519-verify-floor", pass_floor_verify, true, false, true},
    };
    static bench b;
    bench_args args;
    uint64_t bytes = 0;

    if (bench_args_get(&args, argc, argv,
                       "verify|sign|verify-floor|sign-floor|ed25519-verify|"
                       "ed25519-verify-floor") ||
        recs_open(&b.r, args.file))
        return 2;
    b.num = b.r.num < MESSAGES ? b.r.num : MESSAGES;
    eml_arena_init(&b.arena, &eml_os_alloc, 0);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (args.what ? strcmp(args.what, all[i].what) != 0 : i > 0)
            continue;
        b.ed25519 = all[i].ed25519;
        prepare(&b);
        if (all[i].floor)
            prepare_floor(&b, all[i].signs);
        for (size_t k = 0; k < b.num; k++)
            bytes += b.signed_[k].n;
        return bench_run(&args, "eml", all[i].what, bytes, b.num, all[i].pass,
                         &b)
                   ? 1
                   : 0;
    }
    return 2;
}
