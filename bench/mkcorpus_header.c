/* Header fields for mkcorpus: RFC 5322, 2369, 2919, 6376, 7208, 8601 and 8617
 * by the grammar of what may be generated, nothing obsolete. */
#include <stdio.h>
#include <string.h>

#include "mkcorpus.h"

#define NUM_OF(a)          ((uint32_t)(sizeof(a) / sizeof((a)[0])))
#define PICK(g, list)      ((list)[rng_below(&(g)->r, NUM_OF(list))])
#define ROLLED(roll, list) ((list)[roll_below((roll), NUM_OF(list))])

static void
text_field(gen *g, const char *name, uint32_t num_words, uint64_t *size)
{
    field f = field_begin(g, name);
    buf s = {0};

    if (size == &g->t.subject_bytes && rng_pct(&g->r, 30))
        buf_str(&s, "Re: ");
    text_words(&g->r, g->v, g->v == VOICE_EN ? CS_CP1252 : CS_UTF8, num_words,
               &s);
    field_text(&f, s.p, s.n);
    field_end(&f);
    if (size != NULL)
        *size += s.n;
    buf_free(&s);
}

/* ---- addresses ---- */
static void
put_mailbox(field *f, const char *tail)
{
    gen *g = f->g;
    uint32_t style = rng_below(&g->r, 100);
    char addr[160];
    buf name = {0}, token = {0};

    header_address(g, addr, sizeof addr);
    g->t.mailboxes++;
    if (style < 15) {
        field_fmt(f, "%s%s", addr, tail);
        return;
    }
    buf_str(&name, text_given(&g->r, g->v));
    buf_fmt(&name, " %s", text_family(&g->r, g->v));
    if (!utf8_is_ascii(name.p, name.n))
        field_encoded(f, name.p, name.n);
    else if (style < 55)
        field_words(f, (const char *)name.p, name.n);
    else {
        if (style < 70)
            buf_fmt(&name, ", %s (Sales)", text_given(&g->r, VOICE_EN));
        else if (style < 75)
            buf_str(&name, " \"C:\\\"");
        field_quoted(&token, &name);
        field_put(f, token.p, token.n);
    }
    field_fmt(f, "<%s>%s", addr, tail);
    g->t.name_bytes += name.n;
    buf_free(&name);
    buf_free(&token);
}

static void
address_field(gen *g, const char *name, uint32_t num)
{
    field f = field_begin(g, name);

    for (uint32_t i = 0; i < num; i++)
        put_mailbox(&f, i + 1 < num ? "," : "");
    field_end(&f);
}

static void
to_field(gen *g)
{
    uint32_t d = rng_below(&g->r, 100), num = 1;
    field f;

    if (d < 3) {
        field_line(g, "To", "undisclosed-recipients:;");
        return;
    }
    if (d < 6) {
        f = field_begin(g, "To");
        num = 2 + rng_below(&g->r, 4);
        field_fmt(&f, "Project team:");
        for (uint32_t i = 0; i < num; i++)
            put_mailbox(&f, i + 1 < num ? "," : ";,");
        put_mailbox(&f, "");
        field_end(&f);
        return;
    }
    if (d >= 60)
        num = 1 + rng_below(&g->r, d >= 95 ? 40 : 6);
    address_field(g, "To", num);
}

