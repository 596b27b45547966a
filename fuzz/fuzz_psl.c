/* Any bytes as a public suffix list and a domain: the organization is an end of
 * the domain, one label longer than the suffix, and its own. The first byte is
 * the length of the domain. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/memory.h"
#include "eml/psl.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_arena arena;
    eml_cx cx = {.origin = data, .arena = &arena};
    eml_psl *list;
    eml_span domain, org, again;

    if (size < 1 || size - 1 < data[0])
        return 0;
    domain = (eml_span){data + 1, data[0]};
    eml_arena_init(&arena, &fuzz_memory, 0);
    FUZZ_CHECK(
        eml_psl_parse(&cx, (eml_span){domain.p + domain.n, size - 1 - domain.n},
                      &list) == EML_OK);
    org = eml_psl_org(list, domain);
    FUZZ_CHECK(org.n <= domain.n && org.p + org.n == domain.p + domain.n);
    FUZZ_CHECK(org.p == domain.p || org.p[-1] == '.');
    again = eml_psl_org(list, org);
    FUZZ_CHECK(again.n == org.n);
    FUZZ_CHECK(!eml_psl_is_suffix(list, org) || org.n == domain.n);
    eml_arena_fini(&arena);
    return 0;
}
