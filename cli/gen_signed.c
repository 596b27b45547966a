/* Messages with signatures. */
#include "cli/gen_signed.h"

#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/rfc8463_keys.h"
#include "eml/dkim.h"
#include "eml/os_crypto.h"

#define DOMAIN "football.example.com"

const char gen_signed_zone[] =
    "{\"brisbane._domainkey." DOMAIN "\":{\"TXT\":[\"v=DKIM1; k=ed25519; "
    "p=11qYAYKxCrfVS/"
    "7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"]},\"test._domainkey." DOMAIN
    "\":{\"TXT\":[\"v=DKIM1; k=rsa; "
    "p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qh"
    "dR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL"
    "6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB"
    "\"]}}\n";

struct gen_signer {
    eml_os_crypto *crypto;
    eml_os_key *rsa, *ed25519;
};

gen_signer *
gen_signer_new(void)
{
    gen_signer *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    s->crypto = eml_os_crypto_new();
    s->rsa = eml_os_key_read(cli_span(rfc8463_rsa));
    s->ed25519 = eml_os_key_read(cli_span(rfc8463_ed25519));
    if (s->crypto && s->rsa && s->ed25519)
        return s;
    gen_signer_free(s);
    return NULL;
}

void
gen_signer_free(gen_signer *s)
{
    if (!s)
        return;
    eml_os_key_free(s->rsa);
    eml_os_key_free(s->ed25519);
    if (s->crypto)
        eml_os_crypto_free(s->crypto);
    free(s);
}

/* ---- how a message is signed ----------------------------------------------
 */

typedef struct way {
    bool by_rsa, by_ed25519;
    eml_canon_type header, body;
    bool oversign;
} way;

static way
way_of(uint64_t index)
{
    return (way){.header = index & 1 ? EML_CANON_RELAXED : EML_CANON_SIMPLE,
                 .body = index & 2 ? EML_CANON_RELAXED : EML_CANON_SIMPLE,
                 .by_rsa = index / 4 % 3 != 1,
                 .by_ed25519 = index / 4 % 3 != 0,
                 .oversign = index / 12 % 2 != 0};
}

static eml_span
make_fields(const gen_signer *s, uint64_t index, eml_arena *arena,
            eml_span message)
{
    way w = way_of(index);
    eml_dkim_signer signers[2];
    eml_dkim_sign_options o = {.crypto = eml_os_crypto_table(s->crypto),
                               .newline = EML_NL_CRLF,
                               .signers = signers,
                               .header_canon = w.header,
                               .body_canon = w.body,
                               .fields = EML_NONE,
                               .oversign = w.oversign,
                               .has_time = true,
                               .time = 1528637909 + index}; /* A.3's t= */
    eml_cx cx = {.arena = arena};
    eml_out out = {.arena = arena};
    eml_dkim_sign *m;
    int rc = EML_E_NOMEM;

    if (w.by_ed25519)
        signers[o.num_signers++] =
            (eml_dkim_signer){s->ed25519, EML_KEY_ED25519, EML_LIT(DOMAIN),
                              EML_LIT("brisbane"), EML_NONE};
    if (w.by_rsa)
        signers[o.num_signers++] = (eml_dkim_signer){
            s->rsa, EML_KEY_RSA, EML_LIT(DOMAIN), EML_LIT("test"), EML_NONE};
    m = eml_dkim_sign_new(&cx, &o);
    if (!m)
        return EML_NONE;
    rc = eml_dkim_sign_feed(m, &cx, message, true);
    if (rc == EML_OK)
        rc = eml_dkim_sign_write(m, &cx, &out);
    eml_dkim_sign_fini(m);
    return rc == EML_OK && !out.full ? eml_out_view(&out) : EML_NONE;
}

/* ---- places ---------------------------------------------------------------
 */

typedef struct place {
    uint32_t from, by; /* what is at `from` and behind it goes on by `by` */
} place;

/* The length of a Return-Path on top: who delivers puts it there, above what
 * was signed (RFC 5321 section 4.4). */
static uint32_t
return_path(eml_span message)
{
    const eml_span name = EML_LIT("Return-Path");
    size_t i = name.n;

    if (message.n <= name.n ||
        !eml_span_eq_fold((eml_span){message.p, name.n}, name))
        return 0;
    while (i + 1 < message.n &&
           (message.p[i] != '\n' || message.p[i + 1] == ' ' ||
            message.p[i + 1] == '\t'))
        i++;
    return (uint32_t)i + 1;
}

static eml_gen_part *
next_part(eml_gen_part *p)
{
    if (p->child)
        return p->child;
    while (p && !p->next)
        p = p->parent;
    return p ? p->next : NULL;
}

