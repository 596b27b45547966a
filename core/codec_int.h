#ifndef EML_CORE_CODEC_INT_H
#define EML_CORE_CODEC_INT_H
/* codec_int.h -- what the machines that turn bytes into other bytes share.
 * Layer: core. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Kinds of line ends that a decoder has met, in its `breaks`. */
enum { EML__BREAK_CRLF = 1, EML__BREAK_LF = 2, EML__BREAK_CR = 4 };

/* Asks memory for what stands `ahead` bytes behind p, if there is anything: it
 * comes while other bytes are decoded. */
static inline void
eml__fetch(const uint8_t *p, size_t ahead)
{
#ifdef __GNUC__
    __builtin_prefetch((const void *)((uintptr_t)p + ahead));
#else
    (void)p;
    (void)ahead;
#endif
}

static inline size_t
eml__min(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Writes what is owed, as far as there is room; says whether all of it went. */
static inline bool
eml__pay(uint8_t *owed, uint8_t *num_owed, uint8_t **out, size_t *out_len)
{
    size_t n = eml__min(*num_owed, *out_len);

    if (n) {
        memcpy(*out, owed, n);
        *out += n;
        *out_len -= n;
        *num_owed = (uint8_t)(*num_owed - n);
        memmove(owed, owed + n, *num_owed);
    }
    return *num_owed == 0;
}

/* Sets a flag and its offset, the first time. */
static inline void
eml__flag(bool *which, uint64_t *at, uint64_t off)
{
    if (!*which) {
        *which = true;
        *at = off;
    }
}
#endif
