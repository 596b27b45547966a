#ifndef EML_CLI_PLACE_H
#define EML_CLI_PLACE_H
/* place.h -- byte offsets to lines and columns, and the piece of a line to
 * show. */
#include "eml/base.h"

/* Line and column count from 1; a column is a character. A step costs what
 * lies between the place before and the new one, however long the lines are. */
typedef struct place {
    eml_span file;
    uint64_t off, line_start;
    size_t line, column;
} place;

void place_init(place *p, eml_span file);
/* Moves to `off` (at most file.n) and returns the column; p->line is the
 * line. */
size_t place_seek(place *p, uint64_t off);

/* At most `width` characters of the line that holds p->off, from a little
 * before it on; no line end. *cut says whether the line goes on to the left and
 * to the right. What is not UTF-8 is a character a byte. */
eml_span place_window(const place *p, size_t width, bool cut[2]);
#endif
