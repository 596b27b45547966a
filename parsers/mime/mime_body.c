#include "parsers/mime/mime_machine.h"

#include <string.h>

#include "parsers/mime/mime_scan.h"

/* How many bytes at the end of p[0..n) may begin CRLF "--". */
static size_t
undecided(const uint8_t *p, size_t n)
{
    size_t i = n;

    if (i && p[i - 1] == '-')
        i--;
    if (i && p[i - 1] == '\n') {
        i--;
        if (i && p[i - 1] == '\r')
            i--;
        return n - i;
    }
    return n && p[n - 1] == '\r' ? 1 : 0;
}

static size_t
without_line_end(const uint8_t *p, size_t n)
{
    if (n && p[n - 1] == '\n') {
        n--;
        if (n && p[n - 1] == '\r')
            n--;
    }
    return n;
}

int
eml__mime_judge(eml_mime *m, eml_cx *cx, size_t from, size_t at)
{
    size_t look, end;
    const uint8_t *lf;

    for (;;) {
        look = m->n - at < EML__MIME_LINE ? m->n - at : EML__MIME_LINE;
        lf = memchr(m->p + at, '\n', look);
        if (lf || look == EML__MIME_LINE || eml__mime_at_end(m))
            break;
        if (from || !eml__mime_more_line(m, 0, at + EML__MIME_LINE))
            return EML_WANT_INPUT;
    }
    end = lf ? (size_t)(lf - m->p) + 1 : at + look;
    m->line = (eml__mime_line){
        .lead = at,
        .text = without_line_end(m->p + at, end - at),
        .whole = end,
    };
    eml__mime_boundary_match(m, (eml_span){m->p + at + 2, m->line.text - 2},
                             lf || look < EML__MIME_LINE);
    m->line.lead = at - from;
    m->line.whole = end - from;
    if (m->line.frame && !m->line.close &&
        m->num_parts >= EML_LIMIT(cx, parts)) {
        m->line.frame = NULL;
        m->line.limit = true;
    }
    m->line.pending = m->line.frame || m->line.prefix || m->line.own ||
                      m->line.after || m->line.limit;
    return EML_OK;
}

void
eml__mime_say(eml_mime *m, eml_cx *cx)
{
    uint64_t at = m->off + m->line.lead;

    if (m->line.prefix)
        eml_find_at(cx, EML_E_BOUNDARY_PREFIX, at, m->line.text);
    else if (m->line.own)
        eml_find_at(cx, EML_E_BOUNDARY_PREAMBLE, at, m->line.text);
    if (m->line.after)
        eml_find_at(cx, EML_E_DELIMITER_AFTER_CLOSE, at, m->line.text);
    if (m->line.limit) {
        eml_find_at(cx, EML_E_LIMIT_PARTS, at, m->line.text);
        m->no_more = true;
    }
    m->line.pending = false;
}

static int
text_event(eml_mime *m, eml_mime_event *ev, size_t n)
{
    const eml__mime_frame *f = m->top;
    eml_mime_event_kind kind = f->info.kind != EML_PART_MULTIPART
                                   ? EML_MIME_BODY
                               : f->closed ? EML_MIME_EPILOGUE
                                           : EML_MIME_PREAMBLE;

    eml__mime_event_of(m, ev, kind, n);
    if (kind == EML_MIME_BODY)
        ev->info = &f->info;
    eml__mime_consume(m, n);
    return EML_OK;
}

/* What to do next in text. */
enum { TEXT_MORE = EML__MIME_AGAIN + 1 };

/* The window begins a line that no line end stands before: the first one of a
 * body. */
static int
first_line(eml_mime *m, eml_cx *cx)
{
    int rc;

    while (m->n < 2 && (m->n == 0 || m->p[0] == '-'))
        if (!eml__mime_more(m, 2 - m->n)) {
            if (!eml__mime_at_end(m))
                return eml__mime_wait(m);
            break;
        }
    if (m->n >= 2 && m->p[0] == '-' && m->p[1] == '-') {
        rc = eml__mime_judge(m, cx, 0, 0);
        if (rc)
            return eml__mime_wait(m);
        if (m->line.pending && m->line.frame)
            return TEXT_MORE;
        if (m->line.pending)
            eml__mime_say(m, cx);
    }
    m->line_start = false;
    return TEXT_MORE;
}

/* Where to end a piece of which it is known that there is no LF "--" in its
 * first `n` bytes, and which goes on behind them: where a line ends, because
 * decoders are quick where one begins. */
static size_t
piece_end(const eml_mime *m, size_t n)
{
    for (size_t i = n; i > n - EML__MIME_NEAR; i--)
        if (m->p[i - 1] == '\n' && m->p[i] != '-')
            return i;
    return n - undecided(m->p, n);
}

/* No LF "--" in sight: all is text but what may begin one. */
static int
plain(eml_mime *m, eml_mime_event *ev)
{
    size_t hold = eml__mime_at_end(m) || m->no_more || !m->num_boundaries
                      ? 0
                      : undecided(m->p, m->n);

    if (m->n > hold)
        return text_event(m, ev, m->n - hold);
    if (eml__mime_more(m, 1))
        return TEXT_MORE;
    if (!eml__mime_at_end(m))
        return eml__mime_wait(m);
    m->state = EML__MIME_FINISH;
    return EML__MIME_AGAIN;
}

/* A line at window offset i + 1 begins with "--". */
static int
candidate(eml_mime *m, eml_cx *cx, eml_mime_event *ev, size_t i)
{
    size_t lead = i && m->p[i - 1] == '\r' ? i - 1 : i;
    int rc = eml__mime_judge(m, cx, lead, i + 1);

    if (rc && lead)
        return text_event(m, ev, lead);
    if (rc)
        return eml__mime_wait(m);
    if (!m->line.pending) {
        m->scan = i + 1;
        return TEXT_MORE;
    }
    return lead ? text_event(m, ev, lead) : TEXT_MORE;
}

/* RFC 2046 section 5.1.1:
 *   preamble := discard-text, epilogue := discard-text
 *   body-part := MIME-part-headers [CRLF *OCTET]
 * "the initial CRLF is considered to be attached to the boundary delimiter line
 * rather than part of the preceding part." */
int
eml__mime_text(eml_mime *m, eml_cx *cx, eml_mime_event *ev)
{
    int rc = TEXT_MORE;

    while (rc == TEXT_MORE) {
        size_t end = m->n, i = m->n;

        if (m->line.pending && m->line.frame) {
            m->state = EML__MIME_DELIM;
            return EML__MIME_AGAIN;
        }
        if (m->line.pending) {
            eml__mime_say(m, cx);
            m->scan = m->line.lead;
        }
        if (m->num_boundaries && !m->no_more) {
            if (m->line_start) {
                rc = first_line(m, cx);
                continue;
            }
            if (end - m->scan > EML__MIME_PIECE)
                end = m->scan + EML__MIME_PIECE;
            i = m->scan + eml__mime_dashes(m->p + m->scan, end - m->scan,
                                           eml__best_isa());
        }
        if (i < end)
            rc = candidate(m, cx, ev, i);
        else if (end < m->n)
            rc = text_event(m, ev, piece_end(m, end));
        else
            rc = plain(m, ev);
    }
    return rc;
}
