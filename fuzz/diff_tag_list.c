/* tag-list: RFC 6376 section 3.2. */
#include "eml/taglist.h"
#include "fuzz/diff.h"

/* names that are the same, and how many there may be, no grammar knows */
static const int unknowable[] = {EML_E_TAG_TWICE, 0};
/* 3.2: "WSP is allowed anywhere around tags" */
static const int beyond[] = {EML_E_TAG_LAST_SPACE, 0};

static int
parse(eml_cx *cx, eml_span in)
{
    eml_taglist t;
    eml_tag tag;
    int rc, first = EML_OK;

    eml_taglist_init(&t, in, EML_TAGLIST_DKIM);
    while ((rc = eml_taglist_next(&t, cx, &tag)) != EML_END) {
        if (rc == EML_E_LIMIT)
            return rc;
        if (first == EML_OK && rc != EML_E_TAG_TWICE)
            first = rc;
    }
    return first;
}

static const diff_target target = {
    .rule = "rfc6376/tag-list",
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
