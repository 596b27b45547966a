/* Any bytes as addresses: the same tree and findings under every relaxation,
 * and each mailbox that is accepted is one when it stands alone; words stand
 * for what is in them beside CFWS and quoting. */
#include "fuzz/imf.h"

/* Behind the comment that begins at in.p[i]. */
static size_t
past_comment(eml_span in, size_t i)
{
    size_t depth = 0;

    for (; i < in.n; i++) {
        if (in.p[i] == '\\')
            i++;
        else if (in.p[i] == '(')
            depth++;
        else if (in.p[i] == ')' && --depth == 0)
            return i + 1;
    }
    return in.n;
}

/* What accepted words stand for, read here byte by byte. Lines and other bytes
 * than ASCII are left to other targets. */
static void
check_words(fuzz_cx *f, const eml_text *t)
{
    const eml_span in = t->raw;
    bool quoted = false;
    eml_span got;
    size_t n = 0;

    if (!t->present || t->form != EML_TEXT_WORDS)
        return;
    for (size_t i = 0; i < in.n; i++)
        if (in.p[i] >= 0x80 || in.p[i] == '\r' || in.p[i] == '\n')
            return;
    FUZZ_CHECK(eml_text_get(&f->cx, t, &got) == EML_OK);
    for (size_t i = 0; i < in.n;) {
        uint8_t c = in.p[i++];

        if (c == '(' && !quoted) {
            i = past_comment(in, i - 1);
            continue;
        }
        if (c == '"') {
            quoted = !quoted;
            continue;
        }
        if (!quoted && (c == ' ' || c == '\t'))
            continue;
        if (c == '\\' && i < in.n)
            c = in.p[i++];
        FUZZ_CHECK(n < got.n && got.p[n] == c);
        n++;
    }
    FUZZ_CHECK(n == got.n);
}

static void
check_mailbox(fuzz_cx *f, const eml_mailbox *m, bool valid)
{
    fuzz_cx g;
    eml_address_list *l = NULL;
    const eml_mailbox *again;

    fuzz_span_check(f, m->raw);
    if (m->route)
        fuzz_span_check(f, *m->route);
    fuzz_comments_check(f, m->comments);
    fuzz_cx_init(&g, m->raw, f->cx.allow);
    if (valid) {
        FUZZ_CHECK(eml_addr_parse(&g.cx, m->raw, EML_ADDR_MAILBOX, &l) ==
                   EML_OK);
        again = l->first->mailbox;
        FUZZ_CHECK(again && !again->next && !l->first->next);
        FUZZ_CHECK(fuzz_same_text(f, &m->name, &g, &again->name));
        FUZZ_CHECK(fuzz_same_text(f, &m->local, &g, &again->local));
        FUZZ_CHECK(fuzz_same_text(f, &m->domain, &g, &again->domain));
        FUZZ_CHECK(eml_span_eq(m->raw, again->raw));
        FUZZ_CHECK(m->angle == again->angle && m->cfws == again->cfws);
        FUZZ_CHECK(m->local.present && m->domain.present);
        check_words(f, &m->local);
        check_words(f, &m->domain);
    } else {
        eml_span s;

        fuzz_text_check(f, &m->name, &s);
        fuzz_text_check(f, &m->local, &s);
        fuzz_text_check(f, &m->domain, &s);
    }
    fuzz_cx_fini(&g);
}

static void
check_list(fuzz_cx *f, const eml_address_list *l, bool valid)
{
    uint32_t addresses = 0, mailboxes = 0;
    eml_span s;

    for (const eml_address *a = l->first; a; a = a->next, addresses++) {
        if (a->group)
            fuzz_text_check(f, a->group, &s);
        fuzz_comments_check(f, a->comments);
        FUZZ_CHECK(!a->group || a->group->present);
        for (const eml_mailbox *m = a->mailbox; m; m = m->next, mailboxes++)
            check_mailbox(f, m, valid);
    }
    fuzz_comments_check(f, l->comments);
    FUZZ_CHECK(addresses == l->num_addresses);
    FUZZ_CHECK(mailboxes == l->num_mailboxes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t num_diags = 0;
    uint32_t allow;
    eml_addr_rule rule;
    bool seen = false;

    if (size < 1)
        return 0;
    rule = (eml_addr_rule)(data[0] % 6);
    for (size_t i = 0; fuzz_reading(i, size, &allow); i++) {
        fuzz_cx f;
        eml_span in = {data + 1, size - 1};
        eml_address_list *l = NULL;
        int rc;

        fuzz_cx_init(&f, in, allow);
        f.cx.newline = data[0] & 0x80 ? EML_NL_LF : EML_NL_CRLF;
        rc = eml_addr_parse(&f.cx, in, rule, &l);
        fuzz_cx_check(&f, rc);
        FUZZ_CHECK((rc == EML_OK) == (l != NULL));
        FUZZ_CHECK(i == 0 || f.cx.num_diags == num_diags);
        num_diags = f.cx.num_diags;
        if (l && !seen)
            check_list(&f, l, f.cx.newline == EML_NL_CRLF);
        seen = l && !FUZZ_ALL;
        fuzz_cx_fini(&f);
    }
    return 0;
}
