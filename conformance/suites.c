/* Runs the suites and prints a table. Exit: 0 all as expected, 1 not, 2 usage
 * or no suites there. */
#include "conformance/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *
expectations(const char *name)
{
    char path[256];
    json_error_t err;
    json_t *o;

    snprintf(path, sizeof path, "conformance/expectations/%s.json", name);
    o = json_load_file(path, 0, &err);
    if (!o && json_error_code(&err) != json_error_cannot_open_file)
        printf("  FAIL   %s:%d: %s\n", path, err.line, err.text);
    return o ? o : json_object();
}

/* What is listed and never came up is stale. */
static void
find_stale(suite_run *r)
{
    const char *id;
    json_t *why;

    json_object_foreach(r->ruled, id, why) if (!json_object_get(r->met, id))
    {
        r->failed++;
        printf("  FAIL   %s %s: ruled, and no such case\n", r->name, id);
    }
}

static void
run_one(const suite *s, suite_run *total)
{
    suite_run r = {.root = total->root,
                   .name = s->name,
                   .verbose = total->verbose,
                   .ruled = expectations(s->name),
                   .met = json_object()};

    if (!eml_os_is_dir(suite_path(&r, s->folder))) {
        printf("%-16s SKIPPED: %s is not there\n", s->name,
               suite_path(&r, s->folder));
        total->skipped++;
        return;
    }
    s->run(&r);
    find_stale(&r);
    printf("%-16s %6zu cases %6zu agree %5zu ruled %5zu skipped %5zu failed  "
           "%s\n",
           s->name, r.cases, r.agree, r.num_ruled, r.skipped, r.failed,
           s->what);
    total->cases += r.cases;
    total->agree += r.agree;
    total->num_ruled += r.num_ruled;
    total->skipped += r.skipped;
    total->failed += r.failed;
    json_decref(r.ruled);
    json_decref(r.met);
}

static bool
wanted(const char *name, int argc, char **argv)
{
    bool any = false;

    for (int i = 1; i < argc; i++) {
        if (argv[i][0] == '-')
            continue;
        any = true;
        if (strcmp(argv[i], name) == 0)
            return true;
    }
    return !any;
}

int
main(int argc, char **argv)
{
    const char *root = getenv("EML_SUITES");
    suite_run total = {.root = root && *root ? root : "../shared/suites",
                       .verbose = argc > 1 && strcmp(argv[1], "-v") == 0};

    if (!eml_os_is_dir(total.root)) {
        fprintf(stderr,
                "suites: SKIPPED, ALL OF THEM: %s is not there; set "
                "EML_SUITES\n",
                total.root);
        return 2;
    }
    for (const suite *s = suites; s->name; s++)
        if (wanted(s->name, argc, argv))
            run_one(s, &total);
    printf("suites: %zu cases: %zu agree, %zu ruled by clause, %zu skipped, "
           "%zu failed\n",
           total.cases, total.agree, total.num_ruled, total.skipped,
           total.failed);
    return total.failed ? 1 : 0;
}
