#ifndef EML_CRYPTO_H
#define EML_CRYPTO_H
/* crypto.h -- the cryptography that machines are given: hashes as streams, and
 * signatures made and verified. Layer: parsers/auth.
 *
 * The library has none of its own. eml_os_crypto (os.h) is OpenSSL's; a fuzz
 * build passes one to which every signature is good. */

#include "eml/signature.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a verification says. */
typedef enum eml_crypto_result {
    EML_CRYPTO_GOOD,
    EML_CRYPTO_BAD,      /* it is not the signature of this hash by this key */
    EML_CRYPTO_NO_KEY,   /* the bytes are no public key of that type */
    EML_CRYPTO_NO_MEMORY /* or another fault that is not of the input */
} eml_crypto_result;

/* eml_crypto is a table of functions over one state. Calls of one table do not
 * overlap in time. Keys are DER: of RSA an RSAPublicKey (RFC 6376 section
 * 3.6.1) or a SubjectPublicKeyInfo (its appendix C, and everybody), of Ed25519
 * the 32 bytes (RFC 8463 section 4.2). */
typedef struct eml_crypto {
    void *user;

    /* A hash: NULL when there is no memory. `end` writes 20 or 32 bytes to out
     * and frees; `free` leaves without a result. False: a fault that is not of
     * the input; the hash is to be freed all the same, but for `end`. */
    void *(*hash_new)(void *user, eml_hash_type type);
    bool (*hash_feed)(void *user, void *hash, eml_span bytes);
    bool (*hash_end)(void *user, void *hash, uint8_t out[EML_HASH_MAX]);
    void (*hash_free)(void *user, void *hash);

    /* Verifies `signature` over `digest` (the output of a hash of `hash`): for
     * RSA by PKCS #1 v1.5, for Ed25519 PureEdDSA over the digest (RFC 8463
     * section 3). *bits is the size of an RSA key's modulus; it is set whenever
     * the key could be read, whatever the result. */
    eml_crypto_result (*verify)(void *user, eml_key_type type, eml_span key,
                                eml_hash_type hash, eml_span digest,
                                eml_span signature, unsigned *bits);

    /* Signs `digest` with a private key, which is the table's own kind of
     * handle. Writes at most EML_SIGNATURE_MAX bytes. */
    bool (*sign)(void *user, void *private_key, eml_hash_type hash,
                 eml_span digest, uint8_t *out, size_t *len);
} eml_crypto;

#ifdef __cplusplus
}
#endif
#endif
