/* What others wrote, for a terminal. */
#include "cli/cli.h"
#include "eml/utf8.h"

/* Control characters, those that turn or hide text, and what is not UTF-8. */
static bool
is_harmful(int32_t c)
{
    static const struct {
        int32_t from, to;
    } ranges[] = {
        {INT32_MIN, 31},  {127, 0x9f},      {0x61c, 0x61c},
        {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},
        {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
    };

    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i].from && c <= ranges[i].to)
            return true;
    return false;
}

/* How many bytes at the front of s are of US-ASCII and shown as they are. */
static size_t
printable(eml_span s)
{
    size_t n = 0;

    while (n < s.n && s.p[n] >= ' ' && s.p[n] < 0x7f)
        n++;
    return n;
}

void
cli_put_shown(FILE *to, eml_span s)
{
    while (s.n) {
        const uint8_t *p = s.p;
        size_t n = printable(s);
        int32_t c;

        fwrite(p, 1, n, to);
        s.p += n;
        s.n -= n;
        if (!s.n)
            break;
        p = s.p;
        c = eml_utf8_next(&s);
        if (c == '\t')
            fputc(' ', to);
        else if (is_harmful(c))
            fputs("\xc2\xb7", to);
        else
            fwrite(p, 1, (size_t)(s.p - p), to);
    }
}
