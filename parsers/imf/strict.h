#ifndef EML_PARSERS_IMF_STRICT_H
#define EML_PARSERS_IMF_STRICT_H
/* strict.h -- what makes a reader of everything into a public *_parse: an error
 * found during this call is its result, whatever earlier calls found. Internal.
 * Layer: parsers/imf.
 *
 *     eml_diag earlier = eml__strict_begin(cx);
 *     ... read, into locals ...
 *     rc = eml__strict_end(cx, earlier, rc);
 *     if (rc == EML_OK)
 *         *out = ...;
 */
#include "eml/base.h"

/* Saves cx->err and clears it. */
static inline eml_diag
eml__strict_begin(eml_cx *cx)
{
    eml_diag earlier = cx->err;

    cx->err = (eml_diag){0, 0, 0};
    return earlier;
}

/* Returns rc when that is an error, else the code of the first error found
 * since eml__strict_begin, else rc. cx->err is the earlier one again when there
 * was one. */
static inline int
eml__strict_end(eml_cx *cx, eml_diag earlier, int rc)
{
    if (rc >= 0 && cx->err.code)
        rc = cx->err.code;
    if (earlier.code)
        cx->err = earlier;
    return rc;
}
#endif
