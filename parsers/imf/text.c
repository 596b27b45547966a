/* text.c -- what a value stands for: unfolded (RFC 5322 section 2.2.3),
 * unquoted (3.2.1, 3.2.4), encoded-words decoded (RFC 2047 section 6). */
#include "eml/text.h"

#include "core/cclass.h"
#include "eml/utf8.h"
#include "eml/word.h"
#include "parsers/imf/lex.h"
#include "parsers/imf/scan.h"

#define LWSP (EML__WSP | EML__NL)

/* ---- output ------------------------------------------------------------ */

/* Room for `n` bytes to begin with; more comes as it is needed. */
static bool
begin(eml_cx *cx, size_t n, eml_out *out)
{
    *out = (eml_out){0};
    if (!cx->arena)
        return false;
    out->p = eml_arena_raw(cx->arena, n ? n : 1);
    out->cap = n ? n : 1;
    out->arena = cx->arena;
    return out->p != NULL;
}

/* Gives back what was not used. */
static int
finish(eml_cx *cx, const eml_out *out, eml_span *text)
{
    if (out->full)
        return EML_E_NOMEM;
    eml_arena_trim(cx->arena, out->cap - out->n);
    *text = eml_out_view(out);
    return EML_OK;
}

/* Appends bytes of the input, as UTF-8. */
static void
put(eml_out *out, const uint8_t *from, const uint8_t *to)
{
    eml_span in = eml__between(from, to);

    if (eml__ascii(from, to))
        eml_out_span(out, in);
    else
        (void)eml_utf8_clean(in, out);
}

/* ---- unfolding --------------------------------------------------------- */

/* The next line end that white space follows, or end; *len is its length. */
static const uint8_t *
find_fold(const uint8_t *p, const uint8_t *end, size_t *len)
{
    for (;;) {
        const uint8_t *lf =
            p != end ? memchr(p, '\n', (size_t)(end - p)) : NULL;

        if (!lf || lf + 1 == end)
            return end;
        if (eml__is(lf[1], EML__WSP)) {
            bool cr = lf != p && lf[-1] == '\r';

            *len = 1 + (size_t)cr;
            return lf - cr;
        }
        p = lf + 1;
    }
}

int
eml_unfold(eml_cx *cx, eml_span in, eml_span *out)
{
    const uint8_t *p = in.p, *end = in.p + in.n, *at;
    size_t len = 0;
    eml_out o;

    at = find_fold(p, end, &len);
    if (at == end) {
        *out = in;
        return EML_OK;
    }
    if (!begin(cx, in.n, &o))
        return EML_E_NOMEM;
    while (at != end) {
        eml_out_span(&o, eml__between(p, at));
        p = at + len;
        at = find_fold(p, end, &len);
    }
    eml_out_span(&o, eml__between(p, end));
    return finish(cx, &o, out);
}

/* Appends [p, end) without its folds. */
static void
put_unfolded(eml_out *out, const uint8_t *p, const uint8_t *end)
{
    size_t len = 0;

    while (p != end) {
        const uint8_t *at = find_fold(p, end, &len);

        put(out, p, at);
        p = at == end ? end : at + len;
    }
}

/* ---- quoting ----------------------------------------------------------- */

/* What follows the backslash at p, on which it has its effect: unfolding comes
 * before (3.2.2). Or p, when it is the last byte: then it is itself. */
static const uint8_t *
quoted(const uint8_t *p, const uint8_t *end)
{
    if (p + 1 == end)
        return p;
    p++;
    if (eml__is(*p, EML__NL))
        p += eml__fold(p, end);
    return p;
}

/* Appends the inside of a quoted-string or comment: folds and the backslashes
 * of quoted-pairs gone. */
static void
put_unquoted(eml_out *out, const uint8_t *p, const uint8_t *end)
{
    while (p != end) {
        const uint8_t *slash = memchr(p, '\\', (size_t)(end - p));

        if (!slash)
            slash = end;
        /* a fold whose white space is quoted is none here */
        put_unfolded(out, p, slash);
        if (slash == end)
            return;
        p = quoted(slash, end);
        if (p == slash || *p < 0x80) {
            put(out, p, p + 1);
            p++;
        }
    }
}

/* The end of the comment that p is inside of, at its ")"; or end. */
static const uint8_t *
comment_end(const uint8_t *p, const uint8_t *end)
{
    size_t depth = 1;

    for (; p != end; p++) {
        if (*p == '\\') {
            p = quoted(p, end);
        } else if (*p == '(') {
            depth++;
        } else if (*p == ')' && --depth == 0) {
            return p;
        }
    }
    return end;
}

/* The end of the quoted-string that p is inside of, at its DQUOTE; or end. */
static const uint8_t *
quote_end(const uint8_t *p, const uint8_t *end)
{
    for (; p != end && *p != '"'; p++)
        if (*p == '\\')
            p = quoted(p, end);
    return p;
}

/* Skips CFWS; *comment says whether there were comments in it. */
static const uint8_t *
skip_cfws(const uint8_t *p, const uint8_t *end, bool *comment)
{
    for (; p != end; p++) {
        if (*p == '(') {
            *comment = true;
            p = comment_end(p + 1, end);
            if (p == end)
                break;
        } else if (!eml__is(*p, LWSP)) {
            break;
        }
    }
    return p;
}

/* ---- forms ------------------------------------------------------------- */

/* Appends the quoted-string at p without its quotes; returns what follows. */
static const uint8_t *
put_quoted_string(eml_out *out, const uint8_t *p, const uint8_t *end)
{
    const uint8_t *to = quote_end(p + 1, end);

    put_unquoted(out, p + 1, to);
    return to == end ? end : to + 1;
}

/* The end of what stands together at p, up to CFWS or a quoted-string; p when
 * that is there. */
