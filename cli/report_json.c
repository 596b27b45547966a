/* One JSON object a message. */
#include "cli/cli.h"
#include "cli/json_tree.h"
#include "cli/report.h"

#include <stdlib.h>

static bool
begin(report *r)
{
    (void)r;
    return true;
}

/* The object of a finding, without the numbers that say where it is. */
static void
says(const report *r, int code, eml_severity severity, FILE *to)
{
    eml_diag d = {.code = code};
    json_t *o = json_finding(&d, severity, 0, 0);
    char *text = json_dumps(o, JSON_COMPACT);

    (void)r;
    report_put_around(to, text, "\"off\":0,\"len\":0,\"line\":0,\"col\":0");
    free(text);
    json_decref(o);
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
    cli_buf_count(b, "\"off\":", d->off);
    cli_buf_count(b, ",\"len\":", d->len);
    cli_buf_count(b, ",\"line\":", at->line);
    cli_buf_count(b, ",\"col\":", col);
    cli_buf_span(b, s->piece[1]);
    return true;
}

static bool
message(report *r, const source_item *item, const judge *j)
{
    bool good = json_print_head(item, j);

    cli_buf_text(&r->out, ",\"findings\":[");
    for (size_t i = 0; good && i < j->cx.num_diags; i++) {
        if (i)
            cli_buf_text(&r->out, ",");
        good = finding(r, item->at, &j->diags[i]);
    }
    cli_buf_text(&r->out, "]}\n");
    cli_buf_flush(&r->out);
    return good;
}

static bool
unread(report *r, const char *file, const char *why)
{
    json_t *o = json_object();
    eml_arena arena;
    eml_cx cx = {.arena = &arena};
    bool good;

    eml_arena_init(&arena, &cli_alloc, 0);
    json_object_set_new(o, "file", json_string_of(&cx, cli_span(file)));
    json_object_set_new(o, "error", json_string(why));
    good = json_dumpf(o, stdout, JSON_COMPACT) == 0;
    json_decref(o);
    eml_arena_fini(&arena);
    cli_buf_text(&r->out, "\n");
    cli_buf_flush(&r->out);
    return good;
}

static bool
end(report *r)
{
    (void)r;
    return true;
}

const report_format report_json = {"json", begin, message, unread, end};
