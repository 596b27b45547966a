/* RFC 8617 section 5.1: the machine that seals. */
#include "eml/arc.h"

#include <string.h>

#include "stack/auth/arc_results.h"
#include "stack/auth/arc_sets.h"
#include "stack/auth/sign.h"

struct eml_arc_seal {
    eml_arc_seal_options o;
    eml__message message;
    uint32_t body;
};

/* The three fields of the set that is made, each without its last CRLF. */
typedef struct making {
    eml_arc_seal *m;
    eml_cx *cx;
    eml__arc_sets sets;
    uint32_t instance;
    eml_arc_cv cv;
    eml_out aar, ams, seal;
} making;

eml_arc_seal *
eml_arc_seal_new(eml_cx *cx, const eml_arc_seal_options *o)
{
    eml_arc_seal *m = eml_arena_get(cx->arena, sizeof *m);

    if (!m)
        return NULL;
    m->o = *o;
    eml__message_init(&m->message, o->newline);
    return m;
}

int
eml_arc_seal_feed(eml_arc_seal *m, eml_cx *cx, eml_span bytes, bool last)
{
    eml_signature like = {.body_canon = (uint8_t)m->o.body_canon,
                          .hash = EML_HASH_SHA256,
                          .body_len = UINT64_MAX};
    int rc = eml__message_header(&m->message, cx, &bytes, last);

    if (rc == EML_END)
        rc = eml__bodies_add(&m->message.bodies, cx, m->o.crypto, &like,
                             &m->body);
    return eml__message_body(&m->message, rc, bytes, last);
}

/* ARC-Authentication-Results, 4.1.1; and cv= of the seal, 4.4. EML_E_MISUSE:
 * nobody says what the chain is worth, and a "fail" would end it for good
 * (5.1.3). */
static int
make_results(making *k)
{
    const eml_arc_seal_options *o = &k->m->o;
    eml_arc_cv said;

    for (size_t i = 0; i < o->authserv_id.n; i++)
        if (o->authserv_id.p[i] < ' ' || o->authserv_id.p[i] == 0x7f)
            return EML_E_WRITE_VALUE;
    eml_out_span(&k->aar, EML_LIT("ARC-Authentication-Results: i="));
    eml_out_u64(&k->aar, k->instance, 1);
    eml_out_span(&k->aar, EML_LIT("; "));
    eml__arc_results(&k->m->message.header, k->cx, o->authserv_id, &k->aar,
                     &said);
    if (k->aar.full)
        return EML_E_NOMEM;
    k->cv = o->cv == EML_ARC_CV_OTHER ? said : o->cv;
    if (!k->sets.num_fields) /* "There was no Authenticated Received Chain" */
        k->cv = EML_ARC_CV_NONE;
    else if (k->sets.reason)
        k->cv = EML_ARC_CV_FAIL;
    else if (k->cv == EML_ARC_CV_OTHER || k->cv == EML_ARC_CV_NONE)
        return EML_E_MISUSE;
    else if (k->cv != EML_ARC_CV_PASS)
        k->cv = EML_ARC_CV_FAIL;
    return EML_OK;
}

static void
describe(const making *k, eml_signature_kind kind, eml_signature *sig)
{
    const eml_arc_seal_options *o = &k->m->o;
    bool ams = kind == EML_SIGNATURE_AMS;

    memset(sig, 0, sizeof *sig);
    sig->kind = kind;
    sig->sorted = o->sorted;
    sig->instance = k->instance;
    sig->hash = EML_HASH_SHA256;
    sig->algorithm = o->signer.key_type == EML_KEY_ED25519
                         ? EML_LIT("ed25519-sha256")
                         : EML_LIT("rsa-sha256");
    sig->header_canon =
        ams ? (uint8_t)o->header_canon : (uint8_t)EML_CANON_RELAXED;
    sig->canonicalization = eml__canon_names(o->header_canon, o->body_canon);
    sig->cv = (uint8_t)k->cv;
    sig->domain = o->signer.domain;
    sig->selector = o->signer.selector;
    sig->auid = sig->query = sig->copied = sig->signature = sig->b_value =
        sig->fields = EML_NONE;
    sig->tags = o->has_time ? EML_TAG_T : 0u;
    sig->time = o->time;
    sig->body_len = UINT64_MAX;
    sig->body_hash_len = 32;
    memcpy(sig->body_hash, k->m->message.bodies.all[k->m->body]->digest, 32);
}

/* Signs and writes the field anew, with its signature. b= empty stands in
 * `field`, from which the digest was made. */
static int
complete(making *k, eml_signature *sig, const uint8_t *digest, eml_out *field)
{
    int rc = eml__sign_one(k->m->o.crypto, k->cx, k->m->o.signer.private_key,
                           (eml_span){digest, 32}, sig);

    field->n = 0;
    if (rc == EML_OK)
        rc = eml_signature_write(k->cx, sig, field);
    if (rc == EML_OK)
        field->n -= 2;
    return rc;
}

