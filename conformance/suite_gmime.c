/* GMime: transfer encodings, charsets, messages in an mbox, parts of a
 * message/partial. */
#include "conformance/suite.h"

#include <stdio.h>
#include <string.h>

#include "eml/base64.h"
#include "eml/mbox.h"
#include "eml/qp.h"

#define ROOT "msg-gmime/"

static suite_cx c;

static bool
load(suite_run *r, const char *name, eml_os_file *f)
{
    char path[512];

    snprintf(path, sizeof path, ROOT "%s", name);
    if (eml_os_file_open(f, suite_path(r, path)) == 0)
        return true;
    suite_broken(r, path);
    return false;
}

/* ---- transfer encodings -------------------------------------------------- */

static eml_span
undo(eml_cte cte, eml_span in)
{
    eml_part_info info = {.type = EML_LIT("application"),
                          .subtype = EML_LIT("octet-stream"),
                          .cte = cte};
    eml_out out = {.arena = &c.arena};
    eml_decoder *d = eml_decoder_new(&c.cx, &info, false, 0);
    eml_span piece;
    int rc = EML_OK;

    while (d && rc == EML_OK) {
        rc = eml_decoder_feed(d, &c.cx, &in, true, &piece);
        if (rc == EML_OK)
            eml_out_span(&out, piece);
    }
    return eml_out_view(&out);
}

static eml_span
base64(eml_span in, uint8_t line)
{
    eml_b64_enc e = {.line_len = line};
    eml_out out = {.arena = &c.arena};
    uint8_t buf[4096];
    int rc;

    do {
        uint8_t *p = buf;
        size_t room = sizeof buf;

        rc = eml_b64_enc_feed(&e, &in, &p, &room, true);
        eml_out_span(&out, (eml_span){buf, (size_t)(p - buf)});
    } while (rc == EML_WANT_SPACE);
    return eml_out_view(&out);
}

static void
encodings(suite_run *r)
{
    eml_os_file raw, b64, text, qp;
    eml_span ours;

    if (load(r, "encodings/photo.jpg", &raw)) {
        if (load(r, "encodings/photo.b64", &b64)) {
            suite_cx_init(&c, b64.bytes, 0);
            c.cx.newline = EML_NL_LF;
            suite_case(r, "encodings/photo.b64 decoded",
                       eml_span_eq(undo(EML_CTE_BASE64, b64.bytes), raw.bytes),
                       "%s", suite_cx_codes(&c));
            ours = suite_lf(&c.arena, base64(raw.bytes, 76));
            suite_case(r, "encodings/photo.b64 encoded",
                       eml_span_eq(suite_trim(ours), suite_trim(b64.bytes)),
                       "%zu bytes, theirs %zu", ours.n, b64.bytes.n);
            suite_cx_fini(&c);
            eml_os_file_close(&b64);
        }
        eml_os_file_close(&raw);
    }
    if (load(r, "encodings/wikipedia.txt", &text)) {
        if (load(r, "encodings/wikipedia.qp", &qp)) {
            suite_cx_init(&c, qp.bytes, 0);
            c.cx.newline = EML_NL_LF;
            ours = undo(EML_CTE_QP, qp.bytes);
            suite_case(r, "encodings/wikipedia.qp decoded",
                       eml_span_eq(ours, text.bytes), "\"%s\" by %s",
                       suite_show(ours), suite_cx_codes(&c));
            suite_cx_fini(&c);
            eml_os_file_close(&qp);
        }
        eml_os_file_close(&text);
    }
    suite_skip(r, "encodings/photo.uu", "uuencode is no encoding of MIME");
}

/* A part in a file of its own. */
static void
raptors(suite_run *r)
{
    eml_os_file part, png;
    eml_part *m;

    if (!load(r, "mime-part/raptors.b64.txt", &part))
        return;
    if (load(r, "mime-part/raptors.png", &png)) {
        suite_cx_init(&c, part.bytes, 0);
        c.cx.newline = EML_NL_LF;
        suite_case(r, "mime-part/raptors.b64.txt",
                   eml_message_parse_lazy(&c.cx, part.bytes, &m) == EML_OK &&
                       m->info.cte == EML_CTE_BASE64 &&
                       eml_span_eq(undo(EML_CTE_BASE64, m->body), png.bytes),
                   "%s", suite_cx_codes(&c));
        suite_cx_fini(&c);
        eml_os_file_close(&png);
    }
    eml_os_file_close(&part);
}

/* ---- charsets ------------------------------------------------------------ */

