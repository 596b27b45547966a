#ifndef EML_CLI_PROGRESS_H
#define EML_CLI_PROGRESS_H
/* progress.h -- a line on standard error while a long run goes on; only on a
 * terminal, and only when nothing else is being written to one. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct progress {
    const char *what;
    bool on, shown;
    uint64_t started_ms, last_ms;
} progress;

/* `quiet`: standard output gets nothing until the end. */
void progress_init(progress *p, const char *what, bool quiet);
void progress_show(progress *p, size_t messages, uint64_t bytes);
void progress_clear(progress *p);

/* Clears the line of whichever is shown: another is to be written. */
void progress_hide(void);
#endif
