/* gen_encode.c -- the transfer encodings quoted-printable and base64 (RFC 2045
 * sections 6.7 and 6.8). */
#include "generators/gen_int.h"

/* ---- quoted-printable
 * --------------------------------------------------------------- */

/* BARE: may stand for itself in a line: TAB, SP to "~" but "=". White space is
 * encoded at the end of a line, and before "=". */
/* clang-format off */
enum { BARE = 1, WHITE = 2, ENDS = 4, _ = BARE, W = BARE | WHITE, E = ENDS };
static const uint8_t kind[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, W, 0, 0, 0, E, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    W, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _,
    _, _, _, _, _, _, _, _, _, _, _, _, _, E, _, _,
    _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _,
    _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _,
    _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _,
    _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, 0,
};
/* clang-format on */
static const char hex[] = "0123456789ABCDEF";

static void
soft_break(eml__gen *g)
{
    PUT(g, "=\r\n");
    g->line = g->p;
}

static void
escape(eml__gen *g, uint8_t c, size_t width)
{
    char s[3] = {'=', hex[c >> 4], hex[c & 15]};

    if (column(g) + 3 > width - 1)
        soft_break(g);
    put(g, s, 3);
}

/* Eight bytes of SP to "~" but "=": each is tested for a high bit of its own,
 * of what 32 less, or 1 more, or its difference from "=" less 1 gives it. A
 * byte that borrows from the next can only say no where there is one to be had.
 */
static bool
eight_literals(const uint8_t *p)
{
    const uint64_t ones = 0x0101010101010101u, high = ones << 7;
    uint64_t v;

    memcpy(&v, p, 8);
    return !((v | (v - ones * 32) | (v + ones) | ((v ^ ones * '=') - ones)) &
             high);
}

static size_t
literal_run(eml__gen *g, const uint8_t *p, size_t width)
{
    size_t n = 0, room = width - 1 - column(g);

    while (kind[p[n]] & BARE)
        n++;
    if (n && (kind[p[n - 1]] & WHITE) && (kind[p[n]] & ENDS))
        n--;
    if (n > room) {
        n = room;
        put(g, p, n);
        soft_break(g);
    } else {
        put(g, p, n);
    }
    return n;
}

/*
 * All up to a CR as eml__g_quoted_printable() has it without `more`; returns
 * where that is. A byte is put down as all that it can be, and the next over
 * what is too much: what the bytes are is not to be foreseen (bench_gen: a
 * tenth of all branches that went wrong).
 */
static const uint8_t *
up_to_cr(eml__gen *g, const uint8_t *p, size_t width)
{
    uint8_t *o = g->p, *line = g->line;

    while (*p != '\r' && o <= g->end) {
        size_t left = width - 1 - (size_t)(o - line);

        if (left >= 8 && eight_literals(p)) {
            size_t n = p[7] == ' ' ? 7 : 8;

            memcpy(o, p, 8);
            o += n;
            p += n;
            continue;
        }
        for (size_t i = 0; i < 8 && *p != '\r'; i++, p++) {
            unsigned k = kind[*p];
            unsigned bare = BARE & k & ~(k / WHITE & kind[p[1]] / ENDS);

            if (3 - 2 * bare > left) {
                memcpy(o, "=\r\n", 3);
                line = o += 3;
                left = width - 1;
                if ((k & WHITE) && !(kind[p[-1]] & BARE))
                    bare = 0;
            }
            /* not chosen by ?:, of which gcc makes a branch */
            o[0] = (uint8_t)(*p ^ ((*p ^ '=') & (bare - 1)));
            o[1] = (uint8_t)hex[*p >> 4];
            o[2] = (uint8_t)hex[*p & 15];
            o += 3 - 2 * bare;
            left -= 3 - 2 * bare;
        }
    }
    if (o > g->end) {
        g->full = true;
        return p;
    }
    g->p = o;
    g->line = line;
    return p;
}

/*
 * quoted-printable := qp-line *(CRLF qp-line)
 */
void
eml__g_quoted_printable(eml__gen *g, eml_span in, bool lines)
{
    static const uint8_t widths[4] = {76, 76, 72, 20};
    size_t width = widths[pick_body(g, 4)];
    const uint8_t *p = in.p, *end = p + in.n;
    bool more = pick_body(g, 32) == 31; /* escapes that need not be */

    g->line = g->p;
    while (p != end && !g->full) {
        if (!more && *p != '\r') {
            p = up_to_cr(g, p, width);
        } else if (lines && *p == '\r' && p[1] == '\n') {
            PUT(g, "\r\n");
            g->line = g->p;
            p += 2;
        } else if ((kind[*p] & BARE) && pick_body(g, 8) != 7) {
            size_t n = literal_run(g, p, width);

            if (!n && (kind[*p] & WHITE)) {
                escape(g, *p, width);
                n = 1;
            }
            p += n;
        } else {
            escape(g, *p++, width);
        }
    }
}

/* ---- base64
 * ------------------------------------------------------------------------- */

static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "abcdefghijklmnopqrstuvwxyz0123456789+/";

/* Whole groups of three bytes to four. */
static void
base64_groups(uint8_t *to, const uint8_t *p, size_t groups)
{
    for (; groups; groups--, p += 3, to += 4) {
        uint32_t v = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];

        to[0] = (uint8_t)base64_digits[v >> 18];
        to[1] = (uint8_t)base64_digits[v >> 12 & 63];
        to[2] = (uint8_t)base64_digits[v >> 6 & 63];
        to[3] = (uint8_t)base64_digits[v & 63];
    }
}

void
eml__g_base64(const uint8_t *p, size_t n, eml__buf *b)
{
    size_t groups = n / 3, left = n % 3;
    uint8_t *to = b->p + b->n;

    if (buf_room(b) < (groups + 1) * 4)
        return;
    base64_groups(to, p, groups);
    if (left) {
        const uint8_t last[3] = {p[n - left], left > 1 ? p[n - 1] : 0, 0};

        base64_groups(to + groups * 4, last, 1);
        memcpy(to + groups * 4 + left + 1, "==", 2);
        groups++;
    }
    b->n += (uint32_t)groups * 4;
}

void
eml__g_base64_lines(eml__gen *g, eml_span in)
{
    static const uint8_t groups[8] = {19, 19, 19, 19, 19, 18, 16, 1};
    uint32_t each = groups[pick_body(g, 8)];
    eml__buf last;
    size_t at = 0;

    last.n = 0;
    while (in.n - at > each * 3 && !g->full) {
        if ((size_t)(g->end - g->p) < each * 4) {
            g->full = true;
            return;
        }
        base64_groups(g->p, in.p + at, each);
        g->p += each * 4;
        PUT(g, "\r\n");
        at += each * 3;
    }
    eml__g_base64(in.p + at, in.n - at, &last);
    put_buf(g, &last);
    if (in.n && pick_body(g, 4))
        PUT(g, "\r\n");
}
