/* References: RFC 5322 section 3.6.4, 4.5.4. */
#include "fuzz/diff.h"
#include "eml/msgid.h"

static const int unknowable[] = {0};

/* By the ABNF a field of white space alone is none, and one of nothing is. */
static const int beyond[] = {EML_E_FIELD_EMPTY, 0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_msgid_list *list;

    return eml_msgid_parse(cx, in, EML_MSGID_MANY, &list);
}

static const diff_target target = {
    .generate = "rfc5322/references",
    .interpret = {"rfc5322/references", "rfc5322/obs-references"},
    .head = "References:",
    .tail = "\r\n",
    .parse = parse,
    .unknowable = unknowable,
    .beyond = beyond,
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    diff_run(&target, data, size);
    return 0;
}
