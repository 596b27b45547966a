/* Content-Language: RFC 3282 section 2. */
#include "fuzz/diff.h"
#include "eml/content.h"

static const int unknowable[] = {0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_token_list *out;

    return eml_language_parse(cx, in, &out);
}

static const diff_target target = {
    .rule = "rfc3282/Content-Language",
    .head = "Content-Language:",
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
