/* RFC 6376 sections 3.4.3 and 3.4.4: canonical bodies. */
#include "eml/canon.h"

#include <string.h>

#include "stack/auth/canon_scan.h"

enum { LINE_ENDS = 32 };

static const uint8_t line_ends[2 * LINE_ENDS + 1] =
    "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n"
    "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n";

void
eml_canon_body_init(eml_canon_body *c, eml_canon_type type,
                    enum eml_newline newline)
{
    memset(c, 0, sizeof *c);
    c->type = (uint8_t)type;
    c->newline = (uint8_t)newline;
}

static bool
wsp(uint8_t b)
{
    return b == ' ' || b == '\t';
}

static void
take(eml_span *in, size_t n)
{
    in->p += n;
    in->n -= n;
}

static int
give(eml_canon_body *c, eml_span *out, const uint8_t *p, size_t n)
{
    out->p = p;
    out->n = n;
    c->any = true;
    c->len += n;
    return EML_OK;
}

/* Line ends and white space that turn out to matter: something follows.
 * EML_END when there are none. */
static int
give_held(eml_canon_body *c, eml_span *out)
{
    size_t n = c->held < LINE_ENDS ? (size_t)c->held : LINE_ENDS;

    if (n) {
        c->held -= n;
        return give(c, out, line_ends, 2 * n);
    }
    if (c->space) {
        c->space = false;
        return give(c, out, (const uint8_t *)" ", 1);
    }
    return EML_END;
}

/* A line end at the front of *in is held. What is left of the line's white
 * space goes. Returns whether there was one, or a part of one. */
static bool
hold_line_end(eml_canon_body *c, eml_span *in)
{
    size_t n = 0;

    if (c->newline == EML_NL_LF) {
        n = in->p[0] == '\n';
    } else if (c->cr) {
        n = in->p[0] == '\n';
        c->cr = c->cr && !n;
    } else if (in->p[0] == '\r') {
        if (in->n == 1) { /* known with the next byte */
            c->cr = true;
            take(in, 1);
            return true;
        }
        n = in->p[1] == '\n' ? 2 : 0;
    }
    if (!n)
        return false;
    take(in, n);
    c->held++;
    c->space = false;
    return true;
}

/* How many bytes from the front of *in, which begins with none of a line end,
 * are canonical as they are: up to the line ends at its back. */
static size_t
simple_run(const eml_canon_body *c, eml_span in)
{
    size_t n = in.n;

    if (c->newline == EML_NL_LF) {
        const uint8_t *lf = memchr(in.p, '\n', in.n);

        return lf ? (size_t)(lf - in.p) : in.n;
    }
    n -= in.p[n - 1] == '\r';
    while (n > 1 && in.p[n - 2] == '\r' && in.p[n - 1] == '\n')
        n -= 2;
    return n;
}

/* The same for relaxed: up to white space that is changed, and without line
 * ends at the back, which go when nothing else follows. */
static size_t
relaxed_run(const eml_canon_body *c, eml_span in)
{
    bool lf = c->newline == EML_NL_LF;
    size_t n = eml__canon_plain(in.p, in.n, lf ? '\n' : '\t', eml__best_isa());

    if (lf)
        return n;
    if (n == in.n)
        n -= in.p[n - 1] == '\r'; /* of which half may be to come */
    while (n > 1 && in.p[n - 2] == '\r' && in.p[n - 1] == '\n')
        n -= 2;
    return n;
}

/* *in begins with a byte that is given out. */
static int
give_run(eml_canon_body *c, eml_span *in, eml_span *out)
{
    const uint8_t *p = in->p;
    size_t n =
        c->type == EML_CANON_SIMPLE ? simple_run(c, *in) : relaxed_run(c, *in);

    n += n == 0; /* a CR, or LF, that is like other bytes */
    take(in, n);
    return give(c, out, p, n);
}

/* Behind the last byte. */
static int
finish(eml_canon_body *c, eml_span *out)
{
    if (c->cr) { /* it was no line end */
        int rc = give_held(c, out);

        if (rc == EML_OK)
            return rc;
        c->cr = false;
        return give(c, out, (const uint8_t *)"\r", 1);
    }
    if (c->ended || (c->type != EML_CANON_SIMPLE && !c->any))
        return EML_END;
    c->ended = true;
    return give(c, out, line_ends, 2);
}

int
eml_canon_body_next(eml_canon_body *c, eml_span *in, bool last, eml_span *out)
{
    while (in->n) {
        if (hold_line_end(c, in))
            continue;
        if (!c->cr && c->type != EML_CANON_SIMPLE && wsp(in->p[0])) {
            c->space = true;
            take(in, 1);
            continue;
        }
        if (give_held(c, out) == EML_OK)
            return EML_OK;
        if (c->cr) {
            c->cr = false;
            return give(c, out, (const uint8_t *)"\r", 1);
        }
        return give_run(c, in, out);
    }
    return last ? finish(c, out) : EML_WANT_INPUT;
}
