/* List-Post, the widest of the list fields: RFC 2369. */
#include "fuzz/diff.h"
#include "eml/list.h"

static const int unknowable[] = {0};

/* White space within a URL is to be ignored (RFC 2369 section 2), which a
 * grammar of URLs cannot say. */
static const int beyond[] = {EML_E_LIST_SPACE, 0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_list_urls *out;

    return eml_list_urls_parse(cx, in, true, &out);
}

static const diff_target target = {
    .rule = "rfc2369/list-post",
    .head = "List-Post:",
    .tail = "\r\n",
    .parse = parse,
    .beyond = beyond,
    .unknowable = unknowable,
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    diff_run(&target, data, size);
    return 0;
}
