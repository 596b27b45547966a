#ifndef EML_PARAM_H
#define EML_PARAM_H
/* param.h -- parameters of MIME fields (RFC 2045 section 5.1, RFC 2231).
 *
 * Layer: parsers/mime. */

#include "eml/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_param is one parameter. Pieces (name*0, name*1*) are joined and
 * percent-encoding undone; name without the star is `name`. */
typedef struct eml_param {
    struct eml_param *next;
    eml_span name;     /* as written, without "*..." */
    eml_span value;    /* UTF-8; borrowed when nothing had to be undone */
    eml_span charset;  /* of 2231 extended values; n 0 when not given */
    eml_span language; /* likewise */
    eml_span raw;      /* the first piece, name to value, as it came */
    bool extended;     /* came (at least partly) in name*= form */
    bool quoted;       /* came as a quoted-string */
} eml_param;

/* eml_params_parse reads *(";" parameter) from `in`, all of it.
 * The order of *out is that of first pieces. Doubled names are kept, each
 * with a finding (ambiguous). Encoded-words stay as they are.
 * Returns EML_OK, EML_E_NOMEM, EML_E_LIMIT or a syntax code. */
EML_MUST_CHECK int eml_params_parse(eml_cx *cx, eml_span in, eml_param **out);

/* eml_param_get finds a parameter by name, ASCII case-insensitively: the first
 * one in extended form (RFC 2231 section 4), else the first. */
const eml_param *eml_param_get(const eml_param *first, eml_span name);

#ifdef __cplusplus
}
#endif
#endif
