/* Writing addresses and message identifiers (RFC 5322 sections 3.4 and 3.6.4,
 * RFC 6854). */
#include "parsers/mime/write_int.h"

/*
 * domain         = dot-atom / domain-literal
 * domain-literal = "[" *([FWS] dtext) [FWS] "]"
 * no-fold-literal = "[" *dtext "]"
 */
void
eml__w_domain(eml__writer *w, eml_span s)
{
    bool literal = s.n >= 2 && s.p[0] == '[' && s.p[s.n - 1] == ']';

    if (literal ? !eml__w_all(w, (eml_span){s.p + 1, s.n - 2}, EML__DTEXT) ||
                      !eml__w_no_word(w, s)

                : !eml__w_is_dot_atom(w, s) || !eml__w_no_word(w, s))
        eml__w_fail(w, EML_E_WRITE_VALUE);
    else
        eml__w_raw(w, s);
}

/*
 * addr-spec  = local-part "@" domain
 * local-part = dot-atom / quoted-string
 */
static void
addr_spec(eml__writer *w, const eml_mailbox *m)
{
    eml_span s;

    if (!m->local.present || !m->domain.present)
        eml__w_fail(w, EML_E_WRITE_VALUE);
    else if (eml__w_get(w, &m->local, &s)) {
        eml__w_dot_atom_or_quote(w, s);
        eml__w_byte(w, '@');
        if (eml__w_get(w, &m->domain, &s))
            eml__w_domain(w, s);
    }
}

/*
 * mailbox = name-addr / addr-spec
 */
static void
mailbox(eml__writer *w, const eml_mailbox *m)
{
    eml_span s;

    if (!m->name.present) {
        addr_spec(w, m);
    } else if (eml__w_get(w, &m->name, &s)) {
        eml__w_phrase(w, s, false);
        eml__w_lit(w, " <");
        addr_spec(w, m);
        eml__w_byte(w, '>');
    }
    eml__w_comments(w, m->comments);
}

/*
 * group      = display-name ":" [group-list] ";" [CFWS]
 * group-list = mailbox-list / CFWS
 */
static void
group(eml__writer *w, const eml_address *a)
{
    eml_span s;

    if (!a->group->present)
        eml__w_fail(w, EML_E_WRITE_VALUE);
    else if (eml__w_get(w, a->group, &s))
        eml__w_phrase(w, s, true);
    eml__w_byte(w, ':');
    for (const eml_mailbox *m = a->mailbox; m && w->rc == EML_OK; m = m->next) {
        eml__w_raw(w, m == a->mailbox ? EML_LIT(" ") : EML_LIT(", "));
        mailbox(w, m);
    }
    eml__w_byte(w, ';');
    eml__w_comments(w, a->comments);
}

/*
 * address-list = (address *("," address))
 *
 * Comments that belong to no address come last.
 */
void
eml__w_addresses(eml__writer *w, const eml_address_list *l, eml_field_id id)
{
    bool one = id == EML_FIELD_SENDER || id == EML_FIELD_RESENT_SENDER;
    bool none = id == EML_FIELD_BCC || id == EML_FIELD_RESENT_BCC;
    const eml_address *a = l->first;

    /* "the group MUST NOT contain more than one mailbox" (RFC 6854 2.1) */
    if (a ? one && (a->next || (a->mailbox && a->mailbox->next)) : !none)
        eml__w_fail(w, EML_E_WRITE_VALUE);
    for (; a && w->rc == EML_OK; a = a->next) {
        if (a != l->first)
            eml__w_lit(w, ", ");
        if (a->group)
            group(w, a);
        else if (a->mailbox && !a->mailbox->next)
            mailbox(w, a->mailbox);
        else
            eml__w_fail(w, EML_E_WRITE_VALUE);
    }
    eml__w_comments(w, l->comments);
}

/*
 * path = angle-addr / ([CFWS] "<" [CFWS] ">" [CFWS])
 */
void
eml__w_path(eml__writer *w, const eml_mailbox *m)
{
    if (m->name.present)
        eml__w_fail(w, EML_E_WRITE_VALUE);
    eml__w_byte(w, '<');
    if (m->local.present || m->domain.present)
        addr_spec(w, m);
    eml__w_byte(w, '>');
    eml__w_comments(w, m->comments);
}

/*
 * msg-id   = "<" id-left "@" id-right ">"
 * id-left  = dot-atom-text
 * id-right = dot-atom-text / no-fold-literal
 */
static void
msgid(eml__writer *w, const eml_msgid *id)
{
    eml_span s;

    eml__w_byte(w, '<');
    if (!id->left.present || !id->right.present) {
        eml__w_fail(w, EML_E_WRITE_VALUE);
    } else if (eml__w_get(w, &id->left, &s)) {
        if (!eml__w_is_dot_atom(w, s) || !eml__w_no_word(w, s))
            eml__w_fail(w, EML_E_WRITE_VALUE);
        eml__w_raw(w, s);
        eml__w_byte(w, '@');
        if (eml__w_get(w, &id->right, &s))
            eml__w_domain(w, s);
    }
    eml__w_byte(w, '>');
}

void
eml__w_msgids(eml__writer *w, const eml_msgid_list *l, eml_field_id id)
{
    bool many = id == EML_FIELD_IN_REPLY_TO || id == EML_FIELD_REFERENCES;

    if (!l->first || (!many && l->first->next))
        eml__w_fail(w, EML_E_WRITE_VALUE);
    for (const eml_msgid *m = l->first; m && w->rc == EML_OK; m = m->next) {
        if (m != l->first)
            eml__w_byte(w, ' ');
        msgid(w, m);
    }
    eml__w_comments(w, l->comments);
}
