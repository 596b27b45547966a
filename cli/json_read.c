/* JSON back to a tree to write. Design's shapes; what is missing or of another
 * shape is an error that names the place. */
#include "cli/json_tree.h"

#include "eml/authres.h"
#include "eml/base64.h"
#include "eml/content.h"

#include <string.h>

typedef struct reader {
    eml_cx *cx;
    char *why;
    size_t why_len;
    const char *field; /* being read */
} reader;

static bool
refuse(reader *r, const char *what)
{
    if (r->field)
        snprintf(r->why, r->why_len, "field %s: %s", r->field, what);
    else
        snprintf(r->why, r->why_len, "%s", what);
    return false;
}

static void *
get(reader *r, size_t n)
{
    void *p = eml_arena_get(r->cx->arena, n);

    if (!p)
        refuse(r, "out of memory");
    return p;
}

static eml_span
span_of(const json_t *s)
{
    size_t n = json_string_length(s);

    return n ? (eml_span){(const uint8_t *)json_string_value(s), n} : EML_NONE;
}

static eml_text
text_of(const json_t *s)
{
    eml_text t = {.raw = EML_NONE};

    if (json_is_string(s))
        t = (eml_text)EML_TEXT_OF(span_of(s));
    return t;
}

/* A member that must be a string. */
static bool
need(reader *r, const json_t *o, const char *key, const json_t **out)
{
    *out = json_object_get(o, key);
    if (json_is_string(*out))
        return true;
    snprintf(r->why, r->why_len, "%s%s%s\"%s\" must be a string",
             r->field ? "field " : "", r->field ? r->field : "",
             r->field ? ": " : "", key);
    return false;
}

