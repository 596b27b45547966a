#ifndef EML_TESTS_DECODE_RUN_H
#define EML_TESTS_DECODE_RUN_H
/* decode_run.h -- a body through eml_decoder in the pieces that a chunk_plan
 * says: for tests and fuzz targets. */
#include "eml/mime.h"
#include "tests/chunks.h"

#define DECODE_CHECK(c)                                                        \
    do {                                                                       \
        if (!(c)) {                                                            \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #c);            \
            abort();                                                           \
        }                                                                      \
    } while (0)

static inline void
decode_run(eml_decoder *d, eml_cx *cx, const uint8_t *in, size_t n,
           chunk_plan *plan, chunk_result *r)
{
    eml_span out;
    size_t taken = 0;

    do {
        size_t take = chunk_take(plan, n - taken);
        eml_span s = {chunk_piece(plan, in + taken, take), take};

        taken += take;
        while ((r->rc = eml_decoder_feed(d, cx, &s, taken == n, &out)) ==
               EML_OK) {
            DECODE_CHECK(out.n);
            chunk_put(r, out.p, out.n);
        }
        DECODE_CHECK(s.n == 0);
        DECODE_CHECK(r->rc == (taken == n ? EML_END : EML_WANT_INPUT));
    } while (r->rc == EML_WANT_INPUT);
    DECODE_CHECK(eml_decoder_feed(d, cx, &(eml_span){in, 0}, true, &out) ==
                 EML_END);
}
#endif
