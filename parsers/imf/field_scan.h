#ifndef EML_PARSERS_IMF_FIELD_SCAN_H
#define EML_PARSERS_IMF_FIELD_SCAN_H
/* field_scan.h -- where a field ends and whether anything is to be said of its
 * bytes, in one pass: most fields are a name, a colon and lines of printable
 * ASCII that are right in themselves. Internal. Layer: parsers/imf. */
#include "eml/field.h"

typedef struct eml__field_shape {
    size_t len;          /* with the last line end */
    size_t name;         /* a colon is behind it */
    size_t line_end;     /* the length of the last one: 1 or 2 */
    const uint8_t *look; /* lines from here on are to be judged; NULL: none */
} eml__field_shape;

/* eml__field_scan looks at the field at the front of `in`, of at most `limit`
 * bytes. False when it has anything unusual or does not end, with one byte
 * behind it, in `in`: then its end must be found and eml_field_split must see
 * it. It makes no findings. */
bool eml__field_scan(eml_span in, size_t limit, uint8_t newline,
                     eml__field_shape *out);

/* What eml_field_split does with a field of that shape. */
void eml__field_fill(eml_cx *cx, const uint8_t *p, const eml__field_shape *s,
                     eml_field *out);
#endif
