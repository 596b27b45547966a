/* JSON back to a tree to write. Design's shapes; what is missing or of another
 * shape is an error that names the place. */
#include "cli/json_tree.h"

#include "cli/json_read.h"
#include "eml/base64.h"

#include <string.h>

bool
json_refuse(json_reader *r, const char *what)
{
    snprintf(r->why, r->why_len, "%s%s%s%s%s%s%s", r->part ? "part " : "",
             r->part ? r->part : "", r->part ? ": " : "",
             r->field ? "field " : "", r->field ? r->field : "",
             r->field ? ": " : "", what);
    return false;
}

bool
json_wrong(json_reader *r, const json_t *v, const char *what)
{
    r->formless = json_is_null(v);
    return json_refuse(
        r,
        r->formless ? "value that could not be read when it was parsed" : what);
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
    char what[128];

    *out = json_object_get(o, key);
    if (json_is_string(*out))
        return true;
    snprintf(what, sizeof what, "\"%s\" must be a string", key);
    return json_wrong(r, *out, what);
}

bool
json_may(json_reader *r, const json_t *o, const char *key, json_type type,
         const json_t **out)
{
    static const char *const names[] = {"an object", "an array", "a string",
                                        "an integer"};
    char what[128];

    *out = json_object_get(o, key);
    if (json_is_null(*out))
        *out = NULL;
    if (!*out || json_typeof(*out) == type)
        return true;
    snprintf(what, sizeof what, "\"%s\" must be %s", key, names[type]);
    return json_refuse(r, what);
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
            return json_wrong(r, c, "a comment must be a string");
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

static const char *
path_of(json_reader *r, const json_part *outer, size_t nth)
{
    const char *before = outer->path ? outer->path : "";
    size_t n = strlen(before) + 22; /* a dot, 20 digits, NUL */
    char *p = json_get(r, n);

    if (p)
        snprintf(p, n, "%s%s%zu", before, *before ? "." : "", nth);
    return p;
}

/* Depth is bounded by what the JSON parser takes; an explicit stack all the
 * same would need the parts' arrays first, so parts are made level by level. */
static bool
part(json_reader *r, const json_part *t, json_part ***tail)
{
    const json_t *o = t->object, *list, *type;
    eml_write_part *p = t->part, *parts;
    bool message;

    r->part = t->path;
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
        json_part *n = json_get(r, sizeof *n);

        if (!n || !(n->path = path_of(r, t, i + 1)))
            return false;
        r->part = n->path;
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

static bool
message(json_reader *r, json_t *object, json_part *first)
{
    json_part **tail = &first->next;

    first->object = json_object_get(object, "root");
    if (!json_is_object(first->object))
        return json_refuse(r, "no \"root\" object");
    if (!fields(r, json_object_get(object, "fields"), first->part))
        return false;
    for (const json_part *t = first; t; t = t->next)
        if (!part(r, t, &tail))
            return false;
    return true;
}

const json_part *
json_read_message(eml_cx *cx, json_t *object, char *why, size_t why_len,
                  bool *formless)
{
    json_reader r = {.cx = cx, .why = why, .why_len = why_len};
    json_part *first = json_get(&r, sizeof *first);
    bool good;

    if (!first || !(first->part = json_get(&r, sizeof *first->part)))
        return NULL;
    good = message(&r, object, first);
    *formless = r.formless;
    return good ? first : NULL;
}
