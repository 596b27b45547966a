#ifndef EML_CONFORMANCE_SUITE_H
#define EML_CONFORMANCE_SUITE_H
/* suite.h -- published test data, run where it lies (EML_SUITES), never copied.
 *
 * A vendor's table encodes a vendor's leniency. Where we judge otherwise the
 * case stands in expectations/SUITE.json with the clause that decides:
 *
 *     {"case": "why, with RFC and section", ...}
 *
 * A case that disagrees and is not listed fails the run; so does one that is
 * listed and agrees. */
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "eml/message.h"
#include "eml/os.h"

typedef struct suite_run {
    const char *root; /* EML_SUITES */
    const char *name; /* of the suite */
    json_t *ruled;    /* its expectations, an object */
    json_t *met;      /* those that were met */
    bool verbose;
    size_t cases, agree, num_ruled, skipped, failed;
} suite_run;

typedef struct suite {
    const char *name;
    const char *folder; /* below the root; absent: skipped loudly */
    const char *what;   /* for the table */
    void (*run)(suite_run *r);
} suite;
extern const suite suites[]; /* name NULL at the end */

/* One case: `agrees`, or why not (printed only then). */
void suite_case(suite_run *r, const char *id, bool agrees, const char *why, ...)
    __attribute__((format(printf, 4, 5)));
/* A case that is not judged (it needs DNS, ...): counted. */
void suite_skip(suite_run *r, const char *id, const char *why);
/* Something that should be there is not: fails. */
void suite_broken(suite_run *r, const char *what);

/* root/path, in a buffer good until the next call. */
const char *suite_path(const suite_run *r, const char *path);
/* Loads JSON below the root; NULL after suite_broken. */
json_t *suite_json(suite_run *r, const char *path);

/* A context for one small parse: arena and findings of its own. */
typedef struct suite_cx {
    eml_cx cx;
    eml_arena arena;
    eml_diag diags[512];
} suite_cx;
void suite_cx_init(suite_cx *c, eml_span in, uint32_t allow);
void suite_cx_fini(suite_cx *c);
bool suite_cx_has(const suite_cx *c, int code);
/* The codes found, for messages: "ATOM_DOT,OBS_FWS". */
const char *suite_cx_codes(const suite_cx *c);

void suite_isemail(suite_run *r);
#endif
