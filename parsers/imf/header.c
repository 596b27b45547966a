/* header.c -- a header section as a whole: RFC 5322 section 3.6 and its table,
 * RFC 5321 section 4.4, RFC 6854, RFC 2045 sections 3 and 4, and the fields of
 * lists and automatic mail that may occur once. */
#include "eml/field.h"

#include "core/arena_int.h"
#include "core/cclass.h"
#include "core/general.h"

/* Where a field belongs in
 *
 *   fields = *(trace *optional-field / *(resent-date / ...))
 *            *(orig-date / from / ... / optional-field)
 */
typedef enum place {
    OPTIONAL, /* anywhere: trace fields of later RFCs are such, too */
    TRACE,
    RESENT,
    OWN /* of the message itself: below the trace and the resent blocks */
} place;

typedef struct rule {
    uint8_t place;
    int16_t twice; /* the finding for a second one, 0: any number */
} rule;

/* The fields that have a rule: X(id, place, content, twice); `content`: a
 * Content- field has a meaning in parts, too. */
/* clang-format off */
#define RULES(X)                                                            \
    X(DATE, OWN, false, EML_E_FIELD_TWICE)                                  \
    X(FROM, OWN, false, EML_E_FROM_TWICE)                                   \
    X(SENDER, OWN, false, EML_E_FIELD_TWICE)                                \
    X(REPLY_TO, OWN, false, EML_E_FIELD_TWICE)                              \
    X(TO, OWN, false, EML_E_FIELD_TWICE)                                    \
    X(CC, OWN, false, EML_E_FIELD_TWICE)                                    \
    X(BCC, OWN, false, EML_E_FIELD_TWICE)                                   \
    X(MESSAGE_ID, OWN, false, EML_E_FIELD_TWICE)                            \
    X(IN_REPLY_TO, OWN, false, EML_E_FIELD_TWICE)                           \
    X(REFERENCES, OWN, false, EML_E_FIELD_TWICE)                            \
    X(SUBJECT, OWN, false, EML_E_FIELD_TWICE)                               \
    X(COMMENTS, OWN, false, 0)                                              \
    X(KEYWORDS, OWN, false, 0)                                              \
    /* 3.6.6: once in each block */                                         \
    X(RESENT_DATE, RESENT, false, 0)                                        \
    X(RESENT_FROM, RESENT, false, 0)                                        \
    X(RESENT_SENDER, RESENT, false, 0)                                      \
    X(RESENT_TO, RESENT, false, 0)                                          \
    X(RESENT_CC, RESENT, false, 0)                                          \
    X(RESENT_BCC, RESENT, false, 0)                                         \
    X(RESENT_MESSAGE_ID, RESENT, false, 0)                                  \
    X(RESENT_REPLY_TO, RESENT, false, 0)                                    \
    X(RETURN_PATH, TRACE, false, EML_E_RETURN_PATH_TWICE)                   \
    X(RECEIVED, TRACE, false, 0)                                            \
    /* 2045 section 3: MIME-message-headers has one version; entity-headers one\
     * of each of the next four. Content- fields of other RFCs are          \
     * MIME-extension-fields, of which there may be several. */             \
    X(MIME_VERSION, OPTIONAL, false, EML_E_CONTENT_FIELD_TWICE)             \
    X(CONTENT_TYPE, OPTIONAL, true, EML_E_CONTENT_TYPE_TWICE)               \
    X(CONTENT_TRANSFER_ENCODING, OPTIONAL, true, EML_E_CONTENT_FIELD_TWICE) \
    X(CONTENT_ID, OPTIONAL, true, EML_E_CONTENT_FIELD_TWICE)                \
    X(CONTENT_DESCRIPTION, OPTIONAL, true, EML_E_CONTENT_FIELD_TWICE)       \
    X(CONTENT_DISPOSITION, OPTIONAL, true, EML_E_DISPOSITION_TWICE)         \
    X(CONTENT_LANGUAGE, OPTIONAL, true, 0)                                  \
    X(CONTENT_MD5, OPTIONAL, true, 0)                                       \
    X(CONTENT_LOCATION, OPTIONAL, true, 0)                                  \
    X(LIST_HELP, OPTIONAL, false, EML_E_LIST_TWICE)                         \
    X(LIST_UNSUBSCRIBE, OPTIONAL, false, EML_E_LIST_TWICE)                  \
    X(LIST_SUBSCRIBE, OPTIONAL, false, EML_E_LIST_TWICE)                    \
    X(LIST_POST, OPTIONAL, false, EML_E_LIST_TWICE)                         \
    X(LIST_OWNER, OPTIONAL, false, EML_E_LIST_TWICE)                        \
    X(LIST_ARCHIVE, OPTIONAL, false, EML_E_LIST_TWICE)                      \
    X(LIST_ID, OPTIONAL, false, EML_E_LIST_ID_TWICE)                        \
    X(LIST_UNSUBSCRIBE_POST, OPTIONAL, false, EML_E_ONE_CLICK_TWICE)        \
    X(AUTO_SUBMITTED, OPTIONAL, false, EML_E_AUTO_SUBMITTED_TWICE)          \
    X(ARCHIVED_AT, OPTIONAL, false, 0)                                      \
    /* 8601 section 4.1, 8617 section 4.1.1: one from each that checked */  \
    X(AUTH_RESULTS, OPTIONAL, false, 0)                                     \
    X(ARC_AUTH_RESULTS, OPTIONAL, false, 0)                                 \
    /* 7208 section 9.1: likewise */                                        \
    X(RECEIVED_SPF, OPTIONAL, false, 0)