static const uint8_t *
run_end(const uint8_t *p, const uint8_t *end)
{
    while (p != end && !eml__is(*p, LWSP) && *p != '"' && *p != '(')
        p++;
    return p;
}

static void
put_words(eml_out *out, const uint8_t *p, const uint8_t *end)
{
    bool comment = false;

    while ((p = skip_cfws(p, end, &comment)) != end) {
        const uint8_t *from = p;

        if (*p == '"') {
            p = put_quoted_string(out, p, end);
            continue;
        }
        p = run_end(p, end);
        put(out, from, p);
    }
}

static void
put_literal(eml_out *out, const uint8_t *p, const uint8_t *end)
{
    while (p != end) {
        const uint8_t *from = p;

        while (p != end && !eml__is(*p, LWSP) && *p != '\\')
            p++;
        put(out, from, p);
        if (p == end)
            return;
        if (*p == '\\') {
            p = quoted(p, end);
            if (p != end && (eml__is(*p, LWSP) || *p == '\\')) {
                put(out, p, p + 1);
                p++;
            }
        } else {
            p++;
        }
    }
}

static int
put_phrase(eml_cx *cx, eml_out *out, const uint8_t *p, const uint8_t *end)
{
    bool after_word = false, first = true;

    for (;; first = false) {
        const uint8_t *from = p, *to;
        bool comment = false, is_word;
        eml_word w;

        p = skip_cfws(p, end, &comment);
        if (p == end)
            return EML_OK;
        to = run_end(p, end);
        is_word = eml_word_match(eml__between(p, to), &w) &&
                  w.raw.n == (size_t)(to - p);
        if (!first && p != from && (!is_word || !after_word || comment))
            eml_out_byte(out, ' ');
        after_word = is_word;
        if (is_word) {
            int rc = eml_word_decode(cx, &w, out);

            if (rc < 0)
                return rc;
            p = to;
        } else if (p != to) {
            put(out, p, to);
            p = to;
        } else {
            p = put_quoted_string(out, p, end);
        }
    }
}

/* Whether c beside an encoded-word sets it apart (RFC 2047 section 5). */
static bool
sets_apart(uint8_t c, bool comment)
{
    return eml__is(c, LWSP) || (comment && (c == '(' || c == ')'));
}

static bool
is_lwsp(const uint8_t *p, const uint8_t *end)
{
    while (p != end && eml__is(*p, LWSP))
        p++;
    return p == end;
}

static void
put_between(eml_out *out, const uint8_t *p, const uint8_t *end, bool comment)
{
    if (comment)
        put_unquoted(out, p, end);
    else
        put_unfolded(out, p, end);
}

/* Unstructured text and comments: what "=?" begins is an encoded-word when it
 * is set apart on both sides (RFC 2047 section 6.1). */
static int
put_text(eml_cx *cx, eml_out *out, eml_span in, bool comment)
{
    const uint8_t *end = in.p + in.n, *from = in.p, *p = in.p;
    bool after_word = false;

    while ((p = eml__find_word(p, end)) != end) {
        const uint8_t *to;
        eml_word w;
        int rc;

        if ((p != in.p && !sets_apart(p[-1], comment)) ||
            !eml_word_match(eml__between(p, end), &w)) {
            p += 2;
            continue;
        }
        to = p + w.raw.n;
        if (to != end && !sets_apart(*to, comment)) {
            p = to;
            continue;
        }
        if (!after_word || !is_lwsp(from, p))
            put_between(out, from, p, comment);
        rc = eml_word_decode(cx, &w, out);
        if (rc < 0)
            return rc;
        after_word = true;
        from = p = to;
    }
    put_between(out, from, end, comment);
    return EML_OK;
}

/* Without the white space around it; but in a comment what a backslash quotes
 * stays. */
static eml_span
trimmed(eml_span in, bool comment)
{
    const uint8_t *p = in.p, *end = in.p + in.n, *to = end, *slash;

    while (p != end && eml__is(*p, LWSP))
        p++;
    while (to != p && eml__is(to[-1], LWSP))
        to--;
    slash = to;
    while (comment && slash != p && slash[-1] == '\\')
        slash--;
    if ((to - slash) % 2 && to != end)
        to = quoted(to - 1, end) + 1;
    return eml__between(p, to);
}

int
eml_text_make(eml_cx *cx, const eml_text *t, eml_span *out)
{
    const uint8_t *p = t->raw.n ? t->raw.p : EML_NONE.p, *end = p + t->raw.n;
    bool comment = t->form == EML_TEXT_COMMENT;
    eml_out o;
    int rc = EML_OK;

    if (p == end) { /* what is not there may be all zero */
        *out = EML_NONE;
        return EML_OK;
    }
    if (t->form == EML_TEXT_PLAIN &&
        (eml__ascii(p, end) || eml_utf8_valid(t->raw) == t->raw.n)) {
        *out = t->raw;
        return EML_OK;
    }
    if (!begin(cx, t->raw.n, &o))
        return EML_E_NOMEM;
    switch ((eml_text_form)t->form) {
    case EML_TEXT_QUOTED:
        put_unquoted(&o, p, end);
        break;
    case EML_TEXT_WORDS:
        put_words(&o, p, end);
        break;
    case EML_TEXT_LITERAL:
        put_literal(&o, p, end);
        break;
    case EML_TEXT_PHRASE:
        rc = put_phrase(cx, &o, p, end);
        break;
    case EML_TEXT_UNSTRUCTURED:
    case EML_TEXT_COMMENT:
        rc = put_text(cx, &o, trimmed(t->raw, comment), comment);
        break;
    case EML_TEXT_PLAIN:
    default:
        put(&o, p, end);
        break;
    }
    return rc < 0 ? rc : finish(cx, &o, out);
}
