/* gen_report.c -- what reports say: RFC 3464 and RFC 8098. Their fields are
 * content: nothing of them is part of the message's own tree. */
#include "generators/gen_int.h"

static size_t
length(const char *s)
{
    size_t n = 0;

    while (s[n])
        n++;
    return n;
}

/* "Name: type; value" */
static void
typed(eml__gen *g, const char *name, const char *type, const eml__buf *value)
{
    g->line = g->p;
    put(g, name, length(name));
    PUT(g, ": ");
    put(g, type, length(type));
    put_c(g, ';');
    if (column(g) + value->n + 1 > 76)
        newline(g);
    put_c(g, ' ');
    put_buf(g, value);
    newline(g);
}

/* In US-ASCII in reports of UTF-8, too: the ABNF of RFC 6533 sections 4.1 and 5
 * leaves these fields as they are. */
static void
of_mta(eml__gen *g, const char *name)
{
    uint8_t traits = g->traits;
    eml_span d;
    eml__buf b;

    g->traits &= (uint8_t)~EML__UTF8;
    d = eml__g_domain_name(g);
    g->traits = traits;
    b.n = 0;
    buf_token(&b, d);
    typed(g, name, "dns", &b);
}

static void
of_recipient(eml__gen *g, const char *name)
{
    eml__buf b;

    b.n = 0;
    eml__g_address(g, &b);
    typed(g, name, g->traits & EML__UTF8 ? "utf-8" : "rfc822", &b);
}

static void
word_field(eml__gen *g, const char *name, const char *value)
{
    g->line = g->p;
    put(g, name, length(name));
    PUT(g, ": ");
    put(g, value, length(value));
    newline(g);
}

static void
date_field(eml__gen *g, const char *name)
{
    g->line = g->p;
    put(g, name, length(name));
    PUT(g, ": ");
    eml__g_date_time(g, EML_GEN_NO_KEY);
    newline(g);
}

/*
 * per-message-fields = [ original-envelope-id-field CRLF ]
 *                      reporting-mta-field CRLF ...
 */
static void
per_message(eml__gen *g)
{
    if (odd(g, 4))
        word_field(g, "Original-Envelope-Id", "QQ314159");
    of_mta(g, "Reporting-MTA");
    if (odd(g, 8))
        of_mta(g, "DSN-Gateway");
    if (odd(g, 4))
        of_mta(g, "Received-From-MTA");
    if (pick(g, 2))
        date_field(g, "Arrival-Date");
    if (odd(g, 8))
        word_field(g, "X-Queue-Id", "4F2A");
}

/*
 * per-recipient-fields = [ original-recipient-field CRLF ]
 *                        final-recipient-field CRLF
 *                        action-field CRLF
 *                        status-field CRLF ...
 */
static void
per_recipient(eml__gen *g)
{
    static const char *const actions[] = {"failed", "delayed", "delivered",
                                          "relayed", "expanded"};
    static const char *const codes[] = {"5.1.1", "4.4.7", "2.0.0",
                                        "2.6.0 (sent on)", "2.1.5"};
    uint32_t action = pick(g, 5);
    eml__buf b;

    b.n = 0;
    MADE(g, PER_RECIPIENT);
    if (odd(g, 4))
        of_recipient(g, "Original-Recipient");
    of_recipient(g, "Final-Recipient");
    word_field(g, "Action", actions[action]);
    word_field(g, "Status", codes[action]);
    if (pick(g, 2))
        of_mta(g, "Remote-MTA");
    if (pick(g, 2)) {
        buf(&b, "550 5.1.1 no such user (#5.1.1)", 31);
        typed(g, "Diagnostic-Code", "smtp", &b);
    }
    if (odd(g, 4))
        date_field(g, "Last-Attempt-Date");
    if (odd(g, 8))
        word_field(g, "Final-Log-ID", "a1");
    if (action == 1 && pick(g, 2))
        date_field(g, "Will-Retry-Until");
}

/*
 * delivery-status-content = per-message-fields 1*
 *                           ( CRLF per-recipient-fields )
 */
void
eml__g_delivery_status(eml__gen *g)
{
    bool labels = g->labels;
    eml_gen_mode mode = g->mode;

    MADE(g, DELIVERY_STATUS);
    g->labels = false;
    g->mode = EML_GEN_VALID;
    per_message(g);
    for (uint32_t n = 1 + (odd(g, 2) ? pick(g, 4) : 0); n; n--) {
        PUT(g, "\r\n");
        per_recipient(g);
    }
    g->labels = labels;
    g->mode = mode;
}

/*
 * disposition-notification-content = [ reporting-ua-field CRLF ]
 *     [ mdn-gateway-field CRLF ] [ original-recipient-field CRLF ]
 *     final-recipient-field CRLF [ original-message-id-field CRLF ]
 *     disposition-field CRLF *( error-field CRLF ) *( extension-field CRLF )
 */
void
eml__g_disposition_notification(eml__gen *g)
{
    static const char *const dispositions[] = {
        "manual-action/MDN-sent-manually; displayed",
        "automatic-action/MDN-sent-automatically; deleted",
        "automatic-action / MDN-sent-automatically ; processed/error",
        "manual-action/MDN-sent-automatically; dispatched/a,b"};
    bool labels = g->labels;
    eml_gen_mode mode = g->mode;

    MADE(g, DISPOSITION_NOTIFICATION);
    g->labels = false;
    g->mode = EML_GEN_VALID;
    if (pick(g, 2))
        word_field(g, "Reporting-UA", "mail.example.org; eml gen");
    if (odd(g, 8))
        of_mta(g, "MDN-Gateway");
    if (odd(g, 4))
        of_recipient(g, "Original-Recipient");
    of_recipient(g, "Final-Recipient");
    if (pick(g, 2)) {
        g->line = g->p;
        PUT(g, "Original-Message-ID: ");
        eml__g_msg_ids(g, 1);
        newline(g);
    }
    word_field(g, "Disposition", dispositions[pick(g, 4)]);
    if (odd(g, 8))
        word_field(g, "Error", "out of paper");
    g->labels = labels;
    g->mode = mode;
}
