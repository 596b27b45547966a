/* A message's tree to JSON. */
#include "cli/json_tree.h"

#include "cli/report.h"
#include "eml/base64.h"
#include "eml/content.h"
#include "eml/utf8.h"

#include <string.h>

json_t *
json_finding(const eml_diag *d, eml_severity severity, size_t line, size_t col)
{
    const eml_code_info *info = eml_code_info_get(d->code);
    const char *readings[2];
    json_t *o = json_pack(
        "{s:s, s:i, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:s}", "code",
        info->name, "rfc", (int)info->rfc, "section", info->section, "level",
        eml_level_name(info->level), "severity", report_severity(severity),
        "off", (json_int_t)d->off, "len", (json_int_t)d->len, "line",
        (json_int_t)line, "col", (json_int_t)col, "text", info->text);

    if (eml_code_readings(d->code, readings))
        json_object_set_new(o, "readings",
                            json_pack("[s,s]", readings[0], readings[1]));
    return o;
}

static json_t *
finding(const source_item *item, const judge *j, const eml_diag *d)
{
    size_t col = place_seek(item->at, d->off);

    return json_finding(d, eml_severity_of(d->code, j->cx.allow),
                        item->at->line, col);
}

/* Where the message came from ("file", "index"), and the verdict. */
static json_t *
json_head(const source_item *item, const judge *j)
{
    json_t *o = json_object();
    eml_span file = {(const uint8_t *)item->file, strlen(item->file)};
    eml_cx cx = j->cx;

    json_object_set_new(o, "file", json_string_of(&cx, file));
    if (item->index)
        json_object_set_new(o, "index", json_integer((json_int_t)item->index));
    json_object_set_new(o, "verdict",
                        json_string(eml_verdict_name(j->verdict)));
    return o;
}

json_t *
json_verdict(const source_item *item, const judge *j)
{
    json_t *o = json_head(item, j), *list = json_array();

    for (size_t i = 0; i < j->cx.num_diags; i++)
        json_array_append_new(list, finding(item, j, &j->diags[i]));
    json_object_set_new(o, "findings", list);
    return o;
}

static bool
print(json_t *o, size_t flags)
{
    int rc = json_dumpf(o, stdout, JSON_COMPACT | flags);

    json_decref(o);
    return rc == 0;
}

bool
json_print_head(const source_item *item, const judge *j)
{
    putchar('{');
    return print(json_head(item, j), JSON_EMBED);
}

bool
json_print_verdict(const source_item *item, const judge *j)
{
    bool good;

    good = json_print_head(item, j);
    fputs(",\"findings\":[", stdout);
    for (size_t i = 0; good && i < j->cx.num_diags; i++) {
        if (i)
            putchar(',');
        good = print(finding(item, j, &j->diags[i]), 0);
    }
    putchar(']');
    return good;
}

static json_t *
range(const source_item *item, eml_span s)
{
    uint64_t off = item->base;

    if (s.n ||
        (s.p >= item->message.p && s.p <= item->message.p + item->message.n))
        off += (uint64_t)(s.p - item->message.p);

    return json_pack("{s:I, s:I}", "off", (json_int_t)off, "len",
                     (json_int_t)s.n);
}

static json_t *
fields(const source_item *item, eml_cx *cx, const eml_part *p)
{
    json_t *list = json_array();

    for (const eml_field *f = p->fields; f; f = f->next) {
        json_t *o = range(item, f->raw);

        json_object_set_new(o, "name", json_string_of(cx, f->name));
        json_object_set_new(o, "value", json_value(cx, f));
        json_array_append_new(list, o);
    }
    return list;
}

/* A leaf's decoded bytes: counted, hashed, kept when asked for. */
typedef struct content {
    uint64_t size;
    char hex[65];
    eml_out kept;
} content;

/* In stored form LF stands for CRLF: what is decoded is the body as it would
 * travel, so that the same mail has the same content in both forms. */
static bool
canonical(eml_cx *cx, const eml_part *p, eml_span *body)
{
    eml_out out = {.arena = cx->arena};
    eml_span rest = p->body;
    const uint8_t *nl;

    *body = p->body;
    if (cx->newline != EML_NL_LF || p->info.cte == EML_CTE_BASE64 ||
        p->info.cte == EML_CTE_BINARY)
        return true;
    while (rest.n && (nl = memchr(rest.p, '\n', rest.n)) != NULL) {
        size_t n = (size_t)(nl - rest.p);

        eml_out_span(&out, (eml_span){rest.p, n});
        eml_out_span(&out, EML_LIT("\r\n"));
        rest = (eml_span){nl + 1, rest.n - n - 1};
    }
    eml_out_span(&out, rest);
    *body = eml_out_view(&out);
    return !out.full;
}

static bool
decode(eml_cx *cx, const eml_part *p, bool to_utf8, eml_os_sha256 *sha,
       bool keep, content *c)
{
    /* The findings were made when the message was read. */
    eml_cx quiet = *cx;
    eml_decoder *d;
    eml_span in, piece;
    uint8_t digest[32];
    int rc;

    quiet.diags_cap = 0;
    *c = (content){.kept = {.arena = cx->arena}};
    d = eml_decoder_new(&quiet, &p->info, to_utf8, 0);
    if (!d || !canonical(cx, p, &in) || !eml_os_sha256_begin(sha))
        return false;
    while ((rc = eml_decoder_feed(d, &quiet, &in, true, &piece)) == EML_OK) {
        c->size += piece.n;
        if (!eml_os_sha256_feed(sha, piece))
            return false;
        if (keep)
            eml_out_span(&c->kept, piece);
    }
    if (rc != EML_END || c->kept.full || !eml_os_sha256_end(sha, digest))
        return false;
    for (size_t i = 0; i < 32; i++)
        snprintf(c->hex + 2 * i, 3, "%02x", digest[i]);
    return true;
}