static void
move_parts(eml_gen_part *root, place at)
{
    for (eml_gen_part *p = root; p; p = next_part(p)) {
        p->body.off += at.by;
        p->preamble.off += at.by;
        p->epilogue.off += at.by;
        for (eml_gen_field *f = p->fields; f; f = f->next)
            f->off += f->off >= at.from ? at.by : 0;
    }
}

static bool
move_findings(eml_arena *arena, place at, eml_gen_message *m)
{
    size_t size = m->num_findings * sizeof *m->findings;
    eml_gen_finding *moved = eml_arena_get(arena, size);

    if (!moved)
        return false;
    for (size_t i = 0; i < m->num_findings; i++) {
        moved[i] = m->findings[i];
        moved[i].off += moved[i].off >= at.from ? at.by : 0;
    }
    m->findings = moved;
    return true;
}

/* ---- labels ---------------------------------------------------------------
 */

/* A field's value: unfolded (RFC 5322 section 2.2.3), without the white space
 * around it. */
static bool
add_value(eml_arena *arena, eml_span body, eml_gen_field *f)
{
    eml_gen_item *items = eml_arena_get(arena, 2 * sizeof *items);
    uint8_t *p = eml_arena_raw(arena, body.n), *to = p;

    if (!items || !p)
        return false;
    for (size_t i = 0; i < body.n; i++)
        if (body.p[i] != '\r' && body.p[i] != '\n' && (to != p || i > 0))
            *to++ = body.p[i];
    items[0].op = EML_GEN_TEXT;
    items[0].u.p = p;
    items[0].n = (uint32_t)(to - p);
    items[1].op = EML_GEN_STOP;
    f->value = items;
    return true;
}

/* One field for each signature: a name, ": ", and lines up to the first that
 * does not begin with white space. */
static bool
add_fields(eml_arena *arena, eml_span fields, uint32_t off, eml_gen_part *root)
{
    eml_gen_field **to = off ? &root->fields->next : &root->fields;
    eml_gen_field *others = *to;
    const size_t name = sizeof "DKIM-Signature" - 1;
    size_t from = 0;

    for (size_t i = 0; i < fields.n; i++) {
        eml_gen_field *f;

        if (fields.p[i] != '\n' ||
            (i + 1 < fields.n &&
             (fields.p[i + 1] == ' ' || fields.p[i + 1] == '\t')))
            continue;
        f = eml_arena_get(arena, sizeof *f);
        if (!f)
            return false;
        f->off = off + (uint32_t)from;
        f->len = (uint32_t)(i + 1 - from);
        f->name = (eml_span){fields.p + from, name};
        if (!add_value(
                arena,
                (eml_span){fields.p + from + name + 1, f->len - name - 1}, f))
            return false;
        *to = f;
        to = &f->next;
        from = i + 1;
    }
    *to = others;
    return true;
}

bool
gen_signer_sign(gen_signer *s, uint64_t index, eml_arena *arena,
                eml_gen_message *m)
{
    eml_span fields = make_fields(s, index, arena, m->bytes);
    place at = {return_path(m->bytes), (uint32_t)fields.n};
    size_t n = fields.n + m->bytes.n;
    uint8_t *p = fields.n ? eml_arena_raw(arena, n) : NULL;

    if (!p)
        return false;
    memcpy(p, m->bytes.p, at.from);
    memcpy(p + at.from, fields.p, fields.n);
    memcpy(p + at.from + fields.n, m->bytes.p + at.from, m->bytes.n - at.from);
    m->bytes = (eml_span){p, n};
    fields.p = p + at.from;
    if (!move_findings(arena, at, m))
        return false;
    if (!m->root)
        return true;
    move_parts(m->root, at);
    return add_fields(arena, fields, at.from, m->root);
}

void
gen_signer_label(uint64_t index, gen_label *l)
{
    way w = way_of(index);
    const char *canon[2] = {"simple", "relaxed"};
    char s[600];
    int n = 0;

    n += snprintf(s, sizeof s, ",\"dkim\":[");
    for (int rsa = !w.by_ed25519; rsa <= w.by_rsa; rsa++)
        n += snprintf(s + n, sizeof s - (size_t)n,
                      "%s{\"result\":\"pass\",\"domain\":\"" DOMAIN
                      "\",\"selector\":\"%s\",\"algorithm\":\"%s-sha256\","
                      "\"canonicalization\":\"%s/%s\"}",
                      rsa && w.by_ed25519 ? "," : "", rsa ? "test" : "brisbane",
                      rsa ? "rsa" : "ed25519",
                      canon[w.header == EML_CANON_RELAXED],
                      canon[w.body == EML_CANON_RELAXED]);
    snprintf(s + n, sizeof s - (size_t)n, "]");
    gen_label_more(l, s);
}
