/* gen_param.c -- parameters (RFC 2045 section 5.1) and their extensions (RFC
 * 2231). */
#include "generators/gen_int.h"

/* token := 1*<any (US-ASCII) CHAR except SPACE, CTLs, or tspecials> */
/* clang-format off */
static const uint8_t token[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 1, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 1, 0,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0,
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0,
};
/* clang-format on */

static bool
is_token(const uint8_t *p, size_t n)
{
    bool all = n != 0;

    for (size_t i = 0; i < n; i++)
        all &= token[p[i]];
    return all;
}

/* "Attributes are always case-insensitive." */
static void
attribute(eml__gen *g, eml_span name)
{
    uint8_t *p = g->p;

    put_token(g, name);
    if (!odd(g, 64) || g->full)
        return;
    for (; p != g->p; p++)
        if (*p >= 'a' && *p <= 'z')
            *p &= (uint8_t)~32u;
}

/* ";" and what stands before the attribute. */
static void
separator(eml__gen *g, size_t next)
{
    if ((g->traits & EML__SPACED) && odd(g, 16))
        eml__g_fws(g, 1, EML__WS_DROP);
    put_c(g, ';');
    eml__g_cfws(g, next, !odd(g, 32));
}

static void
quoted(eml__gen *g, const uint8_t *p, size_t n)
{
    put_c(g, '"');
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '"' || p[i] == '\\' || (p[i] < 128 && odd(g, 512))) {
            MADE(g, QUOTED_PAIR);
            put_c(g, '\\');
        }
        put_c(g, (char)p[i]);
    }
    put_c(g, '"');
}

/*
 * parameter := attribute "=" value
 * value     := token / quoted-string
 */
static void
parameter(eml__gen *g, eml_span name, eml_span value)
{
    bool quote = !is_token(value.p, value.n) || pick(g, 2);

    MADE(g, PARAMETER);
    separator(g, name.n + value.n + 4);
    attribute(g, name);
    put_c(g, '=');
    if (quote) {
        MADE(g, PARAMETER_QUOTED);
        quoted(g, value.p, value.n);
    } else {
        put_span(g, value);
    }
}

eml_gen_item *
eml__g_param(eml__gen *g, eml_span name, eml_span value)
{
    parameter(g, name, value);
    eml__g_item_name(g, name);
    text_begin(g);
    text(g, value.p, value.n);
    return eml__g_text_end(g, EML_GEN_NO_KEY);
}

/* ---- names of files
 * -------------------------------------------------------------- */

static void
plain_name(eml__gen *g, eml__buf *b)
{
    static const eml_span ends[8] = {
        EML__TOKEN_INIT("txt"), EML__TOKEN_INIT("pdf"),
        EML__TOKEN_INIT("png"), EML__TOKEN_INIT("docx"),
        EML__TOKEN_INIT("zip"), EML__TOKEN_INIT("html"),
        EML__TOKEN_INIT("c"),   EML__TOKEN_INIT("tar.z")};
    eml_span end = ends[pick(g, 8)];

    for (uint32_t n = 1 + pick(g, 3), i = 0; i < n; i++) {
        eml_span w = eml__g_word(g);

        if (i)
            buf_c(b, odd(g, 2) ? ' ' : '_');
        buf_token(b, w);
    }
    if (odd(g, 16))
        buf(b, " \"x\\y\"", 6);
    buf_c(b, '.');
    buf_token(b, end);
}

/* attribute-char := <any (US-ASCII) CHAR except SPACE, CTLs, "*", "'", "%", or
 * tspecials> */
static bool
is_attribute_char(uint8_t c)
{
    return token[c] && c != '*' && c != '\'' && c != '%';
}

static void
percent(eml__gen *g, const uint8_t *p, size_t n, eml__buf *b)
{
    static const char upper[] = "0123456789ABCDEF",
                      lower[] = "0123456789abcdef";
    const char *digits = odd(g, 4) ? lower : upper;

    for (size_t i = 0; i < n; i++) {
        if (is_attribute_char(p[i])) {
            buf_c(b, (char)p[i]);
        } else {
            buf_c(b, '%');
            buf_c(b, digits[p[i] >> 4]);
            buf_c(b, digits[p[i] & 15]);
        }
    }
}

