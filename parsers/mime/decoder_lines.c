/* decoder_lines.c -- RFC 2046 section 4.1.1: "The canonical form of any MIME
 * "text" subtype MUST always represent a line break as a CRLF sequence.
 * Similarly, any occurrence of CRLF in MIME "text" MUST represent a line break.
 * Use of CR and LF outside of line break sequences is also forbidden. This rule
 * applies regardless of format or character set or sets involved." */
#include "parsers/mime/decoder_lines.h"
#include "parsers/mime/decoder_int.h"

#include <string.h>

/* ---- scans --------------------------------------------------------------- */

static inline uint64_t
eight(const uint8_t *p)
{
    uint64_t v;

    memcpy(&v, p, 8);
    return v;
}

/* Whether one of eight bytes may be zero; none is when it says no. */
static inline bool
has_zero(uint64_t v)
{
    return ((v - 0x0101010101010101u) & ~v & 0x8080808080808080u) != 0;
}

/* Whether one of eight bytes may be below 16. */
static inline bool
has_low(uint64_t v)
{
    return has_zero(v & 0xf0f0f0f0f0f0f0f0u);
}

size_t
eml__lines_crlf(const uint8_t *p, size_t n, bool *after_cr, enum eml__isa isa)
{
    bool cr = *after_cr;
    size_t i = 0;

#ifdef EML__HAS_AVX2
    if (isa >= EML__AVX2)
        i = eml__lines_crlf_avx2(p, n, &cr);
#else
    (void)isa;
#endif
    while (i != n) {
        if (!cr && n - i >= 8 && !has_low(eight(p + i))) {
            i += 8;
            continue;
        }
        if (cr != (p[i] == '\n'))
            break;
        cr = p[i++] == '\r';
    }
    *after_cr = cr;
    return i;
}

static bool
is_last(uint8_t c)
{
    return (c | 0x20) == 'a' || (c | 0x20) == 'd';
}

size_t
eml__lines_escape(const uint8_t *p, size_t n, enum eml__isa isa)
{
    const uint64_t equals = 0x3d3d3d3d3d3d3d3du, zero = 0x3030303030303030u;
    size_t i = 0;

    while (n - i >= 3) {
#ifdef EML__HAS_AVX2
        if (isa >= EML__AVX2)
            i += eml__lines_escape_avx2(p + i, n - i);
#else
        (void)isa;
#endif
        for (size_t to = n - i > 40 ? i + 32 : n - 2; i < to; i++) {
            if (n - i >= 9 &&
                !has_zero((eight(p + i) ^ equals) | (eight(p + i + 1) ^ zero)))
                i += 7;
            else if (n - i >= 3 && p[i] == '=' && p[i + 1] == '0' &&
                     is_last(p[i + 2]))
                return i;
        }
    }
    return n;
}

/* ---- quoted-printable ---------------------------------------------------- */

/* The first place is found: nothing more is looked at. */
static void
found(eml__text_lines *t, eml__place at)
{
    t->on = false;
    t->bad = true;
    t->bad_place = at;
}

/* p[0..n) was decoded; its last byte may be what the escape at `at` stands
 * for. Other CRs and LFs are line ends as they came, on which eml__body_scan
 * has its say; but a CR that was encoded is of a CRLF only with an LF that
 * stands for itself: in stored form a line end stands for CRLF. */
static void
decoded(eml__text_lines *t, const uint8_t *p, size_t n, const eml__place *at)
{
    bool cr;

    if (!t->on || !n)
        return;
    if (t->encoded_cr && (p[0] != '\n' || (t->stored && (!at || n != 1)))) {
        found(t, t->cr_place);
        return;
    }
    cr = n > 1 ? p[n - 2] == '\r' : t->after_cr;
    t->after_cr = p[n - 1] == '\r';
    t->encoded_cr = at && t->after_cr;
    if (t->encoded_cr)
        t->cr_place = *at;
    if (at && p[n - 1] == '\n' && !cr)
        found(t, *at);
}

static void
feed(eml_decoder *d, eml_span *in, size_t n, const eml__place *at,
     uint8_t **out, size_t *room)
{
    const uint8_t *from = *out;
    eml_span piece = {in->p, n};

    (void)eml__decoding_feed(d->cte, &d->now, &piece, out, room, false);
    decoded(&d->text_lines, from, (size_t)(*out - from), at);
    in->p += n;
    in->n -= n;
}

