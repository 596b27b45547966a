#ifndef EML_CLI_GEN_OUT_H
#define EML_CLI_GEN_OUT_H
/* gen_out.h -- where generated messages go: files, an mbox, a Maildir, JSON
 * lines. The same messages give the same bytes under the same names. */
#include "cli/gen_plan.h"

#include <stdio.h>

typedef enum gen_format {
    GEN_EML, /* the message alone: one only */
    GEN_DIR,
    GEN_MAILDIR,
    GEN_MBOX, /* mboxrd */
    GEN_JSONL,
    GEN_FORMATS
} gen_format;

typedef struct gen_out {
    gen_format format;
    const char *path; /* "-": standard output */
    bool labels;
    /* DIR, MAILDIR: */
    int messages_dir, labels_dir;
    /* the others: */
    FILE *stream, *label_stream;
    /* MAILDIR, MBOX: what has the labels: PATH.labels, PATH.jsonl */
    char *label_path;
} gen_out;

/* GEN_FORMATS: there is no such. */
gen_format gen_format_named(const char *name);

/* These return 0, or EXIT_TROUBLE after a line that says why. */
int gen_out_open(gen_out *o, gen_format format, const char *path, bool labels);
/* What k has made of spec. A file that cannot be written whole is removed. */
int gen_out_put(gen_out *o, gen_maker *k, const eml_gen_spec *spec);
/* To be called in any case; `rc` is what came of it so far. */
int gen_out_close(gen_out *o, int rc);
#endif
