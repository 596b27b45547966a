/* Reads ABNF (RFC 5234 section 4, RFC 7405 section 2.2) into nodes. */
#include "grammar/abnf_int.h"

#include <string.h>

/* An open group or option. What is inside lies on top of two stacks: elements
 * of the concatenation being read, and alternatives already ended. */
typedef struct level {
    const uint8_t *at; /* the bracket; for the outermost, the rule's name */
    const uint8_t *cat_at, *rep_at;
    uint32_t cat, alt; /* what the stacks held before */
    uint32_t min, max; /* the repetition in front of the bracket */
    bool rep;
    uint8_t close; /* ')' or ']'; 0: the outermost */
} level;

typedef struct reader {
    eml_cx *cx;
    eml_abnf *g;
    const uint8_t *p, *end;
    uint32_t grammar, owner;
    eml_span clause;
    bool replace, obs;
    uint32_t *cat, *alt;
    uint32_t num_cat, cap_cat, num_alt, cap_alt, num_level;
    level level[ABNF_MAX_GROUPS + 1]; /* the rule, and groups in it */
} reader;

static int
fail(reader *r, int code)
{
    return eml_fail(r->cx, code, r->p, r->p < r->end);
}

static uint8_t
peek(const reader *r, size_t i)
{
    return (size_t)(r->end - r->p) > i ? r->p[i] : 0;
}

static size_t
line_end(const reader *r)
{
    if (peek(r, 0) == '\n' && r->p < r->end)
        return 1;
    return peek(r, 0) == '\r' && peek(r, 1) == '\n' ? 2 : 0;
}

static eml_span
rest_of_line(const reader *r)
{
    const uint8_t *lf = memchr(r->p, '\n', (size_t)(r->end - r->p));
    size_t n = (size_t)((lf ? lf : r->end) - r->p);

    if (lf && n && r->p[n - 1] == '\r')
        n--;
    return (eml_span){r->p, n};
}

/*     c-wsp = WSP / (c-nl WSP)
 *     c-nl  = comment / CRLF */
static void
skip_cwsp(reader *r)
{
    for (;;) {
        const uint8_t *was = r->p;
        size_t n;

        while (r->p < r->end && (*r->p == ' ' || *r->p == '\t'))
            r->p++;
        if (peek(r, 0) == ';')
            r->p += rest_of_line(r).n;
        n = line_end(r);
        if (n && (peek(r, n) == ' ' || peek(r, n) == '\t')) {
            r->p += n;
            continue;
        }
        if (n && r->p != was) /* white space and comment at the rule's end */
            return;
        if (r->p == was || n || r->p == r->end)
            return;
    }
}

/*     rulename = ALPHA *(ALPHA / DIGIT / "-") */
static eml_span
name(reader *r)
{
    const uint8_t *from = r->p;

    if (r->p < r->end && eml__abnf_alpha(*r->p))
        while (r->p < r->end && (eml__abnf_alpha(*r->p) ||
                                 (uint8_t)(*r->p - '0') < 10 || *r->p == '-'))
            r->p++;
    return (eml_span){from, (size_t)(r->p - from)};
}

static uint32_t
digit(uint8_t c, uint32_t base)
{
    uint32_t d = (uint32_t)c - '0';

    if (d > 9 && eml__abnf_alpha(c))
        d = (uint32_t)eml__abnf_lower(c) - 'a' + 10;
    return d < base ? d : UINT32_MAX;
}

/* Reads 1*digit; false when there is none. Too large becomes 0x7fffffff. */
static bool
number(reader *r, uint32_t base, uint32_t *out)
{
    const uint8_t *from = r->p;
    uint64_t v = 0;

    for (uint32_t d; r->p < r->end && (d = digit(*r->p, base)) != UINT32_MAX;
         r->p++) {
        v = v * base + d;
        if (v > 0x7fffffff)
            v = 0x7fffffff;
    }
    *out = (uint32_t)v;
    return r->p != from;
}

