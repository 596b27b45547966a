/* trees_mime.c -- MIME's values and whole messages, from choices. */
#include "eml/authres.h"
#include "eml/received_spf.h"
#include "generators/trees_int.h"

#include <string.h>

#define L(s)                                                                   \
    {                                                                          \
        (const uint8_t *)(s), sizeof(s) - 1                                    \
    }

/* What a field's value is: fields.def. */
eml_value_kind
eml__trees_kind(eml_field_id id)
{
    static const eml_value_kind kinds[] = {
        EML_VALUE_UNSTRUCTURED,
        EML_VALUE_UNSTRUCTURED,
#define EML_FIELD(id, name, value, rfc, section) EML_VALUE_##value,
#include "eml/fields.def"
#undef EML_FIELD
    };

    return kinds[id];
}

/* ---- parameters -------------------------------------------------------- */

static eml_param *
param(eml_trees *t, eml_span name, eml_span value)
{
    eml_param *p = EML__TREES_NEW(t, eml_param);

    p->name = eml__trees_leaf(t, name);
    p->value = eml__trees_leaf(t, value);
    p->charset = p->language = p->raw = EML_NONE;
    return p;
}

/* Parameters with different names. */
static eml_param *
params(eml_trees *t)
{
    static const eml_span names[] = {L("filename"), L("x"), L("Name"),
                                     L("a-rather-long-name-of-a-parameter")};
    static const eml_span languages[] = {L(""), L(""), L("en"),
                                         L("de-CH-1901")};
    eml_param *first = NULL, **last = &first;

    for (size_t i = 0; i < 4 && !t->oom; i++) {
        eml_param *p;

        if (eml_trees_below(t, 3))
            continue;
        p = param(t, names[i],
                  eml__trees_text(t, EML__TREES_SPACE | EML__TREES_SPECIAL |
                                         EML__TREES_HIGH | EML__TREES_WORD |
                                         EML__TREES_CONTROL));
        p->language = eml__trees_leaf(t, languages[eml_trees_below(t, 4)]);
        *last = p;
        last = &p->next;
        if (p->language.n == 0 && p->value.n == 0 &&
            eml_trees_below(t, 4) == 3) {
            /* for old readers and for new */
            p = param(t, names[i], eml__trees_text(t, EML__TREES_HIGH));
            p->extended = true;
            *last = p;
            last = &p->next;
        }
    }
    return first;
}

static eml_content_type *
content_type(eml_trees *t, eml_span type, eml_span subtype)
{
    eml_content_type *c = EML__TREES_NEW(t, eml_content_type);

    c->type = eml__trees_leaf(t, type);
    c->subtype = eml__trees_leaf(t, subtype);
    c->params = params(t);
    c->comments = eml__trees_comments(t);
    return c;
}

static eml_token_list *
tokens(eml_trees *t, eml_field_id id)
{
    static const eml_span languages[] = {L("en"), L("i-klingon"),
                                         L("sr-Latn-CS"), L("mul")};
    static const eml_span uris[] = {L("http://example.org/(a)b%20c"), L("x"),
                                    L("cid:a@b.c"), L("#f;g,h")};
    eml_token_list *l = EML__TREES_NEW(t, eml_token_list);
    eml_token **last = &l->first;
    uint32_t n = 1;

    if (id == EML_FIELD_CONTENT_LANGUAGE)
        n += eml_trees_below(t, 5);
    l->num_tokens = n;
    while (n-- && !t->oom) {
        eml_token *k = EML__TREES_NEW(t, eml_token);
        uint32_t which = eml_trees_below(t, 4);

        k->text = eml__trees_plain(t, id == EML_FIELD_CONTENT_LANGUAGE
                                          ? languages[which]
                                      : id == EML_FIELD_CONTENT_MD5
                                          ? EML_LIT("Q2hlY2sgSW50ZWdyaXR5IQ==")
                                          : uris[which]);
        *last = k;
        last = &k->next;
    }
    l->comments = eml__trees_comments(t);
    return l;
}

/* ---- Authentication-Results ------------------------------------------------
 */

/* What only a quoted-string can hold, not too long for one. */
static eml_text
quoted(eml_trees *t)
{
    static const eml_span texts[] = {L(""), L("a b"), L(" x;\ty "),
                                     L("\"=?(\\)@"), L("a/b==")};

    return eml__trees_plain(t, texts[eml_trees_below(t, 5)]);
}

