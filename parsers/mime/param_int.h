#ifndef EML_PARSERS_MIME_PARAM_INT_H
#define EML_PARSERS_MIME_PARAM_INT_H
/* param_int.h -- what param.c and param2231.c share. Internal.
 * Layer: parsers/mime. */
#include "parsers/imf/lex.h"
#include "parsers/mime/mime_values.h"

enum { EML__WHOLE, EML__EXTENDED, EML__SECTION };

/* eml__piece is one parameter as it came; `p` stays when the value came in one
 * piece. `p.value` has quoting undone and nothing else. */
struct eml__piece {
    eml_param p;
    uint32_t section; /* the number after the star; SECTION only */
    uint32_t order;   /* from 0, as they came */
    uint8_t kind;
    bool starred;  /* "*" after the name, or after the section number */
    bool borrowed; /* p.value lies in the input */
    bool gone;     /* joined to another piece */
};

/* Takes q->p.name apart as RFC 2231 section 7 has it. Whether it has a star
 * that means something. */
bool eml__param_name(eml_cx *cx, struct eml__piece *q);
/* Joins and decodes the pieces of *list (`n` of them, each an eml__piece) and
 * finds doubles. Cost: n log n comparisons of names. */
int eml__params_join(eml_cx *cx, eml_param **list, uint32_t n, bool stars);

#endif
