#include "parsers/mime/decoder_int.h"
#include "core/arena_int.h"
#include "core/charset_int.h"
#include "core/general.h"
#include "parsers/mime/mime_values.h"

#include <string.h>

static bool
is_identity(eml_cte cte)
{
    return cte != EML_CTE_BASE64 && cte != EML_CTE_QP;
}

int
eml__decoding_feed(eml_cte cte, eml__decoding *d, eml_span *in, uint8_t **out,
                   size_t *room, bool last)
{
    return cte == EML_CTE_BASE64
               ? eml_b64_dec_feed(&d->b64, in, out, room, last)
               : eml_qp_dec_feed(&d->qp, in, out, room, last);
}

/* ---- begin -------------------------------------------------------------- */

static void
open_charset(eml_decoder *d, eml_cx *cx, eml_charset_id id, const char *name)
{
    if (eml__to_utf8_open(&d->conv, cx->charsets, id, name) != EML_OK) {
        eml_find_at(cx, EML_E_CHARSET_UNKNOWN, d->start, 0);
        return;
    }
    d->opened = d->convert = true;
    d->ascii = d->conv.single || d->conv.id == EML_CHARSET_UTF8;
}

/* RFC 6533 sections 4.1, 4.3 and 5: message/global-headers and the like are
 * UTF-8, and have no parameter that says so. */
static bool
is_global(const eml_part_info *info)
{
    const eml_span global = EML_LIT("global-");

    return EML__IS(info->type, "message") && info->subtype.n > global.n &&
           eml_span_eq_fold((eml_span){info->subtype.p, global.n}, global);
}

static void
start(eml_decoder *d, eml_cx *cx, const eml_part_info *info, bool to_utf8,
      uint64_t off)
{
    const bool labelled = info->charset.n != 0;
    const char *name = NULL;
    eml_charset_id id =
        labelled ? eml_charset_find(info->charset, &name) : EML_CHARSET_UNKNOWN;

    memset(d, 0, offsetof(eml_decoder, held));
    d->start = d->off = off;
    d->cte = info->cte;
    d->pending = d->block = EML_NONE;
    /* RFC 2045 section 2.9: "Binary data" is "any sequence of octets
     * whatsoever"; of an unknown encoding nothing can be said. */
    d->scan = info->cte != EML_CTE_BINARY && info->cte != EML_CTE_UNKNOWN;
    eml__body_scan_init(&d->lines, cx, off, info->cte != EML_CTE_7BIT,
                        is_identity(info->cte),
                        labelled ? id == EML_CHARSET_UTF8 : is_global(info));
    d->text_lines.on = !is_identity(info->cte) && EML__IS(info->type, "text");
    d->text_lines.stored = cx->newline == EML_NL_LF;
    if (to_utf8 && labelled)
        open_charset(d, cx, id, name);
}

eml_decoder *
eml_decoder_new(eml_cx *cx, const eml_part_info *info, bool to_utf8,
                uint64_t off)
{
    /* Not zeroed: every message would pay for it. */
    eml_decoder *d = (void *)eml__arena_take(cx->arena, sizeof *d);

    if (!d)
        d = eml__arena_more(cx->arena, sizeof *d);
    if (!d)
        return NULL;
    d->most = EML__DECODER_BLOCK;
    d->buf = eml_arena_raw(cx->arena, 2 * d->most + EML__DECODER_MORE);
    if (!d->buf)
        return NULL;
    d->text = d->buf + d->most + EML__DECODER_MORE;
    start(d, cx, info, to_utf8, off);
    return d;
}

int
eml__decoder_expect(eml_decoder *d, eml_cx *cx, size_t n, uint32_t ahead)
{
    const size_t most = EML__DECODER_LARGE;

    if (n / 4 < most + EML__DECODER_MORE)
        return EML_OK;
    if (d->most != most) {
        uint8_t *buf = eml_arena_raw(cx->arena, most + EML__DECODER_MORE);

        if (!buf)
            return EML_E_NOMEM;
        d->buf = buf;
        d->most = most;
    }
    if (d->cte == EML_CTE_BASE64)
        d->now.b64.ahead = ahead;
    else if (d->cte == EML_CTE_QP)
        d->now.qp.ahead = ahead;
    return EML_OK;
}

void
eml_decoder_close(eml_decoder *d)
{
    if (d->opened)
        eml_to_utf8_close(&d->conv);
    d->opened = false;
}

void
eml_decoder_reset(eml_decoder *d, eml_cx *cx, const eml_part_info *info,
                  bool to_utf8, uint64_t off)
{
    eml_decoder_close(d);
    start(d, cx, info, to_utf8, off);
}

/* ---- end ---------------------------------------------------------------- */

static void
find_flag(const eml_decoder *d, eml_cx *cx, bool flag, int code, uint64_t at,
          size_t len)
{
    if (flag)
        eml_find_at(cx, code, d->start + at, len);
}