static int
push(reader *r, uint32_t node, const uint8_t *from)
{
    if (node == UINT32_MAX)
        return r->g->num_node >= ABNF_MAX_NODES ? EML_E_LIMIT : EML_E_NOMEM;
    if (from)
        r->g->node[node].text = (eml_span){from, (size_t)(r->p - from)};
    if (!eml__abnf_room(r->g->arena, &r->cat, &r->cap_cat, r->num_cat, 1,
                        sizeof *r->cat))
        return EML_E_NOMEM;
    r->cat[r->num_cat++] = node;
    return EML_OK;
}

/* The element on top is repeated. */
static int
repeat_top(reader *r, uint32_t min, uint32_t max, const uint8_t *from)
{
    uint32_t inner = r->cat[--r->num_cat], i;
    eml_abnf *g = r->g;

    if (!eml__abnf_room(g->arena, &g->kid, &g->cap_kid, g->num_kid, 1,
                        sizeof *g->kid))
        return EML_E_NOMEM;
    i = eml__abnf_node(g, ABNF_REP, r->owner);
    if (i != UINT32_MAX) {
        g->node[i].kids = g->num_kid;
        g->node[i].num = 1;
        g->node[i].min = min;
        g->node[i].max = max;
        g->kid[g->num_kid++] = inner;
    }
    return push(r, i, from);
}

/*     char-val = [ "%s" / "%i" ] DQUOTE *(%x20-21 / %x23-7E) DQUOTE */
static int
char_val(reader *r, bool fold)
{
    const uint8_t *from = r->p++, *close;
    uint32_t i;

    close = memchr(r->p, '"', (size_t)(r->end - r->p));
    for (const uint8_t *p = r->p; close && p < close; p++)
        if (*p < 0x20 || *p > 0x7e)
            close = NULL;
    if (!close) {
        r->p = from;
        return fail(r, EML_E_ABNF_SYNTAX);
    }
    i = eml__abnf_node(r->g, ABNF_STR, r->owner);
    if (i != UINT32_MAX) {
        r->g->node[i].str = r->p;
        r->g->node[i].num = (uint32_t)(close - r->p);
        r->g->node[i].fold = fold;
    }
    r->p = close + 1;
    return push(r, i, from);
}

static int
num_string(reader *r, uint32_t base, uint32_t first, const uint8_t *from)
{
    uint8_t *s = NULL;
    uint32_t n = 0, cap = 0, v = first, i;

    for (;;) {
        if (v > 255)
            return fail(r, EML_E_ABNF_VALUE);
        if (!eml__abnf_room(r->g->arena, &s, &cap, n, 1, 1))
            return EML_E_NOMEM;
        s[n++] = (uint8_t)v;
        if (peek(r, 0) != '.')
            break;
        r->p++;
        if (!number(r, base, &v))
            return fail(r, EML_E_ABNF_SYNTAX);
    }
    i = eml__abnf_node(r->g, ABNF_STR, r->owner);
    if (i != UINT32_MAX) {
        r->g->node[i].str = s;
        r->g->node[i].num = n;
    }
    return push(r, i, from);
}

/*     num-val = "%" (bin-val / dec-val / hex-val)
 *     bin-val = "b" 1*BIT [ 1*("." 1*BIT) / ("-" 1*BIT) ]       etc. */
static int
num_val(reader *r)
{
    const uint8_t *from = r->p;
    uint8_t kind = eml__abnf_lower(peek(r, 1));
    uint32_t base = kind == 'b' ? 2 : kind == 'd' ? 10 : 16, lo, hi, i;

    if ((kind == 's' || kind == 'i') && peek(r, 2) == '"') {
        int rc;

        r->p += 2;
        rc = char_val(r, kind == 'i');
        if (rc == EML_OK)
            r->g->node[r->cat[r->num_cat - 1]].text =
                (eml_span){from, (size_t)(r->p - from)};
        return rc;
    }
    if (kind != 'b' && kind != 'd' && kind != 'x')
        return fail(r, EML_E_ABNF_SYNTAX);
    r->p += 2;
    if (!number(r, base, &lo))
        return fail(r, EML_E_ABNF_SYNTAX);
    if (peek(r, 0) != '-')
        return num_string(r, base, lo, from);
    r->p++;
    if (!number(r, base, &hi))
        return fail(r, EML_E_ABNF_SYNTAX);
    if (hi > 255 || lo > hi)
        return fail(r, EML_E_ABNF_VALUE);
    i = eml__abnf_node(r->g, ABNF_RANGE, r->owner);
    if (i != UINT32_MAX) {
        r->g->node[i].min = lo;
        r->g->node[i].max = hi;
    }
    return push(r, i, from);
}

