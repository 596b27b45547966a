/* Content-ID: RFC 2045 section 7. */
#include "fuzz/diff.h"
#include "eml/msgid.h"

static const int unknowable[] = {0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_msgid_list *out;

    return eml_msgid_parse(cx, in, EML_MSGID_ONE, &out);
}

static const diff_target target = {
    .rule = "rfc2045/id",
    .head = "Content-ID:",
    .tail = "",
    .parse = parse,
    .unknowable = unknowable,
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    diff_run(&target, data, size);
    return 0;
}
