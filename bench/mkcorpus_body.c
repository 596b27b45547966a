/* Bodies for mkcorpus: structure, leaves and their transfer encodings, by
 * RFC 2045, 2046, 2183, 2231, 2387, 3462 and 3464. */
#include <stdio.h>
#include <string.h>

#include "mkcorpus.h"

#define NUM_OF(a)          ((uint32_t)(sizeof(a) / sizeof((a)[0])))
#define PICK(g, list)      ((list)[rng_below(&(g)->r, NUM_OF(list))])
#define ROLLED(roll, list) ((list)[roll_below((roll), NUM_OF(list))])

enum { KILOBYTE = 1024, MAX_ATTACHMENT = 500 * 1000 };

static void body(gen *g, bool is_root);

/* ---- tallies ---- */
static uint64_t
fnv1a(const uint8_t *p, size_t n)
{
    uint64_t h = 0xcbf29ce484222325u;

    for (size_t i = 0; i < n; i++)
        h = (h ^ p[i]) * 0x100000001b3u;
    return h;
}

static void
count_leaf(gen *g, const buf *utf8, size_t decoded)
{
    g->t.leaves++;
    g->t.decoded_bytes += decoded;
    g->t.utf8_bytes += utf8->n;
    g->t.utf8_hash += fnv1a(utf8->p, utf8->n);
}

/* ---- multiparts ---- */
typedef struct multipart {
    char boundary[72];
    bool begun;
} multipart;

/* Ends the header of a multipart; `params` begins with "; " or is empty. */
static multipart
multipart_open(gen *g, const char *subtype, const char *params)
{
    multipart m = {"", false};
    rolls d = rng_rolls(&g->r);
    unsigned a = (unsigned)d.v[1], b = (unsigned)++g->serial;
    const char *quote = "\"";
    field f;

    switch (roll_below(d.v[0], 4)) {
    case 0: /* only characters that need no quotes */
        snprintf(m.boundary, sizeof m.boundary, "%08x%08x%08x", a,
                 (unsigned)d.v[2], b);
        quote = "";
        break;
    case 1:
        snprintf(m.boundary, sizeof m.boundary, "----=_Part_%u_%u.%u", b, a,
                 (unsigned)d.v[2]);
        break;
    case 2:
        snprintf(m.boundary, sizeof m.boundary, "=_%08x-%08x:%u", a,
                 (unsigned)d.v[2], b);
        break;
    default:
        snprintf(m.boundary, sizeof m.boundary, "--_NmP-%08x-%s(%u)'a+b,c/d?_",
                 a, subtype, b);
    }
    f = field_begin(g, "Content-Type");
    field_fmt(&f, "multipart/%s;%s", subtype, params);
    field_fmt(&f, "boundary=%s%s%s", quote, m.boundary, quote);
    field_end(&f);
    if (g->allow_8bit)
        field_line(g, "Content-Transfer-Encoding", "8bit");
    g->t.multiparts++;
    if (++g->depth > g->t.max_depth)
        g->t.max_depth = g->depth;
    buf_str(g->out, "\r\n");
    if (rng_pct(&g->r, 25)) {
        buf_str(g->out, "This is a multi-part message in MIME format.\r\n");
        m.begun = true; /* the delimiter's own line end is still to come */
    }
    return m;
}

static void
multipart_next(gen *g, multipart *m)
{
    if (m->begun)
        buf_str(g->out, "\r\n");
    m->begun = true;
    buf_fmt(g->out, "--%s\r\n", m->boundary);
}

/* An inner one may end without a line end of its own: the next delimiter
 * brings one. */
static void
multipart_close(gen *g, const multipart *m)
{
    g->depth--;
    buf_fmt(g->out, "\r\n--%s--", m->boundary);
    if (g->depth == 0 || rng_pct(&g->r, 60))
        buf_str(g->out, "\r\n");
}

/* ---- leaves ---- */
enum cte { CTE_7BIT, CTE_8BIT, CTE_QP, CTE_B64 };
static const char *const cte_name[] = {"7bit", "8bit", "quoted-printable",
                                       "base64"};

