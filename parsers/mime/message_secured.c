#include "parsers/mime/message_int.h"

/* "The multipart/signed content type contains exactly two body parts. [...] The
 * second body part is labeled according to the value of the protocol
 * parameter." (RFC 1847 section 2.1) "The multipart/encrypted content type
 * contains exactly two body parts. The first body part [...] is labeled
 * according to the value of the protocol parameter. The second body part [...]
 * is always labeled application/octet-stream." (section 2.2) That the parameter
 * is there was seen to with the field. */

static bool
is_labelled(const eml_part *p, eml_span label)
{
    eml_span type = p->info.type, subtype = p->info.subtype;
    size_t n = type.n;

    return label.n == n + 1 + subtype.n && label.p[n] == '/' &&
           eml_span_eq_fold((eml_span){label.p, n}, type) &&
           eml_span_eq_fold((eml_span){label.p + n + 1, subtype.n}, subtype);
}

static void
find(eml_cx *cx, int code, const eml_part *p)
{
    const eml_field *f = eml_part_field(p, EML_FIELD_CONTENT_TYPE);
    eml_span at = f ? f->body : p->raw;

    while (at.n && (*at.p == ' ' || *at.p == '\t'))
        at = (eml_span){at.p + 1, at.n - 1};
    eml_find(cx, code, at.p, at.n);
}

void
eml__secured_judge(eml_cx *cx, const eml_part *part)
{
    bool is_signed, is_encrypted;
    const eml_part *first = part->child, *second = first ? first->next : NULL;
    const eml_param *protocol;

    if (part->info.kind != EML_PART_MULTIPART)
        return;
    is_signed = is_labelled(part, EML_LIT("multipart/signed"));
    is_encrypted = is_labelled(part, EML_LIT("multipart/encrypted"));
    if (!is_signed && !is_encrypted)
        return;
    if (!second || second->next) {
        find(cx, EML_E_SIGNED_PARTS, part);
        return;
    }
    protocol =
        eml_param_get(part->info.content_type->params, EML_LIT("protocol"));
    if (protocol && !is_labelled(is_signed ? second : first, protocol->value))
        find(cx, EML_E_SIGNED_PROTOCOL, part);
    if (is_encrypted &&
        !is_labelled(second, EML_LIT("application/octet-stream")))
        find(cx, EML_E_ENCRYPTED_DATA, second);
}
