/* eml dmarc report: aggregate and failure reports shown. */
#include "cli/dmarc_command.h"
#include "eml/arf.h"
#include "eml/content.h"
#include "eml/message.h"
#include "eml/rua_file.h"

#include <inttypes.h>
#include <string.h>

typedef struct shower {
    eml_cx cx;
    eml_arena arena;
    eml_diag diags[64];
    const char *file;
    bool json;
    bool faults, trouble;
    size_t shown;      /* reports in the file */
    eml_rua_from from; /* of the one being shown */
} shower;

static void
put(eml_span s)
{
    cli_put_shown(stdout, s.n ? s : EML_LIT("-"));
}

static eml_span
file_span(const shower *w)
{
    return (eml_span){(const uint8_t *)w->file, strlen(w->file)};
}

static json_t *
text_or_null(eml_span s)
{
    return s.n ? auth_text(s) : json_null();
}

/* ---- findings ---------------------------------------------------------- */

static json_t *
findings_json(const shower *w)
{
    json_t *list = json_array();

    for (size_t i = 0; i < w->cx.num_diags && i < w->cx.diags_cap; i++) {
        const eml_code_info *info = eml_code_info_get(w->diags[i].code);

        json_array_append_new(
            list, json_pack("{s:s, s:i, s:s, s:s, s:I, s:I, s:s}", "code",
                            info->name, "rfc", (int)info->rfc, "section",
                            info->section, "level", eml_level_name(info->level),
                            "off", (json_int_t)w->diags[i].off, "len",
                            (json_int_t)w->diags[i].len, "text", info->text));
    }
    return list;
}

static void
show_findings(shower *w)
{
    for (size_t i = 0; i < w->cx.num_diags && i < w->cx.diags_cap; i++) {
        const eml_code_info *info = eml_code_info_get(w->diags[i].code);

        printf("  byte %llu: %s [%s, RFC %u section %s]\n",
               (unsigned long long)w->diags[i].off, info->text, info->name,
               info->rfc, info->section);
    }
}

static void
count_faults(shower *w)
{
    for (size_t i = 0; i < w->cx.num_diags && i < w->cx.diags_cap; i++)
        w->faults |= eml_severity_of(w->diags[i].code, EML_ALLOW_NONE) !=
                     EML_SEVERITY_NOTE;
}

/* Of a zip: which of its files the report is. */
static json_t *
from_json(const shower *w)
{
    return w->from.name.n
               ? json_pack("{s:o, s:I}", "name", auth_text(w->from.name),
                           "num_files", (json_int_t)w->from.num_files)
               : json_null();
}

static void
print_json(shower *w, const char *kind, json_t *report)
{
    json_t *o =
        json_pack("{s:o, s:s, s:o, s:o}", "file", auth_text(file_span(w)),
                  "kind", kind, "report", report, "findings", findings_json(w));

    if (strcmp(kind, "aggregate") == 0)
        json_object_set_new(o, "zip", from_json(w));

    json_dumpf(o, stdout, JSON_COMPACT);
    printf("\n");
    json_decref(o);
}

/* ---- aggregate reports ------------------------------------------------- */

static json_t *
auths_json(const eml_rua_auth *a, bool spf)
{
    json_t *list = json_array();

    for (; a; a = a->next) {
        json_t *o =
            json_pack("{s:o, s:o, s:o}", "domain", text_or_null(a->domain),
                      "result", text_or_null(a->result), "human_result",
                      text_or_null(a->human_result));

        json_object_set_new(o, spf ? "scope" : "selector",
                            text_or_null(spf ? a->scope : a->selector));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *
record_json(const eml_rua_record *r)
{
    json_t *reasons = json_array();

    for (const eml_rua_reason *y = r->reasons; y; y = y->next)
        json_array_append_new(
            reasons, json_pack("{s:o, s:o}", "type", text_or_null(y->type),
                               "comment", text_or_null(y->comment)));
    return json_pack(
        "{s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "source_ip",
        text_or_null(r->source_ip), "count", (json_int_t)r->count,
        "disposition", text_or_null(r->disposition), "dkim",
        text_or_null(r->dkim), "spf", text_or_null(r->spf), "reasons", reasons,
        "envelope_to", text_or_null(r->envelope_to), "envelope_from",
        text_or_null(r->envelope_from), "header_from",
        text_or_null(r->header_from), "dkim_results",
        auths_json(r->dkim_auth, false), "spf_results",
        auths_json(r->spf_auth, true));
}

static json_t *
rua_json(const eml_rua *r)
{
    json_t *records = json_array(), *errors = json_array(), *published;

    for (const eml_rua_record *one = r->records; one; one = one->next)
        json_array_append_new(records, record_json(one));
    for (const eml_rua_error *e = r->errors; e; e = e->next)
        json_array_append_new(errors, text_or_null(e->text));
    published = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "domain",
        text_or_null(r->domain), "adkim", text_or_null(r->adkim), "aspf",
        text_or_null(r->aspf), "p", text_or_null(r->p), "sp",
        text_or_null(r->sp), "np", text_or_null(r->np), "pct",
        r->has_pct ? json_integer((json_int_t)r->pct) : json_null(), "fo",
        text_or_null(r->fo), "testing", text_or_null(r->testing),
        "discovery_method", text_or_null(r->discovery_method));
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:o, s:o, s:o}",
                     "version", text_or_null(r->version), "org_name",
                     text_or_null(r->org_name), "email", text_or_null(r->email),
                     "extra_contact_info", text_or_null(r->extra_contact_info),
                     "report_id", text_or_null(r->report_id), "generator",
                     text_or_null(r->generator), "begin", (json_int_t)r->begin,
                     "end", (json_int_t)r->end, "errors", errors,
                     "policy_published", published, "records", records);
}

