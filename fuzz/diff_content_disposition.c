/* Content-Disposition: RFC 2183, RFC 2231. */
#include "fuzz/diff.h"
#include "eml/content.h"

static const int unknowable[] = {
    /* parameters as a whole, and what some must be */
    EML_E_PARAM_TWICE, EML_E_PARAM_CHARSET, EML_E_DISPOSITION_PARAM,
    EML_E_DISPOSITION_LONG, 0};

/* A gap is not grammar, a leading zero is. */
static const int either[] = {EML_E_PARAM_PIECE, 0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_disposition *out;

    return eml_disposition_parse(cx, in, &out);
}

static const diff_target target = {
    .rule = "rfc2183/disposition",
    .head = "Content-Disposition:",
    .tail = "",
    .parse = parse,
    .unknowable = unknowable,
    .either = either,
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    diff_run(&target, data, size);
    return 0;
}
