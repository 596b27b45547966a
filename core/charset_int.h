#ifndef EML_CORE_CHARSET_INT_H
#define EML_CORE_CHARSET_INT_H
/* charset_int.h -- the table of labels. Internal. Layer: core. */
#include "core/isa.h"
#include "eml/charset.h"

enum { EML__CHARSET_LABEL_MAX = 24 };

typedef struct eml__charset_label {
    char label[EML__CHARSET_LABEL_MAX];
    const char *canonical;
} eml__charset_label;

extern const eml__charset_label eml__charset_labels[];
extern const size_t eml__num_charset_labels;

/* eml_to_utf8_open, the label being looked up. */
EML_MUST_CHECK int eml__to_utf8_open(eml_to_utf8 *c, const eml_charsets *table,
                                     eml_charset_id id, const char *name);

/* Converts ISO-8859-1, without `c1` as far as there is no byte from 0x80 to
 * 0x9f. Returns how much was converted and sets *written to what that is; 2 * n
 * bytes of out may be written to. */
size_t eml__latin(enum eml__isa isa, const uint8_t *in, size_t n, uint8_t *out,
                  bool c1, size_t *written);

/* The same in whole vectors. */
size_t eml__latin_avx2(const uint8_t *in, size_t n, uint8_t *out, bool c1,
                       size_t *written);
size_t eml__latin_avx512(const uint8_t *in, size_t n, uint8_t *out, bool c1,
                         size_t *written);
#endif
