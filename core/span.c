#include "eml/base.h"

#include <string.h>

bool
eml_span_eq(eml_span a, eml_span b)
{
    return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

static uint8_t
lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 32) : c;
}

bool
eml_span_eq_fold(eml_span a, eml_span b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}
