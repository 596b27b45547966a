#ifndef EML_CLI_CLI_H
#define EML_CLI_CLI_H
/* cli.h -- what the subcommands share: exit codes, options, output. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "eml/base.h"

/* Exit codes are an interface. */
enum { EXIT_CONFORMS = 0, EXIT_DEVIATES = 1, EXIT_TROUBLE = 2 };

/* ---- options: one table a subcommand; help is made from it --------------- */
typedef enum cli_kind {
    CLI_FLAG,   /* sets *(bool *)to */
    CLI_TEXT,   /* sets *(const char **)to */
    CLI_NUMBER, /* sets *(uint64_t *)to: decimal */
    CLI_ALLOW,  /* adds the relaxation of that name to *(uint32_t *)to */
    CLI_CALL    /* calls take(conf, argument); false: refused */
} cli_kind;

typedef struct cli_option {
    const char *name; /* without "--" */
    char letter;      /* 0: none */
    cli_kind kind;
    const char *arg; /* name of the argument in the help; NULL: has none */
    size_t offset;   /* into conf, for all but CALL */
    bool (*take)(void *conf, const char *arg);
    const char *help;
} cli_option;

typedef struct cli_command {
    const char *name;
    const char *synopsis; /* after "eml " */
    const char *summary;
    const cli_option *options; /* name NULL at the end */
    const char *tail;          /* printed below the options; may be NULL */
    int (*run)(int argc, char **argv);
} cli_command;

/* Reads options into conf; what is left over is moved to argv[1..] and counted
 * in *argc. Returns 0 to go on; else the exit code + 1 (help was printed, or a
 * one-line error). */
int cli_options(const cli_command *c, void *conf, int *argc, char **argv);

/* Decimal, of 64 bits; false for anything else. */
bool cli_number(uint64_t *to, const char *arg);

/* The bytes of an option's text; EML_NONE for NULL. */
eml_span cli_span(const char *text);

/* One line "eml: ..." on standard error, as cli_put_shown would print it;
 * returns EXIT_TROUBLE. */
int cli_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints what others wrote: a character that a terminal would obey, or that
 * hides text, and what is not UTF-8, becomes a middle dot. */
void cli_put_shown(FILE *to, eml_span s);

/* Flushes standard output; EXIT_TROUBLE with a message when that failed, else
 * `code`. */
int cli_finish(int code);

/* ---- memory -------------------------------------------------------------- */
/* Where there is none left the program ends with a line and EXIT_TROUBLE;
 * cli_memory makes jansson do so too. */
extern const eml_alloc cli_alloc;
void cli_memory(void);

/* ---- colours ------------------------------------------------------------ */
typedef struct cli_colours {
    const char *bold, *red, *yellow, *cyan, *green, *dim, *off;
} cli_colours;
/* "auto", "always", "never"; auto: only on a terminal, and NO_COLOR unset. */
bool cli_colours_for(const char *when, FILE *to, cli_colours *out);

extern const cli_command cli_check, cli_parse, cli_write, cli_explain, cli_abnf,
    cli_gen, cli_dkim, cli_arc, cli_spf, cli_dmarc, cli_auth;
extern const cli_command *const cli_commands[]; /* NULL at the end */
#endif