/* A member that may be missing or null: *out is NULL then. */
static bool
may(reader *r, const json_t *o, const char *key, json_type type,
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

static bool
flag(reader *r, const json_t *o, const char *key, bool unless, bool *out)
{
    const json_t *b = json_object_get(o, key);

    *out = b ? json_is_true(b) : unless;
    return !b || json_is_boolean(b) ||
           refuse(r, "a flag must be true or false");
}

static bool
comments(reader *r, const json_t *o, eml_comment **out)
{
    const json_t *list;
    size_t i;
    json_t *c;

    if (!may(r, o, "comments", JSON_ARRAY, &list))
        return false;
    json_array_foreach(list, i, c)
    {
        eml_comment *n;

        if (!json_is_string(c))
            return refuse(r, "a comment must be a string");
        n = get(r, sizeof *n);
        if (!n)
            return false;
        n->text = text_of(c);
        *out = n;
        out = &n->next;
    }
    return true;
}

static eml_mailbox *
mailbox(reader *r, const json_t *o)
{
    const json_t *local, *domain, *name;
    eml_mailbox *m;

    if (!need(r, o, "local", &local) || !need(r, o, "domain", &domain) ||
        !may(r, o, "name", JSON_STRING, &name))
        return NULL;
    m = get(r, sizeof *m);
    if (!m)
        return NULL;
    m->raw = EML_NONE;
    m->name = text_of(name);
    m->local = text_of(local);
    m->domain = text_of(domain);
    return comments(r, o, &m->comments) ? m : NULL;
}

static bool
group(reader *r, const json_t *o, eml_address *a, uint32_t *num)
{
    const json_t *members = json_object_get(o, "members");
    eml_text *name = get(r, sizeof *name);
    eml_mailbox **to = &a->mailbox;
    size_t i;
    json_t *m;

    if (!name)
        return false;
    *name = text_of(json_object_get(o, "group"));
    a->group = name;
    if (!name->present || !json_is_array(members))
        return refuse(r, "a group needs \"group\" and \"members\"");
    json_array_foreach(members, i, m)
    {
        *to = mailbox(r, m);
        if (!*to)
            return false;
        to = &(*to)->next;
        ++*num;
    }
    return comments(r, o, &a->comments);
}

static bool
addresses(reader *r, const json_t *list, eml_value *v)
{
    eml_address_list *l = get(r, sizeof *l);
    eml_address **to;
    size_t i;
    json_t *o;

    if (!l)
        return false;
    if (!json_is_array(list))
        return refuse(r, "addresses must be an array");
    to = &l->first;
    json_array_foreach(list, i, o)
    {
        eml_address *a = get(r, sizeof *a);

        if (!a)
            return false;
        if (json_object_get(o, "group")) {
            if (!group(r, o, a, &l->num_mailboxes))
                return false;
        } else {
            a->mailbox = mailbox(r, o);
            if (!a->mailbox)
                return false;
            l->num_mailboxes++;
        }
        *to = a;
        to = &a->next;
        l->num_addresses++;
    }
    v->u.addresses = l;
    return true;
}

static bool
date(reader *r, const json_t *o, eml_date *out)
{
    const json_t *unix_s = json_object_get(o, "unix");
    const json_t *offset = json_object_get(o, "offset_min");
    json_int_t min = json_integer_value(offset), at;
    bool leap, known;

    if (!flag(r, o, "leap", false, &leap) ||
        !flag(r, o, "zone_known", true, &known))
        return false;
    if (!json_is_integer(unix_s) || (offset && !json_is_integer(offset)))
        return refuse(r, "a date needs \"unix\" and \"offset_min\"");
    if (min < -6039 || min > 6039) /* -9959 .. +9959 */
        return refuse(r, "\"offset_min\" is out of range");
    at = json_integer_value(unix_s);
    if (leap && at > INT64_MIN)
        at--;
    eml_date_from_unix(at, (int16_t)min, known, out);
    if (eml_date_unix(out) != at)
        return refuse(r, "\"unix\" is out of range");
    if (leap)
        out->second = 60;
    return true;
}

static bool
msgids(reader *r, const json_t *list, eml_value *v)
{
    eml_msgid_list *l = get(r, sizeof *l);
    eml_msgid **to;
    size_t i;
    json_t *o;

    if (!l)
        return false;
    if (!json_is_array(list))
        return refuse(r, "message identifiers must be an array");
    to = &l->first;
    json_array_foreach(list, i, o)
    {
        const json_t *left, *right;
        eml_msgid *id;

        if (!need(r, o, "left", &left) || !need(r, o, "right", &right))
            return false;
        id = get(r, sizeof *id);
        if (!id)
            return false;
        id->raw = EML_NONE;
        id->left = text_of(left);
        id->right = text_of(right);
        *to = id;
        to = &id->next;
        l->num_ids++;
    }
    v->u.msgids = l;
    return true;
}

static bool
phrases(reader *r, const json_t *list, eml_value *v)
{
    eml_phrases *l = get(r, sizeof *l);
    eml_phrase **to;
    size_t i;
    json_t *s;

    if (!l)
        return false;
    if (!json_is_array(list))
        return refuse(r, "keywords must be an array");
    to = &l->first;
    json_array_foreach(list, i, s)
    {
        eml_phrase *p = get(r, sizeof *p);

        if (!p)
            return false;
        if (!json_is_string(s))
            return refuse(r, "a keyword must be a string");
        p->text = text_of(s);
        *to = p;
        to = &p->next;
        l->num_phrases++;
    }
    v->u.phrases = l;
    return true;
}

static eml_received_kind
clause_kind(eml_span name)
{
    static const char *const names[] = {"from", "by", "via",
                                        "with", "id", "for"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (eml_span_eq_fold(
                name, (eml_span){(const uint8_t *)names[i], strlen(names[i])}))
            return (eml_received_kind)i;
    return EML_RECEIVED_OTHER;
}

static bool
received(reader *r, const json_t *o, eml_value *v)
{
    eml_received *to = get(r, sizeof *to);
    const json_t *list, *when;
    eml_received_clause **at;
    size_t i;
    json_t *c;

    if (!to || !may(r, o, "date", JSON_OBJECT, &when))
        return false;
    list = json_object_get(o, "clauses");
    if (!json_is_array(list))
        return refuse(r, "\"clauses\" must be an array");
    at = &to->first;
    json_array_foreach(list, i, c)
    {
        const json_t *name, *value;
        eml_received_clause *k;

        if (!need(r, c, "name", &name) || !need(r, c, "value", &value))
            return false;
        k = get(r, sizeof *k);
        if (!k || !comments(r, c, &k->comments))
            return false;
        k->name = span_of(name);
        k->value = span_of(value);
        k->kind = clause_kind(k->name);
        *at = k;
        at = &k->next;
    }
    to->has_date = when != NULL;
    v->u.received = to;
    return (!to->has_date || date(r, when, &to->date)) &&
           comments(r, o, &to->comments);
}

static bool
params(reader *r, const json_t *o, eml_param **to)
{
    const char *key;
    const json_t *list;
    json_t *s;

    if (!may(r, o, "params", JSON_OBJECT, &list))
        return false;
    json_object_foreach((json_t *)(uintptr_t)list, key, s)
    {
        eml_param *p = get(r, sizeof *p);

        if (!p)
            return false;
        if (!json_is_string(s))
            return refuse(r, "a parameter must be a string");
        p->name = (eml_span){(const uint8_t *)key, strlen(key)};
        p->value = span_of(s);
        p->charset = p->language = p->raw = EML_NONE;
        *to = p;
        to = &p->next;
    }
    return true;
}

static bool
content_type(reader *r, const json_t *o, eml_value *v)
{
    eml_content_type *c = get(r, sizeof *c);
    const json_t *type, *subtype;

    if (!c || !need(r, o, "type", &type) || !need(r, o, "subtype", &subtype))
        return false;
    c->type = span_of(type);
    c->subtype = span_of(subtype);
    v->u.content_type = c;
    return params(r, o, &c->params) && comments(r, o, &c->comments);
}

static bool
disposition(reader *r, const json_t *o, eml_value *v)
{
    eml_disposition *d = get(r, sizeof *d);
    const json_t *type;

    if (!d || !need(r, o, "type", &type))
        return false;
    d->type = span_of(type);
    v->u.disposition = d;
    return params(r, o, &d->params) && comments(r, o, &d->comments);
}

static bool
tokens(reader *r, const json_t *list, eml_value *v)
{
    eml_token_list *l = get(r, sizeof *l);
    eml_token **to;
    size_t i;
    json_t *s;

    if (!l)
        return false;
    if (!json_is_array(list))
        return refuse(r, "the value must be an array of strings");
    to = &l->first;
    json_array_foreach(list, i, s)
    {
        eml_token *t = get(r, sizeof *t);

        if (!t)
            return false;
        t->text = text_of(s);
        *to = t;
        to = &t->next;
        l->num_tokens++;
    }
    v->u.tokens = l;
    return true;
}

static bool
urls(reader *r, const json_t *list, eml_value *v)
{
    eml_list_urls *l = get(r, sizeof *l);
    eml_list_url **to;
    size_t i;
    json_t *s;

    if (!l)
        return false;
    v->u.urls = l;
    l->no = json_is_string(list) && strcmp(json_string_value(list), "NO") == 0;
    if (l->no)
        return true;
    if (!json_is_array(list))
        return refuse(r, "the value must be an array of URLs");
    to = &l->first;
    json_array_foreach(list, i, s)
    {
        eml_list_url *u = get(r, sizeof *u);

        if (!u)
            return false;
        u->url = span_of(s);
        u->text = text_of(s);
        *to = u;
        to = &u->next;
        l->num_urls++;
    }
    return true;
}

static bool
list_id(reader *r, const json_t *o, eml_value *v)
{
    eml_list_id *l = get(r, sizeof *l);
    const json_t *id, *name;

    if (!l || !need(r, o, "id", &id) || !may(r, o, "name", JSON_STRING, &name))
        return false;
    l->name = text_of(name);
    l->id = text_of(id);
    v->u.list_id = l;
    return comments(r, o, &l->comments);
}

static bool
auto_submitted(reader *r, const json_t *o, eml_value *v)
{
    eml_auto_submitted *a = get(r, sizeof *a);
    const json_t *value, *rest;

    if (!a || !need(r, o, "value", &value) ||
        !may(r, o, "params", JSON_STRING, &rest))
        return false;
    a->value = span_of(value);
    a->params = span_of(rest);
    v->u.auto_submitted = a;
    return comments(r, o, &a->comments);
}

/* "ptype.property": one value, or several in an array */
static bool
authres_prop(reader *r, const char *name, const json_t *value,
             eml_authres_prop ***to, eml_authres_result *res)
{
    const char *dot = strchr(name, '.');
    size_t n = json_is_array(value) ? json_array_size(value) : 1;

    if (!dot)
        return refuse(r, "a property must be named ptype.property");
    for (size_t i = 0; i < n; i++) {
        const json_t *s =
            json_is_array(value) ? json_array_get(value, i) : value;
        eml_authres_prop *p = get(r, sizeof *p);

        if (!p)
            return false;
        if (!json_is_string(s))
            return refuse(r, "the value of a property must be a string");
        p->ptype = (eml_span){(const uint8_t *)name, (size_t)(dot - name)};
        p->property = (eml_span){(const uint8_t *)dot + 1, strlen(dot + 1)};
        p->value = text_of(s);
        **to = p;
        *to = &p->next;
        res->num_props++;
    }
    return true;
}

static bool
authres_result(reader *r, json_t *o, eml_authres_result *res)
{
    const json_t *method, *version, *result, *reason, *props;
    eml_authres_prop **to = &res->props;
    const char *key;
    json_t *value;

    if (!need(r, o, "method", &method) || !need(r, o, "result", &result) ||
        !may(r, o, "method_version", JSON_STRING, &version) ||
        !may(r, o, "reason", JSON_STRING, &reason) ||
        !may(r, o, "props", JSON_OBJECT, &props))
        return false;
    res->method = span_of(method);
    res->method_version = span_of(version);
    res->result = span_of(result);
    res->reason = text_of(reason);
    json_object_foreach(json_object_get(o, "props"), key, value)
    {
        if (!authres_prop(r, key, value, &to, res))
            return false;
    }
    return comments(r, o, &res->comments);
}

static bool
authres(reader *r, const json_t *o, eml_value *v)
{
    eml_authres *a = get(r, sizeof *a);
    const json_t *id, *version, *results, *instance;
    eml_authres_result **to;
    size_t i;
    json_t *one;

    if (!a || !need(r, o, "authserv_id", &id) ||
        !may(r, o, "version", JSON_STRING, &version) ||
        !may(r, o, "instance", JSON_INTEGER, &instance) ||
        !may(r, o, "results", JSON_ARRAY, &results))
        return false;
    a->authserv_id = text_of(id);
    a->version = span_of(version);
    if (json_integer_value(instance) > 0 && json_integer_value(instance) <= 50)
        a->instance = (uint32_t)json_integer_value(instance);
    to = &a->first;
    json_array_foreach(results, i, one)
    {
        *to = get(r, sizeof **to);
        if (!*to || !authres_result(r, one, *to))
            return false;
        to = &(*to)->next;
        a->num_results++;
    }
    a->none = a->num_results == 0;
    v->u.authres = a;
    return comments(r, o, &a->comments);
}

static bool
encoding(reader *r, const json_t *s, eml_value *v)
{
    eml_encoding *e = get(r, sizeof *e);

    if (!e)
        return false;
    if (!json_is_string(s))
        return refuse(r, "the value must be a string");
    e->token = span_of(s);
    e->cte = EML_CTE_UNKNOWN;
    v->u.encoding = e;
    return eml_encoding_parse(r->cx, e->token, &v->u.encoding) == EML_OK ||
           refuse(r, "not a transfer encoding");
}

static bool
path(reader *r, const json_t *o, eml_value *v)
{
    v->u.path = json_is_null(o) ? get(r, sizeof *v->u.path) : mailbox(r, o);
    if (v->u.path && json_is_null(o))
        *v->u.path = (eml_mailbox){
            .raw = EML_NONE,
            .name = {.raw = EML_NONE},
            .local = {.raw = EML_NONE},
            .domain = {.raw = EML_NONE},
        };
    return v->u.path != NULL;
}

static bool
mime_version(reader *r, const json_t *s, eml_value *v)
{
    return (json_is_string(s) &&
            eml_mime_version_parse(r->cx, span_of(s), &v->u.mime_version) ==
                EML_OK) ||
           refuse(r, "the value must be \"1.0\"");
}

static bool
value(reader *r, const json_t *o, eml_value *v)
{
    switch (v->kind) {
    case EML_VALUE_NONE:
        break;
    case EML_VALUE_UNSTRUCTURED:
        v->u.text = text_of(o);
        return v->u.text.present || refuse(r, "the value must be a string");
    case EML_VALUE_ADDRESSES:
        return addresses(r, o, v);
    case EML_VALUE_DATE:
        v->u.date = get(r, sizeof *v->u.date);
        return v->u.date && date(r, o, v->u.date);
    case EML_VALUE_MSGIDS:
        return msgids(r, o, v);
    case EML_VALUE_PHRASES:
        return phrases(r, o, v);
    case EML_VALUE_RECEIVED:
        return received(r, o, v);
    case EML_VALUE_PATH:
        return path(r, o, v);
    case EML_VALUE_CONTENT_TYPE:
        return content_type(r, o, v);
    case EML_VALUE_DISPOSITION:
        return disposition(r, o, v);
    case EML_VALUE_ENCODING:
        return encoding(r, o, v);
    case EML_VALUE_MIME_VERSION:
        return mime_version(r, o, v);
    case EML_VALUE_TOKENS:
        return tokens(r, o, v);
    case EML_VALUE_LIST_URLS:
        return urls(r, o, v);
    case EML_VALUE_LIST_ID:
        return list_id(r, o, v);
    case EML_VALUE_AUTO_SUBMITTED:
        return auto_submitted(r, o, v);
    case EML_VALUE_AUTHRES:
        return authres(r, o, v);
    case EML_VALUE_ONE_CLICK:
        return json_is_true(o) || refuse(r, "the value must be true");
    }
    return refuse(r, "no such value");
}

static bool
field(reader *r, const json_t *o, eml_field *f)
{
    const json_t *name = json_object_get(o, "name");

    r->field = NULL;
    if (!json_is_string(name))
        return refuse(r, "a field needs a \"name\"");
    r->field = json_string_value(name);
    f->name = span_of(name);
    f->raw = f->body = EML_NONE;
    f->id = eml_field_id_of(f->name);
    f->value.kind = eml_field_info_get(f->id)->value;
    return value(r, json_object_get(o, "value"), &f->value);
}

bool
json_read_field(eml_cx *cx, json_t *object, eml_field *f, char *why,
                size_t why_len)
{
    reader r = {cx, why, why_len, NULL};

    return field(&r, object, f);
}

static bool
fields(reader *r, const json_t *list, eml_write_part *p)
{
    eml_field **to = (eml_field **)(uintptr_t)&p->fields;
    size_t i;
    json_t *o;

    if (list && !json_is_array(list))
        return refuse(r, "\"fields\" must be an array");
    json_array_foreach(list, i, o)
    {
        eml_field *f = get(r, sizeof *f);

        if (!f || !field(r, o, f))
            return false;
        *to = f;
        to = &f->next;
    }
    r->field = NULL;
    return true;
}

static bool
content(reader *r, const json_t *o, eml_write_part *p)
{
    const json_t *text, *base64;
    eml_b64_dec d = {0};
    eml_span in;
    uint8_t *bytes;

    if (!may(r, o, "content", JSON_STRING, &text) ||
        !may(r, o, "content_base64", JSON_STRING, &base64))
        return false;
    if (text && base64)
        return refuse(r, "both \"content\" and \"content_base64\"");
    in = span_of(base64);
    p->content = span_of(text);
    if (!text && !base64 &&
        json_integer_value(
            json_object_get(json_object_get(o, "decoded"), "size")) > 0)
        return refuse(r, "a part without its content: print it with eml "
                         "parse --content");
    if (!base64)
        return true;
    bytes = eml_arena_raw(r->cx->arena, in.n / 4 * 3 + 3);
    if (!bytes)
        return refuse(r, "out of memory");
    p->content = (eml_span){bytes, eml_b64_decode_all(&d, in, bytes)};
    if (d.num_bad || d.padding || d.after_pad)
        return refuse(r, "\"content_base64\" is not base64");
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
part(reader *r, const todo *t, todo ***tail)
{
    const json_t *o = t->object, *list, *type;
    eml_write_part *p = t->part, *parts;
    bool message;

    p->content = p->preamble = p->epilogue = EML_NONE;
    if (!may(r, o, "parts", JSON_ARRAY, &list) ||
        !may(r, o, "type", JSON_STRING, &type))
        return false;
    if (!list)
        return content(r, o, p);
    message = type && strcmp(json_string_value(type), "message") == 0;
    p->num_parts = json_array_size(list);
    parts = get(r, p->num_parts * sizeof *parts);
    if (!parts)
        return false;
    for (size_t i = 0; i < p->num_parts; i++) {
        const json_t *child = json_array_get(list, i);
        todo *n = get(r, sizeof *n);

        if (!n)
            return false;
        if (!json_is_object(child))
            return refuse(r, "a part must be an object");
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
    reader r = {cx, why, why_len, NULL};
    eml_write_part *p = get(&r, sizeof *p);
    todo first = {.object = json_object_get(object, "root"), .part = p};
    todo **tail = &first.next;

    if (!p)
        return false;
    if (!json_is_object(first.object))
        return refuse(&r, "no \"root\" object");
    if (!fields(&r, json_object_get(object, "fields"), p))
        return false;
    for (const todo *t = &first; t; t = t->next)
        if (!part(&r, t, &tail))
            return false;
    *out = p;
    return true;
}
