/* Writing MIME's own fields: RFC 2045 sections 4 to 7, RFC 2183, RFC 3282,
 * RFC 1864, RFC 2557. */
#include "parsers/imf/lex.h"
#include "parsers/mime/mime_values.h"
#include "parsers/mime/write_int.h"

static void
token(eml__writer *w, eml_span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!eml__is(s.p[i], EML__TOKEN))
            eml__w_fail(w, EML_E_WRITE_VALUE);
    if (s.n == 0)
        eml__w_fail(w, EML_E_WRITE_VALUE);
    eml__w_raw(w, s);
}

/*
 * content := "Content-Type" ":" type "/" subtype *(";" parameter)
 */
void
eml__w_content_type(eml__writer *w, const eml_content_type *t)
{
    token(w, t->type);
    eml__w_byte(w, '/');
    token(w, t->subtype);
    eml__w_params(w, t->params,
                  eml_span_eq_fold(t->type, EML_LIT("multipart")));
    eml__w_comments(w, t->comments);
}

/*
 * disposition := "Content-Disposition" ":" disposition-type
 *                *(";" disposition-parm)
 */
void
eml__w_disposition(eml__writer *w, const eml_disposition *d)
{
    token(w, d->type);
    eml__w_params(w, d->params, false);
    eml__w_comments(w, d->comments);
}

/*
 * encoding := "Content-Transfer-Encoding" ":" mechanism
 */
void
eml__w_encoding(eml__writer *w, const eml_encoding *e)
{
    switch (e->cte) {
    case EML_CTE_7BIT:
        eml__w_lit(w, "7bit");
        break;
    case EML_CTE_8BIT:
        eml__w_lit(w, "8bit");
        break;
    case EML_CTE_BINARY:
        eml__w_lit(w, "binary");
        break;
    case EML_CTE_QP:
        eml__w_lit(w, "quoted-printable");
        break;
    case EML_CTE_BASE64:
        eml__w_lit(w, "base64");
        break;
    case EML_CTE_UNKNOWN:
    default:
        /* x-token is all that is open (6.3) */
        if (e->token.n < 3 || eml__lower(e->token.p[0]) != 'x' ||
            e->token.p[1] != '-')
            eml__w_fail(w, EML_E_WRITE_VALUE);
        token(w, e->token);
        break;
    }
    eml__w_comments(w, e->comments);
}

/*
 * version := "MIME-Version" ":" 1*DIGIT "." 1*DIGIT
 *
 * There is none but 1.0 (section 4).
 */
void
eml__w_mime_version(eml__writer *w, const eml_mime_version *v)
{
    if (v->major != 1 || v->minor != 0)
        eml__w_fail(w, EML_E_WRITE_VALUE);
    eml__w_lit(w, "1.0");
    eml__w_comments(w, v->comments);
}

static bool
is_md5(eml_span s)
{
    if (s.n != 24 || s.p[22] != '=' || s.p[23] != '=')
        return false;
    for (size_t i = 0; i < 22; i++)
        if (!eml__is(s.p[i], EML__ALPHA | EML__DIGIT) && s.p[i] != '+' &&
            s.p[i] != '/')
            return false;
    return s.p[21] == 'A' || s.p[21] == 'Q' || s.p[21] == 'g' || s.p[21] == 'w';
}

/* RFC 3986 section 2: unreserved, reserved and percent-encoded characters. */
bool
eml__w_is_uri(eml_span s)
{
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = s.p[i];

        if (!eml__is(c, EML__VCHAR) || c == '"' || c == '<' || c == '>' ||
            c == '\\' || c == '^' || c == '`' || c == '{' || c == '|' ||
            c == '}')
            return false;
        if (c == '%' && (s.n - i < 3 || !eml__is(s.p[i + 1], EML__HEX) ||
                         !eml__is(s.p[i + 2], EML__HEX)))
            return false;
    }
    return s.n != 0;
}

/* Whether white space may come between s.p[i - 1] and s.p[i]: not where "("
 * would begin a comment, nor within "%XX". */
static bool
may_break(eml_span s, size_t i)
{
    return s.p[i] != '(' && s.p[i - 1] != '%' && (i < 2 || s.p[i - 2] != '%');
}

/* A URI; one that does not fit on a line has white space put in, which a reader
 * takes out (RFC 2557 section 4.4.2). */
static void
uri(eml__writer *w, eml_span s)
{
    enum { WHOLE = 900, PIECE = 76 };

    if (!eml__w_is_uri(s) || s.p[0] == '(' || !eml__w_no_word(w, s)) {
        eml__w_fail(w, EML_E_WRITE_VALUE);
        return;
    }
    if (s.n > WHOLE)
        while (s.n > PIECE) {
            size_t n = PIECE;

            while (n > 1 && !may_break(s, n))
                n--;
            for (n = n > 1 ? n : PIECE; n < s.n && !may_break(s, n);)
                n++;
            eml__w_raw(w, (eml_span){s.p, n});
            s = (eml_span){s.p + n, s.n - n};
            if (s.n)
                eml__w_byte(w, ' ');
        }
    eml__w_raw(w, s);
}

void
eml__w_tokens(eml__writer *w, const eml_token_list *l, eml_field_id id)
{
    eml_span s;

    if (!l->first || l->params ||
        (id != EML_FIELD_CONTENT_LANGUAGE && l->first->next))
        eml__w_fail(w, EML_E_WRITE_VALUE);
    for (const eml_token *t = l->first; t && w->rc == EML_OK; t = t->next) {
        if (t != l->first)
            eml__w_lit(w, ", ");
        if (!eml__w_get(w, &t->text, &s))
            return;
        if (id == EML_FIELD_CONTENT_LOCATION) {
            uri(w, s);
            continue;
        }
        if (id == EML_FIELD_CONTENT_LANGUAGE ? !eml__language_tag(s)
                                             : !is_md5(s))
            eml__w_fail(w, EML_E_WRITE_VALUE);
        eml__w_raw(w, s);
    }
    eml__w_comments(w, l->comments);
}
