#ifndef EML_OS_CRYPTO_H
#define EML_OS_CRYPTO_H
/* os_crypto.h -- eml_crypto on OpenSSL 3, and private keys. Layer: os/posix. */

#include "eml/crypto.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_os_crypto keeps the last EML_OS_CRYPTO_KEYS public keys that it decoded,
 * ready for use: decoding takes longer than a verification. One thread at a
 * time; each may have its own. `new` returns NULL when there is no memory. */
enum { EML_OS_CRYPTO_KEYS = 64 };
typedef struct eml_os_crypto eml_os_crypto;
eml_os_crypto *eml_os_crypto_new(void);
/* The table, good until eml_os_crypto_free. */
const eml_crypto *eml_os_crypto_table(eml_os_crypto *c);
void eml_os_crypto_free(eml_os_crypto *c);

/* eml_os_key is a private key: what table->sign takes. */
typedef struct eml_os_key eml_os_key;
/* eml_os_key_read takes PEM (PKCS #1 or #8, not encrypted), or the 32 bytes of
 * an Ed25519 seed in base64, as dkimpy stores them. NULL: no key. */
eml_os_key *eml_os_key_read(eml_span text);
/* eml_os_key_new makes one: `bits` of RSA, ignored for Ed25519. NULL: a fault
 * of the system. */
eml_os_key *eml_os_key_new(eml_key_type type, unsigned bits);
void eml_os_key_free(eml_os_key *k);
eml_key_type eml_os_key_type(const eml_os_key *k);
unsigned eml_os_key_bits(const eml_os_key *k);
/* The public half as p= has it: SubjectPublicKeyInfo of RSA (RFC 6376 appendix
 * C), the 32 bytes of Ed25519. At most `cap` bytes; 0 when they do not fit. */
size_t eml_os_key_public(const eml_os_key *k, uint8_t *out, size_t cap);
/* The private half in PEM (PKCS #8), to be given to free(). NULL: no memory. */
char *eml_os_key_pem(const eml_os_key *k, size_t *len);

#ifdef __cplusplus
}
#endif
#endif
