/* Postfix: host names, internationalized domains, local parts, addresses. */
#include "conformance/suite.h"

#include <stdio.h>
#include <string.h>

#include "eml/write.h"

static suite_cx c;

static eml_span
next_line(eml_span *s)
{
    const uint8_t *lf = memchr(s->p, '\n', s->n);
    eml_span line = {s->p, lf ? (size_t)(lf - s->p) : s->n};
    size_t n = line.n + (lf != NULL);

    s->p += n;
    s->n -= n;
    return line;
}

/* Where `what` stands in `s`; s.n when nowhere. */
static size_t
find(eml_span s, const char *what)
{
    size_t n = strlen(what), i = 0;

    while (i + n <= s.n && memcmp(s.p + i, what, n) != 0)
        i++;
    return i + n <= s.n ? i : s.n;
}

static bool
has(eml_span s, const char *what)
{
    return find(s, what) < s.n;
}

static eml_span
after(eml_span s, size_t n)
{
    return (eml_span){s.p + n, s.n - n};
}

static eml_span
until(eml_span s, const char *what)
{
    s.n = find(s, what);
    return s;
}

static bool
load(suite_run *r, const char *path, eml_os_file *f)
{
    if (eml_os_file_open(f, suite_path(r, path)) == 0)
        return true;
    suite_broken(r, path);
    return false;
}

/* ---- domains ------------------------------------------------------------- */

/* Whether `name` is a domain for SMTP (RFC 5321 section 4.1.2, 4.5.3.1.2;
 * RFC 6531 section 3.3). */
static bool
is_domain(eml_span name)
{
    static const int codes[] = {EML_E_ADDR_LABEL, EML_E_ADDR_LABEL_HYPHEN,
                                EML_E_ADDR_DOMAIN_255, EML_E_ADDR_ALABEL,
                                EML_E_ADDR_ULABEL};
    eml_out out = {.arena = &c.arena};
    eml_address_list *l;

    eml_out_span(&out, EML_LIT("x@"));
    eml_out_span(&out, name);
    c.cx.origin = out.p;
    if (eml_addr_parse(&c.cx, eml_out_view(&out), EML_ADDR_SPEC, &l) != EML_OK)
        return false;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (suite_cx_has(&c, codes[i]))
            return false;
    return true;
}

static void
judge_domain(suite_run *r, const char *table, eml_span name, bool valid)
{
    char id[400];
    bool ok;

    suite_cx_init(&c, EML_NONE, EML_ALLOW_NONE);
    ok = is_domain(name);
    snprintf(id, sizeof id, "%s/%.300s", table, suite_show(name));
    suite_case(r, id, ok == valid, "they %s, we %s by %s",
               valid ? "accept" : "reject", ok ? "accept" : "reject",
               suite_cx_codes(&c));
    suite_cx_fini(&c);
}

/* testing: "name", and warnings about it. */
static void
host_names(suite_run *r)
{
    eml_os_file f;
    eml_span s, name = EML_NONE;
    bool valid = true, any = false;

    if (!load(r, "mime-postfix/util/valid_hostname.ref", &f))
        return;
    for (s = f.bytes; s.n;) {
        eml_span line = next_line(&s);

        if (has(line, "testing: \"")) {
            if (any)
                judge_domain(r, "valid_hostname", name, valid);
            name = after(line, find(line, "testing: \"") + 10);
            name.n -= name.n > 0;
            valid = any = true;
        } else if (has(line, "warning: valid_hostname:")) {
            valid = false;
        }
    }
    if (any)
        judge_domain(r, "valid_hostname", name, valid);
    eml_os_file_close(&f);
}

/* "> name", and "name" ->ascii "(error)" when it is none. */
static void
idn_names(suite_run *r)
{
    eml_os_file f;
    eml_span s, name = EML_NONE;

    if (!load(r, "mime-postfix/util/midna_domain_test.ref", &f))
        return;
    for (s = f.bytes; s.n;) {
        eml_span line = next_line(&s);
        size_t at = find(line, ": > ");

        if (at < line.n)
            name = after(line, at + 4);
        else if (name.n && name.p[0] != '#' && has(line, "\" ->ascii \"") &&
                 !has(line, "->utf8")) {
            judge_domain(r, "midna", name, !has(line, "(error)"));
            name = EML_NONE; /* once */
        }
    }
    eml_os_file_close(&f);
}

/* ---- local parts --------------------------------------------------------- */

