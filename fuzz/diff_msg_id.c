/* msg-id: RFC 5322 section 3.6.4, 4.5.4. */
#include "fuzz/diff.h"
#include "eml/msgid.h"

static const int unknowable[] = {0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_msgid_list *list;

    return eml_msgid_parse(cx, in, EML_MSGID_ONE, &list);
}

static const diff_target target = {
    .rule = "rfc5322/msg-id",
    .parse = parse,
    .unknowable = unknowable,
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    diff_run(&target, data, size);
    return 0;
}
