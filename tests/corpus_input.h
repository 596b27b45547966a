#ifndef EML_TESTS_CORPUS_INPUT_H
#define EML_TESTS_CORPUS_INPUT_H
/* corpus_input.h -- the inputs of kept cases, read by what their extension says
 * they are: what is found in them, and what messages mean. */
#include "tests/table.h"

#include "cli/json_tree.h"
#include "eml/arf.h"
#include "eml/dmarc_record.h"
#include "eml/abnf.h"
#include "eml/arc.h"
#include "eml/dkim_key.h"
#include "eml/iconv.h"
#include "eml/maildir.h"
#include "eml/mbox.h"
#include "eml/os_crypto.h"
#include "eml/received_spf.h"
#include "eml/resolver.h"

/* ---- what is found --------------------------------------------------------
 */

typedef struct findings {
    eml_diag *d;
    size_t n, cap;
} findings;

static inline void
add(findings *f, const eml_diag *d, size_t n)
{
    if (f->n + n > f->cap) {
        f->cap = 2 * (f->n + n);
        f->d = realloc(f->d, f->cap * sizeof *d);
        assert_non_null(f->d);
    }
    if (n)
        memcpy(f->d + f->n, d, n * sizeof *d);
    f->n += n;
}

/* A finding as labels have it; notes that break nothing and leave no doubt are
 * not in them. */
static inline json_t *
json_of_findings(const eml_diag *d, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++) {
        const eml_code_info *info = eml_code_info_get(d[i].code);
        const char *readings[2];

        if (info->level == EML_LEVEL_NOTE &&
            !eml_code_readings(d[i].code, readings))
            continue;
        json_array_append_new(
            list,
            json_pack("{s:s, s:i, s:s, s:s, s:I, s:I, s:s}", "code", info->name,
                      "rfc", (int)info->rfc, "section", info->section, "level",
                      eml_level_name(info->level), "off", (json_int_t)d[i].off,
                      "len", (json_int_t)d[i].len, "text", info->text));
    }
    return list;
}

/* ---- inputs ---------------------------------------------------------------
 */

/* What an input was read as. `messages` are labels' form of those in it. */
typedef struct reading {
    findings found;
    json_t *messages;
    eml_os_sha256 *sha;
} reading;

static inline json_t *
message_of(judge *j, const source_item *item, eml_os_sha256 *sha)
{
    json_t *o =
        json_pack("{s:s, s:o}", "verdict", eml_verdict_name(j->verdict),
                  "findings", json_of_findings(j->cx.diags, j->cx.num_diags));

    assert_true(json_add_tree(o, item, j, sha, false));
    return o;
}

static inline void
read_message(source_item *item, uint32_t allow, bool alone, reading *r)
{
    judge j;
    uint8_t *exact = NULL;

    if (alone) { /* so that ASan sees an over-read of one byte */
        exact = test_exact(item->message.p, item->message.n);
        item->message.p = exact;
        item->stored = item->whole = item->message;
    }
    assert_true(judge_init(&j, allow));
    assert_true(judge_message(&j, item));
    assert_int_equal(j.rc, EML_OK);
    if (eml_part_tiles(j.root) != 0)
        fail_msg("the tree does not account for all bytes");
    add(&r->found, j.cx.diags, j.cx.num_diags);
    json_array_append_new(r->messages, message_of(&j, item, r->sha));
    judge_fini(&j);
    free(exact);
}

static inline void
read_source(char *file, source_format format, uint32_t allow, reading *r)
{
    source *s = source_new(&file, 1, format, SOURCE_NL_AUTO);
    source_item item;
    int rc;

    while ((rc = source_next(s, &item)) == EML_OK)
        read_message(&item, allow, format == SOURCE_EML, r);
    assert_int_equal(rc, EML_END);
    source_free(s);
}

static inline void
read_eml(char *file, const char *format, uint32_t allow, reading *r)
{
    (void)format;
    read_source(file, SOURCE_EML, allow, r);
}

static inline void
read_mbox(char *file, const char *format, uint32_t allow, reading *r)
{
    source_format f;

    assert_true(source_format_named(format ? format : "mbox", &f));
    read_source(file, f, allow, r);
}

typedef struct whole {
    eml_os_file file;
    eml_arena arena;
    eml_diag diags[256];
    eml_cx cx;
    eml_span in;
} whole;

static inline void
open_whole(whole *w, const char *file, uint32_t allow)
{
    assert_int_equal(eml_os_file_open(&w->file, file), 0);
    eml_arena_init(&w->arena, &eml_os_alloc, 0);
    w->in = w->file.bytes;
    w->in.p = test_exact(w->in.p, w->in.n);
    w->cx = (eml_cx){.origin = w->in.p,
                     .allow = allow,
                     .diags = w->diags,
                     .diags_cap = sizeof w->diags / sizeof *w->diags,
                     .arena = &w->arena,
                     .charsets = &eml_iconv_charsets};
}

