#ifndef EML_PARSERS_MIME_DECODER_INT_H
#define EML_PARSERS_MIME_DECODER_INT_H
/* decoder_int.h -- the inside of eml_decoder. Internal. Layer: parsers/mime. */
#include "eml/base64.h"
#include "eml/charset.h"
#include "eml/mime.h"
#include "eml/qp.h"
#include "core/codec_int.h"
#include "eml/utf8.h"
#include "parsers/mime/body_scan.h"

enum {
    EML__DECODER_BLOCK = 4096, /* encoded bytes decoded at a time */
    EML__DECODER_LARGE = 4 * EML__DECODER_BLOCK, /* the same in large bodies */
    /* what they may become more, with white space that was held */
    EML__DECODER_MORE = EML_QP_SPACE + 64,
    EML__DECODER_NEAR = 128,    /* bytes that a block may be less */
    EML__DECODER_PIECE = 16384, /* bytes as they are, looked at at a time */
    EML__DECODER_HELD = 16      /* of eml_to_utf8 */
};

typedef union eml__decoding {
    eml_b64_dec b64;
    eml_qp_dec qp;
} eml__decoding;

/* A place in the input as it came. */
typedef struct eml__place {
    uint64_t off;
    uint32_t len;
} eml__place;

/* CR and LF of encoded text (decoder_lines.c). */
typedef struct eml__text_lines {
    bool on;         /* encoded text, and nothing is found yet */
    bool bad;        /* bad_place is known */
    bool stored;     /* lines end in LF alone */
    bool after_cr;   /* the last decoded byte is a CR */
    bool encoded_cr; /* which came out of "=0D" */
    uint8_t begun;   /* bytes of "=0A" or "=0D" that ended the block before */
    eml__place cr_place;
    eml__place bad_place;
} eml__text_lines;

struct eml_decoder {
    uint64_t start; /* of the body */
    uint64_t off;   /* of the next byte of it */
    eml_cte cte;
    bool scan;    /* the rules for lines and bytes hold */
    bool convert; /* charset to UTF-8 */
    bool ascii;   /* bytes below 128 are themselves in this charset */
    bool flushed; /* the transfer encoding is undone to its end */
    bool done;
    bool opened; /* conv wants closing */
    bool bad;    /* bad_place is known */
    eml__body_scan lines;
    eml__decoding now;         /* at the end of `block` */
    size_t near_in, near_made; /* where `near` is, with so much made; or 0 */
    eml_span block;            /* encoded */
    uint64_t block_off;
    uint64_t decoded; /* bytes up to the beginning of `block` */
    size_t made;      /* bytes that `block` was decoded to */
    eml_span pending; /* decoded, to be converted */
    eml_to_utf8 conv;
    eml__place bad_place;
    eml__text_lines text_lines;
    /* what follows is set before it is read, and not by the beginning */
    eml__place held[EML__DECODER_HELD]; /* of the last decoded bytes */
    eml__decoding before;               /* at the beginning of `block` */
    eml__decoding near;                 /* at that of its last line */
    size_t most;                        /* encoded bytes decoded at a time */
    uint8_t *buf;                       /* `most` and EML__DECODER_MORE bytes */
    uint8_t *text;                      /* EML__DECODER_BLOCK bytes */
};

/* ---- decoder.c ---- */

/* Says that `n` bytes of a body lie in memory. When they are so many that
 * larger blocks are less than a quarter of them, blocks are larger from now on:
 * each one costs some time, however long it is. EML_OK or EML_E_NOMEM. */
int eml__decoder_expect(eml_decoder *d, eml_cx *cx, size_t n);

/* ---- decoder_place.c: from a decoded byte back to the input ---- */

/* The first byte that is not in the charset was met: sets bad_place. */
void eml__decoder_place_bad(eml_decoder *d);
/* The block is used up and conv holds bytes of a character: where were they? */
void eml__decoder_place_held(eml_decoder *d);

/* Sets *at to the place of the block's output `k`. */
void eml__decoder_place(eml_decoder *d, size_t k, eml__place *at);

/* ---- decoder_lines.c ---- */

/* Decodes `in`, a part of the quoted-printable block of a text; `was` is the
 * state before it, as it is now. */
void eml__decoder_lines_qp(eml_decoder *d, const eml__decoding *was,
                           eml_span in, uint8_t **out, size_t *room);
/* `pending` was decoded, of base64, or by what flushes. */
void eml__decoder_lines_made(eml_decoder *d);
/* Says what was found. */
void eml__decoder_lines_end(eml_decoder *d, eml_cx *cx);

int eml__decoding_feed(eml_cte cte, eml__decoding *d, eml_span *in,
                       uint8_t **out, size_t *room, bool last);
#endif
