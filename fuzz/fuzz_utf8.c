/* Any bytes: the functions agree with each other, and cleaned text is valid
 * and stays as it is. */
#include <string.h>

#include "eml/utf8.h"
#include "fuzz/fuzz.h"

/* Takes the text apart character by character and puts it together again. */
static size_t
walk(eml_span in, uint8_t *out, size_t *num_bad, size_t *first_bad)
{
    size_t n = 0, size = in.n;

    *num_bad = 0;
    *first_bad = size;
    while (in.n) {
        size_t at = size - in.n;
        int32_t cp = eml_utf8_next(&in);

        if (cp < 0 && (*num_bad)++ == 0)
            *first_bad = at;
        n += eml_utf8_put(out + n, cp < 0 ? 0xfffd : (uint32_t)cp);
    }
    return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_span in = {data, size};
    size_t room = 3 * size + 4, num_bad, first_bad, n;
    uint8_t *walked = malloc(room), *cleaned = malloc(room);
    eml_out out = {.p = cleaned, .cap = room};

    FUZZ_CHECK(walked && cleaned);
    n = walk(in, walked, &num_bad, &first_bad);
    FUZZ_CHECK(eml_utf8_valid(in) == first_bad);
    FUZZ_CHECK(eml_utf8_clean(in, &out) == num_bad);
    FUZZ_CHECK(out.n == n && !out.full && memcmp(cleaned, walked, n) == 0);
    FUZZ_CHECK(eml_utf8_valid(eml_out_view(&out)) == n);
    FUZZ_CHECK(eml_ascii_len(in) <= eml_utf8_valid(in));
    free(walked);
    free(cleaned);
    return 0;
}
