/* Return-Path: RFC 5322 section 3.6.7, 4.5.7. */
#include "fuzz/diff.h"
#include "eml/trace.h"

static const int unknowable[] = {0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_mailbox *out;

    return eml_path_parse(cx, in, &out);
}

static const diff_target target = {
    .rule = "rfc5322/path",
    .parse = parse,
    .unknowable = unknowable,
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    diff_run(&target, data, size);
    return 0;
}