static void
show_record(const eml_rua_record *r)
{
    printf("  %" PRIu64 " from ", r->count);
    put(r->source_ip);
    printf(", From ");
    put(r->header_from);
    printf(": ");
    put(r->disposition);
    printf("; dkim ");
    put(r->dkim);
    printf(", spf ");
    put(r->spf);
    printf("\n");
    for (const eml_rua_reason *y = r->reasons; y; y = y->next) {
        printf("    because: ");
        put(y->type);
        if (y->comment.n) {
            printf(": ");
            put(y->comment);
        }
        printf("\n");
    }
    for (const eml_rua_auth *a = r->dkim_auth; a; a = a->next) {
        printf("    DKIM ");
        put(a->domain);
        printf("/");
        put(a->selector);
        printf(": ");
        put(a->result);
        printf("\n");
    }
    for (const eml_rua_auth *a = r->spf_auth; a; a = a->next) {
        printf("    SPF ");
        put(a->domain);
        printf(": ");
        put(a->result);
        printf("\n");
    }
}

static void
show_date(uint64_t at)
{
    eml_date d;

    eml_date_from_unix(at > INT64_MAX ? INT64_MAX : (int64_t)at, 0, true, &d);
    printf("%d-%02d-%02d %02d:%02d:%02d", (int)d.year, d.month, d.day, d.hour,
           d.minute, d.second);
}

static void
show_from(const shower *w)
{
    if (!w->from.name.n || w->from.num_files == 1)
        return;
    printf("  it is ");
    put(w->from.name);
    if (w->from.num_files)
        printf(", of %" PRIu32 " files in the zip; others were not read\n",
               w->from.num_files);
    else
        printf(", the first file of a zip without a directory\n");
}

static void
show_rua(shower *w, const eml_rua *r)
{
    put(file_span(w));
    printf(": aggregate report ");
    put(r->report_id);
    printf(" of ");
    put(r->org_name);
    printf(" (");
    put(r->email);
    printf(")\n  from ");
    show_date(r->begin);
    printf(" to ");
    show_date(r->end);
    printf(" UTC, about ");
    put(r->domain);
    printf(": p=");
    put(r->p);
    if (r->sp.n) {
        printf(" sp=");
        put(r->sp);
    }
    printf("\n");
    show_from(w);
    for (const eml_rua_record *one = r->records; one; one = one->next)
        show_record(one);
    show_findings(w);
}

static void
aggregate(shower *w, eml_span bytes)
{
    const eml_rua *r = NULL;
    int rc = eml_rua_read(&w->cx, bytes, &r, &w->from);

    w->shown++;
    count_faults(w);
    if (rc == EML_OK && w->json) {
        print_json(w, "aggregate", rua_json(r));
    } else if (rc == EML_OK) {
        show_rua(w, r);
    } else if (eml_code_info_get(rc)) {
        if (w->json)
            print_json(w, "aggregate", json_null());
        else
            put(file_span(w)), printf(": "), show_findings(w);
    } else {
        w->trouble = true;
        (void)cli_error("%s: %s", w->file,
                        rc == EML_E_LIMIT ? "larger than the limit"
                                          : "no memory left");
    }
}

/* ---- failure reports --------------------------------------------------- */

static json_t *
arf_json(const eml_arf *a)
{
    json_t *list = json_array();

    for (const eml_arf_field *f = a->first; f; f = f->next)
        json_array_append_new(list, json_pack("{s:o, s:o}", "name",
                                              auth_text(f->name), "value",
                                              auth_text(f->value)));
    return json_pack("{s:b, s:o}", "auth_failure", (int)a->auth_failure,
                     "fields", list);
}