static eml_authres_prop *
authres_props(eml_trees *t)
{
    static const eml_span values[] = {L("example.org"), L("joe@example.org"),
                                      L("@example.org"),
                                      L("\"joe x\"@example.org")};
    eml_authres_prop *first = NULL, **last = &first;

    while (eml_trees_below(t, 3) == 2 && !t->oom) {
        eml_authres_prop *p = EML__TREES_NEW(t, eml_authres_prop);
        uint32_t which = eml_trees_below(t, 5);

        p->ptype = eml__trees_atom(t);
        p->property = eml__trees_atom(t);
        p->value = which < 4 ? eml__trees_plain(t, values[which]) : quoted(t);
        *last = p;
        last = &p->next;
    }
    return first;
}

static eml_authres *
authres(eml_trees *t, eml_field_id id)
{
    eml_authres *a = EML__TREES_NEW(t, eml_authres);
    eml_authres_result **last = &a->first;

    if (id == EML_FIELD_ARC_AUTH_RESULTS)
        a->instance = 1 + eml_trees_below(t, 50);
    a->authserv_id = eml__trees_plain(t, EML_LIT("mx.example.org"));
    a->version = eml__trees_leaf(t, eml_trees_below(t, 4) == 3 ? EML_LIT("1")
                                                               : EML_NONE);
    a->comments = eml__trees_comments(t);
    while (eml_trees_below(t, 3) == 2 && !t->oom) {
        eml_authres_result *r = EML__TREES_NEW(t, eml_authres_result);

        r->method = eml__trees_atom(t);
        r->result = eml__trees_atom(t);
        r->method_version = r->reason.raw = EML_NONE;
        if (eml_trees_below(t, 4) == 3)
            r->reason = quoted(t);
        r->props = authres_props(t);
        r->comments = eml__trees_comments(t);
        *last = r;
        last = &r->next;
    }
    a->none = !a->first;
    return a;
}

static eml_received_spf *
received_spf(eml_trees *t)
{
    static const eml_span keys[] = {L("client-ip"), L("Envelope-From"),
                                    L("x_2.y")};
    static const eml_span values[] = {L("192.0.2.1"), L("example.org")};
    eml_received_spf *r = EML__TREES_NEW(t, eml_received_spf);
    eml_received_spf_pair **last = &r->first;

    r->result = (eml_spf_result)eml_trees_below(t, EML_SPF_PERMERROR + 1);
    r->comments = eml__trees_comments(t);
    while (eml_trees_below(t, 3) == 2 && !t->oom) {
        eml_received_spf_pair *p = EML__TREES_NEW(t, eml_received_spf_pair);
        uint32_t which = eml_trees_below(t, 3);

        p->key = eml__trees_leaf(t, keys[eml_trees_below(t, 3)]);
        p->value = which < 2 ? eml__trees_plain(t, values[which]) : quoted(t);
        *last = p;
        last = &p->next;
        r->num_pairs++;
    }
    return r;
}

void
eml__trees_mime(eml_trees *t, eml_field_id id, eml_value *v)
{
    static const eml_span submitted[] = {L("no"), L("auto-generated"),
                                         L("auto-replied"), L("auto-notified")};

    switch ((int)v->kind) {
    case EML_VALUE_CONTENT_TYPE:
        v->u.content_type =
            content_type(t, EML_LIT("application"), EML_LIT("octet-stream"));
        break;
    case EML_VALUE_DISPOSITION:
        v->u.disposition = EML__TREES_NEW(t, eml_disposition);
        v->u.disposition->type =
            eml_trees_below(t, 2) ? EML_LIT("attachment") : EML_LIT("inline");
        v->u.disposition->params = params(t);
        v->u.disposition->comments = eml__trees_comments(t);
        break;
    case EML_VALUE_ENCODING:
        v->u.encoding = EML__TREES_NEW(t, eml_encoding);
        v->u.encoding->cte = (eml_cte)eml_trees_below(t, EML_CTE_UNKNOWN);
        v->u.encoding->token = EML_NONE;
        v->u.encoding->comments = eml__trees_comments(t);
        break;
    case EML_VALUE_MIME_VERSION:
        v->u.mime_version = EML__TREES_NEW(t, eml_mime_version);
        v->u.mime_version->major = 1;
        v->u.mime_version->comments = eml__trees_comments(t);
        break;
    case EML_VALUE_TOKENS:
        v->u.tokens = tokens(t, id);
        break;
    case EML_VALUE_AUTHRES:
        v->u.authres = authres(t, id);
        break;
    case EML_VALUE_RECEIVED_SPF:
        v->u.received_spf = received_spf(t);
        break;
    case EML_VALUE_AUTO_SUBMITTED:
    default:
        v->u.auto_submitted = EML__TREES_NEW(t, eml_auto_submitted);
        v->u.auto_submitted->value =
            eml__trees_leaf(t, submitted[eml_trees_below(t, 4)]);
        v->u.auto_submitted->params = eml_trees_below(t, 4) == 3
                                          ? EML_LIT("owner-email=\"a b\"; x=y")
                                          : EML_NONE;
        v->u.auto_submitted->comments = eml__trees_comments(t);
        break;
    }
}

