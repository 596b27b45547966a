/* Keywords: RFC 5322 section 3.6.5, 4.5.5. */
#include "fuzz/diff.h"
#include "eml/word.h"

static const int unknowable[] = {0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_phrases *out;

    return eml_phrases_parse(cx, in, &out);
}

static const diff_target target = {
    .generate = "rfc5322/keywords",
    .interpret = {"rfc5322/keywords", "rfc5322/obs-keywords"},
    .head = "Keywords:",
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
