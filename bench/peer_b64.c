/* OpenSSL's base64 as a peer, over records that are base64 bodies of lines of
 * 76 (mkcorpus KIND b64).
 *
 *     peer_b64 FILE.recs [rounds [NAME]]
 *
 * Measures all of these, or the one named:
 *
 * b64-decode            EVP_DecodeUpdate over the whole body: it skips line
 *                       ends by itself
 * b64-decode-by-line    EVP_DecodeBlock once a line: it takes no line ends
 * b64-encode            EVP_EncodeBlock once for each 57 octets, CRLF after
 *                       each: MIME
 * b64-encode-64-columns EVP_EncodeUpdate: its lines are of 64, ended by LF,
 *                       and that cannot be changed, so this is not MIME
 * b64-encode-one-line   EVP_EncodeBlock once for the whole body */
#include <openssl/evp.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recs.h"
#include "timing.h"

enum { LINE_IN = 57, LINE_OUT = 76 };

typedef struct bench {
    const recs_item *item;
    size_t num;
    unsigned char *out;
    EVP_ENCODE_CTX *cx;
} bench;

static size_t
decode_update(bench *b, const recs_item *in)
{
    int n = 0, last = 0;

    EVP_DecodeInit(b->cx);
    if (EVP_DecodeUpdate(b->cx, b->out, &n, in->p, (int)in->n) < 0 ||
        EVP_DecodeFinal(b->cx, b->out + n, &last) < 0)
        return 0;
    return (size_t)(n + last);
}

/* EVP_DecodeBlock counts the octets that padding stands for. */
static size_t
decode_block(bench *b, const recs_item *in)
{
    size_t at = 0, len = 0;

    while (at < in->n) {
        const uint8_t *line = in->p + at;
        size_t left = in->n - at;
        size_t n = left;
        int got;

        if (left >= LINE_OUT + 2 && line[LINE_OUT] == '\r')
            n = LINE_OUT;
        else if (left >= 2 && line[left - 1] == '\n')
            n = left - 2;
        got = EVP_DecodeBlock(b->out + len, line, (int)n);
        if (got < 0)
            return 0;
        len += (size_t)got - (n > 0 && line[n - 1] == '=') -
               (n > 1 && line[n - 2] == '=');
        at += n + 2;
    }
    return len;
}

static size_t
encode_update(bench *b, const recs_item *in)
{
    int n = 0, last = 0;

    EVP_EncodeInit(b->cx);
    if (EVP_EncodeUpdate(b->cx, b->out, &n, in->p, (int)in->n) == 0)
        return 0;
    EVP_EncodeFinal(b->cx, b->out + n, &last);
    return (size_t)(n + last);
}

/* EVP_EncodeBlock ends its output with a NUL, which the CR overwrites. */
static size_t
encode_lines(bench *b, const recs_item *in)
{
    size_t len = 0;

    for (size_t i = 0; i < in->n; i += LINE_IN) {
        size_t n = in->n - i < LINE_IN ? in->n - i : LINE_IN;

        len += (size_t)EVP_EncodeBlock(b->out + len, in->p + i, (int)n);
        b->out[len++] = '\r';
        b->out[len++] = '\n';
    }
    return len;
}

static size_t
encode_block(bench *b, const recs_item *in)
{
    return (size_t)EVP_EncodeBlock(b->out, in->p, (int)in->n);
}

#define DEFINE_PASS(name)                                                      \
    static uint64_t name##_pass(void *user)                                    \
    {                                                                          \
        bench *b = user;                                                       \
        uint64_t sum = 0;                                                      \
                                                                               \
        for (size_t i = 0; i < b->num; i++)                                    \
            sum += name(b, &b->item[i]);                                       \
        return sum;                                                            \
    }
DEFINE_PASS(decode_update)
DEFINE_PASS(decode_block)
DEFINE_PASS(encode_update)
DEFINE_PASS(encode_lines)
DEFINE_PASS(encode_block)

static const struct way {
    const char *what;
    bench_pass pass;
    int encodes;
} ways[] = {
    {"b64-decode", decode_update_pass, 0},
    {"b64-decode-by-line", decode_block_pass, 0},
    {"b64-encode", encode_lines_pass, 1},
    {"b64-encode-64-columns", encode_update_pass, 1},
    {"b64-encode-one-line", encode_block_pass, 1},
};

/* The decoded records, which is what the encoders take. -1: not base64. */
static int
decode_all(bench *b, const recs *in, recs_item *plain)
{
    uint64_t sum = 0, again;

    for (size_t i = 0; i < in->num; i++) {
        size_t n = decode_update(b, &in->item[i]);
        uint8_t *p = malloc(n + 1);

        if (p == NULL || n == 0)
            return -1;
        memcpy(p, b->out, n);
        plain[i] = (recs_item){p, n};
        sum += n;
    }
    again = decode_block_pass(b);
    if (again != sum) {
        fprintf(stderr,
                "decoded %" PRIu64 " octets, but line by line %" PRIu64 "\n",
                sum, again);
        return -1;
    }
    return 0;
}

static int
run(const bench_args *a, const recs *in, bench *b, const recs_item *plain)
{
    int known = a->what == NULL;

    for (size_t k = 0; k < sizeof ways / sizeof ways[0]; k++) {
        uint64_t bytes = 0;

        if (a->what != NULL && strcmp(a->what, ways[k].what) != 0)
            continue;
        known = 1;
        b->item = ways[k].encodes ? plain : in->item;
        for (size_t i = 0; i < in->num; i++)
            bytes += b->item[i].n;
        if (bench_run(a, "openssl", ways[k].what, bytes, in->num, ways[k].pass,
                      b) < 0)
            return 1;
    }
    if (!known)
        fprintf(stderr, "there is no \"%s\"\n", a->what);
    return known ? 0 : 2;
}

int
main(int argc, char **argv)
{
    size_t longest = 0;
    recs_item *plain;
    bench_args a;
    recs in;
    bench b;
    int rc;

    if (bench_args_get(&a, argc, argv, "b64-decode|...") < 0)
        return 2;
    if (recs_open(&in, a.file) < 0)
        return 1;
    for (size_t i = 0; i < in.num; i++)
        longest = in.item[i].n > longest ? in.item[i].n : longest;
    b = (bench){in.item, in.num, malloc(2 * longest + 128),
                EVP_ENCODE_CTX_new()};
    plain = calloc(in.num, sizeof *plain);
    if (b.out == NULL || b.cx == NULL || plain == NULL ||
        decode_all(&b, &in, plain) < 0) {
        fprintf(stderr, "%s: not bodies in base64\n", a.file);
        return 1;
    }
    rc = run(&a, &in, &b, plain);
    for (size_t i = 0; i < in.num; i++)
        free((void *)(uintptr_t)plain[i].p);
    free(plain);
    free(b.out);
    EVP_ENCODE_CTX_free(b.cx);
    recs_close(&in);
    return rc;
}
