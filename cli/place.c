#include "cli/place.h"

#include <string.h>

void
place_init(place *p, eml_span file)
{
    *p = (place){.file = file, .line = 1};
}

size_t
place_seek(place *p, uint64_t off)
{
    size_t column = 1;

    if (off > p->file.n)
        off = p->file.n;
    if (off < p->line_start)
        place_init(p, p->file);
    p->off = off;
    for (;;) {
        const uint8_t *at = p->file.p + p->line_start;
        const uint8_t *nl = memchr(at, '\n', (size_t)(off - p->line_start));

        if (!nl)
            break;
        p->line_start = (uint64_t)(nl + 1 - p->file.p);
        p->line++;
    }
    for (uint64_t i = p->line_start; i < off; i++)
        column += (p->file.p[i] & 0xc0) != 0x80;
    return column;
}

eml_span
place_line(const place *p)
{
    eml_span s = {p->file.p + p->line_start, p->file.n - (size_t)p->line_start};
    const uint8_t *nl = s.n ? memchr(s.p, '\n', s.n) : NULL;

    if (nl)
        s.n = (size_t)(nl - s.p);
    if (s.n && s.p[s.n - 1] == '\r')
        s.n--;
    return s;
}
