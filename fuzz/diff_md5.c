/* Content-MD5: RFC 1864. */
#include "fuzz/diff.h"
#include "eml/content.h"

static const int unknowable[] = {0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_token_list *out;

    return eml_md5_parse(cx, in, &out);
}

static const diff_target target = {
    .rule = "rfc1864/content-md5",
    .head = "Content-MD5:",
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