static inline void
close_whole(whole *w, reading *r)
{
    assert_true(w->cx.num_diags <= w->cx.diags_cap);
    add(&r->found, w->diags, w->cx.num_diags);
    free((void *)(uintptr_t)w->in.p);
    eml_os_file_close(&w->file);
    eml_arena_fini(&w->arena);
}

/* File names of a Maildir, one a line. */
static inline void
read_names(char *file, const char *format, uint32_t allow, reading *r)
{
    whole w;
    eml_span rest;

    (void)format;
    open_whole(&w, file, allow);
    for (rest = w.in; rest.n;) {
        const uint8_t *nl = memchr(rest.p, '\n', rest.n);
        eml_span line = {rest.p, nl ? (size_t)(nl - rest.p) : rest.n};
        eml_maildir_name name;
        int rc = eml_maildir_name_parse(&w.cx, line, &name);

        assert_true(rc == EML_OK || eml_code_info_get(rc));
        rest.p += line.n + (nl != NULL);
        rest.n -= line.n + (nl != NULL);
    }
    close_whole(&w, r);
}

static inline int
read_tags(eml_cx *cx, eml_span in)
{
    eml_taglist list;
    eml_tag tag;
    int rc;

    eml_taglist_init(&list, in, EML_TAGLIST_DKIM);
    while ((rc = eml_taglist_next(&list, cx, &tag)) == EML_OK)
        ;
    return rc == EML_END ? EML_OK : rc;
}

/* Of DKIM and ARC; false: `format` is none of these. */
static inline bool
read_signature(const char *format, whole *w, int *rc)
{
    static const struct {
        const char *format;
        eml_signature_kind kind;
    } kinds[] = {{"dkim-signature", EML_SIGNATURE_DKIM},
                 {"arc-message-signature", EML_SIGNATURE_AMS},
                 {"arc-seal", EML_SIGNATURE_SEAL}};
    eml_signature sig;
    eml_dkim_key key;
    eml_span payload;
    uint32_t instance;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(format, kinds[i].format) == 0) {
            *rc = eml_signature_parse(&w->cx, kinds[i].kind, w->in, &sig);
            return true;
        }
    if (strcmp(format, "dkim-key") == 0)
        *rc = eml_dkim_key_parse(&w->cx, w->in, &key);
    else if (strcmp(format, "tag-list") == 0)
        *rc = read_tags(&w->cx, w->in);
    else if (strcmp(format, "arc-authentication-results") == 0)
        *rc = eml_arc_instance(&w->cx, w->in, &instance, &payload);
    else
        return false;
    return true;
}

/* The value of a field alone, for what no field of a message can say. */
static inline void
read_value(char *file, const char *format, uint32_t allow, reading *r)
{
    eml_address_list *list;
    eml_received_spf *spf;
    eml_dmarc_record dmarc;
    eml_arf *arf;
    whole w;
    int rc = EML_OK;

    assert_non_null(format);
    open_whole(&w, file, allow);
    if (strcmp(format, "mailbox") == 0)
        rc = eml_addr_parse(&w.cx, w.in, EML_ADDR_MAILBOX, &list);
    else if (strcmp(format, "mailbox-list") == 0)
        rc = eml_addr_parse(&w.cx, w.in, EML_ADDR_MAILBOX_LIST, &list);
    else if (strcmp(format, "spf") == 0)
        rc = eml_spf_check_record(&w.cx, w.in, NULL);
    else if (strcmp(format, "spf-explanation") == 0)
        rc = eml_spf_explain_check(&w.cx, w.in);
    else if (strcmp(format, "received-spf") == 0)
        rc = eml_received_spf_parse(&w.cx, w.in, &spf);
    else if (strcmp(format, "dmarc") == 0)
        rc = eml_dmarc_record_parse(&w.cx, w.in, EML_DMARC_9989, &dmarc);
    else if (strcmp(format, "dmarc-7489") == 0)
        rc = eml_dmarc_record_parse(&w.cx, w.in, EML_DMARC_7489, &dmarc);
    else if (strcmp(format, "arf") == 0)
        rc = eml_arf_parse(&w.cx, w.in, &arf);
    else if (!read_signature(format, &w, &rc))
        eml_field_bytes(&w.cx, w.in);
    assert_true(rc == EML_OK || eml_code_info_get(rc));
    close_whole(&w, r);
}

/* ---- signed messages: a line {"dns": as the resolver has it, "now": N}, and a
 * message. What is found is why signatures and chain do not pass. */

