/* Every instruction set says what the scalar path says: of the lines of a body,
 * and of where LF "--" is. And what a decoder says of lines, which it does not
 * look at twice when they are decoded without a fault, is the same. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "eml/mime.h"
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

static void *
get(void *user, size_t n)
{
    (void)user;
    return malloc(n);
}

static void
give(void *user, void *p, size_t n)
{
    (void)user;
    (void)n;
    free(p);
}

static bool
is_of_lines(const eml_diag *d)
{
    return d->code == EML_E_BODY_NUL || d->code == EML_E_BARE_LF ||
           d->code == EML_E_BARE_CR || d->code == EML_E_LINE_998;
}

static void
feed(eml_decoder *d, eml_cx *cx, const uint8_t *p, size_t n, bool last)
{
    eml_span in = {p, n}, out;
    int rc;

    do
        rc = eml_decoder_feed(d, cx, &in, last, &out);
    while (rc == EML_OK);
    FUZZ_CHECK(rc == (last ? EML_END : EML_WANT_INPUT));
}

/* The findings of lines are the same, as far as they are kept. */
static void
decoder(const result *want, uint8_t flags, const uint8_t *p, size_t n,
        size_t first)
{
    static result r;
    const eml_alloc from = {.alloc = get, .free = give};
    eml_part_info info = {
        .type = flags & 32 ? EML_LIT("text") : EML_LIT("image"),
        .subtype = EML_LIT("x"),
        .boundary = EML_NONE,
        .charset = EML_NONE,
        .cte = flags & 16 ? EML_CTE_BASE64 : EML_CTE_QP,
    };
    eml_arena arena;
    eml_decoder *d;
    size_t num = 0;

    eml_arena_init(&arena, &from, 0);
    memset(&r, 0, sizeof r);
    r.cx = (eml_cx){.arena = &arena,
                    .origin = p,
                    .newline = want->cx.newline,
                    .diags = r.diags,
                    .diags_cap = 64};
    d = eml_decoder_new(&r.cx, &info, false, 0);
    FUZZ_CHECK(d);
    feed(d, &r.cx, p, first, false);
    feed(d, &r.cx, p + first, n - first, true);
    for (size_t i = 0; i < r.cx.num_diags && i < 64; i++)
        if (is_of_lines(&r.diags[i])) {
            FUZZ_CHECK(
                num < want->cx.num_diags &&
                memcmp(&r.diags[i], &want->diags[num], sizeof r.diags[i]) == 0);
            num++;
        }
    FUZZ_CHECK(num >= want->cx.num_diags || r.cx.num_diags > 64);
    eml_arena_fini(&arena);
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
    scan(&a, (data[0] & 1) | 2, data + 2, size - 2, 0, EML__SCALAR);
    decoder(&a, data[0], data + 2, size - 2, first);
    return 0;
}
