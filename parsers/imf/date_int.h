#ifndef EML_PARSERS_IMF_DATE_INT_H
#define EML_PARSERS_IMF_DATE_INT_H
/* date_int.h -- dates within other fields. Internal. Layer: parsers/imf. */
#include "eml/date.h"
#include "parsers/imf/lex.h"

/* The three letters at p as a day-name (0: Sunday), -1: they are none. In
 * date_plain.c. */
int eml__day_name(const uint8_t *p);

/* Where things stand that may have to be found fault with. */
typedef struct eml__date_at {
    const uint8_t *day, *name;
    const uint8_t *behind; /* the time */
} eml__date_at;

/* The date-time at x->p when it has the form that everybody writes, of which
 * nothing is to be said but whether there is such a day: fills *d, which is
 * zero, but for its comments. False: it may have another; x is not moved, *d
 * and *at are anything. In date_plain.c. */
bool eml__date_plain(eml__lex *x, eml_date *d, eml__date_at *at);

/* The CFWS behind a date-time that eml__date_plain has read, to the end of the
 * field, and what is to be said of it. */
int eml__date_finish(eml__lex *x, eml_date *d, const eml__date_at *at);

/* Reads a date-time from x->p to the end of the field. */
int eml__date_read(eml__lex *x, eml_date *out);

#endif
