/* The compiler and the matcher on any bytes: the input up to its first NUL is
 * a grammar, what follows is matched with each of its rules and gives the
 * choices by which each derives; what is derived matches,
 * by both ways to find out. */
#include <string.h>

#include "eml/abnf.h"
#include "fuzz/memory.h"

static void
derive(eml_cx *cx, const eml_abnf *g, eml_abnf_matcher *m, uint32_t rule,
       eml_span bytes)
{
    eml_abnf_choices c = {.bytes = bytes};
    uint8_t room[4096];
    eml_out out = {.p = room, .cap = sizeof room};
    eml_abnf_rule info;
    eml_abnf_ends e;
    int rc;

    FUZZ_CHECK(eml_abnf_rule_at(g, rule, &info) && !info.gone);
    rc = eml_abnf_derive(cx, g, rule, &c, 10, 64, NULL, &out);
    FUZZ_CHECK((rc == EML_E_ABNF_ENDLESS) == info.endless);
    if (rc < 0 || out.full)
        return;
    FUZZ_CHECK(out.n >= info.shortest);
    rc = eml_abnf_match(m, rule, eml_out_view(&out), &e);
    FUZZ_CHECK(rc == EML_E_LIMIT || (rc == EML_OK && e.whole));
}

/* The other way to find derivations finds one when there is one. */
static void
use(eml_cx *cx, const eml_abnf *g, uint32_t rule, eml_span in, bool whole)
{
    eml_abnf_parts parts;
    int rc = eml_abnf_use(cx, g, rule, in, 20000, NULL, &parts);

    FUZZ_CHECK(rc == EML_E_LIMIT || (rc == EML_OK && parts.whole == whole));
}

static void
match(eml_cx *cx, const eml_abnf *g, eml_abnf_matcher *m, uint32_t rule,
      eml_span in)
{
    eml_abnf_ends a, b;
    int rc = eml_abnf_match(m, rule, in, &a);

    if (rc < 0) {
        FUZZ_CHECK(rc == EML_E_LIMIT);
        return;
    }
    FUZZ_CHECK(a.any || !a.longest);
    FUZZ_CHECK(a.longest <= in.n && a.whole == (a.any && a.longest == in.n));
    use(cx, g, rule, in, a.whole);
    if (!a.any)
        return;
    /* an end is one of the shorter input, too */
    in.n = a.longest;
    rc = eml_abnf_match(m, rule, in, &b);
    FUZZ_CHECK(rc == EML_E_LIMIT || (rc == EML_OK && b.whole));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
    size_t n = nul ? (size_t)(nul - data) : size;
    eml_span rest = nul ? (eml_span){nul + 1, size - n - 1} : EML_NONE;
    eml_arena arena;
    eml_diag diags[4];
    eml_cx cx = {
        .origin = data, .arena = &arena, .diags = diags, .diags_cap = 4};
    eml_abnf_rule info;
    eml_abnf *g;
    int rc;

    eml_arena_init(&arena, &fuzz_memory, (size_t)64 << 20);
    g = eml_abnf_new(&cx);
    FUZZ_CHECK(g);
    rc = eml_abnf_add(&cx, g, (eml_span){data, n});
    if (rc < 0 && rc != EML_E_LIMIT && rc != EML_E_NOMEM)
        FUZZ_CHECK(cx.err.code == rc && cx.err.off + cx.err.len <= n);
    if (rc == EML_OK)
        rc = eml_abnf_link(&cx, g, size & 1 ? EML_ABNF_OBS : 0);
    if (rc == EML_OK) {
        eml_abnf_matcher *m = eml_abnf_matcher_new(&cx, g, 1 << 18);

        FUZZ_CHECK(m);
        eml_abnf_matcher_work(m, 20000);
        for (uint32_t r = 0; r < 8 && eml_abnf_rule_at(g, r, &info); r++) {
            if (info.gone)
                continue;
            match(&cx, g, m, r, rest);
            derive(&cx, g, m, r, rest);
        }
        eml_abnf_matcher_free(m);
    }
    eml_arena_fini(&arena);
    return 0;
}
