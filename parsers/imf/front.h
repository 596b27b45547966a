#ifndef EML_PARSERS_IMF_FRONT_H
#define EML_PARSERS_IMF_FRONT_H
/* front.h -- addr-specs and msg-ids by the maps (field_index.h) of the bytes
 * that a mailbox or an identifier begins with. Internal. Layer: parsers/imf. */
#include "parsers/imf/field_index.h"

enum { EML__FRONT_MAX = 63 };

typedef struct eml__front {
    const uint8_t *p;
    size_t n;       /* EML__FRONT_MAX, or what there is */
    bool all;       /* nothing follows */
    uint64_t stops; /* EML__INDEX_END, and a bit for byte n */
    uint64_t map[EML__INDEX_FEW];
} eml__front;

/* Fills *out for what begins at p. False when that has "=", which may begin an
 * encoded-word, when it is too short, and where there are no vectors. */
static inline bool
eml__front_make(const uint8_t *p, const uint8_t *end, eml__front *out)
{
    size_t n = (size_t)(end - p);
    enum eml__isa isa = eml__best_isa();

    if (isa == EML__SCALAR || n < 8)
        return false;
    out->p = p;
    out->all = n <= EML__FRONT_MAX;
    out->n = n = out->all ? n : EML__FRONT_MAX;
    if (eml__index_short(p, n, out->map, isa) & EML__INDEX_HAS_EQUALS)
        return false;
    out->stops = out->map[EML__INDEX_END] | (uint64_t)1 << n;
    return true;
}

/* dot-atom-text "@" dot-atom-text, without "=": */
typedef struct eml__front_at {
    size_t at, end; /* of the "@", and behind the right side */
    bool is_domain; /* the right side is a Domain of RFC 5321 beyond doubt */
} eml__front_at;

/* The bits of `bits` from `from` on, below `to`; to is 64 at most. */
static inline uint64_t
eml__front_part(uint64_t bits, size_t from, size_t to)
{
    return bits >> from & ~(uint64_t)0 >> (64 - (to - from));
}

/* Whether n bytes have dots at an end or side by side. */
static inline bool
eml__front_bad_dots(uint64_t dots, size_t n)
{
    return (dots & (dots << 1 | 1)) || dots >> (n - 1);
}

/* Finds one at byte `from`, f->n at most; false when there is none, or perhaps
 * none, because it goes on behind these bytes. */
static inline bool
eml__front_find(const eml__front *f, size_t from, eml__front_at *out)
{
    uint64_t stops = f->stops >> from << from, dots = f->map[EML__INDEX_DOT];
    size_t at = eml__lowest_bit(stops), to, n;

    stops &= stops - 1;
    if (at == from || !stops || f->p[at] != '@')
        return false;
    to = eml__lowest_bit(stops);
    n = to - at - 1;
    if (n == 0 || (to == EML__FRONT_MAX && !f->all) ||
        eml__front_bad_dots(eml__front_part(dots, from, at), at - from) ||
        eml__front_bad_dots(eml__front_part(dots, at + 1, to), n))
        return false;
    dots = eml__front_part(f->map[EML__INDEX_DOT_HYPHEN], at + 1, to);
    out->at = at;
    out->end = to;
    out->is_domain = !eml__front_part(f->map[EML__INDEX_NO_LDH], at + 1, to) &&
                     !eml__front_bad_dots(dots, n);
    return true;
}
#endif
