/* The values of fields from JSON, by their kinds. */
#include "cli/json_read.h"

#include "eml/authres.h"
#include "eml/content.h"
#include "eml/received_spf.h"

#include <string.h>

static eml_mailbox *
mailbox(json_reader *r, const json_t *o)
{
    const json_t *local, *domain, *name;
    eml_mailbox *m;

    if (!json_need(r, o, "local", &local) ||
        !json_need(r, o, "domain", &domain) ||
        !json_may(r, o, "name", JSON_STRING, &name))
        return NULL;
    m = json_get(r, sizeof *m);
    if (!m)
        return NULL;
    m->raw = EML_NONE;
    m->name = json_text(name);
    m->local = json_text(local);
    m->domain = json_text(domain);
    return json_read_comments(r, o, &m->comments) ? m : NULL;
}

static bool
group(json_reader *r, const json_t *o, eml_address *a, uint32_t *num)
{
    const json_t *members = json_object_get(o, "members");
    eml_text *name = json_get(r, sizeof *name);
    eml_mailbox **to = &a->mailbox;
    size_t i;
    json_t *m;

    if (!name)
        return false;
    *name = json_text(json_object_get(o, "group"));
    a->group = name;
    if (!name->present)
        return json_wrong(r, json_object_get(o, "group"),
                          "\"group\" must be a string");
    if (!json_is_array(members))
        return json_refuse(r, "a group needs \"group\" and \"members\"");
    json_array_foreach(members, i, m)
    {
        *to = mailbox(r, m);
        if (!*to)
            return false;
        to = &(*to)->next;
        ++*num;
    }
    return json_read_comments(r, o, &a->comments);
}

