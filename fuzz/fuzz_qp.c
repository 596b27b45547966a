/* Any bytes: decoding is total; any bytes encode, as text and as binary data,
 * to lines without a fault, which decode to the same bytes. */
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
    encode_and_back(in, false);
    encode_and_back(in, true);
    encode_and_back((eml_span){out, n}, false);
    free(out);
    return 0;
}
