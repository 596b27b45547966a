/* flanker's canonical forms (of DomainKeys' test set): the header, CRLF, and
 * the body as one file. */
#include "conformance/suite_auth.h"

#include <stdio.h>
#include <string.h>

#include "eml/canon.h"
#include "stack/auth/auth_header.h"

static void
canon(suite_cx *c, eml_canon_type type, eml_span in, eml_out *out)
{
    eml__header h = {.newline = EML_NL_LF};
    eml_span rest = in, piece;
    eml_canon_body b;

    if (eml__header_feed(&h, &c->cx, &rest, true) != EML_OK)
        return;
    for (uint32_t i = 0; i < h.num_fields; i++) {
        eml_canon_field f;

        eml_canon_field_init(&f, type, EML_NL_LF, h.fields[i].raw, EML_NONE,
                             true);
        while (eml_canon_field_next(&f, &piece) == EML_OK)
            eml_out_span(out, piece);
    }
    eml_out_span(out, EML_LIT("\r\n"));
    eml_canon_body_init(&b, type, EML_NL_LF);
    while (eml_canon_body_next(&b, &rest, true, &piece) == EML_OK)
        eml_out_span(out, piece);
}

static void
compare(suite_run *r, const char *number, eml_canon_type type, const char *name,
        eml_span in)
{
    char path[128], id[64];
    eml_os_file want;
    suite_cx c;
    eml_out out;

    snprintf(id, sizeof id, "%s/%s", name, number);
    snprintf(path, sizeof path, "dkim-flanker/%s.expected.%s", name, number);
    if (eml_os_file_open(&want, suite_path(r, path)) != 0) {
        suite_broken(r, path);
        return;
    }
    suite_cx_init(&c, EML_NONE, EML_ALLOW_NONE);
    out = (eml_out){.arena = &c.arena};
    canon(&c, type, suite_cx_exact(&c, in), &out);
    suite_case(r, id, eml_span_eq(eml_out_view(&out), want.bytes),
               "%s instead of %s", suite_show(eml_out_view(&out)),
               suite_show(want.bytes));
    suite_cx_fini(&c);
    eml_os_file_close(&want);
}

static void
each(void *user, const char *path, eml_span bytes)
{
    const char *name = strrchr(path, '/') + 1;

    if (strncmp(name, "email.", 6) != 0)
        return;
    compare(user, name + 6, EML_CANON_SIMPLE, "simple", bytes);
    compare(user, name + 6, EML_CANON_RELAXED, "relaxed", bytes);
}

void
suite_flanker(suite_run *r)
{
    suite_files(r, "dkim-flanker", each, r);
}
