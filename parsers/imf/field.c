/* field.c -- one header field apart (RFC 5322 sections 2.2, 4.5), and the
 * findings about its lines and bytes as such (2.1.1, 2.2.3, 2.3; RFC 6532). */
#include "eml/field.h"

#include "eml/utf8.h"
#include "core/general.h"
#include "parsers/imf/field_scan.h"
#include "parsers/imf/lex.h"
#include "parsers/imf/scan.h"

enum {
    LINE_SOFT = 78,  /* characters, 5322 2.1.1 and 6532 3.4 */
    LINE_HARD = 998, /* octets */
    LINE_WORD = 76,  /* characters, of a line with an encoded-word: 2047 2 */
    BLOCK = 64       /* octets that are looked at at once */
};

/* A pass over the lines of one field. */
typedef struct pass {
    eml_cx *cx;
    const uint8_t *line; /* where the line began */
    const uint8_t *end;
    bool first;      /* the line is the field's first */
    bool high;       /* it has bytes over 127 */
    bool utf8_found; /* UTF8_HEADER was said */
} pass;

static void
find_range(pass *s, int code, const uint8_t *from, const uint8_t *to)
{
    (void)eml_find(s->cx, code, from, (size_t)(to - from));
}

/* Characters of the line, bytes that are not UTF-8 counted one each maximal
 * subpart. */
static size_t
count_characters(const pass *s, size_t n)
{
    eml_span rest = {s->line, n};
    size_t count = 0;

    if (!s->high)
        return n;
    while (rest.n) {
        size_t ascii = 0;

        while (ascii < rest.n && rest.p[ascii] < 0x80)
            ascii++;
        rest = (eml_span){rest.p + ascii, rest.n - ascii};
        count += ascii + (rest.n != 0);
        if (rest.n)
            (void)eml_utf8_next(&rest);
    }
    return count;
}

static bool
has_word(const uint8_t *p, const uint8_t *end)
{
    eml_word w;

    for (;; p += 2) {
        p = eml__find_word(p, end);
        if (p == end)
            return false;
        if (eml_word_match((eml_span){p, (size_t)(end - p)}, &w))
            return true;
    }
}

/* A line of more than 76 bytes. Whoever breaks 998 is not told of 78 too. */
static void
long_line(pass *s, const uint8_t *to)
{
    size_t octets = (size_t)(to - s->line);
    size_t characters = count_characters(s, octets);

    if (octets > LINE_HARD)
        find_range(s, EML_E_LINE_998, s->line, to);
    else if (characters > LINE_SOFT)
        find_range(s, EML_E_LINE_78, s->line, to);
    if (characters > LINE_WORD && has_word(s->line, to))
        find_range(s, EML_E_WORD_LINE, s->line, to);
}

/* The line ends before `to`; the next one begins at `next`. */
static void
end_line(pass *s, const uint8_t *to, const uint8_t *next)
{
    const uint8_t *p = s->line;

    if (to - p > LINE_WORD)
        long_line(s, to);
    if (!s->first) {
        while (p != to && eml__is(*p, EML__WSP))
            p++;
        if (p == to)
            find_range(s, EML_E_FOLD_BLANK, s->line, to);
    }
    s->line = next;
    s->first = false;
    s->high = false;
}

/* CR or LF at p; returns what follows the line end or the bare CRs. */
static const uint8_t *
newline(pass *s, const uint8_t *p)
{
    const uint8_t *from = p, *to;

    while (p != s->end && *p == '\r')
        p++;
    if (p == s->end || *p != '\n') {
        find_range(s, EML_E_BARE_CR, from, p);
        return p;
    }
    /* The line ends with this LF and the CR right before it, if any. */
    to = p - (p != from);
    p++;
    if (s->cx->newline == EML_NL_LF) {
        if (from != p - 1)
            find_range(s, EML_E_BARE_CR, from, p - 1);
    } else {
        if (from != to)
            find_range(s, EML_E_BARE_CR, from, to);
        if (to == p - 1)
            find_range(s, EML_E_BARE_LF, to, p);
    }
    if (p != s->end && !eml__is(*p, EML__WSP))
        find_range(s, EML_E_FIELD_LINE, to, p);
    end_line(s, to, p);
    return p;
}

