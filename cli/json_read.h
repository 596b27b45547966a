#ifndef EML_CLI_JSON_READ_H
#define EML_CLI_JSON_READ_H
/* json_read.h -- JSON back to a tree, between its files: what each value is
 * read with. Nodes live in cx->arena; texts are borrowed from the JSON. */
#include <jansson.h>

#include "cli/json_tree.h"

typedef struct json_reader {
    eml_cx *cx;
    char *why; /* a line for people */
    size_t why_len;
    const char *part, *field; /* being read */
    bool formless; /* what is refused is of the right shape, and no message can
                    * express it */
} json_reader;

/* Says why, with the part's path and the field's name; returns false. */
bool json_refuse(json_reader *r, const char *what);
/* The same of `v`, which is of another type; null is a value that could not be
 * read when it was parsed. */
bool json_wrong(json_reader *r, const json_t *v, const char *what);
/* Zeroed. NULL: no memory, and that was said. */
void *json_get(json_reader *r, size_t n);
/* The bytes of a string; EML_NONE of what is none. */
eml_span json_span(const json_t *s);
/* The same as text; not present of what is none. */
eml_text json_text(const json_t *s);
/* A member that must be a string. */
bool json_need(json_reader *r, const json_t *o, const char *key,
               const json_t **out);
/* A member that may be missing or null: *out is NULL then. */
bool json_may(json_reader *r, const json_t *o, const char *key, json_type type,
              const json_t **out);
/* true, false, or missing: `unless`. */
bool json_flag(json_reader *r, const json_t *o, const char *key, bool unless,
               bool *out);
bool json_read_comments(json_reader *r, const json_t *o, eml_comment **out);

/* The value of v->kind. */
bool json_read_value(json_reader *r, const json_t *o, eml_value *v);
#endif