/* ---- trace and signatures ---- */
static void
received(gen *g, uint64_t when)
{
    static const char *const mta[] = {"Postfix", "Exim 4.98", "OpenSMTPD",
                                      "Haraka/3.0.5"};
    static const char *const cipher[] = {"TLS_AES_256_GCM_SHA384",
                                         "TLS_AES_128_GCM_SHA256",
                                         "TLS_CHACHA20_POLY1305_SHA256"};
    static const char *const with[] = {"ESMTP", "ESMTPS", "ESMTPSA", "LMTP"};
    field f = field_begin(g, "Received");
    char a[64], b[64], c[160], ip[64], date[64];
    rolls d = rng_rolls(&g->r);
    bool comment = roll_below(d.v[3], 100) < 60;
    const char *zone;

    header_domain(g, a, sizeof a);
    header_domain(g, b, sizeof b);
    header_address(g, c, sizeof c);
    header_ip(g, ip, sizeof ip);
    zone = header_date(g, when, date, sizeof date);
    field_fmt(&f, "from %s (%s %s)", a, rng_pct(&g->r, 90) ? a : b, ip);
    if (rng_pct(&g->r, 40))
        field_fmt(&f, "(using TLSv1.3 with cipher %s (256/256 bits))",
                  PICK(g, cipher));
    field_fmt(&f, "by %s", b);
    if (rng_pct(&g->r, 70))
        field_fmt(&f, "(%s)", PICK(g, mta));
    field_fmt(&f, "with %s id %X%08X", ROLLED(d.v[0], with),
              (unsigned)roll_below(d.v[1], 0xffff) + 1, (unsigned)d.v[2]);
    if (rng_pct(&g->r, 60))
        field_fmt(&f, "for <%s>", c);
    buf_byte(g->out, ';');
    field_fmt(&f, "%s%s", date, comment ? zone : "");
    field_end(&f);
}

/* A random value where a hash or a signature belongs: the syntax is right and
 * nothing verifies. */
static void
random_b64(gen *g, buf *out, size_t n)
{
    uint8_t raw[256];

    for (size_t i = 0; i < n; i++)
        raw[i] = (uint8_t)(rng_next(&g->r) >> 56);
    b64_plain(out, raw, n);
}

static void
put_signature(field *f, size_t n)
{
    buf s = {0};

    buf_str(&s, "b=");
    random_b64(f->g, &s, n);
    for (size_t i = 0; i < s.n; i += 64)
        field_put(f, s.p + i, s.n - i < 64 ? s.n - i : 64);
    buf_free(&s);
}

static void
put_hash(field *f)
{
    buf s = {0};

    buf_str(&s, "bh=");
    random_b64(f->g, &s, 32);
    buf_byte(&s, ';');
    field_put(f, s.p, s.n);
    buf_free(&s);
}

static void
put_signed_fields(field *f)
{
    if (rng_pct(&f->g->r, 50))
        field_fmt(f, "h=from:to:subject: date:message-id: mime-version:"
                     "content-type: list-unsubscribe;");
    else
        field_fmt(f, "h=From:Reply-To:Subject: Date:To:Cc: In-Reply-To:"
                     "References:From;");
}

static void
dkim_signature(gen *g)
{
    bool ed25519 = rng_pct(&g->r, 10);
    field f = field_begin(g, "DKIM-Signature");
    char d[64];

    header_domain(g, d, sizeof d);
    field_fmt(&f, "v=1; a=%s; c=relaxed/%s; d=%s;",
              ed25519 ? "ed25519-sha256" : "rsa-sha256",
              rng_pct(&g->r, 70) ? "relaxed" : "simple", d);
    field_fmt(&f, "s=s%u;", (unsigned)rng_below(&g->r, 10000));
    if (rng_pct(&g->r, 30))
        field_fmt(&f, "i=@%s;", d);
    if (rng_pct(&g->r, 60))
        field_fmt(&f, "t=%llu; x=%llu;", (unsigned long long)g->when,
                  (unsigned long long)g->when + 604800);
    put_signed_fields(&f);
    put_hash(&f);
    put_signature(&f, ed25519 ? 64 : rng_pct(&g->r, 50) ? 256 : 128);
    field_end(&f);
}

