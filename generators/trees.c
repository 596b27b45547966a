/* trees.c -- text and the values of RFC 5322, from choices. */
#include "eml/utf8.h"
#include "generators/trees_int.h"

#include <string.h>

uint32_t
eml_trees_below(eml_trees *t, uint32_t n)
{
    uint32_t x;

    if (t->p == t->end || n < 2)
        return 0;
    x = *t->p++;
    if (n > 256 && t->p != t->end)
        x = x << 8 | *t->p++;
    return x % n;
}

void *
eml__trees_new(eml_trees *t, size_t n)
{
    void *p = t->oom ? NULL : eml_arena_get(t->arena, n);

    if (!p) {
        /* of no use, but enough to come to the end */
        static uint64_t none[32];

        t->oom = true;
        memset(none, 0, sizeof none);
        return none;
    }
    return p;
}

eml_span
eml__trees_leaf(eml_trees *t, eml_span s)
{
    static const uint8_t bad[4] = {'\r', '\n', '\n', 0};
    eml_out out = {.arena = t->arena};
    size_t at;

    if (t->poison == 0 || --t->poison)
        return s;
    at = eml_trees_below(t, (uint32_t)(s.n < 200 ? s.n : 200) + 1);
    eml_out_span(&out, (eml_span){s.p, at});
    eml_out_byte(&out, bad[eml_trees_below(t, 4)]);
    eml_out_span(&out, (eml_span){s.p + at, s.n - at});
    t->oom |= out.full;
    t->poisoned = true;
    return eml_out_view(&out);
}

/* ---- text ---------------------------------------------------------------- */

static eml_span
any_of(eml_trees *t, const eml_span *of, uint32_t n)
{
    return of[eml_trees_below(t, n)];
}
#define L(s)                                                                   \
    {                                                                          \
        (const uint8_t *)(s), sizeof(s) - 1                                    \
    }
#define ANY_OF(t, table)                                                       \
    any_of((t), (table), sizeof(table) / sizeof((table)[0]))

static eml_span
piece(eml_trees *t, unsigned allow)
{
    static const eml_span words[] = {
        L("a"),    L("Hello"),
        L("it's"), L("x-y_z"),
        L("100%"), L("{~|}"),
        L("or"),   L("*/*"),
        L("!#$&"), L("^`+"),
        L("0"),    L("averyveryveryveryveryveryveryveryveryverylongword")};
    static const eml_span space[] = {L(" "),  L(" "),    L("  "),
                                     L("\t"), L(" \t "), L("          ")};
    static const eml_span special[] = {
        L("\""),  L("\\"), L("("), L(")"),  L("<"),    L(">"),
        L("["),   L("]"),  L(":"), L(";"),  L("@"),    L(","),
        L("."),   L("()"), L("="), L("?"),  L("\\\""), L("(a(b)c)"),
        L("..."), L(")("), L("'"), L("%41")};
    static const eml_span high[] = {L("\xc3\xa9"),         L("\xe2\x82\xac"),
                                    L("\xf0\x9f\x98\x80"), L("\xc2\xa0"),
                                    L("\xc3\xbc\xc3\xb6"), L("\xef\xbf\xbd")};
    static const eml_span word[] = {L("=?utf-8?Q?x?="), L("=?"), L("?="),
                                    L("=?x?B?!?="), L("=?us-ascii?q?a?=")};
    static const eml_span control[] = {L("\x01"), L("\x1f"), L("\x7f"),
                                       L("\x0b")};
    uint32_t which = eml_trees_below(t, 12);

    if (which < 3 && allow & EML__TREES_SPACE)
        return ANY_OF(t, space);
    if (which == 3 && allow & EML__TREES_HIGH)
        return ANY_OF(t, high);
    if (which == 4 && allow & EML__TREES_WORD)
        return ANY_OF(t, word);
    if (which == 5 && allow & EML__TREES_CONTROL)
        return ANY_OF(t, control);
    if (which > 5 && which < 9 && allow & EML__TREES_SPECIAL)
        return ANY_OF(t, special);
    return ANY_OF(t, words);
}

eml_span
eml__trees_text(eml_trees *t, unsigned allow)
{
    eml_out out = {.arena = t->arena};
    uint32_t n = eml_trees_below(t, 16);

    if (n == 15)
        n = eml_trees_below(t, 200);
    while (n-- && !out.full) {
        eml_span s = piece(t, allow);
        uint32_t times =
            eml_trees_below(t, 64) == 63 ? eml_trees_below(t, 300) : 1;

        while (times--)
            eml_out_span(&out, s);
    }
    t->oom |= out.full;
    return eml_out_view(&out);
}

