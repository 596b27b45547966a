/* mailbox: RFC 5322 section 3.4, 4.4. */
#include "fuzz/diff.h"
#include "eml/addr.h"

static const int unknowable[] = {0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_address_list *list;

    return eml_addr_parse(cx, in, EML_ADDR_MAILBOX, &list);
}

static const diff_target target = {
    .rule = "rfc5322/mailbox",
    .parse = parse,
    .unknowable = unknowable,
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    diff_run(&target, data, size);
    return 0;
}
