/* Words, charsets and transfer encodings for mkcorpus. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mkcorpus.h"

#define NUM_OF(a) ((uint32_t)(sizeof(a) / sizeof((a)[0])))

/* ---- choices ---- */
static uint64_t
rotl(uint64_t x, unsigned k)
{
    return x << k | x >> (64 - k);
}

void
rng_seed(rng *r, uint64_t seed)
{
    for (unsigned i = 0; i < 4; i++) {
        uint64_t z = seed += 0x9e3779b97f4a7c15u;

        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
        z = (z ^ z >> 27) * 0x94d049bb133111ebu;
        r->s[i] = z ^ z >> 31;
    }
}

uint64_t
rng_next(rng *r)
{
    uint64_t *s = r->s, result = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return result;
}

uint32_t
rng_below(rng *r, uint32_t n)
{
    return roll_below((uint32_t)(rng_next(r) >> 32), n);
}

bool
rng_pct(rng *r, uint32_t percent)
{
    return rng_below(r, 100) < percent;
}

rolls
rng_rolls(rng *r)
{
    rolls d;

    for (unsigned i = 0; i < 6; i++)
        d.v[i] = (uint32_t)(rng_next(r) >> 32);
    return d;
}

uint32_t
roll_below(uint32_t roll, uint32_t n)
{
    return (uint32_t)((uint64_t)roll * n >> 32);
}

size_t
rng_log(rng *r, size_t lo, uint32_t octaves)
{
    size_t base = lo << rng_below(r, octaves);

    return base + rng_below(r, (uint32_t)base);
}

/* ---- growing bytes ---- */
static void
buf_room(buf *b, size_t n)
{
    if (b->cap - b->n >= n)
        return;
    while (b->cap - b->n < n)
        b->cap = b->cap != 0 ? 2 * b->cap : 4096;
    b->p = realloc(b->p, b->cap);
    if (b->p == NULL) {
        perror("mkcorpus");
        exit(1);
    }
}

