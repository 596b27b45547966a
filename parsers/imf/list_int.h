#ifndef EML_PARSERS_IMF_LIST_INT_H
#define EML_PARSERS_IMF_LIST_INT_H
/* list_int.h -- shared by the list fields. Internal. Layer: parsers/imf. */
#include "eml/base.h"

/* The first byte of [p, end) that no URI has, or "%", or end. [base, end) is
 * memory that may be read. */
const uint8_t *eml__uri_end(const uint8_t *base, const uint8_t *p,
                            const uint8_t *end);

/* *out is `in` with white space and line ends taken out: `in` itself when it
 * has none, else a copy in the arena. Returns EML_OK or EML_E_NOMEM. */
int eml__without_space(eml_cx *cx, eml_span in, eml_span *out);

#endif
