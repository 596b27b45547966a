/* The mbox machine (RFC 4155, appendix A, and the variants before it).
 *
 * What a line is, is decided at its start, where up to seven bytes are looked
 * at: "\r\nFrom " or ">From ". When a chunk ends before that many, the rest of
 * it is carried over into a small window that the next chunk fills up. All else
 * is text, found by line ends and given out where it lies. */
#include "eml/mbox.h"

#include <string.h>

#include "core/cclass.h"
#include "core/general.h"
#include "parsers/mailbox/mbox_int.h"

enum { AT_LINE, IN_LINE, IN_FROM, IN_MORE, AT_END };
enum { LOOK = 7 };

static const uint8_t from_[] = {'F', 'r', 'o', 'm', ' '};

void
eml__mbox_init(eml_mbox *m, eml_mbox_variant variant, uint64_t off)
{
    memset(m, 0, sizeof *m);
    m->variant = (uint8_t)variant;
    m->p = m->end = EML_NONE.p;
    m->off = off;
    m->start = true;
}

eml_mbox *
eml_mbox_new(eml_cx *cx, eml_mbox_variant variant, uint64_t off)
{
    eml_mbox *m = eml_arena_get(cx->arena, sizeof *m);

    if (m)
        eml__mbox_init(m, variant, off);
    return m;
}

void
eml_mbox_feed(eml_mbox *m, eml_span chunk, bool last)
{
    m->p = chunk.p;
    m->end = chunk.p + chunk.n;
    m->last = last;
}

/* ---- events -------------------------------------------------------------- */

static void
queue(eml_mbox *m, eml_mbox_event_kind kind, const uint8_t *p, size_t n)
{
    eml_mbox_event *ev = &m->queue[m->num_queued++];

    ev->kind = kind;
    ev->off = m->off;
    ev->bytes = (eml_span){p, n};
    m->off += n;
}

/* Bytes of a message, or of what comes before the first one. */
static void
text(eml_mbox *m, const uint8_t *from, const uint8_t *to)
{
    if (from == to)
        return;
    m->start = false;
    queue(m, m->in_message ? EML_MBOX_MESSAGE : EML_MBOX_JUNK, from,
          (size_t)(to - from));
}

/* ---- Content-Length ------------------------------------------------------ */

/* Follows the header's lines, byte by byte: "Content-Length" ":" 1*DIGIT. The
 * first such field counts. */
static void
header_byte(eml_mbox *m, uint8_t c)
{
    static const uint8_t name[] = "content-length";
    enum { COLON = sizeof name - 1, SPACE, DIGITS, AFTER, OTHER };

    if (c == '\n') {
        if ((m->field == DIGITS || m->field == AFTER) && !m->has_length) {
            m->has_length = true;
            m->length = m->number;
        }
        m->field = 0;
        m->number = 0;
    } else if (m->field < COLON) {
        m->field = eml__lower(c) == name[m->field] ? (uint8_t)(m->field + 1)
                                                   : (uint8_t)OTHER;
    } else if (eml__is(c, EML__WSP) || (c == '\r' && m->field >= DIGITS)) {
        if (m->field == DIGITS)
            m->field = AFTER;
    } else if (m->field == COLON && c == ':') {
        m->field = SPACE;
    } else if ((m->field == SPACE || m->field == DIGITS) &&
               eml__is(c, EML__DIGIT)) {
        m->field = DIGITS;
        if (m->number <= UINT64_MAX / 10 - 1)
            m->number = m->number * 10 + (uint64_t)(c - '0');
    } else {
        m->field = OTHER;
    }
}

static void
header_bytes(eml_mbox *m, const uint8_t *p, const uint8_t *to)
{
    if (m->in_header)
        while (p != to)
            header_byte(m, *p++);
}

/* The empty line that ends a header was taken, up to the stream offset `off`:
 * what follows may be counted. */
static void
header_ends(eml_mbox *m, uint64_t off)
{
    m->in_header = false;
    if (!m->has_length)
        return;
    m->left = m->length;
    m->counting = m->left != 0;
    m->after = !m->counting;
    m->after_off = off;
    m->line_ended = true;
}

/* Bytes [p, to) of a counted body were taken, up to the stream offset `off`. */
static void
count(eml_mbox *m, const uint8_t *p, const uint8_t *to, uint64_t off)
{
    m->left -= (uint64_t)(to - p);
    if (m->left)
        return;
    m->counting = false;
    m->after = true;
    m->after_off = off;
    m->line_ended = to[-1] == '\n';
    m->state = AT_LINE;
}

