/* Labels. Written by hand, not by jansson: they are made by the hundred
 * thousand a second. */
#include "cli/gen_label.h"
#include "cli/report.h"

#include "eml/base64.h"

#include <stdlib.h>
#include <string.h>

/* ---- text
 * -------------------------------------------------------------------- */

static bool
grow(gen_label *l, size_t n)
{
    size_t cap = l->cap * 2 > l->n + n ? l->cap * 2 : l->n + n + 4096;
    char *p = realloc(l->p, cap);

    if (!p)
        return !(l->failed = true);
    l->p = p;
    l->cap = cap;
    return true;
}

static inline bool
room(gen_label *l, size_t n)
{
    return l->cap - l->n >= n || grow(l, n);
}

/* Inline, so that a literal is a move or two: labels are made of those. */
static inline void
put(gen_label *l, const void *s, size_t n)
{
    if (n && room(l, n)) {
        memcpy(l->p + l->n, s, n);
        l->n += n;
    }
}

static void
puts_(gen_label *l, const char *s)
{
    put(l, s, strlen(s));
}
#define PUT(l, lit) put((l), (lit), sizeof(lit) - 1)

static void
put_uint(gen_label *l, uint64_t u)
{
    char s[20];
    size_t n = sizeof s;

    do {
        s[--n] = (char)('0' + u % 10);
        u /= 10;
    } while (u);
    put(l, s + n, sizeof s - n);
}

