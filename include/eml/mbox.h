#ifndef EML_MBOX_H
#define EML_MBOX_H
/* mbox.h -- mbox files (RFC 4155 and the older variants), as a machine and for
 * a whole file in memory. No I/O. Layer: parsers/mailbox.
 *
 *     mbox    = *(from-line message blank)
 *     message = lines; those that look like a from-line are quoted
 *     blank   = an empty line
 *
 * A from-line begins with "From ". Lines end in LF or CRLF. */

#include "eml/date.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The variants differ in how a message's own "From " lines are kept from being
 * from-lines. */
typedef enum eml_mbox_variant {
    EML_MBOX_AUTO, /* as RD, but only after an empty line is there a from-line
                    */
    EML_MBOX_O,    /* "From " is written ">From "; exactly that is undone */
    EML_MBOX_RD,   /* one ">" more before ">*From "; one less to undo it */
    EML_MBOX_CL,   /* as RD, and Content-Length says how long a body is */
    EML_MBOX_CL2   /* Content-Length alone; nothing is quoted */
} eml_mbox_variant;

typedef enum eml_mbox_event_kind {
    EML_MBOX_JUNK,      /* bytes before the first from-line */
    EML_MBOX_FROM,      /* the from-line with its line end, 1000 bytes at most:
                           a message begins */
    EML_MBOX_FROM_MORE, /* bytes of a longer from-line */
    EML_MBOX_MESSAGE,   /* bytes of the message */
    EML_MBOX_QUOTE,     /* a ">" that stands for quoting, not for itself */
    EML_MBOX_BLANK,     /* the empty line that separates messages */
    EML_MBOX_END        /* the message is over; no bytes */
} eml_mbox_event_kind;

/* eml_mbox_event: the events' bytes, in order, are the input: each byte once.
 * A message is its MESSAGE bytes. `bytes` is good until the next call. */
typedef struct eml_mbox_event {
    eml_mbox_event_kind kind;
    uint64_t off; /* stream offset of bytes */
    eml_span bytes;
} eml_mbox_event;

/* eml_mbox is the machine: fixed state of about 1200 bytes, whatever the input.
 *
 *     eml_mbox *m = eml_mbox_new(&cx, EML_MBOX_AUTO, 0);
 *     do {
 *         eml_mbox_feed(m, chunk, last);
 *         while ((rc = eml_mbox_next(m, &cx, &ev)) == EML_OK)
 *             ...;
 *     } while (rc == EML_WANT_INPUT);
 *
 * However the input is split over calls, the same events come with the same
 * bytes and findings, except that JUNK, FROM_MORE and MESSAGE may come in
 * several pieces. Findings: MBOX_FROM, MBOX_FROM_SYNTAX, MBOX_BLANK,
 * MBOX_LENGTH; none ends the reading. */
typedef struct eml_mbox eml_mbox;

/* In cx->arena; NULL: no memory. `off` is the stream offset of the first
 * byte. */
eml_mbox *eml_mbox_new(eml_cx *cx, eml_mbox_variant variant, uint64_t off);
/* Gives the next bytes, when eml_mbox_next has said EML_WANT_INPUT. They must
 * stay until it says so again. */
void eml_mbox_feed(eml_mbox *m, eml_span chunk, bool last);
/* Returns EML_OK with *ev, EML_WANT_INPUT or EML_END. */
EML_MUST_CHECK int eml_mbox_next(eml_mbox *m, eml_cx *cx, eml_mbox_event *ev);

/* eml_mbox_message is one message of a file in memory; spans of the file. */
typedef struct eml_mbox_message {
    eml_span junk;    /* before the first from-line; n 0 for the others */
    eml_span from;    /* the from-line; n 0: there was junk alone */
    eml_span message; /* as stored: still quoted when num_quotes is not 0;
                         behind the from-line, even when it is empty */
    eml_span blank;
    size_t num_quotes;
} eml_mbox_message;

/* eml_mbox_split takes one message from the file `in` at *cursor (0 to begin
 * with) and moves *cursor past it. Does not allocate.
 * Returns EML_OK, or EML_END when nothing is left. */
EML_MUST_CHECK int eml_mbox_split(eml_cx *cx, eml_span in,
                                  eml_mbox_variant variant, size_t *cursor,
                                  eml_mbox_message *out);

/* eml_mbox_unquote undoes the quoting of a stored message; borrows when there
 * is none. Returns EML_OK or EML_E_NOMEM. */
EML_MUST_CHECK int eml_mbox_unquote(eml_cx *cx, eml_mbox_variant variant,
                                    eml_span stored, eml_span *out);

/* eml_mbox_from is what a from-line says:
 *
 *     "From " sender SP Www SP Mmm SP dd SP hh:mm[:ss] [SP zone] SP yyyy
 *     [SP zone] ["remote from" host]
 */
typedef struct eml_mbox_from {
    eml_span sender;
    eml_date date; /* zone_known is false without a numeric zone: UTC by 4155 */
} eml_mbox_from;
/* Returns false when there is no sender or no such date; *out is untouched. */
bool eml_mbox_from_parse(eml_span line, eml_mbox_from *out);

/* eml_mbox_write appends a from-line, the message as `variant` stores it (AUTO:
 * as RD) and an empty line; lines it adds end as cx->newline says. What it
 * writes reads back as the same message; for CL and CL2 with a Content-Length
 * field more.
 *
 * Returns EML_OK, EML_E_NOMEM (out full), or EML_E_WRITE_MBOX: the sender is
 * empty or has white space, control characters or bytes over 127; the message
 * does not end in LF; O: a line begins with ">From "; CL, CL2: there is no
 * empty line after the header, or a Content-Length that says something else;
 * CL2: a header line begins with "From ". */
EML_MUST_CHECK int eml_mbox_write(eml_cx *cx, eml_mbox_variant variant,
                                  eml_span sender, int64_t unix_s,
                                  eml_span message, eml_out *out);

#ifdef __cplusplus
}
#endif
#endif
