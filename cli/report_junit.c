/* JUnit XML: a test case a message. The counts stand in the root element, so
 * the cases are kept until the end. */
#include "cli/advice.h"
#include "cli/report.h"

#include <stdlib.h>

typedef struct state {
    FILE *cases;
} state;

static bool
begin(report *r)
{
    state *s = calloc(1, sizeof *s);

    r->state = s;
    if (s)
        s->cases = r->out.to = tmpfile();
    return s && s->cases;
}

/* XML 1.0 section 2.2: most control characters may not occur at all. */
static void
put_xml(FILE *to, const char *s)
{
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;

        if (c == '&')
            fputs("&amp;", to);
        else if (c == '<')
            fputs("&lt;", to);
        else if (c == '>')
            fputs("&gt;", to);
        else if (c == '"')
            fputs("&quot;", to);
        else if (c < 32 || c > 126)
            fprintf(to, "\\x%02x", c);
        else
            fputc(c, to);
    }
}

static void
says(const report *r, int code, eml_severity severity, FILE *to)
{
    const eml_code_info *info = eml_code_info_get(code);
    char clause[CLI_CLAUSE_MAX];

    (void)r;
    fprintf(to, ": %s: ", report_severity(severity));
    put_xml(to, info->text);
    fprintf(to, " [%s, %s]\n", info->name, cli_clause(info, clause));
}

static bool
put_finding(report *r, place *at, const eml_diag *d)
{
    const saying *s = report_saying(r, d->code, says);
    size_t col = place_seek(at, d->off);
    cli_buf *b = &r->out;

    if (!s)
        return false;
    cli_buf_u64(b, at->line, 0);
    cli_buf_count(b, ":", col);
    cli_buf_span(b, s->piece[0]);
    return true;
}

static bool
message(report *r, const source_item *item, const judge *j)
{
    FILE *to = ((state *)r->state)->cases;
    char buf[4096];
    bool conforms = j->verdict == EML_VERDICT_VALID;

    fputs("    <testcase classname=\"eml.check\" name=\"", to);
    put_xml(to, report_name(item, buf, sizeof buf));
    fputs(conforms ? "\"/>\n" : "\">\n", to);
    if (conforms)
        return !ferror(to);
    fprintf(to, "      <failure message=\"%s\">", eml_verdict_name(j->verdict));
    for (size_t i = 0; i < j->cx.num_diags; i++)
        if (eml_severity_of(j->diags[i].code, j->cx.allow) !=
                EML_SEVERITY_NOTE &&
            !put_finding(r, item->at, &j->diags[i]))
            return false;
    cli_buf_flush(&r->out);
    fputs("</failure>\n    </testcase>\n", to);
    return !ferror(to);
}

static bool
unread(report *r, const char *file, const char *why)
{
    FILE *to = ((state *)r->state)->cases;

    fputs("    <testcase classname=\"eml.check\" name=\"", to);
    put_xml(to, file);
    fputs("\">\n      <error message=\"", to);
    put_xml(to, why);
    fputs("\"/>\n    </testcase>\n", to);
    return !ferror(to);
}

static bool
end(report *r)
{
    state *s = r->state;
    char buf[65536];
    size_t n;

    printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<testsuites>\n  <testsuite name=\"eml check\" tests=\"%zu\" "
           "failures=\"%zu\" errors=\"%zu\">\n",
           r->messages + r->unread, r->deviating, r->unread);
    rewind(s->cases);
    while ((n = fread(buf, 1, sizeof buf, s->cases)) > 0)
        fwrite(buf, 1, n, stdout);
    puts("  </testsuite>\n</testsuites>");
    fclose(s->cases);
    free(s);
    return true;
}

const report_format report_junit = {"junit", begin, message, unread, end};
