/* A message, in pieces, through the machines of DKIM and ARC (RFC 6376, 8617),
 * the fuzzer being the DNS (first the bytes of answers, up to 0xff); results,
 * questions and fields made do not depend on the split. What is signed
 * verifies; no answer makes more questions than there are signatures. */
#include "fuzz/memory.h"
#include "tests/auth_drive.h"

/* By the fake crypto everything signed is good: so it passes or, for a message
 * with other signatures, the first two do. */
static void
check_signed(auth_drive *d, const uint8_t *in, size_t n)
{
    static const uint8_t key[] = "v=DKIM1;k=rsa;p=QUFB\0k=ed25519;p=QUFB";
    chunk_plan once = {0};
    chunk_result fields = {0}, all = {0}, told = {0};
    auth_drive v = *d;

    auth_drive_run(d, in, n, &once, &fields);
    if (fields.rc == EML_OK && d->kind == AUTH_DKIM_SIGN) {
        for (size_t i = 0; i < fields.out_len; i++)
            if (fields.out[i] != '\r' || !(d->flags & 1))
                chunk_put(&all, fields.out + i, 1);
        chunk_put(&all, in, n);
        v.kind = AUTH_DKIM_VERIFY;
        v.limits = NULL;
        v.dns = (eml_span){key, sizeof key - 1};
        auth_drive_run(&v, all.out, all.out_len, &once, &told);
        FUZZ_CHECK(told.rc == EML_END && told.out_len > 6);
        FUZZ_CHECK(memcmp(told.out, "2 1 1 0", 7) == 0);
    }
    free(once.held);
    chunk_result_fini(&fields);
    chunk_result_fini(&all);
    chunk_result_fini(&told);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { NUM_CHOICES = 4 };
    static const eml_limits few = {.fields = 9, .field_bytes = 300};
    chunk_plan plan = {.choices = data, .num_choices = NUM_CHOICES};
    auth_drive d = {.from = &fuzz_memory};
    const uint8_t *bar;

    if (size < NUM_CHOICES + 2)
        return 0;
    d.kind = (enum auth_drive_kind)(data[NUM_CHOICES] & 3);
    d.limits = data[NUM_CHOICES] & 4 ? &few : NULL;
    d.flags = data[NUM_CHOICES] >> 3;
    data += NUM_CHOICES + 1;
    size -= NUM_CHOICES + 1;
    bar = memchr(data, 0xff, size);
    d.dns = (eml_span){data, bar ? (size_t)(bar - data) : 0};
    if (bar) {
        size -= d.dns.n + 1;
        data = bar + 1;
    }
    FUZZ_CHECK(!chunk_differs_by(auth_drive_run, &d, data, size, plan));
    FUZZ_CHECK(d.questions <= (d.kind == AUTH_DKIM_VERIFY ? 32 : 100));
    if (d.kind == AUTH_DKIM_SIGN)
        check_signed(&d, data, size);
    return 0;
}
