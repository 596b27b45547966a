/* Any lines as a header section, the fields' values left unread: the same
 * fields give the same findings, no more than a few a field, each at a field's
 * name or at the end. A byte picks what From says. */
#include "fuzz/fuzz.h"

#include <string.h>

#include "eml/field.h"

enum { MAX = 200 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static eml_field fields[MAX]; /* written before it is read */
    eml_address_list list = {.num_mailboxes = 1};
    eml_diag diags[8 * MAX];
    eml_cx cx = {.origin = data, .diags = diags, .diags_cap = 8 * MAX};
    eml_cx quiet = {.origin = data};
    const uint8_t *p = data, *end = data + size;
    size_t n = 0, first;

    if (!size)
        return 0;
    list.num_mailboxes = *p++ % 3;
    while (p != end && n < MAX) {
        const uint8_t *lf = memchr(p, '\n', (size_t)(end - p));
        const uint8_t *next = lf ? lf + 1 : end;
        eml_field *f = &fields[n];

        eml_field_split(&quiet, (eml_span){p, (size_t)(next - p)}, f);
        f->next = NULL;
        if (f->id == EML_FIELD_FROM || f->id == EML_FIELD_RESENT_FROM) {
            f->value.kind = EML_VALUE_ADDRESSES;
            f->value.u.addresses = &list;
        }
        if (n)
            fields[n - 1].next = f;
        n++;
        p = next;
    }
    for (int kind = EML_HEADER_MESSAGE; kind <= EML_HEADER_PART; kind++) {
        cx.num_diags = 0;
        eml_header_check(&cx, n ? fields : NULL, (eml_header_kind)kind, p);
        first = cx.num_diags;
        FUZZ_CHECK(first <= 6 * n + 6);
        for (size_t i = 0; i < first; i++) {
            const eml_diag *d = &diags[i];
            size_t at = (size_t)(p - data);

            if (d->off == at && d->len == 0)
                continue;
            FUZZ_CHECK(d->len && d->off + d->len <= at);
            FUZZ_CHECK(data[d->off + d->len] == ':' ||
                       data[d->off + d->len] == ' ' ||
                       data[d->off + d->len] == '\t');
        }
    }
    return 0;
}
