/* Content-Transfer-Encoding: RFC 2045 section 6.1. */
#include "fuzz/diff.h"
#include "eml/content.h"

static const int unknowable[] = {EML_E_CTE_UNKNOWN, 0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_encoding *out;

    return eml_encoding_parse(cx, in, &out);
}

static const diff_target target = {
    .rule = "rfc2045/encoding",
    .head = "Content-Transfer-Encoding:",
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
