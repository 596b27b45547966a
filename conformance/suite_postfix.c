/* Postfix: its MIME parser's traces (mime_*.in and .ref). A trace has a line
 * for each header field, by where it stands, and for each line of a body:
 *
 *     MAIN, MULT, NEST offset |field    in the message, in a part of a
 *                                       multipart, in a message in a message
 *     BODY N offset |line
 *     mime_state: PUSH boundary x       a multipart begins
 *     mime_state: warning: what         at the end, each kind once
 *
 * Offsets are left out: they count what Postfix would write. */
#include "conformance/suite.h"

#include <stdio.h>
#include <string.h>

#include "eml/qp.h"

static suite_cx c;

typedef struct trace {
    eml_out lines;    /* "MAIN|field\n", "BODY|line\n" */
    eml_out pushes;   /* "boundary\n" */
    eml_out warnings; /* "what\n" */
} trace;

static bool
begins(eml_span s, const char *with)
{
    return s.n >= strlen(with) && memcmp(s.p, with, strlen(with)) == 0;
}

static void
put_line(eml_out *o, const char *what, eml_span s)
{
    eml_out_span(o, suite_str(what));
    eml_out_span(o, s);
    eml_out_byte(o, '\n');
}

/* The first line of *s, without its line end. */
static eml_span
next_line(eml_span *s)
{
    const uint8_t *lf = memchr(s->p, '\n', s->n);
    eml_span line = {s->p, lf ? (size_t)(lf - s->p) : s->n};
    size_t n = line.n + (lf != NULL);

    s->p += n;
    s->n -= n;
    return line;
}

static eml_span
after(eml_span s, size_t n)
{
    return (eml_span){s.p + n, s.n - n};
}

static trace
trace_of(eml_arena *arena)
{
    trace t = {.lines = {.arena = arena},
               .pushes = {.arena = arena},
               .warnings = {.arena = arena}};

    return t;
}

/* ---- theirs -------------------------------------------------------------- */

static void
their_line(trace *t, eml_span line)
{
    static const char push[] = "mime_state: PUSH boundary ",
                      warning[] = "mime_state: warning: ",
                      nesting[] = "MIME nesting exceeds safety limit";
    const uint8_t *bar = memchr(line.p, '|', line.n);

    if (bar && (begins(line, "MAIN") || begins(line, "MULT") ||
                begins(line, "NEST") || begins(line, "BODY"))) {
        eml_out_span(&t->lines, (eml_span){line.p, 4});
        put_line(&t->lines, "",
                 (eml_span){bar, line.n - (size_t)(bar - line.p)});
    } else if (begins(line, push)) {
        put_line(&t->pushes, "", after(line, sizeof push - 1));
    } else if (begins(line, warning)) {
        line = after(line, sizeof warning - 1);
        if (!memchr(line.p, ':', line.n) || begins(line, nesting))
            put_line(&t->warnings, "", line);
    } else if (!begins(line, "mime_state: ") && !begins(line, "HEADER END") &&
               !begins(line, "BODY END")) {
        put_line(&t->lines, "", line); /* a folded line */
    }
}

static void
their_trace(trace *t, eml_span ref)
{
    while (ref.n)
        their_line(t, next_line(&ref));
}

/* ---- ours ---------------------------------------------------------------- */

static void
flush(trace *t, eml_out *body)
{
    eml_span s = eml_out_view(body);

    while (s.n)
        put_line(&t->lines, "BODY|", next_line(&s));
    body->n = 0;
}

static void
our_field(trace *t, const eml_mime_event *ev, const uint8_t *kinds)
{
    eml_span raw = ev->bytes;

    if (raw.n && raw.p[raw.n - 1] == '\n')
        raw.n--;
    eml_out_span(&t->lines,
                 suite_str(ev->depth == 0 ? "MAIN|"
                           : kinds[ev->depth - 1] == EML_PART_MULTIPART
                               ? "MULT|"
                               : "NEST|"));
    if (ev->field->id != EML_FIELD_JUNK) { /* they drop space before ":" */
        eml_out_span(&t->lines, ev->field->name);
        eml_out_byte(&t->lines, ':');
        raw = ev->field->body;
    }
    put_line(&t->lines, "", raw);
}

static void
our_trace(trace *t, eml_span in)
{
    uint8_t kinds[256] = {0};
    eml_out body = {.arena = &c.arena};
    eml_mime *m = eml_mime_new(&c.cx, false);
    eml_mime_event ev;

    if (!m)
        return;
    eml_mime_feed(m, in, true);
    while (eml_mime_next(m, &c.cx, &ev) == EML_OK) {
        if (ev.kind == EML_MIME_FIELD) {
            flush(t, &body);
            our_field(t, &ev, kinds);
            continue;
        }
        if (ev.kind == EML_MIME_BLANK) {
            kinds[ev.depth % 256] = (uint8_t)ev.info->kind;
            if (ev.info->kind == EML_PART_MULTIPART)
                put_line(&t->pushes, "", ev.info->boundary);
            flush(t, &body);
        }
        eml_out_span(&body, ev.bytes);
    }
    flush(t, &body);
}

/* What their warnings are among our findings. */
static const struct {
    const char *warning;
    int code;
} same_as[] = {
    {"improper use of 8-bit data in message header", EML_E_NOT_UTF8},
    {"improper use of 8-bit data in message body", EML_E_BODY_8BIT},
    {"improper message/* or multipart/* encoding domain", EML_E_CTE_COMPOSITE},
    {"non-empty end-of-header", EML_E_FIELD_NO_COLON},
    {"MIME nesting exceeds safety limit", EML_E_LIMIT_DEPTH},
};

