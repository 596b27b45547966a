/* The fuzzer's bytes are choices: what the data are, where lines end and where
 * white space stands, within the rules of RFC 2045 section 6.8. The decoder
 * must give the data back and find no fault. */
#include <string.h>

#include "eml/base64.h"
#include "fuzz/fuzz.h"

typedef struct choices {
    const uint8_t *p;
    size_t n;
} choices;

static unsigned
below(choices *c, unsigned n)
{
    if (c->n == 0)
        return 0;
    c->n--;
    return *c->p++ % n;
}

static void
put_line_end(uint8_t *text, size_t *n)
{
    text[(*n)++] = '\r';
    text[(*n)++] = '\n';
}

/* `code` is one line without end; it is broken and padded by choice, and
 * always before it has 77 characters. */
static size_t
lay_out(choices *c, const uint8_t *code, size_t code_len, uint8_t *text)
{
    size_t n = 0, column = 0;

    for (size_t i = 0; i < code_len; i++) {
        unsigned what = below(c, 64);

        if (what == 63 && column < 75) {
            text[n++] = below(c, 2) ? ' ' : '\t';
            column++;
        } else if (what == 62 || column == 76) {
            put_line_end(text, &n);
            column = 0;
        }
        text[n++] = code[i];
        column++;
    }
    if (below(c, 2))
        put_line_end(text, &n);
    return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t num = size / 2, room = 2 * num + 8;
    choices c = {data + num, size - num};
    eml_span in = {data, num};
    eml_b64_enc e = {0};
    eml_b64_dec d;
    uint8_t *code = malloc(room), *text = malloc(4 * room + 8),
            *out = malloc(3 * room + 9), *at = code;
    size_t code_room = room, n;

    FUZZ_CHECK(code && text && out);
    FUZZ_CHECK(eml_b64_enc_feed(&e, &in, &at, &code_room, true) == EML_END);
    n = lay_out(&c, code, room - code_room, text);
    FUZZ_CHECK(eml_b64_decode_all(&d, (eml_span){text, n}, out) == num);
    FUZZ_CHECK(memcmp(out, data, num) == 0);
    FUZZ_CHECK(!d.num_bad && !d.long_line && !d.after_pad && !d.padding &&
               !d.stray_bits);
    free(code);
    free(text);
    free(out);
    return 0;
}
