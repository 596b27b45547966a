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
    bool good = json_print_verdict(item, j);

    (void)r;
    fputs("}\n", stdout);
    return good;
}

static bool
end(report *r)
{
    (void)r;
    return true;
}

const report_format report_json = {"json", begin, message, end};
