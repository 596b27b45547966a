/* DMARC's reports as parsedmarc, mail-dmarc and OpenDMARC keep them: each is
 * read, and what has no fault is written and read again as the same. */
#define _POSIX_C_SOURCE 200809L
#include "conformance/suite.h"

#include "eml/arf.h"
#include "eml/rua_file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static suite_cx c;

static bool
ends_in(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);

    return n >= m && strcmp(s + n - m, end) == 0;
}

/* written, read, written: the same bytes */
static bool
comes_back(const eml_rua *r)
{
    eml_out once = {.arena = &c.arena}, twice = {.arena = &c.arena};
    const eml_rua *again = NULL;
    eml_rua_from from;

    return eml_rua_write(&c.cx, r, &once) == EML_OK &&
           eml_rua_read(&c.cx, eml_out_view(&once), &again, &from) == EML_OK &&
           eml_rua_write(&c.cx, again, &twice) == EML_OK &&
           eml_span_eq(eml_out_view(&once), eml_out_view(&twice));
}

/* The first finding that is more than a note. */
static const eml_diag *
fault(void)
{
    for (size_t i = 0; i < c.cx.num_diags && i < c.cx.diags_cap; i++)
        if (eml_severity_of(c.diags[i].code, EML_ALLOW_NONE) !=
            EML_SEVERITY_NOTE)
            return &c.diags[i];
    return NULL;
}

static void
aggregate(suite_run *r, const char *id, eml_span bytes)
{
    const eml_rua *report = NULL;
    eml_rua_from from;
    int rc = eml_rua_read(&c.cx, bytes, &report, &from);
    const eml_diag *d = fault();

    if (rc != EML_OK || d) {
        suite_case(r, id, false, "they read it, we say %s at byte %llu",
                   d ? eml_code_info_get(d->code)->name : "limit",
                   d ? (unsigned long long)d->off : 0);
        return;
    }
    suite_case(r, id, comes_back(report), "it is not written as it was read");
}

static eml_span
decoded(const eml_part *p)
{
    eml_decoder *d = eml_decoder_new(&c.cx, &p->info, false, 0);
    eml_out out = {.arena = &c.arena};
    eml_span in = p->body, piece;

    while (d && eml_decoder_feed(d, &c.cx, &in, true, &piece) == EML_OK)
        eml_out_span(&out, piece);
    return eml_out_view(&out);
}

/* The first part that is a report. */
static void
message(suite_run *r, const char *id, eml_span bytes)
{
    eml_part *root;

    if (!memchr(bytes.p, '\r', bytes.n))
        c.cx.newline = EML_NL_LF;
    if (eml_message_parse_lazy(&c.cx, bytes, &root) < 0) {
        suite_broken(r, id);
        return;
    }
    for (const eml_part *p = root; p; p = eml_part_next(p)) {
        bool arf =
            eml_span_eq_fold(p->info.subtype, EML_LIT("feedback-report"));
        eml_span content = p->child ? EML_NONE : decoded(p);
        eml_arf *a;

        if (!arf && !eml_rua_is_packed(content))
            continue;
        c.cx.num_diags = 0;
        c.cx.err.code = 0;
        c.cx.allow = EML_ALLOW_NONE;
        c.cx.origin = content.p;
        if (!arf) {
            aggregate(r, id, content);
            return;
        }
        if (eml_arf_parse(&c.cx, content, &a) < 0)
            suite_broken(r, id);
        else
            suite_case(r, id, !c.cx.err.code, "they read it, we say %s",
                       c.cx.err.code ? eml_code_info_get(c.cx.err.code)->name
                                     : "");
        return;
    }
    suite_case(r, id, false, "there is no report in it");
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void
folder(suite_run *r, const char *path)
{
    struct dirent **names;
    char dir[512];
    int n;

    snprintf(dir, sizeof dir, "%s", suite_path(r, path));
    n = scandir(dir, &names, NULL, by_name);
    if (n < 0)
        suite_broken(r, path);
    for (int i = 0; i < n; i++) {
        char file[1024], id[1024];
        eml_os_file f;

        snprintf(file, sizeof file, "%s/%s", dir, names[i]->d_name);
        snprintf(id, sizeof id, "%s/%s", strrchr(path, '/') + 1,
                 names[i]->d_name);
        if (*names[i]->d_name != '.' && !ends_in(file, ".dat") &&
            !eml_os_is_dir(file) && eml_os_file_open(&f, file) == 0) {
            suite_cx_init(&c, f.bytes, EML_ALLOW_NONE);
            if (ends_in(file, ".eml"))
                message(r, id, f.bytes);
            else
                aggregate(r, id, f.bytes);
            suite_cx_fini(&c);
            eml_os_file_close(&f);
        }
        free(names[i]);
    }
    if (n >= 0)
        free(names);
}

void
suite_reports(suite_run *r)
{
    folder(r, "dmarc-reports-parsedmarc/aggregate");
    folder(r, "dmarc-reports-parsedmarc/aggregate_invalid");
    folder(r, "dmarc-reports-parsedmarc/extract_report");
    folder(r, "dmarc-reports-parsedmarc/failure");
    folder(r, "dmarc-mail-dmarc/t/fixtures");
    folder(r, "dmarc-opendmarc/libopendmarc/tests/testfiles");
}
