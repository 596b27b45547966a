/* What messages have used of the grammars, and what not. */
#include "cli/abnf_messages.h"

#include "cli/cli.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* A line of the file of exceptions: what a point is called, and why nothing
 * reaches it. */
typedef struct exception {
    eml_span name, why;
    size_t line;
    bool met;
} exception;

typedef struct counts {
    eml_span grammar;
    uint32_t used[2], all[2], excepted; /* rules; the rest */
} counts;

enum { MAX_GRAMMARS = 64 };

typedef struct report {
    abnf_use_state *u;
    const char *file;
    bool json;
    exception *except;
    size_t num_except, cap_except;
    eml_span only[MAX_GRAMMARS]; /* grammars of "@" lines */
    counts count[MAX_GRAMMARS];
    size_t num_only, num_count, num_missing, num_wrong;
    bool *reached; /* by rule: it counts */
} report;

/* ---- the file of exceptions
 * --------------------------------------------------- */

static int
complain(const report *r, size_t line, const char *what)
{
    return cli_error("%s:%zu: %s", r->file, line, what);
}

static int
read_line(report *r, eml_span s, size_t line)
{
    const uint8_t *tab = memchr(s.p, '\t', s.n);

    if (!s.n || *s.p == '#')
        return 0;
    if (s.n > 2 && s.p[0] == '@' && s.p[1] == ' ') {
        if (r->num_only == MAX_GRAMMARS)
            return complain(r, line, "too many grammars");
        r->only[r->num_only++] = (eml_span){s.p + 2, s.n - 2};
        return 0;
    }
    if (!tab || tab == s.p || tab + 1 == s.p + s.n)
        return complain(r, line, "not a name, a tab, and why");
    if (r->num_except == r->cap_except) {
        r->cap_except = r->cap_except ? 2 * r->cap_except : 64;
        r->except = realloc(r->except, r->cap_except * sizeof *r->except);
        if (!r->except)
            return cli_error("out of memory");
    }
    r->except[r->num_except++] =
        (exception){{s.p, (size_t)(tab - s.p)},
                    {tab + 1, (size_t)(s.p + s.n - tab) - 1},
                    line,
                    false};
    return 0;
}

static int
read_file(report *r, eml_os_file *f)
{
    int why = eml_os_file_open(f, r->file), rc = 0;
    eml_span s;

    if (why)
        return cli_error("%s: %s", r->file, strerror(why));
    s = f->bytes;
    for (size_t line = 1; s.n && !rc; line++) {
        const uint8_t *lf = memchr(s.p, '\n', s.n);
        size_t n = lf ? (size_t)(lf - s.p) : s.n;

        rc = read_line(r, (eml_span){s.p, n}, line);
        s.p += n + (lf != NULL);
        s.n -= n + (lf != NULL);
    }
    return rc;
}

/* ---- what a point is called
 * ---------------------------------------------------- */

/* The text of a rule on one line: a comment or a run of white space is one
 * space. */
static void
put_text(eml_out *out, eml_span s)
{
    bool quoted = false, space = false;

    for (size_t i = 0; i < s.n; i++) {
        if (!quoted && s.p[i] == ';') {
            while (i + 1 < s.n && s.p[i + 1] != '\n')
                i++;
            space = true;
        } else if (!quoted && (s.p[i] == ' ' || s.p[i] == '\t' ||
                               s.p[i] == '\r' || s.p[i] == '\n')) {
            space = true;
        } else {
            if (space)
                eml_out_byte(out, ' ');
            space = false;
            quoted ^= s.p[i] == '"';
            eml_out_byte(out, s.p[i]);
        }
    }
}

/* "rfc5322/zone", then "= GMT" of an alternative, "- *WSP" of a repetition as
 * few times as may be, "+ *WSP" of more. */
static eml_span
name_of(report *r, const eml_abnf_point *p, bool rule_only)
{
    static const char mark[] = " =-+";
    eml_out out = {.arena = &r->u->arena};
    eml_abnf_rule rule;

    (void)eml_abnf_rule_at(r->u->g, p->rule, &rule);
    eml_out_span(&out, rule.grammar);
    eml_out_byte(&out, '/');
    eml_out_span(&out, rule.name);
    if (p->kind != EML_ABNF_RULE && !rule_only) {
        eml_out_byte(&out, ' ');
        eml_out_byte(&out, (uint8_t)mark[p->kind]);
        eml_out_byte(&out, ' ');
        put_text(&out, p->text);
        if (p->nth > 1) {
            eml_out_span(&out, EML_LIT(" #"));
            eml_out_u64(&out, p->nth, 1);
        }
    }
    return eml_out_view(&out);
}

static exception *
exception_for(report *r, eml_span name)
{
    for (size_t i = 0; i < r->num_except; i++)
        if (eml_span_eq(r->except[i].name, name))
            return &r->except[i];
    return NULL;
}

/* ---- which rules count
 * --------------------------------------------------------- */

static const char *const bodies[] = {
    "rfc5322/message",
    "rfc2045/MIME-message-headers",
    "rfc2046/multipart-body",
    "rfc2045/quoted-printable",
    "rfc2045/base64-body",
    "rfc2047/phrase",
    "rfc2047/comment",
    "rfc2047/q-word",
    "rfc2047/b-word",
    "rfc3464/delivery-status-content",
    "rfc8098/disposition-notification-content"};

static void
reach(report *r, const char *name)
{
    uint32_t rule;

    if (eml_abnf_find(r->u->g, (eml_span){(const uint8_t *)name, strlen(name)},
                      &rule))
        (void)eml_abnf_reach(r->u->g, rule, r->reached);
}