static void
put_coded(gen *g, enum cte cte, const buf *raw)
{
    size_t was = g->out->n;

    g->body_at = was;
    switch (cte) {
    case CTE_B64:
        b64_lines(g->out, raw->p, raw->n, g->depth == 0 || rng_pct(&g->r, 50));
        g->t.b64_bytes += g->out->n - was;
        break;
    case CTE_QP:
        qp_text(g->out, raw->p, raw->n);
        g->t.qp_bytes += g->out->n - was;
        break;
    case CTE_7BIT:
    case CTE_8BIT:
        buf_put(g->out, raw->p, raw->n);
        g->t.raw_bytes += raw->n;
    }
}

static charset
text_charset(gen *g)
{
    uint32_t d = rng_below(&g->r, 100);

    switch (g->v) {
    case VOICE_EN:
        return d < 35 ? CS_ASCII : d < 80 ? CS_UTF8 : CS_CP1252;
    case VOICE_WEST:
        return d < 50 ? CS_UTF8 : d < 85 ? CS_LATIN1 : CS_CP1252;
    case VOICE_WIDE:
        break;
    }
    return CS_UTF8;
}

static enum cte
text_cte(gen *g, charset cs, bool short_lines)
{
    uint32_t d = rng_below(&g->r, 100);

    if (cs == CS_ASCII && short_lines && d < 60)
        return CTE_7BIT;
    if (g->allow_8bit && short_lines && d < 60)
        return CTE_8BIT;
    return cs == CS_UTF8 && d >= 85 ? CTE_B64 : CTE_QP;
}

/* Transfer-codes g->text, which is UTF-8 and has all its characters in cs. */
static void
put_text_leaf(gen *g, charset cs, enum cte cte)
{
    g->coded.n = 0;
    cs_encode(&g->coded, cs, g->text.p, g->text.n);
    count_leaf(g, &g->text, g->coded.n);
    g->t.text_leaves++;
    buf_str(g->out, "\r\n");
    put_coded(g, cte, &g->coded);
}

static void
leaf_plain(gen *g)
{
    static const plain_style styles[] = {PLAIN_WRAPPED, PLAIN_WRAPPED,
                                         PLAIN_LONG, PLAIN_REPLY};
    charset cs = text_charset(g);
    plain_style style = PICK(g, styles);
    enum cte cte = text_cte(g, cs, style != PLAIN_LONG);
    const char *quote = rng_pct(&g->r, 30) ? "\"" : "";
    bool flowed = style == PLAIN_WRAPPED && rng_pct(&g->r, 30);

    field_line(g, "Content-Type", "text/plain; charset=%s%s%s%s", quote,
               cs_name(cs), quote, flowed ? "; format=flowed" : "");
    field_line(g, "Content-Transfer-Encoding", "%s", cte_name[cte]);
    g->text.n = 0;
    text_plain(&g->r, g->v, cs, style, rng_log(&g->r, 256, 6), &g->text);
    put_text_leaf(g, cs, cte);
}

static void
leaf_html(gen *g)
{
    charset cs = text_charset(g);
    enum cte cte = text_cte(g, cs, false);

    field_line(g, "Content-Type", "text/html; charset=%s", cs_name(cs));
    field_line(g, "Content-Transfer-Encoding", "%s", cte_name[cte]);
    if (rng_pct(&g->r, 10))
        field_line(g, "Content-Disposition", "inline");
    g->text.n = 0;
    text_html(&g->r, g->v, cs, rng_log(&g->r, 2 * KILOBYTE, 6), &g->text);
    put_text_leaf(g, cs, cte);
}

struct media {
    const char *type, *extension;
};
static const struct media attachments[] = {
    {"application/pdf", "pdf"},
    {"application/zip", "zip"},
    {"application/octet-stream", "bin"},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
     "docx"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     "xlsx"},
    {"image/jpeg", "jpeg"},
};
static const struct media images[] = {
    {"image/png", "png"},
    {"image/jpeg", "jpg"},
    {"image/gif", "gif"},
};

