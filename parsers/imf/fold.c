/* fold.c -- folding of header fields (RFC 5322 sections 2.1.1 and 2.2.3). */
#include "core/cclass.h"
#include "eml/fold.h"

#include <string.h>

enum {
    LINE_SOFT = 78, /* 2.1.1: SHOULD */
    LINE_WORD = 76, /* RFC 2047 section 2: a line with an encoded-word */
    LINE_HARD = 998 /* 2.1.1: MUST */
};

/* Where a line may end, by preference. COLON is the white space right after
 * the field name: used only when the next piece fits on a line because of
 * it. */
enum { AFTER_SEPARATOR, OUTSIDE, INSIDE, NUM_PLACES };

/* A place to break is the offset of the first byte of a run of white space; 0
 * is none, for there is never one at the start of the line. */
typedef struct folder {
    eml_span line;
    eml_out *out;
    size_t start; /* of the current output line */
    size_t place[NUM_PLACES];
    size_t late;    /* the last INSIDE beyond what the current line holds */
    size_t colon;   /* the place after the field name, while on that line */
    size_t word;    /* offset + 1 of the last "=?" seen */
    uint32_t depth; /* of comments */
    uint8_t inside; /* '"' or '[' while in a quoted-string or literal */
    bool structured;
    bool seen_place;
    bool too_long;
    size_t long_at, long_len; /* the first line over LINE_HARD */
} folder;

static void
put_line(folder *f, size_t end)
{
    size_t n = end - f->start;

    if (n > LINE_HARD && !f->too_long) {
        f->too_long = true;
        f->long_at = f->start;
        f->long_len = n;
    }
    eml_out_span(f->out, (eml_span){f->line.p + f->start, n});
    eml_out_byte(f->out, '\r');
    eml_out_byte(f->out, '\n');
    f->start = end;
    if (f->late)
        f->place[INSIDE] = f->late;
    f->late = 0;
    for (int i = 0; i < NUM_PLACES; i++)
        if (f->place[i] <= end)
            f->place[i] = 0;
    f->colon = 0;
}

/* How long the current line may be. */
static size_t
room(const folder *f)
{
    return f->word > f->start ? LINE_WORD : LINE_SOFT;
}

/* A piece ends at `at`: breaks the line before it, where that is best, until it
 * fits or there is no place left. A field whose first piece fits only on a line
 * of its own gets one. A place inside of a quoted-string waits as long as a
 * break after the colon might do instead. */
static void
break_before(folder *f, size_t at, bool outside)
{
    size_t max = room(f);

    while (at - f->start > max) {
        size_t best = f->place[AFTER_SEPARATOR];

        if (!best)
            best = f->place[OUTSIDE];
        if (!best && f->colon && at - f->colon <= max) {
            if (!outside && f->place[INSIDE])
                return; /* undecided */
            best = f->colon;
        }
        if (!best)
            best = f->place[INSIDE];
        if (!best && f->colon && at - f->start > LINE_HARD)
            best = f->colon;
        if (!best)
            return;
        put_line(f, best);
        max = room(f);
    }
}

/* Follows quoted-strings, comments and literals through one byte that is not
 * white space. Returns how many bytes it took: two for a quoted-pair. */
static size_t
follow(folder *f, size_t i)
{
    uint8_t c = f->line.p[i];

    if (c == '\\' && (f->inside || f->depth) && i + 1 < f->line.n)
        return 2;
    if (f->inside) {
        if (c == (f->inside == '[' ? ']' : '"'))
            f->inside = 0;
    } else if (c == '(') {
        f->depth++;
    } else if (f->depth) {
        f->depth -= c == ')';
    } else if (c == '"' || c == '[') {
        f->inside = c;
    }
    return 1;
}

/* Whether the comma right before `i` is that of a date-time: it is not what one
 * would break the field at. */
static bool
after_day_name(const folder *f, size_t i)
{
    static const char names[] = "MonTueWedThuFriSatSun";

    if (i < 5 || eml__is(f->line.p[i - 5], EML__ATEXT))
        return false;
    for (int n = 0; n < 7; n++)
        if (memcmp(f->line.p + i - 4, names + 3 * n, 3) == 0)
            return true;
    return false;
}

/* White space at `i` that a piece follows: notes it as a place to break. */
static void
note_place(folder *f, size_t i)
{
    uint8_t before = f->line.p[i - 1];
    int where = f->inside || f->depth ? INSIDE
                : f->structured && (before == ';' ||
                                    (before == ',' && !after_day_name(f, i)))
                    ? AFTER_SEPARATOR
                    : OUTSIDE;

    break_before(f, i, where != INSIDE);
    if (before == ':' && f->start == 0 && !f->seen_place)
        f->colon = i;
    else if (where == INSIDE && f->place[INSIDE] && i - f->start > room(f))
        f->late = i;
    else
        f->place[where] = i;
    f->seen_place = true;
}

static void
fold_long(folder *f)
{
    eml_span line = f->line;
    size_t i = 0;

    while (i < line.n) {
        uint8_t c = line.p[i];

        if (eml__is(c, EML__WSP)) {
            size_t from = i;

            while (i < line.n && eml__is(line.p[i], EML__WSP))
                i++;
            if (from && i < line.n)
                note_place(f, from);
            continue;
        }
        if (c == '=' && i + 1 < line.n && line.p[i + 1] == '?')
            f->word = i + 1;
        i += f->structured ? follow(f, i) : 1;
    }
    break_before(f, line.n, true);
    put_line(f, line.n);
}

static int
check_bytes(eml_cx *cx, eml_span line)
{
    const uint8_t *cr = memchr(line.p, '\r', line.n);
    const uint8_t *lf = memchr(line.p, '\n', line.n);
    const uint8_t *nul = memchr(line.p, 0, line.n);
    const uint8_t *nl = !cr || (lf && lf < cr) ? lf : cr;

    if (nl && !(nul && nul < nl))
        return eml_find_at(cx, EML_E_WRITE_LINE, (uint64_t)(nl - line.p), 1);
    if (nul)
        return eml_find_at(cx, EML_E_WRITE_NUL, (uint64_t)(nul - line.p), 1);
    /* it would end the header, or continue the field before */
    if (!line.n || eml__is(line.p[0], EML__WSP))
        return eml_find_at(cx, EML_E_WRITE_NAME, 0, 0);
    return EML_OK;
}

int
eml_fold(eml_cx *cx, eml_span line, bool structured, eml_out *out)
{
    folder f = {.line = line, .out = out, .structured = structured};
    size_t was = out->n;
    int rc = check_bytes(cx, line);

    if (rc < 0)
        return rc;
    if (line.n <= LINE_WORD)
        put_line(&f, line.n);
    else
        fold_long(&f);
    if (f.too_long) {
        out->n = was;
        return eml_find_at(cx, EML_E_WRITE_LONG, f.long_at, f.long_len);
    }
    if (out->full) {
        out->n = was;
        return EML_E_NOMEM;
    }
    return EML_OK;
}
