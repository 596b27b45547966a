/* Any bytes: decoding is total, and as rules 2 to 5 read line by line have it;
 * any bytes encode, as text and as binary data, to lines without a fault, which
 * decode to the same bytes. */
#include <stdbool.h>
#include <string.h>

#include "eml/qp.h"
#include "fuzz/fuzz.h"

static size_t
decode(eml_qp_dec *d, eml_span in, uint8_t *out, size_t room)
{
    uint8_t *at = out;

    *d = (eml_qp_dec){0};
    FUZZ_CHECK(eml_qp_dec_feed(d, &in, &at, &room, true) == EML_END);
    return (size_t)(at - out);
}

static bool
is_clean(const eml_qp_dec *d)
{
    return !d->bad_escape && !d->long_line && !d->trailing_ws && !d->raw &&
           !d->lower_hex && !d->soft_end;
}

/* What 2045 6.7 and 2049 3 (8) ask of the text as a whole. */
static void
check_lines(const uint8_t *text, size_t n)
{
    size_t column = 0;

    for (size_t i = 0; i < n; i++) {
        uint8_t c = text[i];

        FUZZ_CHECK(column || n - i < 5 || memcmp(text + i, "From ", 5) != 0);
        FUZZ_CHECK(column || c != '.' || (n - i > 1 && text[i + 1] != '\r'));
        if (c == '\r') {
            FUZZ_CHECK(n - i > 1 && text[i + 1] == '\n');
            FUZZ_CHECK(!i || (text[i - 1] != ' ' && text[i - 1] != '\t'));
            i++;
            column = 0;
        } else {
            FUZZ_CHECK((c >= 32 && c <= 126) || c == '\t');
            FUZZ_CHECK(++column <= EML_QP_LINE);
        }
    }
}

static void
encode_and_back(eml_span in, bool binary)
{
    size_t room = 4 * in.n + 16, left = room, n;
    uint8_t *text = malloc(room), *back = malloc(room), *at = text;
    eml_qp_enc e = {.binary = binary};
    eml_qp_dec d;
    eml_span rest = in;

    FUZZ_CHECK(text && back);
    FUZZ_CHECK(eml_qp_enc_feed(&e, &rest, &at, &left, true) == EML_END);
    n = room - left;
    check_lines(text, n);
    FUZZ_CHECK(decode(&d, (eml_span){text, n}, back, room) == in.n);
    FUZZ_CHECK(is_clean(&d) && memcmp(back, in.p, in.n) == 0);
    free(text);
    free(back);
}

/* ---- RFC 2045 section 6.7, a line at a time -------------------------------
 */

static int
hex(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A line without its end and the white space before that. Returns whether a
 * soft break ends it. What is no escape stands as it is (note 2). */
static bool
plain_line(eml_span in, uint8_t **out)
{
    for (size_t i = 0; i < in.n; i++) {
        int high = i + 1 < in.n ? hex(in.p[i + 1]) : -1;
        int low = i + 2 < in.n ? hex(in.p[i + 2]) : -1;

        if (in.p[i] == '=' && i + 1 == in.n)
            return true;
        if (in.p[i] == '=' && high >= 0 && low >= 0) {
            *(*out)++ = (uint8_t)(high << 4 | low);
            i += 2;
            continue;
        }
        *(*out)++ = in.p[i];
        if (in.p[i] == '=' && in.p[i + 1] == '=') /* begins no other */
            *(*out)++ = in.p[++i];
    }
    return false;
}

static size_t
plain_decode(eml_span in, uint8_t *out)
{
    uint8_t *o = out;

    while (in.n) {
        const uint8_t *lf = memchr(in.p, '\n', in.n);
        size_t all = lf ? (size_t)(lf - in.p) + 1 : in.n,
               n = all - (lf != NULL);
        bool cr = lf && n && in.p[n - 1] == '\r', soft;

        n -= cr;
        while (n && (in.p[n - 1] == ' ' || in.p[n - 1] == '\t'))
            n--;
        soft = plain_line((eml_span){in.p, n}, &o);
        if (soft && !lf)
            *o++ = '=';
        if (!soft && cr)
            *o++ = '\r';
        if (!soft && lf)
            *o++ = '\n';
        in.p += all;
        in.n -= all;
    }
    return (size_t)(o - out);
}

/* A longer run of white space at a line's end may stay. */
static void
check_plain(eml_span in, const uint8_t *got, size_t n)
{
    uint8_t *want = malloc(in.n + 1);

    FUZZ_CHECK(want);
    if (in.n <= EML_QP_SPACE)
        FUZZ_CHECK(plain_decode(in, want) == n && memcmp(want, got, n) == 0);
    free(want);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_span in = {data, size};
    uint8_t *out = malloc(size + 1);
    eml_qp_dec d;
    size_t n;

    FUZZ_CHECK(out);
    n = decode(&d, in, out, size + 1);
    FUZZ_CHECK(n <= size && d.off == size);
    check_plain(in, out, n);
    encode_and_back(in, false);
    encode_and_back(in, true);
    encode_and_back((eml_span){out, n}, false);
    free(out);
    return 0;
}
