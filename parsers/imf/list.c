/* RFC 2369, 2919, 3834, 5064, 8058: the fields of lists and automatic mail. */
#include "eml/list.h"

#include "core/arena_int.h"
#include "core/general.h"
#include "parsers/imf/addr_int.h"
#include "parsers/imf/imf_values.h"
#include "parsers/imf/list_int.h"
#include "parsers/imf/scan.h"
#include "parsers/imf/strict.h"

#include <string.h>

/* The characters that RFC 3986 section 2 knows, "%" aside: reserved and
 * unreserved. A row of 32. */
/* clang-format off */
static const bool is_uri_char[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1,
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0,
};
/* clang-format on */

#ifdef EML__SCAN_SSE2
/* A bit for each of 16 bytes that is_uri_char says no of. As signed numbers
 * those over 127 are below 0x21; "<" and ">" differ in one bit, "\\" and "^" in
 * the same. */
static inline unsigned
no_uri_chars16(const uint8_t *p)
{
    const __m128i two = _mm_set1_epi8(2);
    __m128i x = eml__load16(p), both = _mm_or_si128(x, two);
    __m128i ends =
        _mm_or_si128(_mm_cmplt_epi8(x, _mm_set1_epi8(0x21)),
                     _mm_andnot_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('~')),
                                      _mm_cmpgt_epi8(x, _mm_set1_epi8('z'))));
    __m128i pairs = _mm_or_si128(_mm_cmpeq_epi8(both, _mm_set1_epi8('>')),
                                 _mm_cmpeq_epi8(both, _mm_set1_epi8('^')));
    __m128i single = _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('"')),
                                  _mm_cmpeq_epi8(x, _mm_set1_epi8('%')));

    single = _mm_or_si128(single, _mm_cmpeq_epi8(x, _mm_set1_epi8('`')));
    return (unsigned)_mm_movemask_epi8(
        _mm_or_si128(_mm_or_si128(ends, pairs), single));
}
#endif

const uint8_t *
eml__uri_end(const uint8_t *base, const uint8_t *p, const uint8_t *end)
{
#ifdef EML__SCAN_SSE2
    unsigned bits;

    for (; (size_t)(end - p) >= 16; p += 16) {
        bits = no_uri_chars16(p);
        if (bits)
            return p + eml__lowest_bit(bits);
    }
    if (p != end && (size_t)(end - base) >= 16) {
        bits = no_uri_chars16(end - 16) >> (16 - (size_t)(end - p));
        return bits ? p + eml__lowest_bit(bits) : end;
    }
#else
    (void)base;
#endif
    while (p != end && is_uri_char[*p])
        p++;
    return p;
}

/*
 * scheme ":" ...    (RFC 3986 section 3)
 * scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )
 *
 * Where the URI at p goes no further; p when it has no scheme.
 */
static const uint8_t *
past_uri(const uint8_t *p, const uint8_t *end)
{
    const uint8_t *from = p;

    if (p == end || !eml__is(*p, EML__ALPHA))
        return from;
    while (p != end && (eml__is(*p, EML__ALPHA | EML__DIGIT) || *p == '+' ||
                        *p == '-' || *p == '.'))
        p++;
    if (p == end || *p != ':')
        return from;
    for (;;) {
        p = eml__uri_end(from, p, end);
        if (end - p < 3 || *p != '%' || !eml__is(p[1], EML__HEX) ||
            !eml__is(p[2], EML__HEX))
            return p;
        p += 3;
    }
}

int
eml__without_space(eml_cx *cx, eml_span in, eml_span *out)
{
    uint8_t *to;
    size_t n = 0;

    *out = in;
    while (n < in.n && in.p[n] > ' ')
        n++;
    if (n == in.n)
        return EML_OK;
    for (size_t i = n; i < in.n; i++)
        n += !eml__is(in.p[i], EML__WSP | EML__NL);
    if (n == in.n)
        return EML_OK;
    to = eml_arena_raw(cx->arena, n);
    if (!to)
        return EML_E_NOMEM;
    *out = (eml_span){to, n};
    for (size_t i = 0; i < in.n; i++)
        if (!eml__is(in.p[i], EML__WSP | EML__NL))
            *to++ = in.p[i];
    return EML_OK;
}

/* What is wrong with a URL, once its white space is left out: what is no URI
 * with it may be one without. */
static int
judge_url(eml__lex *x, int bad_code, eml_list_url *u)
{
    eml_span *text = &u->text.raw;
    const uint8_t *bad, *end;
    int rc = eml__without_space(x->cx, u->url, text);

    if (rc < 0)
        return rc;
    if (text->n != u->url.n)
        (void)eml_find(x->cx, EML_E_LIST_SPACE, u->url.p, u->url.n);
    end = text->p + text->n;
    bad = past_uri(text->p, end);
    u->text.simple = text->n && bad == end;
    if (u->text.simple)
        return EML_OK;
    if (text->n == u->url.n)
        (void)eml_find(x->cx, bad_code, bad, bad != end);
    else /* the copy has other offsets */
        (void)eml_find(x->cx, bad_code, u->url.p, u->url.n);
    return EML_OK;
}

