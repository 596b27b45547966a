/* RFC 6376 sections 3.4.1 and 3.4.2: canonical header fields. */
#include "eml/canon.h"

#include <string.h>

enum { NAME, COLON, VALUE, DONE };

void
eml_canon_field_init(eml_canon_field *c, eml_canon_type type,
                     enum eml_newline newline, eml_span raw, eml_span cut,
                     bool line_end)
{
    c->type = (uint8_t)type;
    c->newline = (uint8_t)newline;
    c->state = type == EML_CANON_SIMPLE ? VALUE : NAME;
    c->line_end = line_end;
    c->space = false;
    c->first = raw;
    c->second = EML_NONE;
    if (cut.n) {
        c->first.n = (size_t)(cut.p - raw.p);
        c->second.p = cut.p + cut.n;
        c->second.n = raw.n - c->first.n - cut.n;
    }
}

static bool
wsp(uint8_t b)
{
    return b == ' ' || b == '\t';
}

/* The length of the line end at the front of `in`; 0: none. */
static size_t
line_end(const eml_canon_field *c, eml_span in)
{
    if (c->newline == EML_NL_LF)
        return in.p[0] == '\n';
    return in.n > 1 && in.p[0] == '\r' && in.p[1] == '\n' ? 2 : 0;
}

/* WSP and folds at the front of c->first go, and what is behind the cut comes.
 * Returns whether something is left. */
static bool
skip(eml_canon_field *c)
{
    for (;;) {
        size_t n;

        if (!c->first.n) {
            if (!c->second.n)
                return false;
            c->first = c->second;
            c->second.n = 0;
        }
        n = line_end(c, c->first);
        if (!n && !wsp(c->first.p[0]))
            return true;
        c->space = c->space || !n;
        n += n == 0;
        c->first.p += n;
        c->first.n -= n;
    }
}

static int
give(eml_span *out, const uint8_t *p, size_t n)
{
    out->p = p;
    out->n = n;
    return EML_OK;
}

static int
finish(eml_canon_field *c, eml_span *out)
{
    c->state = DONE;
    return c->line_end ? give(out, (const uint8_t *)"\r\n", 2) : EML_END;
}

/* The bytes as they are; in stored form, each LF as CRLF. */
static int
simple(eml_canon_field *c, eml_span *out)
{
    const uint8_t *p, *lf = NULL;
    size_t n;

    if (!c->first.n) {
        c->first = c->second;
        c->second.n = 0;
    }
    if (!c->first.n)
        return finish(c, out);
    p = c->first.p;
    n = c->first.n;
    if (c->newline == EML_NL_LF)
        lf = memchr(p, '\n', n);
    if (lf)
        n = (size_t)(lf - p);
    if (lf == p) {
        c->first.p++;
        c->first.n--;
        return give(out, (const uint8_t *)"\r\n", 2);
    }
    c->first.p += n;
    c->first.n -= n;
    return give(out, p, n);
}

/* The name in lower case, without white space before the colon. */
static int
name(eml_canon_field *c, eml_span *out)
{
    size_t n = 0;

    if (skip(c) && c->space && c->first.p[0] != ':')
        c->name[n++] = ' '; /* inside of what is no name */
    c->space = false;
    while (c->first.n && n < sizeof c->name) {
        uint8_t b = c->first.p[0];

        if (b == ':' || wsp(b) || line_end(c, c->first))
            break;
        c->name[n++] = b >= 'A' && b <= 'Z' ? (uint8_t)(b | 32) : b;
        c->first.p++;
        c->first.n--;
    }
    if (n)
        return give(out, c->name, n);
    c->state = COLON;
    return EML_END;
}

static int
value(eml_canon_field *c, eml_span *out)
{
    const uint8_t *p;
    size_t n = 0;

    if (!skip(c)) /* white space at the end goes */
        return finish(c, out);
    if (c->space) {
        c->space = false;
        return give(out, (const uint8_t *)" ", 1);
    }
    p = c->first.p;
    while (c->first.n && !wsp(c->first.p[0]) && !line_end(c, c->first)) {
        c->first.p++;
        c->first.n--;
        n++;
    }
    return give(out, p, n);
}

int
eml_canon_field_next(eml_canon_field *c, eml_span *out)
{
    if (c->state == NAME && name(c, out) == EML_OK)
        return EML_OK;
    if (c->state == COLON) {
        c->state = VALUE;
        if (!c->first.n)
            return finish(c, out);
        c->first.p++;
        c->first.n--;
        (void)skip(c);
        c->space = false;
        return give(out, (const uint8_t *)":", 1);
    }
    if (c->state == VALUE)
        return c->type == EML_CANON_SIMPLE ? simple(c, out) : value(c, out);
    return EML_END;
}
