/* Bcc: RFC 5322 section 3.6.3, 4.5.3. */
#include "fuzz/diff.h"
#include "eml/addr.h"

static const int unknowable[] = {0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_address_list *out;

    return eml_addr_parse(cx, in, EML_ADDR_BCC, &out);
}

static const diff_target target = {
    .generate = "rfc5322/bcc",
    .interpret = {"rfc5322/bcc", "rfc5322/obs-bcc"},
    .head = "Bcc:",
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
