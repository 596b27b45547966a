#define _POSIX_C_SOURCE 200809L
#include "cli/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_MS = 500, EVERY_MS = 100 };

static progress *current; /* whose line is shown */

static uint64_t
now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

void
progress_init(progress *p, const char *what, bool quiet)
{
    *p = (progress){.what = what,
                    .on = isatty(STDERR_FILENO) == 1 &&
                          (quiet || isatty(STDOUT_FILENO) != 1)};
    if (p->on)
        p->started_ms = p->last_ms = now_ms();
}

void
progress_show(progress *p, size_t messages, uint64_t bytes)
{
    uint64_t now;
    double s;

    if (!p->on || (messages & 31))
        return;
    now = now_ms();
    if (now - p->started_ms < FIRST_MS || now - p->last_ms < EVERY_MS)
        return;
    p->last_ms = now;
    s = (double)(now - p->started_ms) / 1000;
    fprintf(stderr, "\r\033[K%s: %zu messages, %.1f MB, %.1f MB/s", p->what,
            messages, (double)bytes / 1e6, (double)bytes / 1e6 / s);
    fflush(stderr);
    p->shown = true;
    current = p;
}

void
progress_clear(progress *p)
{
    if (!p->shown)
        return;
    fputs("\r\033[K", stderr);
    p->shown = false;
    current = NULL;
}

void
progress_hide(void)
{
    if (current)
        progress_clear(current);
}
