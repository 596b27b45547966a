/* Parameters: Go's mime.ParseMediaType and FormatMediaType, Dovecot's
 * rfc2231-parser. */
#include "conformance/suite.h"

#include <stdio.h>
#include <string.h>

#include "eml/content.h"
#include "eml/write.h"

static suite_cx c;

static eml_span
begin(suite_run *r, const json_t *v)
{
    eml_span in;

    suite_cx_init(&c, EML_NONE, EML_ALLOW_OBS);
    in = suite_cx_exact(&c, suite_value(r, &c.arena, v));
    suite_newline(&c, in);
    return in;
}

static const char *
id_of(const char *name, size_t i)
{
    static char buf[128];

    snprintf(buf, sizeof buf, "go/%s/%zu", name, i);
    return buf;
}

/* The whole field: type/subtype, or a disposition that has no "/". *type is
 * as written. In errors too what was read is there (WILD), if anything was. */
static int
read_media(eml_span in, uint32_t allow, eml_span *type, eml_param **params)
{
    const uint8_t *semicolon = memchr(in.p, ';', in.n);
    size_t n = semicolon ? (size_t)(semicolon - in.p) : in.n;
    int rc;

    c.cx.allow = allow;
    *type = EML_NONE;
    *params = NULL;
    if (memchr(in.p, '/', n)) {
        eml_content_type *t;
        eml_out out = {.arena = &c.arena};

        rc = eml_content_type_parse(&c.cx, in, &t);
        if (rc != EML_OK)
            return rc;
        eml_out_span(&out, t->type);
        eml_out_byte(&out, '/');
        eml_out_span(&out, t->subtype);
        *type = eml_out_view(&out);
        *params = t->params;
    } else {
        eml_disposition *d;

        rc = eml_disposition_parse(&c.cx, in, &d);
        if (rc != EML_OK)
            return rc;
        *type = d->type;
        *params = d->params;
    }
    return EML_OK;
}

static bool
has(const eml_param *params, eml_span name, eml_span value)
{
    const eml_param *p = eml_param_get(params, name);

    return p && eml_span_eq(p->value, value);
}

static const char *
shown(const eml_param *p)
{
    eml_out out = {.arena = &c.arena};

    for (; p; p = p->next) {
        eml_out_span(&out, p->name);
        eml_out_byte(&out, '=');
        eml_out_span(&out, p->value);
        eml_out_byte(&out, ' ');
    }
    return suite_show(eml_out_view(&out));
}

/* ---- Go: pieces ---------------------------------------------------------- */

/* [in, token or value, rest]: as the value of a parameter. */
static void
go_values(suite_run *r, const char *name, const json_t *rows)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = suite_at(rows, i);
        eml_span in = begin(r, suite_at(row, 0)), want;
        eml_out out = {.arena = &c.arena};
        eml_param *p = NULL;
        bool ok;

        want = suite_value(r, &c.arena, suite_at(row, 1));
        eml_out_span(&out, EML_LIT(";x="));
        eml_out_span(&out, in);
        c.cx.origin = out.p;
        c.cx.allow = EML_ALLOW_WILD;
        ok = eml_params_parse(&c.cx, eml_out_view(&out), &p) == EML_OK &&
             has(p, EML_LIT("x"), want);
        if (want.n == 0) /* they find none, and we must find fault */
            ok = c.cx.num_diags > 0 || in.n == 0 || in.p[0] == ' ';
        suite_case(r, id_of(name, i), ok, "%s: they \"%s\", we %s by %s",
                   suite_show(in), suite_show(want), shown(p),
                   suite_cx_codes(&c));
        suite_cx_fini(&c);
    }
}

