/* List-Id: RFC 2919. */
#include "fuzz/diff.h"
#include "eml/list.h"

static const int unknowable[] = {EML_E_LIST_ID_255, 0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_list_id *out;

    return eml_list_id_parse(cx, in, &out);
}

static const diff_target target = {
    .rule = "rfc2919/list-id-header",
    .head = "List-Id:",
    .tail = "\r\n",
    .parse = parse,
    .unknowable = unknowable,
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    diff_run(&target, data, size);
    return 0;
}
