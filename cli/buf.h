#ifndef EML_CLI_BUF_H
#define EML_CLI_BUF_H
/* buf.h -- what goes out in many small pieces, gathered: a call of stdio for
 * each of them costs more than to judge what they are about. */
#include "cli/cli.h"

#include <string.h>

enum { CLI_BUF = 16384 };
typedef struct cli_buf {
    FILE *to;
    size_t n;
    char p[CLI_BUF];
} cli_buf;

/* Gives what was gathered to `to`, whose ferror says whether that went well. */
void cli_buf_flush(cli_buf *b);

/* The way of what does not fit; use cli_buf_put. */
void cli_buf_put_large(cli_buf *b, const char *p, size_t n);

static inline void
cli_buf_put(cli_buf *b, const void *p, size_t n)
{
    if (b->n >= CLI_BUF || n > CLI_BUF - b->n) {
        cli_buf_put_large(b, p, n);
        return;
    }
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

static inline void
cli_buf_span(cli_buf *b, eml_span s)
{
    cli_buf_put(b, s.p, s.n);
}

/* Literals and other short strings. */
static inline void
cli_buf_text(cli_buf *b, const char *text)
{
    cli_buf_put(b, text, strlen(text));
}

/* `n` times c. */
void cli_buf_fill(cli_buf *b, char c, size_t n);

/* Decimal, with spaces before it up to `width` characters. */
void cli_buf_u64(cli_buf *b, uint64_t v, size_t width);

/* A number with what stands before it. */
static inline void
cli_buf_count(cli_buf *b, const char *before, uint64_t v)
{
    cli_buf_text(b, before);
    cli_buf_u64(b, v, 0);
}

/* As cli_put_shown. */
void cli_buf_shown(cli_buf *b, eml_span s);
#endif
