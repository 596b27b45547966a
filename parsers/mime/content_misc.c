/* Content-Language (RFC 3282), Content-MD5 (RFC 1864), Content-Location
 * (RFC 2557): fields that are a token or a list of them. */
#include <string.h>

#include "eml/content.h"
#include "eml/field.h"
#include "parsers/imf/lex.h"
#include "parsers/imf/strict.h"
#include "parsers/mime/mime_values.h"

static int
add(eml_cx *cx, eml_token_list *l, eml_token ***last, eml_span in)
{
    eml_token *t = eml_arena_get(cx->arena, sizeof *t);

    if (!t)
        return EML_E_NOMEM;
    t->text = (eml_text)EML_TEXT_OF(in);
    **last = t;
    *last = &t->next;
    l->num_tokens++;
    return EML_OK;
}

/* A run of anything but white space, a comment or `but`. */
static eml_span
run(eml__lex *x, uint8_t but)
{
    const uint8_t *from = x->p;

    while (x->p != x->end && *x->p != but && *x->p != '(' &&
           !eml__is(*x->p, EML__WSP | EML__NL))
        x->p++;
    return eml__between(from, x->p);
}

/* One element of the list, with CFWS around it. */
static int
language(eml__lex *x, eml_token_list *l, eml_token ***last)
{
    const uint8_t *from;
    eml_span tag;
    int rc = eml__cfws(x, NULL);

    if (rc < 0)
        return rc;
    from = x->p;
    tag = run(x, ',');
    if (tag.n) {
        if (!eml__language_tag(tag))
            (void)eml_find(x->cx, EML_E_LANGUAGE_SYNTAX, tag.p, tag.n);
        rc = add(x->cx, l, last, tag);
        if (rc < 0)
            return rc;
    } else {
        (void)eml_find(x->cx, EML_E_LANGUAGE_SYNTAX, from, 0);
    }
    rc = eml__cfws(x, NULL);
    if (rc < 0 || x->p == x->end || *x->p == ',')
        return rc;
    if (x->p == from) /* a line end that is no fold */
        x->p++;
    (void)eml_find(x->cx, EML_E_LANGUAGE_SYNTAX, x->p, 0);
    return EML_OK;
}

/*
 * Content-Language = "Content-Language" ":" [CFWS] Language-List
 * Language-List    = Language-Tag [CFWS] *("," [CFWS] Language-Tag [CFWS])
 */
int
eml__language(eml_cx *cx, eml_span in, eml_token_list **out)
{
    eml_token_list *l = eml_arena_get(cx->arena, sizeof *l);
    eml_token **last;
    eml__lex x;
    int rc;

    if (!l)
        return EML_E_NOMEM;
    last = &l->first;
    x = eml__lex_of(cx, in, &l->comments);
    do {
        rc = language(&x, l, &last);
        if (rc == EML_E_NOMEM)
            return rc;
    } while (rc == EML_OK && (eml__take(&x, ',') || x.p != x.end));
    if (!l->first)
        return rc < 0 ? rc : eml_fail(cx, EML_E_LANGUAGE_SYNTAX, in.p, in.n);
    *out = l;
    return EML_OK;
}

int
eml_language_parse(eml_cx *cx, eml_span in, eml_token_list **out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_token_list *l = NULL;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, eml__language(cx, in, &l));
    if (rc == EML_OK)
        *out = l;
    return rc;
}

/* 16 octets in base64: 22 characters of its alphabet and "==". The last of
 * them carries four bits that must be zero (RFC 2045 section 6.8). */
static bool
is_md5(eml_span in)
{
    if (in.n != 24 || in.p[22] != '=' || in.p[23] != '=')
        return false;
    for (size_t i = 0; i < 22; i++)
        if (!eml__is(in.p[i], EML__ALPHA | EML__DIGIT) && in.p[i] != '+' &&
            in.p[i] != '/')
            return false;
    return in.p[21] == 'A' || in.p[21] == 'Q' || in.p[21] == 'g' ||
           in.p[21] == 'w';
}

/*
 * RFC 1864 section 2 has no grammar of its own; as in every structured field
 * there may be comments and white space around the value.
 */
int
eml__md5(eml_cx *cx, eml_span in, eml_token_list **out)
{
    eml_token_list *l = eml_arena_get(cx->arena, sizeof *l);
    eml_token **last;
    eml_span digest;
    eml__lex x;
    int rc;

    if (!l)
        return EML_E_NOMEM;
    last = &l->first;
    x = eml__lex_of(cx, in, &l->comments);
    rc = eml__cfws(&x, NULL);
    if (rc < 0)
        return rc;
    digest = run(&x, '(');
    if (digest.n == 0)
        return eml_fail(cx, EML_E_MD5_SYNTAX, x.p, (size_t)(x.end - x.p));
    if (!is_md5(digest))
        (void)eml_find(cx, EML_E_MD5_SYNTAX, digest.p, digest.n);
    rc = add(cx, l, &last, digest);
    if (rc < 0)
        return rc;
    rc = eml__cfws(&x, NULL);
    if (rc == EML_E_NOMEM)
        return rc;
    if (rc == EML_OK && x.p != x.end)
        (void)eml_find(cx, EML_E_MD5_SYNTAX, x.p, (size_t)(x.end - x.p));
    *out = l;
    return EML_OK;
}

