#ifndef EML_CORE_CHARSET_INT_H
#define EML_CORE_CHARSET_INT_H
/* charset_int.h -- the table of labels. Internal. Layer: core. */
#include "eml/charset.h"

enum { EML__CHARSET_LABEL_MAX = 24 };

typedef struct eml__charset_label {
    char label[EML__CHARSET_LABEL_MAX];
    const char *canonical;
} eml__charset_label;

extern const eml__charset_label eml__charset_labels[];
extern const size_t eml__num_charset_labels;
#endif
