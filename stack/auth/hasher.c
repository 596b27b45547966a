/* RFC 6376 section 3.7: the two hashes of a signature. */
#include "stack/auth/hasher.h"

#include <string.h>

bool
eml__hasher_init(eml__hasher *h, const eml_crypto *c, eml_hash_type type)
{
    h->crypto = c;
    h->n = 0;
    h->failed = false;
    h->hash = c->hash_new(c->user, type);
    return h->hash != NULL;
}

static void
flush(eml__hasher *h)
{
    eml_span s = {h->gathered, h->n};

    if (h->n && !h->crypto->hash_feed(h->crypto->user, h->hash, s))
        h->failed = true;
    h->n = 0;
}

static void
feed(eml__hasher *h, eml_span bytes)
{
    if (bytes.n > sizeof h->gathered - h->n)
        flush(h);
    if (bytes.n > sizeof h->gathered / 4) {
        flush(h);
        if (!h->crypto->hash_feed(h->crypto->user, h->hash, bytes))
            h->failed = true;
        return;
    }
    memcpy(h->gathered + h->n, bytes.p, bytes.n);
    h->n += (uint32_t)bytes.n;
}

bool
eml__hasher_end(eml__hasher *h, uint8_t out[EML_HASH_MAX])
{
    bool good;

    flush(h);
    good = h->crypto->hash_end(h->crypto->user, h->hash, out);
    h->hash = NULL;
    return good && !h->failed;
}

/* Frees what was not ended. */
static void
free_hash(eml__hasher *h)
{
    if (h->hash)
        h->crypto->hash_free(h->crypto->user, h->hash);
    h->hash = NULL;
}

void
eml__hash_field(eml__hasher *h, eml_canon_type type, enum eml_newline newline,
                eml_span raw, eml_span cut, bool line_end)
{
    eml_canon_field c;
    eml_span out;

    eml_canon_field_init(&c, type, newline, raw, cut, line_end);
    while (eml_canon_field_next(&c, &out) == EML_OK)
        feed(h, out);
}

static bool
hash_fields(const eml_crypto *c, eml__picker *pick, const eml_signature *sig,
            eml_span field, enum eml_newline own, uint8_t out[EML_HASH_MAX])
{
    enum eml_newline nl = pick->h->newline;
    eml_canon_type type = (eml_canon_type)sig->header_canon;
    eml_span rest = sig->fields, name;
    eml__hasher h;

    if (!eml__hasher_init(&h, c, (eml_hash_type)sig->hash))
        return false;
    eml__picker_reset(pick);
    while (eml_tag_item(&rest, ':', &name)) {
        uint32_t i = eml__pick(pick, name);

        /* its own field is none of those that h= names */
        if (i != EML__NO_FIELD && pick->h->fields[i].raw.p == field.p)
            i = eml__pick(pick, name);
        if (i != EML__NO_FIELD)
            eml__hash_field(&h, type, nl, pick->h->fields[i].raw, EML_NONE,
                            true);
    }
    eml__hash_field(&h, type, own, field, sig->b_value, false);
    return eml__hasher_end(&h, out);
}

bool
eml__hash_header(const eml_crypto *c, eml__picker *pick,
                 const eml_signature *sig, eml_span field,
                 uint8_t out[EML_HASH_MAX])
{
    return hash_fields(c, pick, sig, field, pick->h->newline, out);
}

bool
eml__hash_signed(const eml_crypto *c, eml__picker *pick,
                 const eml_signature *sig, eml_span field,
                 uint8_t out[EML_HASH_MAX])
{
    return hash_fields(c, pick, sig, field, EML_NL_CRLF, out);
}

/* ---- bodies ---------------------------------------------------------------
 */

void
eml__bodies_init(eml__bodies *b, enum eml_newline newline)
{
    memset(b, 0, sizeof *b);
    eml_canon_body_init(&b->canon[0], EML_CANON_SIMPLE, newline);
    eml_canon_body_init(&b->canon[1], EML_CANON_RELAXED, newline);
}

int
eml__bodies_add(eml__bodies *b, eml_cx *cx, const eml_crypto *c,
                const eml_signature *sig, uint32_t *out)
{
    eml__body *body;

    for (uint32_t i = 0; i < b->num; i++) {
        body = b->all[i];
        if (body->canon == sig->body_canon && body->hash == sig->hash &&
            body->limit == sig->body_len) {
            *out = i;
            return EML_OK;
        }
    }
    if (b->num == EML__BODIES)
        return EML_E_LIMIT;
    body = eml_arena_get(cx->arena, sizeof *body);
    if (!body || !eml__hasher_init(&body->hasher, c, (eml_hash_type)sig->hash))
        return EML_E_NOMEM;
    body->canon = sig->body_canon;
    body->hash = sig->hash;
    body->limit = body->left = sig->body_len;
    b->used[body->canon] = true;
    *out = b->num;
    b->all[b->num++] = body;
    return EML_OK;
}

static void
feed_all(eml__bodies *b, unsigned canon, eml_span bytes)
{
    for (uint32_t i = 0; i < b->num; i++) {
        eml__body *body = b->all[i];
        eml_span s = bytes;

        if (body->canon != canon || !body->left)
            continue;
        if (s.n > body->left)
            s.n = (size_t)body->left;
        if (body->left != UINT64_MAX)
            body->left -= s.n;
        feed(&body->hasher, s);
    }
}

void
eml__bodies_feed(eml__bodies *b, eml_span in, bool last)
{
    for (unsigned canon = 0; canon < 2; canon++) {
        eml_span rest = in, out;

        if (!b->used[canon])
            continue;
        while (eml_canon_body_next(&b->canon[canon], &rest, last, &out) ==
               EML_OK)
            feed_all(b, canon, out);
    }
    for (uint32_t i = 0; last && i < b->num; i++)
        if (!eml__hasher_end(&b->all[i]->hasher, b->all[i]->digest))
            b->failed = true;
}

void
eml__bodies_free(eml__bodies *b)
{
    for (uint32_t i = 0; i < b->num; i++)
        free_hash(&b->all[i]->hasher);
}

/* ---- messages -------------------------------------------------------------
 */

void
eml__message_init(eml__message *m, enum eml_newline newline)
{
    m->header.newline = newline;
    eml__bodies_init(&m->bodies, newline);
}

int
eml__message_header(eml__message *m, eml_cx *cx, eml_span *bytes, bool last)
{
    int rc;

    if (m->sticky)
        return m->sticky;
    if (m->ended)
        return EML_E_MISUSE;
    if (m->header.done)
        return EML_OK;
    rc = eml__header_feed(&m->header, cx, bytes, last);
    return rc == EML_OK ? EML_END : rc;
}

int
eml__message_body(eml__message *m, int rc, eml_span bytes, bool last)
{
    if (m->ended)
        return rc;
    if (rc == EML_WANT_INPUT)
        return EML_OK;
    if (rc == EML_OK) {
        eml__bodies_feed(&m->bodies, bytes, last);
        m->ended = last;
        rc = m->bodies.failed ? EML_E_NOMEM : EML_OK;
    }
    return m->sticky = rc;
}