/* What stands where a counted body ends is no from-line. */
static void
not_after(eml_mbox *m, eml_cx *cx)
{
    if (m->after)
        (void)eml_find_at(cx, EML_E_MBOX_LENGTH, m->after_off, 0);
    m->after = false;
}

/* ---- from-lines ---------------------------------------------------------- */

static void
from_ends(eml_mbox *m, eml_cx *cx, const uint8_t *p, size_t n, bool whole)
{
    eml_mbox_from from;

    if (!whole || !eml_mbox_from_parse((eml_span){p, n}, &from))
        (void)eml_find_at(cx, EML_E_MBOX_FROM_SYNTAX, m->off, n);
    queue(m, EML_MBOX_FROM, p, n);
    m->in_message = true;
    m->in_header = m->variant >= EML_MBOX_CL;
    m->has_length = false;
    m->field = 0;
    m->number = 0;
    m->state = whole ? AT_LINE : IN_MORE;
}

/* Takes the from-line's first 1000 bytes: from where they lie when they are all
 * there, else through m->line. */
static const uint8_t *
in_from(eml_mbox *m, eml_cx *cx, const uint8_t *p, const uint8_t *end,
        bool final)
{
    size_t room = sizeof m->line - m->num_line, n = (size_t)(end - p);
    bool full = n >= room, done;
    const uint8_t *nl;

    if (full)
        n = room;
    nl = memchr(p, '\n', n);
    if (nl)
        n = (size_t)(nl - p) + 1;
    done = nl || full || (final && p + n == end);
    if (m->num_line || !done) {
        memcpy(m->line + m->num_line, p, n);
        m->num_line += n;
    }
    if (done && m->num_line)
        from_ends(m, cx, m->line, m->num_line, nl || !full);
    else if (done)
        from_ends(m, cx, p, n, nl || !full);
    return p + n;
}

static const uint8_t *
in_more(eml_mbox *m, const uint8_t *p, const uint8_t *end)
{
    const uint8_t *nl = memchr(p, '\n', (size_t)(end - p));

    if (nl) {
        end = nl + 1;
        m->state = AT_LINE;
    }
    queue(m, EML_MBOX_FROM_MORE, p, (size_t)(end - p));
    return end;
}

/* ---- the start of a line ------------------------------------------------- */

/* What scan() looks at. Text from `text` to `p` was decided but not given
 * out. */
struct window {
    const uint8_t *text, *p, *end;
    bool final; /* no byte comes after `end` */
};

static bool
is_from(const uint8_t *p, const uint8_t *end)
{
    return (size_t)(end - p) >= sizeof from_ &&
           memcmp(p, from_, sizeof from_) == 0;
}

/* Whether nothing comes before w->p. */
static bool
at_start(const eml_mbox *m, const struct window *w)
{
    return m->start && w->p == w->text;
}

static uint64_t
off_of(const eml_mbox *m, const struct window *w, const uint8_t *p)
{
    return m->off + (uint64_t)(p - w->text);
}

static void
flush(eml_mbox *m, struct window *w)
{
    text(m, w->text, w->p);
    w->text = w->p;
}

/* A from-line begins after `blank` bytes of an empty line at w->p. */
static void
separate(eml_mbox *m, eml_cx *cx, struct window *w, size_t blank)
{
    const uint8_t *at = w->p;

    if (blank == 0 && !at_start(m, w))
        (void)eml_find_at(cx, EML_E_MBOX_BLANK, off_of(m, w, at), sizeof from_);
    if (!m->in_message)
        w->p += blank;
    flush(m, w);
    if (m->in_message) {
        if (blank)
            queue(m, EML_MBOX_BLANK, at, blank);
        queue(m, EML_MBOX_END, at, 0);
        w->p = w->text = at + blank;
    }
    m->in_message = false;
    m->after = false;
    m->start = false;
    m->state = IN_FROM;
    m->num_line = 0;
}

/* An empty line. */
static void
blank_line(eml_mbox *m, eml_cx *cx, struct window *w, size_t blank)
{
    const uint8_t *next = w->p + blank;

    if (m->in_header && m->has_length) {
        header_ends(m, off_of(m, w, next));
    } else if (is_from(next, w->end)) {
        separate(m, cx, w, blank);
        return;
    } else if (w->final && next == w->end && m->in_message) {
        flush(m, w);
        queue(m, EML_MBOX_BLANK, w->p, blank);
        w->p = w->text = next;
        return;
    } else {
        not_after(m, cx);
        m->in_header = false;
    }
    w->p = next;
}

