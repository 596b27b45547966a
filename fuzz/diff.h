#ifndef EML_FUZZ_DIFF_H
#define EML_FUZZ_DIFF_H
/* diff.h -- a parser against the grammar, two readings of one standard that
 * share no code. For every input:
 *
 *   allow 0    the parser finds no error  <=>  the grammar to generate matches
 *   allow OBS  the parser finds no error  <=>  the grammar to interpret matches
 *
 * but for errors that no grammar can know: ranges, lengths, cardinality, what
 * other standards ask. Each target lists the codes of those; a finding of such
 * a code does not count.
 *
 * The first byte says where the input comes from: raw bytes, or a derivation
 * from the grammar with the others as choices, a byte of it changed or not. */
#include "fuzz/oracle.h"

typedef struct diff_target {
    const char *rule;     /* for both; NULL: see the next two */
    const char *generate; /* one that has no obs- twin */
    const char *interpret[2];
    const char *head; /* what the rule has before the value, "Date:" */
    const char *tail; /* and after it, CRLF */
    int (*parse)(eml_cx *cx, eml_span in);
    const int *unknowable;     /* codes, 0 at the end */
    const int *beyond;         /* codes of what words allow and ABNF does not:
                                * inputs with such a finding are not compared;
                                * may be NULL */
    const int *either;         /* codes of which a part is grammar and a part is
                                * not: an input with no other error is not
                                * compared; may be NULL */
    bool (*skip)(eml_span in); /* inputs not compared; may be NULL */
    bool blank_folds; /* FOLD_BLANK and OBS_FWS are a matter of grammar here:
                       * elsewhere two CFWS side by side give them, which 3.2.2
                       * forbids in words only */
} diff_target;

/* Of the bytes, of lines, and of encoded-words, whose grammar is another one:
 * what stands for an atom in one may break RFC 2047. */
static const int diff_unknowable_[] = {
    EML_E_LINE_998,   EML_E_WORD_LONG,     EML_E_WORD_LINE,
    EML_E_WORD_SPACE, EML_E_WORD_CHAR,     EML_E_WORD_QUOTED,
    EML_E_WORD_PLACE, EML_E_WORD_PARAM,    EML_E_WORD_Q,
    EML_E_WORD_B,     EML_E_WORD_ENCODING, EML_E_WORD_BYTES,
    EML_E_WORD_SPLIT, EML_E_WORD_STATE,    0};

enum { DIFF_MAX = 1024, DIFF_DIAGS = 64 };

typedef struct diff_state {
    eml_arena arena;
    eml_diag diags[DIFF_DIAGS];
    eml_cx cx;
} diff_state;

FUZZ_APART static inline bool
diff_in_(const int *codes, int code)
{
    for (; *codes; codes++)
        if (*codes == code)
            return true;
    return false;
}

/* 1: no error; 0: an error that counts; -1: cannot say. */
FUZZ_APART static inline int
diff_judge_(const diff_target *t, int code, uint32_t allow)
{
    if (t->beyond && diff_in_(t->beyond, code))
        return -1;
    if (eml_severity_of(code, allow) != EML_SEVERITY_ERROR ||
        diff_in_(diff_unknowable_, code) || diff_in_(t->unknowable, code))
        return 1;
    if (t->either && diff_in_(t->either, code))
        return -1;
    return !t->blank_folds &&
                   (code == EML_E_FOLD_BLANK || code == EML_E_OBS_FWS)
               ? -1
               : 0;
}

/* As above, for all findings: an error that counts is one, whatever else
 * cannot be said. */
FUZZ_APART static inline int
diff_parser_(const diff_target *t, diff_state *s, eml_span in, uint32_t allow)
{
    int rc, all = 1;

    eml_arena_reset(&s->arena);
    s->cx = (eml_cx){.origin = in.p,
                     .allow = allow,
                     .arena = &s->arena,
                     .diags = s->diags,
                     .diags_cap = DIFF_DIAGS};
    rc = t->parse(&s->cx, in);
    if (!allow)
        fuzz_saw(&s->cx);
    if (rc == EML_E_LIMIT || rc == EML_E_NOMEM)
        return -1;
    for (size_t i = 0; i < s->cx.num_diags && i < DIFF_DIAGS; i++) {
        int code = s->diags[i].code, one = diff_judge_(t, code, allow);

        if (one < 0 && t->beyond && diff_in_(t->beyond, code))
            return -1;
        if (one == 0 || (one < 0 && all == 1))
            all = one;
    }
    if (all == 1 && s->cx.num_diags > DIFF_DIAGS)
        return -1;
    if (all == 1 && rc < 0) /* an error without a finding */
        all = diff_judge_(t, rc, allow);
    return all < 0 ? -1 : all;
}

FUZZ_APART static inline bool
diff_grammar_(const diff_target *t, oracle *o, eml_span in, bool obs)
{
    uint8_t room[DIFF_MAX + 128];
    eml_out out = {.p = room, .cap = sizeof room};
    const char *rules[3] = {t->rule ? t->rule : t->generate, NULL, NULL};

    if (!t->rule && obs) {
        rules[0] = t->interpret[0];
        rules[1] = t->interpret[1];
    }
    if (t->head) {
        eml_out_span(&out,
                     (eml_span){(const uint8_t *)t->head, strlen(t->head)});
        eml_out_span(&out, in);
        eml_out_span(&out,
                     (eml_span){(const uint8_t *)t->tail, strlen(t->tail)});
        FUZZ_CHECK(!out.full);
        in = eml_out_view(&out);
    }
    for (const char **r = rules; *r; r++)
        if (oracle_matches(o, oracle_rule_kept(o, *r), in))
            return true;
    return false;
}

