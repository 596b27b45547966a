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

static bool
message(report *r, const source_item *item, const judge *j)
{
    bool conforms = j->verdict == EML_VERDICT_VALID;

    printf("%sok %zu - ", conforms ? "" : "not ", r->messages);
    put_name(item->file);
    if (item->index)
        printf(" message %zu", item->index);
    putchar('\n');
    if (conforms)
        return true;
    printf("  ---\n  verdict: %s\n  findings:\n", eml_verdict_name(j->verdict));
    for (size_t i = 0; i < j->cx.num_diags; i++) {
        const eml_diag *d = &j->diags[i];
        const eml_code_info *info = eml_code_info_get(d->code);
        eml_severity s = eml_severity_of(d->code, j->cx.allow);
        const char *readings[2];
        size_t col;

        if (s != EML_SEVERITY_ERROR && !eml_code_readings(d->code, readings))
            continue;
        col = place_seek(item->at, d->off);
        printf("    - {code: %s, severity: %s, line: %zu, col: %zu, off: %llu, "
               "len: %u, rfc: %u, section: \"%s\"}\n",
               info->name, report_severity(s), item->at->line, col,
               (unsigned long long)d->off, d->len, info->rfc, info->section);
    }
    puts("  ...");
    return true;
}

static bool
end(report *r)
{
    printf("1..%zu\n", r->messages);
    return true;
}

const report_format report_tap = {"tap", begin, message, end};
