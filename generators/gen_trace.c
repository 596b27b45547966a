/* gen_trace.c -- Received as SMTP writes it (RFC 5321 section 4.4) and as RFC
 * 5322 section 3.6.7 reads it. */
#include "generators/gen_int.h"

/* A clause: its name, then its value, which the caller put into `value`. */
static void
clause_begin(eml__gen *g, eml_span name, const eml__buf *value)
{
    const uint8_t *at;

    put_token(g, name);
    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_NO_KEY);
    eml__g_item_text(g, EML_GEN_KEY_NAME, name);
    eml__g_fws(g, value->n, EML__WS_DROP);
    at = g->p;
    put_buf(g, value);
    eml__g_item_text(g, EML_GEN_KEY_VALUE, (eml_span){at, value->n});
}

static void
clause_end(eml__gen *g)
{
    eml__g_comments(g);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
}

/* A comment of the bytes given. */
static void
comment_of(eml__gen *g, const eml__buf *b)
{
    eml__g_fws(g, b->n + 2, EML__WS_DROP);
    MADE(g, COMMENT);
    put_c(g, '(');
    if (g->num_comments < EML__COMMENTS)
        g->comments[g->num_comments++] = (eml_span){g->p, b->n};
    put_buf(g, b);
    put_c(g, ')');
}

/*
 * TCP-info = address-literal / ( Domain FWS address-literal )
 */
static void
tcp_info(eml__gen *g)
{
    eml__buf b;

    b.n = 0;
    MADE(g, TCP_INFO);
    if (pick(g, 2)) {
        eml_span d = eml__g_domain_name(g);

        buf_token(&b, d);
        buf_c(&b, ' ');
    }
    eml__g_literal(g, &b);
    comment_of(g, &b);
}

/*
 * Extended-Domain = Domain / ( Domain FWS "(" TCP-info ")" ) /
 *                   ( address-literal FWS "(" TCP-info ")" )
 */
static void
extended_domain(eml__gen *g, eml_span name, bool info)
{
    eml__buf b;

    b.n = 0;
    if (odd(g, 32)) {
        eml__g_literal(g, &b);
        info = true;
    } else {
        eml_span d = eml__g_domain_name(g);

        buf_token(&b, d);
    }
    clause_begin(g, name, &b);
    if (info)
        tcp_info(g);
    clause_end(g);
}

static void
atom_clause(eml__gen *g, eml_span name, const eml__buf *value)
{
    eml__g_fws(g, name.n + value->n + 1, EML__WS_DROP);
    clause_begin(g, name, value);
}

static void
with_clause(eml__gen *g)
{
    static const eml_span protocols[8] = {
        EML__TOKEN_INIT("SMTP"),     EML__TOKEN_INIT("ESMTP"),
        EML__TOKEN_INIT("ESMTPS"),   EML__TOKEN_INIT("ESMTPSA"),
        EML__TOKEN_INIT("LMTP"),     EML__TOKEN_INIT("ESMTPA"),
        EML__TOKEN_INIT("UTF8SMTP"), EML__TOKEN_INIT("HTTP")};
    eml__buf protocol;

    protocol.n = 0;
    buf_token(&protocol, protocols[pick(g, 8)]);
    MADE(g, WITH);
    atom_clause(g, EML__TOKEN_OF("with"), &protocol);
    if (odd(g, 4)) {
        static const char tls[] =
            "version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256";
        eml__buf b;

        b.n = 0;
        buf(&b, tls, sizeof tls - 1);
        comment_of(g, &b);
    }
    clause_end(g);
}

/* Opt-info = [Via] [With] [ID] [For] */
static void
opt_info(eml__gen *g)
{
    eml__buf b;

    b.n = 0;
    if (odd(g, 32)) {
        MADE(g, VIA);
        buf(&b, "TCP", 3);
        atom_clause(g, EML__TOKEN_OF("via"), &b);
        clause_end(g);
        b.n = 0;
    }
    if (pick(g, 4))
        with_clause(g);
    if (pick(g, 4)) {
        MADE(g, ID);
        if (odd(g, 8)) {
            buf_c(&b, '<');
            eml__g_unique(g, &b);
            buf(&b, "@example.org>", 13);
        } else {
            eml__g_unique(g, &b);
        }
        atom_clause(g, EML__TOKEN_OF("id"), &b);
        clause_end(g);
    }
    if (pick(g, 2)) {
        bool angle = pick(g, 4);

        MADE(g, FOR);
        b.n = 0;
        if (angle)
            buf_c(&b, '<');
        eml__g_address(g, &b);
        if (angle)
            buf_c(&b, '>');
        atom_clause(g, EML__TOKEN_OF("for"), &b);
        clause_end(g);
    }
}

/*
 * received = "Received:" *received-token ";" date-time CRLF
 * Stamp    = From-domain By-domain Opt-info [CFWS] ";" FWS date-time
 */
void
eml__g_received(eml__gen *g)
{
    uint8_t traits = g->traits;

    MADE(g, RECEIVED);
    /* "MUST NOT be used in a Received header field" (RFC 2047 section 5) */
    g->traits &= (uint8_t)~EML__ENCODED;
    eml__g_item(g, EML_GEN_OBJECT, EML_GEN_NO_KEY);
    eml__g_item(g, EML_GEN_ARRAY, EML_GEN_KEY_CLAUSES);
    extended_domain(g, EML__TOKEN_OF("from"), true);
    eml__g_fws(g, 20, EML__WS_DROP);
    extended_domain(g, EML__TOKEN_OF("by"), odd(g, 16));
    opt_info(g);
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
    if (g->mode == EML_GEN_OBS && obsolete(g)) {
        /* RFC 5322 section 4.5.7: without a date */
        eml__g_find(g, EML_E_RECEIVED_NO_DATE, offset(g), 0);
        eml__g_item(g, EML_GEN_NULL, EML_GEN_KEY_DATE);
        g->obs++;
    } else {
        put_c(g, ';');
        eml__g_fws(g, 31, EML__WS_DROP);
        eml__g_date_time(g, EML_GEN_KEY_DATE);
    }
    g->traits = traits;
    eml__g_item(g, EML_GEN_END, EML_GEN_NO_KEY);
}
