#include "cli/buf.h"

void
cli_buf_flush(cli_buf *b)
{
    if (b->n)
        fwrite(b->p, 1, b->n, b->to);
    b->n = 0;
}

void
cli_buf_put_large(cli_buf *b, const char *p, size_t n)
{
    while (n > CLI_BUF - b->n) {
        size_t room = CLI_BUF - b->n;

        memcpy(b->p + b->n, p, room);
        b->n += room;
        p += room;
        n -= room;
        cli_buf_flush(b);
    }
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

void
cli_buf_fill(cli_buf *b, char c, size_t n)
{
    while (n > CLI_BUF - b->n) {
        size_t room = CLI_BUF - b->n;

        memset(b->p + b->n, c, room);
        b->n += room;
        n -= room;
        cli_buf_flush(b);
    }
    memset(b->p + b->n, c, n);
    b->n += n;
}

void
cli_buf_u64(cli_buf *b, uint64_t v, size_t width)
{
    char digits[20], *end = digits + sizeof digits, *at = end;

    do {
        *--at = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    if ((size_t)(end - at) < width)
        cli_buf_fill(b, ' ', width - (size_t)(end - at));
    cli_buf_put(b, at, (size_t)(end - at));
}