static int
rule_ref(reader *r)
{
    const uint8_t *from = r->p;
    uint32_t to = eml__abnf_sym(r->g, r->grammar, name(r)), i;

    if (to == UINT32_MAX)
        return EML_E_NOMEM;
    i = eml__abnf_node(r->g, ABNF_RULE, r->owner);
    if (i != UINT32_MAX)
        r->g->node[i].kids = to;
    return push(r, i, from);
}

static int
open_level(reader *r, uint8_t close)
{
    if (r->num_level == ABNF_MAX_GROUPS + 1)
        return EML_E_LIMIT;
    r->level[r->num_level++] = (level){.at = r->p,
                                       .cat = r->num_cat,
                                       .alt = r->num_alt,
                                       .min = 1,
                                       .max = 1,
                                       .close = close};
    return EML_OK;
}

/* Ends the concatenation on top; it becomes an alternative. */
static int
end_cat(reader *r, const uint8_t *end)
{
    level *l = &r->level[r->num_level - 1];
    uint32_t num = r->num_cat - l->cat, i;

    if (!num)
        return fail(r, EML_E_ABNF_SYNTAX);
    i = eml__abnf_list(r->g, ABNF_CAT, r->owner, r->cat + l->cat, num);
    if (i == UINT32_MAX)
        return r->g->num_node >= ABNF_MAX_NODES ? EML_E_LIMIT : EML_E_NOMEM;
    r->num_cat = l->cat;
    if (num > 1) {
        while (end > l->cat_at && (end[-1] == ' ' || end[-1] == '\t'))
            end--;
        r->g->node[i].text = (eml_span){l->cat_at, (size_t)(end - l->cat_at)};
    }
    if (!eml__abnf_room(r->g->arena, &r->alt, &r->cap_alt, r->num_alt, 1,
                        sizeof *r->alt))
        return EML_E_NOMEM;
    r->alt[r->num_alt++] = i;
    return EML_OK;
}

/* Ends the level on top; what it holds is an element of the one below. */
static int
close_level(reader *r, const uint8_t *end)
{
    level *l = &r->level[r->num_level - 1];
    int rc = end_cat(r, end);
    uint32_t i;

    if (rc < 0)
        return rc;
    i = eml__abnf_list(r->g, ABNF_ALT, r->owner, r->alt + l->alt,
                       r->num_alt - l->alt);
    r->num_alt = l->alt;
    r->num_level--;
    rc = push(r, i, r->g->node[i == UINT32_MAX ? 0 : i].text.n ? NULL : l->at);
    if (rc == EML_OK && l->close == ']')
        rc = repeat_top(r, 0, 1, l->at);
    if (rc == EML_OK && l->rep)
        rc = repeat_top(r, l->min, l->max, l->rep_at);
    return rc;
}

/*     repeat = 1*DIGIT / (*DIGIT "*" *DIGIT) */
static int
repeat(reader *r, bool *any, uint32_t *min, uint32_t *max)
{
    bool low = number(r, 10, min);

    *any = low;
    *max = *min;
    if (peek(r, 0) == '*') {
        r->p++;
        *any = true;
        if (!low)
            *min = 0;
        if (!number(r, 10, max))
            *max = ABNF_MANY;
    }
    if (*any && (*min > ABNF_MAX_REPEAT ||
                 (*max != ABNF_MANY && *max > ABNF_MAX_REPEAT)))
        return EML_E_LIMIT;
    return *any && *min > *max ? fail(r, EML_E_ABNF_VALUE) : EML_OK;
}