/* clang-format on */

#define RULE(id, place, content, twice) [EML_FIELD_##id] = {place, twice},
static const rule rules[EML_FIELD_END_] = {RULES(RULE)};

/* Sets of fields. */
#define BIT(id) ((uint64_t)1 << (id))
#define IF_TRACE(id, place, content, twice)                                    \
    | (uint64_t)((place) == TRACE) << EML_FIELD_##id
#define IF_RESENT(id, place, content, twice)                                   \
    | (uint64_t)((place) == RESENT) << EML_FIELD_##id
#define IF_OWN(id, place, content, twice)                                      \
    | (uint64_t)((place) == OWN) << EML_FIELD_##id
#define IF_CONTENT(id, place, content, twice)                                  \
    | (uint64_t)(content) << EML_FIELD_##id
#define IF_ONCE(id, place, content, twice)                                     \
    | (uint64_t)((twice) != 0) << EML_FIELD_##id
static const uint64_t trace_fields = 0 RULES(IF_TRACE);
static const uint64_t resent_fields = 0 RULES(IF_RESENT);
static const uint64_t own_fields = 0 RULES(IF_OWN);
static const uint64_t content_fields = 0 RULES(IF_CONTENT);
static const uint64_t once_only = 0 RULES(IF_ONCE);
_Static_assert(EML_FIELD_END_ <= 64, "a set of fields has 64 bits");

enum {
    FIRST_RESENT = EML_FIELD_RESENT_DATE,
    NUM_RESENT = EML_FIELD_RESENT_REPLY_TO - FIRST_RESENT + 1
};

/* What has been seen from the top down. */
typedef struct header {
    eml_cx *cx;
    const uint8_t *end;
    uint64_t counts;              /* the fields that have a meaning here */
    uint64_t seen;                /* of these */
    const eml_field **first;      /* by id: the first of each that was seen */
    const eml_field *top;         /* the first that is a field */
    const eml_field *authors;     /* the first From with several mailboxes */
    const eml_field *return_path; /* the last one */
    /* the resent block, once it has begun */
    const eml_field *resent[NUM_RESENT];
    const eml_field *block; /* its first field */
    bool many;              /* Resent-From with several mailboxes */
    /* fields in the run up to the next trace field that lie ahead */
    uint32_t dates_ahead, froms_ahead;
} header;

static void
find_name(const header *h, int code, const eml_field *f)
{
    (void)eml_find(h->cx, code, f->name.p, f->name.n);
}

static void
find_missing(const header *h, int code)
{
    (void)eml_find(h->cx, code, h->end, 0);
}

static bool
has(const header *h, eml_field_id id)
{
    return h->seen & BIT(id);
}

static const eml_field *
first_of(const header *h, eml_field_id id)
{
    return has(h, id) ? h->first[id] : NULL;
}

/* ---- originators ------------------------------------------------------- */

/* RFC 6854 section 2.1: "including all mailboxes included in any groups". */
static bool
has_several(const eml_field *f)
{
    return f->value.kind == EML_VALUE_ADDRESSES &&
           f->value.u.addresses->num_mailboxes > 1;
}

/* The mailbox that a field is, when it is one alone and no group. */
static const eml_mailbox *
only_mailbox(const eml_field *f)
{
    const eml_address *a;

    if (!f || f->value.kind != EML_VALUE_ADDRESSES ||
        f->value.u.addresses->num_addresses != 1)
        return NULL;
    a = f->value.u.addresses->first;
    return a && !a->group ? a->mailbox : NULL;
}

/* Texts without memory for them count as different. */
static bool
same_text(eml_cx *cx, const eml_text *a, const eml_text *b, bool fold)
{
    eml_span x, y;

    if (!a->present || !b->present || eml_text_get(cx, a, &x) != EML_OK ||
        eml_text_get(cx, b, &y) != EML_OK)
        return false;
    return fold ? eml_span_eq_fold(x, y) : eml_span_eq(x, y);
}

/* Whether two fields name one and the same mailbox: the address counts, not the
 * name or the comments beside it. */
