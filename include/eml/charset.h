#ifndef EML_CHARSET_H
#define EML_CHARSET_H
/* charset.h -- charsets to UTF-8 and back. Layer: core.
 *
 * US-ASCII, UTF-8, ISO-8859-1 and windows-1252 are built in; the rest comes
 * through a table that the caller passes in cx->charsets (os/posix: iconv).
 * Labels are compared without regard to case (RFC 2045 section 5.1, RFC 2047
 * section 2). Which labels name which charset: the WHATWG encoding standard's
 * table, with the exception that "us-ascii" and "iso-8859-1" stay what they
 * say. What is unknown is named in a finding and never mislabelled.
 * core/charset_labels.c tells all differences from WHATWG's table. */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* eml_charsets is the caller's converter. `open` returns a handle for a
 * canonical label, or NULL when it has none (or no memory). `feed` converts
 * from the front of *in to the front of *out, both shortened by what was used:
 *
 *     EML_OK          all of *in used up to a character that is not complete
 *                     yet (0-15 bytes left in *in)
 *     EML_WANT_SPACE  *out is full
 *     EML_E_MISUSE    *in begins with bytes that are not in the charset;
 *                     skip one byte, write U+FFFD, go on
 *
 * With `last` true it also writes what returns to the initial state. */
typedef struct eml_charsets {
    void *(*open)(void *user, const char *label);
    int (*feed)(void *user, void *handle, eml_span *in, uint8_t **out,
                size_t *out_len, bool last);
    void (*close)(void *user, void *handle);
    void *user;
} eml_charsets;

typedef enum eml_charset_id {
    EML_CHARSET_UNKNOWN, /* no such label */
    EML_CHARSET_ASCII,
    EML_CHARSET_UTF8,
    EML_CHARSET_LATIN1,
    EML_CHARSET_WINDOWS_1252,
    EML_CHARSET_OTHER /* through eml_charsets, if that has it */
} eml_charset_id;

/* eml_charset_find looks a label up; *canonical is set to the NUL-terminated
 * name to give to eml_charsets.open ("shift_jis"), or NULL. */
eml_charset_id eml_charset_find(eml_span label, const char **canonical);

/* eml_to_utf8 converts a stream to UTF-8. Zero-initialise, open, feed, close.
 * Bytes that are not in the charset become U+FFFD, one each for a byte (UTF-8:
 * one for each maximal subpart, Unicode 3.9), and are counted. That is so for
 * all over 127 in US-ASCII and for 81, 8D, 8F, 90 and 9D in windows-1252, too.
 * A byte order mark of UTF-8 is a character like any other. */
typedef struct eml_to_utf8 {
    eml_charset_id id;
    const eml_charsets *table;
    void *handle;
    uint8_t held[16];    /* an incomplete character */
    uint8_t num_held;    /* after EML_WANT_INPUT: not 0 when there is one */
    uint8_t pending[32]; /* UTF-8 that did not fit into out */
    uint8_t num_pending;
    bool single; /* a byte is a character, those below 128 are US-ASCII's */
    bool iso_2022, flushed;
    uint8_t shift;      /* state of ISO 2022 */
    bool not_initial;   /* iso-2022-*: what was taken so far does not end with
                           US-ASCII selected (RFC 2047 section 3) */
    uint64_t off;       /* bytes taken so far */
    uint64_t num_bad;   /* bytes that are not in the charset */
    uint64_t first_bad; /* offset of the first */
} eml_to_utf8;

/* eml_to_utf8_open returns EML_OK, or EML_END when the charset is not known
 * here: no such label, or neither built in nor in `table` (which may be NULL,
 * and must outlive *c). Then there is nothing to close. */
EML_MUST_CHECK int eml_to_utf8_open(eml_to_utf8 *c, const eml_charsets *table,
                                    eml_span label);

/* eml_to_utf8_feed takes from the front of *in, writes to the front of *out
 * (both are shortened by what was used; they must not overlap). Returns
 *
 *     EML_WANT_INPUT  *in is used up
 *     EML_WANT_SPACE  *out is full
 *     EML_END         `last`, and all is written
 *     EML_E_MISUSE    *c is not open
 *
 * Splits of in and out change neither bytes nor counts. */
EML_MUST_CHECK int eml_to_utf8_feed(eml_to_utf8 *c, eml_span *in, uint8_t **out,
                                    size_t *out_len, bool last);

/* eml_to_utf8_close gives the handle back, if there is one; *c may then be
 * opened again. */
void eml_to_utf8_close(eml_to_utf8 *c);

#ifdef __cplusplus
}
#endif
#endif
