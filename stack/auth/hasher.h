#ifndef EML_STACK_AUTH_HASHER_H
#define EML_STACK_AUTH_HASHER_H
/* hasher.h -- hashes of canonical fields and bodies. Internal. Layer:
 * stack/auth. */
#include "eml/crypto.h"
#include "stack/auth/auth_header.h"

/* A hash fed with pieces: small ones are gathered first. */
typedef struct eml__hasher {
    const eml_crypto *crypto;
    void *hash;
    bool failed; /* a fault that is not of the input */
    uint32_t n;
    uint8_t gathered[512];
} eml__hasher;

/* False: no memory. */
bool eml__hasher_init(eml__hasher *h, const eml_crypto *c, eml_hash_type type);
/* Ends and frees. False: a fault that is not of the input. */
bool eml__hasher_end(eml__hasher *h, uint8_t out[EML_HASH_MAX]);

/* A field, as eml_canon_field_init has it. */
void eml__hash_field(eml__hasher *h, eml_canon_type type,
                     enum eml_newline newline, eml_span raw, eml_span cut,
                     bool line_end);

/* The hash of what h= names and the signature's own field, 3.7 step 2. False:
 * no memory, or another fault. */
bool eml__hash_header(const eml_crypto *c, eml__picker *pick,
                      const eml_signature *sig, eml_span field,
                      uint8_t out[EML_HASH_MAX]);

/* The same for a field that is being made: its lines end in CRLF, whatever
 * those of the message do, and its b= is empty. */
bool eml__hash_signed(const eml_crypto *c, eml__picker *pick,
                      const eml_signature *sig, eml_span field,
                      uint8_t out[EML_HASH_MAX]);

/* ---- bodies ---------------------------------------------------------------
 */

enum { EML__BODIES = 32 };

/* One hash of the body: signatures that want the same share it. */
typedef struct eml__body {
    uint8_t canon, hash;
    uint64_t limit, left; /* l= */
    eml__hasher hasher;
    uint8_t digest[EML_HASH_MAX];
} eml__body;

typedef struct eml__bodies {
    eml_canon_body canon[2]; /* simple, relaxed */
    bool used[2];
    uint32_t num;
    bool failed;
    eml__body *all[EML__BODIES]; /* in the arena */
} eml__bodies;

void eml__bodies_init(eml__bodies *b, enum eml_newline newline);
/* The number of the hash that `sig` wants. EML_OK, EML_E_NOMEM, EML_E_LIMIT. */
int eml__bodies_add(eml__bodies *b, eml_cx *cx, const eml_crypto *c,
                    const eml_signature *sig, uint32_t *out);
void eml__bodies_feed(eml__bodies *b, eml_span in, bool last);
void eml__bodies_free(eml__bodies *b);
/* The length of the canonical body. */
static inline uint64_t
eml__bodies_len(const eml__bodies *b, uint8_t canon)
{
    return b->canon[canon].len;
}

static inline size_t
eml__hash_len(uint8_t type)
{
    return type == EML_HASH_SHA1 ? 20 : 32;
}

/* ---- messages -------------------------------------------------------------
 */

/* A message that streams by: its header is kept, its body hashed. Each machine
 * that verifies or signs feeds one:
 *
 *     int rc = eml__message_header(&m->message, cx, &bytes, last);
 *
 *     if (rc == EML_END)
 *         rc = ask for hashes of the body, by eml__bodies_add: EML_OK
 *     return eml__message_body(&m->message, rc, bytes, last);
 */
typedef struct eml__message {
    eml__header header;
    eml__bodies bodies;
    bool ended; /* the last byte is in */
    int sticky;
} eml__message;

void eml__message_init(eml__message *m, enum eml_newline newline);
/* Takes from *bytes what is header. EML_END: that ends with this call; EML_OK:
 * it had ended; EML_WANT_INPUT; EML_E_MISUSE after the last byte; or an error
 * of eml__header_feed. */
int eml__message_header(eml__message *m, eml_cx *cx, eml_span *bytes,
                        bool last);
/* Takes the rest when `rc` is EML_OK. What feed returns: EML_OK, or the error
 * in `rc`, or EML_E_NOMEM; errors stay. */
int eml__message_body(eml__message *m, int rc, eml_span bytes, bool last);
#endif
