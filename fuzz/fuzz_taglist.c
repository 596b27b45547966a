/* Any bytes as a list of tags (RFC 6376 3.2): what is read lies in the list, in
 * order; each tag reads back alone; it ends. */
#include "eml/taglist.h"
#include "fuzz/fuzz_cx.h"

static void
check_alone(const fuzz_cx *f, const eml_tag *tag, uint32_t rule)
{
    eml_taglist t;
    eml_tag again;
    eml_cx cx = {.origin = tag->raw.p, .newline = f->cx.newline};

    eml_taglist_init(&t, tag->raw, rule);
    FUZZ_CHECK(eml_taglist_next(&t, &cx, &again) == EML_OK);
    FUZZ_CHECK(again.name.p == tag->name.p && again.name.n == tag->name.n);
    FUZZ_CHECK(again.value.p == tag->value.p && again.value.n == tag->value.n);
    FUZZ_CHECK(eml_taglist_next(&t, &cx, &again) == EML_END);
}

/* The items of a value are all of it but separators and white space. */
static void
check_items(eml_span value)
{
    eml_span rest = value, item;
    size_t n = 0, items = 0, bytes = 0;

    while (eml_tag_item(&rest, ':', &item)) {
        FUZZ_CHECK(fuzz_within(item, value));
        items++;
        n += item.n;
    }
    for (size_t i = 0; i < value.n; i++)
        bytes += value.p[i] == ':';
    FUZZ_CHECK(items == bytes + 1 && n <= value.n - bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_span in;
    eml_taglist t;
    eml_tag tag;
    fuzz_cx f;
    uint32_t rule;
    const uint8_t *last;
    size_t calls = 0;
    int rc;

    if (size < 1)
        return 0;
    in = (eml_span){data + 1, size - 1};
    rule = data[0] & 3;
    last = in.p;
    fuzz_cx_init(&f, in, 0, data[0] & 4);
    eml_taglist_init(&t, in, rule);
    while ((rc = eml_taglist_next(&t, &f.cx, &tag)) != EML_END) {
        FUZZ_CHECK(++calls <= size && (rc == EML_OK || rc < 0));
        if (rc == EML_OK) {
            FUZZ_CHECK(tag.raw.p >= last && fuzz_within(tag.raw, in));
            FUZZ_CHECK(fuzz_within(tag.name, tag.raw) && tag.name.n);
            FUZZ_CHECK(fuzz_within(tag.value, tag.raw));
            last = tag.raw.p + tag.raw.n;
            check_alone(&f, &tag, rule);
            check_items(tag.value);
        }
    }
    FUZZ_CHECK(eml_taglist_next(&t, &f.cx, &tag) == EML_END);
    fuzz_cx_check(&f, in.n);
    fuzz_cx_fini(&f);
    return 0;
}
