/* Every instruction set gives what the scalar path gives. */
#include <stdlib.h>
#include <string.h>

#include "core/charset_int.h"
#include "core/utf8_int.h"
#include "fuzz/fuzz.h"

static void
latin(eml_span in, bool c1, enum eml__isa isa)
{
    uint8_t *a = malloc(2 * in.n + 1), *b = malloc(2 * in.n + 1);
    size_t num_a, num_b;

    FUZZ_CHECK(a && b);
    FUZZ_CHECK(eml__latin(EML__SCALAR, in.p, in.n, a, c1, &num_a) ==
               eml__latin(isa, in.p, in.n, b, c1, &num_b));
    FUZZ_CHECK(num_a == num_b && memcmp(a, b, num_a) == 0);
    free(a);
    free(b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_span in = {data, size};

    for (int i = EML__SCALAR + 1; i <= (int)eml__best_isa(); i++) {
        enum eml__isa isa = (enum eml__isa)i;

        FUZZ_CHECK(eml__utf8_valid(in, isa) ==
                   eml__utf8_valid(in, EML__SCALAR));
        FUZZ_CHECK(eml__ascii_len(in, isa) == eml__ascii_len(in, EML__SCALAR));
        latin(in, true, isa);
        latin(in, false, isa);
    }
    return 0;
}
