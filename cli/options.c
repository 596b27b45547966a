#define _POSIX_C_SOURCE 200809L
#include "cli/cli.h"
#include "cli/judge.h"
#include "cli/progress.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

eml_span
cli_span(const char *text)
{
    return text ? (eml_span){(const uint8_t *)text, strlen(text)} : EML_NONE;
}

int
cli_error(const char *format, ...)
{
    char line[8192];
    va_list ap;

    fflush(stdout);
    progress_hide();
    va_start(ap, format);
    vsnprintf(line, sizeof line, format, ap);
    va_end(ap);
    fputs("eml: ", stderr);
    cli_put_shown(stderr, (eml_span){(const uint8_t *)line, strlen(line)});
    fputc('\n', stderr);
    return EXIT_TROUBLE;
}

int
cli_finish(int code)
{
    if (fflush(stdout) != 0 || ferror(stdout))
        return cli_error("cannot write to standard output");
    return code;
}

bool
cli_colours_for(const char *when, FILE *to, cli_colours *out)
{
    const char *no = getenv("NO_COLOR");
    bool on = isatty(fileno(to)) && !(no && *no);

    if (when && strcmp(when, "always") == 0)
        on = true;
    else if (when && strcmp(when, "never") == 0)
        on = false;
    else if (when && strcmp(when, "auto") != 0)
        return false;
    *out =
        on ? (cli_colours){"\033[1m",  "\033[1;31m", "\033[1;33m", "\033[36m",
                           "\033[32m", "\033[2m",    "\033[0m"}
           : (cli_colours){"", "", "", "", "", "", ""};
    return true;
}

static void
print_help(const cli_command *c)
{
    printf("usage: eml %s\n\n%s\n", c->synopsis, c->summary);
    if (c->options->name)
        printf("\n");
    for (const cli_option *o = c->options; o->name; o++) {
        char left[64];

        snprintf(left, sizeof left, "  %c%c  --%s%s%s", o->letter ? '-' : ' ',
                 o->letter ? o->letter : ' ', o->name, o->arg ? " " : "",
                 o->arg ? o->arg : "");
        printf("%-30s %s\n", left, o->help);
    }
    if (c->tail)
        printf("\n%s\n", c->tail);
}

bool
cli_number(uint64_t *to, const char *arg)
{
    uint64_t v = 0;

    if (!*arg)
        return false;
    for (; *arg; arg++) {
        uint64_t digit = (uint64_t)(*arg - '0');

        if (*arg < '0' || *arg > '9' || v > (UINT64_MAX - digit) / 10)
            return false;
        v = v * 10 + digit;
    }
    *to = v;
    return true;
}

static bool
apply(const cli_option *o, void *conf, const char *arg)
{
    void *to = (char *)conf + o->offset;

    switch (o->kind) {
    case CLI_FLAG:
        *(bool *)to = true;
        return true;
    case CLI_TEXT:
        *(const char **)to = arg;
        return true;
    case CLI_NUMBER:
        return cli_number(to, arg);
    case CLI_ALLOW:
        return judge_allow(to, arg);
    case CLI_CALL:
        return o->take(conf, arg);
    }
    return false;
}

/* "bare-lf" for BARE_LF, and so on for each relaxation. */
static void
list_relaxations(char *buf, size_t n)
{
    const char *name;
    size_t at = (size_t)snprintf(buf, n, "all");

    for (size_t i = 0; eml_allow_at(i, &name, NULL) && at + 2 < n; i++) {
        buf[at++] = ' ';
        for (; *name && at + 1 < n; name++)
            buf[at++] = *name == '_' ? '-' : (char)(*name | 32);
        buf[at] = '\0';
    }
}

static int
cannot_take(const cli_command *c, const cli_option *o, const char *value)
{
    char names[512] = "";

    if (o->kind == CLI_ALLOW)
        list_relaxations(names, sizeof names);
    return cli_error("%s: --%s: cannot take \"%s\" as %s%s%s (see: eml %s "
                     "--help)",
                     c->name, o->name, value, o->arg,
                     *names ? ", which is one of: " : "", names, c->name);
}

/* Applies an option; `value` NULL: the next argument is it. */
static int
take(const cli_command *c, void *conf, const cli_option *o, const char *value,
     const char *next)
{
    if (!value)
        value = next;
    if (o->arg && !value)
        return cli_error("%s: --%s needs %s", c->name, o->name, o->arg);
    if (!apply(o, conf, value))
        return cannot_take(c, o, value);
    return 0;
}

/* "--name", "--name=x", "--name" and x behind it. */
static int
long_option(const cli_command *c, void *conf, const char *word,
            const char *next, bool *used_next)
{
    size_t n = strcspn(word, "=");
    const char *value = word[n] ? word + n + 1 : NULL;
    const cli_option *o = c->options;

    while (o->name &&
           (strlen(o->name) != n - 2 || memcmp(o->name, word + 2, n - 2) != 0))
        o++;
    if (!o->name)
        return cli_error("%s: unknown option %s (see: eml %s --help)", c->name,
                         word, c->name);
    if (!o->arg && value)
        return cli_error("%s: --%s takes no argument", c->name, o->name);
    *used_next = o->arg && !value;
    return take(c, conf, o, value, next);
}

/* Letters; the argument of the last is the rest of the word, or behind it. */
static int
letters(const cli_command *c, void *conf, const char *word, const char *next,
        bool *used_next)
{
    for (const char *p = word + 1; *p; p++) {
        const cli_option *o = c->options;
        int rc;

        while (o->name && o->letter != *p)
            o++;
        if (!o->name && !word[2])
            return cli_error("%s: unknown option %s (see: eml %s --help)",
                             c->name, word, c->name);
        if (!o->name)
            return cli_error("%s: unknown option -%c in %s (see: eml %s "
                             "--help)",
                             c->name, *p, word, c->name);
        if (o->arg) {
            *used_next = !p[1];
            return take(c, conf, o, p[1] ? p + 1 : NULL, next);
        }
        rc = take(c, conf, o, NULL, NULL);
        if (rc)
            return rc;
    }
    return 0;
}

/* -h is help where it is no letter of the command's own. */
static bool
asks_help(const cli_command *c, const char *word)
{
    if (strcmp(word, "-h") != 0)
        return strcmp(word, "--help") == 0;
    for (const cli_option *o = c->options; o->name; o++)
        if (o->letter == 'h')
            return false;
    return true;
}

int
cli_options(const cli_command *c, void *conf, int *argc, char **argv)
{
    int left = 1;
    bool only_names = false;

    for (int i = 1; i < *argc; i++) {
        const char *word = argv[i];

        if (only_names || word[0] != '-' || !word[1]) {
            argv[left++] = argv[i];
        } else if (strcmp(word, "--") == 0) {
            only_names = true;
        } else if (asks_help(c, word)) {
            print_help(c);
            return cli_finish(EXIT_CONFORMS) + 1;
        } else {
            const char *next = i + 1 < *argc ? argv[i + 1] : NULL;
            bool used_next = false;
            int rc = (word[1] == '-' ? long_option : letters)(c, conf, word,
                                                              next, &used_next);

            if (rc)
                return rc + 1;
            i += used_next;
        }
    }
    *argc = left;
    return 0;
}