static void
reach_fields(report *r, eml_span field)
{
    const char *name;
    bool crlf;

    for (size_t k = 0; (name = eml_abnf_field_rule(field, k, &crlf)); k++)
        reach(r, name);
}

static bool
choose_rules(report *r)
{
    eml_abnf_rule rule;
    const char *name;

    r->reached = calloc(eml_abnf_num_rules(r->u->g) + 1, sizeof *r->reached);
    if (!r->reached)
        return false;
    for (uint32_t i = 0; r->num_only && eml_abnf_rule_at(r->u->g, i, &rule);
         i++)
        for (size_t k = 0; k < r->num_only; k++)
            r->reached[i] |= eml_span_eq(rule.grammar, r->only[k]);
    if (r->num_only)
        return true;
    for (size_t i = 0; (name = eml_abnf_field_name(i)); i++)
        reach_fields(r, (eml_span){(const uint8_t *)name, strlen(name)});
    reach_fields(r, EML_LIT("Content-"));
    reach_fields(r, EML_NONE);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        reach(r, bodies[i]);
    return true;
}

/* ---- the report
 * ---------------------------------------------------------------- */

static counts *
counts_for(report *r, const eml_abnf_point *p)
{
    eml_abnf_rule rule;

    (void)eml_abnf_rule_at(r->u->g, p->rule, &rule);
    for (size_t i = 0; i < r->num_count; i++)
        if (eml_span_eq(r->count[i].grammar, rule.grammar))
            return &r->count[i];
    if (r->num_count < MAX_GRAMMARS)
        r->count[r->num_count++].grammar = rule.grammar;
    return &r->count[r->num_count - 1];
}

static void
put_missing(report *r, const eml_abnf_point *p, eml_span name)
{
    r->num_missing++;
    if (r->json) {
        json_t *o = json_pack("{s:o}", "missing",
                              json_stringn((const char *)name.p, name.n));

        json_dumpf(o, stdout, JSON_COMPACT);
        json_decref(o);
        putchar('\n');
    } else {
        printf("not used: %.*s\n", (int)name.n, (const char *)name.p);
    }
    (void)p;
}

/* A rule that is excepted takes all that is in it with it. */
static void
look_at(report *r, const eml_abnf_point *p)
{
    eml_span name = name_of(r, p, false);
    exception *own = exception_for(r, name),
              *rule = exception_for(r, name_of(r, p, true));
    counts *c = counts_for(r, p);
    bool is_rule = p->kind == EML_ABNF_RULE;

    if (own)
        own->met = true;
    if (own && p->used) {
        r->num_wrong++;
        (void)complain(r, own->line, "is used");
    }
    if (own || rule) {
        c->excepted++;
        return;
    }
    c->all[!is_rule]++;
    c->used[!is_rule] += p->used != 0;
    if (!p->used)
        put_missing(r, p, name);
}

static void
put_counts(const report *r)
{
    printf("%-10s %9s %14s %9s\n", "grammar", "rules", "alternatives",
           "excepted");
    for (size_t i = 0; i < r->num_count; i++) {
        const counts *c = &r->count[i];

        printf("%-10.*s %4u/%-4u %7u/%-6u %9u\n", (int)c->grammar.n,
               (const char *)c->grammar.p, (unsigned)c->used[0],
               (unsigned)c->all[0], (unsigned)c->used[1], (unsigned)c->all[1],
               (unsigned)c->excepted);
    }
}

static void
put_counts_json(const report *r)
{
    for (size_t i = 0; i < r->num_count; i++) {
        const counts *c = &r->count[i];
        json_t *o =
            json_pack("{s:o, s:i, s:i, s:i, s:i, s:i}", "grammar",
                      json_stringn((const char *)c->grammar.p, c->grammar.n),
                      "rules_used", (int)c->used[0], "rules", (int)c->all[0],
                      "alternatives_used", (int)c->used[1], "alternatives",
                      (int)c->all[1], "excepted", (int)c->excepted);

        json_dumpf(o, stdout, JSON_COMPACT);
        json_decref(o);
        putchar('\n');
    }
}

static int
put_all(report *r)
{
    eml_abnf_point p;
    uint64_t at = 0;

    while (eml_abnf_cover_next(r->u->g, &r->u->cover, &at, &p)) {
        eml_arena_reset(&r->u->arena);
        if (r->reached[p.rule])
            look_at(r, &p);
    }
    for (size_t i = 0; i < r->num_except; i++)
        if (!r->except[i].met) {
            r->num_wrong++;
            (void)complain(r, r->except[i].line, "no such rule or alternative");
        }
    if (r->json)
        put_counts_json(r);
    else
        put_counts(r);
    if (!r->json)
        printf("%zu messages; %zu fields not by their rules; %zu not used\n",
               r->u->num_messages, r->u->num_odd, r->num_missing);
    return r->num_missing || r->num_wrong || r->u->num_odd ? EXIT_DEVIATES
                                                           : EXIT_CONFORMS;
}

int
abnf_use_report(abnf_use_state *u, const char *except, bool json)
{
    report r = {.u = u, .file = except, .json = json};
    eml_os_file f = {.size = 0};
    int rc = except ? read_file(&r, &f) : 0;

    if (!rc)
        rc = choose_rules(&r) ? put_all(&r) : cli_error("out of memory");
    free(r.except);
    free(r.reached);
    if (f.size || f.map || f.heap)
        eml_os_file_close(&f);
    return rc;
}
