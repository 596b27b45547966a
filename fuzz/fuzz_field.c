/* Any bytes as one header field: the parts are where they should be, findings
 * lie within, both scanners agree, and a field that is read in one pass is what
 * it is in two. First byte: how lines end. */
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "eml/field.h"
#include "parsers/imf/field_scan.h"
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

/* The field at the front of the input, with something behind it. */
static void
check_shape(eml_span in, uint8_t newline)
{
    size_t n = in.n + 80, end = 0;
    uint8_t *p = malloc(n);
    eml__field_shape shape;
    eml_diag a[64] = {0}, b[64] = {0};
    eml_cx x = {.origin = p, .newline = newline, .diags = a, .diags_cap = 64};
    eml_cx y = {.origin = p, .newline = newline, .diags = b, .diags_cap = 64};
    eml_field f = {0}, g = {0};

    FUZZ_CHECK(p);
    memcpy(p, in.p, in.n);
    memset(p + in.n, 'x', 80);
    p[in.n + 1] = newline == EML_NL_LF ? '\n' : '\r';
    p[in.n + 2] = '\n';
    if (eml__field_scan((eml_span){p, n}, n, newline, &shape)) {
        do
            end = (size_t)((uint8_t *)memchr(p + end, '\n', n - end) - p) + 1;
        while (p[end] == ' ' || p[end] == '\t');
        FUZZ_CHECK(shape.len == end);
        FUZZ_CHECK(
            !eml__field_scan((eml_span){p, n}, end - 1, newline, &shape));
        FUZZ_CHECK(eml__field_scan((eml_span){p, n}, end, newline, &shape));
        eml__field_fill(&x, p, &shape, &f);
        eml_field_split(&y, (eml_span){p, end}, &g);
        FUZZ_CHECK(x.num_diags == y.num_diags && memcmp(a, b, sizeof a) == 0);
        FUZZ_CHECK(f.raw.n == g.raw.n && f.name.n == g.name.n &&
                   f.body.p == g.body.p && f.body.n == g.body.n &&
                   f.id == g.id && f.body_lines_only == g.body_lines_only);
    }
    free(p);
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
    check_shape(raw, cx.newline);
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