/* charset "'" [ language ] "'" */
static const eml__charset *
initial(eml__gen *g, eml__buf *b)
{
    const eml__charset *cs = eml__g_charset(g, pick(g, 17));
    eml_span label = odd(g, 4) ? cs->other : cs->label;

    buf_token(b, label);
    buf_c(b, '\'');
    if (odd(g, 8))
        buf(b, "en", 2);
    buf_c(b, '\'');
    return cs;
}

/* A text of the charset, percent-encoded. */
static void
piece_of(eml__gen *g, const eml__charset *cs, eml__buf *b)
{
    const eml__sample *s = &cs->samples[pick(g, EML__SAMPLES)];

    percent(g, (const uint8_t *)s->raw, s->n, b);
    text(g, s->text, s->m);
    /* RFC 1468: text stands between the escape sequence that ends this one and
     * the one that begins the next. */
    if (cs == &eml__charsets[EML__CS_JIS]) {
        buf_c(b, '_');
        text(g, "_", 1);
    }
}

/*
 * extended-parameter     := (extended-initial-name "=" extended-initial-value)
 *                           / (extended-other-names "=" extended-other-values)
 */
static void
extended(eml__gen *g, eml_span name)
{
    eml__buf b;
    const eml__charset *cs;

    b.n = 0;
    cs = initial(g, &b);
    MADE(g, EXTENDED_PARAMETER);
    text_begin(g);
    for (uint32_t k = 1 + pick(g, 3); k && b.n < 40; k--)
        piece_of(g, cs, &b);
    buf(&b, ".txt", 4);
    text(g, ".txt", 4);
    separator(g, name.n + b.n + 3);
    attribute(g, name);
    PUT(g, "*=");
    put_buf(g, &b);
}

static void
piece_name(eml__gen *g, eml_span name, uint32_t i, bool extended_piece,
           size_t next)
{
    separator(g, name.n + 6 + next);
    attribute(g, name);
    put_c(g, '*');
    eml__g_put_u32(g, i, 1);
    if (extended_piece)
        put_c(g, '*');
    put_c(g, '=');
}

/* Pieces without a charset: as token or quoted-string. */
static void
pieces(eml__gen *g, eml_span name)
{
    uint32_t n = 1 + pick(g, odd(g, 64) ? 20 : 4);

    MADE(g, CONTINUATION);
    text_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        eml_span w = eml__g_last_name(g);

        piece_name(g, name, i, false, w.n + 3);
        if (pick(g, 2) || !is_token(w.p, w.n)) {
            put_c(g, '"');
            both_token(g, w);
            both(g, " ", 1);
            put_c(g, '"');
        } else {
            both_token(g, w);
        }
    }
}

/* Some pieces are extended, some are not (section 4.1). */
static void
extended_pieces(eml__gen *g, eml_span name)
{
    uint32_t n = 2 + pick(g, 3);
    const eml__charset *cs = NULL;

    MADE(g, CONTINUATION_EXTENDED);
    text_begin(g);
    for (uint32_t i = 0; i < n; i++) {
        eml__buf b;

        b.n = 0;
        if (i && pick(g, 2)) {
            piece_name(g, name, i, false, 5 + 2);
            put_c(g, '"');
            both(g, "plain", 5);
            put_c(g, '"');
            continue;
        }
        if (!cs)
            cs = initial(g, &b);
        piece_of(g, cs, &b);
        piece_name(g, name, i, true, b.n);
        put_buf(g, &b);
    }
}

eml_gen_item *
eml__g_param_name(eml__gen *g, eml_span name)
{
    uint32_t how = (g->traits & EML__ENCODED) && odd(g, 2) ? 1 + pick(g, 3) : 0;
    eml__buf b;

    b.n = 0;
    if (how == 0) {
        plain_name(g, &b);
        parameter(g, name, (eml_span){b.p, b.n});
        text_begin(g);
        text(g, b.p, b.n);
    } else if (how == 1) {
        extended(g, name);
    } else if (how == 2) {
        pieces(g, name);
    } else {
        extended_pieces(g, name);
    }
    eml__g_item_name(g, name);
    return eml__g_text_end(g, EML_GEN_NO_KEY);
}