eml_span
eml__trees_atom(eml_trees *t)
{
    static const eml_span words[] = {
        L("a"),
        L("Bob"),
        L("x1"),
        L("example"),
        L("mail-7"),
        L("USERS"),
        L("averyveryveryveryveryveryveryverylongatom")};

    return ANY_OF(t, words);
}

eml_text
eml__trees_plain(eml_trees *t, eml_span s)
{
    eml_text text = EML_TEXT_OF(eml__trees_leaf(t, s));

    return text;
}

static unsigned
all_but_utf8(const eml_trees *t)
{
    return EML__TREES_SPACE | EML__TREES_SPECIAL |
           (t->utf8 ? EML__TREES_HIGH : 0);
}

static eml_text
free_text(eml_trees *t)
{
    return eml__trees_plain(
        t, eml__trees_text(t, EML__TREES_SPACE | EML__TREES_SPECIAL |
                                  EML__TREES_HIGH | EML__TREES_WORD |
                                  EML__TREES_CONTROL));
}

eml_comment *
eml__trees_comments(eml_trees *t)
{
    eml_comment *first = NULL, **last = &first;
    uint32_t n = eml_trees_below(t, 8);

    for (n = n < 6 ? 0 : n - 5; n--; last = &(*last)->next) {
        *last = EML__TREES_NEW(t, eml_comment);
        (*last)->text = t->plain_comments
                            ? eml__trees_plain(t, eml__trees_atom(t))
                            : free_text(t);
        if (t->oom)
            return NULL;
    }
    return first;
}

/* ---- addresses ----------------------------------------------------------- */

/* 1*atext *("." 1*atext) */
static eml_span
dot_atom(eml_trees *t)
{
    eml_out out = {.arena = t->arena};
    uint32_t n = eml_trees_below(t, 4);

    do {
        eml_out_span(&out, eml__trees_atom(t));
        if (t->utf8 && eml_trees_below(t, 4) == 3)
            eml_out_span(&out, EML_LIT("\xc3\xbc"));
        if (n)
            eml_out_byte(&out, '.');
    } while (n--);
    t->oom |= out.full;
    return eml_out_view(&out);
}

static eml_text
domain(eml_trees *t)
{
    static const eml_span literals[] = {
        L("[192.0.2.1]"), L("[IPv6:2001:db8::1]"), L("[]"), L("[x:!~@\"(,]")};

    if (eml_trees_below(t, 5) == 4)
        return eml__trees_plain(t, ANY_OF(t, literals));
    return eml__trees_plain(t, dot_atom(t));
}

static eml_mailbox *
mailbox(eml_trees *t, bool with_name)
{
    eml_mailbox *m = EML__TREES_NEW(t, eml_mailbox);
    eml_span local;

    if (with_name && eml_trees_below(t, 3))
        m->name = free_text(t);
    local = eml_trees_below(t, 3) == 2 ? eml__trees_text(t, all_but_utf8(t))
                                       : dot_atom(t);
    if (local.n > 400) /* it cannot be folded */
        local.n = eml_utf8_valid((eml_span){local.p, 400});
    m->local = eml__trees_plain(t, local);
    m->domain = domain(t);
    m->comments = eml__trees_comments(t);
    return m;
}

static eml_mailbox *
mailboxes(eml_trees *t, uint32_t n)
{
    eml_mailbox *first = NULL, **last = &first;

    for (; n-- && !t->oom; last = &(*last)->next)
        *last = mailbox(t, true);
    return first;
}

static eml_address_list *
addresses(eml_trees *t, eml_field_id id)
{
    eml_address_list *l = EML__TREES_NEW(t, eml_address_list);
    eml_address **last = &l->first;
    bool one = id == EML_FIELD_SENDER || id == EML_FIELD_RESENT_SENDER;
    bool none = id == EML_FIELD_BCC || id == EML_FIELD_RESENT_BCC;
    uint32_t n = one ? 1 : eml_trees_below(t, 5) + !none;

    if (n == 0)
        l->comments = eml__trees_comments(t);
    for (; n-- && !t->oom; last = &(*last)->next) {
        eml_address *a = EML__TREES_NEW(t, eml_address);

        if (eml_trees_below(t, 5) == 4) {
            eml_text *name = EML__TREES_NEW(t, eml_text);

            *name = free_text(t);
            a->group = name;
            a->mailbox = mailboxes(t, eml_trees_below(t, one ? 2 : 4));
            a->comments = eml__trees_comments(t);
        } else {
            a->mailbox = mailbox(t, true);
        }
        *last = a;
        l->num_addresses++;
    }
    return l;
}

