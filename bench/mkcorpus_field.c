/* What header fields are made of, for mkcorpus: folding, names, dates,
 * identifiers, encoded-words (RFC 2047) and long parameters (RFC 2231). */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "mkcorpus.h"

#define NUM_OF(a)          ((uint32_t)(sizeof(a) / sizeof((a)[0])))
#define PICK(g, list)      ((list)[rng_below(&(g)->r, NUM_OF(list))])
#define ROLLED(roll, list) ((list)[roll_below((roll), NUM_OF(list))])

enum { LINE = 76, LONG_LINE = 78 };

/* ---- folding ---- */
field
field_begin(gen *g, const char *name)
{
    static const char *const indents[] = {" ", "\t", "        "};
    field f = {g, strlen(name) + 1, false, PICK(g, indents)};

    buf_str(g->out, name);
    buf_byte(g->out, ':');
    g->t.fields++;
    return f;
}

void
field_put(field *f, const void *p, size_t n)
{
    const char *before = " ";

    if (f->col + 1 + n > (f->begun ? LINE : LONG_LINE)) {
        buf_str(f->g->out, "\r\n");
        before = f->indent;
        f->col = 0;
    }
    buf_str(f->g->out, before);
    buf_put(f->g->out, p, n);
    f->col += strlen(before) + n;
    f->begun = true;
}

/* Each word of the text is a token. */
void
field_words(field *f, const char *s, size_t n)
{
    const char *end = s + n;

    while (s < end) {
        const char *space = memchr(s, ' ', (size_t)(end - s));
        const char *stop = space != NULL ? space : end;

        field_put(f, s, (size_t)(stop - s));
        s = space != NULL ? space + 1 : end;
    }
}

void
field_fmt(field *f, const char *fmt, ...)
{
    char s[1024];
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(s, sizeof s, fmt, ap);
    va_end(ap);
    if (n > 0)
        field_words(f, s, (size_t)n < sizeof s ? (size_t)n : sizeof s - 1);
}

void
field_end(field *f)
{
    buf_str(f->g->out, "\r\n");
}

void
field_line(gen *g, const char *name, const char *fmt, ...)
{
    field f = field_begin(g, name);
    char s[1024];
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(s, sizeof s, fmt, ap);
    va_end(ap);
    if (n > 0)
        field_words(&f, s, (size_t)n < sizeof s ? (size_t)n : sizeof s - 1);
    field_end(&f);
}

/* ---- atoms of a message ---- */
void
header_domain(gen *g, char *out, size_t room)
{
    static const char *const host[] = {"mail", "mx1",  "smtp-out", "lists",
                                       "news", "mta3", "relay",    "mail-yw1"};
    static const char *const name[] = {"acme",     "initech", "globex",
                                       "umbrella", "hooli",   "vandelay"};
    static const char *const top[] = {"example.com", "example.org",
                                      "example.net", "example"};

    rolls d = rng_rolls(&g->r);
    bool is_host = roll_below(d.v[0], 2) == 0;

    snprintf(out, room, "%s%s%s.%s", is_host ? ROLLED(d.v[1], host) : "",
             is_host ? "." : "", ROLLED(d.v[2], name), ROLLED(d.v[3], top));
}

static void
local_part(gen *g, char *out, size_t room)
{
    static const char *const box[] = {"info",  "no-reply",  "j.doe",
                                      "sales", "m_weber",   "support",
                                      "ann",   "postmaster"};

    rolls d = rng_rolls(&g->r);
    const char *name = ROLLED(d.v[1], box);
    unsigned n = (unsigned)roll_below(d.v[2], 10000);

    switch (roll_below(d.v[0], 20)) {
    case 0:
        snprintf(out, room, "\"%s..%u\"", name, n);
        break;
    case 1:
    case 2:
        snprintf(out, room, "bounces+%u-%08x", n, (unsigned)d.v[3]);
        break;
    case 3:
    case 4:
        snprintf(out, room, "%s+tag%u", name, n);
        break;
    default:
        snprintf(out, room, "%s%u", name, n);
    }
}

void
header_address(gen *g, char *out, size_t room)
{
    char local[64], domain[64];

    local_part(g, local, sizeof local);
    header_domain(g, domain, sizeof domain);
    snprintf(out, room, "%s@%s", local, domain);
}

