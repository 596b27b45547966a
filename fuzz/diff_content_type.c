/* Content-Type: RFC 2045 section 5.1, RFC 2231. */
#include "fuzz/diff.h"
#include "eml/content.h"

static const int unknowable[] = {
    /* parameters as a whole */
    EML_E_PARAM_TWICE, EML_E_PARAM_CHARSET,
    /* what some types need */
    EML_E_BOUNDARY_MISSING, EML_E_BOUNDARY_TWICE, EML_E_BOUNDARY_SYNTAX,
    EML_E_BOUNDARY_WORD, EML_E_PARTIAL_PARAM, EML_E_EXTERNAL_PARAM,
    EML_E_EXTERNAL_VALUE, EML_E_RELATED_TYPE, EML_E_RELATED_VALUE,
    EML_E_SIGNED_PARAM, EML_E_REPORT_TYPE, 0};

/* A gap is not grammar, a leading zero is; the charset of an extended value is
 * grammar, that of a charset parameter is not. */
static const int either[] = {EML_E_PARAM_PIECE, EML_E_CHARSET_SYNTAX, 0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_content_type *out;

    return eml_content_type_parse(cx, in, &out);
}

static const diff_target target = {
    .rule = "rfc2045/content",
    .head = "Content-Type:",
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
