/* gen_space.c -- folding white space and comments (RFC 5322 section 3.2.2). */
#include "generators/gen_int.h"

bool
eml__g_tight(const eml__gen *g, size_t next)
{
    return column(g) + next > eml__g_limit(g);
}

/* White space that is there: to the text, too. */
static void
space(eml__gen *g, const char *s, size_t n, eml__space as)
{
    if (g->obs_end && offset(g) == g->obs_end) { /* the run goes on */
        g->findings[g->obs_run].len += (uint32_t)n;
        g->obs_end += (uint32_t)n;
    }
    put(g, s, n);
    if (as >= EML__WS_INNER)
        text(g, s, n);
}

static bool
is_white(uint8_t c)
{
    return c == ' ' || c == '\t';
}

/* Nothing but white space is on the line: a fold would leave it so. Read from
 * its end, where mostly something else is. */
static bool
is_blank(const eml__gen *g)
{
    const uint8_t *p = g->p;

    while (p != g->line && is_white(p[-1]))
        p--;
    return p == g->line;
}

/* RFC 5322 section 4.2: obs-FWS = 1*WSP *(CRLF 1*WSP): more than one fold, so
 * lines of white space only. The run is one finding, each line another. */
static void
obs_fws(eml__gen *g, eml__space as)
{
    uint32_t off = offset(g), lines = 1 + pick(g, 2);

    while (off && is_white(g->begin[off - 1]))
        off--;
    if (column(g) < 70)
        space(g, " ", 1, as);
    newline(g);
    for (; lines; lines--) {
        uint32_t at = offset(g), n = 1 + pick(g, 3);

        for (uint32_t i = n; i; i--)
            space(g, " ", 1, as);
        eml__g_find(g, EML_E_FOLD_BLANK, at, n);
        newline(g);
    }
    space(g, "\t", 1, as);
    g->obs_run = g->num_findings;
    eml__g_find(g, EML_E_OBS_FWS, off, offset(g) - off);
    g->obs_end = g->obs_run == g->num_findings ? 0 : offset(g);
    g->obs++;
}

/*
 * FWS = ([*WSP CRLF] 1*WSP) / obs-FWS
 */
void
eml__g_fws_any(eml__gen *g, size_t next, eml__space as)
{
    bool fold = column(g) + 1 + next > eml__g_limit(g);

    MADE(g, FWS);
    if (as == EML__WS_ONE)
        text_c(g, ' ');
    if (g->mode == EML_GEN_OBS && g->limit < 100 && obsolete(g) &&
        !is_blank(g)) {
        obs_fws(g, as);
        return;
    }
    if (!fold && (g->traits & EML__FOLDED) && g->limit < 100)
        fold = odd(g, 16);
    if (fold && !is_blank(g)) {
        MADE(g, FOLD);
        if ((g->traits & EML__SPACED) && column(g) < 70 && odd(g, 16))
            space(g, " ", 1, as);
        newline(g);
        if (!(g->traits & EML__SPACED))
            space(g, " ", 1, as);
        else if (odd(g, 16))
            space(g, " \t ", 3, as);
        else
            space(g, "\t", 1, as);
        return;
    }
    if (!(g->traits & EML__SPACED) || !odd(g, 16))
        space(g, " ", 1, as);
    else if (pick(g, 2) && column(g) + 3 + next <= eml__g_limit(g))
        space(g, "   ", 3, as);
    else
        space(g, "\t", 1, as);
}

/* ---- comments
 * ---------------------------------------------------------------- */

static void
comment_word(eml__gen *g)
{
    /* clang-format off */
    static const struct pair {
        char raw[5], text[5];
        uint8_t n, m;
    } pairs[] = {
        {"a\\)b", "a)b", 4, 3}, {"\\(", "(", 2, 1}, {"\\\\", "\\", 2, 1},
        {"\\a", "a", 2, 1}, {"x\\ y", "x y", 4, 3},
    };
    /* clang-format on */

    if (odd(g, 8)) {
        const struct pair *p = &pairs[pick(g, 5)];

        MADE(g, QUOTED_PAIR);
        eml__g_fws(g, p->n, EML__WS_INNER);
        put(g, p->raw, p->n);
        text(g, p->text, p->m);
    } else {
        eml_span w = eml__g_word(g);

        eml__g_fws(g, w.n, EML__WS_INNER);
        both_token(g, w);
    }
}

/* Parentheses of comments in a comment stand in its text. */
static void
comment_open(eml__gen *g, uint32_t *depth)
{
    if (++*depth > 1) {
        MADE(g, COMMENT_NESTED);
        eml__g_fws(g, 2, EML__WS_INNER);
        text_c(g, '(');
    }
    put_c(g, '(');
}