/* "<" URL ">", x->p at "<". *out is NULL when there is no ">". */
static int
one_url(eml__lex *x, int bad_code, eml_list_url **out)
{
    const uint8_t *from = x->p + 1, *to = past_uri(from, x->end);
    bool good = EML__PLAIN && to != from && to != x->end && *to == '>';
    eml_list_url *u;

    *out = NULL;
    if (!good)
        to = memchr(from, '>', (size_t)(x->end - from));
    if (!to)
        return EML_OK;
    u = eml__arena_node(x->cx->arena, sizeof *u);
    if (!u)
        return EML_E_NOMEM;
    u->url = eml__between(from, to);
    eml__text_set(&u->text, from, to, EML_TEXT_PLAIN, good);
    if (!good) {
        int rc = judge_url(x, bad_code, u);

        if (rc < 0)
            return rc;
    }
    x->p = to + 1;
    *out = u;
    return EML_OK;
}

/* What RFC 2369 section 2 says to ignore: all from x->p on. */
static void
ignore_rest(eml__lex *x, int code)
{
    (void)eml_find(x->cx, code, x->p, (size_t)(x->end - x->p));
    x->p = x->end;
}

/* The special value of List-Post (3.4), in any case. */
static bool
take_no(eml__lex *x)
{
    if (x->end - x->p < 2 || eml__lower(x->p[0]) != 'n' ||
        eml__lower(x->p[1]) != 'o' ||
        (x->end - x->p > 2 && eml__is(x->p[2], EML__ATEXT | EML__HIGH)))
        return false;
    x->p += 2;
    return true;
}

static int
read_urls(eml__lex *x, bool may_be_no, eml_list_urls *l)
{
    eml_list_url **next = &l->first;
    const uint8_t *from;
    int rc = eml__cfws(x, NULL);

    from = x->p;
    if (rc == EML_OK && take_no(x)) {
        l->no = true;
        if (!may_be_no)
            (void)eml_find(x->cx, EML_E_LIST_NO, from, 2);
        rc = eml__cfws(x, NULL);
        if (rc == EML_OK && x->p != x->end)
            ignore_rest(x, EML_E_LIST_SYNTAX);
        return rc;
    }
    while (rc == EML_OK) {
        eml_list_url *u = NULL;

        if (eml__at(x, '<'))
            rc = one_url(x, EML_E_LIST_URL, &u);
        if (rc < 0)
            return rc;
        if (!u) {
            ignore_rest(x, EML_E_LIST_SYNTAX);
            break;
        }
        *next = u;
        next = &u->next;
        l->num_urls++;
        rc = eml__cfws(x, NULL);
        if (rc < 0 || x->p == x->end)
            return rc;
        if (!eml__take(x, ',')) {
            ignore_rest(x, EML_E_LIST_SYNTAX);
            break;
        }
        rc = eml__cfws(x, NULL);
    }
    return rc;
}

int
eml__list_urls(eml_cx *cx, eml_span in, bool may_be_no, eml_list_urls **out)
{
    eml_list_urls *l = eml__arena_node(cx->arena, sizeof *l);
    eml__lex x;
    int rc;

    if (!l)
        return EML_E_NOMEM;
    x = eml__lex_of(cx, in, &l->comments);
    rc = read_urls(&x, may_be_no, l);
    if (rc == EML_OK)
        *out = l;
    return rc;
}

int
eml_list_urls_parse(eml_cx *cx, eml_span in, bool may_be_no,
                    eml_list_urls **out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_list_urls *l = NULL;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, eml__list_urls(cx, in, may_be_no, &l));
    if (rc == EML_OK)
        *out = l;
    return rc;
}

/* Archived-At: "<" URI ">" (RFC 5064 section 2); without the brackets when a
 * URI is all there is. */
static int
read_archived_at(eml__lex *x, eml_list_urls *l)
{
    eml_list_url *u = NULL;
    int rc = eml__cfws(x, NULL);

    if (rc == EML_OK && eml__at(x, '<')) {
        rc = one_url(x, EML_E_ARCHIVED_AT, &u);
    } else if (rc == EML_OK && x->p != x->end) {
        const uint8_t *from = x->p;

        u = eml__arena_node(x->cx->arena, sizeof *u);
        if (!u)
            return EML_E_NOMEM;
        while (x->p != x->end && !eml__is(*x->p, EML__WSP | EML__NL))
            x->p++;
        u->url = eml__between(from, x->p);
        u->text = (eml_text){u->url, EML_TEXT_PLAIN, true, false};
        (void)eml_find(x->cx, EML_E_ARCHIVED_AT, u->url.p, u->url.n);
    }
    if (rc < 0)
        return rc;
    if (!u) {
        ignore_rest(x, EML_E_ARCHIVED_AT);
        return EML_OK;
    }
    l->first = u;
    l->num_urls = 1;
    rc = eml__cfws(x, NULL);
    if (rc == EML_OK && x->p != x->end)
        ignore_rest(x, EML_E_ARCHIVED_AT);
    return rc;
}

int
eml__archived_at(eml_cx *cx, eml_span in, eml_list_urls **out)
{
    eml_list_urls *l = eml__arena_node(cx->arena, sizeof *l);
    eml__lex x;
    int rc;

    if (!l)
        return EML_E_NOMEM;
    x = eml__lex_of(cx, in, &l->comments);
    rc = read_archived_at(&x, l);
    if (rc == EML_OK)
        *out = l;
    return rc;
}

int
eml_archived_at_parse(eml_cx *cx, eml_span in, eml_list_urls **out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_list_urls *l = NULL;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, eml__archived_at(cx, in, &l));
    if (rc == EML_OK)
        *out = l;
    return rc;
}
