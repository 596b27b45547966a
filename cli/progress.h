#ifndef EML_CLI_PROGRESS_H
#define EML_CLI_PROGRESS_H
/* progress.h -- a line on standard error while a long run goes on; only on a
 * terminal, and only when standard output is not the same one being filled. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct progress {
    const char *what;
    bool on, shown;
    uint64_t started_ms, last_ms;
} progress;

void progress_init(progress *p, const char *what);
void progress_show(progress *p, size_t messages, uint64_t bytes);
void progress_clear(progress *p);
#endif
