/* What others wrote, for a terminal. */
#include "cli/buf.h"
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
    const uint64_t ones = UINT64_MAX / 255;
    uint64_t eight;
    size_t n = 0;

    /* Of eight at a time: one over 127, under 32, or 127? A carry can only make
     * a byte look like one of those behind one that is. */
    for (; s.n - n >= sizeof eight; n += sizeof eight) {
        memcpy(&eight, s.p + n, sizeof eight);
        if ((eight | (eight - ones * ' ') | (eight + ones)) & (ones << 7))
            break;
    }
    while (n < s.n && s.p[n] >= ' ' && s.p[n] < 0x7f)
        n++;
    return n;
}

void
cli_buf_shown(cli_buf *b, eml_span s)
{
    while (s.n) {
        const uint8_t *p = s.p;
        size_t n = printable(s);
        int32_t c;

        cli_buf_put(b, p, n);
        s.p += n;
        s.n -= n;
        if (!s.n)
            break;
        p = s.p;
        c = eml_utf8_next(&s);
        if (c == '\t')
            cli_buf_put(b, " ", 1);
        else if (is_harmful(c))
            cli_buf_put(b, "\xc2\xb7", 2);
        else
            cli_buf_put(b, p, (size_t)(s.p - p));
    }
}

void
cli_put_shown(FILE *to, eml_span s)
{
    cli_buf b;

    b.to = to;
    b.n = 0;
    cli_buf_shown(&b, s);
    cli_buf_flush(&b);
}