static bool
addresses(json_reader *r, const json_t *list, eml_value *v)
{
    eml_address_list *l = json_get(r, sizeof *l);
    eml_address **to;
    size_t i;
    json_t *o;

    if (!l)
        return false;
    if (!json_is_array(list))
        return json_refuse(r, "addresses must be an array");
    to = &l->first;
    json_array_foreach(list, i, o)
    {
        eml_address *a = json_get(r, sizeof *a);

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
date(json_reader *r, const json_t *o, eml_date *out)
{
    const json_t *unix_s = json_object_get(o, "unix");
    const json_t *offset = json_object_get(o, "offset_min");
    json_int_t min = json_integer_value(offset), at;
    bool leap, known;

    if (!json_flag(r, o, "leap", false, &leap) ||
        !json_flag(r, o, "zone_known", true, &known))
        return false;
    if (!json_is_integer(unix_s) || (offset && !json_is_integer(offset)))
        return json_refuse(r, "a date needs \"unix\" and \"offset_min\"");
    if (min < -6039 || min > 6039) /* -9959 .. +9959 */
        return json_refuse(r, "\"offset_min\" is out of range");
    at = json_integer_value(unix_s);
    if (leap && at > INT64_MIN)
        at--;
    eml_date_from_unix(at, (int16_t)min, known, out);
    if (eml_date_unix(out) != at)
        return json_refuse(r, "\"unix\" is out of range");
    if (leap)
        out->second = 60;
    return true;
}

static bool
msgids(json_reader *r, const json_t *list, eml_value *v)
{
    eml_msgid_list *l = json_get(r, sizeof *l);
    eml_msgid **to;
    size_t i;
    json_t *o;

    if (!l)
        return false;
    if (!json_is_array(list))
        return json_refuse(r, "message identifiers must be an array");
    to = &l->first;
    json_array_foreach(list, i, o)
    {
        const json_t *left, *right;
        eml_msgid *id;

        if (!json_need(r, o, "left", &left) ||
            !json_need(r, o, "right", &right))
            return false;
        id = json_get(r, sizeof *id);
        if (!id)
            return false;
        id->raw = EML_NONE;
        id->left = json_text(left);
        id->right = json_text(right);
        *to = id;
        to = &id->next;
        l->num_ids++;
    }
    v->u.msgids = l;
    return true;
}

static bool
phrases(json_reader *r, const json_t *list, eml_value *v)
{
    eml_phrases *l = json_get(r, sizeof *l);
    eml_phrase **to;
    size_t i;
    json_t *s;

    if (!l)
        return false;
    if (!json_is_array(list))
        return json_refuse(r, "keywords must be an array");
    to = &l->first;
    json_array_foreach(list, i, s)
    {
        eml_phrase *p = json_get(r, sizeof *p);

        if (!p)
            return false;
        if (!json_is_string(s))
            return json_wrong(r, s, "a keyword must be a string");
        p->text = json_text(s);
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
received(json_reader *r, const json_t *o, eml_value *v)
{
    eml_received *to = json_get(r, sizeof *to);
    const json_t *list, *when;
    eml_received_clause **at;
    size_t i;
    json_t *c;

    if (!to || !json_may(r, o, "date", JSON_OBJECT, &when))
        return false;
    list = json_object_get(o, "clauses");
    if (!json_is_array(list))
        return json_refuse(r, "\"clauses\" must be an array");
    at = &to->first;
    json_array_foreach(list, i, c)
    {
        const json_t *name, *value;
        eml_received_clause *k;

        if (!json_need(r, c, "name", &name) ||
            !json_need(r, c, "value", &value))
            return false;
        k = json_get(r, sizeof *k);
        if (!k || !json_read_comments(r, c, &k->comments))
            return false;
        k->name = json_span(name);
        k->value = json_span(value);
        k->kind = clause_kind(k->name);
        *at = k;
        at = &k->next;
    }
    to->has_date = when != NULL;
    v->u.received = to;
    return (!to->has_date || date(r, when, &to->date)) &&
           json_read_comments(r, o, &to->comments);
}

static bool
params(json_reader *r, const json_t *o, eml_param **to)
{
    const char *key;
    const json_t *list;
    json_t *s;

    if (!json_may(r, o, "params", JSON_OBJECT, &list))
        return false;
    json_object_foreach((json_t *)(uintptr_t)list, key, s)
    {
        eml_param *p = json_get(r, sizeof *p);

        if (!p)
            return false;
        if (!json_is_string(s))
            return json_refuse(r, "a parameter must be a string");
        p->name = (eml_span){(const uint8_t *)key, strlen(key)};
        p->value = json_span(s);
        p->charset = p->language = p->raw = EML_NONE;
        *to = p;
        to = &p->next;
    }
    return true;
}

static bool
content_type(json_reader *r, const json_t *o, eml_value *v)
{
    eml_content_type *c = json_get(r, sizeof *c);
    const json_t *type, *subtype;

    if (!c || !json_need(r, o, "type", &type) ||
        !json_need(r, o, "subtype", &subtype))
        return false;
    c->type = json_span(type);
    c->subtype = json_span(subtype);
    v->u.content_type = c;
    return params(r, o, &c->params) && json_read_comments(r, o, &c->comments);
}

static bool
disposition(json_reader *r, const json_t *o, eml_value *v)
{
    eml_disposition *d = json_get(r, sizeof *d);
    const json_t *type;

    if (!d || !json_need(r, o, "type", &type))
        return false;
    d->type = json_span(type);
    v->u.disposition = d;
    return params(r, o, &d->params) && json_read_comments(r, o, &d->comments);
}

static bool
tokens(json_reader *r, const json_t *list, eml_value *v)
{
    eml_token_list *l = json_get(r, sizeof *l);
    eml_token **to;
    size_t i;
    json_t *s;

    if (!l)
        return false;
    if (!json_is_array(list))
        return json_refuse(r, "the value must be an array of strings");
    to = &l->first;
    json_array_foreach(list, i, s)
    {
        eml_token *t = json_get(r, sizeof *t);

        if (!t)
            return false;
        t->text = json_text(s);
        *to = t;
        to = &t->next;
        l->num_tokens++;
    }
    v->u.tokens = l;
    return true;
}

static bool
urls(json_reader *r, const json_t *list, eml_value *v)
{
    eml_list_urls *l = json_get(r, sizeof *l);
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
        return json_refuse(r, "the value must be an array of URLs");
    to = &l->first;
    json_array_foreach(list, i, s)
    {
        eml_list_url *u = json_get(r, sizeof *u);

        if (!u)
            return false;
        u->url = json_span(s);
        u->text = json_text(s);
        *to = u;
        to = &u->next;
        l->num_urls++;
    }
    return true;
}

static bool
list_id(json_reader *r, const json_t *o, eml_value *v)
{
    eml_list_id *l = json_get(r, sizeof *l);
    const json_t *id, *name;

    if (!l || !json_need(r, o, "id", &id) ||
        !json_may(r, o, "name", JSON_STRING, &name))
        return false;
    l->name = json_text(name);
    l->id = json_text(id);
    v->u.list_id = l;
    return json_read_comments(r, o, &l->comments);
}

static bool
auto_submitted(json_reader *r, const json_t *o, eml_value *v)
{
    eml_auto_submitted *a = json_get(r, sizeof *a);
    const json_t *value, *rest;

    if (!a || !json_need(r, o, "value", &value) ||
        !json_may(r, o, "params", JSON_STRING, &rest))
        return false;
    a->value = json_span(value);
    a->params = json_span(rest);
    v->u.auto_submitted = a;
    return json_read_comments(r, o, &a->comments);
}

/* "ptype.property": one value, or several in an array */
static bool
authres_prop(json_reader *r, const char *name, const json_t *value,
             eml_authres_prop ***to, eml_authres_result *res)
{
    const char *dot = strchr(name, '.');
    size_t n = json_is_array(value) ? json_array_size(value) : 1;

    if (!dot)
        return json_refuse(r, "a property must be named ptype.property");
    for (size_t i = 0; i < n; i++) {
        const json_t *s =
            json_is_array(value) ? json_array_get(value, i) : value;
        eml_authres_prop *p = json_get(r, sizeof *p);

        if (!p)
            return false;
        if (!json_is_string(s))
            return json_wrong(r, s, "the value of a property must be a string");
        p->ptype = (eml_span){(const uint8_t *)name, (size_t)(dot - name)};
        p->property = (eml_span){(const uint8_t *)dot + 1, strlen(dot + 1)};
        p->value = json_text(s);
        **to = p;
        *to = &p->next;
        res->num_props++;
    }
    return true;
}

static bool
authres_result(json_reader *r, json_t *o, eml_authres_result *res)
{
    const json_t *method, *version, *result, *reason, *props;
    eml_authres_prop **to = &res->props;
    const char *key;
    json_t *value;

    if (!json_need(r, o, "method", &method) ||
        !json_need(r, o, "result", &result) ||
        !json_may(r, o, "method_version", JSON_STRING, &version) ||
        !json_may(r, o, "reason", JSON_STRING, &reason) ||
        !json_may(r, o, "props", JSON_OBJECT, &props))
        return false;
    res->method = json_span(method);
    res->method_version = json_span(version);
    res->result = json_span(result);
    res->reason = json_text(reason);
    json_object_foreach(json_object_get(o, "props"), key, value)
    {
        if (!authres_prop(r, key, value, &to, res))
            return false;
    }
    return json_read_comments(r, o, &res->comments);
}

static bool
authres(json_reader *r, const json_t *o, eml_value *v)
{
    eml_authres *a = json_get(r, sizeof *a);
    const json_t *id, *version, *results, *instance;
    eml_authres_result **to;
    size_t i;
    json_t *one;

    if (!a || !json_need(r, o, "authserv_id", &id) ||
        !json_may(r, o, "version", JSON_STRING, &version) ||
        !json_may(r, o, "instance", JSON_INTEGER, &instance) ||
        !json_may(r, o, "results", JSON_ARRAY, &results))
        return false;
    a->authserv_id = json_text(id);
    a->version = json_span(version);
    if (json_integer_value(instance) > 0 && json_integer_value(instance) <= 50)
        a->instance = (uint32_t)json_integer_value(instance);
    to = &a->first;
    json_array_foreach(results, i, one)
    {
        *to = json_get(r, sizeof **to);
        if (!*to || !authres_result(r, one, *to))
            return false;
        to = &(*to)->next;
        a->num_results++;
    }
    a->none = a->num_results == 0;
    v->u.authres = a;
    return json_read_comments(r, o, &a->comments);
}

static bool
received_spf(json_reader *r, const json_t *o, eml_value *v)
{
    eml_received_spf *to = json_get(r, sizeof *to);
    const json_t *result, *pairs;
    eml_received_spf_pair **at;
    size_t i;
    json_t *one;

    if (!to || !json_need(r, o, "result", &result) ||
        !json_may(r, o, "pairs", JSON_ARRAY, &pairs))
        return false;
    if (!eml_spf_result_by_name(json_span(result), &to->result))
        return json_refuse(r, "no result of SPF");
    at = &to->first;
    json_array_foreach(pairs, i, one)
    {
        const json_t *key, *value;
        eml_received_spf_pair *p;

        if (!json_need(r, one, "key", &key) ||
            !json_need(r, one, "value", &value))
            return false;
        p = json_get(r, sizeof *p);
        if (!p)
            return false;
        p->key = json_span(key);
        p->value = json_text(value);
        *at = p;
        at = &p->next;
        to->num_pairs++;
    }
    v->u.received_spf = to;
    return json_read_comments(r, o, &to->comments);
}

static bool
encoding(json_reader *r, const json_t *s, eml_value *v)
{
    eml_encoding *e = json_get(r, sizeof *e);

    if (!e)
        return false;
    if (!json_is_string(s))
        return json_refuse(r, "the value must be a string");
    e->token = json_span(s);
    e->cte = EML_CTE_UNKNOWN;
    v->u.encoding = e;
    if (eml_encoding_parse(r->cx, e->token, &v->u.encoding) == EML_OK)
        return true;
    r->formless = true;
    return json_refuse(r, "not a transfer encoding");
}

static bool
path(json_reader *r, const json_t *o, eml_value *v)
{
    v->u.path =
        json_is_null(o) ? json_get(r, sizeof *v->u.path) : mailbox(r, o);
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
mime_version(json_reader *r, const json_t *s, eml_value *v)
{
    return (json_is_string(s) &&
            eml_mime_version_parse(r->cx, json_span(s), &v->u.mime_version) ==
                EML_OK) ||
           json_refuse(r, "the value must be \"1.0\"");
}

bool
json_read_value(json_reader *r, const json_t *o, eml_value *v)
{
    if (json_is_null(o) && v->kind != EML_VALUE_PATH) /* a null path is "<>" */
        return json_wrong(r, o, NULL);
    switch (v->kind) {
    case EML_VALUE_NONE:
        break;
    case EML_VALUE_UNSTRUCTURED:
        v->u.text = json_text(o);
        return v->u.text.present ||
               json_refuse(r, "the value must be a string");
    case EML_VALUE_ADDRESSES:
        return addresses(r, o, v);
    case EML_VALUE_DATE:
        v->u.date = json_get(r, sizeof *v->u.date);
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
    case EML_VALUE_RECEIVED_SPF:
        return received_spf(r, o, v);
    case EML_VALUE_ONE_CLICK:
        return json_is_true(o) || json_refuse(r, "the value must be true");
    }
    return json_refuse(r, "no such value");
}