static bool
same_mailbox(eml_cx *cx, const eml_field *x, const eml_field *y)
{
    const eml_mailbox *a = only_mailbox(x), *b = only_mailbox(y);

    return a && b && same_text(cx, &a->local, &b->local, false) &&
           same_text(cx, &a->domain, &b->domain, true);
}

/* RFC 2046 section 5.2.1: for a message in a message the requirement "is
 * removed and replaced with the requirement that at least one of "From",
 * "Subject", or "Date" must be present." */
static void
check_required(header *h, eml_header_kind kind)
{
    bool date = has(h, EML_FIELD_DATE), from = has(h, EML_FIELD_FROM);

    if (kind == EML_HEADER_NESTED) {
        if (!date && !from && !has(h, EML_FIELD_SUBJECT))
            find_missing(h, EML_E_NESTED_HEADER);
        return;
    }
    if (!date)
        find_missing(h, EML_E_DATE_MISSING);
    if (!from)
        find_missing(h, EML_E_FROM_MISSING);
    if (!has(h, EML_FIELD_MESSAGE_ID))
        find_missing(h, EML_E_MESSAGE_ID_MISSING);
}

/* 3.6.2: with several mailboxes in From, Sender MUST appear; where author and
 * transmitter are one, it SHOULD NOT. */
static void
check_originators(header *h)
{
    const eml_field *from = first_of(h, EML_FIELD_FROM);
    const eml_field *sender = first_of(h, EML_FIELD_SENDER);

    if (h->authors && !sender)
        find_missing(h, EML_E_SENDER_MISSING);
    if (sender && same_mailbox(h->cx, from, sender))
        find_name(h, EML_E_SENDER_SAME, sender);
}

/* ---- resent blocks (3.6.6) --------------------------------------------- */

static const eml_field *
in_block(const header *h, eml_field_id id)
{
    return h->resent[id - FIRST_RESENT];
}

static void
end_block(header *h)
{
    const eml_field *from, *sender;

    if (!h->block)
        return;
    from = in_block(h, EML_FIELD_RESENT_FROM);
    sender = in_block(h, EML_FIELD_RESENT_SENDER);
    if (!in_block(h, EML_FIELD_RESENT_DATE))
        find_name(h, EML_E_RESENT_DATE_MISSING, h->block);
    if (!from)
        find_name(h, EML_E_RESENT_FROM_MISSING, h->block);
    if (!in_block(h, EML_FIELD_RESENT_MESSAGE_ID))
        find_name(h, EML_E_RESENT_MESSAGE_ID_MISSING, h->block);
    if (from && h->many && !sender)
        find_name(h, EML_E_RESENT_SENDER_MISSING, from);
    if (sender && same_mailbox(h->cx, from, sender))
        find_name(h, EML_E_RESENT_SENDER_SAME, sender);
    for (size_t i = 0; i < NUM_RESENT; i++)
        h->resent[i] = NULL;
    h->block = NULL;
    h->many = false;
}

/* Counts the Resent-Date and Resent-From fields from `f` to the next trace
 * field: each field of a header is counted once. */
static void
look_ahead(header *h, const eml_field *f)
{
    h->dates_ahead = h->froms_ahead = 0;
    for (; f && rules[f->id].place != TRACE; f = f->next) {
        h->dates_ahead += f->id == EML_FIELD_RESENT_DATE;
        h->froms_ahead += f->id == EML_FIELD_RESENT_FROM;
    }
}

/* A block is what resent fields stand between two trace fields. A field that
 * occurs again begins another block when the one above it is complete and the
 * rest could be; else it is once too often in its block. */
static void
resent_field(header *h, const eml_field *f)
{
    const eml_field **slot = &h->resent[f->id - FIRST_RESENT];

    if (*slot) {
        if (in_block(h, EML_FIELD_RESENT_DATE) &&
            in_block(h, EML_FIELD_RESENT_FROM) && h->dates_ahead &&
            h->froms_ahead)
            end_block(h);
        else
            find_name(h, EML_E_RESENT_TWICE, f);
    }
    if (!h->block)
        h->block = f;
    if (!*slot)
        *slot = f;
    if (f->id == EML_FIELD_RESENT_FROM) {
        h->froms_ahead--;
        h->many |= has_several(f);
    } else if (f->id == EML_FIELD_RESENT_DATE) {
        h->dates_ahead--;
    } else if (f->id == EML_FIELD_RESENT_REPLY_TO) {
        find_name(h, EML_E_RESENT_REPLY_TO, f);
    }
    if (h->seen & own_fields)
        find_name(h, EML_E_RESENT_ORDER, f);
}

/* ---- trace (3.6.7, RFC 5321 4.4) --------------------------------------- */

