/* write_boundary.c -- boundaries: made, and proven absent. */
#include "parsers/mime/write_part.h"

#include <string.h>

/* SplitMix64: every seed gives another sequence. */
static uint64_t
mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

void
eml__w_boundary(uint64_t seed, uint64_t n, uint8_t out[EML__BOUNDARY])
{
    static const char digit[] = "0123456789abcdefghijklmnopqrstuv";
    uint64_t x = 0;

    out[0] = '=';
    out[1] = '_';
    for (int i = 2; i < EML__BOUNDARY; i++) {
        if ((i - 2) % 12 == 0)
            x = mix(mix(seed) + 2 * n + (uint64_t)i / 12);
        out[i] = (uint8_t)digit[x & 31];
        x >>= 5;
    }
}

static bool
begins(const uint8_t *p, const uint8_t *end, eml_span boundary)
{
    return (size_t)(end - p) >= boundary.n + 2 && p[0] == '-' && p[1] == '-' &&
           memcmp(p + 2, boundary.p, boundary.n) == 0;
}

const uint8_t *
eml__w_occurs(eml_span s, eml_span boundary)
{
    const uint8_t *p = s.p, *end = s.p + s.n;

    for (;;) {
        if (begins(p, end, boundary))
            return p;
        if (p == end)
            return NULL;
        p = memchr(p, '\n', (size_t)(end - p));
        if (!p)
            return NULL;
        p++;
    }
}
