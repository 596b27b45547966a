/* word_encode.c -- text as encoded-words (RFC 2047 sections 2, 4 and 5). */
#include "core/cclass.h"
#include "eml/utf8.h"
#include "eml/word.h"

#include <string.h>

enum {
    WORD_MAX = 75,
    FRAME = sizeof "=?UTF-8?Q?"
                   "?=" -
            1,
    TEXT_MAX = WORD_MAX - FRAME, /* encoded-text of one word */
    BYTES_MAX = TEXT_MAX / 4 * 3 /* what fits into it by B */
};

/* Section 4.2 (3) and 5: bytes that Q may leave as they are. */
static bool
is_bare(uint8_t c, eml_word_place place)
{
    if (c == '=' || c == '?' || c == '_' || !eml__is(c, EML__VCHAR))
        return false;
    if (place == EML_WORD_PHRASE)
        return eml__is(c, EML__ALPHA | EML__DIGIT) || c == '!' || c == '*' ||
               c == '+' || c == '-' || c == '/';
    if (place == EML_WORD_COMMENT)
        return c != '(' && c != ')' && c != '"' && c != '\\';
    return true;
}

static size_t
q_size(eml_span in, eml_word_place place)
{
    size_t n = 0;

    for (size_t i = 0; i < in.n; i++)
        n += in.p[i] == ' ' || is_bare(in.p[i], place) ? 1 : 3;
    return n;
}

static size_t
b_size(size_t n)
{
    return (n + 2) / 3 * 4;
}

/* The longest front of `in`, valid UTF-8, that fits into one word: whole
 * characters. */
static eml_span
next_word(eml_span in, bool b, eml_word_place place)
{
    size_t used = 0, n = 0, max = b ? BYTES_MAX : TEXT_MAX;

    while (n < in.n) {
        uint8_t c = in.p[n];
        size_t len = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

        used += b ? len : q_size((eml_span){in.p + n, len}, place);
        if (used > max)
            break;
        n += len;
    }
    return (eml_span){in.p, n};
}

/* Each writes a word's encoded-text, and returns how long that is. */
static size_t
put_q(eml_span in, eml_word_place place, uint8_t out[TEXT_MAX])
{
    static const char hex[] = "0123456789ABCDEF";
    size_t n = 0;

    for (size_t i = 0; i < in.n; i++) {
        uint8_t c = in.p[i];

        if (c == ' ') {
            out[n++] = '_';
        } else if (is_bare(c, place)) {
            out[n++] = c;
        } else {
            out[n++] = '=';
            out[n++] = (uint8_t)hex[c >> 4];
            out[n++] = (uint8_t)hex[c & 15];
        }
    }
    return n;
}

static size_t
put_b(eml_span in, uint8_t out[TEXT_MAX])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t n = 0;

    for (size_t i = 0; i < in.n; i += 3) {
        size_t left = in.n - i;
        uint32_t x = (uint32_t)in.p[i] << 16;

        if (left > 1)
            x |= (uint32_t)in.p[i + 1] << 8;
        if (left > 2)
            x |= in.p[i + 2];
        out[n++] = (uint8_t)digits[x >> 18];
        out[n++] = (uint8_t)digits[x >> 12 & 63];
        out[n++] = left > 1 ? (uint8_t)digits[x >> 6 & 63] : '=';
        out[n++] = left > 2 ? (uint8_t)digits[x & 63] : '=';
    }
    return n;
}

/* Writes all of `in` by one encoding when `out` is not NULL; returns how long
 * that is. */
static size_t
encode(eml_span in, bool b, eml_word_place place, eml_out *out)
{
    size_t total = 0;

    while (in.n) {
        eml_span word = next_word(in, b, place);
        uint8_t text[TEXT_MAX];
        size_t n;

        in.p += word.n;
        in.n -= word.n;
        total += FRAME + (b ? b_size(word.n) : q_size(word, place)) + 1;
        if (!out)
            continue;
        n = b ? put_b(word, text) : put_q(word, place, text);
        eml_out_span(out, b ? EML_LIT("=?UTF-8?B?") : EML_LIT("=?UTF-8?Q?"));
        eml_out_span(out, (eml_span){text, n});
        eml_out_span(out, EML_LIT("?="));
        if (in.n)
            eml_out_byte(out, ' ');
    }
    return total;
}

/* What cannot be written is told by its offset in `text`, which is not part of
 * the input that cx->origin speaks of. */
static int
refuse(eml_cx *cx, int code, size_t off)
{
    (void)eml_find_at(cx, code, off, 1);
    return code;
}

int
eml_word_encode(eml_cx *cx, eml_span text, eml_word_place place, eml_out *out)
{
    size_t valid = eml_utf8_valid(text);
    bool b;

    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\r' || text.p[i] == '\n')
            return refuse(cx, EML_E_WRITE_LINE, i);
        if (text.p[i] == 0)
            return refuse(cx, EML_E_WRITE_NUL, i);
    }
    if (valid != text.n)
        return refuse(cx, EML_E_WRITE_UTF8, valid);
    b = encode(text, true, place, NULL) < encode(text, false, place, NULL);
    (void)encode(text, b, place, out);
    return out->full ? EML_E_NOMEM : EML_OK;
}