/* ---- messages ---------------------------------------------------------- */

static eml_field **
add_field(eml_trees *t, eml_field **last, eml_field_id id, eml_value v)
{
    eml_field *f = EML__TREES_NEW(t, eml_field);

    f->id = id;
    f->raw = f->body = EML_NONE;
    f->name = id == EML_FIELD_OTHER ? eml__trees_leaf(t, EML_LIT("X-Other"))
                                    : EML_NONE;
    f->value = v;
    if (t->oom)
        return last;
    *last = f;
    return &f->next;
}

static eml_field **
any_field(eml_trees *t, eml_field **last, eml_field_id id)
{
    return add_field(t, last, id, eml_trees_value(t, id));
}

/* The header that RFC 5322 section 3.6 asks for, and more. */
static eml_field **
message_fields(eml_trees *t, eml_field **last)
{
    static const eml_field_id more[] = {
        EML_FIELD_REPLY_TO,   EML_FIELD_TO,          EML_FIELD_CC,
        EML_FIELD_MESSAGE_ID, EML_FIELD_IN_REPLY_TO, EML_FIELD_REFERENCES,
        EML_FIELD_SUBJECT,    EML_FIELD_COMMENTS,    EML_FIELD_KEYWORDS,
        EML_FIELD_LIST_HELP,  EML_FIELD_LIST_ID,     EML_FIELD_AUTO_SUBMITTED,
        EML_FIELD_OTHER};

    last = any_field(t, last, EML_FIELD_DATE);
    last = any_field(t, last, EML_FIELD_FROM);
    last = any_field(t, last, EML_FIELD_SENDER);
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
        if (eml_trees_below(t, 4) == 3)
            last = any_field(t, last, more[i]);
    return any_field(t, last, EML_FIELD_MIME_VERSION);
}

static eml_value
encoding_of(eml_trees *t, eml_cte cte)
{
    eml_value v = {.kind = EML_VALUE_ENCODING};

    v.u.encoding = EML__TREES_NEW(t, eml_encoding);
    v.u.encoding->cte = cte;
    v.u.encoding->token = EML_NONE;
    return v;
}

/* Content that the encoding can carry. */
static eml_span
content(eml_trees *t, eml_cte cte, bool is_text)
{
    static const eml_span pieces[] = {
        L("word "), L("\r\n"), L("--"), L("=3D"), L("From "), L(".\r\n"),
        L("  \t"), L("\r\n\r\n"), L("--=_0\r\n"),
        L("a line of text that is of the usual length, or nearly so\r\n"),
        /* 8bit */
        L("\xc3\xa9"), L("\xff\xfe"),
        /* binary */
        L("\n"), L("\r"), L("\0")};
    uint32_t kinds = cte == EML_CTE_7BIT   ? 10
                     : is_text             ? 11
                     : cte == EML_CTE_8BIT ? 12
                                           : 15;
    eml_out out = {.arena = t->arena};
    uint32_t n = eml_trees_below(t, 24);

    while (n-- && !out.full)
        eml_out_span(&out, pieces[eml_trees_below(t, kinds)]);
    t->oom |= out.full;
    return eml_out_view(&out);
}