int
eml_md5_parse(eml_cx *cx, eml_span in, eml_token_list **out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_token_list *l = NULL;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, eml__md5(cx, in, &l));
    if (rc == EML_OK)
        *out = l;
    return rc;
}

/* RFC 3986 sections 2.1 to 2.3: unreserved, gen-delims, sub-delims and "%". */
static bool
is_uri_char(uint8_t c)
{
    return eml__is(c, EML__VCHAR) && c != '"' && c != '<' && c != '>' &&
           c != '\\' && c != '^' && c != '`' && c != '{' && c != '|' &&
           c != '}';
}

static void
check_uri(eml_cx *cx, eml_span in)
{
    for (size_t i = 0; i < in.n; i++) {
        bool bad = !is_uri_char(in.p[i]);

        if (in.p[i] == '%')
            bad = in.n - i < 3 || !eml__is(in.p[i + 1], EML__HEX) ||
                  !eml__is(in.p[i + 2], EML__HEX);
        if (bad)
            (void)eml_find(cx, EML_E_LOCATION_SYNTAX, in.p + i, 1);
    }
}

/* The URI in pieces, as folding left it. */
struct uri {
    eml_span all; /* from the first piece to the last */
    bool whole;   /* there is but one */
};

/* Pieces of a URI with FWS between them. "(" begins a comment only after white
 * space: elsewhere it is a character of the URI. */
static int
pieces(eml__lex *x, struct uri *u)
{
    *u = (struct uri){.all = {x->p, 0}};
    while (x->p != x->end && *x->p != '(') {
        const uint8_t *from = x->p, *p = from;

        while (p != x->end && !eml__is(*p, EML__WSP | EML__NL))
            p++;
        u->whole = !u->all.n && p != from;
        if (p == from) /* a line end that is no fold */
            p++;
        check_uri(x->cx, eml__between(from, p));
        u->all = eml__between(u->all.p, p);
        x->p = p;
        eml__fws(x, NULL);
    }
    return eml__cfws(x, NULL);
}

/* The URI without the white space that folding brought in. */
static int
joined(eml_cx *cx, const struct uri *u, eml_span *out)
{
    uint8_t *p, *at;

    *out = u->all;
    if (u->whole)
        return EML_OK;
    p = at = eml_arena_raw(cx->arena, u->all.n);
    if (!p)
        return EML_E_NOMEM;
    for (size_t i = 0; i < u->all.n; i++)
        if (!eml__is(u->all.p[i], EML__WSP | EML__NL))
            *at++ = u->all.p[i];
    eml_arena_trim(cx->arena, u->all.n - (size_t)(at - p));
    *out = eml__between(p, at);
    return EML_OK;
}

/*
 * content-location = "Content-Location:" [CFWS] URI [CFWS]
 *
 * A URI may be folded at any place; what white space there is in it is taken
 * out (RFC 2557 section 4.4).
 */
int
eml__location(eml_cx *cx, eml_span in, eml_token_list **out)
{
    eml_token_list *l = eml_arena_get(cx->arena, sizeof *l);
    eml_token **last;
    struct uri u;
    eml_span text;
    eml__lex x;
    int rc;

    if (!l)
        return EML_E_NOMEM;
    last = &l->first;
    x = eml__lex_of(cx, in, &l->comments);
    rc = eml__cfws(&x, NULL);
    if (rc < 0)
        return rc;
    rc = pieces(&x, &u);
    if (rc == EML_E_NOMEM)
        return rc;
    if (rc == EML_OK && x.p != x.end)
        (void)eml_find(cx, EML_E_LOCATION_SYNTAX, x.p, (size_t)(x.end - x.p));
    rc = joined(cx, &u, &text);
    if (rc == EML_OK && text.n == 0)
        return eml_fail(cx, EML_E_LOCATION_SYNTAX, u.all.p, u.all.n);
    if (rc == EML_OK)
        rc = add(cx, l, &last, text);
    if (rc == EML_OK)
        *out = l;
    return rc;
}

int
eml_location_parse(eml_cx *cx, eml_span in, eml_token_list **out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_token_list *l = NULL;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, eml__location(cx, in, &l));
    if (rc == EML_OK)
        *out = l;
    return rc;
}
