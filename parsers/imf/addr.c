/* RFC 5322 sections 3.4 and 4.4, RFC 6854: mailboxes, groups, lists. */
#include "eml/addr.h"

#include "core/arena_int.h"
#include "parsers/imf/addr_int.h"
#include "parsers/imf/imf_values.h"
#include "parsers/imf/strict.h"

typedef struct reader {
    eml__lex x;
    eml_addr_rule rule;
    eml_address_list *list;
    eml_comment **list_comments; /* where the list's next comment goes */
    eml_address **next_address;
    eml_address *group; /* the one that is open */
    eml_mailbox **next_mailbox;
    eml_comment **group_comments;
    const uint8_t *colon;   /* of the open group */
    const uint8_t *comma;   /* the last one, until an element follows */
    const uint8_t *lead;    /* the first one in a group without members yet */
    const uint8_t *missing; /* where a comma should have been */
    uint32_t num_in_group;
    uint32_t num_elements;
} reader;

/* What a new element is put into: a member of a group needs no eml_address. */
typedef struct element {
    eml_address address;
    eml_mailbox mailbox;
} element;

static bool
is_single(eml_addr_rule rule)
{
    return rule == EML_ADDR_SPEC || rule == EML_ADDR_MAILBOX ||
           rule == EML_ADDR_ADDRESS;
}

/* "comments generally SHOULD NOT be used in address fields" (3.4) */
static void
judge_comments(reader *r, const eml_comment *first)
{
    if (first)
        (void)eml_find(r->x.cx, EML_E_ADDR_COMMENT, first->text.raw.p - 1,
                       first->text.raw.n + 2);
}

/* What follows a missing comma is an element indeed. */
static void
judge_separator(reader *r)
{
    if (r->missing)
        (void)eml_find(r->x.cx, EML_E_ADDR_SEPARATOR, r->missing, 1);
    r->missing = NULL;
}

static void
link_address(reader *r, eml_address *a, const uint8_t *at)
{
    if (is_single(r->rule) && r->list->num_addresses == 1)
        (void)eml_find(r->x.cx, EML_E_ADDR_MANY, at, 1);
    *r->next_address = a;
    r->next_address = &a->next;
    r->list->num_addresses++;
}

static void
link_mailbox(reader *r, element *e, eml_mailbox *m)
{
    judge_separator(r);
    judge_comments(r, m->comments);
    r->list->num_mailboxes++;
    if (r->group) {
        if (r->lead)
            (void)eml_find(r->x.cx, EML_E_ADDR_NULL, r->lead, 1);
        r->lead = NULL;
        *r->next_mailbox = m;
        r->next_mailbox = &m->next;
        r->num_in_group++;
    } else {
        e->address.mailbox = m;
        link_address(r, &e->address, m->raw.p);
    }
}

/* display-name ":" was read: the element is a group. */
static int
open_group(reader *r, element *e, eml_mailbox *m, const eml__run *run)
{
    const uint8_t *colon = r->x.p;

    if (r->group)
        return eml_fail(r->x.cx, EML_E_GROUP_NESTED, colon, 1);
    if (run->from == run->to)
        return eml_fail(r->x.cx, EML_E_PHRASE_EMPTY, colon, 1);
    if (r->rule == EML_ADDR_MAILBOX || r->rule == EML_ADDR_MAILBOX_LIST)
        (void)eml_find(r->x.cx, EML_E_GROUP_PLACE, run->from,
                       (size_t)(colon + 1 - run->from));
    judge_separator(r);
    eml__phrase(&r->x, run, NULL, &m->name);
    e->address.group = &m->name; /* the node's mailbox is not needed */
    e->address.comments = m->comments;
    r->group_comments =
        r->x.comments == &m->comments ? &e->address.comments : r->x.comments;
    m->comments = NULL;
    link_address(r, &e->address, run->from);
    r->group = &e->address;
    r->next_mailbox = &e->address.mailbox;
    r->num_in_group = 0;
    r->lead = NULL;
    r->colon = colon;
    r->x.p++;
    return EML_OK;
}

