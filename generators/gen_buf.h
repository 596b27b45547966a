#ifndef EML_GENERATORS_GEN_BUF_H
#define EML_GENERATORS_GEN_BUF_H
/* gen_buf.h -- few bytes, copied to where there is room for more. Internal.
 * Layer: generators. */
#include <string.h>

#include "eml/base.h"

enum {
    EML__SLACK = 64, /* bytes behind an end that a copy may run over */
    EML__TOKEN = 32  /* bytes that a token has to read, at least */
};

/* Few bytes, of a number not known to the compiler: a call of memcpy costs more
 * than they do (bench_gen: 3 % of a message). */
static inline void
copy(uint8_t *to, const void *from, size_t n)
{
    const uint8_t *s = from;

    if (n > 32) {
        memcpy(to, s, n);
    } else if (n >= 16) {
        memcpy(to, s, 16);
        memcpy(to + n - 16, s + n - 16, 16);
    } else if (n >= 8) {
        memcpy(to, s, 8);
        memcpy(to + n - 8, s + n - 8, 8);
    } else if (n >= 4) {
        memcpy(to, s, 4);
        memcpy(to + n - 4, s + n - 4, 4);
    } else if (n) {
        to[0] = s[0];
        to[n / 2] = s[n / 2];
        to[n - 1] = s[n - 1];
    }
}

/* A token is copied in one way, whatever its length, unless it is a long one:
 * EML__TOKEN bytes of it can be read. Those of tables (gen_token.c, samples.c)
 * have bytes behind them anyway; a literal gets zeros. */
#define EML__TOKEN_INIT(lit)                                                   \
    {                                                                          \
        (const uint8_t *)(lit "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"               \
                              "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),             \
            sizeof(lit) - 1                                                    \
    }
#define EML__TOKEN_OF(lit) ((eml_span)EML__TOKEN_INIT(lit))
static inline void
copy_token(uint8_t *to, eml_span s)
{
    memcpy(to, s.p, EML__TOKEN);
    if (s.n > EML__TOKEN)
        memcpy(to + EML__TOKEN, s.p + EML__TOKEN, s.n - EML__TOKEN);
}

/* What is put down when it is known where its line ends. */
typedef struct eml__buf {
    uint32_t n;
    uint8_t p[1024 + EML__SLACK];
} eml__buf;

static inline size_t
buf_room(const eml__buf *b)
{
    return sizeof b->p - EML__SLACK - b->n;
}
static inline void
buf(eml__buf *b, const void *s, size_t n)
{
    if (n <= buf_room(b)) {
        copy(b->p + b->n, s, n);
        b->n += (uint32_t)n;
    }
}
static inline void
buf_token(eml__buf *b, eml_span s)
{
    if (s.n <= buf_room(b)) {
        copy_token(b->p + b->n, s);
        b->n += (uint32_t)s.n;
    }
}
static inline void
buf_c(eml__buf *b, char c)
{
    buf(b, &c, 1);
}
#endif
