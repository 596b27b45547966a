/* An mbox of a repeated piece (cost.h): taken apart, each message unquoted.
 * First byte: the variant. */
#include "eml/mbox.h"
#include "fuzz/cost.h"

static void
split(void *user, eml_cx *cx, eml_span in)
{
    eml_mbox_variant v = *(const eml_mbox_variant *)user;
    eml_mbox_message m;
    eml_span message;
    size_t cursor = 0, messages = 0;

    for (; eml_mbox_split(cx, in, v, &cursor, &m) == EML_OK; messages++)
        FUZZ_CHECK(eml_mbox_unquote(cx, v, m.message, &message) == EML_OK);
    FUZZ_CHECK(cursor == in.n && messages <= in.n / 5 + 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_mbox_variant v;

    if (size < 2)
        return 0;
    v = (eml_mbox_variant)(data[0] % (EML_MBOX_CL2 + 1));
    cost_compare(split, &v, (eml_span){data + 1, size - 1}, 16);
    return 0;
}
