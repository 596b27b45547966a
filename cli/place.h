#ifndef EML_CLI_PLACE_H
#define EML_CLI_PLACE_H
/* place.h -- byte offsets to lines and columns, and the line to show. */
#include "eml/base.h"

/* Line and column count from 1; a column is a character. Offsets that do not
 * decrease cost linear time in all. */
typedef struct place {
    eml_span file;
    uint64_t off, line_start;
    size_t line;
} place;

void place_init(place *p, eml_span file);
/* Moves to `off` (at most file.n) and returns the column; p->line is the
 * line. */
size_t place_seek(place *p, uint64_t off);
/* The line that holds p->off, without its line end. */
eml_span place_line(const place *p);
#endif
