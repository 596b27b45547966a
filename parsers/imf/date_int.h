#ifndef EML_PARSERS_IMF_DATE_INT_H
#define EML_PARSERS_IMF_DATE_INT_H
/* date_int.h -- dates within other fields. Internal. Layer: parsers/imf. */
#include "eml/date.h"
#include "parsers/imf/lex.h"

/* Reads a date-time from x->p to the end of the field. */
int eml__date_read(eml__lex *x, eml_date *out);

#endif
