/* Base64, both ways, in process: ours by each instruction set, OpenSSL's EVP
 * and, where it is installed, GMime's. One MiB of random bytes; encoded, in
 * lines of 76 (OpenSSL's EVP_EncodeBlock writes one line). `bytes` is what a
 * pass reads: bytes when encoding, characters when decoding. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#if defined(__has_include)
#if __has_include(<gmime/gmime.h>)
#define HAVE_GMIME 1
#include <gmime/gmime.h>
#endif
#endif

#include "bench/timing.h"
#include "core/base64_int.h"

enum { NUM_BYTES = 1 << 20, NUM_TEXT = 2 * NUM_BYTES };

typedef struct data {
    uint8_t *bytes, *text, *out;
    size_t num_text;
    enum eml__isa isa;
} data;

static uint64_t
ours_encode(void *user)
{
    data *d = user;
    eml_b64_enc e = {.line_len = 76};
    eml_span in = {d->bytes, NUM_BYTES};
    uint8_t *out = d->out;
    size_t room = NUM_TEXT;

    if (eml__b64_enc_feed(&e, &in, &out, &room, true, d->isa) != EML_END)
        abort();
    return NUM_TEXT - room;
}

static uint64_t
ours_decode(void *user)
{
    data *d = user;
    eml_b64_dec dec = {0};
    eml_span in = {d->text, d->num_text};
    uint8_t *out = d->out;
    size_t room = NUM_TEXT;

    if (eml__b64_dec_feed(&dec, &in, &out, &room, true, d->isa) != EML_END ||
        dec.long_line || dec.padding || dec.num_bad)
        abort();
    return NUM_TEXT - room;
}

static uint64_t
openssl_encode(void *user)
{
    data *d = user;

    return (uint64_t)EVP_EncodeBlock(d->out, d->bytes, NUM_BYTES);
}

static uint64_t
openssl_decode(void *user)
{
    data *d = user;
    EVP_ENCODE_CTX *cx = EVP_ENCODE_CTX_new();
    int n = 0, rest = 0;

    if (!cx)
        abort();
    EVP_DecodeInit(cx);
    if (EVP_DecodeUpdate(cx, d->out, &n, d->text, (int)d->num_text) < 0 ||
        EVP_DecodeFinal(cx, d->out + n, &rest) < 0)
        abort();
    EVP_ENCODE_CTX_free(cx);
    return (uint64_t)n + (uint64_t)rest;
}

#ifdef HAVE_GMIME
static uint64_t
gmime_encode(void *user)
{
    data *d = user;
    int state = 0;
    guint32 save = 0;

    return g_mime_encoding_base64_encode_close(d->bytes, NUM_BYTES, d->out,
                                               &state, &save);
}

static uint64_t
gmime_decode(void *user)
{
    data *d = user;
    int state = 0;
    guint32 save = 0;

    return g_mime_encoding_base64_decode_step(d->text, d->num_text, d->out,
                                              &state, &save);
}
#endif

static int
run_all(const bench_args *a, data *d)
{
    int rc = 0;

    for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++) {
        const char *name = isa == EML__SCALAR ? "eml-scalar" : "eml";

        d->isa = (enum eml__isa)isa;
        rc |= bench_run(a, name, "base64-encode", NUM_BYTES, 1, ours_encode, d);
        rc |=
            bench_run(a, name, "base64-decode", d->num_text, 1, ours_decode, d);
    }
    rc |= bench_run(a, "openssl", "base64-encode", NUM_BYTES, 1, openssl_encode,
                    d);
    rc |= bench_run(a, "openssl", "base64-decode", d->num_text, 1,
                    openssl_decode, d);
#ifdef HAVE_GMIME
    rc |= bench_run(a, "gmime", "base64-encode", NUM_BYTES, 1, gmime_encode, d);
    rc |=
        bench_run(a, "gmime", "base64-decode", d->num_text, 1, gmime_decode, d);
#endif
    return rc;
}

int
main(void)
{
    const bench_args a = {.corpus = "random-76", .rounds = 101};
    data d = {.bytes = malloc(NUM_BYTES),
              .text = malloc(NUM_TEXT),
              .out = malloc(NUM_TEXT)};
    uint32_t seed = 1;
    int rc = 1;

    if (d.bytes && d.text && d.out) {
        for (size_t i = 0; i < NUM_BYTES; i++) {
            seed = seed * 1664525u + 1013904223u;
            d.bytes[i] = (uint8_t)(seed >> 24);
        }
        d.num_text = (size_t)ours_encode(&d);
        memcpy(d.text, d.out, d.num_text);
        rc = run_all(&a, &d) != 0;
    }
    free(d.bytes);
    free(d.text);
    free(d.out);
    return rc;
}
