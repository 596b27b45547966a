/* Addresses and what they are made of: RFC::RFC822::Address's table, Go's
 * net/mail, Dovecot's rfc822-parser. Dates are in suite_dates.c. */
#include "conformance/suite.h"

#include <stdio.h>
#include <string.h>

#include "eml/content.h"
#include "eml/write.h"
#include "parsers/imf/lex.h"

static suite_cx c;

static eml_span
begin(suite_run *r, const json_t *v, uint32_t allow)
{
    eml_span in;

    suite_cx_init(&c, EML_NONE, allow);
    in = suite_cx_exact(&c, suite_value(r, &c.arena, v));
    suite_newline(&c, in);
    return in;
}

static const char *
id_of(const char *table, const char *name, size_t i)
{
    static char buf[128];

    snprintf(buf, sizeof buf, "%s/%s/%zu", table, name, i);
    return buf;
}

/* ---- reject or accept ---------------------------------------------------- */

static void
accepts(suite_run *r, const char *id, const json_t *v, eml_addr_rule rule,
        bool valid)
{
    eml_address_list *l;
    eml_span in = begin(r, v, EML_ALLOW_OBS);
    int rc = eml_addr_parse(&c.cx, in, rule, &l);

    suite_case(r, id, (rc == EML_OK) == valid, "%s: they %s, we say %s",
               suite_show(in), valid ? "accept" : "reject",
               rc == EML_OK ? "nothing" : suite_cx_codes(&c));
    suite_cx_fini(&c);
}

static void
accept_all(suite_run *r, const char *table, const char *name,
           const json_t *data, eml_addr_rule rule, bool valid)
{
    const json_t *rows = json_object_get(data, name);

    for (size_t i = 0; i < json_array_size(rows); i++)
        accepts(r, id_of(table, name, i), suite_at(rows, i), rule, valid);
}

/* ---- Go: values ---------------------------------------------------------- */

typedef struct pair {
    eml_span name, address;
} pair;

static eml_span
joined(const eml_mailbox *m)
{
    eml_out out = {.arena = &c.arena};

    eml_out_span(&out, suite_text(&c, &m->local));
    eml_out_byte(&out, '@');
    eml_out_span(&out, suite_text(&c, &m->domain));
    return eml_out_view(&out);
}

/* Go takes the comment after an address alone for its name, as mail did
 * before names; we keep it as the comment it is. */
static eml_span
name_of(const eml_mailbox *m, const eml_address *a, const eml_address_list *l)
{
    const eml_comment *k = m->comments   ? m->comments
                           : a->comments ? a->comments
                                         : l->comments;

    if (m->name.present)
        return suite_text(&c, &m->name);
    return !m->angle && k ? suite_text(&c, &k->text) : EML_NONE;
}

static size_t
pairs_of(const eml_address_list *l, pair *to, size_t cap)
{
    size_t n = 0;

    for (const eml_address *a = l->first; a; a = a->next)
        for (const eml_mailbox *m = a->mailbox; m; m = m->next) {
            if (n < cap)
                to[n] = (pair){name_of(m, a, l), joined(m)};
            n++;
        }
    return n;
}

static pair
pair_of(suite_run *r, const json_t *v)
{
    return (pair){suite_value(r, &c.arena, json_object_get(v, "Name")),
                  suite_value(r, &c.arena, json_object_get(v, "Address"))};
}

static bool
same(pair a, pair b)
{
    return eml_span_eq(a.name, b.name) && eml_span_eq(a.address, b.address);
}