static void
make_filename(gen *g, const char *extension, buf *name)
{
    static const char *const stem[] = {"report",  "Invoice", "scan",
                                       "minutes", "IMG",     "contract-final"};

    rolls d = rng_rolls(&g->r);

    if (g->v != VOICE_EN && rng_pct(&g->r, 60))
        buf_fmt(name, "%s ", text_given(&g->r, g->v));
    else if (rng_pct(&g->r, 5))
        text_words(&g->r, VOICE_WIDE, CS_UTF8, 9, name);
    buf_fmt(name, "%s%c%u.%s", ROLLED(d.v[0], stem),
            roll_below(d.v[1], 2) == 0 ? '-' : ' ',
            (unsigned)roll_below(d.v[2], 10000), extension);
    for (size_t i = 0; i < name->n; i++)
        if (name->p[i] < 32 || strchr("\"\\/:%", name->p[i]) != NULL)
            name->p[i] = '_';
}

/* The fields that name a file; the Content-Type is open when we come. */
static void
file_fields(gen *g, field *type, const struct media *m, const char *how,
            size_t size)
{
    buf name = {0};
    field f;

    make_filename(g, m->extension, &name);
    if (rng_pct(&g->r, 60)) {
        buf_byte(g->out, ';');
        field_filename(type, "name", &name);
    }
    field_end(type);
    f = field_begin(g, "Content-Disposition");
    field_fmt(&f, "%s;", how);
    field_filename(&f, "filename", &name);
    if (rng_pct(&g->r, 30)) {
        buf_byte(g->out, ';');
        field_fmt(&f, "size=%zu", size);
    }
    field_end(&f);
    g->t.filename_bytes += name.n;
    buf_free(&name);
}

static void
leaf_binary(gen *g, const struct media *m, const char *how, size_t size)
{
    field f = field_begin(g, "Content-Type");

    field_fmt(&f, "%s", m->type);
    file_fields(g, &f, m, how, size);
    field_line(g, "Content-Transfer-Encoding", "base64");
    if (strcmp(how, "inline") == 0)
        field_line(g, "Content-ID", "<img%u.%08x@example.net>",
                   (unsigned)++g->serial, (unsigned)rng_next(&g->r));
    g->text.n = 0;
    while (g->text.n < size) {
        uint64_t x = rng_next(&g->r);
        uint8_t raw[8];

        for (unsigned i = 0; i < 8; i++)
            raw[i] = (uint8_t)(x >> 8 * i);
        buf_put(&g->text, raw, size - g->text.n < 8 ? size - g->text.n : 8);
    }
    count_leaf(g, &g->text, g->text.n);
    buf_str(g->out, "\r\n");
    put_coded(g, CTE_B64, &g->text);
}

static void
leaf_csv(gen *g)
{
    static const struct media csv = {"text/csv", "csv"};
    field f = field_begin(g, "Content-Type");

    g->text.n = 0;
    text_csv(&g->r, g->v, CS_UTF8, rng_log(&g->r, KILOBYTE, 5), &g->text);
    field_fmt(&f, "text/csv; charset=utf-8");
    file_fields(g, &f, &csv, "attachment", g->text.n);
    field_line(g, "Content-Transfer-Encoding", "quoted-printable");
    put_text_leaf(g, CS_UTF8, CTE_QP);
}

static void
attachment(gen *g)
{
    size_t size;

    if (rng_pct(&g->r, 8)) {
        leaf_csv(g);
        return;
    }
    size = rng_log(&g->r, KILOBYTE, 9);
    leaf_binary(g, &PICK(g, attachments), "attachment",
                size < MAX_ATTACHMENT ? size : MAX_ATTACHMENT);
}

/* ---- structures ---- */
static void
related(gen *g)
{
    multipart m = multipart_open(
        g, "related", rng_pct(&g->r, 50) ? " type=\"text/html\";" : "");

    multipart_next(g, &m);
    leaf_html(g);
    for (uint32_t i = 1 + rng_below(&g->r, 3); i > 0; i--) {
        size_t size = rng_log(&g->r, KILOBYTE, 5);

        multipart_next(g, &m);
        leaf_binary(g, &PICK(g, images), "inline", size);
    }
    multipart_close(g, &m);
}

static void
alternative(gen *g, bool with_images)
{
    multipart m = multipart_open(g, "alternative", "");

    multipart_next(g, &m);
    leaf_plain(g);
    multipart_next(g, &m);
    if (with_images)
        related(g);
    else
        leaf_html(g);
    multipart_close(g, &m);
}

