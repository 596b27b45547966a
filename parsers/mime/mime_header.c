#include "parsers/mime/mime_machine.h"

#include <string.h>

#include "core/arena_int.h"
#include "parsers/imf/field_scan.h"
#include "parsers/mime/mime_values.h"

void
eml__mime_line_end(const eml_mime *m, eml_cx *cx, const uint8_t *p, size_t n)
{
    uint64_t off = m->off + (uint64_t)(p - m->p);
    bool cr;

    if (!n || p[n - 1] != '\n')
        return;
    cr = n > 1 && p[n - 2] == '\r';
    if (cx->newline == EML_NL_LF && cr)
        eml_find_at(cx, EML_E_BARE_CR, off + n - 2, 1);
    if (cx->newline != EML_NL_LF && !cr)
        eml_find_at(cx, EML_E_BARE_LF, off + n - 1, 1);
}

/* The first line end of a message in stored form. */
static void
say_stored(eml_mime *m, eml_cx *cx, size_t n)
{
    if (m->said_stored || cx->newline != EML_NL_LF || !n || m->p[n - 1] != '\n')
        return;
    m->said_stored = true;
    eml_find_at(cx, EML_E_STORED_FORM, m->off, 0);
}

/* The header section is over: with its empty line, n bytes, or without. */
static int
end_header(eml_mime *m, eml_cx *cx, eml_mime_event *ev, size_t n)
{
    int rc;

    say_stored(m, cx, n);
    if (n == 0)
        eml_find_at(cx, EML_E_HEADER_NO_END, m->off, 0);
    eml__mime_line_end(m, cx, m->p, n);
    rc = eml__mime_type(m, cx);
    if (rc < 0)
        return rc;
    eml__mime_event_of(m, ev, EML_MIME_BLANK, n);
    ev->info = &m->top->info;
    eml__mime_consume(m, n);
    m->begun = m->line_checked = false;
    m->state = EML__MIME_OPEN;
    return EML_OK;
}

/* Finds the end of the field at the front of the window: the line end that no
 * white space follows (RFC 5322 section 2.2.3). `limit` and one more byte are
 * looked at. Sets *end; returns EML_OK, EML_WANT_INPUT or EML_E_LIMIT. */
static int
field_end(eml_mime *m, size_t limit, size_t *end)
{
    for (;;) {
        const uint8_t *lf = memchr(m->p + m->scan, '\n', m->n - m->scan);
        size_t next = lf ? (size_t)(lf - m->p) + 1 : m->n;

        if (lf && next < m->n) {
            *end = next;
            if (next > limit)
                return EML_E_LIMIT;
            if (m->p[next] != ' ' && m->p[next] != '\t')
                return EML_OK;
            m->scan = next;
            continue;
        }
        m->scan = lf ? next - 1 : next;
        *end = next;
        if (m->n > limit)
            return EML_E_LIMIT;
        if (eml__mime_more_line(m, 1, limit + 2))
            continue;
        return eml__mime_at_end(m) ? EML_OK : EML_WANT_INPUT;
    }
}

/* Moves a field's spans to a copy of it in the arena, when the bytes at hand
 * do not last as long as the part. */
static bool
keep_bytes(eml_mime *m, eml_field *f)
{
    const uint8_t *was = f->raw.p;
    uint8_t *copy;

    if (m->whole || (m->held && m->hold != m->small))
        return true;
    copy = eml_arena_raw(m->arena, f->raw.n);
    if (!copy)
        return false;
    memcpy(copy, was, f->raw.n);
    f->raw.p = copy;
    f->name.p = copy + (f->name.p - was);
    f->body.p = copy + (f->body.p - was);
    return true;
}

/* Remembers what a header says about the body: the first Content-Type and the
 * first Content-Transfer-Encoding count (doc/rulings.md). */
static bool
is_first(const eml_mime *m, const eml_field *f)
{
    return (f->id == EML_FIELD_CONTENT_TYPE && !m->top->has_type) ||
           (f->id == EML_FIELD_CONTENT_TRANSFER_ENCODING && !m->top->has_cte);
}

static void
note_first(eml_mime *m, const eml_field *f, uint64_t body_at)
{
    eml__mime_frame *t = m->top;
    const eml_value *v = &f->value;

    if (f->id == EML_FIELD_CONTENT_TYPE) {
        t->has_type = true;
        t->type_at = body_at;
        t->type_len = f->body.n;
        if (v->kind == EML_VALUE_CONTENT_TYPE)
            t->ct = v->u.content_type;
    } else {
        t->has_cte = true;
        t->cte_at = body_at;
        t->cte_len = f->body.n;
        t->cte = v->kind == EML_VALUE_ENCODING ? v->u.encoding->cte
                                               : EML_CTE_UNKNOWN;
    }
}

/* Splits and reads the field that the first n bytes of the window are, of that
 * shape when it is known. Its findings are placed by where the window lies in
 * the stream. */
static int
read_field(eml_mime *m, eml_cx *cx, eml_field *f, size_t n,
           const eml__field_shape *shape)
{
    uint64_t body_at;
    bool first;
    int rc;

    cx->origin = m->p;
    cx->base = m->off;
    if (shape)
        eml__field_fill(cx, m->p, shape, f);
    else
        eml_field_split(cx, (eml_span){m->p, n}, f);
    first = is_first(m, f);
    body_at = first ? m->off + (uint64_t)(f->body.p - m->p) : 0;
    m->forget = !m->keep && !first;
    if (m->keep || first) {
        if (!keep_bytes(m, f))
            return EML_E_NOMEM;
        cx->origin = f->raw.p;
    }
    if (f->id == EML_FIELD_JUNK)
        return EML_OK;
    rc = eml__value_read(cx, f->id, f->body, &f->value);
    if (rc == EML_E_NOMEM)
        return rc;
    if (first)
        note_first(m, f, body_at);
    return EML_OK;
}

