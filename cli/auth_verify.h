#ifndef EML_CLI_AUTH_VERIFY_H
#define EML_CLI_AUTH_VERIFY_H
/* auth_verify.h -- messages, one after the other, through the machines of DKIM
 * and ARC as they stream: what eml dkim verify, arc verify and auth share. */
#include "cli/dmarc_command.h"
#include "eml/arc.h"
#include "eml/os_crypto.h"
#include "stack/auth/auth_header.h"

enum { AUTH_DKIM = 1, AUTH_ARC = 2 };

/* One message, read to its end, its questions answered. */
typedef struct auth_message {
    const char *file;
    size_t index; /* in a file of many; 0: the only one */
    eml_arena arena;
    eml_cx cx;
    eml_dkim *dkim; /* NULL unless asked for */
    eml_arc *arc;
    eml__header header;
    auth_steps *dkim_steps, *arc_steps; /* NULL unless asked for */
    eml_resolver *dns;
    uint64_t now;
} auth_message;

/* What is asked for. `report` is called with each message that could be
 * verified, and returns the exit code that this one is worth. */
typedef struct auth_verify {
    const char *command; /* for messages about its options */
    const char *zone, *dns, *now;
    source_newline newline;
    source_format format;
    uint32_t max_signatures;
    unsigned machines; /* AUTH_ bits */
    bool header;       /* keep it */
    bool steps;        /* note each question */
    int (*report)(void *user, auth_message *m);
    void *user;
} auth_verify;

/* Verifies the messages of the files, or that of standard input. Returns the
 * exit code: the largest of the messages'. */
int auth_verify_files(const auth_verify *v, int argc, char **argv);
#endif
