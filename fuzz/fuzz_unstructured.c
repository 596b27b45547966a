/* Any bytes as unstructured text: reading never changes with what is allowed,
 * `simple` is true, and what is accepted strictly is read again as itself.
 * First byte: how lines end. */
#include "fuzz/memory.h"

#include "eml/word.h"
#include "parsers/imf/imf_values.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_diag diags[32];
    eml_arena a;
    eml_cx strict = {.origin = data, .diags = diags, .diags_cap = 32}, wild;
    eml_text t, u, v = {.form = 99};
    eml_span in, out, again;
    size_t n;

    if (!size)
        return 0;
    eml_arena_init(&a, &fuzz_memory, 0);
    strict.arena = &a;
    strict.newline = data[0] & 1 ? EML_NL_LF : EML_NL_CRLF;
    wild = strict;
    wild.allow = EML_ALLOW_WILD;
    in = (eml_span){data + 1, size - 1};
    FUZZ_CHECK(eml__unstructured(&strict, in, &t) == EML_OK);
    FUZZ_CHECK(eml__unstructured(&wild, in, &u) == EML_OK);
    FUZZ_CHECK(t.raw.p == u.raw.p && t.raw.n == u.raw.n &&
               t.simple == u.simple && strict.num_diags == wild.num_diags);
    for (size_t i = 0; i < strict.num_diags && i < 32; i++)
        FUZZ_CHECK(diags[i].off >= 1 && diags[i].off + diags[i].len <= size);

    FUZZ_CHECK(eml_text_get(&strict, &t, &out) == EML_OK);
    if (t.simple || FUZZ_ALL) { /* else it is the same once more */
        t.simple = false;
        FUZZ_CHECK(eml_text_get(&strict, &t, &again) == EML_OK);
        FUZZ_CHECK(eml_span_eq(out, again));
    }
    /* the trimmed text is read as itself; so it is when it is all */
    n = wild.num_diags;
    if (t.raw.n != in.n || FUZZ_ALL) {
        FUZZ_CHECK(eml__unstructured(&wild, t.raw, &u) == EML_OK);
        FUZZ_CHECK(u.raw.p == t.raw.p && u.raw.n == t.raw.n);
        FUZZ_CHECK(wild.num_diags - n <= n);
    }

    strict.err.code = 0;
    if (eml_unstructured_parse(&strict, in, &v) == EML_OK)
        FUZZ_CHECK(v.raw.p == t.raw.p && v.raw.n == t.raw.n);
    else
        FUZZ_CHECK(v.form == 99 && strict.err.code);
    eml_arena_fini(&a);
    return 0;
}
