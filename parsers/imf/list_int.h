#ifndef EML_PARSERS_IMF_LIST_INT_H
#define EML_PARSERS_IMF_LIST_INT_H
/* list_int.h -- shared by the list fields. Internal. Layer: parsers/imf. */
#include "eml/base.h"

/* *out is `in` with white space and line ends taken out: `in` itself when it
 * has none, else a copy in the arena. Returns EML_OK or EML_E_NOMEM. */
int eml__without_space(eml_cx *cx, eml_span in, eml_span *out);

#endif
