#ifndef EML_CANON_H
#define EML_CANON_H
/* canon.h -- canonicalization of header fields and bodies (RFC 6376 section
 * 3.4). Layer: stack/auth. */

#include "eml/signature.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_canon_body canonicalizes a body as it streams by:
 *
 *   simple   "*CRLF" at the end becomes one CRLF; nothing becomes CRLF (3.4.3)
 *   relaxed  WSP at the end of lines goes, other runs of WSP become one SP,
 *            empty lines at the end go; what is then left and does not end in
 *            CRLF gets one (3.4.4)
 *
 * A line ends at CRLF; CR or LF alone are like other bytes. With EML_NL_LF a
 * line ends at LF, which becomes CRLF, and a CR is like other bytes. It has a
 * fixed size, does not allocate and needs no cleanup. */
typedef struct eml_canon_body {
    uint8_t type; /* enum eml_canon_type */
    uint8_t newline;
    bool cr;       /* a CR of which it is not known if LF follows */
    bool space;    /* relaxed: white space that matters if more follows */
    bool any;      /* something was given out */
    bool ended;    /* the last CRLF was given out, or none is due */
    uint64_t held; /* line ends that matter if more follows */
    uint64_t len;  /* bytes given out so far */
} eml_canon_body;

void eml_canon_body_init(eml_canon_body *c, eml_canon_type type,
                         enum eml_newline newline);

/* eml_canon_body_next takes from the front of *in and sets *out to the next
 * canonical bytes: a piece of the input itself, or of a constant. Returns
 * EML_OK (out->n > 0), EML_WANT_INPUT when *in is used up, or EML_END when
 * `last` and all was given. How the input is split does not change what comes.
 *
 *     while ((rc = eml_canon_body_next(&c, &in, last, &out)) == EML_OK)
 *         hash(out);
 */
EML_MUST_CHECK int eml_canon_body_next(eml_canon_body *c, eml_span *in,
                                       bool last, eml_span *out);

/* eml_canon_field canonicalizes one header field (3.4.1, 3.4.2), which is in
 * memory as a whole. */
typedef struct eml_canon_field {
    uint8_t type, newline;
    uint8_t state;
    bool line_end; /* the field's CRLF is due at its end */
    bool space;
    eml_span first, second; /* what is left, before and behind the cut */
    uint8_t name[64];
} eml_canon_field;

/* eml_canon_field_init begins with `raw`: the field without its last line end.
 * What is in `cut` (a span within raw, or empty) is left out: the value of b=
 * (3.7). `line_end`: whether the CRLF at its end is given out. */
void eml_canon_field_init(eml_canon_field *c, eml_canon_type type,
                          enum eml_newline newline, eml_span raw, eml_span cut,
                          bool line_end);
/* eml_canon_field_next sets *out to the next canonical bytes, good until the
 * next call. Returns EML_OK (out->n > 0) or EML_END. */
EML_MUST_CHECK int eml_canon_field_next(eml_canon_field *c, eml_span *out);

#ifdef __cplusplus
}
#endif
#endif
