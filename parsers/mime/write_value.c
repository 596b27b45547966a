/* write_value.c -- a value as its grammar in RFC 5322 section 3 writes it, by
 * what it is. */
#include "parsers/mime/write_int.h"

static void
text(eml__writer *w, const eml_text *t)
{
    eml_span s;

    if (eml__w_get(w, t, &s))
        eml__w_unstructured(w, s);
}

static void
value(eml__writer *w, const eml_value *v, eml_field_id id)
{
    switch (v->kind) {
    case EML_VALUE_UNSTRUCTURED:
        text(w, &v->u.text);
        return;
    case EML_VALUE_ADDRESSES:
        eml__w_addresses(w, v->u.addresses, id);
        return;
    case EML_VALUE_DATE:
        eml__w_date(w, v->u.date);
        return;
    case EML_VALUE_MSGIDS:
        eml__w_msgids(w, v->u.msgids, id);
        return;
    case EML_VALUE_PHRASES:
        eml__w_phrases(w, v->u.phrases);
        return;
    case EML_VALUE_RECEIVED:
        eml__w_received(w, v->u.received);
        return;
    case EML_VALUE_PATH:
        eml__w_path(w, v->u.path);
        return;
    case EML_VALUE_CONTENT_TYPE:
        eml__w_content_type(w, v->u.content_type);
        return;
    case EML_VALUE_DISPOSITION:
        eml__w_disposition(w, v->u.disposition);
        return;
    case EML_VALUE_ENCODING:
        eml__w_encoding(w, v->u.encoding);
        return;
    case EML_VALUE_MIME_VERSION:
        eml__w_mime_version(w, v->u.mime_version);
        return;
    case EML_VALUE_TOKENS:
        eml__w_tokens(w, v->u.tokens, id);
        return;
    case EML_VALUE_LIST_URLS:
        eml__w_list_urls(w, v->u.urls, id);
        return;
    case EML_VALUE_LIST_ID:
        eml__w_list_id(w, v->u.list_id);
        return;
    case EML_VALUE_AUTO_SUBMITTED:
        eml__w_auto_submitted(w, v->u.auto_submitted);
        return;
    case EML_VALUE_ONE_CLICK: /* RFC 8058 section 3.1 */
        eml__w_lit(w, "List-Unsubscribe=One-Click");
        return;
    case EML_VALUE_AUTHRES:
        eml__w_authres(w, v->u.authres, id);
        return;
    case EML_VALUE_RECEIVED_SPF:
        eml__w_received_spf(w, v->u.received_spf);
        return;
    case EML_VALUE_NONE:
    default:
        eml__w_fail(w, EML_E_WRITE_VALUE);
        return;
    }
}

int
eml_write_value(eml_cx *cx, const eml_value *v, eml_field_id id, bool utf8,
                eml_out *out)
{
    eml__writer w = {.cx = cx, .out = out, .start = out->n, .utf8 = utf8};

    if (id < 0 || id >= EML_FIELD_END_)
        return EML_E_MISUSE;
    if (v->kind != eml_field_info_get(id)->value)
        eml__w_fail(&w, EML_E_WRITE_VALUE);
    else
        value(&w, v, id);
    return eml__w_finish(&w);
}
