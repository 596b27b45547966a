/* RFC 7208 section 7.1: macro-strings and domain-specs. */
#include "parsers/auth/spf_int.h"

enum { NUM_MAX = 999 };

static bool
is_letter(uint8_t c)
{
    return memchr("slodiphcrtv", c, 11) != NULL;
}

static bool
is_delimiter(uint8_t c)
{
    return c != 0 && memchr(".-+,/_=", c, 7) != NULL;
}

/* macro-expand = "%{" macro-letter transformers *delimiter "}"
 * transformers = *DIGIT [ "r" ], p behind "%{" */
static int
read_macro(eml_span in, eml_spf_piece *out)
{
    const uint8_t *p = in.p + 2, *end = in.p + in.n;
    bool digits = false;

    out->letter = p != end ? eml__lower(*p) : 0;
    if (!out->letter || !is_letter(out->letter))
        return EML_E_SPF_MACRO;
    out->upper = *p != out->letter;
    for (p++; p != end && eml__is(*p, EML__DIGIT); p++) {
        digits = true;
        out->num_right = out->num_right * 10 + (uint32_t)(*p - '0');
        if (out->num_right > NUM_MAX)
            out->num_right = NUM_MAX;
    }
    if (p != end && eml__lower(*p) == 'r') {
        out->reverse = true;
        p++;
    }
    out->delimiters = (eml_span){p, 0};
    while (p != end && is_delimiter(*p))
        p++;
    out->delimiters.n = (size_t)(p - out->delimiters.p);
    if (p == end || *p != '}')
        return EML_E_SPF_MACRO;
    out->raw = (eml_span){in.p, (size_t)(p + 1 - in.p)};
    return digits && out->num_right == 0 ? EML_E_SPF_MACRO_ZERO : EML_OK;
}

int
eml_spf_piece_next(eml_span *in, eml_spf_piece *out)
{
    eml_spf_piece piece = {.delimiters = EML_NONE};
    const uint8_t *at = memchr(in->p, '%', in->n);
    size_t n = at ? (size_t)(at - in->p) : in->n;
    int rc;

    if (n) {
        piece.raw = (eml_span){in->p, n};
    } else if (in->n >= 2 && in->p[1] == '{') {
        rc = read_macro(*in, &piece);
        if (rc < 0)
            return rc;
        n = piece.raw.n;
    } else {
        uint8_t c = in->n >= 2 ? in->p[1] : 0;

        if (c == '%')
            piece.raw = EML_LIT("%");
        else if (c == '_')
            piece.raw = EML_LIT(" ");
        else if (c == '-')
            piece.raw = EML_LIT("%20");
        else
            return EML_E_SPF_MACRO;
        n = 2;
    }
    *out = piece;
    in->p += n;
    in->n -= n;
    return EML_OK;
}

/* Where what is wrong at the front of `in` ends: a "%" and what is no macro. */
static size_t
bad_len(eml_span in)
{
    const uint8_t *close;

    if (in.n < 2 || in.p[1] != '{')
        return in.n < 2 ? 1 : 2;
    close = memchr(in.p, '}', in.n);
    return close ? (size_t)(close + 1 - in.p) : in.n;
}

int
eml__spf_macros(eml_cx *cx, eml_span in, enum eml__spf_place place)
{
    int bad = EML_OK;

    while (in.n) {
        eml_spf_piece piece;
        int rc = eml_spf_piece_next(&in, &piece);

        if (rc == EML_E_SPF_MACRO)
            return eml_fail(cx, rc, in.p, bad_len(in));
        if (rc < 0) { /* what it is, is clear */
            size_t n = bad_len(in);

            bad = eml_fail(cx, rc, in.p, n);
            in.p += n;
            in.n -= n;
            continue;
        }
        if (piece.letter == 'p')
            (void)eml_find(cx, EML_E_SPF_MACRO_P, piece.raw.p, piece.raw.n);
        if (place == EML__SPF_TERM_TEXT && piece.letter &&
            memchr("crt", piece.letter, 3))
            bad = eml_fail(cx, EML_E_SPF_MACRO_EXP, piece.raw.p, piece.raw.n);
    }
    return bad;
}

/* toplabel = ( *alphanum ALPHA *alphanum ) /
 *            ( 1*alphanum "-" *( alphanum / "-" ) alphanum ) */
static bool
is_toplabel(const uint8_t *p, const uint8_t *end)
{
    bool other = false;

    if (p == end || *p == '-' || end[-1] == '-')
        return false;
    for (; p != end; p++) {
        if (!eml__is(*p, EML__ALPHA | EML__DIGIT) && *p != '-')
            return false;
        other |= !eml__is(*p, EML__DIGIT);
    }
    return other;
}

/* Whether the macro-string ends in a macro-expand. */
static bool
ends_in_macro(eml_span in)
{
    bool macro = false;

    while (in.n > 0) {
        eml_spf_piece piece;
        int rc;

        macro = in.p[0] == '%';
        rc = eml_spf_piece_next(&in, &piece);
        if (rc == EML_E_SPF_MACRO)
            return false;
        if (rc < 0) { /* one that asks for no parts ends nevertheless */
            size_t n = bad_len(in);

            in.p += n;
            in.n -= n;
        }
    }
    return macro;
}

/* domain-spec = macro-string domain-end
 * domain-end  = ( "." toplabel [ "." ] ) / macro-expand */
bool
eml__spf_domain_ends(eml_span in)
{
    const uint8_t *end = in.p + in.n, *p;

    if (in.n == 0)
        return false;
    if (end[-1] == '.')
        end--;
    for (p = end; p != in.p && p[-1] != '.'; p--)
        if (p[-1] == '%' || p[-1] == '}') /* within no top-level label */
            return ends_in_macro(in);
    return p != in.p && is_toplabel(p, end) ? true : ends_in_macro(in);
}

int
eml_spf_explain_check(eml_cx *cx, eml_span in)
{
    for (size_t i = 0; i < in.n; i++)
        if (!eml__is(in.p[i], EML__VCHAR) && in.p[i] != ' ')
            return eml_fail(cx, EML_E_SPF_BYTE, in.p + i, 1);
    return eml__spf_macros(cx, in, EML__SPF_EXPLAIN_TEXT);
}
