/* choice.c -- where choices come from. */
#include "generators/choice.h"

uint64_t
eml_choice_mix(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Lanes are runs of the bytes, not every third of them: so a byte put in or
 * taken out moves the ends of a lane by one, and no more. */
void
eml_choice_init(eml_choice *c, eml_span bytes, const uint64_t *seed)
{
    const uint8_t *p = bytes.p;
    size_t n = bytes.n, share[EML_LANES] = {0, 0, 0};

    if (n) {
        uint8_t how = *p++;

        n--;
        share[EML_LANE_SHAPE] = n * (1u + (how & 7u)) / 16;
        share[EML_LANE_VALUE] = n * (1u + (how >> 3 & 7u)) / 16;
        share[EML_LANE_BODY] =
            n - share[EML_LANE_SHAPE] - share[EML_LANE_VALUE];
    }
    for (size_t i = 0; i < EML_LANES; i++) {
        eml_choice_lane *l = &c->lane[i];

        l->p = p;
        p += share[i];
        l->end = p;
        l->seeded = seed != NULL;
        l->random = l->seeded && l->p == l->end;
        l->next = 0;
        if (seed) {
            uint64_t state = *seed + i * 0xd1342543de82ef95u;

            for (size_t k = 0; k < 4; k++)
                l->s[k] = eml_choice_mix(&state);
            (void)eml__choice_next(l);
        }
    }
}

uint32_t
eml__choice_bytes(eml_choice_lane *l, uint32_t n)
{
    size_t want = n <= 256 ? 1 : n <= 65536 ? 2 : 4;
    uint32_t x = 0;

    if (n < 2 || l->p == l->end)
        return 0;
    while (want-- && l->p != l->end)
        x = x << 8 | *l->p++;
    l->random = l->seeded && l->p == l->end;
    return x % n;
}
