/* eml dkim sign, eml dkim gen-key. */
#define _POSIX_C_SOURCE 200809L
#include "cli/dkim_command.h"
#include "eml/idn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RSA_MIN_BITS = 1024 };

/* ---- sign -----------------------------------------------------------------
 */

typedef struct signing {
    const dkim_conf *conf;
    eml_dkim_sign_options o;
    eml_dkim_signer signers[DKIM_MAX_KEYS];
    eml_os_key *keys[DKIM_MAX_KEYS];
} signing;

eml_os_key *
dkim_private_key(const char *path)
{
    eml_os_key *k;
    eml_os_file f;

    if (!auth_file(path, &f))
        return NULL;
    k = eml_os_key_read(f.bytes);
    eml_os_file_close(&f);
    if (k && (eml_os_key_type(k) != EML_KEY_RSA ||
              eml_os_key_bits(k) >= RSA_MIN_BITS))
        return k;
    (void)cli_error(k ? "%s: RSA key of less than 1024 bits (RFC 8301 section "
                        "3.2)"
                      : "%s: no private key of RSA or Ed25519",
                    path);
    eml_os_key_free(k);
    return NULL;
}

/* SELECTOR:FILE */
static bool
read_key(signing *s, const dkim_conf *c, size_t i)
{
    const char *colon = strchr(c->keys[i], ':');

    s->keys[i] = dkim_private_key(colon + 1);
    if (!s->keys[i])
        return false;
    s->signers[i] = (eml_dkim_signer){
        .private_key = s->keys[i],
        .key_type = eml_os_key_type(s->keys[i]),
        .domain = cli_span(c->domain),
        .selector = {(const uint8_t *)c->keys[i], (size_t)(colon - c->keys[i])},
        .auid = cli_span(c->auid),
    };
    return true;
}

static bool
numbers(signing *s, const dkim_conf *c)
{
    eml_dkim_sign_options *o = &s->o;

    o->has_time = !c->no_time;
    o->has_expires = c->expires != NULL;
    o->has_length = c->length != NULL;
    o->length = UINT64_MAX;
    return auth_now(c->now, &o->time) &&
           (!c->expires || cli_number(&o->expires, c->expires)) &&
           (!c->length || strcmp(c->length, "max") == 0 ||
            cli_number(&o->length, c->length));
}

static int
prepare(signing *s, const dkim_conf *c)
{
    s->o.fields = cli_span(c->fields);
    s->o.oversign = c->oversign;
    s->o.signers = s->signers;
    s->o.num_signers = c->num_keys;
    if (!c->domain || !c->num_keys)
        return cli_error("dkim: sign needs --domain and --key");
    if (!dkim_canon_named(c->canon ? c->canon : "relaxed/relaxed",
                          &s->o.header_canon, &s->o.body_canon))
        return cli_error("dkim: --canon: simple or relaxed, \"/\", simple or "
                         "relaxed");
    if (!numbers(s, c))
        return cli_error("dkim: --now, --expires or --length is no number");
    for (size_t i = 0; i < c->num_keys; i++)
        if (!read_key(s, c, i))
            return EXIT_TROUBLE;
    return 0;
}

static int
sign_item(void *user, const source_item *item)
{
    signing *s = user;
    eml_arena arena;
    eml_cx cx = {.arena = &arena};
    eml_out out = {.arena = &arena};
    eml_dkim_sign *m;
    int rc = EML_E_NOMEM;

    s->o.newline = (enum eml_newline)item->newline;
    eml_arena_init(&arena, &cli_alloc, 0);
    m = eml_dkim_sign_new(&cx, &s->o);
    if (m) {
        rc = eml_dkim_sign_feed(m, &cx, item->message, true);
        if (rc == EML_OK)
            rc = eml_dkim_sign_write(m, &cx, &out);
        eml_dkim_sign_fini(m);
    }
    if (rc == EML_OK)
        auth_put_signed(eml_out_view(&out), item, s->conf->only_fields);
    else
        auth_cannot(item->file, "signed", rc);
    eml_arena_fini(&arena);
    return rc == EML_OK ? 0 : EXIT_TROUBLE;
}

int
dkim_sign_file(const dkim_conf *c, int argc, char **argv)
{
    signing s = {.conf = c, .o = {.length = UINT64_MAX}};
    eml_os_crypto *crypto = eml_os_crypto_new();
    int code = EXIT_TROUBLE;

    if (crypto && prepare(&s, c) == 0) {
        s.o.crypto = eml_os_crypto_table(crypto);
        code =
            auth_sign_file("dkim: sign", argc, argv, c->newline, sign_item, &s);
    }
    for (size_t i = 0; i < DKIM_MAX_KEYS; i++)
        eml_os_key_free(s.keys[i]);
    eml_os_crypto_free(crypto);
    return code ? code : cli_finish(EXIT_CONFORMS);
}

