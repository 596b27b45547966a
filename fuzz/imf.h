#ifndef EML_FUZZ_IMF_H
#define EML_FUZZ_IMF_H
/* imf.h -- for the targets of RFC 5322 values: a context over an input, and
 * what must hold of every finding and leaf. */
#include "eml/field.h"
#include "eml/utf8.h"
#include "fuzz/feedback.h"
#include "fuzz/memory.h"

typedef struct fuzz_cx {
    eml_cx cx;
    eml_arena arena;
    eml_diag diags[64];
    eml_span in;
} fuzz_cx;

/* What an input is read under: nothing, and OBS or WILD, both when there is
 * time. `done` says how many were. Returns false behind the last. */
static inline bool
fuzz_reading(size_t done, size_t size, uint32_t *allow)
{
    static const uint32_t relaxed[] = {EML_ALLOW_OBS, EML_ALLOW_WILD};

    *allow = done == 0  ? EML_ALLOW_NONE
             : FUZZ_ALL ? relaxed[(done - 1) % 2]
                        : relaxed[size % 2];
    return done < (FUZZ_ALL ? 3 : 2);
}

FUZZ_APART static inline void
fuzz_cx_init(fuzz_cx *f, eml_span in, uint32_t allow)
{

    eml_arena_init(&f->arena, &fuzz_memory, 0);
    f->in = in;
    f->cx = (eml_cx){.origin = in.p,
                     .allow = allow,
                     .arena = &f->arena,
                     .diags = f->diags,
                     .diags_cap = sizeof f->diags / sizeof f->diags[0]};
}

FUZZ_APART static inline void
fuzz_cx_fini(fuzz_cx *f)
{
    eml_arena_fini(&f->arena);
}

/* Every finding is of the registry and lies in the input; `rc` is what the
 * context says. */
FUZZ_APART static inline void
fuzz_cx_check(const fuzz_cx *f, int rc)
{
    fuzz_saw(&f->cx);
    for (size_t i = 0; i < f->cx.num_diags && i < f->cx.diags_cap; i++) {
        FUZZ_CHECK(eml_code_info_get(f->diags[i].code));
        FUZZ_CHECK(f->diags[i].off + f->diags[i].len <= f->in.n);
    }
    FUZZ_CHECK(rc <= 0);
    FUZZ_CHECK((rc == 0) == (f->cx.err.code == 0) || rc == EML_E_LIMIT);
    FUZZ_CHECK(rc != EML_E_NOMEM);
}

/* Two runs over the same bytes found the same. */
FUZZ_APART static inline void
fuzz_cx_same(const fuzz_cx *a, const fuzz_cx *b)
{
    FUZZ_CHECK(a->cx.num_diags == b->cx.num_diags);
    for (size_t i = 0; i < a->cx.num_diags && i < a->cx.diags_cap; i++)
        FUZZ_CHECK(a->diags[i].code == b->diags[i].code &&
                   a->diags[i].off == b->diags[i].off &&
                   a->diags[i].len == b->diags[i].len);
}

FUZZ_APART static inline void
fuzz_span_check(const fuzz_cx *f, eml_span s)
{
    FUZZ_CHECK(s.p);
    FUZZ_CHECK(s.n == 0 || (s.p >= f->in.p && s.p + s.n <= f->in.p + f->in.n));
}

/* A leaf lies in the input and stands for UTF-8; *out is that. */
FUZZ_APART static inline void
fuzz_text_check(fuzz_cx *f, const eml_text *t, eml_span *out)
{
    FUZZ_CHECK(t->raw.p);
    *out = EML_NONE;
    if (!t->present)
        return;
    if (t->form != EML_TEXT_PLAIN)
        fuzz_span_check(f, t->raw);
    FUZZ_CHECK(eml_text_get(&f->cx, t, out) == EML_OK);
    FUZZ_CHECK(eml_utf8_valid(*out) == out->n);
    if (t->simple)
        FUZZ_CHECK(eml_span_eq(*out, t->raw));
}

FUZZ_APART static inline void
fuzz_comments_check(fuzz_cx *f, const eml_comment *c)
{
    eml_span s;

    for (; c; c = c->next)
        fuzz_text_check(f, &c->text, &s);
}

FUZZ_APART static inline bool
fuzz_same_text(fuzz_cx *f, const eml_text *a, fuzz_cx *g, const eml_text *b)
{
    eml_span s, t;

    fuzz_text_check(f, a, &s);
    fuzz_text_check(g, b, &t);
    return a->present == b->present && eml_span_eq(s, t);
}
#endif
