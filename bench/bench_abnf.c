/* The grammars: matching of header values with the rules of RFC 5322 and
 * others, warm (tables learnt) as in a long run, and cold; and deriving. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/timing.h"
#include "eml/abnf.h"

enum { TIMES = 2000 };

typedef struct data {
    eml_arena arena;
    eml_cx cx;
    eml_abnf *g;
    eml_abnf_matcher *m;
    uint32_t rule;
    eml_span in;
} data;

static void *
take(void *user, size_t n)
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

static uint64_t
warm(void *user)
{
    data *d = user;
    uint64_t sum = 0;

    for (int i = 0; i < TIMES; i++) {
        eml_abnf_ends e;

        if (eml_abnf_match(d->m, d->rule, d->in, &e) != EML_OK)
            return 0;
        sum += e.longest + e.whole;
    }
    return sum;
}

static uint64_t
cold(void *user)
{
    data *d = user;
    eml_arena_mark mark = eml_arena_note(&d->arena);
    eml_abnf_matcher *m = eml_abnf_matcher_new(&d->cx, d->g, 0);
    eml_abnf_ends e;

    if (!m || eml_abnf_match(m, d->rule, d->in, &e) != EML_OK)
        return 0;
    eml_abnf_matcher_free(m);
    eml_arena_release(&d->arena, mark);
    return e.longest + e.whole;
}

static uint64_t
derive(void *user)
{
    data *d = user;
    uint64_t sum = 0;

    for (uint64_t i = 1; i <= TIMES; i++) {
        uint8_t room[4096];
        eml_abnf_choices c = {.bytes = EML_NONE};
        eml_out out = {.p = room, .cap = sizeof room};

        eml_abnf_seed(&c, i, 1000);
        if (eml_abnf_derive(&d->cx, d->g, d->rule, &c, 0, 100, NULL, &out) !=
            EML_OK)
            return 0;
        sum += out.n;
    }
    return sum;
}

int
main(void)
{
    static const struct kind {
        const char *rule;
        eml_span in;
    } kinds[] = {
        {"rfc5322/address-list",
         {(const uint8_t *)"\"Joe Q. Public\" <john.q.public@example.com>, "
                           "Mary <m@x.test>",
          60}},
        {"rfc5322/date-time",
         {(const uint8_t *)"Fri, 21 Nov 1997 09:55:06 -0600", 31}},
        {"rfc2045/content",
         {(const uint8_t *)"Content-Type: text/plain; charset=\"utf-8\"; "
                           "format=flowed; delsp=yes",
          67}},
        {"rfc5322/unstructured",
         {(const uint8_t *)" Re: the quick brown fox jumps over the lazy dog "
                           "once more ...",
          62}},
    };
    static const eml_alloc from = {take, give, NULL};
    data d = {.cx = {.base = 0}};
    int rc = 0;

    eml_arena_init(&d.arena, &from, 0);
    d.cx.arena = &d.arena;
    d.g = eml_abnf_mail(&d.cx, EML_ABNF_OBS | EML_ABNF_UTF8);
    d.m = d.g ? eml_abnf_matcher_new(&d.cx, d.g, 0) : NULL;
    if (!d.m)
        return 1;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        bench_args a = {.rounds = BENCH_ROUNDS};
        const char *name = kinds[i].rule;

        d.in = kinds[i].in;
        if (!eml_abnf_find(d.g, (eml_span){(const uint8_t *)name, strlen(name)},
                           &d.rule))
            return 1;
        snprintf(a.corpus, sizeof a.corpus, "%s", strchr(name, '/') + 1);
        rc |=
            bench_run(&a, "eml", "abnf-match", TIMES * d.in.n, TIMES, warm, &d);
        rc |= bench_run(&a, "eml", "abnf-match-cold", d.in.n, 1, cold, &d);
        rc |=
            bench_run(&a, "eml", "abnf-derive", derive(&d), TIMES, derive, &d);
    }
    eml_abnf_matcher_free(d.m);
    eml_arena_fini(&d.arena);
    return rc;
}
