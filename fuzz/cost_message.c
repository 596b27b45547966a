/* A message of a repeated piece: twice as many repetitions may cost about twice
 * as much memory and findings (cost.h). */
#include "eml/message.h"
#include "fuzz/cost.h"

static void
parse(void *user, eml_cx *cx, eml_span in)
{
    eml_part *root;
    int rc = eml_message_parse(cx, in, &root);

    (void)user;
    FUZZ_CHECK(rc == EML_OK || rc == EML_E_LIMIT);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size)
        cost_compare(parse, NULL, (eml_span){data, size}, 256);
    return 0;
}
