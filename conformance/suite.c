#include "conformance/suite.h"

#include "eml/iconv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *
suite_path(const suite_run *r, const char *path)
{
    static char buf[4096];

    snprintf(buf, sizeof buf, "%s/%s", r->root, path);
    return buf;
}

void
suite_case(suite_run *r, const char *id, bool agrees, const char *why, ...)
{
    const char *ruling = json_string_value(json_object_get(r->ruled, id));
    va_list ap;

    r->cases++;
    if (ruling)
        json_object_set_new(r->met, id, json_true());
    if (agrees && !ruling) {
        r->agree++;
        return;
    }
    if (!agrees && ruling) {
        r->num_ruled++;
        if (r->verbose)
            printf("  ruled  %s %s: %s\n", r->name, id, ruling);
        return;
    }
    r->failed++;
    printf("  FAIL   %s %s: ", r->name, id);
    if (agrees) {
        printf("agrees, though expectations/%s.json says otherwise\n", r->name);
        return;
    }
    va_start(ap, why);
    vprintf(why, ap);
    va_end(ap);
    putchar('\n');
}

void
suite_skip(suite_run *r, const char *id, const char *why)
{
    r->skipped++;
    if (r->verbose)
        printf("  skip   %s %s: %s\n", r->name, id, why);
}

void
suite_broken(suite_run *r, const char *what)
{
    r->failed++;
    printf("  FAIL   %s: %s\n", r->name, what);
}

json_t *
suite_json(suite_run *r, const char *path)
{
    json_error_t err;
    json_t *o = json_load_file(suite_path(r, path), JSON_ALLOW_NUL, &err);

    if (!o)
        suite_broken(r, err.text);
    return o;
}

void
suite_cx_init(suite_cx *c, eml_span in, uint32_t allow)
{
    c->cx = (eml_cx){
        .origin = in.p,
        .allow = allow,
        .diags = c->diags,
        .diags_cap = sizeof c->diags / sizeof *c->diags,
        .arena = &c->arena,
        .charsets = &eml_iconv_charsets,
    };
    eml_arena_init(&c->arena, &eml_os_alloc, 0);
    c->exact = NULL;
}

void
suite_cx_fini(suite_cx *c)
{
    eml_arena_fini(&c->arena);
    free(c->exact);
    c->exact = NULL;
}

eml_span
suite_cx_exact(suite_cx *c, eml_span in)
{
    uint8_t *p = malloc(in.n);

    free(c->exact);
    c->exact = p;
    if (in.n == 0 || !p)
        return EML_NONE;
    memcpy(p, in.p, in.n);
    c->cx.origin = p;
    return (eml_span){p, in.n};
}

static size_t
num_kept(const suite_cx *c)
{
    return c->cx.num_diags < c->cx.diags_cap ? c->cx.num_diags
                                             : c->cx.diags_cap;
}

bool
suite_cx_has(const suite_cx *c, int code)
{
    for (size_t i = 0; i < num_kept(c); i++)
        if (c->diags[i].code == code)
            return true;
    return false;
}

const char *
suite_cx_codes(const suite_cx *c)
{
    static char buf[2048];
    size_t n = 0;

    buf[0] = '\0';
    for (size_t i = 0; i < num_kept(c) && n < sizeof buf; i++)
        n += (size_t)snprintf(buf + n, sizeof buf - n, "%s%s", n ? "," : "",
                              eml_code_info_get(c->diags[i].code)->name);
    return buf;
}
