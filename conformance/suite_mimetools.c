/* MIME-tools: messages, and what their parts are (NAME.ref, Perl data). */
#include "conformance/suite.h"

#include <stdio.h>
#include <string.h>

static suite_cx c;

/* ---- the .ref files: { "key" => { "key" => value, ... }, ... } ------------
 */

typedef struct ref {
    suite_run *r;
    const uint8_t *p, *end;
} ref;

static void
skip_space(ref *f)
{
    while (f->p < f->end && (*f->p <= ' ' || *f->p == ',' || *f->p == ';'))
        f->p++;
}

static bool
take(ref *f, const char *s)
{
    size_t n = strlen(s);

    skip_space(f);
    if ((size_t)(f->end - f->p) < n || memcmp(f->p, s, n) != 0)
        return false;
    f->p += n;
    return true;
}

static void
put_utf8(eml_out *o, uint32_t u)
{
    if (u < 0x80) {
        eml_out_byte(o, (uint8_t)u);
    } else if (u < 0x800) {
        eml_out_byte(o, (uint8_t)(0xc0 | u >> 6));
        eml_out_byte(o, (uint8_t)(0x80 | (u & 0x3f)));
    } else {
        eml_out_byte(o, (uint8_t)(0xe0 | u >> 12));
        eml_out_byte(o, (uint8_t)(0x80 | (u >> 6 & 0x3f)));
        eml_out_byte(o, (uint8_t)(0x80 | (u & 0x3f)));
    }
}

/* What follows a backslash: \x{421}, \n, or the character itself. */
static void
escape(ref *f, eml_out *o)
{
    uint32_t u = 0;

    if (f->end - f->p > 2 && f->p[0] == 'x' && f->p[1] == '{') {
        for (f->p += 2; f->p < f->end && *f->p != '}'; f->p++)
            u = u * 16 + (uint32_t)(*f->p <= '9' ? *f->p - '0'
                                                 : (*f->p | 32) - 'a' + 10);
        put_utf8(o, u);
    } else {
        eml_out_byte(o, *f->p == 'n' ? '\n' : *f->p);
    }
    f->p++;
}

/* "text", qq{text}, or a bare word or number. */
static eml_span
scalar(ref *f)
{
    eml_out o = {.arena = &c.arena};
    uint8_t close = take(f, "qq{") ? '}' : take(f, "\"") ? '"' : 0;

    while (f->p < f->end && (close ? *f->p != close
                                   : *f->p > ' ' && *f->p != ',' &&
                                         *f->p != '}' && *f->p != '=')) {
        if (close && *f->p == '\\' && f->end - f->p > 1) {
            f->p++;
            escape(f, &o);
        } else {
            eml_out_byte(&o, *f->p++);
        }
    }
    if (close && f->p < f->end)
        f->p++;
    return eml_out_view(&o);
}

static json_t *
string_of(eml_span s)
{
    return json_stringn((const char *)s.p, s.n);
}

/* A hash, and in it hashes: {"Msg": {"Type": "text/plain"}}. */
static json_t *
hash(ref *f, bool outer)
{
    json_t *o = json_object();

    while (f->p < f->end && !take(f, "}")) {
        eml_span key = scalar(f);
        char name[64];

        snprintf(name, sizeof name, "%.*s", (int)key.n, (const char *)key.p);
        if (!take(f, "=>")) {
            suite_broken(f->r, "a .ref that cannot be read");
            return o;
        }
        if (outer && take(f, "{"))
            json_object_set_new(o, name, hash(f, false));
        else
            json_object_set_new(o, name, string_of(scalar(f)));
    }
    return o;
}

/* ---- what a part is ------------------------------------------------------ */

static const eml_part *
child_of(const eml_part *p, uint32_t n)
{
    const eml_part *k = p->child;

    while (k && k->index != n)
        k = k->next;
    return k;
}

