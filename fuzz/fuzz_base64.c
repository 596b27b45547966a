/* Any bytes: decoding is total; what it gives encodes to text that decodes to
 * the same and has no fault; text without fault encodes back to itself but for
 * its line ends. */
#include <string.h>

#include "eml/base64.h"
#include "fuzz/fuzz.h"

static size_t
encode(eml_span in, uint8_t line_len, uint8_t *out, size_t room)
{
    eml_b64_enc e = {.line_len = line_len};
    uint8_t *at = out;

    FUZZ_CHECK(eml_b64_enc_feed(&e, &in, &at, &room, true) == EML_END);
    return (size_t)(at - out);
}

static bool
is_clean(const eml_b64_dec *d)
{
    return !d->num_bad && !d->long_line && !d->after_pad && !d->padding &&
           !d->stray_bits;
}

static size_t
without_space(const uint8_t *in, size_t n, uint8_t *out)
{
    size_t num = 0;

    for (size_t i = 0; i < n; i++)
        if (in[i] != '\r' && in[i] != '\n' && in[i] != ' ' && in[i] != '\t')
            out[num++] = in[i];
    return num;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t room = size / 4 * 3 + 3, text_room = 2 * room + 8, n, m;
    uint8_t *bytes = malloc(room), *text = malloc(text_room),
            *again = malloc(text_room + size);
    eml_b64_dec d, e;

    FUZZ_CHECK(bytes && text && again);
    n = eml_b64_decode_all(&d, (eml_span){data, size}, bytes);
    FUZZ_CHECK(n <= room && d.off == size);
    m = encode((eml_span){bytes, n}, 76, text, text_room);
    FUZZ_CHECK(eml_b64_decode_all(&e, (eml_span){text, m}, again) == n);
    FUZZ_CHECK(is_clean(&e) && memcmp(again, bytes, n) == 0);
    if (is_clean(&d)) {
        m = encode((eml_span){bytes, n}, 0, text, text_room);
        FUZZ_CHECK(without_space(data, size, again) == m);
        FUZZ_CHECK(memcmp(again, text, m) == 0);
    }
    free(bytes);
    free(text);
    free(again);
    return 0;
}
