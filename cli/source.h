#ifndef EML_CLI_SOURCE_H
#define EML_CLI_SOURCE_H
/* source.h -- the messages behind the arguments: files, mbox files, Maildirs,
 * directories, standard input. */
#include "cli/place.h"
#include "eml/os.h"

typedef enum source_format {
    SOURCE_AUTO,
    SOURCE_EML,
    SOURCE_MBOX, /* read as mboxrd */
    SOURCE_MBOXO,
    SOURCE_MBOXCL,
    SOURCE_MBOXCL2,
    SOURCE_MAILDIR
} source_format;

typedef enum source_newline {
    SOURCE_NL_AUTO,
    SOURCE_NL_CRLF,
    SOURCE_NL_LF
} source_newline;

/* One message. Offsets of findings count from the start of its file. */
typedef struct source_item {
    const char *file;          /* as to be shown; "-" is standard input */
    size_t index;              /* from 1 in a container, else 0 */
    eml_span message;          /* with an mbox's quoting undone */
    eml_span stored;           /* where it lies in whole */
    eml_span whole;            /* the file it is in */
    uint64_t base;             /* offset of stored in whole */
    const eml_diag *container; /* findings about the container, up to here */
    size_t num_container;
    uint8_t newline;  /* enum eml_newline */
    bool stored_form; /* LF chosen by auto */
    place *at;        /* for places in whole: goes on from message to message */
} source_item;

typedef struct source source;

source *source_new(char **args, size_t num_args, source_format format,
                   source_newline newline);
/* Returns EML_OK with *item, good until the next call; EML_END; or EML_E_MISUSE
 * when something could not be read: a line was printed, go on. */
int source_next(source *s, source_item *item);
/* What that was, and why; both good until the next call. */
const char *source_failure(const source *s, const char **why);
uint64_t source_bytes_seen(const source *s);
void source_free(source *s);

/* "From " begins an mbox, unless it is a field with obsolete white space before
 * its colon (RFC 5322 section 4.5). */
bool source_begins_mbox(eml_span b);
bool source_format_named(const char *name, source_format *out);
bool source_newline_named(const char *name, source_newline *out);
#endif
