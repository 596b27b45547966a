#include "core/utf8_int.h"

#include <string.h>

static const uint8_t replacement[3] = {0xef, 0xbf, 0xbd}; /* U+FFFD */

static inline eml_span
from(eml_span s, size_t n)
{
    return (eml_span){s.p + n, s.n - n};
}

/* RFC 3629 section 4:
 *
 *     UTF8-1 = %x00-7F
 *     UTF8-2 = %xC2-DF UTF8-tail
 *     UTF8-3 = %xE0 %xA0-BF UTF8-tail / %xE1-EC 2( UTF8-tail ) /
 *              %xED %x80-9F UTF8-tail / %xEE-EF 2( UTF8-tail )
 *     UTF8-4 = %xF0 %x90-BF 2( UTF8-tail ) / %xF1-F3 3( UTF8-tail ) /
 *              %xF4 %x80-8F 2( UTF8-tail )
 *     UTF8-tail = %x80-BF
 */
enum eml__utf8_kind
eml__utf8_look(eml_span in, size_t *len)
{
    uint8_t c = in.p[0];
    uint8_t low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
    uint8_t high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
    size_t need = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

    *len = 1;
    if (c < 0x80)
        return EML__UTF8_CHAR;
    if (c < 0xc2 || c > 0xf4)
        return EML__UTF8_BAD;
    for (; *len < need; ++*len) {
        if (*len == in.n)
            return EML__UTF8_SHORT;
        if (in.p[*len] < low || in.p[*len] > high)
            return EML__UTF8_BAD;
        low = 0x80;
        high = 0xbf;
    }
    return EML__UTF8_CHAR;
}

size_t
eml__ascii_len(eml_span in, enum eml__isa isa)
{
    size_t i = 0;
    uint64_t eight;

#ifdef EML__HAS_AVX2
    if (isa >= EML__AVX2)
        i = eml__ascii_len_avx2(in.p, in.n);
#else
    (void)isa;
#endif
    for (; in.n - i >= sizeof eight; i += sizeof eight) {
        memcpy(&eight, in.p + i, sizeof eight);
        if (eight & 0x8080808080808080)
            break;
    }
    if (in.n - i < sizeof eight && in.n >= sizeof eight) {
        memcpy(&eight, in.p + in.n - sizeof eight, sizeof eight);
        if (!(eight & 0x8080808080808080))
            return in.n;
    }
    while (i < in.n && in.p[i] < 0x80)
        i++;
    return i;
}

size_t
eml_ascii_len(eml_span in)
{
    return eml__ascii_len(in, eml__best_isa());
}

#ifdef EML__HAS_AVX2
/* The last place at or before `i` where a character begins, when all before
 * `i` is valid as far as it goes. */
static size_t
character_begin(const uint8_t *p, size_t i)
{
    size_t tail = 0;

    while (tail < i && (p[i - 1 - tail] & 0xc0) == 0x80)
        tail++;
    return tail < i && p[i - 1 - tail] >= 0xc0 ? i - 1 - tail : i;
}
#endif

size_t
eml__utf8_valid(eml_span in, enum eml__isa isa)
{
    size_t i = 0, len;

#ifdef EML__HAS_AVX2
    if (isa >= EML__AVX512)
        i = character_begin(in.p, eml__utf8_valid_avx512(in.p, in.n));
    if (isa >= EML__AVX2)
        i +=
            character_begin(in.p + i, eml__utf8_valid_avx2(in.p + i, in.n - i));
#else
    (void)isa;
#endif
    for (;;) {
        i += eml__ascii_len(from(in, i), EML__SCALAR);
        /* The longer runs of other scripts have few ASCII between them. */
        do {
            if (i == in.n ||
                eml__utf8_look(from(in, i), &len) != EML__UTF8_CHAR)
                return i;
            i += len;
        } while (len > 1);
    }
}

size_t
eml_utf8_valid(eml_span in)
{
    return eml__utf8_valid(in, eml__best_isa());
}

int32_t
eml_utf8_next(eml_span *in)
{
    static const uint8_t lead_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    size_t len;
    bool good;
    int32_t cp = in->p[0];

    if (cp < 0x80) {
        *in = from(*in, 1);
        return cp;
    }
    good = eml__utf8_look(*in, &len) == EML__UTF8_CHAR;
    cp &= lead_bits[len];
    for (size_t i = 1; i < len; i++)
        cp = cp << 6 | (in->p[i] & 0x3f);
    *in = from(*in, len);
    return good ? cp : -1;
}

size_t
eml_utf8_put(uint8_t out[4], uint32_t cp)
{
    static const uint8_t lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    size_t len = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;

    if ((cp >= 0xd800 && cp < 0xe000) || cp > 0x10ffff) {
        memcpy(out, replacement, sizeof replacement);
        return sizeof replacement;
    }
    for (size_t i = len - 1; i; i--, cp >>= 6)
        out[i] = (uint8_t)(0x80 | (cp & 0x3f));
    out[0] = (uint8_t)(lead[len] | cp);
    return len;
}

size_t
eml_utf8_clean(eml_span in, eml_out *out)
{
    size_t num = 0, len;

    for (;;) {
        size_t good = eml_utf8_valid(in);

        eml_out_span(out, (eml_span){in.p, good});
        in = from(in, good);
        if (in.n == 0)
            return num;
        (void)eml__utf8_look(in, &len);
        eml_out_span(out, (eml_span){replacement, sizeof replacement});
        in = from(in, len);
        num++;
    }
}
