/* A field's body by what the field is: fields.def says which reader, RFC 5322
 * section 3.6 with RFC 6854 which rule for addresses. */
#include "eml/mime.h"
#include "core/arena_int.h"
#include "parsers/auth/authres_int.h"
#include "parsers/auth/received_spf_int.h"
#include "parsers/imf/strict.h"
#include "parsers/mime/mime_values.h"

/*
 * from            = "From:" (mailbox-list / address-list)     RFC 6854 2.1
 * sender          = "Sender:" (mailbox / address)             RFC 6854 2.1
 * reply-to        = "Reply-To:" address-list                  RFC 5322 3.6.2
 * to, cc          = address-list                              RFC 5322 3.6.3
 * bcc             = [address-list / CFWS]                     RFC 5322 3.6.3
 * resent-from     = (mailbox-list / address-list)             RFC 6854 2.2
 * resent-sender   = (mailbox / address)                       RFC 6854 2.2
 * resent-to, -cc  = address-list                              RFC 5322 3.6.6
 * resent-bcc      = [address-list / CFWS]                     RFC 5322 3.6.6
 * resent-reply-to = address-list                              RFC 5322 4.5.6
 */
static eml_addr_rule
rule_of(eml_field_id id)
{
    if (id == EML_FIELD_SENDER || id == EML_FIELD_RESENT_SENDER)
        return EML_ADDR_ADDRESS;
    if (id == EML_FIELD_BCC || id == EML_FIELD_RESENT_BCC)
        return EML_ADDR_BCC;
    return EML_ADDR_ADDRESS_LIST;
}

/* RFC 6854 section 2.1: "The from field and the sender field SHOULD NOT use
 * group syntax". Section 2.2: likewise the resent ones. */
static void
check_originator(eml_cx *cx, eml_field_id id, const eml_address_list *l)
{
    if (id != EML_FIELD_FROM && id != EML_FIELD_SENDER &&
        id != EML_FIELD_RESENT_FROM && id != EML_FIELD_RESENT_SENDER)
        return;
    for (const eml_address *a = l->first; a; a = a->next)
        if (a->group)
            (void)eml_find(cx, EML_E_GROUP_ORIGINATOR, a->group->raw.p,
                           a->group->raw.n);
}

static int
addresses(eml_cx *cx, eml_field_id id, eml_span in, eml_value *v)
{
    int rc = eml__addr(cx, in, rule_of(id), &v->u.addresses);

    if (rc == EML_OK)
        check_originator(cx, id, v->u.addresses);
    return rc;
}

static int
date(eml_cx *cx, eml_span in, eml_value *v)
{
    v->u.date = eml__arena_node(cx->arena, sizeof *v->u.date);
    return v->u.date ? eml__date(cx, in, v->u.date) : EML_E_NOMEM;
}

static int
msgids(eml_cx *cx, eml_field_id id, eml_span in, eml_value *v)
{
    bool many = id == EML_FIELD_IN_REPLY_TO || id == EML_FIELD_REFERENCES;

    return eml__msgids(cx, in, many ? EML_MSGID_MANY : EML_MSGID_ONE,
                       &v->u.msgids);
}

static int
tokens(eml_cx *cx, eml_field_id id, eml_span in, eml_value *v)
{
    if (id == EML_FIELD_CONTENT_LANGUAGE)
        return eml__language(cx, in, &v->u.tokens);
    if (id == EML_FIELD_CONTENT_MD5)
        return eml__md5(cx, in, &v->u.tokens);
    return eml__location(cx, in, &v->u.tokens);
}

static int
urls(eml_cx *cx, eml_field_id id, eml_span in, eml_value *v)
{
    if (id == EML_FIELD_ARCHIVED_AT)
        return eml__archived_at(cx, in, &v->u.urls);
    return eml__list_urls(cx, in, id == EML_FIELD_LIST_POST, &v->u.urls);
}

static int
read_value(eml_cx *cx, eml_field_id id, eml_span in, eml_value *v)
{
    switch (v->kind) {
    case EML_VALUE_UNSTRUCTURED:
        return eml__unstructured(cx, in, &v->u.text);
    case EML_VALUE_ADDRESSES:
        return addresses(cx, id, in, v);
    case EML_VALUE_DATE:
        return date(cx, in, v);
    case EML_VALUE_MSGIDS:
        return msgids(cx, id, in, v);
    case EML_VALUE_PHRASES:
        return eml__phrases(cx, in, &v->u.phrases);
    case EML_VALUE_RECEIVED:
        return eml__received(cx, in, &v->u.received);
    case EML_VALUE_PATH:
        return eml__path(cx, in, &v->u.path);
    case EML_VALUE_CONTENT_TYPE:
        return eml__content_type(cx, in, &v->u.content_type);
    case EML_VALUE_DISPOSITION:
        return eml__disposition(cx, in, &v->u.disposition);
    case EML_VALUE_ENCODING:
        return eml__encoding(cx, in, &v->u.encoding);
    case EML_VALUE_MIME_VERSION:
        return eml__mime_version(cx, in, &v->u.mime_version);
    case EML_VALUE_TOKENS:
        return tokens(cx, id, in, v);
    case EML_VALUE_LIST_URLS:
        return urls(cx, id, in, v);
    case EML_VALUE_LIST_ID:
        return eml__list_id(cx, in, &v->u.list_id);
    case EML_VALUE_AUTO_SUBMITTED:
        return eml__auto_submitted(cx, in, &v->u.auto_submitted);
    case EML_VALUE_ONE_CLICK:
        return eml__one_click(cx, in);
    case EML_VALUE_AUTHRES:
        return id == EML_FIELD_AUTH_RESULTS
                   ? eml__authres(cx, in, &v->u.authres)
                   : eml__aar(cx, in, &v->u.authres);
    case EML_VALUE_RECEIVED_SPF:
        return eml__received_spf(cx, in, &v->u.received_spf);
    case EML_VALUE_NONE:
        break;
    }
    return EML_E_MISUSE;
}

int
eml__value_read(eml_cx *cx, eml_field_id id, eml_span body, eml_value *out)
{
    int rc;

    out->kind = eml_field_info_get(id)->value;
    rc = read_value(cx, id, body, out);
    if (rc < 0)
        out->kind = EML_VALUE_NONE;
    if (rc < 0 && id == EML_FIELD_CONTENT_ID && eml_code_info_get(rc))
        (void)eml_find(cx, EML_E_CONTENT_ID_SYNTAX, body.p, body.n);
    return rc;
}

int
eml_value_parse(eml_cx *cx, eml_field_id id, eml_span body, eml_value *out)
{
    eml_diag earlier = eml__strict_begin(cx);

    return eml__strict_end(cx, earlier, eml__value_read(cx, id, body, out));
}
