#include "eml/base.h"

#include <string.h>

/* Room for n more bytes; grows when there is an arena to grow in. */
static bool
room(eml_out *o, size_t n)
{
    size_t cap;
    uint8_t *p;

    if (o->full)
        return false;
    if (n <= o->cap - o->n)
        return true;
    if (!o->arena)
        return !(o->full = true);
    cap = o->cap ? o->cap * 2 : 64;
    if (cap < o->n + n)
        cap = o->n + n;
    p = eml_arena_raw(o->arena, cap);
    if (!p)
        return !(o->full = true);
    if (o->n)
        memcpy(p, o->p, o->n);
    o->p = p;
    o->cap = cap;
    return true;
}

void
eml_out_byte(eml_out *o, uint8_t c)
{
    if (room(o, 1))
        o->p[o->n++] = c;
}

void
eml_out_span(eml_out *o, eml_span s)
{
    if (s.n && room(o, s.n)) {
        memcpy(o->p + o->n, s.p, s.n);
        o->n += s.n;
    }
}

void
eml_out_u64(eml_out *o, uint64_t v, unsigned min_digits)
{
    uint8_t digits[20];
    unsigned n = 0;

    do {
        digits[n++] = (uint8_t)('0' + v % 10);
        v /= 10;
    } while (v);
    for (; min_digits > n; min_digits--)
        eml_out_byte(o, '0');
    while (n)
        eml_out_byte(o, digits[--n]);
}
