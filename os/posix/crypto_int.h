#ifndef EML_OS_POSIX_CRYPTO_INT_H
#define EML_OS_POSIX_CRYPTO_INT_H
/* crypto_int.h -- between crypto.c and crypto_key.c. Layer: os/posix. */
#include <openssl/evp.h>

#include "eml/os_crypto.h"

EVP_PKEY_CTX *eml__os_rsa_context(EVP_PKEY *pkey, const EVP_MD *md, bool sign);
bool eml__os_key_sign(eml_os_key *k, const EVP_MD *md, unsigned hash,
                      EVP_MD_CTX *scratch, eml_span digest, uint8_t *out,
                      size_t *len);
#endif
