#ifndef EML_TESTS_SCHEMA_H
#define EML_TESTS_SCHEMA_H
/* schema.h -- JSON against JSON Schema, as much of it as corpus/schema/ uses.
 * A keyword that is not known here is a failure, not a pass. */
#include <jansson.h>
#include <regex.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

typedef struct schema {
    const char *dir; /* of the schema files */
    json_t *docs;    /* by file name; json_decref it */
    char why[512];   /* the first fault, and where */
} schema;

static bool schema_ok_(schema *s, json_t *doc, json_t *rule, json_t *v,
                       const char *at);

__attribute__((format(printf, 3, 4))) static inline bool
schema_no_(schema *s, const char *at, const char *format, ...)
{
    size_t n = (size_t)snprintf(s->why, sizeof s->why, "%s: ", at);
    va_list ap;

    va_start(ap, format);
    if (n < sizeof s->why)
        vsnprintf(s->why + n, sizeof s->why - n, format, ap);
    va_end(ap);
    return false;
}

static inline json_t *
schema_doc_(schema *s, const char *file)
{
    json_t *doc = json_object_get(s->docs, file);
    char path[512];
    json_error_t err;

    if (doc)
        return doc;
    snprintf(path, sizeof path, "%s/%s", s->dir, file);
    doc = json_load_file(path, JSON_REJECT_DUPLICATES, &err);
    if (!doc)
        schema_no_(s, path, "%d: %s", err.line, err.text);
    else
        json_object_set_new(s->docs, file, doc);
    return doc;
}

/* "#/$defs/x" or "file.json#/$defs/x". */
static inline bool
schema_ref_(schema *s, json_t *doc, const char *ref, json_t *v, const char *at)
{
    const char *hash = strchr(ref, '#');
    char file[64];
    json_t *to;

    if (!hash || strncmp(hash, "#/$defs/", 8) != 0)
        return schema_no_(s, at, "schema: $ref %s", ref);
    snprintf(file, sizeof file, "%.*s", (int)(hash - ref), ref);
    if (hash != ref)
        doc = schema_doc_(s, file);
    to = json_object_get(json_object_get(doc, "$defs"), hash + 8);
    if (!to)
        return schema_no_(s, at, "schema: there is no %s", ref);
    return schema_ok_(s, doc, to, v, at);
}

static inline bool
schema_is_(const json_t *v, const char *type)
{
    static const char *const names[] = {"object",  "array", "string",
                                        "integer", "real",  "boolean",
                                        "boolean", "null"};

    return strcmp(names[json_typeof(v)], type) == 0;
}

static inline bool
schema_type_(const json_t *type, const json_t *v)
{
    size_t i;
    json_t *t;

    if (json_is_string(type))
        return schema_is_(v, json_string_value(type));
    json_array_foreach(type, i, t)
    {
        if (schema_is_(v, json_string_value(t)))
            return true;
    }
    return false;
}

static inline bool
schema_matches_(const char *pattern, const char *text)
{
    regex_t re;
    bool ok = regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB) == 0;

    if (ok) {
        ok = regexec(&re, text, 0, NULL, 0) == 0;
        regfree(&re);
    }
    return ok;
}

static inline bool
schema_has_(const json_t *list, const json_t *v)
{
    size_t i;
    json_t *e;

    json_array_foreach(list, i, e)
    {
        if (json_equal(e, v))
            return true;
    }
    return false;
}

/* Members: those named by a schema of their own, the others by
 * additionalProperties. */
static inline bool
schema_members_(schema *s, json_t *doc, json_t *rule, json_t *v, const char *at)
{
    json_t *known = json_object_get(rule, "properties");
    json_t *others = json_object_get(rule, "additionalProperties");
    const char *key;
    json_t *m;

    json_object_foreach(v, key, m)
    {
        json_t *own = json_object_get(known, key);
        char inner[256];

        snprintf(inner, sizeof inner, "%s/%s", at, key);
        if (!own && json_is_false(others))
            return schema_no_(s, inner, "no such member");
        if (!own && json_is_object(others))
            own = others;
        if (own && !schema_ok_(s, doc, own, m, inner))
            return false;
    }
    return true;
}

