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

/* The pieces of a finding. Between them stand where it is, the line's number,
 * the line, the space before the first caret, and the other carets. */
enum { BEFORE_PLACE, BEFORE_NUMBER, BEFORE_LINE, BEFORE_PAD, CARET, REST };

static void
says(const report *r, int code, eml_severity severity, FILE *to)
{
    const eml_code_info *info = eml_code_info_get(code);
    const cli_colours *c = &r->colours;
    const char *tint[] = {c->red, c->yellow, c->cyan}, *readings[2];
    char clause[CLI_CLAUSE_MAX];

    fprintf(to, "%s%c", c->bold, '\0');
    fprintf(to, ":%s %s%s:%s %s%s%s [%s]\n%s%c", c->off, tint[severity],
            report_severity(severity), c->off, c->bold, info->text, c->off,
            info->name, c->cyan, '\0');
    fprintf(to, " |%s %c", c->off, '\0');
    fprintf(to, "\n%s       |%s %c", c->cyan, c->off, '\0');
    fprintf(to, "%s^%c", c->green, '\0');
    fprintf(to, "%s\n       %s=%s %s (%s)\n", c->off, c->cyan, c->off,
            cli_clause(info, clause), eml_level_name(info->level));
    if (eml_code_readings(code, readings))
        fprintf(to, "       %s=%s ambiguous: %s; or %s\n", c->cyan, c->off,
                readings[0], readings[1]);
    if (severity != EML_SEVERITY_NOTE && cli_advice(code))
        fprintf(to, "       %s=%s %s\n", c->cyan, c->off, cli_advice(code));
}

static uint64_t
least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* How many characters of the window `s` lie before the finding, and how many
 * are of it. `off` is that of s in the file. */
static void
measure(eml_span s, uint64_t off, const eml_diag *d, size_t *pad,
        size_t *carets)
{
    uint64_t end = d->off + d->len;

    *pad = *carets = 0;
    if (eml_ascii_len(s) == s.n) {
        *pad = d->off > off ? (size_t)least(s.n, d->off - off) : 0;
        *carets = end > off ? (size_t)least(s.n, end - off) - *pad : 0;
        return;
    }
    while (s.n) {
        const uint8_t *p = s.p;

        if (off < d->off)
            ++*pad;
        else if (off < end)
            ++*carets;
        else
            return;
        (void)eml_utf8_next(&s);
        off += (uint64_t)(s.p - p);
    }
}

static void
excerpt(cli_buf *b, const saying *say, const place *at, const eml_diag *d)
{
    static const char ellipsis[] = "\xe2\x80\xa6";
    bool cut[2];
    eml_span s = place_window(at, WIDTH, cut);
    size_t carets, pad;

    cli_buf_u64(b, at->line, 6);
    cli_buf_span(b, say->piece[BEFORE_LINE]);
    if (cut[0])
        cli_buf_text(b, ellipsis);
    cli_buf_shown(b, s);
    if (cut[1])
        cli_buf_text(b, ellipsis);
    cli_buf_span(b, say->piece[BEFORE_PAD]);
    measure(s, (uint64_t)(s.p - at->file.p), d, &pad, &carets);
    cli_buf_fill(b, ' ', pad + cut[0]);
    cli_buf_span(b, say->piece[CARET]);
    if (carets > 1)
        cli_buf_fill(b, '~', carets - 1);
}

static bool
finding(report *r, eml_span file, place *at, const eml_diag *d)
{
    const saying *say = report_saying(r, d->code, says);
    size_t col = place_seek(at, d->off);
    cli_buf *b = &r->out;

    if (!say)
        return false;
    cli_buf_span(b, say->piece[BEFORE_PLACE]);
    cli_buf_shown(b, file);
    cli_buf_count(b, ":", at->line);
    cli_buf_count(b, ":", col);
    cli_buf_span(b, say->piece[BEFORE_NUMBER]);
    excerpt(b, say, at, d);
    cli_buf_span(b, say->piece[REST]);
    return true;
}

static bool
message(report *r, const source_item *item, const judge *j)
{
    eml_span file = cli_span(item->file);

    if (r->quiet)
        return true;
    for (size_t i = 0; i < j->cx.num_diags; i++) {
        const eml_diag *d = &j->diags[i];
        eml_severity s = eml_severity_of(d->code, j->cx.allow);

        if (s == EML_SEVERITY_NOTE && !r->notes &&
            !eml_code_readings(d->code, (const char *[2]){0}))
            continue;
        if (!finding(r, file, item->at, d))
            return false;
    }
    cli_buf_flush(&r->out);
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
        printf("%8zu  %-7s  %-26s RFC %u %-10s %s\n", most,
               report_severity(eml_severity_of(eml_code_at(best), r->allow)),
               info->name, info->rfc, info->section, info->text);
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

const report_format report_human = {"human", begin, message, NULL, end};
