#ifndef EML_TESTS_FAKE_CRYPTO_H
#define EML_TESTS_FAKE_CRYPTO_H
/* fake_crypto.h -- an eml_crypto for tests of machines: hashes that are none,
 * signatures that are always good. Nothing kept but what `new` has given. */
#include <stdlib.h>
#include <string.h>

#include "eml/crypto.h"

typedef struct fake_crypto {
    eml_crypto table;
    size_t open;    /* hashes not given back */
    size_t fail_at; /* the call of hash_new that fails, from 1; 0: none */
    size_t calls;
    size_t fed; /* bytes, to all hashes */
} fake_crypto;

static inline void *
fake_new_(void *user, eml_hash_type type)
{
    fake_crypto *f = user;
    uint64_t *h;

    if (++f->calls == f->fail_at)
        return NULL;
    h = malloc(sizeof *h);
    if (!h)
        abort();
    *h = 14695981039346656037u + (uint64_t)type;
    f->open++;
    return h;
}

static inline bool
fake_feed_(void *user, void *hash, eml_span bytes)
{
    uint64_t *h = hash;

    for (size_t i = 0; i < bytes.n; i++)
        *h = (*h ^ bytes.p[i]) * 1099511628211u;
    ((fake_crypto *)user)->fed += bytes.n;
    return true;
}

static inline void
fake_free_(void *user, void *hash)
{
    ((fake_crypto *)user)->open--;
    free(hash);
}

static inline bool
fake_end_(void *user, void *hash, uint8_t out[EML_HASH_MAX])
{
    uint64_t h = *(uint64_t *)hash;

    for (int i = 0; i < EML_HASH_MAX; i++)
        out[i] = (uint8_t)(h >> (8 * (i % 8)));
    fake_free_(user, hash);
    return true;
}

static inline eml_crypto_result
fake_verify_(void *user, eml_key_type type, eml_span key, eml_hash_type hash,
             eml_span digest, eml_span signature, unsigned *bits)
{
    (void)user;
    (void)type;
    (void)hash;
    (void)digest;
    (void)signature;
    *bits = key.n ? 128 * key.p[0] : 0;
    return key.n ? EML_CRYPTO_GOOD : EML_CRYPTO_NO_KEY;
}

static inline bool
fake_sign_(void *user, void *key, eml_hash_type hash, eml_span digest,
           uint8_t *out, size_t *len)
{
    (void)user;
    (void)hash;
    memcpy(out, digest.p, digest.n);
    *len = digest.n;
    return key != NULL;
}

static inline void
fake_crypto_init(fake_crypto *f)
{
    *f = (fake_crypto){.table = {.user = f,
                                 .hash_new = fake_new_,
                                 .hash_feed = fake_feed_,
                                 .hash_end = fake_end_,
                                 .hash_free = fake_free_,
                                 .verify = fake_verify_,
                                 .sign = fake_sign_}};
}
#endif
