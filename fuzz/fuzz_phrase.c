/* Any bytes as Keywords: reading never changes with what is allowed, `simple`
 * is true, phrases lie within in their order, and each is read alone as itself.
 */
#include "fuzz/memory.h"

#include "eml/word.h"
#include "parsers/imf/imf_values.h"

static void
check_phrase(eml_cx *cx, eml_phrase *ph)
{
    eml_phrases *alone;
    eml_span out, again;

    FUZZ_CHECK(ph->text.form == EML_TEXT_PHRASE && ph->text.present);
    FUZZ_CHECK(ph->text.raw.n);
    FUZZ_CHECK(eml_text_get(cx, &ph->text, &out) == EML_OK);
    ph->text.simple = false;
    FUZZ_CHECK(eml_text_get(cx, &ph->text, &again) == EML_OK);
    FUZZ_CHECK(eml_span_eq(out, again));
    FUZZ_CHECK(eml__phrases(cx, ph->text.raw, &alone) == EML_OK);
    FUZZ_CHECK(alone->num_phrases == 1);
    FUZZ_CHECK(alone->first->text.raw.p == ph->text.raw.p &&
               alone->first->text.raw.n == ph->text.raw.n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_diag diags[32];
    eml_arena a;
    eml_cx strict = {.origin = data, .diags = diags, .diags_cap = 32}, wild;
    eml_phrases *list = NULL, *other = NULL;
    const uint8_t *at = data;
    uint32_t n = 0;
    int rc;

    eml_arena_init(&a, &fuzz_memory, 0);
    strict.arena = &a;
    wild = strict;
    wild.allow = EML_ALLOW_WILD;
    wild.diags_cap = 0;
    rc = eml__phrases(&strict, (eml_span){data, size}, &list);
    FUZZ_CHECK(eml__phrases(&wild, (eml_span){data, size}, &other) == rc);
    FUZZ_CHECK(strict.num_diags == wild.num_diags);
    for (size_t i = 0; i < strict.num_diags && i < 32; i++)
        FUZZ_CHECK(diags[i].off + diags[i].len <= size);
    FUZZ_CHECK((rc == EML_OK) == (list != NULL));
    if (rc == EML_OK) {
        for (eml_phrase *ph = list->first; ph; ph = ph->next, n++) {
            FUZZ_CHECK(ph->text.raw.p >= at);
            at = ph->text.raw.p + ph->text.raw.n;
            if (n < 100)
                check_phrase(&wild, ph);
        }
        FUZZ_CHECK(n == list->num_phrases && at <= data + size);
    } else {
        FUZZ_CHECK(strict.err.code);
    }
    eml_arena_fini(&a);
    return 0;
}
