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
message(report *r, const source_item *item, const judge *j)
{
    json_t *o = json_verdict(item, j);
    int rc = json_dumpf(o, stdout, JSON_COMPACT);

    (void)r;
    putchar('\n');
    json_decref(o);
    return rc == 0;
}

static bool
end(report *r)
{
    (void)r;
    return true;
}

const report_format report_json = {"json", begin, message, end};
