/* Writing text: unstructured, phrases, quoted-strings, comments (RFC 5322
 * section 3.2; RFC 2047 section 5; RFC 6532 section 3.2). */
#include "eml/utf8.h"
#include "parsers/mime/write_int.h"

#include <string.h>

enum {
    PIECE_MAX = 997,  /* with one byte before it, a line of 998 */
    QUOTED_MAX = 900, /* a piece between quotes or parentheses */
    WORD_SHORT = 42   /* bytes that by B make an encoded-word of 68 */
};

/* The trouble is `at` bytes behind what has been written. */
static void
fail_at(eml__writer *w, int code, size_t at)
{
    if (w->rc < 0)
        return;
    w->rc = code;
    if (code > EML_E_SYNTAX_FIRST_ && code < EML_E_SYNTAX_LAST_)
        (void)eml_find_at(w->cx, code, w->out->n - w->start + at, 0);
}

void
eml__w_fail(eml__writer *w, int code)
{
    fail_at(w, code, 0);
}

void
eml__w_move(eml_cx *cx, const eml_cx *was, uint64_t by)
{
    for (size_t i = was->num_diags; i < cx->num_diags && i < cx->diags_cap; i++)
        cx->diags[i].off += by;
    if (cx->err.code && !was->err.code)
        cx->err.off += by;
}

int
eml__w_finish(eml__writer *w)
{
    if (w->rc == EML_OK && w->out->full)
        w->rc = EML_E_NOMEM;
    if (w->rc < 0)
        w->out->n = w->start;
    return w->rc;
}

void
eml__w_raw(eml__writer *w, eml_span s)
{
    eml_out_span(w->out, s);
}

void
eml__w_byte(eml__writer *w, uint8_t c)
{
    eml_out_byte(w->out, c);
}

/* CR, LF, NUL or what is not UTF-8 in `s`: the code, and where. */
static int
fault(eml_span s, size_t *at)
{
    const uint8_t *cr = memchr(s.p, '\r', s.n), *lf = memchr(s.p, '\n', s.n);
    const uint8_t *nul = memchr(s.p, 0, s.n);

    if (cr || lf) {
        *at = (size_t)((!cr || (lf && lf < cr) ? lf : cr) - s.p);
        return EML_E_WRITE_LINE;
    }
    *at = nul ? (size_t)(nul - s.p) : eml_utf8_valid(s);
    return nul ? EML_E_WRITE_NUL : *at != s.n ? EML_E_WRITE_UTF8 : EML_OK;
}

bool
eml__w_check(eml__writer *w, eml_span s)
{
    size_t at;
    int code = s.n ? fault(s, &at) : EML_OK;

    if (code)
        eml__w_fail(w, code);
    return w->rc == EML_OK;
}

bool
eml__w_get(eml__writer *w, const eml_text *t, eml_span *out)
{
    int rc = EML_OK;
    size_t at = 0;

    *out = t->raw.n ? t->raw : EML_NONE;
    if (t->form != EML_TEXT_PLAIN)
        rc = eml_text_get(w->cx, t, out);
    if (rc == EML_OK && out->n)
        rc = fault(*out, &at);
    if (rc < 0)
        fail_at(w, rc, at);
    return w->rc == EML_OK;
}

bool
eml__w_all(const eml__writer *w, eml_span s, unsigned classes)
{
    if (w->utf8)
        classes |= EML__HIGH;
    for (size_t i = 0; i < s.n; i++)
        if (!eml__is(s.p[i], classes))
            return false;
    return true;
}

bool
eml__w_has_pair(eml_span s, uint8_t a, uint8_t b)
{
    const uint8_t *p = s.p, *end = s.p + s.n;

    while (p != end && (p = memchr(p, a, (size_t)(end - p))) != NULL) {
        p++;
        if (p != end && *p == b)
            return true;
    }
    return false;
}

bool
eml__w_no_word(eml__writer *w, eml_span s)
{
    const uint8_t *p = s.p, *end = s.p + s.n;
    eml_word word;

    while (p != end && (p = memchr(p, '=', (size_t)(end - p))) != NULL) {
        if (eml_word_match((eml_span){p, (size_t)(end - p)}, &word)) {
            eml__w_fail(w, EML_E_WRITE_VALUE);
            return false;
        }
        p++;
    }
    return true;
}

bool
eml__w_is_dot_atom(const eml__writer *w, eml_span s)
{
    bool after_dot = true;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '.') {
            if (after_dot)
                return false;
            after_dot = true;
        } else if (eml__is(s.p[i], EML__ATEXT) || (w->utf8 && s.p[i] > 127)) {
            after_dot = false;
        } else {
            return false;
        }
    }
    return !after_dot;
}

