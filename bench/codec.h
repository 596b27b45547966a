#ifndef BENCH_CODEC_H
#define BENCH_CODEC_H
/* codec.h -- measures decoders and encoders over records that are encoded
 * bodies (bench/README.md: b64.recs, qp.recs).
 *
 *     PROGRAM FILE.recs [rounds [what]]
 *
 * With `what`, ours alone by its fastest path, which is what run.sh compares
 * with programs of other makers; without, every path and every library that
 * the program was built with, in one process. */
#include "bench/timing.h"
#include "core/isa.h"
#include "eml/base.h"

/* One call is one body. Returns the number of bytes written to out[0..room). */
typedef size_t codec_fn(eml_span in, uint8_t *out, size_t room,
                        enum eml__isa isa);

typedef struct codec {
    const char *peer, *what;
    codec_fn *run;
    bool encodes;      /* it reads what the first of the table decodes */
    enum eml__isa isa; /* passed on */
} codec;

/* codec_main is main() of such a program. The first of `table` must be our
 * decoder, the second our encoder; both at scalar speed and at the best are
 * measured. */
int codec_main(int argc, char **argv, const codec *table, size_t num);
#endif
