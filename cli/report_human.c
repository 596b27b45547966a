/* For people: like a good compiler's errors. */
#include "cli/advice.h"
#include "cli/report.h"
#include "eml/utf8.h"

#include <string.h>

enum { WIDTH = 76 }; /* of the source line shown */

const char *
report_severity(eml_severity s)
{
    static const char *const names[] = {"error", "warning", "note"};

    return names[s];
}

const char *
report_name(const source_item *item, char *buf, size_t n)
{
    if (!item->index)
        return item->file;
    snprintf(buf, n, "%s#%zu", item->file, item->index);
    return buf;
}

static bool
begin(report *r)
{
    (void)r;
    return true;
}

static void
excerpt(const report *r, const place *at, const eml_diag *d)
{
    const cli_colours *c = &r->colours;
    bool cut[2];
    eml_span s = place_window(at, WIDTH, cut);
    uint64_t end = d->off + d->len;
    size_t carets = 0, pad = 0;

    printf("%s%6zu |%s %s", c->cyan, at->line, c->off,
           cut[0] ? "\xe2\x80\xa6" : "");
    cli_put_shown(stdout, s);
    while (s.n) {
        uint64_t off = (uint64_t)(s.p - at->file.p);

        (void)eml_utf8_next(&s);
        if (off < d->off)
            pad++;
        else if (off < end)
            carets++;
    }
    printf("%s\n%s       |%s %s", cut[1] ? "\xe2\x80\xa6" : "", c->cyan, c->off,
           cut[0] ? " " : "");
    printf("%*s%s^", (int)pad, "", c->green);
    for (size_t i = 1; i < carets; i++)
        putchar('~');
    printf("%s\n", c->off);
}

static void
finding(const report *r, const source_item *item, const eml_diag *d,
        eml_severity severity, place *at)
{
    const eml_code_info *info = eml_code_info_get(d->code);
    const cli_colours *c = &r->colours;
    const char *tint[] = {c->red, c->yellow, c->cyan}, *readings[2];
    size_t col = place_seek(at, d->off);
    char clause[CLI_CLAUSE_MAX];

    fputs(c->bold, stdout);
    cli_put_shown(stdout,
                  (eml_span){(const uint8_t *)item->file, strlen(item->file)});
    printf(":%zu:%zu:%s %s%s:%s %s%s%s [%s]\n", at->line, col, c->off,
           tint[severity], report_severity(severity), c->off, c->bold,
           info->text, c->off, info->name);
    excerpt(r, at, d);
    printf("       %s=%s %s (%s)\n", c->cyan, c->off, cli_clause(info, clause),
           eml_level_name(info->level));
    if (eml_code_readings(d->code, readings))
        printf("       %s=%s ambiguous: %s; or %s\n", c->cyan, c->off,
               readings[0], readings[1]);
    if (severity != EML_SEVERITY_NOTE && cli_advice(d->code))
        printf("       %s=%s %s\n", c->cyan, c->off, cli_advice(d->code));
}

static bool
message(report *r, const source_item *item, const judge *j)
{
    if (r->quiet)
        return true;
    for (size_t i = 0; i < j->cx.num_diags; i++) {
        const eml_diag *d = &j->diags[i];
        eml_severity s = eml_severity_of(d->code, j->cx.allow);

        if (s == EML_SEVERITY_NOTE && !r->notes &&
            !eml_code_readings(d->code, (const char *[2]){0}))
            continue;
        finding(r, item, d, s, item->at);
    }
    return true;
}

static const char *
plural(size_t n)
{
    return n == 1 ? "" : "s";
}

/* The codes that were found, most frequent first. */
static void
table(const report *r)
{
    for (;;) {
        size_t best = 0, most = 0;
        const eml_code_info *info;

        for (size_t i = 0; eml_code_at(i); i++)
            if (r->by_code[i] > most)
                most = r->by_code[best = i];
        if (!most)
            return;
        info = eml_code_info_get(eml_code_at(best));
        printf("%8zu  %-26s RFC %u %-10s %s\n", most, info->name, info->rfc,
               info->section, info->text);
        r->by_code[best] = 0;
    }
}

static bool
end(report *r)
{
    const cli_colours *c = &r->colours;

    if (r->quiet)
        table(r);
    if (r->stored_form)
        printf("%snote:%s %zu file%s without any CR: lines end in LF alone, "
               "read as the stored form of CRLF (--newline)\n",
               c->cyan, c->off, r->stored_form, plural(r->stored_form));
    printf(
        "%s%zu message%s:%s %zu conform%s, %zu do%s not (%zu ambiguous); %zu "
        "error%s, %zu warning%s, %zu note%s\n",
        c->bold, r->messages, plural(r->messages), c->off,
        r->messages - r->deviating, r->messages - r->deviating == 1 ? "s" : "",
        r->deviating, r->deviating == 1 ? "es" : "", r->ambiguous,
        r->total.errors, plural(r->total.errors), r->total.warnings,
        plural(r->total.warnings), r->total.notes, plural(r->total.notes));
    return true;
}

const report_format report_human = {"human", begin, message, end};
