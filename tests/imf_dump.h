#ifndef EML_TESTS_IMF_DUMP_H
#define EML_TESTS_IMF_DUMP_H
/* imf_dump.h -- the values of RFC 5322 fields as one line of text each, for
 * rows that state a whole tree. Leaves are their text (eml_text_get). */
#include "eml/field.h"
#include "tests/cx.h"

typedef struct dump {
    eml_cx *cx;
    char text[16384];
    size_t n;
} dump;

static inline void
dump_str(dump *d, const char *s)
{
    size_t n = strlen(s);

    assert_true(d->n + n < sizeof d->text);
    memcpy(d->text + d->n, s, n + 1);
    d->n += n;
}

/* Bytes that are not printable come as %XX. */
static inline void
dump_span(dump *d, eml_span s)
{
    char c[4];

    assert_non_null(s.p);
    for (size_t i = 0; i < s.n; i++) {
        snprintf(c, sizeof c, s.p[i] < 32 || s.p[i] > 126 ? "%%%02X" : "%c",
                 s.p[i]);
        dump_str(d, c);
    }
}

static inline void
dump_text(dump *d, const char *label, const eml_text *t)
{
    eml_span s;

    assert_non_null(t->raw.p);
    if (!t->present)
        return;
    assert_int_equal(eml_text_get(d->cx, t, &s), EML_OK);
    if (t->simple) {
        assert_int_equal(s.n, t->raw.n);
        assert_memory_equal(s.p, t->raw.p, s.n);
    }
    dump_str(d, label);
    dump_span(d, s);
}

static inline void
dump_comments(dump *d, const eml_comment *c)
{
    for (; c; c = c->next) {
        dump_str(d, " (");
        dump_span(d, c->text.raw);
        dump_str(d, ")");
    }
}

static inline void
dump_mailbox(dump *d, const eml_mailbox *m)
{
    dump_str(d, m->angle ? "<" : "{");
    dump_text(d, "n=", &m->name);
    dump_text(d, m->name.present ? " l=" : "l=", &m->local);
    dump_text(d, " d=", &m->domain);
    if (m->route.n) {
        dump_str(d, " r=");
        dump_span(d, m->route);
    }
    if (m->cfws)
        dump_str(d, " cfws");
    dump_comments(d, m->comments);
    dump_str(d, m->angle ? ">" : "}");
}

static inline void
dump_addresses(dump *d, const eml_address_list *l)
{
    uint32_t addresses = 0, mailboxes = 0;

    for (const eml_address *a = l->first; a; a = a->next, addresses++) {
        if (a->is_group) {
            dump_text(d, "g=", &a->group);
            dump_comments(d, a->comments);
            dump_str(d, ":");
        }
        for (const eml_mailbox *m = a->mailbox; m; m = m->next, mailboxes++)
            dump_mailbox(d, m);
        if (a->is_group)
            dump_str(d, ";");
    }
    dump_comments(d, l->comments);
    assert_int_equal(addresses, l->num_addresses);
    assert_int_equal(mailboxes, l->num_mailboxes);
}

static inline void
dump_msgids(dump *d, const eml_msgid_list *l)
{
    uint32_t n = 0;

    for (const eml_msgid *m = l->first; m; m = m->next, n++) {
        dump_str(d, "{");
        dump_text(d, "l=", &m->left);
        dump_text(d, " r=", &m->right);
        dump_str(d, "}");
    }
    dump_comments(d, l->comments);
    assert_int_equal(n, l->num_ids);
}

static inline void
dump_date(dump *d, const eml_date *t)
{
    static const char *const day[] = {"Sun", "Mon", "Tue", "Wed",
                                      "Thu", "Fri", "Sat"};
    char s[80];

    snprintf(s, sizeof s, "%s%s%d-%02d-%02d %02d:%02d%s",
             t->has_day_name ? day[t->day_name] : "",
             t->has_day_name ? " " : "", (int)t->year, t->month, t->day,
             t->hour, t->minute, t->has_second ? ":" : "");
    dump_str(d, s);
    if (t->has_second) {
        snprintf(s, sizeof s, "%02d", t->second);
        dump_str(d, s);
    }
    snprintf(s, sizeof s, " %s%d", t->zone_known ? "" : "?", t->offset_min);
    dump_str(d, s);
    dump_comments(d, t->comments);
}

static inline void
dump_received(dump *d, const eml_received *r)
{
    static const char *const kind[] = {"FROM", "BY",  "VIA",  "WITH",
                                       "ID",   "FOR", "OTHER"};

    dump_comments(d, r->comments);
    for (const eml_received_clause *c = r->first; c; c = c->next) {
        dump_str(d, "{");
        dump_str(d, kind[c->kind]);
        if (c->kind == EML_RECEIVED_OTHER) {
            dump_str(d, ":");
            dump_span(d, c->name);
        }
        dump_str(d, " ");
        dump_span(d, c->value);
        dump_comments(d, c->comments);
        dump_str(d, "}");
    }
    if (r->has_date) {
        dump_str(d, "; ");
        dump_date(d, &r->date);
    }
}

static inline void
dump_urls(dump *d, const eml_list_urls *l)
{
    uint32_t n = 0;

    if (l->no)
        dump_str(d, "NO");
    for (const eml_list_url *u = l->first; u; u = u->next, n++) {
        dump_text(d, "<", &u->text);
        dump_str(d, ">");
    }
    dump_comments(d, l->comments);
    assert_int_equal(n, l->num_urls);
}
#endif
