/* gen_list.c -- the fields of lists and automatic mail (RFC 2369, 2919, 8058,
 * 3834, 5064). */
#include "generators/gen_int.h"

/* `mailto`: none of them is to be fetched. */
static eml_span
url(eml__gen *g, bool mailto)
{
    static const eml_span urls[] = {
        EML__TOKEN_INIT("https://a.example/"),
        EML__TOKEN_INIT("https://lists.example.com/options/x%40y"),
        EML__TOKEN_INIT("http://example.net/~list/?a=b&c=d"),
        EML__TOKEN_INIT("ftp://ftp.example.org/list.txt"),
        EML__TOKEN_INIT("mailto:list@example.org?subject=unsubscribe"),
        EML__TOKEN_INIT("mailto:list-help@example.org")};

    return mailto ? urls[4 + pick(g, 2)] : urls[pick(g, 6)];
}

static void
put_url(eml__gen *g, eml_span u)
{
    put_c(g, '<');
    put_token(g, u);
    put_c(g, '>');
    eml__g_item_text(g, EML_GEN_NO_KEY, u);
}

/* A list of URLs, each in angle brackets (RFC 2369 section 2). `one_click`: RFC
 * 8058 section 3.1, "MUST contain one HTTPS URI. It MAY contain other
 * non-HTTP/S URIs such as MAILTO:". */
static void
urls(eml__gen *g, bool one_click)
{
    eml__g_item(g, EML_GEN_ARRAY, EML_GEN_NO_KEY);
    for (uint32_t n = 1 + (odd(g, 2) ? pick(g, 3) : 0), i = 0; i < n; i++) {
        eml_span u = one_click && !i ? EML__TOKEN_OF("https://a.example/")
                                     : url(g, one_click);

        if (i) {
            put_c(g, ',');
            eml__g_cfws(g, u.n + 3, !odd(g, 16));
        } else {
            eml__g_cfws(g, u.n + 2, false);
        }
        put_url(g, u);
    }
    eml__g_cfws_end(g);
    g->num_comments = g->first_comment;
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    eml__g_field_end(g);
}

static void
list_post(eml__gen *g)
{
    MADE(g, LIST_FIELD);
    FIELD(g, "List-Post", 40);
    if (!odd(g, 4)) {
        urls(g, false);
        return;
    }
    MADE(g, LIST_POST_NO);
    eml__g_cfws(g, 2, false);
    PUT(g, "NO");
    eml__g_item_text(g, EML_GEN_NO_KEY, EML_LIT("NO"));
    eml__g_cfws_end(g);
    g->num_comments = g->first_comment;
    eml__g_field_end(g);
}

/*
 * list-id-header = "List-ID:" [phrase] "<" list-id ">" CRLF
 * list-id        = list-label "." list-id-namespace
 */
static void
list_id(eml__gen *g)
{
    eml_span domain = eml__g_domain_name(g);
    eml__buf b;
    const uint8_t *at;

    b.n = 0;
    MADE(g, LIST_ID);
    FIELD(g, "List-Id", 20);
    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_NO_KEY);
    eml__g_atom(g, &b);
    buf_c(&b, '.');
    buf_token(&b, domain);
    if (pick(g, 2)) {
        text_begin(g);
        eml__g_phrase(g);
        eml__g_text_end(g, EML_GEN_KEY_NAME);
        eml__g_fws(g, b.n + 2, EML__WS_DROP);
    } else {
        eml__g_item(g, EML_GEN_NULL, EML_GEN_KEY_NAME);
    }
    put_c(g, '<');
    at = g->p;
    put_buf(g, &b);
    eml__g_item_text(g, EML_GEN_KEY_ID, (eml_span){at, b.n});
    put_c(g, '>');
    eml__g_comments(g);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    eml__g_field_end(g);
}

/*
 * auto-submitted-field = "Auto-Submitted:" [CFWS] auto-submitted [CFWS] CRLF
 */
static void
auto_submitted(eml__gen *g)
{
    static const eml_span values[] = {
        EML__TOKEN_INIT("no"), EML__TOKEN_INIT("auto-replied"),
        EML__TOKEN_INIT("auto-generated"), EML__TOKEN_INIT("auto-notified")};
    eml_span v = values[pick(g, 4)];

    MADE(g, AUTO_SUBMITTED);
    FIELD(g, "Auto-Submitted", 16);
    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_NO_KEY);
    eml__g_cfws(g, 48, false);
    put_token(g, v);
    eml__g_item_text(g, EML_GEN_KEY_VALUE, v);
    if (odd(g, 4)) {
        static const char params[] = " owner-email=\"a@example.org\"";

        put_c(g, ';');
        PUT(g, " owner-email=\"a@example.org\"");
        eml__g_item_text(
            g, EML_GEN_KEY_PARAMS,
            (eml_span){(const uint8_t *)params, sizeof params - 1});
    } else {
        eml__g_cfws_end(g);
    }
    eml__g_comments(g);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    eml__g_field_end(g);
}

static void
archived_at(eml__gen *g)
{
    eml_span u = url(g, false);

    MADE(g, ARCHIVED_AT);
    FIELD(g, "Archived-At", u.n + 2);
    eml__g_item(g, EML_GEN_ARRAY, EML_GEN_NO_KEY);
    put_url(g, u);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    eml__g_field_end(g);
}

/* "The List-Unsubscribe header field MUST contain one HTTPS URI." (RFC 8058
 * section 3.1) */
static void
unsubscribe(eml__gen *g)
{
    bool one_click = shape(g, 2);

    MADE(g, LIST_FIELD);
    FIELD(g, "List-Unsubscribe", 40);
    urls(g, one_click);
    if (!one_click)
        return;
    MADE(g, ONE_CLICK);
    FIELD(g, "List-Unsubscribe-Post", EML__ONE_SPACE);
    PUT(g, "List-Unsubscribe=One-Click");
    eml__g_item(g, EML_GEN_TRUE, EML_GEN_NO_KEY);
    eml__g_field_end(g);
}

static void
list_field(eml__gen *g, eml_span name)
{
    MADE(g, LIST_FIELD);
    eml__g_field(g, name, 40);
    urls(g, false);
}

void
eml__g_list_fields(eml__gen *g)
{
    if (shape(g, 4))
        list_id(g);
    if (shape(g, 4))
        unsubscribe(g);
    if (odd_shape(g, 2))
        list_field(g, EML__TOKEN_OF("List-Help"));
    if (odd_shape(g, 2))
        list_post(g);
    if (odd_shape(g, 4))
        list_field(g, EML__TOKEN_OF("List-Subscribe"));
    if (odd_shape(g, 4))
        list_field(g, EML__TOKEN_OF("List-Owner"));
    if (odd_shape(g, 4))
        list_field(g, EML__TOKEN_OF("List-Archive"));
    if (odd_shape(g, 8))
        archived_at(g);
    if (odd_shape(g, 8))
        auto_submitted(g);
}