/* [in, [[], {"id": "Address"}, [{Name, Address} ...]]] */
static void
go_values(suite_run *r, const char *name, const json_t *data)
{
    const json_t *rows = json_object_get(data, name), *row;

    for (size_t i = 0; i < json_array_size(rows); i++) {
        pair got[16];
        eml_address_list *l;
        size_t n = 0, bad = 0, want;
        const json_t *list;
        eml_span in;
        int rc;

        row = suite_at(rows, i);
        in = begin(r, suite_at(row, 0), EML_ALLOW_OBS | EML_ALLOW_ADDRESS);
        list = suite_at(suite_at(row, 1), 2);
        want = json_is_array(list) ? json_array_size(list) : 0;
        rc = eml_addr_parse(&c.cx, in, EML_ADDR_ADDRESS_LIST, &l);
        if (rc == EML_OK)
            n = pairs_of(l, got, 16);
        for (size_t k = 0; k < n && k < want && k < 16; k++)
            if (!same(got[k], pair_of(r, suite_at(list, k))))
                bad = k + 1;
        suite_case(r, id_of("go", name, i), rc == EML_OK && n == want && !bad,
                   "%s: %zu of %zu, we have \"%s\" <%s> by %s", suite_show(in),
                   n, want, bad ? suite_show(got[bad - 1].name) : "",
                   bad ? suite_show(got[bad - 1].address) : "",
                   suite_cx_codes(&c));
        suite_cx_fini(&c);
    }
}

/* ---- Go: writing --------------------------------------------------------- */

static int
write_pair(pair p, eml_span *out)
{
    size_t at = p.address.n;
    eml_mailbox m = {.name = EML_TEXT_OF(p.name)};
    eml_address a = {.mailbox = &m};
    eml_address_list l = {.first = &a, .num_addresses = 1, .num_mailboxes = 1};
    eml_value v = {.kind = EML_VALUE_ADDRESSES, .u = {.addresses = &l}};
    eml_out o = {.arena = &c.arena};
    int rc;

    while (at && p.address.p[at - 1] != '@')
        at--;
    m.name.present = p.name.n > 0;
    m.local = (eml_text)EML_TEXT_OF(((eml_span){p.address.p, at ? at - 1 : 0}));
    m.domain =
        (eml_text)EML_TEXT_OF(((eml_span){p.address.p + at, p.address.n - at}));
    rc = eml_write_value(&c.cx, &v, EML_FIELD_TO, true, &o);
    *out = eml_out_view(&o);
    return rc;
}

static bool
reads_as(eml_span in, uint32_t allow, pair want)
{
    eml_address_list *l;
    pair got;

    c.cx = (eml_cx){.origin = in.p,
                    .allow = allow,
                    .arena = &c.arena,
                    .charsets = c.cx.charsets};
    if (eml_addr_parse(&c.cx, in, EML_ADDR_MAILBOX_LIST, &l) != EML_OK)
        return false;
    return pairs_of(l, &got, 1) == 1 && same(got, want);
}

/* [Address, what String() gives]: ours may write otherwise, if both read as
 * the same. What theirs says cannot be read, ours must refuse to write. */
static void
go_strings(suite_run *r, const json_t *data)
{
    const json_t *rows = json_object_get(data, "tests_5");

    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = suite_at(rows, i);
        eml_span their = begin(r, suite_at(row, 1), 0), ours;
        pair p = pair_of(r, suite_at(suite_at(row, 0), 1));
        int rc = write_pair(p, &ours);
        bool good = reads_as(their, 0, p);
        bool agrees = rc == EML_OK ? good && reads_as(ours, 0, p) : !good;

        suite_case(r, id_of("go", "tests_5", i), agrees,
                   "they write %s, which %s; we say %s %s", suite_show(their),
                   good ? "reads as that" : "does not read as that",
                   rc == EML_OK ? "" : eml_code_info_get(rc)->name,
                   suite_show(ours));
        suite_cx_fini(&c);
    }
}

/* "<address>": reads, and writes back as itself. */
static void
go_quoted(suite_run *r, const json_t *data)
{
    const json_t *rows = json_object_get(data, "tests_6");

    for (size_t i = 0; i < json_array_size(rows); i++) {
        eml_span in = begin(r, suite_at(rows, i), EML_ALLOW_NONE), ours = in;
        eml_address_list *l;
        pair p;
        bool agrees = false;

        if (eml_addr_parse(&c.cx, in, EML_ADDR_MAILBOX, &l) == EML_OK) {
            pairs_of(l, &p, 1);
            agrees = write_pair(p, &ours) == EML_OK && ours.n + 2 == in.n &&
                     memcmp(ours.p, in.p + 1, ours.n) == 0;
        }
        suite_case(r, id_of("go", "tests_6", i), agrees,
                   "%s is written %s by %s", suite_show(in), suite_show(ours),
                   suite_cx_codes(&c));
        suite_cx_fini(&c);
    }
}

