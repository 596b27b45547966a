/* RFC 7208 section 9.1: Received-SPF. */
#include "parsers/auth/received_spf_int.h"

#include "core/arena_int.h"
#include "eml/field.h"
#include "eml/utf8.h"
#include "parsers/imf/lex.h"
#include "parsers/imf/strict.h"

#include <string.h>

enum { LINE_BYTES = 998 }; /* RFC 5322 section 2.1.1 */

/* ---- reading ------------------------------------------------------------- */

typedef struct reader {
    eml__lex x;
    eml_comment **comments; /* the end of the list */
    eml_received_spf *r;
    eml_received_spf_pair **next;
} reader;

static void
find(reader *d, int code, const uint8_t *from, const uint8_t *to)
{
    (void)eml_find(d->x.cx, code, from, (size_t)(to - from));
}

/* [CFWS]; *num comments in it. */
static int
skip(reader *d, unsigned *num)
{
    int rc;

    d->x.comments = d->comments;
    rc = eml__cfws(&d->x, NULL);
    *num = 0;
    for (; *d->comments; d->comments = &(*d->comments)->next)
        ++*num;
    return rc;
}

static bool
is_space(uint8_t c)
{
    return eml__is(c, EML__WSP | EML__NL);
}

/* result FWS [comment FWS] */
static int
read_result(reader *d)
{
    eml__lex *x = &d->x;
    const uint8_t *from;
    unsigned num;
    eml_span name;
    int rc = skip(d, &num);

    if (rc < 0)
        return rc;
    from = x->p;
    if (!eml__atom(x, &name) || !eml_spf_result_by_name(name, &d->r->result))
        return eml_fail(x->cx, EML_E_RECEIVED_SPF_RESULT, from,
                        (size_t)(x->p - from));
    from = x->p;
    rc = skip(d, &num);
    if (rc < 0)
        return rc;
    if (x->p == from || !is_space(*from) || num > 1 ||
        (num == 1 && !is_space(x->p[-1])))
        find(d, EML_E_RECEIVED_SPF_SPACE, from, x->p);
    return EML_OK;
}

/* Text that should have been quoted: up to a blank or what has a meaning. */
static eml_span
bare_text(eml__lex *x)
{
    const uint8_t *from = x->p;

    while (x->p != x->end && !is_space(*x->p) && *x->p != ';' && *x->p != '(' &&
           *x->p != '"')
        x->p++;
    return eml__between(from, x->p);
}

/* [CFWS] ( dot-atom-text / quoted-string ) [CFWS] */
static int
read_value(reader *d, eml_text *out)
{
    eml__lex *x = &d->x;
    unsigned num;
    eml_span dotted;
    int rc = skip(d, &num);

    if (rc < 0)
        return rc;
    out->present = true;
    if (eml__at(x, '"')) {
        out->form = EML_TEXT_QUOTED;
        rc = eml__quoted(x, &out->raw, &out->simple);
        if (rc < 0)
            return rc;
    } else {
        eml__lex try = *x;

        out->form = EML_TEXT_WORDS;
        out->raw = bare_text(x);
        out->simple = eml_ascii_len(out->raw) == out->raw.n;
        if (!eml__dot_atom(&try, &dotted) || try.p != x->p)
            find(d, EML_E_RECEIVED_SPF_VALUE, out->raw.p, x->p);
    }
    return skip(d, &num);
}

/* name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ) */
static eml_span
read_key(eml__lex *x)
{
    const uint8_t *from = x->p;

    if (x->p != x->end && eml__is(*x->p, EML__ALPHA))
        while (x->p != x->end && (eml__is(*x->p, EML__ALPHA | EML__DIGIT) ||
                                  *x->p == '-' || *x->p == '_' || *x->p == '.'))
            x->p++;
    return eml__between(from, x->p);
}

bool
eml__is_spf_key(eml_span s)
{
    eml__lex x = eml__lex_of(NULL, s, NULL);

    return s.n && read_key(&x).n == s.n;
}

/* key [CFWS] "=" value */
static int
read_pair(reader *d)
{
    eml__lex *x = &d->x;
    eml_received_spf_pair *pair;
    const uint8_t *from = x->p;
    unsigned num;
    int rc = EML_OK;

    if (d->r->num_pairs == EML_LIMIT(x->cx, params)) {
        find(d, EML_E_LIMIT_PARAMS, from, x->end);
        return EML_E_LIMIT;
    }
    pair = eml__arena_node(x->cx->arena, sizeof *pair);
    if (!pair)
        return EML_E_NOMEM;
    pair->key = read_key(x);
    if (pair->key.n)
        rc = skip(d, &num);
    if (rc < 0)
        return rc;
    if (!pair->key.n || !eml__take(x, '='))
        return eml_fail(x->cx, EML_E_RECEIVED_SPF_PAIR, from,
                        (size_t)(x->p - from));
    rc = read_value(d, &pair->value);
    if (rc < 0)
        return rc;
    *d->next = pair;
    d->next = &pair->next;
    d->r->num_pairs++;
    return EML_OK;
}