/* "From " at w->p. */
static void
from_line(eml_mbox *m, eml_cx *cx, struct window *w)
{
    bool begins = m->after ? m->line_ended
                           : at_start(m, w) || m->variant != EML_MBOX_AUTO;

    if (begins) {
        separate(m, cx, w, 0);
        return;
    }
    if (!m->after)
        (void)eml_find_at(cx, EML_E_MBOX_BLANK, off_of(m, w, w->p),
                          sizeof from_);
    not_after(m, cx);
    m->state = IN_LINE;
}

/* ">" at w->p: any number of them, then maybe "From ". The one that quoting
 * put there is taken to be the last. */
static void
quoted_line(eml_mbox *m, eml_cx *cx, struct window *w)
{
    const uint8_t *from = w->p, *q = from + 1;

    not_after(m, cx);
    if (m->variant != EML_MBOX_O)
        while (q != w->end && *q == '>')
            q++;
    if (m->in_message && is_from(q, w->end)) {
        w->p = q - 1;
        header_bytes(m, from, w->p);
        flush(m, w);
        queue(m, EML_MBOX_QUOTE, w->p, 1);
        w->p = w->text = q;
        m->state = IN_LINE;
    } else if (!w->final && w->end - q < LOOK && q - from > 1) {
        w->p = q - 1; /* decided at the next look */
        header_bytes(m, from, w->p);
    } else {
        m->state = IN_LINE;
    }
}

/* Decides what the line at w->p is; false when too little of it is there. */
static bool
line_begins(eml_mbox *m, eml_cx *cx, struct window *w)
{
    const uint8_t *p = w->p;
    size_t n = (size_t)(w->end - p), blank = 0;

    if (n < LOOK && !w->final)
        return false;
    if (at_start(m, w) && !is_from(p, w->end))
        (void)eml_find_at(cx, EML_E_MBOX_FROM, m->off, 1);
    if (*p == '\n')
        blank = 1;
    else if (*p == '\r' && n > 1 && p[1] == '\n')
        blank = 2;
    if (m->counting && *p != '>') {
        m->state = IN_LINE;
    } else if (blank) {
        blank_line(m, cx, w, blank);
    } else if (*p == 'F' && is_from(p, w->end)) {
        from_line(m, cx, w);
    } else if (*p == '>' && m->variant != EML_MBOX_CL2 &&
               (!m->after || m->line_ended)) {
        quoted_line(m, cx, w);
    } else {
        not_after(m, cx);
        m->state = IN_LINE;
    }
    return true;
}

const uint8_t *
eml__mbox_from(const uint8_t *p, const uint8_t *end)
{
    while ((p = memchr(p, 'F', (size_t)(end - p))) != NULL && !is_from(p, end))
        p++;
    return p;
}

/* The line that begins at `at`, or the empty one before it; none begins before
 * `from`. */
static const uint8_t *
or_empty_before(const uint8_t *from, const uint8_t *at)
{
    const uint8_t *q = at;

    if (q != from)
        q--;
    if (q != from && q[-1] == '\r')
        q--;
    return q == from || q[-1] == '\n' ? q : at;
}

/* Passes lines, from the start of one on, that are text whatever comes before
 * or after them: up to the next "From " that begins a line, quoted or not, or
 * to the last line, with the empty line that may come before either. An F is
 * rarer than a line end. */
static const uint8_t *
plain_lines(const uint8_t *from, const uint8_t *end)
{
    const uint8_t *at = from, *f, *line;

    while ((f = eml__mbox_from(at, end)) != NULL) {
        for (line = f; line != from && line[-1] == '>';)
            line--;
        if (line == from || line[-1] == '\n')
            return or_empty_before(from, line);
        at = f + 1;
    }
    for (line = end; line != from && line[-1] != '\n';)
        line--;
    return or_empty_before(from, line);
}

static void
in_line(eml_mbox *m, struct window *w)
{
    const uint8_t *nl = memchr(w->p, '\n', (size_t)(w->end - w->p));
    const uint8_t *to = nl ? nl + 1 : w->end;

    header_bytes(m, w->p, to);
    w->p = to;
    if (!nl)
        return;
    m->state = AT_LINE;
    if (EML__PLAIN && !m->counting && !m->in_header)
        w->p = plain_lines(to, w->end);
}