/* {Name, Address}: written and read again. */
static void
go_round_trip(suite_run *r, const json_t *data)
{
    const json_t *rows = json_object_get(data, "tests_7");

    for (size_t i = 0; i < json_array_size(rows); i++) {
        eml_span ours = begin(r, NULL, 0);
        pair p = pair_of(r, suite_at(rows, i));
        int rc = write_pair(p, &ours);

        suite_case(r, id_of("go", "tests_7", i),
                   rc == EML_OK && reads_as(ours, 0, p), "%s is written %s",
                   suite_show(p.name), suite_show(ours));
        suite_cx_fini(&c);
    }
}

/* ---- Go: a whole message ------------------------------------------------- */

static bool
has_field(const eml_part *m, const char *name, eml_span want)
{
    for (const eml_field *f = m->fields; f; f = f->next) {
        eml_span body;

        if (eml_span_eq_fold(f->name, suite_str(name)) &&
            eml_unfold(&c.cx, f->body, &body) == EML_OK &&
            eml_span_eq(suite_trim(body), want))
            return true;
    }
    return false;
}

static void
go_message(suite_run *r, size_t i, const json_t *row)
{
    eml_span in = begin(r, json_object_get(row, "in"), 0);
    const char *name;
    json_t *values, *header = json_array_get(json_object_get(row, "header"), 1);
    eml_part *m;
    bool agrees = eml_message_parse(&c.cx, in, &m) == EML_OK;

    json_object_foreach(header, name, values) agrees =
        agrees &&
        has_field(m, name,
                  suite_value(r, &c.arena, suite_at(suite_at(values, 2), 0)));
    agrees = agrees && m->num_fields == json_object_size(header) &&
             eml_span_eq(m->body, suite_value(r, &c.arena,
                                              json_object_get(row, "body")));
    suite_case(r, id_of("go", "parseTests", i), agrees, "%s", suite_show(in));
    suite_cx_fini(&c);
}

static void
go(suite_run *r)
{
    json_t *o = suite_json(r, "extracted/go_net_mail_message.json");
    const json_t *data = json_object_get(o, "data"), *rows;
    const char *key;
    json_t *row;

    rows = json_object_get(data, "parseTests");
    for (size_t i = 0; i < json_array_size(rows); i++)
        go_message(r, i, suite_at(rows, i));
    json_object_foreach(json_object_get(data, "mustErrTestCases"), key, row)
    {
        char id[64];

        snprintf(id, sizeof id, "go/mustErr/%s", key);
        accepts(r, id, suite_at(row, 0), EML_ADDR_ADDRESS, false);
    }
    go_values(r, "tests_3", data);
    go_values(r, "tests_4", data);
    go_strings(r, data);
    go_quoted(r, data);
    accept_all(r, "go", "badTests", data, EML_ADDR_ADDRESS, false);
    go_round_trip(r, data);
    json_decref(o);
}

/* ---- Dovecot ------------------------------------------------------------- */

/* The first field of `row` after `before`. */
static eml_span
begin_after(suite_run *r, const char *before, const json_t *v)
{
    eml_span in = begin(r, v, EML_ALLOW_OBS);
    eml_out out = {.arena = &c.arena};

    eml_out_span(&out, suite_str(before));
    eml_out_span(&out, in);
    return suite_cx_exact(&c, eml_out_view(&out));
}

static void
judge(suite_run *r, const char *id, eml_span in, bool ok, eml_span got,
      const json_t *row)
{
    eml_span want = suite_value(r, &c.arena, suite_at(row, 1));
    bool valid = suite_number(suite_at(row, 2)) >= 0;

    suite_case(r, id, ok == valid && (!ok || eml_span_eq(got, want)),
               "%s: they %s \"%s\", we %s \"%s\" by %s", suite_show(in),
               valid ? "accept" : "reject", suite_show(want),
               ok ? "accept" : "reject", suite_show(got), suite_cx_codes(&c));
    suite_cx_fini(&c);
}

