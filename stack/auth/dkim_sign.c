/* RFC 6376 section 5: the machine that signs. */
#include "eml/dkim.h"

#include <string.h>

#include "stack/auth/sign.h"

enum {
    MAX_SIGNERS = 8,
    NUM_AUTHORS = 12 /* of recommended[]: what only an author puts there */
};

struct eml_dkim_sign {
    eml_dkim_sign_options o;
    eml__message message;
    uint32_t body;
};

/* "Common examples of fields with addresses and fields with textual content
 * related to the body", 5.4.1, and what names and describes the body: 5.4
 * advises "all MIME header fields". */
static const char *const recommended[] = {
    "From",
    "Reply-To",
    "Subject",
    "Date",
    "To",
    "Cc",
    "Message-ID",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Resent-Date",
    "Resent-From",
    "Resent-To",
    "Resent-Cc",
    "List-Id",
    "List-Help",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "List-Subscribe",
    "List-Post",
    "List-Owner",
    "List-Archive",
};

static eml_span
text(const char *s)
{
    eml_span out = EML_NONE;

    out.p = (const uint8_t *)s;
    while (s[out.n])
        out.n++;
    return out;
}

static void
add_name(eml_out *out, eml_span name)
{
    if (out->n)
        eml_out_byte(out, ':');
    eml_out_span(out, name);
}

/* Whether `name` is among the items of `list` before `end`. */
static bool
listed(eml_span list, const uint8_t *end, eml_span name)
{
    eml_span item;

    while (eml_tag_item(&list, ':', &item))
        if (item.p >= end)
            return false;
        else if (eml_span_eq_fold(item, name))
            return true;
    return false;
}

/* `name` as often as needed so that one more field of it is noticed. */
static void
oversign(const eml__header *h, eml_span list, eml_span name, eml_out *out)
{
    uint32_t have = 0, there = eml__header_count(h, name);
    eml_span rest = list, item;

    while (eml_tag_item(&rest, ':', &item))
        have += eml_span_eq_fold(item, name);
    for (; have <= there; have++)
        add_name(out, name);
}

int
eml__sign_fields(const eml__header *h, eml_cx *cx, eml_span given, bool over,
                 eml_span *out)
{
    eml_out list = {.arena = cx->arena};
    eml_span rest = given, name;

    if (given.n) {
        while (eml_tag_item(&rest, ':', &name))
            add_name(&list, name);
        rest = given;
        while (over && eml_tag_item(&rest, ':', &name))
            if (!listed(given, name.p, name))
                oversign(h, given, name, &list);
    } else {
        for (size_t i = 0; i < sizeof recommended / sizeof *recommended; i++) {
            uint32_t n = eml__header_count(h, text(recommended[i])) +
                         (over && i < NUM_AUTHORS);

            while (n--)
                add_name(&list, text(recommended[i]));
        }
    }
    *out = eml_out_view(&list);
    return list.full ? EML_E_NOMEM : EML_OK;
}

int
eml__sign_one(const eml_crypto *c, eml_cx *cx, void *private_key,
              eml_span digest, eml_signature *sig)
{
    uint8_t *p = eml_arena_raw(cx->arena, EML_SIGNATURE_MAX);
    size_t len;

    if (!p)
        return EML_E_NOMEM;
    if (!c->sign(c->user, private_key, (eml_hash_type)sig->hash, digest, p,
                 &len)) {
        (void)eml_find_at(cx, EML_E_DKIM_NO_SIGN, 0, 0);
        return EML_E_DKIM_NO_SIGN;
    }
    eml_arena_trim(cx->arena, EML_SIGNATURE_MAX - len);
    sig->signature = (eml_span){p, len};
    return EML_OK;
}

eml_dkim_sign *
eml_dkim_sign_new(eml_cx *cx, const eml_dkim_sign_options *o)
{
    eml_dkim_sign *m = eml_arena_get(cx->arena, sizeof *m);

    if (!m)
        return NULL;
    m->o = *o;
    eml__message_init(&m->message, o->newline);
    if (o->num_signers > MAX_SIGNERS)
        m->message.sticky = EML_E_MISUSE;
    return m;
}

