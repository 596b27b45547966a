#ifndef EML_TESTS_AUTH_DRIVE_H
#define EML_TESTS_AUTH_DRIVE_H
/* auth_drive.h -- the machines of DKIM and ARC driven with fake_crypto.h, by
 * chunks, for tests and fuzz targets. What they say is written to the result.
 */
#include <stdio.h>

#include "eml/arc.h"
#include "tests/chunks.h"
#include "tests/fake_crypto.h"

enum auth_drive_kind {
    AUTH_DKIM_VERIFY,
    AUTH_DKIM_SIGN,
    AUTH_ARC_VERIFY,
    AUTH_ARC_SEAL
};

typedef struct auth_drive {
    enum auth_drive_kind kind;
    uint8_t flags; /* 1: stored form, 2: relaxed body, 4: header */
    eml_span dns;  /* what answers are made of */
    const eml_alloc *from;
    const eml_limits *limits;
    size_t fail_at; /* hash_new */
    size_t questions;
    size_t fed; /* bytes hashed */
} auth_drive;

/* An answer of what the bytes say, for the k-th question: a byte is the
 * outcome, strings up to NUL are records. */
static inline eml_dns_answer
auth_answer_(const auth_drive *d, size_t k, eml_dns_record *room, size_t max)
{
    eml_dns_answer a = {.outcome = EML_DNS_DATA, .records = room};
    size_t at = 0;

    if (d->dns.n && d->dns.p[k % d->dns.n] < 32)
        a.outcome = (eml_dns_outcome)(d->dns.p[k % d->dns.n] % 4);
    while (at < d->dns.n && a.num_records < max) {
        const uint8_t *nul = memchr(d->dns.p + at, 0, d->dns.n - at);
        size_t n = nul ? (size_t)(nul - d->dns.p) - at : d->dns.n - at;

        room[a.num_records++] = (eml_dns_record){.data = {d->dns.p + at, n}};
        at += n + 1;
    }
    return a;
}

static inline void
auth_put_(chunk_result *r, const char *text)
{
    chunk_put(r, (const uint8_t *)text, strlen(text));
}

static inline void
auth_put_result_(chunk_result *r, const eml_dkim_result *d)
{
    char line[256];

    snprintf(line, sizeof line, "%d %d %d %d %u %d%d%d%d %llu %llu %.20s\n",
             (int)d->state, (int)d->verdict, (int)d->crypto, d->reason,
             d->key_bits, d->testing, d->partial, d->future, d->body_good,
             (unsigned long long)d->body_len, (unsigned long long)d->off,
             d->key_name.n > 20 ? (const char *)d->key_name.p : "");
    auth_put_(r, line);
}

/* One of the four machines behind one face. */
typedef struct auth_machine_ {
    auth_drive *d;
    eml_dkim *dkim;
    eml_dkim_sign *sign;
    eml_arc *arc;
    eml_arc_seal *seal;
} auth_machine_;

static inline bool
auth_new_(auth_machine_ *m, eml_cx *cx, fake_crypto *f)
{
    uint8_t flags = m->d->flags;
    enum eml_newline nl = flags & 1 ? EML_NL_LF : EML_NL_CRLF;
    eml_canon_type body = flags & 2 ? EML_CANON_RELAXED : EML_CANON_SIMPLE;
    eml_canon_type header = flags & 4 ? EML_CANON_RELAXED : EML_CANON_SIMPLE;
    eml_dkim_options o = {
        .crypto = &f->table, .newline = nl, .has_now = true, .now = 1000};
    static eml_dkim_signer by[2];
    eml_dkim_sign_options s = {.crypto = &f->table,
                               .newline = nl,
                               .signers = by,
                               .num_signers = 2,
                               .header_canon = header,
                               .body_canon = body,
                               .fields = EML_NONE,
                               .oversign = flags & 8,
                               .has_time = true,
                               .time = 5,
                               .has_length = flags & 16,
                               .length = 7};
    eml_arc_seal_options a = {.crypto = &f->table,
                              .newline = nl,
                              .authserv_id = EML_LIT("x.y"),
                              .header_canon = header,
                              .body_canon = body,
                              .fields = EML_NONE,
                              .sorted = flags & 8};

    by[0] = by[1] = (eml_dkim_signer){.private_key = by,
                                      .key_type = EML_KEY_RSA,
                                      .domain = EML_LIT("x.y"),
                                      .selector = EML_LIT("s"),
                                      .auid = EML_NONE};
    by[1].key_type = EML_KEY_ED25519;
    a.signer = by[0];
    switch (m->d->kind) {
    case AUTH_DKIM_VERIFY:
        return (m->dkim = eml_dkim_new(cx, &o)) != NULL;
    case AUTH_DKIM_SIGN:
        return (m->sign = eml_dkim_sign_new(cx, &s)) != NULL;
    case AUTH_ARC_VERIFY:
        return (m->arc = eml_arc_new(cx, &o)) != NULL;
    case AUTH_ARC_SEAL:
        return (m->seal = eml_arc_seal_new(cx, &a)) != NULL;
    }
    return false;
}

