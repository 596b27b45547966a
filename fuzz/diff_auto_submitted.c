/* Auto-Submitted: RFC 3834 section 5. */
#include "fuzz/diff.h"
#include "eml/list.h"

static const int unknowable[] = {0};

static const int either[] = {0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_auto_submitted *out;

    return eml_auto_submitted_parse(cx, in, &out);
}

static const diff_target target = {
    .rule = "rfc3834/auto-submitted-field",
    .head = "Auto-Submitted:",
    .tail = "\r\n",
    .parse = parse,
    .either = either,
    .unknowable = unknowable,
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    diff_run(&target, data, size);
    return 0;
}