typedef struct signed_input {
    whole w;
    eml_dkim_options o;
    eml_resolver *dns;
    eml_span message;
    uint64_t base;
} signed_input;

static inline void
open_signed(signed_input *s, const char *file, uint32_t allow)
{
    const uint8_t *line;
    json_t *head;
    char *zone;

    open_whole(&s->w, file, allow);
    line = memchr(s->w.in.p, '\n', s->w.in.n);
    assert_non_null(line);
    s->base = (uint64_t)(line + 1 - s->w.in.p);
    s->message = (eml_span){line + 1, s->w.in.n - (size_t)s->base};
    head = json_loadb((const char *)s->w.in.p, (size_t)s->base, 0, NULL);
    assert_non_null(head);
    zone = json_dumps(json_object_get(head, "dns"), 0);
    assert_non_null(zone);
    assert_int_equal(
        eml_resolver_zone(&s->dns, &eml_os_alloc,
                          (eml_span){(uint8_t *)zone, strlen(zone)}, NULL),
        EML_OK);
    s->o = (eml_dkim_options){
        .has_now = true,
        .now = (uint64_t)json_integer_value(json_object_get(head, "now"))};
    free(zone);
    json_decref(head);
}

static inline void
found_in(signed_input *s, int code, uint64_t off, size_t len)
{
    eml_cx *cx = &s->w.cx;

    if (code)
        (void)eml_find_at(cx, code, s->base + off, len);
}

static inline void
read_dkim(signed_input *s)
{
    eml_dkim *m = eml_dkim_new(&s->w.cx, &s->o);
    const eml_dkim_result *d;
    eml_dns_query q;
    eml_dns_answer a;

    assert_non_null(m);
    assert_int_equal(eml_dkim_feed(m, &s->w.cx, s->message, true), EML_OK);
    while (eml_dkim_poll(m, &q) == EML_OK) {
        assert_int_equal(eml_resolver_ask(s->dns, &q, 1, &a), EML_OK);
        assert_int_equal(eml_dkim_dns(m, &s->w.cx, q.id, &a), EML_OK);
    }
    for (size_t i = 0; (d = eml_dkim_result_at(m, i)); i++)
        if (d->where.code == d->reason)
            found_in(s, d->reason, d->where.off, d->where.len);
        else
            found_in(s, d->reason, d->off, d->field.n);
    eml_dkim_fini(m);
}

static inline void
read_chain(signed_input *s)
{
    eml_arc *m = eml_arc_new(&s->w.cx, &s->o);
    const eml_arc_result *c;
    eml_dns_query q;
    eml_dns_answer a;

    assert_non_null(m);
    assert_int_equal(eml_arc_feed(m, &s->w.cx, s->message, true), EML_OK);
    while (eml_arc_poll(m, &q) == EML_OK) {
        assert_int_equal(eml_resolver_ask(s->dns, &q, 1, &a), EML_OK);
        assert_int_equal(eml_arc_dns(m, &s->w.cx, q.id, &a), EML_OK);
    }
    c = eml_arc_result_get(m);
    found_in(s, c->reason, c->off, (size_t)c->len);
    eml_arc_fini(m);
}

static inline void
read_signed(char *file, const char *format, uint32_t allow, reading *r)
{
    eml_os_crypto *os = eml_os_crypto_new();
    signed_input s;

    (void)format;
    assert_non_null(os);
    open_signed(&s, file, allow);
    s.o.crypto = eml_os_crypto_table(os);
    read_dkim(&s);
    read_chain(&s);
    eml_resolver_free(s.dns);
    eml_os_crypto_free(os);
    close_whole(&s.w, r);
}

/* A grammar: read, linked, and a string derived of its first rule. */
static inline void
read_abnf(char *file, const char *format, uint32_t allow, reading *r)
{
    eml_abnf_choices none = {.bytes = EML_NONE};
    whole w;
    eml_abnf *g;
    eml_out out;
    int rc;

    (void)format;
    open_whole(&w, file, allow);
    g = eml_abnf_new(&w.cx);
    assert_non_null(g);
    out = (eml_out){.arena = &w.arena};
    rc = eml_abnf_add(&w.cx, g, w.in);
    if (rc == EML_OK) {
        rc = eml_abnf_link(&w.cx, g, EML_ABNF_OBS);
        if (rc == EML_E_ABNF_UNDEFINED) /* the place is that of the name */
            w.diags[0].off = (uint64_t)(eml_abnf_missing(g).p - w.in.p);
    }
    if (rc == EML_OK) {
        rc = eml_abnf_derive(&w.cx, g, 0, &none, 0, 0, NULL, &out);
        if (rc == EML_E_ABNF_ENDLESS)
            (void)eml_find_at(&w.cx, rc, 0, 0);
    }
    assert_true(rc == EML_OK || eml_code_info_get(rc));
    close_whole(&w, r);
}