/* The Big5 file lacks what Big5 has not. */
static bool
is_within(eml_span got, eml_span utf8)
{
    size_t i = 0;

    for (size_t k = 0; i < got.n && k < utf8.n; k++)
        i += got.p[i] == utf8.p[k];
    return i == got.n && got.n > utf8.n / 2;
}

/* The file in UTF-8 has another apostrophe. */
static bool
same_text(eml_span got, eml_span utf8)
{
    eml_out out = {.arena = &c.arena};

    for (size_t i = 0; i < got.n; i++)
        if (i + 3 <= got.n && memcmp(got.p + i, "\xe2\x80\x99", 3) == 0) {
            eml_out_byte(&out, '\'');
            i += 2;
        } else {
            eml_out_byte(&out, got.p[i]);
        }
    return eml_span_eq(eml_out_view(&out), utf8);
}

static void
charsets(suite_run *r)
{
    static const struct {
        const char *charset, *file, *utf8;
        bool (*same)(eml_span got, eml_span utf8);
    } pairs[] = {
        {"big5", "filters/chinese.big5.txt", "filters/chinese.utf-8.txt",
         is_within},
        {"cp1251", "filters/cyrillic.cp1251.txt", "filters/cyrillic.utf-8.txt",
         eml_span_eq},
        {"iso-8859-5", "filters/cyrillic.iso-8859-5.txt",
         "filters/cyrillic.utf-8.txt", eml_span_eq},
        {"koi8-r", "filters/cyrillic.koi8-r.txt", "filters/cyrillic.utf-8.txt",
         eml_span_eq},
        {"cp1252", "filters/french-fable.cp1252.txt",
         "mime-part/french-fable.txt", same_text},
        {"iso-2022-jp", "filters/japanese.iso-2022-jp.txt",
         "filters/japanese.utf-8.txt", eml_span_eq},
        {"shift-jis", "filters/japanese.shift-jis.txt",
         "filters/japanese.utf-8.txt", eml_span_eq},
    };

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        eml_os_file a, b;
        eml_span got;

        if (!load(r, pairs[i].file, &a))
            continue;
        if (load(r, pairs[i].utf8, &b)) {
            suite_cx_init(&c, a.bytes, 0);
            got = suite_to_utf8(&c.arena, pairs[i].charset, a.bytes);
            suite_case(r, pairs[i].file, pairs[i].same(got, b.bytes),
                       "%zu bytes, theirs %zu", got.n, b.bytes.n);
            suite_cx_fini(&c);
            eml_os_file_close(&b);
        }
        eml_os_file_close(&a);
    }
}

/* ---- mbox ---------------------------------------------------------------- */

static void
put(eml_out *o, const char *s)
{
    eml_out_span(o, suite_str(s));
}

static void
put_field(eml_out *o, const eml_part *m, eml_field_id id, const char *name)
{
    const eml_field *f = eml_part_field(m, id);

    if (!f)
        return;
    put(o, name);
    put(o, ": ");
    eml_out_span(o, suite_trim(f->body));
    put(o, "\n");
}

/* "message offsets", the fields, the types of the parts; the Date is left out,
 * because they write it anew. */
static void
put_message(eml_out *o, eml_span file, const eml_mbox_message *b, eml_part *m)
{
    char line[256];
    const uint8_t *at = file.p;

    snprintf(line, sizeof line,
             "message offsets: %td, %td\nheader offsets: %td, %td\n",
             b->from.p - at, b->message.p + b->message.n + b->blank.n - at,
             b->message.p - at, m->blank.p - at);
    put(o, line);
    eml_out_span(o, b->from);
    put_field(o, m, EML_FIELD_FROM, "From");
    put_field(o, m, EML_FIELD_TO, "To");
    put_field(o, m, EML_FIELD_SUBJECT, "Subject");
    for (eml_part *p = m; p; p = eml_part_next(p)) {
        for (const eml_part *k = p; k != m; k = k->parent)
            put(o, "   ");
        put(o, "Content-Type: ");
        eml_out_span(o, p->info.type);
        put(o, "/");
        eml_out_span(o, p->info.subtype);
        put(o, "\n");
    }
    put(o, "\n");
}

/* Without the lines that begin with "Date:". */
static eml_span
without_date(eml_span s)
{
    eml_out o = {.arena = &c.arena};

    while (s.n) {
        const uint8_t *lf = memchr(s.p, '\n', s.n);
        size_t n = lf ? (size_t)(lf - s.p) + 1 : s.n;

        if (n < 5 || memcmp(s.p, "Date:", 5) != 0)
            eml_out_span(&o, (eml_span){s.p, n});
        s.p += n;
        s.n -= n;
    }
    return eml_out_view(&o);
}

