/* eml_crypto on OpenSSL 3. */
#include "eml/os_crypto.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "os/posix/crypto_int.h"

enum { FREE_HASHES = 8, ED25519_KEY = 32 };

/* A decoded public key, and what it needs to verify with each hash. */
typedef struct entry {
    uint64_t sum, used;
    eml_key_type type;
    uint8_t *bytes;
    size_t n;
    EVP_PKEY *pkey;
    EVP_PKEY_CTX *by_hash[2]; /* RSA: made when first used */
} entry;

struct eml_os_crypto {
    eml_crypto table;
    EVP_MD *md[2]; /* fetched once: looking one up takes long */
    EVP_MD_CTX *spare[FREE_HASHES];
    size_t num_spare;
    EVP_MD_CTX *one; /* for Ed25519 */
    entry keys[EML_OS_CRYPTO_KEYS];
    uint64_t clock;
};

static unsigned
index_of(eml_hash_type type)
{
    return type == EML_HASH_SHA1 ? 0 : 1;
}

/* ---- hashes ---------------------------------------------------------------
 */

static void *
hash_new(void *user, eml_hash_type type)
{
    eml_os_crypto *c = user;
    EVP_MD_CTX *h = c->num_spare ? c->spare[--c->num_spare] : EVP_MD_CTX_new();

    if (h && EVP_DigestInit_ex2(h, c->md[index_of(type)], NULL) == 1)
        return h;
    EVP_MD_CTX_free(h);
    return NULL;
}

static void
hash_free(void *user, void *hash)
{
    eml_os_crypto *c = user;

    if (hash && c->num_spare < FREE_HASHES)
        c->spare[c->num_spare++] = hash;
    else
        EVP_MD_CTX_free(hash);
}

static bool
hash_feed(void *user, void *hash, eml_span bytes)
{
    (void)user;
    return EVP_DigestUpdate(hash, bytes.p, bytes.n) == 1;
}

static bool
hash_end(void *user, void *hash, uint8_t out[EML_HASH_MAX])
{
    bool good = EVP_DigestFinal_ex(hash, out, NULL) == 1;

    hash_free(user, hash);
    return good;
}

/* ---- public keys ----------------------------------------------------------
 */

static EVP_PKEY *
decode(eml_key_type type, eml_span key)
{
    const unsigned char *p = key.p;
    EVP_PKEY *pkey;

    if (key.n > INT32_MAX)
        return NULL;
    if (type == EML_KEY_ED25519)
        return key.n == ED25519_KEY ? EVP_PKEY_new_raw_public_key(
                                          EVP_PKEY_ED25519, NULL, key.p, key.n)
                                    : NULL;
    pkey = d2i_PUBKEY(NULL, &p, (long)key.n);
    if (!pkey) {
        p = key.p;
        pkey = d2i_PublicKey(EVP_PKEY_RSA, NULL, &p, (long)key.n);
    }
    if (pkey &&
        (EVP_PKEY_get_base_id(pkey) != EVP_PKEY_RSA || p != key.p + key.n)) {
        EVP_PKEY_free(pkey);
        return NULL;
    }
    return pkey;
}

static void
forget(entry *e)
{
    EVP_PKEY_CTX_free(e->by_hash[0]);
    EVP_PKEY_CTX_free(e->by_hash[1]);
    EVP_PKEY_free(e->pkey);
    free(e->bytes);
    memset(e, 0, sizeof *e);
}

static uint64_t
sum_of(eml_key_type type, eml_span key)
{
    uint64_t h = 14695981039346656037u + (uint64_t)type;

    for (size_t i = 0; i < key.n; i++)
        h = (h ^ key.p[i]) * 1099511628211u;
    return h;
}

/* The entry for a key; NULL when it is none, *memory false when there is no
 * memory to say. The one not used for the longest time makes room. */
static entry *
key_of(eml_os_crypto *c, eml_key_type type, eml_span key, bool *memory)
{
    uint64_t sum = sum_of(type, key);
    entry *oldest = &c->keys[0];
    EVP_PKEY *pkey;

    for (size_t i = 0; i < EML_OS_CRYPTO_KEYS; i++) {
        entry *e = &c->keys[i];

        if (e->pkey && e->sum == sum && e->type == type && e->n == key.n &&
            memcmp(e->bytes, key.p, key.n) == 0) {
            e->used = ++c->clock;
            return e;
        }
        if (e->used < oldest->used)
            oldest = e;
    }
    pkey = decode(type, key);
    if (!pkey)
        return NULL;
    forget(oldest);
    oldest->bytes = malloc(key.n + 1);
    if (!oldest->bytes) {
        EVP_PKEY_free(pkey);
        *memory = false;
        return NULL;
    }
    memcpy(oldest->bytes, key.p, key.n);
    oldest->n = key.n;
    oldest->pkey = pkey;
    oldest->sum = sum;
    oldest->type = type;
    oldest->used = ++c->clock;
    return oldest;
}

