#ifndef EML_BASE64_H
#define EML_BASE64_H
/* base64.h -- base64 as a body encoding (RFC 2045 section 6.8), streaming both
 * ways. Layer: core. */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_b64_dec decodes. Zero-initialise it; it needs no cleanup. Characters
 * outside the alphabet are skipped, as 6.8 asks, and counted; so the decoder
 * is total. `num_bad` counts characters that are neither alphabet, "=", CR,
 * LF, SP nor HTAB; line over 76, data after padding, and bad padding are flags
 * with the offset at which each was first seen. */
typedef struct eml_b64_dec {
    uint32_t bits;      /* sextets not yet written */
    uint8_t num_sextets; /* 0..3 */
    uint8_t num_pad;    /* '=' seen in this quantum */
    bool ended;         /* a full quantum with padding was read */
    uint32_t line;      /* length of the line so far (saturating) */
    uint8_t owed[3];    /* decoded bytes that did not fit into out */
    uint8_t num_owed;
    uint64_t off;       /* bytes taken so far */
    uint64_t num_bad;
    uint64_t bad_at, long_line_at, after_pad_at, padding_at; /* first; valid
                           when the matching flag is set */
    bool long_line;     /* an encoded line of more than 76 characters */
    bool after_pad;     /* alphabet characters after the padding */
    bool padding;       /* padding missing, short or misplaced (6.8) */
    bool stray_bits;    /* unused bits of the last quantum not zero */
} eml_b64_dec;

/* eml_b64_dec_feed moves from the front of *in to the front of *out.
 * Returns EML_WANT_INPUT, EML_WANT_SPACE, or EML_END when `last` and all is
 * written. Splits of in and out change neither bytes nor flags. */
EML_MUST_CHECK int eml_b64_dec_feed(eml_b64_dec *d, eml_span *in, uint8_t **out,
                                    size_t *out_len, bool last);

/* eml_b64_enc encodes, with CRLF after every 76 characters (none after the
 * last line; with `line_len` 0 no line ends at all). Zero-initialise, then set
 * line_len (a multiple of 4, at most 76). */
typedef struct eml_b64_enc {
    uint8_t line_len;
    uint8_t held[3], num_held;
    uint8_t owed[8], num_owed;
    uint8_t column;
    bool done;
} eml_b64_enc;
EML_MUST_CHECK int eml_b64_enc_feed(eml_b64_enc *e, eml_span *in, uint8_t **out,
                                    size_t *out_len, bool last);

/* One quantum, for who needs it: decode `in` whole into out (room for
 * in.n/4*3+3); returns the number of bytes, flags in *d. */
size_t eml_b64_decode_all(eml_b64_dec *d, eml_span in, uint8_t *out);

#ifdef __cplusplus
}
#endif
#endif
