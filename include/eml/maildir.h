#ifndef EML_MAILDIR_H
#define EML_MAILDIR_H
/* maildir.h -- names in a Maildir: messages, flags, folders. No I/O.
 * Layer: parsers/mailbox.
 *
 *     name   = unique [":" info]
 *     info   = "2," *flag / "1," *any
 *     unique = 1*any without "/" and ":", not beginning with "."
 */

#include "eml/base.h"

#ifdef __cplusplus
extern "C" {
#endif

enum eml_maildir_flag {
    EML_MAILDIR_DRAFT = 1 << 0,   /* D */
    EML_MAILDIR_FLAGGED = 1 << 1, /* F */
    EML_MAILDIR_PASSED = 1 << 2,  /* P: resent, forwarded, bounced */
    EML_MAILDIR_REPLIED = 1 << 3, /* R */
    EML_MAILDIR_SEEN = 1 << 4,    /* S */
    EML_MAILDIR_TRASHED = 1 << 5  /* T */
};

typedef struct eml_maildir_name {
    eml_span unique;
    eml_span info;     /* after the colon; n 0 when there is none */
    uint32_t flags;    /* eml_maildir_flag bits */
    uint32_t keywords; /* a to z, bit 0 to 25: not of the standard */
    bool experimental; /* "1," */
    bool has_size;     /* ",S=" in unique (Maildir++) */
    uint64_t size;
} eml_maildir_name;

/* eml_maildir_name_parse reads a file name in cur/ or new/ (no path). Findings:
 * MAILDIR_NAME, MAILDIR_INFO, MAILDIR_FLAGS. Returns EML_OK or the first of
 * them that is an error; *out is untouched then. Does not allocate. */
EML_MUST_CHECK int eml_maildir_name_parse(eml_cx *cx, eml_span name,
                                          eml_maildir_name *out);
/* eml_maildir_name_write appends unique ":2," flags, in ASCII order.
 * Returns EML_OK, EML_E_NOMEM or EML_E_WRITE_MAILDIR (unique is no such). */
EML_MUST_CHECK int eml_maildir_name_write(eml_cx *cx, eml_span unique,
                                          uint32_t flags, uint32_t keywords,
                                          eml_out *out);

typedef enum eml_maildir_dir {
    EML_MAILDIR_NONE,  /* none of these */
    EML_MAILDIR_CUR,   /* "cur": messages that a reader has seen */
    EML_MAILDIR_NEW,   /* "new" */
    EML_MAILDIR_TMP,   /* "tmp": deliveries under way; not to be read */
    EML_MAILDIR_FOLDER /* ".a.b" (Maildir++): itself a Maildir */
} eml_maildir_dir;

/* eml_maildir_dir_of says what a directory of that name is in a Maildir. */
eml_maildir_dir eml_maildir_dir_of(eml_span name);

#ifdef __cplusplus
}
#endif
#endif