static inline int
auth_feed_(auth_machine_ *m, eml_cx *cx, eml_span piece, bool last)
{
    return m->dkim   ? eml_dkim_feed(m->dkim, cx, piece, last)
           : m->sign ? eml_dkim_sign_feed(m->sign, cx, piece, last)
           : m->arc  ? eml_arc_feed(m->arc, cx, piece, last)
                     : eml_arc_seal_feed(m->seal, cx, piece, last);
}

static inline int
auth_poll_(auth_machine_ *m, eml_dns_query *q)
{
    return m->dkim ? eml_dkim_poll(m->dkim, q) : eml_arc_poll(m->arc, q);
}

static inline int
auth_ask_(auth_machine_ *m, eml_cx *cx)
{
    eml_dns_record room[10];
    eml_dns_query q;
    eml_dns_answer a;
    int rc;

    while ((rc = auth_poll_(m, &q)) == EML_OK) {
        a = auth_answer_(m->d, q.id, room, sizeof room / sizeof *room);
        m->d->questions++;
        rc = m->dkim ? eml_dkim_dns(m->dkim, cx, q.id, &a)
                     : eml_arc_dns(m->arc, cx, q.id, &a);
        if (rc < 0)
            return rc;
    }
    return rc;
}

static inline void
auth_tell_(auth_machine_ *m, chunk_result *r)
{
    const eml_dkim_result *d;
    const eml_arc_set *s;
    char line[128];

    for (size_t i = 0; m->dkim && (d = eml_dkim_result_at(m->dkim, i)); i++)
        auth_put_result_(r, d);
    if (m->arc) {
        const eml_arc_result *c = eml_arc_result_get(m->arc);

        snprintf(line, sizeof line, "%d %d %u %u %u %llu %llu\n", (int)c->cv,
                 c->reason, c->instance, c->num_sets, c->oldest_pass,
                 (unsigned long long)c->off, (unsigned long long)c->len);
        auth_put_(r, line);
    }
    for (uint32_t i = 1; m->arc && (s = eml_arc_set_at(m->arc, i)); i++) {
        auth_put_result_(r, &s->ams);
        auth_put_result_(r, &s->seal);
    }
}

static inline void
auth_fini_(auth_machine_ *m)
{
    if (m->dkim)
        eml_dkim_fini(m->dkim);
    if (m->sign)
        eml_dkim_sign_fini(m->sign);
    if (m->arc)
        eml_arc_fini(m->arc);
    if (m->seal)
        eml_arc_seal_fini(m->seal);
}

/* A chunk_fn; user is an auth_drive. */
static inline void
auth_drive_run(void *user, const uint8_t *in, size_t n, chunk_plan *plan,
               chunk_result *r)
{
    auth_machine_ m = {.d = user};
    fake_crypto f;
    eml_arena arena;
    eml_cx cx = {.arena = &arena, .limits = m.d->limits};
    eml_out out = {.arena = &arena};
    size_t at = 0;

    fake_crypto_init(&f);
    f.fail_at = m.d->fail_at;
    m.d->questions = 0;
    eml_arena_init(&arena, m.d->from, 0);
    r->rc = auth_new_(&m, &cx, &f) ? EML_OK : EML_E_NOMEM;
    while (r->rc == EML_OK) {
        size_t take = chunk_take(plan, n - at);
        const uint8_t *piece = chunk_piece(plan, in + at, take);

        at += take;
        r->rc = auth_feed_(&m, &cx, (eml_span){piece, take}, at == n);
        if (at == n)
            break;
    }
    if (r->rc == EML_OK && (m.dkim || m.arc)) {
        r->rc = auth_ask_(&m, &cx);
        auth_tell_(&m, r);
    } else if (r->rc == EML_OK) {
        r->rc = m.sign ? eml_dkim_sign_write(m.sign, &cx, &out)
                       : eml_arc_seal_write(m.seal, &cx, &out);
        chunk_put(r, eml_out_view(&out).p, out.n);
    }
    auth_fini_(&m);
    if (f.open)
        abort();
    m.d->fed = f.fed;
    eml_arena_fini(&arena);
}
#endif
