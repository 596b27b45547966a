#ifndef EML_FUZZ_FEEDBACK_H
#define EML_FUZZ_FEEDBACK_H
/* feedback.h -- what libFuzzer climbs on beside coverage of code: counters of
 * a section that it knows, which it clears before each input. There is nothing
 * of it in builds without an engine's instrumentation.
 *
 *   verdicts  one a set of at most two codes of errors: two that were never
 *             made together are something new. Larger sets fill the corpus
 *             faster than they teach it anything: it grows to three times its
 *             size, and less code is reached in the same time
 *   points    one an alternative of the grammars that a derivation took
 *             (oracle.h): the code of the engine that derives is the same for
 *             all of them */
#include "eml/base.h"
#include "fuzz/fuzz.h"

#if defined(__has_feature) && !defined(FUZZ_NO_FEEDBACK)
#if __has_feature(coverage_sanitizer)
#define FUZZ_FEEDBACK 1
#endif
#endif

enum { FUZZ_VERDICTS = 1024 };
#ifndef FUZZ_POINTS /* who derives by all rules defines more */
#define FUZZ_POINTS 512
#endif

#ifdef FUZZ_FEEDBACK
#define FUZZ_COUNTERS __attribute__((section("__libfuzzer_extra_counters")))

/* Order and number of findings do not count, nor what is allowed. */
FUZZ_APART static inline void
fuzz_saw(const eml_cx *cx)
{
    FUZZ_COUNTERS static uint8_t counters[FUZZ_VERDICTS];
    int one = 0, two = 0;

    for (size_t i = 0; i < cx->num_diags && i < cx->diags_cap; i++) {
        int code = cx->diags[i].code;

        if (code == one || code == two ||
            eml_severity_of(code, EML_ALLOW_NONE) != EML_SEVERITY_ERROR)
            continue;
        if (one && two)
            return;
        *(one ? &two : &one) = code;
    }
    if (one > two) {
        int higher = one;

        one = two;
        two = higher;
    }
    counters[((uint32_t)one * 0x9e3779b1u ^ (uint32_t)two * 0x85ebca6bu) >>
             22] = 1;
}
#else
static inline void
fuzz_saw(const eml_cx *cx)
{
    (void)cx;
}
#endif
#endif