/* The block before ended in "=" or "=0": how much of the block at p[0..n) ends
 * the escape; 0 when it is none, or not whole yet. */
static size_t
rest_of_escape(eml__text_lines *t, const uint8_t *p, size_t n)
{
    size_t i = t->begun == 1 && p[0] == '0';

    if ((t->begun == 1 && i == 0) || (i < n && !is_last(p[i])))
        t->begun = 0;
    return t->begun && i < n ? i + 1 : 0;
}

static uint8_t
begun_at_end(const uint8_t *p, size_t n, uint8_t before)
{
    if (p[n - 1] == '=')
        return 1;
    if (p[n - 1] != '0')
        return 0;
    return n > 1 ? (p[n - 2] == '=' ? 2 : 0) : before == 1 ? 2 : 0;
}

/* Decodes as if there were no "=0A" or "=0D"; false: there may be, and nothing
 * is done. */
static bool
without_escapes(eml_decoder *d, const eml__decoding *was, eml_span in,
                uint8_t **out, size_t *room)
{
    eml__text_lines *t = &d->text_lines;
    uint8_t *begin = *out, next = begun_at_end(in.p, in.n, t->begun);
    size_t before = *room;

    if (d->now.qp.low_escape)
        return false;
    (void)eml__decoding_feed(d->cte, &d->now, &in, out, room, false);
    if (d->now.qp.low_escape) {
        d->now = *was;
        d->now.qp.low_escape = true;
        *out = begin;
        *room = before;
        return false;
    }
    decoded(t, begin, (size_t)(*out - begin), NULL);
    t->begun = next;
    return true;
}

void
eml__decoder_lines_qp(eml_decoder *d, const eml__decoding *was, eml_span in,
                      uint8_t **out, size_t *room)
{
    eml__text_lines *t = &d->text_lines;
    uint8_t before = t->begun, next = begun_at_end(in.p, in.n, before);
    const uint8_t *begin = d->block.p;
    size_t n;

    if (without_escapes(d, was, in, out, room))
        return;
    n = before ? rest_of_escape(t, in.p, in.n) : 0;
    if (n) {
        eml__place at = {d->block_off + (uint64_t)(in.p - begin) - before, 3};

        feed(d, &in, n, &at, out, room);
    }
    while (in.n && t->on) {
        eml__place at = {0, 3};

        n = eml__lines_escape(in.p, in.n, eml__best_isa());
        if (n)
            feed(d, &in, n, NULL, out, room);
        if (!in.n)
            break;
        at.off = d->block_off + (uint64_t)(in.p - begin);
        feed(d, &in, 3, &at, out, room);
    }
    if (in.n)
        feed(d, &in, in.n, NULL, out, room);
    t->begun = next;
}

/* ---- base64 -------------------------------------------------------------- */

static void
base64(eml_decoder *d)
{
    eml__text_lines *t = &d->text_lines;
    bool cr = t->after_cr;
    size_t n = d->pending.n;
    size_t i = eml__lines_crlf(d->pending.p, n, &cr, eml__best_isa());

    t->after_cr = cr;
    if (i != n) {
        eml__place at = t->cr_place;

        if (!cr || i)
            eml__decoder_place(d, cr ? i - 1 : i, &at);
        found(t, at);
    } else if (cr && n) {
        eml__decoder_place(d, n - 1, &t->cr_place);
    }
}

void
eml__decoder_lines_made(eml_decoder *d)
{
    if (!d->text_lines.on)
        return;
    if (d->cte == EML_CTE_BASE64)
        base64(d);
    else
        decoded(&d->text_lines, d->pending.p, d->pending.n, NULL);
}

void
eml__decoder_lines_end(eml_decoder *d, eml_cx *cx)
{
    eml__text_lines *t = &d->text_lines;

    if (t->on && (d->cte == EML_CTE_BASE64 ? t->after_cr : t->encoded_cr))
        found(t, t->cr_place);
    if (t->bad)
        eml_find_at(cx, EML_E_TEXT_NEWLINE, t->bad_place.off, t->bad_place.len);
}
