/* Private keys on OpenSSL 3. */
#include "os/posix/crypto_int.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "eml/base64.h"

enum { ED25519_SEED = 32, SEED_TEXT_MAX = 64 };

struct eml_os_key {
    EVP_PKEY *pkey;
    EVP_PKEY_CTX *by_hash[2];
};

static eml_os_key *
key_of(EVP_PKEY *pkey)
{
    int id = pkey ? EVP_PKEY_get_base_id(pkey) : 0;
    eml_os_key *k = NULL;

    if (id == EVP_PKEY_RSA || id == EVP_PKEY_ED25519)
        k = calloc(1, sizeof *k);
    if (!k)
        EVP_PKEY_free(pkey);
    else
        k->pkey = pkey;
    return k;
}

static int
no_password(char *buf, int size, int writing, void *user)
{
    (void)buf;
    (void)size;
    (void)writing;
    (void)user;
    return -1;
}

static EVP_PKEY *
read_seed(eml_span text)
{
    uint8_t seed[SEED_TEXT_MAX / 4 * 3 + 3];
    eml_b64_dec d;

    while (text.n && text.p[text.n - 1] <= ' ')
        text.n--;
    if (text.n > SEED_TEXT_MAX ||
        eml_b64_decode_all(&d, text, seed) != ED25519_SEED || d.num_bad ||
        d.padding)
        return NULL;
    return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed,
                                        ED25519_SEED);
}

eml_os_key *
eml_os_key_read(eml_span text)
{
    BIO *bio = text.n > INT32_MAX ? NULL : BIO_new_mem_buf(text.p, (int)text.n);
    EVP_PKEY *pkey;

    if (!bio)
        return NULL;
    pkey = PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL);
    BIO_free(bio);
    return key_of(pkey ? pkey : read_seed(text));
}

eml_os_key *
eml_os_key_new(eml_key_type type, unsigned bits)
{
    EVP_PKEY *pkey = NULL;

    if (type == EML_KEY_RSA)
        pkey = EVP_RSA_gen(bits);
    else if (type == EML_KEY_ED25519)
        pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    return key_of(pkey);
}

void
eml_os_key_free(eml_os_key *k)
{
    if (!k)
        return;
    EVP_PKEY_CTX_free(k->by_hash[0]);
    EVP_PKEY_CTX_free(k->by_hash[1]);
    EVP_PKEY_free(k->pkey);
    free(k);
}

eml_key_type
eml_os_key_type(const eml_os_key *k)
{
    return EVP_PKEY_get_base_id(k->pkey) == EVP_PKEY_RSA ? EML_KEY_RSA
                                                         : EML_KEY_ED25519;
}

unsigned
eml_os_key_bits(const eml_os_key *k)
{
    return (unsigned)EVP_PKEY_get_bits(k->pkey);
}

size_t
eml_os_key_public(const eml_os_key *k, uint8_t *out, size_t cap)
{
    unsigned char *p = out;
    size_t n = cap;
    int len;

    if (eml_os_key_type(k) == EML_KEY_ED25519)
        return EVP_PKEY_get_raw_public_key(k->pkey, out, &n) == 1 ? n : 0;
    len = i2d_PUBKEY(k->pkey, NULL);
    if (len <= 0 || (size_t)len > cap)
        return 0;
    return i2d_PUBKEY(k->pkey, &p) == len ? (size_t)len : 0;
}

char *
eml_os_key_pem(const eml_os_key *k, size_t *len)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *text = NULL, *held;
    long n;

    if (bio && PEM_write_bio_PKCS8PrivateKey(bio, k->pkey, NULL, NULL, 0, NULL,
                                             NULL) == 1) {
        n = BIO_get_mem_data(bio, &held);
        text = malloc((size_t)n + 1);
        if (text) {
            memcpy(text, held, (size_t)n);
            text[n] = '\0';
            *len = (size_t)n;
        }
    }
    BIO_free(bio);
    return text;
}

bool
eml__os_key_sign(eml_os_key *k, const EVP_MD *md, unsigned hash,
                 EVP_MD_CTX *scratch, eml_span digest, uint8_t *out,
                 size_t *len)
{
    if (eml_os_key_type(k) == EML_KEY_RSA) {
        if (!k->by_hash[hash])
            k->by_hash[hash] = eml__os_rsa_context(k->pkey, md, true);
        return k->by_hash[hash] && EVP_PKEY_sign(k->by_hash[hash], out, len,
                                                 digest.p, digest.n) == 1;
    }
    return EVP_MD_CTX_reset(scratch) == 1 &&
           EVP_DigestSignInit(scratch, NULL, NULL, NULL, k->pkey) == 1 &&
           EVP_DigestSign(scratch, out, len, digest.p, digest.n) == 1;
}