/* [in, name, value, rest]: the first parameter. */
static void
go_first(suite_run *r, const char *name, const json_t *rows)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = suite_at(rows, i);
        eml_span in = begin(r, suite_at(row, 0)), key, value;
        eml_param *p = NULL;
        bool ok;

        key = suite_value(r, &c.arena, suite_at(row, 1));
        value = suite_value(r, &c.arena, suite_at(row, 2));
        c.cx.allow = EML_ALLOW_WILD;
        ok = eml_params_parse(&c.cx, in, &p) == EML_OK && p &&
             eml_span_eq_fold(p->name, key) && eml_span_eq(p->value, value);
        suite_case(r, id_of(name, i), ok, "%s: we %s by %s", suite_show(in),
                   shown(p), suite_cx_codes(&c));
        suite_cx_fini(&c);
    }
}

/* ---- Go: whole fields ---------------------------------------------------- */

/* Whether all that they have is there, and nothing else unless we found fault
 * with it (they leave out in silence what cannot be read). */
static bool
same_params(suite_run *r, const json_t *want, const eml_param *got, bool fault)
{
    size_t num = 0, have = 0;
    bool all = true;

    for (size_t i = 1; i + 1 < json_array_size(want); i += 2) {
        all = all && has(got, suite_value(r, &c.arena, suite_at(want, i)),
                         suite_value(r, &c.arena, suite_at(want, i + 1)));
        num++;
    }
    for (const eml_param *p = got; p; p = p->next)
        have += eml_param_get(got, p->name) == p; /* plain beside extended */
    return all && (have == num || fault);
}

/* [in, type, parameters]; type "" is an error. */
static void
go_media(suite_run *r, const char *name, const json_t *rows)
{
    static json_t *foo;

    foo = json_pack("[sss]", "m", "name", "foo");
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = suite_at(rows, i), *params = suite_at(row, 2);
        eml_span in = begin(r, suite_at(row, 0)), want, type;
        eml_param *p;
        bool fault, ok;

        if (strcmp(suite_id(params), "nameFoo") == 0)
            params = foo;
        want = suite_value(r, &c.arena, suite_at(row, 1));
        fault = read_media(in, EML_ALLOW_OBS, &type, &p) != EML_OK;
        ok = want.n == 0
                 ? fault
                 : read_media(in, EML_ALLOW_WILD, &type, &p) == EML_OK &&
                       eml_span_eq_fold(type, want) &&
                       same_params(r, params, p, fault);
        suite_case(r, id_of(name, i), ok, "%s: they \"%s\", we \"%s\" %s by %s",
                   suite_show(in), suite_show(want), suite_show(type), shown(p),
                   suite_cx_codes(&c));
        suite_cx_fini(&c);
    }
    json_decref(foo);
}

/* [in, type, error] */
static void
go_bad(suite_run *r, const char *name, const json_t *rows)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        eml_span in = begin(r, suite_at(suite_at(rows, i), 0)), type;
        eml_param *p;
        int rc = read_media(in, EML_ALLOW_OBS, &type, &p);

        suite_case(r, id_of(name, i), rc != EML_OK, "%s: we accept \"%s\" %s",
                   suite_show(in), suite_show(type), shown(p));
        suite_cx_fini(&c);
    }
}

/* ---- Go: writing --------------------------------------------------------- */

/* json_t -> eml_param in the arena, in the order of names (as Go sorts). */
static eml_param *
params_of(suite_run *r, const json_t *map)
{
    eml_param *first = NULL, **end = &first;
    const char *key;
    json_t *v;

    json_object_foreach((json_t *)(uintptr_t)map, key, v)
    {
        eml_param *p = eml_arena_get(&c.arena, sizeof *p);

        if (!p)
            break;
        p->name = suite_str(key);
        p->value = suite_value(r, &c.arena, v);
        *end = p;
        end = &p->next;
    }
    return first;
}

static int
write_media(eml_span type, eml_param *params, eml_span *out)
{
    const uint8_t *slash = memchr(type.p, '/', type.n);
    eml_content_type t = {.params = params};
    eml_disposition d = {.type = type, .params = params};
    eml_value v = {.kind = EML_VALUE_DISPOSITION, .u = {.disposition = &d}};
    eml_out o = {.arena = &c.arena};
    int rc;

    if (slash) {
        size_t n = (size_t)(slash - type.p);

        t.type = (eml_span){type.p, n};
        t.subtype = (eml_span){slash + 1, type.n - n - 1};
        v = (eml_value){.kind = EML_VALUE_CONTENT_TYPE,
                        .u = {.content_type = &t}};
    }
    rc = eml_write_value(&c.cx, &v,
                         slash ? EML_FIELD_CONTENT_TYPE
                               : EML_FIELD_CONTENT_DISPOSITION,
                         false, &o);
    *out = eml_out_view(&o);
    return rc;
}

