#ifndef EML_GENERATORS_CHOICE_H
#define EML_GENERATORS_CHOICE_H
/* choice.h -- the choice stream: every generator is a function of it.
 * Layer: generators.
 *
 * A choice takes from the caller's bytes first (a fuzzer's), then from a
 * seeded xoshiro256**, then is 0. 0 is always the shortest alternative, so
 * every byte string is a finite mail, and a shorter one is a smaller mail.
 * Three lanes keep one changed byte from changing everything behind it. The
 * same seed gives the same choices on every machine. Does not allocate. */
#include "eml/base.h"

typedef enum eml_lane {
    EML_LANE_SHAPE, /* which fields and parts there are */
    EML_LANE_VALUE, /* what header fields hold */
    EML_LANE_BODY,  /* what bodies hold */
    EML_LANES
} eml_lane;

typedef struct eml_choice_lane {
    const uint8_t *p, *end;
    uint64_t s[4];
    uint64_t next; /* of s, one ahead: a choice need not wait for it */
    bool random;   /* the bytes are used up, s goes on */
    bool seeded;   /* it will */
} eml_choice_lane;

typedef struct eml_choice {
    eml_choice_lane lane[EML_LANES];
} eml_choice;

/* eml_choice_mix is one step of splitmix64: it moves *state on and returns 64
 * bits. */
uint64_t eml_choice_mix(uint64_t *state);

/* eml_choice_init sets up the lanes. The first byte of `bytes` says how the
 * others are shared out. With `seed` NULL choices are 0 after the bytes. */
void eml_choice_init(eml_choice *c, eml_span bytes, const uint64_t *seed);

static inline uint64_t
eml__choice_rotl(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

/* xoshiro256** 1.0 of Blackman and Vigna. */
static inline uint64_t
eml__choice_next(eml_choice_lane *l)
{
    uint64_t *s = l->s, t = s[1] << 17, r = l->next;

    l->next = eml__choice_rotl(s[1] * 5, 7) * 9;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = eml__choice_rotl(s[3], 45);
    return r;
}

uint32_t eml__choice_bytes(eml_choice_lane *l, uint32_t n);

/* eml_choice_below takes a choice: 0 .. n-1. It takes one byte, or two when n
 * is over 256, or four when n is over 65536; n must not be 0. */
static inline uint32_t
eml_choice_below(eml_choice *c, eml_lane lane, uint32_t n)
{
    eml_choice_lane *l = &c->lane[lane];

    if (!l->random)
        return eml__choice_bytes(l, n);
    return (uint32_t)(((eml__choice_next(l) >> 32) * n) >> 32);
}

/* The least 32 bits of which eml_choice_below makes n - 1: a constant where n
 * is one. */
static inline uint32_t
eml__choice_last(uint32_t n)
{
    return (uint32_t)((((uint64_t)(n - 1) << 32) + n - 1) / n);
}

/* eml_choice_rare is true once in n times; false when choices are 0. */
static inline bool
eml_choice_rare(eml_choice *c, eml_lane lane, uint32_t n)
{
    eml_choice_lane *l = &c->lane[lane];

    if (n < 2)
        return false;
    if (!l->random)
        return eml__choice_bytes(l, n) == n - 1;
    return eml__choice_next(l) >> 32 >= eml__choice_last(n);
}

/* eml_choice_often is true in all but one of n times; false when choices are
 * 0. */
static inline bool
eml_choice_often(eml_choice *c, eml_lane lane, uint32_t n)
{
    return eml_choice_below(c, lane, n) != 0;
}

#endif