static bool
set_base64(eml_cx *cx, json_t *o, eml_span bytes)
{
    size_t room = (bytes.n + 2) / 3 * 4 + 4;
    uint8_t *p = eml_arena_raw(cx->arena, room), *at = p;
    eml_b64_enc e = {0};

    if (!p || eml_b64_enc_feed(&e, &bytes, &at, &room, true) != EML_END)
        return false;
    json_object_set_new(o, "content_base64",
                        json_stringn((const char *)p, (size_t)(at - p)));
    return true;
}

static bool
is_text(const eml_part *p)
{
    return eml_span_eq_fold(p->info.type, EML_LIT("text"));
}

/* Text whose bytes are UTF-8 as they are goes out as a string. */
static bool
readable(const eml_part *p, eml_span bytes)
{
    return is_text(p) && eml_utf8_valid(bytes) == bytes.n &&
           (eml_span_eq_fold(p->info.charset, EML_LIT("utf-8")) ||
            eml_ascii_len(bytes) == bytes.n);
}

static bool
set_content(json_t *o, eml_cx *cx, const eml_part *p, eml_os_sha256 *sha,
            bool keep)
{
    content c;

    if (!decode(cx, p, false, sha, keep, &c))
        return false;
    json_object_set_new(
        o, "decoded",
        json_pack("{s:I, s:s}", "size", (json_int_t)c.size, "sha256", c.hex));
    if (keep && readable(p, eml_out_view(&c.kept)))
        json_object_set_new(o, "content",
                            json_stringn((const char *)c.kept.p, c.kept.n));
    else if (keep && !set_base64(cx, o, eml_out_view(&c.kept)))
        return false;
    if (!is_text(p))
        return true;
    if (!decode(cx, p, true, sha, false, &c))
        return false;
    json_object_set_new(
        o, "text",
        json_pack("{s:I, s:s}", "size", (json_int_t)c.size, "sha256", c.hex));
    return true;
}

static const char *
cte_name(eml_cte cte)
{
    static const char *const names[] = {"7bit", "8bit", "binary",
                                        "quoted-printable", "base64"};

    return cte < EML_CTE_UNKNOWN ? names[cte] : NULL;
}

static void
set_disposition(json_t *o, eml_cx *cx, const eml_part *p)
{
    const eml_field *f = eml_part_field(p, EML_FIELD_CONTENT_DISPOSITION);
    const eml_disposition *d = f && f->value.kind == EML_VALUE_DISPOSITION
                                   ? f->value.u.disposition
                                   : NULL;
    const eml_param *name =
        d ? eml_param_get(d->params, EML_LIT("filename")) : NULL;

    if (!name && p->info.content_type)
        name = eml_param_get(p->info.content_type->params, EML_LIT("name"));
    json_object_set_new(o, "disposition",
                        d ? json_lower(cx, d->type) : json_null());
    json_object_set_new(o, "filename",
                        name ? json_string_of(cx, name->value) : json_null());
}

static json_t *
part(const source_item *item, eml_cx *cx, const eml_part *p, eml_os_sha256 *sha,
     bool keep)
{
    json_t *o = json_object();
    const eml_content_type *type = p->info.content_type;

    json_object_set_new(o, "type", json_lower(cx, p->info.type));
    json_object_set_new(o, "subtype", json_lower(cx, p->info.subtype));
    json_object_set_new(o, "params",
                        type ? json_params(cx, type->params) : json_object());
    json_object_set_new(o, "cte",
                        cte_name(p->info.cte)
                            ? json_string(cte_name(p->info.cte))
                            : json_null());
    set_disposition(o, cx, p);
    json_object_set_new(o, "body", range(item, p->body));
    if (p->parent)
        json_object_set_new(o, "fields", fields(item, cx, p));
    if (p->info.kind == EML_PART_LEAF) {
        if (!set_content(o, cx, p, sha, keep)) {
            json_decref(o);
            return NULL;
        }
    } else {
        json_object_set_new(o, "parts", json_array());
    }
    if (p->preamble.n)
        json_object_set_new(o, "preamble", range(item, p->preamble));
    if (p->epilogue.n)
        json_object_set_new(o, "epilogue", range(item, p->epilogue));
    return o;
}

/* Depth is bounded by eml_limits, but the walk needs no recursion. */
bool
json_add_tree(json_t *object, const source_item *item, judge *j,
              eml_os_sha256 *sha, bool keep)
{
    enum { DEPTH = 4096 };
    static json_t *open[DEPTH];
    eml_cx *cx = &j->cx;
    size_t depth = 0;
    const eml_part *before = NULL;

    if (!j->root)
        return true;
    json_object_set_new(object, "fields", fields(item, cx, j->root));
    for (eml_part *p = j->root; p; before = p, p = eml_part_next(p)) {
        json_t *o = part(item, cx, p, sha, keep);

        if (!o)
            return false;
        if (!before) {
            json_object_set_new(object, "root", o);
        } else {
            if (p->parent == before)
                depth++;
            else
                for (const eml_part *q = before; q->parent != p->parent;
                     q = q->parent)
                    depth--;
            json_array_append_new(json_object_get(open[depth - 1], "parts"), o);
        }
        if (depth >= DEPTH)
            return false;
        open[depth] = o;
    }
    return true;
}
