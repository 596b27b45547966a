/* word.c -- encoded-words: RFC 2047 sections 2 to 6, RFC 2231 section 5. */
#include "eml/word.h"

#include "core/cclass.h"
#include "eml/base64.h"
#include "eml/charset.h"
#include "parsers/imf/imf_values.h"
#include "parsers/imf/scan.h"

enum { WORD_MAX = 75, PIECE = 256 };

static eml_span
between(const uint8_t *from, const uint8_t *to)
{
    return (eml_span){from, (size_t)(to - from)};
}

/* ---- syntax ------------------------------------------------------------ */

/* token = 1*<Any CHAR except SPACE, CTLs, and especials>: as RFC 2045's token,
 * but for the dot (doc/rulings.md, "2047 2: especials"). */
static bool
is_token(uint8_t c)
{
    return eml__is(c, EML__TOKEN) && c != '.';
}

/*
 * encoded-word = "=?" charset ["*" language] "?" encoding "?" encoded-text "?="
 * charset      = token
 * encoding     = token
 * encoded-text = 1*<Any printable ASCII character other than "?" or SPACE>
 */
bool
eml_word_match(eml_span in, eml_word *out)
{
    const uint8_t *p = in.p, *end = in.p + in.n, *from;
    eml_word w;

    if (in.n < 2 || p[0] != '=' || p[1] != '?')
        return false;
    for (from = p += 2; p != end && is_token(*p) && *p != '*'; p++)
        ;
    w.charset = w.language = between(from, p);
    if (p == from || p == end)
        return false;
    from = p;
    if (*p == '*')
        for (from = ++p; p != end && is_token(*p); p++)
            ;
    w.language = between(from, p);
    if (p == end || *p != '?')
        return false;
    for (from = ++p; p != end && is_token(*p); p++)
        ;
    if (p == from || p == end || *p != '?')
        return false;
    w.encoding = 0;
    if (p - from == 1 && (eml__lower(*from) == 'q' || eml__lower(*from) == 'b'))
        w.encoding = (uint8_t)(*from & ~32);
    from = ++p;
    p = eml__vchar_end(p, end, '?');
    if (p == from || end - p < 2 || p[0] != '?' || p[1] != '=')
        return false;
    w.text = between(from, p);
    w.raw = between(in.p, p + 2);
    *out = w;
    return true;
}

/* ---- bytes ------------------------------------------------------------- */

/* The bytes that a word encodes, a piece at a time. */
typedef struct reader {
    bool is_b, done;
    eml_span rest;
    eml_b64_dec b64;
} reader;

static reader
reader_of(const eml_word *w)
{
    reader r = {.is_b = w->encoding == 'B', .rest = w->text};

    return r;
}

/* Q: "=XX" is a byte, "_" is 0x20, all else stands for itself; so does an "="
 * that two hexadecimal digits do not follow. */
static size_t
read_q(reader *r, uint8_t *buf, size_t room)
{
    const uint8_t *p = r->rest.p, *end = p + r->rest.n;
    size_t n = 0;

    while (p != end && n < room) {
        uint8_t c = *p++;

        if (c == '_') {
            c = ' ';
        } else if (c == '=' && end - p >= 2) {
            int high = eml__hex(p[0]), low = eml__hex(p[1]);

            if (high >= 0 && low >= 0) {
                c = (uint8_t)(high << 4 | low);
                p += 2;
            }
        }
        buf[n++] = c;
    }
    r->rest = between(p, end);
    r->done = p == end;
    return n;
}

/* Fills buf from the word; r->done says whether that was the last of it. */
static size_t
read_some(reader *r, uint8_t *buf, size_t room)
{
    uint8_t *p = buf;

    if (!r->is_b)
        return read_q(r, buf, room);
    r->done =
        eml_b64_dec_feed(&r->b64, &r->rest, &p, &room, true) != EML_WANT_SPACE;
    return (size_t)(p - buf);
}

/* ---- decoding ---------------------------------------------------------- */

