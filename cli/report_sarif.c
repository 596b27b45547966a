/* SARIF 2.1.0: every code is a rule, every finding a result. */
#include "cli/advice.h"
#include "cli/report.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

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
    json_t *rules = json_array();
    int code;

    for (size_t i = 0; (code = eml_code_at(i)) != 0; i++)
        json_array_append_new(rules, rule(code));
    printf("{\"version\":\"2.1.0\",\"$schema\":\"https://json.schemastore.org/"
           "sarif-2.1.0.json\",\"runs\":[{\"tool\":{\"driver\":{\"name\":"
           "\"eml\",\"informationUri\":\"https://www.rfc-editor.org/\","
           "\"rules\":");
    json_dumpf(rules, stdout, JSON_COMPACT);
    printf("}},\"columnKind\":\"unicodeCodePoints\",\"results\":[");
    json_decref(rules);
    r->state = NULL;
    return true;
}

/* A file's path as a URI reference (RFC 3986 section 2.1). */
static json_t *
uri(const char *path)
{
    char *p = malloc(strlen(path) * 3 + 1), *at = p;
    json_t *o;

    if (!p)
        return NULL;
    for (; *path; path++) {
        unsigned char c = (unsigned char)*path;

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
            (c >= '0' && c <= '9') || strchr("-._~/", c))
            *at++ = (char)c;
        else
            at += snprintf(at, 4, "%%%02X", c);
    }
    *at = '\0';
    o = json_string(p);
    free(p);
    return o;
}

static json_t *
result(const source_item *item, const judge *j, const eml_diag *d, place *at)
{
    const eml_code_info *info = eml_code_info_get(d->code);
    size_t col = place_seek(at, d->off);
    char clause[CLI_CLAUSE_MAX];

    return json_pack(
        "{s:s, s:s, s:{s:o}, s:[{s:{s:{s:o}, s:{s:I, s:I, s:I, s:I}}}]}",
        "ruleId", info->name, "level",
        report_severity(eml_severity_of(d->code, j->cx.allow)), "message",
        "text", json_sprintf("%s (%s)", info->text, cli_clause(info, clause)),
        "locations", "physicalLocation", "artifactLocation", "uri",
        uri(item->file), "region", "startLine", (json_int_t)at->line,
        "startColumn", (json_int_t)col, "byteOffset", (json_int_t)d->off,
        "byteLength", (json_int_t)d->len);
}

static bool
message(report *r, const source_item *item, const judge *j)
{
    for (size_t i = 0; i < j->cx.num_diags; i++) {
        json_t *o = result(item, j, &j->diags[i], item->at);

        if (!o)
            return false;
        if (r->state)
            putchar(',');
        putchar('\n');
        json_dumpf(o, stdout, JSON_COMPACT);
        json_decref(o);
        r->state = r;
    }
    return true;
}

static bool
end(report *r)
{
    (void)r;
    puts("]}]}");
    return true;
}

const report_format report_sarif = {"sarif", begin, message, end};
