#ifndef EML_CLI_AUTH_INPUT_H
#define EML_CLI_AUTH_INPUT_H
/* auth_input.h -- what commands that authenticate share: messages as they
 * stream, who answers questions of the DNS, the clock. */
#include <jansson.h>

#include "cli/source.h"
#include "eml/os_crypto.h"
#include "eml/resolver.h"

/* ---- messages -------------------------------------------------------------
 */

/* A message in pieces: standard input is read as it comes, a file is one. */
typedef struct auth_stream {
    const source_item *item; /* NULL: standard input */
    uint8_t *room;
    eml_span held;
    bool ended;
    uint8_t newline; /* enum eml_newline */
} auth_stream;

/* Of a message in memory; or of standard input (item NULL): how its lines end
 * shows in the first one, unless `newline` says it. False: no memory, it cannot
 * be read, or it is an mbox and `format` does not say so: a line was printed.
 */
bool auth_stream_open(auth_stream *s, const source_item *item,
                      source_newline newline, source_format format);
/* The next piece; *last with the last one, which may be empty. False: it cannot
 * be read; a line was printed. */
bool auth_stream_next(auth_stream *s, eml_span *piece, bool *last);
void auth_stream_close(auth_stream *s);

/* Calls `one` for each message asked for: standard input, streamed, with item
 * NULL, or each of a source. False: something could not be read. */
typedef void (*auth_one)(void *user, const char *file, size_t index,
                         const source_item *item);
bool auth_each(int argc, char **argv, source_format format,
               source_newline newline, auth_one one, void *user);

/* Calls `sign` for the message of the one file there is, or of standard input:
 * not for an mbox, of which a line is printed. Returns what it returns, or
 * EXIT_TROUBLE. */
typedef int (*auth_signer)(void *user, const source_item *item);
int auth_sign_file(const char *what, int argc, char **argv,
                   source_newline newline, auth_signer sign, void *user);
/* Prints new fields with the message's own line ends, and behind them the
 * message unless `only_fields`. */
void auth_put_signed(eml_span fields, const source_item *item,
                     bool only_fields);

/* ---- the DNS --------------------------------------------------------------
 */

/* Whether standard input is to be both zone and message: a line is printed. */
bool auth_zone_taken(const char *zone, int argc, char **argv);
/* A resolver over a zone file, or (NULL) the live DNS by `server` (NULL: the
 * system's). NULL: a line was printed. */
eml_resolver *auth_resolver(const char *zone, const char *server);

/* What a DNS answer is called, and a type. */
const char *dns_outcome_name(eml_dns_outcome o);
const char *dns_type_name(uint16_t type);

/* "now" by option text, or the clock. False: it is no number. */
bool auth_now(const char *text, uint64_t *now);

/* A whole file into memory; close with eml_os_file_close. A line is printed
 * when it cannot be read. */
bool auth_file(const char *path, eml_os_file *f);

/* Why something is as it is, for programs: {"code", "rfc", "section", "level",
 * "text"} of a code, null of EML_OK; of a clause that is no code's ("9989
 * 4.10.1") "rfc", "section" and "text". */
json_t *auth_reason(int code);
json_t *auth_reason_clause(const char *clause, const char *text);

/* Says that FILE cannot be signed, or sealed, and by which clause. */
void auth_cannot(const char *file, const char *what, int rc);

/* Bytes of a stranger as JSON: what is not UTF-8 is replaced. */
json_t *auth_text(eml_span s);
#endif