static void
put_int(gen_label *l, int64_t v)
{
    if (v < 0)
        PUT(l, "-");
    put_uint(l, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

/* ---- strings
 * -------------------------------------------------------------------- */

static void
put_escape(gen_label *l, uint8_t c)
{
    static const char digits[] = "0123456789ABCDEF";
    char s[6] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};

    switch (c) {
    case '"':
        PUT(l, "\\\"");
        break;
    case '\\':
        PUT(l, "\\\\");
        break;
    case '\b':
        PUT(l, "\\b");
        break;
    case '\f':
        PUT(l, "\\f");
        break;
    case '\n':
        PUT(l, "\\n");
        break;
    case '\r':
        PUT(l, "\\r");
        break;
    case '\t':
        PUT(l, "\\t");
        break;
    default:
        put(l, s, 6);
        break;
    }
}

/* Control characters, '"' and '\\'. */
static const bool escaped[256] = {
    true, true, true, true, true, true,         true,         true, true,
    true, true, true, true, true, true,         true,         true, true,
    true, true, true, true, true, true,         true,         true, true,
    true, true, true, true, true, ['"'] = true, ['\\'] = true};

static void
put_string(gen_label *l, const uint8_t *p, size_t n)
{
    const uint8_t *end = p + n;

    PUT(l, "\"");
    while (p != end) {
        const uint8_t *from = p;

        while (p != end && !escaped[*p])
            p++;
        put(l, from, (size_t)(p - from));
        if (p != end)
            put_escape(l, *p++);
    }
    PUT(l, "\"");
}

static void
put_span(gen_label *l, eml_span s)
{
    put_string(l, s.p, s.n);
}

static void
put_text(gen_label *l, const char *s)
{
    put_string(l, (const uint8_t *)s, strlen(s));
}

/* ---- values
 * ----------------------------------------------------------------------- */

/* What stands before an item: a comma, and its name in an object. */
static void
item_front(gen_label *l, const eml_gen_item *i, bool named)
{
    char last = l->n ? l->p[l->n - 1] : '[';

    if (!named && last != '[' && last != '{' && last != ':')
        PUT(l, ",");
    if (i->key) {
        PUT(l, "\"");
        puts_(l, eml_gen_key_name((eml_gen_key)i->key));
        PUT(l, "\":");
    }
}

static const eml_gen_item *
put_item(gen_label *l, const eml_gen_item *i, bool *named, char *close,
         size_t *depth)
{
    item_front(l, i, *named);
    *named = false;
    switch ((eml_gen_op)i->op) {
    case EML_GEN_NULL:
        PUT(l, "null");
        break;
    case EML_GEN_TRUE:
        PUT(l, "true");
        break;
    case EML_GEN_FALSE:
        PUT(l, "false");
        break;
    case EML_GEN_INT:
        put_int(l, i->u.i);
        break;
    case EML_GEN_TEXT:
        put_string(l, i->u.p, i->n);
        break;
    case EML_GEN_OBJECT:
        PUT(l, "{");
        close[(*depth)++] = '}';
        break;
    case EML_GEN_ARRAY:
        PUT(l, "[");
        close[(*depth)++] = ']';
        break;
    case EML_GEN_STOP:
    case EML_GEN_END:
    case EML_GEN_NAME:
    case EML_GEN_JUMP:
        break;
    }
    return i + 1;
}

/* One value, from `i` on. Values are at most six deep. */
static void
put_value(gen_label *l, const eml_gen_item *i)
{
    char close[16];
    size_t depth = 0;
    bool named = false;

    do {
        i = eml_gen_at(i);
        if (i->op == EML_GEN_END) {
            put(l, &close[--depth], 1);
            i++;
        } else if (i->op == EML_GEN_NAME) {
            item_front(l, i, false);
            put_string(l, i->u.p, i->n);
            PUT(l, ":");
            named = true;
            i++;
        } else {
            i = put_item(l, i, &named, close, &depth);
        }
    } while (depth);
}

/* The item alone: what names it in its object is left out. */
static void
put_alone(gen_label *l, const eml_gen_item *i)
{
    eml_gen_item first = *eml_gen_at(i);

    if (first.op == EML_GEN_TEXT) {
        put_string(l, first.u.p, first.n);
        return;
    }
    PUT(l, "{");
    for (i = eml_gen_at(i) + 1; (i = eml_gen_at(i))->op != EML_GEN_END; i++) {
        item_front(l, i, i->op == EML_GEN_TEXT);
        put_string(l, i->u.p, i->n);
        if (i->op == EML_GEN_NAME)
            PUT(l, ":");
    }
    PUT(l, "}");
}

/* ---- the tree
 * --------------------------------------------------------------------- */

static void
put_range(gen_label *l, uint64_t off, uint64_t len)
{
    PUT(l, "{\"off\":");
    put_uint(l, off);
    PUT(l, ",\"len\":");
    put_uint(l, len);
}

static void
put_fields(gen_label *l, const eml_gen_field *f)
{
    PUT(l, "\"fields\":[");
    for (; f; f = f->next) {
        put_range(l, f->off, f->len);
        PUT(l, ",\"name\":");
        put_span(l, f->name);
        PUT(l, ",\"value\":");
        put_value(l, f->value);
        PUT(l, "}");
        if (f->next)
            PUT(l, ",");
    }
    PUT(l, "]");
}

static bool
put_digest(gen_label *l, const char *name, eml_span s, eml_os_sha256 *sha)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[32];
    char hex[64];

    if (!eml_os_sha256_begin(sha) || !eml_os_sha256_feed(sha, s) ||
        !eml_os_sha256_end(sha, digest))
        return false;
    for (size_t i = 0; i < 32; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    puts_(l, name);
    PUT(l, "{\"size\":");
    put_uint(l, s.n);
    PUT(l, ",\"sha256\":\"");
    put(l, hex, 64);
    PUT(l, "\"}");
    return true;
}

static bool
put_content(gen_label *l, const eml_gen_part *p, eml_os_sha256 *sha)
{
    size_t from, n;

    PUT(l, ",");
    from = l->n + 10; /* behind "decoded": */
    if (!put_digest(l, "\"decoded\":", p->decoded, sha))
        return false;
    if (!p->is_text)
        return true;
    if (p->text.p != p->decoded.p || p->text.n != p->decoded.n)
        return put_digest(l, ",\"text\":", p->text, sha);
    /* the same bytes, the same digest */
    n = l->n - from;
    PUT(l, ",\"text\":");
    if (room(l, n)) {
        memcpy(l->p + l->n, l->p + from, n);
        l->n += n;
    }
    return true;
}

static bool
put_part(gen_label *l, const eml_gen_part *p, eml_os_sha256 *sha)
{
    PUT(l, "{\"type\":");
    put_span(l, p->type);
    PUT(l, ",\"subtype\":");
    put_span(l, p->subtype);
    PUT(l, ",\"params\":");
    if (p->params)
        put_alone(l, p->params);
    else
        PUT(l, "{}");
    PUT(l, ",\"cte\":\"");
    puts_(l, p->cte);
    PUT(l, "\",\"disposition\":");
    if (p->disposition.n)
        put_span(l, p->disposition);
    else
        PUT(l, "null");
    PUT(l, ",\"filename\":");
    if (p->filename)
        put_alone(l, p->filename);
    else
        PUT(l, "null");
    PUT(l, ",\"body\":");
    put_range(l, p->body.off, p->body.len);
    PUT(l, "}");
    if (p->parent) {
        PUT(l, ",");
        put_fields(l, p->fields);
    }
    if (p->kind == EML_GEN_LEAF)
        return put_content(l, p, sha);
    PUT(l, ",\"parts\":[");
    return true;
}

static void
close_part(gen_label *l, const eml_gen_part *p)
{
    if (p->kind != EML_GEN_LEAF)
        PUT(l, "]");
    if (p->preamble.len) {
        PUT(l, ",\"preamble\":");
        put_range(l, p->preamble.off, p->preamble.len);
        PUT(l, "}");
    }
    if (p->epilogue.len) {
        PUT(l, ",\"epilogue\":");
        put_range(l, p->epilogue.off, p->epilogue.len);
        PUT(l, "}");
    }
    PUT(l, "}");
}

static bool
put_tree(gen_label *l, const eml_gen_part *root, eml_os_sha256 *sha)
{
    const eml_gen_part *p = root;

    for (;;) {
        if (!put_part(l, p, sha))
            return false;
        if (p->child) {
            p = p->child;
            continue;
        }
        close_part(l, p);
        while (p != root && !p->next) {
            p = p->parent;
            close_part(l, p);
        }
        if (p == root)
            return true;
        PUT(l, ",");
        p = p->next;
    }
}

/* ---- all of it
 * ----------------------------------------------------------------------- */

const char *
gen_label_verdict(const eml_gen_message *m, uint32_t allow)
{
    const char *verdict = "valid", *readings[2];

    for (size_t i = 0; i < m->num_findings; i++) {
        if (eml_code_readings(m->findings[i].code, readings))
            return "ambiguous";
        if (eml_severity_of(m->findings[i].code, allow) == EML_SEVERITY_ERROR)
            verdict = "invalid";
    }
    return verdict;
}

static void
put_finding(gen_label *l, const eml_gen_finding *f, uint32_t allow)
{
    const eml_code_info *info = eml_code_info_get(f->code);
    const char *readings[2];

    PUT(l, "{\"code\":\"");
    puts_(l, info->name);
    PUT(l, "\",\"rfc\":");
    put_uint(l, info->rfc);
    PUT(l, ",\"section\":\"");
    puts_(l, info->section);
    PUT(l, "\",\"level\":\"");
    puts_(l, eml_level_name(info->level));
    PUT(l, "\",\"severity\":\"");
    puts_(l, report_severity(eml_severity_of(f->code, allow)));
    PUT(l, "\",\"off\":");
    put_uint(l, f->off);
    PUT(l, ",\"len\":");
    put_uint(l, f->len);
    PUT(l, ",\"text\":");
    put_text(l, info->text);
    if (eml_code_readings(f->code, readings)) {
        PUT(l, ",\"readings\":[");
        put_text(l, readings[0]);
        PUT(l, ",");
        put_text(l, readings[1]);
        PUT(l, "]");
    }
    PUT(l, "}");
}

uint32_t
gen_label_allow(eml_gen_mode mode)
{
    return mode == EML_GEN_OBS ? EML_ALLOW_OBS : EML_ALLOW_NONE;
}

void
gen_label_begin(gen_label *l, const eml_gen_spec *spec, const char *profile)
{
    l->n = 0;
    PUT(l, "{\"generator\":\"" EML_GEN_VERSION "\",\"seed\":");
    put_uint(l, spec->seed);
    PUT(l, ",\"index\":");
    put_uint(l, spec->index);
    PUT(l, ",\"profile\":\"");
    puts_(l, profile);
    PUT(l, "\",\"mode\":\"");
    puts_(l, eml_gen_mode_name(spec->mode));
    PUT(l, "\",");
}

void
gen_label_message(gen_label *l, eml_span bytes)
{
    eml_b64_enc enc = {0};
    size_t n = (bytes.n + 2) / 3 * 4, left = n;
    uint8_t *p;

    PUT(l, "\"message\":\"");
    if (!room(l, n + 1))
        return;
    p = (uint8_t *)l->p + l->n;
    if (eml_b64_enc_feed(&enc, &bytes, &p, &left, true) == EML_END)
        l->n += n;
    PUT(l, "\",");
}

bool
gen_label_end(gen_label *l, const eml_gen_message *m, uint32_t allow,
              eml_os_sha256 *sha)
{
    if (m->code) {
        PUT(l, "\"code\":\"");
        puts_(l, eml_code_info_get(m->code)->name);
        PUT(l, "\",\"at\":");
        put_uint(l, m->at);
        PUT(l, ",");
    }
    PUT(l, "\"verdict\":\"");
    puts_(l, gen_label_verdict(m, allow));
    PUT(l, "\",\"findings\":[");
    for (size_t i = 0; i < m->num_findings; i++) {
        if (i)
            PUT(l, ",");
        put_finding(l, &m->findings[i], allow);
    }
    PUT(l, "]");
    if (m->root) {
        PUT(l, ",");
        put_fields(l, m->root->fields);
        PUT(l, ",\"root\":");
        if (!put_tree(l, m->root, sha))
            return false;
    }
    PUT(l, "}\n");
    return !l->failed;
}

bool
gen_label_end_without(gen_label *l)
{
    if (l->n)
        l->n--; /* the last comma */
    PUT(l, "}\n");
    return !l->failed;
}

void
gen_label_more(gen_label *l, const char *members)
{
    if (l->n < 2)
        return;
    l->n -= 2; /* "}" and the line end */
    puts_(l, members);
    PUT(l, "}\n");
}

bool
gen_label_of(gen_label *l, const eml_gen_message *m, uint32_t allow,
             eml_os_sha256 *sha)
{
    l->n = 0;
    PUT(l, "{");
    if (!gen_label_end(l, m, allow, sha))
        return false;
    l->n--;
    return true;
}
