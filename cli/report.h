#ifndef EML_CLI_REPORT_H
#define EML_CLI_REPORT_H
/* report.h -- the outputs of `eml check`: for people, JSON, SARIF, JUnit, TAP.
 * One file each; all the same three calls. */
#include "cli/cli.h"
#include "cli/judge.h"

typedef struct report {
    const char *command;
    cli_colours colours;
    bool notes; /* people: notes too */
    bool quiet; /* people: the summary alone */
    size_t messages, deviating, ambiguous;
    size_t stored_form; /* files read as such by --newline auto */
    tally total;
    size_t *by_code; /* counts, by eml_code_at order */
    void *state;     /* of the format */
} report;

typedef struct report_format {
    const char *name;
    bool (*begin)(report *r);
    bool (*message)(report *r, const source_item *item, const judge *j);
    bool (*end)(report *r);
} report_format;

extern const report_format report_human, report_json, report_sarif,
    report_junit, report_tap;

/* "MUST broken" and so on, in the words of a compiler. */
const char *report_severity(eml_severity s);
/* A name for a message: its file, and in containers its index ("a.mbox#3"). */
const char *report_name(const source_item *item, char *buf, size_t n);
#endif
