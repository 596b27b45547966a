/* Aggregate reports as XML (RFC 7489 appendix C, RFC 9990). */
#include <string.h>

#include "eml/rua.h"
#include "eml/utf8.h"
#include "parsers/auth/rua_int.h"
#include "parsers/auth/tag_int.h"

typedef struct writer {
    eml_out *out;
    int rc;
} writer;

static void
fail(writer *w, int code)
{
    if (w->rc == EML_OK)
        w->rc = code;
}

static void
put(writer *w, const char *s)
{
    eml_out_span(w->out, eml__tag_text(s));
}

static void
indent(writer *w, unsigned depth)
{
    while (depth--)
        put(w, "  ");
}

static unsigned
depth_of(unsigned id)
{
    unsigned depth = 0;

    for (; id; id = eml__rua_elements[id].parent)
        depth++;
    return depth;
}

static void
open_tag(writer *w, unsigned id)
{
    indent(w, depth_of(id));
    put(w, "<");
    put(w, eml__rua_elements[id].name);
    put(w, ">");
}

static void
close_tag(writer *w, unsigned id)
{
    put(w, "</");
    put(w, eml__rua_elements[id].name);
    put(w, ">\n");
}

/* XML 1.0 section 2.2: Char; 2.4: "&", "<" and ">" escaped. */
static void
put_text(writer *w, eml_span s)
{
    if (eml_utf8_valid(s) != s.n)
        fail(w, EML_E_WRITE_UTF8);
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = s.p[i];

        if (c < 32 && c != '\t' && c != '\n')
            fail(w, EML_E_RUA_VALUE);
        if (c == '&')
            put(w, "&amp;");
        else if (c == '<')
            put(w, "&lt;");
        else if (c == '>')
            put(w, "&gt;");
        else
            eml_out_byte(w->out, c);
    }
}

static void
leaf(writer *w, unsigned id, const void *of)
{
    const eml__rua_element *e = &eml__rua_elements[id];
    eml_span s;
    uint64_t n;

    if (e->type == EML__RUA_NUMBER) {
        memcpy(&n, (const uint8_t *)of + e->offset, sizeof n);
        if (id == EML__RUA_E_PCT && !((const eml_rua *)of)->has_pct)
            return;
        open_tag(w, id);
        eml_out_u64(w->out, n, 1);
        close_tag(w, id);
        return;
    }
    memcpy(&s, (const uint8_t *)of + e->offset, sizeof s);
    /* xs:string may be empty, where it is there */
    if (!s.n && !(e->needed && s.p && e->type == EML__RUA_STRING)) {
        if (e->needed)
            fail(w, EML_E_RUA_MISSING);
        return;
    }
    if (!eml__rua_is((eml__rua_type)e->type, s, &n))
        fail(w, EML_E_RUA_VALUE);
    open_tag(w, id);
    put_text(w, s);
    close_tag(w, id);
}

/* All leaves of an element, in the order of the schema. */
static void
leaves(writer *w, unsigned parent, const void *of)
{
    for (unsigned i = parent + 1; i < EML__RUA_NUM; i++)
        if (eml__rua_elements[i].parent == parent &&
            eml__rua_elements[i].type != EML__RUA_GROUP &&
            eml__rua_elements[i].of != EML__RUA_ERROR)
            leaf(w, i, of);
}

static void
begin(writer *w, unsigned id)
{
    open_tag(w, id);
    put(w, "\n");
}

static void
end(writer *w, unsigned id)
{
    indent(w, depth_of(id));
    close_tag(w, id);
}

static void
group(writer *w, unsigned id, const void *of)
{
    begin(w, id);
    leaves(w, id, of);
    end(w, id);
}

static void
metadata(writer *w, const eml_rua *r)
{
    begin(w, EML__RUA_E_METADATA);
    leaf(w, EML__RUA_E_ORG_NAME, r);
    leaf(w, EML__RUA_E_EMAIL, r);
    leaf(w, EML__RUA_E_CONTACT, r);
    leaf(w, EML__RUA_E_REPORT_ID, r);
    group(w, EML__RUA_E_RANGE, r);
    for (const eml_rua_error *e = r->errors; e; e = e->next)
        leaf(w, EML__RUA_E_ERROR, e);
    leaf(w, EML__RUA_E_GENERATOR, r);
    end(w, EML__RUA_E_METADATA);
}

static void
record(writer *w, const eml_rua_record *r)
{
    begin(w, EML__RUA_E_RECORD);
    begin(w, EML__RUA_E_ROW);
    leaves(w, EML__RUA_E_ROW, r);
    begin(w, EML__RUA_E_EVALUATED);
    leaves(w, EML__RUA_E_EVALUATED, r);
    for (const eml_rua_reason *y = r->reasons; y; y = y->next)
        group(w, EML__RUA_E_REASON, y);
    end(w, EML__RUA_E_EVALUATED);
    end(w, EML__RUA_E_ROW);
    group(w, EML__RUA_E_IDENTIFIERS, r);
    begin(w, EML__RUA_E_RESULTS);
    for (const eml_rua_auth *a = r->dkim_auth; a; a = a->next)
        group(w, EML__RUA_E_R_DKIM, a);
    for (const eml_rua_auth *a = r->spf_auth; a; a = a->next)
        group(w, EML__RUA_E_R_SPF, a);
    end(w, EML__RUA_E_RESULTS);
    end(w, EML__RUA_E_RECORD);
}

int
eml_rua_write(eml_cx *cx, const eml_rua *r, eml_out *out)
{
    writer w = {.out = out};
    size_t start = out->n;

    put(&w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    begin(&w, EML__RUA_E_FEEDBACK);
    leaf(&w, EML__RUA_E_VERSION, r);
    metadata(&w, r);
    group(&w, EML__RUA_E_PUBLISHED, r);
    if (!r->records)
        fail(&w, EML_E_RUA_MISSING);
    for (const eml_rua_record *one = r->records; one; one = one->next)
        record(&w, one);
    end(&w, EML__RUA_E_FEEDBACK);
    if (w.rc == EML_OK && out->full)
        w.rc = EML_E_NOMEM;
    if (w.rc < 0) {
        if (w.rc != EML_E_NOMEM)
            (void)eml_find_at(cx, w.rc, out->n - start, 0);
        out->n = start;
    }
    return w.rc;
}
