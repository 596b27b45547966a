#ifndef EML_FUZZ_ORACLE_H
#define EML_FUZZ_ORACLE_H
/* oracle.h -- the grammars of the library, ready to match and derive: made
 * once, for what they answer does not depend on what was asked before. */
#include <string.h>

#include "eml/abnf.h"
#include "fuzz/fuzz.h"

typedef struct oracle {
    eml_arena arena;
    eml_cx cx;
    eml_abnf *g;
    eml_abnf_matcher *m;
} oracle;

static inline void *
oracle_take_(void *user, size_t n)
{
    (void)user;
    return malloc(n);
}

static inline void
oracle_give_(void *user, void *p, size_t n)
{
    (void)user;
    (void)n;
    free(p);
}

/* flags: EML_ABNF_OBS, EML_ABNF_UTF8. */
static inline oracle *
oracle_for(uint32_t flags)
{
    static const eml_alloc from = {oracle_take_, oracle_give_, NULL};
    static oracle made[4];
    oracle *o = &made[flags & 3];

    if (!o->g) {
        eml_arena_init(&o->arena, &from, 0);
        o->cx.arena = &o->arena;
        o->g = eml_abnf_mail(&o->cx, flags);
        o->m = o->g ? eml_abnf_matcher_new(&o->cx, o->g, 0) : NULL;
        FUZZ_CHECK(o->m);
    }
    return o;
}

static inline uint32_t
oracle_rule(const oracle *o, const char *name)
{
    uint32_t rule = 0;

    FUZZ_CHECK(eml_abnf_find(
        o->g, (eml_span){(const uint8_t *)name, strlen(name)}, &rule));
    return rule;
}

/* Whether the rule matches all of `in`. */
static inline bool
oracle_matches(oracle *o, uint32_t rule, eml_span in)
{
    eml_abnf_ends e;

    FUZZ_CHECK(eml_abnf_match(o->m, rule, in, &e) == EML_OK);
    return e.whole;
}

/* Writes a string of the rule to out, by the bytes as choices. */
static inline void
oracle_derive(oracle *o, uint32_t rule, eml_span choices, size_t max_len,
              eml_out *out)
{
    eml_abnf_choices c = {.bytes = choices};
    eml_arena_mark mark = eml_arena_note(&o->arena);

    FUZZ_CHECK(eml_abnf_derive(&o->cx, o->g, rule, &c, 30, max_len, NULL,
                               out) == EML_OK);
    eml_arena_release(&o->arena, mark);
}
#endif
