#ifndef EML_QP_H
#define EML_QP_H
/* qp.h -- quoted-printable (RFC 2045 section 6.7), streaming both ways.
 * Layer: core. */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_qp_dec decodes. Zero-initialise. It is total: what breaks the encoding is
 * passed through as 6.7 recommends ("=XY" that is no escape as it came, 8-bit
 * bytes as they came) and flagged with the offset at which it was first seen.
 * White space before a line end is removed (rule 3) and flagged. Line ends are
 * written as they came (CRLF or LF). */
typedef struct eml_qp_dec {
    uint8_t state;
    uint8_t hold[4], num_hold;   /* "=", "=X", "=\r" not yet decided */
    bool spilling;               /* white space held is being written */
    uint8_t owed[4], num_owed;
    uint32_t line;               /* length of the encoded line so far */
    uint64_t off;
    uint64_t bad_escape_at, long_line_at, trailing_ws_at, raw_at, lower_hex_at,
        soft_end_at;
    bool bad_escape; /* "=" not followed by two hex digits or a line end */
    bool long_line;  /* over 76 characters (rule 5) */
    bool trailing_ws;
    bool raw;        /* a byte that must be encoded: over 126, or a control */
    bool lower_hex;  /* "=3d": rule 1 says upper case */
    bool soft_end;   /* the data end in a soft line break or a lone "=" */
    /* trailing white space is held by its run: SP and HTAB mix freely */
    uint8_t ws[80];
    uint16_t num_ws; /* longer runs: spill as data, flag long_line */
} eml_qp_dec;
EML_MUST_CHECK int eml_qp_dec_feed(eml_qp_dec *d, eml_span *in, uint8_t **out,
                                   size_t *out_len, bool last);

/* eml_qp_enc encodes. Zero-initialise. With `binary` every CR and LF is
 * encoded (section 6.7, rule 4 and the note on binary data); else CRLF is a
 * line end. Lines of at most 76 characters; no line ends in white space; "From
 * " and a lone "." at a line start are encoded, so that mbox and SMTP leave
 * them alone (RFC 2049 section 3 (10)). */
typedef struct eml_qp_enc {
    bool binary;
    uint8_t column;
    uint8_t held[8], num_held;
    uint8_t owed[16], num_owed;
    bool done;
} eml_qp_enc;
EML_MUST_CHECK int eml_qp_enc_feed(eml_qp_enc *e, eml_span *in, uint8_t **out,
                                   size_t *out_len, bool last);

#ifdef __cplusplus
}
#endif
#endif
