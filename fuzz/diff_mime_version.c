/* MIME-Version: RFC 2045 section 4. */
#include "fuzz/diff.h"
#include "eml/content.h"

static const int unknowable[] = {0};

/* What is no version, and what is another than 1.0. */
static const int either[] = {EML_E_MIME_VERSION, 0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_mime_version *out;

    return eml_mime_version_parse(cx, in, &out);
}

static const diff_target target = {
    .rule = "rfc2045/version",
    .head = "MIME-Version:",
    .tail = "",
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
