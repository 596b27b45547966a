/* Any line: folding keeps its bytes, its lines are what RFC 5322 2.1.1 and
 * 3.2.2 want, and it breaks wherever that helps; also when the last of them is
 * made one too long. First byte: structured? */
#include "fuzz/fuzz.h"

#include <string.h>

#include "eml/fold.h"

static int
white(uint8_t c)
{
    return c == ' ' || c == '\t';
}

/* A line over the soft limit must be one piece: no white space but in front,
 * at the end, behind the field name (first line), or after a backslash. */
static void
one_piece(const uint8_t *p, size_t n, int first, int structured)
{
    size_t i = 0, end = n;

    while (i < n && white(p[i]))
        i++;
    while (end > i && white(p[end - 1]))
        end--;
    while (i < end && !white(p[i]))
        i++;
    if (i < end && first && p[i - 1] == ':') {
        while (i < end && white(p[i]))
            i++;
        while (i < end && !white(p[i]))
            i++;
    }
    FUZZ_CHECK(i == end || (structured && memchr(p, '\\', n)));
}

static void
check_lines(eml_span line, const uint8_t *p, size_t n, int structured)
{
    size_t at = 0;

    for (size_t i = 0; i < n;) {
        const uint8_t *nl = memchr(p + i, '\r', n - i);
        size_t len, black = 0, soft = 78;

        FUZZ_CHECK(nl && nl + 1 < p + n && nl[1] == '\n');
        len = (size_t)(nl - (p + i));
        FUZZ_CHECK(len <= 998 && len <= line.n - at);
        FUZZ_CHECK(memcmp(p + i, line.p + at, len) == 0);
        FUZZ_CHECK(!len || !memchr(p + i, '\n', len));
        for (size_t k = 0; k < len; k++) {
            black += !white(p[i + k]);
            if (p[i + k] == '=' && k + 1 < len && p[i + k + 1] == '?')
                soft = 76;
        }
        FUZZ_CHECK(black && (at == 0) == !white(p[i]));
        if (len > soft)
            one_piece(p + i, len, at == 0, structured);
        at += len;
        i += len + 2;
    }
    FUZZ_CHECK(at == line.n);
}

/* Returns how long the last line is, 0 when the line cannot be folded. */
static size_t
check(eml_span line, int structured)
{
    eml_cx cx = {.origin = line.p};
    eml_out out = {.cap = 4 * line.n + 8};
    size_t last = 0;
    int rc;

    out.p = malloc(out.cap);
    if (!out.p)
        abort();
    rc = eml_fold(&cx, line, structured, &out);
    if (rc < 0) {
        FUZZ_CHECK(rc == cx.err.code && out.n == 0);
        FUZZ_CHECK(cx.err.off <= line.n);
        FUZZ_CHECK(rc == EML_E_WRITE_LINE || rc == EML_E_WRITE_NUL ||
                   rc == EML_E_WRITE_LONG || rc == EML_E_WRITE_NAME);
    } else {
        FUZZ_CHECK(rc == EML_OK && cx.num_diags == 0);
        check_lines(line, out.p, out.n, structured);
        for (last = out.n - 2; last && out.p[last - 1] != '\n';)
            last--;
        last = out.n - 2 - last;
    }
    free(out.p);
    return last;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { ONE_MORE = 998 + 1 };
    eml_span line = {data + 1, size - 1};
    size_t last;
    uint8_t *longer;

    if (size < 1)
        return 0;
    last = check(line, data[0] & 1);
    if (last == 0 || last >= ONE_MORE)
        return 0;
    longer = malloc(line.n + ONE_MORE - last);
    if (!longer)
        abort();
    memcpy(longer, line.p, line.n);
    memset(longer + line.n, 'x', ONE_MORE - last);
    (void)check((eml_span){longer, line.n + ONE_MORE - last}, data[0] & 1);
    free(longer);
    return 0;
}
