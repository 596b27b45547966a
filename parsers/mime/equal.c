/* equal.c -- whether two values mean the same: those of RFC 5322. */
#include "parsers/mime/equal_int.h"

void
eml__eq_text(eml__eq *e, const eml_text *a, const eml_text *b)
{
    eml_span x, y;

    eml__eq_is(e, a->present == b->present);
    if (!e->same || !a->present)
        return;
    if (e->rc == EML_OK)
        e->rc = eml_text_get(e->cx, a, &x);
    if (e->rc == EML_OK)
        e->rc = eml_text_get(e->cx, b, &y);
    if (e->rc == EML_OK)
        eml__eq_is(e, eml_span_eq(x, y));
}

/* Domains and the like: letters without regard to case. */
static void
text_fold(eml__eq *e, const eml_text *a, const eml_text *b)
{
    eml_span x, y;

    eml__eq_is(e, a->present == b->present);
    if (!e->same || !a->present)
        return;
    if (e->rc == EML_OK)
        e->rc = eml_text_get(e->cx, a, &x);
    if (e->rc == EML_OK)
        e->rc = eml_text_get(e->cx, b, &y);
    if (e->rc == EML_OK)
        eml__eq_is(e, eml_span_eq_fold(x, y));
}

void
eml__eq_comments(eml__eq *e, const eml_comment *a, const eml_comment *b)
{
    for (; eml__eq_both(e, a, b); a = a->next, b = b->next)
        eml__eq_text(e, &a->text, &b->text);
}

/* ---- addresses ----------------------------------------------------------- */

/* Comments of a last member and, after them, of the list. */
struct chain {
    const eml_comment *at, *then;
};

static const eml_comment *
next_of(struct chain *c)
{
    const eml_comment *at;

    if (!c->at) {
        c->at = c->then;
        c->then = NULL;
    }
    at = c->at;
    if (at)
        c->at = at->next;
    return at;
}

static void
chains(eml__eq *e, struct chain a, struct chain b)
{
    const eml_comment *x, *y;

    do {
        x = next_of(&a);
        y = next_of(&b);
        if (eml__eq_both(e, x, y))
            eml__eq_text(e, &x->text, &y->text);
    } while (e->same && x && y);
}

static void
mailbox(eml__eq *e, const eml_mailbox *a, const eml_mailbox *b, bool comments)
{
    eml__eq_text(e, &a->name, &b->name);
    eml__eq_text(e, &a->local, &b->local);
    text_fold(e, &a->domain, &b->domain);
    if (comments)
        eml__eq_comments(e, a->comments, b->comments);
}

static void
mailboxes(eml__eq *e, const eml_mailbox *a, const eml_mailbox *b)
{
    for (; eml__eq_both(e, a, b); a = a->next, b = b->next)
        mailbox(e, a, b, true);
}

/* What stands behind the last address of a list may be that address's or the
 * list's: it is written in the same place. */
static void
addresses(eml__eq *e, const eml_address_list *l, const eml_address_list *m)
{
    const eml_address *a = l->first, *b = m->first;
    struct chain x = {NULL, l->comments}, y = {NULL, m->comments};

    for (; eml__eq_both(e, a, b); a = a->next, b = b->next) {
        bool last = !a->next && !b->next;

        eml__eq_is(e, !a->group == !b->group);
        if (!e->same)
            return;
        if (a->group) {
            eml__eq_text(e, a->group, b->group);
            mailboxes(e, a->mailbox, b->mailbox);
            if (!last)
                eml__eq_comments(e, a->comments, b->comments);
            x.at = a->comments;
            y.at = b->comments;
        } else if (eml__eq_both(e, a->mailbox, b->mailbox)) {
            mailbox(e, a->mailbox, b->mailbox, !last);
            x.at = a->mailbox->comments;
            y.at = b->mailbox->comments;
        }
    }
    chains(e, x, y);
}

/* ---- the rest ------------------------------------------------------------ */

void
eml__eq_date(eml__eq *e, const eml_date *a, const eml_date *b)
{
    eml__eq_is(e, a->year == b->year && a->month == b->month &&
                      a->day == b->day && a->hour == b->hour &&
                      a->minute == b->minute && a->second == b->second &&
                      a->zone_known == b->zone_known &&
                      a->offset_min == b->offset_min);
    eml__eq_comments(e, a->comments, b->comments);
}

static void
msgids(eml__eq *e, const eml_msgid_list *l, const eml_msgid_list *m)
{
    const eml_msgid *a = l->first, *b = m->first;

    for (; eml__eq_both(e, a, b); a = a->next, b = b->next) {
        eml__eq_text(e, &a->left, &b->left);
        eml__eq_text(e, &a->right, &b->right);
    }
    eml__eq_comments(e, l->comments, m->comments);
}

static void
phrases(eml__eq *e, const eml_phrases *l, const eml_phrases *m)
{
    const eml_phrase *a = l->first, *b = m->first;

    for (; eml__eq_both(e, a, b); a = a->next, b = b->next)
        eml__eq_text(e, &a->text, &b->text);
    eml__eq_comments(e, l->comments, m->comments);
}

static void
urls(eml__eq *e, const eml_list_urls *l, const eml_list_urls *m)
{
    const eml_list_url *a = l->first, *b = m->first;

    eml__eq_is(e, l->no == m->no);
    for (; eml__eq_both(e, a, b); a = a->next, b = b->next)
        eml__eq_text(e, &a->text, &b->text);
    eml__eq_comments(e, l->comments, m->comments);
}

static void
list_id(eml__eq *e, const eml_list_id *a, const eml_list_id *b)
{
    eml__eq_text(e, &a->name, &b->name);
    text_fold(e, &a->id, &b->id);
    eml__eq_comments(e, a->comments, b->comments);
}

void
eml__eq_value(eml__eq *e, const eml_value *a, const eml_value *b)
{
    eml__eq_is(e, a->kind == b->kind);
    if (!e->same)
        return;
    switch (a->kind) {
    case EML_VALUE_UNSTRUCTURED:
        eml__eq_text(e, &a->u.text, &b->u.text);
        return;
    case EML_VALUE_ADDRESSES:
        addresses(e, a->u.addresses, b->u.addresses);
        return;
    case EML_VALUE_DATE:
        eml__eq_date(e, a->u.date, b->u.date);
        return;
    case EML_VALUE_MSGIDS:
        msgids(e, a->u.msgids, b->u.msgids);
        return;
    case EML_VALUE_PHRASES:
        phrases(e, a->u.phrases, b->u.phrases);
        return;
    case EML_VALUE_PATH:
        mailbox(e, a->u.path, b->u.path, true);
        return;
    case EML_VALUE_LIST_URLS:
        urls(e, a->u.urls, b->u.urls);
        return;
    case EML_VALUE_LIST_ID:
        list_id(e, a->u.list_id, b->u.list_id);
        return;
    case EML_VALUE_RECEIVED:
    case EML_VALUE_CONTENT_TYPE:
    case EML_VALUE_DISPOSITION:
    case EML_VALUE_ENCODING:
    case EML_VALUE_MIME_VERSION:
    case EML_VALUE_TOKENS:
    case EML_VALUE_AUTO_SUBMITTED:
    case EML_VALUE_AUTHRES:
    case EML_VALUE_RECEIVED_SPF:
        eml__eq_content(e, a, b);
        return;
    case EML_VALUE_ONE_CLICK:
        return;
    case EML_VALUE_NONE:
    default:
        e->same = false;
        return;
    }
}
