/* gen_content.c -- MIME-Version and the Content- fields (RFC 2045, 2183, 3282,
 * 1864, 2557). */
#include "generators/gen_int.h"

#define PARAM(g, name, value)                                                  \
    eml__g_param((g), EML__TOKEN_OF(name), EML_LIT(value))

/* Matched in any case: written in lower case, or with a capital. */
static void
put_word(eml__gen *g, eml_span s)
{
    uint8_t *p = g->p;

    put_token(g, s);
    if (odd(g, 32) && !g->full && *p >= 'a' && *p <= 'z')
        *p &= (uint8_t)~32u;
}

static eml_span
span_of(const eml__buf *b)
{
    return (eml_span){b->p, b->n};
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
    (void)eml__g_param(g, EML__TOKEN_OF("boundary"), e->boundary);
}

static void
multipart_params(eml__gen *g, const eml__entity *e)
{
    bool last = pick(g, 2);

    if (!last)
        boundary(g, e);
    switch (e->multi) {
    case EML__RELATED:
        (void)eml__g_param(g, EML__TOKEN_OF("type"),
                           e->root_subtype.n == 4 ? EML_LIT("text/html")
                                                  : EML_LIT("text/plain"));
        break;
    case EML__SIGNED:
        (void)PARAM(g, "protocol", "application/pgp-signature");
        (void)PARAM(g, "micalg", "pgp-sha256");
        break;
    case EML__ENCRYPTED:
        (void)PARAM(g, "protocol", "application/pgp-encrypted");
        break;
    case EML__REPORT_DSN:
        (void)PARAM(g, "report-type", "delivery-status");
        break;
    case EML__REPORT_MDN:
        (void)PARAM(g, "report-type", "disposition-notification");
        break;
    case EML__REPORT_FEEDBACK:
        (void)PARAM(g, "report-type", "feedback-report");
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
        (void)eml__g_param(g, EML__TOKEN_OF("id"), span_of(&b));
        b.n = 0;
        eml__g_buf_u32(&b, e->fragment, 1);
        (void)eml__g_param(g, EML__TOKEN_OF("number"), span_of(&b));
        b.n = 0;
        eml__g_buf_u32(&b, total, 1);
        (void)eml__g_param(g, EML__TOKEN_OF("total"), span_of(&b));
    } else if (pick(g, 2)) {
        (void)PARAM(g, "access-type", "ANON-FTP");
        name_is(g, PARAM(g, "name", "pub/rfc822.txt"));
        (void)PARAM(g, "site", "ftp.example.org");
        if (odd(g, 2))
            (void)PARAM(g, "mode", "image");
    } else {
        (void)PARAM(g, "access-type", "URL");
        (void)PARAM(g, "url", "https://example.org/a");
    }
}

static void
text_params(eml__gen *g, const eml__entity *e)
{
    if (e->charset) {
        eml_span label = odd(g, 4) ? e->charset->other : e->charset->label;

        (void)eml__g_param(g, EML__TOKEN_OF("charset"), label);
    }
    if (e->subtype.p[0] == 'p' && odd(g, 8)) {
        (void)PARAM(g, "format", "flowed");
        if (pick(g, 2))
            (void)PARAM(g, "delsp", "yes");
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
            name_is(g, eml__g_param_name(g, EML__TOKEN_OF("name")));
        break;
    case EML__DATA:
        if (pick(g, 2))
            name_is(g, eml__g_param_name(g, EML__TOKEN_OF("name")));
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
    case EML__FEEDBACK:
        break;
    }
    if (odd(g, 128))
        (void)PARAM(g, "x-a", "b");
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
}

/*
 * content := "Content-Type" ":" type "/" subtype *(";" parameter)
 */
static void
content_type(eml__gen *g, const eml__entity *e)
{
    MADE(g, CONTENT);
    FIELD(g, "Content-Type", e->type.n + e->subtype.n + 2);
    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_NO_KEY);
    eml__g_cfws(g, e->type.n + e->subtype.n + 3, false);
    put_word(g, e->type);
    put_c(g, '/');
    put_word(g, e->subtype);
    eml__g_item_text(g, EML_GEN_KEY_TYPE, e->type);
    eml__g_item_text(g, EML_GEN_KEY_SUBTYPE, e->subtype);
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
    static const eml_span names[] = {
        EML__TOKEN_INIT("7bit"), EML__TOKEN_INIT("8bit"),
        EML__TOKEN_INIT("binary"), EML__TOKEN_INIT("quoted-printable"),
        EML__TOKEN_INIT("base64")};
    eml_span name = names[e->cte];

    MADE(g, ENCODING);
    FIELD(g, "Content-Transfer-Encoding", 17);
    eml__g_cfws(g, 17, false);
    put_word(g, name);
    eml__g_cfws_end(g);
    g->num_comments = g->first_comment;
    eml__g_item_text(g, EML_GEN_NO_KEY, name);
    eml__g_field_end(g);
}