/* Words without "@", "<" or ":" behind them: what they are remains open. One
 * word or dot-atom is taken as local-part, several as a name. */
static int
no_at(reader *r, const eml__run *run, eml_mailbox *m)
{
    const eml__lex *x = &r->x;

    if (r->missing)
        return eml_fail(x->cx, EML_E_ADDR_TRAILING, r->missing, 1);
    if (run->from == run->to)
        return eml_fail(x->cx, EML_E_ATOM_EMPTY, x->p, x->p != x->end);
    m->raw = eml__between(run->from, run->to);
    (void)eml_find(x->cx, EML_E_ADDR_NO_AT, m->raw.p, m->raw.n);
    if (run->special || run->bad_word) {
        eml__phrase(&r->x, run, NULL, &m->name);
        return EML_OK;
    }
    return eml__local(&r->x, run, &m->local);
}

/* The rest of a display-name that has "@" and more in it: up to "<". False when
 * there is no "<": then nothing of it is a name. */
static int
rest_of_name(reader *r, eml__run *run, bool *is_name)
{
    eml__lex *x = &r->x;

    for (;;) {
        int rc = eml__run_read(x, run);

        if (rc < 0)
            return rc;
        *is_name = eml__at(x, '<');
        if (!eml__at(x, '@') && !eml__at(x, '>'))
            return EML_OK;
        run->odd = true;
        run->to = ++x->p;
        rc = eml__cfws(x, NULL);
        if (rc < 0)
            return rc;
    }
}

static bool
at_separator(const eml__lex *x)
{
    return x->p == x->end || *x->p == ',' || *x->p == ';';
}

/* Words, then "@" at x->p: an address, unless "<" follows: then a display-name
 * that should have been quoted. *is_name says so. */
static int
words_at(reader *r, eml__run *run, eml_mailbox *m, const uint8_t **at,
         bool *is_name)
{
    eml__lex *x = &r->x;
    eml__run words = *run;
    eml__dom d;
    int rc;

    *at = x->p++;
    rc = eml__dom_read(x, &d);
    if (rc < 0)
        return rc;
    if (!at_separator(x)) {
        const uint8_t *trailing = x->p;

        run->odd = true;
        run->to = d.to > *at ? d.to : *at + 1;
        rc = rest_of_name(r, run, is_name);
        if (rc < 0 || *is_name)
            return rc;
        x->p = trailing;
        rc = eml__addr_spec(x, &words, *at, &d, m);
        if (rc < 0)
            return rc;
        return eml_fail(x->cx, EML_E_ADDR_TRAILING, trailing, 1);
    }
    m->raw = eml__between(run->from, d.to);
    return eml__addr_spec(x, &words, *at, &d, m);
}

/* The words that an element begins with. */
static int
first_words(eml__lex *x, eml__run *run)
{
    int rc = eml__run_read(x, run);

    while (rc == EML_OK && eml__at(x, '>')) {
        /* as any other character that a phrase has not */
        if (!run->special)
            run->special = x->p;
        run->odd = true;
        run->to = ++x->p;
        rc = eml__cfws(x, NULL);
        if (rc == EML_OK)
            rc = eml__run_read(x, run);
    }
    return rc;
}

/* A mailbox is read but for the CFWS behind it, which may have its comments. */
static int
end_mailbox(reader *r, element *e, eml_mailbox *m)
{
    int rc = eml__cfws(&r->x, NULL);

    if (rc == EML_OK)
        link_mailbox(r, e, m);
    return rc;
}

/* An angle-addr at x->p; the mailbox, which may have a name, begins at `from`.
 */
static int
angle(reader *r, element *e, eml_mailbox *m, const uint8_t *from)
{
    eml__lex *x = &r->x;
    int rc;

    m->angle = true;
    rc = eml__angle(x, EML_E_ADDR_NO_AT, m);
    if (rc < 0)
        return rc;
    m->raw = eml__between(from, x->p);
    return end_mailbox(r, e, m);
}

