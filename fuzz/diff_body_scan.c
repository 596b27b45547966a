/* Every instruction set says what the scalar path says: of the lines of a body,
 * and of where LF "--" is. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "parsers/mime/body_scan.h"
#include "parsers/mime/mime_scan.h"

typedef struct result {
    eml_diag diags[64];
    eml_cx cx;
} result;

static void
scan(result *r, uint8_t flags, const uint8_t *p, size_t n, size_t first,
     enum eml__isa isa)
{
    eml__body_scan s;

    memset(r, 0, sizeof *r);
    r->cx.origin = p;
    r->cx.newline = flags & 1 ? EML_NL_LF : EML_NL_CRLF;
    r->cx.diags = r->diags;
    r->cx.diags_cap = 64;
    eml__body_scan_init(&s, &r->cx, 0, flags & 2, flags & 4, flags & 8);
    eml__body_scan_feed(&s, &r->cx, (eml_span){p, first}, isa);
    eml__body_scan_feed(&s, &r->cx, (eml_span){p + first, n - first}, isa);
    eml__body_scan_end(&s, &r->cx);
    FUZZ_CHECK(s.off == n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static result a, b;
    size_t first;

    if (size < 2)
        return 0;
    first = data[1] < size - 2 ? data[1] : size - 2;
    scan(&a, data[0], data + 2, size - 2, 0, EML__SCALAR);
    for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++) {
        scan(&b, data[0], data + 2, size - 2, first, (enum eml__isa)isa);
        FUZZ_CHECK(a.cx.num_diags == b.cx.num_diags &&
                   memcmp(a.diags, b.diags, sizeof a.diags) == 0);
        FUZZ_CHECK(eml__mime_dashes(data + 2, size - 2, EML__SCALAR) ==
                   eml__mime_dashes(data + 2, size - 2, (enum eml__isa)isa));
    }
    return 0;
}
