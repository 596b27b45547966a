#ifndef EML_CLI_JSON_TREE_H
#define EML_CLI_JSON_TREE_H
/* json_tree.h -- design's JSON of a message, one object, both directions. */
#include <jansson.h>

#include "cli/judge.h"
#include "eml/write.h"

/* A finding as `eml check --json` and `eml parse --json` print it; line and
 * column are of the file. */
json_t *json_finding(const eml_diag *d, eml_severity severity, size_t line,
                     size_t col);

/* Where the message came from ("file", "index"), the verdict, "findings". */
json_t *json_verdict(const source_item *item, const judge *j);
/* Prints the same on standard output, but the "}", a finding at a time: there
 * may be millions. */
bool json_print_verdict(const source_item *item, const judge *j);
/* Prints of it what stands before ",\"findings\"". */
bool json_print_head(const source_item *item, const judge *j);

/* Adds "fields" and "root" of the tree to `object`; with `content` each leaf
 * has its decoded "content" or "content_base64" too. False: no memory. */
bool json_add_tree(json_t *object, const source_item *item, judge *j,
                   eml_os_sha256 *sha, bool content);

/* json_value is a field's value by its kind. */
json_t *json_value(eml_cx *cx, const eml_field *f);

/* json_lower: ASCII letters in lower case; json_params: keyed by name. */
json_t *json_lower(eml_cx *cx, eml_span s);
json_t *json_params(eml_cx *cx, const eml_param *p);

/* json_string_of makes a JSON string of any bytes: what is not UTF-8 becomes
 * U+FFFD. */
json_t *json_string_of(eml_cx *cx, eml_span s);

/* A part to write, and where it stands: "2.1" is the first of the second; NULL
 * for the message itself, which is the first in the list. Parts stand behind
 * what holds them. */
typedef struct json_part {
    struct json_part *next;
    const json_t *object;
    eml_write_part *part;
    const char *path;
} json_part;

/* json_read_message makes a tree to write from such an object. NULL on trouble,
 * with a line for people in `why`; *formless when that is a value of which
 * `eml parse` prints what no message can express, as null for one that it
 * could not read. Nodes live in cx->arena. */
const json_part *json_read_message(eml_cx *cx, json_t *object, char *why,
                                   size_t why_len, bool *formless);
#endif
