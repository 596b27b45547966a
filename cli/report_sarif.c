/* SARIF 2.1.0: every code is a rule, every finding a result. */
#include "cli/advice.h"
#include "cli/report.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

typedef struct state {
    bool any;     /* results, so far */
    FILE *unread; /* a notification a file; NULL while there is none */
} state;

static json_t *
page(const eml_code_info *info)
{
    bool appendix = info->section[0] >= 'A' && info->section[0] <= 'Z';

    if (!info->rfc) /* what it says of itself; there is no other standard */
        return json_string("https://cr.yp.to/proto/maildir.html");
    return json_sprintf("https://www.rfc-editor.org/rfc/rfc%u#%s-%s", info->rfc,
                        appendix ? "appendix" : "section", info->section);
}

static json_t *
rule(int code)
{
    const eml_code_info *info = eml_code_info_get(code);
    json_t *o = json_pack("{s:s, s:{s:s}, s:{s:s}}", "id", info->name,
                          "shortDescription", "text", info->text,
                          "defaultConfiguration", "level",
                          report_severity(eml_severity_of(code, 0)));

    json_object_set_new(o, "helpUri", page(info));
    if (cli_advice(code))
        json_object_set_new(o, "help",
                            json_pack("{s:s}", "text", cli_advice(code)));
    return o;
}

static bool
begin(report *r)
{
    state *s = calloc(1, sizeof *s);
    json_t *rules = json_array();
    int code;

    r->state = s;
    for (size_t i = 0; (code = eml_code_at(i)) != 0; i++)
        json_array_append_new(rules, rule(code));
    printf("{\"version\":\"2.1.0\",\"$schema\":\"https://json.schemastore.org/"
           "sarif-2.1.0.json\",\"runs\":[{\"tool\":{\"driver\":{\"name\":"
           "\"eml\",\"rules\":");
    json_dumpf(rules, stdout, JSON_COMPACT);
    printf("}},\"columnKind\":\"unicodeCodePoints\",\"results\":[");
    json_decref(rules);
    return s != NULL;
}

/* A file's path as a URI reference (RFC 3986 section 2.1). */
static void
put_uri(cli_buf *b, const char *path)
{
    char escape[4];

    for (; *path; path++) {
        unsigned char c = (unsigned char)*path;

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
            (c >= '0' && c <= '9') || strchr("-._~/", c))
            cli_buf_put(b, path, 1);
        else
            cli_buf_put(b, escape,
                        (size_t)snprintf(escape, sizeof escape, "%%%02X", c));
    }
}

/* A result, without the file and the numbers that say where it is. */
static void
says(const report *r, int code, eml_severity severity, FILE *to)
{
    const eml_code_info *info = eml_code_info_get(code);
    char clause[CLI_CLAUSE_MAX], *text;
    json_t *o = json_pack(
        "{s:s, s:s, s:{s:o}, s:[{s:{s:{s:s}, s:{s:i, s:i, s:i, s:i}}}]}",
        "ruleId", info->name, "level", report_severity(severity), "message",
        "text", json_sprintf("%s (%s)", info->text, cli_clause(info, clause)),
        "locations", "physicalLocation", "artifactLocation", "uri", "",
        "region", "startLine", 0, "startColumn", 0, "byteOffset", 0,
        "byteLength", 0);

    (void)r;
    text = json_dumps(o, JSON_COMPACT);
    report_put_around(to, text,
                      "\"\"},\"region\":{\"startLine\":0,\"startColumn\":0,"
                      "\"byteOffset\":0,\"byteLength\":0");
    free(text);
    json_decref(o);
}

static bool
result(report *r, const char *file, place *at, const eml_diag *d)
{
    const saying *s = report_saying(r, d->code, says);
    size_t col = place_seek(at, d->off);
    cli_buf *b = &r->out;

    if (!s)
        return false;
    cli_buf_text(b, ((state *)r->state)->any ? ",\n" : "\n");
    ((state *)r->state)->any = true;
    cli_buf_span(b, s->piece[0]);
    cli_buf_text(b, "\"");
    put_uri(b, file);
    cli_buf_count(b, "\"},\"region\":{\"startLine\":", at->line);
    cli_buf_count(b, ",\"startColumn\":", col);
    cli_buf_count(b, ",\"byteOffset\":", d->off);
    cli_buf_count(b, ",\"byteLength\":", d->len);
    cli_buf_span(b, s->piece[1]);
    return true;
}

static bool
message(report *r, const source_item *item, const judge *j)
{
    bool good = true;

    for (size_t i = 0; good && i < j->cx.num_diags; i++)
        good = result(r, item->file, item->at, &j->diags[i]);
    cli_buf_flush(&r->out);
    return good;
}

/* A notification (3.58): they stand behind the results, so they are kept. */
static bool
unread(report *r, const char *file, const char *why)
{
    state *s = r->state;
    FILE *out = r->out.to;

    if (!s->unread)
        s->unread = tmpfile();
    if (!s->unread)
        return false;
    r->out.to = s->unread;
    cli_buf_text(&r->out, r->unread > 1 ? ",\n" : "\n");
    cli_buf_text(&r->out, "{\"level\":\"error\",\"message\":{\"text\":\"");
    cli_buf_text(&r->out, why);
    cli_buf_text(&r->out, "\"},\"locations\":[{\"physicalLocation\":{"
                          "\"artifactLocation\":{\"uri\":\"");
    put_uri(&r->out, file);
    cli_buf_text(&r->out, "\"}}}]}");
    cli_buf_flush(&r->out);
    r->out.to = out;
    return !ferror(s->unread);
}

static bool
end(report *r)
{
    state *s = r->state;
    bool good = r->messages && !r->unread;
    int c;

    printf("],\"invocations\":[{\"executionSuccessful\":%s,"
           "\"toolExecutionNotifications\":[",
           good ? "true" : "false");
    if (s->unread) {
        rewind(s->unread);
        while ((c = getc(s->unread)) != EOF)
            putchar(c);
        fclose(s->unread);
    }
    free(s);
    puts("]}]}]}");
    return true;
}

const report_format report_sarif = {"sarif", begin, message, unread, end};
