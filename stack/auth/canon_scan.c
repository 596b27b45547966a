#include "stack/auth/canon_scan.h"

size_t
eml__canon_plain(const uint8_t *p, size_t n, uint8_t stop, enum eml__isa isa)
{
    size_t i = 0;

#ifdef EML__HAS_AVX2
    if (isa >= EML__AVX2)
        i = eml__canon_plain_avx2(p, n, stop);
#else
    (void)isa;
#endif
    for (; i < n; i++) {
        if (p[i] > ' ')
            continue;
        if (p[i] == '\t' || p[i] == stop ||
            (p[i] == ' ' && (n - i == 1 || p[i + 1] <= ' ')))
            break;
    }
    return i;
}
