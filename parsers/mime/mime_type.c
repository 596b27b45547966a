#include "core/arena_int.h"
#include "parsers/mime/message_kind.h"
#include "parsers/mime/mime_machine.h"
#include "parsers/mime/mime_values.h"

static eml_span
lit(const char *s, size_t n)
{
    return (eml_span){(const uint8_t *)s, n};
}
#define SPAN(s) lit((s), sizeof(s) - 1)

unsigned
eml__message_kind(eml_span subtype)
{
    if (EML__IS(subtype, "rfc822") || EML__IS(subtype, "news"))
        return EML__MESSAGE_NESTED;
    if (EML__IS(subtype, "global"))
        return EML__MESSAGE_NESTED | EML__MESSAGE_ENCODABLE;
    if (EML__IS(subtype, "global-headers") ||
        EML__IS(subtype, "global-delivery-status") ||
        EML__IS(subtype, "global-disposition-notification"))
        return EML__MESSAGE_OPAQUE | EML__MESSAGE_ENCODABLE;
    if (EML__IS(subtype, "partial") || EML__IS(subtype, "external-body") ||
        EML__IS(subtype, "delivery-status") ||
        EML__IS(subtype, "disposition-notification") ||
        EML__IS(subtype, "feedback-report"))
        return EML__MESSAGE_OPAQUE | EML__MESSAGE_ONLY_7BIT;
    return EML__MESSAGE_OPAQUE;
}

/* RFC 2045 section 6.4: "by definition, if a composite entity has a
 * transfer-encoding value such as "7bit", but one of the enclosed entities has
 * a less restrictive value such as "8bit"", one of the two is in error. */
static void
check_inner(const eml__mime_frame *f, eml_cx *cx)
{
    if ((f->cte == EML_CTE_8BIT || f->cte == EML_CTE_BINARY) && f->up &&
        f->cte > f->up->cte)
        eml_find_at(cx, EML_E_CTE_INNER, f->cte_at, f->cte_len);
}

/* RFC 2045 section 5.2: no Content-Type, or one that cannot be read, is
 * text/plain; charset=us-ascii. RFC 2046 section 5.1.5: none is message/rfc822
 * in a digest. */
static void
set_type(eml__mime_frame *f, eml_cx *cx)
{
    eml_part_info *i = &f->info;
    bool digest = f->up && f->up->info.kind == EML_PART_MULTIPART &&
                  EML__IS(f->up->info.subtype, "digest");

    if (f->ct && (!f->ct->type.n || !f->ct->subtype.n))
        f->ct = NULL;
    i->content_type = f->ct;
    if (f->ct) {
        i->type = f->ct->type;
        i->subtype = f->ct->subtype;
    } else if (digest && !f->has_type) {
        i->type = SPAN("message");
        i->subtype = SPAN("rfc822");
    } else {
        i->type = SPAN("text");
        i->subtype = SPAN("plain");
    }
    if (digest && !EML__IS(i->type, "message"))
        eml_find_at(cx, EML_E_DIGEST_TYPE, f->type_at, f->type_len);
}

static void
set_charset(eml_part_info *i)
{
    const eml_param *p;

    if (!EML__IS(i->type, "text"))
        return;
    p = i->content_type
            ? eml_param_get(i->content_type->params, SPAN("charset"))
            : NULL;
    i->charset = p ? p->value : SPAN("us-ascii");
}

static void
set_multipart(eml__mime_frame *f, eml_cx *cx)
{
    const eml_param *p;

    if (!eml__is_identity(f->cte)) {
        eml_find_at(cx, EML_E_CTE_COMPOSITE, f->cte_at, f->cte_len);
        return;
    }
    p = f->ct ? eml_param_get(f->ct->params, SPAN("boundary")) : NULL;
    if (!p || p->value.n == 0)
        return; /* BOUNDARY_MISSING, BOUNDARY_SYNTAX: said with the field */
    f->info.kind = EML_PART_MULTIPART;
    f->info.boundary = p->value;
}

static void
set_message(eml__mime_frame *f, eml_cx *cx)
{
    unsigned kind = eml__message_kind(f->info.subtype);

    if (!eml__is_identity(f->cte)) {
        if (!(kind & EML__MESSAGE_ENCODABLE))
            eml_find_at(cx, EML_E_CTE_COMPOSITE, f->cte_at, f->cte_len);
        return;
    }
    if (kind & EML__MESSAGE_ONLY_7BIT && f->cte != EML_CTE_7BIT)
        eml_find_at(cx,
                    EML__IS(f->info.subtype, "feedback-report")
                        ? EML_E_ARF_NOT_7BIT
                        : EML_E_CTE_NOT_7BIT,
                    f->cte_at, f->cte_len);
    if (!(kind & EML__MESSAGE_OPAQUE))
        f->info.kind = EML_PART_MESSAGE;
}

int
eml__mime_type(eml_mime *m, eml_cx *cx)
{
    eml__mime_frame *f = m->top;

    if (!f->has_cte)
        f->cte = EML_CTE_7BIT;
    eml__zero(&f->info, sizeof f->info);
    f->info.kind = EML_PART_LEAF;
    f->info.cte = f->cte;
    f->info.boundary = f->info.charset = EML_NONE;
    set_type(f, cx);
    check_inner(f, cx);
    if (EML__IS(f->info.type, "multipart"))
        set_multipart(f, cx);
    else if (EML__IS(f->info.type, "message"))
        set_message(f, cx);
    if (f->cte == EML_CTE_UNKNOWN) {
        /* RFC 2045 section 6.4: "Any entity with an unrecognized
         * Content-Transfer-Encoding must be treated as if it has a
         * Content-Type of "application/octet-stream"" */
        f->info.type = SPAN("application");
        f->info.subtype = SPAN("octet-stream");
    }
    set_charset(&f->info);
    if (f->info.kind == EML_PART_LEAF)
        return EML_OK;
    if (f->depth >= EML_LIMIT(cx, depth)) {
        eml_find_at(cx, EML_E_LIMIT_DEPTH, f->type_at, f->type_len);
        f->info.kind = EML_PART_LEAF;
        return EML_OK;
    }
    if (f->info.kind == EML_PART_MESSAGE) {
        if (m->num_parts < EML_LIMIT(cx, parts))
            return EML_OK;
        eml_find_at(cx, EML_E_LIMIT_PARTS, f->type_at, f->type_len);
        f->info.kind = EML_PART_LEAF;
        return EML_OK;
    }
    return eml__mime_boundary_add(m, cx, f);
}