/* ---- quoted-strings ------------------------------------------------------ */

bool
eml__w_can_quote(const eml__writer *w, eml_span s)
{
    size_t cost = 0;
    bool black = true;

    if (!eml__w_all(w, s, EML__VCHAR | EML__WSP))
        return false;
    /* the longest run of white space and what follows it */
    for (size_t i = 0; i < s.n; i++) {
        bool white = eml__is(s.p[i], EML__WSP);

        if (white && black)
            cost = 0;
        black = !white;
        cost += s.p[i] == '"' || s.p[i] == '\\' ? 2 : 1;
        if (cost > QUOTED_MAX)
            return false;
    }
    return true;
}

/*
 * quoted-string = DQUOTE *([FWS] qcontent) [FWS] DQUOTE
 */
void
eml__w_quote(eml__writer *w, eml_span s)
{
    eml__w_byte(w, '"');
    for (size_t i = 0, from = 0; i <= s.n; i++)
        if (i == s.n || s.p[i] == '"' || s.p[i] == '\\') {
            eml__w_raw(w, (eml_span){s.p + from, i - from});
            from = i;
            if (i < s.n)
                eml__w_byte(w, '\\');
        }
    eml__w_byte(w, '"');
}

/*
 * dot-atom / quoted-string
 */
void
eml__w_dot_atom_or_quote(eml__writer *w, eml_span s)
{
    if (!eml__w_no_word(w, s))
        return;
    if (eml__w_is_dot_atom(w, s))
        eml__w_raw(w, s);
    else if (eml__w_can_quote(w, s))
        eml__w_quote(w, s);
    else
        eml__w_fail(w, EML_E_WRITE_VALUE);
}

/* ---- text with encoded-words --------------------------------------------- */

/* A run of white space and the run of other bytes behind it. */
struct piece {
    size_t white, end; /* offsets */
    bool encode;
};

/* Text on its way out. */
struct text {
    eml__writer *w;
    eml_span s;
    eml_word_place place;
    bool escape; /* parentheses in a comment */
};

static size_t
cost_of(const struct text *t, uint8_t c)
{
    if (t->place != EML_WORD_COMMENT)
        return 1;
    return c == '(' || c == ')' || c == '\\' ? 2 : 1;
}

/* The piece at offset `at`: what must be encoded is what is not ASCII (or
 * UTF-8, where that may be), what is not printable, what looks like an
 * encoded-word, what is too long to be folded, and white space at either end
 * of the text, which a reader would take for the field's. */
static struct piece
piece_at(const struct text *t, size_t at)
{
    struct piece p = {.white = at};
    size_t i = at, cost, black;

    while (i < t->s.n && eml__is(t->s.p[i], EML__WSP))
        i++;
    p.encode = at == 0 && i > 0;
    cost = i - at;
    for (black = i; i < t->s.n && !eml__is(t->s.p[i], EML__WSP); i++) {
        uint8_t c = t->s.p[i];

        cost += cost_of(t, c);
        if (!eml__is(c, EML__VCHAR) && !(c > 127 && t->w->utf8))
            p.encode = true;
        if (c == '?' && i > black && t->s.p[i - 1] == '=')
            p.encode = true;
    }
    p.end = i;
    if (cost > (t->place == EML_WORD_COMMENT ? QUOTED_MAX : PIECE_MAX))
        p.encode = true;
    while (i < t->s.n && eml__is(t->s.p[i], EML__WSP))
        i++;
    if (i == t->s.n && i > p.end) {
        p.encode = true;
        p.end = i;
    }
    return p;
}

static void
encode(const struct text *t, size_t from, size_t to)
{
    int rc;

    if (t->w->no_words)
        eml__w_fail(t->w, EML_E_WRITE_VALUE);
    if (t->w->rc < 0)
        return;
    rc = eml_word_encode(t->w->cx, (eml_span){t->s.p + from, to - from},
                         t->place, t->w->out);
    if (rc < 0 && t->w->rc == EML_OK)
        t->w->rc = rc;
}

/* Writes the pieces from `p` on that must be encoded, with the white space
 * between them: between encoded-words a reader drops it (RFC 2047 section
 * 6.2). Of the white space before them one byte stays, where the line can be
 * folded, so that an encoded-word of 75 bytes is on a line of 76. In a comment
 * the parentheses are in the way: FWS that is not part of its text sets them
 * apart when a word may be so long. */
