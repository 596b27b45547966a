#include "parsers/mime/mime_machine.h"

#include <string.h>

/* The window is a piece of the chunk as long as that is enough. When a field,
 * or a line that may be a delimiter, goes on in the next chunk, its beginning
 * is held in a buffer of ours, and bytes are added to it until it is complete;
 * then the window is the chunk again. So nothing is copied but what straddles
 * two chunks, and nothing at all when the input comes whole. */

void
eml_mime_feed(eml_mime *m, eml_span chunk, bool last)
{
    if (m->sticky)
        return;
    if (m->last || m->rest.n || (m->n && !m->held)) {
        m->sticky = EML_E_MISUSE; /* there was more to pull, or no more */
        return;
    }
    m->whole = !m->fed && last;
    m->fed = true;
    m->last = last;
    m->copied = 0;
    if (m->n) {
        m->rest = chunk;
    } else {
        m->p = chunk.p;
        m->n = chunk.n;
        m->held = false;
    }
}

void
eml__mime_consume_held(eml_mime *m)
{
    if (m->n > m->copied)
        return;
    m->p = m->rest.p - m->n;
    m->n += m->rest.n;
    m->rest = EML_NONE;
    m->held = false;
}

/* Makes room for `k` bytes behind the window, in the hold buffer. A buffer that
 * is outgrown belongs to the field and is given up with it. */
static bool
make_room(eml_mime *m, size_t k)
{
    size_t need = m->n + k;

    if (m->held && (size_t)(m->p - m->hold) + need <= m->hold_cap)
        return true;
    if (!m->held) {
        m->hold = m->small;
        m->hold_cap = EML__MIME_HOLD;
    }
    if (need > m->hold_cap) {
        size_t cap = need < 2 * m->hold_cap ? 2 * m->hold_cap : need;
        uint8_t *more = eml_arena_raw(m->arena, cap);

        if (!more) {
            m->sticky = EML_E_NOMEM;
            return false;
        }
        m->hold = more;
        m->hold_cap = cap;
    }
    memmove(m->hold, m->p, m->n);
    m->p = m->hold;
    m->held = true;
    return true;
}

bool
eml__mime_more(eml_mime *m, size_t want)
{
    size_t k = want < m->rest.n ? want : m->rest.n;

    if (!k || !make_room(m, k))
        return false;
    memcpy(m->hold + (m->p - m->hold) + m->n, m->rest.p, k);
    m->n += k;
    m->copied += k;
    m->rest.p += k;
    m->rest.n -= k;
    return true;
}

bool
eml__mime_more_line(eml_mime *m, size_t extra, size_t max)
{
    size_t left = max > m->n ? max - m->n : 0;
    size_t k = left < m->rest.n ? left : m->rest.n;
    const uint8_t *lf = k ? memchr(m->rest.p, '\n', k) : NULL;

    if (lf && (size_t)(lf - m->rest.p) + 1 + extra < k)
        k = (size_t)(lf - m->rest.p) + 1 + extra;
    return eml__mime_more(m, k);
}

int
eml__mime_wait(eml_mime *m)
{
    if (m->sticky)
        return m->sticky;
    if (m->n && !m->held && !make_room(m, 0))
        return m->sticky;
    return EML_WANT_INPUT;
}