static int
read_pairs(reader *d)
{
    eml__lex *x = &d->x;

    while (x->p != x->end) {
        const uint8_t *from;
        unsigned num;
        int rc = read_pair(d);

        if (rc < 0)
            return rc;
        if (x->p == x->end)
            break;
        if (!eml__take(x, ';'))
            return eml_fail(x->cx, EML_E_RECEIVED_SPF_PAIR, x->p, 1);
        from = x->p;
        rc = skip(d, &num);
        if (rc < 0)
            return rc;
        if (x->p == x->end && x->p != from)
            find(d, EML_E_RECEIVED_SPF_SPACE, from, x->p);
    }
    return EML_OK;
}

int
eml__received_spf(eml_cx *cx, eml_span in, eml_received_spf **out)
{
    reader d = {.x = eml__lex_of(cx, in, NULL)};
    int rc;

    d.r = eml__arena_node(cx->arena, sizeof *d.r);
    if (!d.r)
        return EML_E_NOMEM;
    d.comments = &d.r->comments;
    d.next = &d.r->first;
    rc = read_result(&d);
    if (rc == EML_OK)
        rc = read_pairs(&d);
    *out = d.r;
    return rc;
}

int
eml_received_spf_parse(eml_cx *cx, eml_span in, eml_received_spf **out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_received_spf *r = NULL;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, eml__received_spf(cx, in, &r));
    if (rc == EML_OK)
        *out = r;
    return rc;
}

const eml_text *
eml_received_spf_get(const eml_received_spf *r, eml_span key)
{
    for (const eml_received_spf_pair *p = r->first; p; p = p->next)
        if (eml_span_eq_fold(p->key, key))
            return &p->value;
    return NULL;
}

/* ---- writing ------------------------------------------------------------- */

static int
check_text(eml_span s)
{
    if (eml_utf8_valid(s) != s.n)
        return EML_E_WRITE_UTF8;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < ' ' || s.p[i] == 0x7f)
            return EML_E_WRITE_VALUE;
    return EML_OK;
}

/* Text between `open` and `close`; what has a meaning there is quoted. */
static int
write_quoted(eml_span s, uint8_t open, uint8_t close, eml_out *out)
{
    int rc = check_text(s);

    eml_out_byte(out, open);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\\' || s.p[i] == open || s.p[i] == close)
            eml_out_byte(out, '\\');
        eml_out_byte(out, s.p[i]);
    }
    eml_out_byte(out, close);
    return rc;
}

static int
write_value(eml_span s, eml_out *out)
{
    eml__lex x = eml__lex_of(NULL, s, NULL);
    eml_span dotted;

    if (!eml__dot_atom(&x, &dotted) || x.p != x.end)
        return write_quoted(s, '"', '"', out);
    eml_out_span(out, s);
    return check_text(s);
}

static int
write_pair(const eml_received_spf_pair *p, eml_out *out)
{
    if (!eml__is_spf_key(p->key))
        return EML_E_WRITE_VALUE;
    eml_out_span(out, EML_LIT("\r\n "));
    eml_out_span(out, p->key);
    eml_out_byte(out, '=');
    return write_value(p->value.raw, out);
}

static int
write_all(const eml_received_spf *r, eml_out *out)
{
    const char *name = eml_spf_result_name(r->result);
    size_t line = out->n, n = 0;
    int rc = EML_OK;

    while (name[n])
        n++;
    eml_out_span(out, EML_LIT("Received-SPF: "));
    eml_out_span(out, (eml_span){(const uint8_t *)name, n});
    eml_out_byte(out, ' ');
    if (r->comments) {
        rc = write_quoted(r->comments->text.raw, '(', ')', out);
        if (r->first == NULL)
            eml_out_byte(out, ' ');
    }
    for (const eml_received_spf_pair *p = r->first; p && rc == EML_OK;
         p = p->next) {
        if (out->n - line > LINE_BYTES)
            return EML_E_WRITE_LONG;
        line = out->n + 2;
        rc = write_pair(p, out);
        if (p->next)
            eml_out_byte(out, ';');
    }
    if (rc == EML_OK && out->n - line > LINE_BYTES)
        return EML_E_WRITE_LONG;
    eml_out_span(out, EML_LIT("\r\n"));
    return rc;
}

int
eml_received_spf_write(const eml_received_spf *r, eml_out *out)
{
    size_t begin = out->n;
    int rc = (unsigned)r->result > EML_SPF_PERMERROR ? EML_E_WRITE_VALUE
                                                     : write_all(r, out);

    if (rc == EML_OK && out->full)
        rc = EML_E_NOMEM;
    if (rc < 0)
        out->n = begin;
    return rc;
}
