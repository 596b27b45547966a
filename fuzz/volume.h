#ifndef EML_FUZZ_VOLUME_H
#define EML_FUZZ_VOLUME_H
/* volume.h -- many inputs without an engine: what coverage has led to, changed
 * at random. A target built without instrumentation takes ten times as many
 * inputs a second as one that reports its coverage. */
#include "fuzz/fuzz.h"

enum { VOLUME_MAX = 1024 }; /* bytes of an input */

/* volume_keep takes a copy of one input to start from. */
void volume_keep(const uint8_t *data, size_t n);

/* volume_run gives the target `runs` inputs, the same ones for the same seed
 * and the same kept inputs. When the target ends the program, the input is in
 * the file `save`. */
void volume_run(uint64_t runs, uint64_t seed, const char *save);
#endif