/*     repetition = [repeat] element
 *     element    = rulename / group / option / char-val / num-val /
 *                  prose-val */
static int
repetition(reader *r)
{
    const uint8_t *from = r->p;
    bool rep;
    uint32_t min, max;
    int rc = repeat(r, &rep, &min, &max);
    uint8_t c = peek(r, 0);

    if (rc < 0)
        return rc;
    if (r->num_cat == r->level[r->num_level - 1].cat)
        r->level[r->num_level - 1].cat_at = from;
    if (c == '(' || c == '[') {
        rc = open_level(r, c == '(' ? ')' : ']');
        if (rc == EML_OK) {
            level *l = &r->level[r->num_level - 1];

            r->p++;
            l->rep = rep;
            l->min = min;
            l->max = max;
            l->rep_at = from;
        }
        return rc;
    }
    if (eml__abnf_alpha(c))
        rc = rule_ref(r);
    else if (c == '"')
        rc = char_val(r, true);
    else if (c == '%')
        rc = num_val(r);
    else
        rc = fail(r, c == '<' ? EML_E_ABNF_PROSE : EML_E_ABNF_SYNTAX);
    return rc == EML_OK && rep ? repeat_top(r, min, max, from) : rc;
}

/*     elements      = alternation *c-wsp
 *     alternation   = concatenation *(*c-wsp "/" *c-wsp concatenation)
 *     concatenation = repetition *(1*c-wsp repetition)
 *     group         = "(" *c-wsp alternation *c-wsp ")"
 *     option        = "[" *c-wsp alternation *c-wsp "]"
 * The white space between two repetitions is not insisted on. */
static int
elements(reader *r)
{
    int rc;

    skip_cwsp(r);
    rc = open_level(r, 0);
    while (rc == EML_OK) {
        const uint8_t *end = r->p;
        uint8_t close = r->level[r->num_level - 1].close, c;

        skip_cwsp(r);
        c = peek(r, 0);
        if (c == '/') {
            rc = end_cat(r, end);
            r->p++;
        } else if (c && c == close) {
            r->p++;
            rc = close_level(r, end);
        } else if (!close && (r->p == r->end || line_end(r))) {
            return close_level(r, end);
        } else {
            rc = repetition(r);
        }
    }
    return rc;
}

/* Adds the node on top as a definition of `rule`. */
static int
define(reader *r, uint32_t rule, bool more, eml_span at)
{
    eml_abnf *g = r->g;
    abnf_sym *s = &g->sym[rule];
    uint32_t d = g->num_def;

    if (!more && s->def != UINT32_MAX) {
        if (!r->replace || s->add == g->num_add)
            return eml_fail(r->cx, EML_E_ABNF_TWICE, at.p, at.n);
        s->def = s->last_def = UINT32_MAX;
    }
    if (!eml__abnf_room(g->arena, &g->def, &g->cap_def, d, 1, sizeof *g->def))
        return EML_E_NOMEM;
    g->def[d] = (abnf_def){r->cat[--r->num_cat], UINT32_MAX, r->obs};
    g->node[g->def[d].node].obs = r->obs;
    g->num_def++;
    if (s->def == UINT32_MAX) {
        s->def = d;
        s->clause = r->clause;
        s->obs =
            at.n >= 4 && eml_span_eq_fold((eml_span){at.p, 4}, EML_LIT("obs-"));
    } else {
        g->def[s->last_def].next = d;
    }
    s->last_def = d;
    s->add = g->num_add;
    r->obs = false;
    return EML_OK;
}

/*     rule       = rulename defined-as elements c-nl
 *     defined-as = *c-wsp ("=" / "=/") *c-wsp */
