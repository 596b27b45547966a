#ifndef EML_STACK_AUTH_ARC_SETS_H
#define EML_STACK_AUTH_ARC_SETS_H
/* arc_sets.h -- the ARC Sets of a header. Internal. Layer: stack/auth. */
#include "eml/arc.h"
#include "stack/auth/signature_check.h"

typedef struct eml__arc_set {
    uint32_t aar, ams, seal; /* field numbers; EML__NO_FIELD */
    eml_span results;
    eml__check of_ams, of_seal;
} eml__arc_set;

typedef struct eml__arc_sets {
    uint32_t num; /* the largest instance */
    uint32_t num_fields;
    int reason;               /* the first fault of structure, EML_OK */
    uint32_t instance, field; /* where */
    eml__arc_set *set;        /* [0] is instance 1 */
} eml__arc_sets;

/* Collects them and finds the faults of 5.2 steps 1 to 3. EML_OK, EML_E_NOMEM.
 */
int eml__arc_collect(eml__arc_sets *s, eml_cx *cx, const eml__header *h);
/* The hash that the seal of `instance` is of (5.1.1), when the structure has no
 * fault. False: a fault that is not of the input. */
bool eml__arc_hash(const eml_crypto *c, const eml__header *h,
                   const eml__arc_sets *s, uint32_t instance,
                   uint8_t out[EML_HASH_MAX]);
#endif