/* Bytes over 127 from p on. */
static const uint8_t *
high_bytes(pass *s, const uint8_t *p)
{
    const uint8_t *end = p;

    s->high = true;
    while (end != s->end && *end > 127)
        end++;
    while (p != end) {
        eml_span rest = {p, (size_t)(end - p)};
        size_t good = eml_utf8_valid(rest);
        const uint8_t *bad;

        if (good && !s->utf8_found) {
            (void)eml_utf8_next(&rest);
            find_range(s, EML_E_UTF8_HEADER, p, rest.p);
            s->utf8_found = true;
        }
        p += good;
        bad = p;
        rest = (eml_span){p, (size_t)(end - p)};
        while (rest.n) {
            p = rest.p;
            if (eml_utf8_next(&rest) >= 0)
                break;
            p = rest.p;
        }
        if (p != bad)
            find_range(s, EML_E_NOT_UTF8, bad, p);
    }
    return end;
}

static const uint8_t *
controls(pass *s, const uint8_t *p)
{
    const uint8_t *from = p;

    if (*p == 0) {
        while (p != s->end && *p == 0)
            p++;
        find_range(s, EML_E_NUL, from, p);
    } else {
        while (p != s->end && *p && eml__is(*p, EML__CTL))
            p++;
        find_range(s, EML_E_CONTROL, from, p);
    }
    return p;
}

/* The line end at p when nothing can be said of it or of its line: the right
 * one for the input, a line that is not too long and does not end in white
 * space, and white space or nothing behind it. Returns what follows it; NULL
 * when more is to be looked at. */
static inline const uint8_t *
plain_newline(pass *s, const uint8_t *p)
{
    const uint8_t *next = p + 1;

    if (s->cx->newline == EML_NL_CRLF) {
        if (*p != '\r' || next == s->end || *next++ != '\n')
            return NULL;
    } else if (*p != '\n') {
        return NULL;
    }
    if (p == s->line || p - s->line > LINE_WORD || eml__is(p[-1], EML__WSP) ||
        (next != s->end && !eml__is(*next, EML__WSP)))
        return NULL;
    s->line = next;
    s->first = false;
    s->high = false;
    return next;
}

/* Judges [from, to): all bytes of a field or of its body, or its lines but the
 * `first`. Each line, each run of one kind of wrong bytes is one finding. */
static void
judge(eml_cx *cx, const uint8_t *from, const uint8_t *to, bool first)
{
    pass s = {cx, from, to, first, false, false};
    const uint8_t *p = from;

    while ((p = eml__plain_end(from, p, to)) != to) {
        const uint8_t *next = plain_newline(&s, p);

        if (next)
            p = next;
        else if (*p == '\r' || *p == '\n')
            p = newline(&s, p);
        else if (*p == '\t')
            p++;
        else if (*p > 127)
            p = high_bytes(&s, p);
        else
            p = controls(&s, p);
    }
    if (s.line != to)
        end_line(&s, to, to);
}

void
eml_field_bytes(eml_cx *cx, eml_span body)
{
    judge(cx, body.p, body.p + body.n, true);
}

/* ---- the name ---------------------------------------------------------- */

/* The first line of a field, without its line end. */
static const uint8_t *
first_line_end(eml_span raw)
{
    const uint8_t *lf = raw.n ? memchr(raw.p, '\n', raw.n) : NULL;

    if (!lf)
        return raw.p + raw.n;
    return lf != raw.p && lf[-1] == '\r' ? lf - 1 : lf;
}

/* "From " (or ">From ", as a mailbox quotes it) with what is not the rest of an
 * obsolete "From :". */
static bool
is_from_line(const uint8_t *p, const uint8_t *end)
{
    if (p != end && *p == '>')
        p++;
    if (end - p < 5 || memcmp(p, "From ", 5) != 0)
        return false;
    p += 5;
    while (p != end && eml__is(*p, EML__WSP))
        p++;
    return p == end || *p != ':';
}

/* The line is no field: nothing of it is a name. Returns false. */
static bool
junk(eml_cx *cx, int code, const uint8_t *from, const uint8_t *to,
     eml_field *out)
{
    (void)eml_find(cx, code, from, (size_t)(to - from));
    out->name.n = 0;
    out->body = out->raw;
    out->id = EML_FIELD_JUNK;
    out->body_lines_only = true;
    return false;
}

/* The name does not go straight from ftext to ":"; p is where it stops being
 * ftext. False when there is no field here at all.
 *
 * obs-optional = field-name *WSP ":" unstructured CRLF
 */
