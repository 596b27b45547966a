/* Multiparts: Go's mime/multipart. */
#include "conformance/suite.h"

#include <stdio.h>
#include <string.h>

#include "eml/content.h"
#include "eml/write.h"

static suite_cx c;

static const char *
id_of(const char *name, size_t i)
{
    static char buf[128];

    snprintf(buf, sizeof buf, "go/%s/%zu", name, i);
    return buf;
}

/* ---- Content-Disposition ------------------------------------------------- */

static eml_span
param(const eml_disposition *d, const char *name)
{
    const eml_param *p = eml_param_get(d->params, suite_str(name));

    return p ? p->value : EML_NONE;
}

/* [field, name of form-data, file name] */
static void
dispositions(suite_run *r, const json_t *rows)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = suite_at(rows, i);
        eml_disposition *d;
        eml_span in, name, file;
        bool ok;

        suite_cx_init(&c, EML_NONE, EML_ALLOW_OBS);
        in = suite_value(r, &c.arena, suite_at(row, 0));
        name = suite_value(r, &c.arena, suite_at(row, 1));
        file = suite_value(r, &c.arena, suite_at(row, 2));
        c.cx.origin = in.p;
        ok = eml_disposition_parse(&c.cx, in, &d) == EML_OK &&
             eml_span_eq(eml_span_eq_fold(d->type, EML_LIT("form-data"))
                             ? param(d, "name")
                             : EML_NONE,
                         name) &&
             eml_span_eq(param(d, "filename"), file);
        suite_case(r, id_of("tests", i), ok, "%s: %s", suite_show(in),
                   suite_cx_codes(&c));
        suite_cx_fini(&c);
    }
}

/* ---- contents ------------------------------------------------------------ */

/* A part's content, written in a multipart and read again. */
static void
contents(suite_run *r, const json_t *rows)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        eml_encoding binary = {.cte = EML_CTE_BINARY,
                               .token = EML_LIT("binary")};
        eml_content_type mixed = {.type = EML_LIT("multipart"),
                                  .subtype = EML_LIT("mixed")};
        eml_content_type octets = {.type = EML_LIT("application"),
                                   .subtype = EML_LIT("octet-stream")};
        eml_field fields[4] = {
            {.id = EML_FIELD_CONTENT_TYPE,
             .value = {EML_VALUE_CONTENT_TYPE, {.content_type = &mixed}}},
            {.next = NULL,
             .id = EML_FIELD_CONTENT_TRANSFER_ENCODING,
             .value = {EML_VALUE_ENCODING, {.encoding = &binary}}},
            {.id = EML_FIELD_CONTENT_TYPE,
             .value = {EML_VALUE_CONTENT_TYPE, {.content_type = &octets}}},
            {.id = EML_FIELD_CONTENT_TRANSFER_ENCODING,
             .value = {EML_VALUE_ENCODING, {.encoding = &binary}}},
        };
        eml_write_part leaf = {.fields = &fields[2]}, whole = {.fields = fields,
                                                               .parts = &leaf,
                                                               .num_parts = 1};
        eml_out out = {.arena = &c.arena};
        eml_part *m;
        int rc;
        bool ok;

        fields[0].next = &fields[1];
        fields[2].next = &fields[3];
        suite_cx_init(&c, EML_NONE, EML_ALLOW_NONE);
        leaf.content = suite_value(r, &c.arena, suite_at(rows, i));
        rc = eml_write_message(&c.cx, &whole, false, 1, &out);
        c.cx.origin = out.p;
        ok = rc == EML_OK &&
             eml_message_parse_lazy(&c.cx, eml_out_view(&out), &m) == EML_OK &&
             m->child && !m->child->next &&
             eml_span_eq(m->child->body, leaf.content);
        suite_case(r, id_of("tests_2", i), ok, "\"%s\": %s \"%s\"",
                   suite_show(leaf.content),
                   rc == EML_OK ? "" : eml_code_info_get(rc)->name,
                   suite_show(eml_out_view(&out)));
        suite_cx_fini(&c);
    }
}

/* ---- structure ----------------------------------------------------------- */

static bool
has_field(suite_run *r, const eml_part *p, const char *name, const json_t *v)
{
    eml_span want = suite_value(r, &c.arena, suite_at(v, 0));

    for (const eml_field *f = p->fields; f; f = f->next)
        if (eml_span_eq_fold(f->name, suite_str(name)) &&
            eml_span_eq(suite_trim(f->body), want))
            return true;
    return false;
}

/* [header, body], or [formData, name, body]. */
static bool
same_part(suite_run *r, const eml_part *p, const json_t *want)
{
    json_t *header = json_array_get(suite_at(want, 0), 2), *v;
    const json_t *body = suite_at(want, 1);
    const char *name;
    uint32_t num = 2;
    bool ok = true;

    if (strcmp(suite_id(suite_at(want, 0)), "formData") == 0) {
        const eml_field *f = eml_part_field(p, EML_FIELD_CONTENT_DISPOSITION);

        ok = f && f->value.kind == EML_VALUE_DISPOSITION &&
             eml_span_eq(param(f->value.u.disposition, "name"),
                         suite_value(r, &c.arena, body));
        body = suite_at(want, 2);
    } else {
        num = (uint32_t)json_object_size(header);
        json_object_foreach(header, name, v) ok =
            ok && has_field(r, p, name, v);
    }
    return ok && p->num_fields == num &&
           eml_span_eq(p->body, suite_value(r, &c.arena, body));
}

static void
structure(suite_run *r, const json_t *row, size_t i)
{
    const json_t *want = suite_at(json_object_get(row, "want"), 2);
    const char *sep = json_string_value(json_object_get(row, "sep"));
    eml_out out = {.arena = &c.arena};
    eml_part *m = NULL, *p;
    size_t n = 0;
    bool ok;
    char id[160];

    snprintf(id, sizeof id, "go/parseTests/%zu %s", i,
             json_string_value(json_object_get(row, "name")));
    suite_cx_init(&c, EML_NONE, EML_ALLOW_NONE);
    eml_out_span(&out, EML_LIT("Content-Type: multipart/form-data; "
                               "boundary=\""));
    eml_out_span(&out, suite_str(sep));
    eml_out_span(&out, EML_LIT("\"\r\n\r\n"));
    eml_out_span(&out, suite_value(r, &c.arena, json_object_get(row, "in")));
    c.cx.origin = out.p;
    ok = eml_message_parse(&c.cx, eml_out_view(&out), &m) == EML_OK;
    for (p = ok ? m->child : NULL; p; p = p->next)
        ok = same_part(r, p, suite_at(want, n++)) && ok;
    suite_case(r, id, ok && n == json_array_size(want),
               "%zu parts of %zu by %s", n, json_array_size(want),
               suite_cx_codes(&c));
    suite_cx_fini(&c);
}

void
suite_multipart(suite_run *r)
{
    json_t *o = suite_json(r, "extracted/go_mime_multipart_multipart.json");
    const json_t *data = json_object_get(o, "data"), *rows;

    dispositions(r, json_object_get(data, "tests"));
    contents(r, json_object_get(data, "tests_2"));
    rows = json_object_get(data, "parseTests");
    for (size_t i = 0; i < json_array_size(rows); i++)
        if (json_object_get(suite_at(rows, i), "in"))
            structure(r, suite_at(rows, i), i);
        else
            suite_skip(r, id_of("parseTests", i),
                       "made by Go's writer at run time: not in the table");
    json_decref(o);
}
