/* Any bytes in each form: there is always a text, in UTF-8, that does not grow
 * without bound; and it stands for itself. First byte: the form. */
#include "fuzz/memory.h"

#include <string.h>

#include "eml/text.h"
#include "eml/utf8.h"

/* Unfolding takes line ends that white space follows, and nothing else. */
static void
check_unfold(eml_cx *cx, eml_span in)
{
    eml_span out, again;
    size_t j = 0;

    FUZZ_CHECK(eml_unfold(cx, in, &out) == EML_OK);
    for (size_t i = 0; i < in.n; i++) {
        size_t n = in.p[i] == '\n'                                    ? 1
                   : i + 1 < in.n && memcmp(in.p + i, "\r\n", 2) == 0 ? 2
                                                                      : 0;

        if (n && i + n < in.n && (in.p[i + n] == ' ' || in.p[i + n] == '\t')) {
            i += n - 1;
            continue;
        }
        FUZZ_CHECK(j < out.n && out.p[j] == in.p[i]);
        j++;
    }
    FUZZ_CHECK(j == out.n);
    if (in.n && memchr(in.p, '\r', in.n))
        return; /* a CR may meet the LF of the next fold */
    FUZZ_CHECK(eml_unfold(cx, out, &again) == EML_OK);
    FUZZ_CHECK(again.p == out.p || memchr(in.p, '\n', in.n));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_arena a;
    eml_cx cx = {.origin = data, .arena = &a};
    eml_text t = {.present = true};
    eml_span out, again;

    if (!size)
        return 0;
    eml_arena_init(&a, &fuzz_memory, 0);
    t.form = data[0] % (EML_TEXT_COMMENT + 1);
    t.raw = (eml_span){data + 1, size - 1};
    FUZZ_CHECK(eml_text_get(&cx, &t, &out) == EML_OK);
    FUZZ_CHECK(eml_utf8_valid(out) == out.n);
    FUZZ_CHECK(out.n <= 3 * size);
    FUZZ_CHECK(cx.num_diags == 0);
    t.form = EML_TEXT_PLAIN;
    t.raw = out;
    FUZZ_CHECK(eml_text_get(&cx, &t, &again) == EML_OK);
    FUZZ_CHECK(again.p == out.p && again.n == out.n);
    check_unfold(&cx, (eml_span){data + 1, size - 1});
    eml_arena_fini(&a);
    return 0;
}