static void
comment_close(eml__gen *g, uint32_t *depth)
{
    put_c(g, ')');
    if (--*depth)
        text_c(g, ')');
}

/* RFC 5322 section 4.1: obs-ctext, obs-qp */
static void
obs_comment(eml__gen *g)
{
    if (pick(g, 2)) {
        eml__g_find(g, EML_E_CONTROL, offset(g), 1);
        both(g, "\x01", 1);
    } else {
        eml__g_find(g, EML_E_QUOTED_PAIR_CTL, offset(g), 2);
        eml__g_find(g, EML_E_CONTROL, offset(g) + 1, 1);
        put_c(g, '\\');
        both(g, "\x02", 1);
    }
    g->obs++;
}

/*
 * ccontent = ctext / quoted-pair / comment
 * comment  = "(" *([FWS] ccontent) [FWS] ")"
 */
static void
comment_text(eml__gen *g)
{
    uint32_t depth = 0, things = pick(g, 4);

    comment_open(g, &depth);
    if (g->mode == EML_GEN_OBS && obsolete(g)) {
        obs_comment(g);
    } else if (things) {
        eml_span w = eml__g_word(g);

        both_token(g, w);
    }
    while (things-- > 1) {
        if (!odd(g, 8))
            comment_word(g);
        else if (depth < 4 && pick(g, 2))
            comment_open(g, &depth);
        else if (depth > 1)
            comment_close(g, &depth);
    }
    while (depth)
        comment_close(g, &depth);
}

static void
keep_comment(eml__gen *g, const eml__buf *b)
{
    uint8_t *p;

    if (g->num_comments == EML__COMMENTS)
        return;
    if (!g->labels) {
        g->num_comments++;
        return;
    }
    p = eml_arena_raw(g->arena, b->n);
    if (!p) {
        g->oom = true;
        return;
    }
    memcpy(p, b->p, b->n);
    g->comments[g->num_comments++] = (eml_span){p, b->n};
}

void
eml__g_comment(eml__gen *g)
{
    eml__buf b;
    uint32_t off = offset(g);

    MADE(g, COMMENT);
    b.n = 0;
    g->aside = &b;
    if ((g->traits & EML__ENCODED) && odd(g, 8)) {
        /* RFC 2047 section 5 (2) */
        MADE(g, COMMENT_WORD);
        put_c(g, '(');
        eml__g_encoded_words(g, EML__IN_COMMENT, true);
        put_c(g, ')');
    } else {
        comment_text(g);
    }
    g->aside = NULL;
    if (g->in_addresses && !g->comment_found)
        eml__g_find(g, EML_E_ADDR_COMMENT, off, offset(g) - off);
    g->comment_found = true;
    keep_comment(g, &b);
}

/* ---- CFWS
 * -------------------------------------------------------------------- */

static bool
may_comment(eml__gen *g)
{
    return (g->traits & EML__COMMENTED) &&
           (!g->in_addresses || (g->traits & EML__WARNED)) &&
           g->num_comments < EML__COMMENTS - 1 &&
           g->num_findings < EML__FINDINGS / 2;
}

/*
 * CFWS = (1*([FWS] comment) [FWS]) / FWS
 *
 * As a token follows, white space behind the last comment is right, too.
 */
void
eml__g_cfws(eml__gen *g, size_t next, bool need)
{
    if (may_comment(g) && odd(g, 16)) {
        uint32_t more = odd(g, 8);

        MADE(g, CFWS);
        do {
            if (need || pick(g, 2) || column(g) + 16 > eml__g_limit(g))
                eml__g_fws(g, 16, EML__WS_DROP);
            eml__g_comment(g);
        } while (more--);
        if (need || pick(g, 2) || column(g) + next > eml__g_limit(g))
            eml__g_fws(g, next, EML__WS_DROP);
    } else if (need || ((g->traits & EML__SPACED) && odd(g, 16)) ||
               column(g) + next > eml__g_limit(g)) {
        eml__g_fws(g, next, EML__WS_DROP);
    }
}

void
eml__g_cfws_end(eml__gen *g)
{
    if (may_comment(g) && odd(g, 16)) {
        MADE(g, CFWS);
        eml__g_fws(g, 16, EML__WS_DROP);
        eml__g_comment(g);
    }
    if ((g->traits & EML__SPACED) && odd(g, 32) && column(g) < 70)
        put_c(g, ' ');
}
