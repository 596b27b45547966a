/* Writing a message into an mbox, as each variant has it. */
#include <string.h>

#include "core/cclass.h"
#include "eml/mbox.h"

static const uint8_t *
line_after(const uint8_t *p, const uint8_t *end)
{
    const uint8_t *nl = memchr(p, '\n', (size_t)(end - p));

    return nl ? nl + 1 : end;
}

/* ">*From " at p: the number of ">"; else -1. */
static ptrdiff_t
like_from(const uint8_t *p, const uint8_t *end)
{
    const uint8_t *q = p;

    while (q != end && *q == '>')
        q++;
    if ((size_t)(end - q) < 5 || memcmp(q, "From ", 5) != 0)
        return -1;
    return q - p;
}

/* What has to be known before the first byte is written. */
struct plan {
    eml_span header; /* with its line ends, without the empty line */
    eml_span rest;   /* the empty line and the body; n 0: there is none */
    size_t quotes;   /* lines of the body that get a ">" */
    size_t body;     /* bytes in it, as they come */
    bool has_length; /* a Content-Length field */
    uint64_t length; /* what it says */
    bool bad;        /* cannot be written */
};

/* "Content-Length" *WSP ":" *WSP 1*DIGIT *WSP */
static void
read_length(struct plan *w, eml_span line)
{
    const uint8_t *p = line.p + 14, *end = line.p + line.n;

    if (line.n < 15 ||
        !eml_span_eq_fold((eml_span){line.p, 14}, EML_LIT("content-length")))
        return;
    while (p != end && eml__is(*p, EML__WSP))
        p++;
    if (p == end || *p++ != ':')
        return;
    while (p != end && eml__is(*p, EML__WSP))
        p++;
    if (w->has_length || p == end || !eml__is(*p, EML__DIGIT))
        w->bad = true;
    w->has_length = true;
    for (; p != end && eml__is(*p, EML__DIGIT); p++)
        if (w->length <= UINT64_MAX / 10 - 1)
            w->length = w->length * 10 + (uint64_t)(*p - '0');
    while (p != end && eml__is(*p, EML__WSP | EML__NL))
        p++;
    if (p != end)
        w->bad = true;
}

static struct plan
plan(eml_mbox_variant v, eml_span message)
{
    struct plan w = {.header = message, .rest = EML_NONE};
    const uint8_t *p = message.p, *end = p + message.n, *next;

    for (; p != end; p = next) {
        eml_span line;

        next = line_after(p, end);
        line.p = p;
        line.n = (size_t)(next - p);
        if (w.rest.n == 0 && v >= EML_MBOX_CL) {
            if (*p == '\n' || (line.n == 2 && *p == '\r')) {
                w.header.n = (size_t)(p - message.p);
                w.rest = (eml_span){p, (size_t)(end - p)};
                w.body = (size_t)(end - next);
                continue;
            }
            read_length(&w, line);
            if (v == EML_MBOX_CL2 && like_from(p, next) == 0)
                w.bad = true;
        }
        if (v == EML_MBOX_O && like_from(p, next) == 1)
            w.bad = true;
        if (v == EML_MBOX_CL && w.rest.n && like_from(p, next) >= 0)
            w.quotes++;
    }
    if (message.n && message.p[message.n - 1] != '\n')
        w.bad = true;
    if (v >= EML_MBOX_CL && w.rest.n == 0)
        w.bad = true;
    if (w.has_length && w.length != w.body + w.quotes)
        w.bad = true;
    return w;
}

static bool
is_sender(eml_span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!eml__is(s.p[i], EML__VCHAR))
            return false;
    return s.n != 0;
}

static void
put_from(eml_span sender, int64_t unix_s, eml_span nl, eml_out *out)
{
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    eml_date d;

    eml_date_from_unix(unix_s, 0, true, &d);
    eml_out_span(out, EML_LIT("From "));
    eml_out_span(out, sender);
    eml_out_byte(out, ' ');
    eml_out_span(out, (eml_span){(const uint8_t *)days + 3 * d.day_name, 3});
    eml_out_byte(out, ' ');
    eml_out_span(out,
                 (eml_span){(const uint8_t *)months + 3 * (d.month - 1), 3});
    eml_out_byte(out, ' ');
    if (d.day < 10)
        eml_out_byte(out, ' ');
    eml_out_u64(out, d.day, 1);
    eml_out_byte(out, ' ');
    eml_out_u64(out, d.hour, 2);
    eml_out_byte(out, ':');
    eml_out_u64(out, d.minute, 2);
    eml_out_byte(out, ':');
    eml_out_u64(out, d.second, 2);
    eml_out_byte(out, ' ');
    eml_out_u64(out, (uint64_t)d.year, 4);
    eml_out_span(out, nl);
}

/* Lines, with a ">" more before those that look like a from-line. */
static void
put_quoted(eml_mbox_variant v, eml_span in, eml_out *out)
{
    const uint8_t *p = in.p, *end = p + in.n, *done = p;

    for (; p != end; p = line_after(p, end)) {
        ptrdiff_t n = *p == 'F' || *p == '>' ? like_from(p, end) : -1;

        if (n < 0 || (n > 0 && v == EML_MBOX_O))
            continue;
        eml_out_span(out, (eml_span){done, (size_t)(p - done)});
        eml_out_byte(out, '>');
        done = p;
    }
    eml_out_span(out, (eml_span){done, (size_t)(end - done)});
}

int
eml_mbox_write(eml_cx *cx, eml_mbox_variant variant, eml_span sender,
               int64_t unix_s, eml_span message, eml_out *out)
{
    eml_span nl = cx->newline == EML_NL_LF ? EML_LIT("\n") : EML_LIT("\r\n");
    struct plan w = plan(variant, message);

    if (w.bad || !is_sender(sender))
        return eml_find_at(cx, EML_E_WRITE_MBOX, cx->base, 0);
    put_from(sender, unix_s, nl, out);
    if (variant == EML_MBOX_CL2)
        eml_out_span(out, w.header);
    else
        put_quoted(variant, w.header, out);
    if (variant >= EML_MBOX_CL && !w.has_length) {
        eml_out_span(out, EML_LIT("Content-Length: "));
        eml_out_u64(out, w.body + w.quotes, 1);
        eml_out_span(out, nl);
    }
    if (variant == EML_MBOX_CL2)
        eml_out_span(out, w.rest);
    else
        put_quoted(variant, w.rest, out);
    eml_out_span(out, nl);
    return out->full ? EML_E_NOMEM : EML_OK;
}