/* ---- running over a window ----------------------------------------------- */

/* A step within a counted body: no further than it goes. */
static bool
step_counted(eml_mbox *m, eml_cx *cx, struct window *w)
{
    struct window part = *w;
    const uint8_t *from = w->p;
    bool moved = true;

    if ((uint64_t)(w->end - w->p) >= m->left) {
        part.end = w->p + m->left;
        part.final = true;
    }
    if (m->variant == EML_MBOX_CL2)
        part.p = part.end;
    else if (m->state == IN_LINE)
        in_line(m, &part);
    else
        moved = line_begins(m, cx, &part);
    w->p = part.p;
    w->text = part.text;
    if (w->p != from)
        count(m, from, w->p, off_of(m, w, w->p));
    return moved;
}

/* One step; false when there is too little to decide on. */
static bool
step(eml_mbox *m, eml_cx *cx, struct window *w)
{
    if (m->counting)
        return step_counted(m, cx, w);
    if (m->state == AT_LINE)
        return line_begins(m, cx, w);
    if (m->state == IN_LINE) {
        in_line(m, w);
        return true;
    }
    if (m->state == IN_FROM)
        w->p = in_from(m, cx, w->p, w->end, w->final);
    else
        w->p = in_more(m, w->p, w->end);
    w->text = w->p;
    return true;
}

/* Goes on from w->p until there is an event that is not text, until it has
 * passed `stop`, or until it cannot decide. */
static void
scan(eml_mbox *m, eml_cx *cx, struct window *w, const uint8_t *stop)
{
    while (w->p < stop && !m->num_queued && step(m, cx, w))
        ;
    flush(m, w);
}

/* Goes on where the last chunk left bytes over. False: too few, still. */
static bool
scan_carried(eml_mbox *m, eml_cx *cx)
{
    size_t old = m->num_carried, room = sizeof m->carry - old;
    size_t n = (size_t)(m->end - m->p), taken;
    struct window w;

    if (n > room)
        n = room;
    memmove(m->carry, m->carry + m->carried_at, old);
    m->carried_at = 0;
    memcpy(m->carry + old, m->p, n);
    w.text = w.p = m->carry;
    w.end = m->carry + old + n;
    w.final = m->last && m->p + n == m->end;
    scan(m, cx, &w, m->carry + old);
    taken = (size_t)(w.p - m->carry);
    if (taken < old) {
        if (taken == 0 && !m->num_queued) { /* the chunk is used up, too */
            m->num_carried = (uint8_t)(old + n);
            m->p += n;
            return false;
        }
        m->carried_at = (uint8_t)taken;
        m->num_carried = (uint8_t)(old - taken);
    } else {
        m->num_carried = 0;
        m->p += taken - old;
    }
    return true;
}

/* The input is over. */
static void
finish(eml_mbox *m, eml_cx *cx)
{
    if (m->state == IN_FROM && m->num_line) {
        from_ends(m, cx, m->line, m->num_line, true);
        return;
    }
    if (m->counting)
        (void)eml_find_at(cx, EML_E_MBOX_LENGTH, m->off, 0);
    if (m->in_message)
        queue(m, EML_MBOX_END, m->end, 0);
    m->state = AT_END;
}

/* Works until there is an event; else says what is missing. */
static int
work(eml_mbox *m, eml_cx *cx)
{
    m->num_queued = m->next_queued = 0;
    while (!m->num_queued) {
        struct window w = {m->p, m->p, m->end, m->last};

        if (m->state == AT_END)
            return EML_END;
        if (m->num_carried) {
            if (!scan_carried(m, cx))
                return EML_WANT_INPUT;
            continue;
        }
        scan(m, cx, &w, w.end);
        m->p = w.p;
        if (m->num_queued)
            break;
        if (m->last) {
            finish(m, cx);
            continue;
        }
        m->num_carried = (uint8_t)(m->end - m->p);
        m->carried_at = 0;
        memcpy(m->carry, m->p, m->num_carried);
        m->p = m->end;
        return EML_WANT_INPUT;
    }
    return EML_OK;
}

int
eml_mbox_next(eml_mbox *m, eml_cx *cx, eml_mbox_event *ev)
{
    if (m->next_queued == m->num_queued) {
        int rc = work(m, cx);

        if (rc != EML_OK)
            return rc;
    }
    *ev = m->queue[m->next_queued++];
    return EML_OK;
}
