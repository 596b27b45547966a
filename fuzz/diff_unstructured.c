/* unstructured: RFC 5322 section 3.2.5, 4.1. */
#include "fuzz/diff.h"
#include "eml/word.h"

static const int unknowable[] = {0};

/* A value has no line end of its own: the field's is cut off before. */
static bool
has_line_end(eml_span in)
{
    return in.n && in.p[in.n - 1] == '\n';
}

static int
parse(eml_cx *cx, eml_span in)
{
    eml_text out;

    return eml_unstructured_parse(cx, in, &out);
}

static const diff_target target = {
    .rule = "rfc5322/unstructured",
    .parse = parse,
    .unknowable = unknowable,
    .skip = has_line_end,
    .blank_folds = true,
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    diff_run(&target, data, size);
    return 0;
}
