#ifndef EML_FUZZ_MUTATOR_H
#define EML_FUZZ_MUTATOR_H
/* mutator.h -- changes inputs that are choices of the generator, lane by lane.
 *
 * An input of such a target is FUZZ_HEAD bytes of the target's own (which
 * profile, which code), then choices as generators/choice.h shares them out. A
 * byte put in anywhere moves the ends of all lanes behind it; here a lane is
 * changed and the others keep their bytes.
 *
 * A target that includes this header is linked with mutator.c (Makefile), and
 * libFuzzer calls it. The same file alone is a custom mutator of AFL++:
 *
 *     make PROFILE=afl build/afl/fuzz/mutator.so
 *     AFL_CUSTOM_MUTATOR_LIBRARY=build/afl/fuzz/mutator.so \
 *         afl-fuzz -i seeds -o out build/afl/fuzz/break_message */
#include <stddef.h>
#include <stdint.h>

#include "generators/choice.h"

enum { FUZZ_HEAD = 4, FUZZ_LANE_MAX = 4096 };

/* What an input says. A lane's zeros at its end are not kept: choices that are
 * used up are 0. */
typedef struct fuzz_lanes {
    uint8_t head[FUZZ_HEAD];
    size_t n[EML_LANES];
    uint8_t lane[EML_LANES][FUZZ_LANE_MAX];
} fuzz_lanes;

void fuzz_lanes_read(fuzz_lanes *l, const uint8_t *data, size_t n);
/* fuzz_lanes_write puts them together, with zeros where the shares that a first
 * byte can say leave room. Returns how many bytes; lanes are cut short when
 * `room` (at least FUZZ_HEAD + 1) is not enough. */
size_t fuzz_lanes_write(const fuzz_lanes *l, uint8_t *data, size_t room);

/* fuzz_lanes_change changes one lane, or one byte of the head;
 * fuzz_lanes_cross takes over lanes of another input, or the ends of them. */
void fuzz_lanes_change(fuzz_lanes *l, uint64_t *random);
void fuzz_lanes_cross(fuzz_lanes *l, const fuzz_lanes *other, uint64_t *random);

/* What libFuzzer and AFL++ call. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t n, size_t room,
                               unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_len,
                                 const uint8_t *b, size_t b_len, uint8_t *out,
                                 size_t room, unsigned int seed);
void *afl_custom_init(void *afl, unsigned int seed);
size_t afl_custom_fuzz(void *mutator, uint8_t *data, size_t n, uint8_t **out,
                       uint8_t *other, size_t other_len, size_t room);
void afl_custom_deinit(void *mutator);
#endif