/* An element with anything that eml__plain_mailbox does not take. The words
 * before "<", "@" or ":" are read once, then judged as what that shows them to
 * be. */
static int
other_element(reader *r, element *e, eml_mailbox *m)
{
    eml__lex *x = &r->x;
    eml__run run = {0};
    const uint8_t *at = NULL;
    bool is_name = false;
    int rc = first_words(x, &run);

    if (rc < 0)
        return rc;
    if (eml__at(x, ':') && r->rule != EML_ADDR_SPEC)
        return open_group(r, e, m, &run);
    if (eml__at(x, '@')) {
        rc = words_at(r, &run, m, &at, &is_name);
    } else if (eml__at(x, '<') && r->rule != EML_ADDR_SPEC) {
        is_name = run.from != run.to;
        if (!is_name)
            run.from = x->p;
    } else {
        rc = no_at(r, &run, m);
    }
    if (rc < 0)
        return rc;
    if (eml__at(x, '<')) {
        if (r->rule == EML_ADDR_SPEC)
            return eml_fail(x->cx, EML_E_ADDR_TRAILING, x->p, 1);
        if (is_name)
            eml__phrase(x, &run, at, &m->name);
        return angle(r, e, m, run.from);
    }
    link_mailbox(r, e, m);
    return EML_OK;
}

/*
 * address   = mailbox / group
 * mailbox   = name-addr / addr-spec
 * name-addr = [display-name] angle-addr
 * group     = display-name ":" [group-list] ";" [CFWS]
 *
 * x->p at the first token.
 */
static int
read_element(reader *r, element *e, eml_mailbox *m)
{
    if (eml__plain_mailbox(&r->x, r->rule == EML_ADDR_SPEC, m))
        return end_mailbox(r, e, m);
    return other_element(r, e, m);
}

/* Allocates the node for one element, gives it the comments before it, and
 * reads it. */
static int
element_at(reader *r, eml_comment *before)
{
    eml__lex *x = &r->x;
    eml_mailbox *m;
    element *e = NULL;

    if (r->num_elements++ == EML_LIMIT(x->cx, addrs)) {
        (void)eml_find(x->cx, EML_E_LIMIT_ADDRS, x->p, 1);
        return EML_E_LIMIT;
    }
    if (r->group) {
        m = eml__arena_node(x->cx->arena, sizeof *m);
        if (!m)
            return EML_E_NOMEM;
    } else {
        e = eml__arena_node(x->cx->arena, sizeof *e);
        if (!e)
            return EML_E_NOMEM;
        m = &e->mailbox;
    }
    eml__mailbox_init(m);
    m->comments = before;
    if (!before)
        x->comments = &m->comments;
    r->comma = NULL;
    return read_element(r, e, m);
}

/* The comments in `head`, linked up to x->comments, belong to no element. */
static void
keep_comments(reader *r, eml_comment *head)
{
    eml_comment ***tail = r->group ? &r->group_comments : &r->list_comments;

    if (!head)
        return;
    **tail = head;
    *tail = r->x.comments;
}

/* ";" or the end of the field, with a group open. */
static int
close_group(reader *r)
{
    eml__lex *x = &r->x;

    if (r->lead)
        (void)eml_find(x->cx, EML_E_GROUP_NULL, r->lead, 1);
    else if (r->comma)
        (void)eml_find(x->cx, EML_E_ADDR_NULL, r->comma, 1);
    r->lead = r->comma = NULL;
    if (r->rule == EML_ADDR_ADDRESS && r->num_in_group > 1)
        (void)eml_find(x->cx, EML_E_GROUP_SENDER, r->colon, 1);
    if (eml__take(x, ';')) {
        int rc;

        x->comments = r->group_comments;
        rc = eml__cfws(x, NULL);
        if (rc < 0)
            return rc;
    } else {
        (void)eml_find(x->cx, EML_E_GROUP_OPEN, r->colon, 1);
    }
    judge_comments(r, r->group->comments);
    r->group = NULL;
    return EML_OK;
}

