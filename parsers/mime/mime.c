#include "core/arena_int.h"
#include "parsers/mime/mime_machine.h"

eml_mime *
eml_mime_new(eml_cx *cx, bool keep_fields)
{
    eml_mime *m = eml_arena_get(cx->arena, sizeof *m);

    if (!m)
        return NULL;
    m->small = eml_arena_raw(cx->arena, EML__MIME_HOLD);
    if (!m->small)
        return NULL;
    eml__mime_own_init(&m->own, cx->arena);
    m->keep = keep_fields;
    m->arena = keep_fields ? cx->arena : &m->own.arena;
    m->p = m->small;
    m->rest = EML_NONE;
    m->off = m->start = cx->base;
    m->state = EML__MIME_BEGIN;
    return m;
}

/* Begins a part inside of the top one. */
static int
push(eml_mime *m)
{
    eml__mime_frame *up = m->top, *f = up ? up->down : m->root, *down;

    if (!f) {
        f = eml__arena_node(m->own.home, sizeof *f);
        if (!f)
            return EML_E_NOMEM;
        if (up)
            up->down = f;
        else
            m->root = f;
    }
    down = f->down;
    eml__zero(f, sizeof *f);
    f->up = up;
    f->down = down;
    f->depth = up ? up->depth + 1 : 0;
    f->type_at = f->cte_at = m->off;
    if (!m->keep)
        f->mark = eml_arena_note(m->arena);
    m->top = f;
    m->num_parts++;
    m->num_fields = 0;
    m->state = EML__MIME_HEADER;
    return EML_OK;
}

static int
begin(eml_mime *m, eml_mime_event *ev)
{
    int rc = push(m);

    return rc < 0 ? rc : eml__mime_event_of(m, ev, EML_MIME_PART, 0);
}

static bool
is_open(const eml__mime_frame *f)
{
    return f->info.kind == EML_PART_MULTIPART && !f->closed;
}

/* Ends the innermost part. RFC 2046 section 5.1: "the last one followed by a
 * closing boundary delimiter line". */
static int
end(eml_mime *m, eml_cx *cx, eml_mime_event *ev)
{
    eml__mime_frame *f = m->top;

    if (is_open(f) && !m->no_more)
        eml_find_at(cx,
                    f->delimited ? EML_E_MULTIPART_NO_CLOSE
                                 : EML_E_MULTIPART_NO_DELIMITER,
                    m->off, 0);
    if (f->info.kind == EML_PART_MULTIPART)
        eml__mime_boundary_drop(m, f);
    eml__mime_event_of(m, ev, EML_MIME_PART_END, 0);
    if (!m->keep)
        eml_arena_release(m->arena, f->mark);
    m->top = f->up;
    return EML_OK;
}

static int
take(eml_mime *m, eml_mime_event *ev, eml_mime_event_kind kind, size_t n)
{
    eml__mime_event_of(m, ev, kind, n);
    eml__mime_consume(m, n);
    return EML_OK;
}

static void
say_outer(const eml_mime *m, eml_cx *cx)
{
    const eml__mime_frame *f = m->top;

    while (f != m->line.frame && !is_open(f))
        f = f->up;
    if (f != m->line.frame)
        eml_find_at(cx, EML_E_BOUNDARY_OUTER, m->off + m->line.lead,
                    m->line.text);
}

/* The window begins with a delimiter line of m->line.frame. Whatever is open
 * inside of that ends here (RFC 2046 section 5.1.2). */
static int
delimiter(eml_mime *m, eml_cx *cx, eml_mime_event *ev)
{
    eml__mime_frame *f = m->line.frame;

    if (m->line.pending) {
        eml__mime_say(m, cx);
        say_outer(m, cx);
    }
    if (m->top != f)
        return end(m, cx, ev);
    if (m->line.close && !f->delimited)
        eml_find_at(cx, EML_E_MULTIPART_EMPTY, m->off + m->line.lead,
                    m->line.text);
    eml__mime_line_end(m, cx, m->p, m->line.lead);
    f->delimited = true;
    f->closed = m->line.close;
    m->line.frame = NULL;
    if (f->closed) {
        /* [CRLF epilogue]: the line end is not the delimiter's */
        size_t n = m->line.lead + m->line.text;

        m->state = EML__MIME_TEXT;
        m->line_start = false;
        return take(m, ev, EML_MIME_CLOSE, n);
    }
    eml__mime_line_end(m, cx, m->p, m->line.whole);
    m->state = EML__MIME_NEXT;
    return take(m, ev, EML_MIME_DELIMITER, m->line.whole);
}

/* After a header: what follows is by the kind of the part. */
static int
open_body(eml_mime *m, eml_mime_event *ev)
{
    if (m->top->info.kind == EML_PART_MESSAGE)
        return begin(m, ev);
    m->state = EML__MIME_TEXT;
    m->line_start = true;
    return EML__MIME_AGAIN;
}

static int
finish(eml_mime *m, eml_cx *cx, eml_mime_event *ev)
{
    if (m->top)
        return end(m, cx, ev);
    if (m->off != m->start && !(m->whole ? m->p[-1] == '\n' : m->ends_in_lf))
        eml_find_at(cx, EML_E_LAST_LINE, m->off, 0);
    return EML_END;
}

static int
step(eml_mime *m, eml_cx *cx, eml_mime_event *ev)
{
    switch (m->state) {
    case EML__MIME_BEGIN:
    case EML__MIME_NEXT:
        return begin(m, ev);
    case EML__MIME_HEADER:
        return eml__mime_header(m, cx, ev);
    case EML__MIME_OPEN:
        return open_body(m, ev);
    case EML__MIME_TEXT:
        return eml__mime_text(m, cx, ev);
    case EML__MIME_DELIM:
        return delimiter(m, cx, ev);
    case EML__MIME_FINISH:
        return finish(m, cx, ev);
    }
    return EML_E_MISUSE;
}

int
eml_mime_next(eml_mime *m, eml_cx *cx, eml_mime_event *ev)
{
    int rc = m->sticky;

    if (rc)
        return rc;
    if (!m->fed)
        return EML_WANT_INPUT;
    eml__mime_forget_field(m);
    do
        rc = step(m, cx, ev);
    while (rc == EML__MIME_AGAIN);
    if (m->sticky)
        rc = m->sticky;
    if (rc < 0 || rc == EML_END)
        m->sticky = rc;
    return rc;
}