static void
judge_base64(const eml_decoder *d, eml_cx *cx)
{
    const eml_b64_dec *b = &d->now.b64;

    find_flag(d, cx, b->num_bad != 0, EML_E_B64_CHAR, b->bad_at, 1);
    find_flag(d, cx, b->long_line, EML_E_B64_LINE, b->long_line_at, 1);
    find_flag(d, cx, b->padding, EML_E_B64_PAD, b->padding_at,
              b->padding_at < b->off);
    find_flag(d, cx, b->after_pad, EML_E_B64_AFTER, b->after_pad_at, 1);
    find_flag(d, cx, b->stray_bits, EML_E_B64_BITS, b->stray_at, 1);
}

static void
judge_qp(const eml_decoder *d, eml_cx *cx)
{
    const eml_qp_dec *q = &d->now.qp;

    find_flag(d, cx, q->bad_escape, EML_E_QP_ESCAPE, q->bad_escape_at, 1);
    find_flag(d, cx, q->lower_hex, EML_E_QP_LOWER, q->lower_hex_at, 1);
    find_flag(d, cx, q->long_line, EML_E_QP_LINE, q->long_line_at, 1);
    find_flag(d, cx, q->trailing_ws, EML_E_QP_SPACE, q->trailing_ws_at, 1);
    find_flag(d, cx, q->raw, EML_E_QP_RAW, q->raw_at, 1);
    find_flag(d, cx, q->soft_end, EML_E_QP_END, q->soft_end_at, 1);
}

static int
finish(eml_decoder *d, eml_cx *cx)
{
    if (d->scan)
        eml__body_scan_end(&d->lines, cx);
    if (d->cte == EML_CTE_BASE64)
        judge_base64(d, cx);
    if (d->cte == EML_CTE_QP)
        judge_qp(d, cx);
    eml__decoder_lines_end(d, cx);
    if (d->bad)
        eml_find_at(cx, EML_E_BODY_CHARSET, d->bad_place.off, d->bad_place.len);
    eml_decoder_close(d);
    d->done = true;
    return EML_END;
}

/* ---- the transfer encoding ---------------------------------------------- */

/* How much of `in`, which is more than a block, the next block of base64 is:
 * to a line end, when one is near, because the decoder is quick where lines
 * begin. The first guess is that lines go on as they were. */
static size_t
block_of_lines(const eml_decoder *d, const uint8_t *p)
{
    size_t most = d->most;
    size_t width = d->now.b64.width + (d->lines.stored ? 1u : 2u);
    size_t n = most - most % width;

    if (p[n - 1] == '\n')
        return n;
    for (n = most; n > most - EML__DECODER_NEAR; n--)
        if (p[n - 1] == '\n')
            return n;
    return most;
}

static size_t
block_len(const eml_decoder *d, eml_span in)
{
    size_t most = d->most;

    if (is_identity(d->cte))
        most = d->convert ? EML__DECODER_PIECE : in.n;
    if (in.n <= most)
        return in.n;
    return d->cte == EML_CTE_BASE64 ? block_of_lines(d, in.p) : most;
}

/* Where the last line of the block begins, or 0. */
static size_t
last_line(eml_span block)
{
    if (block.n > 2 * EML__DECODER_NEAR)
        for (size_t n = block.n - 1; n > block.n - EML__DECODER_NEAR; n--)
            if (block.p[n - 1] == '\n')
                return n;
    return 0;
}

/* Decodes a part of the block. `was` is the state before it. */
static void
decode_part(eml_decoder *d, const eml__decoding *was, eml_span in,
            uint8_t **out, size_t *room)
{
    if (d->text_lines.on && d->cte == EML_CTE_QP)
        eml__decoder_lines_qp(d, was, in, out, room);
    else
        (void)eml__decoding_feed(d->cte, &d->now, &in, out, room, false);
}

static void
decode(eml_decoder *d)
{
    eml_span rest = d->block;
    const eml__decoding *was = &d->before;
    const size_t all = d->most + EML__DECODER_MORE;
    uint8_t *out = d->buf;
    size_t room = all;

    d->near_in = d->near_made = 0;
    if (d->convert || d->text_lines.on)
        d->before = d->now;
    /* Where it may end within a character. */
    if (d->convert && !d->conv.single)
        d->near_in = last_line(d->block);
    if (d->near_in) {
        rest.n = d->near_in;
        decode_part(d, was, rest, &out, &room);
        d->near_made = all - room;
        d->near = d->now;
        was = &d->near;
        rest.p += rest.n;
        rest.n = d->block.n - rest.n;
    }
    decode_part(d, was, rest, &out, &room);
    d->pending = (eml_span){d->buf, all - room};
    d->made = d->pending.n;
    if (d->cte == EML_CTE_BASE64)
        eml__decoder_lines_made(d);
}

/* Whether there was nothing in all that was decoded so far that the scan has a
 * finding of. Decoders see that as they go; there is no need to look again. */