static int
rule(reader *r)
{
    eml_span called = name(r);
    bool more;
    int rc;

    if (!called.n)
        return fail(r, EML_E_ABNF_SYNTAX);
    r->owner = eml__abnf_sym(r->g, r->grammar, called);
    if (r->owner == UINT32_MAX)
        return EML_E_NOMEM;
    skip_cwsp(r);
    if (peek(r, 0) != '=')
        return fail(r, EML_E_ABNF_SYNTAX);
    r->p++;
    more = peek(r, 0) == '/';
    r->p += more;
    rc = elements(r);
    return rc == EML_OK ? define(r, r->owner, more, called) : rc;
}

static eml_span
word(eml_span *line)
{
    eml_span w;

    while (line->n && (*line->p == ' ' || *line->p == '\t')) {
        line->p++;
        line->n--;
    }
    w = (eml_span){line->p, 0};
    while (w.n < line->n && w.p[w.n] != ' ' && w.p[w.n] != '\t')
        w.n++;
    line->p += w.n;
    line->n -= w.n;
    return w;
}

static int
use(reader *r, eml_span line)
{
    eml_abnf *g = r->g;
    eml_span of = word(&line), w = word(&line);
    uint32_t n;
    int rc = eml__abnf_named(g, of, &n);

    if (rc != EML_OK)
        return rc;
    do {
        if (g->num_use == ABNF_MAX_USES)
            return EML_E_LIMIT;
        if (!eml__abnf_room(g->arena, &g->use, &g->cap_use, g->num_use, 1,
                            sizeof *g->use))
            return EML_E_NOMEM;
        g->use[g->num_use++] = (abnf_use){r->grammar, n, w};
        w = word(&line);
    } while (w.n);
    return EML_OK;
}

/* A comment that is a line of its own: a directive, a clause, or nothing. */
static int
comment(reader *r)
{
    eml_span line = rest_of_line(r), all = line, w = word(&line);

    r->p += all.n;
    if (eml_span_eq(w, EML_LIT(";@grammar"))) {
        r->replace = r->obs = false;
        r->clause = EML_NONE;
        return eml__abnf_named(r->g, word(&line), &r->grammar);
    }
    if (eml_span_eq(w, EML_LIT(";@use")))
        return use(r, line);
    if (eml_span_eq(w, EML_LIT(";@replace")))
        r->replace = true;
    else if (eml_span_eq(w, EML_LIT(";@obs")))
        r->obs = true;
    else if (w.n == 1) { /* "; 3.2.3", "; B.1", "; RFC 6854 2.1" */
        eml_span text, c;

        text = line;
        c = word(&line);
        while (text.n && *text.p == ' ') {
            text.p++;
            text.n--;
        }
        if (eml_span_eq(c, EML_LIT("RFC")) && word(&line).n) {
            text.p += 4;
            text.n -= 4;
            c = word(&line);
        }
        if (c.n && !line.n &&
            ((uint8_t)(*c.p - '0') < 10 ||
             ((uint8_t)(*c.p - 'A') < 26 && c.n > 1 && c.p[1] == '.')))
            r->clause = text;
    }
    return EML_OK;
}

int
eml_abnf_add(eml_cx *cx, eml_abnf *g, eml_span text)
{
    reader r = {.cx = cx,
                .g = g,
                .p = text.p,
                .end = text.p + text.n,
                .clause = EML_NONE};
    int rc = EML_OK;

    if (g->linked)
        return EML_E_MISUSE;
    g->num_add++;
    while (rc == EML_OK && r.p < r.end) {
        size_t n = line_end(&r);

        if (n)
            r.p += n;
        else if (*r.p == ';')
            rc = comment(&r);
        else if (*r.p == ' ' || *r.p == '\t') {
            skip_cwsp(&r); /* a white line */
            if (r.p < r.end && !line_end(&r))
                rc = fail(&r, EML_E_ABNF_SYNTAX);
        } else {
            rc = rule(&r);
        }
    }
    if (rc == EML_E_LIMIT && cx->err.code == 0)
        cx->err = (eml_diag){rc, 0, (uint64_t)(r.p - cx->origin) + cx->base};
    return rc;
}
