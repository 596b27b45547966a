#ifndef EML_PARSERS_IMF_DATE_INT_H
#define EML_PARSERS_IMF_DATE_INT_H
/* date_int.h -- dates within other fields. Internal. Layer: parsers/imf. */
#include "eml/date.h"
#include "parsers/imf/lex.h"

/* The three letters at p as a day-name (0: Sunday), -1: they are none. */
int eml__day_name(const uint8_t *p);

/* Reads a date-time from x->p to the end of the field. */
int eml__date_read(eml__lex *x, eml_date *out);

#endif
