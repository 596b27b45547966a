/* Received-SPF: RFC 7208 section 9.1. */
#include "fuzz/diff.h"
#include "eml/received_spf.h"

static const int unknowable[] = {0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_received_spf *out;

    return eml_received_spf_parse(cx, in, &out);
}

static const diff_target target = {
    .rule = "rfc7208/header-field",
    .head = "Received-SPF:",
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