static int
make_signature(making *k)
{
    eml_arc_seal *m = k->m;
    uint8_t digest[EML_HASH_MAX];
    eml_signature sig;
    eml__picker pick;
    int rc;

    describe(k, EML_SIGNATURE_AMS, &sig);
    rc = eml__sign_fields(&m->message.header, k->cx, m->o.fields, false,
                          &sig.fields);
    if (rc == EML_OK && !m->o.fields.n) {
        /* "SHOULD include any DKIM-Signature header fields", 4.1.2 */
        eml_out list = {.arena = k->cx->arena};
        uint32_t n =
            eml__header_count(&m->message.header, EML_LIT("dkim-signature"));

        eml_out_span(&list, sig.fields);
        while (n--)
            eml_out_span(&list, EML_LIT(":DKIM-Signature"));
        if (list.full)
            return EML_E_NOMEM;
        sig.fields = eml_out_view(&list);
    }
    if (rc == EML_OK)
        rc = eml_signature_write(k->cx, &sig, &k->ams);
    if (rc != EML_OK)
        return rc;
    if (!eml__picker_init(&pick, &m->message.header, k->cx->arena) ||
        !eml__hash_signed(m->o.crypto, &pick, &sig,
                          (eml_span){k->ams.p, k->ams.n - 2}, digest))
        return EML_E_NOMEM;
    return complete(k, &sig, digest, &k->ams);
}

static void
hash_new(eml__hasher *h, const eml_out *field, bool line_end)
{
    eml__hash_field(h, EML_CANON_RELAXED, EML_NL_CRLF, eml_out_view(field),
                    EML_NONE, line_end);
}

/* 5.1.1; of a chain that failed only the new set, 5.1.2. */
static bool
hash_chain(making *k, uint8_t *digest)
{
    const eml__header *h = &k->m->message.header;
    eml__hasher hash;

    if (!eml__hasher_init(&hash, k->m->o.crypto, EML_HASH_SHA256))
        return false;
    for (uint32_t i = 0; k->cv != EML_ARC_CV_FAIL && i < k->sets.num; i++) {
        const eml__arc_set *s = &k->sets.set[i];
        uint32_t of[3] = {s->aar, s->ams, s->seal};

        for (int n = 0; n < 3; n++)
            eml__hash_field(&hash, EML_CANON_RELAXED, h->newline,
                            h->fields[of[n]].raw, EML_NONE, true);
    }
    hash_new(&hash, &k->aar, true);
    hash_new(&hash, &k->ams, true);
    hash_new(&hash, &k->seal, false);
    return eml__hasher_end(&hash, digest);
}

static int
make_seal(making *k)
{
    uint8_t digest[EML_HASH_MAX];
    eml_signature sig;
    int rc;

    describe(k, EML_SIGNATURE_SEAL, &sig);
    rc = eml_signature_write(k->cx, &sig, &k->seal);
    if (rc != EML_OK)
        return rc;
    k->seal.n -= 2;
    return hash_chain(k, digest) ? complete(k, &sig, digest, &k->seal)
                                 : EML_E_NOMEM;
}

static int
make(making *k)
{
    int rc = make_results(k);

    if (rc == EML_OK)
        rc = make_signature(k);
    return rc == EML_OK ? make_seal(k) : rc;
}

int
eml_arc_seal_write(eml_arc_seal *m, eml_cx *cx, eml_out *out)
{
    making k = {.m = m, .cx = cx};
    const eml_out *fields[3] = {&k.seal, &k.ams, &k.aar};
    int rc = m->message.sticky;

    k.aar.arena = k.ams.arena = k.seal.arena = cx->arena;
    if (rc == EML_OK && !m->message.ended)
        rc = EML_E_MISUSE;
    if (rc == EML_OK)
        rc = eml__arc_collect(&k.sets, cx, &m->message.header);
    if (rc != EML_OK)
        return rc;
    if (k.sets.reason == EML_E_ARC_FAILED)
        return EML_OK;
    if (k.sets.num == EML_ARC_MAX) {
        (void)eml_find_at(cx, EML_E_ARC_FULL, 0, 0);
        return EML_E_ARC_FULL;
    }
    k.instance = k.sets.num + 1;
    rc = make(&k);
    if (rc != EML_OK)
        return rc;
    for (int i = 0; i < 3; i++) {
        eml_out_span(out, eml_out_view(fields[i]));
        eml_out_span(out, EML_LIT("\r\n"));
    }
    return out->full ? EML_E_NOMEM : EML_OK;
}

void
eml_arc_seal_fini(eml_arc_seal *m)
{
    eml__bodies_free(&m->message.bodies);
}