static void
put_results(field *f)
{
    gen *g = f->g;
    char me[64], d[64];

    rolls r = rng_rolls(&g->r);
    bool dmarc = roll_below(r.v[3], 100) < 85;

    header_domain(g, me, sizeof me);
    header_domain(g, d, sizeof d);
    field_fmt(f, "%s; dkim=pass header.d=%s header.s=s%u header.b=%08x;", me, d,
              (unsigned)roll_below(r.v[0], 10000), (unsigned)r.v[1]);
    field_fmt(f,
              "spf=pass (%s: domain of bounce@%s designates 192.0.2.%u as "
              "permitted sender) smtp.mailfrom=bounce@%s%s",
              me, d, (unsigned)roll_below(r.v[2], 255), d, dmarc ? ";" : "");
    if (dmarc)
        field_fmt(f, "dmarc=pass (p=%s sp=NONE dis=NONE) header.from=%s",
                  roll_below(r.v[4], 2) == 0 ? "REJECT" : "NONE", d);
}

static void
arc_set(gen *g, unsigned instance)
{
    unsigned long long t = (unsigned long long)g->when + instance;
    char d[64];
    field f = field_begin(g, "ARC-Seal");

    header_domain(g, d, sizeof d);
    field_fmt(&f, "i=%u; a=rsa-sha256; t=%llu; cv=%s; d=%s; s=arc-%u;",
              instance, t, instance == 1 ? "none" : "pass", d,
              2016 + (unsigned)rng_below(&g->r, 10));
    put_signature(&f, 256);
    field_end(&f);
    f = field_begin(g, "ARC-Message-Signature");
    field_fmt(&f, "i=%u; a=rsa-sha256; c=relaxed/relaxed; d=%s; s=arc;",
              instance, d);
    put_signed_fields(&f);
    put_hash(&f);
    put_signature(&f, 256);
    field_end(&f);
    f = field_begin(g, "ARC-Authentication-Results");
    field_fmt(&f, "i=%u;", instance);
    put_results(&f);
    field_end(&f);
}

static void
trace(gen *g)
{
    uint32_t hops = 3 + rng_below(&g->r, 4);
    uint64_t when = g->when + hops * 4;
    char a[160], d[64];
    field f;

    header_address(g, a, sizeof a);
    header_domain(g, d, sizeof d);
    if (rng_pct(&g->r, 40))
        field_line(g, "Delivered-To", "%s", a);
    received(g, when -= rng_below(&g->r, 4));
    if (rng_pct(&g->r, 35)) {
        if (rng_pct(&g->r, 20))
            arc_set(g, 2);
        arc_set(g, 1);
    }
    header_address(g, a, sizeof a);
    field_line(g, "Return-Path", "<%s>", a);
    received(g, when -= rng_below(&g->r, 4));
    if (rng_pct(&g->r, 50))
        field_line(g, "Received-SPF",
                   "pass (%s: 192.0.2.%u is authorized to use 'bounce@%s') "
                   "client-ip=192.0.2.1; envelope-from=\"bounce@%s\"; helo=%s;",
                   d, (unsigned)rng_below(&g->r, 255), d, d, d);
    if (rng_pct(&g->r, 80)) {
        f = field_begin(g, "Authentication-Results");
        put_results(&f);
        field_end(&f);
    }
    if (rng_pct(&g->r, 75))
        dkim_signature(g);
    if (rng_pct(&g->r, 15))
        dkim_signature(g);
    for (uint32_t i = 2; i < hops; i++)
        received(g, when -= rng_below(&g->r, 4));
}

/* ---- the rest of the header ---- */
static void
thread_fields(gen *g)
{
    uint32_t num = 1 + rng_below(&g->r, rng_pct(&g->r, 80) ? 4 : 20);
    field f = field_begin(g, "References");
    char id[128] = "";

    for (uint32_t i = 0; i < num; i++) {
        header_msg_id(g, id, sizeof id);
        field_fmt(&f, "%s", id);
    }
    field_end(&f);
    g->t.references += num;
    field_line(g, "In-Reply-To", "%s", id);
}