static void
text_or_alternative(gen *g)
{
    uint32_t d = rng_below(&g->r, 100);

    if (d < 30)
        leaf_plain(g);
    else if (d < 40)
        leaf_html(g);
    else
        alternative(g, d >= 75);
}

static void
nested_message(gen *g)
{
    field_line(g, "Content-Type", "message/rfc822");
    if (g->allow_8bit)
        field_line(g, "Content-Transfer-Encoding", "8bit");
    buf_str(g->out, "\r\n");
    g->t.messages++;
    g->depth++;
    header_nested(g);
    body(g, false);
    g->depth--;
}

static void
mixed(gen *g)
{
    multipart m = multipart_open(g, "mixed", "");
    bool forward = g->depth < 2 && rng_pct(&g->r, 10);

    multipart_next(g, &m);
    text_or_alternative(g);
    for (uint32_t i = rng_pct(&g->r, 65) ? 1 : 2 + rng_below(&g->r, 3); i > 0;
         i--) {
        multipart_next(g, &m);
        if (forward)
            nested_message(g);
        else
            attachment(g);
        forward = false;
    }
    multipart_close(g, &m);
}

/* RFC 3462, RFC 3464. */
static void
report(gen *g)
{
    multipart m = multipart_open(g, "report", " report-type=delivery-status;");
    char d[64];
    buf s = {0};

    multipart_next(g, &m);
    leaf_plain(g);
    multipart_next(g, &m);
    header_domain(g, d, sizeof d);
    field_line(g, "Content-Type", "message/delivery-status");
    buf_fmt(&s,
            "Reporting-MTA: dns; %s\r\nArrival-Date: Fri, 21 Nov 1997 09:55:06 "
            "-0600\r\n\r\nFinal-Recipient: rfc822; u%u@%s\r\n"
            "Action: failed\r\nStatus: 5.1.1\r\n"
            "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n",
            d, (unsigned)rng_below(&g->r, 1000), d);
    count_leaf(g, &s, s.n);
    g->t.raw_bytes += s.n;
    buf_str(g->out, "\r\n");
    buf_put(g->out, s.p, s.n);
    multipart_next(g, &m);
    field_line(g, "Content-Type", "text/rfc822-headers");
    s.n = 0;
    buf_fmt(&s, "From: a@%s\r\nTo: u@%s\r\nSubject: x\r\n", d, d);
    count_leaf(g, &s, s.n);
    g->t.text_leaves++;
    g->t.raw_bytes += s.n;
    buf_str(g->out, "\r\n");
    buf_put(g->out, s.p, s.n);
    multipart_close(g, &m);
    buf_free(&s);
}

static void
body(gen *g, bool is_root)
{
    uint32_t d = rng_below(&g->r, 100);

    if (d < 14)
        leaf_plain(g);
    else if (d < 18)
        leaf_html(g);
    else if (d < 42)
        alternative(g, false);
    else if (d < 52)
        alternative(g, true);
    else if (d < 58)
        related(g);
    else if (d < 60 && is_root)
        report(g);
    else
        mixed(g);
}

void
body_message(gen *g)
{
    g->v = rng_pct(&g->r, 55)   ? VOICE_EN
           : rng_pct(&g->r, 60) ? VOICE_WEST
                                : VOICE_WIDE;
    g->allow_8bit = rng_pct(&g->r, 12);
    g->depth = 0;
    header_message(g);
    body(g, true);
    g->t.records++;
    g->t.messages++;
}

/* A record of `b64` or `qp`. */
void
body_encoded(gen *g, bool is_qp)
{
    charset cs;

    g->v = (voice)rng_below(&g->r, 3);
    g->depth = 0;
    g->text.n = 0;
    g->t.records++;
    if (!is_qp) {
        leaf_binary(g, &attachments[0], "attachment",
                    rng_log(&g->r, KILOBYTE, 9));
        return;
    }
    cs = text_charset(g);
    if (rng_pct(&g->r, 50))
        text_html(&g->r, g->v, cs, rng_log(&g->r, 2 * KILOBYTE, 6), &g->text);
    else
        text_plain(&g->r, g->v, cs, PLAIN_LONG, rng_log(&g->r, 256, 6),
                   &g->text);
    put_text_leaf(g, cs, CTE_QP);
}
