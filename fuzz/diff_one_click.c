/* List-Unsubscribe-Post: RFC 8058 section 5. */
#include "fuzz/diff.h"
#include "eml/list.h"

static const int unknowable[] = {0};

static int
parse(eml_cx *cx, eml_span in)
{
    return eml_one_click_parse(cx, in);
}

static const diff_target target = {
    .rule = "rfc8058/list-unsubscribe-post",
    .head = "List-Unsubscribe-Post:",
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
