#ifndef EML_CLI_GEN_LABEL_H
#define EML_CLI_GEN_LABEL_H
/* gen_label.h -- what a generated message means, as JSON: byte for byte what
 * `eml parse --json` prints of it, but for where it came from, lines and
 * columns, and notes that break nothing. */
#include <stdio.h>

#include "eml/gen.h"
#include "eml/os.h"

/* Text that grows. Zero-initialise; free(p). */
typedef struct gen_label {
    char *p;
    size_t n, cap;
    bool failed; /* no memory */
} gen_label;

/* Sets `out` to the label of `m`, without a line end. `allow` is what the
 * verdict is under: EML_ALLOW_OBS for mode OBS. False: no memory. */
bool gen_label_of(gen_label *out, const eml_gen_message *m, uint32_t allow,
                  eml_os_sha256 *sha);

/* The same in pieces, with a line end: where it comes from, the message itself
 * in base64 (may be left out), and the label, or none. False: no memory. */
void gen_label_begin(gen_label *l, const eml_gen_spec *spec,
                     const char *profile);
void gen_label_message(gen_label *l, eml_span bytes);
bool gen_label_end(gen_label *l, const eml_gen_message *m, uint32_t allow,
                   eml_os_sha256 *sha);
bool gen_label_end_without(gen_label *l);
/* Puts more members before the last "}". */
void gen_label_more(gen_label *l, const char *members);

/* What messages of that mode are judged under. */
uint32_t gen_label_allow(eml_gen_mode mode);

/* "valid", "invalid" or "ambiguous". */
const char *gen_label_verdict(const eml_gen_message *m, uint32_t allow);
#endif
