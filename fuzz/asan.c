/* asan.c -- how ASan is set up in the targets; ASAN_OPTIONS overrides it. Its
 * quarantine of 256 MB makes nearly each allocation touch a fresh page, and
 * thirty frames of stack for each are many. Frames in a heap of their own, to
 * see a use after return, take an eighth of the time of a target: with an
 * engine that is left to the saved inputs in the profile asan, and to CI. */
#include "fuzz/fuzz.h"

#ifdef FUZZ_ENGINE
#define AFTER_RETURN "detect_stack_use_after_return=0:"
#else
#define AFTER_RETURN ""
#endif

const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
    return AFTER_RETURN
        "quarantine_size_mb=16:thread_local_quarantine_size_kb=256:"
        "malloc_context_size=12";
}
