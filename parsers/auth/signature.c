/* A signature's field as a whole: RFC 6376 sections 3.5 and 6.1.1, RFC 8617
 * sections 4.1.2 and 4.1.3. */
#include "eml/signature.h"

#include <string.h>

#include "parsers/auth/signature_int.h"
#include "parsers/auth/tag_int.h"

const eml__sig_kind *
eml__sig_kind_of(eml_signature_kind kind)
{
    switch (kind) {
    case EML_SIGNATURE_AMS:
        return &eml__sig_ams;
    case EML_SIGNATURE_SEAL:
        return &eml__sig_seal;
    case EML_SIGNATURE_DKIM:
    case EML_SIGNATURE_KINDS_:
        break;
    }
    return &eml__sig_dkim;
}

eml_span
eml_signature_field(eml_signature_kind kind)
{
    return eml__tag_text(eml__sig_kind_of(kind)->field);
}

static void
clear(eml_signature *out, eml_signature_kind kind)
{
    memset(out, 0, sizeof *out);
    out->kind = kind;
    out->algorithm = out->canonicalization = out->domain = out->selector =
        out->auid = out->auid_domain = out->fields = out->query = out->copied =
            out->signature = out->b_value = EML_NONE;
    out->body_len = UINT64_MAX;
    out->query_known = true;
}

/* What stands between "b=" and the end of its tag-spec. */
static eml_span
b_value(const eml_tag *tag)
{
    const uint8_t *end = tag->raw.p + tag->raw.n;
    const uint8_t *p = tag->name.p + tag->name.n;

    while (*p != '=')
        p++;
    return eml__tag_span(p + 1, end);
}

static void
read_tag(eml__sig *s, const eml__sig_kind *k, const eml_tag *tag, uint32_t *met)
{
    for (uint32_t i = 0; i < k->num_tags; i++) {
        const eml__sig_tag *t = &k->tags[i];

        if (!eml_span_eq(tag->name, eml__tag_text(t->name)))
            continue;
        *met |= t->bit;
        if (t->bit == EML_TAG_B)
            s->out->b_value = b_value(tag);
        if (k->forbidden & t->bit)
            (void)eml_find(s->cx, k->forbids, tag->name.p, tag->name.n);
        if (t->read && t->read(s, tag->value))
            s->out->tags |= t->bit;
        return;
    }
}

/* All of the tags. Returns whether the list as such has no fault, EML_E_LIMIT
 * or EML_E_NOMEM. */
static int
read_list(eml__sig *s, const eml__sig_kind *k, eml_span body, uint32_t *met)
{
    bool bad = false;
    eml_taglist list;
    eml_tag tag = {0};
    int rc;

    eml_taglist_init(&list, body, EML_TAGLIST_UTF8);
    while ((rc = eml_taglist_next(&list, s->cx, &tag)) != EML_END) {
        if (rc == EML_E_LIMIT)
            return rc;
        if (rc == EML_OK)
            read_tag(s, k, &tag, met);
        else
            bad = true;
    }
    return bad ? EML_E_TAG_NAME : EML_OK;
}

int
eml__signature_read(eml__sig *s, eml_signature_kind kind, eml_span body)
{
    const eml__sig_kind *k = eml__sig_kind_of(kind);
    eml_diag earlier = s->cx->err;
    uint32_t met = 0;
    int rc;

    s->cx->err.code = 0;
    clear(s->out, kind);
    rc = read_list(s, k, body, &met);
    if (rc == EML_OK && (met & k->required) != k->required)
        (void)eml_find(s->cx, k->missing, body.p + body.n, 0);
    if (rc == EML_OK && k->check)
        k->check(s, body);
    /* a list with a fault somewhere is invalid as a whole (3.2) */
    s->out->readable = rc == EML_OK &&
                       (s->out->tags & k->needed) == k->needed &&
                       !(met & k->spoils & ~s->out->tags);
    if (s->cx->err.code == EML_E_NOMEM || rc == EML_E_LIMIT)
        rc = rc == EML_E_LIMIT ? rc : EML_E_NOMEM;
    else
        rc = s->cx->err.code;
    if (earlier.code)
        s->cx->err = earlier;
    return rc;
}

int
eml_signature_parse(eml_cx *cx, eml_signature_kind kind, eml_span body,
                    eml_signature *out)
{
    eml__sig s = {.cx = cx, .out = out, .bh_at = EML_NONE, .x_at = EML_NONE};

    return eml__signature_read(&s, kind, body);
}

bool
eml__sig_lists(eml_span fields, eml_span name)
{
    eml_span item;

    while (eml_tag_item(&fields, ':', &item))
        if (eml_span_eq_fold(item, name))
            return true;
    return false;
}
