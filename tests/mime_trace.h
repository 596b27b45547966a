#ifndef EML_TESTS_MIME_TRACE_H
#define EML_TESTS_MIME_TRACE_H
/* mime_trace.h -- what eml_mime says of an input, as text: for tests and fuzz
 * targets.
 *
 *   ( )   a part begins, ends        F     a field
 *   B     the empty line             p[]   preamble     b[]  body
 *   d[]   delimiter                  c[]   close        e[]  epilogue
 *
 * with CRLF as "/", a lone CR as "^", a lone LF as "|", NUL as "@". */
#include <stdlib.h>
#include <string.h>

#include "eml/mime.h"
#include "tests/chunks.h"

typedef struct mime_trace {
    char *p;
    size_t n, cap;
    char open; /* the kind of text that goes on */
} mime_trace;

/* Room for `n` more and a NUL. */
static inline void
trace_room(mime_trace *t, size_t n)
{
    if (n < t->cap - t->n)
        return;
    t->cap = 2 * t->cap + n + 1024;
    t->p = realloc(t->p, t->cap);
    if (!t->p)
        abort();
}

static inline void
trace_put(mime_trace *t, char c)
{
    trace_room(t, 1);
    t->p[t->n++] = c;
    t->p[t->n] = 0;
}

static inline void
trace_bytes(mime_trace *t, eml_span s)
{
    char *to;

    trace_room(t, s.n);
    to = t->p + t->n;
    for (size_t i = 0; i < s.n; i++) {
        char c = (char)s.p[i];

        if (c == '\n' && to != t->p && to[-1] == '^')
            to[-1] = '/';
        else
            *to++ = (char)(c == '\r' ? '^' : c == '\n' ? '|' : c ? c : '@');
    }
    *to = 0;
    t->n = (size_t)(to - t->p);
}

static inline void
trace_event(mime_trace *t, const eml_mime_event *ev)
{
    static const char letters[] = "(FBpbdce)";
    char c = letters[ev->kind];
    bool text = c == 'p' || c == 'b' || c == 'e';

    if (t->open && t->open != c) {
        trace_put(t, ']');
        t->open = 0;
    }
    if (!t->open) {
        trace_put(t, c);
        if (text || c == 'd' || c == 'c')
            trace_put(t, '[');
    }
    if (text || c == 'd' || c == 'c')
        trace_bytes(t, ev->bytes);
    if (text)
        t->open = c;
    if (c == 'd' || c == 'c')
        trace_put(t, ']');
}

#define TRACE_CHECK(c)                                                         \
    do {                                                                       \
        if (!(c)) {                                                            \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #c);            \
            abort();                                                           \
        }                                                                      \
    } while (0)

/* The rules that hold for every event. */
static inline void
trace_check(const eml_mime_event *ev, uint64_t at, uint32_t depth,
            const uint8_t *in, size_t n)
{
    bool text = ev->kind == EML_MIME_PREAMBLE || ev->kind == EML_MIME_BODY ||
                ev->kind == EML_MIME_EPILOGUE;

    TRACE_CHECK(ev->off == at);
    TRACE_CHECK(ev->bytes.p && ev->bytes.n <= n - at);
    TRACE_CHECK(!ev->bytes.n || memcmp(ev->bytes.p, in + at, ev->bytes.n) == 0);
    TRACE_CHECK(!text || ev->bytes.n);
    TRACE_CHECK((ev->kind == EML_MIME_FIELD) == (ev->field != NULL));
    TRACE_CHECK(ev->kind != EML_MIME_PART || ev->depth == depth);
    TRACE_CHECK(ev->kind == EML_MIME_PART || ev->depth + 1 == depth);
    if (ev->kind == EML_MIME_BLANK || ev->kind == EML_MIME_BODY) {
        TRACE_CHECK(ev->info && ev->info->type.n && ev->info->subtype.n);
        /* reads all of what must still be there */
        for (const eml_param *p =
                 ev->info->content_type ? ev->info->content_type->params : NULL;
             p; p = p->next)
            TRACE_CHECK(eml_span_eq(p->value, p->value) &&
                        eml_span_eq(p->name, p->name));
    }
    if (ev->kind == EML_MIME_FIELD)
        TRACE_CHECK(eml_span_eq(ev->field->raw, ev->bytes));
}

/* Runs the machine over in[0..n) in the pieces that `plan` says. Findings are
 * in cx. Returns what eml_mime_next said last. */
static inline int
trace_run(eml_cx *cx, bool keep, const uint8_t *in, size_t n, chunk_plan *plan,
          mime_trace *t)
{
    eml_mime *m = eml_mime_new(cx, keep);
    eml_mime_event ev;
    size_t taken = 0;
    uint64_t at = 0;
    uint32_t depth = 0;
    int rc;

    if (!m)
        return EML_E_NOMEM;
    do {
        size_t take = chunk_take(plan, n - taken);
        eml_span s = {chunk_piece(plan, in + taken, take), take};

        taken += take;
        eml_mime_feed(m, s, taken == n);
        while ((rc = eml_mime_next(m, cx, &ev)) == EML_OK) {
            trace_check(&ev, at, depth, in, n);
            at += ev.bytes.n;
            depth += ev.kind == EML_MIME_PART;
            depth -= ev.kind == EML_MIME_PART_END;
            trace_event(t, &ev);
        }
    } while (rc == EML_WANT_INPUT && taken < n);
    if (rc == EML_END) {
        TRACE_CHECK(at == n && depth == 0);
        TRACE_CHECK(eml_mime_next(m, cx, &ev) == EML_END);
    }
    return rc;
}

/* Findings as "CODE@offset+length". */
static inline void
trace_findings(mime_trace *t, const eml_cx *cx)
{
    char buf[128];

    for (size_t i = 0; i < cx->num_diags && i < cx->diags_cap; i++) {
        const eml_diag *d = &cx->diags[i];
        int k = snprintf(buf, sizeof buf, "%s%s@%llu+%u", t->n ? " " : "",
                         eml_code_info_get(d->code)->name,
                         (unsigned long long)d->off, (unsigned)d->len);

        for (int j = 0; j < k; j++)
            trace_put(t, buf[j]);
    }
}
#endif