static size_t
write_encoded(const struct text *t, struct piece p)
{
    size_t from = p.white + (p.white != 0), to = p.end;
    bool apart;

    while (to < t->s.n) {
        p = piece_at(t, to);
        if (!p.encode)
            break;
        to = p.end;
    }
    apart = t->place == EML_WORD_COMMENT && to - from > WORD_SHORT;
    if (from)
        eml__w_byte(t->w, t->s.p[from - 1]);
    else if (apart)
        eml__w_byte(t->w, ' ');
    encode(t, from, to);
    if (apart && to == t->s.n)
        eml__w_byte(t->w, ' ');
    return to;
}

static void
write_plain(const struct text *t, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        uint8_t c = t->s.p[i];

        if (c == '\\' ? t->place == EML_WORD_COMMENT
                      : t->escape && (c == '(' || c == ')')) {
            eml__w_raw(t->w, (eml_span){t->s.p + from, i - from});
            eml__w_byte(t->w, '\\');
            from = i;
        }
    }
    eml__w_raw(t->w, (eml_span){t->s.p + from, to - from});
}

static void
write_text(const struct text *t)
{
    size_t at = 0;

    while (at < t->s.n && t->w->rc == EML_OK) {
        struct piece p = piece_at(t, at);

        if (p.encode) {
            at = write_encoded(t, p);
        } else {
            write_plain(t, p.white, p.end);
            at = p.end;
        }
    }
}

/*
 * unstructured = *([FWS] VCHAR) *WSP
 */
void
eml__w_unstructured(eml__writer *w, eml_span s)
{
    write_text(&(struct text){w, s, EML_WORD_TEXT, false});
}

/* Whether the parentheses in a comment's text are pairs, so that they can stand
 * as nested comments: only when nothing is encoded, for that might hide one of
 * a pair. */
static bool
balanced(const struct text *t)
{
    uint32_t depth = 0;

    for (size_t at = 0; at < t->s.n;) {
        struct piece p = piece_at(t, at);

        if (p.encode)
            return false;
        for (; at < p.end; at++) {
            if (t->s.p[at] == '(' && ++depth > 50)
                return false;
            if (t->s.p[at] == ')' && depth-- == 0)
                return false;
        }
    }
    return depth == 0;
}

/*
 * comment = "(" *([FWS] ccontent) [FWS] ")"
 */
void
eml__w_comment(eml__writer *w, const eml_comment *c)
{
    struct text t = {.w = w, .place = EML_WORD_COMMENT};

    if (!eml__w_get(w, &c->text, &t.s))
        return;
    t.escape = !balanced(&t);
    if (w->out->n > w->start)
        eml__w_byte(w, ' ');
    eml__w_byte(w, '(');
    write_text(&t);
    eml__w_byte(w, ')');
}

void
eml__w_comments(eml__writer *w, const eml_comment *c)
{
    for (; c && w->rc == EML_OK; c = c->next)
        eml__w_comment(w, c);
}

/* ---- phrases ------------------------------------------------------------- */

/* 1*atext *(SP 1*atext) */
static bool
is_atoms(const eml__writer *w, eml_span s)
{
    bool after_space = true;

    if (s.n > QUOTED_MAX || !eml__w_all(w, s, EML__ATEXT | EML__WSP))
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\t' || (after_space && s.p[i] == ' '))
            return false;
        after_space = s.p[i] == ' ';
    }
    return !after_space;
}

/*
 * phrase = 1*word                           (RFC 5322 section 3.2.5)
 * phrase = 1*( encoded-word / word )        (RFC 2047 section 5 (3))
 *
 * An encoded-word inside of a quoted-string is none, but there are readers that
 * decode it: what looks like one is encoded itself. White space sets an
 * encoded-word apart from any special, too.
 */
void
eml__w_phrase(eml__writer *w, eml_span s, bool special_follows)
{
    if (eml__w_has_pair(s, '=', '?') || !eml__w_can_quote(w, s)) {
        encode(&(struct text){w, s, EML_WORD_PHRASE, false}, 0, s.n);
        if (special_follows)
            eml__w_byte(w, ' ');
    } else if (is_atoms(w, s)) {
        eml__w_raw(w, s);
    } else {
        eml__w_quote(w, s);
    }
}

void
eml__w_phrases(eml__writer *w, const eml_phrases *l)
{
    eml_span s;

    if (!l->first)
        eml__w_fail(w, EML_E_WRITE_VALUE);
    for (const eml_phrase *p = l->first; p && w->rc == EML_OK; p = p->next) {
        if (p != l->first)
            eml__w_lit(w, ", ");
        if (eml__w_get(w, &p->text, &s))
            eml__w_phrase(w, s, p->next != NULL);
    }
    eml__w_comments(w, l->comments);
}