static bool
reads_back(eml_span in, const json_t *map, eml_span want)
{
    eml_span type;
    eml_param *p;
    const char *key;
    json_t *v;

    c.cx.origin = in.p;
    if (read_media(in, EML_ALLOW_NONE, &type, &p) != EML_OK ||
        !eml_span_eq_fold(type, want))
        return false;
    json_object_foreach(
        (json_t *)(uintptr_t)map, key,
        v) if (!has(p, suite_str(key),
                    (eml_span){(const uint8_t *)json_string_value(v),
                               json_string_length(v)})) return false;
    return true;
}

/* [type, parameters, what they write or ""]: both read back as that. */
static void
go_format(suite_run *r, const char *name, const json_t *rows)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = suite_at(rows, i), *map;
        eml_span their = begin(r, suite_at(row, 2)), ours, type;
        bool ok;
        int rc;

        type = suite_value(r, &c.arena, suite_at(row, 0));
        map = suite_at(suite_at(row, 1), 3);
        rc = write_media(type, params_of(r, map), &ours);
        ok = their.n == 0 ? rc != EML_OK
                          : rc == EML_OK && reads_back(ours, map, type) &&
                                reads_back(their, map, type);
        suite_case(
            r, id_of(name, i), ok, "they write %s, we %s %s", suite_show(their),
            rc == EML_OK ? "" : eml_code_info_get(rc)->name, suite_show(ours));
        suite_cx_fini(&c);
    }
}

/* ---- Dovecot ------------------------------------------------------------- */

/* The table has outputs alone. The first two are RFC 2231's own examples
 * (sections 4 and 4.1), so what goes in is known. */
static void
dovecot(suite_run *r)
{
    static const char *const examples[] = {
        "; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A",
        "; title*0*=us-ascii'en'This%20is%20even%20more%20; "
        "title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\""};
    json_t *o = suite_json(r, "extracted/core_test-rfc2231-parser.json");
    const char *name;
    json_t *v;
    size_t i = 0;

    json_object_foreach(json_object_get(o, "data"), name, v)
    {
        char id[64];
        eml_param *p = NULL;
        eml_span in, key, value;
        bool ok;

        snprintf(id, sizeof id, "dovecot/%s", name);
        if (i >= 2) {
            suite_skip(r, id, "the table has what comes out, not what goes in");
            continue;
        }
        key = begin(r, suite_at(v, 0));
        value = suite_value(r, &c.arena, suite_at(v, 1));
        in = suite_str(examples[i++]);
        c.cx.origin = in.p;
        c.cx.allow = EML_ALLOW_NONE;
        ok = eml_params_parse(&c.cx, in, &p) == EML_OK && has(p, key, value);
        suite_case(r, id, ok, "%s: we %s by %s", suite_show(in), shown(p),
                   suite_cx_codes(&c));
        suite_cx_fini(&c);
    }
    json_decref(o);
}

void
suite_params(suite_run *r)
{
    json_t *o = suite_json(r, "extracted/go_mime_mediatype.json");
    const json_t *data = json_object_get(o, "data");

    go_values(r, "tests", json_object_get(data, "tests"));
    go_values(r, "tests_2", json_object_get(data, "tests_2"));
    go_first(r, "tests_3", json_object_get(data, "tests_3"));
    go_media(r, "tests_4", json_object_get(data, "tests_4"));
    go_bad(r, "badMediaTypeTests", json_object_get(data, "badMediaTypeTests"));
    go_format(r, "formatTests", json_object_get(data, "formatTests"));
    json_decref(o);
    dovecot(r);
}
