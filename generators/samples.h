#ifndef EML_GENERATORS_SAMPLES_H
#define EML_GENERATORS_SAMPLES_H
/* samples.h -- what generated mail is made of: short texts in several charsets,
 * and words. Layer: generators. */
#include "eml/base.h"

/* A text: n bytes in its charset are m bytes of UTF-8. */
typedef struct eml__sample {
    uint8_t n, m;
    char raw[24], text[32]; /* copy_token of gen_buf.h reads all of it */
} eml__sample;

enum {
    EML__CS_ASCII,
    EML__CS_UTF8,
    EML__CS_LATIN1,
    EML__CS_W1252,
    EML__CS_LATIN9,
    EML__CS_KOI8R,
    EML__CS_SJIS,
    EML__CS_JIS,
    EML__CS_GB2312,
    EML__CS_GBK,
    EML__CS_BIG5,
    EML__CS_EUCKR,
    EML__CHARSETS,
    EML__SAMPLES = 12
};

typedef struct eml__charset {
    eml_span label, other; /* two spellings of its name: tokens of gen_buf.h */
    bool seven;            /* needs no byte over 127 */
    const eml__sample *samples;
} eml__charset;
extern const eml__charset eml__charsets[EML__CHARSETS];

#endif
