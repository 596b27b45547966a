#ifndef BENCH_TOUCH_H
#define BENCH_TOUCH_H
/* touch.h -- makes the text of every leaf of a message's fields, as a peer
 * that decodes while it parses has done by then. */
#include "eml/message.h"

/* Returns the bytes of all texts; adds the texts made to *num. */
uint64_t touch_message(eml_cx *cx, const eml_part *root, uint64_t *num);
#endif
