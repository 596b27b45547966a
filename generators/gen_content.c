/* gen_content.c -- MIME-Version and the Content- fields (RFC 2045, 2183, 3282,
 * 1864, 2557). */
#include "generators/gen_int.h"

static size_t
length(const char *s)
{
    size_t n = 0;

    while (s[n])
        n++;
    return n;
}

static eml_span
span_of(const char *s)
{
    return (eml_span){(const uint8_t *)s, length(s)};
}

/* Matched in any case: written in lower case, or with a capital. */
static void
put_word(eml__gen *g, const char *s)
{
    uint8_t *p = g->p;

    put(g, s, length(s));
    if (odd(g, 32) && !g->full && *p >= 'a' && *p <= 'z')
        *p &= (uint8_t)~32u;
}

/*
 * version := "MIME-Version" ":" 1*DIGIT "." 1*DIGIT
 */
static void
mime_version(eml__gen *g)
{
    MADE(g, MIME_VERSION);
    FIELD(g, "MIME-Version", 3);
    eml__g_cfws(g, 3, false);
    PUT(g, "1.0");
    eml__g_cfws_end(g);
    g->num_comments = g->first_comment;
    eml__g_item_text(g, EML_GEN_NO_KEY, EML_LIT("1.0"));
    eml__g_field_end(g);
}

/* ---- Content-Type
 * -------------------------------------------------------------- */

/* The name of a file, unless the disposition has one. */
static void
name_is(eml__gen *g, const eml_gen_item *i)
{
    if (g->labels && !g->part->filename)
        g->part->filename = i;
}

static void
boundary(eml__gen *g, const eml__entity *e)
{
    (void)eml__g_param(g, "boundary", e->boundary.p, e->boundary.n);
}

static void
multipart_params(eml__gen *g, const eml__entity *e)
{
    static const char pgp[] = "application/pgp-signature";
    bool last = pick(g, 2);

    if (!last)
        boundary(g, e);
    switch (e->multi) {
    case EML__RELATED:
        (void)eml__g_param(g, "type", e->root_type, length(e->root_type));
        break;
    case EML__SIGNED:
        (void)eml__g_param(g, "protocol", pgp, sizeof pgp - 1);
        (void)eml__g_param(g, "micalg", "pgp-sha256", 10);
        break;
    case EML__ENCRYPTED:
        (void)eml__g_param(g, "protocol", "application/pgp-encrypted", 25);
        break;
    case EML__REPORT_DSN:
        (void)eml__g_param(g, "report-type", "delivery-status", 15);
        break;
    case EML__REPORT_MDN:
        (void)eml__g_param(g, "report-type", "disposition-notification", 24);
        break;
    default:
        break;
    }
    if (last)
        boundary(g, e);
}

static void
message_params(eml__gen *g, const eml__entity *e)
{
    eml__buf b;
    uint32_t total = e->fragment + pick(g, 6);

    b.n = 0;
    if (e->what == EML__PARTIAL) {
        eml__g_unique(g, &b);
        buf(&b, "@example.org", 12);
        (void)eml__g_param(g, "id", b.p, b.n);
        b.n = 0;
        eml__g_buf_u32(&b, e->fragment, 1);
        (void)eml__g_param(g, "number", b.p, b.n);
        b.n = 0;
        eml__g_buf_u32(&b, total, 1);
        (void)eml__g_param(g, "total", b.p, b.n);
    } else if (pick(g, 2)) {
        (void)eml__g_param(g, "access-type", "ANON-FTP", 8);
        name_is(g, eml__g_param(g, "name", "pub/rfc822.txt", 14));
        (void)eml__g_param(g, "site", "ftp.example.org", 15);
        if (odd(g, 2))
            (void)eml__g_param(g, "mode", "image", 5);
    } else {
        (void)eml__g_param(g, "access-type", "URL", 3);
        (void)eml__g_param(g, "url", "https://example.org/a", 21);
    }
}

