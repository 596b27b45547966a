/* decoder_place.c -- where in the input does a decoded byte come from? Only
 * asked for the first byte that is not in the charset, so blocks are decoded
 * again, from the state before them, to find out. */
#include "parsers/mime/decoder_int.h"

#include <string.h>

/* Decodes `in` and throws the bytes away; returns their number. */
static size_t
skip(eml_cte cte, eml__decoding *d, eml_span in)
{
    uint8_t scratch[512];
    size_t n = 0;
    int rc;

    do {
        uint8_t *out = scratch;
        size_t room = sizeof scratch;

        rc = eml__decoding_feed(cte, d, &in, &out, &room, false);
        n += sizeof scratch - room;
    } while (rc == EML_WANT_SPACE);
    return n;
}

/* How many characters of "=XX" came before its last one, `c`. */
static size_t
begun(eml_cte cte, const eml__decoding *d, uint8_t c)
{
    if (cte != EML_CTE_QP || c > 127 || d->qp.equals_at + 2 != d->qp.off)
        return 0;
    return 2;
}

/* Decodes byte by byte from state `d`, at p[from..n), which has `k` bytes of
 * output behind it; sets places[0..count) for outputs first..first+count. */
static void
walk(eml_decoder *x, eml__decoding *d, size_t from, size_t k, size_t first,
     size_t count, eml__place *places)
{
    for (size_t i = from; i < x->block.n && k < first + count; i++) {
        size_t held = begun(x->cte, d, x->block.p[i]);
        size_t made = skip(x->cte, d, (eml_span){x->block.p + i, 1});

        for (; made && k < first + count; made--, k++)
            if (k >= first)
                places[k - first] =
                    (eml__place){x->block_off + i - held, (uint32_t)held + 1};
    }
}

/* Goes on from *from, where there is *k output behind `d`, to some bytes before
 * output `first` is made: by large steps, then by small ones. */
static void
approach(const eml_decoder *x, eml__decoding *d, size_t *from, size_t *k,
         size_t first)
{
    enum { LARGE = 1024, SMALL = 16 };

    for (size_t step = LARGE; step >= SMALL;) {
        eml__decoding then = *d;
        size_t made;

        if (x->block.n - *from < step) {
            step /= 2;
            continue;
        }
        made = skip(x->cte, &then, (eml_span){x->block.p + *from, step});
        if (*k + made > first) {
            step /= 2;
            continue;
        }
        *d = then;
        *from += step;
        *k += made;
    }
}

/* Places of the block's outputs from `first` on, `count` of them; `made` is how
 * many there are in all. */
static void
places_of(eml_decoder *x, size_t made, size_t first, size_t count,
          eml__place *places)
{
    bool near = x->near_in && first >= x->near_made;
    eml__decoding d = near ? x->near : x->before;
    size_t from = near ? x->near_in : 0, k = near ? x->near_made : 0;

    for (size_t i = 0; i < count; i++) /* made by what flushes */
        places[i] = (eml__place){x->off, 0};
    if (first >= made)
        return;
    approach(x, &d, &from, &k, first);
    walk(x, &d, from, k, first, count, places);
}

void
eml__decoder_place(eml_decoder *d, size_t k, eml__place *at)
{
    places_of(d, SIZE_MAX, k, 1, at);
}

void
eml__decoder_place_bad(eml_decoder *d)
{
    uint64_t at = d->conv.first_bad;

    d->bad = true;
    if (d->cte != EML_CTE_BASE64 && d->cte != EML_CTE_QP) {
        d->bad_place = (eml__place){d->start + at, 1};
    } else if (at >= d->decoded) {
        eml__decoder_place(d, (size_t)(at - d->decoded), &d->bad_place);
    } else {
        uint64_t back = d->decoded - at; /* 1: the last one held */

        d->bad_place = back <= EML__DECODER_HELD
                           ? d->held[EML__DECODER_HELD - back]
                           : (eml__place){d->block_off, 0};
    }
}

void
eml__decoder_place_held(eml_decoder *d)
{
    size_t made = d->made;
    size_t n = d->conv.num_held < made ? d->conv.num_held : made;

    memmove(d->held, d->held + n, (EML__DECODER_HELD - n) * sizeof *d->held);
    if (n)
        places_of(d, made, made - n, n, d->held + EML__DECODER_HELD - n);
}
