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

/* Whether a target does all that it can with each input: where nothing is
 * mutated. With an engine, what several readings of an input are for is asked
 * of one of them, which the input says (fuzz_turn): more inputs a second find
 * more than more of the same input. */
#ifdef __has_feature
#if __has_feature(coverage_sanitizer)
#define FUZZ_ENGINE 1
#endif
#endif
#ifdef FUZZ_ENGINE
enum { FUZZ_ALL = 0 };
/* For what looks at results: it needs no coverage itself, of which the engine
 * reads every counter after each input. Not in line, where it would be counted
 * as part of its caller. */
#define FUZZ_APART __attribute__((noinline, no_sanitize("coverage")))
#else
enum { FUZZ_ALL = 1 };
#define FUZZ_APART
#endif

/* Whether it is the turn of the i-th of n, for an input of this size. */
static inline int
fuzz_turn(size_t i, size_t n, size_t size)
{
    return FUZZ_ALL || size % n == i;
}

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