static eml_span
written(eml_span local, eml_span domain)
{
    eml_mailbox m = {.local = EML_TEXT_OF(local),
                     .domain = EML_TEXT_OF(domain)};
    eml_address a = {.mailbox = &m};
    eml_address_list l = {.first = &a, .num_addresses = 1, .num_mailboxes = 1};
    eml_value v = {.kind = EML_VALUE_ADDRESSES, .u = {.addresses = &l}};
    eml_out o = {.arena = &c.arena};

    if (eml_write_value(&c.cx, &v, EML_FIELD_TO, true, &o) != EML_OK)
        return EML_LIT("(refused)");
    return eml_out_view(&o);
}

static void
put_mailbox(eml_out *out, const eml_mailbox *m)
{
    if (m->name.present) {
        eml_out_span(out, suite_text(&c, &m->name));
        eml_out_span(out, EML_LIT(" <"));
    }
    eml_out_span(out, suite_text(&c, &m->local));
    eml_out_byte(out, '@');
    eml_out_span(out, suite_text(&c, &m->domain));
    if (m->name.present)
        eml_out_byte(out, '>');
}

/* The addresses in `s` without quoting. */
static eml_span
unquoted(eml_span s, eml_addr_rule rule)
{
    eml_out out = {.arena = &c.arena};
    eml_address_list *l;

    c.cx.origin = s.p;
    c.cx.allow = EML_ALLOW_OBS;
    if (eml_addr_parse(&c.cx, s, rule, &l) != EML_OK)
        return EML_LIT("(no reading)");
    for (const eml_address *a = l->first; a; a = a->next) {
        if (a->group) {
            eml_out_span(&out, suite_text(&c, a->group));
            eml_out_span(&out, EML_LIT(": "));
        }
        for (const eml_mailbox *m = a->mailbox; m; m = m->next) {
            put_mailbox(&out, m);
            if (m->next)
                eml_out_span(&out, EML_LIT(", "));
        }
        if (a->group)
            eml_out_byte(&out, ';');
        if (a->next)
            eml_out_span(&out, EML_LIT(", "));
    }
    return eml_out_view(&out);
}

/* 'plain' quoted '"quoted"'; '"quoted"' unquoted 'plain'. */
static void
quote(suite_run *r, eml_span line, size_t i)
{
    eml_span from = until(after(line, 1), "'"), to, got;
    bool un = has(line, "' unquoted '");
    char id[64];

    snprintf(id, sizeof id, "quote_822_local/%zu", i);
    if (has(line, "flags=") || from.n == 0 || from.p[from.n - 1] == '"') {
        suite_skip(r, id, "a local part alone: no address");
        return;
    }
    to = after(line, find(line, "quoted '") + 8);
    to.n -= to.n > 0;
    suite_cx_init(&c, EML_NONE, 0);
    if (un) {
        got = unquoted(from, EML_ADDR_SPEC);
    } else {
        size_t at = from.n;

        while (at && from.p[at - 1] != '@')
            at--;
        got = written((eml_span){from.p, at ? at - 1 : 0}, after(from, at));
    }
    suite_case(r, id, eml_span_eq(got, to), "%s: they %s, we %s by %s",
               suite_show(from), suite_show(to), suite_show(got),
               suite_cx_codes(&c));
    suite_cx_fini(&c);
}

static void
quotes(suite_run *r)
{
    eml_os_file f;
    eml_span s;

    if (!load(r, "mime-postfix/global/quote_822_local.ref", &f))
        return;
    s = f.bytes;
    for (size_t i = 0; s.n; i++)
        quote(r, next_line(&s), i);
    eml_os_file_close(&f);
}

/* ---- addresses ----------------------------------------------------------- */

/* >>>address<<< ... Internalized: what is meant. Postfix always makes
 * something of it. */
static void
addresses(suite_run *r)
{
    eml_os_file f;
    eml_span s;

    if (!load(r, "mime-postfix/global/tok822_parse.ref", &f))
        return;
    s = f.bytes;
    for (size_t i = 0; has(s, ">>>"); i++) {
        eml_span in, want, got;
        char id[64];

        s = after(s, find(s, ">>>") + 3);
        in = until(s, "<<<\n");
        s = after(s, find(s, "Internalized:\n"));
        s = after(s, s.n < 14 ? s.n : 14);
        want = next_line(&s);
        snprintf(id, sizeof id, "tok822_parse/%zu", i);
        suite_cx_init(&c, in, 0);
        got = unquoted(in, EML_ADDR_ADDRESS_LIST);
        suite_case(r, id, eml_span_eq(got, want), "%s: they %s, we %s by %s",
                   suite_show(in), suite_show(want), suite_show(got),
                   suite_cx_codes(&c));
        suite_cx_fini(&c);
    }
    eml_os_file_close(&f);
}

void
suite_postfix_names(suite_run *r)
{
    host_names(r);
    idn_names(r);
    quotes(r);
    addresses(r);
}
