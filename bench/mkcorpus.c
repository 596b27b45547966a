/* mkcorpus -- makes a deterministic corpus of MIME mail as a record file
 * (recs.h).
 *
 *     mkcorpus OUT [BYTES [SEED [KIND]]]
 *
 * KIND `mime` (the default): whole messages, valid by RFC 5322, 2045-2047,
 * 2183, 2231, 3464, 6376 and 8617; signatures have the right syntax and verify
 * nowhere. KIND `b64` and `qp`: a record is the encoded body of one part
 * alone, for measuring a decoder. The same arguments give the same bytes on
 * every machine.
 *
 * On stdout: what a reader has to find in it, one line each,
 *
 *     stat mkcorpus KEY VALUE
 *
 * with TABs. Keys that begin with "x_" say what the corpus is made of; the
 * peers' `stats` print all the others. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkcorpus.h"
#include "recs.h"

#define NUM_OF(a) ((uint32_t)(sizeof(a) / sizeof((a)[0])))

/* ---- the file ---- */
static void
print_tally(const tally *t)
{
    const struct {
        const char *key;
        uint64_t value;
    } stats[] = {
        {"records", t->records},
        {"bytes", t->bytes},
        {"messages", t->messages},
        {"multiparts", t->multiparts},
        {"leaves", t->leaves},
        {"text_leaves", t->text_leaves},
        {"fields", t->fields},
        {"mailboxes", t->mailboxes},
        {"name_bytes", t->name_bytes},
        {"subject_bytes", t->subject_bytes},
        {"references", t->references},
        {"filename_bytes", t->filename_bytes},
        {"decoded_bytes", t->decoded_bytes},
        {"utf8_bytes", t->utf8_bytes},
        {"utf8_hash", t->utf8_hash},
        {"x_b64_bytes", t->b64_bytes},
        {"x_qp_bytes", t->qp_bytes},
        {"x_raw_bytes", t->raw_bytes},
        {"x_other_bytes", t->bytes - t->b64_bytes - t->qp_bytes - t->raw_bytes},
        {"x_max_depth", t->max_depth},
    };

    for (uint32_t i = 0; i < NUM_OF(stats); i++)
        printf("stat\tmkcorpus\t%s\t%" PRIu64 "\n", stats[i].key,
               stats[i].value);
}

static bool
get_number(const char *s, uint64_t *out)
{
    uint64_t n = 0;

    for (; *s >= '0' && *s <= '9' && n < UINT64_MAX / 20; s++)
        n = n * 10 + (uint64_t)(*s - '0');
    *out = n;
    return *s == '\0';
}

static int
make(FILE *f, uint64_t want, uint64_t seed, const char *kind)
{
    bool is_mime = strcmp(kind, "mime") == 0;
    buf out = {0};
    gen g = {.out = &out};

    rng_seed(&g.r, seed);
    while (g.t.bytes < want) {
        size_t skip = 0;
        uint8_t length[4];

        out.n = 0;
        if (is_mime)
            body_message(&g);
        else {
            body_encoded(&g, strcmp(kind, "qp") == 0);
            skip = g.body_at;
        }
        g.t.bytes += out.n - skip;
        recs_put_length(length, (uint32_t)(out.n - skip));
        if (fwrite(length, 1, 4, f) != 4 ||
            fwrite(out.p + skip, 1, out.n - skip, f) != out.n - skip)
            return -1;
    }
    print_tally(&g.t);
    buf_free(&out);
    buf_free(&g.text);
    buf_free(&g.coded);
    return 0;
}

int
main(int argc, char **argv)
{
    uint64_t want = 100 * 1000 * 1000, seed = 1;
    const char *kind = argc > 4 ? argv[4] : "mime";
    FILE *f;

    if (argc < 2 || argc > 5 || (argc > 2 && !get_number(argv[2], &want)) ||
        (argc > 3 && !get_number(argv[3], &seed)) ||
        (strcmp(kind, "mime") != 0 && strcmp(kind, "b64") != 0 &&
         strcmp(kind, "qp") != 0)) {
        fputs("usage: mkcorpus OUT [BYTES [SEED [mime|b64|qp]]]\n", stderr);
        return 2;
    }
    f = fopen(argv[1], "wb");
    if (f == NULL || make(f, want, seed, kind) < 0 || fclose(f) != 0) {
        perror(argv[1]);
        return 1;
    }
    return 0;
}
