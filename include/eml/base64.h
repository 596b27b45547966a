#ifndef EML_BASE64_H
#define EML_BASE64_H
/* base64.h -- base64 as a body encoding (RFC 2045 section 6.8), streaming both
 * ways. Layer: core. */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_b64_dec decodes. Zero-initialise it; it needs no cleanup and never
 * allocates. It is total: what is not in the alphabet is skipped, as 6.8 asks,
 * and what is wrong is flagged with the stream offset at which it was first
 * seen; no byte that the characters carry is dropped.
 *
 *   - A character that is neither alphabet, "=", CR, LF, SP nor HTAB counts in
 *     `num_bad`.
 *   - A line ends at LF or CRLF; all else on it counts towards the 76.
 *     `long_line_at` is the 77th character.
 *   - "=" that cannot be padding is skipped, `padding_at` is its place. Where
 *     padding is short or missing, it is the place of what stands there
 *     instead, or the end of the data; the whole bytes of the last group are
 *     kept.
 *   - After a padded group decoding goes on with the next group. */
typedef struct eml_b64_dec {
    /* private */
    uint32_t bits;       /* sextets of the group so far */
    uint8_t num_sextets; /* 0..3 */
    uint8_t num_pad;     /* 1: the first of two "=" was read */
    bool ended;          /* a group with padding was read */
    bool cr;             /* a CR of which it is not known if LF follows */
    bool done;           /* EML_END was returned or is about to be */
    uint8_t owed[3];     /* decoded bytes that did not fit into out */
    uint8_t num_owed;
    uint8_t width;      /* length of the last line, when a vector suits it */
    uint8_t breaks;     /* the kinds of line ends so far */
    uint32_t ahead;     /* how far on to ask memory for what comes */
    uint32_t line;      /* length of the line so far (saturating) */
    uint64_t sextet_at; /* offset of the last sextet of the group */
    /* public */
    uint64_t off;     /* bytes taken so far */
    uint64_t num_bad; /* characters that have no business here */
    uint64_t bad_at, long_line_at, after_pad_at, padding_at,
        stray_at;    /* of the first; valid when num_bad or the flag is set */
    bool long_line;  /* an encoded line of more than 76 characters */
    bool after_pad;  /* alphabet characters after the padding */
    bool padding;    /* padding missing, short or misplaced (6.8) */
    bool stray_bits; /* unused bits of a last group not zero (RFC 4648 3.5);
                        stray_at is the character that holds them */
} eml_b64_dec;

/* eml_b64_dec_feed moves from the front of *in to the front of *out (both are
 * shortened by what was used; they must not overlap; bytes of *out after what
 * was written may be overwritten too). Returns
 *
 *     EML_WANT_INPUT  *in is used up
 *     EML_WANT_SPACE  *out is full
 *     EML_END         `last`, and all is written
 *     EML_E_MISUSE    input after EML_END
 *
 * Splits of in and out change neither bytes nor flags.
 *
 *     eml_b64_dec d = {0};
 *     eml_span in = body;
 *     uint8_t buf[4096], *p = buf;
 *     size_t room = sizeof buf;
 *     int rc = eml_b64_dec_feed(&d, &in, &p, &room, true);
 *     // the bytes are buf[0 .. p - buf)
 */
EML_MUST_CHECK int eml_b64_dec_feed(eml_b64_dec *d, eml_span *in, uint8_t **out,
                                    size_t *out_len, bool last);

/* eml_b64_decode_all decodes the whole of `in` into `out`, which must have room
 * for in.n / 4 * 3 + 3 bytes, and returns the number of bytes. *d is
 * initialised here; its flags tell what was wrong. */
size_t eml_b64_decode_all(eml_b64_dec *d, eml_span in, uint8_t *out);

/* eml_b64_enc encodes, with CRLF after every line_len characters (none after
 * the last line; with `line_len` 0 no line ends at all). Zero-initialise, then
 * set line_len (a multiple of 4, at most 76: else EML_E_MISUSE). It needs no
 * cleanup and never allocates. */
typedef struct eml_b64_enc {
    uint8_t line_len;
    /* private */
    uint8_t held[3], num_held;
    uint8_t owed[8], num_owed;
    uint8_t column;
    bool done;
} eml_b64_enc;

/* eml_b64_enc_feed is to eml_b64_enc what eml_b64_dec_feed is to eml_b64_dec:
 * same arguments, same results. */
EML_MUST_CHECK int eml_b64_enc_feed(eml_b64_enc *e, eml_span *in, uint8_t **out,
                                    size_t *out_len, bool last);

#ifdef __cplusplus
}
#endif
#endif
