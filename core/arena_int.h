#ifndef EML_CORE_ARENA_INT_H
#define EML_CORE_ARENA_INT_H
/* arena_int.h -- nodes from an arena without a call. Internal. Layer: core. */
#include "eml/base.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define EML__ALIGN 8u

/* memset(p, 0, n) for an n that the compiler knows: stores one after another.
 * What gcc makes of memset, "rep stos", takes longer to begin than a node takes
 * to fill. */
static inline void
eml__zero(void *node, size_t n)
{
#ifdef __SSE2__
    const __m128i zero = _mm_setzero_si128();
    uint8_t *p = node;

    if (n >= 16 && n <= 16 * 16) {
        size_t last = n - 16;

#define EML__ZERO16(at)                                                        \
    if (last > (at))                                                           \
    _mm_storeu_si128((__m128i *)(void *)(p + (at)), zero)
        EML__ZERO16(0);
        EML__ZERO16(16);
        EML__ZERO16(32);
        EML__ZERO16(48);
        EML__ZERO16(64);
        EML__ZERO16(80);
        EML__ZERO16(96);
        EML__ZERO16(112);
        EML__ZERO16(128);
        EML__ZERO16(144);
        EML__ZERO16(160);
        EML__ZERO16(176);
        EML__ZERO16(192);
        EML__ZERO16(208);
        EML__ZERO16(224);
#undef EML__ZERO16
        _mm_storeu_si128((__m128i *)(void *)(p + last), zero);
        return;
    }
#endif
    memset(node, 0, n);
}

/* eml_arena_get when the chunk in use has no room. */
void *eml__arena_more(eml_arena *a, size_t n);

/* n bytes, aligned, of the chunk in use; NULL when it has no room. */
static inline uint8_t *
eml__arena_take(eml_arena *a, size_t n)
{
    size_t pad = (size_t)(-(uintptr_t)a->at & (EML__ALIGN - 1));
    uint8_t *p = a->at;

    /* before the first chunk there is none to be aligned, and no room */
    if ((n == 0 && !a->head) || n > SIZE_MAX - EML__ALIGN || a->left < pad + n)
        return NULL;
    p += pad;
    a->at = p + n;
    a->left -= pad + n;
    return p;
}

/* eml_arena_get in place: for nodes, whose size the compiler knows. */
static inline void *
eml__arena_node(eml_arena *a, size_t n)
{
    uint8_t *p = eml__arena_take(a, n);

    if (!p)
        return eml__arena_more(a, n);
    eml__zero(p, n);
    return p;
}
#endif
