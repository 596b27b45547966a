#include "parsers/mime/mime_scan.h"

#include <string.h>

static size_t
dashes(const uint8_t *p, size_t from, size_t n)
{
    size_t i = from;

    while (n - i > 2) {
        const uint8_t *lf = memchr(p + i, '\n', n - i - 2);

        if (!lf)
            return n;
        if (lf[1] == '-' && lf[2] == '-')
            return (size_t)(lf - p);
        i = (size_t)(lf - p) + 1;
    }
    return n;
}

size_t
eml__mime_dashes(const uint8_t *p, size_t n, enum eml__isa isa)
{
    size_t from = 0;

#ifdef EML__HAS_AVX2
    if (isa >= EML__AVX2 && n >= 64) {
        bool found = false;

        from = eml__mime_dashes_avx2(p, n, &found);
        if (found)
            return from;
    }
#else
    (void)isa;
#endif
    return dashes(p, from, n);
}
