/* One JSON object a message. */
#include "cli/json_tree.h"
#include "cli/report.h"

static bool
begin(report *r)
{
    (void)r;
    return true;
}

static bool
put(json_t *o, size_t flags)
{
    int rc = json_dumpf(o, stdout, JSON_COMPACT | flags);

    json_decref(o);
    return rc == 0;
}

/* What json_verdict makes, a finding at a time: there may be millions. */
static bool
message(report *r, const source_item *item, const judge *j)
{
    bool good;

    (void)r;
    putchar('{');
    good = put(json_head(item, j), JSON_EMBED);
    fputs(",\"findings\":[", stdout);
    for (size_t i = 0; good && i < j->cx.num_diags; i++) {
        if (i)
            putchar(',');
        good = put(json_finding(item, j, &j->diags[i]), 0);
    }
    fputs("]}\n", stdout);
    return good;
}

static bool
end(report *r)
{
    (void)r;
    return true;
}

const report_format report_json = {"json", begin, message, end};