static bool
has_all(eml_span warnings, const char **missing)
{
    while (warnings.n) {
        eml_span w = next_line(&warnings);

        for (size_t i = 0; i < sizeof same_as / sizeof *same_as; i++)
            if (begins(w, same_as[i].warning) &&
                !suite_cx_has(&c, same_as[i].code)) {
                *missing = same_as[i].warning;
                return false;
            }
    }
    return true;
}

/* ---- the run ------------------------------------------------------------- */

static void
compare(suite_run *r, const char *name, const char *what, eml_out *ours,
        eml_out *theirs)
{
    char id[128];
    eml_span a = eml_out_view(ours), b = eml_out_view(theirs), x = EML_NONE,
             y = EML_NONE;
    bool same = eml_span_eq(a, b);

    while (!same && (a.n || b.n)) {
        x = next_line(&a);
        y = next_line(&b);
        if (!eml_span_eq(x, y))
            break;
    }
    snprintf(id, sizeof id, "%s/%s", name, what);
    suite_case(r, id, same, "they \"%s\", we \"%s\"", suite_show(y),
               suite_show(x));
}

static void
mime(suite_run *r, const char *name, eml_span in, eml_span ref)
{
    trace ours = trace_of(&c.arena), theirs = ours;
    const char *missing = "";
    char id[128];
    eml_part *m;

    suite_cx_init(&c, in, 0);
    suite_newline(&c, in);
    their_trace(&theirs, ref);
    our_trace(&ours, in);
    compare(r, name, "trace", &ours.lines, &theirs.lines);
    compare(r, name, "push", &ours.pushes, &theirs.pushes);
    snprintf(id, sizeof id, "%s/warnings", name);
    c.cx.num_diags = 0;
    if (eml_message_parse(&c.cx, in, &m) != EML_OK)
        missing = "the tree";
    suite_case(r, id, has_all(eml_out_view(&theirs.warnings), &missing),
               "no finding for %s: %s", missing, suite_cx_codes(&c));
    suite_cx_fini(&c);
}

/* The body they encode (8bit to quoted-printable) decodes to what it was. */
static void
convert(suite_run *r, const char *name, eml_span in, eml_span ref)
{
    trace t = trace_of(&c.arena);
    eml_out body = {.arena = &c.arena}, out = {.arena = &c.arena};
    eml_span s, want, piece;
    eml_part_info info = {.type = EML_LIT("text"),
                          .subtype = EML_LIT("plain"),
                          .cte = EML_CTE_QP};
    eml_decoder *d;
    eml_part *m;
    int rc = EML_OK;

    suite_cx_init(&c, in, 0);
    suite_newline(&c, in);
    their_trace(&t, ref);
    for (s = eml_out_view(&t.lines); s.n;) {
        eml_span line = next_line(&s);

        if (begins(line, "BODY|"))
            put_line(&body, "", after(line, 5));
    }
    want = EML_NONE;
    if (eml_message_parse_lazy(&c.cx, in, &m) == EML_OK)
        /* theirs begins with the empty line */
        want = (eml_span){m->blank.p, m->blank.n + m->body.n};
    s = eml_out_view(&body);
    d = eml_decoder_new(&c.cx, &info, false, 0);
    while (d && rc == EML_OK) {
        rc = eml_decoder_feed(d, &c.cx, &s, true, &piece);
        if (rc == EML_OK)
            eml_out_span(&out, piece);
    }
    suite_case(r, name, eml_span_eq(eml_out_view(&out), want), "%zu, %zu",
               out.n, want.n);
    suite_cx_fini(&c);
}

static void
each(suite_run *r, const char *name, const char *in_name, const char *ref_name,
     void (*f)(suite_run *r, const char *name, eml_span in, eml_span ref))
{
    char path[256];
    eml_os_file in, ref;

    snprintf(path, sizeof path, "mime-postfix/global/%s", in_name);
    if (eml_os_file_open(&in, suite_path(r, path)) != 0) {
        suite_broken(r, path);
        return;
    }
    snprintf(path, sizeof path, "mime-postfix/global/%s", ref_name);
    if (eml_os_file_open(&ref, suite_path(r, path)) != 0) {
        suite_broken(r, path);
    } else {
        f(r, name, in.bytes, ref.bytes);
        eml_os_file_close(&ref);
    }
    eml_os_file_close(&in);
}

static void
skip_others(suite_run *r)
{
    static const char *const why[][2] = {
        {"mime_global", "there is no trace of it"},
        {"mime_trunc", "Postfix cuts off a header past its limit; a header is "
                       "never cut here (RFC 5322 2.1.1 sets no limit)"},
        {"off_cvt, dict_*, find_inet, inet_addr_list, ip_match, host_port, "
         "strcasecmp_utf8, fold_addr, mail_addr_crunch, mail_parm_split, "
         "resolve_local, strip_addr",
         "Postfix's own tables and configuration, no message format"},
        {"tok822_limit", "a limit of Postfix's address rewriting"},
    };

    for (size_t i = 0; i < sizeof why / sizeof *why; i++)
        suite_skip(r, why[i][0], why[i][1]);
}

void
suite_postfix(suite_run *r)
{
    static const char *const names[] = {
        "mime_8bit",  "mime_dom",   "mime_garb1", "mime_garb2",
        "mime_garb3", "mime_garb4", "mime_nest",  "mime_test"};
    static const char *const versions[] = {"", "2", "3"};
    char in[64], ref[64];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(in, sizeof in, "%s.in", names[i]);
        snprintf(ref, sizeof ref, "%s.ref", names[i]);
        each(r, names[i], in, ref, mime);
    }
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        snprintf(in, sizeof in, "mime_cvt.in%s", versions[i]);
        snprintf(ref, sizeof ref, "mime_cvt.ref%s", versions[i]);
        each(r, in, in, ref, convert);
    }
    suite_postfix_names(r);
    skip_others(r);
}
