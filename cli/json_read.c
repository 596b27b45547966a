/* JSON back to a tree to write. Design's shapes; what is missing or of another
 * shape is an error that names the place. */
#include "cli/json_tree.h"

#include "cli/json_read.h"
#include "eml/base64.h"

#include <string.h>

bool
json_refuse(json_reader *r, const char *what)
{
    if (r->field)
        snprintf(r->why, r->why_len, "field %s: %s", r->field, what);
    else
        snprintf(r->why, r->why_len, "%s", what);
    return false;
}

void *
json_get(json_reader *r, size_t n)
{
    void *p = eml_arena_get(r->cx->arena, n);

    if (!p)
        json_refuse(r, "out of memory");
    return p;
}

eml_span
json_span(const json_t *s)
{
    size_t n = json_string_length(s);

    return n ? (eml_span){(const uint8_t *)json_string_value(s), n} : EML_NONE;
}

eml_text
json_text(const json_t *s)
{
    eml_text t = {.raw = EML_NONE};

    if (json_is_string(s))
        t = (eml_text)EML_TEXT_OF(json_span(s));
    return t;
}

bool
json_need(json_reader *r, const json_t *o, const char *key, const json_t **out)
{
    *out = json_object_get(o, key);
    if (json_is_string(*out))
        return true;
    snprintf(r->why, r->why_len, "%s%s%s\"%s\" must be a string",
             r->field ? "field " : "", r->field ? r->field : "",
             r->field ? ": " : "", key);
    return false;
}

bool
json_may(json_reader *r, const json_t *o, const char *key, json_type type,
         const json_t **out)
{
    static const char *const names[] = {"an object", "an array", "a string",
                                        "an integer"};

    *out = json_object_get(o, key);
    if (json_is_null(*out))
        *out = NULL;
    if (!*out || json_typeof(*out) == type)
        return true;
    snprintf(r->why, r->why_len, "%s%s%s\"%s\" must be %s",
             r->field ? "field " : "", r->field ? r->field : "",
             r->field ? ": " : "", key, names[type]);
    return false;
}

bool
json_flag(json_reader *r, const json_t *o, const char *key, bool unless,
          bool *out)
{
    const json_t *b = json_object_get(o, key);

    *out = b ? json_is_true(b) : unless;
    return !b || json_is_boolean(b) ||
           json_refuse(r, "a flag must be true or false");
}

bool
json_read_comments(json_reader *r, const json_t *o, eml_comment **out)
{
    const json_t *list;
    size_t i;
    json_t *c;

    if (!json_may(r, o, "comments", JSON_ARRAY, &list))
        return false;
    json_array_foreach(list, i, c)
    {
        eml_comment *n;

        if (!json_is_string(c))
            return json_refuse(r, "a comment must be a string");
        n = json_get(r, sizeof *n);
        if (!n)
            return false;
        n->text = json_text(c);
        *out = n;
        out = &n->next;
    }
    return true;
}

static bool
field(json_reader *r, const json_t *o, eml_field *f)
{
    const json_t *name = json_object_get(o, "name");

    r->field = NULL;
    if (!json_is_string(name))
        return json_refuse(r, "a field needs a \"name\"");
    r->field = json_string_value(name);
    f->name = json_span(name);
    f->raw = f->body = EML_NONE;
    f->id = eml_field_id_of(f->name);
    f->value.kind = eml_field_info_get(f->id)->value;
    return json_read_value(r, json_object_get(o, "value"), &f->value);
}

static bool
fields(json_reader *r, const json_t *list, eml_write_part *p)
{
    eml_field **to = (eml_field **)(uintptr_t)&p->fields;
    size_t i;
    json_t *o;

    if (list && !json_is_array(list))
        return json_refuse(r, "\"fields\" must be an array");
    json_array_foreach(list, i, o)
    {
        eml_field *f = json_get(r, sizeof *f);

        if (!f || !field(r, o, f))
            return false;
        *to = f;
        to = &f->next;
    }
    r->field = NULL;
    return true;
}

static bool
content(json_reader *r, const json_t *o, eml_write_part *p)
{
    const json_t *text, *base64;
    eml_b64_dec d = {0};
    eml_span in;
    uint8_t *bytes;

    if (!json_may(r, o, "content", JSON_STRING, &text) ||
        !json_may(r, o, "content_base64", JSON_STRING, &base64))
        return false;
    if (text && base64)
        return json_refuse(r, "both \"content\" and \"content_base64\"");
    in = json_span(base64);
    p->content = json_span(text);
    if (!text && !base64 &&
        json_integer_value(
            json_object_get(json_object_get(o, "decoded"), "size")) > 0)
        return json_refuse(r, "a part without its content: print it with eml "
                              "parse --content");
    if (!base64)
        return true;
    bytes = eml_arena_raw(r->cx->arena, in.n / 4 * 3 + 3);
    if (!bytes)
        return json_refuse(r, "out of memory");
    p->content = (eml_span){bytes, eml_b64_decode_all(&d, in, bytes)};
    if (d.num_bad || d.padding || d.after_pad)
        return json_refuse(r, "\"content_base64\" is not base64");
    return true;
}

/* Depth is bounded by what the JSON parser takes; an explicit stack all the
 * same would need the parts' arrays first, so parts are made level by level. */
typedef struct todo {
    struct todo *next;
    const json_t *object;
    eml_write_part *part;
} todo;

static bool
part(json_reader *r, const todo *t, todo ***tail)
{
    const json_t *o = t->object, *list, *type;
    eml_write_part *p = t->part, *parts;
    bool message;

    p->content = p->preamble = p->epilogue = EML_NONE;
    if (!json_may(r, o, "parts", JSON_ARRAY, &list) ||
        !json_may(r, o, "type", JSON_STRING, &type))
        return false;
    if (!list)
        return content(r, o, p);
    message = type && strcmp(json_string_value(type), "message") == 0;
    p->num_parts = json_array_size(list);
    parts = json_get(r, p->num_parts * sizeof *parts);
    if (!parts)
        return false;
    for (size_t i = 0; i < p->num_parts; i++) {
        const json_t *child = json_array_get(list, i);
        todo *n = json_get(r, sizeof *n);

        if (!n)
            return false;
        if (!json_is_object(child))
            return json_refuse(r, "a part must be an object");
        n->object = child;
        n->part = &parts[i];
        **tail = n;
        *tail = &n->next;
        if (!fields(r, json_object_get(child, "fields"), &parts[i]))
            return false;
    }
    if (message && p->num_parts == 1) {
        p->message = parts;
        p->num_parts = 0;
    } else {
        p->parts = parts;
    }
    return true;
}

bool
json_read_message(eml_cx *cx, json_t *object, const eml_write_part **out,
                  char *why, size_t why_len)
{
    json_reader r = {cx, why, why_len, NULL};
    eml_write_part *p = json_get(&r, sizeof *p);
    todo first = {.object = json_object_get(object, "root"), .part = p};
    todo **tail = &first.next;

    if (!p)
        return false;
    if (!json_is_object(first.object))
        return json_refuse(&r, "no \"root\" object");
    if (!fields(&r, json_object_get(object, "fields"), p))
        return false;
    for (const todo *t = &first; t; t = t->next)
        if (!part(&r, t, &tail))
            return false;
    *out = p;
    return true;
}
