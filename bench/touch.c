#include "bench/touch.h"

#include "eml/authres.h"
#include "eml/content.h"
#include "eml/received_spf.h"

typedef struct toucher {
    eml_cx *cx;
    uint64_t bytes, num;
} toucher;

static void
text(toucher *t, const eml_text *x)
{
    eml_span s;

    if (x->present && eml_text_get(t->cx, x, &s) == EML_OK) {
        t->bytes += s.n;
        t->num++;
    }
}

static void
mailbox(toucher *t, const eml_mailbox *m)
{
    text(t, &m->name);
    text(t, &m->local);
    text(t, &m->domain);
}

static void
addresses(toucher *t, const eml_address_list *l)
{
    for (const eml_address *a = l->first; a; a = a->next) {
        if (a->group)
            text(t, a->group);
        for (const eml_mailbox *m = a->mailbox; m; m = m->next)
            mailbox(t, m);
    }
}

static void
authres(toucher *t, const eml_authres *a)
{
    text(t, &a->authserv_id);
    for (const eml_authres_result *r = a->first; r; r = r->next)
        for (const eml_authres_prop *p = r->props; p; p = p->next)
            text(t, &p->value);
}

static void
received_spf(toucher *t, const eml_received_spf *r)
{
    for (const eml_received_spf_pair *p = r->first; p; p = p->next)
        text(t, &p->value);
}

static void
value(toucher *t, const eml_value *v)
{
    switch (v->kind) {
    case EML_VALUE_UNSTRUCTURED:
        text(t, &v->u.text);
        break;
    case EML_VALUE_ADDRESSES:
        addresses(t, v->u.addresses);
        break;
    case EML_VALUE_DATE:
        t->bytes += (uint64_t)eml_date_unix(v->u.date) & 1;
        break;
    case EML_VALUE_MSGIDS:
        for (const eml_msgid *m = v->u.msgids->first; m; m = m->next) {
            text(t, &m->left);
            text(t, &m->right);
        }
        break;
    case EML_VALUE_PHRASES:
        for (const eml_phrase *p = v->u.phrases->first; p; p = p->next)
            text(t, &p->text);
        break;
    case EML_VALUE_PATH:
        mailbox(t, v->u.path);
        break;
    case EML_VALUE_TOKENS:
        for (const eml_token *p = v->u.tokens->first; p; p = p->next)
            text(t, &p->text);
        break;
    case EML_VALUE_LIST_URLS:
        for (const eml_list_url *u = v->u.urls->first; u; u = u->next)
            text(t, &u->text);
        break;
    case EML_VALUE_LIST_ID:
        text(t, &v->u.list_id->name);
        text(t, &v->u.list_id->id);
        break;
    case EML_VALUE_AUTHRES:
        authres(t, v->u.authres);
        break;
    case EML_VALUE_RECEIVED_SPF:
        received_spf(t, v->u.received_spf);
        break;
    case EML_VALUE_NONE:
    case EML_VALUE_RECEIVED:     /* clauses are spans already */
    case EML_VALUE_CONTENT_TYPE: /* params were decoded by the parser */
    case EML_VALUE_DISPOSITION:
    case EML_VALUE_ENCODING:
    case EML_VALUE_MIME_VERSION:
    case EML_VALUE_AUTO_SUBMITTED:
    case EML_VALUE_ONE_CLICK:
        break;
    }
}

uint64_t
touch_message(eml_cx *cx, const eml_part *root, uint64_t *num)
{
    toucher t = {.cx = cx};

    for (const eml_part *p = root; p; p = eml_part_next(p))
        for (const eml_field *f = p->fields; f; f = f->next)
            value(&t, &f->value);
    *num += t.num;
    return t.bytes;
}