static void
dovecot_comment(suite_run *r, const char *id, const json_t *row)
{
    eml_address_list *l;
    eml_span in = begin_after(r, "a@b ", suite_at(row, 0)), got = EML_NONE;
    bool ok = eml_addr_parse(&c.cx, in, EML_ADDR_ADDRESS, &l) == EML_OK;

    if (ok) {
        const eml_comment *k = l->first->mailbox->comments;

        got = suite_text(&c, &(k ? k : l->comments)->text);
    }
    judge(r, id, in, ok, got, row);
}

static void
dovecot_quoted(suite_run *r, const char *id, const json_t *row)
{
    eml_text t = {.form = EML_TEXT_QUOTED, .present = true};
    eml_span in = begin(r, suite_at(row, 0), EML_ALLOW_OBS);
    eml__lex x = eml__lex_of(&c.cx, in, NULL);
    bool ok = eml__quoted(&x, &t.raw, &t.simple) == EML_OK &&
              !suite_cx_error(&c) &&
              (x.p != x.end) == (suite_number(suite_at(row, 2)) == 1);

    judge(r, id, in, ok, ok ? suite_text(&c, &t) : EML_NONE, row);
}

static void
dovecot_domain(suite_run *r, const char *id, const json_t *row)
{
    bool at = *json_string_value(suite_at(row, 0)) == '@';
    eml_address_list *l;
    eml_span in = begin_after(r, at ? "x" : "x@", suite_at(row, 0));
    bool ok = eml_addr_parse(&c.cx, in, EML_ADDR_SPEC, &l) == EML_OK;

    judge(r, id, in, ok,
          ok ? suite_text(&c, &l->first->mailbox->domain) : EML_NONE, row);
}

static void
dovecot_content_type(suite_run *r, const char *id, const json_t *row)
{
    const char *s = json_string_value(suite_at(suite_at(row, 0), 1));
    eml_content_type *t;
    eml_out out = {.arena = &c.arena};
    eml_span in = begin(r, suite_at(row, 0), EML_ALLOW_OBS);
    bool ok;

    if (in.n > 2 && memcmp(in.p + in.n - 2, "\r\n", 2) == 0)
        in.n -= 2; /* the end of the field */
    ok = s && eml_content_type_parse(&c.cx, in, &t) == EML_OK;
    if (ok) {
        eml_out_span(&out, t->type);
        eml_out_byte(&out, '/');
        eml_out_span(&out, t->subtype);
    }
    json_t *as = json_pack("[nOO]", suite_at(row, 2), suite_at(row, 1));
    judge(r, id, in, ok, eml_out_view(&out), as);
    json_decref(as);
}

static void
dovecot(suite_run *r)
{
    static const struct {
        const char *name;
        void (*f)(suite_run *r, const char *id, const json_t *row);
    } tables[] = {{"tests", dovecot_comment},
                  {"tests_2", dovecot_quoted},
                  {"tests_3", dovecot_domain},
                  {"tests_4", dovecot_domain},
                  {"test_cases", dovecot_content_type}};
    static const char *const outputs[] = {"output", "output_2", "output5"};
    json_t *o = suite_json(r, "extracted/core_test-rfc822-parser.json");
    const json_t *data = json_object_get(o, "data");

    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        const json_t *rows = json_object_get(data, tables[t].name);

        for (size_t i = 0; i < json_array_size(rows); i++)
            tables[t].f(r, id_of("dovecot", tables[t].name, i),
                        suite_at(rows, i));
    }
    for (size_t t = 0; t < sizeof outputs / sizeof *outputs; t++)
        suite_skip(r, id_of("dovecot", outputs[t], 0),
                   "the table has what comes out, not what goes in");
    json_decref(o);
}

void
suite_addresses(suite_run *r)
{
    json_t *o = suite_json(r, "extracted/rfc822_address_abigail.json");
    const json_t *data = json_object_get(o, "data");

    accept_all(r, "abigail", "valid", data, EML_ADDR_ADDRESS_LIST, true);
    accept_all(r, "abigail", "invalid", data, EML_ADDR_ADDRESS_LIST, false);
    json_decref(o);
    go(r);
    dovecot(r);
}
