#ifndef EML_CORE_ARENA_INT_H
#define EML_CORE_ARENA_INT_H
/* arena_int.h -- nodes from an arena without a call. Internal. Layer: core. */
#include "eml/base.h"

#include <string.h>

#define EML__ALIGN 8u

/* eml_arena_get when the chunk in use has no room. */
void *eml__arena_more(eml_arena *a, size_t n);

/* eml_arena_get in place: for nodes, whose size the compiler knows. */
static inline void *
eml__arena_node(eml_arena *a, size_t n)
{
    size_t pad = (size_t)(-(uintptr_t)a->at & (EML__ALIGN - 1));
    uint8_t *p = a->at;

    /* before the first chunk there is none to be aligned, and no room */
    if (!a->head || a->left < pad || a->left - pad < n)
        return eml__arena_more(a, n);
    p += pad;
    a->at = p + n;
    a->left -= pad + n;
    memset(p, 0, n);
    return p;
}
#endif