static eml_mailbox *
path(eml_trees *t)
{
    eml_mailbox *m;

    if (eml_trees_below(t, 4) != 3)
        return mailbox(t, false);
    m = EML__TREES_NEW(t, eml_mailbox);
    m->comments = eml__trees_comments(t);
    return m;
}

static eml_msgid_list *
msgids(eml_trees *t, eml_field_id id)
{
    eml_msgid_list *l = EML__TREES_NEW(t, eml_msgid_list);
    eml_msgid **last = &l->first;
    bool many = id == EML_FIELD_IN_REPLY_TO || id == EML_FIELD_REFERENCES;

    l->num_ids = many ? 1 + eml_trees_below(t, 6) : 1;
    for (uint32_t i = 0; i < l->num_ids && !t->oom; i++) {
        eml_msgid *m = EML__TREES_NEW(t, eml_msgid);

        m->left = eml__trees_plain(t, dot_atom(t));
        m->right = domain(t);
        *last = m;
        last = &m->next;
    }
    l->comments = eml__trees_comments(t);
    return l;
}

/* ---- dates and trace ----------------------------------------------------- */

static void
date(eml_trees *t, eml_date *d)
{
    static const uint8_t days[12] = {31, 28, 31, 30, 31, 30,
                                     31, 31, 30, 31, 30, 31};

    d->year = 1900 + (int32_t)eml_trees_below(t, 300);
    d->month = (uint8_t)(1 + eml_trees_below(t, 12));
    d->day = (uint8_t)(1 + eml_trees_below(t, days[d->month - 1]));
    d->hour = (uint8_t)eml_trees_below(t, 24);
    d->minute = (uint8_t)eml_trees_below(t, 60);
    d->second = (uint8_t)eml_trees_below(t, 61);
    d->has_second = d->second || eml_trees_below(t, 2);
    d->zone_known = eml_trees_below(t, 4) != 3;
    if (d->zone_known)
        d->offset_min = (int16_t)((int)eml_trees_below(t, 2 * 5999 + 1) - 5999);
    d->comments = eml__trees_comments(t);
}

/* What RFC 5321 section 4.4 asks for, in its order. */
static eml_received *
received(eml_trees *t)
{
    static const struct clause {
        eml_received_kind kind;
        eml_span values[4];
    } clauses[] = {
        {EML_RECEIVED_FROM,
         {L("a.example"), L("[192.0.2.7]"), L("mail"), L("x-y.z.example")}},
        {EML_RECEIVED_BY,
         {L("b.example"), L("[IPv6:2001:db8::7]"), L("mx"), L("m.x")}},
        {EML_RECEIVED_VIA, {L("TCP"), L("UUCP"), L("x"), L("y")}},
        {EML_RECEIVED_WITH, {L("SMTP"), L("ESMTPS"), L("LMTP"), L("x")}},
        {EML_RECEIVED_ID, {L("17"), L("ABC"), L("<a@b.c>"), L("x-1")}},
        {EML_RECEIVED_FOR,
         {L("<u@v.example>"), L("a@b.c"), L("<\"a,b\"@c.d>"),
          L("\"q\\\"p\"@x.y")}},
    };
    static const eml_span clause_names[] = {L(""),     L("BY"), L("via"),
                                            L("with"), L("id"), L("For")};
    eml_received *r = EML__TREES_NEW(t, eml_received);
    eml_received_clause **last = &r->first;

    t->plain_comments = true; /* RFC 2047 section 5 */
    r->comments = eml__trees_comments(t);
    for (size_t i = 0; i < sizeof clauses / sizeof clauses[0]; i++) {
        eml_received_clause *c;

        if (i > 1 && eml_trees_below(t, 2))
            continue;
        c = EML__TREES_NEW(t, eml_received_clause);
        c->kind = clauses[i].kind;
        c->name = eml__trees_leaf(t, clause_names[i]);
        c->value = eml__trees_leaf(t, clauses[i].values[eml_trees_below(t, 4)]);
        c->comments = eml__trees_comments(t);
        if (t->oom)
            return r;
        *last = c;
        last = &c->next;
    }
    r->has_date = true;
    date(t, &r->date);
    t->plain_comments = false;
    return r;
}

