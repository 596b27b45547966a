/* Base64 both ways, next to OpenSSL's EVP in the same process, and to GMime's
 * where the build asks for it:
 *
 *     make build/release/bench/bench_base64 \
 *         CPPFLAGS="-DHAVE_GMIME $(pkg-config --cflags gmime-3.0)" \
 *         LDLIBS="$(pkg-config --libs gmime-3.0)" */
#include <stdlib.h>

#include <openssl/evp.h>
#ifdef HAVE_GMIME
/* Not spelt out, for the Makefile links what it sees included. */
#define GMIME_HEADER <gmime/gmime.h>
#include GMIME_HEADER
#endif

#include "bench/codec.h"
#include "core/base64_int.h"

static size_t
decode(eml_span in, uint8_t *out, size_t room, enum eml__isa isa)
{
    eml_b64_dec d = {0};
    size_t left = room;

    if (eml__b64_dec_feed(&d, &in, &out, &left, true, isa) != EML_END)
        abort();
    return room - left;
}

static size_t
encode(eml_span in, uint8_t *out, size_t room, enum eml__isa isa)
{
    eml_b64_enc e = {.line_len = 76};
    size_t left = room;

    if (eml__b64_enc_feed(&e, &in, &out, &left, true, isa) != EML_END)
        abort();
    return room - left;
}

static size_t
openssl_decode(eml_span in, uint8_t *out, size_t room, enum eml__isa isa)
{
    EVP_ENCODE_CTX *cx = EVP_ENCODE_CTX_new();
    int n = 0, rest = 0;

    (void)room;
    (void)isa;
    if (!cx)
        abort();
    EVP_DecodeInit(cx);
    if (EVP_DecodeUpdate(cx, out, &n, in.p, (int)in.n) < 0 ||
        EVP_DecodeFinal(cx, out + n, &rest) < 0)
        abort();
    EVP_ENCODE_CTX_free(cx);
    return (size_t)(n + rest);
}

/* One line, however long: less than it takes to write MIME. */
static size_t
openssl_encode(eml_span in, uint8_t *out, size_t room, enum eml__isa isa)
{
    (void)room;
    (void)isa;
    return (size_t)EVP_EncodeBlock(out, in.p, (int)in.n);
}

#ifdef HAVE_GMIME
static size_t
gmime_decode(eml_span in, uint8_t *out, size_t room, enum eml__isa isa)
{
    int state = 0;
    guint32 save = 0;

    (void)room;
    (void)isa;
    return g_mime_encoding_base64_decode_step(in.p, in.n, out, &state, &save);
}

static size_t
gmime_encode(eml_span in, uint8_t *out, size_t room, enum eml__isa isa)
{
    int state = 0;
    guint32 save = 0;

    (void)room;
    (void)isa;
    return g_mime_encoding_base64_encode_close(in.p, in.n, out, &state, &save);
}
#endif

int
main(int argc, char **argv)
{
    static const codec table[] = {
        {.peer = "eml", .what = "b64-decode", .run = decode},
        {.peer = "eml", .what = "b64-encode", .run = encode, .encodes = true},
        {.peer = "openssl", .what = "b64-decode", .run = openssl_decode},
        {.peer = "openssl",
         .what = "b64-encode-one-line",
         .run = openssl_encode,
         .encodes = true},
#ifdef HAVE_GMIME
        {.peer = "gmime", .what = "b64-decode", .run = gmime_decode},
        {.peer = "gmime",
         .what = "b64-encode",
         .run = gmime_encode,
         .encodes = true},
#endif
    };

    return codec_main(argc, argv, table, sizeof table / sizeof table[0]);
}