void
header_msg_id(gen *g, char *out, size_t room)
{
    uint64_t a = rng_next(&g->r), b = rng_next(&g->r);
    char domain[64];

    header_domain(g, domain, sizeof domain);
    switch (rng_below(&g->r, 3)) {
    case 0:
        snprintf(out, room, "<%016llx.%u@%s>", (unsigned long long)a,
                 (unsigned)(b & 0xffff), domain);
        break;
    case 1:
        snprintf(out, room, "<CAF=%08x+%08x_%04x@%s>", (unsigned)a, (unsigned)b,
                 (unsigned)(b >> 48), domain);
        break;
    default:
        snprintf(out, room, "<%08x-%04x-%04x-%04x-%012llx@%s>", (unsigned)a,
                 (unsigned)(a >> 32 & 0xffff), (unsigned)(a >> 48),
                 (unsigned)(b & 0xffff), (unsigned long long)(b >> 16), domain);
    }
}

/* Documentation addresses only (RFC 5737, RFC 3849). */
void
header_ip(gen *g, char *out, size_t room)
{
    static const char *const net[] = {"192.0.2", "198.51.100", "203.0.113"};

    rolls d = rng_rolls(&g->r);

    if (roll_below(d.v[0], 5) == 0)
        snprintf(out, room, "[IPv6:2001:db8:%x:%x::%x]",
                 (unsigned)roll_below(d.v[1], 0x10000),
                 (unsigned)roll_below(d.v[2], 0x10000),
                 1 + (unsigned)roll_below(d.v[3], 0xffff));
    else
        snprintf(out, room, "[%s.%u]", ROLLED(d.v[1], net),
                 1 + (unsigned)roll_below(d.v[2], 254));
}

/* RFC 5322 section 3.3; days to civil date after the well-known division into
 * eras of 400 years. Returns a comment that names the zone. */
const char *
header_date(gen *g, uint64_t when, char *out, size_t room)
{
    static const char day_name[7][4] = {"Sun", "Mon", "Tue", "Wed",
                                        "Thu", "Fri", "Sat"};
    static const char month_name[12][4] = {"Jan", "Feb", "Mar", "Apr",
                                           "May", "Jun", "Jul", "Aug",
                                           "Sep", "Oct", "Nov", "Dec"};
    static const struct {
        int minutes;
        const char *comment;
    } zones[] = {{0, " (UTC)"},    {0, " (GMT)"},    {60, " (CET)"},
                 {120, " (CEST)"}, {-300, " (EST)"}, {-420, " (PDT)"},
                 {-480, " (PST)"}, {330, " (IST)"},  {540, " (JST)"}};
    uint32_t zone = rng_below(&g->r, NUM_OF(zones));
    int off = zones[zone].minutes, abs = off < 0 ? -off : off;
    uint64_t local = when + (uint64_t)(off + 1440) * 60 - 1440 * 60;
    uint32_t days = (uint32_t)(local / 86400), s = (uint32_t)(local % 86400);
    uint32_t z = days + 719468, era = z / 146097, doe = z % 146097;
    uint32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    uint32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    uint32_t mp = (5 * doy + 2) / 153, day = doy - (153 * mp + 2) / 5 + 1;
    uint32_t month = mp < 10 ? mp + 2 : mp - 10;
    uint32_t year = yoe + era * 400 + (month < 2);

    snprintf(out, room, "%s, %u %s %u %02u:%02u:%02u %c%02d%02d",
             day_name[(days + 4) % 7], (unsigned)day, month_name[month],
             (unsigned)year, (unsigned)(s / 3600), (unsigned)(s / 60 % 60),
             (unsigned)(s % 60), off < 0 ? '-' : '+', abs / 60, abs % 60);
    return zones[zone].comment;
}

/* ---- RFC 2047 ---- */
bool
utf8_is_ascii(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] >= 0x80)
            return false;
    return true;
}

/* Any charset that has all of the text. */
static charset
pick_charset(gen *g, const uint8_t *utf8, size_t n)
{
    charset cs = rng_pct(&g->r, 55)   ? CS_UTF8
                 : rng_pct(&g->r, 60) ? CS_LATIN1
                                      : CS_CP1252;
    buf trial = {.p = (uint8_t[64]){0}, .cap = 64};
    size_t len;

    for (size_t i = 0; i < n && cs != CS_UTF8; i += len) {
        trial.n = 0;
        if (!cs_put(&trial, cs, utf8_next(utf8 + i, &len)))
            cs = CS_UTF8;
    }
    return cs;
}

/* Section 5 rule (3): what may stand for itself in a phrase, and so anywhere.
 */
static bool
q_plain(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || c == '!' || c == '*' || c == '+' ||
           c == '-' || c == '/';
}

static void
q_put(buf *out, const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] == ' ')
            buf_byte(out, '_');
        else if (q_plain(p[i]))
            buf_byte(out, p[i]);
        else
            buf_fmt(out, "=%02X", p[i]);
}