static void
trace_field(header *h, const eml_field *f)
{
    end_block(h);
    look_ahead(h, f->next);
    if (h->seen & own_fields)
        find_name(h, EML_E_TRACE_ORDER, f);
    if (f->id == EML_FIELD_RECEIVED) {
        h->return_path = NULL;
        return;
    }
    if (!has(h, EML_FIELD_RETURN_PATH) && f != h->top)
        find_name(h, EML_E_RETURN_PATH_ORDER, f);
    /* trace = [return] 1*received */
    if (h->return_path)
        find_name(h, EML_E_RETURN_PATH_ALONE, h->return_path);
    h->return_path = f;
}

/* ---- lists ------------------------------------------------------------- */

/* The URL's scheme, past the white space that RFC 2369 section 2 ignores. */
static bool
is_https(eml_span url)
{
    static const char scheme[] = "https:";
    size_t n = 0;

    for (size_t i = 0; i < url.n && scheme[n]; i++) {
        if (eml__is(url.p[i], EML__WSP | EML__NL))
            continue;
        if (eml__lower(url.p[i]) != (uint8_t)scheme[n])
            return false;
        n++;
    }
    return !scheme[n];
}

/* RFC 8058 section 3.1: "The List-Unsubscribe header field MUST contain one
 * HTTPS URI." */
static void
check_one_click(header *h)
{
    const eml_field *list = first_of(h, EML_FIELD_LIST_UNSUBSCRIBE);
    const eml_field *post = first_of(h, EML_FIELD_LIST_UNSUBSCRIBE_POST);

    if (!post)
        return;
    if (list && list->value.kind == EML_VALUE_LIST_URLS) {
        const eml_list_url *u = list->value.u.urls->first;

        for (; u; u = u->next)
            if (is_https(u->url))
                return;
    }
    find_name(h, EML_E_ONE_CLICK_HTTPS, post);
}

/* ---- all of it --------------------------------------------------------- */

static void
next_field(header *h, const eml_field *f)
{
    const rule *r = &rules[f->id];

    if (!h->top) {
        h->top = f;
        look_ahead(h, f);
    }
    if (r->place == TRACE)
        trace_field(h, f);
    else if (r->place == RESENT)
        resent_field(h, f);
    if (r->twice && has(h, f->id))
        find_name(h, r->twice, f);
    if (f->id == EML_FIELD_FROM && has_several(f) && !h->authors)
        h->authors = f;
    if (!has(h, f->id))
        h->first[f->id] = f;
    h->seen |= BIT(f->id);
}

/* The fields one after another: how often each comes, and in which order. */
static void
walk(header *h, const eml_field *first)
{
    h->seen = 0;
    for (const eml_field *f = first; f; f = f->next)
        if (BIT(f->id) & h->counts)
            next_field(h, f);
    end_block(h);
    if (h->return_path)
        find_name(h, EML_E_RETURN_PATH_ALONE, h->return_path);
}

/* Which fields there are. Which comes when cannot be foretold, so there is no
 * branch on it. Returns whether walk() could find something: a field that must
 * be there once is there again, a trace field stands below one of the message
 * itself, Return-Path is not the first of a trace, a field is resent, or From
 * has several mailboxes. */
static bool
survey(header *h, const eml_field *first)
{
    const uint64_t path = BIT(EML_FIELD_RETURN_PATH);
    uint64_t seen = 0, again = 0, below = 0, top = 0;

    for (const eml_field *f = first; f; f = f->next) {
        uint64_t bit = BIT(f->id) & h->counts;

        again |= seen & bit;
        below |= seen & own_fields ? bit : 0;
        top = top ? top : bit;
        seen |= bit;
        h->first[f->id] = f; /* or a later one: then walk() sets it right */
    }
    h->seen = seen;
    return (again & once_only) || (below & trace_fields) ||
           (seen & resent_fields) ||
           ((seen & path) && (top != path || !has(h, EML_FIELD_RECEIVED))) ||
           (has(h, EML_FIELD_FROM) && has_several(h->first[EML_FIELD_FROM]));
}

void
eml_header_check(eml_cx *cx, const eml_field *first, eml_header_kind kind,
                 const uint8_t *end)
{
    const eml_field *firsts[EML_FIELD_END_];
    header h;

    eml__zero(&h, sizeof h);
    h.cx = cx;
    h.end = end;
    h.first = firsts;
    h.counts = ~BIT(EML_FIELD_JUNK);
    if (kind == EML_HEADER_PART)
        h.counts = content_fields;
    if (survey(&h, first) || !EML__PLAIN)
        walk(&h, first);
    if (kind == EML_HEADER_PART)
        return;
    check_required(&h, kind);
    check_originators(&h);
    check_one_click(&h);
    if ((h.seen & content_fields) && !has(&h, EML_FIELD_MIME_VERSION))
        find_missing(&h, EML_E_MIME_VERSION_MISSING);
}
