/* RFC 6376 section 6.1: what is thought of one signature. */
#include "stack/auth/signature_check.h"

#include <string.h>

#include "eml/idn.h"
#include "parsers/auth/signature_int.h"

enum {
    RSA_MIN_BITS = 1024, /* RFC 8301 section 3.2 */
    MAX_RECORDS = 8      /* of one answer that are tried */
};

/* What a sealer must not do, and section 5.2 of RFC 8617 does not have a
 * validator look at (doc/rulings.md). */
static bool
overlooked(eml_signature_kind kind, int code)
{
    return kind == EML_SIGNATURE_AMS &&
           (code == EML_E_ARC_SIGNS_ARC || code == EML_E_ARC_SIGNS_RESULTS ||
            code == EML_E_DKIM_FIELDS || code == EML_E_ARC_FROM);
}

/* The first error that counts; cx has room for all of them, or it is `rc`. */
static int
first_error(const eml_cx *cx, eml_signature_kind kind, int rc, eml_diag *where)
{
    if (rc == EML_OK || cx->num_diags > cx->diags_cap)
        return rc;
    for (size_t i = 0; i < cx->num_diags; i++) {
        *where = cx->diags[i];
        if (eml_severity_of(where->code, 0) == EML_SEVERITY_ERROR &&
            !overlooked(kind, where->code))
            return where->code;
    }
    *where = (eml_diag){0, 0, 0};
    return EML_OK;
}

int
eml__check_parse(eml__check *k, eml_cx *cx, const eml__header *h,
                 const eml__hfield *f, eml_signature_kind kind)
{
    eml_diag found[32];
    eml_cx own = {.origin = f->raw.p,
                  .base = f->off,
                  .newline = (uint8_t)h->newline,
                  .arena = cx->arena,
                  .diags = found,
                  .diags_cap = sizeof found / sizeof *found};
    int rc = eml_signature_parse(&own, kind, f->body, &k->r.sig);

    k->r.field = f->raw;
    k->r.off = f->off;
    k->r.key_name = EML_NONE;
    k->body = EML__NO_BODY;
    if (rc == EML_E_NOMEM)
        return rc;
    k->r.where = own.err;
    k->r.reason = rc == EML_E_LIMIT ? EML_E_LIMIT_TAGS
                                    : first_error(&own, kind, rc, &k->r.where);
    k->active = k->r.sig.readable;
    k->answered = !k->active;
    return EML_OK;
}

int
eml__check_name(eml__check *k, eml_cx *cx)
{
    static const eml_span middle = {(const uint8_t *)"._domainkey.", 12};
    eml_span part[2] = {k->r.sig.selector, k->r.sig.domain}, ascii;
    uint8_t room[EML_IDN_MAX];
    eml_out out = {.arena = cx->arena};

    for (int i = 0; i < 2; i++) {
        if (i)
            eml_out_span(&out, middle);
        ascii = part[i];
        (void)eml_idn_to_ascii(part[i], room, &ascii); /* else as it stands */
        eml_out_span(&out, ascii);
    }
    if (out.full)
        return EML_E_NOMEM;
    k->r.key_name = eml_out_view(&out);
    return EML_OK;
}

/* Section 6.1.2 steps 5 to 8, what can be said without the mathematics. */
static int
judge_key(const eml__check *k, const eml_dkim_key *key, int rc)
{
    const eml_signature *s = &k->r.sig;
    uint8_t hash =
        s->hash == EML_HASH_SHA1 ? EML_DKIM_HASH_SHA1 : EML_DKIM_HASH_SHA256;
    bool same;

    if (rc != EML_OK)
        return rc;
    if (!key->email)
        return EML_E_DKIM_KEY_SERVICE;
    if (!key->any_hash && !(key->hashes & hash))
        return EML_E_DKIM_KEY_HASH;
    if (key->revoked)
        return EML_E_DKIM_KEY_REVOKED;
    if (key->type != s->key_type)
        return EML_E_DKIM_KEY_TYPE;
    if (key->strict && s->kind == EML_SIGNATURE_DKIM &&
        !(eml__domain_under(s->auid_domain, s->domain, &same) && same))
        return EML_E_DKIM_KEY_SUBDOMAIN;
    return EML_OK;
}