static bool
odd_name(eml_cx *cx, const uint8_t *p, eml_field *out)
{
    const uint8_t *from = out->raw.p, *end = first_line_end(out->raw);
    const uint8_t *colon, *to, *bad;

    if (from != end && eml__is(*from, EML__WSP))
        return junk(cx, EML_E_FIELD_FOLD_FIRST, from, end, out);
    if (is_from_line(from, end))
        return junk(cx, EML_E_FIELD_FROM_LINE, from, end, out);
    colon = from != end ? memchr(from, ':', (size_t)(end - from)) : NULL;
    if (!colon)
        return junk(cx, EML_E_FIELD_NO_COLON, from, end, out);
    if (colon == from)
        return junk(cx, EML_E_FIELD_NAME_EMPTY, from, from + 1, out);
    for (to = colon; eml__is(to[-1], EML__WSP); to--)
        ;
    if (p != to) {
        for (bad = p; bad != to && !eml__is(*bad, EML__FTEXT); bad++)
            ;
        (void)eml_find(cx, EML_E_FIELD_NAME, p, (size_t)(bad - p));
    }
    if (to != colon)
        (void)eml_find(cx, EML_E_FIELD_NAME_SPACE, to, (size_t)(colon - to));
    out->name.n = (size_t)(to - from);
    out->body.p = colon + 1;
    return true;
}

/*
 * optional-field = field-name ":" unstructured CRLF
 * field-name     = 1*ftext
 */
void
eml_field_split(eml_cx *cx, eml_span raw, eml_field *out)
{
    const uint8_t *end = raw.p + raw.n, *p = raw.p, *to = end;
    bool is_field = true;

    out->raw = raw;
    out->name.p = raw.p;
    out->id = EML_FIELD_OTHER;
    out->body_lines_only = false;
    out->value.kind = EML_VALUE_NONE;
    p = eml__ftext_end(p, end);
    if (p != end && *p == ':' && p != raw.p) {
        out->name.n = (size_t)(p - raw.p);
        out->body.p = p + 1;
    } else {
        is_field = odd_name(cx, p, out);
    }
    if (is_field)
        out->id = eml_field_id_of(out->name);
    if (to != out->body.p && to[-1] == '\n')
        to--;
    if (to != end && to != out->body.p && to[-1] == '\r')
        to--;
    out->body.n = (size_t)(to - out->body.p);
    judge(cx, raw.p, end, true);
}

/* ---- both at once, and where it ends ----------------------------------- */

/* The length of the line end at p, of two bytes at least, when it is the right
 * one; else 0. */
static inline size_t
right_line_end(const uint8_t *p, uint8_t newline)
{
    if (newline == EML_NL_LF)
        return *p == '\n';
    return *p == '\r' && p[1] == '\n' ? 2 : 0;
}

bool
eml__field_scan(eml_span in, size_t limit, uint8_t newline,
                eml__field_shape *out)
{
    const uint8_t *from = in.p, *end = from + in.n, *line = from;
    const uint8_t *block = from, *p = eml__ftext_end(from, end);
    uint64_t bits;

    if (!EML__PLAIN)
        return false;
    if (p == end || *p != ':' || p == from || in.n < BLOCK + 2)
        return false;
    out->name = (size_t)(p - from);
    out->look = NULL;
    bits = eml__stops64(block);
    for (;;) {
        size_t n;

        while (!bits) {
            block += BLOCK;
            if (end - block < BLOCK + 2)
                return false;
            bits = eml__stops64(block);
        }
        p = block + eml__lowest_bit(bits);
        bits &= bits - 1;
        if (*p == '\t' || p < line) /* the LF of CRLF is before the next line */
            continue;
        n = right_line_end(p, newline);
        if (!n)
            return false;
        /* too long, or perhaps of white space alone */
        if (!out->look && (p - line > LINE_WORD || eml__is(p[-1], EML__WSP)))
            out->look = line;
        line = p + n;
        if (!eml__is(*line, EML__WSP)) {
            out->line_end = n;
            break;
        }
    }
    out->len = (size_t)(line - from);
    return out->len <= limit;
}

void
eml__field_fill(eml_cx *cx, const uint8_t *p, const eml__field_shape *s,
                eml_field *out)
{
    out->raw = (eml_span){p, s->len};
    out->name = (eml_span){p, s->name};
    out->body = (eml_span){p + s->name + 1, s->len - s->name - 1 - s->line_end};
    out->id = eml_field_id_of(out->name);
    out->body_lines_only = false;
    out->value.kind = EML_VALUE_NONE;
    if (s->look)
        judge(cx, s->look, p + s->len, s->look == p);
}
