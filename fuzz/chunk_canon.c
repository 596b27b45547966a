/* Any bytes as a body and as a header field: canonicalized as RFC 6376 section
 * 3.4 says, by a second reading of the text (tests/canon_ref.h), however they
 * are cut; and once more without a change. */
#include "eml/canon.h"
#include "fuzz/fuzz.h"
#include "tests/canon_ref.h"
#include "tests/chunks.h"

static void
run_body(void *user, const uint8_t *in, size_t n, chunk_plan *plan,
         chunk_result *r)
{
    uint8_t flags = *(const uint8_t *)user;
    eml_canon_body c;
    size_t at = 0;
    bool last;

    eml_canon_body_init(&c, (eml_canon_type)(flags & 1),
                        flags & 2 ? EML_NL_LF : EML_NL_CRLF);
    do {
        size_t take = chunk_take(plan, n - at);
        eml_span piece = {chunk_piece(plan, in + at, take), take}, out;

        at += take;
        last = at == n;
        while ((r->rc = eml_canon_body_next(&c, &piece, last, &out)) == EML_OK)
            chunk_put(r, out.p, out.n);
    } while (!last);
    r->extra = c.len;
}

static void
same(const char *want, size_t n, const uint8_t *got, size_t len)
{
    FUZZ_CHECK(n == len && (n == 0 || memcmp(want, got, n) == 0));
}

static void
check_body(uint8_t flags, const uint8_t *in, size_t n)
{
    char *want = malloc(2 * n + 4);
    chunk_plan once = {0};
    chunk_result got = {0}, again = {0};

    FUZZ_CHECK(want);
    run_body(&flags, in, n, &once, &got);
    if (!(flags & 2))
        same(want, ref_body(flags & 1, (const char *)in, n, want), got.out,
             got.out_len);
    flags &= 1;
    run_body(&flags, got.out ? got.out : in, got.out_len, &once, &again);
    same((char *)got.out, got.out_len, again.out, again.out_len);
    chunk_result_fini(&got);
    chunk_result_fini(&again);
    free(once.held);
    free(want);
}

/* What is no field, because of a line end in it, is not compared. */
static void
check_field(uint8_t flags, const uint8_t *in, size_t n)
{
    char *want = malloc(n + 4);
    uint8_t *got = malloc(n + 4);
    eml_canon_field c;
    eml_span out;
    size_t len = 0;
    bool fold = true;

    FUZZ_CHECK(want && got);
    for (size_t i = 0; i + 1 < n; i++)
        if (in[i] == '\r' && in[i + 1] == '\n' &&
            (i + 2 == n || !ref_wsp_((char)in[i + 2])))
            fold = false;
    eml_canon_field_init(&c, (eml_canon_type)(flags & 1), EML_NL_CRLF,
                         (eml_span){in, n}, EML_NONE, true);
    while (eml_canon_field_next(&c, &out) == EML_OK) {
        FUZZ_CHECK(out.n && len + out.n <= n + 2);
        memcpy(got + len, out.p, out.n);
        len += out.n;
    }
    if (fold)
        same(want, ref_field(flags & 1, (const char *)in, n, want), got, len);
    free(want);
    free(got);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { NUM_CHOICES = 4 };
    chunk_plan plan = {.choices = data, .num_choices = NUM_CHOICES};
    uint8_t flags;

    if (size < NUM_CHOICES + 1)
        return 0;
    flags = data[NUM_CHOICES];
    data += NUM_CHOICES + 1;
    size -= NUM_CHOICES + 1;
    FUZZ_CHECK(!chunk_differs_by(run_body, &flags, data, size, plan));
    check_body(flags, data, size);
    check_field(flags, data, size);
    return 0;
}