/* The first paragraph, with the line that ends it. */
static eml_span
paragraph(eml_span *s)
{
    eml_span p = *s;

    for (p.n = 0; p.n < s->n; p.n++)
        if (s->p[p.n] == '\n' && p.n && s->p[p.n - 1] == '\n') {
            p.n++;
            break;
        }
    s->p += p.n;
    s->n -= p.n;
    return p;
}

static void
mbox(suite_run *r)
{
    eml_os_file in, want;
    eml_mbox_message b;
    size_t cursor = 0, i = 0;
    eml_span left;

    if (!load(r, "mbox/input/substring.mbox", &in))
        return;
    if (load(r, "mbox/output/substring.mbox", &want)) {
        left = want.bytes;
        suite_cx_init(&c, in.bytes, 0);
        c.cx.newline = EML_NL_LF;
        /* there are no empty lines before their from-lines */
        while (eml_mbox_split(&c.cx, in.bytes, EML_MBOX_RD, &cursor, &b) ==
               EML_OK) {
            char id[64];
            eml_out o = {.arena = &c.arena};
            eml_part *m;
            eml_span theirs = without_date(paragraph(&left));

            snprintf(id, sizeof id, "mbox/substring/%zu", i++);
            if (eml_message_parse_lazy(&c.cx, b.message, &m) == EML_OK)
                put_message(&o, in.bytes, &b, m);
            suite_case(r, id, eml_span_eq(eml_out_view(&o), theirs),
                       "they %s, we %s", suite_show(theirs),
                       suite_show(eml_out_view(&o)));
        }
        suite_case(r, "mbox/substring", left.n == 0, "%zu messages", i);
        suite_cx_fini(&c);
        eml_os_file_close(&want);
    }
    eml_os_file_close(&in);
    suite_skip(r, "mbox/output/jwz.mbox", "what goes in is not in the suite");
}

/* ---- message/partial (RFC 2046 5.2.2) ------------------------------------ */

static eml_span
partial_param(const eml_part *m, const char *name)
{
    const eml_param *p =
        m->info.content_type
            ? eml_param_get(m->info.content_type->params, suite_str(name))
            : NULL;

    return p ? p->value : EML_NONE;
}

/* The bodies in the order of `number` make the message; all have one `id`. */
static void
partial(suite_run *r)
{
    static const char dir[] = "partial/input/photo-discuss/message-partial";
    eml_os_file f[3], want;
    eml_out o = {.arena = &c.arena};
    eml_span id = EML_NONE;
    bool ok = true;

    if (!load(r, "partial/output/photo-discuss", &want))
        return;
    suite_cx_init(&c, EML_NONE, 0);
    c.cx.newline = EML_NL_LF;
    for (unsigned i = 0; i < 3; i++) {
        char path[128], number[2] = {(char)('1' + i), 0};
        eml_part *m;

        snprintf(path, sizeof path, "%s.%u.eml", dir, i);
        if (!load(r, path, &f[i]))
            return;
        c.cx.origin = f[i].bytes.p;
        if (eml_message_parse_lazy(&c.cx, f[i].bytes, &m) != EML_OK) {
            suite_broken(r, path);
            return;
        }
        if (i == 0)
            id = partial_param(m, "id");
        ok = ok && eml_span_eq(partial_param(m, "id"), id) &&
             eml_span_eq(partial_param(m, "number"), suite_str(number)) &&
             eml_span_eq(partial_param(m, "total"), EML_LIT("3"));
        eml_out_span(&o, m->body);
    }
    suite_case(r, "partial/photo-discuss",
               ok && eml_span_eq(eml_out_view(&o), want.bytes),
               "%zu bytes, theirs %zu", o.n, want.bytes.n);
    suite_cx_fini(&c);
    for (unsigned i = 0; i < 3; i++)
        eml_os_file_close(&f[i]);
    eml_os_file_close(&want);
}

void
suite_gmime(suite_run *r)
{
    encodings(r);
    raptors(r);
    charsets(r);
    mbox(r);
    partial(r);
    suite_skip(r, "filters/html, enriched, lorem-ipsum.txt.gz",
               "HTML, text/enriched and gzip are no message format");
    suite_skip(r, "filters/smtp-input.txt", "dot-stuffing is SMTP's");
    suite_skip(r, "mime-part/raptors.uu.txt", "x-uuencode is a private one");
    suite_skip(r, "pgp, pgpmime, smime",
               "keys and what is signed or encrypted with them: what is inside "
               "is not this toolkit's");
}
