#define _POSIX_C_SOURCE 200809L
#include "cli/stop.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t asked;

static void
note(int signal_number)
{
    asked = signal_number;
}

void
stop_later(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction was,
            to = {.sa_handler = note,
                  .sa_flags = (int)(SA_RESTART | SA_RESETHAND)};

        if (sigaction(signals[i], NULL, &was) == 0 && was.sa_handler == SIG_DFL)
            (void)sigaction(signals[i], &to, NULL);
    }
}

bool
stop_asked(void)
{
    return asked != 0;
}

void
stop_now(void)
{
    if (asked) /* SA_RESETHAND has made it what it was */
        (void)raise(asked);
}
