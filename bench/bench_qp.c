/* Quoted-printable both ways, next to GMime's in the same process where the
 * build asks for it (see bench_base64.c). */
#include <stdlib.h>

#ifdef HAVE_GMIME
/* Not spelt out, for the Makefile links what it sees included. */
#define GMIME_HEADER <gmime/gmime.h>
#include GMIME_HEADER
#endif

#include "bench/codec.h"
#include "core/qp_int.h"

static size_t
decode(eml_span in, uint8_t *out, size_t room, enum eml__isa isa)
{
    eml_qp_dec d = {0};
    size_t left = room;

    if (eml__qp_dec_feed(&d, &in, &out, &left, true, isa) != EML_END)
        abort();
    return room - left;
}

static size_t
encode(eml_span in, uint8_t *out, size_t room, enum eml__isa isa)
{
    eml_qp_enc e = {0};
    size_t left = room;

    if (eml__qp_enc_feed(&e, &in, &out, &left, true, isa) != EML_END)
        abort();
    return room - left;
}

#ifdef HAVE_GMIME
static size_t
gmime_decode(eml_span in, uint8_t *out, size_t room, enum eml__isa isa)
{
    int state = 0;
    guint32 save = 0;

    (void)room;
    (void)isa;
    return g_mime_encoding_quoted_decode_step(in.p, in.n, out, &state, &save);
}

static size_t
gmime_encode(eml_span in, uint8_t *out, size_t room, enum eml__isa isa)
{
    int state = -1;
    guint32 save = 0;

    (void)room;
    (void)isa;
    return g_mime_encoding_quoted_encode_close(in.p, in.n, out, &state, &save);
}
#endif

int
main(int argc, char **argv)
{
    static const codec table[] = {
        {.peer = "eml", .what = "qp-decode", .run = decode},
        {.peer = "eml", .what = "qp-encode", .run = encode, .encodes = true},
#ifdef HAVE_GMIME
        {.peer = "gmime", .what = "qp-decode", .run = gmime_decode},
        {.peer = "gmime",
         .what = "qp-encode",
         .run = gmime_encode,
         .encodes = true},
#endif
    };

    return codec_main(argc, argv, table, sizeof table / sizeof table[0]);
}
