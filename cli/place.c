#include "cli/place.h"

#include "eml/utf8.h"

#include <string.h>

enum { AHEAD = 16 }; /* characters shown from the place on, if there are */

void
place_init(place *p, eml_span file)
{
    *p = (place){.file = file, .line = 1, .column = 1};
}

/* To the start of the line that holds `off`, which lies before this line. */
static void
go_back(place *p, uint64_t off)
{
    uint64_t i = p->line_start;

    while (i > 0 && !(p->file.p[i - 1] == '\n' && i <= off))
        p->line -= p->file.p[--i] == '\n';
    p->line_start = i;
}

/* How many of the n bytes at p are LF: by words, of which lines are many. */
static uint64_t
line_ends(const uint8_t *p, size_t n)
{
    const uint64_t ones = 0x0101010101010101u, low = ones * 0x7f;
    uint64_t ends = 0, x;

    for (; n >= sizeof x; n -= sizeof x, p += sizeof x) {
        memcpy(&x, p, sizeof x);
        x ^= ones * '\n';
        x = ~(((x & low) + low) | x | low); /* 0x80 where x was 0 */
        ends += (x >> 7) * ones >> 56;
    }
    for (; n; n--)
        ends += *p++ == '\n';
    return ends;
}

size_t
place_seek(place *p, uint64_t off)
{
    const uint8_t *file = p->file.p;
    uint64_t ends;

    if (off > p->file.n)
        off = p->file.n;
    if (off < p->line_start)
        go_back(p, off);
    if (off < p->off) {
        p->off = p->line_start;
        p->column = 1;
    }
    ends = line_ends(file + p->off, (size_t)(off - p->off));
    if (ends) {
        p->line += ends;
        p->column = 1;
        for (p->off = off; file[p->off - 1] != '\n'; p->off--)
            ;
        p->line_start = p->off;
    }
    for (uint64_t i = p->off; i < off; i++)
        p->column += (file[i] & 0xc0) != 0x80;
    p->off = off;
    return p->column;
}

static bool
at_line_end(eml_span s)
{
    return s.n == 0 || s.p[0] == '\n' ||
           (s.n > 1 && s.p[0] == '\r' && s.p[1] == '\n') ||
           (s.n == 1 && s.p[0] == '\r');
}

/* How many bytes at the front of `s`, `n` at most, are ASCII and of the line.
 */
static size_t
ascii_of_line(eml_span s, size_t n)
{
    size_t len = n < s.n ? n : s.n;
    const uint8_t *nl = memchr(s.p, '\n', len);

    if (nl)
        len = (size_t)(nl - s.p);
    len = eml_ascii_len((eml_span){s.p, len});
    return len && s.p[len - 1] == '\r' ? len - 1 : len;
}

/* Takes up to `n` characters of the line from the front of `s`. */
static size_t
forward(eml_span *s, size_t n)
{
    size_t i = ascii_of_line(*s, n);

    s->p += i;
    s->n -= i;
    for (; i < n && !at_line_end(*s); i++)
        (void)eml_utf8_next(s);
    return i;
}

/* `n` characters back from `at`, but not past `line`. */
static const uint8_t *
backward(const uint8_t *line, const uint8_t *at, size_t n)
{
    size_t len = (size_t)(at - line) < n ? (size_t)(at - line) : n;

    if (eml_ascii_len((eml_span){at - len, len}) == len)
        return at - len;
    for (; n && at > line; n--) {
        at--;
        for (size_t i = 0; i < 3 && at > line && (*at & 0xc0) == 0x80; i++)
            at--;
    }
    return at;
}

eml_span
place_window(const place *p, size_t width, bool cut[2])
{
    const uint8_t *line = p->file.p + p->line_start, *at = p->file.p + p->off;
    eml_span s = {at, p->file.n - (size_t)p->off};
    size_t back = width - forward(&s, AHEAD);

    at = backward(line, at, back);
    s = (eml_span){at, (size_t)(p->file.p + p->file.n - at)};
    (void)forward(&s, width);
    cut[0] = at > line;
    cut[1] = !at_line_end(s);
    return (eml_span){at, (size_t)(s.p - at)};
}
