/* The first bytes choose encoding, charset, and how the input is split: neither
 * the content nor the findings may change. */
#include <string.h>

#include "fuzz/memory.h"
#include "tests/decode_run.h"

static void
run(void *user, const uint8_t *in, size_t n, chunk_plan *plan, chunk_result *r)
{
    static const char *const charsets[] = {
        "", "us-ascii", "utf-8", "iso-8859-1", "windows-1252", "x-unknown"};
    const uint8_t *choice = user;
    const char *charset = charsets[choice[1] % 6];
    eml_part_info info = {
        .type = EML_LIT("text"),
        .subtype = EML_LIT("plain"),
        .boundary = EML_NONE,
        .cte = (eml_cte)(choice[0] % (EML_CTE_UNKNOWN + 1)),
        .charset = {(const uint8_t *)charset, strlen(charset)},
    };
    eml_diag diags[64];
    eml_arena arena;
    eml_cx cx = {.arena = &arena,
                 .origin = in,
                 .newline = choice[0] & 128 ? EML_NL_LF : EML_NL_CRLF,
                 .diags = diags,
                 .diags_cap = 64};
    eml_decoder *d;

    memset(diags, 0, sizeof diags);
    eml_arena_init(&arena, &fuzz_memory, 0);
    d = eml_decoder_new(&cx, &info, choice[1] & 128, 0);
    FUZZ_CHECK(d);
    decode_run(d, &cx, in, n, plan, r);
    for (size_t i = 0; i < cx.num_diags && i < 64; i++)
        FUZZ_CHECK(diags[i].off + diags[i].len <= n);
    chunk_put(r, (const uint8_t *)diags, sizeof diags);
    r->extra = cx.num_diags + (eml_decoder_num_bad(d) << 32);
    eml_arena_fini(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { NUM_CHOICES = 4 };
    chunk_plan plan = {.choices = data, .num_choices = NUM_CHOICES};
    uint8_t how[2];

    if (size < NUM_CHOICES + 2)
        return 0;
    memcpy(how, data + NUM_CHOICES, 2);
    data += NUM_CHOICES + 2;
    size -= NUM_CHOICES + 2;
    FUZZ_CHECK(!chunk_differs_by(run, how, data, size, plan));
    return 0;
}
