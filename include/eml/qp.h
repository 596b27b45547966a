#ifndef EML_QP_H
#define EML_QP_H
/* qp.h -- quoted-printable (RFC 2045 section 6.7), streaming both ways.
 * Layer: core. */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    EML_QP_LINE = 76,   /* rule 5: characters on an encoded line */
    EML_QP_SPACE = 1000 /* white space at a line end that is still removed */
};

/* eml_qp_dec decodes. Zero-initialise it; it needs no cleanup and never
 * allocates. It is total: what breaks the encoding is passed through, as the
 * notes of 6.7 propose, and flagged with the stream offset at which it was
 * first seen.
 *
 *   - "=" that begins neither "=XX" nor a soft line break is written as it is,
 *     and so is the one character after it (note 2): "==41" stays "==41". At
 *     the end of the data (note 3) it is written, too.
 *   - Lower-case digits are read as upper-case ones (note 1).
 *   - 8-bit bytes and controls are written as they are (note 4).
 *   - White space before a line end, the end of the data, or the line end of a
 *     soft break is removed (rule 3), if it is at most EML_QP_SPACE bytes; more
 *     are data. SMTP's longest line has no room for more.
 *   - A line ends at CRLF or LF and is written as it came; a CR without LF is a
 *     control. All else on a line counts towards its 76 characters;
 *     `long_line_at` is the 77th. */
typedef struct eml_qp_dec {
    /* private */
    uint8_t state;
    bool cr;       /* a CR of which it is not known if LF follows */
    bool spilling; /* what is held turned out to be data */
    uint8_t digit; /* X of "=X" */
    uint8_t owed[2], num_owed;
    bool done;
    uint8_t breaks;               /* the kinds of line ends so far */
    bool low_escape;              /* "=0X" was met: may be of a CR or LF */
    uint16_t num_ws, num_spilt;   /* white space held, and written of it */
    uint8_t ws[EML_QP_SPACE / 8]; /* a bit each, SP 0, HTAB 1 */
    uint32_t ahead;               /* how far on to ask memory for what comes */
    uint32_t line; /* length of the encoded line so far (saturating) */
    uint64_t equals_at, ws_at;
    uint64_t soft_at, soft_next; /* the last soft break and what follows it */
    /* public */
    uint64_t off; /* bytes taken so far */
    uint64_t bad_escape_at, long_line_at, trailing_ws_at, raw_at, lower_hex_at,
        soft_end_at;  /* of the first; valid when the flag is set */
    bool bad_escape;  /* "=" not followed by two hex digits or a line end: at
                         the "=" */
    bool long_line;   /* over 76 characters (rule 5) */
    bool trailing_ws; /* white space removed: where it begins */
    bool raw;         /* a byte that must be encoded: over 126, or a control */
    bool lower_hex;   /* "=3d", rule 1 says upper case: at the "=" */
    bool soft_end;    /* the data end in a soft line break, or in a lone "="
                         (which is a bad_escape, too): at the "=" */
} eml_qp_dec;

/* eml_qp_dec_feed moves from the front of *in to the front of *out (both are
 * shortened by what was used; they must not overlap; bytes of *out after what
 * was written may be overwritten too). Returns
 *
 *     EML_WANT_INPUT  *in is used up
 *     EML_WANT_SPACE  *out is full
 *     EML_END         `last`, and all is written
 *     EML_E_MISUSE    input after EML_END
 *
 * Splits of in and out change neither bytes nor flags. */
EML_MUST_CHECK int eml_qp_dec_feed(eml_qp_dec *d, eml_span *in, uint8_t **out,
                                   size_t *out_len, bool last);

/* eml_qp_enc encodes. Zero-initialise, set `binary`; it needs no cleanup and
 * never allocates. With `binary` every CR and LF is encoded (section 6.7, rule
 * 4 and the warning on binary data); else CRLF is a line end, and only CR and
 * LF on their own are encoded. Lines have at most 76 characters, none ends in
 * white space; "From " and a lone "." at the start of an encoded line are
 * encoded, so that mbox and SMTP leave them alone (RFC 2049 section 3 (8)). */
typedef struct eml_qp_enc {
    bool binary;
    /* private */
    uint8_t column;
    uint8_t held[5], num_held; /* input that decides with what follows */
    uint8_t owed[4], num_owed;
    bool done;
} eml_qp_enc;

/* eml_qp_enc_feed is to eml_qp_enc what eml_qp_dec_feed is to eml_qp_dec: same
 * arguments, same results. */
EML_MUST_CHECK int eml_qp_enc_feed(eml_qp_enc *e, eml_span *in, uint8_t **out,
                                   size_t *out_len, bool last);

#ifdef __cplusplus
}
#endif
#endif
