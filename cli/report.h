#ifndef EML_CLI_REPORT_H
#define EML_CLI_REPORT_H
/* report.h -- the outputs of `eml check`: for people, JSON, SARIF, JUnit, TAP.
 * One file each; all the same calls. */
#include "cli/buf.h"
#include "cli/judge.h"

/* What is said of a code, but for the place: pieces that stand before, between
 * and behind what differs from finding to finding. */
enum { SAYING_PIECES = 6 };
typedef struct saying {
    char *text;
    eml_span piece[SAYING_PIECES];
} saying;

typedef struct report {
    const char *command;
    cli_colours colours;
    uint32_t allow;
    bool notes; /* people: notes too */
    bool quiet; /* people: the summary alone */
    size_t messages, deviating, ambiguous;
    size_t unread;      /* files that could not be read */
    size_t stored_form; /* files read as such by --newline auto */
    tally total;
    size_t *by_code; /* counts, by eml_code_at order */
    saying *sayings; /* of the codes that were found, in the same order */
    cli_buf out;     /* to standard output; empty between two messages */
    void *state;     /* of the format */
} report;

typedef struct report_format {
    const char *name;
    bool (*begin)(report *r);
    bool (*message)(report *r, const source_item *item, const judge *j);
    /* A file that could not be read, which people were told; may be NULL. */
    bool (*unread)(report *r, const char *file, const char *why);
    bool (*end)(report *r);
} report_format;

extern const report_format report_human, report_json, report_sarif,
    report_junit, report_tap;

/* Writes the pieces, a NUL between them. */
typedef void (*report_says)(const report *r, int code, eml_severity severity,
                            FILE *to);
/* The pieces for `code`, which `says` made when they were first asked for; NULL
 * when there is no memory. */
const saying *report_saying(report *r, int code, report_says says);
/* Two pieces: what stands before and behind `middle`, which occurs once. */
void report_put_around(FILE *to, const char *text, const char *middle);
bool report_sayings_new(report *r);
void report_sayings_free(report *r);

/* "MUST broken" and so on, in the words of a compiler. */
const char *report_severity(eml_severity s);
/* A name for a message: its file, and in containers its index ("a.mbox#3"). */
const char *report_name(const source_item *item, char *buf, size_t n);
#endif
