/* For people: like a good compiler's errors. */
#include "cli/advice.h"
#include "cli/place.h"
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

/* What a line shows of one character: control characters and what is not
 * UTF-8 must not reach a terminal. Returns the columns used. */
static void
put_char(int32_t c, const uint8_t *p, size_t n)
{
    if (c == '\t')
        putchar(' ');
    else if (c < 32 || c == 127 || (c >= 0x80 && c < 0xa0) ||
             (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
             (c >= 0x2066 && c <= 0x2069) || c == 0xfeff)
        fputs("\xc2\xb7", stdout);
    else
        fwrite(p, 1, n, stdout);
}

/* The window of a long line that shows `col`: [from, from + WIDTH). */
static size_t
window(size_t chars, size_t col)
{
    size_t from = col > WIDTH - 16 ? col - (WIDTH - 16) : 0;

    if (chars <= WIDTH)
        return 0;
    return from + WIDTH > chars && chars > WIDTH ? chars - WIDTH : from;
}

static void
excerpt(const report *r, const place *at, size_t col, const eml_diag *d)
{
    const cli_colours *c = &r->colours;
    eml_span line = place_line(at), s = line;
    uint64_t end = d->off + d->len;
    size_t chars = 0, from, i = 0, carets = 0, pad = 0;

    for (eml_span t = line; t.n; chars++)
        eml_utf8_next(&t);
    from = window(chars, col);
    printf("%s%6zu |%s ", c->cyan, at->line, c->off);
    if (from)
        fputs("\xe2\x80\xa6", stdout);
    while (s.n && i < from + WIDTH) {
        const uint8_t *p = s.p;
        uint64_t off = (uint64_t)(p - at->file.p);
        int32_t ch = eml_utf8_next(&s);

        if (i++ < from)
            continue;
        put_char(ch < 0 ? 0 : ch, p, (size_t)(s.p - p));
        if (off < d->off)
            pad++;
        else if (off < end)
            carets++;
    }
    if (s.n)
        fputs("\xe2\x80\xa6", stdout);
    printf("\n%s       |%s %s", c->cyan, c->off, from ? " " : "");
    printf("%*s%s^", (int)pad, "", c->green);
    for (i = 1; i < carets; i++)
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

    printf("%s%s:%zu:%zu:%s %s%s:%s %s%s%s [%s]\n", c->bold, item->file,
           at->line, col, c->off, tint[severity], report_severity(severity),
           c->off, c->bold, info->text, c->off, info->name);
    excerpt(r, at, col, d);
    printf("       %s=%s RFC %u section %s (%s)\n", c->cyan, c->off, info->rfc,
           info->section, eml_level_name(info->level));
    if (eml_code_readings(d->code, readings))
        printf("       %s=%s ambiguous: %s; or %s\n", c->cyan, c->off,
               readings[0], readings[1]);
    if (severity != EML_SEVERITY_NOTE && cli_advice(d->code))
        printf("       %s=%s %s\n", c->cyan, c->off, cli_advice(d->code));
}

static bool
message(report *r, const source_item *item, const judge *j)
{
    place at;

    if (r->quiet)
        return true;
    place_init(&at, item->whole);
    for (size_t i = 0; i < j->cx.num_diags; i++) {
        const eml_diag *d = &j->diags[i];
        eml_severity s = eml_severity_of(d->code, j->cx.allow);

        if (s == EML_SEVERITY_NOTE && !r->notes &&
            !eml_code_readings(d->code, (const char *[2]){0}))
            continue;
        finding(r, item, d, s, &at);
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
        printf("%8zu  %-26s RFC %u %-8s %s\n", most, info->name, info->rfc,
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