static bool
is_clean(const eml_decoder *d, uint32_t *line, bool *after_cr)
{
    uint8_t right = d->lines.stored ? EML__BREAK_LF : EML__BREAK_CRLF, breaks;
    bool odd;

    if (d->cte == EML_CTE_BASE64) {
        const eml_b64_dec *b = &d->now.b64;

        odd = b->num_bad != 0 || b->long_line;
        breaks = b->breaks;
        *line = b->line;
        *after_cr = b->cr;
    } else {
        const eml_qp_dec *q = &d->now.qp;

        odd = q->raw || q->long_line;
        breaks = q->breaks;
        *line = q->line;
        *after_cr = q->cr;
    }
    if (*after_cr && d->lines.stored)
        odd = true;
    return !odd && (breaks & ~right) == 0;
}

/* Takes the next block from the front of *in and sets `pending` to what it
 * stands for. */
static void
take(eml_decoder *d, eml_cx *cx, eml_span *in)
{
    size_t n = block_len(d, *in);
    bool after_cr;
    uint32_t line;

    d->block = (eml_span){in->p, n};
    d->block_off = d->off;
    d->off += n;
    in->p += n;
    in->n -= n;
    if (is_identity(d->cte)) {
        d->pending = d->block;
        d->made = n;
    } else {
        decode(d);
        if (is_clean(d, &line, &after_cr)) {
            eml__body_scan_pass(&d->lines, n, line, after_cr);
            return;
        }
    }
    if (d->scan)
        eml__body_scan_feed(&d->lines, cx, d->block, eml__best_isa());
}

static void
flush(eml_decoder *d)
{
    eml_span none = EML_NONE;
    const size_t all = d->most + EML__DECODER_MORE;
    uint8_t *out = d->buf;
    size_t room = all;

    d->flushed = true;
    if (is_identity(d->cte))
        return;
    d->before = d->now;
    d->block = EML_NONE;
    d->near_in = 0;
    d->block_off = d->off;
    (void)eml__decoding_feed(d->cte, &d->now, &none, &out, &room, true);
    d->pending = (eml_span){d->buf, all - room};
    d->made = d->pending.n;
    eml__decoder_lines_made(d);
}

/* ---- the charset -------------------------------------------------------- */

/* How much of `pending` is UTF-8 as it is. */
static size_t
as_it_is(const eml_decoder *d)
{
    enum { WORTH_IT = 64 };
    size_t n;

    if (!d->ascii || d->conv.num_held || d->conv.num_pending)
        return 0;
    /* the scan has seen it */
    if (EML__PLAIN && d->scan && is_identity(d->cte) && !d->lines.high)
        return d->pending.n;
    n = d->conv.id == EML_CHARSET_UTF8 ? eml_utf8_valid(d->pending)
                                       : eml_ascii_len(d->pending);
    return n == d->pending.n || n >= WORTH_IT ? n : 0;
}

static void
after_block(eml_decoder *d)
{
    if (d->pending.n)
        return;
    if (!d->bad && d->conv.num_held && !is_identity(d->cte))
        eml__decoder_place_held(d);
    d->decoded += d->made;
    d->made = 0;
}

/* Converts from the front of `pending`. `last`: nothing follows it. Returns
 * whether there is output. */
static bool
convert(eml_decoder *d, bool last, eml_span *out)
{
    uint8_t *to = d->text;
    size_t room = EML__DECODER_BLOCK, n = as_it_is(d);

    if (n) {
        *out = (eml_span){d->pending.p, n};
        d->pending.p += n;
        d->pending.n -= n;
        d->conv.off += n;
    } else {
        int rc = eml_to_utf8_feed(&d->conv, &d->pending, &to, &room, last);

        *out = (eml_span){d->text, EML__DECODER_BLOCK - room};
        if (rc == EML_END)
            d->convert = false;
        if (d->conv.num_bad && !d->bad)
            eml__decoder_place_bad(d);
    }
    after_block(d);
    return out->n != 0;
}

int
eml_decoder_feed(eml_decoder *d, eml_cx *cx, eml_span *in, bool last,
                 eml_span *out)
{
    if (d->done)
        return in->n ? EML_E_MISUSE : EML_END;
    for (;;) {
        if (d->pending.n && !d->convert) {
            *out = d->pending;
            d->pending = EML_NONE;
            return EML_OK;
        }
        if (d->pending.n) {
            if (convert(d, false, out))
                return EML_OK;
        } else if (in->n) {
            take(d, cx, in);
        } else if (!last) {
            return EML_WANT_INPUT;
        } else if (!d->flushed) {
            flush(d);
        } else if (d->convert) {
            if (convert(d, true, out))
                return EML_OK;
        } else {
            return finish(d, cx);
        }
    }
}

uint64_t
eml_decoder_num_bad(const eml_decoder *d)
{
    return d->conv.num_bad;
}