static void
leaf(eml_trees *t, eml_write_part *p, eml_field **last, eml_cte most)
{
    static const eml_cte ctes[] = {EML_CTE_7BIT, EML_CTE_QP, EML_CTE_BASE64,
                                   EML_CTE_8BIT, EML_CTE_BINARY};
    uint32_t num = most == EML_CTE_7BIT ? 3 : most == EML_CTE_8BIT ? 4 : 5;
    eml_cte cte = ctes[eml_trees_below(t, num)];
    bool is_text = eml_trees_below(t, 2);
    eml_value v = {.kind = EML_VALUE_CONTENT_TYPE};

    if (is_text) {
        v.u.content_type = content_type(t, EML_LIT("text"), EML_LIT("plain"));
        if (!t->oom) {
            eml_param *charset = param(t, EML_LIT("charset"), EML_LIT("utf-8"));

            charset->next = v.u.content_type->params;
            v.u.content_type->params = charset;
        }
        last = add_field(t, last, EML_FIELD_CONTENT_TYPE, v);
    } else {
        last = any_field(t, last, EML_FIELD_CONTENT_TYPE);
    }
    if (cte != EML_CTE_7BIT || eml_trees_below(t, 2))
        last = add_field(t, last, EML_FIELD_CONTENT_TRANSFER_ENCODING,
                         encoding_of(t, cte));
    if (eml_trees_below(t, 4) == 3)
        (void)any_field(t, last, EML_FIELD_CONTENT_DISPOSITION);
    p->content = content(t, cte, is_text);
}

static void any_part(eml_trees *t, eml_write_part *p, eml_field **last,
                     eml_cte most, unsigned depth);

static void
one_message(eml_trees *t, eml_write_part *p, eml_cte most, unsigned depth)
{
    eml_field *first = NULL;

    *p = (eml_write_part){.content = EML_NONE};
    any_part(t, p, message_fields(t, &first), most, depth);
    p->fields = first;
}

static void
multipart(eml_trees *t, eml_write_part *p, eml_cte most, unsigned depth,
          bool digest)
{
    uint32_t n = 1 + eml_trees_below(t, 3);
    eml_write_part *parts = eml__trees_new(t, n * sizeof *parts);

    p->parts = parts;
    if (t->oom)
        return;
    p->num_parts = n;
    for (uint32_t i = 0; i < n; i++) {
        eml_field *first = NULL;

        parts[i] = (eml_write_part){.content = EML_NONE};
        if (digest) {
            eml_write_part *m = EML__TREES_NEW(t, eml_write_part);

            parts[i].message = m;
            one_message(t, m, EML_CTE_7BIT, depth + 1); /* as the part */
        } else {
            any_part(t, &parts[i], &first, most, depth + 1);
        }
    }
    if (eml_trees_below(t, 4) == 3)
        p->preamble = content(t, EML_CTE_7BIT, true);
    if (eml_trees_below(t, 4) == 3)
        p->epilogue = content(t, EML_CTE_7BIT, true);
}

static void
composite(eml_trees *t, eml_write_part *p, eml_field **last, eml_cte most,
          unsigned depth)
{
    static const eml_span subtypes[] = {L("mixed"), L("alternative"),
                                        L("parallel"), L("digest")};
    eml_value v = {.kind = EML_VALUE_CONTENT_TYPE};
    uint32_t which = eml_trees_below(t, 5);
    eml_cte cte = (eml_cte)eml_trees_below(t, (uint32_t)most + 1);

    v.u.content_type =
        which == 4 ? content_type(t, EML_LIT("message"), EML_LIT("rfc822"))
                   : content_type(t, EML_LIT("multipart"), subtypes[which]);
    last = add_field(t, last, EML_FIELD_CONTENT_TYPE, v);
    if (cte != EML_CTE_7BIT || eml_trees_below(t, 2))
        (void)add_field(t, last, EML_FIELD_CONTENT_TRANSFER_ENCODING,
                        encoding_of(t, cte));
    if (which == 4) {
        eml_write_part *m = EML__TREES_NEW(t, eml_write_part);

        p->message = m;
        one_message(t, m, cte, depth + 1);
    } else {
        multipart(t, p, cte, depth, which == 3);
    }
}

/* The depth is bounded, so is the recursion. */
static void
any_part(eml_trees *t, eml_write_part *p, eml_field **last, eml_cte most,
         unsigned depth)
{
    eml_field **head = last;

    if (depth < 6 && t->budget && !t->oom && eml_trees_below(t, 3)) {
        t->budget--;
        composite(t, p, last, most, depth);
    } else {
        leaf(t, p, last, most);
    }
    p->fields = *head;
}

eml_write_part *
eml_trees_message(eml_trees *t)
{
    eml_write_part *p = EML__TREES_NEW(t, eml_write_part);

    one_message(t, p, EML_CTE_BINARY, 0);
    return p;
}