static void
failure(shower *w, eml_span body)
{
    eml_arf *a;
    int rc = eml_arf_parse(&w->cx, body, &a);

    w->shown++;
    if (rc < 0) {
        w->trouble = true;
        (void)cli_error("%s: %s", w->file,
                        rc == EML_E_LIMIT ? "larger than the limit"
                                          : "no memory left");
        return;
    }
    count_faults(w);
    if (w->json) {
        print_json(w, "feedback", arf_json(a));
        return;
    }
    put(file_span(w));
    printf(": feedback report\n");
    for (const eml_arf_field *f = a->first; f; f = f->next) {
        printf("  ");
        put(f->name);
        printf(": ");
        put(f->value);
        printf("\n");
    }
    show_findings(w);
}

/* ---- in messages ------------------------------------------------------- */

static eml_span
decoded(shower *w, const eml_part *p)
{
    eml_cx aside = {.origin = p->body.p,
                    .allow = EML_ALLOW_WILD,
                    .newline = w->cx.newline,
                    .arena = &w->arena};
    eml_decoder *d = eml_decoder_new(&aside, &p->info, false, 0);
    eml_out out = {.arena = &w->arena};
    eml_span in = p->body, piece;

    while (d && eml_decoder_feed(d, &aside, &in, true, &piece) == EML_OK)
        eml_out_span(&out, piece);
    return d && !out.full ? eml_out_view(&out) : EML_NONE;
}

static bool
is_type(const eml_part *p, const char *type, const char *subtype)
{
    return eml_span_eq_fold(p->info.type,
                            (eml_span){(const uint8_t *)type, strlen(type)}) &&
           eml_span_eq_fold(
               p->info.subtype,
               (eml_span){(const uint8_t *)subtype, strlen(subtype)});
}

static bool
looks_like_xml(eml_span s)
{
    if (s.n > 3 && memcmp(s.p, "\xef\xbb\xbf", 3) == 0) {
        s.p += 3;
        s.n -= 3;
    }
    while (s.n && (*s.p <= ' ')) {
        s.p++;
        s.n--;
    }
    return s.n > 1 && *s.p == '<';
}

static void
one_part(shower *w, const eml_part *p)
{
    bool report = is_type(p, "message", "feedback-report");
    eml_span content;

    if (p->child ||
        (!report && !is_type(p, "application", "gzip") &&
         !is_type(p, "application", "x-gzip") &&
         !is_type(p, "application", "zip") &&
         !is_type(p, "application", "x-zip-compressed") &&
         !is_type(p, "application", "octet-stream") &&
         !is_type(p, "application", "xml") && !is_type(p, "text", "xml")))
        return;
    content = decoded(w, p);
    w->cx.origin = content.p;
    w->cx.num_diags = 0;
    w->cx.err.code = 0;
    if (report)
        failure(w, content);
    else if (eml_rua_is_packed(content) || looks_like_xml(content))
        aggregate(w, content);
}

static void
message(shower *w, eml_span bytes)
{
    eml_part *root = NULL;
    eml_arena tree;
    eml_cx aside = {.origin = bytes.p, .allow = EML_ALLOW_WILD, .arena = &tree};

    if (bytes.n && !memchr(bytes.p, '\r', bytes.n))
        aside.newline = w->cx.newline = EML_NL_LF;
    eml_arena_init(&tree, &cli_alloc, 0);
    if (eml_message_parse_lazy(&aside, bytes, &root) < 0)
        root = NULL;
    for (const eml_part *p = root; p; p = eml_part_next(p)) {
        one_part(w, p);
        /* a small message can have many parts, each large when unpacked */
        eml_arena_reset(&w->arena);
    }
    eml_arena_fini(&tree);
}

static void
one_file(shower *w, const char *path)
{
    eml_os_file f;

    if (!auth_file(path, &f)) {
        w->trouble = true;
        return;
    }
    eml_arena_init(&w->arena, &cli_alloc, 0);
    w->cx = (eml_cx){.origin = f.bytes.p,
                     .arena = &w->arena,
                     .diags = w->diags,
                     .diags_cap = sizeof w->diags / sizeof *w->diags};
    w->file = path;
    w->shown = 0;
    if (eml_rua_is_packed(f.bytes) || looks_like_xml(f.bytes))
        aggregate(w, f.bytes);
    else
        message(w, f.bytes);
    if (!w->shown) {
        w->trouble = true;
        (void)cli_error("%s: there is no report in it", path);
    }
    eml_arena_fini(&w->arena);
    eml_os_file_close(&f);
}

int
dmarc_report(bool json, int argc, char **argv)
{
    static shower w;

    w.json = json;
    for (int i = 0; i < argc; i++)
        one_file(&w, argv[i]);
    return cli_finish(w.trouble  ? EXIT_TROUBLE
                      : w.faults ? EXIT_DEVIATES
                                 : EXIT_CONFORMS);
}
