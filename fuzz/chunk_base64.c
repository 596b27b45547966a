/* The first bytes choose how input and output are split: neither the bytes nor
 * the flags may change. */
#include "eml/base64.h"
#include "fuzz/fuzz.h"
#include "tests/feed.h"

static int
feed_dec(void *machine, eml_span *in, uint8_t **out, size_t *out_len, bool last)
{
    return eml_b64_dec_feed(machine, in, out, out_len, last);
}

static int
feed_enc(void *machine, eml_span *in, uint8_t **out, size_t *out_len, bool last)
{
    return eml_b64_enc_feed(machine, in, out, out_len, last);
}

static void
decode(void *user, const uint8_t *in, size_t n, chunk_plan *plan,
       chunk_result *r)
{
    eml_b64_dec d = {0};

    (void)user;
    feed_all(feed_dec, &d, in, n, plan, r);
    FUZZ_CHECK(d.off == n);
    r->extra = d.num_bad | (uint64_t)d.long_line << 60 |
               (uint64_t)d.after_pad << 61 | (uint64_t)d.padding << 62 |
               (uint64_t)d.stray_bits << 63 | (uint64_t)d.breaks << 52;
    r->err_off = d.bad_at + 3 * d.long_line_at + 5 * d.after_pad_at +
                 7 * d.padding_at + 11 * d.stray_at;
}

static void
encode(void *user, const uint8_t *in, size_t n, chunk_plan *plan,
       chunk_result *r)
{
    eml_b64_enc e = {.line_len = *(const uint8_t *)user};

    feed_all(feed_enc, &e, in, n, plan, r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { NUM_CHOICES = 4 };
    chunk_plan plan = {.choices = data, .num_choices = NUM_CHOICES};
    uint8_t line_len;

    if (size < NUM_CHOICES + 1)
        return 0;
    line_len = (uint8_t)(data[NUM_CHOICES] % 20 * 4);
    data += NUM_CHOICES + 1;
    size -= NUM_CHOICES + 1;
    FUZZ_CHECK(!chunk_differs_by(decode, NULL, data, size, plan));
    FUZZ_CHECK(!chunk_differs_by(encode, &line_len, data, size, plan));
    return 0;
}