/* ---- the others
 * ------------------------------------------------------------------ */

static void
disposition_date(eml__gen *g, eml_span name)
{
    /* in one piece, as it is within quotes */
    eml_span d = pick(g, 2) ? EML__TOKEN_OF("1 Jan 2024 00:00 +0000")
                            : EML__TOKEN_OF("Wed, 12 Feb 1997 16:29:51 -0500");

    MADE(g, DISPOSITION_DATE);
    PUT(g, ";");
    eml__g_fws(g, 52, EML__WS_DROP);
    put_token(g, name);
    PUT(g, "=\"");
    put_token(g, d);
    PUT(g, "\"");
    eml__g_item_name(g, name);
    eml__g_item_text(g, EML_GEN_NO_KEY, d);
}

/*
 * disposition := "Content-Disposition" ":" disposition-type
 *                *(";" disposition-parm)
 */
static void
disposition(eml__gen *g, const eml__entity *e)
{
    static const eml_span types[] = {EML__TOKEN_INIT("inline"),
                                     EML__TOKEN_INIT("attachment"),
                                     EML__TOKEN_INIT("x-a")};
    eml_span type = types[odd(g, 64) ? 2 : pick(g, 2)];

    MADE(g, DISPOSITION);
    FIELD(g, "Content-Disposition", 12);
    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_NO_KEY);
    eml__g_cfws(g, 12, false);
    put_word(g, type);
    eml__g_item_text(g, EML_GEN_KEY_TYPE, type);
    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_KEY_PARAMS);
    if (g->labels)
        g->part->disposition = type;
    if (e->what == EML__DATA || odd(g, 4)) {
        eml_gen_item *i = eml__g_param_name(g, EML__TOKEN_OF("filename"));

        if (g->labels)
            g->part->filename = i;
    }
    if (odd(g, 32))
        disposition_date(g, EML__TOKEN_OF("creation-date"));
    if (odd(g, 64))
        disposition_date(g, EML__TOKEN_OF("modification-date"));
    if (odd(g, 64))
        (void)PARAM(g, "size", "1234");
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    eml__g_cfws_end(g);
    eml__g_comments(g);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    eml__g_field_end(g);
}

static void
content_language(eml__gen *g)
{
    static const eml_span tags[6] = {
        EML__TOKEN_INIT("en"),         EML__TOKEN_INIT("de"),
        EML__TOKEN_INIT("en-US"),      EML__TOKEN_INIT("zh-Hans"),
        EML__TOKEN_INIT("sr-Latn-RS"), EML__TOKEN_INIT("x-a")};

    MADE(g, CONTENT_LANGUAGE);
    FIELD(g, "Content-Language", 6);
    eml__g_item(g, EML_GEN_ARRAY, EML_GEN_NO_KEY);
    for (uint32_t n = 1 + pick(g, 3), i = 0; i < n; i++) {
        eml_span s = tags[pick(g, 6)];

        if (i) {
            put_c(g, ',');
            eml__g_cfws(g, s.n, !odd(g, 16));
        }
        put_token(g, s);
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
    put_token(g, s);
    eml__g_item_text(g, EML_GEN_NO_KEY, s);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    eml__g_field_end(g);
}

static void
content_location(eml__gen *g)
{
    static const eml_span uris[4] = {
        EML__TOKEN_INIT("a.png"),
        EML__TOKEN_INIT("https://example.org/a/b.html"),
        EML__TOKEN_INIT("cid:part1@example.org"),
        EML__TOKEN_INIT("https://example.org/?q=%20&r=1#x")};

    MADE(g, CONTENT_LOCATION);
    FIELD(g, "Content-Location", 36);
    one_token(g, uris[pick(g, 4)]);
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
        (e->say_type || e->say_cte || e->md5.n || (g->traits & EML__ENCODED)))
        mime_version(g);
    if (e->say_type)
        content_type(g, e);
    if (e->say_cte)
        encoding(g, e);
    if (e->md5.n) {
        MADE(g, CONTENT_MD5);
        FIELD(g, "Content-MD5", 24);
        one_token(g, e->md5);
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
