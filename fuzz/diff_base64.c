/* Every instruction set gives what the scalar path gives. */
#include <string.h>

#include "core/base64_int.h"
#include "fuzz/fuzz.h"

typedef struct result {
    eml_b64_dec d;
    uint8_t *out;
    size_t n;
} result;

static result
decode(eml_span in, enum eml__isa isa)
{
    result r = {.n = in.n / 4 * 3 + 3};
    size_t room = r.n;
    uint8_t *at;

    r.out = at = malloc(room);
    FUZZ_CHECK(at);
    FUZZ_CHECK(eml__b64_dec_feed(&r.d, &in, &at, &room, true, isa) == EML_END);
    r.n -= room;
    return r;
}

static result
encode(eml_span in, uint8_t line_len, enum eml__isa isa)
{
    eml_b64_enc e = {.line_len = line_len};
    result r = {.n = 2 * in.n + 8};
    size_t room = r.n;
    uint8_t *at;

    r.n = room = line_len && line_len < 8 ? 2 * room : room;
    r.out = at = malloc(room);
    FUZZ_CHECK(at);
    FUZZ_CHECK(eml__b64_enc_feed(&e, &in, &at, &room, true, isa) == EML_END);
    r.n -= room;
    return r;
}

static void
same(result a, result b)
{
    FUZZ_CHECK(a.n == b.n && memcmp(a.out, b.out, a.n) == 0);
    /* `width` and `sextet_at` are hints that a vector path may not keep */
    FUZZ_CHECK(a.d.breaks == b.d.breaks && a.d.line == b.d.line);
    FUZZ_CHECK(a.d.num_bad == b.d.num_bad && a.d.bad_at == b.d.bad_at &&
               a.d.long_line == b.d.long_line &&
               a.d.long_line_at == b.d.long_line_at &&
               a.d.after_pad == b.d.after_pad &&
               a.d.after_pad_at == b.d.after_pad_at &&
               a.d.padding == b.d.padding && a.d.padding_at == b.d.padding_at &&
               a.d.stray_bits == b.d.stray_bits &&
               a.d.stray_at == b.d.stray_at && a.d.off == b.d.off);
    free(a.out);
    free(b.out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t line_len;

    if (size == 0)
        return 0;
    line_len = (uint8_t)(data[0] % 20 * 4);
    for (int isa = EML__SCALAR + 1; isa <= (int)eml__best_isa(); isa++) {
        eml_span in = {data + 1, size - 1};

        same(decode(in, EML__SCALAR), decode(in, (enum eml__isa)isa));
        same(encode(in, line_len, EML__SCALAR),
             encode(in, line_len, (enum eml__isa)isa));
    }
    return 0;
}
