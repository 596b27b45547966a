/* Any bytes as one header field: the parts are where they should be, findings
 * lie within, and both scanners agree. First byte: how lines end. */
#include "fuzz/fuzz.h"

#include <string.h>

#include "eml/field.h"
#include "parsers/imf/scan.h"

static void
check_parts(eml_span raw, const eml_field *f)
{
    const uint8_t *end = raw.p + raw.n, *rest = f->body.p + f->body.n;

    FUZZ_CHECK(f->raw.p == raw.p && f->raw.n == raw.n);
    FUZZ_CHECK(f->name.p == raw.p && f->name.n <= raw.n);
    FUZZ_CHECK(f->body.p >= f->name.p + f->name.n && rest <= end);
    FUZZ_CHECK(end - rest <= 2);
    FUZZ_CHECK(rest == end || end[-1] == '\n');
    FUZZ_CHECK((f->id == EML_FIELD_JUNK) == f->body_lines_only);
    if (f->id == EML_FIELD_JUNK) {
        FUZZ_CHECK(f->name.n == 0 && f->body.p == raw.p);
    } else {
        FUZZ_CHECK(f->name.n && f->body.p[-1] == ':');
        FUZZ_CHECK(!memchr(f->name.p, ':', f->name.n));
        FUZZ_CHECK(!memchr(f->name.p, '\n', f->name.n));
        FUZZ_CHECK(eml_field_id_of(f->name) == f->id);
    }
}

static void
check_scan(eml_span in)
{
    const uint8_t *p = in.p, *end = in.p + in.n;

    for (;;) {
        const uint8_t *a = eml__stop_swar(p, end, '?');

        FUZZ_CHECK(a == eml__stop(in.p, p, end, '?'));
        FUZZ_CHECK(a == eml__stop(p, p, end, '?'));
        if (a == end)
            return;
        p = a + 1;
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_diag diags[64];
    eml_span raw = {data + 1, size - 1};
    eml_cx cx = {.origin = data, .diags = diags, .diags_cap = 64};
    eml_field f;
    size_t n;

    if (!size)
        return 0;
    cx.newline = data[0] & 1 ? EML_NL_LF : EML_NL_CRLF;
    eml_field_split(&cx, raw, &f);
    check_parts(raw, &f);
    check_scan(raw);
    for (size_t i = 0; i < cx.num_diags && i < 64; i++)
        FUZZ_CHECK(diags[i].off >= 1 && diags[i].off + diags[i].len <= size);
    /* a field without fault has nothing but text and folds in it */
    n = cx.num_diags;
    eml_field_bytes(&cx, f.body);
    if (n == 0)
        for (size_t i = 0; i < raw.n; i++)
            FUZZ_CHECK(eml__plain_byte(raw.p[i]) || raw.p[i] == '\t' ||
                       raw.p[i] == '\r' || raw.p[i] == '\n');
    return 0;
}
