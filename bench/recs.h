#ifndef BENCH_RECS_H
#define BENCH_RECS_H
/* recs.h -- the container that bench programs read.
 *
 *     file   = *record
 *     record = length message
 *     length = 4 octets, unsigned, little-endian: octets in message
 *
 * Nothing else: no header, no padding, no index. `cat a.recs b.recs` is a
 * valid file. */

#include <stddef.h>
#include <stdint.h>

typedef struct recs_item {
    const uint8_t *p;
    size_t n;
} recs_item;

typedef struct recs {
    recs_item *item; /* `num` of them, in file order, pointing into `base` */
    size_t num;
    uint64_t num_bytes; /* sum of the lengths, without the length octets */
    uint8_t *base;
} recs;

/* recs_open reads the whole of `path` into memory, so that no page fault and
 * no read(2) falls into a timed pass. Returns 0, or -1 after a line on stderr.
 */
int recs_open(recs *r, const char *path);
void recs_close(recs *r);

/* recs_put_length writes the four length octets of a record to `out`. */
void recs_put_length(uint8_t out[4], uint32_t n);

#endif