/* What came of one key record. */
typedef struct attempt {
    int reason;
    eml_dkim_crypto crypto; /* GOOD, SIGNATURE, or NONE: not computed */
    bool testing;
    uint32_t bits; /* of RSA */
} attempt;

static int
try_record(const eml__check *k, eml_cx *cx, const eml_crypto *c,
           eml_span record, attempt *t)
{
    eml_span digest = {k->digest, eml__hash_len(k->r.sig.hash)};
    eml_cx own = {.origin = record.p, .arena = cx->arena};
    eml_dkim_key key;
    unsigned bits = 0;
    int rc = eml_dkim_key_parse(&own, record, &key);

    *t = (attempt){.crypto = EML_DKIM_CRYPTO_NONE};
    if (rc == EML_E_NOMEM)
        return rc;
    t->reason = judge_key(k, &key, rc == EML_E_LIMIT ? EML_E_LIMIT_TAGS : rc);
    if (!key.readable || key.revoked || key.type != k->r.sig.key_type)
        return EML_OK;
    /* the mathematics are done even with a key that is not for this */
    switch (c->verify(c->user, (eml_key_type)key.type, key.data,
                      (eml_hash_type)k->r.sig.hash, digest, k->r.sig.signature,
                      &bits)) {
    case EML_CRYPTO_GOOD:
        t->crypto = EML_DKIM_CRYPTO_GOOD;
        break;
    case EML_CRYPTO_BAD:
        t->crypto = EML_DKIM_CRYPTO_SIGNATURE;
        t->reason = t->reason ? t->reason : EML_E_DKIM_SIGNATURE;
        break;
    case EML_CRYPTO_NO_KEY:
        t->reason = EML_E_DKIM_KEY_DATA;
        return EML_OK;
    case EML_CRYPTO_NO_MEMORY:
        return EML_E_NOMEM;
    }
    t->testing = key.testing;
    t->bits = key.type == EML_KEY_RSA ? bits : 0;
    if (!t->reason && key.type == EML_KEY_RSA && bits < RSA_MIN_BITS)
        t->reason = EML_E_DKIM_KEY_SHORT;
    return EML_OK;
}

/* How near an attempt came: 3 verifies, 2 would by a record that is for
 * something else and so is ignored, 1 could be computed. */
static int
rank(const attempt *t)
{
    if (t->crypto == EML_DKIM_CRYPTO_NONE)
        return 0;
    if (t->crypto != EML_DKIM_CRYPTO_GOOD)
        return 1;
    return t->reason && t->reason != EML_E_DKIM_KEY_SHORT ? 2 : 3;
}

/* Of several records the first that verifies counts (6.1.2 step 4), else the
 * one that came nearest. */
static int
check_key(eml__check *k, eml_cx *cx, const eml_crypto *c,
          const eml_dns_answer *a)
{
    size_t num = a->num_records < MAX_RECORDS ? a->num_records : MAX_RECORDS;
    attempt best = {.reason = EML_E_DKIM_KEY_NONE,
                    .crypto = EML_DKIM_CRYPTO_NONE};

    k->answered = true;
    if (a->outcome == EML_DNS_TEMPFAIL)
        best.reason = EML_E_DKIM_KEY_UNAVAILABLE;
    for (size_t i = 0; a->outcome == EML_DNS_DATA && i < num && rank(&best) < 3;
         i++) {
        attempt t;
        int rc = try_record(k, cx, c, a->records[i].data, &t);

        if (rc < 0)
            return rc;
        if (i == 0 || rank(&t) > rank(&best))
            best = t;
    }
    k->key_reason = best.reason;
    k->signature_good = best.crypto == EML_DKIM_CRYPTO_GOOD;
    k->r.crypto = best.crypto;
    k->r.testing = best.testing;
    k->r.key_bits = best.bits;
    return EML_OK;
}