static int
field(eml_mime *m, eml_cx *cx, eml_mime_event *ev, size_t n,
      const eml__field_shape *shape)
{
    const uint8_t *origin = cx->origin;
    uint64_t base = cx->base;
    eml_arena *arena = cx->arena;
    eml_field *f = &m->field;
    int rc;

    say_stored(m, cx, n);
    if (m->num_fields++ >= EML_LIMIT(cx, fields)) {
        eml_find_at(cx, EML_E_LIMIT_FIELDS, m->off, n);
        return EML_E_LIMIT;
    }
    if (m->keep) {
        f = eml__arena_node(m->arena, sizeof *f);
        if (!f)
            return EML_E_NOMEM;
    } else {
        *f = (eml_field){.id = EML_FIELD_OTHER};
    }
    cx->arena = m->arena;
    rc = read_field(m, cx, f, n, shape);
    cx->arena = arena;
    cx->origin = origin;
    cx->base = base;
    if (rc < 0)
        return rc;
    eml__mime_event_of(m, ev, EML_MIME_FIELD, n);
    ev->bytes = f->raw;
    ev->field = f;
    eml__mime_consume(m, n);
    m->line_checked = false;
    m->begun = false;
    return EML_OK;
}

eml_field *
eml__mime_plain_field(eml_mime *m, eml_cx *cx)
{
    const uint8_t *origin = cx->origin;
    uint64_t base = cx->base;
    eml__field_shape shape;
    eml_field *f;

    if (!m->whole || !m->keep || m->line.pending || m->sticky || !m->n ||
        (m->p[0] == '-' && m->num_boundaries) ||
        (cx->newline == EML_NL_LF && !m->said_stored) ||
        m->num_fields >= EML_LIMIT(cx, fields) ||
        !eml__field_scan((eml_span){m->p, m->n}, EML_LIMIT(cx, field_bytes),
                         cx->newline, &shape))
        return NULL;
    f = eml__arena_node(m->arena, sizeof *f);
    if (!f) {
        m->sticky = EML_E_NOMEM;
        return NULL;
    }
    m->num_fields++;
    m->sticky = read_field(m, cx, f, shape.len, &shape);
    cx->origin = origin;
    cx->base = base;
    if (m->sticky)
        return NULL;
    eml__mime_consume(m, shape.len);
    return f;
}

/* The length of the empty line at the front of the window, 0 when there is
 * none; -1 when it takes more bytes to know. */
static int
empty_line(eml_mime *m)
{
    if (m->p[0] == '\n')
        return 1;
    if (m->p[0] != '\r')
        return 0;
    if (m->n < 2 && !eml__mime_more(m, 1))
        return eml__mime_at_end(m) ? 0 : -1;
    return m->p[1] == '\n' ? 2 : 0;
}

/* RFC 2046 section 5.1.2: "required to recognize outer level boundary markers
 * at ANY level of inner nesting": a header line may be one. */
static int
check_line(eml_mime *m, eml_cx *cx)
{
    if (m->line_checked || m->p[0] != '-' || !m->num_boundaries || m->no_more)
        return EML_OK;
    if (m->n < 2 && !eml__mime_more(m, 1) && !eml__mime_at_end(m))
        return EML_WANT_INPUT;
    if (m->n < 2 || m->p[1] != '-')
        return EML_OK;
    if (eml__mime_judge(m, cx, 0, 0))
        return EML_WANT_INPUT;
    m->line_checked = true;
    if (m->line.pending && !m->line.frame)
        eml__mime_say(m, cx);
    return EML_OK;
}

/* RFC 5322 section 2.1: "A message consists of header fields [...] followed,
 * optionally, by a body. [...] The body [...] is separated from the header
 * section by an empty line". RFC 2046 section 5.1.1: the header of a part may
 * be empty. */
int
eml__mime_header(eml_mime *m, eml_cx *cx, eml_mime_event *ev)
{
    eml__field_shape shape;
    size_t end, limit;
    int rc;

    if (m->n == 0 && !m->line.pending && !eml__mime_more(m, 1)) {
        if (!eml__mime_at_end(m))
            return eml__mime_wait(m);
        return end_header(m, cx, ev, 0);
    }
    if (m->line.pending) /* a delimiter has ended the header before */
        return end_header(m, cx, ev, 0);
    rc = empty_line(m);
    if (rc < 0)
        return eml__mime_wait(m);
    if (rc > 0)
        return end_header(m, cx, ev, (size_t)rc);
    if (!m->begun && !m->keep)
        m->field_mark = eml_arena_note(m->arena);
    m->begun = true;
    if (check_line(m, cx))
        return eml__mime_wait(m);
    if (m->line.pending)
        return end_header(m, cx, ev, 0);
    limit = EML_LIMIT(cx, field_bytes);
    if (!m->scan &&
        eml__field_scan((eml_span){m->p, m->n}, limit, cx->newline, &shape))
        return field(m, cx, ev, shape.len, &shape);
    rc = field_end(m, limit, &end);
    if (m->sticky)
        return m->sticky;
    if (rc == EML_WANT_INPUT)
        return eml__mime_wait(m);
    if (rc < 0) {
        eml_find_at(cx, EML_E_LIMIT_FIELD, m->off, limit);
        return rc;
    }
    return field(m, cx, ev, end, NULL);
}
