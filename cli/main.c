/* eml: the program. One file a subcommand; this one finds it. */
#define _POSIX_C_SOURCE 200809L
#include "cli/cli.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#ifndef EML_VERSION
#define EML_VERSION "0.1.0"
#endif

const cli_command *const cli_commands[] = {
    &cli_check, &cli_parse, &cli_write, &cli_explain, &cli_abnf, &cli_gen,
    &cli_dkim,  &cli_arc,   &cli_spf,   &cli_dmarc,   &cli_auth, NULL};

static int
help(void)
{
    printf("usage: eml COMMAND [OPTION]... [FILE]...\n\n"
           "Judges email by the text of its standards.\n\n");
    for (const cli_command *const *c = cli_commands; *c; c++)
        printf("  %-10s %s\n", (*c)->name, (*c)->summary);
    printf("\n"
           "  eml COMMAND --help   the options of a command\n"
           "  eml --version        the version\n\n"
           "FILE is a message, an mbox, a Maildir or a directory of messages; "
           "- is standard\ninput. Exit: 0 conforms, 1 does not, 2 usage or "
           "I/O.\n");
    return cli_finish(EXIT_CONFORMS);
}

/* A mapped file was made shorter (eml/os.h): no message, and no crash. */
static void
file_shrank(int signal_number)
{
    static const char line[] = "eml: a file became shorter while it was read\n";

    (void)signal_number;
    if (write(STDERR_FILENO, line, sizeof line - 1) < 0)
        _exit(EXIT_TROUBLE);
    _exit(EXIT_TROUBLE);
}

/* A descriptor that is closed must not become that of a file, in which then
 * would stand what is for people. Reading or writing it fails as before. */
static void
hold_standard_streams(void)
{
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) < 0 &&
            open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) < 0)
            return;
}

int
main(int argc, char **argv)
{
    char option[] = "--help";

    hold_standard_streams();
    cli_memory();
    signal(SIGBUS, file_shrank);
    signal(SIGXFSZ, SIG_IGN); /* a write that fails says why */
    if (argc < 2)
        return cli_error("no command (see: eml --help)");
    if (strcmp(argv[1], "help") == 0 && argc > 2) {
        argv[1] = argv[2];
        argv[2] = option;
        argc = 3;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0)
        return help();
    if (strcmp(argv[1], "--version") == 0) {
        printf("eml %s\n", EML_VERSION);
        return cli_finish(EXIT_CONFORMS);
    }
    for (const cli_command *const *c = cli_commands; *c; c++)
        if (strcmp(argv[1], (*c)->name) == 0)
            return (*c)->run(argc - 1, argv + 1);
    return cli_error("no command \"%s\" (see: eml --help)", argv[1]);
}
