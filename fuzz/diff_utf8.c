/* Every instruction set gives what the scalar path gives. */
#include "core/utf8_int.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_span in = {data, size};

    for (int i = EML__SCALAR + 1; i <= (int)eml__best_isa(); i++) {
        enum eml__isa isa = (enum eml__isa)i;

        FUZZ_CHECK(eml__utf8_valid(in, isa) ==
                   eml__utf8_valid(in, EML__SCALAR));
        FUZZ_CHECK(eml__ascii_len(in, isa) == eml__ascii_len(in, EML__SCALAR));
    }
    return 0;
}
