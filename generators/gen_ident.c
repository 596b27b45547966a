/* gen_ident.c -- message identifiers (RFC 5322 sections 3.6.4 and 4.5.4). */
#include "generators/gen_int.h"

/* Left sides as programs make them: dot-atom-text. */
static void
left(eml__gen *g, eml__buf *b)
{
    switch (pick(g, 4)) {
    case 0:
        eml__g_unique(g, b);
        break;
    case 1:
        buf(b, "2024", 4);
        eml__g_buf_u32(b, pick(g, 100000000), 8);
        buf_c(b, '.');
        eml__g_unique(g, b);
        break;
    case 2:
        buf(b, "CAB+", 4);
        eml__g_unique(g, b);
        buf_c(b, '=');
        eml__g_unique(g, b);
        break;
    default:
        eml__g_dot_atom(g, b);
        break;
    }
}

static void
item_of(eml__gen *g, eml_gen_key key, const uint8_t *at)
{
    eml__g_item_text(g, key,
                     (eml_span){at, at < g->p ? (size_t)(g->p - at) : 0});
}

/* obs-id-left = local-part; obs-id-right = domain */
static void
obs_left(eml__gen *g)
{
    uint32_t off = offset(g);
    eml_span w = eml__g_first_name(g);

    text_begin(g);
    if (pick(g, 2)) {
        put_c(g, '"');
        both_token(g, w);
        both(g, " x", 2);
        put_c(g, '"');
    } else {
        both_token(g, w);
        put_c(g, ' ');
        both(g, ".", 1);
        put_c(g, ' ');
        both(g, "id", 2);
    }
    eml__g_find(g, EML_E_MSGID_LEFT_OBS, off, offset(g) - off);
    eml__g_text_end(g, EML_GEN_KEY_LEFT);
    g->obs++;
}

/* dot-atom-text or no-fold-literal */
static void
choose_right(eml__gen *g, eml__buf *b)
{
    if (odd(g, 64)) {
        MADE(g, NO_FOLD_LITERAL);
        eml__g_literal(g, b);
    } else {
        eml_span domain = eml__g_domain_name(g);

        buf_token(b, domain);
    }
}

static void
right(eml__gen *g, const eml__buf *b)
{
    const uint8_t *at = g->p;

    if (g->mode == EML_GEN_OBS && b->p[0] != '[' && obsolete(g)) {
        uint32_t off = offset(g);

        text_begin(g);
        both(g, "a.", 2);
        put_c(g, ' ');
        both(g, b->p, b->n);
        eml__g_find(g, EML_E_MSGID_RIGHT_OBS, off, offset(g) - off);
        eml__g_text_end(g, EML_GEN_KEY_RIGHT);
        g->obs++;
        return;
    }
    put_buf(g, b);
    item_of(g, EML_GEN_KEY_RIGHT, at);
}

/*
 * msg-id        = [CFWS] "<" id-left "@" id-right ">" [CFWS]
 * id-left       = dot-atom-text / obs-id-left
 * id-right      = dot-atom-text / no-fold-literal / obs-id-right
 */
static void
msg_id(eml__gen *g, const eml__buf *b, const eml__buf *domain)
{
    const uint8_t *at;

    MADE(g, MSG_ID);
    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_NO_KEY);
    put_c(g, '<');
    if (g->mode == EML_GEN_OBS && obsolete(g)) {
        obs_left(g);
    } else {
        at = g->p;
        put_buf(g, b);
        item_of(g, EML_GEN_KEY_LEFT, at);
    }
    put_c(g, '@');
    right(g, domain);
    put_c(g, '>');
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
}

/* RFC 5322 section 4.5.4: obs-in-reply-to = *(phrase / msg-id) */
static void
obs_phrases(eml__gen *g)
{
    uint32_t off;

    if (g->mode != EML_GEN_OBS || !obsolete(g))
        return;
    off = offset(g);
    PUT(g, "your message");
    eml__g_find(g, EML_E_MSGID_PHRASE, off, offset(g) - off);
    eml__g_fws(g, 40, EML__WS_DROP);
    g->obs++;
}

void
eml__g_msg_ids(eml__gen *g, uint32_t n)
{
    eml__g_item(g, EML_GEN_ARRAY, EML_GEN_NO_KEY);
    for (uint32_t i = 0; i < n; i++) {
        eml__buf b, domain;
        size_t next;

        b.n = domain.n = 0;
        left(g, &b);
        choose_right(g, &domain);
        next = b.n + domain.n + 3;
        if (g->mode == EML_GEN_OBS) /* may become longer */
            next += 24;
        if (i)
            eml__g_cfws(g, next, !odd(g, 64));
        else
            eml__g_cfws(g, next, false);
        if (n > 1 || i)
            obs_phrases(g);
        msg_id(g, &b, &domain);
    }
    eml__g_cfws_end(g);
    g->num_comments = g->first_comment;
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
}
