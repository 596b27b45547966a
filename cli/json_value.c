/* Field values to JSON. */
#include "cli/json_tree.h"
#include "eml/authres.h"
#include "eml/content.h"
#include "eml/received_spf.h"
#include "eml/utf8.h"

#include <string.h>

json_t *
json_string_of(eml_cx *cx, eml_span s)
{
    eml_out clean = {.arena = cx->arena};

    if (eml_utf8_valid(s) != s.n) {
        eml_utf8_clean(s, &clean);
        s = eml_out_view(&clean);
    }
    return json_stringn((const char *)s.p, s.n);
}

static json_t *
text(eml_cx *cx, const eml_text *t)
{
    eml_span s;

    if (!t->present)
        return json_null();
    return eml_text_get(cx, t, &s) == EML_OK ? json_string_of(cx, s) : NULL;
}

json_t *
json_lower(eml_cx *cx, eml_span s)
{
    uint8_t *p = eml_arena_raw(cx->arena, s.n);

    if (!p)
        return NULL;
    for (size_t i = 0; i < s.n; i++)
        p[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (uint8_t)(s.p[i] | 32) : s.p[i];
    return json_string_of(cx, (eml_span){p, s.n});
}

static void
set_comments(eml_cx *cx, json_t *o, const eml_comment *c)
{
    json_t *list;

    if (!c)
        return;
    list = json_array();
    for (; c; c = c->next)
        json_array_append_new(list, text(cx, &c->text));
    json_object_set_new(o, "comments", list);
}

static json_t *
mailbox(eml_cx *cx, const eml_mailbox *m)
{
    json_t *o = json_object();

    json_object_set_new(o, "name", text(cx, &m->name));
    json_object_set_new(o, "local", text(cx, &m->local));
    json_object_set_new(o, "domain", text(cx, &m->domain));
    set_comments(cx, o, m->comments);
    return o;
}

static json_t *
addresses(eml_cx *cx, const eml_address_list *l)
{
    json_t *list = json_array();

    for (const eml_address *a = l->first; a; a = a->next) {
        json_t *group, *members;

        if (!a->group) {
            json_array_append_new(list, mailbox(cx, a->mailbox));
            continue;
        }
        group = json_object();
        members = json_array();
        json_object_set_new(group, "group", text(cx, a->group));
        for (const eml_mailbox *m = a->mailbox; m; m = m->next)
            json_array_append_new(members, mailbox(cx, m));
        json_object_set_new(group, "members", members);
        set_comments(cx, group, a->comments);
        json_array_append_new(list, group);
    }
    return list;
}

static json_t *
date(const eml_date *d)
{
    json_t *o = json_object();

    json_object_set_new(o, "unix", json_integer(eml_date_unix(d)));
    json_object_set_new(o, "offset_min", json_integer(d->offset_min));
    json_object_set_new(o, "zone_known", json_boolean(d->zone_known));
    if (d->second == 60)
        json_object_set_new(o, "leap", json_true());
    return o;
}

static json_t *
msgids(eml_cx *cx, const eml_msgid_list *l)
{
    json_t *list = json_array();

    for (const eml_msgid *id = l->first; id; id = id->next) {
        json_t *o = json_object();

        json_object_set_new(o, "left", text(cx, &id->left));
        json_object_set_new(o, "right", text(cx, &id->right));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *
phrases(eml_cx *cx, const eml_phrases *l)
{
    json_t *list = json_array();

    for (const eml_phrase *p = l->first; p; p = p->next)
        json_array_append_new(list, text(cx, &p->text));
    return list;
}

static json_t *
received(eml_cx *cx, const eml_received *r)
{
    json_t *o = json_object(), *list = json_array();

    for (const eml_received_clause *c = r->first; c; c = c->next) {
        json_t *clause = json_object();
        eml_span value;

        if (eml_unfold(cx, c->value, &value) != EML_OK)
            value = c->value;
        json_object_set_new(clause, "name", json_lower(cx, c->name));
        json_object_set_new(clause, "value", json_string_of(cx, value));
        set_comments(cx, clause, c->comments);
        json_array_append_new(list, clause);
    }
    json_object_set_new(o, "clauses", list);
    json_object_set_new(o, "date", r->has_date ? date(&r->date) : json_null());
    set_comments(cx, o, r->comments);
    return o;
}

json_t *
json_params(eml_cx *cx, const eml_param *p)
{
    json_t *o = json_object();

    for (; p; p = p->next) {
        json_t *name = json_lower(cx, p->name);
        const char *key = json_string_value(name);

        if (key && !json_object_get(o, key)) /* the first of a name counts */
            json_object_set_new(o, key, json_string_of(cx, p->value));
        json_decref(name);
    }
    return o;
}

static json_t *
tokens(eml_cx *cx, const eml_token_list *l)
{
    json_t *list = json_array();

    for (const eml_token *t = l->first; t; t = t->next)
        json_array_append_new(list, text(cx, &t->text));
    return list;
}

static json_t *
urls(eml_cx *cx, const eml_list_urls *l)
{
    json_t *list;

    if (l->no)
        return json_string("NO");
    list = json_array();
    for (const eml_list_url *u = l->first; u; u = u->next)
        json_array_append_new(list, text(cx, &u->text));
    return list;
}

static json_t *
content_type(eml_cx *cx, const eml_content_type *c)
{
    json_t *o = json_object();

    json_object_set_new(o, "type", json_lower(cx, c->type));
    json_object_set_new(o, "subtype", json_lower(cx, c->subtype));
    json_object_set_new(o, "params", json_params(cx, c->params));
    set_comments(cx, o, c->comments);
    return o;
}

static json_t *
disposition(eml_cx *cx, const eml_disposition *d)
{
    json_t *o = json_object();

    json_object_set_new(o, "type", json_lower(cx, d->type));
    json_object_set_new(o, "params", json_params(cx, d->params));
    set_comments(cx, o, d->comments);
    return o;
}

static json_t *
list_id(eml_cx *cx, const eml_list_id *l)
{
    json_t *o = json_object();

    json_object_set_new(o, "name", text(cx, &l->name));
    json_object_set_new(o, "id", text(cx, &l->id));
    set_comments(cx, o, l->comments);
    return o;
}

static json_t *
auto_submitted(eml_cx *cx, const eml_auto_submitted *a)
{
    json_t *o = json_object();

    json_object_set_new(o, "value", json_lower(cx, a->value));
    if (a->params.n)
        json_object_set_new(o, "params", json_string_of(cx, a->params));
    set_comments(cx, o, a->comments);
    return o;
}

/* {"smtp.mailfrom":"..."}; a property that is given again makes an array. */
static json_t *
authres_props(eml_cx *cx, const eml_authres_prop *p)
{
    json_t *o = json_object();

    for (; p; p = p->next) {
        eml_out name = {.arena = cx->arena};
        json_t *v = text(cx, &p->value), *key, *was;

        eml_out_span(&name, p->ptype);
        eml_out_byte(&name, '.');
        eml_out_span(&name, p->property);
        key = json_lower(cx, eml_out_view(&name));
        was = json_object_get(o, json_string_value(key));
        if (json_is_array(was))
            json_array_append_new(was, v);
        else if (was)
            json_object_set_new(o, json_string_value(key),
                                json_pack("[O,o]", was, v));
        else
            json_object_set_new(o, json_string_value(key), v);
        json_decref(key);
    }
    return o;
}

static json_t *
authres(eml_cx *cx, const eml_authres *a)
{
    json_t *o = json_object(), *results = json_array();

    if (a->instance)
        json_object_set_new(o, "instance", json_integer(a->instance));
    json_object_set_new(o, "authserv_id", text(cx, &a->authserv_id));
    json_object_set_new(o, "version",
                        a->version.n ? json_string_of(cx, a->version)
                                     : json_null());
    set_comments(cx, o, a->comments);
    json_object_set_new(o, "results", results);
    for (const eml_authres_result *r = a->first; r; r = r->next) {
        json_t *one = json_object();

        json_object_set_new(one, "method", json_lower(cx, r->method));
        if (r->method_version.n)
            json_object_set_new(one, "method_version",
                                json_string_of(cx, r->method_version));
        json_object_set_new(one, "result", json_lower(cx, r->result));
        json_object_set_new(one, "reason",
                            r->reason.present ? text(cx, &r->reason)
                                              : json_null());
        json_object_set_new(one, "props", authres_props(cx, r->props));
        set_comments(cx, one, r->comments);
        json_array_append_new(results, one);
    }
    return o;
}

static json_t *
received_spf(eml_cx *cx, const eml_received_spf *r)
{
    json_t *pairs = json_array(),
           *o = json_pack("{s:s, s:o}", "result",
                          eml_spf_result_name(r->result), "pairs", pairs);

    for (const eml_received_spf_pair *p = r->first; p; p = p->next)
        json_array_append_new(pairs, json_pack("{s:o, s:o}", "key",
                                               json_lower(cx, p->key), "value",
                                               text(cx, &p->value)));
    set_comments(cx, o, r->comments);
    return o;
}

json_t *
json_value(eml_cx *cx, const eml_field *f)
{
    const eml_value *v = &f->value;

    switch (v->kind) {
    case EML_VALUE_NONE:
        return json_null();
    case EML_VALUE_UNSTRUCTURED:
        return text(cx, &v->u.text);
    case EML_VALUE_ADDRESSES:
        return addresses(cx, v->u.addresses);
    case EML_VALUE_DATE:
        return date(v->u.date);
    case EML_VALUE_MSGIDS:
        return msgids(cx, v->u.msgids);
    case EML_VALUE_PHRASES:
        return phrases(cx, v->u.phrases);
    case EML_VALUE_RECEIVED:
        return received(cx, v->u.received);
    case EML_VALUE_PATH:
        return v->u.path->local.present ? mailbox(cx, v->u.path) : json_null();
    case EML_VALUE_CONTENT_TYPE:
        return content_type(cx, v->u.content_type);
    case EML_VALUE_DISPOSITION:
        return disposition(cx, v->u.disposition);
    case EML_VALUE_ENCODING:
        return json_lower(cx, v->u.encoding->token);
    case EML_VALUE_MIME_VERSION:
        return json_sprintf("%u.%u", v->u.mime_version->major,
                            v->u.mime_version->minor);
    case EML_VALUE_TOKENS:
        return tokens(cx, v->u.tokens);
    case EML_VALUE_LIST_URLS:
        return urls(cx, v->u.urls);
    case EML_VALUE_LIST_ID:
        return list_id(cx, v->u.list_id);
    case EML_VALUE_AUTO_SUBMITTED:
        return auto_submitted(cx, v->u.auto_submitted);
    case EML_VALUE_ONE_CLICK:
        return json_true();
    case EML_VALUE_AUTHRES:
        return authres(cx, v->u.authres);
    case EML_VALUE_RECEIVED_SPF:
        return received_spf(cx, v->u.received_spf);
    }
    return NULL;
}
