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
    bool no_memory;
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
    if (eml_text_get(d->cx, t, &s) != EML_OK) {
        d->no_memory = true;
        return;
    }
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
    if (m->route) {
        dump_str(d, " r=");
        dump_span(d, *m->route);
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
        if (a->group) {
            dump_text(d, "g=", a->group);
            dump_comments(d, a->comments);
            dump_str(d, ":");
        }
        for (const eml_mailbox *m = a->mailbox; m; m = m->next, mailboxes++)
            dump_mailbox(d, m);
        if (a->group)
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

static inline void
dump_list_id(dump *d, const eml_list_id *l)
{
    dump_text(d, "n=", &l->name);
    dump_text(d, " i=", &l->id);
    dump_comments(d, l->comments);
}

static inline void
dump_auto(dump *d, const eml_auto_submitted *a)
{
    dump_span(d, a->value);
    dump_str(d, ";");
    dump_span(d, a->params);
    dump_comments(d, a->comments);
}

/* One row: what a reader finds in `in`, as test_cx_findings has it, and the
 * tree; NULL when there is no reading. `arg` is for the reader. */
typedef struct imf_row {
    const char *name;
    const char *in;
    size_t n;
    int arg;
    const char *findings, *tree;
} imf_row;

/* Reads, and on EML_OK dumps. */
typedef int imf_reader(eml_cx *cx, eml_span in, int arg, dump *d);

static inline int
imf_read_(test_cx *t, dump *d, imf_reader *read, const imf_row *r, eml_span in)
{
    int rc;

    memset(d, 0, sizeof *d);
    d->cx = &t->cx;
    rc = read(&t->cx, in, r->arg, d);
    return rc == EML_OK && d->no_memory ? EML_E_NOMEM : rc;
}

/* With every allocation failing in turn: a bound on the arena makes each ask
 * for a chunk of its own. */
static inline void
imf_row_oom_(const imf_row *r, imf_reader *read, dump *d)
{
    for (size_t max = 1; max < 1u << 16; max += 8) {
        test_cx t;
        eml_span in = test_cx_init(&t, r->in, r->n, EML_ALLOW_NONE);
        int rc;

        t.arena.max = max;
        rc = imf_read_(&t, d, read, r, in);
        test_cx_fini(&t);
        if (rc != EML_E_NOMEM)
            return;
    }
    fail_msg("never enough memory");
}

/* imf_row_check runs a row through the reader that the message parser calls and
 * through the public parser: the tree and the findings are the same under every
 * relaxation and newline; the public one returns what has no reading, else the
 * first error, and leaves its output alone then; an earlier error stays the
 * context's. */
static inline void
imf_row_check(const imf_row *r, imf_reader *reads, imf_reader *parses)
{
    static const uint32_t allow[] = {EML_ALLOW_NONE, EML_ALLOW_OBS,
                                     EML_ALLOW_WILD};
    static dump d;
    size_t num_diags = 0;

    for (size_t i = 0; i < 4; i++) {
        static test_cx t;
        uint32_t a = allow[i % 3];
        eml_span in = test_cx_init(&t, r->in, r->n, a);
        int rc, first;

        t.cx.newline = i == 3 ? EML_NL_LF : EML_NL_CRLF;
        rc = imf_read_(&t, &d, reads, r, in);
        assert_string_equal(test_cx_findings(&t), r->findings);
        if (rc >= 0 && r->tree)
            assert_string_equal(d.text, r->tree);
        assert_int_equal(rc < 0, r->tree == NULL);
        for (size_t j = 0; j < t.cx.num_diags; j++)
            assert_true(t.diags[j].off + t.diags[j].len <= r->n);

        t.cx.err = (eml_diag){0, 0, 0};
        t.cx.num_diags = 0;
        eml_field_bytes(&t.cx, in);
        rc = imf_read_(&t, &d, reads, r, in);
        first = rc < 0 ? rc : t.cx.err.code;
        num_diags = t.cx.num_diags;
        t.cx.err = (eml_diag){EML_E_NUL, 1, 77};
        t.cx.num_diags = 0;
        rc = imf_read_(&t, &d, parses, r, in);
        assert_int_equal(rc, first);
        assert_int_equal(t.cx.num_diags, num_diags);
        assert_int_equal(t.cx.err.code, EML_E_NUL);
        assert_int_equal(t.cx.err.off, 77);
        if (rc == EML_OK)
            assert_string_equal(d.text, r->tree);
        test_cx_fini(&t);
    }
    imf_row_oom_(r, reads, &d);
}
#endif
