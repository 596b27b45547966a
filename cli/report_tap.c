/* TAP version 13: a test point a message, its errors in a YAML block. */
#include "cli/report.h"

#include <string.h>

static bool
begin(report *r)
{
    (void)r;
    puts("TAP version 13");
    return true;
}

/* '#' would begin a directive, and a line end the next line. */
static void
put_name(const char *s)
{
    while (*s) {
        size_t n = strcspn(s, "#");

        cli_put_shown(stdout, (eml_span){(const uint8_t *)s, n});
        s += n;
        if (*s) {
            putchar('_');
            s++;
        }
    }
}

/* An error in flow style, without the numbers that say where it is. */
static void
says(const report *r, int code, eml_severity severity, FILE *to)
{
    const eml_code_info *info = eml_code_info_get(code);

    (void)r;
    fprintf(
        to, "    - {code: %s, severity: %s, %c, rfc: %u, section: \"%s\"}\n",
        info->name, report_severity(severity), '\0', info->rfc, info->section);
}

static bool
finding(report *r, place *at, const eml_diag *d)
{
    const saying *s = report_saying(r, d->code, says);
    size_t col = place_seek(at, d->off);
    cli_buf *b = &r->out;

    if (!s)
        return false;
    cli_buf_span(b, s->piece[0]);
    cli_buf_count(b, "line: ", at->line);
    cli_buf_count(b, ", col: ", col);
    cli_buf_count(b, ", off: ", d->off);
    cli_buf_count(b, ", len: ", d->len);
    cli_buf_span(b, s->piece[1]);
    return true;
}

static bool
message(report *r, const source_item *item, const judge *j)
{
    bool conforms = j->verdict == EML_VERDICT_VALID;

    printf("%sok %zu - ", conforms ? "" : "not ", r->messages + r->unread);
    put_name(item->file);
    if (item->index)
        printf(" message %zu", item->index);
    putchar('\n');
    if (conforms)
        return true;
    printf("  ---\n  verdict: %s\n  findings:\n", eml_verdict_name(j->verdict));
    for (size_t i = 0; i < j->cx.num_diags; i++) {
        const eml_diag *d = &j->diags[i];
        eml_severity s = eml_severity_of(d->code, j->cx.allow);
        const char *readings[2];

        if (s != EML_SEVERITY_ERROR && !eml_code_readings(d->code, readings))
            continue;
        if (!finding(r, item->at, d))
            return false;
    }
    cli_buf_flush(&r->out);
    puts("  ...");
    return true;
}

static bool
unread(report *r, const char *file, const char *why)
{
    printf("not ok %zu - ", r->messages + r->unread);
    put_name(file);
    printf("\n  ---\n  severity: error\n  message: \"%s\"\n  ...\n", why);
    return true;
}

static bool
end(report *r)
{
    printf("1..%zu\n", r->messages + r->unread);
    return true;
}

const report_format report_tap = {"tap", begin, message, unread, end};
