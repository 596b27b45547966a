/* Writing parameters (RFC 2045 section 5.1, RFC 2231 sections 3, 4 and 7). */
#include "parsers/imf/lex.h"
#include "parsers/mime/mime_values.h"
#include "parsers/mime/write_int.h"

#include <string.h>

/* A parameter that fits on a line of 78 after a space and before a semicolon;
 * RFC 2183 section 2 wants longer values cut to pieces. */
enum { ROOM = 76, PIECE_MIN = 12 };

static bool
is_name(eml_span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!eml__is(s.p[i], EML__ATTR))
            return false;
    return s.n != 0 && s.n < 900;
}

static bool
is_token(eml_span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!eml__is(s.p[i], EML__TOKEN))
            return false;
    return s.n != 0;
}

/* What would be read as an encoded-word, by those who look for them here. */
static bool
has_word_start(eml_span s)
{
    return eml__w_has_pair(s, '=', '?') && eml__w_has_pair(s, '?', '=');
}

/* The length of a quoted-string for s. */
static size_t
quoted_len(eml_span s)
{
    size_t n = s.n + 2;

    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '"' || s.p[i] == '\\';
    return n;
}

static size_t
extended_len(eml_span s)
{
    size_t n = s.n;

    for (size_t i = 0; i < s.n; i++)
        n += eml__is(s.p[i], EML__ATTR) ? 0 : 2;
    return n;
}

/*
 * extended-other-values := *(ext-octet / attribute-char)
 */
static void
put_extended(eml__writer *w, eml_span s)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = s.p[i];

        if (!eml__is(c, EML__ATTR)) {
            eml__w_byte(w, '%');
            eml__w_byte(w, (uint8_t)hex[c >> 4]);
            c = (uint8_t)hex[c & 15];
        }
        eml__w_byte(w, c);
    }
}

/*
 * extended-initial-value := [charset] "'" [language] "'" extended-other-values
 */
static void
put_charset(eml__writer *w, eml_span language)
{
    eml__w_lit(w, "utf-8'");
    eml__w_raw(w, language);
    eml__w_byte(w, '\'');
}

/* How much of `s` goes into a piece of `room` bytes: whole characters, at least
 * one. */
static size_t
piece_len(eml_span s, bool extended, size_t room)
{
    size_t cost = 0, whole = 0;

    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = s.p[i];

        if ((c & 0xc0) != 0x80)
            whole = i;
        if (extended)
            cost += eml__is(c, EML__ATTR) ? 1 : 3;
        else
            cost += c == '"' || c == '\\' ? 2 : 1;
        if (cost > room && whole)
            return whole;
    }
    return s.n;
}

static size_t
digits_of(unsigned n)
{
    return n < 10 ? 1 : n < 100 ? 2 : n < 1000 ? 3 : 10;
}

/*
 * regular-parameter-name := attribute [section]
 * extended-initial-name  := attribute [initial-section] "*"
 * extended-other-names   := attribute other-sections "*"
 */
static void
put_pieces(eml__writer *w, const eml_param *p, bool extended)
{
    eml_span rest = p->value;

    for (unsigned n = 0; n == 0 || rest.n; n++) {
        size_t used = p->name.n + 1 + digits_of(n) + (extended ? 2 : 3), len;

        if (n && w->num_params++ == EML_LIMIT(w->cx, params)) {
            eml__w_fail(w, EML_E_LIMIT);
            return;
        }

        if (n)
            eml__w_lit(w, "; ");
        if (extended && n == 0)
            used += p->language.n + 7;
        len = piece_len(rest, extended,
                        used + PIECE_MIN > ROOM ? PIECE_MIN : ROOM - used);
        eml__w_raw(w, p->name);
        eml__w_byte(w, '*');
        eml_out_u64(w->out, n, 1);
        if (extended)
            eml__w_byte(w, '*');
        eml__w_byte(w, '=');
        if (extended) {
            if (n == 0)
                put_charset(w, p->language);
            put_extended(w, (eml_span){rest.p, len});
        } else {
            eml__w_quote(w, (eml_span){rest.p, len});
        }
        rest = (eml_span){rest.p + len, rest.n - len};
    }
}

