/* The first bytes choose how input and output are split: neither the bytes nor
 * the flags may change. */
#include "eml/qp.h"
#include "fuzz/fuzz.h"
#include "tests/feed.h"

static int
feed_dec(void *machine, eml_span *in, uint8_t **out, size_t *out_len, bool last)
{
    return eml_qp_dec_feed(machine, in, out, out_len, last);
}

static int
feed_enc(void *machine, eml_span *in, uint8_t **out, size_t *out_len, bool last)
{
    return eml_qp_enc_feed(machine, in, out, out_len, last);
}

static void
decode(void *user, const uint8_t *in, size_t n, chunk_plan *plan,
       chunk_result *r)
{
    eml_qp_dec d = {0};

    (void)user;
    feed_all(feed_dec, &d, in, n, plan, r);
    FUZZ_CHECK(d.off == n);
    r->extra = (uint64_t)(d.bad_escape | d.long_line << 1 | d.trailing_ws << 2 |
                          d.raw << 3 | d.lower_hex << 4 | d.soft_end << 5);
    r->err_off = d.bad_escape_at + 3 * d.long_line_at + 5 * d.trailing_ws_at +
                 7 * d.raw_at + 11 * d.lower_hex_at + 13 * d.soft_end_at;
}

static void
encode(void *user, const uint8_t *in, size_t n, chunk_plan *plan,
       chunk_result *r)
{
    eml_qp_enc e = {.binary = *(const bool *)user};

    feed_all(feed_enc, &e, in, n, plan, r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { NUM_CHOICES = 4 };
    chunk_plan plan = {.choices = data, .num_choices = NUM_CHOICES};
    bool binary;

    if (size < NUM_CHOICES + 1)
        return 0;
    binary = data[NUM_CHOICES] & 1;
    data += NUM_CHOICES + 1;
    size -= NUM_CHOICES + 1;
    FUZZ_CHECK(!chunk_differs_by(decode, NULL, data, size, plan));
    FUZZ_CHECK(!chunk_differs_by(encode, &binary, data, size, plan));
    return 0;
}