EVP_PKEY_CTX *
eml__os_rsa_context(EVP_PKEY *pkey, const EVP_MD *md, bool sign)
{
    EVP_PKEY_CTX *cx = EVP_PKEY_CTX_new(pkey, NULL);

    if (cx && (sign ? EVP_PKEY_sign_init(cx) : EVP_PKEY_verify_init(cx)) == 1 &&
        EVP_PKEY_CTX_set_rsa_padding(cx, RSA_PKCS1_PADDING) == 1 &&
        EVP_PKEY_CTX_set_signature_md(cx, md) == 1)
        return cx;
    EVP_PKEY_CTX_free(cx);
    return NULL;
}

static eml_crypto_result
verify_rsa(eml_os_crypto *c, entry *e, eml_hash_type hash, eml_span digest,
           eml_span signature)
{
    unsigned i = index_of(hash);

    if (!e->by_hash[i])
        e->by_hash[i] = eml__os_rsa_context(e->pkey, c->md[i], false);
    if (!e->by_hash[i])
        return EML_CRYPTO_NO_MEMORY;
    return EVP_PKEY_verify(e->by_hash[i], signature.p, signature.n, digest.p,
                           digest.n) == 1
               ? EML_CRYPTO_GOOD
               : EML_CRYPTO_BAD;
}

static eml_crypto_result
verify(void *user, eml_key_type type, eml_span key, eml_hash_type hash,
       eml_span digest, eml_span signature, unsigned *bits)
{
    eml_os_crypto *c = user;
    bool memory = true;
    entry *e = key_of(c, type, key, &memory);

    if (!e)
        return memory ? EML_CRYPTO_NO_KEY : EML_CRYPTO_NO_MEMORY;
    *bits = (unsigned)EVP_PKEY_get_bits(e->pkey);
    if (type == EML_KEY_RSA)
        return verify_rsa(c, e, hash, digest, signature);
    if (EVP_MD_CTX_reset(c->one) != 1 ||
        EVP_DigestVerifyInit(c->one, NULL, NULL, NULL, e->pkey) != 1)
        return EML_CRYPTO_NO_MEMORY;
    return EVP_DigestVerify(c->one, signature.p, signature.n, digest.p,
                            digest.n) == 1
               ? EML_CRYPTO_GOOD
               : EML_CRYPTO_BAD;
}

static bool
sign(void *user, void *private_key, eml_hash_type hash, eml_span digest,
     uint8_t *out, size_t *len)
{
    eml_os_crypto *c = user;

    *len = EML_SIGNATURE_MAX;
    return eml__os_key_sign(private_key, c->md[index_of(hash)], index_of(hash),
                            c->one, digest, out, len);
}

/* ---- the table ------------------------------------------------------------
 */

eml_os_crypto *
eml_os_crypto_new(void)
{
    eml_os_crypto *c = calloc(1, sizeof *c);

    if (!c)
        return NULL;
    c->md[0] = EVP_MD_fetch(NULL, "SHA1", NULL);
    c->md[1] = EVP_MD_fetch(NULL, "SHA256", NULL);
    c->one = EVP_MD_CTX_new();
    c->table = (eml_crypto){.user = c,
                            .hash_new = hash_new,
                            .hash_feed = hash_feed,
                            .hash_end = hash_end,
                            .hash_free = hash_free,
                            .verify = verify,
                            .sign = sign};
    if (c->md[0] && c->md[1] && c->one)
        return c;
    eml_os_crypto_free(c);
    return NULL;
}

const eml_crypto *
eml_os_crypto_table(eml_os_crypto *c)
{
    return &c->table;
}

void
eml_os_crypto_free(eml_os_crypto *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < EML_OS_CRYPTO_KEYS; i++)
        forget(&c->keys[i]);
    while (c->num_spare)
        EVP_MD_CTX_free(c->spare[--c->num_spare]);
    EVP_MD_CTX_free(c->one);
    EVP_MD_free(c->md[0]);
    EVP_MD_free(c->md[1]);
    free(c);
}