static void
text_params(eml__gen *g, const eml__entity *e)
{
    if (e->charset) {
        eml_span label = odd(g, 4) ? e->charset->other : e->charset->label;

        (void)eml__g_param(g, "charset", label.p, label.n);
    }
    if (e->subtype[0] == 'p' && odd(g, 8)) {
        (void)eml__g_param(g, "format", "flowed", 6);
        if (pick(g, 2))
            (void)eml__g_param(g, "delsp", "yes", 3);
    }
}

static void
params(eml__gen *g, const eml__entity *e)
{
    eml_gen_item *o = eml__g_item(g, EML_GEN_OBJECT, EML_GEN_KEY_PARAMS);

    if (g->labels)
        g->part->params = o;
    switch (e->what) {
    case EML__TEXT:
        text_params(g, e);
        if (odd(g, 32))
            name_is(g, eml__g_param_name(g, "name"));
        break;
    case EML__DATA:
        if (pick(g, 2))
            name_is(g, eml__g_param_name(g, "name"));
        break;
    case EML__MULTIPART:
        multipart_params(g, e);
        break;
    case EML__PARTIAL:
    case EML__EXTERNAL:
        message_params(g, e);
        break;
    case EML__SIGNATURE:
    case EML__MESSAGE:
    case EML__DSN:
    case EML__MDN:
        break;
    }
    if (odd(g, 128))
        (void)eml__g_param(g, "x-a", "b", 1);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
}

/*
 * content := "Content-Type" ":" type "/" subtype *(";" parameter)
 */
static void
content_type(eml__gen *g, const eml__entity *e)
{
    MADE(g, CONTENT);
    FIELD(g, "Content-Type", length(e->type) + length(e->subtype) + 2);
    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_NO_KEY);
    eml__g_cfws(g, length(e->type) + length(e->subtype) + 3, false);
    put_word(g, e->type);
    put_c(g, '/');
    put_word(g, e->subtype);
    eml__g_item_text(g, EML_GEN_KEY_TYPE, span_of(e->type));
    eml__g_item_text(g, EML_GEN_KEY_SUBTYPE, span_of(e->subtype));
    params(g, e);
    eml__g_cfws_end(g);
    eml__g_comments(g);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    eml__g_field_end(g);
}

/*
 * encoding  := "Content-Transfer-Encoding" ":" mechanism
 * mechanism := "7bit" / "8bit" / "binary" / "quoted-printable" / "base64" /
 *              ietf-token / x-token
 */
static void
encoding(eml__gen *g, const eml__entity *e)
{
    static const char *const names[] = {"7bit", "8bit", "binary",
                                        "quoted-printable", "base64"};
    const char *name = names[e->cte];

    MADE(g, ENCODING);
    FIELD(g, "Content-Transfer-Encoding", 17);
    eml__g_cfws(g, 17, false);
    put_word(g, name);
    eml__g_cfws_end(g);
    g->num_comments = g->first_comment;
    eml__g_item_text(g, EML_GEN_NO_KEY, span_of(name));
    eml__g_field_end(g);
}

/* ---- the others
 * ------------------------------------------------------------------ */

static void
disposition_date(eml__gen *g, const char *name)
{
    /* in one piece, as it is within quotes */
    static const char dates[2][32] = {"Wed, 12 Feb 1997 16:29:51 -0500",
                                      "1 Jan 2024 00:00 +0000"};
    const char *d = dates[pick(g, 2)];

    MADE(g, DISPOSITION_DATE);
    PUT(g, ";");
    eml__g_fws(g, 52, EML__WS_DROP);
    put(g, name, length(name));
    PUT(g, "=\"");
    put(g, d, length(d));
    PUT(g, "\"");
    eml__g_item_name(g, span_of(name));
    eml__g_item_text(g, EML_GEN_NO_KEY, span_of(d));
}

/*
 * disposition := "Content-Disposition" ":" disposition-type
 *                *(";" disposition-parm)
 */
