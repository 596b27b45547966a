#ifndef EML_PARSERS_MIME_MEDIA_H
#define EML_PARSERS_MIME_MEDIA_H
/* media.h -- the table of media types, for media.c. Internal.
 * Layer: parsers/mime. */
#include "eml/content.h"

/* A block is sorted words with a space between them; the blocks of one prefix
 * follow each other in order. */
struct eml__media_block {
    eml_span prefix; /* "text/", "application/vnd." */
    eml_span words;
};
extern const struct eml__media_block eml__media[];
extern const size_t eml__media_num;

/* EML_LIT for static initialisers. */
#define EML_LIT_(s)                                                            \
    {                                                                          \
        (const uint8_t *)(s), sizeof(s) - 1                                    \
    }

#endif