/* How many others of the list have p's name; *twin is one of them. */
static unsigned
twins_of(const eml_param *first, const eml_param *p, const eml_param **twin)
{
    unsigned n = 0;

    for (*twin = NULL; first; first = first->next)
        if (first != p && first->name.n == p->name.n &&
            eml_span_eq_fold(first->name, p->name)) {
            *twin = first;
            n++;
        }
    return n;
}

/*
 * boundary := 0*69<bchars> bcharsnospace    (RFC 2046 section 5.1.1)
 *
 * It is never cut, nor is it extended: there are readers that know it only so.
 * Of other types than multipart it is a parameter as any.
 */
static bool
is_boundary(eml_span s)
{
    eml_word word;

    for (size_t i = 0; i < s.n; i++)
        if (!eml__is(s.p[i], EML__BCHARS) ||
            eml_word_match(eml__between(s.p + i, s.p + s.n), &word))
            return false;
    return s.n > 0 && s.n <= 70 && s.p[s.n - 1] != ' ';
}

static void
put_plain(eml__writer *w, const eml_param *p)
{
    eml__w_raw(w, p->name);
    eml__w_byte(w, '=');
    if (is_token(p->value))
        eml__w_raw(w, p->value);
    else
        eml__w_quote(w, p->value);
}

/* Whether name and language are what they must be. "name=x; name*=utf-8''x" is
 * for readers old and new; all other doublets are errors, and so is such a one
 * of which the first cannot be plain and whole. */
static bool
may_stand(const eml_param *first, const eml_param *p, bool plain_can)
{
    const eml_param *twin;
    unsigned n = twins_of(first, p, &twin);

    if (!is_name(p->name))
        return false;
    if (p->language.n &&
        (p->language.n > 40 || !eml__language_tag(p->language)))
        return false;
    if (n == 0)
        return true;
    return n == 1 && twin->extended != p->extended &&
           (p->extended || (plain_can && p->value.n <= 78));
}

static void
param(eml__writer *w, const eml_param *first, const eml_param *p,
      bool multipart)
{
    const eml_param *twin;
    bool has_twin = twins_of(first, p, &twin) != 0;
    bool plain_can = eml__w_all(w, p->value, EML__VCHAR | EML__WSP) &&
                     !has_word_start(p->value) && !p->language.n;
    bool extended = !plain_can || (has_twin && p->extended);
    size_t len = p->name.n + 1;

    if (!may_stand(first, p, plain_can)) {
        eml__w_fail(w, EML_E_WRITE_VALUE);
        return;
    }
    if (multipart && eml_span_eq_fold(p->name, EML_LIT("boundary"))) {
        if (!is_boundary(p->value) || has_twin)
            eml__w_fail(w, EML_E_WRITE_VALUE);
        put_plain(w, p);
        return;
    }
    if (extended)
        len += 7 + p->language.n + extended_len(p->value) + 1;
    else
        len += is_token(p->value) ? p->value.n : quoted_len(p->value);
    if (len > ROOM && (extended || !has_twin)) {
        put_pieces(w, p, extended);
    } else if (extended) {
        eml__w_raw(w, p->name);
        eml__w_lit(w, "*=");
        put_charset(w, p->language);
        put_extended(w, p->value);
    } else {
        put_plain(w, p);
    }
}

/*
 * *(";" parameter)
 */
void
eml__w_params(eml__writer *w, const eml_param *first, bool multipart)
{
    for (const eml_param *p = first; p && w->rc == EML_OK; p = p->next) {
        if (w->num_params++ == EML_LIMIT(w->cx, params)) {
            eml__w_fail(w, EML_E_LIMIT);
            return;
        }
        if (!eml__w_check(w, p->value) || !eml__w_check(w, p->language))
            return;
        eml__w_lit(w, "; ");
        param(w, first, p, multipart);
    }
}
