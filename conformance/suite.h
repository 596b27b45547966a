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
    uint8_t *exact; /* see suite_cx_exact */
    eml_diag diags[512];
} suite_cx;
void suite_cx_init(suite_cx *c, eml_span in, uint32_t allow);
void suite_cx_fini(suite_cx *c);
/* `in` in a heap block of just its size, until fini: ASan sees an over-read of
 * one byte. Sets the context's origin. */
eml_span suite_cx_exact(suite_cx *c, eml_span in);
bool suite_cx_has(const suite_cx *c, int code);
/* The codes found, for messages: "ATOM_DOT,OBS_FWS". */
const char *suite_cx_codes(const suite_cx *c);

/* ---- text, in suite_text.c ---------------------------------------------- */

/* A table's value as bytes, in `arena`. Tables were lifted from programs, so a
 * value is a string, {"b64": ...}, or a list of strings and names that stands
 * for an expression: strings.Repeat(s, n), strings.Replace(s, old, new, -1),
 * []byte{0xed, ...}, and names of constants. */
eml_span suite_value(suite_run *r, eml_arena *arena, const json_t *v);
/* The name in {"id": name}, else "". */
const char *suite_id(const json_t *v);
/* The number that a name like "-6" or "4294967295U" is. */
long long suite_number(const json_t *v);
/* v[i]; v["key"] is json_object_get. */
const json_t *suite_at(const json_t *v, size_t i);
eml_span suite_str(const char *s);
/* Printable, in one of eight buffers used in turn. */
const char *suite_show(eml_span s);
/* Without white space at either end. */
eml_span suite_trim(eml_span s);
/* Line ends written as LF; each run of U+FFFD as one (Unicode 3.9 leaves it to
 * the program how many stand for bytes that are no character). */
eml_span suite_lf(eml_arena *arena, eml_span s);
eml_span suite_one_fffd(eml_arena *arena, eml_span s);
/* `name`, a line of text and so on, one after another; NULL at the end. */
eml_span suite_join(eml_arena *arena, const char *const *s);
/* Bytes in a charset to UTF-8. */
eml_span suite_to_utf8(eml_arena *arena, const char *charset, eml_span s);
/* Whether an error under `allow` was found, and what `t` stands for. */
bool suite_cx_error(const suite_cx *c);
eml_span suite_text(suite_cx *c, const eml_text *t);
/* LF lines alone: then the input is in stored form (EML_NL_LF). */
void suite_newline(suite_cx *c, eml_span in);

/* Every file below root/folder, in order of their names: f(user, path below
 * root, bytes). */
typedef void suite_file_fn(void *user, const char *path, eml_span bytes);
void suite_files(suite_run *r, const char *folder, suite_file_fn *f,
                 void *user);

/* Reads YAML below the root: a list of its documents, scalars as strings. */
json_t *suite_yaml(suite_run *r, const char *path);

void suite_isemail(suite_run *r);
void suite_addresses(suite_run *r);
void suite_dates(suite_run *r);
void suite_words(suite_run *r);
void suite_params(suite_run *r);
void suite_qp(suite_run *r);
void suite_multipart(suite_run *r);
void suite_mime4j(suite_run *r);
void suite_mimetools(suite_run *r);
void suite_gmime(suite_run *r);
void suite_postfix(suite_run *r);
void suite_postfix_names(suite_run *r); /* called by that */
void suite_tiles(suite_run *r);
void suite_spf(suite_run *r);
void suite_spf_old(suite_run *r);
void suite_dmarc(suite_run *r);
void suite_psl(suite_run *r);
void suite_reports(suite_run *r);
#endif
