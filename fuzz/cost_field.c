/* The value of a field that is made of a repeated piece (cost.h): read, and of
 * each of its texts what it stands for: addresses, comments, parameters,
 * encoded-words, identifiers. First byte: which field. */
#include "eml/content.h"
#include "eml/mime.h"
#include "eml/received_spf.h"
#include "fuzz/cost.h"

static void
get(eml_cx *cx, const eml_text *t)
{
    eml_span out;

    if (t->present)
        FUZZ_CHECK(eml_text_get(cx, t, &out) == EML_OK);
}

static void
get_comments(eml_cx *cx, const eml_comment *c)
{
    for (; c; c = c->next)
        get(cx, &c->text);
}

static void
get_addresses(eml_cx *cx, const eml_address_list *l)
{
    for (const eml_address *a = l->first; a; a = a->next) {
        if (a->group)
            get(cx, a->group);
        get_comments(cx, a->comments);
        for (const eml_mailbox *m = a->mailbox; m; m = m->next) {
            get(cx, &m->name);
            get(cx, &m->local);
            get(cx, &m->domain);
            get_comments(cx, m->comments);
        }
    }
    get_comments(cx, l->comments);
}

static void
get_all(eml_cx *cx, const eml_value *v)
{
    if (v->kind == EML_VALUE_UNSTRUCTURED) {
        get(cx, &v->u.text);
    } else if (v->kind == EML_VALUE_ADDRESSES) {
        get_addresses(cx, v->u.addresses);
    } else if (v->kind == EML_VALUE_MSGIDS) {
        for (const eml_msgid *m = v->u.msgids->first; m; m = m->next) {
            get(cx, &m->left);
            get(cx, &m->right);
        }
        get_comments(cx, v->u.msgids->comments);
    } else if (v->kind == EML_VALUE_PHRASES) {
        for (const eml_phrase *p = v->u.phrases->first; p; p = p->next)
            get(cx, &p->text);
    } else if (v->kind == EML_VALUE_DATE) {
        get_comments(cx, v->u.date->comments);
    } else if (v->kind == EML_VALUE_RECEIVED) {
        get_comments(cx, v->u.received->comments);
    } else if (v->kind == EML_VALUE_RECEIVED_SPF) {
        const eml_received_spf_pair *p = v->u.received_spf->first;

        for (; p; p = p->next)
            get(cx, &p->value);
        get_comments(cx, v->u.received_spf->comments);
    } /* parameters are decoded as they are parsed */
}

static void
parse(void *user, eml_cx *cx, eml_span in)
{
    eml_value v = {.kind = EML_VALUE_NONE};
    int rc = eml_value_parse(cx, *(const eml_field_id *)user, in, &v);

    FUZZ_CHECK(rc != EML_E_NOMEM);
    if (v.kind != EML_VALUE_NONE)
        get_all(cx, &v);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    eml_field_id id;

    if (size < 2)
        return 0;
    id = (eml_field_id)(data[0] % EML_FIELD_END_);
    cost_compare(parse, &id, (eml_span){data + 1, size - 1}, 512);
    return 0;
}
