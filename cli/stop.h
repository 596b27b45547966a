#ifndef EML_CLI_STOP_H
#define EML_CLI_STOP_H
/* stop.h -- ending where a message is whole, when a signal says to end. */
#include <stdbool.h>

/* From here on SIGINT, SIGTERM and SIGHUP are noted; a second one ends the
 * program at once. One that is ignored stays so. */
void stop_later(void);
bool stop_asked(void);
/* Ends the program by the signal that was noted, when one was. */
void stop_now(void);
#endif