/* Encoded-words of at most 75 characters on lines of at most 76, none of which
 * splits a character. */
void
field_encoded(field *f, const uint8_t *utf8, size_t n)
{
    gen *g = f->g;
    charset cs = pick_charset(g, utf8, n);
    bool use_q = rng_pct(&g->r, cs == CS_UTF8 ? 45 : 80);
    size_t overhead = strlen(cs_name(cs)) + 7, i = 0, len;
    uint8_t raw_mem[128], word_mem[128];

    while (i < n) {
        size_t room = LINE - 1 - f->col;
        buf raw = {raw_mem, 0, sizeof raw_mem};
        buf word = {word_mem, 0, sizeof word_mem};

        if (f->col + 1 + overhead + 20 > LINE || room > 75)
            room = 67; /* on a line of its own, after any indent */
        room -= overhead;
        buf_fmt(&word, "=?%s?%c?", cs_name(cs), use_q ? 'Q' : 'B');
        while (i < n) {
            size_t was = raw.n, cost;
            buf q = {(uint8_t[16]){0}, 0, 16};

            (void)cs_put(&raw, cs, utf8_next(utf8 + i, &len));
            q_put(&q, raw.p + was, raw.n - was);
            cost = use_q ? word.n - (overhead - 2) + q.n : (raw.n + 2) / 3 * 4;
            if (cost > room) {
                raw.n = was;
                break;
            }
            if (use_q)
                buf_put(&word, q.p, q.n);
            i += len;
        }
        if (!use_q)
            b64_plain(&word, raw.p, raw.n);
        buf_str(&word, "?=");
        field_put(f, word.p, word.n);
    }
}

/* Words as they are; neighbours that need it share encoded-words, with the
 * space between them inside. */
void
field_text(field *f, const uint8_t *p, size_t n)
{
    size_t i = 0;

    f->indent = " "; /* unfolds to the space that was there */
    while (i < n) {
        size_t stop = i, end;
        bool plain;

        while (stop < n && p[stop] != ' ')
            stop++;
        plain = utf8_is_ascii(p + i, stop - i);
        for (end = stop; !plain && end < n; stop = end) {
            for (end = stop + 1; end < n && p[end] != ' '; end++)
                ;
            if (utf8_is_ascii(p + stop + 1, end - stop - 1))
                break;
        }
        if (plain)
            field_put(f, p + i, stop - i);
        else
            field_encoded(f, p + i, stop - i);
        i = stop + 1;
    }
}

void
field_quoted(buf *out, const buf *name)
{
    buf_byte(out, '"');
    for (size_t i = 0; i < name->n; i++) {
        if (name->p[i] == '"' || name->p[i] == '\\')
            buf_byte(out, '\\');
        buf_byte(out, name->p[i]);
    }
    buf_byte(out, '"');
}

/* ---- RFC 2231 ---- */
static void
percent_put(buf *out, const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((p[i] >= '0' && p[i] <= '9') || (p[i] >= 'A' && p[i] <= 'Z') ||
            (p[i] >= 'a' && p[i] <= 'z') || p[i] == '-' || p[i] == '.' ||
            p[i] == '_')
            buf_byte(out, p[i]);
        else
            buf_fmt(out, "%%%02X", p[i]);
}

/* Section 3 with section 4: pieces of whole characters. */
static void
put_continued(field *f, const char *param, const buf *name)
{
    size_t at = 0, len;

    for (unsigned piece = 0; at < name->n; piece++) {
        buf s = {0};

        buf_fmt(&s, "%s*%u*=%s", param, piece, piece == 0 ? "utf-8''" : "");
        while (at < name->n && s.n < 50) {
            utf8_next(name->p + at, &len);
            percent_put(&s, name->p + at, len);
            at += len;
        }
        if (at < name->n)
            buf_byte(&s, ';');
        field_put(f, s.p, s.n);
        buf_free(&s);
    }
}

void
field_filename(field *f, const char *param, const buf *name)
{
    buf s = {0};

    if (!utf8_is_ascii(name->p, name->n)) {
        if (name->n > 24 || rng_pct(&f->g->r, 30)) {
            put_continued(f, param, name);
            return;
        }
        buf_fmt(&s, "%s*=utf-8'en'", param);
        percent_put(&s, name->p, name->n);
    } else {
        buf_fmt(&s, "%s=", param);
        if (memchr(name->p, ' ', name->n) != NULL || rng_pct(&f->g->r, 60))
            field_quoted(&s, name);
        else
            buf_put(&s, name->p, name->n);
    }
    field_put(f, s.p, s.n);
    buf_free(&s);
}
