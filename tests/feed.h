#ifndef EML_TESTS_FEED_H
#define EML_TESTS_FEED_H
/* feed.h -- drives any machine whose feed function moves bytes from the front
 * of *in to the front of *out until EML_END, in the pieces that a chunk_plan
 * says. For cmocka tests and fuzz targets. */
#include "eml/base.h"
#include "tests/chunks.h"

typedef int feed_fn(void *machine, eml_span *in, uint8_t **out, size_t *out_len,
                    bool last);

#define FEED_CHECK(c)                                                          \
    do {                                                                       \
        if (!(c)) {                                                            \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #c);            \
            abort();                                                           \
        }                                                                      \
    } while (0)

/* Room for output: the end of a heap block, behind which ASan traps a write.
 * One block for all calls: a malloc of plenty costs more than what is fed. */
static inline uint8_t *
feed_room(size_t room)
{
    static uint8_t *block;

    FEED_CHECK(room <= CHUNK_PLENTY);
    if (!block)
        block = malloc(CHUNK_PLENTY);
    FEED_CHECK(block);
    return block + (CHUNK_PLENTY - room);
}

/* One call. It must keep to the contract of results: EML_WANT_SPACE leaves no
 * room, any other result no input. */
static inline int
feed_once(feed_fn *feed, void *machine, eml_span *in, size_t room, bool last,
          chunk_result *r)
{
    uint8_t *buf = feed_room(room), *out = buf;
    size_t left = room, in_was = in->n;
    int rc;

    rc = feed(machine, in, &out, &left, last);
    FEED_CHECK(left <= room && out == buf + (room - left) && in->n <= in_was);
    FEED_CHECK(rc == EML_WANT_SPACE || rc == EML_END || rc == EML_WANT_INPUT);
    FEED_CHECK(rc == EML_WANT_SPACE ? left == 0 : in->n == 0);
    FEED_CHECK((rc == EML_END) <= last);
    chunk_put(r, buf, room - left);
    return rc;
}

static inline void
feed_all(feed_fn *feed, void *machine, const uint8_t *in, size_t n,
         chunk_plan *plan, chunk_result *r)
{
    size_t taken = 0;

    do {
        size_t take = chunk_take(plan, n - taken);
        eml_span s = {chunk_piece(plan, in + taken, take), take};

        taken += take;
        do
            r->rc =
                feed_once(feed, machine, &s, chunk_room(plan), taken == n, r);
        while (r->rc == EML_WANT_SPACE);
        FEED_CHECK((r->rc == EML_END) == (taken == n));
    } while (r->rc == EML_WANT_INPUT);
}
#endif
