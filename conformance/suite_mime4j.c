/* Apache mime4j: messages, their structure as XML, and the decoded contents of
 * their leaves. The XML is what mime4j prints; we print our tree likewise and
 * compare, with every line end as LF.
 *
 *     NAME.xml          elements, raw field and body text
 *     NAME_decoded.xml  the same, with a file for each leaf
 *     NAME_decoded_1_2.txt or .bin  the content of the leaf 1.2 */
#include "conformance/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static suite_cx c;

/* Printing: what is being printed, and its name. */
typedef struct printer {
    suite_run *r;
    eml_out out;
    const char *path; /* below the root, without ".msg" */
    const char *name; /* the last of path */
    bool decoded;
    size_t leaves, same;
    char differ[256]; /* the first leaf that differs */
} printer;

static void
put(printer *p, const char *s)
{
    eml_out_span(&p->out, suite_str(s));
}

static void
put_text(printer *p, eml_span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '&')
            put(p, "&amp;");
        else if (s.p[i] == '<')
            put(p, "&lt;");
        else if (s.p[i] == '>')
            put(p, "&gt;");
        else
            eml_out_byte(&p->out, s.p[i]);
}

static void
put_element(printer *p, const char *name, eml_span text)
{
    put(p, "<");
    put(p, name);
    put(p, ">\n");
    put_text(p, text);
    put(p, "</");
    put(p, name);
    put(p, ">\n");
}

/* RFC 5322 section 2.2 with 4.5: white space may stand before the colon. */
static bool
is_field(const eml_field *f)
{
    eml_span name = suite_trim(f->name);
    size_t i = 0;

    while (i < name.n && name.p[i] > ' ' && name.p[i] < 127)
        i++;
    return f->id != EML_FIELD_JUNK && i == name.n;
}

static void
put_header(printer *p, const eml_part *part)
{
    put(p, "<header>\n");
    for (const eml_field *f = part->fields; f; f = f->next) {
        eml_span raw = f->raw;

        if (!is_field(f))
            continue; /* mime4j drops such lines */
        if (raw.n && raw.p[raw.n - 1] == '\n')
            raw.n--;
        if (raw.n && raw.p[raw.n - 1] == '\r')
            raw.n--;
        put_element(p, "field", raw);
    }
    put(p, "</header>\n");
}

/* ---- leaves -------------------------------------------------------------- */

static eml_span
content_of(const eml_part *part)
{
    eml_out out = {.arena = &c.arena};
    eml_decoder *d = eml_decoder_new(&c.cx, &part->info, false, 0);
    eml_span in = part->body, piece;
    int rc = EML_OK;

    while (d && rc == EML_OK) {
        rc = eml_decoder_feed(d, &c.cx, &in, true, &piece);
        if (rc == EML_OK)
            eml_out_span(&out, piece);
    }
    return rc == EML_END ? eml_out_view(&out) : EML_LIT("(decoder fails)");
}

static void
put_leaf(printer *p, const eml_part *part, const char *number)
{
    bool text = eml_span_eq_fold(part->info.type, EML_LIT("text"));
    char path[1024];
    eml_os_file f;
    eml_span got, want;

    if (!p->decoded) {
        put_element(p, "body", part->body);
        return;
    }
    snprintf(path, sizeof path, "%s_decoded_%s.%s", p->path, number,
             text ? "txt" : "bin");
    put(p, text ? "<text-body name=\"" : "<binary-body name=\"");
    put(p, strrchr(path, '/') + 1);
    put(p, "\"/>\n");
    p->leaves++;
    if (eml_os_file_open(&f, suite_path(p->r, path)) != 0) {
        snprintf(p->differ, sizeof p->differ, "%s: no file of it", number);
        return;
    }
    got = content_of(part);
    want = f.bytes;
    if (text) {
        got = suite_lf(&c.arena, got);
        want = suite_lf(&c.arena, want);
    }
    if (eml_span_eq(got, want)) {
        p->same++;
    } else if (!*p->differ) {
        size_t i = 0;

        while (i < got.n && i < want.n && got.p[i] == want.p[i])
            i++;
        snprintf(p->differ, sizeof p->differ,
                 "%s: %zu bytes, theirs %zu, differ at %zu", number, got.n,
                 want.n, i);
    }
    eml_os_file_close(&f);
}

static void put_part(printer *p, const eml_part *part, const char *number);

/* The line end before the first delimiter belongs to that: when it is there,
 * so is a preamble, of no bytes maybe. */