int
eml_dkim_sign_feed(eml_dkim_sign *m, eml_cx *cx, eml_span bytes, bool last)
{
    eml_signature like = {.body_canon = (uint8_t)m->o.body_canon,
                          .hash = EML_HASH_SHA256,
                          .body_len =
                              m->o.has_length ? m->o.length : UINT64_MAX};
    int rc = eml__message_header(&m->message, cx, &bytes, last);

    if (rc == EML_END)
        rc = eml__bodies_add(&m->message.bodies, cx, m->o.crypto, &like,
                             &m->body);
    return eml__message_body(&m->message, rc, bytes, last);
}

eml_span
eml__canon_names(eml_canon_type header, eml_canon_type body)
{
    static const char *const names[2][2] = {
        {"simple/simple", "simple/relaxed"},
        {"relaxed/simple", "relaxed/relaxed"},
    };

    return text(names[header & 1][body & 1]);
}

static void
describe(const eml_dkim_sign *m, const eml_dkim_signer *by, eml_span fields,
         eml_signature *sig)
{
    const eml_dkim_sign_options *o = &m->o;
    uint64_t len = eml__bodies_len(&m->message.bodies, (uint8_t)o->body_canon);

    memset(sig, 0, sizeof *sig);
    sig->kind = EML_SIGNATURE_DKIM;
    sig->hash = EML_HASH_SHA256;
    sig->key_type = (uint8_t)by->key_type;
    sig->algorithm = by->key_type == EML_KEY_ED25519 ? EML_LIT("ed25519-sha256")
                                                     : EML_LIT("rsa-sha256");
    sig->header_canon = (uint8_t)o->header_canon;
    sig->body_canon = (uint8_t)o->body_canon;
    sig->canonicalization = eml__canon_names(o->header_canon, o->body_canon);
    sig->domain = by->domain;
    sig->selector = by->selector;
    sig->auid = by->auid.n ? by->auid : EML_NONE;
    sig->fields = fields;
    sig->query = sig->copied = sig->signature = sig->b_value = EML_NONE;
    sig->tags = (o->has_time ? EML_TAG_T : 0u) |
                (o->has_expires ? EML_TAG_X : 0u) |
                (o->has_length ? EML_TAG_L : 0u);
    sig->time = o->time;
    sig->expires = o->expires;
    sig->body_len = o->length < len ? o->length : len;
    sig->body_hash_len = 32;
    memcpy(sig->body_hash, m->message.bodies.all[m->body]->digest, 32);
}

static int
write_one(eml_dkim_sign *m, eml_cx *cx, const eml_dkim_signer *by,
          eml_span fields, eml__picker *pick, eml_out *out)
{
    eml_out field = {.arena = cx->arena};
    uint8_t digest[EML_HASH_MAX];
    eml_signature sig;
    eml_span raw;
    int rc;

    describe(m, by, fields, &sig);
    rc = eml_signature_write(cx, &sig, &field);
    if (rc != EML_OK)
        return rc;
    raw = (eml_span){field.p, field.n - 2};
    /* what is written here ends its lines with CRLF, whatever the message */
    if (!eml__hash_signed(m->o.crypto, pick, &sig, raw, digest))
        return EML_E_NOMEM;
    rc = eml__sign_one(m->o.crypto, cx, by->private_key, (eml_span){digest, 32},
                       &sig);
    return rc == EML_OK ? eml_signature_write(cx, &sig, out) : rc;
}

int
eml_dkim_sign_write(eml_dkim_sign *m, eml_cx *cx, eml_out *out)
{
    eml_out all = {.arena = cx->arena};
    eml__picker pick;
    eml_span fields;
    int rc = m->message.sticky;

    if (rc == EML_OK && !m->message.ended)
        rc = EML_E_MISUSE;
    if (rc == EML_OK)
        rc = eml__sign_fields(&m->message.header, cx, m->o.fields,
                              m->o.oversign, &fields);
    if (rc == EML_OK && !eml__picker_init(&pick, &m->message.header, cx->arena))
        rc = EML_E_NOMEM;
    for (size_t i = 0; rc == EML_OK && i < m->o.num_signers; i++)
        rc = write_one(m, cx, &m->o.signers[i], fields, &pick, &all);
    if (rc != EML_OK)
        return rc;
    eml_out_span(out, eml_out_view(&all));
    return out->full ? EML_E_NOMEM : EML_OK;
}

void
eml_dkim_sign_fini(eml_dkim_sign *m)
{
    eml__bodies_free(&m->message.bodies);
}