static inline bool
schema_items_(schema *s, json_t *doc, json_t *items, json_t *v, const char *at)
{
    size_t i;
    json_t *e;

    json_array_foreach(v, i, e)
    {
        char inner[256];

        snprintf(inner, sizeof inner, "%s/%zu", at, i);
        if (!schema_ok_(s, doc, items, e, inner))
            return false;
    }
    return true;
}

static inline bool
schema_some_(schema *s, json_t *doc, json_t *rules, json_t *v, bool all,
             const char *at)
{
    size_t i;
    json_t *r;

    json_array_foreach(rules, i, r)
    {
        bool ok = schema_ok_(s, doc, r, v, at);

        if (ok != all)
            return ok;
    }
    return all;
}

static inline bool
schema_required_(schema *s, const json_t *names, const json_t *v,
                 const char *at)
{
    size_t i;
    json_t *n;

    json_array_foreach(names, i, n)
    {
        if (json_is_object(v) && !json_object_get(v, json_string_value(n)))
            return schema_no_(s, at, "no \"%s\"", json_string_value(n));
    }
    return true;
}

static inline bool
schema_if_(schema *s, json_t *doc, json_t *rule, json_t *v, const char *at)
{
    json_t *then = json_object_get(
        rule, schema_ok_(s, doc, json_object_get(rule, "if"), v, at) ? "then"
                                                                     : "else");

    return !then || schema_ok_(s, doc, then, v, at);
}

static inline bool
schema_word_(schema *s, json_t *doc, json_t *rule, const char *word, json_t *k,
             json_t *v, const char *at)
{
    static const char *const silent[] = {
        "$schema",        "$id",
        "title",          "description",
        "$defs",          "then",
        "else",           "properties",
        "type",           "additionalProperties",
        "contentEncoding"};
    json_int_t n = json_integer_value(k);

    if (strcmp(word, "$ref") == 0)
        return schema_ref_(s, doc, json_string_value(k), v, at);
    if (strcmp(word, "required") == 0)
        return schema_required_(s, k, v, at);
    if (strcmp(word, "items") == 0)
        return schema_items_(s, doc, k, v, at);
    if (strcmp(word, "anyOf") == 0)
        return schema_some_(s, doc, k, v, false, at);
    if (strcmp(word, "allOf") == 0)
        return schema_some_(s, doc, k, v, true, at);
    if (strcmp(word, "if") == 0)
        return schema_if_(s, doc, rule, v, at);
    if (strcmp(word, "enum") == 0)
        return schema_has_(k, v) || schema_no_(s, at, "none of its values");
    if (strcmp(word, "const") == 0)
        return json_equal(k, v) || schema_no_(s, at, "not its value");
    if (strcmp(word, "pattern") == 0)
        return !json_is_string(v) ||
               schema_matches_(json_string_value(k), json_string_value(v)) ||
               schema_no_(s, at, "does not match %s", json_string_value(k));
    if (strcmp(word, "minimum") == 0)
        return json_integer_value(v) >= n || schema_no_(s, at, "too small");
    if (strcmp(word, "minItems") == 0)
        return !json_is_array(v) || (json_int_t)json_array_size(v) >= n ||
               schema_no_(s, at, "too few");
    if (strcmp(word, "maxItems") == 0)
        return !json_is_array(v) || (json_int_t)json_array_size(v) <= n ||
               schema_no_(s, at, "too many");
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
        if (strcmp(word, silent[i]) == 0)
            return true;
    return schema_no_(s, at, "schema: %s is not known here", word);
}

static bool
schema_ok_(schema *s, json_t *doc, json_t *rule, json_t *v, const char *at)
{
    json_t *type = json_object_get(rule, "type"), *k;
    const char *word;

    if (type && !schema_type_(type, v))
        return schema_no_(s, at, "is of another type");
    json_object_foreach(rule, word, k)
    {
        if (!schema_word_(s, doc, rule, word, k, v, at))
            return false;
    }
    return !json_is_object(v) || schema_members_(s, doc, rule, v, at);
}

/* Whether `v` is what the schema `file` says; else the fault is in s->why. */
static inline bool
schema_valid(schema *s, const char *file, json_t *v)
{
    json_t *doc;

    if (!s->docs)
        s->docs = json_object();
    doc = schema_doc_(s, file);
    return doc && schema_ok_(s, doc, doc, v, "");
}
#endif