static bool
has_preamble(const eml_part *part)
{
    eml_span first = part->child ? part->child->delimiter : part->close;

    return part->preamble.n || (first.n && first.p[0] != '-');
}

static void
put_multipart(printer *p, const eml_part *part, const char *number)
{
    put(p, "<multipart>\n");
    if (has_preamble(part))
        put_element(p, "preamble", part->preamble);
    for (const eml_part *k = part->child; k; k = k->next) {
        char of[512];

        snprintf(of, sizeof of, "%s_%u", number, k->index);
        put(p, "<body-part>\n");
        put_part(p, k, of);
        put(p, "</body-part>\n");
    }
    if (part->epilogue.n)
        put_element(p, "epilogue", part->epilogue);
    put(p, "</multipart>\n");
}

static void
put_part(printer *p, const eml_part *part, const char *number)
{
    char of[512];

    put_header(p, part);
    switch (part->info.kind) {
    case EML_PART_LEAF:
        put_leaf(p, part, number);
        break;
    case EML_PART_MULTIPART:
        put_multipart(p, part, number);
        break;
    case EML_PART_MESSAGE:
        snprintf(of, sizeof of, "%s_1", number);
        put(p, "<message>\n");
        put_part(p, part->child, of);
        put(p, "</message>\n");
        break;
    }
}

/* ---- comparison ---------------------------------------------------------- */

/* The line of `s` that holds byte i. */
static eml_span
line_at(eml_span s, size_t i)
{
    size_t from = i < s.n ? i : s.n, to = from;

    while (from && s.p[from - 1] != '\n')
        from--;
    while (to < s.n && s.p[to] != '\n')
        to++;
    return (eml_span){s.p + from, to - from};
}

static void
compare(printer *p, const char *id, eml_span want)
{
    eml_span got = suite_lf(&c.arena, eml_out_view(&p->out));
    size_t i = 0;

    want = suite_lf(&c.arena, want);
    while (i < got.n && i < want.n && got.p[i] == want.p[i])
        i++;
    suite_case(p->r, id, eml_span_eq(got, want),
               "at %zu they have \"%s\", we \"%s\" by %s", i,
               suite_show(line_at(want, i)), suite_show(line_at(got, i)),
               suite_cx_codes(&c));
}

static void
run(printer *p, const eml_part *m, bool decoded)
{
    char path[1024], id[512];
    eml_os_file f;

    p->decoded = decoded;
    p->out = (eml_out){.arena = &c.arena};
    put(p, "<message>\n");
    put_part(p, m, "1");
    put(p, "</message>\n");
    snprintf(path, sizeof path, "%s%s.xml", p->path, decoded ? "_decoded" : "");
    snprintf(id, sizeof id, "%s/%s", p->name, decoded ? "decoded" : "raw");
    if (eml_os_file_open(&f, suite_path(p->r, path)) != 0) {
        suite_skip(p->r, id, "no XML of it");
        return;
    }
    compare(p, id, f.bytes);
    eml_os_file_close(&f);
    if (!decoded)
        return;
    snprintf(id, sizeof id, "%s/contents", p->name);
    suite_case(p->r, id, !*p->differ, "%s", p->differ);
}

static void
each(void *user, const char *path, eml_span bytes)
{
    static char stem[1024];
    size_t n = strlen(path);
    printer p = {.r = user, .path = stem};
    eml_part *m;

    if (n > 4 && strcmp(path + n - 4, ".out") == 0) {
        suite_skip(user, strrchr(path, '/') + 1,
                   "mime4j's own way to write the message again");
        return;
    }
    if (n < 5 || strcmp(path + n - 4, ".msg") != 0)
        return;
    snprintf(stem, sizeof stem, "%.*s", (int)(n - 4), path);
    p.name = strrchr(stem, '/') + 1;
    suite_cx_init(&c, bytes, EML_ALLOW_NONE);
    suite_newline(&c, bytes);
    if (eml_message_parse(&c.cx, bytes, &m) == EML_OK) {
        run(&p, m, false);
        run(&p, m, true);
    } else {
        suite_case(user, p.name, false, "no tree");
    }
    suite_cx_fini(&c);
}

void
suite_mime4j(suite_run *r)
{
    suite_files(r, "msg-mime4j/core/src/test/resources/mimetools-testmsgs",
                each, r);
    suite_files(r, "msg-mime4j/core/src/test/resources/testmsgs", each, r);
}