/* "Msg", "Part_2_1": parts of multiparts, and the message in a message. Their
 * outermost part is the message itself, so "Part_1" of a message/rfc822 is the
 * message in it. */
static const eml_part *
part_by_name(const eml_part *m, const char *name)
{
    for (name += strcspn(name, "_"); m && *name == '_';) {
        uint32_t n = 0;

        for (name++; *name >= '0' && *name <= '9'; name++)
            n = n * 10 + (uint32_t)(*name - '0');
        m = child_of(m, n);
    }
    return m;
}

static eml_span
content_of(const eml_part *p)
{
    eml_out out = {.arena = &c.arena};
    eml_decoder *d = eml_decoder_new(&c.cx, &p->info, false, 0);
    eml_span in = p->body, piece;
    int rc = EML_OK;

    while (d && rc == EML_OK) {
        rc = eml_decoder_feed(d, &c.cx, &in, true, &piece);
        if (rc == EML_OK)
            eml_out_span(&out, piece);
    }
    return eml_out_view(&out);
}

static eml_span
lower(eml_span s)
{
    eml_out o = {.arena = &c.arena};

    for (size_t i = 0; i < s.n; i++)
        eml_out_byte(&o, (uint8_t)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] + 32
                                                                  : s.p[i]));
    return eml_out_view(&o);
}

static eml_span
param_of(const eml_part *p, eml_field_id id, const char *name)
{
    const eml_field *f = eml_part_field(p, id);
    const eml_param *v = NULL;

    if (f && f->value.kind == EML_VALUE_CONTENT_TYPE)
        v = eml_param_get(f->value.u.content_type->params, suite_str(name));
    if (f && f->value.kind == EML_VALUE_DISPOSITION)
        v = eml_param_get(f->value.u.disposition->params, suite_str(name));
    return v ? v->value : EML_NONE;
}

/* The text of a field as it is shown: unfolded, encoded-words decoded. */
static eml_span
text_of(const eml_part *p, eml_field_id id)
{
    const eml_field *f = eml_part_field(p, id);
    eml_text t = {.form = EML_TEXT_UNSTRUCTURED, .present = true};

    if (!f)
        return EML_LIT("(none)");
    t.raw = f->body;
    return suite_trim(suite_text(&c, &t));
}

static eml_span
file_name(const eml_part *p)
{
    eml_span s = param_of(p, EML_FIELD_CONTENT_DISPOSITION, "filename");
    eml_text t = {.form = EML_TEXT_UNSTRUCTURED, .present = true};

    if (s.n == 0)
        s = param_of(p, EML_FIELD_CONTENT_TYPE, "name");
    t.raw = s; /* MIME-tools decodes encoded-words in it */
    return suite_text(&c, &t);
}

static eml_span
disposition_of(const eml_part *p)
{
    const eml_field *f = eml_part_field(p, EML_FIELD_CONTENT_DISPOSITION);

    return f && f->value.kind == EML_VALUE_DISPOSITION
               ? lower(f->value.u.disposition->type)
               : EML_LIT("(none)");
}

static eml_span
type_of(const eml_part *p)
{
    eml_out o = {.arena = &c.arena};

    eml_out_span(&o, p->info.type);
    eml_out_byte(&o, '/');
    eml_out_span(&o, p->info.subtype);
    return lower(eml_out_view(&o));
}

static eml_span
size_of(const eml_part *p)
{
    eml_out o = {.arena = &c.arena};

    eml_out_u64(&o, content_of(p).n, 1);
    return eml_out_view(&o);
}

static eml_span
encoding_of(const eml_part *p)
{
    const eml_field *f = eml_part_field(p, EML_FIELD_CONTENT_TRANSFER_ENCODING);

    return f && f->value.kind == EML_VALUE_ENCODING
               ? lower(f->value.u.encoding->token)
               : EML_LIT("7bit");
}