static void
disposition(eml__gen *g, const eml__entity *e)
{
    static const char *const types[] = {"inline", "attachment", "x-a"};
    const char *type = types[odd(g, 64) ? 2 : pick(g, 2)];

    MADE(g, DISPOSITION);
    FIELD(g, "Content-Disposition", 12);
    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_NO_KEY);
    eml__g_cfws(g, 12, false);
    put_word(g, type);
    eml__g_item_text(g, EML_GEN_KEY_TYPE, span_of(type));
    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_KEY_PARAMS);
    if (g->labels)
        g->part->disposition = span_of(type);
    if (e->what == EML__DATA || odd(g, 4)) {
        eml_gen_item *i = eml__g_param_name(g, "filename");

        if (g->labels)
            g->part->filename = i;
    }
    if (odd(g, 32))
        disposition_date(g, "creation-date");
    if (odd(g, 64))
        disposition_date(g, "modification-date");
    if (odd(g, 64))
        (void)eml__g_param(g, "size", "1234", 4);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    eml__g_cfws_end(g);
    eml__g_comments(g);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    eml__g_field_end(g);
}

static void
content_language(eml__gen *g)
{
    static const char tags[6][11] = {"en",      "de",         "en-US",
                                     "zh-Hans", "sr-Latn-RS", "x-a"};

    MADE(g, CONTENT_LANGUAGE);
    FIELD(g, "Content-Language", 6);
    eml__g_item(g, EML_GEN_ARRAY, EML_GEN_NO_KEY);
    for (uint32_t n = 1 + pick(g, 3), i = 0; i < n; i++) {
        const char *tag = tags[pick(g, 6)];
        eml_span s = span_of(tag);

        if (i) {
            put_c(g, ',');
            eml__g_cfws(g, s.n, !odd(g, 16));
        }
        put_span(g, s);
        eml__g_item_text(g, EML_GEN_NO_KEY, s);
    }
    eml__g_cfws_end(g);
    g->num_comments = g->first_comment;
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    eml__g_field_end(g);
}

static void
one_token(eml__gen *g, eml_span s)
{
    eml__g_item(g, EML_GEN_ARRAY, EML_GEN_NO_KEY);
    put_span(g, s);
    eml__g_item_text(g, EML_GEN_NO_KEY, s);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    eml__g_field_end(g);
}

static void
content_location(eml__gen *g)
{
    static const char uris[4][40] = {"a.png", "https://example.org/a/b.html",
                                     "cid:part1@example.org",
                                     "https://example.org/?q=%20&r=1#x"};

    MADE(g, CONTENT_LOCATION);
    FIELD(g, "Content-Location", 36);
    one_token(g, span_of(uris[pick(g, 4)]));
}

static void
content_description(eml__gen *g)
{
    uint32_t words = 1 + pick(g, 6);

    MADE(g, CONTENT_DESCRIPTION);
    FIELD(g, "Content-Description", 20);
    text_begin(g);
    eml__g_words(g, words, true);
    eml__g_text_end(g, EML_GEN_NO_KEY);
    eml__g_field_end(g);
}

void
eml__g_content_fields(eml__gen *g)
{
    const eml__entity *e = g->entity;

    if (e->of_message &&
        (e->say_type || e->say_cte || e->md5 || (g->traits & EML__ENCODED)))
        mime_version(g);
    if (e->say_type)
        content_type(g, e);
    if (e->say_cte)
        encoding(g, e);
    if (e->md5) {
        MADE(g, CONTENT_MD5);
        FIELD(g, "Content-MD5", 24);
        one_token(g, span_of(e->md5));
    }
    if (!e->say_type)
        return;
    if ((!e->of_message || odd(g, 16)) &&
        (e->what == EML__DATA || odd(g, 16)) && pick(g, 4))
        disposition(g, e);
    if ((e->what == EML__DATA && odd(g, 3)) || odd(g, 64)) {
        MADE(g, CONTENT_ID);
        FIELD(g, "Content-ID", 40);
        eml__g_msg_ids(g, 1);
        eml__g_field_end(g);
    }
    if (odd(g, 32))
        content_description(g);
    if (e->what == EML__TEXT && odd(g, 32))
        content_language(g);
    if (odd(g, 64))
        content_location(g);
}