void
buf_put(buf *b, const void *p, size_t n)
{
    if (n == 0)
        return;
    buf_room(b, n);
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

void
buf_byte(buf *b, uint8_t c)
{
    buf_room(b, 1);
    b->p[b->n++] = c;
}

void
buf_str(buf *b, const char *s)
{
    buf_put(b, s, strlen(s));
}

void
buf_free(buf *b)
{
    free(b->p);
    *b = (buf){NULL, 0, 0};
}

void
buf_fmt(buf *b, const char *fmt, ...)
{
    char s[1024];
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(s, sizeof s, fmt, ap);
    va_end(ap);
    if (n > 0)
        buf_put(b, s, (size_t)n < sizeof s ? (size_t)n : sizeof s - 1);
}

/* ---- charsets ---- */
const char *
cs_name(charset cs)
{
    static const char *const name[] = {"us-ascii", "iso-8859-1", "windows-1252",
                                       "utf-8"};

    return name[cs];
}

uint32_t
utf8_next(const uint8_t *p, size_t *len)
{
    if (p[0] < 0x80)
        return *len = 1, p[0];
    if (p[0] < 0xe0)
        return *len = 2, (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
    if (p[0] < 0xf0)
        return *len = 3, (uint32_t)(p[0] & 0x0f) << 12 |
                             (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
    return *len = 4, (uint32_t)(p[0] & 0x07) << 18 |
                         (uint32_t)(p[1] & 0x3f) << 12 |
                         (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
}

static void
utf8_put(buf *b, uint32_t c)
{
    if (c < 0x80) {
        buf_byte(b, (uint8_t)c);
        return;
    }
    if (c >= 0x10000) {
        buf_byte(b, (uint8_t)(0xf0 | c >> 18));
        buf_byte(b, (uint8_t)(0x80 | (c >> 12 & 0x3f)));
    } else if (c >= 0x800)
        buf_byte(b, (uint8_t)(0xe0 | c >> 12));
    if (c >= 0x800)
        buf_byte(b, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
    else
        buf_byte(b, (uint8_t)(0xc0 | c >> 6));
    buf_byte(b, (uint8_t)(0x80 | (c & 0x3f)));
}

/* 0x80-0x9f of windows-1252, as far as the word lists below need them. */
static const struct {
    uint32_t code;
    uint8_t byte;
} cp1252[] = {
    {0x20ac, 0x80}, {0x2026, 0x85}, {0x0152, 0x8c}, {0x2018, 0x91},
    {0x2019, 0x92}, {0x201c, 0x93}, {0x201d, 0x94}, {0x2022, 0x95},
    {0x2013, 0x96}, {0x2014, 0x97}, {0x2122, 0x99}, {0x0153, 0x9c},
};

bool
cs_put(buf *b, charset cs, uint32_t c)
{
    if (cs == CS_UTF8) {
        utf8_put(b, c);
        return true;
    }
    if (c < 0x80 || (c >= 0xa0 && c < 0x100 && cs != CS_ASCII)) {
        buf_byte(b, (uint8_t)c);
        return true;
    }
    for (uint32_t i = 0; cs == CS_CP1252 && i < NUM_OF(cp1252); i++)
        if (cp1252[i].code == c) {
            buf_byte(b, cp1252[i].byte);
            return true;
        }
    return false;
}

void
cs_encode(buf *out, charset cs, const uint8_t *utf8, size_t n)
{
    size_t len;

    for (size_t i = 0; i < n; i += len) {
        uint32_t c = utf8_next(utf8 + i, &len);

        if (!cs_put(out, cs, c)) {
            fprintf(stderr, "mkcorpus: U+%04X is not in %s\n", (unsigned)c,
                    cs_name(cs));
            exit(1);
        }
    }
}

/* ---- words ---- */
/* clang-format off */
static const char *const english[] = {
    "the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "as", "was",
    "with", "be", "by", "on", "not", "he", "this", "are", "or", "his", "from",
    "at", "which", "but", "have", "an", "had", "they", "you", "were", "there",
    "one", "all", "we", "can", "has", "been", "will", "more", "when", "about",
    "please", "find", "attached", "meeting", "report", "invoice", "schedule",
    "question", "answer", "regards", "thanks", "update", "delivery", "order",
    "account", "customer", "service", "information", "available", "tomorrow",
    "budget", "quarter", "release", "version", "candidate", "document",
    "review", "comments", "server", "message", "list", "archive", "project",
    "deadline", "contract", "agreement", "travel", "conference", "proposal",
    "approved", "pending", "monday", "wednesday", "friday", "january",
    "signature", "payment", "received", "shipping", "address", "support",
    "ticket", "closed", "reopened", "escalated", "draft", "final", "minutes",
    "agenda", "attendance", "I", "it's", "don't", "1,250.00", "42", "10:30",
    "e.g.", "a=b", "50%", "C:\\temp", "x_y", "(see below)", "[1]", "FYI",
};
static const char *const latin1[] = {
    "für", "über", "größe", "straße", "café", "naïve", "déjà", "où", "été",
    "garçon", "français", "señor", "mañana", "año", "está", "também", "não",
    "informação", "à", "très", "bientôt", "Müller", "schön", "können",
    "möchten", "Rückfrage", "Bestätigung", "Gebühr", "réunion", "pièce",
    "jointe", "Ängström", "smörgås", "blåbær", "þú", "ísland", "«oui»",
    "¿qué?", "°C", "½", "§", "±", "Übersicht", "Köln", "Zürich",
};
static const char *const typographic[] = {
    "€", "–", "—", "…", "“yes”", "‘no’", "don’t", "it’s", "•", "™", "œuvre",
    "1.299,00 €", "“d’accord”", "Œdipe",
};
static const char *const wide[] = {
    "Привет", "мир", "письмо", "спасибо", "завтра", "договор", "счёт",
    "вложение", "Καλημέρα", "ευχαριστώ", "συνάντηση", "日本語", "会議",
    "資料", "ありがとう", "ございます", "明日", "お世話になります", "안녕하세요", "회의",
    "您好", "附件", "发票", "谢谢", "שלום", "תודה", "مرحبا", "سلام", "🎉", "📎", "👍🏽",
    "Łódź", "Dvořák", "Őrség", "İstanbul", "Việt",
};
static const char *const given_en[] = {
    "James", "Mary", "Robert", "Linda", "Michael", "Susan", "David", "Karen",
    "Alice", "Bob", "Carol", "Daniel", "Erin", "Frank", "Grace", "Heidi",
};
static const char *const family_en[] = {
    "Smith", "Johnson", "Williams", "Brown", "Jones", "Miller", "Davis",
    "Wilson", "Anderson", "Taylor", "Moore", "Jackson", "Harris", "Clark",
};
static const char *const given_west[] = {
    "Jürgen", "Zoë", "François", "José", "Chloë", "Søren", "Åsa", "Íñigo",
};
static const char *const family_west[] = {
    "Müller", "Núñez", "Lefèvre", "Ångström", "Gonçalves", "Größmann",
    "Sørensen", "D’Août",
};
static const char *const given_wide[] = {
    "Иван", "Ольга", "太郎", "花子", "Γιώργος", "민준", "דוד", "小明",
};
static const char *const family_wide[] = {
    "Петров", "Смирнова", "山田", "鈴木", "Παπαδόπουλος", "김", "לוי", "王",
};
/* clang-format on */

static const char *
pick(rng *r, const char *const *list, uint32_t num)
{
    return list[rng_below(r, num)];
}
#define PICK(r, list) pick((r), (list), NUM_OF(list))

const char *
text_given(rng *r, voice v)
{
    if (v == VOICE_WIDE && rng_pct(r, 70))
        return PICK(r, given_wide);
    return v == VOICE_WEST && rng_pct(r, 50) ? PICK(r, given_west)
                                             : PICK(r, given_en);
}

const char *
text_family(rng *r, voice v)
{
    if (v == VOICE_WIDE && rng_pct(r, 70))
        return PICK(r, family_wide);
    return v == VOICE_WEST && rng_pct(r, 50) ? PICK(r, family_west)
                                             : PICK(r, family_en);
}

void
text_word(rng *r, voice v, charset cs, buf *out)
{
    uint32_t west = v == VOICE_WEST ? 22 : 1, d = rng_below(r, 100);

    if (cs == CS_UTF8 && v == VOICE_WIDE && d < 75)
        buf_str(out, PICK(r, wide));
    else if (cs != CS_ASCII && d < west)
        buf_str(out, PICK(r, latin1));
    else if ((cs == CS_UTF8 || cs == CS_CP1252) && d >= 97)
        buf_str(out, PICK(r, typographic));
    else
        buf_str(out, PICK(r, english));
}

void
text_words(rng *r, voice v, charset cs, uint32_t num, buf *out)
{
    for (uint32_t i = 0; i < num; i++) {
        if (i > 0)
            buf_byte(out, ' ');
        text_word(r, v, cs, out);
    }
}

/* One paragraph; `wrap` 0 makes it one line. */
static void
paragraph(rng *r, voice v, charset cs, size_t wrap, const char *quote, buf *out)
{
    uint32_t num = 8 + rng_below(r, 90);
    size_t line = out->n;

    buf_str(out, quote);
    for (uint32_t i = 0; i < num; i++) {
        size_t at = out->n;

        if (at > line + strlen(quote))
            buf_byte(out, ' ');
        text_word(r, v, cs, out);
        if (rng_pct(r, 9))
            buf_byte(out, rng_pct(r, 70) ? '.' : ',');
        if (wrap != 0 && out->n - line > wrap && at > line + strlen(quote)) {
            uint8_t word[64];
            size_t n = out->n - at - 1;

            memcpy(word, out->p + at + 1, n);
            out->n = at;
            buf_str(out, "\r\n");
            line = out->n;
            buf_str(out, quote);
            buf_put(out, word, n);
        }
    }
    buf_str(out, "\r\n");
}

void
text_plain(rng *r, voice v, charset cs, plain_style style, size_t size,
           buf *out)
{
    size_t end = out->n + size;
    size_t wrap = style == PLAIN_LONG ? 0 : 72;

    while (out->n < end) {
        bool quoted = style == PLAIN_REPLY && rng_pct(r, 60);

        paragraph(r, v, cs, wrap, quoted ? "> " : "", out);
        buf_str(out, "\r\n");
    }
    if (rng_pct(r, 60)) {
        buf_str(out, "-- \r\n");
        paragraph(r, v, cs, wrap, "", out);
    }
}

void
text_csv(rng *r, voice v, charset cs, size_t size, buf *out)
{
    size_t end = out->n + size;
    uint32_t row = 0, amount;

    buf_str(out, "id,name,amount,comment\r\n");
    while (out->n < end) {
        buf_fmt(out, "%u,\"", (unsigned)++row);
        text_words(r, v, cs, 2, out);
        amount = rng_below(r, 10000000);
        buf_fmt(out, "\",%u.%02u,", (unsigned)amount / 100,
                (unsigned)amount % 100);
        text_words(r, v, cs, rng_below(r, 6), out);
        buf_str(out, "\r\n");
    }
}

/* One row of a newsletter's table. */
static void
html_row(rng *r, voice v, charset cs, buf *out)
{
    rolls d = rng_rolls(r);

    buf_fmt(out,
            "<table width=\"%u\" cellpadding=\"0\" cellspacing=\"0\" "
            "border=\"0\"><tr><td style=\"font-size:%upx;color:#%06x;"
            "padding:0 %upx\">",
            300 + (unsigned)roll_below(d.v[0], 400),
            10 + (unsigned)roll_below(d.v[1], 8),
            (unsigned)roll_below(d.v[2], 0x1000000),
            (unsigned)roll_below(d.v[3], 40));
    text_words(r, v, cs, 5 + rng_below(r, 60), out);
    d = rng_rolls(r);
    if (roll_below(d.v[0], 2) == 0) {
        buf_fmt(out,
                "&nbsp;<a href=\"https://www.example.com/c/%08x?utm_source="
                "mail&amp;utm_campaign=c%u&amp;id=%08x%08x\">",
                (unsigned)d.v[1], (unsigned)roll_below(d.v[2], 1000),
                (unsigned)d.v[3], (unsigned)d.v[4]);
        text_words(r, v, cs, 1 + rng_below(r, 4), out);
        buf_str(out, "</a>");
    }
    if (roll_below(d.v[5], 5) == 0)
        buf_fmt(out,
                "<br>\r\n<img src=\"https://img.example.net/%08x.png\" "
                "width=\"%u\" alt=\"\">",
                (unsigned)d.v[3], (unsigned)roll_below(d.v[2], 600));
    buf_str(out, "</td></tr></table>\r\n");
}

void
text_html(rng *r, voice v, charset cs, size_t size, buf *out)
{
    size_t end = out->n + size;

    buf_fmt(out,
            "<!DOCTYPE html>\r\n<html lang=\"en\">\r\n<head>\r\n"
            "<meta http-equiv=\"Content-Type\" content=\"text/html; "
            "charset=%s\">\r\n<style type=\"text/css\">\r\n"
            "body { margin: 0; padding: 0; font-family: Arial, sans-serif; }"
            "\r\n.c { color: #%06x; }\r\n</style>\r\n</head>\r\n"
            "<body bgcolor=\"#ffffff\">\r\n",
            cs_name(cs), (unsigned)rng_below(r, 0x1000000));
    while (out->n < end)
        html_row(r, v, cs, out);
    buf_str(out, "</body>\r\n</html>\r\n");
}

/* ---- transfer encodings ---- */
static const char b64_alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
b64_plain(buf *out, const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i += 3) {
        size_t left = n - i < 3 ? n - i : 3;
        uint32_t w = (uint32_t)p[i] << 16;
        uint8_t q[4];

        if (left > 1)
            w |= (uint32_t)p[i + 1] << 8;
        if (left > 2)
            w |= p[i + 2];
        for (unsigned k = 0; k < 4; k++)
            q[k] = k > left ? (uint8_t)'='
                            : (uint8_t)b64_alphabet[w >> (18 - 6 * k) & 63];
        buf_put(out, q, 4);
    }
}

/* RFC 2045 section 6.8: lines of 76. */
void
b64_lines(buf *out, const uint8_t *p, size_t n, bool last_line_end)
{
    for (size_t i = 0; i < n; i += 57) {
        size_t line = n - i < 57 ? n - i : 57;

        b64_plain(out, p + i, line);
        if (last_line_end || i + line < n)
            buf_str(out, "\r\n");
    }
}

/* RFC 2045 section 6.7, for text: CRLF stays a line end, white space before
 * one is coded, no line is longer than 76. */
void
qp_text(buf *out, const uint8_t *p, size_t n)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t col = 0;

    for (size_t i = 0; i < n; i++) {
        uint8_t c = p[i];
        bool at_end =
            i + 1 == n || (i + 2 < n && p[i + 1] == '\r' && p[i + 2] == '\n');
        bool coded = c < 32 || c > 126 || c == '=' || (c == ' ' && at_end);
        size_t w = coded ? 3 : 1;

        if (c == '\r' && i + 1 < n && p[i + 1] == '\n') {
            buf_str(out, "\r\n");
            col = 0;
            i++;
            continue;
        }
        if (col + w > (at_end ? 76u : 75u)) {
            buf_str(out, "=\r\n");
            col = 0;
        }
        if (coded) {
            uint8_t q[3] = {'=', (uint8_t)hex[c >> 4], (uint8_t)hex[c & 15]};

            buf_put(out, q, 3);
        } else
            buf_byte(out, c);
        col += w;
    }
}