/* ---- gen-key --------------------------------------------------------------
 */

/* To a file that only the owner can read, and that was not there: nor is it
 * after a failure. */
static bool
put_private(const char *path, const char *pem, size_t n)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    FILE *to = fd < 0 ? NULL : fdopen(fd, "w");
    bool good = to && fwrite(pem, 1, n, to) == n;

    if (to)
        good = fclose(to) == 0 && good;
    else if (fd >= 0)
        close(fd);
    if (!good)
        (void)cli_error("%s: %s", path, strerror(errno));
    if (!good && fd >= 0)
        (void)unlink(path);
    return good;
}

static bool
is_name(const char *s, bool one_label)
{
    uint8_t room[EML_IDN_MAX];
    eml_span ascii;

    return eml_domain_name(cli_span(s), one_label) &&
           eml_idn_to_ascii(cli_span(s), room, &ascii);
}

/* The record's name as the DNS has it: in A-labels (RFC 8616 section 5). */
static bool
put_name(const dkim_conf *c)
{
    uint8_t s[EML_IDN_MAX], d[EML_IDN_MAX];
    eml_span selector, domain;

    if (!eml_idn_to_ascii(cli_span(c->selector), s, &selector) ||
        !eml_idn_to_ascii(cli_span(c->domain), d, &domain))
        return false;
    fwrite(selector.p, 1, selector.n, stdout);
    fputs("._domainkey.", stdout);
    fwrite(domain.p, 1, domain.n, stdout);
    return true;
}

/* A line of a master file, strings of at most 255 bytes (RFC 1035 3.3). */
static bool
put_record(const dkim_conf *c, const eml_os_key *k)
{
    uint8_t data[EML_DKIM_KEY_MAX];
    eml_dkim_key key = {.email = true,
                        .any_hash = true,
                        .type_name = eml_os_key_type(k) == EML_KEY_RSA
                                         ? EML_LIT("rsa")
                                         : EML_LIT("ed25519"),
                        .notes = EML_NONE};
    eml_arena arena;
    eml_cx cx = {.arena = &arena};
    eml_out out = {.arena = &arena};
    bool good;

    key.data = (eml_span){data, eml_os_key_public(k, data, sizeof data)};
    eml_arena_init(&arena, &cli_alloc, 0);
    good = key.data.n && eml_dkim_key_write(&cx, &key, &out) == EML_OK;
    good = good && put_name(c);
    if (good) {
        printf(". IN TXT (");
        for (size_t i = 0; i < out.n; i += 250)
            printf("\n  \"%.*s\"", (int)(out.n - i < 250 ? out.n - i : 250),
                   (const char *)out.p + i);
        printf(" )\n");
    }
    eml_arena_fini(&arena);
    return good;
}

int
dkim_gen_key(const dkim_conf *c)
{
    bool rsa = !c->type || strcmp(c->type, "rsa") == 0, good = false;
    eml_os_key *k;
    int code = EXIT_TROUBLE;
    char *pem;
    size_t n;

    if (!c->domain || !c->selector || !c->out)
        return cli_error("dkim: gen-key needs --domain, --selector and --out");
    if (!is_name(c->domain, false) || !is_name(c->selector, true))
        return cli_error("dkim: domain or selector is no name of the DNS");
    if (!rsa && strcmp(c->type, "ed25519") != 0)
        return cli_error("dkim: --type is rsa or ed25519");
    if (rsa && (c->bits < RSA_MIN_BITS || c->bits > 8192))
        return cli_error("dkim: --bits: 1024 (RFC 8301 section 3.2) to 8192");
    k = eml_os_key_new(rsa ? EML_KEY_RSA : EML_KEY_ED25519, (unsigned)c->bits);
    pem = k ? eml_os_key_pem(k, &n) : NULL;
    if (pem)
        good = put_private(c->out, pem, n);
    else
        (void)cli_error("dkim: cannot make a key");
    if (good && put_record(c, k))
        code = cli_finish(EXIT_CONFORMS);
    if (good && code != EXIT_CONFORMS) /* no key without its record */
        (void)unlink(c->out);
    free(pem);
    eml_os_key_free(k);
    return code;
}
