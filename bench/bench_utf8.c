/* UTF-8 validation and the ASCII check, in process, next to what one memcpy of
 * the same bytes costs. One MiB each of ASCII and of text in other scripts. */
#include <stdlib.h>
#include <string.h>

#include "bench/timing.h"
#include "core/utf8_int.h"

enum { NUM_BYTES = 1 << 20 };

typedef struct data {
    uint8_t *text, *out;
    enum eml__isa isa;
} data;

static uint64_t
valid(void *user)
{
    data *d = user;

    return eml__utf8_valid((eml_span){d->text, NUM_BYTES}, d->isa);
}

static uint64_t
ascii(void *user)
{
    data *d = user;

    return eml__ascii_len((eml_span){d->text, NUM_BYTES}, d->isa);
}

static uint64_t
copy(void *user)
{
    data *d = user;

    memcpy(d->out, d->text, NUM_BYTES);
    return d->out[NUM_BYTES / 2];
}

/* Words of 1 to 8 characters from [base, base + range), all of `len` bytes. */
static void
fill(uint8_t *text, uint32_t base, uint32_t range, size_t len)
{
    uint32_t seed = 1;
    size_t i = 0;

    while (i < NUM_BYTES) {
        seed = seed * 1664525u + 1013904223u;
        if (seed >> 29 == 0 || NUM_BYTES - i < len)
            text[i++] = ' ';
        else
            i += eml_utf8_put(text + i, base + (seed >> 8) % range);
    }
}

static int
run_all(const bench_args *a, data *d)
{
    int rc = bench_run(a, "memcpy", "copy", NUM_BYTES, 1, copy, d);

    for (int isa = EML__SCALAR; isa <= (int)eml__best_isa(); isa++) {
        const char *name = isa == EML__SCALAR ? "eml-scalar" : "eml";

        d->isa = (enum eml__isa)isa;
        rc |= bench_run(a, name, "utf8-valid", NUM_BYTES, 1, valid, d);
        if (ascii(d) == NUM_BYTES) /* else there is nothing to measure */
            rc |= bench_run(a, name, "ascii-len", NUM_BYTES, 1, ascii, d);
    }
    return rc;
}

int
main(void)
{
    static const struct kind {
        const char *name;
        uint32_t base, range;
        size_t len;
    } kinds[] = {
        {"ascii", 'a', 26, 1},
        {"cyrillic", 0x430, 32, 2},
        {"han", 0x4e00, 0x5000, 3},
        {"emoji", 0x1f600, 64, 4},
    };
    data d = {.text = malloc(NUM_BYTES), .out = malloc(NUM_BYTES)};
    int rc = !d.text || !d.out;

    for (size_t i = 0; !rc && i < sizeof kinds / sizeof kinds[0]; i++) {
        bench_args a = {.rounds = 101};

        memcpy(a.corpus, kinds[i].name, strlen(kinds[i].name) + 1);
        fill(d.text, kinds[i].base, kinds[i].range, kinds[i].len);
        rc = run_all(&a, &d) != 0;
    }
    free(d.text);
    free(d.out);
    return rc;
}
