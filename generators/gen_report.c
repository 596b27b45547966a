/* gen_report.c -- what reports say: RFC 3464, RFC 8098, RFC 5965 with RFC 6591.
 * Their fields are content: nothing of them is part of the message's own tree.
 */
#include "generators/gen_int.h"

#define T(lit)      EML__TOKEN_OF(lit)
#define T_INIT(lit) EML__TOKEN_INIT(lit)

/* "Name: type; value" */
static void
typed(eml__gen *g, eml_span name, eml_span type, const eml__buf *value)
{
    g->line = g->p;
    put_token(g, name);
    PUT(g, ": ");
    put_token(g, type);
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
of_mta(eml__gen *g, eml_span name)
{
    uint8_t traits = g->traits;
    eml_span d;
    eml__buf b;

    g->traits &= (uint8_t)~EML__UTF8;
    d = eml__g_domain_name(g);
    g->traits = traits;
    b.n = 0;
    buf_token(&b, d);
    typed(g, name, T("dns"), &b);
}

static void
of_recipient(eml__gen *g, eml_span name)
{
    eml__buf b;

    b.n = 0;
    eml__g_address(g, &b);
    typed(g, name, g->traits & EML__UTF8 ? T("utf-8") : T("rfc822"), &b);
}

static void
word_field(eml__gen *g, eml_span name, eml_span value)
{
    g->line = g->p;
    put_token(g, name);
    PUT(g, ": ");
    put_token(g, value);
    newline(g);
}

static void
date_field(eml__gen *g, eml_span name)
{
    g->line = g->p;
    put_token(g, name);
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
        word_field(g, T("Original-Envelope-Id"), T("QQ314159"));
    of_mta(g, T("Reporting-MTA"));
    if (odd(g, 8))
        of_mta(g, T("DSN-Gateway"));
    if (odd(g, 4))
        of_mta(g, T("Received-From-MTA"));
    if (pick(g, 2))
        date_field(g, T("Arrival-Date"));
    if (odd(g, 8))
        word_field(g, T("X-Queue-Id"), T("4F2A"));
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
    static const eml_span actions[] = {T_INIT("failed"), T_INIT("delayed"),
                                       T_INIT("delivered"), T_INIT("relayed"),
                                       T_INIT("expanded")};
    static const eml_span codes[] = {T_INIT("5.1.1"), T_INIT("4.4.7"),
                                     T_INIT("2.0.0"), T_INIT("2.6.0 (sent on)"),
                                     T_INIT("2.1.5")};
    uint32_t action = pick(g, 5);
    eml__buf b;

    b.n = 0;
    MADE(g, PER_RECIPIENT);
    if (odd(g, 4))
        of_recipient(g, T("Original-Recipient"));
    of_recipient(g, T("Final-Recipient"));
    word_field(g, T("Action"), actions[action]);
    word_field(g, T("Status"), codes[action]);
    if (pick(g, 2))
        of_mta(g, T("Remote-MTA"));
    if (pick(g, 2)) {
        buf(&b, "550 5.1.1 no such user (#5.1.1)", 31);
        typed(g, T("Diagnostic-Code"), T("smtp"), &b);
    }
    if (odd(g, 4))
        date_field(g, T("Last-Attempt-Date"));
    if (odd(g, 8))
        word_field(g, T("Final-Log-ID"), T("a1"));
    if (action == 1 && pick(g, 2))
        date_field(g, T("Will-Retry-Until"));
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
    static const eml_span dispositions[] = {
        T_INIT("manual-action/MDN-sent-manually; displayed"),
        T_INIT("automatic-action/MDN-sent-automatically; deleted"),
        T_INIT("automatic-action / MDN-sent-automatically ; processed/error"),
        T_INIT("manual-action/MDN-sent-automatically; dispatched/a,b")};
    bool labels = g->labels;
    eml_gen_mode mode = g->mode;

    MADE(g, DISPOSITION_NOTIFICATION);
    g->labels = false;
    g->mode = EML_GEN_VALID;
    if (pick(g, 2))
        word_field(g, T("Reporting-UA"), T("mail.example.org; eml gen"));
    if (odd(g, 8))
        of_mta(g, T("MDN-Gateway"));
    if (odd(g, 4))
        of_recipient(g, T("Original-Recipient"));
    of_recipient(g, T("Final-Recipient"));
    if (pick(g, 2)) {
        g->line = g->p;
        PUT(g, "Original-Message-ID: ");
        eml__g_msg_ids(g, 1);
        newline(g);
    }
    word_field(g, T("Disposition"), dispositions[pick(g, 4)]);
    if (odd(g, 8))
        word_field(g, T("Error"), T("out of paper"));
    g->labels = labels;
    g->mode = mode;
}

/* ---- feedback reports
 * ---------------------------------------------------------- */

/* RFC 5965 section 3.1 */
static void
arf_required(eml__gen *g, eml_span type)
{
    static const eml_span agents[] = {T_INIT("eml-gen/1.0"), T_INIT("x"),
                                      T_INIT("A/1 (b) C/2.0-d"),
                                      T_INIT("SomeGenerator/1.0")};

    word_field(g, T("Feedback-Type"), type);
    word_field(g, T("User-Agent"), agents[pick(g, 4)]);
    word_field(g, T("Version"), odd(g, 8) ? T("1 (RFC 5965)") : T("1"));
}

static void
arf_path(eml__gen *g, eml_span name)
{
    eml__buf b;

    b.n = 0;
    buf_c(&b, '<');
    eml__g_address(g, &b);
    buf_c(&b, '>');
    g->line = g->p;
    put_token(g, name);
    put_c(g, ':');
    if (column(g) + b.n + 1 > 76)
        newline(g);
    put_c(g, ' ');
    put_buf(g, &b);
    newline(g);
}

static void
arf_domain(eml__gen *g, eml_span name)
{
    g->line = g->p;
    put_token(g, name);
    PUT(g, ": ");
    put_token(g, eml__g_domain_name(g));
    newline(g);
}

/* Sections 3.2 and 3.3. An address is that of RFC 5321 section 4.1.3. */
static void
arf_optional(eml__gen *g)
{
    static const eml_span sources[] = {T_INIT("192.0.2.7"),
                                       T_INIT("IPv6:2001:db8::7")};
    static const eml_span incidents[] = {T_INIT("1"), T_INIT("3"),
                                         T_INIT("0027"), T_INIT("4294967295")};
    static const eml_span uris[] = {T_INIT("https://example.org/a?b=c"),
                                    T_INIT("mailto:joe@example.org")};

    if (odd(g, 4))
        word_field(g, T("Original-Envelope-Id"), T("QQ314159"));
    if (odd(g, 16))
        word_field(g, T("Original-Mail-From"), T("<>"));
    else if (pick(g, 2))
        arf_path(g, T("Original-Mail-From"));
    if (pick(g, 2))
        date_field(g, T("Arrival-Date"));
    if (odd(g, 4))
        of_mta(g, T("Reporting-MTA"));
    if (pick(g, 2))
        word_field(g, T("Source-IP"), sources[odd(g, 4)]);
    if (odd(g, 8))
        word_field(g, T("Incidents"), incidents[pick(g, 4)]);
    for (uint32_t n = pick(g, 3); n; n--)
        arf_path(g, T("Original-Rcpt-To"));
    if (odd(g, 8))
        word_field(g, T("Reported-URI"), uris[pick(g, 2)]);
    if (odd(g, 8))
        word_field(g, T("X-Queue-Id"), T("4F2A"));
}

static void
arf_authres(eml__gen *g, eml_span result)
{
    g->line = g->p;
    PUT(g, "Authentication-Results: ");
    put_token(g, eml__g_domain_name(g));
    put_c(g, ';');
    newline(g);
    put_c(g, ' ');
    put_token(g, result);
    newline(g);
}

static void
arf_spf_dns(eml__gen *g)
{
    g->line = g->p;
    PUT(g, "SPF-DNS: txt : ");
    put_token(g, eml__g_domain_name(g));
    PUT(g, " :");
    newline(g);
    PUT(g, " \"v=spf1 ip4:192.0.2.0/24 -all\"");
    newline(g);
}

/* RFC 6591 sections 3.2.3 and 3.2.4 */
static void
arf_dkim(eml__gen *g)
{
    eml_span d = eml__g_domain_name(g);

    g->line = g->p;
    PUT(g, "DKIM-Domain: ");
    put_token(g, d);
    newline(g);
    PUT(g, "DKIM-Identity: ");
    if (pick(g, 2))
        PUT(g, "joe");
    put_c(g, '@');
    put_token(g, d);
    newline(g);
    word_field(g, T("DKIM-Selector"), T("s1"));
    if (odd(g, 4))
        word_field(g, T("DKIM-Selector-DNS"), T("\"v=DKIM1; p=\""));
    if (odd(g, 4))
        word_field(g, T("DKIM-Canonicalized-Header"),
                   T("ZnJvbTpqb2VAZXhh\r\n bXBsZS5vcmcNCg=="));
    if (odd(g, 4))
        word_field(g, T("DKIM-Canonicalized-Body"), T("YQ0K"));
}

enum { OF_DKIM = 1, OF_SPF = 2, OF_ADSP = 4, OF_DMARC = 8 };

/* A failure, what was found, and the fields that RFC 6591 sections 3.2 and 3.3
 * and RFC 7489 section 7.3.1 need for it. */
static const struct failure {
    eml_span type, result;
    unsigned needs;
} failures[8] = {
    {T_INIT("spf"), T_INIT("spf=fail smtp.mailfrom=example.org"), OF_SPF},
    {T_INIT("signature"), T_INIT("dkim=fail header.d=example.org"), OF_DKIM},
    {T_INIT("bodyhash"), T_INIT("dkim=fail (body hash) header.d=example.org"),
     OF_DKIM},
    {T_INIT("revoked (empty p=)"),
     T_INIT("dkim=permerror header.d=example.org"), OF_DKIM},
    {T_INIT("dmarc"), T_INIT("dmarc=fail header.from=example.org"),
     OF_DKIM | OF_SPF | OF_DMARC},
    {T_INIT("adsp"), T_INIT("dkim-adsp=fail header.from=joe@example.org"),
     OF_ADSP},
    {T_INIT("dmarc"), T_INIT("dmarc=fail header.from=example.org"),
     OF_SPF | OF_DMARC},
    {T_INIT("spf"), T_INIT("spf=softfail smtp.helo=example.org"), OF_SPF}};

/* RFC 6591 section 3.1: Authentication-Results "MUST be present", and have one
 * result. */
static void
arf_failure(eml__gen *g)
{
    static const eml_span results[] = {T_INIT("delivered"), T_INIT("spam"),
                                       T_INIT("policy"), T_INIT("reject"),
                                       T_INIT("other")};
    static const eml_span aligned[] = {T_INIT("none"), T_INIT("dkim"),
                                       T_INIT("spf"), T_INIT("dkim, spf")};
    const struct failure *f = &failures[pick(g, 8)];

    word_field(g, T("Auth-Failure"), f->type);
    arf_authres(g, f->result);
    arf_domain(g, T("Reported-Domain"));
    if (pick(g, 2))
        word_field(g, T("Delivery-Result"), results[pick(g, 5)]);
    if (f->needs & OF_DMARC)
        word_field(g, T("Identity-Alignment"), aligned[pick(g, 4)]);
    if (f->needs & OF_DKIM)
        arf_dkim(g);
    if (f->needs & OF_ADSP)
        word_field(g, T("DKIM-ADSP-DNS"), T("\"dkim=all\""));
    if (f->needs & OF_SPF)
        for (uint32_t n = 1 + odd(g, 8); n; n--)
            arf_spf_dns(g);
}

/*
 * feedback-report = *( feedback-type / user-agent / version ) opt-fields-once
 *                   *( opt-fields-many ) *( ext-field )
 *
 * "may appear in the transmitted message in any order". All of it is US-ASCII:
 * no standard has a message/global-feedback-report.
 *
 * It says nothing true of the message in the third part, as that is another
 * choice; so is its Subject (section 2 (f)).
 */
void
eml__g_feedback_report(eml__gen *g)
{
    static const eml_span types[8] = {T_INIT("abuse"), T_INIT("abuse"),
                                      T_INIT("abuse"), T_INIT("fraud"),
                                      T_INIT("virus"), T_INIT("not-spam"),
                                      T_INIT("other"), T_INIT("auth-failure")};
    uint32_t type = pick(g, 8);
    bool labels = g->labels, last = odd(g, 8);
    eml_gen_mode mode = g->mode;
    uint8_t traits = g->traits;

    MADE(g, FEEDBACK_REPORT);
    g->labels = false;
    g->mode = EML_GEN_VALID;
    g->traits &= (uint8_t)~EML__UTF8;
    if (!last)
        arf_required(g, types[type]);
    arf_optional(g);
    if (type == 7) {
        MADE(g, AUTH_FAILURE);
        arf_failure(g);
    } else if (odd(g, 4)) {
        arf_domain(g, T("Reported-Domain"));
        arf_authres(g, T("spf=pass smtp.mailfrom=example.org"));
    }
    if (last)
        arf_required(g, types[type]);
    g->traits = traits;
    g->labels = labels;
    g->mode = mode;
}
