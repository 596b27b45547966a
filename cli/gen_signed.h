#ifndef EML_CLI_GEN_SIGNED_H
#define EML_CLI_GEN_SIGNED_H
/* gen_signed.h -- profile "signed" of eml gen: messages of profile mime with
 * DKIM signatures (RFC 6376) on top. The generator itself knows no cryptography
 * (B.2), so they are put there afterwards. */
#include "cli/gen_label.h"

/* The keys that RFC 8463 appendix A.2 prints, RSA of 1024 bits and Ed25519, so
 * that all can verify what is made: this is the zone, as --zone reads it. */
extern const char gen_signed_zone[];

/* How a message is signed hangs on its index: by RSA, by Ed25519, or by both;
 * in each canonicalization; each field once more than it is there, or not. */
typedef struct gen_signer gen_signer;
/* NULL: no memory, or no such algorithms. */
gen_signer *gen_signer_new(void);
void gen_signer_free(gen_signer *s);

/* Makes *m the message with its signatures on top, or below a Return-Path:
 * bytes, in `arena`, and, when there are labels, fields and all places. False:
 * no memory. */
bool gen_signer_sign(gen_signer *s, uint64_t index, eml_arena *arena,
                     eml_gen_message *m);

/* Adds to a label that ends in "}" and a line end: "dkim", what a verifier has
 * to say of the signatures of that message, the uppermost first. */
void gen_signer_label(uint64_t index, gen_label *l);
#endif
