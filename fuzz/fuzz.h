#ifndef EML_FUZZ_H
#define EML_FUZZ_H
/* fuzz.h -- what every fuzz target includes. A target is one function, which
 * links with libFuzzer, with AFL++ and with replay.c. It must not depend on
 * anything but its input: no globals kept, no clock, no random numbers. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An assert that no build turns off. */
#define FUZZ_CHECK(c)                                                          \
    do {                                                                       \
        if (!(c)) {                                                            \
            fprintf(stderr, "%s:%d: FUZZ_CHECK(%s)\n", __FILE__, __LINE__,     \
                    #c);                                                       \
            abort();                                                           \
        }                                                                      \
    } while (0)
#endif