int
eml__check_key(eml__check *k, eml_cx *cx, const eml_crypto *c,
               const eml_dns_answer *a)
{
    int rc = check_key(k, cx, c, a);

    return rc == EML_OK && k->other ? check_key(k->other, cx, c, a) : rc;
}

static void
settle(eml_dkim_result *r, int reason, eml_dkim_verdict v)
{
    r->reason = reason;
    r->verdict = v;
    r->state = v == EML_DKIM_PASS        ? EML_DKIM_SUCCESS
               : v == EML_DKIM_TEMPERROR ? EML_DKIM_TEMPFAIL
                                         : EML_DKIM_PERMFAIL;
}

/* The body hash, section 6.1.3 step 3. Returns whether it is good. */
static bool
body_good(eml__check *k, const eml__bodies *b)
{
    eml_dkim_result *r = &k->r;
    size_t n = eml__hash_len(r->sig.hash);

    if (k->body == EML__NO_BODY)
        return true;
    r->body_len = eml__bodies_len(b, r->sig.body_canon);
    r->partial = r->sig.body_len < r->body_len;
    return r->sig.body_hash_len == n &&
           memcmp(b->all[k->body]->digest, r->sig.body_hash, n) == 0;
}

static void
check_end(eml__check *k, const eml__bodies *b, bool has_now, uint64_t now)
{
    eml_dkim_result *r = &k->r;
    const eml_signature *s = &r->sig;
    bool body = k->active && body_good(k, b);

    r->body_good = body;
    if (!body && r->crypto == EML_DKIM_CRYPTO_GOOD)
        r->crypto = EML_DKIM_CRYPTO_BODY;
    else if (!body && r->crypto == EML_DKIM_CRYPTO_SIGNATURE)
        r->crypto = EML_DKIM_CRYPTO_BOTH;
    r->future = has_now && s->tags & EML_TAG_T && s->time > now;
    if (r->reason != EML_OK)
        settle(r, r->reason, EML_DKIM_NEUTRAL);
    else if (k->key_reason == EML_E_DKIM_KEY_UNAVAILABLE)
        settle(r, k->key_reason, EML_DKIM_TEMPERROR);
    else if (r->crypto == EML_DKIM_CRYPTO_NONE ||
             (k->key_reason && k->key_reason != EML_E_DKIM_SIGNATURE &&
              k->key_reason != EML_E_DKIM_KEY_SHORT))
        settle(r, k->key_reason, EML_DKIM_PERMERROR);
    else if (k->body != EML__NO_BODY && s->tags & EML_TAG_L &&
             s->body_len > r->body_len)
        settle(r, EML_E_DKIM_BODY_SHORT, EML_DKIM_PERMERROR);
    else if (!body)
        settle(r, EML_E_DKIM_BODY_HASH, EML_DKIM_FAIL);
    else if (!k->signature_good)
        settle(r, EML_E_DKIM_SIGNATURE, EML_DKIM_FAIL);
    else if (s->hash == EML_HASH_SHA1)
        settle(r, EML_E_DKIM_SHA1, EML_DKIM_POLICY);
    else if (k->key_reason == EML_E_DKIM_KEY_SHORT)
        settle(r, EML_E_DKIM_KEY_SHORT, EML_DKIM_POLICY);
    else if (has_now && s->tags & EML_TAG_X && s->expires < now)
        settle(r, EML_E_DKIM_EXPIRED, EML_DKIM_POLICY);
    else
        settle(r, EML_OK, EML_DKIM_PASS);
}

void
eml__check_end(eml__check *k, const eml__bodies *b, bool has_now, uint64_t now)
{
    check_end(k, b, has_now, now);
    if (!k->other)
        return;
    check_end(k->other, b, has_now, now);
    if (k->r.verdict != EML_DKIM_PASS && k->other->r.verdict == EML_DKIM_PASS)
        k->r = k->other->r;
}
