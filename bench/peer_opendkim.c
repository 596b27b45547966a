/* libopendkim as a peer of bench_dkim: the same work in process.
 *
 *     peer_opendkim FILE.recs [rounds [verify|sign]]
 *
 * In its favour: the key record comes from memory, and the private key is given
 * once. Signatures are by relaxed/relaxed, with RSA of 2048 bits. */
#define _DEFAULT_SOURCE
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <opendkim/dkim.h>

#include "recs.h"
#include "timing.h"

enum { MESSAGES = 1000 };

typedef struct message {
    unsigned char *p;
    size_t n;
} message;

typedef struct bench {
    recs r;
    size_t num;
    message *made; /* with their signatures */
    DKIM_LIB *lib;
    unsigned char *key;
} bench;

static char record[2048];

static void
need(bool good)
{
    if (!good)
        abort();
}

static DKIM_CBSTAT
lookup(DKIM *d, DKIM_SIGINFO *sig, unsigned char *buf, size_t n)
{
    (void)d;
    (void)sig;
    need(strlen(record) < n);
    memcpy(buf, record, strlen(record) + 1);
    return DKIM_CBSTAT_CONTINUE;
}

static DKIM_STAT
feed(DKIM *d, const unsigned char *p, size_t n)
{
    unsigned char *bytes = (unsigned char *)(uintptr_t)p;
    DKIM_STAT rc = dkim_chunk(d, bytes, n);
    bool testing;

    if (rc == DKIM_STAT_OK)
        rc = dkim_chunk(d, NULL, 0);
    return rc == DKIM_STAT_OK ? dkim_eom(d, &testing) : rc;
}

/* The field that goes before the message; to be freed with `*d`. */
static bool
sign(bench *b, const recs_item *m, DKIM **d, unsigned char **field, size_t *n)
{
    DKIM_STAT rc;

    *d = dkim_sign(b->lib, (const unsigned char *)"x", NULL, b->key,
                   (const unsigned char *)"s",
                   (const unsigned char *)"example.org", DKIM_CANON_RELAXED,
                   DKIM_CANON_RELAXED, DKIM_SIGN_RSASHA256, -1, &rc);
    need(*d != NULL);
    return feed(*d, m->p, m->n) == DKIM_STAT_OK &&
           dkim_getsighdr_d(*d, sizeof DKIM_SIGNHEADER + 1, field, n) ==
               DKIM_STAT_OK;
}

static uint64_t
pass_sign(void *user)
{
    bench *b = user;
    uint64_t sum = 0;

    for (size_t i = 0; i < b->num; i++) {
        unsigned char *field;
        size_t n;
        DKIM *d;

        if (sign(b, &b->r.item[i], &d, &field, &n))
            sum += n;
        dkim_free(d);
    }
    return sum;
}

static uint64_t
pass_verify(void *user)
{
    bench *b = user;
    uint64_t good = 0;

    for (size_t i = 0; i < b->num; i++) {
        DKIM_STAT rc;
        DKIM *d = dkim_verify(b->lib, (const unsigned char *)"x", NULL, &rc);

        need(d != NULL);
        good += feed(d, b->made[i].p, b->made[i].n) == DKIM_STAT_OK;
        dkim_free(d);
    }
    return good;
}

static void
make_key(bench *b)
{
    EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
    BIO *pem = BIO_new(BIO_s_mem());
    unsigned char *der = NULL, text[1024];
    char *p;
    long n;
    int der_len;

    need(pkey && pem &&
         PEM_write_bio_PrivateKey(pem, pkey, NULL, NULL, 0, NULL, NULL) == 1);
    n = BIO_get_mem_data(pem, &p);
    b->key = calloc(1, (size_t)n + 1);
    need(b->key != NULL);
    memcpy(b->key, p, (size_t)n);
    der_len = i2d_PUBKEY(pkey, &der);
    need(der_len > 0 && der_len < 700);
    EVP_EncodeBlock(text, der, der_len);
    snprintf(record, sizeof record, "v=DKIM1; k=rsa; p=%s", (char *)text);
    BIO_free(pem);
    EVP_PKEY_free(pkey);
    OPENSSL_free(der);
}

int
main(int argc, char **argv)
{
    static const char front[] = DKIM_SIGNHEADER ": ";
    static bench b;
    bench_args args;
    uint64_t bytes = 0;
    bool signs;

    if (bench_args_get(&args, argc, argv, "verify|sign") ||
        recs_open(&b.r, args.file))
        return 2;
    signs = args.what && strcmp(args.what, "sign") == 0;
    b.num = b.r.num < MESSAGES ? b.r.num : MESSAGES;
    b.lib = dkim_init(NULL, NULL);
    b.made = calloc(b.num, sizeof *b.made);
    need(b.lib && b.made && dkim_set_key_lookup(b.lib, lookup) == DKIM_STAT_OK);
    make_key(&b);
    for (size_t i = 0; i < b.num; i++) {
        const recs_item *m = &b.r.item[i];
        unsigned char *field = NULL;
        size_t n = 0;
        DKIM *d;

        if (!sign(&b, m, &d, &field, &n))
            n = 0; /* it refuses some: see doc/signers.md */
        b.made[i].n = n ? sizeof front - 1 + n + 2 + m->n : m->n;
        b.made[i].p = malloc(b.made[i].n);
        need(b.made[i].p != NULL);
        if (n) {
            memcpy(b.made[i].p, front, sizeof front - 1);
            memcpy(b.made[i].p + sizeof front - 1, field, n);
            memcpy(b.made[i].p + sizeof front - 1 + n, "\r\n", 2);
        }
        memcpy(b.made[i].p + b.made[i].n - m->n, m->p, m->n);
        bytes += b.made[i].n;
        dkim_free(d);
    }
    return bench_run(&args, "libopendkim", signs ? "sign" : "verify", bytes,
                     b.num, signs ? pass_sign : pass_verify, &b)
               ? 1
               : 0;
}