/* "," at x->p with nothing but CFWS between it and the one before. */
static void
null_element(reader *r)
{
    eml__lex *x = &r->x;

    if (r->group && r->num_in_group == 0) {
        if (!r->lead)
            r->lead = x->p;
    } else {
        (void)eml_find(x->cx,
                       is_single(r->rule) && !r->group ? EML_E_ADDR_TRAILING
                                                       : EML_E_ADDR_NULL,
                       x->p, 1);
    }
    r->comma = NULL;
    x->p++;
}

/* Behind an element: a delimiter, or, where one is missing, the next element.
 */
static int
after_element(reader *r)
{
    eml__lex *x = &r->x;

    if (eml__at(x, ',')) {
        r->comma = x->p++;
    } else if (x->p != x->end && *x->p != ';') {
        if (is_single(r->rule) && !r->group)
            return eml_fail(x->cx, EML_E_ADDR_TRAILING, x->p, 1);
        r->missing = x->p;
    }
    return EML_OK;
}

/* An element, a comma, or ";" at x->p, with `head` the comments before. */
static int
read_next(reader *r, eml_comment *head)
{
    eml__lex *x = &r->x;
    const eml_address *was = r->group;
    int rc;

    if (!at_separator(x)) {
        rc = element_at(r, head);
        if (rc < 0 || r->group != was) /* has opened */
            return rc;
        return after_element(r);
    }
    keep_comments(r, head);
    if (eml__at(x, ',')) {
        null_element(r);
    } else if (r->group) {
        rc = close_group(r);
        return rc < 0 ? rc : after_element(r);
    } else {
        (void)eml_find(x->cx, EML_E_GROUP_CLOSE, x->p, 1);
        r->comma = NULL;
        x->p++;
    }
    return EML_OK;
}

/*
 * address-list  = (address *("," address)) / obs-addr-list
 * obs-addr-list = *([CFWS] ",") address *("," [address / CFWS])
 * mailbox-list  = (mailbox *("," mailbox)) / obs-mbox-list
 * group-list    = mailbox-list / CFWS / obs-group-list
 */
static int
read_list(reader *r)
{
    eml__lex *x = &r->x;

    for (;;) {
        eml_comment *head = NULL;
        int rc;

        x->comments = &head;
        rc = eml__cfws(x, NULL);
        if (rc < 0)
            return rc;
        if (x->p == x->end) {
            keep_comments(r, head);
            break;
        }
        rc = read_next(r, head);
        if (rc < 0)
            return rc;
    }
    if (r->group)
        return close_group(r);
    if (r->comma)
        (void)eml_find(
            x->cx, is_single(r->rule) ? EML_E_ADDR_TRAILING : EML_E_ADDR_NULL,
            r->comma, 1);
    return EML_OK;
}

int
eml__addr(eml_cx *cx, eml_span in, eml_addr_rule rule, eml_address_list **out)
{
    reader r;
    int rc;

    eml__zero(&r, sizeof r);
    r.rule = rule;
    r.list = eml__arena_node(cx->arena, sizeof *r.list);
    if (!r.list)
        return EML_E_NOMEM;
    r.x = eml__lex_of(cx, in, NULL);
    r.next_address = &r.list->first;
    r.list_comments = &r.list->comments;
    rc = read_list(&r);
    if (rc < 0)
        return rc;
    judge_comments(&r, r.list->comments);
    if (!r.list->num_addresses && rule != EML_ADDR_BCC)
        (void)eml_find(cx, EML_E_ADDR_EMPTY, in.p, in.n);
    *out = r.list;
    return EML_OK;
}

int
eml_addr_parse(eml_cx *cx, eml_span in, eml_addr_rule rule,
               eml_address_list **out)
{
    eml_diag earlier = eml__strict_begin(cx);
    eml_address_list *list = NULL;
    int rc;

    eml_field_bytes(cx, in);
    rc = eml__strict_end(cx, earlier, eml__addr(cx, in, rule, &list));
    if (rc == EML_OK)
        *out = list;
    return rc;
}
