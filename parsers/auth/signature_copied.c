/* z= of a signature (RFC 6376 section 3.5), dkim-quoted-printable (2.11, RFC
 * 8616 section 5) and base64string (2.10). */
#include "parsers/auth/signature_int.h"
#include "parsers/auth/tag_int.h"

static bool
upper_hex(uint8_t c)
{
    return eml__is(c, EML__HEX) && !(c >= 'a' && c <= 'f');
}

/*
 * dkim-quoted-printable =  *(FWS / hex-octet / dkim-safe-char)
 * hex-octet             =  "=" 2(DIGIT / "A" / "B" / "C" / "D" / "E" / "F")
 */
bool
eml__quoted_printable(eml_span in)
{
    for (size_t i = 0; i < in.n; i++)
        if (in.p[i] == '=' && (in.n - i < 3 || !upper_hex(in.p[i + 1]) ||
                               !upper_hex(in.p[i + 2])))
            return false;
    return true;
}

/* The next copy up to "|": its colon; NULL when it is none.
 *
 *     sig-z-tag-copy = hdr-name [FWS] ":" qp-hdr-value
 */
static const uint8_t *
copy_colon(eml_span in)
{
    const uint8_t *p = in.p, *end = p + in.n, *name_end;

    while (p != end && *p != ':' && eml__is(*p, EML__FTEXT))
        p++;
    name_end = p;
    while (p != end && eml__tag_blank(*p))
        p++;
    return name_end != in.p && p != end && *p == ':' ? p : NULL;
}

/* Up to the next "|", which is passed over; white space behind that, too. */
static eml_span
cut_copy(eml_span *rest)
{
    const uint8_t *from = rest->p, *end = from + rest->n, *p = from;
    eml_span copy;

    while (p != end && *p != '|')
        p++;
    copy = eml__tag_span(from, p);
    if (p != end)
        p++;
    while (p != end && eml__tag_blank(*p))
        p++;
    *rest = eml__tag_span(p, end);
    return copy;
}

bool
eml__sig_z(eml__sig *s, eml_span value)
{
    eml_span rest = value, copy = EML_NONE;
    bool more = true;

    s->out->copied = value;
    while (more) {
        const uint8_t *colon;

        copy = cut_copy(&rest);
        /* a "|" at the very end wants one more */
        more = rest.n || (copy.p + copy.n != value.p + value.n);
        colon = copy_colon(copy);
        if (!colon ||
            !eml__quoted_printable(eml__tag_span(colon + 1, copy.p + copy.n))) {
            (void)eml_find(s->cx, EML_E_DKIM_COPIED, copy.p, copy.n);
            return false;
        }
    }
    return true;
}

int
eml_signature_copy(eml_cx *cx, eml_span *rest, eml_span *name, eml_span *value)
{
    eml_span copy;
    const uint8_t *colon, *p, *end;
    uint8_t *to;
    size_t n = 0;

    do {
        if (!rest->n)
            return EML_END;
        copy = cut_copy(rest);
        colon = copy_colon(copy);
    } while (!colon);
    end = copy.p + copy.n;
    to = eml_arena_raw(cx->arena, copy.n);
    if (!to)
        return EML_E_NOMEM;
    for (p = colon + 1; p != end; p++)
        if (*p == '=' && end - p > 2 && upper_hex(p[1]) && upper_hex(p[2])) {
            to[n++] = (uint8_t)(eml__hex(p[1]) << 4 | eml__hex(p[2]));
            p += 2;
        } else if (!eml__tag_blank(*p)) {
            to[n++] = *p;
        }
    for (p = copy.p; p != colon && !eml__tag_blank(*p); p++)
        ;
    *name = eml__tag_span(copy.p, p);
    *value = eml__tag_span(to, to + n);
    return EML_OK;
}

/* RFC 4648 section 4; 64: no character of it. */
/* clang-format off */
static const uint8_t value_of[256] = {
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 62, 64, 64, 64, 63,
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 64, 64, 64, 64, 64, 64,
    64, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 64, 64, 64, 64, 64,
    64, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
};
/* clang-format on */

/* Four characters a time, while there is nothing else. */
static size_t
whole_groups(eml_span in, uint8_t *out, size_t cap)
{
    size_t groups = in.n / 4 < cap / 3 ? in.n / 4 : cap / 3, i;

    for (i = 0; i < groups; i++) {
        const uint8_t *p = in.p + 4 * i;
        uint32_t a = value_of[p[0]], b = value_of[p[1]], c = value_of[p[2]],
                 d = value_of[p[3]];

        if ((a | b | c | d) & 64)
            break;
        a = a << 18 | b << 12 | c << 6 | d;
        out[3 * i] = (uint8_t)(a >> 16);
        out[3 * i + 1] = (uint8_t)(a >> 8);
        out[3 * i + 2] = (uint8_t)a;
    }
    return i;
}

/* The alphabet, at most two "=" at the end, whole groups, FWS once a time. */
int
eml_base64string(eml_cx *cx, eml_span in, uint8_t *out, size_t cap, size_t *len)
{
    uint32_t bits = 0;
    size_t n = 0, chars = 0, pads = 0;

    for (size_t i = 0; i < in.n; i++) {
        uint8_t c = in.p[i];
        uint32_t v;

        if (chars % 4 == 0 && !pads) {
            size_t groups =
                whole_groups((eml_span){in.p + i, in.n - i}, out + n, cap - n);

            n += 3 * groups;
            i += 4 * groups;
            chars += 4 * groups;
            if (i == in.n)
                break;
            c = in.p[i];
        }
        if (eml__tag_blank(c))
            continue;
        if (c == '=' && pads < 2 && chars % 4 + pads >= 2) {
            pads++;
            continue;
        }
        v = value_of[c];
        if (v == 64 || pads)
            return eml_fail(cx, EML_E_DKIM_BASE64, in.p + i, 1);
        bits = bits << 6 | v;
        if (chars++ % 4 == 0)
            continue;
        if (n == cap)
            return EML_E_LIMIT;
        out[n++] = (uint8_t)(bits >> (6 - 2 * ((chars - 1) % 4)));
    }
    if (!chars || (chars + pads) % 4 || !eml__single_fws(cx, in))
        return eml_fail(cx, EML_E_DKIM_BASE64, in.p, in.n);
    *len = n;
    return EML_OK;
}
