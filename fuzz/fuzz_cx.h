#ifndef EML_FUZZ_CX_H
#define EML_FUZZ_CX_H
/* fuzz_cx.h -- an eml_cx over the input of a target: an arena, room for
 * findings, and what must hold of every finding. */
#include "fuzz/feedback.h"
#include "fuzz/memory.h"

typedef struct fuzz_cx {
    eml_cx cx;
    eml_arena arena;
    eml_diag diags[64];
} fuzz_cx;

FUZZ_APART static inline void
fuzz_cx_init(fuzz_cx *f, eml_span in, uint32_t allow, bool lf)
{
    eml_arena_init(&f->arena, &fuzz_memory, 0);
    f->cx = (eml_cx){.origin = in.p,
                     .allow = allow,
                     .newline = lf ? EML_NL_LF : EML_NL_CRLF,
                     .arena = &f->arena,
                     .diags = f->diags,
                     .diags_cap = sizeof f->diags / sizeof f->diags[0]};
}

/* Findings lie in the input; the first that is an error is cx->err. */
FUZZ_APART static inline void
fuzz_cx_check(const fuzz_cx *f, size_t n)
{
    const eml_cx *cx = &f->cx;

    fuzz_saw(cx);
    for (size_t i = 0; i < cx->num_diags && i < cx->diags_cap; i++) {
        const eml_diag *d = &cx->diags[i];

        FUZZ_CHECK(eml_code_info_get(d->code));
        FUZZ_CHECK(d->off <= n && d->len <= n - d->off);
    }
    if (cx->err.code)
        FUZZ_CHECK(cx->err.off <= n && cx->err.len <= n - cx->err.off);
}

/* Two runs over the same bytes found the same, whatever each allowed. */
FUZZ_APART static inline void
fuzz_cx_same(const fuzz_cx *a, const fuzz_cx *b)
{
    FUZZ_CHECK(a->cx.num_diags == b->cx.num_diags);
    for (size_t i = 0; i < a->cx.num_diags && i < a->cx.diags_cap; i++) {
        FUZZ_CHECK(a->diags[i].code == b->diags[i].code);
        FUZZ_CHECK(a->diags[i].off == b->diags[i].off);
        FUZZ_CHECK(a->diags[i].len == b->diags[i].len);
    }
}

FUZZ_APART static inline void
fuzz_cx_fini(fuzz_cx *f)
{
    eml_arena_fini(&f->arena);
}

/* Whether `in` lies in `of`, which is all one can say of a leaf. */
FUZZ_APART static inline bool
fuzz_within(eml_span in, eml_span of)
{
    return in.n == 0 || ((uintptr_t)in.p >= (uintptr_t)of.p &&
                         (uintptr_t)in.p - (uintptr_t)of.p <= of.n &&
                         in.n <= of.n - ((uintptr_t)in.p - (uintptr_t)of.p));
}
#endif