/* Section 4 lets NUL, CR and LF stand alone in some places; to this library
 * they are relaxations of their own (BARE_LF, CONTROL), not part of OBS. And
 * a CRLF that no white space follows ends a field: what holds one is no value
 * of a field, whatever obs-unstruct takes. */
FUZZ_APART static inline bool
diff_not_comparable_(eml_span in)
{
    for (size_t i = 0; i < in.n; i++) {
        uint8_t c = in.p[i], next = i + 1 < in.n ? in.p[i + 1] : 0;

        if (c == 0 || (c == '\r' && next != '\n') ||
            (c == '\n' && (i == 0 || in.p[i - 1] != '\r')) ||
            (c == '\n' && next != ' ' && next != '\t'))
            return true;
    }
    return false;
}

#ifndef DIFF_DIFFERS /* a driver that counts instead defines it */
#define DIFF_DIFFERS(t, s, in, obs, parser, grammar)                           \
    diff_differs_(t, s, in, obs, parser, grammar)
FUZZ_APART static inline void
diff_differs_(const diff_target *t, const diff_state *s, eml_span in, bool obs,
              int parser, bool grammar)
{
    fprintf(stderr, "%s%s: parser %s, grammar %s\n  \"",
            t->rule ? t->rule : t->generate, obs ? " with obs" : "",
            parser ? "accepts" : "rejects", grammar ? "accepts" : "rejects");
    for (size_t i = 0; i < in.n; i++)
        if (in.p[i] < 32 || in.p[i] > 126 || in.p[i] == '"' || in.p[i] == '\\')
            fprintf(stderr, "\\x%02x", in.p[i]);
        else
            fputc(in.p[i], stderr);
    fprintf(stderr, "\"\n");
    for (size_t i = 0; i < s->cx.num_diags && i < DIFF_DIAGS; i++) {
        const eml_code_info *c = eml_code_info_get(s->diags[i].code);

        fprintf(stderr, "  %s at %u+%u\n", c ? c->name : "?",
                (unsigned)s->diags[i].off, (unsigned)s->diags[i].len);
    }
    FUZZ_CHECK(0 && "parser and grammar agree");
}
#endif

FUZZ_APART static inline void
diff_compare(const diff_target *t, eml_span in)
{
    static diff_state s; /* its arena is kept for the next input */

    if (!s.arena.from)
        eml_arena_init(&s.arena, &fuzz_memory, 0);
    for (int obs = 0; obs < 2; obs++) {
        int parser;
        bool grammar;

        if (!fuzz_turn((size_t)obs, 2, in.n))
            continue;
        if ((obs && diff_not_comparable_(in)) || (t->skip && t->skip(in)))
            continue;
        parser = diff_parser_(t, &s, in, obs ? EML_ALLOW_OBS : EML_ALLOW_NONE);
        if (parser < 0)
            continue;
        grammar = diff_grammar_(
            t, oracle_for(EML_ABNF_UTF8 | (obs ? EML_ABNF_OBS : 0)), in,
            obs != 0);
        if (grammar != (parser == 1))
            DIFF_DIFFERS(t, &s, in, obs != 0, parser, grammar);
    }
}

/* A value by the grammar: what a field's rule derives, from its first colon to
 * its line end. */
FUZZ_APART static inline void
diff_derive_(const diff_target *t, bool obs, eml_span choices, eml_out *out)
{
    oracle *o = oracle_for(EML_ABNF_UTF8 | (obs ? EML_ABNF_OBS : 0));
    const char *rule = t->rule ? t->rule
                       : !obs
                           ? t->generate
                           : t->interpret[choices.n & (t->interpret[1] != 0)];
    uint8_t *colon;

    oracle_derive(o, oracle_rule_kept(o, rule), choices, 200, out);
    if (!t->head || out->full)
        return;
    colon = memchr(out->p, ':', out->n);
    FUZZ_CHECK(colon && out->n >= strlen(t->tail));
    out->n -= (size_t)(colon + 1 - out->p) + strlen(t->tail);
    memmove(out->p, colon + 1, out->n);
}

/* Changes one place by three bytes of choice. */
FUZZ_APART static inline void
diff_change_(const uint8_t *c, eml_out *out)
{
    size_t at = out->n ? c[0] % out->n : 0;

    switch (out->n && out->n < out->cap ? c[1] % 4 : 9) {
    case 0: /* another byte */
        out->p[at] = c[2];
        break;
    case 1: /* one more */
        memmove(out->p + at + 1, out->p + at, out->n++ - at);
        out->p[at] = c[2];
        break;
    case 2: /* one less */
        memmove(out->p + at, out->p + at + 1, --out->n - at);
        break;
    case 3: /* a byte from elsewhere */
        out->p[at] = out->p[c[2] % out->n];
        break;
    default:
        break;
    }
}

FUZZ_APART static inline void
diff_run(const diff_target *t, const uint8_t *data, size_t size)
{
    uint8_t room[DIFF_MAX];
    eml_out out = {.p = room, .cap = sizeof room};
    eml_span in;

    if (size == 0 || size > DIFF_MAX)
        return;
    in = (eml_span){data + 1, size - 1};
    if (data[0] & 1) {
        size_t change = data[0] & 4 && in.n >= 3 ? 3 : 0;

        diff_derive_(t, (data[0] & 2) != 0,
                     (eml_span){in.p + change, in.n - change}, &out);
        if (out.full)
            return;
        if (change)
            diff_change_(in.p, &out);
        in = fuzz_copy(0, eml_out_view(&out)); /* the engine's own is exact */
    }
    diff_compare(t, in);
}
#endif
