/* Every instruction set gives what the scalar path gives. */
#include <string.h>

#include "core/qp_int.h"
#include "fuzz/fuzz.h"

typedef struct result {
    eml_qp_dec d;
    uint8_t *out;
    size_t n;
} result;

static result
decode(eml_span in, enum eml__isa isa)
{
    result r = {.n = in.n + 1};
    size_t room = r.n;
    uint8_t *at;

    r.out = at = malloc(room);
    FUZZ_CHECK(at);
    FUZZ_CHECK(eml__qp_dec_feed(&r.d, &in, &at, &room, true, isa) == EML_END);
    r.n -= room;
    return r;
}

static result
encode(eml_span in, bool binary, enum eml__isa isa)
{
    eml_qp_enc e = {.binary = binary};
    result r = {.n = 4 * in.n + 16};
    size_t room = r.n;
    uint8_t *at;

    r.out = at = malloc(room);
    FUZZ_CHECK(at);
    FUZZ_CHECK(eml__qp_enc_feed(&e, &in, &at, &room, true, isa) == EML_END);
    r.n -= room;
    return r;
}

static void
same(result a, result b)
{
    const eml_qp_dec *x = &a.d, *y = &b.d;

    FUZZ_CHECK(a.n == b.n && memcmp(a.out, b.out, a.n) == 0);
#define SAME(name)                                                             \
    FUZZ_CHECK(x->name == y->name && x->name##_at == y->name##_at)
    SAME(bad_escape);
    SAME(long_line);
    SAME(trailing_ws);
    SAME(raw);
    SAME(lower_hex);
    SAME(soft_end);
#undef SAME
    FUZZ_CHECK(x->off == y->off && x->line == y->line);
    FUZZ_CHECK(x->breaks == y->breaks && x->low_escape == y->low_escape);
    free(a.out);
    free(b.out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_span in = {data, size};

    for (int i = EML__SCALAR + 1; i <= (int)eml__best_isa(); i++) {
        enum eml__isa isa = (enum eml__isa)i;

        same(decode(in, EML__SCALAR), decode(in, isa));
        same(encode(in, false, EML__SCALAR), encode(in, false, isa));
        same(encode(in, true, EML__SCALAR), encode(in, true, isa));
    }
    return 0;
}