static bool
value_of(const eml_part *p, const char *key, eml_span *out)
{
    if (strcmp(key, "Type") == 0)
        *out = type_of(p);
    else if (strcmp(key, "Encoding") == 0)
        *out = encoding_of(p);
    else if (strcmp(key, "Size") == 0)
        *out = size_of(p);
    else if (strcmp(key, "Charset") == 0)
        *out = param_of(p, EML_FIELD_CONTENT_TYPE, "charset");
    else if (strcmp(key, "Boundary") == 0)
        *out = p->info.boundary;
    else if (strcmp(key, "Filename") == 0)
        *out = file_name(p);
    else if (strcmp(key, "Disposition") == 0)
        *out = disposition_of(p);
    else if (strcmp(key, "Subject") == 0)
        *out = text_of(p, EML_FIELD_SUBJECT);
    else if (strcmp(key, "From") == 0)
        *out = text_of(p, EML_FIELD_FROM);
    else if (strcmp(key, "To") == 0)
        *out = text_of(p, EML_FIELD_TO);
    else if (strcmp(key, "Preamble") == 0)
        *out = suite_trim(p->preamble);
    else if (strcmp(key, "Epilogue") == 0)
        *out = suite_trim(p->epilogue);
    else
        return false;
    return true;
}

/* ---- the run ------------------------------------------------------------- */

static void
judge(suite_run *r, const char *name, const char *part, const eml_part *p,
      json_t *want)
{
    const char *key;
    json_t *v;

    json_object_foreach(want, key, v)
    {
        char id[256];
        eml_span got = EML_NONE, theirs = suite_trim((eml_span){
                                     (const uint8_t *)json_string_value(v),
                                     json_string_length(v)});

        snprintf(id, sizeof id, "%s/%s/%s", name, part, key);
        if (!p)
            suite_case(r, id, false, "no such part");
        else if (!value_of(p, key, &got))
            suite_skip(r, id, "of the program, not of the message");
        else
            suite_case(r, id, eml_span_eq(suite_trim(got), theirs),
                       "they \"%s\", we \"%s\"", suite_show(theirs),
                       suite_show(got));
    }
}

static void
run(suite_run *r, const char *name, json_t *want)
{
    const char *file = json_string_value(
        json_object_get(json_object_get(want, "Parser"), "Message"));
    char path[512];
    const char *part;
    eml_os_file f;
    eml_part *m;
    json_t *v;

    snprintf(path, sizeof path, "msg-mimetools-perl-dfs/%s", file ? file : "");
    if (!file || eml_os_file_open(&f, suite_path(r, path)) != 0) {
        suite_broken(r, path);
        return;
    }
    c.cx.origin = f.bytes.p;
    suite_newline(&c, f.bytes);
    if (eml_message_parse(&c.cx, f.bytes, &m) != EML_OK)
        suite_case(r, name, false, "no tree");
    else
        json_object_foreach(want, part, v) if (strcmp(part, "Parser") != 0)
            judge(r, name, part, part_by_name(m, part), v);
    eml_os_file_close(&f);
}

static void
each(void *user, const char *path, eml_span bytes)
{
    size_t n = strlen(path);
    ref f = {.r = user, .p = bytes.p, .end = bytes.p + bytes.n};
    const char *name = strrchr(path, '/') + 1;
    json_t *want;

    if (n < 4 || strcmp(path + n - 3, "ref") != 0)
        return;
    if (strstr(path, "uu-zeegee") || strstr(path, "uu-junk-extracted") ||
        strstr(path, "replace")) {
        suite_skip(user, name,
                   "uuencoded text or messages taken apart: the parser's "
                   "option, not the message's structure");
        return;
    }
    suite_cx_init(&c, bytes, EML_ALLOW_NONE);
    want = take(&f, "{") ? hash(&f, true) : json_object();
    run(user, name, want);
    json_decref(want);
    suite_cx_fini(&c);
}

void
suite_mimetools(suite_run *r)
{
    suite_files(r, "msg-mimetools-perl-dfs/testmsgs", each, r);
}
