#include "eml/base.h"

#include <string.h>

bool
eml_span_eq(eml_span a, eml_span b)
{
    return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

/* Whether x and y are the two cases of a letter of US-ASCII. */
static bool
two_cases(uint8_t x, uint8_t y)
{
    uint8_t lower = x | 0x20;

    return (x ^ y) == 0x20 && lower >= 'a' && lower <= 'z';
}

bool
eml_span_eq_fold(eml_span a, eml_span b)
{
    if (a.n != b.n)
        return false;
    if (memcmp(a.p, b.p, a.n) == 0)
        return true;
    for (size_t i = 0; i < a.n; i++)
        if (a.p[i] != b.p[i] && !two_cases(a.p[i], b.p[i]))
            return false;
    return true;
}