/* Converts `in`; the text goes to `out`, or when that is NULL *controls says
 * whether there were control characters in it. */
static void
convert(eml_to_utf8 *c, eml_span in, bool last, eml_out *out, bool *controls)
{
    uint8_t text[3 * PIECE], *p;
    size_t room;
    int rc;

    do {
        p = text;
        room = sizeof text;
        rc = eml_to_utf8_feed(c, &in, &p, &room, last);
        if (out) {
            eml_out_span(out, between(text, p));
            continue;
        }
        for (const uint8_t *q = text; q != p && !*controls; q++)
            *controls = eml__is(*q, EML__CTL | EML__NL);
    } while (rc == EML_WANT_SPACE);
}

int
eml_word_decode(eml_cx *cx, const eml_word *w, eml_out *out)
{
    eml_to_utf8 c = {0};
    reader r = reader_of(w);
    uint8_t buf[PIECE];

    if (!w->encoding ||
        eml_to_utf8_open(&c, cx->charsets, w->charset) != EML_OK) {
        eml_out_span(out, w->raw);
        return out->full ? EML_E_NOMEM : EML_OK;
    }
    do {
        size_t n = read_some(&r, buf, sizeof buf);

        convert(&c, (eml_span){buf, n}, r.done, out, NULL);
    } while (!r.done && !out->full);
    eml_to_utf8_close(&c);
    return out->full ? EML_E_NOMEM : EML_OK;
}

/* ---- findings ---------------------------------------------------------- */

static void
find_in(eml_cx *cx, int code, eml_span at)
{
    (void)eml_find(cx, code, at.p, at.n);
}

/* RFC 2047 section 5: what may be bare in Q, by place. */
static bool
may_be_bare(uint8_t c, eml_word_place place)
{
    if (place == EML_WORD_PHRASE)
        return eml__is(c, EML__ALPHA | EML__DIGIT) || c == '!' || c == '*' ||
               c == '+' || c == '-' || c == '/' || c == '=' || c == '_';
    if (place == EML_WORD_COMMENT)
        return c != '(' && c != ')' && c != '\\';
    return true;
}

static void
check_q(eml_cx *cx, const eml_word *w, eml_word_place place)
{
    const uint8_t *p = w->text.p, *end = p + w->text.n;
    bool escape_found = false, char_found = false, lower_found = false;

    for (; p != end; p++) {
        if (*p == '=') {
            if (end - p > 2 && eml__hex(p[1]) >= 0 && eml__hex(p[2]) >= 0) {
                if (!lower_found && (p[1] >= 'a' || p[2] >= 'a')) {
                    (void)eml_find(cx, EML_E_WORD_Q_LOWER, p, 3);
                    lower_found = true;
                }
                p += 2;
            } else if (!escape_found) {
                (void)eml_find(cx, EML_E_WORD_Q, p, 1);
                escape_found = true;
            }
        } else if (!char_found && !may_be_bare(*p, place)) {
            (void)eml_find(cx, EML_E_WORD_CHAR, p, 1);
            char_found = true;
        }
    }
}

/* Language-Tag = 1*8ALPHA *( "-" 1*8ALPHA ), with the digits that RFC 5646
 * added behind the first "-". */
bool
eml__is_language(eml_span tag)
{
    unsigned classes = EML__ALPHA;
    size_t n = 0;

    for (size_t i = 0; i < tag.n; i++) {
        if (tag.p[i] == '-' && n) {
            n = 0;
            classes = EML__ALPHA | EML__DIGIT;
        } else if (!eml__is(tag.p[i], classes) || ++n > 8) {
            return false;
        }
    }
    return n != 0;
}

/* What an ISO-2022 charset was switched to (RFC 2047 section 3). */
typedef struct shifts {
    bool watched;
    bool other;    /* G0 is not ASCII */
    bool out;      /* after SO */
    uint8_t state; /* 0, ESC, '(' and '$' after it, ')' when one more follows */
} shifts;