static void
list_fields(gen *g)
{
    rolls r = rng_rolls(&g->r);
    unsigned n = (unsigned)roll_below(r.v[0], 100000);
    char d[64];

    header_domain(g, d, sizeof d);
    field_line(g, "List-Id", "%s <announce%u.%s>",
               roll_below(r.v[1], 2) == 0 ? "Announcements" : "\"News, daily\"",
               n, d);
    field_line(g, "List-Unsubscribe",
               "<https://%s/u/%08x%08x>, "
               "<mailto:leave-%u@%s?subject=unsubscribe>",
               d, (unsigned)r.v[2], (unsigned)r.v[3], n, d);
    field_line(g, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    if (roll_below(r.v[4], 100) >= 60)
        return;
    field_line(g, "List-Archive", "<https://%s/archive/%u/>", d, n);
    field_line(g, "List-Post", "<mailto:announce%u@%s>", n, d);
    field_line(g, "List-Help", "<mailto:request%u@%s?subject=help>", n, d);
    field_line(g, "Precedence", "list");
}

static void
odd_fields(gen *g)
{
    rolls d = rng_rolls(&g->r);
    unsigned n = (unsigned)roll_below(d.v[0], 140);

    if (roll_below(d.v[1], 2) == 0)
        field_line(g, "User-Agent", "Mailer/%u.%u (X11; Linux x86_64; rv:%u.0)",
                   n / 10, n % 10, n);
    else
        field_line(g, "X-Mailer", "Newsletter Engine %u", n);
    if (roll_below(d.v[2], 100) < 40)
        field_line(g, "X-Spam-Status",
                   "No, score=-%u.%u required=5.0 tests=BAYES_00,DKIM_SIGNED, "
                   "DKIM_VALID,DKIM_VALID_AU,HTML_MESSAGE, "
                   "RCVD_IN_DNSWL_LOW,SPF_PASS autolearn=ham version=4.0.1",
                   n / 50, n % 10);
    if (rng_pct(&g->r, 20))
        text_field(g, "Organization", 2 + rng_below(&g->r, 3), NULL);
    if (rng_pct(&g->r, 10))
        field_line(g, "Keywords", "budget, release notes, travel");
    if (rng_pct(&g->r, 10))
        text_field(g, "Comments", 4 + rng_below(&g->r, 8), NULL);
    if (rng_pct(&g->r, 20))
        field_line(g, "X-Priority", "3");
    if (rng_pct(&g->r, 15))
        field_line(g, "Auto-Submitted", "auto-generated");
}

static void
originator(gen *g)
{
    char date[64], id[128];

    header_date(g, g->when, date, sizeof date);
    header_msg_id(g, id, sizeof id);
    field_line(g, "Date", "%s", date);
    if (rng_pct(&g->r, 2)) {
        address_field(g, "From", 2);
        address_field(g, "Sender", 1);
    } else
        address_field(g, "From", 1);
    to_field(g);
    text_field(g, "Subject", 2 + rng_below(&g->r, 11), &g->t.subject_bytes);
    field_line(g, "Message-ID", "%s", id);
}

void
header_message(gen *g)
{
    g->when = 1546300800u + rng_below(&g->r, 220000000);
    trace(g);
    originator(g);
    if (rng_pct(&g->r, 25))
        address_field(g, "Reply-To", 1);
    if (rng_pct(&g->r, 30))
        address_field(g, "Cc", 1 + rng_below(&g->r, 8));
    if (rng_pct(&g->r, 40))
        thread_fields(g);
    if (rng_pct(&g->r, 35))
        list_fields(g);
    odd_fields(g);
    field_line(g, "MIME-Version", "1.0");
}

void
header_nested(gen *g)
{
    for (uint32_t i = rng_below(&g->r, 3); i > 0; i--)
        received(g, g->when - 86400 + i);
    originator(g);
    field_line(g, "MIME-Version", "1.0");
}