/* ---- what is to be written ------------------------------------------------
 */

static inline eml_span
span_at(json_t *o, const char *key)
{
    json_t *s = json_object_get(o, key);
    size_t n = json_string_length(s);

    return n ? (eml_span){(const uint8_t *)json_string_value(s), n} : EML_NONE;
}

/* {"field": name, "bytes": [0-255 ...]}: text of a field that JSON strings
 * cannot hold. */
static inline int
write_bytes(eml_cx *cx, json_t *o, eml_out *out)
{
    json_t *list = json_object_get(o, "bytes");
    size_t n = json_array_size(list);
    eml_span text = {eml_arena_raw(cx->arena, n), n};
    eml_field_id id = eml_field_id_of(span_at(o, "field"));
    eml_value v = {.kind = EML_VALUE_UNSTRUCTURED};

    for (size_t i = 0; i < n; i++)
        ((uint8_t *)(uintptr_t)text.p)[i] =
            (uint8_t)json_integer_value(json_array_get(list, i));
    v.u.text = (eml_text)EML_TEXT_OF(text);
    return eml_write_field(cx, id, span_at(o, "field"), &v, false, out);
}

/* {"mbox": "mboxcl", "sender": ..., "message": ...} */
static inline int
write_mbox(eml_cx *cx, json_t *o, eml_out *out)
{
    static const struct {
        const char *name;
        eml_mbox_variant variant;
    } variants[] = {{"mboxo", EML_MBOX_O},
                    {"mboxrd", EML_MBOX_RD},
                    {"mboxcl", EML_MBOX_CL},
                    {"mboxcl2", EML_MBOX_CL2}};
    const char *name = json_string_value(json_object_get(o, "mbox"));

    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++)
        if (strcmp(variants[i].name, name) == 0)
            return eml_mbox_write(cx, variants[i].variant, span_at(o, "sender"),
                                  0, span_at(o, "message"), out);
    fail_msg("no such mbox: %s", name);
    return EML_E_MISUSE;
}

/* A message as `eml write` takes it, or one of the above, or
 * {"maildir": unique part of a name}. */
static inline int
write_one(eml_cx *cx, json_t *o, eml_out *out)
{
    const json_part *all;
    char why[256] = "";
    bool formless = false;

    if (json_object_get(o, "maildir"))
        return eml_maildir_name_write(cx, span_at(o, "maildir"), 0, 0, out);
    if (json_is_string(json_object_get(o, "mbox")))
        return write_mbox(cx, o, out);
    if (json_object_get(o, "bytes"))
        return write_bytes(cx, o, out);
    all = json_read_message(cx, o, why, sizeof why, &formless);
    if (!all)
        fail_msg("%s", why);
    return eml_write_message(cx, all->part, false, 0, out);
}

static inline void
read_write(char *file, const char *format, uint32_t allow, reading *r)
{
    static const uint8_t nowhere[1];
    json_error_t err;
    json_t *o =
        json_load_file(file, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &err);
    whole w;
    eml_out out;
    int rc;

    (void)format;
    if (!o)
        fail_msg("%s:%d: %s", file, err.line, err.text);
    open_whole(&w, file, allow);
    w.cx.origin = nowhere;
    out = (eml_out){.arena = &w.arena};
    rc = write_one(&w.cx, o, &out);
    assert_true(rc == EML_OK || eml_code_info_get(rc));
    if (rc != EML_OK) /* nothing is written but what is right */
        assert_int_equal(out.n, 0);
    json_decref(o);
    close_whole(&w, r);
}

static const struct input {
    const char *ext;
    void (*read)(char *file, const char *format, uint32_t allow, reading *r);
} inputs[] = {
    {".eml", read_eml},       {".mbox", read_mbox},
    {".names", read_names},   {".abnf", read_abnf},
    {".value", read_value},   {".write.json", read_write},
    {".signed", read_signed},
};

/* Reads the input `path` + `ext`; `format` of an mbox, NULL: the usual one.
 * input_close the result. */
static inline reading
input_read(const char *path, const char *ext, const char *format,
           uint32_t allow)
{
    reading r = {.messages = json_array(), .sha = eml_os_sha256_new()};
    char file[1024];

    assert_non_null(r.sha);
    snprintf(file, sizeof file, "%s%s", path, ext);
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        if (strcmp(inputs[i].ext, ext) == 0)
            inputs[i].read(file, format, allow, &r);
    return r;
}

static inline void
input_close(reading *r)
{
    eml_os_sha256_free(r->sha);
    free(r->found.d);
    json_decref(r->messages);
}
#endif