/* ---- the rest ------------------------------------------------------------ */

static eml_phrases *
phrases(eml_trees *t)
{
    eml_phrases *l = EML__TREES_NEW(t, eml_phrases);
    eml_phrase **last = &l->first;

    l->num_phrases = 1 + eml_trees_below(t, 4);
    for (uint32_t i = 0; i < l->num_phrases && !t->oom; i++) {
        eml_phrase *p = EML__TREES_NEW(t, eml_phrase);

        p->text = free_text(t);
        *last = p;
        last = &p->next;
    }
    l->comments = eml__trees_comments(t);
    return l;
}

static eml_list_urls *
urls(eml_trees *t, eml_field_id id)
{
    static const eml_span url[] = {
        L("mailto:list-help@example.org"), L("https://example.org/a?b=c&d#e"),
        L("ftp://ftp.example.org/(x),y;z"), L("urn:x")};
    eml_list_urls *l = EML__TREES_NEW(t, eml_list_urls);
    eml_list_url **last = &l->first;
    uint32_t n = 1 + eml_trees_below(t, 3);

    if (id == EML_FIELD_ARCHIVED_AT)
        n = 1; /* RFC 5064: no comments */
    else
        l->comments = eml__trees_comments(t);
    if (id == EML_FIELD_LIST_POST && eml_trees_below(t, 3) == 2) {
        l->no = true;
        return l;
    }
    for (; n-- && !t->oom; last = &(*last)->next) {
        eml_out out = {.arena = t->arena};
        uint32_t more =
            eml_trees_below(t, 40) == 39 ? eml_trees_below(t, 150) : 0;

        eml_out_span(&out, ANY_OF(t, url));
        while (more--)
            eml_out_span(&out, EML_LIT("/path"));
        t->oom |= out.full;
        *last = EML__TREES_NEW(t, eml_list_url);
        (*last)->url = eml_out_view(&out);
        (*last)->text = eml__trees_plain(t, (*last)->url);
        l->num_urls++;
    }
    return l;
}

static eml_list_id *
list_id(eml_trees *t)
{
    eml_list_id *l = EML__TREES_NEW(t, eml_list_id);
    eml_out out = {.arena = t->arena};

    if (eml_trees_below(t, 2)) {
        l->name = free_text(t);
        l->comments = eml__trees_comments(t);
    }
    eml_out_span(&out, eml__trees_atom(t));
    eml_out_span(&out, EML_LIT(".lists."));
    eml_out_span(&out, eml__trees_atom(t));
    t->oom |= out.full;
    l->id = eml__trees_plain(t, eml_out_view(&out));
    return l;
}

eml_value
eml_trees_value(eml_trees *t, eml_field_id id)
{
    eml_value v = {.kind = eml__trees_kind(id)};

    switch (v.kind) {
    case EML_VALUE_UNSTRUCTURED:
        v.u.text = free_text(t);
        break;
    case EML_VALUE_ADDRESSES:
        v.u.addresses = addresses(t, id);
        break;
    case EML_VALUE_DATE:
        v.u.date = EML__TREES_NEW(t, eml_date);
        date(t, v.u.date);
        break;
    case EML_VALUE_MSGIDS:
        v.u.msgids = msgids(t, id);
        break;
    case EML_VALUE_PHRASES:
        v.u.phrases = phrases(t);
        break;
    case EML_VALUE_RECEIVED:
        v.u.received = received(t);
        break;
    case EML_VALUE_PATH:
        v.u.path = path(t);
        break;
    case EML_VALUE_LIST_URLS:
        v.u.urls = urls(t, id);
        break;
    case EML_VALUE_LIST_ID:
        v.u.list_id = list_id(t);
        break;
    case EML_VALUE_CONTENT_TYPE:
    case EML_VALUE_DISPOSITION:
    case EML_VALUE_ENCODING:
    case EML_VALUE_MIME_VERSION:
    case EML_VALUE_TOKENS:
    case EML_VALUE_AUTO_SUBMITTED:
    case EML_VALUE_AUTHRES:
    case EML_VALUE_RECEIVED_SPF:
        eml__trees_mime(t, id, &v);
        break;
    case EML_VALUE_ONE_CLICK:
    case EML_VALUE_NONE:
    default:
        break;
    }
    return v;
}