static bool
is_iso_2022(eml_span label)
{
    return label.n >= 9 &&
           eml_span_eq_fold((eml_span){label.p, 9}, EML_LIT("iso-2022-"));
}

static void
watch_shifts(shifts *s, eml_span in)
{
    enum { ESC = 0x1b, SO = 0x0e, SI = 0x0f };

    for (size_t i = 0; i < in.n; i++) {
        uint8_t c = in.p[i];

        if (c == ESC) {
            s->state = ESC;
        } else if (s->state == ESC) {
            s->state = c == '(' || c == '$'   ? c
                       : c == '.' || c == ')' ? ')'
                                              : 0;
        } else if (s->state == '$' && c == '(') {
            ; /* ESC $ ( F: as ESC $ F */
        } else if (s->state == '$' && c >= ')' && c <= '+') {
            s->state = ')';
        } else if (s->state) {
            if (s->state != ')')
                s->other = s->state == '$' || c != 'B';
            s->state = 0;
        } else if (c == SO || c == SI) {
            s->out = c == SO;
        }
    }
}

/* The first bytes of a word in UTF-8 that can only be the rest of a character
 * which another word began. */
static size_t
rest_of_character(const uint8_t *p, size_t n)
{
    size_t i = 0;

    while (i < n && i < 3 && (p[i] & 0xc0) == 0x80)
        i++;
    return i;
}

static void
check_characters(eml_cx *cx, const eml_word *w, eml_to_utf8 *c, reader *r)
{
    shifts s = {.watched = is_iso_2022(w->charset)};
    bool split = false, controls = false, first = true;
    uint8_t buf[PIECE];

    do {
        eml_span in = {buf, read_some(r, buf, sizeof buf)};

        if (first && c->id == EML_CHARSET_UTF8) {
            size_t n = rest_of_character(in.p, in.n);

            split = n != 0;
            in.p += n;
            in.n -= n;
        }
        first = false;
        if (s.watched)
            watch_shifts(&s, in);
        convert(c, in, false, NULL, &controls);
    } while (!r->done);
    if (c->num_bad)
        find_in(cx, EML_E_WORD_BYTES, w->text);
    if (split || c->num_held)
        find_in(cx, EML_E_WORD_SPLIT, w->text);
    if (s.other || s.out || s.state)
        find_in(cx, EML_E_WORD_STATE, w->text);
    if (controls)
        find_in(cx, EML_E_WORD_CONTROL, w->text);
}

static void
check_b(eml_cx *cx, const eml_word *w, const eml_b64_dec *d)
{
    if (d->num_bad || d->padding || d->after_pad)
        find_in(cx, EML_E_WORD_B, w->text);
    else if (d->stray_bits)
        find_in(cx, EML_E_B64_BITS, w->text);
}

void
eml_word_check(eml_cx *cx, const eml_word *w, eml_word_place place)
{
    eml_to_utf8 c = {0};
    reader r = reader_of(w);

    if (w->raw.n > WORD_MAX)
        find_in(cx, EML_E_WORD_LONG, w->raw);
    if (w->language.p != w->charset.p + w->charset.n &&
        !eml__is_language(w->language))
        find_in(cx, EML_E_WORD_LANGUAGE, w->language);
    if (!w->encoding) {
        const uint8_t *from = w->language.p + w->language.n + 1;

        find_in(cx, EML_E_WORD_ENCODING, between(from, w->text.p - 1));
        return;
    }
    if (w->encoding == 'Q')
        check_q(cx, w, place);
    if (eml_to_utf8_open(&c, cx->charsets, w->charset) == EML_OK) {
        check_characters(cx, w, &c, &r);
        eml_to_utf8_close(&c);
    } else {
        uint8_t buf[PIECE];

        find_in(cx, EML_E_WORD_CHARSET, w->charset);
        while (!r.done)
            (void)read_some(&r, buf, sizeof buf);
    }
    if (r.is_b)
        check_b(cx, w, &r.b64);
}
