/* eml_crypto on OpenSSL: what one half signs, the other verifies; hashes; keys
 * that are none. */
#include "eml/os_crypto.h"
#include "tests/table.h"

static void
hashes(void **state)
{
    /* FIPS 180-4: "abc" */
    static const uint8_t sha1[20] = {0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06, 0x81,
                                     0x6a, 0xba, 0x3e, 0x25, 0x71, 0x78, 0x50,
                                     0xc2, 0x6c, 0x9c, 0xd0, 0xd8, 0x9d};
    static const uint8_t sha256[32] = {
        0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
        0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
        0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};
    eml_os_crypto *os = eml_os_crypto_new();
    const eml_crypto *c;
    uint8_t out[EML_HASH_MAX];
    void *h;

    (void)state;
    assert_non_null(os);
    c = eml_os_crypto_table(os);
    for (int i = 0; i < 12; i++) {
        h = c->hash_new(c->user, EML_HASH_SHA1);
        assert_non_null(h);
        assert_true(c->hash_feed(c->user, h, EML_LIT("ab")));
        assert_true(c->hash_feed(c->user, h, EML_LIT("c")));
        assert_true(c->hash_end(c->user, h, out));
        assert_memory_equal(out, sha1, sizeof sha1);
        h = c->hash_new(c->user, EML_HASH_SHA256);
        assert_true(c->hash_feed(c->user, h, EML_LIT("abc")));
        assert_true(c->hash_end(c->user, h, out));
        assert_memory_equal(out, sha256, sizeof sha256);
        c->hash_free(c->user, c->hash_new(c->user, EML_HASH_SHA256));
    }
    eml_os_crypto_free(os);
}

static void
round_trip(const eml_crypto *c, eml_os_key *k, eml_hash_type hash, size_t n)
{
    uint8_t digest[32] = {1, 2, 3}, sig[EML_SIGNATURE_MAX], pub[1024];
    eml_span d = {digest, n}, key = {pub, 0}, s = {sig, 0};
    unsigned bits = 0;

    key.n = eml_os_key_public(k, pub, sizeof pub);
    assert_true(key.n > 0);
    assert_true(c->sign(c->user, k, hash, d, sig, &s.n));
    for (int i = 0; i < 2; i++) { /* decoded, and from the cache */
        assert_int_equal(
            c->verify(c->user, eml_os_key_type(k), key, hash, d, s, &bits),
            EML_CRYPTO_GOOD);
        assert_int_equal(bits, eml_os_key_bits(k));
    }
    digest[0] ^= 1;
    assert_int_equal(
        c->verify(c->user, eml_os_key_type(k), key, hash, d, s, &bits),
        EML_CRYPTO_BAD);
    digest[0] ^= 1;
    sig[0] ^= 1;
    assert_int_equal(
        c->verify(c->user, eml_os_key_type(k), key, hash, d, s, &bits),
        EML_CRYPTO_BAD);
    s.n--;
    assert_int_equal(
        c->verify(c->user, eml_os_key_type(k), key, hash, d, s, &bits),
        EML_CRYPTO_BAD);
    key.n--;
    assert_int_equal(
        c->verify(c->user, eml_os_key_type(k), key, hash, d, s, &bits),
        EML_CRYPTO_NO_KEY);
    assert_int_equal(eml_os_key_public(k, pub, 5), 0);
}

static void
signs(void **state)
{
    eml_os_crypto *os = eml_os_crypto_new();
    const eml_crypto *c = eml_os_crypto_table(os);
    eml_os_key *rsa = eml_os_key_new(EML_KEY_RSA, 1024);
    eml_os_key *ed = eml_os_key_new(EML_KEY_ED25519, 0);

    (void)state;
    assert_true(rsa && ed);
    assert_int_equal(eml_os_key_bits(rsa), 1024);
    round_trip(c, rsa, EML_HASH_SHA256, 32);
    round_trip(c, rsa, EML_HASH_SHA1, 20);
    round_trip(c, ed, EML_HASH_SHA256, 32);
    assert_null(eml_os_key_new(EML_KEY_OTHER, 0));
    eml_os_key_free(rsa);
    eml_os_key_free(ed);
    eml_os_crypto_free(os);
}

/* More keys than the cache holds, each used twice. */
static void
many_keys(void **state)
{
    enum { NUM = EML_OS_CRYPTO_KEYS + 3 };
    eml_os_crypto *os = eml_os_crypto_new();
    const eml_crypto *c = eml_os_crypto_table(os);
    eml_os_key *keys[NUM];

    (void)state;
    for (int i = 0; i < NUM; i++) {
        keys[i] = eml_os_key_new(EML_KEY_ED25519, 0);
        assert_non_null(keys[i]);
    }
    for (int i = 0; i < 2 * NUM; i++)
        round_trip(c, keys[i % NUM], EML_HASH_SHA256, 32);
    for (int i = 0; i < NUM; i++)
        eml_os_key_free(keys[i]);
    eml_os_crypto_free(os);
}

static void
reads_what_it_writes(void **state)
{
    static const eml_key_type types[] = {EML_KEY_RSA, EML_KEY_ED25519};

    (void)state;
    for (int i = 0; i < 2; i++) {
        eml_os_key *k = eml_os_key_new(types[i], 1024), *again;
        uint8_t a[512], b[512];
        size_t n, len = 0;
        char *pem = eml_os_key_pem(k, &len);

        assert_non_null(pem);
        again = eml_os_key_read((eml_span){(const uint8_t *)pem, len});
        assert_non_null(again);
        assert_int_equal(eml_os_key_type(again), types[i]);
        n = eml_os_key_public(k, a, sizeof a);
        assert_int_equal(eml_os_key_public(again, b, sizeof b), n);
        assert_memory_equal(a, b, n);
        eml_os_key_free(k);
        eml_os_key_free(again);
        free(pem);
    }
}

/* RFC 8463 appendix A.2: the seed of RFC 8032 section 7.1 test 1. */
static void
seed(void **state)
{
    static const uint8_t public_key[32] = {
        0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe,
        0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6,
        0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a};
    uint8_t out[32];
    eml_os_key *k = eml_os_key_read(
        EML_LIT("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=\n"));

    (void)state;
    assert_non_null(k);
    assert_int_equal(eml_os_key_public(k, out, sizeof out), 32);
    assert_memory_equal(out, public_key, 32);
    eml_os_key_free(k);
    assert_null(eml_os_key_read(EML_NONE));
    assert_null(eml_os_key_read(EML_LIT("nWGxne/9WmC6hEr0kuwsxERJxWl7Mmk=")));
    assert_null(eml_os_key_read(EML_LIT("-----BEGIN PRIVATE KEY-----\n")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes),    cmocka_unit_test(signs),
        cmocka_unit_test(many_keys), cmocka_unit_test(reads_what_it_writes),
        cmocka_unit_test(seed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
